// Subscribe with pull delivery: Subscribe, Pull for ever at the subscription manager, Unsubscribe (DSP0226 §10.2.9.5).
#include <utility>

#include "client/engine/completion.h"
#include "client/engine/machine.h"
#include "client/engine/request.h"
#include "wsman/cim/xml_codec.h"
#include "wsman/ops/eventing.h"
#include "wsman/uris.h"

namespace client {
namespace {

namespace cim = wsman::cim;
namespace ops = wsman::ops;
namespace soap = wsman::soap;
using wsman::ErrorCode;

/// Bookmarks are opaque markup that goes back as it came; text that is no markup is escaped instead.
std::string bookmarkMarkup(const std::string& bookmark) {
    if (wsman::xml::Document::parse("<b>" + bookmark + "</b>")) {
        return bookmark;
    }
    std::string escaped;
    wsman::xml::appendEscaped(escaped, bookmark);
    return escaped;
}

class SubscriptionMachine final : public Machine {
public:
    SubscriptionMachine(op::Subscribe spec, const OperationContext& context)
        : spec_(std::move(spec)), context_(context) {}

    tl::expected<Outgoing, Completion> start() override {
        ops::Subscribe request;
        request.mode = wsman::uri::kModePull;
        request.heartbeats = spec_.heartbeat;
        if (!spec_.expires.empty()) {
            request.expires = spec_.expires;
        }
        if (!spec_.expression.empty()) {
            auto filter = queryFilter(spec_.dialect, spec_.expression);
            if (!filter) {
                return tl::unexpected(std::move(filter.error()));
            }
            request.filter = std::move(*filter);
        } else if (context_.resourceUri.empty()) {
            return tl::unexpected(badArgument({ErrorCode::kInvalidArgument, "a query expression is needed"}));
        }
        if (spec_.bookmark) {
            request.sendBookmarks = true;
            if (*spec_.bookmark == "MI_SUBSCRIBE_BOOKMARK_OLDEST") {
                request.bookmark = wsman::uri::kBookmarkEarliest;
            } else if (*spec_.bookmark != "MI_SUBSCRIBE_BOOKMARK_NEWEST" && !spec_.bookmark->empty()) {
                request.bookmark = bookmarkMarkup(*spec_.bookmark);
            }
        }
        source_ = targetOfAll(context_);
        const auto header = requestHeader(context_, source_);
        return outgoing(context_, header, wsman::action::kSubscribe, ops::writeSubscribe(header, request));
    }

    wsman::Result<void> onMessage(const soap::Message& message, Step& step) override {
        return manager_ ? onEvents(message, step) : onSubscribed(message, step);
    }

    bool survives(const soap::Fault& fault, Step& step) override {
        const soap::FaultInfo* info = fault.info();
        const bool timedOut =
            info != nullptr && (info->id == soap::FaultId::kWsmanTimedOut || info->id == soap::FaultId::kWsenTimedOut);
        if (manager_ && timedOut) {  // no event came, and that is all (R10.2.9.5-5)
            step.send = pull();
            return true;
        }
        manager_.reset();  // the server has ended the subscription
        return false;
    }

    std::optional<Outgoing> farewell() override {
        if (!manager_) {
            return std::nullopt;
        }
        const auto header = managerHeader();
        manager_.reset();
        return outgoing(context_, header, wsman::action::kUnsubscribe, ops::writeUnsubscribe(header));
    }

private:
    wsman::Result<void> onSubscribed(const soap::Message& message, Step& step) {
        auto response = ops::readSubscribeResponse(message);
        if (!response) {
            return tl::unexpected(response.error());
        }
        manager_ = std::move(response->manager);
        if (!response->context || response->context->empty()) {
            return wsman::fail(ErrorCode::kProtocol, "a subscription with pull delivery without an EnumerationContext",
                               message.payload().path());
        }
        contextId_ = std::move(*response->context);
        step.send = pull();
        return {};
    }

    wsman::Result<void> onEvents(const soap::Message& message, Step& step) {
        const auto reply = ops::readEnumerationReply(message);
        if (!reply) {
            return tl::unexpected(reply.error());
        }
        if (reply->context && !reply->context->empty()) {
            contextId_ = *reply->context;
        }
        for (const wsman::xml::Node item : reply->items) {
            if (auto added = addEvent(item, message.header(), step); !added) {
                return added;
            }
        }
        // A bookmark is the position behind the whole delivery: continuing from it must not lose the events before.
        if (!step.results.empty()) {
            std::get<IndicationResult>(step.results.back()).bookmark = message.header().bookmark.value_or("");
        }
        if (reply->endOfSequence) {
            manager_.reset();
            step.completion = Completion{};
        } else {
            step.send = pull();
        }
        return {};
    }

    wsman::Result<void> addEvent(wsman::xml::Node item, const soap::Header& header, Step& step) const {
        const bool wrapped = item.is(wsman::ns::kWsman, "Event") || item.is(wsman::ns::kWsman, "Item");
        const wsman::xml::Node content = wrapped ? item.firstChild() : item;
        if (!content) {
            return {};  // a heartbeat
        }
        auto instance = cim::readInstance(content, schemaFor(content.localName(), context_));
        if (!instance) {
            return tl::unexpected(instance.error());
        }
        step.results.emplace_back(IndicationResult{
            instanceResult(std::move(*instance), context_).instance, {}, header.machineId.value_or("")});
        return {};
    }

    /// Pull and Unsubscribe go to the subscription manager, whose reference parameters become headers (R5.1.1-1).
    [[nodiscard]] soap::Header managerHeader() const {
        Target target{manager_->resourceUri, manager_->selectors};
        if (target.resourceUri.empty()) {
            target = source_;
        }
        soap::Header header = requestHeader(context_, target);
        if (!manager_->address.empty() && manager_->address != wsman::uri::kAnonymous) {
            header.to = manager_->address;
        }
        header.others = manager_->extraParameters;
        return header;
    }

    [[nodiscard]] Outgoing pull() const {
        ops::Pull request{contextId_};
        request.maxElements = context_.maxElements;
        request.maxTime = spec_.maximumLatency;
        const auto header = managerHeader();
        return outgoing(context_, header, wsman::action::kPull, ops::writePull(header, request));
    }

    const op::Subscribe spec_;
    const OperationContext& context_;
    Target source_;
    std::optional<soap::Epr> manager_;  ///< while subscribed
    std::string contextId_;
};

}  // namespace

std::unique_ptr<Machine> makeSubscriptionMachine(op::Subscribe spec, const OperationContext& context) {
    return std::make_unique<SubscriptionMachine>(std::move(spec), context);
}

}  // namespace client
