#include "conformance/report/json_report.h"

#include <ctime>

#include "conformance/report/assets.h"
#include "conformance/report/text.h"
#include "conformance/runner/summary.h"

namespace conformance {

using nlohmann::json;
using Json = nlohmann::ordered_json;  // for people who read it, too

namespace {

constexpr Verdict kVerdicts[] = {Verdict::kPass,    Verdict::kWarn,  Verdict::kFail,
                                 Verdict::kSkipped, Verdict::kError, Verdict::kWaived};

Verdict verdictFrom(std::string_view name) {
    for (const auto verdict : kVerdicts)
        if (nameOf(verdict) == name)
            return verdict;
    return Verdict::kError;
}

Json toJson(const CaseRecord& record) {
    const auto& result = record.result;
    Json out{{"id", record.id},
             {"clause", record.clause},
             {"requirement", record.requirement},
             {"level", levelName(record.level)},
             {"needs", record.needs},
             {"verdict", nameOf(result.verdict)},
             {"reason", validUtf8(result.reason)},
             {"expected", validUtf8(result.expected)},
             {"actual", validUtf8(result.actual)},
             {"exchange", validUtf8(result.exchange)},
             {"milliseconds", record.milliseconds}};
    for (const auto& [verdict, count] : record.rounds)
        out["rounds"][std::string(nameOf(verdict))] = count;
    if (record.waiver) {
        auto& waiver =
            out["waiver"] = {{"id", record.waiver->id}, {"reason", record.waiver->reason}, {"stale", record.stale}};
        if (!record.waiver->issue.empty())
            waiver["issue"] = record.waiver->issue;
        if (!record.waiver->expires.empty())
            waiver["expires"] = record.waiver->expires;
    }
    return out;
}

CaseRecord recordFrom(const json& object) {
    CaseRecord record;
    record.id = object.at("id");
    record.clause = object.at("clause");
    record.requirement = object.at("requirement");
    record.level = levelFrom(object.at("level").get_ref<const std::string&>());
    record.needs = object.at("needs").get<std::vector<std::string>>();
    record.result = {verdictFrom(object.at("verdict").get_ref<const std::string&>()), object.at("reason"),
                     object.at("expected"), object.at("actual"), object.at("exchange")};
    record.milliseconds = object.at("milliseconds");
    if (object.contains("rounds"))
        for (const auto& [name, count] : object["rounds"].items())
            record.rounds[verdictFrom(name)] = count.get<unsigned>();
    if (object.contains("waiver")) {
        const auto& waiver = object["waiver"];
        record.waiver =
            Waiver{waiver.at("id"), waiver.at("reason"), waiver.value("issue", ""), waiver.value("expires", ""), {}};
        record.stale = waiver.at("stale");
    }
    return record;
}

Report reportFrom(const JsonInput& input) {
    const auto& object = input.value;
    Report report;
    report.target = {object["target"].at("suite"), object["target"].at("name"), object["target"].value("url", "")};
    report.tool = object.at("tool");
    report.started = object.at("started");
    report.milliseconds = object.at("milliseconds");
    report.strict = object["run"].at("strict");
    report.repeat = object["run"].at("repeat");
    report.shard = object["run"].value("shard", "");
    if (object["run"].contains("shuffleSeed"))
        report.shuffleSeed = object["run"]["shuffleSeed"].get<std::uint32_t>();
    for (const auto& one : object.at("cases"))
        report.cases.push_back(recordFrom(one));
    return report;
}

const mockserver::JsonSchema& schema() {
    static const mockserver::JsonSchema kSchema(assets::reportSchema());
    return kSchema;
}

}  // namespace

std::string levelName(Level level) {
    switch (level) {
        case Level::kMust:
            return "must";
        case Level::kShould:
            return "should";
        case Level::kMay:
            return "may";
        case Level::kVendor:
            break;
    }
    return "vendor";
}

Level levelFrom(std::string_view name) {
    for (const auto level : {Level::kMust, Level::kShould, Level::kMay})
        if (levelName(level) == name)
            return level;
    return Level::kVendor;
}

Json toJson(const Report& report) {
    const auto tally = tallyOf(report.cases);
    Json out{{"schemaVersion", 1},
             {"tool", report.tool},
             {"target", {{"suite", report.target.suite}, {"name", validUtf8(report.target.name)}}},
             {"run", {{"strict", report.strict}, {"repeat", report.repeat}}},
             {"started", report.started},
             {"milliseconds", report.milliseconds},
             {"counts",
              {{"cases", tally.cases},
               {"pass", tally.pass},
               {"warn", tally.warn},
               {"fail", tally.fail},
               {"skipped", tally.skipped},
               {"error", tally.error},
               {"waived", tally.waived},
               {"staleWaivers", tally.stale}}},
             {"cases", Json::array()}};
    if (!report.target.url.empty())
        out["target"]["url"] = validUtf8(report.target.url);
    if (!report.shard.empty())
        out["run"]["shard"] = report.shard;
    if (report.shuffleSeed)
        out["run"]["shuffleSeed"] = *report.shuffleSeed;
    for (const auto& record : report.cases)
        out["cases"].push_back(toJson(record));
    return out;
}

std::string toJsonText(const Report& report) {
    return toJson(report).dump(1) + "\n";
}

tl::expected<Report, InputProblems> readReport(const std::string& file) {
    return readJsonFile(file, schema()).map(reportFrom);
}

tl::expected<Report, InputProblems> parseReport(const std::string& text, const std::string& file) {
    return readJson(text, file, schema()).map(reportFrom);
}

std::string timestamp() {
    const std::time_t now = std::time(nullptr);
    std::tm parts{};
    ::gmtime_r(&now, &parts);
    char text[32];
    std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &parts);
    return text;
}

}  // namespace conformance
