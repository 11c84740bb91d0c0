#include "conformance/api/wire_mock.h"

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <cstring>
#include <mutex>
#include <utility>

#include "mockserver/embed/repository_source.h"
#include "wsman/cim/text.h"

namespace conformance {

namespace cim = wsman::cim;
using mockserver::HttpReply;

namespace {

std::string trimmed(std::string_view text) {
    constexpr std::string_view kSpace = " \t\r\n";
    const auto begin = text.find_first_not_of(kSpace);
    return begin == text.npos ? "" : std::string(text.substr(begin, text.find_last_not_of(kSpace) - begin + 1));
}

pugi::xml_node childOf(const pugi::xml_node& parent, std::string_view name) {
    return parent.find_child([&](const pugi::xml_node& node) { return localName(node.name()) == name; });
}

std::string escaped(std::string_view text) {
    pugi::xml_document document;
    document.append_child(pugi::node_pcdata).set_value(std::string(text).c_str());
    std::ostringstream out;
    document.save(out, "", pugi::format_raw | pugi::format_no_declaration);
    return out.str();
}

constexpr std::string_view kFaultAction = "http://schemas.dmtf.org/wbem/wsman/1/wsman/fault";
constexpr std::string_view kNamespaces =
    R"( xmlns:s="http://www.w3.org/2003/05/soap-envelope" xmlns:wsa="http://schemas.xmlsoap.org/ws/2004/08/addressing")"
    R"( xmlns:wsman="http://schemas.dmtf.org/wbem/wsman/1/wsman.xsd")"
    R"( xmlns:wsen="http://schemas.xmlsoap.org/ws/2004/09/enumeration")"
    R"( xmlns:wse="http://schemas.xmlsoap.org/ws/2004/08/eventing")"
    R"( xmlns:wsmb="http://schemas.dmtf.org/wbem/wsman/1/cimbinding.xsd")"
    R"( xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance")";

}  // namespace

std::string_view localName(std::string_view name) {
    const auto colon = name.find(':');
    return colon == name.npos ? name : name.substr(colon + 1);
}

Sent::Sent(std::string body) : document_(std::make_shared<pugi::xml_document>()) {
    document_->load_buffer(body.data(), body.size());
}

std::string Sent::action() const {
    const auto whole = text("Action");
    if (whole.empty())
        return has("Identify") ? "Identify" : "";
    return whole.substr(whole.rfind('/') + 1);
}

pugi::xml_node Sent::find(std::string_view name) const {
    return document_->find_node([&](const pugi::xml_node& node) { return localName(node.name()) == name; });
}

std::string Sent::text(std::string_view name) const {
    return trimmed(find(name).text().get());
}

std::string Sent::attribute(std::string_view name, std::string_view attribute) const {
    return find(name)
        .find_attribute([&](const pugi::xml_attribute& one) { return localName(one.name()) == attribute; })
        .value();
}

std::map<std::string, std::string> Sent::selectors() const {
    std::map<std::string, std::string> out;
    // Those of the header: a filter in the body may hold an EPR with selectors of its own.
    for (const auto& one : childOf(find("Header"), "SelectorSet"))
        if (localName(one.name()) == "Selector")
            out.emplace(one.attribute("Name").value(), trimmed(one.text().get()));
    return out;
}

pugi::xml_node Sent::payload() const {
    return find("Body").find_child([](const pugi::xml_node& node) { return node.type() == pugi::node_element; });
}

HttpReply soapReply(const Sent& request, std::string_view action, std::string_view body, std::string_view header) {
    HttpReply reply;
    reply.headers.add("Content-Type", "application/soap+xml;charset=UTF-8");
    reply.body = std::string("<s:Envelope") + std::string(kNamespaces) + "><s:Header><wsa:Action>" +
                 std::string(action) + "</wsa:Action><wsa:MessageID>uuid:00000000-0000-4000-8000-0000000000AA" +
                 "</wsa:MessageID><wsa:RelatesTo>" + escaped(request.text("MessageID")) + "</wsa:RelatesTo>" +
                 "<wsa:To>http://schemas.xmlsoap.org/ws/2004/08/addressing/role/anonymous</wsa:To>" +
                 std::string(header) + "</s:Header><s:Body>" + std::string(body) + "</s:Body></s:Envelope>";
    return reply;
}

HttpReply faultReply(const Sent& request, const FaultText& fault) {
    std::string body = "<s:Fault><s:Code><s:Value>s:Sender</s:Value><s:Subcode><s:Value>" + std::string(fault.subcode) +
                       "</s:Value></s:Subcode></s:Code><s:Reason>";
    for (const auto& [language, reason] : fault.reasons)
        body += "<s:Text xml:lang=\"" + language + "\">" + escaped(reason) + "</s:Text>";
    body += "</s:Reason>" + (fault.detail.empty() ? "" : "<s:Detail>" + fault.detail + "</s:Detail>") + "</s:Fault>";
    auto reply = soapReply(request, kFaultAction, body);
    reply.status = fault.status;
    return reply;
}

