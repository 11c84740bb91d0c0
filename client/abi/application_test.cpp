// MI_Application_InitializeV1, MI_ApplicationFT, MI_UtilitiesFT, and the tables as a whole.
#include "client/abi/application.h"

#include <cerrno>
#include <cstring>
#include <thread>

#include "client/abi/fixture_for_test.h"
#include "client/abi/instance.h"

namespace client::abi {
namespace {

using ApplicationTest = testing::AbiTest;

// Every slot of a table, seen as the pointers that it is.
template <class Table>
void expectFilled(const Table* table, const char* name) {
    ASSERT_NE(table, nullptr) << name;
    void* slots[sizeof(Table) / sizeof(void*)];
    std::memcpy(slots, table, sizeof(slots));
    for (std::size_t i = 0; i < std::size(slots); ++i) {
        EXPECT_NE(slots[i], nullptr) << name << " slot " << i;
    }
}

TEST(ClientTables, HaveEverySlotFilled) {
    ASSERT_NE(mi_clientFT_V1, nullptr);
    expectFilled(mi_clientFT_V1, "client");
    expectFilled(mi_clientFT_V1->applicationFT, "application");
    expectFilled(mi_clientFT_V1->sessionFT, "session");
    expectFilled(mi_clientFT_V1->operationFT, "operation");
    expectFilled(mi_clientFT_V1->hostedProviderFT, "hostedProvider");
    expectFilled(mi_clientFT_V1->serializerFT, "serializer");
    expectFilled(mi_clientFT_V1->deserializerFT, "deserializer");
    expectFilled(mi_clientFT_V1->subscribeDeliveryOptionsFT, "deliveryOptions");
    expectFilled(mi_clientFT_V1->destinationOptionsFT, "destinationOptions");
    expectFilled(mi_clientFT_V1->operationOptionsFT, "operationOptions");
    expectFilled(mi_clientFT_V1->utilitiesFT, "utilities");
}

TEST(Initialize, RefusesFlagsAndSaysWhy) {
    MI_Application application{1, 1, nullptr};
    MI_Instance* error = nullptr;
    EXPECT_EQ(MI_Application_Initialize(25, nullptr, &error, &application), MI_RESULT_INVALID_PARAMETER);
    EXPECT_EQ(application.ft, nullptr);
    ASSERT_NE(error, nullptr);
    MI_Value value{};
    EXPECT_EQ(MI_Instance_GetElement(error, "CIMStatusCode", &value, nullptr, nullptr, nullptr), MI_RESULT_OK);
    EXPECT_EQ(value.uint32, static_cast<MI_Uint32>(MI_RESULT_INVALID_PARAMETER));
    EXPECT_EQ(MI_Instance_Delete(error), MI_RESULT_OK);
    EXPECT_EQ(MI_Application_Initialize(0, nullptr, nullptr, nullptr), MI_RESULT_INVALID_PARAMETER);
}

TEST(Initialize, ApplicationsAreIndependent) {
    MI_Application one = MI_APPLICATION_NULL;
    MI_Application two = MI_APPLICATION_NULL;
    ASSERT_EQ(MI_Application_Initialize(0, "test", nullptr, &one), MI_RESULT_OK);
    ASSERT_EQ(MI_Application_Initialize(0, "test", nullptr, &two), MI_RESULT_OK);
    MI_Application copy = one;
    EXPECT_EQ(MI_Application_Close(&one), MI_RESULT_OK);
    EXPECT_EQ(one.ft, nullptr);
    EXPECT_EQ(copy.ft->Close(&copy), MI_RESULT_INVALID_PARAMETER);
    MI_Instance* instance = nullptr;
    EXPECT_EQ(MI_Application_NewInstance(&copy, "C", nullptr, &instance), MI_RESULT_INVALID_PARAMETER);
    EXPECT_EQ(MI_Application_NewInstance(&two, "C", nullptr, &instance), MI_RESULT_OK);
    EXPECT_EQ(MI_Instance_Delete(instance), MI_RESULT_OK);
    EXPECT_EQ(MI_Application_Close(&two), MI_RESULT_OK);
}

TEST_F(ApplicationTest, MakesInstancesAndClasses) {
    MI_Instance* instance = nullptr;
    ASSERT_EQ(MI_Application_NewParameterSet(&application, nullptr, &instance), MI_RESULT_OK);
    const MI_Char* text = nullptr;
    EXPECT_EQ(MI_Instance_GetClassName(instance, &text), MI_RESULT_OK);
    EXPECT_STREQ(text, "Parameters");
    EXPECT_EQ(MI_Instance_Delete(instance), MI_RESULT_OK);
    EXPECT_EQ(application.ft->NewInstance(&application, nullptr, nullptr, &instance), MI_RESULT_INVALID_PARAMETER);
    EXPECT_EQ(instance, nullptr);
    EXPECT_EQ(application.ft->NewInstance(&application, "C", nullptr, nullptr), MI_RESULT_INVALID_PARAMETER);
    EXPECT_EQ(application.ft->NewInstance(nullptr, "C", nullptr, &instance), MI_RESULT_INVALID_PARAMETER);

    MI_ClassDecl declaration{};
    declaration.name = "X_Class";
    MI_Class* object = nullptr;
    ASSERT_EQ(MI_Application_NewClass(&application, &declaration, "root/x", nullptr, &object), MI_RESULT_OK);
    ASSERT_EQ(MI_Application_NewInstanceFromClass(&application, "X_Class", object, &instance), MI_RESULT_OK);
    MI_Value value{};
    EXPECT_EQ(MI_Instance_AddElement(instance, "A", &value, MI_UINT8, 0), MI_RESULT_FAILED);
    EXPECT_EQ(MI_Instance_Delete(instance), MI_RESULT_OK);
    EXPECT_EQ(MI_Class_Delete(object), MI_RESULT_OK);
    EXPECT_EQ(application.ft->NewClass(&application, nullptr, nullptr, nullptr, &object), MI_RESULT_INVALID_PARAMETER);
}

TEST_F(ApplicationTest, NewSessionChecksItsArguments) {
    MI_Session opened{1, 1, nullptr};
    EXPECT_EQ(application.ft->NewSession(nullptr, nullptr, "h", nullptr, nullptr, nullptr, &opened),
              MI_RESULT_INVALID_PARAMETER);
    EXPECT_EQ(opened.reserved1, 0U);
    EXPECT_EQ(application.ft->NewSession(&application, nullptr, "h", nullptr, nullptr, nullptr, nullptr),
              MI_RESULT_INVALID_PARAMETER);
    MI_Instance* error = nullptr;
    EXPECT_EQ(application.ft->NewSession(&application, "NoSuchProto", "h", nullptr, nullptr, &error, &opened),
              MI_RESULT_INVALID_PARAMETER);
    EXPECT_EQ(opened.ft, nullptr);
    ASSERT_NE(error, nullptr);
    MI_Value value{};
    EXPECT_EQ(MI_Instance_GetElement(error, "Message", &value, nullptr, nullptr, nullptr), MI_RESULT_OK);
    EXPECT_NE(std::string(value.string).find("NoSuchProto"), std::string::npos);
    EXPECT_EQ(MI_Instance_Delete(error), MI_RESULT_OK);
    for (const char* protocol : {"winrm", "MI_REMOTE_WSMAN"}) {
        ASSERT_EQ(application.ft->NewSession(&application, protocol, "h", nullptr, nullptr, nullptr, &opened),
                  MI_RESULT_OK);
        EXPECT_EQ(MI_Session_Close(&opened, nullptr, nullptr), MI_RESULT_OK);
    }
}

TEST_F(ApplicationTest, SessionKnowsItsApplication) {
    connect([](const HttpRequest&, const CancelToken&) { return testing::refused(); });
    MI_Application copy = MI_APPLICATION_NULL;
    ASSERT_EQ(MI_Session_GetApplication(&session, &copy), MI_RESULT_OK);
    MI_Instance* instance = nullptr;
    EXPECT_EQ(MI_Application_NewInstance(&copy, "C", nullptr, &instance), MI_RESULT_OK);
    EXPECT_EQ(MI_Instance_Delete(instance), MI_RESULT_OK);
    EXPECT_EQ(session.ft->GetApplication(&session, nullptr), MI_RESULT_INVALID_PARAMETER);
    EXPECT_EQ(session.ft->GetApplication(nullptr, &copy), MI_RESULT_INVALID_PARAMETER);
    EXPECT_EQ(copy.ft, nullptr);
    EXPECT_TRUE(transport->sent().empty());
}

TEST_F(ApplicationTest, CloseWaitsForTheSession) {
    connect([](const HttpRequest&, const CancelToken&) { return testing::refused(); });
    std::atomic<bool> closed{false};
    std::thread closer([&] {
        EXPECT_EQ(MI_Application_Close(&application), MI_RESULT_OK);
        closed = true;
    });
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
    EXPECT_FALSE(closed);
    EXPECT_EQ(MI_Session_Close(&session, nullptr, nullptr), MI_RESULT_OK);
    closer.join();
    EXPECT_TRUE(closed);
}

TEST(Utilities, CategoriesOfMiResultsFollowTheTable) {
    const MI_ErrorCategory expected[] = {
        MI_ERRORCATEGORY_NOT_SPECIFIED,    MI_ERRORCATEGORY_NOT_SPECIFIED,    MI_ERRORCATEGORY_ACCESS_DENIED,
        MI_ERRORCATEGORY_METADATA_ERROR,   MI_ERRORCATEGORY_INVALID_ARGUMENT, MI_ERRORCATEGORY_METADATA_ERROR,
        MI_ERRORCATEGORY_OBJECT_NOT_FOUND, MI_ERRORCATEGORY_NOT_IMPLEMENTED,  MI_ERRORCATEGORY_METADATA_ERROR,
        MI_ERRORCATEGORY_METADATA_ERROR,   MI_ERRORCATEGORY_METADATA_ERROR,   MI_ERRORCATEGORY_RESOURCE_EXISTS,
        MI_ERRORCATEGORY_METADATA_ERROR,   MI_ERRORCATEGORY_INVALID_TYPE,     MI_ERRORCATEGORY_NOT_IMPLEMENTED,
        MI_ERRORCATEGORY_INVALID_ARGUMENT, MI_ERRORCATEGORY_METADATA_ERROR,   MI_ERRORCATEGORY_METADATA_ERROR};
    for (MI_Uint32 i = 0; i < std::size(expected); ++i) {
        EXPECT_EQ(MI_Utilities_MapErrorToMiErrorCategory(MI_RESULT_TYPE_MI, i), expected[i]) << i;
    }
    EXPECT_EQ(MI_Utilities_MapErrorToMiErrorCategory("MI", MI_RESULT_PULL_HAS_BEEN_ABANDONED),
              MI_ERRORCATEGORY_OPERATION_STOPPED);
    EXPECT_EQ(MI_Utilities_MapErrorToMiErrorCategory("MI", MI_RESULT_PULL_CANNOT_BE_ABANDONED),
              MI_ERRORCATEGORY_CLOS_EERROR);
    EXPECT_EQ(MI_Utilities_MapErrorToMiErrorCategory("MI", MI_RESULT_SERVER_LIMITS_EXCEEDED),
              MI_ERRORCATEGORY_RESOURCE_BUSY);
    EXPECT_EQ(MI_Utilities_MapErrorToMiErrorCategory("MI", MI_RESULT_SERVER_IS_SHUTTING_DOWN),
              MI_ERRORCATEGORY_RESOURCE_UNAVAILABLE);
}

TEST(Utilities, OtherNumberSpacesAreKnown) {
    EXPECT_EQ(MI_Utilities_MapErrorToMiErrorCategory("errno", EACCES), MI_ERRORCATEGORY_ACCESS_DENIED);
    EXPECT_EQ(MI_Utilities_MapErrorToMiErrorCategory("WIN32", 5), MI_ERRORCATEGORY_ACCESS_DENIED);
    EXPECT_EQ(MI_Utilities_MapErrorToMiErrorCategory("HRESULT", 0x80070005), MI_ERRORCATEGORY_ACCESS_DENIED);
    EXPECT_EQ(MI_Utilities_MapErrorToMiErrorCategory("HRESULT", 0x80338012), MI_ERRORCATEGORY_CONNECTION_ERROR);
    EXPECT_EQ(MI_Utilities_MapErrorToMiErrorCategory("WINRM", 0x80338029), MI_ERRORCATEGORY_OPERATION_TIMEOUT);
    EXPECT_EQ(MI_Utilities_MapErrorToMiErrorCategory("nonsense", 5), MI_ERRORCATEGORY_NOT_SPECIFIED);
    EXPECT_EQ(MI_Utilities_MapErrorToMiErrorCategory(nullptr, 5), MI_ERRORCATEGORY_NOT_SPECIFIED);
}

TEST(Utilities, ErrorsBecomeInstances) {
    MI_Instance* error = nullptr;
    EXPECT_EQ(MI_Utilities_CimErrorFromErrorCode(5, "nonsense", "text", &error), MI_RESULT_INVALID_PARAMETER);
    EXPECT_EQ(MI_Utilities_CimErrorFromErrorCode(5, "WIN32", "text", nullptr), MI_RESULT_INVALID_PARAMETER);
    ASSERT_EQ(MI_Utilities_CimErrorFromErrorCode(5, "WIN32", "no way", &error), MI_RESULT_OK);
    const auto seen = toCim(*error);
    EXPECT_EQ(*seen.find("Message")->value.get<std::string>(), "no way");
    EXPECT_EQ(*seen.find("error_Code")->value.get<std::uint32_t>(), 5U);
    EXPECT_EQ(*seen.find("error_Type")->value.get<std::string>(), "WIN32");
    EXPECT_EQ(*seen.find("error_Category")->value.get<std::uint16_t>(), MI_ERRORCATEGORY_ACCESS_DENIED);
    EXPECT_EQ(MI_Instance_Delete(error), MI_RESULT_OK);
}

}  // namespace
}  // namespace client::abi
