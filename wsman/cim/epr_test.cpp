#include "wsman/soap/epr.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "wsman/cim/codec_fixture.h"

namespace wsman::cim {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

soap::Selector selector(std::string name, std::string value) {
    return {std::move(name), std::move(value), {}};
}

TEST(EprOf, HoldsUriKeysAndNamespace) {
    Instance instance{"X", "root/a"};
    instance.set("Name", Value::of("n"), flag::kKey);
    instance.set("Number", Value::of(std::uint8_t{7}), flag::kKey | flag::kReadOnly);
    instance.set("On", Value::of(true), flag::kKey);
    instance.set("At", Value::of(Datetime(Timestamp{2024, 1, 1})), flag::kKey);
    instance.set("Other", Value::of("no key"));
    const auto epr = eprOf(instance, "http://host/wsman");
    ASSERT_TRUE(epr) << epr.error().text();
    EXPECT_EQ(epr->address, "http://host/wsman");
    EXPECT_EQ(epr->resourceUri, cimUri("X"));
    EXPECT_THAT(epr->selectors.items,
                ElementsAre(selector("__cimnamespace", "root/a"), selector("Name", "n"), selector("Number", "7"),
                            selector("On", "true"), selector("At", "20240101000000.000000+000")));
    EXPECT_EQ(*selectorsOf(instance), epr->selectors);
}

TEST(EprOf, SaysTheNamespaceOnce) {
    const Instance instance{"X", "root/cimv2", {}, std::string(uri::kWmiPrefix) + "root/cimv2/X"};
    EXPECT_THAT(selectorsOf(instance)->items, IsEmpty());
}

TEST(EprOf, NestsReferences) {
    Instance target{"Y"};
    target.set("K", Value::of("k"), flag::kKey);
    Instance instance{"X"};
    instance.set("Ref", Value::of(refer(target)), flag::kKey);
    const auto epr = eprOf(instance, "x");
    ASSERT_TRUE(epr);
    ASSERT_EQ(epr->selectors.items.size(), 1u);
    ASSERT_TRUE(epr->selectors.items[0].reference);
    EXPECT_EQ(*epr->selectors.items[0].reference, *eprOf(target, uri::kAnonymous));
}

TEST(EprOf, RefusesKeysThatNameNothing) {
    for (const Value& value : {Value::null(Type::kString), *Value::array(Type::kString, {"a"}),
                               Value::null(Type::kString, true), Value::of(Reference{}), Value::of(embed({"Y"}))}) {
        Instance instance{"X"};
        instance.set("K", value, flag::kKey);
        const auto epr = eprOf(instance, "x");
        ASSERT_FALSE(epr);
        EXPECT_EQ(epr.error().code, ErrorCode::kInvalidValue);
        EXPECT_EQ(epr.error().where, "K");
        EXPECT_FALSE(selectorsOf(instance));
    }
}

TEST(EprOf, BoundsItsRecursion) {
    Instance instance{"X"};
    for (int i = 0; i < 1000; ++i) {
        Instance outer{"X"};
        outer.set("Ref", Value::of(refer(std::move(instance))), flag::kKey);
        instance = std::move(outer);
    }
    const auto epr = eprOf(instance, "x");
    ASSERT_FALSE(epr);
    EXPECT_EQ(epr.error().code, ErrorCode::kLimitExceeded);
}

TEST(InstanceOf, IsWhatAnEprNames) {
    soap::Epr nested{"x", cimUri("Y"), {}, {}};
    nested.selectors.set("K", std::string("k"));
    soap::Epr epr{"http://host", cimUri("X"), {}, {}};
    epr.selectors.set("__CimNamespace", std::string("root/a"));
    epr.selectors.set("Number", std::string("7"));
    epr.selectors.set("Ref", nested);
    Instance target{"Y", "", {}, cimUri("Y")};
    target.set("K", Value::of("k"), flag::kKey);
    Instance wanted{"X", "root/a", {}, cimUri("X")};
    wanted.set("Number", Value::of("7"), flag::kKey);
    wanted.set("Ref", Value::of(refer(target)), flag::kKey);
    EXPECT_EQ(instanceOf(epr), wanted);
    EXPECT_EQ(eprOf(instanceOf(epr), "http://host")->selectors.items.size(), 3u);
}

TEST(InstanceOf, TakesTheNamespaceOfAWmiUriUnlessASelectorSaysOtherwise) {
    soap::Epr epr{"x", std::string(uri::kWmiPrefix) + "root/cimv2/Win32_X", {}, {}};
    EXPECT_EQ(instanceOf(epr).nameSpace, "root/cimv2");
    epr.selectors.set("__cimnamespace", std::string("root/other"));
    EXPECT_EQ(instanceOf(epr).nameSpace, "root/other");
}

TEST(InstanceOf, BoundsItsRecursion) {
    auto epr = std::make_shared<const soap::Epr>();
    for (int i = 0; i < 1000; ++i) {
        soap::Epr outer{"x", cimUri("X"), {}, {}};
        outer.selectors.items.push_back({"Ref", "", std::move(epr)});
        epr = std::make_shared<const soap::Epr>(std::move(outer));
    }
    const Instance first = instanceOf(*epr);
    const Instance* at = &first;
    std::size_t depth = 0;
    while (const auto* reference = at->properties.front().value.get<Reference>()) {
        at = reference->target.get();
        ++depth;
    }
    EXPECT_EQ(depth, kMaxNesting);
    EXPECT_TRUE(at->properties.front().value.isNull());
}

}  // namespace
}  // namespace wsman::cim
