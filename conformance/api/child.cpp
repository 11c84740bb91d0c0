#include "conformance/api/child.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <string_view>
#include <thread>

namespace conformance {

namespace {

using Clock = std::chrono::steady_clock;

/// What is left of `environ` once `more` is added to it.
std::vector<std::string> environmentWith(const std::vector<std::string>& more) {
    std::vector<std::string> out = more;
    for (char** entry = environ; *entry; ++entry) {
        const std::string_view old(*entry);
        const auto name = old.substr(0, old.find('=') + 1);
        if (std::none_of(more.begin(), more.end(), [&](const auto& one) { return one.starts_with(name); }))
            out.emplace_back(old);
    }
    return out;
}

std::vector<char*> pointersTo(std::vector<std::string>& words) {
    std::vector<char*> out;
    out.reserve(words.size() + 1);
    for (auto& word : words)
        out.push_back(word.data());
    out.push_back(nullptr);
    return out;
}

/// Waits until the process ends or `deadline` has passed; then it is killed. True when it ended by itself.
bool awaitEnd(pid_t pid, Clock::time_point deadline, int& status) {
    while (::waitpid(pid, &status, WNOHANG) == 0) {
        if (Clock::now() >= deadline) {
            ::kill(pid, SIGKILL);
            ::waitpid(pid, &status, 0);
            return false;
        }
        std::this_thread::sleep_for(std::chrono::milliseconds(2));
    }
    return true;
}

}  // namespace

Ended runChild(std::vector<std::string> words, const std::vector<std::string>& environment,
               std::chrono::seconds timeout) {
    Ended ended;
    int pipe[2];
    if (::pipe2(pipe, O_CLOEXEC) != 0) {
        ended.failure = std::string("pipe: ") + std::strerror(errno);
        return ended;
    }
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, pipe[1], STDOUT_FILENO);
    const auto argv = pointersTo(words);
    auto variables = environmentWith(environment);
    const auto envp = pointersTo(variables);
    pid_t pid = -1;
    const int error = ::posix_spawn(&pid, argv[0], &actions, nullptr, argv.data(), envp.data());
    posix_spawn_file_actions_destroy(&actions);
    ::close(pipe[1]);
    if (error != 0) {
        ::close(pipe[0]);
        ended.failure = std::string("cannot start the case's process: ") + std::strerror(error);
        return ended;
    }
    const auto deadline = Clock::now() + timeout;
    for (;;) {
        const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(deadline - Clock::now()).count();
        pollfd entry{pipe[0], POLLIN, 0};
        const int ready = left > 0 ? ::poll(&entry, 1, static_cast<int>(left)) : 0;
        if (ready < 0 && errno == EINTR)
            continue;
        if (ready <= 0)
            break;
        char buffer[4096];
        const auto got = ::read(pipe[0], buffer, sizeof buffer);
        if (got <= 0)
            break;
        ended.output.append(buffer, static_cast<std::size_t>(got));
    }
    ::close(pipe[0]);
    ended.late = !awaitEnd(pid, deadline, ended.status);
    return ended;
}

}  // namespace conformance
