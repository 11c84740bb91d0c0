#include "mockserver/record/capture_reader.h"

#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>

namespace mockserver::record {
namespace {

using testing::HasSubstr;
using wsman::ErrorCode;

std::string requestText(const std::string& body, const std::string& extra = "") {
    return "POST /wsman/ HTTP/1.1\r\nHost: localhost\r\n" + extra + "Content-Length: " + std::to_string(body.size()) +
           "\r\n\r\n" + body;
}

std::string responseText(const std::string& body, const std::string& status = "200 OK") {
    return "HTTP/1.1 " + status + "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

TEST(ReadCapture, ReadsSeveralExchangesOfOneConnection) {
    const auto text = "\n===== conn 1 C->S =====\n" + requestText("<a/>") + "\n===== conn 1 S->C =====\n" +
                      responseText("<b/>") + "\n===== conn 1 C->S =====\n" + requestText("<c/>\n") +
                      "\n===== conn 1 S->C =====\n" + responseText("<d/>\n", "500 Internal Server Error");
    const auto exchanges = readCapture(text, "x.http");
    ASSERT_TRUE(exchanges) << exchanges.error().text();
    ASSERT_EQ(exchanges->size(), 2u);
    const auto& first = (*exchanges)[0];
    EXPECT_EQ(first.connection, "1");
    EXPECT_EQ(first.source, "x.http:3");
    EXPECT_EQ(first.request.method, "POST");
    EXPECT_EQ(first.request.target, "/wsman/");
    EXPECT_EQ(first.request.body, "<a/>");
    ASSERT_NE(first.request.headers.find("HOST"), nullptr);
    EXPECT_EQ(*first.request.headers.find("HOST"), "localhost");
    EXPECT_EQ(first.request.headers.find("Cookie"), nullptr);
    ASSERT_TRUE(first.response);
    EXPECT_EQ(first.response->status, 200);
    EXPECT_EQ(first.response->reason, "OK");
    EXPECT_EQ(first.response->body, "<b/>");
    const auto& second = (*exchanges)[1];
    EXPECT_EQ(second.request.body, "<c/>\n");
    ASSERT_TRUE(second.response);
    EXPECT_EQ(second.response->status, 500);
    EXPECT_EQ(second.response->reason, "Internal Server Error");
    EXPECT_EQ(second.response->body, "<d/>\n");
    EXPECT_EQ(second.source, "x.http:14");
}

TEST(ReadCapture, ReadsAHandMadeRequestWithoutLengthAndWithLineFeedsOnly) {
    const auto exchanges = readCapture(
        "===== C->S =====\nPOST /wsman HTTP/1.1\n\n<a>\n</a>\n===== S->C =====\n" + responseText("<b/>\n"), "raw.http");
    ASSERT_TRUE(exchanges) << exchanges.error().text();
    ASSERT_EQ(exchanges->size(), 1u);
    EXPECT_EQ(exchanges->front().connection, "");
    EXPECT_EQ(exchanges->front().request.body, "<a>\n</a>");
    EXPECT_TRUE(exchanges->front().request.headers.empty());
    ASSERT_TRUE(exchanges->front().response);
    EXPECT_EQ(exchanges->front().response->body, "<b/>\n");
}

TEST(ReadCapture, JoinsAMessageThatWasLoggedInPieces) {
    const auto exchanges = readCapture(
        "===== conn 1 C->S =====\nPOST / HTTP/1.1\r\nContent-Length: 6\r\n\r\nab\n===== conn 1 C->S =====\ncdef"
        "\n===== conn 1 S->C =====\nHTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nx\ny\n\n===== conn 1 S->C =====\n",
        "x");
    ASSERT_TRUE(exchanges) << exchanges.error().text();
    ASSERT_EQ(exchanges->size(), 1u);
    EXPECT_EQ(exchanges->front().request.body, "abcdef");
    EXPECT_EQ(exchanges->front().response->body, "x\ny\n");
}

TEST(ReadCapture, KeepsInterleavedConnectionsApart) {
    const auto exchanges =
        readCapture("===== conn 1 C->S =====\n" + requestText("one") + "\n===== conn 2 C->S =====\n" +
                        requestText("two") + "\n===== conn 2 S->C =====\n" + responseText("TWO") +
                        "\n===== conn 1 S->C =====\n" + responseText("ONE") + "\n===== conn 1 C->S =====\n" +
                        requestText("three") + "\n===== conn 1 S->C =====\n" + responseText("THREE"),
                    "x");
    ASSERT_TRUE(exchanges) << exchanges.error().text();
    ASSERT_EQ(exchanges->size(), 3u);
    EXPECT_EQ((*exchanges)[0].response->body, "ONE");
    EXPECT_EQ((*exchanges)[1].connection, "2");
    EXPECT_EQ((*exchanges)[1].response->body, "TWO");
    EXPECT_EQ((*exchanges)[2].response->body, "THREE");
}

TEST(ReadCapture, DecodesChunksAndDropsTrailersAndInterimResponses) {
    const auto exchanges = readCapture("===== C->S =====\n" + requestText("<a/>") +
                                           "\n===== S->C =====\nHTTP/1.1 100 Continue\r\n\r\n"
                                           "HTTP/1.1 200 OK\r\nTransfer-Encoding: "
                                           "chunked\r\n\r\n4;ext=1\r\n<b>\n\r\nA\r\n0123456789\r\n0\r\nT: 1\r\n\r\n",
                                       "x");
    ASSERT_TRUE(exchanges) << exchanges.error().text();
    ASSERT_EQ(exchanges->size(), 1u);
    EXPECT_EQ(exchanges->front().response->status, 200);
    EXPECT_EQ(exchanges->front().response->body, "<b>\n0123456789");
}

TEST(ReadCapture, ReadsFilesWithoutDirections) {
    const auto lone = readCapture(requestText("<a/>"), "001.http");
    ASSERT_TRUE(lone) << lone.error().text();
    ASSERT_EQ(lone->size(), 1u);
    EXPECT_FALSE(lone->front().response);
    EXPECT_EQ(lone->front().source, "001.http:1");

    const auto both = readCapture(requestText("<a/>") + responseText("<b/>") + "\n", "x");
    ASSERT_TRUE(both) << both.error().text();
    ASSERT_EQ(both->size(), 1u);
    EXPECT_EQ(both->front().response->body, "<b/>");
}

TEST(ReadCapture, UnfoldsHeadersAndReadsEmptyBodies) {
    const auto exchanges =
        readCapture("POST /w HTTP/1.1\r\nX: a\r\n b\r\nContent-Length: 0\r\n\r\nHTTP/1.1 204\r\n\r\n", "x");
    ASSERT_TRUE(exchanges) << exchanges.error().text();
    EXPECT_EQ(*exchanges->front().request.headers.find("x"), "a b");
    EXPECT_EQ(exchanges->front().request.body, "");
    EXPECT_EQ(exchanges->front().response->status, 204);
    EXPECT_EQ(exchanges->front().response->reason, "");
}

struct BadCapture {
    const char* name;
    std::string text;
    ErrorCode code;
    const char* where;
    const char* message;
};

class BadCaptures : public testing::TestWithParam<BadCapture> {};

TEST_P(BadCaptures, AreRefusedWithTheLine) {
    const auto& bad = GetParam();
    const auto exchanges = readCapture(
        bad.text, "bad.http", {.maxFileBytes = 4000, .maxBodyBytes = 100, .maxHeaderBytes = 200, .maxExchanges = 2});
    ASSERT_FALSE(exchanges);
    EXPECT_EQ(exchanges.error().code, bad.code) << exchanges.error().text();
    EXPECT_EQ(exchanges.error().where, bad.where) << exchanges.error().text();
    EXPECT_THAT(exchanges.error().message, HasSubstr(bad.message));
}

INSTANTIATE_TEST_SUITE_P(
    ReadCapture, BadCaptures,
    testing::Values(BadCapture{"Empty", "", ErrorCode::kInvalidValue, "bad.http:1", "no HTTP message"},
                    BadCapture{"OnlySeparators", "===== C->S =====\n\n===== S->C =====\n", ErrorCode::kInvalidValue,
                               "bad.http:1", "no HTTP message"},
                    BadCapture{"Prose", "Dear reader\n", ErrorCode::kInvalidValue, "bad.http:1", "found 'Dear reader'"},
                    BadCapture{"NoLineEnd", "POST", ErrorCode::kInvalidValue, "bad.http:1", "found 'POST'"},
                    BadCapture{"Stray", "\nhello\n===== C->S =====\nPOST / HTTP/1.1\n\n", ErrorCode::kInvalidValue,
                               "bad.http:2", "before the first line"},
                    BadCapture{"WrongDirection", "===== S->C =====\n\nPOST / HTTP/1.1\n\n", ErrorCode::kInvalidValue,
                               "bad.http:3", "a request stands where"},
                    BadCapture{"LoneResponse", "===== S->C =====\nHTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n",
                               ErrorCode::kInvalidValue, "bad.http:2", "a response without a request"},
                    BadCapture{"Truncated", "===== C->S =====\nPOST / HTTP/1.1\r\nContent-Length: 9\r\n\r\n<a/>",
                               ErrorCode::kIo, "bad.http:5", "4 of the 9 bytes"},
                    BadCapture{"LengthTooSmall", "===== C->S =====\nPOST / HTTP/1.1\r\nContent-Length: 3\r\n\r\n<a/>",
                               ErrorCode::kInvalidValue, "bad.http:5", "found '>'"},
                    BadCapture{"LengthNoNumber", "POST / HTTP/1.1\r\nContent-Length: -1\r\n\r\n",
                               ErrorCode::kInvalidValue, "bad.http:4", "not a number"},
                    BadCapture{"HeaderWithoutColon", "POST / HTTP/1.1\r\nHost\r\n\r\n", ErrorCode::kInvalidValue,
                               "bad.http:2", "expected a header field"},
                    BadCapture{"HeadersNeverEnd", "POST / HTTP/1.1\r\nHost: x\r\n", ErrorCode::kIo, "bad.http:3",
                               "without an empty line"},
                    BadCapture{"HeadersTooLong", "POST / HTTP/1.1\r\nHost: " + std::string(300, 'x') + "\r\n\r\n",
                               ErrorCode::kLimitExceeded, "bad.http:2", "exceed 200 bytes"},
                    BadCapture{"BodyTooLong", requestText(std::string(101, 'x')), ErrorCode::kLimitExceeded,
                               "bad.http:5", "exceeds 100 bytes"},
                    BadCapture{"HugeLength", "POST / HTTP/1.1\r\nContent-Length: 99999999999999\r\n\r\n",
                               ErrorCode::kLimitExceeded, "bad.http:4", "exceeds 100 bytes"},
                    BadCapture{"FileTooLong", std::string(4001, '\n'), ErrorCode::kLimitExceeded, "bad.http",
                               "exceeds 4000 bytes"},
                    BadCapture{"TooMany", requestText("a") + requestText("b") + requestText("c"),
                               ErrorCode::kLimitExceeded, "bad.http", "more than 2 exchanges"},
                    BadCapture{"BadChunk", "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
                               ErrorCode::kInvalidValue, "bad.http:4", "expected a chunk size"},
                    BadCapture{"ChunkTooLong", "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffff\r\n",
                               ErrorCode::kLimitExceeded, "bad.http:4", "exceeds 100 bytes"},
                    BadCapture{"ChunkCutOff", "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab",
                               ErrorCode::kIo, "bad.http:4", "inside a chunk"},
                    BadCapture{"ChunkWithoutEnd", "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nabcd\r\n",
                               ErrorCode::kInvalidValue, "bad.http:4", "not followed by a line end"},
                    BadCapture{"UnknownCoding", "POST / HTTP/1.1\r\nTransfer-Encoding: gzip\r\n\r\n",
                               ErrorCode::kUnsupported, "bad.http:4", "transfer coding 'gzip'"}),
    [](const auto& param) { return param.param.name; });

constexpr const char* kHar = R"({"log": {"version": "1.2", "entries": [
  {"connection": "7",
   "request": {"method": "POST", "url": "http://host:5985/wsman?x=1", "httpVersion": "HTTP/1.1",
               "headers": [{"name": "Content-Type", "value": "application/soap+xml"}],
               "postData": {"mimeType": "application/soap+xml", "text": "<a/>"}},
   "response": {"status": 200, "statusText": "OK", "httpVersion": "HTTP/1.1", "headers": [],
                "content": {"mimeType": "application/soap+xml", "encoding": "base64", "text": "PGI+w6k8L2I+"}}},
  {"request": {"method": "GET", "url": "https://host", "headers": []},
   "response": {"status": 0, "headers": []}}]}})";

