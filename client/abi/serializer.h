#pragma once

#include <optional>

#include <mi.h>

#include "client/abi/serial_format.h"

namespace client::abi {

/// What NewSerializer and NewDeserializer open. Handles carry no table: the functions are reached through
/// mi_clientFT_V1. A serializer holds nothing but its format, so it may be used by several threads and outlive its
/// application.
struct Serializer {
    SerialFormat format;
};
struct Deserializer {
    SerialFormat format;
};

/// Serialize*: `needed` receives the bytes of the text, which is not terminated by a NUL; when the buffer is NULL or
/// too short nothing is written to it and the result is FAILED. Flags that the call does not have are
/// INVALID_PARAMETER.
extern const MI_SerializerFT kSerializerFT;

/// Deserialize* and the names: UTF-8, or UTF-16 with a byte-order mark. One class or instance is read, `read` receives
/// where it ended (XML is always read to its end), and the caller goes on from there. Errors: INVALID_PARAMETER for
/// NULLs, an empty buffer, flags other than 0 and closed handles; SERVER_LIMITS_EXCEEDED for what is too large or too
/// deep; NOT_SUPPORTED for what the text may say but we do not do; what a callback answered; else FAILED, all with a
/// CIM error that says where.
///
/// Classes come from the text, from `classObjects` and `parentClass`, then from `classObjectNeeded`, which keeps the
/// class that it gives. An instance whose class is known is of that class, with the defaults that MOF states; one of a
/// class that nobody knows is dynamic, its values of the types that the text shows.
///
/// In MOF an instance with an alias is a part of what follows it: read is the first without one, or the last with. A
/// class is read together with those that follow it and derive from it, each from the one before, as
/// MI_SERIALIZER_FLAGS_CLASS_DEEP writes them; the last is the answer.
///
/// What the forms cannot say is lost: in XML an empty array (it is absent), characters that XML 1.0 does not have, the
/// types of keys in references (an EPR has strings) and the name space of an instance; in MOF infinite reals and NaN
/// (nulls), the server and name space of an instance. An array of one is a scalar where XML is read without its class.
///
/// Names: `length` is that of the buffer and receives the size of the name with its NUL; a buffer that is NULL or too
/// short is FAILED.
extern const MI_DeserializerFT kDeserializerFT;

}  // namespace client::abi
