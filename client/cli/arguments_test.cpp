#include "client/cli/arguments.h"

#include <gtest/gtest.h>

namespace client::cli {
namespace {

namespace cim = wsman::cim;
using std::chrono_literals::operator""ms;

TEST(Property, IsAStringWithoutType) {
    const auto property = parseProperty("Name=a=b:c", cim::flag::kKey);
    ASSERT_TRUE(property);
    EXPECT_EQ(property->name, "Name");
    EXPECT_EQ(*property->value.get<std::string>(), "a=b:c");
    EXPECT_EQ(property->flags, cim::flag::kKey);
}

TEST(Property, TakesATypeInAnyCase) {
    EXPECT_EQ(*parseProperty("Id:UINT32=42")->value.get<std::uint32_t>(), 42u);
    EXPECT_EQ(*parseProperty("On:boolean=true")->value.get<bool>(), true);
    EXPECT_EQ(*parseProperty("N:sint64=-9223372036854775808")->value.get<std::int64_t>(), INT64_MIN);
}

TEST(Property, KnowsNullFromEmpty) {
    EXPECT_TRUE(parseProperty("A:string")->value.isNull());
    EXPECT_EQ(*parseProperty("A:string=")->value.get<std::string>(), "");
    EXPECT_TRUE(parseProperty("A:string[]")->value.isNull());
    EXPECT_TRUE(parseProperty("A:string[]=")->value.elements->empty());
}

TEST(Property, SplitsArrays) {
    const auto property = parseProperty(R"(A:string[]=one,t\,wo,)");
    ASSERT_TRUE(property);
    const std::vector<cim::Scalar> expected = {std::string("one"), std::string("t,wo"), std::string()};
    EXPECT_EQ(*property->value.elements, expected);
}

TEST(Property, SaysWhatIsWrongAndWhere) {
    for (const char* argument : {"", "=x", "Name", ":uint8=1", "A:nosuch=1", "A:reference=1", "A:uint8=256",
                                 "A:uint8=x", "A:uint8[]=1,2,300", "A:datetime=yesterday"}) {
        const auto property = parseProperty(argument);
        ASSERT_FALSE(property) << argument;
        EXPECT_EQ(property.error().where, argument);
        EXPECT_FALSE(property.error().message.empty());
    }
}

TEST(Instance, RefusesANameTwice) {
    EXPECT_FALSE(parseInstance("X", {"A=1", "a=2"}, 0));
    const auto instance = parseInstance("X", {"A=1", "B=2"}, 0);
    ASSERT_TRUE(instance);
    EXPECT_EQ(instance->className, "X");
    EXPECT_EQ(instance->properties.size(), 2u);
}

TEST(Time, HasUnits) {
    EXPECT_EQ(*parseTime("30"), 30000ms);
    EXPECT_EQ(*parseTime("30s"), 30000ms);
    EXPECT_EQ(*parseTime("500ms"), 500ms);
    EXPECT_EQ(*parseTime("2m"), 120000ms);
    EXPECT_EQ(*parseTime("1h"), 3600000ms);
    for (const char* text : {"", "s", "-1s", "1d", "1.5s", "99999999999999999999"})
        EXPECT_FALSE(parseTime(text)) << text;
}

}  // namespace
}  // namespace client::cli
