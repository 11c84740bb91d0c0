#include "mockserver/admin/metrics.h"

#include <prometheus/text_serializer.h>

#include <algorithm>
#include <iterator>
#include <limits>

namespace mockserver::admin {
namespace {

using prometheus::ClientMetric;
using prometheus::MetricFamily;
using prometheus::MetricType;

ClientMetric counter(double value, std::vector<ClientMetric::Label> labels = {}) {
    ClientMetric out;
    out.label = std::move(labels);
    out.counter.value = value;
    return out;
}

ClientMetric gauge(double value) {
    ClientMetric out;
    out.gauge.value = value;
    return out;
}

MetricFamily requests(const Traffic& traffic) {
    return {"mi_mock_requests_total",
            "Requests, by what became of them.",
            MetricType::Counter,
            {counter(static_cast<double>(traffic.answered), {{"outcome", "answered"}}),
             counter(static_cast<double>(traffic.unmatched), {{"outcome", "unmatched"}}),
             counter(static_cast<double>(traffic.refused), {{"outcome", "refused"}})}};
}

MetricFamily durations(const Traffic& traffic) {
    ClientMetric metric;
    std::uint64_t cumulative = 0;
    for (std::size_t i = 0; i < traffic.took.size(); ++i) {
        cumulative += traffic.took[i];
        const double bound =
            i < Traffic::kBounds.size() ? Traffic::kBounds[i] : std::numeric_limits<double>::infinity();
        metric.histogram.bucket.push_back({cumulative, bound});
    }
    metric.histogram.sample_count = cumulative;
    metric.histogram.sample_sum = traffic.seconds;
    return {"mi_mock_request_duration_seconds",
            "From a request's last byte to its reply, delays that a scenario asks for apart.",
            MetricType::Histogram,
            {metric}};
}

MetricFamily uses(const MockServer& mock) {
    MetricFamily out{"mi_mock_exchange_uses_total", "How often an exchange answered.", MetricType::Counter, {}};
    for (const auto& use : mock.scenarios().uses()) {
        if (use.count > 0) {
            out.metric.push_back(
                counter(static_cast<double>(use.count), {{"scenario", use.scenario}, {"exchange", use.exchange}}));
        }
    }
    return out;
}

MetricFamily faults(const MockServer& mock) {
    MetricFamily out{"mi_mock_faults_injected_total", "How often a fault was injected.", MetricType::Counter, {}};
    for (const auto& rule : mock.faults().rules()) {
        out.metric.push_back(
            counter(static_cast<double>(rule.injected), {{"scenario", rule.scenario}, {"fault", rule.id}}));
    }
    return out;
}

}  // namespace

std::string metricsText(const std::vector<NamedMock>& mocks) {
    std::vector<MetricFamily> families;
    const auto merge = [&](const std::string& endpoint, MetricFamily family) {
        for (ClientMetric& metric : family.metric) {
            if (!endpoint.empty()) {
                metric.label.insert(metric.label.begin(), {"endpoint", endpoint});
            }
        }
        const auto known = std::ranges::find(families, family.name, &MetricFamily::name);
        if (known == families.end()) {
            families.push_back(std::move(family));
        } else {
            std::ranges::move(family.metric, std::back_inserter(known->metric));
        }
    };
    for (const auto& [name, url, mock] : mocks) {
        const Traffic traffic = mock->traffic();
        merge(name, requests(traffic));
        merge(name, durations(traffic));
        merge(name, uses(*mock));
        merge(name, faults(*mock));
        merge(name, {"mi_mock_connections",
                     "Connections open now.",
                     MetricType::Gauge,
                     {gauge(static_cast<double>(mock->connections()))}});
        merge(name, {"mi_mock_journal_entries_total",
                     "Exchanges that the journal was given.",
                     MetricType::Counter,
                     {counter(static_cast<double>(mock->journal().appended()))}});
    }
    std::erase_if(families, [](const MetricFamily& family) { return family.metric.empty(); });
    return prometheus::TextSerializer().Serialize(families);
}

}  // namespace mockserver::admin
