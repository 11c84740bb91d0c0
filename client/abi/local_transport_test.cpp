// Sessions without a destination: answered by scenario folders, in this process.
#include <gmock/gmock.h>

#include <cstdlib>

#include "client/abi/operation_for_test.h"

namespace client::abi {
namespace {

using ::testing::HasSubstr;

class LocalSession : public OperationTest {
protected:
    static void useScenario(const char* name) {
        ::setenv("MI_LOCAL_SCENARIO", (std::string(MITB_SOURCE_DIR) + "/scenarios/" + name).c_str(), 1);
    }
    void SetUp() override {
        ::unsetenv("MI_LOCAL_SCENARIO");
        ::unsetenv("MI_LOCAL_LIBRARY");
        OperationTest::SetUp();
    }
    void TearDown() override {
        OperationTest::TearDown();
        ::unsetenv("MI_LOCAL_SCENARIO");
        ::unsetenv("MI_LOCAL_LIBRARY");
    }
    void open() {
        ASSERT_EQ(MI_Application_NewSession(&application, nullptr, nullptr, nullptr, nullptr, nullptr, &session),
                  MI_RESULT_OK);
    }
    // How TestConnection ends, which any working session can do.
    Got tested() {
        MI_Operation operation = MI_OPERATION_NULL;
        session.ft->TestConnection(&session, 0, nullptr, &operation);
        Got got = get(operation);
        message = got.message ? got.message : "";
        EXPECT_EQ(MI_Operation_Close(&operation), MI_RESULT_OK);
        return got;
    }

    std::string message;
};

TEST_F(LocalSession, IsAnsweredByTheScenario) {
    useScenario("written");
    open();
    EXPECT_EQ(tested().result, MI_RESULT_OK) << message;
    MI_Operation operation = MI_OPERATION_NULL;
    session.ft->EnumerateInstances(&session, 0, nullptr, "root/cimv2", "Win32_Process", MI_FALSE, nullptr, &operation);
    int count = 0;
    for (Got got = get(operation);; got = get(operation)) {
        count += got.instance ? 1 : 0;
        if (!got.more) {
            EXPECT_EQ(got.result, MI_RESULT_OK) << got.message;
            break;
        }
    }
    EXPECT_EQ(count, 360);
    EXPECT_EQ(MI_Operation_Close(&operation), MI_RESULT_OK);
    MI_Operation events = MI_OPERATION_NULL;
    session.ft->Subscribe(&session, 0, nullptr, "root/cimv2", "WQL",
                          "SELECT * FROM __InstanceModificationEvent WITHIN 1 WHERE TargetInstance ISA 'Win32_Service'",
                          nullptr, nullptr, &events);
    const MI_Instance* instance = nullptr;
    MI_Boolean more = MI_FALSE;
    MI_Result result = MI_RESULT_FAILED;
    EXPECT_EQ(MI_Operation_GetIndication(&events, &instance, nullptr, nullptr, &more, &result, nullptr, nullptr),
              MI_RESULT_OK);
    EXPECT_EQ(result, MI_RESULT_OK);
    EXPECT_NE(instance, nullptr);
    EXPECT_EQ(MI_Operation_Cancel(&events, MI_REASON_NONE), MI_RESULT_OK);
    while (more) {
        EXPECT_EQ(MI_Operation_GetIndication(&events, &instance, nullptr, nullptr, &more, &result, nullptr, nullptr),
                  MI_RESULT_OK);
    }
    EXPECT_EQ(MI_Operation_Close(&events), MI_RESULT_OK);
}

TEST_F(LocalSession, FaultsOfTheScenarioArriveAsFaults) {
    useScenario("written/faults");
    open();
    MI_Operation operation = MI_OPERATION_NULL;
    session.ft->EnumerateInstances(&session, 0, nullptr, "root/cimv2", "No_Such_Class", MI_FALSE, nullptr, &operation);
    const Got got = get(operation);
    EXPECT_EQ(got.result, MI_RESULT_INVALID_CLASS);
    EXPECT_NE(got.details, nullptr);
    EXPECT_EQ(MI_Operation_Close(&operation), MI_RESULT_OK);
}

TEST_F(LocalSession, WithoutAScenarioItSaysWhatToDo) {
    open();
    EXPECT_EQ(tested().result, MI_RESULT_FAILED);
    EXPECT_THAT(message, HasSubstr("MI_LOCAL_SCENARIO"));
}

TEST_F(LocalSession, WithABadScenarioItSaysWhatIsWrong) {
    useScenario("no-such-folder");
    open();
    EXPECT_EQ(tested().result, MI_RESULT_FAILED);
    EXPECT_THAT(message, HasSubstr("no-such-folder"));
}

TEST_F(LocalSession, WithoutTheLibraryItSaysWhereItLooked) {
    useScenario("written");
    ::setenv("MI_LOCAL_LIBRARY", "/no/such/library.so", 1);
    open();
    EXPECT_EQ(tested().result, MI_RESULT_FAILED);
    EXPECT_THAT(message, HasSubstr("/no/such/library.so"));
    EXPECT_EQ(MI_Session_Close(&session, nullptr, nullptr), MI_RESULT_OK);
    ::setenv("MI_LOCAL_LIBRARY", "libc.so.6", 1);
    open();
    EXPECT_EQ(tested().result, MI_RESULT_FAILED);
    EXPECT_THAT(message, HasSubstr("libc.so.6"));
}

}  // namespace
}  // namespace client::abi
