#include "wsman/query/selector_filter.h"

#include "wsman/query/query_for_test.h"

namespace wsman::query {
namespace {

using namespace test;

std::string filtered(const soap::SelectorSet& selectors) {
    std::vector<InstancePtr> kept;
    for (const auto& instance : zoo().instances) {
        if (zoo().isA(instance->className, "Zoo_Animal") && matches(selectors, *instance)) {
            kept.push_back(instance);
        }
    }
    return names(kept);
}

TEST(SelectorFilter, AsksForEveryOne) {
    soap::SelectorSet selectors;
    EXPECT_EQ(filtered(selectors), "ant Bear cat dove emu");
    selectors.set("legs", "+04");
    EXPECT_EQ(filtered(selectors), "Bear cat");
    selectors.set("Tame", "true");
    EXPECT_EQ(filtered(selectors), "cat");
    selectors.set("Name", "Cat");
    EXPECT_EQ(filtered(selectors), "") << "values keep their case";
}

TEST(SelectorFilter, AnyElementOfAnArrayAndReferences) {
    soap::SelectorSet tags;
    tags.set("Tags", "red");
    EXPECT_EQ(filtered(tags), "ant");
    soap::Epr hay;
    hay.resourceUri = "http://schemas.dmtf.org/wbem/wscim/1/cim-schema/2/Zoo_Food";
    hay.selectors.set("Name", "hay");
    soap::SelectorSet eats;
    eats.set("Eats", hay);
    EXPECT_EQ(filtered(eats), "ant");
    soap::SelectorSet text;
    text.set("Eats", "hay");
    EXPECT_EQ(filtered(text), "");
}

TEST(SelectorFilter, KnowsTheClass) {
    const auto animal = zoo().find("Zoo_Animal");
    soap::SelectorSet wrong;
    wrong.set("Wings", "2");
    EXPECT_EQ(checkSelectors(wrong, *animal).error().code, ErrorCode::kNotFound);
    soap::SelectorSet type;
    type.set("Legs", "many");
    EXPECT_EQ(checkSelectors(type, *animal).error().code, ErrorCode::kInvalidValue);
    soap::SelectorSet good;
    good.set("Legs", "4");
    good.set("__cimnamespace", "root/zoo");
    EXPECT_TRUE(checkSelectors(good, *animal));
    EXPECT_EQ(filtered(good), "Bear cat");
}

}  // namespace
}  // namespace wsman::query
