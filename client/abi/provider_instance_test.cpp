#include "client/abi/provider_instance.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstddef>
#include <iterator>

namespace client::abi {
namespace {

using ::testing::HasSubstr;
namespace cim = wsman::cim;

// Structures as a generator would write them.
struct Part {
    MI_Instance instance;
    MI_ConstUint16Field Number;
};
struct Whole {
    MI_Instance instance;
    MI_ConstReal32Field Weight;
    MI_ConstUint8AField Codes;
    MI_ConstStringAField Names;
    MI_ConstInstanceField Inner;
    MI_ConstReferenceField Link;
    MI_ConstDatetimeField Since;
};

MI_PropertyDecl property(const char* name, MI_Type type, std::size_t offset, const char* className = nullptr) {
    MI_PropertyDecl made{};
    made.flags = MI_FLAG_PROPERTY;
    made.name = name;
    made.type = type;
    made.className = className;
    made.offset = static_cast<MI_Uint32>(offset);
    return made;
}

MI_ClassDecl declarationOf(const char* name, const MI_PropertyDecl* const* properties, std::size_t count,
                           std::size_t size) {
    MI_ClassDecl made{};
    made.flags = MI_FLAG_CLASS;
    made.name = name;
    made.properties = properties;
    made.numProperties = static_cast<MI_Uint32>(count);
    made.size = static_cast<MI_Uint32>(size);
    return made;
}

const MI_ClassDecl& partDeclaration() {
    static const MI_PropertyDecl number = property("Number", MI_UINT16, offsetof(Part, Number));
    static const MI_PropertyDecl* const all[] = {&number};
    static const MI_ClassDecl made = declarationOf("X_Part", all, 1, sizeof(Part));
    return made;
}

const MI_ClassDecl& wholeDeclaration() {
    static const MI_PropertyDecl properties[] = {
        property("Weight", MI_REAL32, offsetof(Whole, Weight)),
        property("Codes", MI_UINT8A, offsetof(Whole, Codes)),
        property("Names", MI_STRINGA, offsetof(Whole, Names)),
        property("Inner", MI_INSTANCE, offsetof(Whole, Inner), "X_Part"),
        property("Link", MI_REFERENCE, offsetof(Whole, Link), "X_Part"),
        property("Since", MI_DATETIME, offsetof(Whole, Since)),
    };
    static const MI_PropertyDecl* const all[] = {&properties[0], &properties[1], &properties[2],
                                                 &properties[3], &properties[4], &properties[5]};
    static const MI_ClassDecl made = declarationOf("X_Whole", all, std::size(all), sizeof(Whole));
    return made;
}

const MI_ClassDecl* known(std::string_view name) {
    return cim::sameName(name, "X_Part") ? &partDeclaration() : nullptr;
}

std::shared_ptr<const cim::Instance> part(const char* className, const char* number) {
    cim::Instance made;
    made.className = className;
    made.set("Number", cim::Value::of(cim::Scalar(std::string(number))));
    return std::make_shared<cim::Instance>(made);
}

cim::Instance whole() {
    cim::Instance made;
    made.className = "X_Whole";
    return made;
}

TEST(ProviderInstance, ReadsTextsAsWhatIsDeclared) {
    auto given = whole();
    given.set("weight", cim::Value::of(cim::Scalar(std::string("2.5"))));
    given.set("Codes", cim::Value::array(cim::Type::kString, {std::string("1"), std::string("255")}).value());
    given.set("Names", cim::Value::array(cim::Type::kUint32, {std::uint32_t{7}}).value());
    given.set("Since", cim::Value::of(cim::Scalar(std::string("20200102030405.000000+060"))));
    const auto made = typedInstance(wholeDeclaration(), given, known);
    ASSERT_TRUE(made) << made.error().message;
    const auto& typed = *reinterpret_cast<const Whole*>(made->get());
    EXPECT_EQ(typed.Weight.value, 2.5F);
    ASSERT_EQ(typed.Codes.value.size, 2U);
    EXPECT_EQ(typed.Codes.value.data[1], 255);
    ASSERT_EQ(typed.Names.value.size, 1U);
    EXPECT_STREQ(typed.Names.value.data[0], "7");
    EXPECT_EQ(typed.Since.value.u.timestamp.year, 2020U);
    EXPECT_FALSE(typed.Inner.exists);
}

TEST(ProviderInstance, EmbeddedInstancesAndReferencesAreTypedToo) {
    auto given = whole();
    given.set("Inner", cim::Value::of(cim::Scalar(cim::Embedded{part("X_Part", "3")})));
    given.set("Link", cim::Value::of(cim::Scalar(cim::Reference{part("X_Part", "4")})));
    auto made = typedInstance(wholeDeclaration(), given, known);
    ASSERT_TRUE(made) << made.error().message;
    const auto* typed = reinterpret_cast<const Whole*>(made->get());
    EXPECT_EQ(reinterpret_cast<const Part*>(typed->Inner.value)->Number.value, 3);
    EXPECT_EQ(reinterpret_cast<const Part*>(typed->Link.value)->Number.value, 4);

    // A class that is not known is read as the one that is declared; with neither it stays as it is.
    given.set("Inner", cim::Value::of(cim::Scalar(cim::Embedded{part("X_Other", "5")})));
    made = typedInstance(wholeDeclaration(), given, known);
    ASSERT_TRUE(made) << made.error().message;
    typed = reinterpret_cast<const Whole*>(made->get());
    EXPECT_EQ(reinterpret_cast<const Part*>(typed->Inner.value)->Number.value, 5);
    made = typedInstance(wholeDeclaration(), given, [](std::string_view) { return nullptr; });
    ASSERT_TRUE(made) << made.error().message;
    MI_Value number{};
    MI_Type type{};
    typed = reinterpret_cast<const Whole*>(made->get());
    EXPECT_EQ(MI_Instance_GetElement(typed->Inner.value, "Number", &number, &type, nullptr, nullptr), MI_RESULT_OK);
    EXPECT_EQ(type, MI_STRING);
}

TEST(ProviderInstance, NullsStayNull) {
    auto given = whole();
    given.set("Weight", cim::Value::null(cim::Type::kString));
    given.set("Inner", cim::Value::null(cim::Type::kInstance));
    const auto made = typedInstance(wholeDeclaration(), given, known);
    ASSERT_TRUE(made) << made.error().message;
    const auto& typed = *reinterpret_cast<const Whole*>(made->get());
    EXPECT_FALSE(typed.Weight.exists);
    EXPECT_FALSE(typed.Inner.exists);
}

TEST(ProviderInstance, WhatDoesNotFitIsNamed) {
    const auto refused = [](const char* name, const cim::Value& value) {
        auto given = whole();
        given.set(name, value);
        const auto made = typedInstance(wholeDeclaration(), given, known);
        EXPECT_FALSE(made) << name;
        EXPECT_EQ(made.error().code, MiResult::kInvalidParameter);
        return made ? std::string() : made.error().message;
    };
    EXPECT_THAT(refused("Colour", cim::Value::of(cim::Scalar(std::string("red")))), HasSubstr("Colour"));
    EXPECT_THAT(refused("Weight", cim::Value::of(cim::Scalar(std::string("heavy")))), HasSubstr("X_Whole.Weight"));
    EXPECT_THAT(refused("Codes", cim::Value::of(cim::Scalar(std::string("1")))), HasSubstr("array"));
    EXPECT_THAT(refused("Codes", cim::Value::array(cim::Type::kString, {std::string("256")}).value()),
                HasSubstr("X_Whole.Codes"));
    EXPECT_THAT(refused("Weight", cim::Value::array(cim::Type::kString, {std::string("1")}).value()),
                HasSubstr("one value"));
    EXPECT_THAT(refused("Inner", cim::Value::of(cim::Scalar(cim::Embedded{part("X_Part", "many")}))),
                HasSubstr("X_Part.Number"));
}

}  // namespace
}  // namespace client::abi
