// Providers in this process: loaded by function and by path, called through a local session.
#include <dlfcn.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <mi.h>

#include <chrono>
#include <condition_variable>
#include <cstdlib>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace client::contract {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using namespace std::chrono_literals;

class ProviderTest : public testing::Test {
protected:
    void SetUp() override {
        ::setenv("MI_LOCAL_SCENARIO", MITB_SOURCE_DIR "/scenarios/written", 1);
        library = ::dlopen(MITB_TEST_PROVIDER, RTLD_NOW);
        ASSERT_NE(library, nullptr) << ::dlerror();
        ASSERT_EQ(MI_Application_Initialize(0, nullptr, nullptr, &application), MI_RESULT_OK);
        ASSERT_EQ(MI_Application_NewHostedProvider(&application, "root/widgets", "widgets", mainOf(library), nullptr,
                                                   &provider),
                  MI_RESULT_OK);
        ASSERT_EQ(MI_Application_NewSession(&application, nullptr, nullptr, nullptr, nullptr, nullptr, &session),
                  MI_RESULT_OK);
        ASSERT_EQ(MI_Application_NewOperationOptions(&application, MI_FALSE, &options), MI_RESULT_OK);
    }
    void TearDown() override {
        MI_OperationOptions_Delete(&options);
        EXPECT_EQ(MI_Session_Close(&session, nullptr, nullptr), MI_RESULT_OK);
        if (provider.ft) {
            EXPECT_EQ(MI_HostedProvider_Close(&provider), MI_RESULT_OK);
        }
        EXPECT_EQ(MI_Application_Close(&application), MI_RESULT_OK);
        EXPECT_EQ(number("widget_loads"), 0) << "a provider was loaded and not unloaded";
        ::unsetenv("MI_LOCAL_SCENARIO");
        ::unsetenv("MI_LOCAL_PROVIDERS");
    }
    static MI_MainFunction mainOf(void* from) { return reinterpret_cast<MI_MainFunction>(::dlsym(from, "MI_Main")); }
    int number(const char* function) const { return reinterpret_cast<int (*)()>(::dlsym(library, function))(); }

    struct Ended {
        std::vector<std::string> names;
        MI_Result result = MI_RESULT_OK;
        std::string message;
    };
    // Fetches to the end: one text for each instance, of its first element.
    static Ended drain(MI_Operation& operation) {
        Ended ended;
        MI_Boolean more = MI_TRUE;
        while (more) {
            const MI_Instance* instance = nullptr;
            const MI_Char* message = nullptr;
            if (MI_Operation_GetInstance(&operation, &instance, &more, &ended.result, &message, nullptr) !=
                MI_RESULT_OK) {
                ADD_FAILURE() << "cannot fetch";
                break;
            }
            ended.message = message ? message : "";
            MI_Value value{};
            MI_Type type{};
            if (instance && MI_Instance_GetElementAt(instance, 0, nullptr, &value, &type, nullptr) == MI_RESULT_OK) {
                ended.names.push_back(type == MI_STRING ? value.string : std::to_string(value.uint32));
            }
        }
        EXPECT_EQ(MI_Operation_Close(&operation), MI_RESULT_OK);
        return ended;
    }
    Ended enumerate(const char* className, MI_Uint32 flags = 0, const char* nameSpace = "root/widgets") {
        MI_Operation operation = MI_OPERATION_NULL;
        MI_Session_EnumerateInstances(&session, flags, nullptr, nameSpace, className, MI_FALSE, nullptr, &operation);
        return drain(operation);
    }
    MI_Instance* widget(const char* name) {
        MI_Instance* made = nullptr;
        EXPECT_EQ(MI_Application_NewInstance(&application, "X_Widget", nullptr, &made), MI_RESULT_OK);
        MI_Value value{};
        value.string = const_cast<MI_Char*>(name);
        EXPECT_EQ(MI_Instance_AddElement(made, "Name", &value, MI_STRING, MI_FLAG_KEY), MI_RESULT_OK);
        return made;
    }
    Ended get(const char* name) {
        MI_Instance* keys = widget(name);
        MI_Operation operation = MI_OPERATION_NULL;
        MI_Session_GetInstance(&session, 0, nullptr, "root/widgets", keys, nullptr, &operation);
        auto ended = drain(operation);
        MI_Instance_Delete(keys);
        return ended;
    }

