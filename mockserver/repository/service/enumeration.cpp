#include "mockserver/repository/service/enumeration.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "wsman/soap/fault.h"
#include "wsman/uris.h"
#include "wsman/xml/writer.h"

namespace mockserver::repository {

namespace cim = wsman::cim;
namespace ops = wsman::ops;
namespace soap = wsman::soap;
using soap::FaultId;

namespace {

/// The longest that an Expires may ask for, and a Pull without a time of its own may look for items.
constexpr std::chrono::hours kMostExpiry{24};
constexpr std::chrono::seconds kMostPull{60};

std::string resourceKey(const Call& call) {
    return cim::foldName(call.resource.uri) + "\n" + cim::foldName(call.resource.nameSpace);
}

soap::Fault invalidContext() {
    return soap::makeFault(FaultId::kWsenInvalidEnumerationContext,
                           "The enumeration context is not, or no longer, known.");
}

ItemSource::Deadline deadlineOf(const soap::Header& header, const std::optional<wsman::Duration>& maxTime) {
    wsman::Duration time = kMostPull;
    if (header.operationTimeout && header.operationTimeout->value > wsman::Duration::zero()) {
        time = std::min(time, header.operationTimeout->value);  // it beats MaxTime (R8.4-4)
    } else if (maxTime) {
        time = std::min(time, *maxTime);
    }
    // A little earlier, so that the reply is there in time.
    return std::chrono::steady_clock::now() + time * 9 / 10;
}

std::string endMessage(const soap::Epr& endTo, const std::string& messageId, const std::string& context) {
    soap::Header header;
    header.to = endTo.address;
    header.action = {std::string(wsman::action::kEnumerationEnd), {}};
    header.messageId = messageId;
    header.others = endTo.extraParameters;
    return soap::writeMessage(header, [&](wsman::xml::Writer& writer) {
        writer.start("n:EnumerationEnd").element("n:EnumerationContext", context);
        writer.element("n:Code", std::string(wsman::ns::kEnumeration) + "/SourceCanceling");
        writer.start("n:Reason").attribute("xml:lang", "en-US").text("The enumeration expired.").end();
        writer.end();
    });
}

}  // namespace

EnumerationManager::EnumerationManager(const ServiceParts& parts, Select select, Post post)
    : parts_(parts), select_(std::move(select)), post_(std::move(post)) {}

FaultOr<EnumerationManager::ContextPtr> EnumerationManager::find(const Call& call, const std::string& id) {
    sweep();
    ContextPtr context;
    {
        const std::lock_guard lock(mutex_);
        const auto found = contexts_.find(id);
        if (found == contexts_.end()) {
            return tl::unexpected(invalidContext());
        }
        context = found->second;
    }
    if (context->user != call.user) {
        return tl::unexpected(soap::makeFault(FaultId::kWsmanAccessDenied, "The enumeration is another user's."));
    }
    if (context->resource != resourceKey(call)) {
        return tl::unexpected(soap::makeFault(FaultId::kWsaMessageInformationHeaderRequired,
                                              "The ResourceURI is not that of the Enumerate request."));
    }
    return context;
}

FaultOr<EnumerationManager::ContextPtr> EnumerationManager::make(const Call& call, const ops::Enumerate& request) {
    if (request.endTo && !post_) {
        return tl::unexpected(
            soap::makeFault(FaultId::kWsmanUnsupportedFeature, "EndTo is not supported.", "AddressingMode"));
    }
    const auto now = parts_.now();
    const auto expiry = readExpiry(request.expires, now, parts_.profile.contextExpiry, kMostExpiry,
                                   FaultId::kWsenInvalidExpirationTime);
    if (!expiry) {
        return tl::unexpected(expiry.error());
    }
    auto source = select_(parts_, call, request);
    if (!source) {
        return tl::unexpected(std::move(source.error()));
    }
    auto context = std::make_shared<Context>();
    context->id = parts_.newMessageId();
    context->user = call.user;
    context->resource = resourceKey(call);
    context->endTo = request.endTo;
    context->fixedExpiry = request.expires.has_value();
    context->expiry = *expiry;
    context->source = std::move(*source);

    const std::lock_guard lock(mutex_);
    const auto ofUser =
        std::ranges::count_if(contexts_, [&](const auto& entry) { return entry.second->user == call.user; });
    if (contexts_.size() >= parts_.profile.maxContexts ||
        static_cast<std::size_t>(ofUser) >= parts_.profile.maxContextsPerUser) {
        return tl::unexpected(soap::makeFault(FaultId::kWsmanQuotaLimit, "Too many enumerations are open."));
    }
    contexts_.emplace(context->id, context);
    return context;
}

void EnumerationManager::close(const std::string& id) {
    const std::lock_guard lock(mutex_);
    contexts_.erase(id);
}

void EnumerationManager::keepAlive(Context& context) const {
    const std::lock_guard lock(mutex_);
    if (!context.fixedExpiry) {
        context.expiry.at = parts_.now() + parts_.profile.contextExpiry;
    }
}

std::optional<std::uint64_t> EnumerationManager::estimateFor(const Call& call, const Context& context) const {
    return call.header().requestTotalItemsCountEstimate ? context.source->estimate() : std::nullopt;
}

FaultOr<EnumerationManager::Batch> EnumerationManager::fill(Context& context, const Bounds& bounds) const {
    Batch batch;
    while (batch.count < bounds.elements) {
        std::string item;
        if (context.pending) {
            item = std::move(*context.pending);
            context.pending.reset();
        } else if (const auto got = context.source->next(item, bounds.deadline); got != ItemSource::Next::kItem) {
            batch.end = got == ItemSource::Next::kEnd;
            break;
        }
        if (batch.items.size() + item.size() > bounds.octets) {
            context.pending = std::move(item);
            if (batch.count == 0) {
                // The context stays: a Pull with a larger limit gets the item (R8.4-3).
                return tl::unexpected(soap::makeFault(FaultId::kWsmanEncodingLimit,
                                                      "The next item does not fit into MaxEnvelopeSize.",
                                                      "MaxEnvelopeSize"));
            }
            break;
        }
        if (bounds.characters && batch.count > 0 && batch.items.size() + item.size() > *bounds.characters) {
            context.pending = std::move(item);
            break;
        }
        batch.items += item;
        ++batch.count;
    }
    if (!batch.end && !context.pending && batch.count == bounds.elements) {
        // Says so with the last item when it was the last one, rather than with an empty reply.
        std::string ahead;
        const auto got = context.source->next(ahead, std::chrono::steady_clock::now());
        batch.end = got == ItemSource::Next::kEnd;
        if (got == ItemSource::Next::kItem) {
            context.pending = std::move(ahead);
        }
    }
    return batch;
}

Answer EnumerationManager::enumerate(const Call& call) {
    sweep();
    const auto request = ops::readEnumerate(call.message);
    if (!request) {
        return tl::unexpected(ops::faultForEnumeration(request.error()));
    }
    auto made = make(call, *request);
    if (!made) {
        return tl::unexpected(std::move(made.error()));
    }
    const auto context = std::move(*made);
    const auto messageId = parts_.newMessageId();
    ops::EnumerationReplyBody body{.context = context->id, .totalItemsCountEstimate = estimateFor(call, *context)};
    if (context->fixedExpiry) {
        body.expires = context->expiry.text(parts_.now());
    }
    if (!request->optimize) {
        return ops::writeEnumerateResponse(call.header(), messageId, body);
    }
    body.writeEmptyItems = true;
    const auto limit = call.envelopeLimit(parts_.profile);
    const auto overhead = ops::writeEnumerateResponse(call.header(), messageId, body).size() + 64;
    const std::lock_guard lock(context->mutex);
    const auto batch = fill(
        *context, {.elements = std::min<std::uint64_t>(request->maxElements.value_or(1), parts_.profile.maxElements),
                   .octets = limit > overhead ? limit - overhead : 0,
                   .deadline = deadlineOf(call.header(), {})});
    // An item that does not fit is for the first Pull to say.
    if (batch) {
        body.items = [&](wsman::xml::Writer& writer) { writer.raw(batch->items); };
        body.endOfSequence = batch->end;
        if (batch->end) {
            close(context->id);
        }
    }
    return ops::writeEnumerateResponse(call.header(), messageId, body);
}

Answer EnumerationManager::pull(const Call& call) {
    const auto request = ops::readPull(call.message);
    if (!request) {
        return tl::unexpected(ops::faultForEnumeration(request.error()));
    }
    const auto context = find(call, request->context);
    if (!context) {
        return tl::unexpected(context.error());
    }
    const std::lock_guard lock((*context)->mutex);
    const auto messageId = parts_.newMessageId();
    ops::EnumerationReplyBody body{
        .context = (*context)->id, .writeEmptyItems = true, .totalItemsCountEstimate = estimateFor(call, **context)};
    const auto limit = call.envelopeLimit(parts_.profile);
    const auto overhead = ops::writePullResponse(call.header(), messageId, body).size() + 64;
    const auto batch = fill(
        **context, {.elements = std::min<std::uint64_t>(request->maxElements.value_or(1), parts_.profile.maxElements),
                    .octets = limit > overhead ? limit - overhead : 0,
                    .characters = request->maxCharacters,
                    .deadline = deadlineOf(call.header(), request->maxTime)});
    keepAlive(**context);
    if (!batch) {
        return tl::unexpected(batch.error());
    }
    body.items = [&](wsman::xml::Writer& writer) { writer.raw(batch->items); };
    body.endOfSequence = batch->end;
    if (batch->end) {
        close((*context)->id);
    }
    return ops::writePullResponse(call.header(), messageId, body);
}

Answer EnumerationManager::release(const Call& call) {
    const auto id = ops::readEnumerationContext(call.message);
    if (!id) {
        return tl::unexpected(soap::faultFor(id.error()));
    }
    const auto context = find(call, *id);
    if (!context) {
        return tl::unexpected(context.error());
    }
    close((*context)->id);
    return ops::writeReleaseResponse(call.header(), parts_.newMessageId());
}

Answer EnumerationManager::status(const Call& call) {
    if (!parts_.profile.enumerationRenew) {
        return tl::unexpected(
            soap::makeFault(FaultId::kWsaActionNotSupported, "Enumerations cannot be renewed.", "ActionMismatch"));
    }
    const auto id = ops::readEnumerationContext(call.message);
    if (!id) {
        return tl::unexpected(soap::faultFor(id.error()));
    }
    const auto context = find(call, *id);
    if (!context) {
        return tl::unexpected(context.error());
    }
    const auto now = parts_.now();
    if (call.message.action() == wsman::action::kEnumRenew) {
        const auto element = call.message.payload().child(wsman::ns::kEnumeration, "Expires");
        const auto expiry = readExpiry(element ? std::optional(element.text()) : std::nullopt, now,
                                       parts_.profile.contextExpiry, kMostExpiry, FaultId::kWsenInvalidExpirationTime);
        if (!expiry) {
            return tl::unexpected(expiry.error());
        }
        const std::lock_guard lock(mutex_);
        (*context)->expiry = *expiry;
        (*context)->fixedExpiry = element && !element.text().empty();
    }
    const std::lock_guard lock(mutex_);
    return ops::writeEnumerationStatusResponse(call.header(), parts_.newMessageId(), (*context)->expiry.text(now));
}

void EnumerationManager::sweep() {
    std::vector<ContextPtr> over;
    {
        const auto now = parts_.now();
        const std::lock_guard lock(mutex_);
        for (auto at = contexts_.begin(); at != contexts_.end();) {
            const bool expired = at->second->expiry.at <= now;
            if (expired && at->second->endTo) {
                over.push_back(at->second);
            }
            at = expired ? contexts_.erase(at) : std::next(at);
        }
    }
    for (const auto& context : over) {
        post_(*context->endTo, endMessage(*context->endTo, parts_.newMessageId(), context->id));
    }
}

std::size_t EnumerationManager::open() const {
    const std::lock_guard lock(mutex_);
    return contexts_.size();
}

bool EnumerationManager::hasListeners() const {
    const std::lock_guard lock(mutex_);
    return std::ranges::any_of(contexts_, [](const auto& entry) { return entry.second->endTo.has_value(); });
}

void EnumerationManager::clear() {
    const std::lock_guard lock(mutex_);
    contexts_.clear();
}

}  // namespace mockserver::repository
