// What `serve` and `run` have in common.
#include "mockserver/cli/session.h"

#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <iostream>
#include <nlohmann/json.hpp>

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

std::unique_ptr<MockServer> startMock(const ServeArguments& arguments, const std::shared_ptr<spdlog::logger>& log,
                                      int& exitCode) {
    auto loaded = loadScenarios(arguments.scenarios);
    if (!loaded) {
        for (const auto& diagnostic : loaded.error()) {
            std::cerr << diagnostic.text() << '\n';
        }
        exitCode = kExitFailed;
        return nullptr;
    }
    const auto count = loaded->size();
    MockServerOptions options;
    options.scenarios = arguments.scenarios;  // for a reload
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
        exitCode = mock.error().code == wsman::ErrorCode::kIo ? kExitNoStart : kExitFailed;
        return nullptr;
    }
    log->info("serving {} scenario{} on {}", count, count == 1 ? "" : "s", (*mock)->url());
    return std::move(*mock);
}

int conclude(const ServeArguments& arguments, const MockServer& mock) {
    const Verdict verdict = mock.verify(arguments.strict);
    if (!verdict.checks.empty()) {
        std::cout << textReport(verdict) << std::flush;
    }
    for (const auto& [path, text] : {std::pair(arguments.junitFile, &junitReport), {arguments.reportFile, &jsonReport}}) {
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