    void* library = nullptr;
    MI_Application application = MI_APPLICATION_NULL;
    MI_HostedProvider provider{};
    MI_Session session = MI_SESSION_NULL;
    MI_OperationOptions options = MI_OPERATIONOPTIONS_NULL;
};

TEST_F(ProviderTest, EnumeratesWithAndWithoutSubclasses) {
    EXPECT_THAT(enumerate("X_Widget").names, ElementsAre("one", "two", "big"));
    EXPECT_THAT(enumerate("x_widget", MI_OPERATIONFLAGS_POLYMORPHISM_SHALLOW).names, ElementsAre("one", "two"));
    EXPECT_THAT(enumerate("X_BigWidget").names, ElementsAre("big"));
    MI_Operation operation = MI_OPERATION_NULL;
    MI_Session_QueryInstances(&session, 0, nullptr, "root/widgets", "WQL", "select * from X_BigWidget", nullptr,
                              &operation);
    EXPECT_THAT(drain(operation).names, ElementsAre("big"));
    MI_Session_QueryInstances(&session, 0, nullptr, "root/widgets", "WQL", "select * from X_Widget where Size = 1",
                              nullptr, &operation);
    EXPECT_EQ(drain(operation).result, MI_RESULT_FILTERED_ENUMERATION_NOT_SUPPORTED);
    const auto support = reinterpret_cast<void (*)(int)>(::dlsym(library, "widget_filters"));
    support(1);
    MI_Session_QueryInstances(&session, 0, nullptr, "root/widgets", "WQL", "select Name from X_Widget where Size = 1",
                              nullptr, &operation);
    EXPECT_THAT(drain(operation).names, ElementsAre("named"));
    support(0);
}

TEST_F(ProviderTest, GetsDeletesAndFailsInTheProvidersWords) {
    EXPECT_THAT(get("one").names, ElementsAre("one"));
    const auto missing = get("none");
    EXPECT_EQ(missing.result, MI_RESULT_NOT_FOUND);
    EXPECT_EQ(missing.message, "No such widget.");
    MI_Instance* keys = widget("one");
    MI_Operation operation = MI_OPERATION_NULL;
    MI_Session_DeleteInstance(&session, 0, nullptr, "root/widgets", keys, nullptr, &operation);
    EXPECT_EQ(drain(operation).result, MI_RESULT_OK);
    MI_Session_CreateInstance(&session, 0, nullptr, "root/widgets", keys, nullptr, &operation);
    EXPECT_EQ(drain(operation).result, MI_RESULT_NOT_SUPPORTED);
    MI_Instance_Delete(keys);
}

TEST_F(ProviderTest, WhatDoesNotFitItsDeclarationIsRefused) {
    MI_Instance* keys = widget("one");
    MI_Value value{};
    value.string = const_cast<MI_Char*>("12");  // a text that is a uint32 when read as one
    ASSERT_EQ(MI_Instance_AddElement(keys, "Size", &value, MI_STRING, 0), MI_RESULT_OK);
    MI_Operation operation = MI_OPERATION_NULL;
    MI_Session_GetInstance(&session, 0, nullptr, "root/widgets", keys, nullptr, &operation);
    EXPECT_THAT(drain(operation).names, ElementsAre("one"));
    value.string = const_cast<MI_Char*>("huge");
    ASSERT_EQ(MI_Instance_SetElement(keys, "Size", &value, MI_STRING, 0), MI_RESULT_OK);
    MI_Session_GetInstance(&session, 0, nullptr, "root/widgets", keys, nullptr, &operation);
    auto refused = drain(operation);
    EXPECT_EQ(refused.result, MI_RESULT_INVALID_PARAMETER);
    EXPECT_THAT(refused.message, HasSubstr("X_Widget.Size"));
    ASSERT_EQ(MI_Instance_AddElement(keys, "Colour", &value, MI_STRING, 0), MI_RESULT_OK);
    ASSERT_EQ(MI_Instance_ClearElement(keys, "Size"), MI_RESULT_OK);
    MI_Session_GetInstance(&session, 0, nullptr, "root/widgets", keys, nullptr, &operation);
    refused = drain(operation);
    EXPECT_EQ(refused.result, MI_RESULT_INVALID_PARAMETER);
    EXPECT_THAT(refused.message, HasSubstr("Colour"));
    MI_Instance_Delete(keys);
}

