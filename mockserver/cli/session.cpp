// What `serve` and `run` have in common.
#include "mockserver/cli/session.h"

#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>
#include <sys/resource.h>
#include <unistd.h>

#include <future>
#include <iostream>
#include <nlohmann/json.hpp>

#include "mockserver/proxy/record_handler.h"
#include "mockserver/scenario/template.h"

namespace mockserver::cli {
namespace {

/// One JSON object a line; spdlog's own patterns do not escape.
class JsonFormatter final : public spdlog::formatter {
public:
    void format(const spdlog::details::log_msg& message, spdlog::memory_buf_t& out) override {
        nlohmann::ordered_json line;
        const auto seconds = std::chrono::floor<std::chrono::seconds>(message.time);
        const auto millis = std::chrono::duration_cast<std::chrono::milliseconds>(message.time - seconds).count();
        line["time"] = fmt::format("{}.{:03}Z", formatTime(seconds, "%Y-%m-%dT%H:%M:%S"), millis);
        const auto level = spdlog::level::to_string_view(message.level);
        line["level"] = std::string(level.data(), level.size());
        line["message"] = std::string(message.payload.data(), message.payload.size());
        const auto text = line.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
        out.append(text.data(), text.data() + text.size());
    }
    [[nodiscard]] std::unique_ptr<spdlog::formatter> clone() const override {
        return std::make_unique<JsonFormatter>();
    }
};

/// One line per request: what no responder answers is a warning, with what came nearest; what is no WS-Management or
/// was not let in is worth a line; the rest only when it is asked for.
void logReply(spdlog::logger& log, const HttpRequest& request, const HttpReply& reply) {
    const bool refused = !reply.answered && reply.note.empty();
    const auto level = reply.answered ? spdlog::level::debug : refused ? spdlog::level::info : spdlog::level::warn;
    log.log(level, "{} {} {} -> {}{}{}", request.remoteAddress, request.method, request.target, reply.status,
            reply.note.empty() ? "" : ": ", reply.note);
}

/// nullptr when none is asked for.
wsman::Result<std::shared_ptr<Responder>> makeSpy(const SpyArguments& arguments) {
    if (arguments.upstream.url.empty()) {
        return std::shared_ptr<Responder>();
    }
    auto upstream = proxy::Upstream::create(arguments.upstream);
    if (!upstream) {
        return tl::unexpected(std::move(upstream.error()));
    }
    std::shared_ptr<proxy::Recorder> recorder;
    if (!arguments.out.empty()) {
        proxy::RecorderOptions options{.folder = arguments.out, .append = true, .redact = arguments.redact};
        options.scenario.name = folderName(arguments.out);
        options.scenario.source = "Recorded from " + arguments.upstream.url + ": what a scenario lacked.";
        options.scenario.mode = record::ImportMode::kStub;
        auto opened = proxy::Recorder::open(std::move(options));
        if (!opened) {
            return tl::unexpected(std::move(opened.error()));
        }
        recorder = std::move(*opened);
    }
    return std::shared_ptr<Responder>(std::make_shared<proxy::Spy>(std::move(*upstream), std::move(recorder)));
}

}  // namespace

std::shared_ptr<spdlog::logger> makeLogger(const ServeArguments& arguments) {
    auto logger = std::make_shared<spdlog::logger>("mi-mockserver", std::make_shared<spdlog::sinks::stderr_sink_mt>());
    if (arguments.logJson) {
        logger->set_formatter(std::make_unique<JsonFormatter>());
    } else {
        logger->set_pattern("%Y-%m-%dT%H:%M:%S.%eZ %l %v", spdlog::pattern_time_type::utc);
    }
    logger->set_level(spdlog::level::from_str(arguments.logLevel));
    logger->flush_on(spdlog::level::trace);
    return logger;
}

namespace {

/// The endpoints of the configuration file, or the one of the command line. Errors: those of loadEndpoints.
wsman::Result<std::vector<EndpointConfig>> configsOf(const ServeArguments& arguments) {
    if (!arguments.config.empty()) {
        return loadEndpoints(arguments.config);
    }
    EndpointConfig one;
    one.options.scenarios = arguments.scenarios;
    one.options.repository = arguments.repository;
    one.options.profile = arguments.profile;
    one.options.database = arguments.database;
    one.options.sinks = arguments.sinks;
    one.options.bind = arguments.bind;
    one.options.port = arguments.port;
    one.options.users = arguments.users;
    one.options.mode = arguments.mode;
    one.options.tls = arguments.tls;
    if (arguments.fleet > 0) {
        one.name = "host";
        one.fleet.emplace().count = arguments.fleet;
        if (!arguments.fleetData.empty()) {
            auto data = loadFleetData(arguments.fleetData);
            if (!data) {
                return tl::unexpected(std::move(data.error()));
            }
            one.fleet->data = std::move(*data);
        }
    }
    std::vector<EndpointConfig> out;
    out.push_back(std::move(one));
    return out;
}

}  // namespace

namespace {

/// As many open files as the system lets us have: each connection is one.
void raiseFileLimit() {
    rlimit limit{};
    if (::getrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur < limit.rlim_max) {
        limit.rlim_cur = limit.rlim_max;
        ::setrlimit(RLIMIT_NOFILE, &limit);
    }
}

}  // namespace

std::unique_ptr<MockGroup> startMocks(const ServeArguments& arguments, const std::shared_ptr<spdlog::logger>& log,
                                      int& exitCode) {
    const auto complain = [&exitCode](const wsman::Error& error) {
        // Diagnostics of scenarios say themselves where they are from.
        const bool plain = error.code == wsman::ErrorCode::kInvalidValue && error.where.empty();
        std::cerr << (plain ? "" : "mi-mockserver: ") << (plain ? error.message : error.text()) << '\n';
        exitCode = error.code == wsman::ErrorCode::kIo ? kExitNoStart : kExitFailed;
        return nullptr;
    };
    raiseFileLimit();
    auto configs = configsOf(arguments);
    if (!configs) {
        return complain(configs.error());
    }
    auto spy = makeSpy(arguments.spy);
    if (!spy) {
        complain(spy.error());
        exitCode = spy.error().code == wsman::ErrorCode::kIo ? kExitNoStart : kExitUsage;
        return nullptr;
    }
    for (EndpointConfig& config : *configs) {
        MockServerOptions& options = config.options;
        options.faultStatusByCode = arguments.faultStatusByCode;
        options.journal.maxEntries = arguments.journalSize;
        options.maxConnections = arguments.maxConnections;
        options.times.request = std::chrono::seconds(arguments.requestSeconds);
        options.times.idle = std::chrono::seconds(arguments.idleSeconds);
        options.observe = [log](const HttpRequest& request, const HttpReply& reply) { logReply(*log, request, reply); };
        if (*spy != nullptr) {
            options.responders.push_back(*spy);
        }
    }
    auto mocks = MockGroup::start(std::move(*configs));
    if (!mocks) {
        return complain(mocks.error());
    }
    if (!arguments.tlsCaFile.empty()) {
        const auto certificate = (*mocks)->endpoints().front().mock->certificate();
        if (const auto written = writeAtomically(arguments.tlsCaFile, certificate); !written) {
            return complain(written.error());
        }
    }
    for (const auto& endpoint : (*mocks)->endpoints()) {
        const auto count = endpoint.mock->scenarios().scenarios().size();
        log->info("serving {} scenario{} on {}", count, count == 1 ? "" : "s", endpoint.url);
    }
    return std::move(*mocks);
}

std::unique_ptr<admin::AdminServer> startAdmin(const ServeArguments& arguments, const MockGroup& mocks,
                                               spdlog::logger& log, int& exitCode) {
    if (!arguments.adminPort) {
        return nullptr;
    }
    const auto complain = [&exitCode](const wsman::Error& error) {
        std::cerr << "mi-mockserver: " << error.text() << '\n';
        exitCode = error.code == wsman::ErrorCode::kInvalidArgument ? kExitUsage : kExitNoStart;
        return nullptr;
    };
    std::vector<admin::NamedMock> named;
    for (const auto& endpoint : mocks.endpoints()) {
        named.push_back({endpoint.name, endpoint.url, endpoint.mock});
    }
    auto started = admin::AdminServer::start(
        std::move(named), {.bind = arguments.adminBind, .port = *arguments.adminPort, .token = arguments.adminToken});
    if (!started) {
        return complain(started.error());
    }
    log.info("admin API on {}", (*started)->url());
    if (!arguments.adminFile.empty()) {
        if (const auto written = writeAtomically(arguments.adminFile, (*started)->url() + "\n"); !written) {
            return complain(written.error());
        }
    }
    return std::move(*started);
}

sigset_t stopSignals() {
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGTERM);
    sigaddset(&signals, SIGINT);
    sigaddset(&signals, SIGHUP);
    return signals;
}

