// MI_DeserializerFT.
#include <cstring>
#include <limits>
#include <string>
#include <utility>

#include "client/abi/cim_error.h"
#include "client/abi/class_finder.h"
#include "client/abi/class_object.h"
#include "client/abi/handle_table.h"
#include "client/abi/instance.h"
#include "client/abi/serializer.h"

namespace client::abi {

namespace cim = wsman::cim;
using wsman::ErrorCode;

namespace {

MI_Result explainError(MI_Instance** cimError, const wsman::Error& error) {
    MI_Result code = MI_RESULT_FAILED;
    if (error.code == ErrorCode::kLimitExceeded) {
        code = MI_RESULT_SERVER_LIMITS_EXCEEDED;
    } else if (error.code == ErrorCode::kUnsupported) {
        code = MI_RESULT_NOT_SUPPORTED;
    }
    return explain(cimError, code, "The text cannot be read: " + error.text() + ".");
}

/// The deserializer, when the arguments that all calls have are good.
std::shared_ptr<Deserializer> check(const MI_Deserializer* handle, const MI_Uint8* buffer, MI_Uint32 length) {
    return buffer && length != 0 ? handles<Deserializer>().find(handle) : nullptr;
}

std::string_view bytesOf(const MI_Uint8* buffer, MI_Uint32 length) {
    return {reinterpret_cast<const char*>(buffer), length};
}

MI_Result deliverName(const std::string& name, MI_Char* buffer, MI_Uint32 room, MI_Uint32* length) {
    const std::size_t needed = name.size() + 1;
    if (needed > std::numeric_limits<MI_Uint32>::max()) {
        return MI_RESULT_SERVER_LIMITS_EXCEEDED;
    }
    *length = static_cast<MI_Uint32>(needed);
    if (!buffer || room < needed) {
        return MI_RESULT_FAILED;
    }
    std::memcpy(buffer, name.c_str(), needed);
    return MI_RESULT_OK;
}

/// An instance of a known class; one that the class does not fit (a peer said more than the class declares) is dynamic.
MI_Instance* makeInstance(const cim::Instance& from, const std::shared_ptr<const ClassStore>& store,
                          bool withDefaults) {
    if (!store) {
        return newInstance(from);
    }
    const auto& declared = store->model().properties;
    InstancePointer out(newInstance(from.className, store));
    const auto set = [&out](const std::string& name, const cim::Value& value) {
        if (value.isNull()) {
            return MI_Instance_SetElement(out.get(), name.c_str(), nullptr, typeOf(value), 0) == MI_RESULT_OK;
        }
        OwnedValue owned = fromCim(value);
        if (MI_Instance_SetElement(out.get(), name.c_str(), &owned.get(), owned.type(), MI_FLAG_ADOPT) !=
            MI_RESULT_OK) {
            return false;
        }
        owned.release();
        return true;
    };
    for (const auto& property : from.properties) {
        if (!set(property.name, property.value)) {
            return newInstance(from);
        }
    }
    for (const auto& property : declared) {
        if (withDefaults && !property.defaultValue.isNull() && !from.find(property.name)) {
            set(property.name, property.defaultValue);
        }
    }
    if (!from.nameSpace.empty()) {
        MI_Instance_SetNameSpace(out.get(), from.nameSpace.c_str());
    }
    if (!from.serverName.empty()) {
        MI_Instance_SetServerName(out.get(), from.serverName.c_str());
    }
    return out.release();
}

MI_Result MI_CALL closeDeserializer(MI_Deserializer* handle) {
    return guarded([&] {
        if (!handles<Deserializer>().close(handle)) {
            return MI_RESULT_INVALID_PARAMETER;
        }
        *handle = {};
        return MI_RESULT_OK;
    });
}

MI_Result MI_CALL deserializeClass(MI_Deserializer* handle, MI_Uint32 flags, MI_Uint8* buffer, MI_Uint32 length,
                                   MI_Class* parentClass, const MI_Char* serverName, const MI_Char* nameSpace,
                                   MI_Deserializer_ClassObjectNeeded needed, void* context, MI_Uint32* read,
                                   MI_Class** classObject, MI_Instance** cimError) {
    put(read, MI_Uint32{0});
    put(classObject, nullptr);
    put(cimError, nullptr);
    return guarded([&] {
        const auto deserializer = check(handle, buffer, length);
        if (!deserializer || flags != 0 || !classObject) {
            return MI_RESULT_INVALID_PARAMETER;
        }
        ClassFinder finder(needed, context, serverName, nameSpace);
        if (parentClass && finder.give(parentClass) != MI_RESULT_OK) {
            return MI_RESULT_INVALID_PARAMETER;
        }
        auto found = readSerialClass(deserializer->format, bytesOf(buffer, length),
                                     [&](const cim::Class& declared) { finder.add(declared); });
        if (!found) {
            return explainError(cimError, found.error());
        }
        cim::Class& declared = found->object;
        const std::string superClass = declared.superClass;
        const std::string server = serverName ? serverName : declared.serverName;
        const std::string space = nameSpace ? nameSpace : declared.nameSpace;
        auto store = finder.add(std::move(declared));
        if (const MI_Result answer = finder.answerFor(superClass); answer != MI_RESULT_OK) {
            return explain(cimError, answer, "The superclass " + superClass + " was not given.");
        }
        *classObject = newClass(std::move(store), space, server);
        put(read, static_cast<MI_Uint32>(found->bytes));
        return MI_RESULT_OK;
    });
}

MI_Result MI_CALL deserializeInstance(MI_Deserializer* handle, MI_Uint32 flags, MI_Uint8* buffer, MI_Uint32 length,
                                      MI_Class** classObjects, MI_Uint32 numberClassObjects,
                                      MI_Deserializer_ClassObjectNeeded needed, void* context, MI_Uint32* read,
                                      MI_Instance** instance, MI_Instance** cimError) {
    put(read, MI_Uint32{0});
    put(instance, nullptr);
    put(cimError, nullptr);
    return guarded([&] {
        const auto deserializer = check(handle, buffer, length);
        if (!deserializer || flags != 0 || !instance || (numberClassObjects != 0 && !classObjects)) {
            return MI_RESULT_INVALID_PARAMETER;
        }
        ClassFinder finder(needed, context, nullptr, nullptr);
        for (MI_Uint32 i = 0; i < numberClassObjects; ++i) {
            if (finder.give(classObjects[i]) != MI_RESULT_OK) {
                return MI_RESULT_INVALID_PARAMETER;
            }
        }
        const auto found = readSerialInstance(
            deserializer->format, bytesOf(buffer, length),
            [&](std::string_view name) { return finder.findModel(name); },
            [&](const cim::Class& declared) { finder.add(declared); });
        if (!found) {
            return explainError(cimError, found.error());
        }
        const cim::Instance& object = found->object;
        const auto store = finder.find(object.className);
        if (const MI_Result answer = finder.answerFor(object.className); answer != MI_RESULT_OK) {
            return explain(cimError, answer, "The class " + object.className + " was not given.");
        }
        *instance = makeInstance(object, store, deserializer->format == SerialFormat::kMof);
        put(read, static_cast<MI_Uint32>(found->bytes));
        return MI_RESULT_OK;
    });
}

/// What the three functions share that tell a name; `nameIn` gives it, or an error.
template <class NameIn>
MI_Result readName(const MI_Deserializer* handle, const MI_Uint8* buffer, MI_Uint32 bufferLength, MI_Char* name,
                   MI_Uint32* length, MI_Instance** cimError, NameIn nameIn) {
    put(cimError, nullptr);
    if (!length) {
        return MI_RESULT_INVALID_PARAMETER;
    }
    const MI_Uint32 room = std::exchange(*length, 0);
    return guarded([&] {
        const auto deserializer = check(handle, buffer, bufferLength);
        if (!deserializer) {
            return MI_RESULT_INVALID_PARAMETER;
        }
        const wsman::Result<std::string> found = nameIn(deserializer->format, bytesOf(buffer, bufferLength));
        if (!found) {
            return explainError(cimError, found.error());
        }
        // Of a class without a parent, as MI_Class_GetParentClassName has it.
        return found->empty() ? MI_RESULT_INVALID_SUPERCLASS : deliverName(*found, name, room, length);
    });
}

MI_Result MI_CALL classClassName(MI_Deserializer* handle, MI_Uint8* buffer, MI_Uint32 bufferLength, MI_Char* name,
                                 MI_Uint32* length, MI_Instance** cimError) {
    return readName(handle, buffer, bufferLength, name, length, cimError, [](SerialFormat format, std::string_view in) {
        return readSerialClass(format, in, [](const cim::Class&) {}).map([](auto read) { return read.object.name; });
    });
}

MI_Result MI_CALL parentClassName(MI_Deserializer* handle, MI_Uint8* buffer, MI_Uint32 bufferLength, MI_Char* name,
                                  MI_Uint32* length, MI_Instance** cimError) {
    return readName(handle, buffer, bufferLength, name, length, cimError, [](SerialFormat format, std::string_view in) {
        return readSerialClass(format, in, [](const cim::Class&) {}).map([](auto read) {
            return read.object.superClass;
        });
    });
}

MI_Result MI_CALL instanceClassName(MI_Deserializer* handle, MI_Uint8* buffer, MI_Uint32 bufferLength, MI_Char* name,
                                    MI_Uint32* length, MI_Instance** cimError) {
    return readName(handle, buffer, bufferLength, name, length, cimError, [](SerialFormat format, std::string_view in) {
        const auto unknown = [](std::string_view) { return nullptr; };
        return readSerialInstance(format, in, unknown, [](const cim::Class&) {}).map([](auto read) {
            return read.object.className;
        });
    });
}

}  // namespace

const MI_DeserializerFT kDeserializerFT = {closeDeserializer, deserializeClass,    classClassName,
                                           parentClassName,   deserializeInstance, instanceClassName};

}  // namespace client::abi