TEST_F(ProviderTest, WhatItDoesNotServeGoesToTheScenario) {
    EXPECT_EQ(enumerate("Win32_Process", 0, "root/cimv2").names.size(), 360U);
    EXPECT_NE(enumerate("X_Widget", 0, "root/cimv2").result, MI_RESULT_OK);  // another name space
    const auto through = get("scenario");                                    // MI_Context_GetLocalSession
    EXPECT_EQ(through.result, MI_RESULT_OK) << through.message;
    EXPECT_THAT(through.names, ElementsAre("scenario"));
}

// What the callbacks of an operation are given.
struct Heard {
    std::mutex mutex;
    std::condition_variable changed;
    std::vector<std::string> words;
    MI_Uint32 returned = 99;
    std::string depth;
    bool over = false;
    MI_OperationCallback_ResponseType answer = MI_OperationCallback_ResponseType_Yes;
    int streamed = 0;

    MI_OperationCallbacks table() {
        MI_OperationCallbacks out = MI_OPERATIONCALLBACKS_NULL;
        out.callbackContext = this;
        out.writeMessage = [](MI_Operation*, void* context, MI_Uint32 channel, const MI_Char* text) {
            static_cast<Heard*>(context)->words.push_back(std::to_string(channel) + " " + text);
        };
        out.writeProgress = [](MI_Operation*, void* context, const MI_Char* activity, const MI_Char*, const MI_Char*,
                               MI_Uint32 percent, MI_Uint32) {
            static_cast<Heard*>(context)->words.push_back(std::string(activity) + " " + std::to_string(percent));
        };
        out.writeError = [](MI_Operation* operation, void* context, MI_Instance* error,
                            MI_Result(MI_CALL * respond)(MI_Operation*, MI_OperationCallback_ResponseType)) {
            MI_Value message{};
            MI_Instance_GetElement(error, "Message", &message, nullptr, nullptr, nullptr);
            static_cast<Heard*>(context)->words.push_back(std::string("error ") + message.string +
                                                          (respond ? " ?" : ""));
            if (respond) {
                EXPECT_EQ(respond(operation, MI_OperationCallback_ResponseType_Yes), MI_RESULT_OK);
            }
        };
        out.promptUser = [](MI_Operation* operation, void* context, const MI_Char* question, MI_PromptType,
                            MI_Result(MI_CALL * respond)(MI_Operation*, MI_OperationCallback_ResponseType)) {
            auto& self = *static_cast<Heard*>(context);
            self.words.emplace_back(question);
            ASSERT_NE(respond, nullptr);
            EXPECT_EQ(respond(operation, self.answer), MI_RESULT_OK);
            EXPECT_EQ(respond(operation, self.answer), MI_RESULT_INVALID_PARAMETER);
        };
        out.streamedParameterResult = [](MI_Operation* operation, void* context, const MI_Char* name, MI_Type type,
                                         const MI_Value* value, MI_Result(MI_CALL * acknowledge)(MI_Operation*)) {
            EXPECT_STREQ(name, "Numbers");
            EXPECT_EQ(type, MI_UINT32A);
            static_cast<Heard*>(context)->streamed = static_cast<int>(value->uint32a.size);
            if (acknowledge) {
                EXPECT_EQ(acknowledge(operation), MI_RESULT_OK);
            }
        };
        out.instanceResult = [](MI_Operation* operation, void* context, const MI_Instance* instance, MI_Boolean more,
                                MI_Result result, const MI_Char*, const MI_Instance*,
                                MI_Result(MI_CALL * acknowledge)(MI_Operation*)) {
            auto& self = *static_cast<Heard*>(context);
            EXPECT_EQ(result, MI_RESULT_OK);
            MI_Value value{};
            if (instance) {
                EXPECT_EQ(MI_Instance_GetElement(instance, "ReturnValue", &value, nullptr, nullptr, nullptr),
                          MI_RESULT_OK);
                self.returned = value.uint32;
                if (MI_Instance_GetElement(instance, "Depth", &value, nullptr, nullptr, nullptr) == MI_RESULT_OK) {
                    self.depth = value.string;
                }
            }
            if (acknowledge) {
                EXPECT_EQ(acknowledge(operation), MI_RESULT_OK);
            }
            if (!more) {
                const std::scoped_lock lock(self.mutex);
                self.over = true;
                self.changed.notify_all();
            }
        };
        return out;
    }
    bool ended() {
        std::unique_lock lock(mutex);
        return changed.wait_for(lock, 30s, [this] { return over; });
    }
};

