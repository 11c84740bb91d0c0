#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "wsman/cim/codec_fixture.h"

namespace wsman::cim {
namespace {

using testing::HasSubstr;

constexpr std::uint32_t kDefaultFlavor = flag::kEnableOverride | flag::kToSubclass;

Result<Class> read(const std::string& text) {
    return readClass(parsed(text).root());
}

std::string written(const Class& declaration) {
    std::string out;
    xml::Writer writer(out);
    writeClass(writer, declaration);
    return out;
}

constexpr const char* kService = R"(<?xml version="1.0"?>
<CLASS NAME="Win32_Service" SUPERCLASS="Win32_BaseService">
 <QUALIFIER NAME="Locale" TYPE="sint32" TOSUBCLASS="false"><VALUE>0x409</VALUE></QUALIFIER>
 <QUALIFIER NAME="provider" TYPE="string" OVERRIDABLE="FALSE" TRANSLATABLE="true"><VALUE>CIMWin32</VALUE></QUALIFIER>
 <QUALIFIER NAME="Abstract" TYPE="boolean" PROPAGATED="true" TOSUBCLASS="false"><VALUE>TRUE</VALUE></QUALIFIER>
 <PROPERTY NAME="Name" TYPE="string" CLASSORIGIN="CIM_Service" PROPAGATED="true">
  <QUALIFIER NAME="key" TYPE="boolean"><VALUE>true</VALUE></QUALIFIER>
 </PROPERTY>
 <PROPERTY NAME="State" TYPE="uint16">
  <QUALIFIER NAME="Write" TYPE="boolean"><VALUE>TRUE</VALUE></QUALIFIER>
  <QUALIFIER NAME="Values" TYPE="string"><VALUE.ARRAY><VALUE>a</VALUE><VALUE></VALUE></VALUE.ARRAY></QUALIFIER>
  <VALUE> 0X1f </VALUE>
 </PROPERTY>
 <PROPERTY.ARRAY NAME="Codes" TYPE="uint8" ARRAYSIZE="4"><VALUE.ARRAY><VALUE>1</VALUE></VALUE.ARRAY></PROPERTY.ARRAY>
 <PROPERTY.REFERENCE NAME="Host" REFERENCECLASS="Win32_ComputerSystem"/>
 <PROPERTY NAME="Status" TYPE="string" EmbeddedObject="instance">
  <QUALIFIER NAME="EmbeddedInstance" TYPE="string"><VALUE>X_Status</VALUE></QUALIFIER>
 </PROPERTY>
 <PROPERTY.ARRAY NAME="Any" TYPE="string"><QUALIFIER NAME="EmbeddedObject" TYPE="boolean"><VALUE>true</VALUE></QUALIFIER>
 </PROPERTY.ARRAY>
 <UNKNOWN><PROPERTY NAME="Hidden" TYPE="none"/></UNKNOWN>
 <METHOD NAME="StartService" TYPE="uint32" CLASSORIGIN="CIM_Service" PROPAGATED="true"/>
 <METHOD NAME="Change">
  <QUALIFIER NAME="Static" TYPE="boolean"><VALUE>true</VALUE></QUALIFIER>
  <PARAMETER NAME="Mode" TYPE="string"/>
  <PARAMETER.ARRAY NAME="Names" TYPE="string" ARRAYSIZE="2">
   <QUALIFIER NAME="In" TYPE="boolean"><VALUE>false</VALUE></QUALIFIER>
   <QUALIFIER NAME="Out" TYPE="boolean"><VALUE>true</VALUE></QUALIFIER></PARAMETER.ARRAY>
  <PARAMETER.REFERENCE NAME="Job" REFERENCECLASS="CIM_Job"/>
  <PARAMETER.REFARRAY NAME="Jobs" REFERENCECLASS="CIM_Job"/>
 </METHOD>
</CLASS>)";

TEST(ReadClass, ReadsAllOfAClass) {
    const auto service = read(kService);
    ASSERT_TRUE(service) << service.error().text();
    EXPECT_EQ(service->name, "Win32_Service");
    EXPECT_EQ(service->superClass, "Win32_BaseService");
    EXPECT_EQ(service->flags, flag::kAbstract);
    ASSERT_EQ(service->qualifiers.size(), 3u);
    EXPECT_EQ(service->qualifiers[0],
              (Qualifier{"Locale", Value::of(std::int32_t{0x409}), flag::kEnableOverride | flag::kRestricted}));
    EXPECT_EQ(service->qualifiers[1], (Qualifier{"provider", Value::of("CIMWin32"),
                                                 flag::kDisableOverride | flag::kToSubclass | flag::kTranslatable}));
    EXPECT_TRUE(service->qualifiers[2].propagated);

    ASSERT_EQ(service->properties.size(), 6u);
    const PropertyDecl& name = service->properties[0];
    EXPECT_EQ(name, (PropertyDecl{"Name",
                                  Type::kString,
                                  false,
                                  0,
                                  "",
                                  Value{},
                                  "CIM_Service",
                                  true,
                                  {{"key", Value::of(true), kDefaultFlavor}},
                                  flag::kKey | flag::kReadOnly}));
    const PropertyDecl& state = *service->property("state");
    EXPECT_EQ(state.type, Type::kUint16);
    EXPECT_EQ(state.flags, 0u) << "it can be written";
    EXPECT_EQ(state.defaultValue, Value::of(std::uint16_t{0x1F}));
    EXPECT_EQ(state.qualifiers[1].value, *Value::array(Type::kString, {"a", ""}));
    const PropertyDecl& codes = *service->property("Codes");
    EXPECT_TRUE(codes.isArray);
    EXPECT_EQ(codes.maxSize, 4u);
    EXPECT_EQ(codes.defaultValue, *Value::array(Type::kUint8, {std::uint8_t{1}}));
    EXPECT_EQ(service->property("Host")->type, Type::kReference);
    EXPECT_EQ(service->property("Host")->referenceClass, "Win32_ComputerSystem");
    EXPECT_EQ(service->property("Status")->type, Type::kInstance);
    EXPECT_EQ(service->property("Status")->referenceClass, "X_Status");
    EXPECT_EQ(service->property("Any")->type, Type::kInstance);
    EXPECT_TRUE(service->property("Any")->isArray);

    ASSERT_EQ(service->methods.size(), 2u);
    EXPECT_EQ(service->methods[0], (MethodDecl{"StartService", Type::kUint32, false, {}, "CIM_Service", true, {}, 0}));
    const MethodDecl& change = service->methods[1];
    EXPECT_FALSE(change.returnType);
    EXPECT_EQ(change.flags, flag::kStatic);
    ASSERT_EQ(change.parameters.size(), 4u);
    EXPECT_EQ(change.parameters[0], (ParameterDecl{"Mode", Type::kString, false, 0, "", {}, flag::kIn}));
    EXPECT_EQ(change.parameters[1].flags, flag::kOut);
    EXPECT_EQ(change.parameters[1].maxSize, 2u);
    EXPECT_EQ(change.parameters[2].type, Type::kReference);
    EXPECT_FALSE(change.parameters[2].isArray);
    EXPECT_TRUE(change.parameters[3].isArray);
    EXPECT_EQ(change.parameters[3].referenceClass, "CIM_Job");
}

TEST(ReadClass, WrittenBackIsTheSame) {
    const auto service = read(kService);
    ASSERT_TRUE(service);
    const auto again = read(written(*service));
    ASSERT_TRUE(again) << again.error().text();
    EXPECT_EQ(*again, *service);
}

TEST(ReadClass, FindsTheClassInAnyNamespaceAndWrapper) {
    const std::string uri(ns::kCimXml);
    EXPECT_EQ(read("<c:CLASS xmlns:c='" + uri + "' NAME='X'/>")->name, "X");
    EXPECT_EQ(
        read("<CLASS xmlns='" + uri + "' NAME='X'><PROPERTY NAME='P' TYPE='boolean'/></CLASS>")->properties.size(), 1u);
    EXPECT_EQ(read("<w:Item xmlns:w='urn:w'><other/><CLASS NAME='X'/></w:Item>")->name, "X");
}

TEST(ReadClass, ReadsDefaultsOfEveryType) {
    const auto value = [](const std::string& type, const std::string& text) {
        const auto declaration = read("<CLASS NAME='X'><PROPERTY NAME='P' TYPE='" + type + "'><VALUE>" + text +
                                      "</VALUE></PROPERTY></CLASS>");
        return declaration ? declaration->properties.front().defaultValue : Value{};
    };
    EXPECT_EQ(value("boolean", "TRUE"), Value::of(true));
    EXPECT_EQ(value("uint64", "0xFFFFFFFFFFFFFFFF"), Value::of(std::uint64_t{18446744073709551615u}));
    EXPECT_EQ(value("sint8", "-1"), Value::of(std::int8_t{-1}));
    EXPECT_EQ(value("real32", "1.5"), Value::of(1.5F));
    EXPECT_EQ(value("char16", "x"), Value::of(Char16{u'x'}));
    EXPECT_EQ(value("datetime", "20240101000000.000000+000"), Value::of(Datetime(Timestamp{2024, 1, 1})));
    EXPECT_EQ(value("string", "0x10"), Value::of("0x10"));
    EXPECT_EQ(value("STRING", " s "), Value::of(" s "));
}

TEST(ReadClass, KeepsNoDefaultThatHasNoText) {
    const auto declaration = read(
        "<CLASS NAME='X'><PROPERTY NAME='P' TYPE='string' EmbeddedObject='object'><VALUE>&lt;INSTANCE/></VALUE>"
        "</PROPERTY><PROPERTY.REFERENCE NAME='R'><VALUE.REFERENCE/></PROPERTY.REFERENCE></CLASS>");
    ASSERT_TRUE(declaration) << declaration.error().text();
    EXPECT_TRUE(declaration->properties[0].defaultValue.isNull());
    EXPECT_TRUE(declaration->properties[1].defaultValue.isNull());
    EXPECT_EQ(declaration->properties[1].type, Type::kReference);
}

struct Refused {
    std::string what;
    std::string text;
    ErrorCode code;
    std::string message;
};

class RefusedClass : public testing::TestWithParam<Refused> {};

TEST_P(RefusedClass, IsAnErrorThatTellsWhere) {
    const auto declaration = read(GetParam().text);
    ASSERT_FALSE(declaration);
    EXPECT_EQ(declaration.error().code, GetParam().code);
    EXPECT_THAT(declaration.error().text(), HasSubstr(GetParam().message));
}

INSTANTIATE_TEST_SUITE_P(
    All, RefusedClass,
    testing::Values(
        Refused{"NoClass", "<other/>", ErrorCode::kInvalidBody, "no CLASS"},
        Refused{"NoName", "<CLASS/>", ErrorCode::kInvalidBody, "no NAME (/CLASS"},
        Refused{"EmptyName", "<CLASS NAME=''/>", ErrorCode::kInvalidBody, "no NAME"},
        Refused{"NoPropertyName", "<CLASS NAME='X'><PROPERTY TYPE='string'/></CLASS>", ErrorCode::kInvalidBody,
                "no NAME (/CLASS"},
        Refused{"NoType", "<CLASS NAME='X'><PROPERTY NAME='P'/></CLASS>", ErrorCode::kInvalidBody,
                "\"\" is not a CIM type"},
        Refused{"UnknownType", "<CLASS NAME='X'><PROPERTY NAME='P' TYPE='int'/></CLASS>", ErrorCode::kInvalidBody,
                "\"int\" is not a CIM type (/CLASS"},
        Refused{"UnknownReturn", "<CLASS NAME='X'><METHOD NAME='M' TYPE='void'/></CLASS>", ErrorCode::kInvalidBody,
                "\"void\" is not a CIM type"},
        Refused{"UnknownParameter", "<CLASS NAME='X'><METHOD NAME='M'><PARAMETER NAME='P' TYPE='x'/></METHOD></CLASS>",
                ErrorCode::kInvalidBody, "\"x\" is not a CIM type"},
        Refused{"NoQualifierName", "<CLASS NAME='X'><QUALIFIER TYPE='boolean'/></CLASS>", ErrorCode::kInvalidBody,
                "no NAME"},
        Refused{"MethodQualifier", "<CLASS NAME='X'><METHOD NAME='M'><QUALIFIER NAME='Q' TYPE='?'/></METHOD></CLASS>",
                ErrorCode::kInvalidBody, "not a CIM type"},
        Refused{"QualifierValue",
                "<CLASS NAME='X'><QUALIFIER NAME='Q' TYPE='uint8'><VALUE>256</VALUE></QUALIFIER></CLASS>",
                ErrorCode::kInvalidValue, "\"256\" is not a uint8"},
        Refused{"NegativeHex", "<CLASS NAME='X'><PROPERTY NAME='P' TYPE='uint8'><VALUE>0x</VALUE></PROPERTY></CLASS>",
                ErrorCode::kInvalidValue, "\"0x\" is not a uint8"},
        Refused{"NullInArray",
                "<CLASS NAME='X'><PROPERTY.ARRAY NAME='P' TYPE='uint8'><VALUE.ARRAY><VALUE.NULL/></VALUE.ARRAY>"
                "</PROPERTY.ARRAY></CLASS>",
                ErrorCode::kInvalidValue, "cannot hold a null"},
        Refused{"ArrayForScalar", "<CLASS NAME='X'><PROPERTY NAME='P' TYPE='uint8'><VALUE.ARRAY/></PROPERTY></CLASS>",
                ErrorCode::kInvalidBody, "no array"}),
    [](const auto& info) { return info.param.what; });

TEST(ReadClass, NeedsAnElement) {
    ASSERT_FALSE(readClass({}));
    EXPECT_EQ(readClass({}).error().code, ErrorCode::kInvalidBody);
}

TEST(WriteClass, WritesDsp0201) {
    Class declaration{"X", "Y"};
    declaration.qualifiers.push_back({"Abstract", Value::of(true), flag::kRestricted | flag::kDisableOverride, true});
    declaration.properties.push_back({"A", Type::kUint8, true, 3, "", *Value::array(Type::kUint8, {std::uint8_t{1}})});
    declaration.properties.push_back({"R", Type::kReference, false, 0, "Z"});
    declaration.properties.push_back({"E", Type::kInstance, false, 0, "Z", {}, "O", true});
    declaration.properties.push_back({"O", Type::kInstance, true});
    declaration.methods.push_back({"M", Type::kBoolean, true, {{"P", Type::kReference, true}}});
    EXPECT_EQ(written(declaration),
              "<CLASS NAME=\"X\" SUPERCLASS=\"Y\"><QUALIFIER NAME=\"Abstract\" TYPE=\"boolean\" PROPAGATED=\"true\" "
              "OVERRIDABLE=\"false\" TOSUBCLASS=\"false\"><VALUE>TRUE</VALUE></QUALIFIER>"
              "<PROPERTY.ARRAY NAME=\"A\" TYPE=\"uint8\" ARRAYSIZE=\"3\"><VALUE.ARRAY><VALUE>1</VALUE></VALUE.ARRAY>"
              "</PROPERTY.ARRAY><PROPERTY.REFERENCE NAME=\"R\" REFERENCECLASS=\"Z\"/>"
              "<PROPERTY NAME=\"E\" TYPE=\"string\" CLASSORIGIN=\"O\" PROPAGATED=\"true\" EmbeddedObject=\"instance\">"
              "<QUALIFIER NAME=\"EmbeddedInstance\" TYPE=\"string\"><VALUE>Z</VALUE></QUALIFIER></PROPERTY>"
              "<PROPERTY.ARRAY NAME=\"O\" TYPE=\"string\" EmbeddedObject=\"object\"/>"
              "<METHOD NAME=\"M\" TYPE=\"boolean\" ISARRAY=\"true\"><PARAMETER.REFARRAY NAME=\"P\"/></METHOD></CLASS>");
    EXPECT_TRUE(read(written(declaration))->methods[0].returnsArray);
    EXPECT_EQ(read(written(declaration))->property("E")->referenceClass, "Z");
}

TEST(InheritedClass, HasWhatItsParentHandsDown) {
    Class parent{"Base"};
    parent.qualifiers = {{"Association", Value::of(true)}, {"Abstract", Value::of(true)}};
    parent.flags = classFlags(parent.qualifiers);
    PropertyDecl key{"K"}, plain{"P"}, repeated{"R"};
    key.qualifiers = {{"Key", Value::of(true)}, {"Version", Value::of("1"), flag::kRestricted}};
    key.flags = propertyFlags(key.qualifiers);
    key.origin = "Root";
    parent.properties = {key, plain, repeated};
    parent.methods = {{"M", Type::kUint8}};
    Class child{"Child", "Base"};
    PropertyDecl own{"O"}, narrowed{"k"};
    narrowed.qualifiers = {{"MaxLen", Value::of(std::uint32_t{5})}};
    narrowed.flags = propertyFlags(narrowed.qualifiers);
    child.properties = {own, narrowed, repeated};
    const Class whole = withInherited(child, parent);
    EXPECT_EQ(whole.flags, flag::kAssociation);
    EXPECT_EQ(whole.qualifiers, (std::vector<Qualifier>{{"Association", Value::of(true), 0, true}}));
    std::vector<std::string> names;
    for (const PropertyDecl& property : whole.properties) {
        names.push_back(property.name + (property.propagated ? " of " + property.origin : ""));
    }
    EXPECT_EQ(names, (std::vector<std::string>{"P of Base", "O", "k", "R of Base"}));
    EXPECT_EQ(whole.property("K")->flags, flag::kKey | flag::kReadOnly);
    EXPECT_EQ(whole.property("K")->qualifiers,
              (std::vector<Qualifier>{{"MaxLen", Value::of(std::uint32_t{5})}, {"Key", Value::of(true), 0, true}}));
    EXPECT_EQ(whole.method("M")->origin, "Base");
    EXPECT_EQ(withInherited(whole, parent), whole);
}

}  // namespace
}  // namespace wsman::cim
