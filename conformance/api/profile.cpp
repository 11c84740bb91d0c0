#include "conformance/api/profile.h"

#include <algorithm>

#include "conformance/runner/selection.h"

namespace conformance {

namespace {

constexpr std::string_view kUninterrupted =
    "a request that waits for its reply is not interrupted, so what is cancelled ends with the reply or never (seen in "
    "a run)";
constexpr std::string_view kFreed =
    "an operation whose connection has ended is closed by way of freed memory (HttpClient_WakeUpSelector), so this may "
    "crash (seen in a run)";
constexpr std::string_view kNoMessage =
    "no message is made for it and no result comes, or the process aborts (the requests that wsmanclient.c handles)";
constexpr std::string_view kUnanswered = "no result comes (seen in a run)";
constexpr std::string_view kFaults =
    "faults are FAILED, and their details are dropped unless they hold an OMI_Error (wsmanerrorhandling.c)";

// OMI's client library, and the build of it that PSWSMan ships, whose WS-Management code is the same. What is marked as
// seen was seen with a release build of microsoft/omi; the rest was read in its sources.
constexpr Deviation kOmi[] = {
    {"MI/A9", kUninterrupted},
    {"MI/B1", kFreed},
    {"MI/B3b", "a session that does not open keeps a table with nothing but Close (Session.c)"},
    {"MI/B11", kUninterrupted},
    {"MI/B11b", kUninterrupted},
    {"MI/C8c", kNoMessage},
    {"MI/C10b", kFreed},
    {"MI/C12", "the session does not close after an operation whose close waited for its results (seen in a run)"},
    {"MI/D7", kUninterrupted},
    {"MI/D12", kFreed},
    {"MI/E[1234]", kUninterrupted},
    {"MI/E[12]b", kUninterrupted},
    {"MI/E[78]", kUninterrupted},
    {"MI/E9", "a time limit of one second is not over after twelve (seen in a run)"},
    {"MI/E12", kUninterrupted},
    {"MI/F8[eg]", "a custom option breaks the message (seen in a run)"},
    {"MI/F14d", "the parameters of a method stand in an element without _INPUT in its name (seen in a run)"},
    {"MI/F16*", "the request does not say how subclasses are to be shown (wsbuf.c)"},
    {"MI/F17*", "keysOnly is dropped (wsmanclient.c)"},
    {"MI/F18c", kUnanswered},
    {"MI/F19*", "a query goes into the message as it is, without escapes (wsbuf.c)"},
    {"MI/F20*", kNoMessage},
    {"MI/G*", kNoMessage},
    {"MI/H1*", kFaults},
    {"MI/H[356]*", kFaults},
    {"MI/H8[bc]", kUnanswered},
    {"MI/H9", kFreed},
    {"MI/J8c", "an index one behind the last element is taken (base/instance.c)"},
    {"MI/J9*", "an index one behind the last element is taken (base/instance.c)"},
    {"MI/J11b", "what an instance adopts is copied, and left behind (seen in a run)"},
    {"MI/K[137]", kFreed},
    {"MI/K1b", kFreed},
    {"MI/K8", "the table behind mi_clientFT_V1 ends before TestConnection (Application.c)"},
    {"WIRE/DSP0227/6.3", "a WMI URI comes with the selector __cimnamespace all the same (seen in a run)"},
    {"WIRE/DSP0230/gedc", "the parameters of a method stand in an element without _INPUT in its name (seen in a run)"},
    {"WIRE/DSP0230/10-input", "a method without parameters is called with an empty body (seen in a run)"},
};

constexpr Profile kProfiles[] = {
    {"libmi", "", {}},
    {"omi", "MI_REMOTE_WSMAN", kOmi},
    {"pswsman", "MI_REMOTE_WSMAN", kOmi},
    {"windows", "WINRM", {}},
};

}  // namespace

void Profile::prepare(client::Destination& destination) const {
    if (destination.protocol.empty())
        destination.protocol = protocol;
    destination.authentication = "Basic";
    // OMI takes no packet encoding but UTF8, not even its default by name.
    destination.encoding.clear();
}

const Deviation* Profile::deviation(std::string_view caseId) const {
    const auto found =
        std::ranges::find_if(deviations, [&](const Deviation& one) { return matches(one.cases, caseId); });
    return found == deviations.end() ? nullptr : &*found;
}

void skipDeviations(std::vector<Case>& cases, const Profile& profile) {
    for (auto& one : cases)
        if (const auto* known = profile.deviation(one.id)) {
            one.skip = "known deviation of " + std::string(profile.name) + ": " + std::string(known->reason);
            one.run = [reason = one.skip] { return CaseResult::skipped(reason); };
        }
}

std::span<const Profile> profiles() {
    return kProfiles;
}

const Profile* profileNamed(std::string_view name) {
    const auto found = std::ranges::find(kProfiles, name, &Profile::name);
    return found == std::end(kProfiles) ? nullptr : found;
}

}  // namespace conformance
