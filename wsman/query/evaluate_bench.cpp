#include <benchmark/benchmark.h>

#include "wsman/cim/instance.h"
#include "wsman/query/evaluate.h"

namespace {

using namespace wsman;

class NoClasses : public query::ClassView {
public:
    [[nodiscard]] bool isA(std::string_view name, std::string_view ancestor) const override { return name == ancestor; }
    [[nodiscard]] std::shared_ptr<const cim::Class> find(std::string_view /*name*/) const override { return nullptr; }
};

constexpr const char* kQueries[] = {
    "SELECT * FROM X WHERE P12 = 5",
    "SELECT * FROM X WHERE Name LIKE 'svc%7' AND (P3 > 2 OR P4 < 1)",
    "SELECT * FROM X WHERE Name = 'svc1' OR Name = 'svc2' OR Name = 'SVC77' OR P20 IS NULL",
};

cim::Instance sample(std::uint32_t number) {
    cim::Instance out;
    out.className = "X";
    out.set("Name", cim::Value::of("svc" + std::to_string(number)));
    for (std::uint32_t i = 0; i < 24; ++i) {
        out.set("P" + std::to_string(i), cim::Value::of(number % (i + 2)));
    }
    return out;
}

/// Instances of 25 properties held against a condition; items/s is the query evaluation rate.
void evaluate(benchmark::State& state) {
    const auto query = query::parseWql(kQueries[state.range(0)]);
    const NoClasses classes;
    std::vector<cim::Instance> instances;
    for (std::uint32_t i = 0; i < 1000; ++i) {
        instances.push_back(sample(i));
    }
    std::size_t found = 0;
    for (auto _ : state) {
        for (const auto& instance : instances) {
            found += query::matches(*query, instance, classes) ? 1U : 0U;
        }
    }
    benchmark::DoNotOptimize(found);
    state.SetItemsProcessed(static_cast<std::int64_t>(state.iterations()) * 1000);
}
BENCHMARK(evaluate)->Name("query/evaluate")->DenseRange(0, 2);

void parse(benchmark::State& state) {
    for (auto _ : state) {
        benchmark::DoNotOptimize(query::parseWql(kQueries[state.range(0)]));
    }
    state.SetItemsProcessed(static_cast<std::int64_t>(state.iterations()));
}
BENCHMARK(parse)->Name("query/parse")->DenseRange(0, 2);

}  // namespace

BENCHMARK_MAIN();
