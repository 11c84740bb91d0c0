#pragma once

#include <memory>

#include "mockserver/repository/service/call.h"
#include "mockserver/repository/service/item_source.h"
#include "wsman/ops/enumeration.h"
#include "wsman/query/evaluate.h"

namespace mockserver::repository {

/// A schema as queries see it. The schema must outlive nothing: it is shared.
class SchemaView : public wsman::query::ClassView {
public:
    explicit SchemaView(SchemaPtr schema) : schema_(std::move(schema)) {}
    [[nodiscard]] bool isA(std::string_view name, std::string_view ancestor) const override {
        return schema_->isA(name, ancestor);
    }
    [[nodiscard]] std::shared_ptr<const wsman::cim::Class> find(std::string_view name) const override {
        return schema_->find(name);
    }

private:
    SchemaPtr schema_;
};

/// The items that an Enumerate asks for: instances of a class, by polymorphism mode (DSP0227 §8.1); what a filter of
/// any dialect leaves (WQL, CQL, selectors, associations, XPath); or declarations. Faults: those of DSP0226 §8.2 and
/// §8.3, DSP0227 §8.
FaultOr<std::unique_ptr<ItemSource>> selectItems(const ServiceParts& parts, const Call& call,
                                                 const wsman::ops::Enumerate& request);

/// FilterDialectRequestedUnavailable, or its like for subscriptions, with the dialects that there are.
wsman::soap::Fault unknownDialect(const Profile& profile, const std::string& dialect, wsman::soap::FaultId id);

}  // namespace mockserver::repository
