#include "conformance/client/lessons/enumeration_teacher.h"

#include <algorithm>

#include "conformance/client/lessons/lesson.h"
#include "mockserver/scenario/reply_builder.h"
#include "wsman/rules/observed.h"
#include "wsman/rules/session.h"
#include "wsman/soap/fault.h"
#include "wsman/uris.h"
#include "wsman/xml/document.h"

namespace conformance {

namespace ns = wsman::ns;
namespace action = wsman::action;
namespace soap = wsman::soap;
using mockserver::HttpReply;
using wsman::rules::Observed;
using wsman::xml::Node;

namespace {

Node inEither(Node parent, std::string_view local) {
    const Node standard = parent.child(ns::kEnumeration, local);
    return standard ? standard : parent.child(ns::kWsman, local);
}

/// MaxElements of a request, of whichever namespace; `otherwise` when there is none.
std::size_t limitOf(Node body, std::size_t otherwise) {
    const auto text = inEither(body, "MaxElements").text();
    const auto value = std::strtoull(text.c_str(), nullptr, 10);
    return value > 0 ? static_cast<std::size_t>(value) : otherwise;
}

constexpr std::size_t kPage = 2;

}  // namespace

SeenEnumeration enumerationOf(const ClientRun& plain) {
    SeenEnumeration seen;
    for (const auto& entry : messagesOf(plain)) {
        const auto sent = mockserver::takeApart(entry->request);
        const auto answered = mockserver::takeApart(entry->reply);
        const Observed request(sent.body, {.contentType = std::string(sent.headers.get("Content-Type"))});
        const Observed reply(answered.body, {.contentType = std::string(answered.headers.get("Content-Type"))});
        const auto name = request.action();
        const bool starts = name == action::kEnumerate && !reply.isFault();
        if (seen.ended || (starts && seen.started) || (!starts && (name != action::kPull || !seen.started)))
            continue;
        if (starts) {
            seen.started = true;
            seen.optimized = static_cast<bool>(request.payload().child(ns::kWsman, "OptimizeEnumeration"));
        }
        for (const Node item : inEither(reply.payload(), "Items").children())
            seen.items.push_back(item.outerXml());
        seen.ended = static_cast<bool>(inEither(reply.payload(), "EndOfSequence"));
    }
    return seen;
}

EnumerationTeacher::EnumerationTeacher(std::vector<std::string> items, Serving serving)
    : items_([&] {
          std::vector<std::string> out;
          for (std::size_t i = 0; i < serving.items; ++i)
              out.push_back(items[i % items.size()]);
          return out;
      }()),
      serving_(serving) {}

EnumerationTeacher::Tally EnumerationTeacher::tally() const {
    const std::lock_guard lock(mutex_);
    return tally_;
}

std::string EnumerationTeacher::newContext(std::size_t enumeration) {
    ++number_;
    const auto inner = serving_.context ? serving_.context(number_) : "lesson-" + std::to_string(number_);
    auto element =
        "<n:EnumerationContext xmlns:n=\"" + std::string(ns::kEnumeration) + "\">" + inner + "</n:EnumerationContext>";
    const auto document = wsman::xml::Document::parse(element);
    auto& latest = enumerations_[enumeration].latest;
    latest = document ? wsman::rules::Session::contextKey(document->root()) : inner;
    contexts_[latest] = enumeration;
    return element;
}

std::string EnumerationTeacher::page(const char* wrapper, std::size_t enumeration, std::size_t most) {
    auto& open = enumerations_[enumeration];
    const auto end = std::min(open.next + most, items_.size());
    std::string items;
    for (; open.next < end; ++open.next)
        items += items_[open.next];
    const bool pulled = std::string_view(wrapper) == "PullResponse";
    const std::string prefix = pulled ? "n" : "w";
    std::string context;
    std::string tail;
    if (open.next == items_.size()) {
        open.over = true;
        ++tally_.ended;
        tail = "<" + prefix + ":EndOfSequence/>";
        context = pulled ? "" : "<n:EnumerationContext/>";
    } else {
        context = newContext(enumeration);
    }
    return std::string("<n:") + wrapper + ">" + context + "<" + prefix + ":Items>" + items + "</" + prefix + ":Items>" +
           tail + "</n:" + wrapper + ">";
}

std::string EnumerationTeacher::enumerate(const soap::Message& message) {
    const bool unfinished = std::any_of(enumerations_.begin(), enumerations_.end(),
                                        [](const Open& open) { return open.faulted && !open.over; });
    tally_.startedAgain += unfinished;
    ++tally_.enumerates;
    const auto enumeration = enumerations_.size();
    enumerations_.emplace_back();
    const Node body = message.payload();
    const bool optimized = body.child(ns::kWsman, "OptimizeEnumeration") && serving_.form != Serving::Form::kNeverItems;
    if (!optimized)
        return "<n:EnumerateResponse>" + newContext(enumeration) + "</n:EnumerateResponse>";
    const auto most = serving_.form == Serving::Form::kAllAtOnce ? items_.size() : kPage;
    return page("EnumerateResponse", enumeration, std::min(most, limitOf(body, 1)));
}

HttpReply EnumerationTeacher::envelope(const soap::Message& message, const std::string& body) {
    const auto estimate = serving_.estimate == 0 ? std::string()
                                                 : "<w:TotalItemsCountEstimate>" + std::to_string(serving_.estimate) +
                                                       "</w:TotalItemsCountEstimate>";
    HttpReply reply;
    reply.headers.add("Content-Type", std::string(wsman::kContentTypeUtf8));
    reply.body = "<s:Envelope xmlns:s=\"" + std::string(ns::kSoap) + "\" xmlns:a=\"" + std::string(ns::kAddressing) +
                 "\" xmlns:n=\"" + std::string(ns::kEnumeration) + "\" xmlns:w=\"" + std::string(ns::kWsman) +
                 "\"><s:Header><a:To>" + std::string(wsman::uri::kAnonymous) + "</a:To><a:Action>" +
                 std::string(message.action()) + "Response</a:Action><a:MessageID>" +
                 "uuid:" + mockserver::randomUuid() + "</a:MessageID><a:RelatesTo>" +
                 message.header().messageId.value_or("") + "</a:RelatesTo>" + estimate + "</s:Header><s:Body>" + body +
                 "</s:Body></s:Envelope>";
    return reply;
}

HttpReply EnumerationTeacher::faulted(const soap::Message& message, soap::FaultId fault) {
    HttpReply reply;
    reply.status = 500;
    reply.headers.add("Content-Type", std::string(wsman::kContentTypeUtf8));
    reply.body = soap::writeFaultMessage(soap::makeFault(fault), &message.header(), "uuid:" + mockserver::randomUuid());
    return reply;
}

HttpReply EnumerationTeacher::pull(const soap::Message& message, std::size_t enumeration, const std::string& context) {
    auto& open = enumerations_[enumeration];
    ++tally_.pulls;
    tally_.repeated += open.faulted;
    if (open.over) {
        ++tally_.afterEnd;
        return faulted(message, soap::FaultId::kWsenInvalidEnumerationContext);
    }
    if (context != open.latest) {
        ++tally_.stale;
        return faulted(message, soap::FaultId::kWsenInvalidEnumerationContext);
    }
    if (tally_.pulls == serving_.faultPull) {
        open.faulted = true;
        open.over = serving_.faultEnds;
        return faulted(message, serving_.fault);
    }
    if (tally_.pulls == serving_.emptyPull)
        return envelope(message, "<n:PullResponse>" + newContext(enumeration) + "<n:Items/></n:PullResponse>");
    return envelope(message, page("PullResponse", enumeration, std::min(kPage, limitOf(message.payload(), 1))));
}

std::optional<HttpReply> EnumerationTeacher::respond(const mockserver::Exchange& exchange) {
    const auto& message = exchange.message();
    const std::lock_guard lock(mutex_);
    if (message.action() == action::kEnumerate)
        return envelope(message, enumerate(message));
    if (message.action() != action::kPull && message.action() != action::kRelease)
        return std::nullopt;
    const auto context =
        wsman::rules::Session::contextKey(message.payload().child(ns::kEnumeration, "EnumerationContext"));
    const auto known = contexts_.find(context);
    if (known == contexts_.end()) {
        // Also what is left of a context that was not copied whole.
        if (message.action() == action::kRelease || enumerations_.empty())
            return std::nullopt;
        ++tally_.stale;
        return faulted(message, soap::FaultId::kWsenInvalidEnumerationContext);
    }
    if (message.action() == action::kPull)
        return pull(message, known->second, context);
    ++tally_.released;
    enumerations_[known->second].over = true;
    return envelope(message, "");
}

}  // namespace conformance
