// `mi-mockserver record` and `diff`: the commands with a real endpoint behind them.
#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <iostream>

#include "mockserver/cli/session.h"
#include "mockserver/endpoint/listener.h"
#include "mockserver/proxy/record_handler.h"
#include "mockserver/proxy/replay_diff.h"

namespace mockserver::cli {
namespace {

int complain(const wsman::Error& error) {
    std::cerr << "mi-mockserver: " << error.text() << '\n';
    return error.code == wsman::ErrorCode::kInvalidArgument ? kExitUsage : kExitNoStart;
}

proxy::RecorderOptions recorderOptions(RecordArguments& arguments) {
    proxy::RecorderOptions out{.folder = arguments.out, .append = arguments.append, .redact = arguments.redact};
    out.scenario = std::move(arguments.options);
    if (out.scenario.name.empty()) {
        out.scenario.name = folderName(arguments.out);
    }
    if (out.scenario.source.empty()) {
        out.scenario.source = "Recorded from " + arguments.upstream.url + '.';
    }
    out.scenario.users = arguments.listen.users;
    out.scenario.keepTiming = !arguments.noTiming;
    return out;
}

}  // namespace

int recordUpstream(RecordArguments arguments) {
    const auto signals = stopSignals();
    ::pthread_sigmask(SIG_BLOCK, &signals, nullptr);
    const auto log = makeLogger(arguments.listen);
    auto upstream = proxy::Upstream::create(arguments.upstream);
    if (!upstream) {
        return complain(upstream.error());
    }
    auto recorder = proxy::Recorder::open(recorderOptions(arguments));
    if (!recorder) {
        return complain(recorder.error());
    }
    std::unique_ptr<Authenticator> authenticator;
    if (!arguments.listen.users.empty()) {
        auto made = BasicAuthenticator::create(arguments.listen.users);
        if (!made) {
            return complain(made.error());
        }
        authenticator = std::move(*made);
    }
    MockServerOptions listen;
    listen.bind = arguments.listen.bind;
    listen.port = arguments.listen.port;
    listen.tls = arguments.listen.tls;
    std::shared_ptr<TlsServer> tls;
    auto options = listenerOptions(listen, tls);
    if (!options) {
        return complain(options.error());
    }
    if (tls != nullptr && !arguments.listen.tlsCaFile.empty()) {
        if (const auto written = writeAtomically(arguments.listen.tlsCaFile, tls->certificate()); !written) {
            return complain(written.error());
        }
    }
    auto listener =
        Listener::start(std::move(*options),
                        proxy::recordHandler(**upstream, **recorder, authenticator.get(),
                                             [log](const HttpRequest& request, int status, const std::string& trouble) {
                                                 log->log(trouble.empty() ? spdlog::level::info : spdlog::level::warn,
                                                          "{} {} {} -> {}{}{}", request.remoteAddress, request.method,
                                                          request.target, status, trouble.empty() ? "" : ": ", trouble);
                                             }));
    if (!listener) {
        return complain(listener.error());
    }
    const auto& target = (*upstream)->url();
    const auto path = target.find('/', target.find("://") + 3);
    const auto url = (*listener)->url() + (path == std::string::npos ? "/wsman" : target.substr(path));
    log->info("recording {} into {}", target, arguments.out.string());
    if (const auto announced = announce(arguments.listen, {{{}, url, (*listener)->port()}}); !announced) {
        return complain(announced.error());
    }
    int signal = SIGHUP;
    while (signal == SIGHUP) {
        ::sigwait(&signals, &signal);
    }
    log->info("stopping: {} received", signalName(signal));
    stopGracefully(signals, *log, [&] { return (*listener)->stop(kGrace); });
    if (const auto written = (*recorder)->writeScenario(); !written) {
        return complain(written.error());
    }
    for (const auto& notice : (*recorder)->notices()) {
        std::cerr << notice << '\n';
    }
    const auto count = (*recorder)->exchanges();
    std::cout << fmt::format("{} exchange{} in {}\n", count, count == 1 ? "" : "s", arguments.out.string());
    return kExitOk;
}

int diffUpstream(const DiffArguments& arguments) {
    auto upstream = proxy::Upstream::create(arguments.upstream);
    if (!upstream) {
        return complain(upstream.error());
    }
    const auto replayed = proxy::replayAgainst(
        **upstream, arguments.folder, arguments.ignore, [](const proxy::ReplayedExchange& exchange) {
            std::cout << (exchange.same() ? "\u2713 " : "\u2717 ") << exchange.id << '\n'
                      << exchange.difference << std::flush;
        });
    if (!replayed) {
        return complain(replayed.error()) == kExitUsage ? kExitFailed : kExitNoStart;
    }
    const auto differ =
        std::count_if(replayed->begin(), replayed->end(), [](const auto& exchange) { return !exchange.same(); });
    std::cout << fmt::format("{} exchange{}, {} different\n", replayed->size(), replayed->size() == 1 ? "" : "s",
                             differ);
    return differ == 0 ? kExitOk : kExitFailed;
}

}  // namespace mockserver::cli
