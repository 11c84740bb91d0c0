#include "client/transport/transport.h"

#include <gtest/gtest.h>

namespace client {
namespace {

TEST(HttpReply, HeadersAreFoundInAnyCase) {
    const HttpReply reply{200, "OK", {{"content-type", "text/xml"}, {"X", "1"}, {"X", "2"}}, ""};
    EXPECT_EQ(reply.contentType(), "text/xml");
    EXPECT_EQ(reply.header("x"), "1");
    EXPECT_EQ(reply.header("Content"), "");
}

TEST(TransportErrorKind, EveryKindHasItsOwnName) {
    std::vector<std::string_view> names;
    for (int kind = 0; kind <= static_cast<int>(TransportErrorKind::kUnsupported); ++kind) {
        names.push_back(toString(static_cast<TransportErrorKind>(kind)));
    }
    std::sort(names.begin(), names.end());
    EXPECT_EQ(std::adjacent_find(names.begin(), names.end()), names.end());
    EXPECT_EQ(std::count(names.begin(), names.end(), "unknown"), 0);
}

}  // namespace
}  // namespace client
