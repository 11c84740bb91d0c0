#pragma once

#include <sys/types.h>
#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "bench/sessions/statistics.h"
#include "wsman/error.h"

namespace bench {

/// Runs `body` in a child process and gives back the text it returned and what the child cost. Call it before this
/// process has threads. Errors: kIo when the child could not be made, crashed, or took longer than `deadline` (it is
/// killed then).
struct ChildResult {
    std::string output;
    Cost cost{};
};
wsman::Result<ChildResult> runInChild(const std::function<std::string()>& body, std::chrono::seconds deadline);

/// A mi-mockserver started for the benchmark, on a free loopback port; ended by SIGTERM when this goes.
class MockProcess {
public:
    /// Starts `program serve SCENARIO...`, which lets `user` ("name:password") in, and waits until it is ready (at
    /// most ten seconds).
    static wsman::Result<MockProcess> start(const std::string& program, const std::vector<std::string>& scenarios,
                                            const std::string& user);
    MockProcess(MockProcess&& other) noexcept;
    MockProcess& operator=(MockProcess&&) = delete;
    ~MockProcess();

    [[nodiscard]] std::uint16_t port() const { return port_; }
    /// What it has cost so far, by /proc.
    [[nodiscard]] Cost cost() const;

private:
    MockProcess(pid_t pid, std::string directory) : pid_(pid), directory_(std::move(directory)) {}
    void removeDirectory();
    pid_t pid_ = -1;
    std::string directory_;  ///< of the port file, until the port is known
    std::uint16_t port_ = 0;
};

}  // namespace bench
