// `mi-mockserver run SCENARIO... -- COMMAND...`
#include <spawn.h>
#include <spdlog/spdlog.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <iostream>
#include <system_error>
#include <tuple>

#include "mockserver/cli/session.h"

namespace mockserver::cli {
namespace {

struct Target {
    std::string url{};
    std::string user{};
    std::string password{};
};

void replaceAll(std::string& text, std::string_view from, const std::string& to) {
    for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size())) {
        text.replace(at, from.size(), to);
    }
}

std::vector<char*> pointers(std::vector<std::string>& texts) {
    std::vector<char*> out;
    out.reserve(texts.size() + 1);
    for (auto& text : texts) {
        out.push_back(text.data());
    }
    out.push_back(nullptr);
    return out;
}

std::vector<std::string> environmentFor(const Target& target) {
    std::vector<std::string> out;
    for (char** variable = environ; *variable != nullptr; ++variable) {
        const std::string_view text = *variable;
        if (!text.starts_with("WSMAN_URL=") && !text.starts_with("WSMAN_USER=") &&
            !text.starts_with("WSMAN_PASSWORD=")) {
            out.emplace_back(text);
        }
    }
    out.push_back("WSMAN_URL=" + target.url);
    if (!target.user.empty()) {
        out.push_back("WSMAN_USER=" + target.user);
        out.push_back("WSMAN_PASSWORD=" + target.password);
    }
    return out;
}

/// On a terminal the command stays in our process group, or it could not read from it; what is typed reaches it then.
bool onTerminal() {
    return ::isatty(STDIN_FILENO) == 1;
}

/// Starts the command, elsewhere in its own process group, so that a signal can reach what it has started; 0 when it
/// cannot be started.
pid_t start(std::vector<std::string> command, const Target& target) {
    for (auto& word : command) {
        replaceAll(word, "{url}", target.url);
        replaceAll(word, "{user}", target.user);
        replaceAll(word, "{password}", target.password);
    }
    auto environment = environmentFor(target);
    auto argv = pointers(command);
    auto envp = pointers(environment);
    posix_spawnattr_t attributes;
    posix_spawnattr_init(&attributes);
    sigset_t none;
    sigemptyset(&none);
    posix_spawnattr_setflags(&attributes,
                             static_cast<short>(POSIX_SPAWN_SETSIGMASK | (onTerminal() ? 0 : POSIX_SPAWN_SETPGROUP)));
    posix_spawnattr_setpgroup(&attributes, 0);
    posix_spawnattr_setsigmask(&attributes, &none);
    pid_t pid = 0;
    const int error = ::posix_spawnp(&pid, argv[0], nullptr, &attributes, argv.data(), envp.data());
    posix_spawnattr_destroy(&attributes);
    if (error != 0) {
        std::cerr << "mi-mockserver: cannot run '" << command[0] << "': " << std::generic_category().message(error)
                  << '\n';
        return 0;
    }
    return pid;
}

/// The command's exit code, as a shell tells it. A signal to stop goes to the command; a second one kills it.
int waitFor(pid_t pid, const sigset_t& signals, bool& interrupted) {
    int status = 0;
    const bool terminal = onTerminal();
    while (::waitpid(pid, &status, WNOHANG) == 0) {
        const timespec soon{.tv_sec = 0, .tv_nsec = 100'000'000};
        const int signal = ::sigtimedwait(&signals, nullptr, &soon);
        if (signal == SIGINT || signal == SIGTERM) {
            if (!terminal) {
                ::kill(-pid, interrupted ? SIGKILL : signal);
            } else if (signal == SIGTERM) {
                ::kill(pid, SIGTERM);
            }
            interrupted = true;
        }
    }
    if (!terminal) {
        ::kill(-pid, SIGTERM);  // what it may have left behind
    }
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

Target targetOf(const MockGroup& mocks) {
    const auto& endpoint = mocks.endpoints().front();
    const MockServer& mock = *endpoint.mock;
    Target out{.url = endpoint.url};
    if (const auto& users = mock.options().users; !users.empty()) {
        std::tie(out.user, out.password) = *users.begin();
        return out;
    }
    for (const auto& scenario : mock.scenarios().scenarios()) {
        if (!scenario->endpoint.basicUsers.empty()) {
            std::tie(out.user, out.password) = scenario->endpoint.basicUsers.front();
            break;
        }
    }
    return out;
}

}  // namespace

int runCommand(const RunArguments& arguments) {
    sigset_t signals;
    sigemptyset(&signals);
    for (const int signal : {SIGTERM, SIGINT, SIGCHLD}) {
        sigaddset(&signals, signal);
    }
    ::pthread_sigmask(SIG_BLOCK, &signals, nullptr);

    const auto log = makeLogger(arguments.serve);
    int exitCode = kExitOk;
    const auto mocks = startMocks(arguments.serve, log, exitCode);
    if (mocks == nullptr) {
        return exitCode;
    }
    const auto admin = startAdmin(arguments.serve, *mocks, *log, exitCode);
    if (exitCode != kExitOk) {
        return exitCode;
    }
    const pid_t pid = start(arguments.command, targetOf(*mocks));
    if (pid == 0) {
        return kExitNoCommand;
    }
    bool interrupted = false;
    const int code = waitFor(pid, signals, interrupted);
    mocks->stop();
    const int verdict = conclude(arguments.serve, *mocks);
    if (interrupted) {
        return kExitInterrupted;
    }
    if (code != 0) {
        std::cerr << "mi-mockserver: the command ended with exit code " << code << '\n';
        return code;
    }
    return verdict;
}

}  // namespace mockserver::cli