TEST_F(ProviderTest, X14_InvokeTellsAsksAndStreams) {
    MI_Value depth{};
    depth.string = const_cast<MI_Char*>("deep");
    ASSERT_EQ(MI_OperationOptions_SetCustomOption(&options, "Depth", MI_STRING, &depth, MI_FALSE), MI_RESULT_OK);
    EXPECT_EQ(MI_OperationOptions_EnableChannel(&options, MI_WRITEMESSAGE_CHANNEL_WARNING), MI_RESULT_OK);
    MI_Instance* target = widget("one");
    for (const bool manual : {false, true}) {
        for (const auto answer : {MI_OperationCallback_ResponseType_Yes, MI_OperationCallback_ResponseType_No}) {
            Heard heard;
            heard.answer = answer;
            auto callbacks = heard.table();
            MI_Operation operation = MI_OPERATION_NULL;
            MI_Session_Invoke(&session, manual ? MI_OPERATIONFLAGS_MANUAL_ACK_RESULTS : 0, &options, "root/widgets",
                              nullptr, "Poke", target, nullptr, &callbacks, &operation);
            ASSERT_TRUE(heard.ended());
            EXPECT_EQ(MI_Operation_Close(&operation), MI_RESULT_OK);
            EXPECT_THAT(heard.words, ElementsAre("0 careful", "poking 50", "error a small error", "really?"));
            EXPECT_EQ(heard.streamed, 3);
            EXPECT_EQ(heard.returned, answer == MI_OperationCallback_ResponseType_Yes ? 1U : 0U);
            EXPECT_EQ(heard.depth, "deep");
        }
    }
    Heard deaf;
    auto callbacks = deaf.table();
    MI_Operation operation = MI_OPERATION_NULL;
    ASSERT_EQ(MI_OperationOptions_DisableChannel(&options, MI_WRITEMESSAGE_CHANNEL_WARNING), MI_RESULT_OK);
    MI_Session_Invoke(&session, 0, &options, "root/widgets", nullptr, "Poke", target, nullptr, &callbacks, &operation);
    ASSERT_TRUE(deaf.ended());
    EXPECT_EQ(MI_Operation_Close(&operation), MI_RESULT_OK);
    EXPECT_THAT(deaf.words, ElementsAre("poking 50", "error a small error", "really?"));
    MI_Session_Invoke(&session, 0, nullptr, "root/widgets", nullptr, "Poke", target, nullptr, nullptr, &operation);
    EXPECT_THAT(drain(operation).names, ElementsAre("0"));  // nobody to ask: what is grave is not done
    MI_Session_Invoke(&session, 0, nullptr, "root/widgets", nullptr, "Push", target, nullptr, nullptr, &operation);
    EXPECT_EQ(drain(operation).result, MI_RESULT_METHOD_NOT_FOUND);
    MI_Instance_Delete(target);
}

