// Bytes as a template: what compiles is rendered, and its samples are as long as its tags say.
#include <cstddef>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>

#include "mockserver/scenario/template.h"
#include "wsman/soap/message.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace mockserver;
    static const nlohmann::json kData{{"list", {1, "two", {{"three", 3}}}}, {"map", {{"a", 1}}}};
    static const auto kRequest = [] {
        wsman::soap::Header header;
        header.action = {"urn:a"};
        header.messageId = "uuid:1";
        header.selectors.emplace().set("Name", "a");
        return *wsman::soap::Message::parse(
            wsman::soap::writeMessage(header, [](wsman::xml::Writer& writer) { writer.raw("<a/>"); }));
    }();
    const std::string text(reinterpret_cast<const char*>(data), size);
    const auto compiled = Template::compile(text, predefinedNamespaces(), &kData);
    if (!compiled) {
        if (compiled.error().message.empty() || compiled.error().where.empty()) {
            __builtin_trap();
        }
        return 0;
    }
    (void)compiled->sample(false);
    (void)compiled->sample(true);
    // Loops are bounded, but a million rounds for every input would be all that the fuzzer does.
    if (text.find("#repeat") != std::string::npos) {
        return 0;
    }
    const HttpHeaders headers;
    const TemplateInput input{
        .request = kRequest, .headers = headers, .newUuid = [] { return std::string("U"); }, .data = &kData};
    std::string out;
    (void)compiled->render(input, Template::Escape::kXml, out);
    return 0;
}
