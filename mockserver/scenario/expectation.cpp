#include "mockserver/scenario/expectation.h"

#include <limits>
#include <string>

namespace mockserver {
namespace {

constexpr std::uint64_t kNoMost = std::numeric_limits<std::uint64_t>::max();

std::string times(std::uint64_t count) {
    return count == 1 ? "once" : std::to_string(count) + " times";
}

std::string counts(const Expectation& expectation) {
    if (expectation.least == expectation.most) {
        return expectation.most == 0 ? "does not answer" : "answers exactly " + times(expectation.least);
    }
    if (expectation.most == kNoMost) {
        return "answers at least " + times(expectation.least);
    }
    return expectation.least == 0
               ? "answers at most " + times(expectation.most)
               : "answers " + std::to_string(expectation.least) + " to " + std::to_string(expectation.most) + " times";
}

ExpectationResult checkOrder(const Scenario& scenario, const Expectation& expectation,
                             const std::vector<std::size_t>& order) {
    ExpectationResult out{.scenario = scenario.name, .expectation = "exchanges answer in the order"};
    for (std::size_t i = 0; i < expectation.order.size(); ++i) {
        out.expectation += (i == 0 ? " \"" : ", \"") + scenario.exchanges[expectation.order[i]].id + '"';
    }
    std::size_t reached = 0;
    for (std::size_t i = 0; i < order.size() && reached < expectation.order.size(); ++i) {
        reached += order[i] == expectation.order[reached] ? 1 : 0;
    }
    out.met = reached == expectation.order.size();
    out.actual = out.met
                     ? "they did"
                     : "\"" + scenario.exchanges[expectation.order[reached]].id + "\" did not answer" +
                           (reached == 0 ? std::string()
                                         : " after \"" + scenario.exchanges[expectation.order[reached - 1]].id + '"');
    return out;
}

}  // namespace

ExpectationResult checkExpectation(const Scenario& scenario, const Expectation& expectation,
                                   const std::vector<std::uint64_t>& uses, const std::vector<std::size_t>& order) {
    if (!expectation.order.empty()) {
        return checkOrder(scenario, expectation, order);
    }
    const std::uint64_t count = uses[expectation.exchange];
    return {.scenario = scenario.name,
            .expectation = "exchange \"" + scenario.exchanges[expectation.exchange].id + "\" " + counts(expectation),
            .met = count >= expectation.least && count <= expectation.most,
            .actual = count == 0 ? "it did not answer" : "it answered " + times(count)};
}

}  // namespace mockserver
