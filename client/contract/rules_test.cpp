// Rules that no other test of the client states in the words of a program: through the header's inlines, over sessions
// that a scenario answers in process.
#include <dlfcn.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <mi.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <condition_variable>
#include <cstdlib>
#include <mutex>
#include <string>
#include <thread>

#include "client/contract/objects_for_test.h"

namespace client::contract {
namespace {

using namespace std::chrono_literals;

/// What one operation called back with.
struct Results {
    std::mutex mutex;
    std::condition_variable changed;
    int calls = 0;
    int finals = 0;
    int streamed = 0;
    void* context = nullptr;
    MI_Operation* handle = nullptr;
    MI_Result result = MI_RESULT_OK;
    bool acknowledgement = false;

    static void MI_CALL instance(MI_Operation* operation, void* context, const MI_Instance*, MI_Boolean more,
                                 MI_Result result, const MI_Char*, const MI_Instance*,
                                 MI_Result(MI_CALL* acknowledge)(MI_Operation*)) {
        auto& self = *static_cast<Results*>(context);
        const std::scoped_lock lock(self.mutex);
        ++self.calls;
        self.finals += more ? 0 : 1;
        self.context = context;
        self.handle = operation;
        self.result = result;
        self.acknowledgement = self.acknowledgement || acknowledge;
        self.changed.notify_all();
    }
    MI_OperationCallbacks table() {
        MI_OperationCallbacks out = MI_OPERATIONCALLBACKS_NULL;
        out.callbackContext = this;
        out.instanceResult = instance;
        return out;
    }
    bool ended() {
        std::unique_lock lock(mutex);
        return changed.wait_for(lock, 30s, [this] { return finals > 0; });
    }
};

class Rules : public testing::Test {
protected:
    void SetUp() override {
        ::setenv("MI_LOCAL_SCENARIO", MITB_SOURCE_DIR "/scenarios/written", 1);
        ASSERT_EQ(MI_Application_Initialize(0, nullptr, nullptr, &application), MI_RESULT_OK);
        open(session);
    }
    void TearDown() override {
        if (session.ft) {
            EXPECT_EQ(MI_Session_Close(&session, nullptr, nullptr), MI_RESULT_OK);
        }
        EXPECT_EQ(MI_Application_Close(&application), MI_RESULT_OK);
        ::unsetenv("MI_LOCAL_SCENARIO");
    }
    void open(MI_Session& made) {
        ASSERT_EQ(MI_Application_NewSession(&application, nullptr, nullptr, nullptr, nullptr, nullptr, &made),
                  MI_RESULT_OK);
    }
    static MI_Result testConnection(MI_Session& over) {
        MI_Operation operation = MI_OPERATION_NULL;
        MI_Session_TestConnection(&over, 0, nullptr, &operation);
        const MI_Instance* instance = nullptr;
        MI_Boolean more = MI_TRUE;
        MI_Result result = MI_RESULT_FAILED;
        EXPECT_EQ(MI_Operation_GetInstance(&operation, &instance, &more, &result, nullptr, nullptr), MI_RESULT_OK);
        EXPECT_FALSE(more);
        EXPECT_EQ(MI_Operation_Close(&operation), MI_RESULT_OK);
        return result;
    }

