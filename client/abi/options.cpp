#include "client/abi/options.h"

#include <cstring>
#include <memory>
#include <string_view>

#include "client/abi/handle_table.h"
#include "wsman/cim/instance.h"

namespace client::abi {

namespace {

// Passwords are never shown; who asks for one by name gets it from GetCredentialsPasswordAt.
constexpr const MI_Char* kMask = "******";

// The functions that the three tables share; `Handle` is the C handle, `Object` what it stands for.
template <class Handle, class Object>
struct Functions {
    static std::shared_ptr<Object> find(const Handle* handle) { return handles<Object>().find(handle); }

    static MI_Result release(Handle* handle) {
        if (!handle) {
            return MI_RESULT_INVALID_PARAMETER;
        }
        return guarded([&] {
            const auto object = handles<Object>().close(handle);
            *handle = {};
            return object ? MI_RESULT_OK : MI_RESULT_INVALID_PARAMETER;
        });
    }

    static void MI_CALL deleteOptions(Handle* handle) { release(handle); }
    static MI_Result MI_CALL deleteWithResult(Handle* handle) { return release(handle); }

    static MI_Result MI_CALL clone(const Handle* handle, Handle* copy) {
        if (!copy) {
            return MI_RESULT_INVALID_PARAMETER;
        }
        *copy = {};
        return guarded([&] {
            const auto object = find(handle);
            if (!object) {
                return MI_RESULT_INVALID_PARAMETER;
            }
            handles<Object>().open(*copy, handle->ft, std::make_shared<Object>(*object));
            return MI_RESULT_OK;
        });
    }

    static MI_Result setAny(Handle* handle, const MI_Char* name, MI_Uint32 flags, MI_Type type, const MI_Value& value) {
        return guarded([&] {
            const auto object = find(handle);
            if (!object || !name || flags) {
                return MI_RESULT_INVALID_PARAMETER;
            }
            return object->bag.set(name, type, value);
        });
    }

    static MI_Result MI_CALL setString(Handle* handle, const MI_Char* name, const MI_Char* text, MI_Uint32 flags) {
        return guarded([&] {
            const auto object = find(handle);
            if (!object || !name || !text || flags) {
                return MI_RESULT_INVALID_PARAMETER;
            }
            return object->bag.setString(name, text);
        });
    }

    static MI_Result MI_CALL setNumber(Handle* handle, const MI_Char* name, MI_Uint32 number, MI_Uint32 flags) {
        MI_Value value{};
        value.uint32 = number;
        return setAny(handle, name, flags, MI_UINT32, value);
    }

    static MI_Result MI_CALL setInterval(Handle* handle, const MI_Char* name, const MI_Interval* interval,
                                         MI_Uint32 flags) {
        if (!interval) {
            return MI_RESULT_INVALID_PARAMETER;
        }
        MI_Value value{};
        value.datetime.u.interval = *interval;
        return setAny(handle, name, flags, MI_DATETIME, value);
    }

    static MI_Result MI_CALL setDateTime(Handle* handle, const MI_Char* name, const MI_Datetime* datetime,
                                         MI_Uint32 flags) {
        if (!datetime) {
            return MI_RESULT_INVALID_PARAMETER;
        }
        MI_Value value{};
        value.datetime = *datetime;
        return setAny(handle, name, flags, MI_DATETIME, value);
    }

    // Finds an option of a type and gives it to `use`.
    template <class Use>
    static MI_Result get(const Handle* handle, const MI_Char* name, MI_Type type, MI_Uint32* index, MI_Uint32* flags,
                         Use use) {
        return guarded([&] {
            const auto object = find(handle);
            if (!object || !name) {
                return MI_RESULT_INVALID_PARAMETER;
            }
            const auto found = object->bag.indexOf(name);
            if (!found) {
                return MI_RESULT_NO_SUCH_PROPERTY;
            }
            const auto& value = object->bag.at(*found).value;
            if (value.type() != type || !use(value.get())) {
                return MI_RESULT_TYPE_MISMATCH;
            }
            put(index, static_cast<MI_Uint32>(*found));
            put(flags, MI_Uint32{0});
            return MI_RESULT_OK;
        });
    }

    static MI_Result MI_CALL getString(const Handle* handle, const MI_Char* name, const MI_Char** text,
                                       MI_Uint32* index, MI_Uint32* flags) {
        if (!text) {
            return MI_RESULT_INVALID_PARAMETER;
        }
        return get(handle, name, MI_STRING, index, flags, [&](const MI_Value& value) {
            *text = value.string;
            return true;
        });
    }

    static MI_Result MI_CALL getNumber(const Handle* handle, const MI_Char* name, MI_Uint32* number, MI_Uint32* index,
                                       MI_Uint32* flags) {
        if (!number) {
            return MI_RESULT_INVALID_PARAMETER;
        }
        return get(handle, name, MI_UINT32, index, flags, [&](const MI_Value& value) {
            *number = value.uint32;
            return true;
        });
    }

