// Operations over a scripted transport that call back: order, acknowledgement, cancel, closing from a callback.
#include "client/abi/operation.h"

#include <latch>
#include <thread>

#include "client/abi/operation_for_test.h"

namespace client::abi {
namespace {

using testing::EnumerationServer;
using namespace std::chrono_literals;

using AsyncOperationTest = OperationTest;

TEST_F(AsyncOperationTest, AsyncDeliversSeriallyWithoutAcknowledgement) {
    connect(EnumerationServer(300, 7));
    Collector collector;
    auto callbacks = collector.callbacks();
    MI_Operation operation = MI_OPERATION_NULL;
    enumerate(operation, &callbacks);
    callbacks = MI_OPERATIONCALLBACKS_NULL;  // the library has its own copy
    const MI_Instance* instance = nullptr;
    MI_Result result = MI_RESULT_OK;
    EXPECT_EQ(operation.ft->GetInstance(&operation, &instance, nullptr, &result, nullptr, nullptr),
              MI_RESULT_INVALID_PARAMETER);
    collector.waitForEnd();
    EXPECT_EQ(MI_Operation_Close(&operation), MI_RESULT_OK);
    EXPECT_EQ(MI_Session_Close(&session, nullptr, nullptr), MI_RESULT_OK);
    EXPECT_EQ(collector.ids, numbers(300));
    EXPECT_EQ(collector.finals, 1);
    EXPECT_EQ(collector.result, MI_RESULT_OK);
    EXPECT_FALSE(collector.overlapped);
    EXPECT_FALSE(collector.sawAcknowledgement);
}

TEST_F(AsyncOperationTest, ManualAcknowledgementHoldsTheNextResultBack) {
    connect(EnumerationServer(3, 3));
    Collector collector;
    auto callbacks = collector.callbacks();
    MI_Operation operation = MI_OPERATION_NULL;
    enumerate(operation, &callbacks, MI_OPERATIONFLAGS_MANUAL_ACK_RESULTS);
    for (int expected = 1; expected <= 3; ++expected) {
        ASSERT_TRUE(collector.waitFor([&] { return collector.calls == expected && collector.inside == 0; }));
        EXPECT_FALSE(collector.waitFor([&] { return collector.calls > expected; }, 20ms));
        ASSERT_NE(collector.acknowledge, nullptr);
        EXPECT_EQ(collector.acknowledge(collector.handle), MI_RESULT_OK);  // from another thread
    }
    EXPECT_EQ(MI_Operation_Close(&operation), MI_RESULT_OK);
    EXPECT_EQ(MI_Session_Close(&session, nullptr, nullptr), MI_RESULT_OK);
    EXPECT_EQ(collector.finals, 1);
    EXPECT_EQ(collector.ids, numbers(3));
}

TEST_F(AsyncOperationTest, AcknowledgementWorksAfterTheHandleIsClosed) {
    connect(EnumerationServer(1, 1));
    Collector collector;
    auto callbacks = collector.callbacks();
    MI_Operation operation = MI_OPERATION_NULL;
    enumerate(operation, &callbacks, MI_OPERATIONFLAGS_MANUAL_ACK_RESULTS);
    ASSERT_TRUE(collector.waitFor([&] { return collector.calls == 1 && collector.inside == 0; }));
    EXPECT_EQ(MI_Operation_Close(&operation), MI_RESULT_OK);
    EXPECT_EQ(collector.acknowledge(collector.handle), MI_RESULT_OK);
}

TEST_F(AsyncOperationTest, CloseFromWithinTheFinalCallback) {
    connect(EnumerationServer(20, 5));
    Collector collector;
    collector.act = [](MI_Operation* operation, bool final) {
        if (final) {
            EXPECT_EQ(MI_Operation_Close(operation), MI_RESULT_OK);
        }
    };
    auto callbacks = collector.callbacks();
    MI_Operation operation = MI_OPERATION_NULL;
    enumerate(operation, &callbacks);
    collector.waitForEnd();
    EXPECT_EQ(MI_Session_Close(&session, nullptr, nullptr), MI_RESULT_OK);
    EXPECT_EQ(operation.ft->Close(&operation), MI_RESULT_INVALID_PARAMETER);
    EXPECT_EQ(collector.ids, numbers(20));
}

TEST_F(AsyncOperationTest, CloseBeforeTheEndCancelsAndStillDeliversTheFinalResult) {
    connect([](const HttpRequest&, const CancelToken& cancel) { return testing::untilCanceled(cancel); });
    Collector collector;
    auto callbacks = collector.callbacks();
    MI_Operation operation = MI_OPERATION_NULL;
    enumerate(operation, &callbacks);
    EXPECT_EQ(MI_Operation_Close(&operation), MI_RESULT_OK);
    EXPECT_EQ(MI_Session_Close(&session, nullptr, nullptr), MI_RESULT_OK);  // waits for the final callback
    EXPECT_EQ(collector.finals, 1);
    EXPECT_EQ(collector.calls, 1);
    EXPECT_NE(collector.result, MI_RESULT_OK);
}

TEST_F(AsyncOperationTest, SessionCloseFromACallbackNeedsTheCallbackForm) {
    connect(EnumerationServer(1, 1));
    Collector collector;
    std::latch done(1);
    MI_Session inCallback = session;
    collector.act = [&](MI_Operation* operation, bool) {
        EXPECT_EQ(inCallback.ft->Close(&inCallback, nullptr, nullptr), MI_RESULT_FAILED);
        EXPECT_EQ(application.ft->Close(&application), MI_RESULT_FAILED);
        EXPECT_EQ(inCallback.ft->Close(&inCallback, &done,
                                       [](void* context) { static_cast<std::latch*>(context)->count_down(); }),
                  MI_RESULT_OK);
        EXPECT_EQ(MI_Operation_Close(operation), MI_RESULT_OK);
    };
    auto callbacks = collector.callbacks();
    MI_Operation operation = MI_OPERATION_NULL;
    enumerate(operation, &callbacks);
    done.wait();
    EXPECT_EQ(collector.finals, 1);
    session = MI_SESSION_NULL;
}

TEST_F(AsyncOperationTest, AnotherOperationCanBeStartedFromACallback) {
    connect(
        [](const HttpRequest& request, const CancelToken& cancel) { return EnumerationServer(2, 2)(request, cancel); });
    Collector first;
    Collector second;
    auto secondCallbacks = second.callbacks();
    MI_Operation nested = MI_OPERATION_NULL;
    first.act = [&](MI_Operation* operation, bool final) {
        if (final) {
            MI_Session parent = MI_SESSION_NULL;
            EXPECT_EQ(MI_Operation_GetSession(operation, &parent), MI_RESULT_OK);
            MI_Session_EnumerateInstances(&parent, 0, nullptr, nullptr, "X_Item", MI_FALSE, &secondCallbacks, &nested);
        }
    };
    auto callbacks = first.callbacks();
    MI_Operation operation = MI_OPERATION_NULL;
    enumerate(operation, &callbacks);
    first.waitForEnd();
    second.waitForEnd();
    EXPECT_EQ(second.ids, numbers(2));
    EXPECT_EQ(MI_Operation_Close(&operation), MI_RESULT_OK);
    EXPECT_EQ(MI_Operation_Close(&nested), MI_RESULT_OK);
}

TEST_F(AsyncOperationTest, WithoutAPlaceForTheHandleTheCallbackIsRefused) {
    connect([](const HttpRequest&, const CancelToken&) { return testing::refused(); });
    Collector collector;
    auto callbacks = collector.callbacks();
    session.ft->EnumerateInstances(&session, 0, nullptr, nullptr, "C", MI_FALSE, &callbacks, nullptr);
    EXPECT_EQ(collector.finals, 1);
    EXPECT_EQ(collector.handle, nullptr);
    EXPECT_EQ(collector.result, MI_RESULT_INVALID_PARAMETER);
    session.ft->EnumerateInstances(&session, 0, nullptr, nullptr, "C", MI_FALSE, nullptr, nullptr);
    EXPECT_TRUE(transport->sent().empty());
}

TEST_F(AsyncOperationTest, OnlyTheCallbackOfItsKindMakesAnOperationAsynchronous) {
    connect(EnumerationServer(1, 1));
    MI_OperationCallbacks callbacks = MI_OPERATIONCALLBACKS_NULL;
    callbacks.writeMessage = [](MI_Operation*, void*, MI_Uint32, const MI_Char*) {};
    callbacks.classResult = [](MI_Operation*, void*, const MI_Class*, MI_Boolean, MI_Result, const MI_Char*,
                               const MI_Instance*, MI_Result(MI_CALL*)(MI_Operation*)) { FAIL(); };
    MI_Operation operation = MI_OPERATION_NULL;
    enumerate(operation, &callbacks);
    EXPECT_EQ(drain(operation), numbers(1));
    EXPECT_EQ(MI_Operation_Close(&operation), MI_RESULT_OK);
}

TEST_F(AsyncOperationTest, AsyncRefusalsArriveThroughTheCallback) {
    connect([](const HttpRequest&, const CancelToken&) { return testing::refused(); });
    Collector collector;
    auto callbacks = collector.callbacks();
    MI_Operation operation = MI_OPERATION_NULL;
    session.ft->GetInstance(&session, 0, nullptr, nullptr, nullptr, &callbacks, &operation);
    ASSERT_NE(operation.ft, nullptr);
    collector.waitForEnd();
    EXPECT_EQ(collector.result, MI_RESULT_INVALID_PARAMETER);
    EXPECT_NE(collector.handle, nullptr);
    EXPECT_EQ(MI_Operation_Close(&operation), MI_RESULT_OK);
}

TEST_F(AsyncOperationTest, ManyOperationsShareASession) {
    connect(
        [](const HttpRequest& request, const CancelToken& cancel) { return EnumerationServer(3, 3)(request, cancel); });
    std::vector<std::thread> threads;
    threads.reserve(8);
    for (int t = 0; t < 8; ++t) {
        threads.emplace_back([&, t] {
            for (int i = 0; i < 25; ++i) {
                MI_Session copy = session;
                MI_Operation operation = MI_OPERATION_NULL;
                Collector collector;
                auto callbacks = collector.callbacks();
                const bool asynchronous = (t + i) % 2 == 0;
                copy.ft->EnumerateInstances(&copy, 0, nullptr, nullptr, "X_Item", MI_FALSE,
                                            asynchronous ? &callbacks : nullptr, &operation);
                if (asynchronous) {
                    collector.waitForEnd();
                    EXPECT_EQ(collector.ids, numbers(3));
                } else {
                    EXPECT_EQ(drain(operation), numbers(3));
                }
                EXPECT_EQ(MI_Operation_Close(&operation), MI_RESULT_OK);
            }
        });
    }
    for (auto& thread : threads) {
        thread.join();
    }
    EXPECT_EQ(transport->sent().size(), 200U);
}

}  // namespace
}  // namespace client::abi
