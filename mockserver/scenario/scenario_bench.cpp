// Matching must cost the same with 10 and with 100,000 stubs; templates are filled without parsing.
#include <benchmark/benchmark.h>

#include <string>

#include "mockserver/scenario/loader.h"
#include "mockserver/scenario/scenario_responder.h"
#include "wsman/uris.h"

namespace mockserver {
namespace {

/// `count` stubs: half differ in resource, half in selectors of one resource.
ScenarioPtr stubs(std::int64_t count) {
    std::string json = R"({"schema": 1, "name": "bench", "exchanges": [)";
    for (std::int64_t i = 0; i < count; ++i) {
        const std::string number = std::to_string(i);
        json +=
            (i == 0 ? "" : ",") + std::string(R"({"id": "e)") + number +
            R"(", "when": {"action": "Get", "resourceUri": "urn:class)" + (i % 2 == 0 ? number : "") +
            R"(", "selectors": {"Name": ")" + number +
            R"("}}, "reply": {"bodyInline": "<p:X xmlns:p='urn:x'><p:Name>{{request.selector 'Name'}}</p:Name></p:X>"}})";
    }
    auto loaded =
        loadScenario(MemoryFiles(std::map<std::string, std::string, std::less<>>{{"scenario.json", json + "]}"}}));
    return loaded ? *loaded : nullptr;
}

wsman::soap::Message request(const std::string& resource, const std::string& name) {
    wsman::soap::Header header;
    header.to = "http://localhost/wsman";
    header.action = {std::string(wsman::action::kGet)};
    header.messageId = "uuid:BENCH";
    header.resourceUri = {resource};
    header.selectors.emplace().set("Name", name);
    return *wsman::soap::Message::parse(wsman::soap::writeMessage(header));
}

void match(benchmark::State& state) {
    const ScenarioPtr scenario = stubs(state.range(0));
    if (scenario == nullptr) {
        state.SkipWithError("the scenario cannot be loaded");
        return;
    }
    ScenarioPlayer player(scenario);
    const HttpHeaders headers;
    const auto message = request("urn:class", "5");
    for (auto _ : state) {
        const RequestFacts facts(message, headers, "user");
        auto choice = player.choose(facts, randomUuid);
        if (!choice || choice->exchange->id != "e5") {
            state.SkipWithError("the wrong exchange matched");
            return;
        }
        benchmark::DoNotOptimize(choice);
    }
}
BENCHMARK(match)->Arg(10)->Arg(1'000)->Arg(100'000);

void respond(benchmark::State& state) {
    ScenarioResponder responder({stubs(state.range(0))});
    HttpRequest http;
    const auto message = request("urn:class", "5");
    for (auto _ : state) {
        const Exchange exchange(http, message, "user");
        auto reply = responder.respond(exchange);
        benchmark::DoNotOptimize(reply);
    }
}
BENCHMARK(respond)->Arg(10)->Arg(100'000);

void render(benchmark::State& state) {
    const auto compiled = Template::compile(
        "<a>{{messageId}}{{relatesTo}}{{request.selector \"Name\"}}{{uuid}}{{now}}</a>" + std::string(2000, 'x'),
        predefinedNamespaces());
    const auto message = request("urn:class", "5");
    const HttpHeaders headers;
    const TemplateInput input{.request = message, .headers = headers, .messageId = "uuid:1", .newUuid = randomUuid};
    std::string out;
    for (auto _ : state) {
        out.clear();
        compiled->render(input, Template::Escape::kXml, out);
        benchmark::DoNotOptimize(out);
    }
}
BENCHMARK(render);

}  // namespace
}  // namespace mockserver

BENCHMARK_MAIN();
