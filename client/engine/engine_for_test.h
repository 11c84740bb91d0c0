// For the tests of this folder: contexts, recorded replies, and hand-made ones.
#pragma once

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <memory>
#include <string>

#include "client/engine/operation.h"
#include "wsman/cim/instance.h"
#include "wsman/soap/message.h"

namespace client {

/// A reply recorded from an OMI server, with its bytes unchanged.
inline std::string recorded(const std::string& name) {
    std::ifstream file(std::string(MITB_SOURCE_DIR) + "/client/engine/testdata/omi_" + name + ".xml", std::ios::binary);
    EXPECT_TRUE(file.good()) << name;
    return {std::istreambuf_iterator<char>(file), {}};
}

inline HttpReply http(std::string body, int status = 200) {
    return {status, "", {{"Content-Type", "application/soap+xml;charset=UTF-8"}}, std::move(body)};
}

/// A whole message with the usual prefixes, in answer to `request`.
inline HttpReply answer(const Outgoing& request, const std::string& body, int status = 200,
                        const std::string& headers = {}) {
    return http(R"(<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope")"
                R"( xmlns:a="http://schemas.xmlsoap.org/ws/2004/08/addressing")"
                R"( xmlns:n="http://schemas.xmlsoap.org/ws/2004/09/enumeration")"
                R"( xmlns:x="http://schemas.xmlsoap.org/ws/2004/09/transfer")"
                R"( xmlns:e="http://schemas.xmlsoap.org/ws/2004/08/eventing")"
                R"( xmlns:w="http://schemas.dmtf.org/wbem/wsman/1/wsman.xsd")"
                R"( xmlns:b="http://schemas.dmtf.org/wbem/wsman/1/cimbinding.xsd")"
                R"( xmlns:f="http://schemas.microsoft.com/wbem/wsman/1/wsmanfault")"
                R"( xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">)"
                "<s:Header><a:Action>urn:any</a:Action><a:MessageID>uuid:server</a:MessageID><a:RelatesTo>" +
                    request.messageId + "</a:RelatesTo>" + headers + "</s:Header><s:Body>" + body +
                    "</s:Body></s:Envelope>",
                status);
}

inline HttpReply fault(const Outgoing& request, const std::string& subcode, const std::string& reason,
                       const std::string& detail = {}, int status = 500) {
    return answer(request,
                  "<s:Fault><s:Code><s:Value>s:Sender</s:Value><s:Subcode><s:Value>" + subcode +
                      "</s:Value></s:Subcode></s:Code><s:Reason><s:Text xml:lang=\"en-US\">" + reason +
                      "</s:Text></s:Reason><s:Detail>" + detail + "</s:Detail></s:Fault>",
                  status);
}

/// A context whose message ids count up: "uuid:1", "uuid:2" ...
inline OperationContext context() {
    OperationContext made;
    made.to = "http://server.example:5985/wsman";
    made.nameSpace = "root/test";
    auto count = std::make_shared<int>(0);
    made.newMessageId = [count] { return "uuid:" + std::to_string(++*count); };
    return made;
}

/// The same, where every request has the id that the recorded reply `name` relates to.
inline OperationContext contextFor(const std::string& name) {
    OperationContext made = context();
    const std::string text = recorded(name);
    const std::size_t start = text.find("<wsa:RelatesTo>") + 15;
    made.newMessageId = [id = text.substr(start, text.find('<', start) - start)] { return id; };
    return made;
}

/// What was sent, parsed.
inline wsman::soap::Message parsed(const Step& step) {
    EXPECT_TRUE(step.send);
    auto message = wsman::soap::Message::parse(step.send->body);
    EXPECT_TRUE(message) << message.error().text() << "\n" << step.send->body;
    return std::move(*message);
}

inline wsman::cim::Instance president(std::uint32_t key) {
    wsman::cim::Instance instance;
    instance.className = "MSFT_President";
    instance.set("Key", wsman::cim::Value::of(wsman::cim::Scalar(key)), wsman::cim::flag::kKey);
    return instance;
}

inline std::string textOf(const wsman::cim::Instance& instance, std::string_view name) {
    const auto* property = instance.find(name);
    const auto* text = property == nullptr ? nullptr : property->value.get<std::string>();
    return text == nullptr ? "(no text)" : *text;
}

inline const wsman::cim::Instance& instanceAt(const Step& step, std::size_t index) {
    return std::get<InstanceResult>(step.results.at(index)).instance;
}

inline MiResult codeOf(const Step& step) {
    EXPECT_TRUE(step.completion);
    return step.completion ? step.completion->code : MiResult::kOk;
}

}  // namespace client
