#include "client/abi/class_object.h"

#include <gtest/gtest.h>

#include "client/abi/instance.h"

namespace client::abi {
namespace {

namespace cim = wsman::cim;

cim::Class model() {
    cim::Class out;
    out.name = "X_Service";
    out.superClass = "X_Base";
    out.nameSpace = "root/x";
    out.serverName = "host";
    out.qualifiers = {{"Version", cim::Value::of(std::string("1.2")), MI_FLAG_TOSUBCLASS},
                      {"Abstract", cim::Value::of(true), 0}};
    cim::PropertyDecl name{"Name"};
    name.flags = cim::flag::kKey;
    name.origin = "X_Base";
    name.propagated = true;
    name.qualifiers = {{"Key", cim::Value::of(true), 0}};
    cim::PropertyDecl size{"Size", cim::Type::kUint32};
    size.defaultValue = cim::Value::of(std::uint32_t{42});
    cim::PropertyDecl tags{"Tags", cim::Type::kString, true};
    tags.defaultValue = cim::Value::array(cim::Type::kString, {std::string("a"), std::string("b")}).value();
    cim::PropertyDecl owner{"Owner", cim::Type::kReference};
    owner.referenceClass = "X_Owner";
    out.properties = {name, size, tags, owner};
    cim::MethodDecl start{"Start", cim::Type::kUint32};
    cim::ParameterDecl mode{"Mode", cim::Type::kUint16};
    mode.flags = cim::flag::kIn;
    mode.qualifiers = {{"In", cim::Value::of(true), 0}};
    cim::ParameterDecl jobs{"Jobs", cim::Type::kReference, true};
    jobs.referenceClass = "X_Job";
    jobs.flags = cim::flag::kOut;
    start.parameters = {mode, jobs};
    start.qualifiers = {{"Static", cim::Value::of(true), 0}};
    out.methods = {start};
    return out;
}

ClassPointer make() {
    return ClassPointer(newClass(model()));
}

TEST(Class, TellsNamesAndParent) {
    const auto object = make();
    const MI_Char* text = nullptr;
    EXPECT_EQ(MI_Class_GetClassName(object.get(), &text), MI_RESULT_OK);
    EXPECT_STREQ(text, "X_Service");
    EXPECT_EQ(MI_Class_GetNameSpace(object.get(), &text), MI_RESULT_OK);
    EXPECT_STREQ(text, "root/x");
    EXPECT_EQ(MI_Class_GetServerName(object.get(), &text), MI_RESULT_OK);
    EXPECT_STREQ(text, "host");
    EXPECT_EQ(MI_Class_GetParentClassName(object.get(), &text), MI_RESULT_OK);
    EXPECT_STREQ(text, "X_Base");
    MI_Class* parent = nullptr;
    EXPECT_EQ(MI_Class_GetParentClass(object.get(), &parent), MI_RESULT_INVALID_SUPERCLASS);
    EXPECT_EQ(parent, nullptr);
}

TEST(Class, TellsElementsWithDefaultsAndFlags) {
    const auto object = make();
    MI_Uint32 count = 0;
    EXPECT_EQ(MI_Class_GetElementCount(object.get(), &count), MI_RESULT_OK);
    EXPECT_EQ(count, 4U);
    MI_Value value{};
    MI_Boolean exists = MI_FALSE;
    MI_Type type = MI_BOOLEAN;
    MI_Char* referenceClass = nullptr;
    MI_QualifierSet qualifiers{};
    MI_Uint32 flags = 0;
    MI_Uint32 index = 0;
    ASSERT_EQ(
        MI_Class_GetElement(object.get(), "size", &value, &exists, &type, &referenceClass, &qualifiers, &flags, &index),
        MI_RESULT_OK);
    EXPECT_EQ(value.uint32, 42U);
    EXPECT_EQ(exists, MI_TRUE);
    EXPECT_EQ(type, MI_UINT32);
    EXPECT_EQ(index, 1U);
    EXPECT_EQ(flags, static_cast<MI_Uint32>(MI_FLAG_PROPERTY));
    const MI_Char* name = nullptr;
    ASSERT_EQ(MI_Class_GetElementAt(object.get(), 2, &name, &value, &exists, &type, nullptr, nullptr, nullptr),
              MI_RESULT_OK);
    EXPECT_STREQ(name, "Tags");
    EXPECT_EQ(type, MI_STRINGA);
    ASSERT_EQ(value.stringa.size, 2U);
    EXPECT_STREQ(value.stringa.data[1], "b");
    ASSERT_EQ(
        MI_Class_GetElement(object.get(), "Owner", nullptr, &exists, &type, &referenceClass, nullptr, nullptr, nullptr),
        MI_RESULT_OK);
    EXPECT_EQ(exists, MI_FALSE);
    EXPECT_STREQ(referenceClass, "X_Owner");
    EXPECT_EQ(MI_Class_GetElement(object.get(), "None", nullptr, nullptr, nullptr, nullptr, nullptr, nullptr, nullptr),
              MI_RESULT_NOT_FOUND);
    EXPECT_EQ(MI_Class_GetElementAt(object.get(), 4, &name, nullptr, nullptr, nullptr, nullptr, nullptr, nullptr),
              MI_RESULT_NOT_FOUND);
}

TEST(Class, TellsQualifiers) {
    const auto object = make();
    MI_QualifierSet set{};
    ASSERT_EQ(MI_Class_GetClassQualifierSet(object.get(), &set), MI_RESULT_OK);
    MI_Uint32 count = 0;
    EXPECT_EQ(MI_QualifierSet_GetQualifierCount(&set, &count), MI_RESULT_OK);
    EXPECT_EQ(count, 2U);
    MI_Value value{};
    MI_Type type = MI_BOOLEAN;
    MI_Uint32 flags = 0;
    MI_Uint32 index = 9;
    ASSERT_EQ(MI_QualifierSet_GetQualifier(&set, "VERSION", &type, &flags, &value, &index), MI_RESULT_OK);
    EXPECT_STREQ(value.string, "1.2");
    EXPECT_EQ(type, MI_STRING);
    EXPECT_EQ(flags, static_cast<MI_Uint32>(MI_FLAG_TOSUBCLASS));
    EXPECT_EQ(index, 0U);
    const MI_Char* name = nullptr;
    ASSERT_EQ(MI_QualifierSet_GetQualifierAt(&set, 1, &name, &type, nullptr, &value), MI_RESULT_OK);
    EXPECT_STREQ(name, "Abstract");
    EXPECT_EQ(value.boolean, MI_TRUE);
    EXPECT_EQ(MI_QualifierSet_GetQualifierAt(&set, 2, &name, nullptr, nullptr, nullptr), MI_RESULT_NOT_FOUND);
    EXPECT_EQ(MI_QualifierSet_GetQualifier(&set, "None", nullptr, nullptr, nullptr, nullptr), MI_RESULT_NOT_FOUND);
}

TEST(Class, TellsMethodsAndParameters) {
    const auto object = make();
    MI_Uint32 count = 0;
    EXPECT_EQ(MI_Class_GetMethodCount(object.get(), &count), MI_RESULT_OK);
    EXPECT_EQ(count, 1U);
    MI_QualifierSet qualifiers{};
    MI_ParameterSet parameters{};
    ASSERT_EQ(MI_Class_GetMethod(object.get(), "start", &qualifiers, &parameters, nullptr), MI_RESULT_OK);
    EXPECT_EQ(MI_QualifierSet_GetQualifierCount(&qualifiers, &count), MI_RESULT_OK);
    EXPECT_EQ(count, 1U);
    MI_Type type = MI_BOOLEAN;
    EXPECT_EQ(MI_ParameterSet_GetMethodReturnType(&parameters, &type, &qualifiers), MI_RESULT_OK);
    EXPECT_EQ(type, MI_UINT32);
    EXPECT_EQ(MI_ParameterSet_GetParameterCount(&parameters, &count), MI_RESULT_OK);
    EXPECT_EQ(count, 2U);
    const MI_Char* name = nullptr;
    MI_Char* referenceClass = nullptr;
    ASSERT_EQ(MI_ParameterSet_GetParameterAt(&parameters, 1, &name, &type, &referenceClass, nullptr), MI_RESULT_OK);
    EXPECT_STREQ(name, "Jobs");
    EXPECT_EQ(type, MI_REFERENCEA);
    EXPECT_STREQ(referenceClass, "X_Job");
    MI_Uint32 index = 9;
    EXPECT_EQ(MI_ParameterSet_GetParameter(&parameters, "mode", &type, nullptr, &qualifiers, &index), MI_RESULT_OK);
    EXPECT_EQ(index, 0U);
    EXPECT_EQ(MI_ParameterSet_GetParameterAt(&parameters, 2, &name, nullptr, nullptr, nullptr), MI_RESULT_NOT_FOUND);
    EXPECT_EQ(MI_Class_GetMethod(object.get(), "Stop", nullptr, nullptr, nullptr), MI_RESULT_METHOD_NOT_FOUND);
}

TEST(Class, CloneOutlivesTheOriginal) {
    auto object = make();
    MI_Class* clone = nullptr;
    ASSERT_EQ(MI_Class_Clone(object.get(), &clone), MI_RESULT_OK);
    object.reset();
    const MI_Char* text = nullptr;
    EXPECT_EQ(MI_Class_GetClassName(clone, &text), MI_RESULT_OK);
    EXPECT_STREQ(text, "X_Service");
    EXPECT_STREQ(clone->namespaceName, "root/x");
    EXPECT_EQ(MI_Class_Delete(clone), MI_RESULT_OK);
}

TEST(Class, InstanceOfItIsTypedAndKeepsItAlive) {
    auto object = make();
    const InstancePointer instance(newInstance("X_Service", storeOf(*object)));
    object.reset();
    MI_Uint32 count = 0;
    EXPECT_EQ(MI_Instance_GetElementCount(instance.get(), &count), MI_RESULT_OK);
    EXPECT_EQ(count, 4U);
    MI_Value value{};
    value.uint32 = 5;
    EXPECT_EQ(MI_Instance_SetElement(instance.get(), "Size", &value, MI_UINT32, 0), MI_RESULT_OK);
    EXPECT_EQ(MI_Instance_SetElement(instance.get(), "Size", &value, MI_UINT8, 0), MI_RESULT_TYPE_MISMATCH);
    EXPECT_EQ(MI_Instance_AddElement(instance.get(), "More", &value, MI_UINT8, 0), MI_RESULT_FAILED);
    EXPECT_TRUE(toCim(*instance).find("Name")->flags & cim::flag::kKey);
}

TEST(ClassStore, ADeclarationReadsBackAsTheModel) {
    const ClassStore store(model());
    auto back = toCim(store.declaration());
    auto expected = model();
    // A declaration says of each element what it is, and where it comes from, even when the model leaves that open.
    back.nameSpace = expected.nameSpace;
    back.serverName = expected.serverName;
    back.flags &= ~cim::flag::kClass;
    for (auto& property : back.properties) {
        property.flags &= ~cim::flag::kProperty;
    }
    for (auto& method : back.methods) {
        method.flags &= ~cim::flag::kMethod;
        for (auto& parameter : method.parameters) {
            parameter.flags &= ~cim::flag::kParameter;
        }
    }
    for (auto& property : expected.properties) {
        property.origin = property.origin.empty() ? expected.name : property.origin;
        property.defaultValue.type = property.type;
        property.defaultValue.isArray = property.isArray;
    }
    for (auto& method : expected.methods) {
        method.origin = expected.name;
    }
    EXPECT_EQ(back, expected);
}

TEST(ClassStore, StaticDeclarationsBringTheirParents) {
    MI_ClassDecl base{};
    base.name = "X_Base";
    MI_ClassDecl derived{};
    derived.name = "X_Derived";
    derived.superClass = "X_Base";
    derived.superClassDecl = &base;
    const ClassPointer object(newClass(ClassStore::of(derived), "", ""));
    EXPECT_EQ(object->namespaceName, nullptr);
    MI_Class* parent = nullptr;
    ASSERT_EQ(MI_Class_GetParentClass(object.get(), &parent), MI_RESULT_OK);
    const MI_Char* text = nullptr;
    EXPECT_EQ(MI_Class_GetClassName(parent, &text), MI_RESULT_OK);
    EXPECT_STREQ(text, "X_Base");
    EXPECT_EQ(MI_Class_GetParentClassName(parent, &text), MI_RESULT_INVALID_SUPERCLASS);
    EXPECT_EQ(MI_Class_Delete(parent), MI_RESULT_OK);
}

TEST(ClassStore, NameCodeIsFirstLastAndLength) {
    EXPECT_EQ(nameCode("Name"), (static_cast<MI_Uint32>('n') << 16) | (static_cast<MI_Uint32>('e') << 8) | 4U);
    EXPECT_EQ(nameCode(""), 0U);
}

TEST(ClassMisuse, NullIsAnswered) {
    const MI_Char* text = nullptr;
    MI_Uint32 count = 0;
    MI_Class foreign{};
    MI_Class* out = &foreign;
    for (MI_Class* self : {static_cast<MI_Class*>(nullptr), &foreign}) {
        EXPECT_EQ(kClassFT.GetClassName(self, &text), MI_RESULT_INVALID_PARAMETER);
        EXPECT_EQ(kClassFT.GetNameSpace(self, &text), MI_RESULT_INVALID_PARAMETER);
        EXPECT_EQ(kClassFT.GetServerName(self, &text), MI_RESULT_INVALID_PARAMETER);
        EXPECT_EQ(kClassFT.GetElementCount(self, &count), MI_RESULT_INVALID_PARAMETER);
        EXPECT_EQ(kClassFT.GetMethodCount(self, &count), MI_RESULT_INVALID_PARAMETER);
        EXPECT_EQ(kClassFT.GetParentClassName(self, &text), MI_RESULT_INVALID_PARAMETER);
        EXPECT_EQ(kClassFT.Clone(self, &out), MI_RESULT_INVALID_PARAMETER);
        EXPECT_EQ(kClassFT.Delete(self), MI_RESULT_INVALID_PARAMETER);
    }
}

}  // namespace
}  // namespace client::abi
