#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <mi.h>

#include "client/abi/value.h"
#include "wsman/cim/value.h"
#include "wsman/duration.h"

namespace client::abi {

/// Credentials as MI_UserCredentials says them. Absent names are nullopt, which is not the same as empty.
struct Credentials {
    std::string optionName;
    std::string type;  ///< MI_AUTH_TYPE_*
    std::optional<std::string> domain{}, user{}, password{};
    std::optional<std::string> thumbprint{};  ///< ClientCerts and IssuerCert, instead of the others
};

/// What all option objects of mi.h are: named, typed values in the order in which they were first set, and credentials
/// beside them. Names are compared as CIM names are. Texts and values handed out last until that option is set again.
/// Not thread-safe while it changes.
class OptionBag {
public:
    struct Option {
        std::string name;
        OwnedValue value;
        bool mustComply = false;  ///< custom options only
    };

    OptionBag() = default;
    OptionBag(const OptionBag& other);
    OptionBag& operator=(const OptionBag& other);
    OptionBag(OptionBag&&) noexcept = default;
    OptionBag& operator=(OptionBag&&) noexcept = default;
    ~OptionBag() = default;

    /// Sets a copy of `value`. TYPE_MISMATCH when the option is there with another type.
    MI_Result set(std::string_view name, MI_Type type, const MI_Value& value, bool mustComply = false);
    MI_Result setString(std::string_view name, const MI_Char* text);
    MI_Result setNumber(std::string_view name, MI_Uint32 number);
    /// Adds a number to, or takes it from, the option that holds a set of numbers (MI_UINT32A).
    MI_Result switchNumber(std::string_view name, MI_Uint32 number, bool on);

    [[nodiscard]] std::size_t count() const { return options_.size(); }
    [[nodiscard]] const Option& at(std::size_t index) const { return *options_[index]; }
    [[nodiscard]] std::optional<std::size_t> indexOf(std::string_view name) const;
    [[nodiscard]] const Option* find(std::string_view name) const;

    /// The value when it is there and of this type.
    [[nodiscard]] std::optional<std::string> string(std::string_view name) const;
    [[nodiscard]] std::optional<MI_Uint32> number(std::string_view name) const;
    [[nodiscard]] std::optional<wsman::Duration> interval(std::string_view name) const;
    [[nodiscard]] std::optional<wsman::cim::Datetime> datetime(std::string_view name) const;

    /// INVALID_PARAMETER when a part that the type needs is NULL (user name and password of Basic, Digest and
    /// NegoWithCreds; the thumbprint of certificates) or the type is.
    MI_Result addCredentials(std::string_view optionName, const MI_UserCredentials& credentials);
    [[nodiscard]] const std::vector<std::unique_ptr<Credentials>>& credentials() const { return credentials_; }

private:
    // By pointer, so that what was handed out stays where it is while others are added.
    std::vector<std::unique_ptr<Option>> options_;
    std::vector<std::unique_ptr<Credentials>> credentials_;
};

}  // namespace client::abi
