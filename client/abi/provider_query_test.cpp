#include "client/abi/provider_query.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>

#include "client/abi/instance.h"

namespace client::abi {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(ProviderQuery, ReadsClassPropertiesAndWhetherThereIsACondition) {
    const auto all = readQuery("", "select * from X_Widget");
    EXPECT_EQ(all.language, "WQL");
    EXPECT_EQ(all.className, "X_Widget");
    EXPECT_THAT(all.properties, IsEmpty());
    EXPECT_FALSE(all.hasCondition);
    const auto some = readQuery("CQL", " SELECT Name,Size , Colour\nFROM X_Widget WHERE Size > 3");
    EXPECT_EQ(some.language, "CQL");
    EXPECT_EQ(some.className, "X_Widget");
    EXPECT_THAT(some.properties, ElementsAre("Name", "Size", "Colour"));
    EXPECT_TRUE(some.hasCondition);
    for (const char* none : {"", "select *", "select * from", "from"}) {
        EXPECT_EQ(readQuery("WQL", none).className, "") << none;
    }
    EXPECT_EQ(readQuery("WQL", "from X").className, "X");
}

TEST(ProviderQuery, FilterTellsItsExpressionAndEvaluatesWhatHasNoCondition) {
    const InstancePointer instance(newInstance("X"));
    const ProviderFilter all(readQuery("WQL", "select * from X"));
    const MI_Char* language = nullptr;
    const MI_Char* text = nullptr;
    EXPECT_EQ(MI_Filter_GetExpression(all.handle(), &language, &text), MI_RESULT_OK);
    EXPECT_STREQ(language, "WQL");
    EXPECT_STREQ(text, "select * from X");
    MI_Boolean passes = MI_FALSE;
    EXPECT_EQ(MI_Filter_Evaluate(all.handle(), instance.get(), &passes), MI_RESULT_OK);
    EXPECT_TRUE(passes);
    const ProviderFilter some(readQuery("WQL", "select * from X where A = 1"));
    EXPECT_EQ(MI_Filter_Evaluate(some.handle(), instance.get(), &passes), MI_RESULT_NOT_SUPPORTED);
    EXPECT_FALSE(passes);
    EXPECT_EQ(kFilterFT.Evaluate(nullptr, instance.get(), &passes), MI_RESULT_INVALID_PARAMETER);
    EXPECT_EQ(kFilterFT.Evaluate(all.handle(), nullptr, &passes), MI_RESULT_INVALID_PARAMETER);
    EXPECT_EQ(kFilterFT.Evaluate(all.handle(), instance.get(), nullptr), MI_RESULT_INVALID_PARAMETER);
    EXPECT_EQ(kFilterFT.GetExpression(nullptr, &language, &text), MI_RESULT_INVALID_PARAMETER);
    EXPECT_EQ(kFilterFT.GetExpression(all.handle(), nullptr, &text), MI_RESULT_INVALID_PARAMETER);
}

TEST(ProviderQuery, PropertySetHoldsNames) {
    const std::unique_ptr<MI_PropertySet, PropertySetDeleter> set(newPropertySet({"Name"}));
    MI_Uint32 count = 0;
    MI_Boolean has = MI_FALSE;
    const MI_Char* name = nullptr;
    EXPECT_EQ(MI_PropertySet_AddElement(set.get(), "Size"), MI_RESULT_OK);
    EXPECT_EQ(MI_PropertySet_AddElement(set.get(), "SIZE"), MI_RESULT_ALREADY_EXISTS);
    EXPECT_EQ(MI_PropertySet_AddElement(set.get(), "1x"), MI_RESULT_INVALID_PARAMETER);
    EXPECT_EQ(MI_PropertySet_GetElementCount(set.get(), &count), MI_RESULT_OK);
    EXPECT_EQ(count, 2U);
    EXPECT_EQ(MI_PropertySet_ContainsElement(set.get(), "name", &has), MI_RESULT_OK);
    EXPECT_TRUE(has);
    EXPECT_EQ(MI_PropertySet_GetElementAt(set.get(), 1, &name), MI_RESULT_OK);
    EXPECT_STREQ(name, "Size");
    EXPECT_EQ(MI_PropertySet_GetElementAt(set.get(), 2, &name), MI_RESULT_NOT_FOUND);
    MI_PropertySet* copied = nullptr;
    ASSERT_EQ(MI_PropertySet_Clone(set.get(), &copied), MI_RESULT_OK);
    const std::unique_ptr<MI_PropertySet, PropertySetDeleter> copy(copied);
    EXPECT_EQ(MI_PropertySet_Clear(set.get()), MI_RESULT_OK);
    EXPECT_EQ(MI_PropertySet_GetElementCount(copy.get(), &count), MI_RESULT_OK);
    EXPECT_EQ(count, 2U);
    MI_PropertySet foreign{};
    EXPECT_EQ(kPropertySetFT.Clear(&foreign), MI_RESULT_INVALID_PARAMETER);
    EXPECT_EQ(kPropertySetFT.Delete(nullptr), MI_RESULT_INVALID_PARAMETER);
}

}  // namespace
}  // namespace client::abi