    MI_Application application = MI_APPLICATION_NULL;
    MI_Session session = MI_SESSION_NULL;
};

TEST_F(Rules, X2_TheHeaderAnswersForHandlesThatAreNone) {
    MI_Session none = MI_SESSION_NULL;
    MI_Operation operation{1, 1, nullptr};
    Results results;
    auto callbacks = results.table();
    MI_Session_EnumerateInstances(&none, 0, nullptr, nullptr, "X", MI_FALSE, &callbacks, &operation);
    EXPECT_EQ(operation.reserved1, 0U);
    EXPECT_EQ(operation.ft, nullptr);
    EXPECT_EQ(results.calls, 1);
    EXPECT_EQ(results.finals, 1);
    EXPECT_EQ(results.handle, nullptr);
    EXPECT_EQ(results.result, MI_RESULT_INVALID_PARAMETER);
    EXPECT_FALSE(results.acknowledgement);
}

TEST_F(Rules, A3_ANullApplicationIsRefused) {
    EXPECT_EQ(MI_Application_InitializeV1(0, nullptr, nullptr, nullptr), MI_RESULT_INVALID_PARAMETER);
}

TEST_F(Rules, A5_ClosingNothingIsRefused) {
    MI_Application none = MI_APPLICATION_NULL;
    EXPECT_EQ(MI_Application_Close(&none), MI_RESULT_INVALID_PARAMETER);
    EXPECT_EQ(MI_Application_Close(nullptr), MI_RESULT_INVALID_PARAMETER);
}

TEST_F(Rules, A7_HandlesMayBeCopied) {
    MI_Application copy = application;
    MI_Session other = MI_SESSION_NULL;
    ASSERT_EQ(MI_Application_NewSession(&copy, nullptr, nullptr, nullptr, nullptr, nullptr, &other), MI_RESULT_OK);
    MI_Session otherCopy = other;
    EXPECT_EQ(testConnection(otherCopy), MI_RESULT_OK);
    EXPECT_EQ(MI_Session_Close(&other, nullptr, nullptr), MI_RESULT_OK);
}

TEST_F(Rules, B5_B13_ASessionThatIsClosedLeavesTheOthersAlone) {
    MI_Session other = MI_SESSION_NULL;
    open(other);
    EXPECT_EQ(MI_Session_Close(&other, nullptr, nullptr), MI_RESULT_OK);
    EXPECT_EQ(testConnection(session), MI_RESULT_OK);
}

TEST_F(Rules, B7_X20_ClosingNothingWithACallbackIsWellAndCallsIt) {
    MI_Session none = MI_SESSION_NULL;
    int calls = 0;
    EXPECT_EQ(MI_Session_Close(&none, &calls, [](void* context) { ++*static_cast<int*>(context); }), MI_RESULT_OK);
    EXPECT_EQ(calls, 1);
    EXPECT_EQ(MI_Session_Close(&none, nullptr, nullptr), MI_RESULT_INVALID_PARAMETER);
}

TEST_F(Rules, C11_FetchingFromNothingIsRefused) {
    MI_Operation none = MI_OPERATION_NULL;
    const MI_Instance* instance = nullptr;
    MI_Boolean more = MI_TRUE;
    MI_Result result = MI_RESULT_OK;
    EXPECT_EQ(MI_Operation_GetInstance(&none, &instance, &more, &result, nullptr, nullptr),
              MI_RESULT_INVALID_PARAMETER);
    EXPECT_EQ(result, MI_RESULT_INVALID_PARAMETER);
    EXPECT_FALSE(more);
}

TEST_F(Rules, C7_E5_AfterTheEndNothingMoreComesAndNothingBlocks) {
    MI_Operation operation = MI_OPERATION_NULL;
    MI_Session_TestConnection(&session, 0, nullptr, &operation);
    const MI_Instance* instance = nullptr;
    MI_Boolean more = MI_TRUE;
    MI_Result result = MI_RESULT_FAILED;
    ASSERT_EQ(MI_Operation_GetInstance(&operation, &instance, &more, &result, nullptr, nullptr), MI_RESULT_OK);
    EXPECT_EQ(MI_Operation_Cancel(&operation, MI_REASON_NONE), MI_RESULT_OK);
    for (int i = 0; i < 3; ++i) {
        ASSERT_EQ(MI_Operation_GetInstance(&operation, &instance, &more, &result, nullptr, nullptr), MI_RESULT_OK);
        EXPECT_EQ(instance, nullptr);
        EXPECT_FALSE(more);
        EXPECT_EQ(result, MI_RESULT_OK);
    }
    EXPECT_EQ(MI_Operation_Close(&operation), MI_RESULT_OK);
    EXPECT_EQ(MI_Operation_Close(&operation), MI_RESULT_INVALID_PARAMETER);  // C13
}

TEST_F(Rules, C14_AnOperationKnowsItsSession) {
    MI_Operation operation = MI_OPERATION_NULL;
    MI_Session_TestConnection(&session, 0, nullptr, &operation);
    MI_Session parent = MI_SESSION_NULL;
    EXPECT_EQ(MI_Operation_GetSession(&operation, &parent), MI_RESULT_OK);
    EXPECT_EQ(testConnection(parent), MI_RESULT_OK);
    Objects::drain(operation);
}

TEST_F(Rules, D5_D11_CallbacksGetTheirContextAndNoParameterThatDoesNotExist) {
    Results results;
    auto callbacks = results.table();
    callbacks.streamedParameterResult = [](MI_Operation*, void* context, const MI_Char*, MI_Type, const MI_Value*,
                                           MI_Result(MI_CALL*)(MI_Operation*)) {
        ++static_cast<Results*>(context)->streamed;
    };
    MI_Instance* service = nullptr;
    ASSERT_EQ(MI_Application_NewInstance(&application, "Win32_Service", nullptr, &service), MI_RESULT_OK);
    MI_Value name{};
    name.string = const_cast<MI_Char*>("Spooler");
    ASSERT_EQ(MI_Instance_AddElement(service, "Name", &name, MI_STRING, MI_FLAG_KEY), MI_RESULT_OK);
    MI_Operation operation = MI_OPERATION_NULL;
    MI_Session_Invoke(&session, 0, nullptr, "root/cimv2", nullptr, "StopService", service, nullptr, &callbacks,
                      &operation);
    ASSERT_TRUE(results.ended());
    EXPECT_EQ(results.result, MI_RESULT_OK);
    EXPECT_EQ(results.context, &results);
    EXPECT_EQ(results.streamed, 0);
    EXPECT_EQ(MI_Operation_Close(&operation), MI_RESULT_OK);
    MI_Instance_Delete(service);
}

TEST_F(Rules, E6_X27_AnOperationThatNeverBeganCanBeCanceledAndClosed) {
    MI_Operation operation = MI_OPERATION_NULL;
    MI_Session_GetInstance(&session, 0, nullptr, "root/x", nullptr, nullptr, &operation);
    ASSERT_NE(operation.ft, nullptr);
    EXPECT_EQ(MI_Operation_Cancel(&operation, MI_REASON_NONE), MI_RESULT_OK);
    const MI_Instance* instance = nullptr;
    MI_Boolean more = MI_TRUE;
    MI_Result result = MI_RESULT_OK;
    const MI_Char* message = nullptr;
    EXPECT_EQ(MI_Operation_GetInstance(&operation, &instance, &more, &result, &message, nullptr), MI_RESULT_OK);
    EXPECT_EQ(result, MI_RESULT_INVALID_PARAMETER);
    EXPECT_NE(message, nullptr);
    EXPECT_FALSE(more);
    EXPECT_EQ(MI_Operation_Close(&operation), MI_RESULT_OK);
    EXPECT_EQ(operation.ft, nullptr);
}

TEST_F(Rules, E8_CloseOfTheSessionWaitsForACanceledOperation) {
    MI_Operation operation = MI_OPERATION_NULL;
    MI_Session_TestConnection(&session, 0, nullptr, &operation);
    EXPECT_EQ(MI_Operation_Cancel(&operation, MI_REASON_NONE), MI_RESULT_OK);
    std::atomic<bool> closed{false};
    std::thread closer([&] {
        EXPECT_EQ(MI_Session_Close(&session, nullptr, nullptr), MI_RESULT_OK);
        closed = true;
    });
    std::this_thread::sleep_for(20ms);
    EXPECT_FALSE(closed);
    Objects::drain(operation);
    closer.join();
    session = MI_SESSION_NULL;
}

TEST_F(Rules, A9_X21_CloseOfTheApplicationEndsWhatRuns) {
    MI_Application other = MI_APPLICATION_NULL;
    ASSERT_EQ(MI_Application_Initialize(0, nullptr, nullptr, &other), MI_RESULT_OK);
    MI_Session theirs = MI_SESSION_NULL;
    ASSERT_EQ(MI_Application_NewSession(&other, nullptr, nullptr, nullptr, nullptr, nullptr, &theirs), MI_RESULT_OK);
    Results results;
    auto callbacks = results.table();
    MI_Operation operation = MI_OPERATION_NULL;
    MI_Session_EnumerateInstances(&theirs, 0, nullptr, "root/cimv2", "Win32_Process", MI_FALSE, &callbacks, &operation);
    std::thread closer([&] { EXPECT_EQ(MI_Application_Close(&other), MI_RESULT_OK); });
    EXPECT_TRUE(results.ended());
    EXPECT_EQ(MI_Operation_Close(&operation), MI_RESULT_OK);
    const MI_Result closed = MI_Session_Close(&theirs, nullptr, nullptr);
    EXPECT_EQ(closed, MI_RESULT_OK);
    closer.join();
    EXPECT_EQ(results.finals, 1);
}

TEST_F(Rules, J13_OutputsOfAnElementAreOptional) {
    MI_Instance* instance = nullptr;
    ASSERT_EQ(MI_Application_NewInstance(&application, "X", nullptr, &instance), MI_RESULT_OK);
    MI_Value value{};
    value.uint32 = 7;
    ASSERT_EQ(MI_Instance_AddElement(instance, "N", &value, MI_UINT32, 0), MI_RESULT_OK);
    EXPECT_EQ(MI_Instance_GetElement(instance, "N", nullptr, nullptr, nullptr, nullptr), MI_RESULT_OK);
    EXPECT_EQ(MI_Instance_GetElementAt(instance, 0, nullptr, nullptr, nullptr, nullptr), MI_RESULT_OK);
    EXPECT_EQ(MI_Instance_GetElementAt(instance, 1, nullptr, nullptr, nullptr, nullptr), MI_RESULT_NOT_FOUND);
    MI_Instance_Delete(instance);
}

TEST_F(Rules, J14_AParameterSetIsAnInstanceOfParameters) {
    MI_Instance* parameters = nullptr;
    ASSERT_EQ(MI_Application_NewParameterSet(&application, nullptr, &parameters), MI_RESULT_OK);
    const MI_Char* name = nullptr;
    EXPECT_EQ(MI_Instance_GetClassName(parameters, &name), MI_RESULT_OK);
    EXPECT_STREQ(name, "Parameters");
    MI_Instance_Delete(parameters);
}

TEST_F(Rules, K3_X25_OperationsShareAnOptionsObjectThatMayGoAtOnce) {
    MI_OperationOptions options = MI_OPERATIONOPTIONS_NULL;
    ASSERT_EQ(MI_Application_NewOperationOptions(&application, MI_FALSE, &options), MI_RESULT_OK);
    MI_Interval interval{};
    interval.seconds = 20;
    ASSERT_EQ(MI_OperationOptions_SetTimeout(&options, &interval), MI_RESULT_OK);
    std::array<Results, 8> all;
    std::array<MI_Operation, 8> operations{};
    for (std::size_t i = 0; i < all.size(); ++i) {
        auto callbacks = all[i].table();
        MI_Session_EnumerateInstances(&session, 0, &options, "root/cimv2", "Win32_Process", MI_FALSE, &callbacks,
                                      &operations[i]);
    }
    MI_OperationOptions_Delete(&options);
    for (std::size_t i = 0; i < all.size(); ++i) {
        EXPECT_TRUE(all[i].ended());
        EXPECT_EQ(all[i].result, MI_RESULT_OK);
        EXPECT_EQ(MI_Operation_Close(&operations[i]), MI_RESULT_OK);
    }
}

TEST_F(Rules, K4_X22_AnotherUserIsDenied) {
    if (::geteuid() != 0) {
        GTEST_SKIP() << "only root can become somebody else";
    }
    ASSERT_EQ(::seteuid(65534), 0);
    MI_Operation operation = MI_OPERATION_NULL;
    MI_Session_TestConnection(&session, 0, nullptr, &operation);
    const MI_Instance* instance = nullptr;
    MI_Boolean more = MI_TRUE;
    MI_Result result = MI_RESULT_OK;
    EXPECT_EQ(MI_Operation_GetInstance(&operation, &instance, &more, &result, nullptr, nullptr), MI_RESULT_OK);
    EXPECT_EQ(result, MI_RESULT_ACCESS_DENIED);
    EXPECT_EQ(MI_Operation_Close(&operation), MI_RESULT_ACCESS_DENIED);
    EXPECT_EQ(MI_Session_Close(&session, nullptr, nullptr), MI_RESULT_ACCESS_DENIED);
    ASSERT_EQ(::seteuid(0), 0);
    EXPECT_EQ(MI_Operation_Close(&operation), MI_RESULT_OK);
    EXPECT_EQ(testConnection(session), MI_RESULT_OK);
}

TEST_F(Rules, K5_TheLibraryMayBeUnloadedAfterClose) {
    Dl_info self{};
    ASSERT_NE(::dladdr(reinterpret_cast<const void*>(&MI_Application_InitializeV1), &self), 0);
    for (int round = 0; round < 3; ++round) {
        void* library = ::dlopen(self.dli_fname, RTLD_NOW);
        ASSERT_NE(library, nullptr) << ::dlerror();
        const auto initialize =
            reinterpret_cast<decltype(&MI_Application_InitializeV1)>(::dlsym(library, "MI_Application_InitializeV1"));
        ASSERT_NE(initialize, nullptr);
        MI_Application other = MI_APPLICATION_NULL;
        ASSERT_EQ(initialize(0, nullptr, nullptr, &other), MI_RESULT_OK);
        MI_Session theirs = MI_SESSION_NULL;
        ASSERT_EQ(MI_Application_NewSession(&other, nullptr, nullptr, nullptr, nullptr, nullptr, &theirs),
                  MI_RESULT_OK);
        EXPECT_EQ(testConnection(theirs), MI_RESULT_OK);
        EXPECT_EQ(MI_Session_Close(&theirs, nullptr, nullptr), MI_RESULT_OK);
        EXPECT_EQ(MI_Application_Close(&other), MI_RESULT_OK);
        EXPECT_EQ(::dlclose(library), 0);
    }
}

}  // namespace
}  // namespace client::contract
