#include "wsman/error.h"

#include <gtest/gtest.h>

#include <set>

namespace wsman {
namespace {

TEST(Error, TextNamesThePlaceWhenThereIsOne) {
    EXPECT_EQ((Error{ErrorCode::kIo, "no such file", "a.xml"}).text(), "no such file (a.xml)");
    EXPECT_EQ((Error{ErrorCode::kIo, "no such file", ""}).text(), "no such file");
}

TEST(Error, EveryCodeHasItsOwnName) {
    std::set<std::string_view> names;
    for (int code = 0; code <= static_cast<int>(ErrorCode::kIo); ++code) {
        const std::string_view name = toString(static_cast<ErrorCode>(code));
        EXPECT_NE(name, "unknown") << code;
        EXPECT_TRUE(names.insert(name).second) << name;
    }
    EXPECT_EQ(toString(ErrorCode::kMalformedXml), "malformedXml");
}

TEST(Error, FailMakesAResult) {
    const Result<int> result = fail(ErrorCode::kNotFound, "nothing there", "1:2");
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error(), (Error{ErrorCode::kNotFound, "nothing there", "1:2"}));
}

}  // namespace
}  // namespace wsman
