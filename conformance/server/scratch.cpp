#include "conformance/server/scratch.h"

#include <algorithm>

#include "conformance/runner/deadline.h"
#include "wsman/uris.h"

namespace conformance {

namespace action = wsman::action;

namespace {

bool sameSelectors(Resource a, Resource b) {
    std::sort(a.selectors.begin(), a.selectors.end());
    std::sort(b.selectors.begin(), b.selectors.end());
    return a.selectors == b.selectors;
}

}  // namespace

Scratch::Scratch(ServerRun& run) : run_(run), resource_(run.profile.writable->resource) {
    const auto& writable = *run.profile.writable;
    resource_.selectors.clear();
    for (const auto& key : writable.keys)
        for (const auto& [name, value] : writable.properties)
            if (name == key)
                resource_.selectors.emplace_back(name, value);
}

Scratch::~Scratch() {
    const CleanUpTime time;
    if (exists_)
        remove();
    for (const auto& resource : elsewhere_)
        conformance::send(run_, requestFor(run_, resource, std::string(action::kDelete)));
}

std::string Scratch::document(const NameValues& changes, const std::string& without) const {
    auto properties = run_.profile.writable->properties;
    for (const auto& [name, value] : changes) {
        const auto place = std::find_if(properties.begin(), properties.end(),
                                        [&, key = name](const auto& one) { return one.first == key; });
        if (place == properties.end())
            properties.emplace_back(name, value);
        else
            place->second = value;
    }
    const auto name = resource_.uri.substr(resource_.uri.rfind('/') + 1);
    std::string out = "<c:" + name + " xmlns:c=\"" + resource_.uri + "\">";
    for (const auto& [property, value] : properties)
        if (property != without)
            out.append("<c:")
                .append(property)
                .append(">")
                .append(escaped(value))
                .append("</c:")
                .append(property)
                .append(">");
    return out + "</c:" + name + ">";
}

const WireExchange& Scratch::send(std::string_view what, const std::string& headers, const std::string& body) {
    auto request = requestFor(run_, resource_, std::string(what), body);
    request.extraHeaders = headers;
    return conformance::send(run_, request);
}

const WireExchange& Scratch::createBody(const std::string& body, const std::string& headers) {
    auto factory = resource_;
    factory.selectors.clear();
    auto request = requestFor(run_, factory, std::string(action::kCreate), body);
    request.extraHeaders = headers;
    exists_ = true;
    const auto& exchange = conformance::send(run_, request);
    // A service may choose another key than it was given.
    const Reply reply(exchange);
    const auto made = resourceOf(find(reply.body(), wsman::ns::kTransfer, "ResourceCreated"));
    if (!made.uri.empty() && !made.selectors.empty() && !sameSelectors(made, resource_))
        elsewhere_.push_back(made);
    return exchange;
}

CaseResult Scratch::create(const NameValues& more) {
    remove();
    creation_ = &createBody(document(more));
    if (creation_->failed())
        return CaseResult::error("no reply: " + creation_->failure);
    const Reply reply(*creation_);
    if (reply.isFault() || creation_->status != 200)
        return CaseResult::fail("the Create was refused", "a CreateResponse", reply.summary(), creation_->text());
    return CaseResult::pass();
}

const WireExchange& Scratch::createAgain() {
    return createBody(document());
}

const WireExchange& Scratch::get() {
    return send(action::kGet, "", "");
}

const WireExchange& Scratch::put(const NameValues& changes, const std::string& headers) {
    return send(action::kPut, headers, document(changes));
}

const WireExchange& Scratch::putBody(const std::string& body, const std::string& headers) {
    return send(action::kPut, headers, body);
}

const WireExchange& Scratch::remove() {
    exists_ = false;
    return send(action::kDelete, "", "");
}

}  // namespace conformance
