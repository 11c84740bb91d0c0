#include "conformance/api/suite.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstring>
#include <iostream>
#include <nlohmann/json.hpp>
#include <vector>

#include "conformance/api/api_case.h"

namespace conformance {

namespace {

using Clock = std::chrono::steady_clock;

std::vector<ApiCase> allCases() {
    std::vector<ApiCase> out;
    for (const auto& group : {applicationCases(), sessionCases(), resultCases(), optionCases(), instanceCases()})
        out.insert(out.end(), group.begin(), group.end());
    return out;
}

std::string toJson(const CaseResult& result) {
    return nlohmann::json{{"verdict", static_cast<int>(result.verdict)},
                          {"reason", result.reason},
                          {"expected", result.expected},
                          {"actual", result.actual}}
        .dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

CaseResult fromJson(const std::string& text) {
    const auto document = nlohmann::json::parse(text, nullptr, false);
    if (!document.is_object())
        return CaseResult::error("the case's process gave no result");
    CaseResult result;
    result.verdict = static_cast<Verdict>(document.value("verdict", static_cast<int>(Verdict::kError)));
    result.reason = document.value("reason", "");
    result.expected = document.value("expected", "");
    result.actual = document.value("actual", "");
    return result;
}

/// What a child process wrote to its stdout, and how it ended.
struct Ended {
    std::string output{};
    int status = 0;
    bool late = false;
    std::string failure{};
};

Ended runChild(std::vector<std::string> words, std::chrono::seconds timeout) {
    Ended ended;
    int pipe[2];
    if (::pipe2(pipe, O_CLOEXEC) != 0) {
        ended.failure = std::string("pipe: ") + std::strerror(errno);
        return ended;
    }
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, pipe[1], STDOUT_FILENO);
    std::vector<char*> argv;
    for (auto& word : words)
        argv.push_back(word.data());
    argv.push_back(nullptr);
    pid_t pid = -1;
    const int error = ::posix_spawn(&pid, argv[0], &actions, nullptr, argv.data(), environ);
    posix_spawn_file_actions_destroy(&actions);
    ::close(pipe[1]);
    if (error != 0) {
        ::close(pipe[0]);
        ended.failure = std::string("cannot start the case's process: ") + std::strerror(error);
        return ended;
    }
    const auto deadline = Clock::now() + timeout;
    for (;;) {
        const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(deadline - Clock::now()).count();
        pollfd entry{pipe[0], POLLIN, 0};
        const int ready = left > 0 ? ::poll(&entry, 1, static_cast<int>(left)) : 0;
        if (ready < 0 && errno == EINTR)
            continue;
        if (ready <= 0) {
            ended.late = true;
            ::kill(pid, SIGKILL);
            break;
        }
        char buffer[4096];
        const auto got = ::read(pipe[0], buffer, sizeof buffer);
        if (got <= 0)
            break;
        ended.output.append(buffer, static_cast<std::size_t>(got));
    }
    ::close(pipe[0]);
    ::waitpid(pid, &ended.status, 0);
    return ended;
}

CaseResult runIsolated(const ApiCase& one, const ApiOptions& options) {
    const auto ended =
        runChild({"/proc/self/exe", "api-case", std::string(one.id), "--library", options.library, "--protocol",
                  options.protocol, "--url", options.url, "--user", options.user, "--password", options.password},
                 options.timeout);
    if (!ended.failure.empty())
        return CaseResult::error(ended.failure);
    if (ended.late)
        return CaseResult::fail("the library hung",
                                "an answer within " + std::to_string(options.timeout.count()) + " s", "none");
    if (WIFSIGNALED(ended.status))
        return CaseResult::fail("the library crashed", "no crash", ::strsignal(WTERMSIG(ended.status)));
    return fromJson(ended.output);
}

}  // namespace

Suite apiSuite(const ApiOptions& options) {
    Suite suite{"api", {}};
    for (const auto& one : allCases())
        suite.cases.push_back({std::string(one.id), std::string(one.clause), std::string(one.requirement), one.level,
                               [one, options] { return runIsolated(one, options); }});
    return suite;
}

int runApiCase(const std::string& id, const ApiOptions& options) {
    const auto answer = [](const CaseResult& result) {
        std::cout << toJson(result) << std::flush;
        return 0;
    };
    auto library = client::MiLibrary::load(options.library);
    if (!library)
        return answer(CaseResult::error(library.error().text()));
    auto url = client::parseUrl(options.url);
    if (!url)
        return answer(CaseResult::error(url.error().text()));
    ApiTarget target{*library, {}};
    target.destination.url = *url;
    target.destination.url.user = options.user;
    target.destination.url.password = options.password;
    target.destination.protocol = options.protocol;
    for (const auto& one : allCases())
        if (one.id == id)
            return answer(one.run(target));
    return answer(CaseResult::error("no such case: " + id));
}

}  // namespace conformance