    // An interval is stored as a datetime; a point in time is not one.
    static MI_Result MI_CALL getInterval(const Handle* handle, const MI_Char* name, MI_Interval* interval,
                                         MI_Uint32* index, MI_Uint32* flags) {
        if (!interval) {
            return MI_RESULT_INVALID_PARAMETER;
        }
        return get(handle, name, MI_DATETIME, index, flags, [&](const MI_Value& value) {
            if (value.datetime.isTimestamp) {
                return false;
            }
            *interval = value.datetime.u.interval;
            return true;
        });
    }

    static MI_Result MI_CALL getDateTime(const Handle* handle, const MI_Char* name, MI_Datetime* datetime,
                                         MI_Uint32* index, MI_Uint32* flags) {
        if (!datetime) {
            return MI_RESULT_INVALID_PARAMETER;
        }
        return get(handle, name, MI_DATETIME, index, flags, [&](const MI_Value& value) {
            *datetime = value.datetime;
            return true;
        });
    }

    static MI_Result MI_CALL getOptionCount(const Handle* handle, MI_Uint32* count) {
        return guarded([&] {
            const auto object = find(handle);
            if (!object || !count) {
                return MI_RESULT_INVALID_PARAMETER;
            }
            *count = static_cast<MI_Uint32>(object->bag.count());
            return MI_RESULT_OK;
        });
    }

    static MI_Result MI_CALL getOptionAt(const Handle* handle, MI_Uint32 index, const MI_Char** name, MI_Value* value,
                                         MI_Type* type, MI_Uint32* flags) {
        return guarded([&] {
            const auto object = find(handle);
            if (!object || !name || !value || !type || index >= object->bag.count()) {
                return MI_RESULT_INVALID_PARAMETER;
            }
            const auto& option = object->bag.at(index);
            *name = option.name.c_str();
            *value = option.value.get();
            *type = option.value.type();
            put(flags, MI_Uint32{0});
            return MI_RESULT_OK;
        });
    }

    static MI_Result MI_CALL getOption(const Handle* handle, const MI_Char* name, MI_Value* value, MI_Type* type,
                                       MI_Uint32* index, MI_Uint32* flags) {
        return guarded([&] {
            const auto object = find(handle);
            if (!object || !name || !value || !type) {
                return MI_RESULT_INVALID_PARAMETER;
            }
            const auto found = object->bag.indexOf(name);
            if (!found) {
                return MI_RESULT_NO_SUCH_PROPERTY;
            }
            *value = object->bag.at(*found).value.get();
            *type = object->bag.at(*found).value.type();
            put(index, static_cast<MI_Uint32>(*found));
            put(flags, MI_Uint32{0});
            return MI_RESULT_OK;
        });
    }

    static MI_Result MI_CALL addCredentials(Handle* handle, const MI_Char* name, const MI_UserCredentials* credentials,
                                            MI_Uint32 flags) {
        return guarded([&] {
            const auto object = find(handle);
            if (!object || !name || !credentials || flags) {
                return MI_RESULT_INVALID_PARAMETER;
            }
            return object->bag.addCredentials(name, *credentials);
        });
    }

    static MI_Result MI_CALL getCredentialsCount(const Handle* handle, MI_Uint32* count) {
        return guarded([&] {
            const auto object = find(handle);
            if (!object || !count) {
                return MI_RESULT_INVALID_PARAMETER;
            }
            *count = static_cast<MI_Uint32>(object->bag.credentials().size());
            return MI_RESULT_OK;
        });
    }

    static MI_Result MI_CALL getCredentialsAt(const Handle* handle, MI_Uint32 index, const MI_Char** name,
                                              MI_UserCredentials* credentials, MI_Uint32* flags) {
        return guarded([&] {
            const auto object = find(handle);
            if (!object || !name || !credentials) {
                return MI_RESULT_INVALID_PARAMETER;
            }
            if (index >= object->bag.credentials().size()) {
                return MI_RESULT_NO_SUCH_PROPERTY;
            }
            const auto& one = *object->bag.credentials()[index];
            const auto text = [](const std::optional<std::string>& from) { return from ? from->c_str() : nullptr; };
            *credentials = {};
            credentials->authenticationType = one.type.c_str();
            if (one.thumbprint) {
                credentials->credentials.certificateThumbprint = one.thumbprint->c_str();
            } else {
                credentials->credentials.usernamePassword = {text(one.domain), text(one.user), kMask};
            }
            *name = one.optionName.c_str();
            put(flags, MI_Uint32{0});
            return MI_RESULT_OK;
        });
    }

