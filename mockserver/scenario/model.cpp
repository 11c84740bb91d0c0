#include "mockserver/scenario/model.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <random>

#include "mockserver/scenario/random.h"

namespace mockserver {

bool ScenarioExchange::issuesContext() const {
    return reply.usesContext || std::ranges::any_of(replies, &Reply::usesContext);
}

bool ScenarioExchange::issuesFreshContext() const {
    return reply.usesFreshContext || std::ranges::any_of(replies, &Reply::usesFreshContext);
}

bool ScenarioExchange::stateful() const {
    return when.stateful() || then.changesAnything() || times || !replies.empty() || issuesContext() ||
           issuesFreshContext();
}

std::chrono::milliseconds Delay::sample(std::uint64_t a, std::uint64_t b) const {
    double value = first;
    if (kind == Kind::kUniform) {
        value = first + (second - first) * unitOf(a);
    } else if (kind == Kind::kLognormal) {
        // Box and Muller; 1 - u, since the logarithm of 0 is none.
        const double normal = std::sqrt(-2 * std::log(1 - unitOf(a))) * std::cos(2 * std::numbers::pi * unitOf(b));
        value = first * std::exp(second * normal);
    }
    constexpr double kMost = 3'600'000;
    return std::chrono::milliseconds(static_cast<std::int64_t>(std::clamp(value, 0.0, kMost)));
}

std::uint64_t anySeed() {
    std::random_device device;
    return (std::uint64_t{device()} << 32U) | device();
}

}  // namespace mockserver
