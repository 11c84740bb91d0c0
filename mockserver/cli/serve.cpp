#include <spdlog/spdlog.h>

#include <iostream>

#include "mockserver/cli/session.h"
#include "mockserver/cli/watch.h"

namespace mockserver::cli {
namespace {

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
    const auto signals = stopSignals();
    ::pthread_sigmask(SIG_BLOCK, &signals, nullptr);

    const auto log = makeLogger(arguments);
    int exitCode = kExitOk;
    const auto mock = startMock(arguments, log, exitCode);
    if (mock == nullptr) {
        return exitCode;
    }
    const auto admin = startAdmin(arguments, *mock, *log, exitCode);
    if (exitCode != kExitOk) {
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
    if (const auto announced = announce(arguments, mock->port(), mock->url()); !announced) {
        std::cerr << "mi-mockserver: " << announced.error().text() << '\n';
        return kExitNoStart;
    }
    const int signal = waitForEnd(signals, *mock, *log);
    log->info("stopping: {} received", signalName(signal));
    watch.reset();
    stopGracefully(signals, *log, [&mock] { return mock->stop(kGrace); });
    log->info("{} requests, {} without an answer from a scenario", mock->journal().appended(),
              mock->scenarios().unmatched());
    return conclude(arguments, *mock);
}

}  // namespace mockserver::cli
