#include <gtest/gtest.h>

#include "mockserver/record/capture_reader.h"

namespace mockserver::record {
namespace {

Exchange exchange(const std::string& body) {
    Exchange out;
    out.connection = "7";
    out.request.version = "HTTP/1.1";
    out.request.method = "POST";
    out.request.target = "/wsman?a=b";
    out.request.headers = {{"X", "1"}, {"X", "2"}};
    out.request.body = body;
    auto& response = out.response.emplace();
    response.isResponse = true;
    response.version = "HTTP/1.1";
    response.status = 500;
    response.body = "<r/>";
    out.took = std::chrono::milliseconds(12);
    return out;
}

TEST(Recording, LinesReadBackAsTheyWere) {
    for (const std::string body : {"", "<a>\n\"text\"\n===== conn 1 C->S =====\n</a>", "\xFF\xFE<\0a", "\xC3\xA4"}) {
        const auto line = recordingLine(exchange(body));
        EXPECT_EQ(line.find('\n'), line.size() - 1);
        const auto read = readRecording(line + line, "r");
        ASSERT_TRUE(read) << read.error().text();
        ASSERT_EQ(read->size(), 2U);
        const Exchange& back = read->at(1);
        EXPECT_EQ(back.request.body, body);
        EXPECT_EQ(back.request.target, "/wsman?a=b");
        EXPECT_EQ(back.request.headers, exchange("").request.headers);
        EXPECT_EQ(back.response->status, 500);
        EXPECT_EQ(back.took, std::chrono::milliseconds(12));
        EXPECT_EQ(back.connection, "7");
        EXPECT_EQ(back.source, "r:2");
    }
}

TEST(Recording, ATornLastLineIsLeftOut) {
    const auto line = recordingLine(exchange("<a/>"));
    for (std::size_t cut = 0; cut < line.size(); cut += 7) {
        const auto read = readRecording(line + line.substr(0, cut), "r");
        ASSERT_TRUE(read) << cut;
        EXPECT_EQ(read->size(), 1U) << cut;
    }
}

TEST(Recording, WhatIsNoneIsToldWithItsPlace) {
    const auto line = recordingLine(exchange("<a/>"));
    EXPECT_EQ(readRecording(line + "{}\n", "r").error().where, "r:2");
    EXPECT_EQ(readRecording(line + "nonsense\n", "r").error().where, "r:2");
    EXPECT_EQ(readRecording(line + line, "r", {.maxExchanges = 1}).error().code, wsman::ErrorCode::kLimitExceeded);
}

}  // namespace
}  // namespace mockserver::record
