#include "mockserver/scenario/near_miss.h"

#include <algorithm>

namespace mockserver {

std::size_t NearMiss::failed() const {
    return static_cast<std::size_t>(
        std::count_if(criteria.begin(), criteria.end(), [](const CriterionResult& result) { return !result.met; }));
}

std::string NearMiss::text() const {
    std::string out = "scenario \"" + scenario + '"';
    if (!exchange.empty()) {
        out += ", exchange \"" + exchange + '"';
    }
    if (!remark.empty()) {
        out += " (" + remark + ')';
    }
    for (const CriterionResult& result : criteria) {
        out += result.met ? "\n  \u2713 " + result.name + ": " + result.actual
                          : "\n  \u2717 " + result.name + ": expected " + result.expected + ", got " + result.actual;
        std::string_view rest = result.detail;
        while (!rest.empty()) {
            const std::size_t end = rest.find('\n');
            out.append("\n      ").append(rest.substr(0, end));
            rest.remove_prefix(end == rest.npos ? rest.size() : end + 1);
        }
    }
    return out;
}

void sortByNearness(std::vector<NearMiss>& misses) {
    std::stable_sort(misses.begin(), misses.end(), [](const NearMiss& a, const NearMiss& b) {
        const std::size_t failedA = a.failed();
        const std::size_t failedB = b.failed();
        return failedA != failedB ? failedA < failedB : a.criteria.size() - failedA > b.criteria.size() - failedB;
    });
}

std::string explainMisses(const RequestFacts& facts, const std::vector<NearMiss>& misses) {
    std::string out = "No exchange answers " + facts.describe();
    if (misses.empty()) {
        return out;
    }
    out += ". Nearest:";
    for (const NearMiss& miss : misses) {
        out += '\n' + miss.text();
    }
    return out;
}

wsman::soap::Fault faultForMisses(const std::vector<NearMiss>& misses, const std::string& explanation) {
    using wsman::soap::FaultId;
    const auto fails = [&misses](std::string_view name) {
        if (misses.empty()) {
            return false;
        }
        const auto& criteria = misses.front().criteria;
        return std::any_of(criteria.begin(), criteria.end(),
                           [&](const CriterionResult& result) { return !result.met && result.name == name; });
    };
    if (misses.empty() || fails("resourceUri")) {
        return makeFault(FaultId::kWsaDestinationUnreachable, explanation, "InvalidResourceURI");
    }
    if (fails("action")) {
        return makeFault(FaultId::kWsaActionNotSupported, explanation);
    }
    if (fails("context")) {
        return makeFault(FaultId::kWsenInvalidEnumerationContext, explanation);
    }
    if (fails("selectors") || fails("selectorsInclude")) {
        return makeFault(FaultId::kWsmanInvalidSelectors, explanation, "UnexpectedSelectors");
    }
    return makeFault(FaultId::kWsmanInternalError, explanation);
}

}  // namespace mockserver