class WireMock::Desk : public mockserver::Responder {
public:
    [[nodiscard]] std::string_view name() const override { return "case"; }

    std::optional<HttpReply> respond(const mockserver::Exchange& exchange) override {
        Sent request(exchange.http().body);
        Answer answer;
        {
            const std::lock_guard lock(mutex_);
            const auto action = request.action();
            requests_.push_back(request);
            auto found = answers_.find(action);
            if (found == answers_.end())
                found = answers_.find("*");
            if (found != answers_.end())
                answer = found->second;
        }
        arrived_.notify_all();
        return answer ? answer(request) : std::nullopt;
    }

    void count() { ++received_; }
    [[nodiscard]] int received() const { return received_; }

    void answer(const std::string& action, Answer answer) {
        const std::lock_guard lock(mutex_);
        answers_[action] = std::move(answer);
    }
    std::vector<Sent> requests(std::string_view action) const {
        const std::lock_guard lock(mutex_);
        std::vector<Sent> out;
        for (const auto& one : requests_)
            if (action.empty() || one.action() == action)
                out.push_back(one);
        return out;
    }
    bool await(std::string_view action, std::chrono::milliseconds time) const {
        std::unique_lock lock(mutex_);
        return arrived_.wait_for(lock, time, [&] {
            return std::any_of(requests_.begin(), requests_.end(),
                               [&](const auto& one) { return one.action() == action; });
        });
    }

private:
    mutable std::mutex mutex_;
    mutable std::condition_variable arrived_;
    std::vector<Sent> requests_;
    std::map<std::string, Answer> answers_;
    std::atomic<int> received_{0};
};

tl::expected<std::unique_ptr<WireMock>, CaseResult> WireMock::start() {
    const auto failed = [](const wsman::Error& error) {
        return tl::unexpected(CaseResult::error("no mock to talk to: " + error.text()));
    };
    std::unique_ptr<WireMock> mock(new WireMock());
    mock->desk_ = std::make_shared<Desk>();
    // The repository stands behind the desk, which therefore sees every request first.
    auto repository = mockserver::openRepository({}, {.repository = "builtin:win32"});
    if (!repository)
        return failed(repository.error());
    auto server =
        mockserver::MockServer::start({.responders = {mock->desk_, *repository},
                                       .observe = [desk = mock->desk_](const auto&, const auto&) { desk->count(); }});
    if (!server)
        return failed(server.error());
    mock->server_ = std::move(*server);
    return mock;
}

client::Destination WireMock::destination(const ApiTarget& target) const {
    auto out = target.destination;
    out.url.scheme = "http";
    out.url.host = "127.0.0.1";
    out.url.port = server_->port();
    out.url.path = "/wsman";
    return out;
}

void WireMock::answer(const std::string& action, Answer answer) {
    desk_->answer(action, std::move(answer));
}

std::vector<Sent> WireMock::requests(std::string_view action) const {
    return desk_->requests(action);
}

int WireMock::received() const {
    return desk_->received();
}

bool WireMock::await(std::string_view action, std::chrono::milliseconds time) const {
    return desk_->await(action, time);
}

tl::expected<Wired, CaseResult> wire(ApiTarget& target) {
    auto mock = WireMock::start();
    if (!mock)
        return tl::unexpected(mock.error());
    auto session = openSession(target, (*mock)->destination(target));
    if (!session)
        return tl::unexpected(session.error());
    return Wired{std::move(*mock), std::move(*session)};
}

Ran collect(MI_Operation& operation) {
    Ran out;
    out.started = operation.ft != nullptr;
    if (out.started)
        out.outcome = client::drainInstances(operation, [&](const MI_Instance& instance) {
            out.instances.push_back(client::fromMi(&instance));
            return client::Next::kMore;
        });
    else
        out.outcome.result = MI_RESULT_FAILED;
    return out;
}

client::MadeInstance keysOf(client::MiSession& session, const std::string& className,
                            const std::map<std::string, std::string>& keys) {
    cim::Instance instance;
    instance.className = className;
    for (const auto& [name, value] : keys)
        instance.set(name, cim::Value::of(value), cim::flag::kKey);
    return client::toMi(session.application(), instance);
}

std::string textOf(const cim::Instance& instance, std::string_view name) {
    const auto* property = instance.find(name);
    return property && property->value.scalar ? cim::formatScalar(*property->value.scalar) : "";
}

}  // namespace conformance
