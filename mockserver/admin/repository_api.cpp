#include "mockserver/admin/repository_api.h"

#include <nlohmann/json.hpp>

namespace mockserver::admin {
namespace {

using nlohmann::json;
using nlohmann::ordered_json;

HttpReply answer(const ordered_json& value, int status = 200) {
    return jsonReply(value.dump(-1, ' ', false, json::error_handler_t::replace) + "\n", status);
}

HttpReply noRepository() {
    return errorReply(404, "the endpoint has no repository");
}

}  // namespace

HttpReply repositoryState(MockServer& mock, const ApiRequest& /*request*/) {
    if (mock.repository() == nullptr) {
        return noRepository();
    }
    const auto repository = mock.repository()->repository();
    ordered_json spaces = ordered_json::array();
    for (const auto& name : repository->namespaces()) {
        spaces.push_back({{"name", name},
                          {"classes", repository->schema(name)->size()},
                          {"instances", repository->count(name, "")}});
    }
    return answer({{"defaultNamespace", repository->defaultNamespace()},
                   {"namespaces", spaces},
                   {"subscriptions", mock.repository()->subscriptions().size()}});
}

HttpReply subscriptions(MockServer& mock, const ApiRequest& /*request*/) {
    if (mock.repository() == nullptr) {
        return noRepository();
    }
    ordered_json out = ordered_json::array();
    for (const auto& each : mock.repository()->subscriptions()) {
        out.push_back({{"id", each.id},
                       {"mode", each.mode},
                       {"query", each.query},
                       {"sink", each.sink},
                       {"user", each.user},
                       {"queued", each.queued},
                       {"delivered", each.delivered},
                       {"dropped", each.dropped}});
    }
    return answer({{"subscriptions", out}});
}

HttpReply cancelSubscription(MockServer& mock, const ApiRequest& request) {
    if (mock.repository() == nullptr) {
        return noRepository();
    }
    return mock.repository()->cancelSubscription(request.name)
               ? HttpReply{.status = 204}
               : errorReply(404, "there is no subscription \"" + request.name + '"');
}

HttpReply raiseEvent(MockServer& mock, const ApiRequest& request) {
    if (mock.repository() == nullptr) {
        return noRepository();
    }
    const auto body = json::parse(request.http.body, nullptr, false);
    const auto isText = [&](const char* name) { return !body.contains(name) || body[name].is_string(); };
    if (!body.is_object() || !body.contains("class") || !isText("class") || !isText("namespace")) {
        return errorReply(422, R"(expected {"class": "...", "properties": {...}}, perhaps with a "namespace")");
    }
    const auto took = mock.repository()->raise(body.value("namespace", std::string()), body["class"],
                                               body.value("properties", json::object()));
    return took ? answer({{"subscriptions", *took}}, 202) : errorReply(422, took.error().text());
}

HttpReply lockInstance(MockServer& mock, const ApiRequest& request) {
    if (mock.repository() == nullptr) {
        return noRepository();
    }
    const auto body = json::parse(request.http.body, nullptr, false);
    const bool whole = body.is_object() && body.value("class", json()).is_string() &&
                       body.value("keys", json()).is_object() && body.value("locked", json(true)).is_boolean() &&
                       body.value("namespace", json("")).is_string();
    if (!whole) {
        return errorReply(422,
                          R"(expected {"class": "...", "keys": {...}, "locked": true}, perhaps with a "namespace")");
    }
    const auto done = mock.repository()->setLocked(body.value("namespace", std::string()), body["class"], body["keys"],
                                                   body.value("locked", true));
    return done ? HttpReply{.status = 204} : errorReply(422, done.error().text());
}

}  // namespace mockserver::admin
