#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>
#include <unistd.h>

#include <csignal>
#include <future>
#include <iostream>

#include "mockserver/cli/commands.h"
#include "mockserver/embed/mockserver.h"

namespace mockserver::cli {
namespace {

constexpr std::chrono::seconds kGrace{10};

std::shared_ptr<spdlog::logger> makeLogger(const std::string& level) {
    auto logger = std::make_shared<spdlog::logger>("mi-mockserver", std::make_shared<spdlog::sinks::stderr_sink_mt>());
    logger->set_pattern("%Y-%m-%dT%H:%M:%S.%eZ %l %v", spdlog::pattern_time_type::utc);
    logger->set_level(spdlog::level::from_str(level));
    logger->flush_on(spdlog::level::trace);
    return logger;
}

sigset_t stopSignals() {
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGTERM);
    sigaddset(&signals, SIGINT);
    return signals;
}

/// One line per request: what no responder answers is a warning, with what came nearest; what is no WS-Management or
/// was not let in is worth a line; the rest only when it is asked for.
void logReply(spdlog::logger& log, const HttpRequest& request, const HttpReply& reply) {
    const bool refused = !reply.answered && reply.note.empty();
    const auto level = reply.answered ? spdlog::level::debug : refused ? spdlog::level::info : spdlog::level::warn;
    log.log(level, "{} {} {} -> {}{}{}", request.remoteAddress, request.method, request.target, reply.status,
            reply.note.empty() ? "" : ": ", reply.note);
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

}  // namespace

int serve(const ServeArguments& arguments) {
    // Blocked before any thread exists, so that no thread gets them: sigwait below does.
    const auto signals = stopSignals();
    ::pthread_sigmask(SIG_BLOCK, &signals, nullptr);

    const auto log = makeLogger(arguments.logLevel);
    auto loaded = loadScenarios(arguments.scenarios);
    if (!loaded) {
        for (const auto& diagnostic : loaded.error()) {
            std::cerr << diagnostic.text() << '\n';
        }
        return kExitFailed;
    }
    const auto count = loaded->size();
    MockServerOptions options;
    options.bind = arguments.bind;
    options.port = arguments.port;
    options.users = arguments.users;
    options.mode = arguments.mode;
    options.faultStatusByCode = arguments.faultStatusByCode;
    options.journal.maxEntries = arguments.journalSize;
    options.observe = [log](const HttpRequest& request, const HttpReply& reply) { logReply(*log, request, reply); };
    auto mock = MockServer::start(std::move(*loaded), options);
    if (!mock) {
        std::cerr << "mi-mockserver: " << mock.error().text() << '\n';
        return mock.error().code == wsman::ErrorCode::kIo ? kExitNoStart : kExitFailed;
    }
    if (const auto announced = announce(arguments, **mock); !announced) {
        std::cerr << "mi-mockserver: " << announced.error().text() << '\n';
        return kExitNoStart;
    }
    log->info("serving {} scenario{} on {}", count, count == 1 ? "" : "s", (*mock)->url());

    int signal = 0;
    ::sigwait(&signals, &signal);
    log->info("stopping: {} received", signal == SIGINT ? "SIGINT" : "SIGTERM");
    auto stopped = std::async(std::launch::async, [&mock] { return (*mock)->stop(kGrace); });
    while (stopped.wait_for(std::chrono::milliseconds(1)) != std::future_status::ready) {
        const timespec soon{.tv_sec = 0, .tv_nsec = 50'000'000};
        if (::sigtimedwait(&signals, nullptr, &soon) > 0) {
            log->warn("stopping at once: a second signal");
            ::_exit(kExitInterrupted);
        }
    }
    if (!stopped.get()) {
        log->warn("some requests were not finished within {} s", kGrace.count());
    }
    log->info("{} requests, {} without an answer from a scenario", (*mock)->journal().appended(),
              (*mock)->scenarios().unmatched());
    return kExitOk;
}

}  // namespace mockserver::cli
