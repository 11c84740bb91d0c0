// One living and one dead object of each kind that mi.h knows, made through the header alone.
#pragma once

#include <gtest/gtest.h>
#include <mi.h>

namespace client::contract {

/// Nothing of it touches a network: the session's port is closed.
class Objects {
public:
    Objects() {
        EXPECT_EQ(MI_Application_Initialize(0, nullptr, nullptr, &application_), MI_RESULT_OK);
        MI_Application other = MI_APPLICATION_NULL;
        EXPECT_EQ(MI_Application_Initialize(0, nullptr, nullptr, &other), MI_RESULT_OK);
        deadApplication_ = other;
        EXPECT_EQ(MI_Application_Close(&other), MI_RESULT_OK);
        makeOptions();
        makeProviders();
        makeSessions();
        makeData();
    }
    ~Objects() {
        drain(operation_);
        MI_Session_Close(&session_, nullptr, nullptr);
        MI_Class_Delete(class_);
        MI_Instance_Delete(instance_);
        MI_Serializer_Close(&serializer_);
        MI_Deserializer_Close(&deserializer_);
        MI_DestinationOptions_Delete(&destination_);
        MI_OperationOptions_Delete(&options_);
        MI_SubscriptionDeliveryOptions_Delete(&delivery_);
        MI_HostedProvider_Close(&provider_);
        MI_Application_Close(&application_);
    }
    Objects(const Objects&) = delete;
    Objects& operator=(const Objects&) = delete;

    MI_Application* application() { return &application_; }
    MI_Session* session() { return &session_; }
    MI_Operation* operation() { return &operation_; }
    MI_HostedProvider* hostedProvider() { return &provider_; }
    MI_DestinationOptions* destinationOptions() { return &destination_; }
    MI_OperationOptions* operationOptions() { return &options_; }
    MI_SubscriptionDeliveryOptions* deliveryOptions() { return &delivery_; }
    MI_Serializer* serializer() { return &serializer_; }
    MI_Deserializer* deserializer() { return &deserializer_; }
    MI_Instance* instance() { return instance_; }
    MI_Class* classObject() { return class_; }
    MI_QualifierSet* qualifierSet() { return &qualifiers_; }
    MI_ParameterSet* parameterSet() { return &parameters_; }

    // Copies of handles that have been closed or deleted.
    MI_Application* dead_application() { return &deadApplication_; }
    MI_Session* dead_session() { return &deadSession_; }
    MI_Operation* dead_operation() { return &deadOperation_; }
    MI_HostedProvider* dead_hostedProvider() { return &deadProvider_; }
    MI_DestinationOptions* dead_destinationOptions() { return &deadDestination_; }
    MI_OperationOptions* dead_operationOptions() { return &deadOptions_; }
    MI_SubscriptionDeliveryOptions* dead_deliveryOptions() { return &deadDelivery_; }
    MI_Serializer* dead_serializer() { return &deadSerializer_; }
    MI_Deserializer* dead_deserializer() { return &deadDeserializer_; }
    MI_Instance* dead_instance() { return nullptr; }
    MI_Class* dead_classObject() { return nullptr; }
    MI_QualifierSet* dead_qualifierSet() { return nullptr; }
    MI_ParameterSet* dead_parameterSet() { return nullptr; }
    MI_Context* context() { return nullptr; }
    MI_Context* dead_context() { return nullptr; }

    const MI_ApplicationFT* applicationTable() { return application_.ft; }
    const MI_SessionFT* sessionTable() { return session_.ft; }
    const MI_OperationFT* operationTable() { return operation_.ft; }
    const MI_HostedProviderFT* hostedProviderTable() { return mi_clientFT_V1->hostedProviderFT; }
    const MI_DestinationOptionsFT* destinationOptionsTable() { return destination_.ft; }
    const MI_OperationOptionsFT* operationOptionsTable() { return options_.ft; }
    const MI_SubscriptionDeliveryOptionsFT* deliveryOptionsTable() { return delivery_.ft; }
    const MI_SerializerFT* serializerTable() { return mi_clientFT_V1->serializerFT; }
    const MI_DeserializerFT* deserializerTable() { return mi_clientFT_V1->deserializerFT; }
    const MI_InstanceFT* instanceTable() { return instance_->ft; }
    const MI_ClassFT* classObjectTable() { return class_->ft; }
    const MI_QualifierSetFT* qualifierSetTable() { return qualifiers_.ft; }
    const MI_ParameterSetFT* parameterSetTable() { return parameters_.ft; }
    const MI_ContextFT* contextTable() { return server()->contextFT; }

