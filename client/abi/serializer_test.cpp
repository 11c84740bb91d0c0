#include "client/abi/serializer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstring>
#include <string>
#include <vector>

#include "client/abi/class_object.h"
#include "client/abi/fixture_for_test.h"
#include "client/abi/instance.h"
#include "wsman/xml/encoding.h"

namespace client::abi {
namespace {

namespace cim = wsman::cim;
using ::testing::AnyOf;
using ::testing::HasSubstr;
using ::testing::StartsWith;

std::string xmlName = "MI_XML";
std::string mofName = "MI_MOF_CIMV2_EXTV1";

/// What a failed call said; deletes it.
std::string messageOf(MI_Instance* error) {
    const InstancePointer owner(error);
    MI_Value value{};
    const bool has =
        error && MI_Instance_GetElement(error, "Message", &value, nullptr, nullptr, nullptr) == MI_RESULT_OK;
    return has ? value.string : "";
}

/// A class that was given to a callback, and what the callback was asked.
struct Given {
    MI_Class* object = nullptr;
    MI_Result answer = MI_RESULT_OK;
    std::vector<std::string> asked{};
};

MI_Result MI_CALL give(void* context, const MI_Char*, const MI_Char*, const MI_Char* className, MI_Class** out) {
    auto& given = *static_cast<Given*>(context);
    given.asked.emplace_back(className);
    *out = given.object;
    return given.answer;
}

/// Opens a serializer and a deserializer of the format that is the parameter.
class SerializerTest : public testing::AbiTest, public ::testing::WithParamInterface<std::string*> {
protected:
    void SetUp() override {
        AbiTest::SetUp();
        open(*GetParam());
    }
    void TearDown() override {
        EXPECT_EQ(MI_Serializer_Close(&serializer), MI_RESULT_OK);
        EXPECT_EQ(MI_Deserializer_Close(&deserializer), MI_RESULT_OK);
        AbiTest::TearDown();
    }
    void open(std::string& format) {
        ASSERT_EQ(MI_Application_NewSerializer(&application, 0, format.data(), &serializer), MI_RESULT_OK);
        ASSERT_EQ(MI_Application_NewDeserializer(&application, 0, format.data(), &deserializer), MI_RESULT_OK);
    }

    template <class Call>
    static std::string written(Call call) {
        MI_Uint32 needed = 0;
        EXPECT_EQ(call(nullptr, 0, &needed), MI_RESULT_FAILED);
        std::string text(needed, '\0');
        EXPECT_EQ(call(reinterpret_cast<MI_Uint8*>(text.data()), needed, &needed), MI_RESULT_OK);
        EXPECT_EQ(needed, text.size());
        return text;
    }
    std::string text(const MI_Instance* instance, MI_Uint32 flags = 0) {
        return written([&](MI_Uint8* buffer, MI_Uint32 length, MI_Uint32* needed) {
            return MI_Serializer_SerializeInstance(&serializer, flags, instance, buffer, length, needed);
        });
    }
    std::string text(const MI_Class* object, MI_Uint32 flags = 0) {
        return written([&](MI_Uint8* buffer, MI_Uint32 length, MI_Uint32* needed) {
            return MI_Serializer_SerializeClass(&serializer, flags, object, buffer, length, needed);
        });
    }
    MI_Result read(std::string text, MI_Instance** out, Given* given = nullptr, std::vector<MI_Class*> classes = {}) {
        const MI_Result result = MI_Deserializer_DeserializeInstance(
            &deserializer, 0, reinterpret_cast<MI_Uint8*>(text.data()), static_cast<MI_Uint32>(text.size()),
            classes.data(), static_cast<MI_Uint32>(classes.size()), given ? give : nullptr, given, &bytes, out, &error);
        message = messageOf(error);
        return result;
    }
    MI_Result read(std::string text, MI_Class** out, Given* given = nullptr, MI_Class* parent = nullptr) {
        const MI_Result result = MI_Deserializer_DeserializeClass(
            &deserializer, 0, reinterpret_cast<MI_Uint8*>(text.data()), static_cast<MI_Uint32>(text.size()), parent,
            "host", "root/x", given ? give : nullptr, given, &bytes, out, &error);
        message = messageOf(error);
        return result;
    }
    InstancePointer instance(const std::string& text, Given* given = nullptr) {
        MI_Instance* out = nullptr;
        EXPECT_EQ(read(text, &out, given), MI_RESULT_OK) << message << "\n" << text;
        return InstancePointer(out);
    }
    ClassPointer classIn(const std::string& text, Given* given = nullptr, MI_Class* parent = nullptr) {
        MI_Class* out = nullptr;
        EXPECT_EQ(read(text, &out, given, parent), MI_RESULT_OK) << message << "\n" << text;
        return ClassPointer(out);
    }

