#include "conformance/report/list.h"

#include <nlohmann/json.hpp>
#include <ostream>

#include "conformance/report/json_report.h"

namespace conformance {

namespace {

std::string needsOf(const Case& one) {
    std::string out;
    for (const auto& capability : one.needs)
        out += (out.empty() ? "  [needs " : ", ") + capability;
    return out.empty() ? out : out + "]";
}

}  // namespace

void listAsText(const std::vector<Case>& cases, std::ostream& out) {
    for (const auto& one : cases)
        out << one.id << "  " << toString(one.level) << "  " << one.clause << "  " << one.requirement << needsOf(one)
            << '\n';
}

void listAsJson(const std::vector<Case>& cases, std::ostream& out) {
    auto all = nlohmann::ordered_json::array();
    for (const auto& one : cases)
        all.push_back({{"id", one.id},
                       {"clause", one.clause},
                       {"requirement", one.requirement},
                       {"level", levelName(one.level)},
                       {"needs", one.needs}});
    out << all.dump(1) << '\n';
}

void dryRun(const Suite& suite, const std::vector<Case>& cases, std::ostream& out) {
    std::size_t skipped = 0;
    for (const auto& one : cases) {
        const auto why = skippedBeforehand(suite, one);
        skipped += !why.empty();
        out << (why.empty() ? "run     " : "skip    ") << one.id << "  " << toString(one.level) << "  "
            << one.requirement << needsOf(one) << '\n';
        if (!why.empty())
            out << "        " << why << '\n';
    }
    out << '\n'
        << cases.size() << " cases: " << cases.size() - skipped << " would run, " << skipped
        << " would be skipped; nothing was asked of the target\n";
}

}  // namespace conformance
