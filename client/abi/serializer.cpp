// MI_SerializerFT.
#include "client/abi/serializer.h"

#include <algorithm>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "client/abi/class_object.h"
#include "client/abi/handle_table.h"
#include "client/abi/instance.h"
#include "client/abi/stated_class.h"

namespace client::abi {

namespace cim = wsman::cim;

namespace {

MI_Result deliver(const std::string& text, MI_Uint8* buffer, MI_Uint32 length, MI_Uint32* needed) {
    if (text.size() > std::numeric_limits<MI_Uint32>::max()) {
        return MI_RESULT_SERVER_LIMITS_EXCEEDED;
    }
    put(needed, static_cast<MI_Uint32>(text.size()));
    if (!buffer || length < text.size()) {
        return MI_RESULT_FAILED;
    }
    std::copy(text.begin(), text.end(), buffer);
    return MI_RESULT_OK;
}

/// The classes above `store` that are known by more than their name, the topmost first, and it itself.
std::vector<cim::Class> chainOf(const ClassStore& store) {
    std::vector<cim::Class> chain;
    if (store.parent()) {
        chain = chainOf(*store.parent());
    }
    chain.push_back(stated(store.model()));
    return chain;
}

MI_Result MI_CALL closeSerializer(MI_Serializer* handle) {
    return guarded([&] {
        if (!handles<Serializer>().close(handle)) {
            return MI_RESULT_INVALID_PARAMETER;
        }
        *handle = {};
        return MI_RESULT_OK;
    });
}

MI_Result MI_CALL serializeClass(MI_Serializer* handle, MI_Uint32 flags, const MI_Class* object, MI_Uint8* buffer,
                                 MI_Uint32 length, MI_Uint32* needed) {
    put(needed, MI_Uint32{0});
    return guarded([&] {
        const auto serializer = handles<Serializer>().find(handle);
        if (!serializer || !object || (flags & ~static_cast<MI_Uint32>(MI_SERIALIZER_FLAGS_CLASS_DEEP)) != 0) {
            return MI_RESULT_INVALID_PARAMETER;
        }
        const auto store = storeOf(*object);
        if (!store) {
            return MI_RESULT_INVALID_PARAMETER;
        }
        const bool isDeep = (flags & MI_SERIALIZER_FLAGS_CLASS_DEEP) != 0;
        return deliver(writeSerial(serializer->format,
                                   isDeep ? chainOf(*store) : std::vector<cim::Class>{stated(store->model())}, nullptr),
                       buffer, length, needed);
    });
}

MI_Result MI_CALL serializeInstance(MI_Serializer* handle, MI_Uint32 flags, const MI_Instance* object, MI_Uint8* buffer,
                                    MI_Uint32 length, MI_Uint32* needed) {
    put(needed, MI_Uint32{0});
    return guarded([&] {
        const auto serializer = handles<Serializer>().find(handle);
        if (!serializer || !object || !object->ft ||
            (flags & ~static_cast<MI_Uint32>(MI_SERIALIZER_FLAGS_INSTANCE_WITH_CLASS)) != 0) {
            return MI_RESULT_INVALID_PARAMETER;
        }
        std::vector<cim::Class> classes;
        if ((flags & MI_SERIALIZER_FLAGS_INSTANCE_WITH_CLASS) != 0) {
            MI_Class* given = nullptr;
            const MI_Result result = MI_Instance_GetClass(object, &given);
            if (result != MI_RESULT_OK) {
                return result;
            }
            const ClassPointer owner(given);
            const auto store = given ? storeOf(*given) : nullptr;
            if (!store) {
                return MI_RESULT_INVALID_CLASS;
            }
            classes = chainOf(*store);
        }
        const cim::Instance instance = toCim(*object);
        return deliver(writeSerial(serializer->format, classes, &instance), buffer, length, needed);
    });
}

}  // namespace

const MI_SerializerFT kSerializerFT = {closeSerializer, serializeClass, serializeInstance};

}  // namespace client::abi