    /// Fetches to the end and closes.
    static void drain(MI_Operation& operation) {
        const MI_Instance* instance = nullptr;
        MI_Boolean more = MI_TRUE;
        while (more &&
               MI_Operation_GetInstance(&operation, &instance, &more, nullptr, nullptr, nullptr) == MI_RESULT_OK) {
        }
        MI_Operation_Close(&operation);
    }

private:
    // What providers are handed, kept by the one below.
    static MI_Server*& server() {
        static MI_Server* given = nullptr;
        return given;
    }
    // A provider for every class that can do nothing.
    static MI_Module* MI_MAIN_CALL main(MI_Server* given) {
        static const MI_ProviderFT nothing{};
        static MI_Module module{};
        server() = given;
        module.charSize = sizeof(MI_Char);
        module.dynamicProviderFT = &nothing;
        return &module;
    }
    void makeProviders() {
        const auto host = [this](MI_HostedProvider& provider) {
            EXPECT_EQ(MI_Application_NewHostedProvider(&application_, "root/none", "none", main, nullptr, &provider),
                      MI_RESULT_OK);
        };
        host(provider_);
        MI_HostedProvider provider{};
        host(provider);
        deadProvider_ = provider;
        EXPECT_EQ(MI_HostedProvider_Close(&provider), MI_RESULT_OK);
    }
    void makeOptions() {
        EXPECT_EQ(MI_Application_NewDestinationOptions(&application_, &destination_), MI_RESULT_OK);
        EXPECT_EQ(MI_DestinationOptions_SetDestinationPort(&destination_, 1), MI_RESULT_OK);
        MI_DestinationOptions destination = MI_DESTINATIONOPTIONS_NULL;
        MI_Application_NewDestinationOptions(&application_, &destination);
        deadDestination_ = destination;
        MI_DestinationOptions_Delete(&destination);
        EXPECT_EQ(MI_Application_NewOperationOptions(&application_, MI_FALSE, &options_), MI_RESULT_OK);
        MI_OperationOptions options = MI_OPERATIONOPTIONS_NULL;
        MI_Application_NewOperationOptions(&application_, MI_FALSE, &options);
        deadOptions_ = options;
        MI_OperationOptions_Delete(&options);
        EXPECT_EQ(
            MI_Application_NewSubscriptionDeliveryOptions(&application_, MI_SubscriptionDeliveryType_Pull, &delivery_),
            MI_RESULT_OK);
        MI_SubscriptionDeliveryOptions delivery = MI_SUBSCRIPTIONDELIVERYOPTIONS_NULL;
        MI_Application_NewSubscriptionDeliveryOptions(&application_, MI_SubscriptionDeliveryType_Pull, &delivery);
        deadDelivery_ = delivery;
        MI_SubscriptionDeliveryOptions_Delete(&delivery);
    }
    void makeSessions() {
        const auto open = [this](MI_Session& session) {
            EXPECT_EQ(MI_Application_NewSession(&application_, nullptr, "127.0.0.1", &destination_, nullptr, nullptr,
                                                &session),
                      MI_RESULT_OK);
        };
        open(session_);
        MI_Session session = MI_SESSION_NULL;
        open(session);
        deadSession_ = session;
        EXPECT_EQ(MI_Session_Close(&session, nullptr, nullptr), MI_RESULT_OK);
        MI_Session_TestConnection(&session_, 0, nullptr, &operation_);
        MI_Operation operation = MI_OPERATION_NULL;
        MI_Session_TestConnection(&session_, 0, nullptr, &operation);
        deadOperation_ = operation;
        drain(operation);
    }
    void makeData() {
        static MI_Char format[] = MI_T("MI_XML");
        EXPECT_EQ(MI_Application_NewSerializer(&application_, 0, format, &serializer_), MI_RESULT_OK);
        EXPECT_EQ(MI_Application_NewDeserializer(&application_, 0, format, &deserializer_), MI_RESULT_OK);
        deadSerializer_ = serializer_;
        EXPECT_EQ(MI_Serializer_Close(&serializer_), MI_RESULT_OK);
        deadDeserializer_ = deserializer_;
        EXPECT_EQ(MI_Deserializer_Close(&deserializer_), MI_RESULT_OK);
        EXPECT_EQ(MI_Application_NewSerializer(&application_, 0, format, &serializer_), MI_RESULT_OK);
        EXPECT_EQ(MI_Application_NewDeserializer(&application_, 0, format, &deserializer_), MI_RESULT_OK);
        EXPECT_EQ(MI_Application_NewInstance(&application_, "X_Thing", nullptr, &instance_), MI_RESULT_OK);
        static MI_MethodDecl method{};
        method.flags = MI_FLAG_METHOD;
        method.name = "Poke";
        method.returnType = MI_UINT32;
        static MI_MethodDecl const* methods[] = {&method};
        static MI_ClassDecl declaration{};
        declaration.flags = MI_FLAG_CLASS;
        declaration.name = "X_Thing";
        declaration.methods = methods;
        declaration.numMethods = 1;
        declaration.size = sizeof(MI_Instance);
        EXPECT_EQ(MI_Application_NewClass(&application_, &declaration, "root/x", nullptr, &class_), MI_RESULT_OK);
        EXPECT_EQ(MI_Class_GetClassQualifierSet(class_, &qualifiers_), MI_RESULT_OK);
        MI_QualifierSet ofMethod{};
        EXPECT_EQ(MI_Class_GetMethodAt(class_, 0, nullptr, &ofMethod, &parameters_), MI_RESULT_OK);
    }

    MI_Application application_ = MI_APPLICATION_NULL, deadApplication_ = MI_APPLICATION_NULL;
    MI_Session session_ = MI_SESSION_NULL, deadSession_ = MI_SESSION_NULL;
    MI_Operation operation_ = MI_OPERATION_NULL, deadOperation_ = MI_OPERATION_NULL;
    MI_HostedProvider provider_{}, deadProvider_{};
    MI_DestinationOptions destination_ = MI_DESTINATIONOPTIONS_NULL, deadDestination_ = MI_DESTINATIONOPTIONS_NULL;
    MI_OperationOptions options_ = MI_OPERATIONOPTIONS_NULL, deadOptions_ = MI_OPERATIONOPTIONS_NULL;
    MI_SubscriptionDeliveryOptions delivery_ = MI_SUBSCRIPTIONDELIVERYOPTIONS_NULL,
                                   deadDelivery_ = MI_SUBSCRIPTIONDELIVERYOPTIONS_NULL;
    MI_Serializer serializer_{}, deadSerializer_{};
    MI_Deserializer deserializer_{}, deadDeserializer_{};
    MI_Instance* instance_ = nullptr;
    MI_Class* class_ = nullptr;
    MI_QualifierSet qualifiers_{};
    MI_ParameterSet parameters_{};
};

}  // namespace client::contract
