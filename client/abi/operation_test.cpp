// Sessions and operations over a scripted transport, fetched by the caller: results, errors, cancel, rules of closing.
#include "client/abi/operation.h"

#include <latch>
#include <thread>

#include "client/abi/operation_for_test.h"

namespace client::abi {
namespace {

using testing::EnumerationServer;
using namespace std::chrono_literals;

TEST_F(OperationTest, SyncEnumerationKeepsOrderOverManyPulls) {
    connect(EnumerationServer(1000, 37));
    MI_Operation operation = MI_OPERATION_NULL;
    enumerate(operation);
    Got last;
    EXPECT_EQ(drain(operation, &last), numbers(1000));
    EXPECT_EQ(last.result, MI_RESULT_OK);
    EXPECT_EQ(last.message, nullptr);
    EXPECT_NE(last.instance, nullptr);  // the last item came with the end
    // After the end: the same end, without waiting.
    const Got again = get(operation);
    EXPECT_EQ(again.returned, MI_RESULT_OK);
    EXPECT_EQ(again.instance, nullptr);
    EXPECT_EQ(again.more, MI_FALSE);
    EXPECT_EQ(again.result, MI_RESULT_OK);
    EXPECT_EQ(MI_Operation_Close(&operation), MI_RESULT_OK);
    EXPECT_EQ(operation.ft, nullptr);
    EXPECT_EQ(url, "http://127.0.0.1:5985/wsman");
}

TEST_F(OperationTest, SyncEnumerationOfNothingIsOneEmptyResult) {
    connect(EnumerationServer(0, 10));
    MI_Operation operation = MI_OPERATION_NULL;
    enumerate(operation);
    const Got got = get(operation);
    EXPECT_EQ(got.instance, nullptr);
    EXPECT_EQ(got.more, MI_FALSE);
    EXPECT_EQ(got.result, MI_RESULT_OK);
    EXPECT_EQ(MI_Operation_Close(&operation), MI_RESULT_OK);
}

TEST_F(OperationTest, OptionalOutputsMayBeNull) {
    connect(EnumerationServer(2, 10));
    MI_Operation operation = MI_OPERATION_NULL;
    enumerate(operation);
    const MI_Instance* instance = nullptr;
    EXPECT_EQ(operation.ft->GetInstance(&operation, &instance, nullptr, nullptr, nullptr, nullptr), MI_RESULT_OK);
    EXPECT_NE(instance, nullptr);
    drain(operation);
    EXPECT_EQ(MI_Operation_Close(&operation), MI_RESULT_OK);
}

TEST_F(OperationTest, MisusedGettersTakeNothing) {
    connect(EnumerationServer(1, 10));
    MI_Operation operation = MI_OPERATION_NULL;
    enumerate(operation);
    MI_Result result = MI_RESULT_OK;
    MI_Boolean more = MI_TRUE;
    const MI_Instance* instance = nullptr;
    const MI_Class* classResult = nullptr;
    EXPECT_EQ(operation.ft->GetInstance(&operation, nullptr, &more, &result, nullptr, nullptr),
              MI_RESULT_INVALID_PARAMETER);
    EXPECT_EQ(result, MI_RESULT_INVALID_PARAMETER);
    EXPECT_EQ(operation.ft->GetClass(&operation, &classResult, nullptr, &result, nullptr, nullptr),
              MI_RESULT_INVALID_PARAMETER);
    EXPECT_EQ(operation.ft->GetIndication(&operation, &instance, nullptr, nullptr, nullptr, nullptr, nullptr, nullptr),
              MI_RESULT_INVALID_PARAMETER);
    EXPECT_EQ(operation.ft->GetInstance(nullptr, &instance, &more, &result, nullptr, nullptr),
              MI_RESULT_INVALID_PARAMETER);
    EXPECT_EQ(more, MI_FALSE);
    EXPECT_EQ(drain(operation), numbers(1));
    EXPECT_EQ(MI_Operation_Close(&operation), MI_RESULT_OK);
}

TEST_F(OperationTest, AnInstanceLastsUntilTheNextFetchAndItsCloneLonger) {
    connect(EnumerationServer(2, 10));
    MI_Operation operation = MI_OPERATION_NULL;
    enumerate(operation);
    const Got got = get(operation);
    MI_Instance* clone = nullptr;
    ASSERT_EQ(MI_Instance_Clone(got.instance, &clone), MI_RESULT_OK);
    drain(operation);
    EXPECT_EQ(MI_Operation_Close(&operation), MI_RESULT_OK);
    MI_Value value{};
    EXPECT_EQ(MI_Instance_GetElement(clone, "Id", &value, nullptr, nullptr, nullptr), MI_RESULT_OK);
    EXPECT_STREQ(value.string, "0");
    EXPECT_EQ(MI_Instance_Delete(clone), MI_RESULT_OK);
}

TEST_F(OperationTest, TransportErrorsAreTheResultWithTextAndDetails) {
    connect([](const HttpRequest&, const CancelToken&) { return testing::refused(); });
    MI_Operation operation = MI_OPERATION_NULL;
    session.ft->TestConnection(&session, 0, nullptr, &operation);
    const Got got = get(operation);
    EXPECT_EQ(got.returned, MI_RESULT_OK);
    EXPECT_EQ(got.result, MI_RESULT_FAILED);
    EXPECT_EQ(got.more, MI_FALSE);
    ASSERT_NE(got.message, nullptr);
    EXPECT_NE(std::string(got.message).find("cannot connect"), std::string::npos);
    EXPECT_NE(got.details, nullptr);
    EXPECT_EQ(MI_Operation_Close(&operation), MI_RESULT_OK);
}

// Every operation that needs an argument, called without it.
TEST_F(OperationTest, MissingArgumentsAreTheResultAndSendNothing) {
    connect([](const HttpRequest&, const CancelToken&) { return testing::refused(); });
    auto* ft = session.ft;
    const std::function<void(MI_Operation*)> calls[] = {
        [&](MI_Operation* o) { ft->GetInstance(&session, 0, nullptr, nullptr, nullptr, nullptr, o); },
        [&](MI_Operation* o) { ft->ModifyInstance(&session, 0, nullptr, nullptr, nullptr, nullptr, o); },
        [&](MI_Operation* o) { ft->CreateInstance(&session, 0, nullptr, nullptr, nullptr, nullptr, o); },
        [&](MI_Operation* o) { ft->DeleteInstance(&session, 0, nullptr, nullptr, nullptr, nullptr, o); },
        [&](MI_Operation* o) { ft->Invoke(&session, 0, nullptr, nullptr, "C", nullptr, nullptr, nullptr, nullptr, o); },
        [&](MI_Operation* o) {
            ft->AssociatorInstances(&session, 0, nullptr, nullptr, nullptr, nullptr, nullptr, nullptr, nullptr,
                                    MI_FALSE, nullptr, o);
        },
        [&](MI_Operation* o) {
            ft->ReferenceInstances(&session, 0, nullptr, nullptr, nullptr, nullptr, nullptr, MI_FALSE, nullptr, o);
        },
    };
    for (const auto& call : calls) {
        MI_Operation operation = MI_OPERATION_NULL;
        call(&operation);
        ASSERT_NE(operation.ft, nullptr);
        const Got got = get(operation);
        EXPECT_EQ(got.returned, MI_RESULT_OK);
        EXPECT_EQ(got.result, MI_RESULT_INVALID_PARAMETER);
        EXPECT_EQ(got.more, MI_FALSE);
        EXPECT_NE(got.message, nullptr);
        EXPECT_EQ(operation.ft->Cancel(&operation, MI_REASON_NONE), MI_RESULT_OK);
        EXPECT_EQ(MI_Operation_Close(&operation), MI_RESULT_OK);
    }
    MI_Operation operation = MI_OPERATION_NULL;
    ft->GetClass(&session, 0, nullptr, nullptr, nullptr, nullptr, &operation);
    const MI_Class* classResult = nullptr;
    MI_Result result = MI_RESULT_OK;
    EXPECT_EQ(MI_Operation_GetClass(&operation, &classResult, nullptr, &result, nullptr, nullptr), MI_RESULT_OK);
    EXPECT_EQ(result, MI_RESULT_INVALID_PARAMETER);
    EXPECT_EQ(MI_Operation_Close(&operation), MI_RESULT_OK);
    EXPECT_TRUE(transport->sent().empty());
}

TEST_F(OperationTest, ABadDestinationIsTheResultOfEveryOperation) {
    MI_DestinationOptions options = MI_DESTINATIONOPTIONS_NULL;
    ASSERT_EQ(MI_Application_NewDestinationOptions(&application, &options), MI_RESULT_OK);
    ASSERT_EQ(MI_DestinationOptions_SetTransport(&options, "TCP"), MI_RESULT_OK);
    connect([](const HttpRequest&, const CancelToken&) { return testing::refused(); }, &options);
    MI_DestinationOptions_Delete(&options);
    MI_Operation operation = MI_OPERATION_NULL;
    session.ft->TestConnection(&session, 0, nullptr, &operation);
    EXPECT_EQ(get(operation).result, MI_RESULT_INVALID_PARAMETER);
    EXPECT_EQ(MI_Operation_Close(&operation), MI_RESULT_OK);
}

TEST_F(OperationTest, OptionsMayBeDeletedRightAfterTheCall) {
    MI_OperationOptions options = MI_OPERATIONOPTIONS_NULL;
    ASSERT_EQ(MI_Application_NewOperationOptions(&application, MI_FALSE, &options), MI_RESULT_OK);
    ASSERT_EQ(MI_OperationOptions_SetResourceUri(&options, "http://example.org/special"), MI_RESULT_OK);
    connect(EnumerationServer(1, 1));
    MI_Operation operation = MI_OPERATION_NULL;
    session.ft->EnumerateInstances(&session, 0, &options, nullptr, "X_Item", MI_FALSE, nullptr, &operation);
    const MI_OperationOptions stale = options;
    MI_OperationOptions_Delete(&options);
    drain(operation);
    EXPECT_EQ(MI_Operation_Close(&operation), MI_RESULT_OK);
    EXPECT_NE(transport->sent().front().find("http://example.org/special"), std::string::npos);

    MI_OperationOptions copy = stale;
    session.ft->EnumerateInstances(&session, 0, &copy, nullptr, "X_Item", MI_FALSE, nullptr, &operation);
    EXPECT_EQ(get(operation).result, MI_RESULT_INVALID_PARAMETER);
    EXPECT_EQ(MI_Operation_Close(&operation), MI_RESULT_OK);
}

TEST_F(OperationTest, OperationsOnAClosedSessionFailButCanBeClosed) {
    connect([](const HttpRequest&, const CancelToken&) { return testing::refused(); });
    MI_Session stale = session;
    ASSERT_EQ(MI_Session_Close(&session, nullptr, nullptr), MI_RESULT_OK);
    EXPECT_EQ(stale.ft->Close(&stale, nullptr, nullptr), MI_RESULT_INVALID_PARAMETER);
    stale = {stale.reserved1 ? stale.reserved1 : 1, 1, &kSessionFT};
    MI_Operation operation = MI_OPERATION_NULL;
    stale.ft->TestConnection(&stale, 0, nullptr, &operation);
    ASSERT_NE(operation.ft, nullptr);
    EXPECT_EQ(get(operation).result, MI_RESULT_INVALID_PARAMETER);
    MI_Session parent{1, 1, nullptr};
    EXPECT_EQ(MI_Operation_GetSession(&operation, &parent), MI_RESULT_FAILED);
    EXPECT_EQ(MI_Operation_Close(&operation), MI_RESULT_OK);
}

TEST_F(OperationTest, CancelUnblocksAFetchAndIsIdempotent) {
    connect([](const HttpRequest&, const CancelToken& cancel) { return testing::untilCanceled(cancel); });
    MI_Operation operation = MI_OPERATION_NULL;
    enumerate(operation);
    std::thread canceler([&] {
        std::this_thread::sleep_for(20ms);
        MI_Operation copy = operation;
        EXPECT_EQ(MI_Operation_Cancel(&copy, MI_REASON_NONE), MI_RESULT_OK);
        EXPECT_EQ(MI_Operation_Cancel(&copy, MI_REASON_NONE), MI_RESULT_OK);
    });
    const Got got = get(operation);
    canceler.join();
    EXPECT_EQ(got.more, MI_FALSE);
    EXPECT_NE(got.result, MI_RESULT_OK);
    EXPECT_EQ(MI_Operation_Cancel(&operation, MI_REASON_NONE), MI_RESULT_OK);
    EXPECT_EQ(MI_Operation_Close(&operation), MI_RESULT_OK);
    EXPECT_EQ(MI_Operation_Cancel(&operation, MI_REASON_NONE), MI_RESULT_INVALID_PARAMETER);
}

TEST_F(OperationTest, CancelBetweenPullsReleasesTheContext) {
    EnumerationServer server(1000, 10);
    connect([&](const HttpRequest& request, const CancelToken& cancel) {
        if (request.body.find("/Pull<") != std::string::npos) {
            return testing::untilCanceled(cancel);
        }
        return server(request, cancel);
    });
    MI_Operation operation = MI_OPERATION_NULL;
    enumerate(operation);
    for (int i = 0; i < 10; ++i) {
        EXPECT_EQ(get(operation).more, MI_TRUE);
    }
    EXPECT_EQ(MI_Operation_Cancel(&operation, MI_REASON_NONE), MI_RESULT_OK);
    Got last;
    EXPECT_TRUE(drain(operation, &last).empty());
    EXPECT_NE(last.result, MI_RESULT_OK);
    EXPECT_EQ(MI_Operation_Close(&operation), MI_RESULT_OK);
    EXPECT_NE(transport->sent().back().find("enumeration/Release"), std::string::npos);
}

TEST_F(OperationTest, ASlowConsumerHoldsBackThePulls) {
    connect(EnumerationServer(100000, 100));
    MI_Operation operation = MI_OPERATION_NULL;
    enumerate(operation);
    get(operation);
    std::this_thread::sleep_for(100ms);
    EXPECT_LT(transport->sent().size(), 10U);
    EXPECT_EQ(MI_Operation_Cancel(&operation, MI_REASON_NONE), MI_RESULT_OK);
    drain(operation);
    EXPECT_EQ(MI_Operation_Close(&operation), MI_RESULT_OK);
}

TEST_F(OperationTest, SyncCloseWaitsUntilAnotherThreadHasDrained) {
    connect(EnumerationServer(50, 5));
    MI_Operation operation = MI_OPERATION_NULL;
    enumerate(operation);
    MI_Operation copy = operation;
    std::atomic<bool> closed{false};
    std::thread closer([&] {
        EXPECT_EQ(MI_Operation_Close(&copy), MI_RESULT_OK);
        closed = true;
    });
    std::this_thread::sleep_for(30ms);
    EXPECT_FALSE(closed);
    // A second close while the first one waits is refused at once.
    MI_Operation third = operation;
    EXPECT_EQ(MI_Operation_Close(&third), MI_RESULT_INVALID_PARAMETER);
    EXPECT_EQ(drain(operation), numbers(50));
    closer.join();
    EXPECT_EQ(operation.ft->Close(&operation), MI_RESULT_INVALID_PARAMETER);
    const MI_Instance* instance = nullptr;
    EXPECT_EQ(kOperationFT.GetInstance(&operation, &instance, nullptr, nullptr, nullptr, nullptr),
              MI_RESULT_INVALID_PARAMETER);
}

TEST_F(OperationTest, SessionCloseCancelsAndWaitsForTheHandle) {
    connect([](const HttpRequest&, const CancelToken& cancel) { return testing::untilCanceled(cancel); });
    MI_Operation operation = MI_OPERATION_NULL;
    enumerate(operation);
    std::atomic<bool> closed{false};
    std::thread closer([&] {
        EXPECT_EQ(MI_Session_Close(&session, nullptr, nullptr), MI_RESULT_OK);
        closed = true;
    });
    const Got got = get(operation);  // ends because the close cancels
    EXPECT_NE(got.result, MI_RESULT_OK);
    std::this_thread::sleep_for(20ms);
    EXPECT_FALSE(closed);
    EXPECT_EQ(MI_Operation_Close(&operation), MI_RESULT_OK);
    closer.join();
    EXPECT_TRUE(closed);
}

TEST_F(OperationTest, SessionCloseWithCallbackCompletesOnce) {
    connect(EnumerationServer(1, 1));
    MI_Operation operation = MI_OPERATION_NULL;
    enumerate(operation);
    drain(operation);
    std::atomic<int> calls{0};
    EXPECT_EQ(MI_Session_Close(&session, &calls, [](void* context) { ++*static_cast<std::atomic<int>*>(context); }),
              MI_RESULT_OK);
    EXPECT_EQ(calls, 0);
    EXPECT_EQ(MI_Operation_Close(&operation), MI_RESULT_OK);
    EXPECT_EQ(MI_Application_Close(&application), MI_RESULT_OK);
    EXPECT_EQ(calls, 1);
}

}  // namespace
}  // namespace client::abi
