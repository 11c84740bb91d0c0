#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "mockserver/scenario/loader.h"
#include "mockserver/scenario/scenario_responder.h"
#include "wsman/soap/fault.h"
#include "wsman/soap/message.h"
#include "wsman/uris.h"

namespace mockserver::test {

/// Loads a scenario from memory; what is wrong with it comes back one error a line.
inline tl::expected<ScenarioPtr, std::string> load(std::string json,
                                                   std::map<std::string, std::string, std::less<>> files = {}) {
    files.emplace(kScenarioFileName, std::move(json));
    auto loaded = loadScenario(MemoryFiles(std::move(files)));
    if (loaded) {
        return std::move(*loaded);
    }
    std::string text;
    for (const Diagnostic& diagnostic : loaded.error()) {
        text += diagnostic.text() + '\n';
    }
    return tl::unexpected(text);
}

/// A scenario with these exchanges (the inside of the JSON array); empty when it cannot be loaded.
inline ScenarioPtr exchanges(const std::string& list, const std::string& more = "") {
    auto loaded = load(R"({"schema": 1, "name": "test",)" + more + R"("exchanges": [)" + list + "]}");
    if (!loaded) {
        ADD_FAILURE() << loaded.error();
        return nullptr;
    }
    return *loaded;
}

/// A request in the making.
struct Ask {
    std::string action{wsman::action::kGet};
    std::string resource = "urn:thing";
    wsman::soap::SelectorSet selectors{};
    std::vector<wsman::soap::Option> options{};
    std::string body{};
    HttpHeaders headers{};
    std::string user = "miuser";
    std::string messageId = "uuid:REQUEST";
    std::vector<std::string> soapHeaders{};

    [[nodiscard]] std::string xml() const {
        wsman::soap::Header header;
        header.to = "http://localhost/wsman";
        header.action = {action};
        header.messageId = messageId;
        header.replyTo.emplace().address = wsman::uri::kAnonymous;
        header.resourceUri = {resource};
        if (!selectors.empty()) {
            header.selectors = selectors;
        }
        if (!options.empty()) {
            header.options = {options};
        }
        header.others = soapHeaders;
        return wsman::soap::writeMessage(header, [this](wsman::xml::Writer& writer) { writer.raw(body); });
    }
};

inline wsman::soap::SelectorSet selectors(std::initializer_list<std::pair<std::string, std::string>> items) {
    wsman::soap::SelectorSet set;
    for (const auto& [name, value] : items) {
        set.set(name, value);
    }
    return set;
}

struct Answer {
    std::optional<HttpReply> reply{};
    std::string explanation{};
    std::optional<wsman::soap::Fault> fault{};  ///< the fitting one

    [[nodiscard]] std::string body() const { return reply ? reply->body : "unanswered"; }
};

inline Answer askXml(ScenarioResponder& responder, const std::string& xml, HttpHeaders headers = {},
                     std::string user = "miuser") {
    const auto message = wsman::soap::Message::parse(xml);
    if (!message) {
        ADD_FAILURE() << message.error().text() << '\n' << xml;
        return {};
    }
    HttpRequest http;
    http.headers = std::move(headers);
    const Exchange exchange(http, *message, std::move(user));
    Answer answer;
    answer.reply = responder.respond(exchange);
    if (!exchange.explanations().empty()) {
        answer.explanation = exchange.explanations().front();
    }
    answer.fault = exchange.fittingFault();
    return answer;
}

inline Answer ask(ScenarioResponder& responder, const Ask& request) {
    return askXml(responder, request.xml(), request.headers, request.user);
}

/// Text of the first element of that local name, anywhere in the XML.
inline std::string textOf(const std::string& xml, const std::string& local) {
    const auto document = wsman::xml::Document::parse(xml);
    if (!document) {
        return "not XML: " + document.error().text();
    }
    const auto query = XPath::compile("//*[local-name()='" + local + "']", {});
    return query->text(document->root());
}

}  // namespace mockserver::test
