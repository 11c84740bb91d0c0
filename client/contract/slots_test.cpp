// Every function of every table, called with what it cannot use: nothing at all, a live object and nothing else, an
// object that is gone. Each must say INVALID_PARAMETER and leave everything as it was.
#include <gtest/gtest.h>
#include <mi.h>

#include <functional>
#include <string>
#include <tuple>
#include <type_traits>
#include <vector>

#include "client/contract/objects_for_test.h"

namespace client::contract {
namespace {

/// Calls `function` with `first` (NULL for nothing) and zeros for all other arguments. What returns no MI_Result is
/// asked for nothing but to come back.
template <class Result, class First, class... Others>
MI_Result call(Result(MI_CALL* function)(First, Others...), void* first) {
    std::tuple<Others...> zeros{};
    const auto invoke = [&](auto... others) { return function(static_cast<First>(first), others...); };
    if constexpr (std::is_same_v<Result, MI_Result>) {
        return std::apply(invoke, zeros);
    } else {
        std::apply(invoke, zeros);
        return MI_RESULT_INVALID_PARAMETER;
    }
}

struct Slot {
    std::string name;  ///< section of the documented behaviour, table, number, function
    std::function<MI_Result(Objects&, void* first)> run;
    std::function<void*(Objects&)> live;
    std::function<void*(Objects&)> dead;  ///< NULL for objects that are plain memory once they are gone
    bool needsMore = true;                ///< the object alone is not enough
};

void PrintTo(const Slot& slot, std::ostream* out) {
    *out << slot.name;
}

// A function that a live object alone satisfies: it does something, which other tests look at.
bool isEnough(std::string_view table, std::string_view function) {
    // Every output but the object itself is optional, and there is an element number 0 or the index is the error.
    if (function == "GetElementAt" || function == "GetMethodAt" || function == "SetElementAt") {
        return true;
    }
    // Only a provider has a context, and its tests use it.
    if (table == "ContextFT") {
        return true;
    }
    if (function == "Delete" || function == "Close" || function == "Destruct" || function == "ClearElementAt" ||
        function == "Cancel") {
        return true;
    }
    return table == "InstanceFT" && (function == "SetNameSpace" || function == "SetServerName");
}

std::string sectionName(std::string section) {
    for (auto& c : section) {
        c = c == '.' ? '_' : c;
    }
    return section;
}

#define SLOT(section, table, number, function, object)                                                      \
    Slot {                                                                                                  \
        "Section" + sectionName(section) + "_MI_" #table "_" #number "_" #function,                         \
            [](Objects& objects, void* first) { return call(objects.object##Table()->function, first); },   \
            [](Objects& objects) -> void* { return objects.object(); },                                     \
            [](Objects& objects) -> void* { return objects.dead_##object(); }, !isEnough(#table, #function) \
    }

const std::vector<Slot>& slots() {
    static const std::vector<Slot> all = {
        SLOT("2.1", ApplicationFT, 0, Close, application),
        SLOT("2.1", ApplicationFT, 1, NewSession, application),
        SLOT("2.1", ApplicationFT, 2, NewHostedProvider, application),
        SLOT("2.1", ApplicationFT, 3, NewInstance, application),
        SLOT("2.1", ApplicationFT, 4, NewDestinationOptions, application),
        SLOT("2.1", ApplicationFT, 5, NewOperationOptions, application),
        SLOT("2.1", ApplicationFT, 6, NewSubscriptionDeliveryOptions, application),
        SLOT("2.1", ApplicationFT, 7, NewSerializer, application),
        SLOT("2.1", ApplicationFT, 8, NewDeserializer, application),
        SLOT("2.1", ApplicationFT, 9, NewInstanceFromClass, application),
        SLOT("2.1", ApplicationFT, 10, NewClass, application),
        SLOT("1", SessionFT, 0, Close, session),
        SLOT("1", SessionFT, 1, GetApplication, session),
        SLOT("1", SessionFT, 2, GetInstance, session),
        SLOT("1", SessionFT, 3, ModifyInstance, session),
        SLOT("1", SessionFT, 4, CreateInstance, session),
        SLOT("1", SessionFT, 5, DeleteInstance, session),
        SLOT("1", SessionFT, 6, Invoke, session),
        SLOT("1", SessionFT, 7, EnumerateInstances, session),
        SLOT("1", SessionFT, 8, QueryInstances, session),
        SLOT("1", SessionFT, 9, AssociatorInstances, session),
        SLOT("1", SessionFT, 10, ReferenceInstances, session),
        SLOT("1", SessionFT, 11, Subscribe, session),
        SLOT("1", SessionFT, 12, GetClass, session),
        SLOT("1", SessionFT, 13, EnumerateClasses, session),
        SLOT("1", SessionFT, 14, TestConnection, session),
        SLOT("1", OperationFT, 0, Close, operation),
        SLOT("1", OperationFT, 1, Cancel, operation),
        SLOT("1", OperationFT, 2, GetSession, operation),
        SLOT("1", OperationFT, 3, GetInstance, operation),
        SLOT("1", OperationFT, 4, GetIndication, operation),
        SLOT("1", OperationFT, 5, GetClass, operation),
        SLOT("2.1", HostedProviderFT, 0, Close, hostedProvider),
        SLOT("2.1", HostedProviderFT, 1, GetApplication, hostedProvider),
        SLOT("2.2", DestinationOptionsFT, 0, Delete, destinationOptions),
        SLOT("2.2", DestinationOptionsFT, 1, SetString, destinationOptions),
        SLOT("2.2", DestinationOptionsFT, 2, SetNumber, destinationOptions),
        SLOT("2.2", DestinationOptionsFT, 3, AddCredentials, destinationOptions),
        SLOT("2.2", DestinationOptionsFT, 4, GetString, destinationOptions),
        SLOT("2.2", DestinationOptionsFT, 5, GetNumber, destinationOptions),
        SLOT("2.2", DestinationOptionsFT, 6, GetOptionCount, destinationOptions),
        SLOT("2.2", DestinationOptionsFT, 7, GetOptionAt, destinationOptions),
        SLOT("2.2", DestinationOptionsFT, 8, GetOption, destinationOptions),
        SLOT("2.2", DestinationOptionsFT, 9, GetCredentialsCount, destinationOptions),
        SLOT("2.2", DestinationOptionsFT, 10, GetCredentialsAt, destinationOptions),
        SLOT("2.2", DestinationOptionsFT, 11, GetCredentialsPasswordAt, destinationOptions),
        SLOT("2.2", DestinationOptionsFT, 12, Clone, destinationOptions),
        SLOT("2.2", DestinationOptionsFT, 13, SetInterval, destinationOptions),
        SLOT("2.2", DestinationOptionsFT, 14, GetInterval, destinationOptions),
        SLOT("2.2", OperationOptionsFT, 0, Delete, operationOptions),
        SLOT("2.2", OperationOptionsFT, 1, SetString, operationOptions),
        SLOT("2.2", OperationOptionsFT, 2, SetNumber, operationOptions),
        SLOT("2.2", OperationOptionsFT, 3, SetCustomOption, operationOptions),
        SLOT("2.2", OperationOptionsFT, 4, GetString, operationOptions),
        SLOT("2.2", OperationOptionsFT, 5, GetNumber, operationOptions),
        SLOT("2.2", OperationOptionsFT, 6, GetOptionCount, operationOptions),
        SLOT("2.2", OperationOptionsFT, 7, GetOptionAt, operationOptions),
        SLOT("2.2", OperationOptionsFT, 8, GetOption, operationOptions),
        SLOT("2.2", OperationOptionsFT, 9, GetEnabledChannels, operationOptions),
        SLOT("2.2", OperationOptionsFT, 10, Clone, operationOptions),
        SLOT("2.2", OperationOptionsFT, 11, SetInterval, operationOptions),
        SLOT("2.2", OperationOptionsFT, 12, GetInterval, operationOptions),
        SLOT("2.2", SubscriptionDeliveryOptionsFT, 0, SetString, deliveryOptions),
        SLOT("2.2", SubscriptionDeliveryOptionsFT, 1, SetNumber, deliveryOptions),
        SLOT("2.2", SubscriptionDeliveryOptionsFT, 2, SetDateTime, deliveryOptions),
        SLOT("2.2", SubscriptionDeliveryOptionsFT, 3, SetInterval, deliveryOptions),
        SLOT("2.2", SubscriptionDeliveryOptionsFT, 4, AddCredentials, deliveryOptions),
        SLOT("2.2", SubscriptionDeliveryOptionsFT, 5, Delete, deliveryOptions),
        SLOT("2.2", SubscriptionDeliveryOptionsFT, 6, GetString, deliveryOptions),
        SLOT("2.2", SubscriptionDeliveryOptionsFT, 7, GetNumber, deliveryOptions),
        SLOT("2.2", SubscriptionDeliveryOptionsFT, 8, GetDateTime, deliveryOptions),
        SLOT("2.2", SubscriptionDeliveryOptionsFT, 9, GetInterval, deliveryOptions),
        SLOT("2.2", SubscriptionDeliveryOptionsFT, 10, GetOptionCount, deliveryOptions),
        SLOT("2.2", SubscriptionDeliveryOptionsFT, 11, GetOptionAt, deliveryOptions),
        SLOT("2.2", SubscriptionDeliveryOptionsFT, 12, GetOption, deliveryOptions),
        SLOT("2.2", SubscriptionDeliveryOptionsFT, 13, GetCredentialsCount, deliveryOptions),
        SLOT("2.2", SubscriptionDeliveryOptionsFT, 14, GetCredentialsAt, deliveryOptions),
        SLOT("2.2", SubscriptionDeliveryOptionsFT, 15, GetCredentialsPasswordAt, deliveryOptions),
        SLOT("2.2", SubscriptionDeliveryOptionsFT, 16, Clone, deliveryOptions),
        SLOT("2.1", SerializerFT, 0, Close, serializer),
        SLOT("2.1", SerializerFT, 1, SerializeClass, serializer),
        SLOT("2.1", SerializerFT, 2, SerializeInstance, serializer),
        SLOT("2.1", DeserializerFT, 0, Close, deserializer),
        SLOT("2.1", DeserializerFT, 1, DeserializeClass, deserializer),
        SLOT("2.1", DeserializerFT, 2, Class_GetClassName, deserializer),
        SLOT("2.1", DeserializerFT, 3, Class_GetParentClassName, deserializer),
        SLOT("2.1", DeserializerFT, 4, DeserializeInstance, deserializer),
        SLOT("2.1", DeserializerFT, 5, Instance_GetClassName, deserializer),
        SLOT("2.4", InstanceFT, 0, Clone, instance),
        SLOT("2.4", InstanceFT, 1, Destruct, instance),
        SLOT("2.4", InstanceFT, 2, Delete, instance),
        SLOT("2.4", InstanceFT, 3, IsA, instance),
        SLOT("2.4", InstanceFT, 4, GetClassName, instance),
        SLOT("2.4", InstanceFT, 5, SetNameSpace, instance),
        SLOT("2.4", InstanceFT, 6, GetNameSpace, instance),
        SLOT("2.4", InstanceFT, 7, GetElementCount, instance),
        SLOT("2.4", InstanceFT, 8, AddElement, instance),
        SLOT("2.4", InstanceFT, 9, SetElement, instance),
        SLOT("2.4", InstanceFT, 10, SetElementAt, instance),
        SLOT("2.4", InstanceFT, 11, GetElement, instance),
        SLOT("2.4", InstanceFT, 12, GetElementAt, instance),
        SLOT("2.4", InstanceFT, 13, ClearElement, instance),
        SLOT("2.4", InstanceFT, 14, ClearElementAt, instance),
        SLOT("2.4", InstanceFT, 15, GetServerName, instance),
        SLOT("2.4", InstanceFT, 16, SetServerName, instance),
        SLOT("2.4", InstanceFT, 17, GetClass, instance),
        SLOT("2.4", ClassFT, 0, GetClassName, classObject),
        SLOT("2.4", ClassFT, 1, GetNameSpace, classObject),
        SLOT("2.4", ClassFT, 2, GetServerName, classObject),
        SLOT("2.4", ClassFT, 3, GetElementCount, classObject),
        SLOT("2.4", ClassFT, 4, GetElement, classObject),
        SLOT("2.4", ClassFT, 5, GetElementAt, classObject),
        SLOT("2.4", ClassFT, 6, GetClassQualifierSet, classObject),
        SLOT("2.4", ClassFT, 7, GetMethodCount, classObject),
        SLOT("2.4", ClassFT, 8, GetMethodAt, classObject),
        SLOT("2.4", ClassFT, 9, GetMethod, classObject),
        SLOT("2.4", ClassFT, 10, GetParentClassName, classObject),
        SLOT("2.4", ClassFT, 11, GetParentClass, classObject),
        SLOT("2.4", ClassFT, 12, Delete, classObject),
        SLOT("2.4", ClassFT, 13, Clone, classObject),
        SLOT("2.4", QualifierSetFT, 0, GetQualifierCount, qualifierSet),
        SLOT("2.4", QualifierSetFT, 1, GetQualifierAt, qualifierSet),
        SLOT("2.4", QualifierSetFT, 2, GetQualifier, qualifierSet),
        SLOT("2.4", ParameterSetFT, 0, GetMethodReturnType, parameterSet),
        SLOT("2.4", ParameterSetFT, 1, GetParameterCount, parameterSet),
        SLOT("2.4", ParameterSetFT, 2, GetParameterAt, parameterSet),
        SLOT("2.4", ParameterSetFT, 3, GetParameter, parameterSet),
        SLOT("2.1", ContextFT, 0, PostResult, context),
        SLOT("2.1", ContextFT, 1, PostInstance, context),
        SLOT("2.1", ContextFT, 2, PostIndication, context),
        SLOT("2.1", ContextFT, 3, ConstructInstance, context),
        SLOT("2.1", ContextFT, 4, ConstructParameters, context),
        SLOT("2.1", ContextFT, 5, NewInstance, context),
        SLOT("2.1", ContextFT, 6, NewDynamicInstance, context),
        SLOT("2.1", ContextFT, 7, NewParameters, context),
        SLOT("2.1", ContextFT, 8, Canceled, context),
        SLOT("2.1", ContextFT, 9, GetLocale, context),
        SLOT("2.1", ContextFT, 10, RegisterCancel, context),
        SLOT("2.1", ContextFT, 11, RequestUnload, context),
        SLOT("2.1", ContextFT, 12, RefuseUnload, context),
        SLOT("2.1", ContextFT, 13, GetLocalSession, context),
        SLOT("2.1", ContextFT, 14, SetStringOption, context),
        SLOT("2.1", ContextFT, 15, GetStringOption, context),
        SLOT("2.1", ContextFT, 16, GetNumberOption, context),
        SLOT("2.1", ContextFT, 17, GetCustomOption, context),
        SLOT("2.1", ContextFT, 18, GetCustomOptionCount, context),
        SLOT("2.1", ContextFT, 19, GetCustomOptionAt, context),
        SLOT("2.1", ContextFT, 20, WriteMessage, context),
        SLOT("2.1", ContextFT, 21, WriteProgress, context),
        SLOT("2.1", ContextFT, 22, WriteStreamParameter, context),
        SLOT("2.1", ContextFT, 23, WriteCimError, context),
        SLOT("2.1", ContextFT, 24, PromptUser, context),
        SLOT("2.1", ContextFT, 25, ShouldProcess, context),
        SLOT("2.1", ContextFT, 26, ShouldContinue, context),
        SLOT("2.1", ContextFT, 27, PostError, context),
        SLOT("2.1", ContextFT, 28, PostCimError, context),
        SLOT("2.1", ContextFT, 29, WriteError, context),
        SLOT("2.1", ContextFT, 30, GetLifecycleIndicationContext, context),
    };
    return all;
}

/// The slots that `wanted` is true for.
std::vector<Slot> those(bool (*wanted)(const Slot&)) {
    std::vector<Slot> out;
    for (const auto& slot : slots()) {
        if (wanted(slot)) {
            out.push_back(slot);
        }
    }
    return out;
}

// Instances and what belongs to a class are plain memory once they are gone, and contexts are the provider's.
bool isRememberedWhenGone(const Slot& slot) {
    return slot.name.find("Section2_4_") == std::string::npos && slot.name.find("ContextFT") == std::string::npos;
}

class ArgumentRules : public testing::TestWithParam<Slot> {
protected:
    Objects objects;
};
class NothingIsAnInvalidParameter : public ArgumentRules {};
class TheObjectAloneIsAnInvalidParameter : public ArgumentRules {};
class AnObjectThatIsGoneIsAnInvalidParameter : public ArgumentRules {};

TEST_P(NothingIsAnInvalidParameter, For) {
    EXPECT_EQ(GetParam().run(objects, nullptr), MI_RESULT_INVALID_PARAMETER);
}

TEST_P(TheObjectAloneIsAnInvalidParameter, For) {
    EXPECT_EQ(GetParam().run(objects, GetParam().live(objects)), MI_RESULT_INVALID_PARAMETER);
}

TEST_P(AnObjectThatIsGoneIsAnInvalidParameter, For) {
    EXPECT_EQ(GetParam().run(objects, GetParam().dead(objects)), MI_RESULT_INVALID_PARAMETER);
}

std::string nameOf(const testing::TestParamInfo<Slot>& slot) {
    return slot.param.name;
}

INSTANTIATE_TEST_SUITE_P(Slots, NothingIsAnInvalidParameter, testing::ValuesIn(slots()), nameOf);
INSTANTIATE_TEST_SUITE_P(Slots, TheObjectAloneIsAnInvalidParameter,
                         testing::ValuesIn(those([](const Slot& slot) { return slot.needsMore; })), nameOf);
INSTANTIATE_TEST_SUITE_P(Slots, AnObjectThatIsGoneIsAnInvalidParameter, testing::ValuesIn(those(isRememberedWhenGone)),
                         nameOf);

}  // namespace
}  // namespace client::contract
