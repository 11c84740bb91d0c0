#include "mockserver/repository/service/repository_responder.h"

#include <algorithm>
#include <array>
#include <utility>

#include "mockserver/repository/service/declarations.h"
#include "mockserver/repository/service/selection.h"
#include "mockserver/repository/service/transfer.h"
#include "wsman/ops/identify.h"
#include "wsman/ops/invoke.h"
#include "wsman/soap/fault.h"
#include "wsman/uris.h"

namespace mockserver::repository {

namespace action = wsman::action;
namespace cim = wsman::cim;
namespace ops = wsman::ops;
namespace soap = wsman::soap;
using soap::FaultId;

namespace {

enum class Kind { kGet, kPut, kCreate, kDelete, kEnumerate, kPull, kRelease, kStatus, kMethod };

Kind kindOf(std::string_view text) {
    constexpr std::array kActions{std::pair{action::kGet, Kind::kGet},
                                  std::pair{action::kPut, Kind::kPut},
                                  std::pair{action::kCreate, Kind::kCreate},
                                  std::pair{action::kDelete, Kind::kDelete},
                                  std::pair{action::kEnumerate, Kind::kEnumerate},
                                  std::pair{action::kPull, Kind::kPull},
                                  std::pair{action::kRelease, Kind::kRelease},
                                  std::pair{action::kEnumRenew, Kind::kStatus},
                                  std::pair{action::kEnumGetStatus, Kind::kStatus}};
    const auto found = std::ranges::find(kActions, text, [](const auto& row) { return row.first; });
    return found == kActions.end() ? Kind::kMethod : found->second;
}

/// Options that declarations take, and those by which MI clients speak of themselves; any other cannot be complied
/// with.
bool isKnownOption(std::string_view name) {
    if (name.starts_with("wmi:")) {
        name.remove_prefix(4);
    }
    constexpr std::array<std::string_view, 7> kKnown{
        "IncludeQualifiers",  "IncludeInheritedElements", "IncludeInheritanceHierarchy",
        "IncludeClassOrigin", "ShowExtensions",           "includeInheritedElements",
        "includeQualifiers"};
    return std::ranges::find(kKnown, name) != kKnown.end() || name.starts_with("__MI_");
}

/// What DSP0226 §6 lets a client insist on.
std::optional<soap::Fault> checkDemands(const Profile& profile, const soap::Header& header) {
    if (header.options) {
        for (const auto& option : header.options->value) {
            if (option.mustComply && !isKnownOption(option.name)) {
                return soap::makeFault(FaultId::kWsmanInvalidOptions,
                                       "The option " + option.name + " cannot be complied with.", "NotSupported");
            }
        }
    }
    const auto& locale = header.locale;
    if (locale && locale->mustUnderstand.value_or(false) &&
        (profile.refusesLocale || !cim::sameName(locale->value.substr(0, 2), "en"))) {
        return soap::makeFault(FaultId::kWsmanUnsupportedFeature, "There is no text in " + locale->value + ".",
                               "Locale");
    }
    return std::nullopt;
}

soap::Fault unsupported(const soap::Message& message, std::string reason) {
    auto fault = soap::makeFault(FaultId::kWsaActionNotSupported, std::move(reason), "ActionMismatch");
    std::string detail;
    wsman::xml::Writer(detail).start("wsa:Action").declare("wsa", wsman::ns::kAddressing).text(message.action()).end();
    fault.detail.push_back(std::move(detail));
    return fault;
}

}  // namespace

RepositoryResponder::RepositoryResponder(ServiceParts parts, Options options)
    : parts_(std::move(parts)), options_(std::move(options)), enumerations_(parts_, selectItems, options_.post) {}

std::optional<HttpReply> RepositoryResponder::respond(const Exchange& exchange) {
    const auto& message = exchange.message();
    if (ops::isIdentify(message)) {
        return identify(exchange);
    }
    if (options_.eventing) {
        if (auto reply = options_.eventing(exchange)) {
            return reply;
        }
    }
    auto resource = resolve(*parts_.repository, message.header());
    if (!resource) {
        const auto fault = decorated(parts_.profile, resource.error());
        exchange.explain(std::string(fault.reason()), fault);
        return std::nullopt;
    }
    const Call call{.message = message, .user = exchange.user(), .resource = std::move(*resource)};
    if (auto fault = checkDemands(parts_.profile, message.header())) {
        return reply(exchange, tl::unexpected(std::move(*fault)));
    }
    const bool isSchema =
        call.resource.kind == Resource::Kind::kSchema || call.resource.kind == Resource::Kind::kAllSchema;
    const auto kind = kindOf(message.action());
    if (isSchema && (kind == Kind::kPut || kind == Kind::kCreate || kind == Kind::kDelete)) {
        return reply(exchange, tl::unexpected(unsupported(message, "Classes cannot be changed.")));
    }
    switch (kind) {
        case Kind::kGet:
            return reply(exchange, isSchema ? getClass(parts_, call) : getInstance(parts_, call));
        case Kind::kPut:
            return reply(exchange, putInstance(parts_, call));
        case Kind::kCreate:
            return reply(exchange, createInstance(parts_, call));
        case Kind::kDelete:
            return reply(exchange, deleteInstance(parts_, call));
        case Kind::kEnumerate:
            return reply(exchange, enumerations_.enumerate(call));
        case Kind::kPull:
            return reply(exchange, enumerations_.pull(call));
        case Kind::kRelease:
            return reply(exchange, enumerations_.release(call));
        case Kind::kStatus:
            return reply(exchange, enumerations_.status(call));
        case Kind::kMethod:
            break;
    }
    return reply(exchange, invoke(exchange, call));
}

Answer RepositoryResponder::invoke(const Exchange& exchange, const Call& call) const {
    const auto method = ops::methodOf(call.message.action(), call.resource.uri);
    const bool isClass = call.resource.kind == Resource::Kind::kClass;
    const auto* declared = isClass && !method.empty() ? call.resource.declaration->method(method) : nullptr;
    if (declared == nullptr) {
        const auto what = isClass && !method.empty()
                              ? call.resource.declaration->name + " has no method " + std::string(method) + "."
                              : "The action " + std::string(call.message.action()) + " is not one of this resource.";
        return tl::unexpected(unsupported(call.message, what));
    }
    if (!options_.invoke) {
        return tl::unexpected(unsupported(call.message, "Methods cannot be called here."));
    }
    return options_.invoke(call, exchange.http().headers, *declared);
}

HttpReply RepositoryResponder::identify(const Exchange& exchange) const {
    auto response = parts_.profile.identify;
    const bool anonymous = exchange.http().path.starts_with("/wsman-anon") ||
                           equalIgnoringCase(exchange.http().headers.get("WSMANIDENTIFY"), "unauthenticated");
    if (anonymous && !parts_.profile.anonymousVersion.empty()) {
        response.productVersion = parts_.profile.anonymousVersion;
        response.securityProfiles.clear();
    }
    return {.status = 200,
            .headers = {{"Content-Type", std::string(wsman::kContentTypeUtf8)}},
            .body = ops::writeIdentifyResponse(response)};
}

HttpReply RepositoryResponder::reply(const Exchange& exchange, Answer answer) const {
    const auto& header = exchange.message().header();
    const auto& limit = header.maxEnvelopeSize;
    if (answer && limit) {
        const bool wide = exchange.message().encoding() != wsman::xml::Encoding::kUtf8;
        if (answer->size() * (wide ? 2 : 1) > limit->value) {
            const auto kind = kindOf(exchange.message().action());
            const bool changed =
                kind == Kind::kPut || kind == Kind::kCreate || kind == Kind::kDelete || kind == Kind::kMethod;
            answer =
                tl::unexpected(soap::makeFault(FaultId::kWsmanEncodingLimit,
                                               "The reply has " + std::to_string(answer->size()) +
                                                   " octets, MaxEnvelopeSize is " + std::to_string(limit->value) + ".",
                                               changed ? "UnreportableSuccess" : "MaxEnvelopeSize"));
        }
    }
    HttpReply out{.status = 200, .headers = {{"Content-Type", std::string(wsman::kContentTypeUtf8)}}};
    if (answer) {
        out.body = std::move(*answer);
        return out;
    }
    const auto fault = decorated(parts_.profile, std::move(answer.error()));
    out.status = soap::httpStatus(fault, options_.faultStatusByCode);
    out.body = soap::writeFaultMessage(fault, &header, parts_.newMessageId());
    out.note = fault.reason();
    return out;
}

}  // namespace mockserver::repository
