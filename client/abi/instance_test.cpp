#include "client/abi/instance.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <cstring>
#include <string>

#include "client/abi/fixture_for_test.h"

namespace client::abi {
namespace {

namespace cim = wsman::cim;

InstancePointer make(std::string_view className = "X_Thing") {
    return InstancePointer(newInstance(className));
}

MI_Value textValue(const char* text) {
    MI_Value value{};
    value.string = const_cast<char*>(text);
    return value;
}

MI_Result add(MI_Instance* instance, const char* name, const char* text, MI_Uint32 flags = 0) {
    const MI_Value value = textValue(text);
    return instance->ft->AddElement(instance, name, &value, MI_STRING, flags);
}

// A core value of each scalar type, and one that differs.
std::vector<cim::Scalar> scalars(int variant) {
    auto inner = std::make_shared<cim::Instance>();
    inner->className = "X_Inner";
    inner->set("Name", cim::Value::of(std::string("n") + std::to_string(variant)), cim::flag::kKey);
    return {variant != 0,
            static_cast<std::uint8_t>(200 + variant),
            static_cast<std::int8_t>(-100 + variant),
            static_cast<std::uint16_t>(60000 + variant),
            static_cast<std::int16_t>(-30000 + variant),
            static_cast<std::uint32_t>(4000000000U + static_cast<unsigned>(variant)),
            static_cast<std::int32_t>(-2000000000 + variant),
            static_cast<std::uint64_t>(18000000000000000000ULL + static_cast<unsigned>(variant)),
            static_cast<std::int64_t>(-9000000000000000000LL + variant),
            1.5F + static_cast<float>(variant),
            -2.25 + variant,
            cim::Char16{static_cast<char16_t>(0x20AC + variant)},
            variant ? cim::Datetime(cim::Interval{1, 2, 3, 4, 5})
                    : cim::Datetime(cim::Timestamp{2026, 5, 4, 3, 2, 1, 99, -60}),
            std::string("text ") + std::to_string(variant),
            cim::Reference{inner},
            cim::Embedded{inner}};
}

TEST(InstanceValues, EveryTypeAndArrayCrossesTheBoundaryBothWays) {
    cim::Instance before;
    before.className = "X_All";
    before.nameSpace = "root/x";
    before.serverName = "host";
    before.resourceUri = "http://example.org/X_All";
    const auto first = scalars(0);
    const auto second = scalars(1);
    for (std::size_t i = 0; i < first.size(); ++i) {
        const auto type = static_cast<cim::Type>(i);
        before.set("S" + std::to_string(i), cim::Value::of(first[i]), i == 5 ? cim::flag::kKey : 0);
        before.set("A" + std::to_string(i), cim::Value::array(type, {first[i], second[i]}).value());
        before.set("N" + std::to_string(i), cim::Value::null(type));
        before.set("E" + std::to_string(i), cim::Value::array(type, {}).value());
    }
    const InstancePointer instance(newInstance(before));
    EXPECT_EQ(toCim(*instance), before);

    MI_Instance* clone = nullptr;
    ASSERT_EQ(MI_Instance_Clone(instance.get(), &clone), MI_RESULT_OK);
    const InstancePointer owner(clone);
    EXPECT_EQ(toCim(*clone), before);
}

TEST(InstanceValues, SetCopiesByDefault) {
    auto instance = make();
    char text[] = "before";
    ASSERT_EQ(add(instance.get(), "Name", text), MI_RESULT_OK);
    std::strcpy(text, "after!");
    MI_Value value{};
    ASSERT_EQ(MI_Instance_GetElement(instance.get(), "name", &value, nullptr, nullptr, nullptr), MI_RESULT_OK);
    EXPECT_STREQ(value.string, "before");
}

TEST(InstanceValues, BorrowShowsTheSourceAndAdoptFreesIt) {
    auto instance = make();
    char text[] = "before";
    ASSERT_EQ(add(instance.get(), "Borrowed", text, static_cast<MI_Uint32>(MI_FLAG_BORROW)), MI_RESULT_OK);
    std::strcpy(text, "after!");
    MI_Value value{};
    MI_Uint32 flags = 0;
    ASSERT_EQ(MI_Instance_GetElement(instance.get(), "Borrowed", &value, nullptr, &flags, nullptr), MI_RESULT_OK);
    EXPECT_STREQ(value.string, "after!");
    EXPECT_EQ(flags & static_cast<MI_Uint32>(MI_FLAG_BORROW), 0U);

    char* own = strdup("mine");
    ASSERT_EQ(add(instance.get(), "Adopted", own, MI_FLAG_ADOPT), MI_RESULT_OK);
    ASSERT_EQ(MI_Instance_GetElement(instance.get(), "Adopted", &value, nullptr, nullptr, nullptr), MI_RESULT_OK);
    EXPECT_EQ(value.string, own);  // the sanitizer would report a leak if the instance did not free it
}

TEST(InstanceValues, BothOwnershipFlagsAtOnceAreRefused) {
    auto instance = make();
    EXPECT_EQ(add(instance.get(), "A", "x", static_cast<MI_Uint32>(MI_FLAG_BORROW) | MI_FLAG_ADOPT),
              MI_RESULT_INVALID_PARAMETER);
}

TEST(InstanceElements, NamesAreUniqueWhateverTheCase) {
    auto instance = make();
    EXPECT_EQ(add(instance.get(), "Name", "a"), MI_RESULT_OK);
    EXPECT_EQ(add(instance.get(), "NAME", "b"), MI_RESULT_ALREADY_EXISTS);
    MI_Uint32 count = 0;
    EXPECT_EQ(MI_Instance_GetElementCount(instance.get(), &count), MI_RESULT_OK);
    EXPECT_EQ(count, 1U);
}

TEST(InstanceElements, IllegalNamesAndTypesAreRefused) {
    auto instance = make();
    for (const char* name : {"1x", "a b", "", "a-b", "a:b"}) {
        EXPECT_EQ(add(instance.get(), name, "v"), MI_RESULT_INVALID_PARAMETER) << name;
    }
    EXPECT_EQ(add(instance.get(),
                  "_x\xC3\xA9"
                  "1",
                  "v"),
              MI_RESULT_OK);
    const MI_Value value{};
    MI_Uint32 number = 32;
    MI_Type type{};
    std::memcpy(&type, &number, sizeof(type));
    EXPECT_FALSE(isType(type));
    EXPECT_EQ(sizeOf(type), 0U);
    EXPECT_EQ(MI_Instance_AddElement(instance.get(), nullptr, &value, MI_BOOLEAN, 0), MI_RESULT_INVALID_PARAMETER);
}

TEST(InstanceElements, AnArrayWithHolesIsRefused) {
    auto instance = make();
    char* texts[] = {const_cast<char*>("a"), nullptr};
    MI_Value value{};
    value.stringa = {texts, 2};
    EXPECT_EQ(MI_Instance_AddElement(instance.get(), "A", &value, MI_STRINGA, 0), MI_RESULT_INVALID_PARAMETER);
    value.stringa = {nullptr, 2};
    EXPECT_EQ(MI_Instance_AddElement(instance.get(), "A", &value, MI_STRINGA, 0), MI_RESULT_INVALID_PARAMETER);
    value.stringa = {nullptr, 0};
    EXPECT_EQ(MI_Instance_AddElement(instance.get(), "A", &value, MI_STRINGA, 0), MI_RESULT_OK);
}

TEST(InstanceElements, NullComesFromTheFlagTheMissingValueAndClear) {
    auto instance = make();
    ASSERT_EQ(add(instance.get(), "A", "x", static_cast<MI_Uint32>(MI_FLAG_NULL)), MI_RESULT_OK);
    ASSERT_EQ(MI_Instance_AddElement(instance.get(), "B", nullptr, MI_UINT32, MI_FLAG_KEY), MI_RESULT_OK);
    ASSERT_EQ(add(instance.get(), "C", "x"), MI_RESULT_OK);
    ASSERT_EQ(MI_Instance_ClearElement(instance.get(), "c"), MI_RESULT_OK);
    const std::pair<const char*, MI_Type> expected[] = {{"A", MI_STRING}, {"B", MI_UINT32}, {"C", MI_STRING}};
    for (MI_Uint32 i = 0; i < 3; ++i) {
        const MI_Char* name = nullptr;
        MI_Type type = MI_BOOLEAN;
        MI_Uint32 flags = 0;
        ASSERT_EQ(MI_Instance_GetElementAt(instance.get(), i, &name, nullptr, &type, &flags), MI_RESULT_OK);
        EXPECT_STREQ(name, expected[i].first);
        EXPECT_EQ(type, expected[i].second);
        EXPECT_TRUE(flags & static_cast<MI_Uint32>(MI_FLAG_NULL));
        EXPECT_EQ((flags & MI_FLAG_KEY) != 0, i == 1);
    }
}

TEST(InstanceElements, SetChecksNameTypeAndIndex) {
    auto instance = make();
    ASSERT_EQ(add(instance.get(), "A", "x"), MI_RESULT_OK);
    MI_Value value{};
    value.uint32 = 7;
    EXPECT_EQ(MI_Instance_SetElement(instance.get(), "A", &value, MI_UINT32, 0), MI_RESULT_TYPE_MISMATCH);
    EXPECT_EQ(MI_Instance_SetElement(instance.get(), "B", &value, MI_UINT32, 0), MI_RESULT_NO_SUCH_PROPERTY);
    EXPECT_EQ(MI_Instance_GetElement(instance.get(), "B", nullptr, nullptr, nullptr, nullptr),
              MI_RESULT_NO_SUCH_PROPERTY);
    EXPECT_EQ(MI_Instance_ClearElement(instance.get(), "B"), MI_RESULT_NO_SUCH_PROPERTY);
    value = textValue("y");
    for (const MI_Uint32 index : {1U, 2U}) {
        EXPECT_EQ(MI_Instance_SetElementAt(instance.get(), index, &value, MI_STRING, 0), MI_RESULT_NOT_FOUND);
        EXPECT_EQ(MI_Instance_GetElementAt(instance.get(), index, nullptr, nullptr, nullptr, nullptr),
                  MI_RESULT_NOT_FOUND);
        EXPECT_EQ(MI_Instance_ClearElementAt(instance.get(), index), MI_RESULT_NOT_FOUND);
    }
    EXPECT_EQ(MI_Instance_SetElementAt(instance.get(), 0, &value, MI_STRING, 0), MI_RESULT_OK);
    EXPECT_EQ(MI_Instance_GetElement(instance.get(), "a", &value, nullptr, nullptr, nullptr), MI_RESULT_OK);
    EXPECT_STREQ(value.string, "y");
}

TEST(InstanceNames, AreKeptAndBelongToTheInstance) {
    auto instance = make("X_Thing");
    const MI_Char* text = "?";
    EXPECT_EQ(MI_Instance_GetNameSpace(instance.get(), &text), MI_RESULT_OK);
    EXPECT_EQ(text, nullptr);
    EXPECT_EQ(MI_Instance_SetNameSpace(instance.get(), std::string("root/y").c_str()), MI_RESULT_OK);
    EXPECT_EQ(MI_Instance_SetServerName(instance.get(), std::string("host").c_str()), MI_RESULT_OK);
    EXPECT_STREQ(instance->nameSpace, "root/y");
    EXPECT_STREQ(instance->serverName, "host");
    EXPECT_STREQ(instance->classDecl->name, "X_Thing");
    EXPECT_EQ(MI_Instance_GetClassName(instance.get(), &text), MI_RESULT_OK);
    EXPECT_STREQ(text, "X_Thing");
}

TEST(InstanceClone, IsIndependent) {
    auto inner = make("X_Inner");
    ASSERT_EQ(add(inner.get(), "Deep", "one"), MI_RESULT_OK);
    auto instance = make();
    MI_Value value{};
    value.instance = inner.get();
    ASSERT_EQ(MI_Instance_AddElement(instance.get(), "I", &value, MI_INSTANCE, 0), MI_RESULT_OK);
    MI_Instance* clone = nullptr;
    ASSERT_EQ(MI_Instance_Clone(instance.get(), &clone), MI_RESULT_OK);
    const InstancePointer owner(clone);
    const auto before = toCim(*clone);
    ASSERT_EQ(MI_Instance_GetElement(instance.get(), "I", &value, nullptr, nullptr, nullptr), MI_RESULT_OK);
    const MI_Value two = textValue("two");
    ASSERT_EQ(MI_Instance_SetElement(value.instance, "Deep", &two, MI_STRING, 0), MI_RESULT_OK);
    EXPECT_EQ(toCim(*clone), before);
    EXPECT_NE(toCim(*instance), before);
}

// A structure as a generator would declare it.
struct Gadget {
    MI_Instance __instance;  // NOLINT(bugprone-reserved-identifier): the name that generators give it
    MI_ConstStringField Name;
    MI_ConstUint32Field Count;
    MI_ConstStringAField Tags;
};

class GadgetClass {
public:
    GadgetClass() {
        name_ = {MI_FLAG_PROPERTY | MI_FLAG_KEY, nameCode("Name"), "Name",     nullptr, 0, MI_STRING, nullptr, 0,
                 offsetof(Gadget, Name),         "X_Gadget",       "X_Gadget", nullptr};
        count_ = {MI_FLAG_PROPERTY,        nameCode("Count"), "Count",    nullptr, 0, MI_UINT32, nullptr, 0,
                  offsetof(Gadget, Count), "X_Gadget",        "X_Gadget", nullptr};
        tags_ = {MI_FLAG_PROPERTY,       nameCode("Tags"), "Tags",     nullptr, 0, MI_STRINGA, nullptr, 0,
                 offsetof(Gadget, Tags), "X_Gadget",       "X_Gadget", nullptr};
        base.flags = MI_FLAG_CLASS;
        base.name = "X_Base";
        declaration.flags = MI_FLAG_CLASS;
        declaration.name = "X_Gadget";
        declaration.properties = properties_;
        declaration.numProperties = 3;
        declaration.size = sizeof(Gadget);
        declaration.superClass = "X_Base";
        declaration.superClassDecl = &base;
    }
    MI_ClassDecl base{};
    MI_ClassDecl declaration{};

private:
    MI_PropertyDecl name_{}, count_{}, tags_{};
    const MI_PropertyDecl* properties_[3] = {&name_, &count_, &tags_};
};

TEST(TypedInstance, KeepsValuesInTheGeneratedStructure) {
    const GadgetClass gadget;
    const InstancePointer instance(newInstance("X_Gadget", gadget.declaration));
    auto* fields = reinterpret_cast<Gadget*>(instance.get());
    EXPECT_FALSE(fields->Name.exists);

    MI_Value value = textValue("hammer");
    ASSERT_EQ(MI_Instance_SetElement(instance.get(), "name", &value, MI_STRING, 0), MI_RESULT_OK);
    EXPECT_TRUE(fields->Name.exists);
    EXPECT_STREQ(fields->Name.value, "hammer");

    // Generated code writes scalars itself.
    fields->Count.value = 7;
    fields->Count.exists = 1;
    MI_Uint32 flags = 0;
    ASSERT_EQ(MI_Instance_GetElement(instance.get(), "Count", &value, nullptr, &flags, nullptr), MI_RESULT_OK);
    EXPECT_EQ(value.uint32, 7U);
    EXPECT_EQ(flags, static_cast<MI_Uint32>(MI_FLAG_PROPERTY));

    char* tags[] = {const_cast<char*>("a"), const_cast<char*>("b")};
    value.stringa = {tags, 2};
    ASSERT_EQ(MI_Instance_SetElementAt(instance.get(), 2, &value, MI_STRINGA, 0), MI_RESULT_OK);
    ASSERT_EQ(MI_Instance_SetElementAt(instance.get(), 2, &value, MI_STRINGA, 0), MI_RESULT_OK);
    EXPECT_EQ(fields->Tags.value.size, 2U);
    EXPECT_NE(fields->Tags.value.data[0], tags[0]);

    MI_Instance* clone = nullptr;
    ASSERT_EQ(MI_Instance_Clone(instance.get(), &clone), MI_RESULT_OK);
    const InstancePointer owner(clone);
    EXPECT_EQ(toCim(*clone), toCim(*instance));
    ASSERT_EQ(MI_Instance_ClearElement(instance.get(), "Name"), MI_RESULT_OK);
    EXPECT_FALSE(fields->Name.exists);
    EXPECT_STREQ(reinterpret_cast<Gadget*>(clone)->Name.value, "hammer");
}

TEST(TypedInstance, TakesNoNewElements) {
    const GadgetClass gadget;
    const InstancePointer instance(newInstance("X_Gadget", gadget.declaration));
    EXPECT_EQ(add(instance.get(), "More", "x"), MI_RESULT_FAILED);
}

TEST(TypedInstance, IsWhatItsParentsAre) {
    const GadgetClass gadget;
    const InstancePointer instance(newInstance("X_Gadget", gadget.declaration));
    MI_ClassDecl other{};
    other.name = "X_Other";
    MI_Boolean flag = MI_FALSE;
    EXPECT_EQ(MI_Instance_IsA(instance.get(), &gadget.base, &flag), MI_RESULT_OK);
    EXPECT_EQ(flag, MI_TRUE);
    EXPECT_EQ(MI_Instance_IsA(instance.get(), &other, &flag), MI_RESULT_OK);
    EXPECT_EQ(flag, MI_FALSE);
}

TEST(TypedInstance, WithoutALayoutValuesAreKeptBeside) {
    GadgetClass gadget;
    gadget.declaration.size = sizeof(MI_Instance);
    const InstancePointer instance(newInstance("X_Gadget", gadget.declaration));
    const MI_Value value = textValue("hammer");
    ASSERT_EQ(MI_Instance_SetElement(instance.get(), "Name", &value, MI_STRING, 0), MI_RESULT_OK);
    EXPECT_EQ(*toCim(*instance).find("Name")->value.get<std::string>(), "hammer");
    EXPECT_EQ(add(instance.get(), "More", "x"), MI_RESULT_FAILED);
}

TEST(InstanceMisuse, EverySlotAnswersNullAndForeignInstances) {
    const auto& ft = kInstanceFT;
    MI_Instance foreign{};
    for (MI_Instance* self : {static_cast<MI_Instance*>(nullptr), &foreign}) {
        MI_Instance* clone = &foreign;
        MI_Boolean flag = MI_TRUE;
        const MI_Char* text = nullptr;
        MI_Uint32 count = 0;
        MI_Class* declared = nullptr;
        MI_ClassDecl declaration{};
        declaration.name = "X";
        const MI_Value value{};
        EXPECT_EQ(ft.Clone(self, &clone), MI_RESULT_INVALID_PARAMETER);
        EXPECT_EQ(clone, nullptr);
        EXPECT_EQ(ft.Destruct(self), MI_RESULT_INVALID_PARAMETER);
        EXPECT_EQ(ft.Delete(self), MI_RESULT_INVALID_PARAMETER);
        EXPECT_EQ(ft.IsA(self, &declaration, &flag), MI_RESULT_INVALID_PARAMETER);
        EXPECT_EQ(ft.GetClassName(self, &text), MI_RESULT_INVALID_PARAMETER);
        EXPECT_EQ(ft.SetNameSpace(self, "x"), MI_RESULT_INVALID_PARAMETER);
        EXPECT_EQ(ft.GetNameSpace(self, &text), MI_RESULT_INVALID_PARAMETER);
        EXPECT_EQ(ft.GetElementCount(self, &count), MI_RESULT_INVALID_PARAMETER);
        EXPECT_EQ(ft.AddElement(self, "A", &value, MI_UINT8, 0), MI_RESULT_INVALID_PARAMETER);
        EXPECT_EQ(ft.SetElement(self, "A", &value, MI_UINT8, 0), MI_RESULT_INVALID_PARAMETER);
        EXPECT_EQ(ft.SetElementAt(self, 0, &value, MI_UINT8, 0), MI_RESULT_INVALID_PARAMETER);
        EXPECT_EQ(ft.GetElement(self, "A", nullptr, nullptr, nullptr, nullptr), MI_RESULT_INVALID_PARAMETER);
        EXPECT_EQ(ft.GetElementAt(self, 0, &text, nullptr, nullptr, nullptr), MI_RESULT_INVALID_PARAMETER);
        EXPECT_EQ(ft.ClearElement(self, "A"), MI_RESULT_INVALID_PARAMETER);
        EXPECT_EQ(ft.ClearElementAt(self, 0), MI_RESULT_INVALID_PARAMETER);
        EXPECT_EQ(ft.GetServerName(self, &text), MI_RESULT_INVALID_PARAMETER);
        EXPECT_EQ(ft.SetServerName(self, "x"), MI_RESULT_INVALID_PARAMETER);
        EXPECT_EQ(ft.GetClass(self, &declared), MI_RESULT_INVALID_PARAMETER);
    }
}

TEST(InstanceClass, OfADynamicInstanceHasItsElements) {
    auto instance = make();
    ASSERT_EQ(add(instance.get(), "Name", "x", MI_FLAG_KEY), MI_RESULT_OK);
    MI_Class* declared = nullptr;
    ASSERT_EQ(MI_Instance_GetClass(instance.get(), &declared), MI_RESULT_OK);
    MI_Type type = MI_BOOLEAN;
    MI_Uint32 flags = 0;
    EXPECT_EQ(MI_Class_GetElement(declared, "NAME", nullptr, nullptr, &type, nullptr, nullptr, &flags, nullptr),
              MI_RESULT_OK);
    EXPECT_EQ(type, MI_STRING);
    EXPECT_TRUE(flags & MI_FLAG_KEY);
    EXPECT_EQ(MI_Class_Delete(declared), MI_RESULT_OK);
}

}  // namespace
}  // namespace client::abi