TEST(ReadHar, ReadsEntriesWithBase64Bodies) {
    const auto exchanges = readHar(kHar, "a.har");
    ASSERT_TRUE(exchanges) << exchanges.error().text();
    ASSERT_EQ(exchanges->size(), 2u);
    const auto& first = exchanges->front();
    EXPECT_EQ(first.connection, "7");
    EXPECT_EQ(first.source, "a.har#/log/entries/0");
    EXPECT_EQ(first.request.target, "/wsman?x=1");
    EXPECT_EQ(first.request.body, "<a/>");
    EXPECT_EQ(*first.request.headers.find("content-type"), "application/soap+xml");
    EXPECT_EQ(first.response->body, "<b>\xC3\xA9</b>");
    EXPECT_EQ((*exchanges)[1].request.target, "/");
    EXPECT_FALSE((*exchanges)[1].response);
}

TEST(ReadHar, NamesTheFaultyMember) {
    const auto broken = readHar("{\"log\":\n  {\"entries\": [}}", "a.har");
    ASSERT_FALSE(broken);
    EXPECT_EQ(broken.error().where, "a.har:2:16");
    const auto where = [](const char* text) {
        const auto result = readHar(text, "a.har");
        return result ? std::string("accepted") : result.error().where;
    };
    EXPECT_EQ(where("{}"), "a.har#/log");
    EXPECT_EQ(where(R"({"log":{"entries":{}}})"), "a.har#/log/entries");
    EXPECT_EQ(where(R"({"log":{"entries":[]}})"), "a.har#/log/entries");
    EXPECT_EQ(where(R"({"log":{"entries":[1]}})"), "a.har#/log/entries/0/request");
    EXPECT_EQ(where(R"({"log":{"entries":[{"request":{"method":"GET","url":1,"headers":[]}}]}})"),
              "a.har#/log/entries/0/request/url");
    EXPECT_EQ(where(R"({"log":{"entries":[{"request":{"method":"GET","url":"/","headers":[{"name":"a"}]}}]}})"),
              "a.har#/log/entries/0/request/headers/0/value");
    EXPECT_EQ(where(R"({"log":{"entries":[{"request":{"method":"GET","url":"/","headers":[]},
                       "response":{"status":"200","headers":[]}}]}})"),
              "a.har#/log/entries/0/response/status");
    EXPECT_EQ(where(R"({"log":{"entries":[{"request":{"method":"GET","url":"/","headers":[]},
                       "response":{"status":200,"headers":[],"content":{"text":"a?b=","encoding":"base64"}}}]}})"),
              "a.har#/log/entries/0/response/content/text");
    EXPECT_EQ(where(R"({"log":{"entries":[{"request":{"method":"GET","url":"/","headers":[]},
                       "response":{"status":200,"headers":[],"content":{"text":"a","encoding":"br"}}}]}})"),
              "a.har#/log/entries/0/response/content/encoding");
}

