#include "conformance/api/wired.h"

#include <utility>

#include "wsman/cim/text.h"

namespace conformance {

namespace cim = wsman::cim;

tl::expected<Wired, CaseResult> wire(ApiTarget& target) {
    auto peer = WirePeer::start(target);
    if (!peer)
        return tl::unexpected(peer.error());
    auto session = openSession(target, (*peer)->destination());
    if (!session)
        return tl::unexpected(session.error());
    return Wired{std::move(*peer), std::move(*session)};
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
