#include "mockserver/repository/service/transfer.h"

#include <optional>
#include <utility>

#include "mockserver/repository/service/fragment.h"
#include "mockserver/repository/service/representation.h"
#include "wsman/ops/transfer.h"

namespace mockserver::repository {

namespace cim = wsman::cim;
namespace ops = wsman::ops;
namespace soap = wsman::soap;
using soap::FaultId;

namespace {

tl::unexpected<soap::Fault> refused(const StoreError& error, RefusedIn where) {
    return tl::unexpected(faultFor(error, where));
}

/// DSP0227 R6-1: what is no class has no instances to transfer.
FaultOr<cim::Instance> targetOf(const Call& call) {
    if (call.resource.kind != Resource::Kind::kClass) {
        return tl::unexpected(soap::makeFault(FaultId::kWsaActionNotSupported,
                                              "Instances of all classes can only be enumerated.", "ActionMismatch"));
    }
    return keysOf(call.resource, call.selectors());
}

std::optional<soap::Epr> requestedEpr(const Call& call, const cim::Instance& instance) {
    return call.header().requestEpr ? std::optional(eprOf(call.resource, instance, call.address())) : std::nullopt;
}

/// A Delete or Put of part of an instance, and a Create into one: the instance changes.
Answer changeFragment(const ServiceParts& parts, const Call& call, const cim::Instance& keys, FragmentChange change) {
    const auto fragment = Fragment::parse(call.header());
    if (!fragment) {
        return tl::unexpected(fragment.error());
    }
    std::optional<soap::Fault> fault;
    const auto done =
        parts.repository->update(call.resource.nameSpace, keys,
                                 [&](const cim::Instance& current) -> StoreResult<cim::Instance> {
                                     const auto declaration = call.resource.schema->find(current.className);
                                     auto values = fragment->apply(change, call, *declaration, current);
                                     if (!values) {
                                         fault = std::move(values.error());
                                         return refuse(StoreErrorKind::kInvalidValue, "the fragment was refused");
                                     }
                                     return std::move(*values);
                                 },
                                 {.refuseReadOnly = true});
    if (fault) {
        return tl::unexpected(std::move(*fault));
    }
    if (!done) {
        return refused(done.error(), RefusedIn::kRepresentation);
    }
    switch (change) {
        case FragmentChange::kCreate:
            return ops::writeCreateResponse(call.header(), parts.newMessageId(),
                                            eprOf(call.resource, **done, call.address()));
        case FragmentChange::kDelete:
            return ops::writeDeleteResponse(call.header(), parts.newMessageId());
        case FragmentChange::kPut:
            break;
    }
    auto selected = fragment->select(parts, call, **done);
    if (!selected) {
        return tl::unexpected(std::move(selected.error()));
    }
    return ops::writePutResponse(
        call.header(), parts.newMessageId(), [&](wsman::xml::Writer& writer) { writer.raw(*selected); },
        requestedEpr(call, **done));
}

}  // namespace

Answer getInstance(const ServiceParts& parts, const Call& call) {
    const auto keys = targetOf(call);
    if (!keys) {
        return tl::unexpected(keys.error());
    }
    const auto found = parts.repository->get(call.resource.nameSpace, *keys);
    if (!found) {
        return refused(found.error(), RefusedIn::kSelectors);
    }
    if (!call.header().fragmentTransfer) {
        return ops::writeGetResponse(call.header(), parts.newMessageId(), representation(parts, call.resource, **found),
                                     requestedEpr(call, **found));
    }
    const auto fragment = Fragment::parse(call.header());
    const auto selected = fragment ? fragment->select(parts, call, **found) : tl::unexpected(fragment.error());
    if (!selected) {
        return tl::unexpected(selected.error());
    }
    return ops::writeGetResponse(
        call.header(), parts.newMessageId(), [&](wsman::xml::Writer& writer) { writer.raw(*selected); },
        requestedEpr(call, **found));
}

Answer putInstance(const ServiceParts& parts, const Call& call) {
    const auto keys = targetOf(call);
    if (!keys) {
        return tl::unexpected(keys.error());
    }
    if (call.header().fragmentTransfer) {
        return changeFragment(parts, call, *keys, FragmentChange::kPut);
    }
    const auto found = parts.repository->get(call.resource.nameSpace, *keys);
    if (!found) {
        return refused(found.error(), RefusedIn::kSelectors);
    }
    const auto element = ops::readRepresentation(call.message);
    if (!element) {
        return tl::unexpected(soap::faultFor(element.error()));
    }
    const auto declaration = call.resource.schema->find((*found)->className);
    const auto values = readRepresentation(call, *declaration, *element);
    if (!values) {
        return tl::unexpected(values.error());
    }
    const auto done = parts.repository->modify(call.resource.nameSpace, *keys, *values,
                                               {.wholeRepresentation = !parts.profile.partialPut});
    if (!done) {
        // What disappeared meanwhile is not the representation's fault.
        return refused(done.error(), done.error().kind == StoreErrorKind::kNoInstance ? RefusedIn::kSelectors
                                                                                      : RefusedIn::kRepresentation);
    }
    return ops::writePutResponse(call.header(), parts.newMessageId(), representation(parts, call.resource, **done),
                                 requestedEpr(call, **done));
}

Answer createInstance(const ServiceParts& parts, const Call& call) {
    if (call.header().fragmentTransfer) {
        const auto keys = targetOf(call);
        return keys ? changeFragment(parts, call, *keys, FragmentChange::kCreate) : tl::unexpected(keys.error());
    }
    if (call.resource.kind != Resource::Kind::kClass) {
        return tl::unexpected(targetOf(call).error());
    }
    const auto element = ops::readRepresentation(call.message);
    if (!element) {
        return tl::unexpected(soap::faultFor(element.error()));
    }
    auto values = readRepresentation(call, *call.resource.declaration, *element);
    if (!values) {
        return tl::unexpected(values.error());
    }
    const auto made = parts.repository->create(call.resource.nameSpace, std::move(*values));
    if (!made) {
        return refused(made.error(), RefusedIn::kRepresentation);
    }
    return ops::writeCreateResponse(call.header(), parts.newMessageId(), eprOf(call.resource, **made, call.address()));
}

Answer deleteInstance(const ServiceParts& parts, const Call& call) {
    const auto keys = targetOf(call);
    if (!keys) {
        return tl::unexpected(keys.error());
    }
    if (call.header().fragmentTransfer) {
        return changeFragment(parts, call, *keys, FragmentChange::kDelete);
    }
    const auto done = parts.repository->remove(call.resource.nameSpace, *keys);
    if (!done) {
        return refused(done.error(), RefusedIn::kSelectors);
    }
    return ops::writeDeleteResponse(call.header(), parts.newMessageId());
}

}  // namespace mockserver::repository
