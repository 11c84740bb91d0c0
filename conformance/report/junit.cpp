#include "conformance/report/junit.h"

#include <cstdio>

#include "conformance/report/text.h"

namespace conformance {

namespace {

std::string attribute(const char* name, const std::string& value) {
    std::string text = xmlText(value);
    // A line end in an attribute is a blank to every reader unless it is written as a reference.
    for (auto at = text.find('\n'); at != text.npos; at = text.find('\n', at))
        text.replace(at, 1, "&#10;");
    return std::string(" ") + name + "=\"" + text + "\"";
}

std::string seconds(double milliseconds) {
    char text[32];
    std::snprintf(text, sizeof text, "%.3f", milliseconds / 1000);
    return text;
}

std::string property(const char* name, const std::string& value) {
    return std::string("<property") + attribute("name", name) + attribute("value", value) + "/>";
}

std::string element(const char* name, const std::string& message, const std::string& type, const std::string& text) {
    return std::string("      <") + name + attribute("message", message) +
           (type.empty() ? "" : attribute("type", type)) + ">" + xmlText(text) + "</" + name + ">\n";
}

std::string textOf(const CaseRecord& record) {
    const auto& result = record.result;
    auto out = record.id + " (" + record.clause + "): " + record.requirement + "\n" + result.reason;
    if (!result.expected.empty() || !result.actual.empty())
        out += "\nexpected: " + result.expected + "\nactual:   " + result.actual;
    return result.exchange.empty() ? out : out + "\n" + result.exchange;
}

enum class Kind { kNone, kFailure, kError, kSkipped, kNote };

Kind kindOf(const CaseRecord& record, bool strict) {
    switch (record.result.verdict) {
        case Verdict::kPass:
            return record.stale ? Kind::kFailure : Kind::kNone;
        case Verdict::kWarn:
            return strict ? Kind::kFailure : Kind::kNote;
        case Verdict::kFail:
            return Kind::kFailure;
        case Verdict::kError:
            return Kind::kError;
        case Verdict::kSkipped:
        case Verdict::kWaived:
            return Kind::kSkipped;
    }
    return Kind::kError;
}

std::string testCase(const CaseRecord& record, const Report& report) {
    const auto verdict = std::string(record.stale ? "stale waiver" : nameOf(record.result.verdict));
    auto out = "    <testcase" + attribute("name", record.id) + attribute("classname", report.target.suite) +
               attribute("time", seconds(record.milliseconds)) + ">\n      <properties>" + property("id", record.id) +
               property("clause", record.clause) + property("level", std::string(toString(record.level))) +
               property("verdict", verdict);
    for (const auto& capability : record.needs)
        out += property("needs", capability);
    out += "</properties>\n";
    const auto& reason = record.result.reason;
    switch (kindOf(record, report.strict)) {
        case Kind::kNone:
            break;
        case Kind::kFailure:
            out += record.stale ? element("failure", "passes, yet it is waived: " + record.waiver->reason, verdict,
                                          textOf(record))
                                : element("failure", reason, verdict, textOf(record));
            break;
        case Kind::kError:
            out += element("error", reason, verdict, textOf(record));
            break;
        case Kind::kSkipped:
            out += record.result.verdict == Verdict::kWaived
                       ? element("skipped", "waived: " + record.waiver->reason, "", textOf(record))
                       : element("skipped", reason, "", "");
            break;
        case Kind::kNote:
            out += "      <system-out>" + xmlText("warning: " + textOf(record)) + "</system-out>\n";
            break;
    }
    return out + "    </testcase>\n";
}

}  // namespace

std::string toJUnit(const Report& report) {
    unsigned failures = 0, errors = 0, skipped = 0;
    std::string cases;
    for (const auto& record : report.cases) {
        const auto kind = kindOf(record, report.strict);
        failures += kind == Kind::kFailure;
        errors += kind == Kind::kError;
        skipped += kind == Kind::kSkipped;
        cases += testCase(record, report);
    }
    const auto counts = attribute("tests", std::to_string(report.cases.size())) +
                        attribute("failures", std::to_string(failures)) + attribute("errors", std::to_string(errors)) +
                        attribute("skipped", std::to_string(skipped)) + attribute("time", seconds(report.milliseconds));
    auto out = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites" + attribute("name", "mi-conformance") +
               counts + ">\n  <testsuite" + attribute("name", report.target.suite) + counts +
               attribute("timestamp", report.started) + ">\n    <properties>" + property("target", report.target.name) +
               property("tool", report.tool);
    if (!report.target.url.empty())
        out += property("url", report.target.url);
    return out + "</properties>\n" + cases + "  </testsuite>\n</testsuites>\n";
}

}  // namespace conformance
