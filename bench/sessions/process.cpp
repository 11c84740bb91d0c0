#include "bench/sessions/process.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <thread>

namespace bench {

using wsman::ErrorCode;
using wsman::fail;
using Clock = std::chrono::steady_clock;

namespace {

double secondsOf(const timeval& time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
}

/// Reads until the end of the pipe or the deadline; false for the latter.
bool readAll(int fd, Clock::time_point deadline, std::string& out) {
    for (;;) {
        const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(deadline - Clock::now()).count();
        pollfd entry{fd, POLLIN, 0};
        const int ready = left > 0 ? ::poll(&entry, 1, static_cast<int>(left)) : 0;
        if (ready == 0)
            return false;
        if (ready < 0 && errno == EINTR)
            continue;
        char buffer[4096];
        const auto got = ::read(fd, buffer, sizeof buffer);
        if (got <= 0)
            return true;
        out.append(buffer, static_cast<std::size_t>(got));
    }
}

/// For a child: ends this process when `parent` ends, or has ended before we could ask for that.
void endWith(pid_t parent) {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (::getppid() != parent)
        ::_exit(1);
}

std::string statusText(int status) {
    if (WIFSIGNALED(status))
        return std::string("was killed by ") + ::strsignal(WTERMSIG(status));
    return "exited with code " + std::to_string(WEXITSTATUS(status));
}

}  // namespace

wsman::Result<ChildResult> runInChild(const std::function<std::string()>& body, std::chrono::seconds deadline) {
    int pipe[2];
    if (::pipe2(pipe, O_CLOEXEC) != 0)
        return fail(ErrorCode::kIo, std::string("pipe: ") + std::strerror(errno));
    const pid_t parent = ::getpid();
    const pid_t pid = ::fork();
    if (pid < 0)
        return fail(ErrorCode::kIo, std::string("fork: ") + std::strerror(errno));
    if (pid == 0) {
        endWith(parent);
        ::close(pipe[0]);
        const auto output = body();
        for (std::size_t sent = 0; sent < output.size();) {
            const auto count = ::write(pipe[1], output.data() + sent, output.size() - sent);
            if (count <= 0)
                ::_exit(1);
            sent += static_cast<std::size_t>(count);
        }
        ::_exit(0);
    }
    ::close(pipe[1]);
    ChildResult result;
    const bool complete = readAll(pipe[0], Clock::now() + deadline, result.output);
    ::close(pipe[0]);
    if (!complete)
        ::kill(pid, SIGKILL);
    int status = 0;
    rusage usage{};
    ::wait4(pid, &status, 0, &usage);
    if (!complete)
        return fail(ErrorCode::kIo,
                    "the run did not end within " + std::to_string(deadline.count()) + " s and was killed");
    if (status != 0)
        return fail(ErrorCode::kIo, "the run's process " + statusText(status));
    result.cost.cpuSeconds = secondsOf(usage.ru_utime) + secondsOf(usage.ru_stime);
    result.cost.peakMemoryBytes = static_cast<std::uint64_t>(usage.ru_maxrss) * 1024;
    return result;
}

wsman::Result<MockProcess> MockProcess::start(const std::string& program, const std::vector<std::string>& scenarios,
                                              const std::string& user) {
    std::string directory = (std::filesystem::temp_directory_path() / "mi-bench-XXXXXX").string();
    if (!::mkdtemp(directory.data()))
        return fail(ErrorCode::kIo, std::string("no temporary folder: ") + std::strerror(errno), directory);
    const std::string portFile = directory + "/port";
    std::vector<std::string> words = {program, "serve", "--port", "0", "--port-file", portFile, "--log-level", "error"};
    words.insert(words.end(), scenarios.begin(), scenarios.end());
    words.insert(words.end(), {"--user", user});
    const pid_t parent = ::getpid();
    const pid_t pid = ::fork();
    if (pid < 0)
        return fail(ErrorCode::kIo, std::string("fork: ") + std::strerror(errno));
    if (pid == 0) {
        endWith(parent);
        if (const int sink = ::open("/dev/null", O_WRONLY); sink >= 0)
            ::dup2(sink, STDOUT_FILENO);
        std::vector<char*> argv;
        argv.reserve(words.size() + 1);
        for (auto& word : words)
            argv.push_back(word.data());
        argv.push_back(nullptr);
        ::execv(program.c_str(), argv.data());
        ::_exit(127);
    }
    MockProcess mock(pid, directory);
    for (const auto deadline = Clock::now() + std::chrono::seconds(10); Clock::now() < deadline;) {
        if (std::ifstream file(portFile); file >> mock.port_) {
            mock.removeDirectory();  // now already, so that a run that is killed leaves nothing behind
            return mock;
        }
        int status = 0;
        if (::waitpid(pid, &status, WNOHANG) == pid) {
            mock.pid_ = -1;
            return fail(ErrorCode::kIo, "the mock server " + statusText(status), program);
        }
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    return fail(ErrorCode::kIo, "the mock server was not ready within 10 s", program);
}

MockProcess::MockProcess(MockProcess&& other) noexcept
    : pid_(std::exchange(other.pid_, -1)), directory_(std::move(other.directory_)), port_(other.port_) {
    other.directory_.clear();
}

MockProcess::~MockProcess() {
    if (pid_ > 0) {
        ::kill(pid_, SIGTERM);
        const auto deadline = Clock::now() + std::chrono::seconds(5);
        while (::waitpid(pid_, nullptr, WNOHANG) == 0) {
            if (Clock::now() > deadline)
                ::kill(pid_, SIGKILL);
            std::this_thread::sleep_for(std::chrono::milliseconds(5));
        }
    }
    removeDirectory();
}

void MockProcess::removeDirectory() {
    std::error_code ignored;
    if (!directory_.empty())
        std::filesystem::remove_all(directory_, ignored);
    directory_.clear();
}

Cost MockProcess::cost() const {
    Cost cost;
    std::ifstream stat("/proc/" + std::to_string(pid_) + "/stat");
    std::string text((std::istreambuf_iterator<char>(stat)), {});
    // Fields count from behind the program's name, which may hold anything: utime and stime are the 12th and 13th
    // there.
    if (const auto close = text.rfind(')'); close != std::string::npos) {
        std::istringstream fields(text.substr(close + 2));
        std::string skipped;
        for (int i = 0; i < 11; ++i)
            fields >> skipped;
        double user = 0;
        double system = 0;
        fields >> user >> system;
        cost.cpuSeconds = (user + system) / static_cast<double>(::sysconf(_SC_CLK_TCK));
    }
    std::ifstream status("/proc/" + std::to_string(pid_) + "/status");
    for (std::string line; std::getline(status, line);)
        if (line.starts_with("VmHWM:"))
            cost.peakMemoryBytes = std::strtoull(line.c_str() + 6, nullptr, 10) * 1024;
    return cost;
}

}  // namespace bench
