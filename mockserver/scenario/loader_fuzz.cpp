// Bytes as scenario.json, with bodies from memory; what loads is driven with a request.
#include <cstddef>
#include <cstdint>
#include <string>

#include "mockserver/scenario/loader.h"
#include "mockserver/scenario/scenario_responder.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace mockserver;
    static const std::string kRequest = [] {
        wsman::soap::Header header;
        header.action = {"urn:a"};
        header.messageId = "uuid:1";
        header.resourceUri = {"urn:r"};
        header.selectors.emplace().set("Name", "a");
        return wsman::soap::writeMessage(header, [](wsman::xml::Writer& writer) { writer.raw("<a/>"); });
    }();
    const std::string text(reinterpret_cast<const char*>(data), size);
    const MemoryFiles files({{"scenario.json", text}, {"a.xml", "<a>{{uuid}}</a>"}, {"bodies/a.xml", text}});
    const auto loaded = loadScenario(files);
    if (!loaded) {
        for (const Diagnostic& diagnostic : loaded.error()) {
            if (diagnostic.text().empty()) {
                __builtin_trap();
            }
        }
        return 0;
    }
    const auto message = wsman::soap::Message::parse(kRequest);
    const HttpRequest http;
    ScenarioResponder responder({*loaded});
    for (int i = 0; i < 2; ++i) {
        const Exchange exchange(http, *message, "user");
        responder.respond(exchange);
    }
    return 0;
}