TEST_F(ProviderTest, CancelReachesIt) {
    const int before = number("widget_cancels");
    MI_Operation operation = MI_OPERATION_NULL;
    MI_Session_EnumerateInstances(&session, 0, nullptr, "root/widgets", "X_Endless", MI_FALSE, nullptr, &operation);
    const MI_Instance* instance = nullptr;
    MI_Boolean more = MI_FALSE;
    ASSERT_EQ(MI_Operation_GetInstance(&operation, &instance, &more, nullptr, nullptr, nullptr), MI_RESULT_OK);
    EXPECT_NE(instance, nullptr);
    EXPECT_EQ(MI_Operation_Cancel(&operation, MI_REASON_NONE), MI_RESULT_OK);
    EXPECT_NE(drain(operation).result, MI_RESULT_OK);
    EXPECT_EQ(number("widget_cancels"), before + 1);
}

TEST_F(ProviderTest, IndicationsComeUntilTheSubscriptionIsCanceled) {
    MI_Operation operation = MI_OPERATION_NULL;
    MI_Session_Subscribe(&session, 0, nullptr, "root/widgets", "WQL", "select * from X_Tick", nullptr, nullptr,
                         &operation);
    MI_Boolean more = MI_TRUE;
    for (MI_Uint32 i = 0; i < 3; ++i) {
        const MI_Instance* instance = nullptr;
        const MI_Char* bookmark = nullptr;
        ASSERT_EQ(
            MI_Operation_GetIndication(&operation, &instance, &bookmark, nullptr, &more, nullptr, nullptr, nullptr),
            MI_RESULT_OK);
        ASSERT_NE(instance, nullptr);
        MI_Value tick{};
        EXPECT_EQ(MI_Instance_GetElement(instance, "Tick", &tick, nullptr, nullptr, nullptr), MI_RESULT_OK);
        EXPECT_EQ(tick.uint32, i);
        EXPECT_EQ(bookmark != nullptr, i == 2);
    }
    EXPECT_EQ(MI_Operation_Cancel(&operation, MI_REASON_NONE), MI_RESULT_OK);
    MI_Result result = MI_RESULT_OK;
    while (more) {
        const MI_Instance* instance = nullptr;
        ASSERT_EQ(MI_Operation_GetIndication(&operation, &instance, nullptr, nullptr, &more, &result, nullptr, nullptr),
                  MI_RESULT_OK);
    }
    EXPECT_NE(result, MI_RESULT_OK);
    EXPECT_EQ(MI_Operation_Close(&operation), MI_RESULT_OK);
}

TEST_F(ProviderTest, ItsClassesCanBeRead) {
    MI_Operation operation = MI_OPERATION_NULL;
    MI_Session_GetClass(&session, 0, nullptr, "root/widgets", "X_BigWidget", nullptr, &operation);
    const MI_Class* found = nullptr;
    MI_Boolean more = MI_TRUE;
    MI_Result result = MI_RESULT_FAILED;
    ASSERT_EQ(MI_Operation_GetClass(&operation, &found, &more, &result, nullptr, nullptr), MI_RESULT_OK);
    ASSERT_NE(found, nullptr);
    const MI_Char* parent = nullptr;
    EXPECT_EQ(MI_Class_GetParentClassName(found, &parent), MI_RESULT_OK);
    EXPECT_STREQ(parent, "X_Widget");
    while (more) {
        ASSERT_EQ(MI_Operation_GetClass(&operation, &found, &more, &result, nullptr, nullptr), MI_RESULT_OK);
    }
    EXPECT_EQ(result, MI_RESULT_OK);
    EXPECT_EQ(MI_Operation_Close(&operation), MI_RESULT_OK);
}

