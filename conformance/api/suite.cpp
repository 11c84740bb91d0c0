#include "conformance/api/suite.h"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <nlohmann/json.hpp>
#include <vector>

#include "conformance/api/api_case.h"
#include "conformance/api/child.h"
#include "conformance/api/stage.h"

namespace conformance {

namespace {

std::vector<ApiCase> allCases() {
    std::vector<ApiCase> out;
    for (const auto& group :
         {applicationCases(), sessionCases(),     resultCases(), optionCases(),          instanceCases(),
          argumentCases(),    transferCases(),    queryCases(),  classCases(),           indicationCases(),
          faultCases(),       namedOptionCases(), bagCases(),    credentialCases(),      elementCases(),
          namingCases(),      ownershipCases(),   threadCases(), applicationLifeCases(), sessionCloseCases(),
          pumpCases(),        asyncCases(),       cancelCases()})
        out.insert(out.end(), group.begin(), group.end());
    return out;
}

/// What the library sent to the case's own peers: [request, reply] each.
nlohmann::json sentToPeers() {
    auto out = nlohmann::json::array();
    for (const auto& entry : WirePeer::traffic())
        out.push_back({entry->request, entry->reply});
    return out;
}

std::string toJson(const CaseResult& result) {
    return nlohmann::json{{"verdict", static_cast<int>(result.verdict)},
                          {"reason", result.reason},
                          {"expected", result.expected},
                          {"actual", result.actual},
                          {"sent", sentToPeers()}}
        .dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

CaseResult fromJson(const std::string& text, const ApiOptions& options) {
    const auto document = nlohmann::json::parse(text, nullptr, false);
    if (!document.is_object())
        return CaseResult::error("the case's process gave no result");
    CaseResult result;
    result.verdict = static_cast<Verdict>(document.value("verdict", static_cast<int>(Verdict::kError)));
    result.reason = document.value("reason", "");
    result.expected = document.value("expected", "");
    result.actual = document.value("actual", "");
    for (const auto& one : document.value("sent", nlohmann::json::array())) {
        if (!options.sent || !one.is_array() || one.size() != 2 || !one[0].is_string() || !one[1].is_string())
            continue;
        mockserver::JournalEntry entry;
        entry.request = one[0].get<std::string>();
        entry.reply = one[1].get<std::string>();
        options.sent(std::make_shared<const mockserver::JournalEntry>(std::move(entry)));
    }
    return result;
}

CaseResult runIsolated(const ApiCase& one, const ApiOptions& options) {
    const auto ended =
        runChild({options.program, "api-case", std::string(one.id), "--library", options.library, "--protocol",
                  options.protocol, "--url", options.url, "--user", options.user, "--password", options.password,
                  "--profile", std::string(options.profile ? options.profile->name : "")},
                 options.environment, options.timeout);
    if (!ended.failure.empty())
        return CaseResult::error(ended.failure);
    if (ended.late)
        return CaseResult::fail("the library hung",
                                "an answer within " + std::to_string(options.timeout.count()) + " s", "none");
    if (WIFSIGNALED(ended.status))
        return CaseResult::fail("the library crashed", "no crash", ::strsignal(WTERMSIG(ended.status)));
    if (ended.output.empty())
        return CaseResult::fail("the library ended the process", "a result",
                                "exit code " + std::to_string(WEXITSTATUS(ended.status)));
    return fromJson(ended.output, options);
}

/// The stdout that the suite reads, kept from the library: what that prints goes to stderr and spoils no result.
int takeStdout() {
    const int out = ::fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 3);
    ::dup2(STDERR_FILENO, STDOUT_FILENO);
    return out;
}

void writeAll(int out, std::string_view text) {
    while (!text.empty()) {
        const auto n = ::write(out, text.data(), text.size());
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return;
        text.remove_prefix(static_cast<std::size_t>(n));
    }
}

}  // namespace

Suite apiSuite(const ApiOptions& options) {
    Suite suite{"api", {}};
    for (const auto& one : allCases())
        suite.cases.push_back({std::string(one.id), std::string(one.clause), std::string(one.requirement), one.level,
                               [one, options] { return runIsolated(one, options); }});
    if (options.profile && !options.runDeviations)
        skipDeviations(suite.cases, *options.profile);
    return suite;
}

int runApiCase(const std::string& id, const ApiOptions& options) {
    const int out = takeStdout();
    const auto answer = [out](const CaseResult& result) {
        writeAll(out, toJson(result));
        ::close(out);
        if (isAbandoned())
            std::_Exit(0);
        return 0;
    };
    auto library = client::MiLibrary::load(options.library);
    if (!library)
        return answer(CaseResult::error(library.error().text()));
    auto url = client::parseUrl(options.url);
    if (!url)
        return answer(CaseResult::error(url.error().text()));
    // A thread that closes a session late may hold the last reference, and unload while the process ends.
    [[maybe_unused]] static const auto* const kept = new client::MiLibrary(*library);
    ApiTarget target{*library, {}};
    target.destination.url = *url;
    target.destination.url.user = options.user;
    target.destination.url.password = options.password;
    target.destination.protocol = options.protocol;
    if (options.profile)
        options.profile->prepare(target.destination);
    for (const auto& one : allCases())
        if (one.id == id)
            return answer(one.run(target));
    return answer(CaseResult::error("no such case: " + id));
}

}  // namespace conformance
