#pragma once

// What the tests of this folder share: messages from text and from testdata/, and a header with everything a request
// needs.

#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>
#include <string_view>

#include "wsman/soap/message.h"
#include "wsman/uris.h"

namespace wsman::ops::test {

inline soap::Message parse(std::string_view bytes) {
    Result<soap::Message> message = soap::Message::parse(bytes);
    if (!message) {
        throw std::runtime_error(message.error().text() + " in " + std::string(bytes));
    }
    return *std::move(message);
}

/// A message that a program of other people's making sent, as it crossed the wire.
inline soap::Message recorded(const std::string& name) {
    const std::string path = std::string(MITB_SOURCE_DIR) + "/wsman/ops/testdata/" + name + ".xml";
    std::ifstream file(path, std::ios::binary);
    if (!file) {
        throw std::runtime_error("no " + path);
    }
    return parse(std::string(std::istreambuf_iterator<char>(file), {}));
}

/// A message with this body and no headers, all prefixes of writeMessage declared.
inline soap::Message withBody(std::string_view body) {
    return parse(soap::writeMessage({}, [&](xml::Writer& writer) { writer.raw(body); }));
}

inline soap::Header requestHeader() {
    soap::Header header;
    header.to = "http://127.0.0.1:5985/wsman";
    header.messageId = "uuid:11111111-2222-3333-4444-555555555555";
    header.replyTo = soap::Epr{std::string(uri::kAnonymous), {}, {}, {}};
    header.resourceUri = soap::Marked<std::string>{std::string(uri::kCimSchemaPrefix) + "CIM_Fan", true};
    header.selectors.emplace();
    header.selectors->set("DeviceID", "fan & 1");
    return header;
}

inline soap::Epr fanEpr() {
    soap::Epr epr;
    epr.address = uri::kAnonymous;
    epr.resourceUri = std::string(uri::kCimSchemaPrefix) + "CIM_Fan";
    epr.selectors.set("DeviceID", "a<b");
    return epr;
}

}  // namespace wsman::ops::test
