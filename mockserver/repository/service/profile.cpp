#include "mockserver/repository/service/profile.h"

#include <array>
#include <utility>

#include "wsman/cim/instance.h"
#include "wsman/cim/xml_codec.h"
#include "wsman/uris.h"
#include "wsman/xml/writer.h"

namespace mockserver::repository {

namespace cim = wsman::cim;
namespace soap = wsman::soap;
namespace uri = wsman::uri;
using soap::FaultId;

namespace {

constexpr std::string_view kSecurityProfiles = "http://schemas.dmtf.org/wbem/wsman/1/wsman/secprofile/";

wsman::ops::IdentifyResponse identity(std::string vendor, std::string version,
                                      std::initializer_list<std::string_view> security,
                                      std::vector<std::string> extensions = {}) {
    wsman::ops::IdentifyResponse out{.protocolVersions = {std::string(wsman::ns::kWsman)},
                                     .productVendor = std::move(vendor),
                                     .productVersion = std::move(version)};
    for (const auto name : security) {
        out.securityProfiles.push_back(std::string(kSecurityProfiles).append(name));
    }
    out.extensions = std::move(extensions);
    return out;
}

const std::vector<std::string_view>& allDialects() {
    static const std::vector<std::string_view> kAll{uri::kDialectWql, uri::kDialectCql, uri::kDialectSelector,
                                                    uri::kDialectAssociation, uri::kDialectXPath};
    return kAll;
}

std::vector<Profile> makeProfiles() {
    std::vector<Profile> out;
    out.push_back(
        {.name = "standard", .identify = identity("mi-testbed", "1.0", {"http/basic"}), .dialects = allDialects()});
    out.push_back({.name = "windows-2022",
                   .identify = identity("Microsoft Corporation", "OS: 10.0.20348 SP: 0.0 Stack: 3.0",
                                        {"http/spnego-kerberos", "http/basic"}),
                   .anonymousVersion = "OS: 0.0.0 SP: 0.0 Stack: 3.0",
                   .faultDetail = Profile::FaultDetail::kMicrosoft,
                   .ignoresPolymorphism = true,
                   .refusesLocale = true,
                   .partialPut = true,
                   .enumerationRenew = false,
                   .dialects = {uri::kDialectWql, uri::kDialectSelector, uri::kDialectAssociation},
                   .defaultEnvelopeSize = 512'000,
                   .maxEnvelopeSize = 512'000,
                   .maxContexts = 4'294'967'295U,
                   .maxContextsPerUser = 1500});
    out.push_back({.name = "omi",
                   .identify = identity("Open Management Infrastructure", "1.9.1", {"https/basic"},
                                        {"<wsmb:Capability_FaultIncludesCIMError xmlns:wsmb=\"http://schemas.dmtf.org/"
                                         "wbem/wsman/1/cimbinding.xml\"/>"}),
                   .faultDetail = Profile::FaultDetail::kOmi,
                   .partialPut = true,
                   .enumerationRenew = false,
                   .dialects = {uri::kDialectWql, uri::kDialectCql, uri::kDialectSelector, uri::kDialectAssociation},
                   .defaultEnvelopeSize = 512'000});
    out.push_back({.name = "openwsman",
                   .identify = identity("Openwsman Project", "2.7.2", {"http/basic", "http/digest"}),
                   .xsiTypes = false,
                   .partialPut = true,
                   .enumerationRenew = false,
                   .dialects = {uri::kDialectWql, uri::kDialectCql, uri::kDialectSelector, uri::kDialectAssociation,
                                uri::kDialectXPath},
                   .maxElements = 50,
                   .contextExpiry = std::chrono::seconds(100)});
    out.push_back({.name = "amt",
                   .identify = identity("Intel(r)", "AMT 16.1.25",
                                        {"http/digest", "https/digest", "http/spnego-kerberos", "https/spnego-kerberos",
                                         "https/mutual/digest", "https/mutual/spnego-kerberos"}),
                   .xsiTypes = false,
                   .enumerationRenew = false,
                   .dialects = {uri::kDialectSelector, uri::kDialectAssociation},
                   .defaultEnvelopeSize = 32'767,
                   .maxEnvelopeSize = 51'200,
                   .maxElements = 999,
                   .contextExpiry = std::chrono::seconds(60),
                   .maxContexts = 8,
                   .maxContextsPerUser = 8});
    return out;
}

const std::vector<Profile>& profiles() {
    static const std::vector<Profile> kProfiles = makeProfiles();
    return kProfiles;
}

/// What WMI and the CIM status codes (DSP0200) call the reason of a fault, and the code that WinRM gives it.
struct CimReason {
    FaultId fault;
    std::string_view token;  ///< of FaultDetail; "-": none
    std::uint32_t status;    ///< CIM status code
    std::uint32_t wmi;       ///< WBEM_E_*
    std::uint32_t winrm;     ///< ERROR_WSMAN_*; 0: the WMI code
};

constexpr std::array kReasons{
    CimReason{FaultId::kWsaDestinationUnreachable, "InvalidResourceURI", 5, 0x80041010, 0x8033803B},
    CimReason{FaultId::kWsaDestinationUnreachable, "", 6, 0x80041002, 0x80338000},
    CimReason{FaultId::kWsmanAccessDenied, "", 2, 0x80041003, 5},
    CimReason{FaultId::kWsmanAlreadyExists, "", 11, 0x80041019, 0},
    CimReason{FaultId::kWsmanInvalidSelectors, "", 4, 0x80041008, 0},
    CimReason{FaultId::kWxfInvalidRepresentation, "", 4, 0x80041008, 0},
    CimReason{FaultId::kWsmanInvalidParameter, "", 4, 0x80041008, 0},
    CimReason{FaultId::kWsaActionNotSupported, "", 7, 0x8004100C, 0},
    CimReason{FaultId::kWsenCannotProcessFilter, "", 15, 0x80041017, 0},
    CimReason{FaultId::kWsmanCannotProcessFilter, "", 15, 0x80041017, 0},
    CimReason{FaultId::kWsenFilterDialectRequestedUnavailable, "", 14, 0x80041018, 0},
    CimReason{FaultId::kWsmanTimedOut, "", 1, 0x80041069, 0x80338029},
};

const CimReason* reasonOf(const soap::Fault& fault) {
    const auto* info = fault.info();
    for (const auto& reason : kReasons) {
        if (info != nullptr && info->id == reason.fault &&
            (reason.token.empty() || fault.faultDetail.ends_with(reason.token))) {
            return &reason;
        }
    }
    return nullptr;
}

cim::Instance errorInstance(std::string className, std::string uri, const soap::Fault& fault, std::uint32_t status) {
    cim::Instance out;
    out.className = std::move(className);
    out.resourceUri = std::move(uri) + out.className;
    out.set("CIMStatusCode", cim::Value::of(status));
    out.set("Message", cim::Value::of(std::string(fault.reason())));
    out.set("ErrorType", cim::Value::of(std::uint16_t{0}));
    out.set("PerceivedSeverity", cim::Value::of(std::uint16_t{0}));
    return out;
}

std::string detailText(const cim::Instance& error) {
    std::string out;
    wsman::xml::Writer writer(out);
    cim::writeInstance(writer, error, {.xsiType = true, .standAlone = true});
    // The mark by which clients know it (DSP0227): an attribute of the element that was just written.
    const auto end = out.find_first_of(" >");
    out.insert(end, " wsmb:IsCIM_Error=\"true\" xmlns:wsmb=\"" + std::string(wsman::ns::kCimBinding) + "\"");
    return out;
}

}  // namespace

wsman::Result<Profile> profileByName(std::string_view name) {
    std::string known;
    for (const auto& profile : profiles()) {
        if (profile.name == (name.empty() ? "standard" : name)) {
            return profile;
        }
        known += (known.empty() ? "" : ", ") + std::string(profile.name);
    }
    return wsman::fail(wsman::ErrorCode::kNotFound,
                       "there is no profile \"" + std::string(name) + "\"; there are " + known);
}

soap::Fault decorated(const Profile& profile, soap::Fault fault) {
    const auto* reason = reasonOf(fault);
    if (profile.faultDetail == Profile::FaultDetail::kMicrosoft && !fault.wsmanFault) {
        soap::WsmanFault detail{.machine = "localhost", .message = std::string(fault.reason())};
        constexpr std::uint32_t kInternal = 1359;  // ERROR_INTERNAL_ERROR
        detail.code = reason == nullptr ? kInternal : reason->winrm != 0 ? reason->winrm : reason->wmi;
        fault.wsmanFault = std::move(detail);
        if (reason != nullptr) {
            auto error =
                errorInstance("MSFT_WmiError", std::string(uri::kWmiPrefix) + "root/cimv2/", fault, reason->status);
            error.set("error_Code", cim::Value::of(reason->wmi));
            error.set("error_Type", cim::Value::of(std::string("HRESULT")));
            fault.detail.push_back(detailText(error));
        }
    } else if (profile.faultDetail == Profile::FaultDetail::kOmi && reason != nullptr) {
        auto error = errorInstance("OMI_Error", std::string(uri::kCimSchemaPrefix), fault, reason->status);
        error.set("OwningEntity", cim::Value::of(std::string("OMI:CIMOM")));
        error.set("MessageID", cim::Value::of("OMI:MI_Result:" + std::to_string(reason->status)));
        error.set("OMI_Code", cim::Value::of(reason->status));
        error.set("OMI_Type", cim::Value::of(std::string("MI")));
        fault.detail.push_back(detailText(error));
    }
    return fault;
}

}  // namespace mockserver::repository
