#include <spdlog/spdlog.h>
#include <unistd.h>

#include <csignal>
#include <future>
#include <iostream>

#include "mockserver/cli/session.h"
#include "mockserver/cli/watch.h"

namespace mockserver::cli {
namespace {

constexpr std::chrono::seconds kGrace{10};

sigset_t stopSignals() {
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGTERM);
    sigaddset(&signals, SIGINT);
    sigaddset(&signals, SIGHUP);
    return signals;
}

wsman::Result<void> announce(const ServeArguments& arguments, const MockServer& mock) {
    if (!arguments.portFile.empty()) {
        if (auto written = writeAtomically(arguments.portFile, std::to_string(mock.port()) + "\n"); !written) {
            return written;
        }
    }
    std::cout << "mi-mockserver ready on " << mock.url() << std::endl;  // flushed: a script waits for it
    if (!arguments.readyFile.empty()) {
        return writeAtomically(arguments.readyFile, mock.url() + "\n");
    }
    return {};
}

void reload(MockServer& mock, spdlog::logger& log) {
    if (const auto reloaded = mock.reload(); reloaded) {
        log.info("reloaded: {} scenarios", mock.scenarios().scenarios().size());
    } else {
        log.error("not reloaded, the old scenarios go on: {}", reloaded.error().text());
    }
}

/// Until SIGTERM or SIGINT, which is returned; SIGHUP reloads.
int waitForEnd(const sigset_t& signals, MockServer& mock, spdlog::logger& log) {
    for (;;) {
        int signal = 0;
        ::sigwait(&signals, &signal);
        if (signal != SIGHUP) {
            return signal;
        }
        reload(mock, log);
    }
}

}  // namespace

int serve(const ServeArguments& arguments) {
    // Blocked before any thread exists, so that no thread gets them: sigwait below does.
    const auto signals = stopSignals();
    ::pthread_sigmask(SIG_BLOCK, &signals, nullptr);

    const auto log = makeLogger(arguments);
    int exitCode = kExitOk;
    const auto mock = startMock(arguments, log, exitCode);
    if (mock == nullptr) {
        return exitCode;
    }
    std::unique_ptr<Watch> watch;
    if (arguments.watch) {
        auto started = Watch::start(arguments.scenarios, [&] { reload(*mock, *log); });
        if (!started) {
            std::cerr << "mi-mockserver: " << started.error().text() << '\n';
            return kExitNoStart;
        }
        watch = std::move(*started);
    }
    if (const auto announced = announce(arguments, *mock); !announced) {
        std::cerr << "mi-mockserver: " << announced.error().text() << '\n';
        return kExitNoStart;
    }
    const int signal = waitForEnd(signals, *mock, *log);
    log->info("stopping: {} received", signal == SIGINT ? "SIGINT" : "SIGTERM");
    watch.reset();
    auto stopped = std::async(std::launch::async, [&mock] { return mock->stop(kGrace); });
    while (stopped.wait_for(std::chrono::milliseconds(1)) != std::future_status::ready) {
        const timespec soon{.tv_sec = 0, .tv_nsec = 50'000'000};
        const int again = ::sigtimedwait(&signals, nullptr, &soon);
        if (again == SIGTERM || again == SIGINT) {
            log->warn("stopping at once: a second signal");
            ::_exit(kExitInterrupted);
        }
    }
    if (!stopped.get()) {
        log->warn("some requests were not finished within {} s", kGrace.count());
    }
    log->info("{} requests, {} without an answer from a scenario", mock->journal().appended(),
              mock->scenarios().unmatched());
    return conclude(arguments, *mock);
}

}  // namespace mockserver::cli
