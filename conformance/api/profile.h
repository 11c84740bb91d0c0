// What is known of the MI libraries that exist: how a session is opened with them, and what they are known not to do.
#pragma once

#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "client/loader/session.h"
#include "conformance/runner/case.h"

namespace conformance {

/// Cases that a library is known to fail, and why.
struct Deviation {
    std::string_view cases;   ///< id or glob
    std::string_view reason;  ///< one sentence without full stop
};

struct Profile {
    std::string_view name;
    std::string_view protocol;  ///< NewSession's, for a remote destination; empty: NULL
    std::span<const Deviation> deviations;

    /// Makes a destination such that this library can use it. What else some need is done for all of them (see
    /// client::MiSession::open): the transport is named, Basic over HTTP goes without packet privacy, and there is one
    /// credential.
    void prepare(client::Destination& destination) const;
    /// Why a case must not be expected to pass, or nullptr.
    [[nodiscard]] const Deviation* deviation(std::string_view caseId) const;
};

/// Cases that the library is known to fail are skipped instead of run, with the reason.
void skipDeviations(std::vector<Case>& cases, const Profile& profile);

/// All of them.
std::span<const Profile> profiles();
/// By name, or nullptr.
const Profile* profileNamed(std::string_view name);

}  // namespace conformance
