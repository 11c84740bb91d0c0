// MI_ContextFT on a context without an operation, as Load and Unload get it, and what it says of options.
#include "client/abi/provider_context.h"

#include <gtest/gtest.h>

#include <thread>

#include "client/abi/application.h"
#include "client/abi/instance.h"
#include "client/engine/completion.h"

namespace client::abi {
namespace {

std::shared_ptr<const OptionBag> options() {
    auto bag = std::make_shared<OptionBag>();
    bag->setString("Colour", "red");
    bag->setNumber("Depth", 3);
    bag->setNumber(MI_KEY_OPERATION_WRITEERRORMODE, MI_CALLBACKMODE_IGNORE);
    return bag;
}

class Context : public ::testing::Test {
protected:
    static OperationContext request() {
        OperationContext made;
        made.nameSpace = "root/x";
        made.locale = "de-DE";
        made.dataLocale = "fr-FR";
        return made;
    }
    std::shared_ptr<Application> application = std::make_shared<Application>();
    ProviderContext object{application, nullptr, request(), options()};
    MI_Context* context = object.handle();
};

TEST_F(Context, TellsOptionsAndLocales) {
    const MI_Char* text = nullptr;
    MI_Uint32 number = 0;
    MI_Type type{};
    MI_Value value{};
    EXPECT_EQ(MI_Context_GetStringOption(context, "colour", &text), MI_RESULT_OK);
    EXPECT_STREQ(text, "red");
    EXPECT_EQ(MI_Context_GetStringOption(context, "Depth", &text), MI_RESULT_TYPE_MISMATCH);
    EXPECT_EQ(MI_Context_GetStringOption(context, "None", &text), MI_RESULT_NO_SUCH_PROPERTY);
    EXPECT_EQ(MI_Context_GetNumberOption(context, "Depth", &number), MI_RESULT_OK);
    EXPECT_EQ(number, 3U);
    EXPECT_EQ(MI_Context_GetNumberOption(context, "Colour", &number), MI_RESULT_TYPE_MISMATCH);
    EXPECT_EQ(MI_Context_GetNumberOption(context, "None", &number), MI_RESULT_NO_SUCH_PROPERTY);
    EXPECT_EQ(MI_Context_GetCustomOptionCount(context, &number), MI_RESULT_OK);
    EXPECT_EQ(number, 2U);  // those of mi.h itself are none
    EXPECT_EQ(MI_Context_GetCustomOptionAt(context, 1, &text, &type, &value), MI_RESULT_OK);
    EXPECT_STREQ(text, "Depth");
    EXPECT_EQ(type, MI_UINT32);
    EXPECT_EQ(MI_Context_GetCustomOptionAt(context, 2, &text, &type, &value), MI_RESULT_NO_SUCH_PROPERTY);
    EXPECT_EQ(MI_Context_GetCustomOption(context, "Colour", &type, &value), MI_RESULT_OK);
    EXPECT_STREQ(value.string, "red");
    EXPECT_EQ(MI_Context_GetCustomOption(context, MI_KEY_OPERATION_WRITEERRORMODE, &type, &value),
              MI_RESULT_NO_SUCH_PROPERTY);
    EXPECT_EQ(MI_Context_SetStringOption(context, "Colour", "blue"), MI_RESULT_OK);
    EXPECT_EQ(MI_Context_GetStringOption(context, "Colour", &text), MI_RESULT_OK);
    EXPECT_STREQ(text, "blue");
    MI_Char locale[MI_MAX_LOCALE_SIZE];
    EXPECT_EQ(MI_Context_GetLocale(context, MI_LOCALE_TYPE_REQUESTED_UI, locale), MI_RESULT_OK);
    EXPECT_STREQ(locale, "de-DE");
    EXPECT_EQ(MI_Context_GetLocale(context, MI_LOCALE_TYPE_CLOSEST_DATA, locale), MI_RESULT_OK);
    EXPECT_STREQ(locale, "fr-FR");
}

TEST_F(Context, WithoutAnOperationThereIsNobodyToTellOrToAsk) {
    const InstancePointer instance(newInstance("X"));
    MI_Boolean flag = MI_TRUE;
    MI_Value value{};
    EXPECT_EQ(MI_Context_Canceled(context, &flag), MI_RESULT_OK);
    EXPECT_FALSE(flag);
    EXPECT_EQ(MI_Context_PostInstance(context, instance.get()), MI_RESULT_INVALID_PARAMETER);
    EXPECT_EQ(MI_Context_PostIndication(context, instance.get(), 0, nullptr), MI_RESULT_INVALID_PARAMETER);
    EXPECT_EQ(MI_Context_WriteMessage(context, 0, "x"), MI_RESULT_OK);
    EXPECT_EQ(MI_Context_WriteProgress(context, "a", "b", "c", 1, 2), MI_RESULT_OK);
    EXPECT_EQ(MI_Context_WriteStreamParameter(context, "P", &value, MI_UINT32, 0), MI_RESULT_NOT_SUPPORTED);
    EXPECT_EQ(MI_Context_WriteError(context, 5, "MI", "x", &flag), MI_RESULT_OK);
    EXPECT_TRUE(flag);
    EXPECT_EQ(MI_Context_WriteCimError(context, instance.get(), &flag), MI_RESULT_OK);
    EXPECT_TRUE(flag);
    EXPECT_EQ(MI_Context_ShouldProcess(context, "it", "poke", &flag), MI_RESULT_OK);
    EXPECT_TRUE(flag);  // what is usual is done
    EXPECT_EQ(MI_Context_ShouldContinue(context, "really?", &flag), MI_RESULT_OK);
    EXPECT_FALSE(flag);  // what is grave is not
    EXPECT_EQ(MI_Context_RegisterCancel(
                  context, [](MI_CancellationReason, void*) {}, nullptr),
              MI_RESULT_OK);
    EXPECT_EQ(MI_Context_RequestUnload(context), MI_RESULT_OK);
    EXPECT_EQ(MI_Context_RefuseUnload(context), MI_RESULT_OK);
    MI_LifecycleIndicationContext* lifecycle = nullptr;
    EXPECT_EQ(MI_Context_GetLifecycleIndicationContext(context, &lifecycle), MI_RESULT_NOT_SUPPORTED);
}

TEST_F(Context, EndsOnceAndSaysHow) {
    std::thread poster([&] { EXPECT_EQ(MI_Context_PostResult(context, MI_RESULT_NOT_FOUND), MI_RESULT_OK); });
    const auto end = object.wait();
    poster.join();
    EXPECT_EQ(end.code, MiResult::kNotFound);
    EXPECT_NE(end.message, "");
    EXPECT_EQ(MI_Context_PostResult(context, MI_RESULT_OK), MI_RESULT_INVALID_PARAMETER);
    EXPECT_EQ(MI_Context_PostError(context, 5, "MI", "x"), MI_RESULT_INVALID_PARAMETER);
    ProviderContext other(application, nullptr, {}, nullptr);
    MI_Instance* error = nullptr;
    ASSERT_EQ(MI_Utilities_CimErrorFromErrorCode(11, "MI", "there already", &error), MI_RESULT_OK);
    const InstancePointer owned(error);
    EXPECT_EQ(MI_Context_PostCimError(other.handle(), error), MI_RESULT_OK);
    const auto second = other.wait();
    EXPECT_EQ(second.code, MiResult::kAlreadyExists);
    EXPECT_EQ(second.message, "there already");
    EXPECT_TRUE(second.details);
}

TEST_F(Context, MakesInstances) {
    MI_Instance* made = nullptr;
    EXPECT_EQ(MI_Context_NewDynamicInstance(context, "X_Any", 0, &made), MI_RESULT_OK);
    EXPECT_EQ(MI_Instance_Delete(made), MI_RESULT_OK);
    EXPECT_EQ(MI_Context_NewDynamicInstance(context, "1x", 0, &made), MI_RESULT_INVALID_PARAMETER);
    EXPECT_EQ(made, nullptr);
    struct Typed {
        MI_Instance instance;
        MI_ConstUint32Field Number;
    };
    MI_PropertyDecl number{};
    number.flags = MI_FLAG_PROPERTY;
    number.name = "Number";
    number.type = MI_UINT32;
    number.offset = offsetof(Typed, Number);
    const MI_PropertyDecl* const properties[] = {&number};
    MI_ClassDecl declaration{};
    declaration.flags = MI_FLAG_CLASS;
    declaration.name = "X_Typed";
    declaration.properties = properties;
    declaration.numProperties = 1;
    declaration.size = sizeof(Typed);
    Typed memory;
    ASSERT_EQ(MI_Context_ConstructInstance(context, &declaration, &memory.instance), MI_RESULT_OK);
    EXPECT_FALSE(memory.Number.exists);
    MI_Value value{};
    value.uint32 = 9;
    EXPECT_EQ(MI_Instance_SetElement(&memory.instance, "Number", &value, MI_UINT32, 0), MI_RESULT_OK);
    EXPECT_EQ(memory.Number.value, 9U);
    EXPECT_EQ(memory.instance.ft->Destruct(&memory.instance), MI_RESULT_OK);
    declaration.size = 8;
    EXPECT_EQ(MI_Context_ConstructInstance(context, &declaration, &memory.instance), MI_RESULT_INVALID_PARAMETER);
}

}  // namespace
}  // namespace client::abi
