#include "client/engine/subscription.h"

#include <utility>

#include "client/engine/completion.h"
#include "wsman/cim/xml_codec.h"
#include "wsman/uris.h"

namespace client {
namespace {

namespace cim = wsman::cim;
namespace ops = wsman::ops;
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

}  // namespace

tl::expected<ops::Subscribe, Completion> Subscription::request() const {
    ops::Subscribe request;
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
    return request;
}

Outgoing Subscription::subscribe(const ops::Subscribe& request) {
    source_ = targetOfAll(context_);
    const auto header = requestHeader(context_, source_);
    return outgoing(context_, header, wsman::action::kSubscribe, ops::writeSubscribe(header, request));
}

std::optional<Outgoing> Subscription::farewell() {
    if (!manager_) {
        return std::nullopt;
    }
    const auto header = managerHeader();
    manager_.reset();
    return outgoing(context_, header, wsman::action::kUnsubscribe, ops::writeUnsubscribe(header));
}

wsman::Result<void> Subscription::addEvent(wsman::xml::Node content, const std::string& machineId, Step& step) const {
    if (!content) {
        return {};
    }
    auto instance = cim::readInstance(content, schemaFor(content.localName(), context_));
    if (!instance) {
        return tl::unexpected(instance.error());
    }
    step.results.emplace_back(IndicationResult{instanceResult(std::move(*instance), context_).instance, {}, machineId});
    return {};
}

wsman::soap::Header Subscription::managerHeader() const {
    Target target{manager_->resourceUri, manager_->selectors};
    if (target.resourceUri.empty()) {
        target = source_;
    }
    wsman::soap::Header header = requestHeader(context_, target);
    if (!manager_->address.empty() && manager_->address != wsman::uri::kAnonymous) {
        header.to = manager_->address;
    }
    header.others = manager_->extraParameters;
    return header;
}

}  // namespace client
