#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "wsman/cim/codec_fixture.h"

namespace wsman::cim {
namespace {

using testing::HasSubstr;

Value only(const Result<Instance>& instance) {
    if (!instance) {
        ADD_FAILURE() << instance.error().text();
        return {};
    }
    EXPECT_EQ(instance->properties.size(), 1u);
    return instance->properties.empty() ? Value{} : instance->properties.front().value;
}

Class schemaOf(PropertyDecl declaration) {
    Class schema{"X_Test"};
    schema.properties.push_back(std::move(declaration));
    return schema;
}

TEST(ReadInstance, TakesClassAndNamespaceFromTheRoot) {
    const auto cim = readX("<p:A>1</p:A>");
    ASSERT_TRUE(cim);
    EXPECT_EQ(cim->className, "X_Test");
    EXPECT_EQ(cim->resourceUri, cimUri("X_Test"));
    EXPECT_EQ(cim->nameSpace, "");

    const auto wmi = readInstance(
        parsed(R"(<W xmlns="http://schemas.microsoft.com/wbem/wsman/1/wmi/root/cimv2/W"><N>1</N></W>)").root());
    ASSERT_TRUE(wmi);
    EXPECT_EQ(wmi->className, "W");
    EXPECT_EQ(wmi->nameSpace, "root/cimv2");
}

TEST(ReadInstance, NeedsAnElement) {
    const auto instance = readInstance({});
    ASSERT_FALSE(instance);
    EXPECT_EQ(instance.error().code, ErrorCode::kInvalidBody);
}

TEST(ReadInstance, TakesUntypedTextAsStringsAsItStands) {
    EXPECT_EQ(only(readX("<p:A> 1 </p:A>")), Value::of(" 1 "));
    EXPECT_EQ(only(readX("<p:A/>")), Value::of(""));
    EXPECT_EQ(only(readX("<p:A></p:A>")), Value::of(""));
    EXPECT_EQ(only(readX("<p:A>  </p:A>")), Value::of("  "));
    EXPECT_EQ(only(readX("<p:A><![CDATA[<x>]]>&amp;y</p:A>")), Value::of("<x>&y"));
    EXPECT_EQ(only(readX("<p:A>a<!-- no -->b</p:A>")), Value::of("ab"));
}

TEST(ReadInstance, TakesPropertiesOfAnyNamespace) {
    EXPECT_EQ(only(readX("<w:A>1</w:A>")), Value::of("1"));
    EXPECT_EQ(only(readX("<A xmlns=''>1</A>")), Value::of("1"));
}

struct Typed {
    std::string type;
    std::string text;
    Scalar value;
};

class XsiTyped : public testing::TestWithParam<Typed> {};

TEST_P(XsiTyped, ReadsByType) {
    const auto& [type, text, value] = GetParam();
    EXPECT_EQ(only(readX("<p:A xsi:type='" + type + "'>" + text + "</p:A>")), Value::of(value));
}

INSTANTIATE_TEST_SUITE_P(
    All, XsiTyped,
    testing::Values(Typed{"cim:cimBoolean", "TRUE", true}, Typed{"cim:cimUnsignedByte", "255", std::uint8_t{255}},
                    Typed{"cim:cimByte", "-1", std::int8_t{-1}},
                    Typed{"cim:cimUnsignedShort", "65535", std::uint16_t{65535}},
                    Typed{"cim:cimShort", "-2", std::int16_t{-2}}, Typed{"cim:cimUnsignedInt", " 7 ", std::uint32_t{7}},
                    Typed{"cim:cimInt", "-7", std::int32_t{-7}},
                    Typed{"cim:cimUnsignedLong", "18446744073709551615", std::uint64_t{18446744073709551615u}},
                    Typed{"cim:cimLong", "-9", std::int64_t{-9}}, Typed{"cim:cimFloat", "1.5", 1.5F},
                    Typed{"cim:cimDouble", "-INF", -std::numeric_limits<double>::infinity()},
                    Typed{"cim:cimChar16", "Z", Char16{u'Z'}}, Typed{"cim:cimString", " x ", std::string(" x ")},
                    Typed{"cim:cimDateTime", "20240101000000.000000+000", Datetime(Timestamp{2024, 1, 1})},
                    Typed{"xs:boolean", "1", true}, Typed{"xs:unsignedByte", "1", std::uint8_t{1}},
                    Typed{"xs:byte", "1", std::int8_t{1}}, Typed{"xs:unsignedShort", "1", std::uint16_t{1}},
                    Typed{"xs:short", "1", std::int16_t{1}}, Typed{"xs:unsignedInt", "1", std::uint32_t{1}},
                    Typed{"xs:int", "1", std::int32_t{1}}, Typed{"xs:unsignedLong", "1", std::uint64_t{1}},
                    Typed{"xs:long", "1", std::int64_t{1}}, Typed{"xs:float", "1", 1.0F}, Typed{"xs:double", "1", 1.0},
                    Typed{"xs:string", "1", std::string("1")},
                    Typed{"xs:dateTime", "2024-01-01T00:00:00Z", Datetime(Timestamp{2024, 1, 1})},
                    Typed{"xs:duration", "PT1S", Datetime(Interval{0, 0, 0, 1, 0})},
                    Typed{"undeclared:cimInt", "5", std::int32_t{5}}, Typed{"cim:unheardOf", "5", std::string("5")}));

TEST(ReadInstance, ReadsXsiTypeUnderOmisNamespaceToo) {
    EXPECT_EQ(only(readX("<p:A xs:type='xs:int'>5</p:A>")), Value::of(std::int32_t{5}));
}

class DatetimeForm : public testing::TestWithParam<std::pair<std::string, Datetime>> {};

TEST_P(DatetimeForm, IsKnownByItsContentAndReadByType) {
    const auto& [content, value] = GetParam();
    EXPECT_EQ(only(readX("<p:A>" + content + "</p:A>")), Value::of(value)) << content;
    EXPECT_EQ(only(readX("<p:A xsi:type='cim:cimDateTime'>" + content + "</p:A>")), Value::of(value));
    const Class schema = schemaOf({"A", Type::kDatetime});
    EXPECT_EQ(only(readX("<p:A>" + content + "</p:A>", &schema)), Value::of(value));
}

INSTANTIATE_TEST_SUITE_P(
    All, DatetimeForm,
    testing::Values(
        std::pair{"<cim:Datetime>2024-02-29T12:34:56.5+01:00</cim:Datetime>",
                  Datetime(Timestamp{2024, 2, 29, 12, 34, 56, 500000, 60})},
        std::pair{"\n <cim:Datetime> 2024-02-29T12:34:56Z </cim:Datetime>\n",
                  Datetime(Timestamp{2024, 2, 29, 12, 34, 56})},
        std::pair{"<p:Datetime>2024-02-29T12:34:56Z</p:Datetime>", Datetime(Timestamp{2024, 2, 29, 12, 34, 56})},
        std::pair{"<c:Date xmlns:c='http://schemas.dmtf.org/wbem/wscim/1/common'>2024-02-29</c:Date>",
                  Datetime(Timestamp{2024, 2, 29})},
        std::pair{"<cim:Time>01:02:03</cim:Time>", Datetime(Timestamp{0, 1, 1, 1, 2, 3})},
        std::pair{"<cim:Interval>P1DT2H</cim:Interval>", Datetime(Interval{1, 2, 0, 0, 0})},
        std::pair{"<cim:CIM_DateTime>2024****000000.000000+000</cim:CIM_DateTime>", Datetime(Timestamp{2024, 1, 1})},
        std::pair{"<cim:CIM_DateTime>00000001000000.000000:000</cim:CIM_DateTime>",
                  Datetime(Interval{1, 0, 0, 0, 0})}));

TEST(ReadInstance, KnowsAnEmbeddedPropertyCalledDateFromADatetime) {
    const Value value = only(readX("<p:A><q:Date xmlns:q='urn:x/Q'>soon</q:Date></p:A>"));
    ASSERT_NE(value.get<Embedded>(), nullptr);
    EXPECT_EQ(value.get<Embedded>()->instance->properties.front().value, Value::of("soon"));
}

TEST(ReadInstance, RefusesABadDatetimeInItsOwnElement) {
    const auto instance = readX("<p:A><cim:Datetime>soon</cim:Datetime></p:A>");
    ASSERT_FALSE(instance);
    EXPECT_EQ(instance.error().code, ErrorCode::kInvalidValue);
}

TEST(ReadInstance, ReadsNullsOfTheTypeThatIsTold) {
    EXPECT_EQ(only(readX("<p:A xsi:nil='true'/>")), Value::null(Type::kString));
    EXPECT_EQ(only(readX("<p:A xsi:nil='1'/>")), Value::null(Type::kString));
    EXPECT_EQ(only(readX("<p:A xsi:nil='false'/>")), Value::of(""));
    EXPECT_EQ(only(readX("<p:A xsi:nil='true' xsi:type='cim:cimInt'/>")), Value::null(Type::kSint32));
    const Class schema = schemaOf({"A", Type::kUint8, true});
    EXPECT_EQ(only(readX("<p:A xsi:nil='true'/>", &schema)), Value::null(Type::kUint8, true));
}

TEST(ReadInstance, GathersElementsOfOneNameInOrder) {
    const auto instance = readX("<p:A>1</p:A><p:B>x</p:B><p:A>2</p:A><p:a>3</p:a>");
    ASSERT_TRUE(instance);
    ASSERT_EQ(instance->properties.size(), 2u);
    EXPECT_EQ(instance->properties[0].name, "A");
    EXPECT_EQ(instance->properties[0].value, *Value::array(Type::kString, {"1", "2", "3"}));
    EXPECT_EQ(instance->properties[1].value, Value::of("x"));
}

TEST(ReadInstance, GathersAmongManyNames) {
    std::string content;
    for (int round = 0; round < 2; ++round) {
        for (int i = 0; i < 300; ++i) {
            content += "<p:N" + std::to_string(i) + ">" + std::to_string(round) + "</p:N" + std::to_string(i) + ">";
        }
    }
    const auto instance = readX(content);
    ASSERT_TRUE(instance);
    ASSERT_EQ(instance->properties.size(), 300u);
    for (int i = 0; i < 300; ++i) {
        EXPECT_EQ(instance->properties[i].name, "N" + std::to_string(i));
        EXPECT_EQ(instance->properties[i].value, *Value::array(Type::kString, {"0", "1"}));
    }
}

TEST(ReadInstance, LetsTheSchemaDecide) {
    Class schema = schemaOf({"Count", Type::kUint16, true});
    schema.properties[0].flags = flag::kKey | flag::kReadOnly;
    const auto instance = readX("<p:count xsi:type='xs:string'>7</p:count><p:Other>8</p:Other>", &schema);
    ASSERT_TRUE(instance);
    EXPECT_EQ(instance->properties[0],
              (Property{"count", *Value::array(Type::kUint16, {std::uint16_t{7}}), flag::kKey | flag::kReadOnly}));
    EXPECT_EQ(instance->properties[1], (Property{"Other", Value::of("8"), 0})) << "not in the schema";
}

struct Refused {
    std::string what;
    std::string content;
    PropertyDecl declaration;
    std::string message;
};

class RefusedContent : public testing::TestWithParam<Refused> {};

TEST_P(RefusedContent, IsAnErrorThatTellsWhere) {
    const auto& row = GetParam();
    const Class schema = schemaOf(row.declaration);
    const auto instance = readX(row.content, &schema);
    ASSERT_FALSE(instance);
    EXPECT_EQ(instance.error().code, ErrorCode::kInvalidValue);
    EXPECT_THAT(instance.error().message, HasSubstr(row.message));
    EXPECT_THAT(instance.error().where, HasSubstr("p:X_Test/p:A"));
}

INSTANTIATE_TEST_SUITE_P(
    All, RefusedContent,
    testing::Values(
        Refused{"Range", "<p:A>256</p:A>", {"A", Type::kUint8}, "\"256\" is not a uint8"},
        Refused{"Empty", "<p:A/>", {"A", Type::kSint32}, "\"\" is not a sint32"},
        Refused{"SecondOfArray", "<p:A>1</p:A><p:A>x</p:A>", {"A", Type::kUint8, true}, "\"x\" is not"},
        Refused{"Repeated", "<p:A>1</p:A><p:A>2</p:A>", {"A", Type::kUint8}, "no array"},
        Refused{"NullMember", "<p:A>1</p:A><p:A xsi:nil='1'/>", {"A", Type::kUint8, true}, "a null"},
        Refused{"ElementInString", "<p:A><b/></p:A>", {"A", Type::kString}, "element content"},
        Refused{"ElementInDatetime", "<p:A><b/></p:A>", {"A", Type::kDatetime}, "element content"},
        Refused{"TextForInstance", "<p:A>text</p:A>", {"A", Type::kInstance}, "an embedded instance"},
        Refused{"BadReference",
                "<p:A><a:Address>x</a:Address><a:ReferenceParameters><w:SelectorSet><w:Selector>1"
                "</w:Selector></w:SelectorSet></a:ReferenceParameters></p:A>",
                {"A", Type::kReference},
                "not a reference"},
        Refused{"BadBase64", "<p:A xsi:type='cim:cimBase64Binary'>Zg</p:A>", {"A", Type::kUint8, true}, "base64"}),
    [](const auto& info) { return info.param.what; });

TEST(ReadInstance, RefusesElementsOfOneNameAndDifferentTypes) {
    const auto instance = readX("<p:A xsi:type='xs:int'>1</p:A><p:A xsi:type='xs:string'>x</p:A>");
    ASSERT_FALSE(instance);
    EXPECT_EQ(instance.error().code, ErrorCode::kInvalidValue);
}

TEST(ReadInstance, ReadsOctetStringsWithTheirLength) {
    const std::vector<Scalar> octets{std::uint8_t{0}, std::uint8_t{0},   std::uint8_t{0},
                                     std::uint8_t{6}, std::uint8_t{'h'}, std::uint8_t{'i'}};
    EXPECT_EQ(only(readX("<p:A xsi:type='cim:cimBase64Binary'>aGk=</p:A>")), *Value::array(Type::kUint8, octets));
    const Class schema = schemaOf({"A", Type::kUint8, true});
    EXPECT_EQ(only(readX("<p:A xsi:type='cim:cimBase64Binary'>aGk=</p:A>", &schema)),
              *Value::array(Type::kUint8, octets));
}

constexpr const char* kDisk =
    "<a:Address>http://x/wsman</a:Address><a:ReferenceParameters>"
    "<w:ResourceURI>http://schemas.microsoft.com/wbem/wsman/1/wmi/root/cimv2/Win32_Disk</w:ResourceURI>"
    "<w:SelectorSet><w:Selector Name='DeviceID'>C:</w:Selector></w:SelectorSet></a:ReferenceParameters>";

TEST(ReadInstance, ReadsReferencesByContentTypeAndSchema) {
    Instance disk{"Win32_Disk", "root/cimv2", {}, std::string(uri::kWmiPrefix) + "root/cimv2/Win32_Disk"};
    disk.set("DeviceID", Value::of("C:"), flag::kKey);
    const Value wanted = Value::of(refer(disk));
    const Class schema = schemaOf({"A", Type::kReference});
    EXPECT_EQ(only(readX(std::string("<p:A>") + kDisk + "</p:A>")), wanted);
    EXPECT_EQ(only(readX(std::string("<p:A xsi:type='cim:cimReference'>") + kDisk + "</p:A>")), wanted);
    EXPECT_EQ(only(readX(std::string("<p:A>") + kDisk + "</p:A>", &schema)), wanted);
    const std::string wrapped = std::string("<p:A><a:EndpointReference>") + kDisk + "</a:EndpointReference></p:A>";
    EXPECT_EQ(only(readX(wrapped, &schema)), wanted);
}

TEST(ReadInstance, ReadsEmbeddedInstancesInEveryForm) {
    Instance inner{"Y", "", {}, cimUri("Y")};
    inner.set("N", Value::of("1"));
    const Value wanted = Value::of(embed(inner));
    const std::string y = " xmlns:q='" + cimUri("Y") + "'";
    EXPECT_EQ(only(readX("<p:A" + y + " xsi:type='q:Y_Type'><q:N>1</q:N></p:A>")), wanted) << "DSP0230";
    EXPECT_EQ(only(readX("<p:A" + y + "><q:N>1</q:N></p:A>")), wanted) << "by the namespace of the properties";
    EXPECT_EQ(only(readX("<p:A><q:Y" + y + "><q:N>1</q:N></q:Y></p:A>")), wanted) << "as a whole element";
    Class schema = schemaOf({"A", Type::kInstance});
    schema.properties[0].referenceClass = "Y";
    EXPECT_EQ(only(readX("<p:A" + y + "><q:N>1</q:N></p:A>", &schema)), wanted);
}

TEST(ReadInstance, ReadsTheEmbeddedClassFromAnUndeclaredPrefix) {
    const Value value = only(readX("<p:A xsi:type='q:Y_Type'><p:N>1</p:N></p:A>"));
    ASSERT_NE(value.get<Embedded>(), nullptr);
    EXPECT_EQ(value.get<Embedded>()->instance->className, "Y");
    EXPECT_EQ(value.get<Embedded>()->instance->resourceUri, cimUri("X_Test"));
}

TEST(ReadInstance, ReadsAnEmptyEmbeddedInstance) {
    const Class schema = schemaOf({"A", Type::kInstance, false, 0, "Y"});
    const Value value = only(readX("<p:A/>", &schema));
    ASSERT_NE(value.get<Embedded>(), nullptr);
    EXPECT_EQ(*value.get<Embedded>()->instance, Instance{"Y"});
}

TEST(ReadInstance, ReadsArraysOfEmbeddedInstancesWhoseFirstIsEmpty) {
    const Value value = only(readX("<p:A/><p:A><p:N>1</p:N></p:A>"));
    ASSERT_TRUE(value.elements);
    EXPECT_EQ(value.type, Type::kInstance);
    EXPECT_EQ(std::get<Embedded>(value.elements->at(1)).instance->properties.size(), 1u);
}

TEST(ReadInstance, BoundsItsRecursion) {
    const auto nested = [](std::size_t levels) {
        std::string text;
        for (std::size_t i = 0; i < levels; ++i) {
            text += "<A>";
        }
        text += "<B/>";
        for (std::size_t i = 0; i < levels; ++i) {
            text += "</A>";
        }
        return text;
    };
    xml::Limits limits;
    limits.maxDepth = 1024;
    const auto deep = xml::Document::parse(nested(1000), limits);
    ASSERT_TRUE(deep) << deep.error().text();
    const auto refused = readInstance(deep->root());
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::kLimitExceeded);
    const auto allowed = xml::Document::parse(nested(kMaxNesting), limits);
    ASSERT_TRUE(allowed);
    EXPECT_TRUE(readInstance(allowed->root()));
}

TEST(ReadInstance, UnderstandsLocation) {
    const auto instance =
        readX("<cim:Location><a:Address>x</a:Address><a:ReferenceParameters><w:ResourceURI>" + cimUri("X_Test") +
              "</w:ResourceURI><w:SelectorSet><w:Selector Name='__cimnamespace'>root/a</w:Selector></w:SelectorSet>"
              "</a:ReferenceParameters></cim:Location><p:A>1</p:A><cim:Location>broken</cim:Location>");
    ASSERT_TRUE(instance) << instance.error().text();
    EXPECT_EQ(instance->nameSpace, "root/a");
    EXPECT_EQ(instance->properties.size(), 1u);
}

TEST(ReadInstance, UnderstandsXmlFragment) {
    const auto fragment = [](const std::string& content, const Class* schema = nullptr) {
        return readBody(inBody([&](xml::Writer& writer) {
                            writer.start("w:XmlFragment").declare("q", cimUri("Y")).raw(content).end();
                        }),
                        schema);
    };
    Instance y{"Y", "", {}, cimUri("Y")};
    y.set("N", Value::of("1"));
    EXPECT_EQ(*fragment("<q:N>1</q:N>"), y) << "properties alone";
    EXPECT_EQ(*fragment("<q:Y><q:N>1</q:N></q:Y>"), y) << "an instance as a whole";
    Class schema{"Y"};
    schema.properties.push_back({"N", Type::kUint8});
    EXPECT_EQ(fragment("<q:N>1</q:N>", &schema)->properties.front().value, Value::of(std::uint8_t{1}));
    EXPECT_EQ(*fragment("", &schema), Instance{"Y"});
    EXPECT_EQ(*fragment(""), Instance{});
}

TEST(ReadInstance, TakesTheKeyQualifierFromItsAttribute) {
    const auto instance = readX("<p:A cim:Key='true'>1</p:A><p:B cim:Key='false'>2</p:B><p:C Key='true'>3</p:C>");
    ASSERT_TRUE(instance);
    EXPECT_EQ(instance->find("A")->flags, flag::kKey);
    EXPECT_EQ(instance->find("B")->flags, 0u);
    EXPECT_EQ(instance->find("C")->flags, 0u);
}

}  // namespace
}  // namespace wsman::cim
