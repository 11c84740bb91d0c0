#include "bench/sessions/statistics.h"

#include <algorithm>
#include <cmath>

namespace bench {

Nanoseconds percentile(const std::vector<Nanoseconds>& sorted, double percent) {
    if (sorted.empty())
        return {};
    // A little less, so that 99.9 % of 1000, which binary fractions miss by a hair, is the 999th and not the 1000th.
    const auto rank = static_cast<std::size_t>(std::ceil(percent * static_cast<double>(sorted.size()) / 100.0 - 1e-6));
    return sorted[std::clamp<std::size_t>(rank, 1, sorted.size()) - 1];
}

Percentiles percentilesOf(std::vector<Nanoseconds>& samples) {
    std::sort(samples.begin(), samples.end());
    return {percentile(samples, 50), percentile(samples, 90), percentile(samples, 99), percentile(samples, 99.9),
            percentile(samples, 100)};
}

double median(std::vector<double> values) {
    if (values.empty())
        return 0;
    std::sort(values.begin(), values.end());
    const auto middle = values.size() / 2;
    return values.size() % 2 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
}

}  // namespace bench
