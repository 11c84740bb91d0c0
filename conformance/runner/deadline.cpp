#include "conformance/runner/deadline.h"

#include <algorithm>
#include <atomic>

namespace conformance {

namespace {

using Clock = std::chrono::steady_clock;

// One run at a time has a process to itself, and a case may ask from threads of its own.
std::atomic<Clock::rep> deadline{0};
std::atomic<int> cleaningUp{0};
constexpr std::chrono::milliseconds kCleanUp(10000);

}  // namespace

void startCaseDeadline(std::optional<std::chrono::milliseconds> timeout) {
    deadline = timeout ? (Clock::now() + *timeout).time_since_epoch().count() : 0;
}

CleanUpTime::CleanUpTime() {
    ++cleaningUp;
}

CleanUpTime::~CleanUpTime() {
    --cleaningUp;
}

std::optional<std::chrono::milliseconds> caseTimeLeft() {
    const auto until = deadline.load();
    if (until == 0)
        return std::nullopt;
    const auto left = Clock::time_point(Clock::duration(until)) - Clock::now();
    return std::max(std::chrono::ceil<std::chrono::milliseconds>(left),
                    cleaningUp > 0 ? kCleanUp : std::chrono::milliseconds(0));
}

}  // namespace conformance
