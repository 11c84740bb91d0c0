#include "mockserver/repository/events/event_filter.h"

#include <algorithm>
#include <array>
#include <utility>

#include "mockserver/repository/service/selection.h"
#include "wsman/cim/text.h"
#include "wsman/cim/xml_codec.h"
#include "wsman/query/datum.h"
#include "wsman/query/selector_filter.h"
#include "wsman/soap/fault.h"
#include "wsman/uris.h"
#include "wsman/xml/document.h"

namespace mockserver::repository {

namespace cim = wsman::cim;
namespace ops = wsman::ops;
namespace query = wsman::query;
namespace soap = wsman::soap;
namespace uri = wsman::uri;
using soap::FaultId;

namespace {

tl::unexpected<soap::Fault> refused(FaultId id, std::string reason, std::string_view token = {}) {
    return tl::unexpected(soap::makeFault(id, std::move(reason), token));
}

constexpr std::string_view kIndicationFilter = "CIM_IndicationFilter";

std::string propertyText(const cim::Instance& instance, std::string_view name) {
    const auto* property = instance.find(name);
    const auto* text = property == nullptr ? nullptr : property->value.get<std::string>();
    return text == nullptr ? std::string() : *text;
}

}  // namespace

FaultOr<EventFilter> EventFilter::ofQuery(const Resource& resource, const std::string& text, query::Dialect dialect) {
    auto parsed = dialect == query::Dialect::kWql ? query::parseWql(text) : query::parseCql(text);
    if (!parsed) {
        return refused(FaultId::kWsmanCannotProcessFilter, parsed.error().text() + ".");
    }
    if (parsed->kind != query::Query::Kind::kSelect || !query::isStreamable(*parsed)) {
        return refused(FaultId::kWsmanCannotProcessFilter, "A subscription's query selects events of one class.");
    }
    const SchemaView view(resource.schema);
    if (const auto prepared = query::prepare(*parsed, view); !prepared) {
        return refused(FaultId::kWsmanCannotProcessFilter, prepared.error().text() + ".");
    }
    const auto declaration = resource.schema->find(parsed->from.front().className);
    if (!declaration || (declaration->flags & cim::flag::kIndication) == 0) {
        return refused(FaultId::kWseEventSourceUnableToProcess,
                       parsed->from.front().className + " is no class of events.");
    }
    if (resource.declaration && !resource.schema->isA(declaration->name, resource.declaration->name)) {
        return refused(
            FaultId::kWseEventSourceUnableToProcess,
            "The query is about " + declaration->name + ", the ResourceURI about " + resource.declaration->name + ".");
    }
    EventFilter out;
    out.resource_ = resource;
    out.eventClass_ = declaration->name;
    out.query_ = std::make_shared<const query::Query>(std::move(*parsed));
    return out;
}

FaultOr<EventFilter> EventFilter::compile(const Repository& repository, const std::vector<std::string_view>& dialects,
                                          const Resource& resource, const soap::SelectorSet* selectors,
                                          const std::optional<ops::Filter>& filter) {
    const auto& declaration = resource.declaration;
    if (resource.kind == Resource::Kind::kSchema || resource.kind == Resource::Kind::kAllSchema) {
        return refused(FaultId::kWseEventSourceUnableToProcess, "Declarations raise no events.");
    }
    if (declaration && resource.schema->isA(declaration->name, kIndicationFilter)) {
        if (filter) {
            return refused(FaultId::kWsmanInvalidParameter, "The indication filter has a query already.");
        }
        const auto keys = keysOf(resource, selectors);
        if (!keys) {
            return tl::unexpected(keys.error());
        }
        const auto held = repository.get(resource.nameSpace, *keys);
        if (!held) {
            return tl::unexpected(faultFor(held.error(), RefusedIn::kSelectors));
        }
        Resource all = resource;
        all.declaration = nullptr;
        all.kind = Resource::Kind::kAllClasses;
        const auto language = propertyText(**held, "QueryLanguage");
        return ofQuery(all, propertyText(**held, "Query"),
                       cim::sameName(language, "WQL") ? query::Dialect::kWql : query::Dialect::kCql);
    }
    EventFilter out;
    out.resource_ = resource;
    const std::string dialect = !filter                   ? std::string()
                                : filter->selectors       ? std::string(uri::kDialectSelector)
                                : filter->association     ? std::string(uri::kDialectAssociation)
                                : filter->dialect.empty() ? std::string(uri::kDialectXPath)
                                                          : filter->dialect;
    const bool known =
        std::ranges::any_of(dialects, [&](std::string_view each) { return cim::sameName(each, dialect); });
    if (filter && (!known || dialect == uri::kDialectAssociation)) {
        Profile supported;
        for (const auto each : dialects) {
            if (each != uri::kDialectAssociation) {
                supported.dialects.push_back(each);
            }
        }
        return tl::unexpected(unknownDialect(supported, dialect, FaultId::kWseFilteringRequestedUnavailable));
    }
    if (dialect == uri::kDialectWql || dialect == uri::kDialectCql) {
        return ofQuery(resource, filter->text,
                       dialect == uri::kDialectWql ? query::Dialect::kWql : query::Dialect::kCql);
    }
    if (!declaration || (declaration->flags & cim::flag::kIndication) == 0) {
        return refused(FaultId::kWseEventSourceUnableToProcess,
                       declaration ? declaration->name + " is no class of events; a query about " +
                                         "__InstanceOperationEvent tells of its instances."
                                   : "Of all classes, a query must say which events are wanted.");
    }
    out.eventClass_ = declaration->name;
    if (dialect == uri::kDialectSelector) {
        if (const auto checked = query::checkSelectors(*filter->selectors, *declaration); !checked) {
            return refused(FaultId::kWsmanCannotProcessFilter, checked.error().text() + ".");
        }
        out.selectors_ = filter->selectors;
    } else if (filter) {
        auto path = query::XPathLevel::compile(filter->text);
        if (!path) {
            return refused(FaultId::kWsmanCannotProcessFilter, path.error().text() + ".");
        }
        out.path_ = std::move(*path);
    }
    return out;
}

bool EventFilter::wants(std::string_view eventClass) const {
    return resource_.schema->isA(eventClass, eventClass_);
}

bool EventFilter::matches(const cim::Instance& event) const {
    if (query_) {
        return query::matches(*query_, event, SchemaView(resource_.schema));
    }
    if (selectors_) {
        return query::matches(*selectors_, event);
    }
    if (path_) {
        std::string text;
        wsman::xml::Writer writer(text);
        cim::Instance named = event;
        named.resourceUri = uriOf(resource_, event.className);
        cim::writeInstance(writer, named, {.standAlone = true});
        const auto document = wsman::xml::Document::parse(std::move(text));
        return document && path_->test(document->root());
    }
    return true;
}

cim::Instance EventFilter::project(const cim::Instance& event) const {
    return query_ ? query::project(*query_, event, SchemaView(resource_.schema)) : event;
}

const std::optional<query::Grouping>& EventFilter::grouping() const {
    static const std::optional<query::Grouping> kNone;
    return query_ ? query_->group : kNone;
}

std::string EventFilter::groupOf(const cim::Instance& event) const {
    std::string out;
    const SchemaView view(resource_.schema);
    const std::array<const cim::Instance*, 1> row{&event};
    for (const auto& path : query_->group->by) {
        const auto value = query::valueOf(query::Row{*query_, row, view}, path);
        const bool number = value.kind == query::Datum::Kind::kNumber;
        out += std::to_string(static_cast<int>(value.kind)) + ":";
        out += number ? std::to_string(static_cast<double>(value.number)) : std::string(value.text());
        out += value.boolean ? "1\n" : "\n";
    }
    return out;
}

std::string EventFilter::text() const {
    return query_ ? query::toText(*query_) : eventClass_;
}

}  // namespace mockserver::repository
