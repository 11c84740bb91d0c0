#include <benchmark/benchmark.h>

#include <string>

#include "wsman/soap/message.h"
#include "wsman/uris.h"

namespace {

using namespace wsman;

soap::Header requestHeader() {
    soap::Header header;
    header.to = "http://server.example:5985/wsman";
    header.resourceUri = soap::Marked<std::string>{std::string(uri::kCimSchemaPrefix) + "CIM_ComputerSystem", true};
    header.replyTo.emplace().address = uri::kAnonymous;
    header.action = soap::Marked<std::string>{std::string(action::kGet), true};
    header.maxEnvelopeSize = soap::Marked<std::uint64_t>{153600, true};
    header.messageId = "uuid:00112233-4455-4677-8899-AABBCCDDEEFF";
    header.operationTimeout = soap::Marked<Duration>{std::chrono::seconds(60), {}};
    header.locale = soap::Marked<std::string>{"en-US", false};
    header.dataLocale = soap::Marked<std::string>{"en-US", false};
    header.selectors.emplace().set("__cimnamespace", "root/cimv2");
    header.selectors->set("Name", "server.example");
    return header;
}

std::string enumerateResponse() {
    const soap::Header header = soap::replyHeader(requestHeader(), soap::responseAction(action::kEnumerate), "uuid:1");
    return soap::writeMessage(header, [](xml::Writer& writer) {
        writer.start("n:EnumerateResponse").element("n:EnumerationContext", "uuid:2").start("w:Items");
        for (int item = 0; item < 20; ++item) {
            writer.start("c:CIM_Process").declare("c", std::string(uri::kCimSchemaPrefix) + "CIM_Process");
            for (int property = 0; property < 15; ++property) {
                writer.start("c:Property" + std::to_string(property));
                writer.text("value " + std::to_string(item * property)).end();
            }
            writer.end();
        }
        writer.end().end();
    });
}

void parse(benchmark::State& state, const std::string& text) {
    for (auto _ : state) {
        auto message = soap::Message::parse(text, "UTF-8");
        if (!message) {
            state.SkipWithError(message.error().message.c_str());
            return;
        }
        benchmark::DoNotOptimize(message);
    }
    state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations() * text.size()));
}

void parseGet(benchmark::State& state) {
    parse(state, soap::writeMessage(requestHeader()));
}
void parseEnumerateResponse(benchmark::State& state) {
    parse(state, enumerateResponse());
}

void writeGet(benchmark::State& state) {
    const soap::Header header = requestHeader();
    std::size_t size = 0;
    for (auto _ : state) {
        std::string text = soap::writeMessage(header);
        benchmark::DoNotOptimize(text);
        size = text.size();
    }
    state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations() * size));
}

void writeEnumerateResponse(benchmark::State& state) {
    std::size_t size = 0;
    for (auto _ : state) {
        std::string text = enumerateResponse();
        benchmark::DoNotOptimize(text);
        size = text.size();
    }
    state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations() * size));
}

BENCHMARK(parseGet);
BENCHMARK(parseEnumerateResponse);
BENCHMARK(writeGet);
BENCHMARK(writeEnumerateResponse);

}  // namespace

BENCHMARK_MAIN();
