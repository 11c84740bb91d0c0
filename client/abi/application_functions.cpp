// MI_ApplicationFT and MI_Application_InitializeV1.
#include <memory>
#include <string>
#include <utility>

#include "client/abi/application.h"
#include "client/abi/cim_error.h"
#include "client/abi/class_object.h"
#include "client/abi/handle_table.h"
#include "client/abi/hosted_provider.h"
#include "client/abi/instance.h"
#include "client/abi/options.h"
#include "client/abi/serializer.h"
#include "client/abi/session.h"
#include "wsman/cim/instance.h"

namespace client::abi {

namespace {

using wsman::cim::sameName;

bool isOpen(const MI_Application* application) {
    return handles<Application>().find(application) != nullptr;
}

MI_Result MI_CALL closeApplication(MI_Application* handle) {
    return guarded([&] {
        const auto application = handles<Application>().find(handle);
        if (!application) {
            return MI_RESULT_INVALID_PARAMETER;
        }
        const MI_Result result = application->close();
        if (result != MI_RESULT_FAILED) {
            handles<Application>().close(handle);
            *handle = MI_APPLICATION_NULL;
        }
        return result;
    });
}

// What speaks WS-Management, under the names that Windows and OMI know.
bool isWsman(const MI_Char* protocol) {
    return !protocol || sameName(protocol, "WINRM") || sameName(protocol, "MI_REMOTE_WSMAN");
}

// What reaches the machine itself without a network.
bool isLocal(const MI_Char* protocol) {
    return !protocol || sameName(protocol, "WMIDCOM") || sameName(protocol, "OMI_SOCKETS");
}

MI_Result MI_CALL newSession(MI_Application* handle, const MI_Char* protocol, const MI_Char* destination,
                             MI_DestinationOptions* options, MI_SessionCallbacks*, MI_Instance** extendedError,
                             MI_Session* session) {
    put(extendedError, nullptr);
    if (!session) {
        return MI_RESULT_INVALID_PARAMETER;
    }
    *session = MI_SESSION_NULL;
    return guarded([&] {
        const auto application = handles<Application>().find(handle);
        if (!application) {
            return MI_RESULT_INVALID_PARAMETER;
        }
        const auto given = handles<DestinationOptions>().find(options);
        if (options && options->ft && !given) {
            return explain(extendedError, MI_RESULT_INVALID_PARAMETER, "The destination options are deleted.");
        }
        const bool local = isLocal(protocol) && !destination;
        if (!local && !isWsman(protocol)) {
            return explain(extendedError, MI_RESULT_INVALID_PARAMETER,
                           std::string("The protocol '") + protocol + "' is not known here.");
        }
        OptionBag bag = given ? given->bag : OptionBag();
        auto where = local ? tl::expected<Destination, Completion>(localDestination())
                           : resolveDestination(destination ? destination : "", bag);
        auto object = std::make_shared<Session>(application, std::move(where), std::move(bag));
        if (!application->add(object)) {
            return explain(extendedError, MI_RESULT_INVALID_PARAMETER, "The application is closing.");
        }
        object->open(*session);
        return MI_RESULT_OK;
    });
}

MI_Result MI_CALL newHostedProvider(MI_Application* handle, const MI_Char* nameSpace, const MI_Char* providerName,
                                    MI_MainFunction mi_Main, MI_Instance** extendedError, MI_HostedProvider* provider) {
    put(extendedError, nullptr);
    put(provider, MI_HostedProvider{});
    return guarded([&] {
        const auto application = handles<Application>().find(handle);
        if (!application || !mi_Main || !provider) {
            return MI_RESULT_INVALID_PARAMETER;
        }
        auto loaded = HostedProvider::load(application, nameSpace ? nameSpace : "", mi_Main);
        if (!loaded) {
            return explain(extendedError, static_cast<MI_Result>(loaded.error().code),
                           std::string(providerName ? providerName : "The provider") + ": " + loaded.error().message);
        }
        (*loaded)->open(*provider);
        application->addProvider(std::move(*loaded));
        return MI_RESULT_OK;
    });
}

// What the functions share that make an object for a pointer.
template <class Object, class Make>
MI_Result makeObject(const MI_Application* application, bool valid, Object** out, Make make) {
    if (!out) {
        return MI_RESULT_INVALID_PARAMETER;
    }
    *out = nullptr;
    return guarded([&] {
        if (!valid || !isOpen(application)) {
            return MI_RESULT_INVALID_PARAMETER;
        }
        *out = make();
        return *out ? MI_RESULT_OK : MI_RESULT_INVALID_PARAMETER;
    });
}

MI_Result MI_CALL newInstanceOf(MI_Application* application, const MI_Char* className, const MI_ClassDecl* declaration,
                                MI_Instance** instance) {
    return makeObject(application, className != nullptr, instance,
                      [&] { return declaration ? newInstance(className, *declaration) : newInstance(className); });
}

MI_Result MI_CALL newInstanceFromClass(MI_Application* application, const MI_Char* className,
                                       const MI_Class* classObject, MI_Instance** instance) {
    return makeObject(application, className != nullptr, instance, [&]() -> MI_Instance* {
        if (!classObject) {
            return newInstance(className);
        }
        auto store = storeOf(*classObject);
        return store ? newInstance(className, std::move(store)) : nullptr;
    });
}

MI_Result MI_CALL newClassOf(MI_Application* application, const MI_ClassDecl* declaration, const MI_Char* nameSpace,
                             const MI_Char* serverName, MI_Class** classObject) {
    return makeObject(application, declaration && declaration->name, classObject, [&] {
        return newClass(ClassStore::of(*declaration), nameSpace ? nameSpace : "", serverName ? serverName : "");
    });
}

// What the functions share that open a handle.
template <class Handle, class Table, class Object>
MI_Result openHandle(const MI_Application* application, Handle* out, const Table* table,
                     std::shared_ptr<Object> object) {
    if (!out) {
        return MI_RESULT_INVALID_PARAMETER;
    }
    *out = {};
    if (!isOpen(application)) {
        return MI_RESULT_INVALID_PARAMETER;
    }
    handles<Object>().open(*out, table, std::move(object));
    return MI_RESULT_OK;
}

MI_Result MI_CALL newDestinationOptions(MI_Application* application, MI_DestinationOptions* options) {
    return guarded([&] {
        return openHandle(application, options, &kDestinationOptionsFT, std::make_shared<DestinationOptions>());
    });
}

MI_Result MI_CALL newOperationOptions(MI_Application* application, MI_Boolean mustUnderstand,
                                      MI_OperationOptions* options) {
    return guarded([&] {
        return openHandle(application, options, &kOperationOptionsFT,
                          std::make_shared<OperationOptions>(OperationOptions{{}, mustUnderstand != MI_FALSE}));
    });
}

MI_Result MI_CALL newDeliveryOptions(MI_Application* application, MI_SubscriptionDeliveryType deliveryType,
                                     MI_SubscriptionDeliveryOptions* options) {
    put(options, MI_SubscriptionDeliveryOptions{});
    if (deliveryType != MI_SubscriptionDeliveryType_Pull && deliveryType != MI_SubscriptionDeliveryType_Push) {
        return MI_RESULT_INVALID_PARAMETER;
    }
    return guarded([&] {
        return openHandle(application, options, &kDeliveryOptionsFT,
                          std::make_shared<DeliveryOptions>(DeliveryOptions{{}, deliveryType}));
    });
}

// What NewSerializer and NewDeserializer share.
template <class Object, class Handle>
MI_Result openFormat(const MI_Application* application, MI_Uint32 flags, const MI_Char* name, Handle* out) {
    put(out, Handle{});
    return guarded([&] {
        if (!isOpen(application) || flags != 0 || !name || !out) {
            return MI_RESULT_INVALID_PARAMETER;
        }
        const auto format = serialFormat(name);
        if (!format) {
            return MI_RESULT_NOT_SUPPORTED;
        }
        handles<Object>().open(*out, std::make_shared<Object>(Object{*format}));
        return MI_RESULT_OK;
    });
}

MI_Result MI_CALL newSerializer(MI_Application* application, MI_Uint32 flags, MI_Char* format,
                                MI_Serializer* serializer) {
    return openFormat<Serializer>(application, flags, format, serializer);
}

MI_Result MI_CALL newDeserializer(MI_Application* application, MI_Uint32 flags, MI_Char* format,
                                  MI_Deserializer* deserializer) {
    return openFormat<Deserializer>(application, flags, format, deserializer);
}

}  // namespace

const MI_ApplicationFT kApplicationFT = {closeApplication,      newSession,           newHostedProvider,  newInstanceOf,
                                         newDestinationOptions, newOperationOptions,  newDeliveryOptions, newSerializer,
                                         newDeserializer,       newInstanceFromClass, newClassOf};

}  // namespace client::abi

MI_EXPORT MI_Result MI_MAIN_CALL MI_Application_InitializeV1(MI_Uint32 flags, const MI_Char*,
                                                             MI_Instance** extendedError, MI_Application* application) {
    using client::abi::Application;
    client::abi::put(extendedError, nullptr);
    if (!application) {
        return MI_RESULT_INVALID_PARAMETER;
    }
    *application = MI_APPLICATION_NULL;
    return client::abi::guarded([&] {
        if (flags != 0) {
            return client::abi::explain(extendedError, MI_RESULT_INVALID_PARAMETER, "The flags must be 0.");
        }
        const auto made = std::make_shared<Application>();
        if (const auto hosted = client::abi::hostProvidersOfEnvironment(made); !hosted) {
            made->close();
            return client::abi::explain(extendedError, static_cast<MI_Result>(hosted.error().code),
                                        hosted.error().message);
        }
        made->open(*application);
        return MI_RESULT_OK;
    });
}
