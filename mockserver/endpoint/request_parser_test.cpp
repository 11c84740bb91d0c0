#include "mockserver/endpoint/request_parser.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace mockserver {
namespace {

using State = RequestParser::State;
using testing::HasSubstr;

const std::string kPost = "POST /wsman HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\nhello";

TEST(RequestParser, ReadsARequestWithABody) {
    RequestParser parser;
    ASSERT_EQ(parser.feed(kPost), State::kComplete);
    const auto request = parser.take();
    EXPECT_EQ(request.method, "POST");
    EXPECT_EQ(request.target, "/wsman");
    EXPECT_EQ(request.path, "/wsman");
    EXPECT_EQ(request.version, "HTTP/1.1");
    EXPECT_EQ(request.body, "hello");
    EXPECT_TRUE(request.keepAlive);
    EXPECT_EQ(parser.state(), State::kIdle);
}

TEST(RequestParser, ReadsTheSameWhateverThePieces) {
    const std::string chunked =
        "POST /wsman?a=%20 HTTP/1.1\r\nTransfer-Encoding: Chunked\r\nX: 1\r\n\r\n"
        "5;ext=\"v\"\r\nhello\r\n1\r\n!\r\n0\r\nTrailer: t\r\n\r\n";
    for (const auto& whole : {kPost, chunked}) {
        RequestParser atOnce;
        ASSERT_EQ(atOnce.feed(whole), State::kComplete);
        const auto expected = atOnce.take();
        for (std::size_t piece = 1; piece < whole.size(); ++piece) {
            RequestParser parser;
            for (std::size_t i = 0; i < whole.size(); i += piece) {
                const auto state = parser.feed(whole.substr(i, piece));
                ASSERT_EQ(state == State::kComplete, i + piece >= whole.size()) << "piece " << piece << " at " << i;
            }
            const auto request = parser.take();
            EXPECT_EQ(request.body, expected.body);
            EXPECT_EQ(request.headers, expected.headers);
            EXPECT_EQ(request.target, expected.target);
        }
    }
}

TEST(RequestParser, PipelinedRequestsComeOneByOne) {
    RequestParser parser;
    std::string many;
    for (int i = 0; i < 50; ++i) {
        many += "POST /" + std::to_string(i) + " HTTP/1.1\r\nContent-Length: 1\r\n\r\n" + std::string(1, 'a');
    }
    ASSERT_EQ(parser.feed(many + "POST /last"), State::kComplete);
    for (int i = 0; i < 50; ++i) {
        ASSERT_EQ(parser.state(), State::kComplete);
        EXPECT_EQ(parser.take().path, "/" + std::to_string(i));
    }
    EXPECT_EQ(parser.state(), State::kHead);
}

TEST(RequestParser, KeepsFieldValuesByteForByte) {
    RequestParser parser;
    const std::string ticket(40'000, 'k');
    ASSERT_EQ(parser.feed("GET / HTTP/1.1\r\nAuthorization: Negotiate " + ticket +
                          "\r\nX-Percent: a%41%zz+b\r\nX-Empty:\r\nX-Utf8: \xc3\xa4\t \r\n\r\n"),
              State::kComplete);
    const auto request = parser.take();
    EXPECT_EQ(request.headers.get("authorization"), "Negotiate " + ticket);
    EXPECT_EQ(request.headers.get("x-percent"), "a%41%zz+b");
    ASSERT_NE(request.headers.find("X-Empty"), nullptr);
    EXPECT_EQ(request.headers.get("x-utf8"), "\xc3\xa4");
}

TEST(RequestParser, ChunkedBodyMayHoldAnything) {
    RequestParser parser;
    std::string wire = "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n";
    std::string body;
    for (int i = 0; i < 3000; ++i) {
        body += i % 3 == 0 ? '\r' : i % 3 == 1 ? '\n' : '0';
        wire += "1\r\n" + std::string(1, body.back()) + "\r\n";
    }
    ASSERT_EQ(parser.feed(wire + "000\r\n\r\n"), State::kComplete);
    EXPECT_EQ(parser.take().body, body);
}

TEST(RequestParser, ConnectionFieldDecidesKeepAlive) {
    const auto keepAlive = [](const std::string& rest) {
        RequestParser parser;
        EXPECT_EQ(parser.feed("GET / " + rest + "\r\n\r\n"), State::kComplete);
        return parser.take().keepAlive;
    };
    EXPECT_TRUE(keepAlive("HTTP/1.1"));
    EXPECT_FALSE(keepAlive("HTTP/1.1\r\nConnection: Close"));
    EXPECT_FALSE(keepAlive("HTTP/1.1\r\nConnection: TE, close"));
    EXPECT_FALSE(keepAlive("HTTP/1.0"));
    EXPECT_TRUE(keepAlive("HTTP/1.0\r\nConnection: Keep-Alive"));
}

TEST(RequestParser, DecodesThePathOnly) {
    const auto path = [](const std::string& target) {
        RequestParser parser;
        EXPECT_EQ(parser.feed("GET " + target + " HTTP/1.1\r\n\r\n"), State::kComplete) << target;
        return parser.take().path;
    };
    EXPECT_EQ(path("/wsm%61n?x=%41#f"), "/wsman");
    EXPECT_EQ(path("http://host:5985/wsman?PSVersion=5.1"), "/wsman");
    EXPECT_EQ(path("http://host"), "/");
    EXPECT_EQ(path("/a%4"), "/a%4");
    EXPECT_EQ(path("/a%zz%25"), "/a%zz%");
    EXPECT_EQ(path("*"), "*");
}

TEST(RequestParser, ExpectContinueIsToldOnce) {
    RequestParser parser;
    parser.feed("POST / HTTP/1.1\r\nExpect: 100-Continue\r\nContent-Length: 2\r\n\r\n");
    EXPECT_TRUE(parser.takeExpectContinue());
    EXPECT_FALSE(parser.takeExpectContinue());
    EXPECT_EQ(parser.feed("ab"), State::kComplete);
    parser.take();

    ASSERT_EQ(parser.feed("POST / HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 1\r\n\r\nx"), State::kComplete);
    EXPECT_FALSE(parser.takeExpectContinue()) << "the body came without waiting";
}

TEST(RequestParser, IgnoresLineEndsBeforeARequest) {
    RequestParser parser;
    EXPECT_EQ(parser.feed("\r\n\r\n"), State::kIdle);
    EXPECT_EQ(parser.feed(kPost), State::kComplete);
}

struct Bad {
    const char* name;
    std::string bytes;
    int status;
};

class Refused : public testing::TestWithParam<Bad> {};

TEST_P(Refused, WithStatus) {
    RequestParser parser({.maxHead = 2000, .maxTarget = 500, .maxHeaders = 5, .maxBody = 100});
    ASSERT_EQ(parser.feed(GetParam().bytes), State::kRefused);
    EXPECT_EQ(parser.refusal().status, GetParam().status) << parser.refusal().reason;
    EXPECT_FALSE(parser.refusal().reason.empty());
    EXPECT_EQ(parser.feed(kPost), State::kRefused) << "a refused connection stays refused";
}

INSTANTIATE_TEST_SUITE_P(
    Requests, Refused,
    testing::Values(
        Bad{"NoVersion", "POST /wsman\r\n\r\n", 400}, Bad{"Garbage", "\x16\x03\x01\x02 garbage x\r\n\r\n", 400},
        Bad{"OtherProtocol", "GET / SIP/2.0\r\n\r\n", 400}, Bad{"Http2", "PRI * HTTP/2.0\r\n\r\n", 505},
        Bad{"SpaceInTarget", "GET /a b HTTP/1.1\r\n\r\n", 400}, Bad{"BareLf", "GET / HTTP/1.1\nHost: h\r\n\r\n", 400},
        Bad{"LfInHeader", "GET / HTTP/1.1\r\nA: b\nC: d\r\n\r\n", 400},
        Bad{"NulInHeader", std::string("GET / HTTP/1.1\r\nA: b\0c\r\n\r\n", 26), 400},
        Bad{"NoColon", "GET / HTTP/1.1\r\nHost\r\n\r\n", 400}, Bad{"EmptyName", "GET / HTTP/1.1\r\n: x\r\n\r\n", 400},
        Bad{"SpaceBeforeColon", "GET / HTTP/1.1\r\nContent-Length : 5\r\n\r\n", 400},
        Bad{"Folded", "GET / HTTP/1.1\r\nA: b\r\n c\r\n\r\n", 400},
        Bad{"TwoLengths", "POST / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\n", 400},
        Bad{"LengthAndChunked", "POST / HTTP/1.1\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n", 400},
        Bad{"NegativeLength", "POST / HTTP/1.1\r\nContent-Length: -1\r\n\r\n", 400},
        Bad{"SignedLength", "POST / HTTP/1.1\r\nContent-Length: +1\r\n\r\n", 400},
        Bad{"OverflowingLength", "POST / HTTP/1.1\r\nContent-Length: 99999999999999999999\r\n\r\n", 400},
        Bad{"OtherCoding", "POST / HTTP/1.1\r\nTransfer-Encoding: gzip, chunked\r\n\r\n", 501},
        Bad{"NoLength", "POST / HTTP/1.1\r\nContent-Type: text/xml\r\n\r\n", 411},
        Bad{"LongBody", "POST / HTTP/1.1\r\nContent-Length: 101\r\n\r\n", 413},
        Bad{"LongChunk", "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n65\r\n", 413},
        Bad{"LongChunks", "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n64\r\n", 413},
        Bad{"HugeChunk", "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\n", 413},
        Bad{"OverflowingChunk", "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n10000000000000000\r\n", 400},
        Bad{"BadChunkSize", "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n0x5\r\nhello\r\n", 400},
        Bad{"ChunkWithoutEnd", "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nabc\r\n", 400},
        Bad{"EndlessChunkLine", "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n1;" + std::string(2000, 'x'),
            400},
        Bad{"EndlessTrailer", "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n" + std::string(2100, 'x'),
            431},
        Bad{"LongTarget", "GET /" + std::string(600, 'a') + " HTTP/1.1\r\n\r\n", 414},
        Bad{"EndlessTarget", "GET /" + std::string(3000, 'a'), 414},
        Bad{"LongHead", "GET / HTTP/1.1\r\nA: " + std::string(3000, 'a'), 431},
        Bad{"ManyHeaders", "GET / HTTP/1.1\r\nA: 1\r\nA: 2\r\nA: 3\r\nA: 4\r\nA: 5\r\nA: 6\r\n\r\n", 431},
        Bad{"OtherExpectation", "POST / HTTP/1.1\r\nExpect: tea\r\nContent-Length: 1\r\n\r\n", 417}),
    [](const auto& row) { return row.param.name; });

}  // namespace
}  // namespace mockserver
