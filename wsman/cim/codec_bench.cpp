// Decoding and encoding of one instance of 30 properties, as a service of Windows has them.
#include <benchmark/benchmark.h>

#include <string>

#include "wsman/cim/xml_codec.h"
#include "wsman/uris.h"

namespace {

using namespace wsman;

cim::Instance service() {
    cim::Instance instance{
        "Win32_Service", "root/cimv2", {}, std::string(uri::kWmiPrefix) + "root/cimv2/Win32_Service"};
    for (int i = 0; i < 12; ++i) {
        instance.set("Text" + std::to_string(i),
                     cim::Value::of("C:\\Windows\\System32\\svchost.exe -k netsvcs & more"));
    }
    for (std::uint32_t i = 0; i < 10; ++i) {
        instance.set("Number" + std::to_string(i), cim::Value::of(i * 123'456'789u));
    }
    for (int i = 0; i < 4; ++i) {
        instance.set("Flag" + std::to_string(i), cim::Value::of(i % 2 == 0));
    }
    instance.set("InstallDate", cim::Value::of(cim::Datetime(cim::Timestamp{2024, 2, 29, 12, 34, 56, 789, 60})));
    instance.set("UpTime", cim::Value::of(cim::Datetime(cim::Interval{3, 2, 1, 0, 0})));
    instance.set("Description", cim::Value::null(cim::Type::kString));
    instance.set("Roles", *cim::Value::array(cim::Type::kString, {"a", "b", "c"}));
    return instance;
}

std::string encoded(const cim::Instance& instance, bool xsiType) {
    std::string out;
    xml::Writer writer(out);
    writer.start("s:Body").declare("s", ns::kSoap).declare("xsi", ns::kXsi).declare("cim", ns::kCimCommon);
    cim::writeInstance(writer, instance, {.xsiType = xsiType});
    writer.end();
    return out;
}

cim::Class schemaOf(const cim::Instance& instance) {
    cim::Class schema{instance.className};
    for (const cim::Property& property : instance.properties) {
        schema.properties.push_back({property.name, property.value.type, property.value.isArray});
    }
    return schema;
}

void encode(benchmark::State& state) {
    const cim::Instance instance = service();
    std::size_t bytes = 0;
    for (auto _ : state) {
        const std::string text = encoded(instance, state.range(0) != 0);
        benchmark::DoNotOptimize(text.data());
        bytes += text.size();
    }
    state.SetBytesProcessed(static_cast<std::int64_t>(bytes));
    state.SetItemsProcessed(state.iterations());
}
BENCHMARK(encode)->ArgName("xsiType")->Arg(0)->Arg(1);

enum class TypesFrom { kNowhere, kXsiType, kSchema };

void decode(benchmark::State& state, TypesFrom from) {
    const cim::Instance instance = service();
    const cim::Class schema = schemaOf(instance);
    const std::string text = encoded(instance, from == TypesFrom::kXsiType);
    const auto document = xml::Document::parse(text);
    const cim::Class* const given = from == TypesFrom::kSchema ? &schema : nullptr;
    for (auto _ : state) {
        const auto back = cim::readInstance(document->root().firstChild(), given);
        if (!back) {
            state.SkipWithError(back.error().message.c_str());
            break;
        }
        benchmark::DoNotOptimize(back->properties.data());
    }
    state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(text.size()));
    state.SetItemsProcessed(state.iterations());
}
BENCHMARK_CAPTURE(decode, untyped, TypesFrom::kNowhere);
BENCHMARK_CAPTURE(decode, xsi_type, TypesFrom::kXsiType);
BENCHMARK_CAPTURE(decode, schema, TypesFrom::kSchema);

}  // namespace

BENCHMARK_MAIN();
