// mockserver/repository/store: a CIM repository in memory: classes by namespace, instances by class and key, snapshots
// that stay as they are while the repository changes, and word of every change. It knows nothing of WS-Man.
#pragma once

#include <string>
#include <tl/expected.hpp>
#include <utility>

namespace mockserver::repository {

/// Why the store refused; the service has a fault for each.
enum class StoreErrorKind {
    kNoNamespace,
    kNoClass,
    kNoInstance,
    kAlreadyExists,
    kMissingKey,       ///< a key has no value
    kUnknownKey,       ///< a name that is no key of the class
    kUnknownProperty,  ///< a name that is no property of the class
    kTypeMismatch,     ///< a value of another type than declared
    kInvalidValue,     ///< right type, but not allowed (MaxLen, MinValue, MaxValue, ValueMap, a changed key)
    kMissingValue,     ///< a required property is null
    kReadOnly,         ///< nothing that was given may be written
    kNotSupported,     ///< an abstract class, an indication, a class that is not changed that way
    kLocked,           ///< somebody holds the instance
    kLimit,            ///< the repository is full
    kPersistence,      ///< the database refused; nothing was changed
};

struct StoreError {
    StoreErrorKind kind{};
    std::string message;  ///< one sentence without a trailing period
    std::string property{};
};

template <class T>
using StoreResult = tl::expected<T, StoreError>;

inline tl::unexpected<StoreError> refuse(StoreErrorKind kind, std::string message, std::string property = {}) {
    return tl::unexpected<StoreError>(StoreError{kind, std::move(message), std::move(property)});
}

}  // namespace mockserver::repository
