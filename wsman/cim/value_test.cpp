#include "wsman/cim/value.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "wsman/cim/class.h"
#include "wsman/cim/instance.h"
#include "wsman/cim/octets.h"
#include "wsman/cim/xml_name.h"
#include "wsman/cim/xsi_type.h"
#include "wsman/uris.h"

namespace wsman::cim {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Optional;

TEST(Types, HaveTheNamesOfCimInTheOrderOfMi) {
    EXPECT_EQ(typeName(Type::kBoolean), "boolean");
    EXPECT_EQ(typeName(Type::kSint64), "sint64");
    EXPECT_EQ(typeName(Type::kReference), "reference");
    EXPECT_EQ(typeName(Type::kInstance), "instance");
    EXPECT_EQ(static_cast<int>(Type::kDatetime), 12);
    EXPECT_EQ(static_cast<int>(Type::kInstance), 15);
    for (int i = 0; i < 16; ++i) {
        EXPECT_THAT(typeByName(typeName(static_cast<Type>(i))), Optional(static_cast<Type>(i)));
    }
    EXPECT_THAT(typeByName("UInt32"), Optional(Type::kUint32));
    EXPECT_FALSE(typeByName("uint"));
    EXPECT_FALSE(typeByName(""));
    EXPECT_FALSE(typeByName("uint32 "));
}

TEST(Types, OfScalarsFollowTheirAlternatives) {
    EXPECT_EQ(typeOf(Scalar(true)), Type::kBoolean);
    EXPECT_EQ(typeOf(Scalar(std::int8_t{1})), Type::kSint8);
    EXPECT_EQ(typeOf(Scalar(std::uint64_t{1})), Type::kUint64);
    EXPECT_EQ(typeOf(Scalar(1.0F)), Type::kReal32);
    EXPECT_EQ(typeOf(Scalar(Char16{})), Type::kChar16);
    EXPECT_EQ(typeOf(Scalar(Datetime{})), Type::kDatetime);
    EXPECT_EQ(typeOf(Scalar("text")), Type::kString);
    EXPECT_EQ(typeOf(Scalar(Reference{})), Type::kReference);
    EXPECT_EQ(typeOf(Scalar(Embedded{})), Type::kInstance);
}

TEST(Values, KnowNullScalarAndArrayApart) {
    const Value null = Value::null(Type::kUint8);
    const Value scalar = Value::of(std::uint8_t{3});
    const Value empty = *Value::array(Type::kUint8, {});
    EXPECT_TRUE(null.isNull());
    EXPECT_FALSE(scalar.isNull());
    EXPECT_FALSE(empty.isNull());
    EXPECT_TRUE(empty.isArray);
    EXPECT_NE(null, empty);
    EXPECT_NE(Value::null(Type::kUint8, true), empty);
    EXPECT_NE(null, Value::null(Type::kSint8));
    ASSERT_NE(scalar.get<std::uint8_t>(), nullptr);
    EXPECT_EQ(*scalar.get<std::uint8_t>(), 3);
    EXPECT_EQ(scalar.get<std::uint16_t>(), nullptr);
    EXPECT_EQ(null.get<std::uint8_t>(), nullptr);
    EXPECT_EQ(empty.get<std::uint8_t>(), nullptr);
}

TEST(Values, RefuseArraysOfMixedTypes) {
    const auto mixed = Value::array(Type::kUint8, {std::uint8_t{1}, std::string("2")});
    ASSERT_FALSE(mixed);
    EXPECT_EQ(mixed.error().code, ErrorCode::kTypeMismatch);
    EXPECT_THAT(mixed.error().text(), HasSubstr("an array of uint8 cannot hold a string (element 1)"));
}

TEST(Values, CompareReferencesAndEmbeddedByContent) {
    const auto make = [](std::string name) {
        Instance instance{"X"};
        instance.set("Name", Value::of(std::move(name)));
        return std::make_shared<const Instance>(std::move(instance));
    };
    EXPECT_EQ(Reference{make("a")}, Reference{make("a")});
    EXPECT_NE(Reference{make("a")}, Reference{make("b")});
    EXPECT_NE(Reference{make("a")}, Reference{});
    EXPECT_EQ(Reference{}, Reference{});
    EXPECT_EQ(Embedded{make("a")}, Embedded{make("a")});
    EXPECT_NE(Embedded{}, Embedded{make("a")});
}

TEST(Names, IgnoreAsciiCaseOnly) {
    EXPECT_TRUE(sameName("ProcessId", "PROCESSID"));
    EXPECT_TRUE(sameName("", ""));
    EXPECT_FALSE(sameName("Process", "ProcessId"));
    EXPECT_FALSE(sameName("[", "{"));
    EXPECT_FALSE(sameName("é", "É"));
    EXPECT_EQ(foldName("Win32_ÉX"), "win32_Éx");
}

TEST(Instances, SetReplacesOrAppends) {
    Instance instance{"X"};
    instance.set("A", Value::of(std::uint32_t{1}), flag::kKey);
    instance.set("B", Value::of("b"));
    instance.set("a", Value::of(std::uint32_t{2}));
    ASSERT_EQ(instance.properties.size(), 2u);
    EXPECT_EQ(instance.properties[0], (Property{"A", Value::of(std::uint32_t{2}), flag::kKey}));
    instance.set("A", Value::null(Type::kUint32), flag::kReadOnly);
    EXPECT_EQ(instance.find("a")->flags, flag::kReadOnly);
    EXPECT_TRUE(instance.find("a")->value.isNull());
    EXPECT_EQ(instance.find("C"), nullptr);
}

TEST(ResourceUris, HoldClassAndNamespace) {
    const std::string cim = std::string(uri::kCimSchemaPrefix) + "CIM_X";
    const std::string wmi = std::string(uri::kWmiPrefix) + "root/cimv2/Win32_X";
    EXPECT_EQ(classNameOf(cim), "CIM_X");
    EXPECT_EQ(classNameOf(wmi), "Win32_X");
    EXPECT_EQ(classNameOf(uri::kCimAllClasses), "");
    EXPECT_EQ(classNameOf("urn:x"), "");
    EXPECT_EQ(classNameOf(""), "");
    EXPECT_EQ(nameSpaceOf(wmi), "root/cimv2");
    EXPECT_EQ(nameSpaceOf(std::string(uri::kWmiPrefix) + "root/*"), "root");
    EXPECT_EQ(nameSpaceOf(std::string(uri::kWmiPrefix) + "x"), "");
    EXPECT_EQ(nameSpaceOf(cim), "");
    EXPECT_EQ(resourceUriOf(Instance{"CIM_X"}), cim);
    EXPECT_EQ(resourceUriOf(Instance{"Win32_X", {}, {}, wmi}), wmi);
}

TEST(Classes, FindMembersIgnoringCase) {
    Class declaration{"X"};
    declaration.properties.push_back({"Name"});
    declaration.methods.push_back({"Start"});
    EXPECT_EQ(declaration.property("NAME"), &declaration.properties[0]);
    EXPECT_EQ(declaration.property("Start"), nullptr);
    EXPECT_EQ(declaration.method("start"), &declaration.methods[0]);
    EXPECT_EQ(declaration.method("Name"), nullptr);
}

TEST(Classes, DeriveFlagsFromQualifiers) {
    const auto on = [](std::string name) { return Qualifier{std::move(name), Value::of(true)}; };
    const auto off = [](std::string name) { return Qualifier{std::move(name), Value::of(false)}; };
    EXPECT_EQ(classFlags({on("Association"), on("indication"), on("ABSTRACT"), on("Terminal")}),
              flag::kAssociation | flag::kIndication | flag::kAbstract | flag::kTerminal);
    EXPECT_EQ(classFlags({off("Abstract"), on("Key")}), 0u);
    EXPECT_EQ(propertyFlags({}), flag::kReadOnly);
    EXPECT_EQ(propertyFlags({on("Write"), on("Key"), on("Required"), on("Static"), on("Expensive")}),
              flag::kKey | flag::kRequired | flag::kStatic | flag::kExpensive);
    EXPECT_EQ(propertyFlags({off("Write"), off("Key")}), flag::kReadOnly);
    EXPECT_EQ(propertyFlags({{"Key", Value::null(Type::kBoolean)}}), flag::kKey | flag::kReadOnly);
    EXPECT_EQ(propertyFlags({{"Key", Value::of("true")}}), flag::kReadOnly) << "a string is no boolean";
    EXPECT_EQ(parameterFlags({}), flag::kIn);
    EXPECT_EQ(parameterFlags({off("In"), on("Out")}), flag::kOut);
    EXPECT_EQ(parameterFlags({on("Out"), on("Required"), on("Stream")}),
              flag::kIn | flag::kOut | flag::kRequired | flag::kStream);
    EXPECT_EQ(methodFlags({on("Static"), on("Expensive")}), flag::kStatic | flag::kExpensive);
}

TEST(XmlNames, NeverBecomeMarkup) {
    EXPECT_EQ(xmlName("Win32_Service"), "Win32_Service");
    EXPECT_EQ(xmlName("Größe"), "Größe");
    EXPECT_EQ(xmlName("a-b.c"), "a-b.c");
    EXPECT_EQ(xmlName(""), "_");
    EXPECT_EQ(xmlName("1x"), "_1x");
    EXPECT_EQ(xmlName("-"), "_-");
    EXPECT_EQ(xmlName("a b><c/>"), "a_b__c__");
    EXPECT_EQ(xmlName("a:b"), "a_b");
}

TEST(XsiTypes, AreReadByLocalName) {
    for (int i = 0; i < 15; ++i) {
        const auto type = static_cast<Type>(i);
        EXPECT_THAT(readXsiType("cim:" + std::string(cimTypeName(type))).type, Optional(type));
    }
    EXPECT_EQ(cimTypeName(Type::kInstance), "");
    EXPECT_THAT(readXsiType("xs:unsignedInt").type, Optional(Type::kUint32));
    EXPECT_THAT(readXsiType("string").type, Optional(Type::kString));
    EXPECT_THAT(readXsiType("cim:cimDatetime").type, Optional(Type::kDatetime));
    EXPECT_THAT(readXsiType("xs:duration").type, Optional(Type::kDatetime));
    EXPECT_FALSE(readXsiType("x:unheardOf").type);
    EXPECT_FALSE(readXsiType("").type);
    EXPECT_THAT(readXsiType("p:Win32_Service_Type").type, Optional(Type::kInstance));
    EXPECT_EQ(readXsiType("p:Win32_Service_Type").className, "Win32_Service");
    EXPECT_TRUE(readXsiType("cim:cimBase64Binary").octets);
}

TEST(Octets, DecodeBase64) {
    const auto bytes = [](std::string_view text) { return std::vector<std::uint8_t>(text.begin(), text.end()); };
    EXPECT_THAT(decodeBase64(""), Optional(bytes("")));
    EXPECT_THAT(decodeBase64("Zg=="), Optional(bytes("f")));
    EXPECT_THAT(decodeBase64("Zm8="), Optional(bytes("fo")));
    EXPECT_THAT(decodeBase64(" Zm 9v\n"), Optional(bytes("foo")));
    EXPECT_THAT(decodeBase64("Zm9vYmFy"), Optional(bytes("foobar")));
    EXPECT_THAT(decodeBase64("+/+/"), Optional(ElementsAre(0xFB, 0xFF, 0xBF)));
    for (const char* bad :
         {"Z", "Zg", "Zg=", "Zm8", "Zg===", "=", "====", "Z===", "Zg==Zg==", "Zm9v=", "Zm-v", "Zm9v!"}) {
        EXPECT_FALSE(decodeBase64(bad)) << bad;
    }
    EXPECT_THAT(octetString({7, 8}), ElementsAre(0, 0, 0, 6, 7, 8));
    EXPECT_THAT(octetString({}), ElementsAre(0, 0, 0, 4));
}

}  // namespace
}  // namespace wsman::cim
