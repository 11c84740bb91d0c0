#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "wsman/error.h"
#include "wsman/ops/identify.h"
#include "wsman/soap/fault.h"

namespace mockserver::repository {

/// How the endpoints of one vendor differ from the standards and from each other. What a profile leaves at its default
/// is as the standards have it.
struct Profile {
    /// What s:Detail of a fault holds besides wsman:FaultDetail.
    enum class FaultDetail {
        kStandard,   ///< nothing
        kMicrosoft,  ///< f:WSManFault, and MSFT_WmiError for what the repository refused (MS-WSMV §2.2.4.43)
        kOmi,        ///< OMI_Error
    };

    std::string_view name{};
    wsman::ops::IdentifyResponse identify{};
    /// What an unauthenticated Identify is told as ProductVersion, without security profiles (R11-5); empty: the same.
    std::string_view anonymousVersion{};
    FaultDetail faultDetail = FaultDetail::kStandard;
    bool xsiTypes = true;                      ///< xsi:type on every property of an instance
    bool ignoresPolymorphism = false;          ///< as WinRM does (DSP0227, MS): base and derived properties always
    bool refusesLocale = false;                ///< any that must be understood, as WinRM does (MS-WSMV 3.1.4.1.8)
    bool partialPut = false;                   ///< a Put may leave out required properties
    bool enumerationRenew = true;              ///< Renew and GetStatus of enumerations, which R8.1-4 advises against
    std::vector<std::string_view> dialects{};  ///< of filters: URIs
    std::size_t defaultEnvelopeSize = 32767;   ///< octets, for a request that sets no MaxEnvelopeSize (R13.1-3)
    std::size_t maxEnvelopeSize = 16U << 20U;  ///< octets, whatever a request allows
    std::size_t maxElements = 32'000;          ///< items of one reply, whatever a request asks for (R8.4-10)
    std::chrono::milliseconds contextExpiry = std::chrono::minutes(4);  ///< of an enumeration that nobody pulls
    std::size_t maxContexts = 1000;
    std::size_t maxContextsPerUser = 500;
};

/// By name ("windows-2022"); the standard one for an empty name. Errors: kNotFound with the names that there are.
wsman::Result<Profile> profileByName(std::string_view name);

/// The fault with the details that the profile's endpoints send.
wsman::soap::Fault decorated(const Profile& profile, wsman::soap::Fault fault);

}  // namespace mockserver::repository
