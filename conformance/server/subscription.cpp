#include "conformance/server/subscription.h"

#include <httplib.h>

#include <condition_variable>
#include <mutex>
#include <thread>

#include "conformance/runner/deadline.h"
#include "wsman/uris.h"

namespace conformance {

namespace action = wsman::action;
namespace ns = wsman::ns;

namespace {

std::string subscribeBody(const ServerRun& run, const SubscribeText& text) {
    std::string out =
        "<e:Subscribe>" +
        (text.endTo.empty() ? std::string() : "<e:EndTo><a:Address>" + text.endTo + "</a:Address></e:EndTo>") +
        "<e:Delivery" + (text.mode.empty() ? std::string() : " Mode=\"" + text.mode + "\"") + ">";
    if (!text.notifyTo.empty())
        out += "<e:NotifyTo><a:Address>" + text.notifyTo + "</a:Address>" +
               (text.notifyParameters.empty()
                    ? std::string()
                    : "<a:ReferenceParameters>" + text.notifyParameters + "</a:ReferenceParameters>") +
               "</e:NotifyTo>";
    out += text.inDelivery + "</e:Delivery>";
    if (!text.expires.empty())
        out += "<e:Expires>" + text.expires + "</e:Expires>";
    if (!text.filter.empty())
        out += text.filter;
    else if (!text.withoutFilter && !run.profile.events->query.empty())
        out += "<w:Filter Dialect=\"" + run.profile.events->dialect + "\">" + escaped(run.profile.events->query) +
               "</w:Filter>";
    return out + text.inSubscribe + "</e:Subscribe>";
}

}  // namespace

const WireExchange& subscribe(ServerRun& run, const SubscribeText& text) {
    auto request =
        requestFor(run, run.profile.events->resource, std::string(action::kSubscribe), subscribeBody(run, text));
    request.extraHeaders = text.headers;
    return send(run, request);
}

CaseResult raiseEvent(Scratch& scratch) {
    return scratch.create();
}

CaseResult acceptedOrUnsupported(const Subscribed& subscribed, const std::vector<std::string>& details) {
    const Reply reply(subscribed.reply());
    if (reply.subcode() != "wsman:UnsupportedFeature")
        return subscribed.problem().value_or(CaseResult::pass());
    auto result = CaseResult::pass();
    for (const auto& detail : details) {
        result = expectFault(subscribed.reply(), {"wsman:UnsupportedFeature"}, detail);
        if (result.verdict == Verdict::kPass)
            break;
    }
    return result;
}

Subscribed::Subscribed(ServerRun& run, const SubscribeText& text) : run_(run), reply_(&subscribe(run, text)) {
    const Reply reply(*reply_);
    if (reply.subcode() == "wse:DeliveryModeRequestedUnavailable" || reply.subcode() == "wsa:ActionNotSupported") {
        problem_ = CaseResult::skipped("the service does not have this delivery mode, and says so");
        return;
    }
    if (reply.subcode() == "wsman:UnsupportedFeature") {
        problem_ =
            CaseResult::skipped("the service does not have this, and says so: UnsupportedFeature/" + reply.detail());
        return;
    }
    if (auto result = expectReply(*reply_, "SubscribeResponse"); result.verdict != Verdict::kPass) {
        problem_ = std::move(result);
        return;
    }
    const auto manager = find(reply.body(), ns::kEventing, "SubscriptionManager");
    to_ = escaped(trimmed(find(manager, ns::kAddressing, "Address").child_value()));
    for (const char* group : {"ReferenceParameters", "ReferenceProperties"})
        for (const auto parameter : elementsOf(find(manager, ns::kAddressing, group)))
            parameters_ += markupOf(parameter);
    context_ = contextOf(reply).value_or("");
    active_ = true;
}

Subscribed::~Subscribed() {
    const CleanUpTime time;
    if (active_)
        unsubscribe();
}

const WireExchange& Subscribed::manage(std::string_view what, const std::string& body, const std::string& headers) {
    RequestText request;
    request.action = std::string(what);
    request.to = to_;
    request.messageId = newMessageId();
    request.body = body;
    request.extraHeaders = parameters_ + headers;
    if (parameters_.find("ResourceURI") == std::string::npos) {
        const auto& resource = run_.profile.events->resource;
        request.resourceUri = resource.uri;
        if (!resource.nameSpace.empty())
            request.selectors.emplace_back("__cimnamespace", escaped(resource.nameSpace));
    }
    return send(run_, request);
}

const WireExchange& Subscribed::pull(const std::string& inside, const std::string& timeout) {
    return manage(action::kPull,
                  "<n:Pull><n:EnumerationContext>" + context_ + "</n:EnumerationContext>" + inside + "</n:Pull>",
                  "<w:OperationTimeout>" + timeout + "</w:OperationTimeout>");
}

const WireExchange& Subscribed::pullEvent() {
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(5);
    for (;;) {
        const auto& exchange = pull("<n:MaxElements>10</n:MaxElements>");
        const Reply reply(exchange);
        if (const auto next = contextOf(reply))
            context_ = *next;
        const bool nothing = reply.subcode() == "wsman:TimedOut" || (!reply.isFault() && itemNodes(reply).empty());
        if (exchange.failed() || !nothing || std::chrono::steady_clock::now() > deadline)
            return exchange;
        std::this_thread::sleep_for(std::chrono::milliseconds(50));  // some answer at once that there is nothing
    }
}

const WireExchange& Subscribed::renew(const std::string& expires) {
    return manage(action::kRenew, "<e:Renew><e:Expires>" + expires + "</e:Expires></e:Renew>");
}

const WireExchange& Subscribed::status() {
    return manage(action::kGetStatus, "<e:GetStatus/>");
}

const WireExchange& Subscribed::unsubscribe() {
    active_ = false;
    return manage(action::kUnsubscribe, "<e:Unsubscribe/>");
}

struct Sink::State {
    httplib::Server server;
    std::thread thread;
    int port = 0;
    Answer answer = Answer::kAck;
    std::mutex mutex;
    std::condition_variable arrived;
    std::vector<Delivery> deliveries;

