// MS-WSMV 3.2.4.1: what Microsoft asks of a client of its resources, beyond DSP0226.
#include <algorithm>
#include <array>

#include "wsman/ops/positive_integer.h"
#include "wsman/rules/bodies.h"
#include "wsman/rules/clauses.h"
#include "wsman/rules/syntax.h"
#include "wsman/rules/verdicts.h"
#include "wsman/uris.h"

namespace wsman::rules {

namespace {

/// Microsoft's documents bind those who speak to Microsoft's resources; a client of another vendor's owes them nothing.
bool isMicrosofts(const Observed& request) {
    return request.resourceUri().starts_with("http://schemas.microsoft.com/");
}

bool isUuid(std::string_view text) {
    constexpr std::string_view kShape = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";
    return text.size() == kShape.size() && std::equal(text.begin(), text.end(), kShape.begin(), [](char c, char shape) {
               const bool isHex = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
               return shape == '-' ? c == '-' : isHex;
           });
}

bool isUuidUri(std::string_view text) {
    for (const std::string_view prefix : {"uuid:", "urn:uuid:"}) {
        if (sameText(text.substr(0, prefix.size()), prefix)) {
            return isUuid(text.substr(prefix.size()));
        }
    }
    return false;
}

Verdict messageIdIsUuid(const Observed& request, const Session&) {
    const xml::Node id = request.header(ns::kAddressing, "MessageID");
    if (!isMicrosofts(request) || !id) {
        return notApplicable();
    }
    return isUuidUri(id.text()) ? pass() : broken("MessageID is no uuid", "uuid: and a GUID", id.text(), id);
}

Verdict present(const Observed& request, std::string_view name, const char* text) {
    if (!isMicrosofts(request)) {
        return notApplicable();
    }
    return request.header(ns::kWsman, name) ? pass()
                                            : broken(text, "wsman:" + std::string(name), "nothing", request.header());
}

Verdict timeoutPresent(const Observed& request, const Session&) {
    // An operation that keeps its connection alive has no end to wait for.
    return request.header(ns::kMsWsman, "OperationID")
               ? notApplicable()
               : present(request, "OperationTimeout", "The request says not how long it waits");
}

Verdict sizePresent(const Observed& request, const Session&) {
    return present(request, "MaxEnvelopeSize", "The request says not how much it takes");
}

Verdict localePresent(const Observed& request, const Session&) {
    return present(request, "Locale", "The request says not which language it wants");
}

Verdict activityIsHint(const Observed& request, const Session&) {
    const xml::Node activity = request.header(ns::kMsWsman, "ActivityId");
    if (!activity) {
        return notApplicable();
    }
    return activity.mustUnderstand().value_or(false)
               ? broken("ActivityId must be understood", "no mustUnderstand, or false", "true", activity)
               : pass();
}

Verdict activityIsShort(const Observed& request, const Session&) {
    constexpr std::size_t kMost = 2048;
    const xml::Node activity = request.header(ns::kMsWsman, "ActivityId");
    if (!activity) {
        return notApplicable();
    }
    const std::size_t size = activity.text().size();
    return size <= kMost ? pass()
                         : broken("ActivityId is too long", "2048 characters at most",
                                  std::to_string(size) + " characters", activity);
}

Verdict pullSaysHowMany(const Observed& request, const Session&) {
    if (!isMicrosofts(request) || request.action() != action::kPull) {
        return notApplicable();
    }
    return request.payload().child(ns::kEnumeration, "MaxElements")
               ? pass()
               : broken("A Pull takes one item at a time", "wsen:MaxElements", "nothing", request.payload());
}

Verdict noAttachments(const Observed& request, const Session&) {
    if (request.http().contentType.empty()) {
        return notApplicable();
    }
    const std::string type = mediaType(request.http().contentType);
    return type.starts_with("multipart/related")
               ? broken("The message comes with attachments", "application/soap+xml", type)
               : pass();
}

Verdict operationId(const Observed& request, const Session&) {
    const xml::Node id = request.header(ns::kMsWsman, "OperationID");
    if (!id) {
        return notApplicable();
    }
    if (!isUuidUri(id.text())) {
        return broken("OperationID is no uuid", "uuid: and a GUID", id.text(), id);
    }
    // The schema and the examples spell it differently.
    xml::Node sequence = request.header(ns::kMsWsman, "SequenceId");
    if (!sequence) {
        sequence = request.header(ns::kMsWsman, "SequenceID");
    }
    return ops::parsePositive(sequence.text())
               ? pass()
               : broken("An OperationID comes without its place in a sequence", "SequenceId, from 1",
                        sequence ? sequence.text() : "nothing", sequence ? sequence : id);
}

constexpr std::array kRules{
    Rule{"MS-WSMV/3.2.4.1.1", "3.2.4.1.1", "MessageID is a uuid", Party::kClient, Level::kVendor, messageIdIsUuid},
    Rule{"MS-WSMV/3.2.4.1.2", "3.2.4.1.2", "A request carries OperationTimeout", Party::kClient, Level::kVendor,
         timeoutPresent},
    Rule{"MS-WSMV/3.2.4.1.3", "3.2.4.1.3", "A request carries MaxEnvelopeSize", Party::kClient, Level::kVendor,
         sizePresent},
    Rule{"MS-WSMV/3.2.4.1.4", "3.2.4.1.4", "A request carries Locale", Party::kClient, Level::kVendor, localePresent},
    Rule{"MS-WSMV/3.2.4.1.8", "3.2.4.1.8", "ActivityId is never marked mustUnderstand", Party::kClient, Level::kVendor,
         activityIsHint},
    Rule{"MS-WSMV/3.2.4.1.8b", "3.2.4.1.8", "ActivityId is at most 2048 characters long", Party::kClient,
         Level::kVendor, activityIsShort},
    Rule{"MS-WSMV/3.2.4.1.9", "3.2.4.1.9", "A Pull says how many items it takes", Party::kClient, Level::kVendor,
         pullSaysHowMany},
    Rule{"MS-WSMV/3.1.4.1.24c", "3.1.4.1.24", "A request comes without attachments", Party::kClient, Level::kVendor,
         noAttachments},
    Rule{"MS-WSMV/3.1.4.1.39c", "3.1.4.1.39", "An OperationID is a uuid and comes with a SequenceId", Party::kClient,
         Level::kVendor, operationId},
};

}  // namespace

std::span<const Rule> microsoftClientRules() {
    return kRules;
}

}  // namespace wsman::rules
