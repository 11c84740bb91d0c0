#include <spdlog/spdlog.h>

#include <iostream>

#include "mockserver/cli/session.h"
#include "mockserver/cli/watch.h"

namespace mockserver::cli {
namespace {

void reload(const MockGroup& mocks, spdlog::logger& log) {
    for (const auto& endpoint : mocks.endpoints()) {
        if (const auto reloaded = endpoint.mock->reload(); reloaded) {
            log.info("reloaded: {} scenarios on {}", endpoint.mock->scenarios().scenarios().size(), endpoint.url);
        } else {
            log.error("not reloaded, the old scenarios go on: {}", reloaded.error().text());
        }
    }
}

/// What the endpoints' scenarios were loaded from.
std::vector<std::filesystem::path> watched(const MockGroup& mocks) {
    std::vector<std::filesystem::path> out;
    for (const auto& endpoint : mocks.endpoints()) {
        const auto& paths = endpoint.mock->options().scenarios;
        out.insert(out.end(), paths.begin(), paths.end());
    }
    return out;
}

/// Until SIGTERM or SIGINT, which is returned; SIGHUP reloads.
int waitForEnd(const sigset_t& signals, const MockGroup& mocks, spdlog::logger& log) {
    for (;;) {
        int signal = 0;
        ::sigwait(&signals, &signal);
        if (signal != SIGHUP) {
            return signal;
        }
        reload(mocks, log);
    }
}

}  // namespace

int serve(const ServeArguments& arguments) {
    const auto signals = stopSignals();
    ::pthread_sigmask(SIG_BLOCK, &signals, nullptr);

    const auto log = makeLogger(arguments);
    int exitCode = kExitOk;
    const auto mocks = startMocks(arguments, log, exitCode);
    if (mocks == nullptr) {
        return exitCode;
    }
    const auto admin = startAdmin(arguments, *mocks, *log, exitCode);
    if (exitCode != kExitOk) {
        return exitCode;
    }
    std::unique_ptr<Watch> watch;
    if (arguments.watch) {
        auto started = Watch::start(watched(*mocks), [&] { reload(*mocks, *log); });
        if (!started) {
            std::cerr << "mi-mockserver: " << started.error().text() << '\n';
            return kExitNoStart;
        }
        watch = std::move(*started);
    }
    std::vector<Announced> announcing;
    for (const auto& endpoint : mocks->endpoints()) {
        announcing.push_back({endpoint.name, endpoint.url, endpoint.mock->port()});
    }
    if (const auto announced = announce(arguments, announcing); !announced) {
        std::cerr << "mi-mockserver: " << announced.error().text() << '\n';
        return kExitNoStart;
    }
    const int signal = waitForEnd(signals, *mocks, *log);
    log->info("stopping: {} received", signalName(signal));
    watch.reset();
    stopGracefully(signals, *log, [&mocks] { return mocks->stop(kGrace); });
    std::uint64_t requests = 0;
    std::uint64_t unanswered = 0;
    for (const auto& endpoint : mocks->endpoints()) {
        requests += endpoint.mock->journal().appended();
        unanswered += endpoint.mock->scenarios().unmatched();
    }
    log->info("{} requests, {} without an answer from a scenario", requests, unanswered);
    return conclude(arguments, *mocks);
}

}  // namespace mockserver::cli
