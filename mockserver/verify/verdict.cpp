#include "mockserver/verify/verdict.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "wsman/xml/writer.h"

namespace mockserver {
namespace {

std::string joined(const std::vector<std::string>& texts) {
    std::string out;
    for (const std::string& text : texts) {
        out += (out.empty() ? "" : "\n") + text;
    }
    return out;
}

std::string indented(const std::string& text) {
    std::string out = "    ";
    for (const char c : text) {
        out += c;
        out += c == '\n' ? "    " : "";
    }
    return out;
}

/// What JUnit XML may hold: XML 1.0 has no control characters, escaped or not.
std::string escaped(const std::string& text) {
    std::string printable;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        printable += byte < 0x20 && c != '\n' && c != '\t' ? '?' : c;
    }
    std::string out;
    wsman::xml::appendEscaped(out, printable, true);
    return out;
}

}  // namespace

bool Verdict::passed() const {
    return failed() == 0;
}

std::size_t Verdict::failed() const {
    return static_cast<std::size_t>(std::ranges::count(checks, false, &Check::passed));
}

Verdict judge(const ScenarioResponder& scenarios, std::uint64_t unmatched, const std::vector<std::string>& explanations,
              bool strict) {
    Verdict out;
    for (ExpectationResult& result : scenarios.check()) {
        out.checks.push_back(
            {std::move(result.scenario), std::move(result.expectation), result.met, std::move(result.actual)});
    }
    if (!strict) {
        return out;
    }
    for (const auto& use : scenarios.uses()) {
        out.checks.push_back({use.scenario, "exchange \"" + use.exchange + "\" is used", use.count > 0,
                              use.count > 0 ? fmt::format("it answered {} times", use.count) : "it did not answer"});
    }
    std::string actual = unmatched == 0 ? "every request was answered" : joined(explanations);
    if (unmatched > explanations.size()) {
        actual += fmt::format("\n... and {} more", unmatched - explanations.size());
    }
    out.checks.push_back({"", "every request is answered by a scenario", unmatched == 0, std::move(actual)});
    return out;
}

std::string textReport(const Verdict& verdict) {
    std::string out;
    for (const Check& check : verdict.checks) {
        out += check.passed ? "\u2713 " : "\u2717 ";
        out += check.scenario.empty() ? check.name : check.scenario + ": " + check.name;
        out += '\n';
        if (!check.passed) {
            out += indented(check.actual) + '\n';
        }
    }
    const std::size_t count = verdict.checks.size();
    return out + fmt::format("{} expectation{}, {} not met\n", count, count == 1 ? "" : "s", verdict.failed());
}

std::string jsonReport(const Verdict& verdict) {
    nlohmann::ordered_json out;
    out["passed"] = verdict.passed();
    auto& checks = out["checks"] = nlohmann::ordered_json::array();
    for (const Check& check : verdict.checks) {
        checks.push_back(
            {{"scenario", check.scenario}, {"name", check.name}, {"passed", check.passed}, {"actual", check.actual}});
    }
    return out.dump(2, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
}

std::string junitReport(const Verdict& verdict) {
    const auto counts = fmt::format("tests=\"{}\" failures=\"{}\"", verdict.checks.size(), verdict.failed());
    std::string out = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites " + counts +
                      ">\n  <testsuite name=\"mi-mockserver\" " + counts + ">\n";
    for (const Check& check : verdict.checks) {
        out += "    <testcase classname=\"" + escaped(check.scenario.empty() ? "mi-mockserver" : check.scenario) +
               "\" name=\"" + escaped(check.name) + '"';
        if (check.passed) {
            out += "/>\n";
            continue;
        }
        const std::string first = check.actual.substr(0, check.actual.find('\n'));
        out += ">\n      <failure message=\"" + escaped(first) + "\">" + escaped(check.actual) +
               "</failure>\n    </testcase>\n";
    }
    return out + "  </testsuite>\n</testsuites>\n";
}

}  // namespace mockserver
