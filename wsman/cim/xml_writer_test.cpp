#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "wsman/cim/codec_fixture.h"

namespace wsman::cim {
namespace {

using testing::HasSubstr;
using testing::Not;

Instance sample() {
    Instance instance{"X"};
    instance.set("Key", Value::of(std::uint32_t{1}), flag::kKey);
    instance.set("Text", Value::of("a<b"));
    instance.set("None", Value::null(Type::kUint8));
    instance.set("List", *Value::array(Type::kSint8, {std::int8_t{-1}, std::int8_t{2}}));
    instance.set("Empty", *Value::array(Type::kSint8, {}));
    return instance;
}

/// What stands in the body, without the envelope's prefixes.
std::string written(const Instance& instance, const WriteOptions& options = {}) {
    std::string out;
    xml::Writer writer(out);
    writeInstance(writer, instance, options);
    return out;
}

const std::string kOpen = "<p:X xmlns:p=\"http://schemas.dmtf.org/wbem/wscim/1/cim-schema/2/X\">";

TEST(WriteInstance, WritesAnElementPerProperty) {
    EXPECT_EQ(written(sample()), kOpen +
                                     "<p:Key>1</p:Key><p:Text>a&lt;b</p:Text><p:None xsi:nil=\"true\"/>"
                                     "<p:List>-1</p:List><p:List>2</p:List></p:X>");
}

TEST(WriteInstance, LeavesOutNullsWhenAsked) {
    EXPECT_THAT(written(sample(), {.writeNulls = false}), Not(HasSubstr("None")));
}

TEST(WriteInstance, WritesKeysOnly) {
    EXPECT_EQ(written(sample(), {.keysOnly = true}), kOpen + "<p:Key>1</p:Key></p:X>");
}

TEST(WriteInstance, WritesTypes) {
    EXPECT_EQ(written(sample(), {.xsiType = true}),
              kOpen +
                  "<p:Key xsi:type=\"cim:cimUnsignedInt\">1</p:Key><p:Text xsi:type=\"cim:cimString\">a&lt;b</p:Text>"
                  "<p:None xsi:type=\"cim:cimUnsignedByte\" xsi:nil=\"true\"/><p:List xsi:type=\"cim:cimByte\">-1"
                  "</p:List><p:List xsi:type=\"cim:cimByte\">2</p:List></p:X>");
}

TEST(WriteInstance, TakesPrefixElementNameAndUri) {
    Instance instance{"X", {}, {}, "urn:u/X"};
    instance.set("A", Value::of(true));
    EXPECT_EQ(written(instance, {.prefix = "q", .elementName = "Start_INPUT"}),
              "<q:Start_INPUT xmlns:q=\"urn:u/X\"><q:A>true</q:A></q:Start_INPUT>");
    EXPECT_EQ(written(instance, {.prefix = ""}), "<X xmlns=\"urn:u/X\"><A>true</A></X>");
}

TEST(WriteInstance, WritesDatetimes) {
    Instance instance{"X"};
    instance.set("At", Value::of(Datetime(Timestamp{2024, 2, 29, 12, 0, 0, 0, 60})));
    instance.set("For", Value::of(Datetime(Interval{0, 0, 0, 0, 0})));
    EXPECT_EQ(written(instance), kOpen +
                                     "<p:At><cim:Datetime>2024-02-29T12:00:00+01:00</cim:Datetime></p:At>"
                                     "<p:For><cim:Interval>PT0S</cim:Interval></p:For></p:X>");
}

TEST(WriteInstance, WritesReferencesAsEprContent) {
    Instance target{"Y", "root/b"};
    target.set("K", Value::of("a&b"), flag::kKey);
    Instance instance{"X"};
    instance.set("Ref", Value::of(refer(target)));
    EXPECT_EQ(written(instance, {.xsiType = true}),
              kOpen + "<p:Ref xsi:type=\"cim:cimReference\"><a:Address>" + std::string(uri::kAnonymous) +
                  "</a:Address><a:ReferenceParameters><w:ResourceURI>" + cimUri("Y") +
                  "</w:ResourceURI><w:SelectorSet><w:Selector Name=\"__cimnamespace\">root/b</w:Selector>"
                  "<w:Selector Name=\"K\">a&amp;b</w:Selector></w:SelectorSet></a:ReferenceParameters></p:Ref></p:X>");
}

TEST(WriteInstance, WritesWhatCannotBeReferredToAsNull) {
    Instance broken{"Y"};
    broken.set("K", Value::null(Type::kString), flag::kKey);
    Instance instance{"X"};
    instance.set("A", Value::of(refer(broken)));
    instance.set("B", Value::of(Reference{}));
    instance.set("C", Value::of(Embedded{}));
    EXPECT_EQ(written(instance), kOpen + "<p:A xsi:nil=\"true\"/><p:B xsi:nil=\"true\"/><p:C xsi:nil=\"true\"/></p:X>");
}

TEST(WriteInstance, GivesEmbeddedInstancesTheirOwnPrefix) {
    Instance inner{"Z"};
    inner.set("N", Value::of(std::uint8_t{1}));
    Instance middle{"Y"};
    middle.set("In", Value::of(embed(inner)));
    Instance instance{"X"};
    instance.set("E", Value::of(embed(middle)));
    EXPECT_EQ(written(instance), kOpen + "<p:E xmlns:p1=\"" + cimUri("Y") +
                                     "\" xsi:type=\"p1:Y_Type\"><p1:In xmlns:p2=\"" + cimUri("Z") +
                                     "\" xsi:type=\"p2:Z_Type\"><p2:N>1</p2:N></p1:In></p:E></p:X>");
}

TEST(WriteInstance, WritesAllOfAnEmbeddedInstanceAmongKeys) {
    Instance inner{"Y"};
    inner.set("N", Value::of("n"));
    Instance instance{"X"};
    instance.set("E", Value::of(embed(inner)), flag::kKey);
    EXPECT_THAT(written(instance, {.keysOnly = true}), HasSubstr("<p1:N>n</p1:N>"));
}

TEST(WriteInstance, KeepsStrangeNamesFromBecomingMarkup) {
    Instance instance{"X y/>"};
    instance.set("a><b", Value::of("v"));
    instance.set("", Value::of("w"));
    const auto document = xml::Document::parse(textOf(instance));
    ASSERT_TRUE(document) << document.error().text();
    EXPECT_EQ(document->root().firstChild().localName(), "X_y__");
    EXPECT_EQ(document->root().firstChild().child(cimUri("X y/>"), "a__b").text(), "v");
}

TEST(WriteInstance, BoundsItsRecursion) {
    Instance instance{"X"};
    for (int i = 0; i < 1000; ++i) {
        Instance outer{"X"};
        outer.set("E", Value::of(embed(std::move(instance))));
        instance = std::move(outer);
    }
    const std::string text = written(instance);
    EXPECT_THAT(text, HasSubstr("xmlns:p128="));
    EXPECT_THAT(text, Not(HasSubstr("xmlns:p129=")));
    EXPECT_THAT(text, HasSubstr("<p128:E xsi:nil=\"true\"/>"));
}

TEST(WriteInstance, ReplacesWhatXmlCannotHold) {
    Instance instance{"X"};
    instance.set("S", Value::of(std::string("a\x01\0b", 4)));
    instance.set("C", Value::of(Char16{1}));
    instance.set("H", Value::of(Char16{0xD800}));
    const auto back = readBody(textOf(instance, {.xsiType = true}));
    ASSERT_TRUE(back) << back.error().text();
    EXPECT_EQ(back->find("S")->value, Value::of("a??b"));
    EXPECT_EQ(back->find("C")->value, Value::of(Char16{u'?'}));
    EXPECT_EQ(back->find("H")->value, Value::of(Char16{0xFFFD}));
}

}  // namespace
}  // namespace wsman::cim