class Files : public testing::Test {
protected:
    Files() : folder_(std::filesystem::path(testing::TempDir()) / ("capture_reader_" + std::to_string(::getpid()))) {
        std::filesystem::create_directories(folder_);
    }
    ~Files() override { std::filesystem::remove_all(folder_); }
    std::filesystem::path write(const char* name, const std::string& text) {
        std::ofstream(folder_ / name, std::ios::binary) << text;
        return folder_ / name;
    }
    std::filesystem::path folder_;
};

TEST_F(Files, ChoosesTheReaderByContent) {
    const auto har = readExchangesFile(write("a.txt", std::string("\n ") + kHar));
    ASSERT_TRUE(har) << har.error().text();
    EXPECT_EQ(har->size(), 2u);
    const auto raw = readExchangesFile(write("b.har", requestText("{}")));
    ASSERT_TRUE(raw) << raw.error().text();
    EXPECT_EQ(raw->front().request.body, "{}");
}

TEST_F(Files, SaysWhatIsUnreadable) {
    const auto missing = readExchangesFile(folder_ / "none.http");
    ASSERT_FALSE(missing);
    EXPECT_EQ(missing.error().code, ErrorCode::kIo);
    EXPECT_THAT(missing.error().text(), HasSubstr("none.http"));
    const auto large = readExchangesFile(write("big", "0123456789"), {.maxFileBytes = 9});
    ASSERT_FALSE(large);
    EXPECT_EQ(large.error().code, ErrorCode::kLimitExceeded);
}

}  // namespace
}  // namespace mockserver::record
