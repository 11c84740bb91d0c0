#include "client/abi/serializer.h"

#include "client/abi/handle_table.h"

namespace client::abi {

namespace {

template <class Handle>
MI_Result answer(const Handle* handle) {
    return handle ? MI_RESULT_NOT_SUPPORTED : MI_RESULT_INVALID_PARAMETER;
}

MI_Result MI_CALL closeSerializer(MI_Serializer* serializer) {
    return answer(serializer);
}

MI_Result MI_CALL serializeClass(MI_Serializer* serializer, MI_Uint32, const MI_Class*, MI_Uint8*, MI_Uint32,
                                 MI_Uint32* needed) {
    put(needed, MI_Uint32{0});
    return answer(serializer);
}

MI_Result MI_CALL serializeInstance(MI_Serializer* serializer, MI_Uint32, const MI_Instance*, MI_Uint8*, MI_Uint32,
                                    MI_Uint32* needed) {
    put(needed, MI_Uint32{0});
    return answer(serializer);
}

MI_Result MI_CALL closeDeserializer(MI_Deserializer* deserializer) {
    return answer(deserializer);
}

MI_Result MI_CALL deserializeClass(MI_Deserializer* deserializer, MI_Uint32, MI_Uint8*, MI_Uint32, MI_Class*,
                                   const MI_Char*, const MI_Char*, MI_Deserializer_ClassObjectNeeded, void*,
                                   MI_Uint32* read, MI_Class** classObject, MI_Instance** error) {
    put(read, MI_Uint32{0});
    put(classObject, nullptr);
    put(error, nullptr);
    return answer(deserializer);
}

// Class_GetClassName, Class_GetParentClassName and Instance_GetClassName are alike.
MI_Result MI_CALL readName(MI_Deserializer* deserializer, MI_Uint8*, MI_Uint32, MI_Char*, MI_Uint32* length,
                           MI_Instance** error) {
    put(length, MI_Uint32{0});
    put(error, nullptr);
    return answer(deserializer);
}

MI_Result MI_CALL deserializeInstance(MI_Deserializer* deserializer, MI_Uint32, MI_Uint8*, MI_Uint32, MI_Class**,
                                      MI_Uint32, MI_Deserializer_ClassObjectNeeded, void*, MI_Uint32* read,
                                      MI_Instance** instance, MI_Instance** error) {
    put(read, MI_Uint32{0});
    put(instance, nullptr);
    put(error, nullptr);
    return answer(deserializer);
}

MI_Result MI_CALL closeProvider(MI_HostedProvider* provider) {
    return answer(provider);
}

MI_Result MI_CALL getProviderApplication(MI_HostedProvider* provider, MI_Application* application) {
    put(application, MI_Application{});
    return answer(provider);
}

}  // namespace

const MI_SerializerFT kSerializerFT = {closeSerializer, serializeClass, serializeInstance};

const MI_DeserializerFT kDeserializerFT = {closeDeserializer, deserializeClass,    readName,
                                           readName,          deserializeInstance, readName};

const MI_HostedProviderFT kHostedProviderFT = {closeProvider, getProviderApplication};

}  // namespace client::abi