    MI_Serializer serializer{};
    MI_Deserializer deserializer{};
    MI_Uint32 bytes = 0;
    MI_Instance* error = nullptr;
    std::string message;
};

INSTANTIATE_TEST_SUITE_P(Xml, SerializerTest, ::testing::Values(&xmlName));
INSTANTIATE_TEST_SUITE_P(Mof, SerializerTest, ::testing::Values(&mofName));

cim::Scalar embed(cim::Instance instance) {
    return cim::Embedded{std::make_shared<const cim::Instance>(std::move(instance))};
}

cim::Scalar refer(cim::Instance instance) {
    return cim::Reference{std::make_shared<const cim::Instance>(std::move(instance))};
}

/// One value of each of the 16 types.
std::vector<cim::Scalar> everyScalar() {
    cim::Instance target{"X_Target", "root/t"};
    target.set("Id", cim::Value::of(std::string("a \"b\"")), cim::flag::kKey);
    cim::Instance part{"X_Part"};
    part.set("Name", cim::Value::of(std::string("part")));
    return {true,
            std::uint8_t{255},
            std::int8_t{-128},
            std::uint16_t{65535},
            std::int16_t{-32768},
            std::uint32_t{4294967295},
            std::int32_t{-2147483647},
            std::uint64_t{18446744073709551615U},
            std::int64_t{-9223372036854775807},
            1.5F,
            -1e300,
            cim::Char16{u'é'},
            cim::Datetime(cim::Timestamp{2024, 2, 29, 1, 2, 3, 4, 60}),
            std::string("a<b>&\"c\"\\\n\té€😀"),
            refer(target),
            embed(part)};
}

/// Scalar, arrays of two and one, and nulls of each type.
cim::Instance everything() {
    cim::Instance out{"X_All"};
    for (const auto& scalar : everyScalar()) {
        const auto type = cim::typeOf(scalar);
        const std::string name(cim::typeName(type));
        out.set("S_" + name, cim::Value::of(scalar));
        out.set("A_" + name, *cim::Value::array(type, {scalar, scalar}));
        out.set("O_" + name, *cim::Value::array(type, {scalar}));
        out.set("N_" + name, cim::Value::null(type));
        out.set("L_" + name, cim::Value::null(type, true));
    }
    out.set("Interval", cim::Value::of(cim::Datetime(cim::Interval{1, 2, 3, 4, 5})));
    return out;
}

/// Values alone: names of classes, flags and URIs of embedded instances are the formats' own.
void expectSameValues(const cim::Instance& actual, const cim::Instance& expected, const std::string& text) {
    ASSERT_EQ(actual.properties.size(), expected.properties.size()) << text;
    EXPECT_EQ(actual.className, expected.className);
    for (const auto& property : expected.properties) {
        const auto* found = actual.find(property.name);
        ASSERT_NE(found, nullptr) << property.name << "\n" << text;
        EXPECT_EQ(found->value.type, property.value.type) << property.name;
        EXPECT_EQ(found->value.isArray, property.value.isArray) << property.name;
        EXPECT_EQ(found->value.isNull(), property.value.isNull()) << property.name;
        auto scalars = [](const cim::Value& value) {
            return value.scalar ? std::vector{*value.scalar} : value.elements.value_or(std::vector<cim::Scalar>{});
        };
        const auto got = scalars(found->value);
        const auto wanted = scalars(property.value);
        ASSERT_EQ(got.size(), wanted.size()) << property.name;
        for (std::size_t i = 0; i < got.size(); ++i) {
            if (const auto* embedded = std::get_if<cim::Embedded>(&wanted[i])) {
                expectSameValues(*std::get<cim::Embedded>(got[i]).instance, *embedded->instance, text);
            } else if (const auto* reference = std::get_if<cim::Reference>(&wanted[i])) {
                const auto& target = *std::get<cim::Reference>(got[i]).target;
                EXPECT_EQ(target.nameSpace, reference->target->nameSpace);
                EXPECT_EQ(target.properties.front().flags & cim::flag::kKey, cim::flag::kKey);
                expectSameValues(target, *reference->target, text);
            } else {
                EXPECT_EQ(got[i], wanted[i]) << property.name;
            }
        }
    }
}

TEST_P(SerializerTest, BringsBackEveryTypeWithItsClass) {
    const InstancePointer original(newInstance(everything()));
    const std::string all = text(original.get(), MI_SERIALIZER_FLAGS_INSTANCE_WITH_CLASS);
    const auto back = instance(all);
    ASSERT_NE(back, nullptr);
    EXPECT_EQ(bytes, all.size());
    expectSameValues(toCim(*back), everything(), all);
    EXPECT_EQ(text(back.get(), MI_SERIALIZER_FLAGS_INSTANCE_WITH_CLASS), all);
}

TEST_P(SerializerTest, BringsBackEveryTypeByClassesOfTheProgram) {
    const InstancePointer original(newInstance(everything()));
    MI_Class* declared = nullptr;
    ASSERT_EQ(MI_Instance_GetClass(original.get(), &declared), MI_RESULT_OK);
    const ClassPointer owner(declared);
    const std::string alone = text(original.get());
    MI_Instance* out = nullptr;
    ASSERT_EQ(read(alone, &out, nullptr, {declared}), MI_RESULT_OK) << message;
    const InstancePointer byArray(out);
    expectSameValues(toCim(*byArray), everything(), alone);
    Given given{declared};
    const auto byCallback = instance(alone, &given);
    expectSameValues(toCim(*byCallback), everything(), alone);
    EXPECT_EQ(given.asked.front(), "X_All");
    MI_Class* itsClass = nullptr;
    ASSERT_EQ(MI_Instance_GetClass(byCallback.get(), &itsClass), MI_RESULT_OK);
    const ClassPointer itsOwner(itsClass);
    EXPECT_EQ(storeOf(*itsClass), storeOf(*declared)) << "the class that was given, not one that was made up";
}

TEST_P(SerializerTest, GuessesTypesWithoutAClass) {
    cim::Instance simple{"X"};
    simple.set("S", cim::Value::of(std::string("text")));
    simple.set("B", cim::Value::of(true));
    simple.set("I", cim::Value::of(std::int64_t{-5}));
    simple.set("R", cim::Value::of(2.0));
    simple.set("A", *cim::Value::array(cim::Type::kString, {std::string("a"), std::string("b")}));
    const InstancePointer original(newInstance(simple));
    const std::string alone = text(original.get());
    expectSameValues(toCim(*instance(alone)), simple, alone);
}

TEST_P(SerializerTest, TellsTheSizeOfTheBuffer) {
    const InstancePointer original(newInstance(everything()));
    MI_Uint32 needed = 0;
    EXPECT_EQ(MI_Serializer_SerializeInstance(&serializer, 0, original.get(), nullptr, 99, &needed), MI_RESULT_FAILED);
    ASSERT_GT(needed, 100U);
    std::vector<MI_Uint8> buffer(needed + 1, 0xAA);
    MI_Uint32 again = 0;
    EXPECT_EQ(MI_Serializer_SerializeInstance(&serializer, 0, original.get(), buffer.data(), needed - 1, &again),
              MI_RESULT_FAILED);
    EXPECT_EQ(again, needed);
    EXPECT_EQ(buffer, std::vector<MI_Uint8>(needed + 1, 0xAA)) << "nothing is written to a short buffer";
    EXPECT_EQ(MI_Serializer_SerializeInstance(&serializer, 0, original.get(), buffer.data(), needed + 1, &again),
              MI_RESULT_OK);
    EXPECT_EQ(again, needed);
    EXPECT_EQ(buffer[needed], 0xAA) << "no NUL at the end";
    EXPECT_EQ(MI_Serializer_SerializeInstance(&serializer, 0, original.get(), buffer.data(), needed, nullptr),
              MI_RESULT_OK);
}

cim::Class base() {
    constexpr std::uint32_t kUsual = cim::flag::kEnableOverride | cim::flag::kToSubclass;
    cim::Class out{"X_Base"};
    out.qualifiers = {{"Association", cim::Value::of(true), kUsual}, {"Abstract", cim::Value::of(true), kUsual}};
    out.flags = cim::classFlags(out.qualifiers);
    cim::PropertyDecl id{"Id"};
    id.qualifiers = {{"Key", cim::Value::of(true), kUsual}};
    id.flags = cim::propertyFlags(id.qualifiers);
    cim::MethodDecl stop{"Stop", cim::Type::kUint32};
    out.properties = {id};
    out.methods = {stop};
    return out;
}

cim::Class derived() {
    constexpr std::uint32_t kUsual = cim::flag::kEnableOverride | cim::flag::kToSubclass;
    cim::Class out{"X_Derived", "X_Base"};
    out.qualifiers = {{"Description", cim::Value::of(std::string("a \"b\"")),
                       cim::flag::kDisableOverride | cim::flag::kRestricted | cim::flag::kTranslatable}};
    for (int i = 0; i < 14; ++i) {
        const auto type = static_cast<cim::Type>(i);
        cim::PropertyDecl property{"P_" + std::string(cim::typeName(type)), type};
        property.defaultValue = cim::Value::of(everyScalar().at(static_cast<std::size_t>(i)));
        property.qualifiers = {{"Write", cim::Value::of(true), kUsual}};
        out.properties.push_back(property);
        property.name += "_array";
        property.isArray = true;
        property.maxSize = 2;
        const cim::Scalar element = *property.defaultValue.scalar;
        property.defaultValue = *cim::Value::array(type, {element, element});
        out.properties.push_back(property);
    }
    cim::PropertyDecl friendOf{"Friend", cim::Type::kReference, false, 0, "X_Base"};
    cim::PropertyDecl part{"Parts", cim::Type::kInstance, true, 0, "X_Part"};
    part.qualifiers = {{"EmbeddedInstance", cim::Value::of(std::string("X_Part")), kUsual}};
    friendOf.flags = part.flags = cim::flag::kReadOnly;
    out.properties.push_back(friendOf);
    out.properties.push_back(part);
    cim::MethodDecl go{"Go", cim::Type::kUint16};
    go.qualifiers = {{"Static", cim::Value::of(true), kUsual}};
    go.flags = cim::flag::kStatic;
    cim::ParameterDecl in{"In", cim::Type::kDatetime};
    in.flags = cim::flag::kIn;
    cim::ParameterDecl out1{"Out", cim::Type::kReference, true, 0, "X_Base"};
    out1.qualifiers = {{"Out", cim::Value::of(true), kUsual}, {"In", cim::Value::of(false), kUsual}};
    out1.flags = cim::flag::kOut;
    go.parameters = {in, out1};
    out.methods = {go};
    return out;
}

TEST_P(SerializerTest, BringsBackClasses) {
    const ClassPointer original(newClass(derived()));
    const std::string alone = text(original.get());
    const auto back = classIn(alone);
    EXPECT_EQ(storeOf(*back)->model(), derived()) << alone;
    EXPECT_STREQ(back->namespaceName, "root/x");
    EXPECT_STREQ(back->serverName, "host");
    EXPECT_EQ(text(back.get()), alone);
}

TEST_P(SerializerTest, BringsBackClassesWithThoseAbove) {
    auto parent = std::make_shared<const ClassStore>(base());
    const auto child = std::make_shared<const ClassStore>(cim::withInherited(derived(), base()), parent);
    const ClassPointer original(newClass(child, "", ""));
    const std::string deep = text(original.get(), MI_SERIALIZER_FLAGS_CLASS_DEEP);
    const auto back = classIn(deep);
    EXPECT_EQ(bytes, deep.size());
    const auto store = storeOf(*back);
    EXPECT_EQ(store->model(), child->model()) << deep;
    ASSERT_NE(store->parent(), nullptr);
    EXPECT_EQ(store->parent()->model(), base());
    EXPECT_EQ(store->model().flags, cim::flag::kAssociation) << "an association by its parent, but not abstract";
    EXPECT_TRUE(store->model().property("Id")->propagated);
    EXPECT_EQ(store->model().method("Stop")->origin, "X_Base");
}

TEST_P(SerializerTest, TakesTheParentFromTheProgram) {
    const ClassPointer parent(newClass(base()));
    const ClassPointer original(newClass(derived()));
    const std::string alone = text(original.get());
    const auto byArgument = classIn(alone, nullptr, parent.get());
    Given given{parent.get()};
    const auto byCallback = classIn(alone, &given);
    EXPECT_EQ(given.asked, std::vector<std::string>{"X_Base"});
    for (const auto* each : {&byArgument, &byCallback}) {
        EXPECT_EQ(storeOf(**each)->model(), cim::withInherited(derived(), base()));
        MI_Class* above = nullptr;
        EXPECT_EQ(MI_Class_GetParentClass(each->get(), &above), MI_RESULT_OK);
        const ClassPointer owner(above);
    }
    Given refusing{nullptr, MI_RESULT_ACCESS_DENIED};
    MI_Class* none = parent.get();
    EXPECT_EQ(read(alone, &none, &refusing), MI_RESULT_ACCESS_DENIED);
    EXPECT_EQ(none, nullptr);
    EXPECT_THAT(message, HasSubstr("X_Base"));
}

TEST_P(SerializerTest, StatesFlagsThatHaveNoQualifier) {
    cim::Class bare{"X"};
    bare.properties = {{"Id"}};
    bare.properties[0].flags = cim::flag::kKey | cim::flag::kReadOnly;
    const ClassPointer original(newClass(bare));
    const auto back = classIn(text(original.get()));
    EXPECT_EQ(storeOf(*back)->model().property("Id")->flags, cim::flag::kKey | cim::flag::kReadOnly);
}

TEST_P(SerializerTest, PassesOnWhatTheCallbackAnswers) {
    const InstancePointer original(newInstance(everything()));
    Given refusing{nullptr, MI_RESULT_INVALID_NAMESPACE};
    MI_Instance* out = original.get();
    EXPECT_EQ(read(text(original.get()), &out, &refusing), MI_RESULT_INVALID_NAMESPACE);
    EXPECT_EQ(out, nullptr);
    EXPECT_THAT(message, HasSubstr("X_All"));
    const ClassPointer other(newClass(base()));
    Given mistaken{other.get()};
    EXPECT_EQ(read(text(original.get()), &out, &mistaken), MI_RESULT_INVALID_CLASS);
    Given unknowing;
    EXPECT_NE(instance(text(original.get()), &unknowing), nullptr);
}

TEST_P(SerializerTest, TellsNames) {
    const InstancePointer object(newInstance(everything()));
    const ClassPointer declared(newClass(derived()));
    std::string instanceText = text(object.get());
    std::string classText = text(declared.get());
    const auto name = [&](auto call, std::string& in, const std::string& expected) {
        auto* data = reinterpret_cast<MI_Uint8*>(in.data());
        const auto size = static_cast<MI_Uint32>(in.size());
        MI_Uint32 length = 0;
        EXPECT_EQ(call(&deserializer, data, size, nullptr, &length, nullptr), MI_RESULT_FAILED);
        EXPECT_EQ(length, expected.size() + 1);
        std::string buffer(length, 'x');
        --length;
        EXPECT_EQ(call(&deserializer, data, size, buffer.data(), &length, nullptr), MI_RESULT_FAILED);
        EXPECT_EQ(buffer, std::string(expected.size() + 1, 'x'));
        EXPECT_EQ(call(&deserializer, data, size, buffer.data(), &length, nullptr), MI_RESULT_OK);
        EXPECT_STREQ(buffer.c_str(), expected.c_str());
        EXPECT_EQ(length, expected.size() + 1);
        EXPECT_EQ(call(&deserializer, data, size, buffer.data(), nullptr, nullptr), MI_RESULT_INVALID_PARAMETER);
        EXPECT_EQ(call(&deserializer, nullptr, size, buffer.data(), &length, nullptr), MI_RESULT_INVALID_PARAMETER);
        EXPECT_EQ(call(&deserializer, data, 0, buffer.data(), &length, nullptr), MI_RESULT_INVALID_PARAMETER);
        EXPECT_EQ(call(&deserializer, data, size / 2, buffer.data(), &length, &error), MI_RESULT_FAILED);
        EXPECT_EQ(length, 0U);
        EXPECT_THAT(messageOf(error), StartsWith("The text cannot be read: "));
    };
    name(MI_Deserializer_Instance_GetClassName, instanceText, "X_All");
    name(MI_Deserializer_Class_GetClassName, classText, "X_Derived");
    name(MI_Deserializer_Class_GetParentClassName, classText, "X_Base");
    const ClassPointer root(newClass(base()));
    std::string rootText = text(root.get());
    MI_Uint32 length = 0;
    EXPECT_EQ(
        MI_Deserializer_Class_GetParentClassName(&deserializer, reinterpret_cast<MI_Uint8*>(rootText.data()),
                                                 static_cast<MI_Uint32>(rootText.size()), nullptr, &length, nullptr),
        MI_RESULT_INVALID_SUPERCLASS);
}

TEST_P(SerializerTest, RefusesWhatIsNoText) {
    const ClassPointer object(newClass(base()));
    MI_Class* declared = object.get();
    MI_Instance* out = nullptr;
    EXPECT_EQ(read("oops", &declared), MI_RESULT_FAILED);
    EXPECT_EQ(declared, nullptr);
    EXPECT_THAT(message, HasSubstr("(1:1)"));
    EXPECT_EQ(read("\xFF\xFE\xFF", &out), MI_RESULT_FAILED);
    EXPECT_EQ(read(text(object.get()), &out), MI_RESULT_FAILED);
    EXPECT_THAT(message, HasSubstr("there is no instance in the text"));
    EXPECT_EQ(bytes, 0U);
    const InstancePointer some(newInstance(everything()));
    EXPECT_EQ(read(text(some.get()), &declared), MI_RESULT_FAILED);
    EXPECT_THAT(message, AnyOf(HasSubstr("there is no class"), HasSubstr("there is no CLASS element")));
}

TEST_P(SerializerTest, ReadsUtf16) {
    cim::Instance simple{"X"};
    simple.set("S", cim::Value::of(std::string("é😀")));
    const InstancePointer original(newInstance(simple));
    const std::string utf8 = text(original.get());
    for (const auto encoding : {wsman::xml::Encoding::kUtf16Le, wsman::xml::Encoding::kUtf16Be}) {
        const std::string wide = *wsman::xml::fromUtf8(utf8, encoding);
        expectSameValues(toCim(*instance(wide)), simple, utf8);
        EXPECT_EQ(bytes, wide.size());
    }
    instance("\xEF\xBB\xBF" + utf8);
    EXPECT_EQ(bytes, utf8.size() + 3);
}

TEST_P(SerializerTest, ChecksItsArguments) {
    const InstancePointer object(newInstance(everything()));
    const ClassPointer declared(newClass(base()));
    MI_Uint32 needed = 9;
    EXPECT_EQ(MI_Serializer_SerializeInstance(&serializer, 2, object.get(), nullptr, 0, &needed),
              MI_RESULT_INVALID_PARAMETER);
    EXPECT_EQ(needed, 0U);
    EXPECT_EQ(MI_Serializer_SerializeInstance(&serializer, 0, nullptr, nullptr, 0, &needed),
              MI_RESULT_INVALID_PARAMETER);
    EXPECT_EQ(MI_Serializer_SerializeInstance(nullptr, 0, object.get(), nullptr, 0, &needed),
              MI_RESULT_INVALID_PARAMETER);
    EXPECT_EQ(MI_Serializer_SerializeClass(&serializer, 2, declared.get(), nullptr, 0, &needed),
              MI_RESULT_INVALID_PARAMETER);
    EXPECT_EQ(MI_Serializer_SerializeClass(&serializer, 0, nullptr, nullptr, 0, &needed), MI_RESULT_INVALID_PARAMETER);
    std::string in = text(object.get());
    auto* data = reinterpret_cast<MI_Uint8*>(in.data());
    const auto size = static_cast<MI_Uint32>(in.size());
    MI_Instance* out = object.get();
    const auto readInstance = [&](MI_Deserializer* from, MI_Uint32 flags, MI_Uint8* buffer, MI_Uint32 length,
                                  MI_Class** classes, MI_Uint32 count, MI_Instance** to) {
        return MI_Deserializer_DeserializeInstance(from, flags, buffer, length, classes, count, nullptr, nullptr,
                                                   &bytes, to, nullptr);
    };
    MI_Class* none = nullptr;
    EXPECT_EQ(readInstance(&deserializer, 1, data, size, nullptr, 0, &out), MI_RESULT_INVALID_PARAMETER);
    EXPECT_EQ(out, nullptr);
    EXPECT_EQ(readInstance(&deserializer, 0, nullptr, size, nullptr, 0, &out), MI_RESULT_INVALID_PARAMETER);
    EXPECT_EQ(readInstance(&deserializer, 0, data, 0, nullptr, 0, &out), MI_RESULT_INVALID_PARAMETER);
    EXPECT_EQ(readInstance(&deserializer, 0, data, size, nullptr, 1, &out), MI_RESULT_INVALID_PARAMETER);
    EXPECT_EQ(readInstance(&deserializer, 0, data, size, &none, 1, &out), MI_RESULT_INVALID_PARAMETER);
    EXPECT_EQ(readInstance(&deserializer, 0, data, size, nullptr, 0, nullptr), MI_RESULT_INVALID_PARAMETER);
    EXPECT_EQ(readInstance(nullptr, 0, data, size, nullptr, 0, &out), MI_RESULT_INVALID_PARAMETER);
    EXPECT_EQ(MI_Deserializer_DeserializeClass(&deserializer, 1, data, size, nullptr, nullptr, nullptr, nullptr,
                                               nullptr, &bytes, &none, nullptr),
              MI_RESULT_INVALID_PARAMETER);
    EXPECT_EQ(MI_Deserializer_DeserializeClass(&deserializer, 0, data, size, nullptr, nullptr, nullptr, nullptr,
                                               nullptr, &bytes, nullptr, nullptr),
              MI_RESULT_INVALID_PARAMETER);
}

TEST_P(SerializerTest, AreClosedOnce) {
    MI_Serializer copy = serializer;
    EXPECT_EQ(MI_Serializer_Close(&serializer), MI_RESULT_OK);
    EXPECT_EQ(serializer.reserved1, 0U);
    EXPECT_EQ(MI_Serializer_Close(&serializer), MI_RESULT_INVALID_PARAMETER);
    EXPECT_EQ(MI_Serializer_Close(&copy), MI_RESULT_INVALID_PARAMETER);
    EXPECT_EQ(MI_Serializer_Close(nullptr), MI_RESULT_INVALID_PARAMETER);
    const InstancePointer object(newInstance(everything()));
    MI_Uint32 needed = 9;
    EXPECT_EQ(MI_Serializer_SerializeInstance(&copy, 0, object.get(), nullptr, 0, &needed),
              MI_RESULT_INVALID_PARAMETER);
    EXPECT_EQ(needed, 0U);
    MI_Deserializer other = deserializer;
    EXPECT_EQ(MI_Deserializer_Close(&deserializer), MI_RESULT_OK);
    EXPECT_EQ(MI_Deserializer_Close(&deserializer), MI_RESULT_INVALID_PARAMETER);
    EXPECT_EQ(MI_Deserializer_Close(nullptr), MI_RESULT_INVALID_PARAMETER);
    MI_Uint8 text[] = {'x'};
    MI_Uint32 length = 9;
    EXPECT_EQ(MI_Deserializer_Class_GetClassName(&other, text, 1, nullptr, &length, nullptr),
              MI_RESULT_INVALID_PARAMETER);
    EXPECT_EQ(length, 0U);
    open(*GetParam());
}

using FormatTest = testing::AbiTest;

TEST_F(FormatTest, NewAnswersByItsArguments) {
    MI_Serializer serializer{1, 1};
    MI_Deserializer deserializer{1, 1};
    std::string unknown = "MI_JSON";
    EXPECT_EQ(MI_Application_NewSerializer(&application, 1, xmlName.data(), &serializer), MI_RESULT_INVALID_PARAMETER);
    EXPECT_EQ(serializer.reserved1, 0U);
    EXPECT_EQ(MI_Application_NewSerializer(&application, 0, nullptr, &serializer), MI_RESULT_INVALID_PARAMETER);
    EXPECT_EQ(MI_Application_NewSerializer(&application, 0, xmlName.data(), nullptr), MI_RESULT_INVALID_PARAMETER);
    EXPECT_EQ(MI_Application_NewSerializer(&application, 0, unknown.data(), &serializer), MI_RESULT_NOT_SUPPORTED);
    EXPECT_EQ(application.ft->NewSerializer(nullptr, 0, xmlName.data(), &serializer), MI_RESULT_INVALID_PARAMETER);
    EXPECT_EQ(MI_Application_NewDeserializer(&application, 1, mofName.data(), &deserializer),
              MI_RESULT_INVALID_PARAMETER);
    EXPECT_EQ(deserializer.reserved1, 0U);
    EXPECT_EQ(MI_Application_NewDeserializer(&application, 0, unknown.data(), &deserializer), MI_RESULT_NOT_SUPPORTED);
    EXPECT_EQ(MI_Application_NewDeserializer(&application, 0, nullptr, &deserializer), MI_RESULT_INVALID_PARAMETER);
}

/// What only MOF can say.
class MofTest : public SerializerTest {};
INSTANTIATE_TEST_SUITE_P(Mof, MofTest, ::testing::Values(&mofName));

TEST_P(MofTest, GoesOnWhereItEnded) {
    std::string rest = R"(class A { [Key] string K; }; class B : A { uint8 N = 7; };
        instance of A as $a { K = "a"; }; instance of B { K = "b"; }; instance of B { K = "c"; N = NULL; };)";
    const auto declared = classIn(rest);
    EXPECT_EQ(storeOf(*declared)->model().name, "B");
    EXPECT_NE(storeOf(*declared)->model().property("K"), nullptr);
    const auto next = [&] {
        Given given{declared.get()};
        auto out = instance(rest, &given);
        rest.erase(0, bytes);
        return toCim(*out);
    };
    rest.erase(0, bytes);
    const auto first = next();
    EXPECT_EQ(*first.find("K")->value.get<std::string>(), "b") << "the one with an alias is a part of what follows";
    EXPECT_EQ(first.find("N")->value, cim::Value::of(std::uint8_t{7})) << "the default";
    EXPECT_EQ(next().find("N")->value, cim::Value::null(cim::Type::kUint8));
    EXPECT_EQ(rest, "");
    const auto last = toCim(*instance(R"(instance of A as $a { K = "a"; }; instance of A as $b { K = "b"; };)"));
    EXPECT_EQ(*last.find("K")->value.get<std::string>(), "b");
}

TEST_P(MofTest, TellsUnsupportedAndTooDeepApart) {
    MI_Instance* out = nullptr;
    EXPECT_EQ(read("#pragma include(\"x.mof\")", &out), MI_RESULT_NOT_SUPPORTED);
    std::string deep;
    for (int i = 0; i < 200; ++i) {
        deep += "instance of X { A = ";
    }
    EXPECT_EQ(read(deep, &out), MI_RESULT_SERVER_LIMITS_EXCEEDED);
}

/// What only XML can say.
class XmlTest : public SerializerTest {};
INSTANTIATE_TEST_SUITE_P(Xml, XmlTest, ::testing::Values(&xmlName));

TEST_P(XmlTest, KeepsWhatTheClassDoesNotDeclare) {
    cim::Class narrow{"X"};
    narrow.properties = {{"A"}};
    const ClassPointer declared(newClass(narrow));
    Given given{declared.get()};
    const auto back = toCim(*instance(R"(<p:X xmlns:p="http://schemas.dmtf.org/wbem/wscim/1/cim-schema/2/X">)"
                                      "<p:A>a</p:A><p:B>b</p:B></p:X>",
                                      &given));
    EXPECT_EQ(*back.find("B")->value.get<std::string>(), "b");
}

TEST_P(XmlTest, DoesNotTakeCimXmlForAClassOfThatName) {
    MI_Instance* out = nullptr;
    EXPECT_EQ(read(R"(<INSTANCE CLASSNAME="X"><PROPERTY NAME="A" TYPE="string"/></INSTANCE>)", &out),
              MI_RESULT_NOT_SUPPORTED);
    EXPECT_THAT(message, HasSubstr("INSTANCE"));
}

TEST_P(XmlTest, NestsAsDeepAsItWrites) {
    cim::Instance inner{"X"};
    for (int i = 0; i < 100; ++i) {
        cim::Instance outer{"X"};
        outer.set("E", cim::Value::of(embed(std::move(inner))));
        inner = std::move(outer);
    }
    const InstancePointer original(newInstance(inner));
    const std::string deep = text(original.get());
    EXPECT_EQ(text(instance(deep).get()), deep);
}

}  // namespace
}  // namespace client::abi
