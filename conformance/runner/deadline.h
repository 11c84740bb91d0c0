#pragma once

#include <chrono>
#include <optional>

namespace conformance {

/// Begins the time that the case about to run may take; nullopt: as long as it likes.
void startCaseDeadline(std::optional<std::chrono::milliseconds> timeout);
/// What is left of it, never negative; nullopt without a deadline. What a case waits for should wait no longer.
/// Thread-safe.
std::optional<std::chrono::milliseconds> caseTimeLeft();

/// While it lives, caseTimeLeft() is at least ten seconds: clean-up is not to be cut short by the case that it follows.
class CleanUpTime {
public:
    CleanUpTime();
    ~CleanUpTime();
    CleanUpTime(const CleanUpTime&) = delete;
    CleanUpTime& operator=(const CleanUpTime&) = delete;
};

}  // namespace conformance
