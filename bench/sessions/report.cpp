#include "bench/sessions/report.h"

#include <fmt/format.h>

#include <algorithm>

#include <nlohmann/json.hpp>
#include <ostream>

namespace bench {

using Json = nlohmann::ordered_json;

namespace {

double secondsOf(Nanoseconds time) {
    return std::chrono::duration<double>(time).count();
}

Json jsonOf(const RunResult& run) {
    const auto cost = [](const Cost& c) {
        return Json{{"cpuSeconds", c.cpuSeconds}, {"peakMemoryBytes", c.peakMemoryBytes}};
    };
    return {{"library", run.library},
            {"workload", run.workload},
            {"threads", run.threads},
            {"seconds", run.seconds},
            {"operations", run.operations},
            {"attempts", run.attempts},
            {"instances", run.instances},
            {"operationsPerSecond", run.operationsPerSecond()},
            {"instancesPerSecond", run.instancesPerSecond()},
            {"latencySeconds",
             {{"p50", secondsOf(run.latency.p50)},
              {"p90", secondsOf(run.latency.p90)},
              {"p99", secondsOf(run.latency.p99)},
              {"p99.9", secondsOf(run.latency.p999)},
              {"max", secondsOf(run.latency.max)}}},
            {"errors", run.errors},
            {"client", cost(run.client)},
            {"server", cost(run.server)}};
}

std::uint64_t errorsOf(const RunResult& run) {
    std::uint64_t sum = 0;
    for (const auto& [kind, count] : run.errors)
        sum += count;
    return sum;
}

/// The runs of one workload and library, in order of their rounds.
std::vector<const RunResult*> select(const std::vector<RunResult>& runs, const std::string& workload,
                                     const std::string& library) {
    std::vector<const RunResult*> out;
    for (const auto& run : runs)
        if (run.workload == workload && run.library == library)
            out.push_back(&run);
    return out;
}

template <class F>
double medianOf(const std::vector<const RunResult*>& runs, F value) {
    std::vector<double> values;
    values.reserve(runs.size());
    for (const auto* run : runs)
        values.push_back(value(*run));
    return median(std::move(values));
}

std::vector<std::string> distinct(const std::vector<RunResult>& runs, std::string RunResult::*member) {
    std::vector<std::string> out;
    for (const auto& run : runs)
        if (std::find(out.begin(), out.end(), run.*member) == out.end())
            out.push_back(run.*member);
    return out;
}

std::string ratioText(const std::vector<const RunResult*>& runs, const std::vector<const RunResult*>& base) {
    std::vector<double> ratios;
    for (std::size_t i = 0; i < runs.size() && i < base.size(); ++i)
        if (base[i]->operationsPerSecond() > 0)
            ratios.push_back(runs[i]->operationsPerSecond() / base[i]->operationsPerSecond());
    return ratios.empty() ? "-" : fmt::format("{:.2f}", median(std::move(ratios)));
}

}  // namespace

void printTable(const std::vector<RunResult>& runs, std::ostream& out) {
    const auto libraries = distinct(runs, &RunResult::library);
    const auto milliseconds = [](Nanoseconds time) { return std::chrono::duration<double, std::milli>(time).count(); };
    out << fmt::format("{:<10} {:<24} {:>10} {:>11} {:>8} {:>8} {:>8} {:>8} {:>7} {:>9} {:>9} {:>7} {:>7} {:>6}\n",
                       "workload", "library", "ops/s", "instances/s", "p50 ms", "p90 ms", "p99 ms", "p99.9", "errors",
                       "cpu us/op", "server us", "MiB", "srv MiB", "ratio");
    for (const auto& workload : distinct(runs, &RunResult::workload)) {
        const auto base = select(runs, workload, libraries.front());
        for (const auto& library : libraries) {
            const auto rows = select(runs, workload, library);
            const auto perOperation = [](const Cost& cost, const RunResult& run) {
                return run.attempts ? cost.cpuSeconds * 1e6 / static_cast<double>(run.attempts) : 0.0;
            };
            std::uint64_t errors = 0;
            for (const auto* run : rows)
                errors += errorsOf(*run);
            const auto name = library.size() > 24 ? "..." + library.substr(library.size() - 21) : library;
            out << fmt::format(
                "{:<10} {:<24} {:>10.0f} {:>11.0f} {:>8.3f} {:>8.3f} {:>8.3f} {:>8.3f} {:>7} {:>9.1f} {:>9.1f} "
                "{:>7.1f} "
                "{:>7.1f} {:>6}\n",
                workload, name, medianOf(rows, [](const auto& r) { return r.operationsPerSecond(); }),
                medianOf(rows, [](const auto& r) { return r.instancesPerSecond(); }),
                medianOf(rows, [&](const auto& r) { return milliseconds(r.latency.p50); }),
                medianOf(rows, [&](const auto& r) { return milliseconds(r.latency.p90); }),
                medianOf(rows, [&](const auto& r) { return milliseconds(r.latency.p99); }),
                medianOf(rows, [&](const auto& r) { return milliseconds(r.latency.p999); }), errors,
                medianOf(rows, [&](const auto& r) { return perOperation(r.client, r); }),
                medianOf(rows, [&](const auto& r) { return perOperation(r.server, r); }),
                medianOf(rows, [](const auto& r) { return static_cast<double>(r.client.peakMemoryBytes) / 1048576; }),
                medianOf(rows, [](const auto& r) { return static_cast<double>(r.server.peakMemoryBytes) / 1048576; }),
                library == libraries.front() ? "1" : ratioText(rows, base));
            for (const auto* run : rows)
                for (const auto& [kind, count] : run->errors)
                    out << fmt::format("           {} x {}\n", count, kind);
        }
    }
}

std::string toJson(const std::vector<RunResult>& runs, const std::string& version) {
    Json document = {{"schema", 1}, {"tool", "mi-bench"}, {"version", version}, {"runs", Json::array()}};
    for (const auto& run : runs)
        document["runs"].push_back(jsonOf(run));
    return document.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

std::string runToJson(const RunResult& run) {
    return jsonOf(run).dump(-1, ' ', false, Json::error_handler_t::replace);
}

bool runFromJson(const std::string& text, RunResult& run) {
    const auto document = Json::parse(text, nullptr, false);
    if (!document.is_object())
        return false;
    try {
        const auto time = [](const Json& seconds) {
            return std::chrono::duration_cast<Nanoseconds>(std::chrono::duration<double>(seconds.get<double>()));
        };
        run.library = document.at("library");
        run.workload = document.at("workload");
        run.threads = document.at("threads");
        run.seconds = document.at("seconds");
        run.operations = document.at("operations");
        run.attempts = document.at("attempts");
        run.instances = document.at("instances");
        const auto& latency = document.at("latencySeconds");
        run.latency = {time(latency.at("p50")), time(latency.at("p90")), time(latency.at("p99")),
                       time(latency.at("p99.9")), time(latency.at("max"))};
        run.errors = document.at("errors").get<std::map<std::string, std::uint64_t>>();
    } catch (const Json::exception&) {
        return false;
    }
    return true;
}

}  // namespace bench
