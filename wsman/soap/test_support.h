#pragma once

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "wsman/soap/message.h"

// For this folder's tests only.
namespace wsman::soap::test {

/// Recorded messages of programs that are not ours.
inline const std::vector<std::string>& recordedNames() {
    static const std::vector<std::string> names{
        "omi_get_request",        "omi_get_response",         "omi_fault_not_found",
        "omi_identify_request",   "omi_identify_response",    "omi_enumerate_response",
        "ansible_create_request", "go_winrm_receive_request", "amt_get_request"};
    return names;
}

inline std::string recorded(const std::string& name) {
    std::ifstream file(std::string(MITB_SOURCE_DIR) + "/wsman/soap/testdata/" + name + ".xml", std::ios::binary);
    EXPECT_TRUE(file) << name;
    std::stringstream text;
    text << file.rdbuf();
    return text.str();
}

/// An envelope with the usual prefixes (s a w p e) around the given blocks and payload.
inline std::string envelope(std::string_view headerBlocks, std::string_view payload = {}) {
    return R"(<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope")"
           R"( xmlns:a="http://schemas.xmlsoap.org/ws/2004/08/addressing")"
           R"( xmlns:w="http://schemas.dmtf.org/wbem/wsman/1/wsman.xsd")"
           R"( xmlns:p="http://schemas.microsoft.com/wbem/wsman/1/wsman.xsd")"
           R"( xmlns:e="http://schemas.xmlsoap.org/ws/2004/08/eventing")"
           R"( xmlns:f="http://schemas.microsoft.com/wbem/wsman/1/wsmanfault")"
           R"( xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><s:Header>)" +
           std::string(headerBlocks) + "</s:Header><s:Body>" + std::string(payload) + "</s:Body></s:Envelope>";
}

inline Message parsed(std::string_view bytes) {
    Result<Message> message = Message::parse(bytes);
    EXPECT_TRUE(message) << bytes << "\n" << (message ? "" : message.error().text());
    return message ? *std::move(message) : Message::parse(envelope("")).value();
}

}  // namespace wsman::soap::test
