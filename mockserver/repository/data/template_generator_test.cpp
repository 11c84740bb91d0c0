#include "mockserver/repository/data/template_generator.h"

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "mockserver/repository/store/repository_for_test.h"

namespace mockserver::repository {
namespace {

using namespace test;
using nlohmann::json;

class TemplateGeneratorTest : public testing::Test {
protected:
    TemplateGeneratorTest() : repository_("root/lab") {
        fill(repository_, "root/lab",
             "class G_Text { [Key] string Id; uint8 Small; string Kind; };\n"
             "class G_Number { [Key] uint32 Id; };\n"
             "class G_Two { [Key] string A; [Key] uint64 B; };");
    }
    auto make(const char* className, std::uint64_t count, const json& properties) {
        return makeTemplateGenerator(repository_.schema("root/lab"), className, count, properties);
    }
    Repository repository_;
};

struct Pattern {
    const char* className;
    const char* text;
};

TEST_F(TemplateGeneratorTest, FindsEveryInstanceByItsKeysAndNoOther) {
    constexpr std::uint64_t kCount = 3000;
    const Pattern patterns[] = {
        {"G_Text", "item-{{pad index 7}}"},
        {"G_Text", "disk2{{index}}"},
        {"G_Text", "node{{hex index}}"},
        {"G_Text", "cafe{{hex index}}f00d"},
        {"G_Text", "{{index}}0"},
        {"G_Text", "{{mod index 7}}{{index}}"},
        {"G_Text", "{{pick index \"a1\" \"b\" \"12\"}}{{index}}/{{div index 10}}"},
        {"G_Text", "{{index}}-{{index}}"},
        {"G_Text", "{{pad index 30}}"},
        {"G_Number", "{{index}}"},
        {"G_Number", "1{{pad index 5}}"},
        {"G_Number", "00{{index}}"},
    };
    for (const auto& pattern : patterns) {
        const auto made = make(pattern.className, kCount, {{"Id", pattern.text}});
        ASSERT_TRUE(made) << pattern.text << ": " << made.error().message;
        for (std::uint64_t index = 0; index < kCount; ++index) {
            const auto found = (*made)->find(*(*made)->make(index));
            ASSERT_TRUE(found) << pattern.text << " " << index;
            ASSERT_EQ(*found, index) << pattern.text;
        }
        const auto longer = make(pattern.className, kCount + 1, {{"Id", pattern.text}});
        ASSERT_TRUE(longer) << pattern.text;
        EXPECT_EQ((*made)->find(*(*longer)->make(kCount)), std::nullopt) << pattern.text;
    }
    const auto two = make("G_Two", 500, {{"A", "{{pick index \"x\" \"y\"}}"}, {"B", "{{index}}"}});
    ASSERT_TRUE(two);
    for (std::uint64_t index = 0; index < 500; ++index) {
        ASSERT_EQ((*two)->find(*(*two)->make(index)), index);
    }
}

TEST_F(TemplateGeneratorTest, LongKeysThatAreNobodysAreSoonRefused) {
    const auto made = make("G_Text", 1'000'000, {{"Id", "{{mod index 7}}{{mod index 7}}{{div index 3}}x{{index}}"}});
    ASSERT_TRUE(made);
    EXPECT_EQ((*made)->find(texts("G_Text", {{"Id", std::string(100'000, '7')}})), std::nullopt);
}

TEST_F(TemplateGeneratorTest, ValuesThatDoNotFitAreRefusedWhicheverIndexMakesThem) {
    EXPECT_FALSE(make("G_Text", 301, {{"Id", "{{index}}"}, {"Small", "{{mod index 300}}"}}));
    EXPECT_TRUE(make("G_Text", 256, {{"Id", "{{index}}"}, {"Small", "{{mod index 300}}"}}));
    EXPECT_FALSE(make("G_Text", 5, {{"Id", "{{index}}"}, {"Small", R"({{pick index "1" "x" "2"}})"}}));
    EXPECT_TRUE(make("G_Text", 2, {{"Id", "{{index}}"}, {"Small", R"({{pick index "1" "3" "x"}})"}}));
    EXPECT_FALSE(make("G_Number", 2, {{"Id", "-{{index}}"}}));
    EXPECT_FALSE(make("G_Text", 2, {{"Id", "same"}}));
    EXPECT_FALSE(make("G_Text", 2, {{"Id", "{{indx}}"}}));
    EXPECT_FALSE(make("G_Text", 2, {{"Id", "{{index"}}));
}

}  // namespace
}  // namespace mockserver::repository