    void receive(const httplib::Request& request, httplib::Response& response) {
        {
            const std::lock_guard lock(mutex);
            deliveries.push_back({request.body, request.get_header_value("Content-Type")});
        }
        arrived.notify_all();
        WireExchange exchange;
        exchange.replyBody = request.body;
        const Reply event(exchange);
        if (answer == Answer::kNothing || !event.headerNode(ns::kWsman, "AckRequested")) {
            response.status = 202;
            return;
        }
        RequestText ack;
        ack.replyTo.reset();
        ack.to = trimmed(find(event.headerNode(ns::kAddressing, "ReplyTo"), ns::kAddressing, "Address").child_value());
        ack.action = std::string(answer == Answer::kAck ? action::kAck : action::kWsmanFault);
        ack.messageId = newMessageId();
        ack.extraHeaders = "<a:RelatesTo>" + escaped(event.header(ns::kAddressing, "MessageID")) + "</a:RelatesTo>";
        if (answer == Answer::kRefuse) {
            ack.body =
                "<s:Fault><s:Code><s:Value>s:Receiver</s:Value><s:Subcode><s:Value>w:DeliveryRefused</s:Value>"
                "</s:Subcode></s:Code><s:Reason><s:Text xml:lang=\"en\">no more</s:Text></s:Reason></s:Fault>";
            response.status = 500;
        }
        response.set_content(ack.text(), "application/soap+xml;charset=UTF-8");
    }
};

Sink::Sink(Answer answer) : state_(std::make_unique<State>()) {
    state_->answer = answer;
    state_->server.new_task_queue = [] { return new httplib::ThreadPool(4); };
    state_->server.set_tcp_nodelay(true);
    state_->server.Post(".*", [state = state_.get()](const httplib::Request& request, httplib::Response& response) {
        state->receive(request, response);
    });
    state_->port = state_->server.bind_to_any_port("127.0.0.1");
    state_->thread = std::thread([state = state_.get()] { state->server.listen_after_bind(); });
    while (state_->port > 0 && !state_->server.is_running())  // stop() would be lost on one that does not run yet
        std::this_thread::yield();
}

Sink::~Sink() {
    state_->server.stop();
    state_->thread.join();
}

std::string Sink::url() const {
    return "http://127.0.0.1:" + std::to_string(state_->port) + "/events";
}

std::vector<Delivery> Sink::await(std::size_t count, std::chrono::milliseconds limit) {
    std::unique_lock lock(state_->mutex);
    state_->arrived.wait_for(lock, limit, [&] { return state_->deliveries.size() >= count; });
    return state_->deliveries;
}

std::vector<Delivery> Sink::deliveries() {
    const std::lock_guard lock(state_->mutex);
    return state_->deliveries;
}

}  // namespace conformance