    static MI_Result MI_CALL getCredentialsPasswordAt(const Handle* handle, MI_Uint32 index, const MI_Char** name,
                                                      MI_Char* password, MI_Uint32 bufferLength,
                                                      MI_Uint32* passwordLength, MI_Uint32* flags) {
        return guarded([&] {
            const auto object = find(handle);
            if (!object || !name || !passwordLength) {
                return MI_RESULT_INVALID_PARAMETER;
            }
            if (index >= object->bag.credentials().size()) {
                return MI_RESULT_NO_SUCH_PROPERTY;
            }
            const auto& one = *object->bag.credentials()[index];
            const std::string_view text = one.password ? std::string_view(*one.password) : std::string_view();
            *passwordLength = static_cast<MI_Uint32>(text.size() + 1);
            *name = one.optionName.c_str();
            put(flags, MI_Uint32{0});
            if (!password) {
                return MI_RESULT_OK;
            }
            if (bufferLength < *passwordLength) {
                return MI_RESULT_FAILED;
            }
            std::memcpy(password, text.data(), text.size());
            password[text.size()] = '\0';
            return MI_RESULT_OK;
        });
    }
};

using Destination = Functions<MI_DestinationOptions, DestinationOptions>;
using Operation = Functions<MI_OperationOptions, OperationOptions>;
using Delivery = Functions<MI_SubscriptionDeliveryOptions, DeliveryOptions>;

bool isChannel(const MI_Char* name) {
    return name && wsman::cim::sameName(name, MI_KEY_OPERATION_CHANNEL);
}

// The one option whose flags mean something: 0 switches a channel on, 1 off.
MI_Result MI_CALL setOperationNumber(MI_OperationOptions* handle, const MI_Char* name, MI_Uint32 number,
                                     MI_Uint32 flags) {
    if (!isChannel(name)) {
        return Operation::setNumber(handle, name, number, flags);
    }
    return guarded([&] {
        const auto object = Operation::find(handle);
        if (!object || flags > 1) {
            return MI_RESULT_INVALID_PARAMETER;
        }
        return object->bag.switchNumber(name, number, flags == 0);
    });
}

MI_Result MI_CALL getEnabledChannels(const MI_OperationOptions* handle, const MI_Char* name, MI_Uint32* channels,
                                     MI_Uint32 bufferLength, MI_Uint32* channelCount, MI_Uint32* flags) {
    return guarded([&] {
        const auto object = Operation::find(handle);
        if (!object || !name || !channelCount) {
            return MI_RESULT_INVALID_PARAMETER;
        }
        put(flags, MI_Uint32{0});
        *channelCount = 0;
        const auto* option = object->bag.find(name);
        if (!option) {
            return MI_RESULT_OK;
        }
        if (!isChannel(name) || option->value.type() != MI_UINT32A) {
            return MI_RESULT_TYPE_MISMATCH;
        }
        const auto& enabled = option->value.get().uint32a;
        *channelCount = enabled.size;
        if (bufferLength < enabled.size) {
            return MI_RESULT_FAILED;
        }
        if (enabled.size && !channels) {
            return MI_RESULT_INVALID_PARAMETER;
        }
        if (enabled.size) {
            std::memcpy(channels, enabled.data, enabled.size * sizeof(MI_Uint32));
        }
        return MI_RESULT_OK;
    });
}

MI_Result MI_CALL setCustomOption(MI_OperationOptions* handle, const MI_Char* name, MI_Type type, const MI_Value* value,
                                  MI_Boolean mustComply, MI_Uint32 flags) {
    return guarded([&] {
        const auto object = Operation::find(handle);
        if (!object || !name || !value || flags || !isReadable(type, value)) {
            return MI_RESULT_INVALID_PARAMETER;
        }
        return object->bag.set(name, type, *value, mustComply != MI_FALSE);
    });
}

}  // namespace

const MI_DestinationOptionsFT kDestinationOptionsFT = {Destination::deleteOptions,
                                                       Destination::setString,
                                                       Destination::setNumber,
                                                       Destination::addCredentials,
                                                       Destination::getString,
                                                       Destination::getNumber,
                                                       Destination::getOptionCount,
                                                       Destination::getOptionAt,
                                                       Destination::getOption,
                                                       Destination::getCredentialsCount,
                                                       Destination::getCredentialsAt,
                                                       Destination::getCredentialsPasswordAt,
                                                       Destination::clone,
                                                       Destination::setInterval,
                                                       Destination::getInterval};

const MI_OperationOptionsFT kOperationOptionsFT = {
    Operation::deleteOptions, Operation::setString, setOperationNumber,        setCustomOption,
    Operation::getString,     Operation::getNumber, Operation::getOptionCount, Operation::getOptionAt,
    Operation::getOption,     getEnabledChannels,   Operation::clone,          Operation::setInterval,
    Operation::getInterval};

const MI_SubscriptionDeliveryOptionsFT kDeliveryOptionsFT = {Delivery::setString,
                                                             Delivery::setNumber,
                                                             Delivery::setDateTime,
                                                             Delivery::setInterval,
                                                             Delivery::addCredentials,
                                                             Delivery::deleteWithResult,
                                                             Delivery::getString,
                                                             Delivery::getNumber,
                                                             Delivery::getDateTime,
                                                             Delivery::getInterval,
                                                             Delivery::getOptionCount,
                                                             Delivery::getOptionAt,
                                                             Delivery::getOption,
                                                             Delivery::getCredentialsCount,
                                                             Delivery::getCredentialsAt,
                                                             Delivery::getCredentialsPasswordAt,
                                                             Delivery::clone};

}  // namespace client::abi
