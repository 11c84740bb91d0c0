#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstring>
#include <thread>

#include "conformance/client/suite.h"
#include "mockserver/embed/mockserver.h"

namespace conformance {

using wsman::ErrorCode;
using wsman::fail;
using Clock = std::chrono::steady_clock;

namespace {

std::string replaced(std::string text, const std::vector<std::pair<std::string, std::string>>& values) {
    for (const auto& [name, value] : values)
        for (std::size_t at = text.find(name); at != std::string::npos; at = text.find(name, at + value.size()))
            text.replace(at, name.size(), value);
    return text;
}

wsman::Result<pid_t> start(const ClientOptions& options, const mockserver::MockServer& mock, bool quietly) {
    const std::vector<std::pair<std::string, std::string>> values = {{"{url}", mock.url()},
                                                                     {"{host}", "127.0.0.1"},
                                                                     {"{port}", std::to_string(mock.port())},
                                                                     {"{user}", options.user},
                                                                     {"{password}", options.password}};
    std::vector<std::string> words;
    for (const auto& word : options.command)
        words.push_back(replaced(word, values));
    std::vector<char*> argv;
    argv.reserve(words.size() + 1);
    for (auto& word : words)
        argv.push_back(word.data());
    argv.push_back(nullptr);

    std::vector<std::string> environment;
    for (char** entry = environ; *entry; ++entry)
        if (!std::string_view(*entry).starts_with("WSMAN_"))
            environment.emplace_back(*entry);
    environment.push_back("WSMAN_URL=" + mock.url());
    environment.push_back("WSMAN_USER=" + options.user);
    environment.push_back("WSMAN_PASSWORD=" + options.password);
    std::vector<char*> envp;
    envp.reserve(environment.size() + 1);
    for (auto& entry : environment)
        envp.push_back(entry.data());
    envp.push_back(nullptr);

    // A process group of its own, so that what the command starts ends with it.
    posix_spawnattr_t attributes;
    posix_spawnattr_init(&attributes);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP);
    posix_spawnattr_setpgroup(&attributes, 0);
    pid_t pid = -1;
    posix_spawn_file_actions_t files;
    posix_spawn_file_actions_init(&files);
    if (quietly) {
        posix_spawn_file_actions_addopen(&files, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
        posix_spawn_file_actions_adddup2(&files, STDOUT_FILENO, STDERR_FILENO);
    }
    const int error = ::posix_spawnp(&pid, argv[0], &files, &attributes, argv.data(), envp.data());
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&files);
    if (error != 0)
        return fail(ErrorCode::kIo, std::string("cannot start the client: ") + std::strerror(error), words.front());
    return pid;
}

void await(pid_t pid, std::chrono::seconds timeout, ClientRun& run) {
    const auto begin = Clock::now();
    const auto deadline = begin + timeout;
    int status = 0;
    while (::waitpid(pid, &status, WNOHANG) == 0) {
        if (!run.late && Clock::now() > deadline) {
            run.late = true;
            ::kill(-pid, SIGKILL);
        }
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    ::kill(-pid, SIGKILL);
    run.took = std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - begin);
    if (run.late) {
        run.ended = "was ended after " + std::to_string(timeout.count()) + " s";
    } else if (WIFSIGNALED(status)) {
        run.ended = std::string("was killed by ") + ::strsignal(WTERMSIG(status));
    } else {
        run.exitCode = WEXITSTATUS(status);
        run.ended = "exited with code " + std::to_string(*run.exitCode);
    }
}

/// Waits for a client that somebody else starts.
void awaitRequests(const mockserver::MockServer& mock, const ClientOptions& options) {
    const auto deadline = Clock::now() + options.timeout;
    auto last = Clock::now();
    std::uint64_t seen = 0;
    while (Clock::now() < deadline && (seen == 0 || Clock::now() - last < options.quiet)) {
        if (const auto now = mock.journal().appended(); now != seen) {
            seen = now;
            last = Clock::now();
        }
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
}

}  // namespace

wsman::Result<ClientRun> observeClient(const ClientOptions& options) {
    return observeClient(options, nullptr);
}

wsman::Result<ClientRun> observeClient(const ClientOptions& options, const std::shared_ptr<Teacher>& teacher) {
    mockserver::MockServerOptions serving;
    const bool misled = teacher != nullptr;  // what it says then is of no interest
    if (misled) {
        serving.firstResponders = {teacher};
        serving.filters = {teacher};
    }
    serving.scenarios.assign(options.scenarios.begin(), options.scenarios.end());
    serving.port = options.port;
    serving.users = {{options.user, options.password}};
    serving.journal.maxEntryBytes = 16u << 20;
    serving.journal.maxBytes = 256u << 20;
    auto mock = mockserver::MockServer::start(serving);
    if (!mock)
        return tl::unexpected(mock.error());
    if (options.ready)
        options.ready((*mock)->url());
    ClientRun run;
    if (options.command.empty()) {
        awaitRequests(**mock, options);
        run.ended = "attached";
    } else {
        const auto pid = start(options, **mock, misled);
        if (!pid)
            return tl::unexpected(pid.error());
        await(*pid, options.timeout, run);
    }
    (*mock)->stop(std::chrono::seconds(1));
    run.requests = (*mock)->journal().entries();
    return run;
}

}  // namespace conformance
