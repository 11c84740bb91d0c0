#include "conformance/api/profile.h"

#include <algorithm>

#include "conformance/runner/run.h"

namespace conformance {

namespace {

// OMI's client library, and the build of it that PSWSMan ships, whose WS-Management code is the same. Seen in runs of a
// release build of microsoft/omi, or read in its sources.
constexpr Deviation kOmi[] = {
    {"MI/K8", "the table behind mi_clientFT_V1 ends before TestConnection (Unix/miapi/Application.c)"},
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

std::span<const Profile> profiles() {
    return kProfiles;
}

const Profile* profileNamed(std::string_view name) {
    const auto found = std::ranges::find(kProfiles, name, &Profile::name);
    return found == std::end(kProfiles) ? nullptr : found;
}

}  // namespace conformance
