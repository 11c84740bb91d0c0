// wsman/testing: what the tests of more than one folder need. Nothing that ships includes it.
#pragma once

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <optional>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

extern char** environ;

namespace wsman::test {

/// A run of the real program, for tests: its stdout by a pipe, its stderr in a file. Killed when the object goes.
class Process {
public:
    Process(const std::string& program, std::vector<std::string> arguments, std::filesystem::path errorFile)
        : errorFile_(std::move(errorFile)) {
        std::array<int, 2> pipe{-1, -1};
        if (::pipe2(pipe.data(), O_CLOEXEC) != 0) {
            return;
        }
        posix_spawn_file_actions_t actions;
        posix_spawn_file_actions_init(&actions);
        posix_spawn_file_actions_adddup2(&actions, pipe[1], STDOUT_FILENO);
        posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, errorFile_.c_str(), O_WRONLY | O_CREAT | O_TRUNC,
                                         0600);
        arguments.insert(arguments.begin(), program);
        std::vector<char*> argv;
        argv.reserve(arguments.size() + 1);
        for (auto& argument : arguments) {
            argv.push_back(argument.data());
        }
        argv.push_back(nullptr);
        if (posix_spawn(&pid_, program.c_str(), &actions, nullptr, argv.data(), environ) != 0) {
            pid_ = -1;
        }
        posix_spawn_file_actions_destroy(&actions);
        ::close(pipe[1]);
        out_ = pipe[0];
    }
    ~Process() {
        if (pid_ > 0) {
            ::kill(pid_, SIGKILL);
            ::waitpid(pid_, nullptr, 0);
        }
        if (out_ >= 0) {
            ::close(out_);
        }
    }
    Process(const Process&) = delete;
    Process& operator=(const Process&) = delete;

    /// One line of stdout without its end, or what came when it did not come within `patience`.
    std::string readLine(std::chrono::milliseconds patience = std::chrono::seconds(60)) {
        const auto until = std::chrono::steady_clock::now() + patience;
        while (text_.find('\n') == std::string::npos && receive(until)) {
        }
        const auto end = text_.find('\n');
        auto line = text_.substr(0, end);
        text_.erase(0, end == std::string::npos ? end : end + 1);
        return line;
    }

    [[nodiscard]] pid_t pid() const { return pid_; }
    void signal(int number) const { ::kill(pid_, number); }

    /// The exit code, 128 + n when signal n killed it, nullopt when it is still running after `patience`.
    std::optional<int> wait(std::chrono::milliseconds patience = std::chrono::seconds(60)) {
        const auto until = std::chrono::steady_clock::now() + patience;
        while (receive(until)) {
        }
        int status = 0;
        while (pid_ > 0 && std::chrono::steady_clock::now() < until) {
            if (::waitpid(pid_, &status, WNOHANG) == pid_) {
                pid_ = -1;
                return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
            }
            std::this_thread::sleep_for(std::chrono::milliseconds(5));
        }
        return std::nullopt;
    }

    /// What is left of stdout, after wait().
    [[nodiscard]] const std::string& rest() const { return text_; }

    [[nodiscard]] std::string errors() const {
        std::ostringstream out;
        out << std::ifstream(errorFile_).rdbuf();
        return out.str();
    }

private:
    /// Reads some of stdout; false at its end or when time is over.
    bool receive(std::chrono::steady_clock::time_point until) {
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - std::chrono::steady_clock::now());
        pollfd descriptor{.fd = out_, .events = POLLIN, .revents = 0};
        if (left.count() <= 0 || ::poll(&descriptor, 1, static_cast<int>(left.count())) <= 0) {
            return false;
        }
        std::array<char, 4096> buffer;
        const auto n = ::read(out_, buffer.data(), buffer.size());
        if (n > 0) {
            text_.append(buffer.data(), static_cast<std::size_t>(n));
        }
        return n > 0;
    }

    pid_t pid_ = -1;
    int out_ = -1;
    std::string text_;
    std::filesystem::path errorFile_;
};

}  // namespace wsman::test
