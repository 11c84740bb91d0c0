#pragma once

#include <chrono>
#include <string>
#include <vector>

namespace conformance {

/// What a child process wrote to its stdout, and how it ended.
struct Ended {
    std::string output{};
    int status = 0;         ///< as waitpid gives it
    bool late = false;      ///< it was killed when time was over
    std::string failure{};  ///< why it could not be started, or empty
};

/// Runs a program until it ends or `timeout` has passed; then it is killed. `environment` (NAME=VALUE) is added to this
/// process's own.
Ended runChild(std::vector<std::string> words, const std::vector<std::string>& environment,
               std::chrono::seconds timeout);

}  // namespace conformance
