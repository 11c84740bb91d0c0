#include "client/abi/option_bag.h"

#include <algorithm>

#include "wsman/cim/datetime.h"
#include "wsman/cim/instance.h"

namespace client::abi {

namespace cim = wsman::cim;

namespace {

std::optional<std::string> textOf(const MI_Char* text) {
    return text ? std::optional<std::string>(text) : std::nullopt;
}

bool isOneOf(std::string_view type, std::initializer_list<std::string_view> types) {
    return std::any_of(types.begin(), types.end(), [&](std::string_view one) { return cim::sameName(one, type); });
}

}  // namespace

OptionBag::OptionBag(const OptionBag& other) {
    for (const auto& option : other.options_) {
        const MI_Type type = option->value.type();
        options_.push_back(std::make_unique<Option>(
            Option{option->name, OwnedValue(type, copyValue(type, option->value.get())), option->mustComply}));
    }
    for (const auto& one : other.credentials_) {
        credentials_.push_back(std::make_unique<Credentials>(*one));
    }
}

OptionBag& OptionBag::operator=(const OptionBag& other) {
    if (this != &other) {
        *this = OptionBag(other);
    }
    return *this;
}

MI_Result OptionBag::set(std::string_view name, MI_Type type, const MI_Value& value, bool mustComply) {
    const auto index = indexOf(name);
    if (index && at(*index).value.type() != type) {
        return MI_RESULT_TYPE_MISMATCH;
    }
    OwnedValue copy(type, copyValue(type, value));
    if (index) {
        options_[*index]->value = std::move(copy);
        options_[*index]->mustComply = mustComply;
    } else {
        options_.push_back(std::make_unique<Option>(Option{std::string(name), std::move(copy), mustComply}));
    }
    return MI_RESULT_OK;
}

MI_Result OptionBag::setString(std::string_view name, const MI_Char* text) {
    MI_Value value{};
    value.string = const_cast<MI_Char*>(text);  // NOLINT(cppcoreguidelines-pro-type-const-cast): set copies it
    return set(name, MI_STRING, value);
}

MI_Result OptionBag::setNumber(std::string_view name, MI_Uint32 number) {
    MI_Value value{};
    value.uint32 = number;
    return set(name, MI_UINT32, value);
}

MI_Result OptionBag::switchNumber(std::string_view name, MI_Uint32 number, bool on) {
    std::vector<MI_Uint32> numbers;
    if (const auto* option = find(name)) {
        if (option->value.type() != MI_UINT32A) {
            return MI_RESULT_TYPE_MISMATCH;
        }
        const auto& array = option->value.get().uint32a;
        numbers.assign(array.data, array.data + array.size);
    }
    std::erase(numbers, number);
    if (on) {
        numbers.push_back(number);
    }
    MI_Value value{};
    value.uint32a = {numbers.data(), static_cast<MI_Uint32>(numbers.size())};
    return set(name, MI_UINT32A, value);
}

std::optional<std::size_t> OptionBag::indexOf(std::string_view name) const {
    for (std::size_t i = 0; i < options_.size(); ++i) {
        if (cim::sameName(options_[i]->name, name)) {
            return i;
        }
    }
    return std::nullopt;
}

const OptionBag::Option* OptionBag::find(std::string_view name) const {
    const auto index = indexOf(name);
    return index ? options_[*index].get() : nullptr;
}

std::optional<std::string> OptionBag::string(std::string_view name) const {
    const auto* option = find(name);
    return option && option->value.type() == MI_STRING ? textOf(option->value.get().string) : std::nullopt;
}

std::optional<MI_Uint32> OptionBag::number(std::string_view name) const {
    const auto* option = find(name);
    return option && option->value.type() == MI_UINT32 ? std::optional(option->value.get().uint32) : std::nullopt;
}

std::optional<cim::Datetime> OptionBag::datetime(std::string_view name) const {
    const auto* option = find(name);
    return option && option->value.type() == MI_DATETIME ? std::optional(toCim(option->value.get().datetime))
                                                         : std::nullopt;
}

std::optional<wsman::Duration> OptionBag::interval(std::string_view name) const {
    const auto value = datetime(name);
    const auto* interval = value ? std::get_if<cim::Interval>(&*value) : nullptr;
    return interval ? std::optional(cim::toDuration(*interval)) : std::nullopt;
}

MI_Result OptionBag::addCredentials(std::string_view optionName, const MI_UserCredentials& from) {
    if (!from.authenticationType) {
        return MI_RESULT_INVALID_PARAMETER;
    }
    Credentials to{std::string(optionName), from.authenticationType};
    if (isOneOf(to.type, {MI_AUTH_TYPE_CLIENT_CERTS, MI_AUTH_TYPE_ISSUER_CERT})) {
        to.thumbprint = textOf(from.credentials.certificateThumbprint);
        if (!to.thumbprint) {
            return MI_RESULT_INVALID_PARAMETER;
        }
    } else if (!isOneOf(to.type, {MI_AUTH_TYPE_NONE})) {
        to.domain = textOf(from.credentials.usernamePassword.domain);
        to.user = textOf(from.credentials.usernamePassword.username);
        to.password = textOf(from.credentials.usernamePassword.password);
        const bool needsBoth =
            isOneOf(to.type, {MI_AUTH_TYPE_BASIC, MI_AUTH_TYPE_DIGEST, MI_AUTH_TYPE_NEGO_WITH_CREDS});
        if (needsBoth && !(to.user && to.password)) {
            return MI_RESULT_INVALID_PARAMETER;
        }
    }
    credentials_.push_back(std::make_unique<Credentials>(std::move(to)));
    return MI_RESULT_OK;
}

}  // namespace client::abi