TEST_F(ProviderTest, TheServerTellsItsVersionAndName) {
    static MI_Server* given = nullptr;
    MI_HostedProvider refused{};
    MI_Instance* why = nullptr;
    EXPECT_EQ(MI_Application_NewHostedProvider(
                  &application, "root/x", "moduleless",
                  [](MI_Server* server) -> MI_Module* {
                      given = server;
                      return nullptr;
                  },
                  &why, &refused),
              MI_RESULT_FAILED);
    EXPECT_EQ(refused.ft, nullptr);
    ASSERT_NE(why, nullptr);
    MI_Value message{};
    EXPECT_EQ(MI_Instance_GetElement(why, "Message", &message, nullptr, nullptr, nullptr), MI_RESULT_OK);
    EXPECT_THAT(message.string, HasSubstr("moduleless"));
    MI_Instance_Delete(why);
    ASSERT_NE(given, nullptr);
    MI_Uint32 version = 0;
    const MI_Char* name = nullptr;
    EXPECT_EQ(given->serverFT->GetVersion(&version), MI_RESULT_OK);
    EXPECT_GT(version, 0U);
    EXPECT_EQ(given->serverFT->GetSystemName(&name), MI_RESULT_OK);
    EXPECT_STRNE(name, "");
    EXPECT_EQ(given->serverFT->GetVersion(nullptr), MI_RESULT_INVALID_PARAMETER);
    EXPECT_EQ(given->serverFT->GetSystemName(nullptr), MI_RESULT_INVALID_PARAMETER);
    EXPECT_NE(given->contextFT, nullptr);
    EXPECT_NE(given->propertySetFT, nullptr);
    EXPECT_NE(given->filterFT, nullptr);
}

TEST_F(ProviderTest, AClosedProviderServesNoMore) {
    EXPECT_EQ(enumerate("X_BigWidget").result, MI_RESULT_OK);
    MI_Application owner = MI_APPLICATION_NULL;
    EXPECT_EQ(MI_HostedProvider_GetApplication(&provider, &owner), MI_RESULT_OK);
    EXPECT_EQ(owner.reserved1, application.reserved1);
    MI_HostedProvider copy = provider;
    EXPECT_EQ(MI_HostedProvider_Close(&provider), MI_RESULT_OK);
    EXPECT_EQ(copy.ft->Close(&copy), MI_RESULT_INVALID_PARAMETER);
    EXPECT_EQ(copy.ft->GetApplication(&copy, &owner), MI_RESULT_INVALID_PARAMETER);
    EXPECT_NE(enumerate("X_BigWidget").result, MI_RESULT_OK);  // the scenario does not know it
}

TEST_F(ProviderTest, TheEnvironmentMayNameLibraries) {
    ::setenv("MI_LOCAL_PROVIDERS", MITB_TEST_PROVIDER, 1);
    MI_Application other = MI_APPLICATION_NULL;
    ASSERT_EQ(MI_Application_Initialize(0, nullptr, nullptr, &other), MI_RESULT_OK);
    MI_Session theirs = MI_SESSION_NULL;
    ASSERT_EQ(MI_Application_NewSession(&other, nullptr, nullptr, nullptr, nullptr, nullptr, &theirs), MI_RESULT_OK);
    MI_Operation operation = MI_OPERATION_NULL;
    MI_Session_EnumerateInstances(&theirs, 0, nullptr, nullptr, "X_BigWidget", MI_FALSE, nullptr, &operation);
    EXPECT_THAT(drain(operation).names, ElementsAre("big"));
    EXPECT_EQ(MI_Session_Close(&theirs, nullptr, nullptr), MI_RESULT_OK);
    EXPECT_EQ(MI_Application_Close(&other), MI_RESULT_OK);

    ::setenv("MI_LOCAL_PROVIDERS", "/no/such/provider.so", 1);
    MI_Instance* why = nullptr;
    EXPECT_EQ(MI_Application_Initialize(0, nullptr, &why, &other), MI_RESULT_FAILED);
    ASSERT_NE(why, nullptr);
    MI_Value message{};
    EXPECT_EQ(MI_Instance_GetElement(why, "Message", &message, nullptr, nullptr, nullptr), MI_RESULT_OK);
    EXPECT_THAT(message.string, HasSubstr("/no/such/provider.so"));
    MI_Instance_Delete(why);
}

}  // namespace
}  // namespace client::contract