const char* signalName(int signal) {
    return signal == SIGINT ? "SIGINT" : "SIGTERM";
}

wsman::Result<void> announce(const ServeArguments& arguments, const std::vector<Announced>& endpoints) {
    std::string ports;
    std::string urls;
    for (const Announced& endpoint : endpoints) {
        const std::string name = endpoints.size() == 1 ? "" : endpoint.name + ' ';
        ports += name + std::to_string(endpoint.port) + '\n';
        urls += name + endpoint.url + '\n';
    }
    if (!arguments.portFile.empty()) {
        if (auto written = writeAtomically(arguments.portFile, ports); !written) {
            return written;
        }
    }
    for (const Announced& endpoint : endpoints) {
        std::cout << "mi-mockserver ready on " << endpoint.url
                  << (endpoints.size() == 1 ? "" : " (" + endpoint.name + ')') << '\n';
    }
    std::cout << std::flush;  // a script waits for it
    return arguments.readyFile.empty() ? wsman::Result<void>() : writeAtomically(arguments.readyFile, urls);
}

void stopGracefully(const sigset_t& signals, spdlog::logger& log, const std::function<bool()>& stop) {
    auto stopped = std::async(std::launch::async, stop);
    while (stopped.wait_for(std::chrono::milliseconds(1)) != std::future_status::ready) {
        const timespec soon{.tv_sec = 0, .tv_nsec = 50'000'000};
        const int again = ::sigtimedwait(&signals, nullptr, &soon);
        if (again == SIGTERM || again == SIGINT) {
            log.warn("stopping at once: a second signal");
            ::_exit(kExitInterrupted);
        }
    }
    if (!stopped.get()) {
        log.warn("some requests were not finished within {} s", kGrace.count());
    }
}

int conclude(const ServeArguments& arguments, const MockGroup& mocks) {
    Verdict verdict;
    const bool several = mocks.endpoints().size() > 1;
    for (const auto& endpoint : mocks.endpoints()) {
        for (Check& check : endpoint.mock->verify(arguments.strict).checks) {
            if (several) {
                check.scenario = check.scenario.empty() ? endpoint.name : endpoint.name + '/' + check.scenario;
            }
            verdict.checks.push_back(std::move(check));
        }
    }
    if (!verdict.checks.empty()) {
        std::cout << textReport(verdict) << std::flush;
    }
    for (const auto& [path, text] :
         {std::pair(arguments.junitFile, &junitReport), {arguments.reportFile, &jsonReport}}) {
        if (path.empty()) {
            continue;
        }
        if (const auto written = writeAtomically(path, text(verdict)); !written) {
            std::cerr << "mi-mockserver: " << written.error().text() << '\n';
            return kExitNoStart;
        }
    }
    return verdict.passed() ? kExitOk : kExitFailed;
}

}  // namespace mockserver::cli
