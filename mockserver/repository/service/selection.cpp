#include "mockserver/repository/service/selection.h"

#include <algorithm>
#include <iterator>
#include <optional>
#include <utility>

#include "mockserver/repository/service/related.h"
#include "wsman/cim/xml_codec.h"
#include "wsman/query/selector_filter.h"
#include "wsman/query/xpath_level.h"
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
using Items = FaultOr<std::unique_ptr<ItemSource>>;

namespace {

tl::unexpected<soap::Fault> cannotProcess(std::string reason) {
    return tl::unexpected(soap::makeFault(FaultId::kWsenCannotProcessFilter, std::move(reason)));
}

std::optional<wsman::xml::Document> documentOf(const Resource& resource, const cim::Instance& instance, bool xsiTypes) {
    std::string text;
    wsman::xml::Writer writer(text);
    cim::Instance named = instance;
    named.resourceUri = uriOf(resource, instance.className);
    cim::writeInstance(writer, named, {.xsiType = xsiTypes, .standAlone = true});
    auto document = wsman::xml::Document::parse(std::move(text));
    return document ? std::optional(std::move(*document)) : std::nullopt;
}

cim::Instance onlyProperties(const cim::Instance& instance, const std::vector<std::string>& names) {
    cim::Instance out;
    out.className = instance.className;
    std::ranges::copy_if(instance.properties, std::back_inserter(out.properties), [&](const cim::Property& property) {
        return std::ranges::any_of(names, [&](const auto& name) { return cim::sameName(name, property.name); });
    });
    return out;
}

cim::Instance onlyKeys(const cim::Instance& instance) {
    cim::Instance out;
    out.className = instance.className;
    std::ranges::copy_if(instance.properties, std::back_inserter(out.properties),
                         [](const cim::Property& property) { return (property.flags & cim::flag::kKey) != 0; });
    return out;
}

/// What a request says of the classes below the one that it names.
struct Scope {
    bool deep = true;
    ClassPtr base{};
};

FaultOr<Scope> scopeOf(const ServiceParts& parts, const Call& call, const ops::Enumerate& request) {
    Scope out;
    if (!request.polymorphism || parts.profile.ignoresPolymorphism) {
        return out;
    }
    if (call.resource.kind != Resource::Kind::kClass) {
        if (*request.polymorphism != ops::Polymorphism::kIncludeSubClassProperties) {
            return tl::unexpected(soap::makeFault(FaultId::kWsmbPolymorphismModeNotSupported,
                                                  "Of all classes, only IncludeSubClassProperties can be had."));
        }
        return out;
    }
    out.deep = *request.polymorphism != ops::Polymorphism::kNone;
    if (*request.polymorphism == ops::Polymorphism::kExcludeSubClassProperties) {
        out.base = call.resource.declaration;
    }
    return out;
}

/// What one request is answered from.
struct Selector {
    const ServiceParts& parts;
    const Call& call;
    const ops::Enumerate& request;

    [[nodiscard]] Repository& repository() const { return *parts.repository; }
    [[nodiscard]] const std::string& nameSpace() const { return call.resource.nameSpace; }

    Items instances(const std::string& className, InstanceTest keep) const {
        const auto scope = scopeOf(parts, call, request);
        if (!scope) {
            return tl::unexpected(scope.error());
        }
        return instanceItems(parts, call, streamOf(repository().enumerate(nameSpace(), className, scope->deep)),
                             std::move(keep), {.mode = request.mode, .base = scope->base},
                             repository().count(nameSpace(), className, scope->deep));
    }

    Items list(std::vector<InstancePtr> found, ItemForm form) const {
        const auto count = found.size();
        form.mode = request.mode;
        return instanceItems(parts, call, streamOf(std::move(found)), {}, std::move(form), count);
    }

    Items associations(const ops::AssociationFilter& filter) const {
        auto found = relatedTo(parts, call.resource, filter);
        if (!found) {
            return tl::unexpected(std::move(found.error()));
        }
        ItemForm form;
        if (!filter.includeProperties.empty()) {
            form.project = [names = filter.includeProperties](const cim::Instance& instance) {
                return onlyProperties(instance, names);
            };
        }
        return list(std::move(*found), std::move(form));
    }

    Items selectors(const soap::SelectorSet& wanted) const {
        if (call.resource.kind != Resource::Kind::kClass) {
            return cannotProcess("A selector filter is for the instances of one class.");
        }
        if (const auto checked = query::checkSelectors(wanted, *call.resource.declaration); !checked) {
            auto fault = soap::makeFault(FaultId::kWsenCannotProcessFilter, checked.error().text() + ".");
            for (const auto& property : call.resource.declaration->properties) {
                std::string detail;
                wsman::xml::Writer(detail)
                    .start("w:SupportedSelectorName")
                    .declare("w", wsman::ns::kWsman)
                    .text(property.name)
                    .end();
                fault.detail.push_back(std::move(detail));
            }
            return tl::unexpected(std::move(fault));
        }
        return instances(call.resource.declaration->name,
                         [wanted](const cim::Instance& instance) { return query::matches(wanted, instance); });
    }

    Items xpath(const std::string& expression) const {
        if (call.resource.kind != Resource::Kind::kClass) {
            return cannotProcess("An XPath filter is for the instances of one class.");
        }
        const auto path = query::XPathLevel::compile(expression);
        if (!path) {
            return cannotProcess(path.error().text() + ".");
        }
        const auto& name = call.resource.declaration->name;
        // What tells instances from each other leaves them whole; what leads into them leaves a fragment (R8.6-1).
        if (path->isCondition()) {
            return instances(name, [path = *path, resource = call.resource,
                                    types = parts.profile.xsiTypes](const cim::Instance& instance) {
                const auto document = documentOf(resource, instance, types);
                return document && path.test(document->root());
            });
        }
        return fragmentItems(
            streamOf(repository().enumerate(nameSpace(), name)),
            [path = *path, resource = call.resource, types = parts.profile.xsiTypes](const cim::Instance& instance) {
                const auto document = documentOf(resource, instance, types);
                return document ? path.select(document->root()) : std::string();
            },
            repository().count(nameSpace(), name));
    }

    Items queried(const std::string& text, query::Dialect dialect) const {
        auto parsed = dialect == query::Dialect::kWql ? query::parseWql(text) : query::parseCql(text);
        if (!parsed) {
            return cannotProcess(parsed.error().text() + ".");
        }
        if (parsed->kind != query::Query::Kind::kSelect) {
            auto found = relatedTo(parts, call.resource, *parsed);
            if (!found) {
                return tl::unexpected(std::move(found.error()));
            }
            if (found->classes) {
                return classItems(call, std::move(*found->classes), request.mode);
            }
            ItemForm form;
            if (parsed->related.keysOnly) {
                form.project = onlyKeys;
            }
            return list(std::move(found->instances), std::move(form));
        }
        const auto view = std::make_shared<const SchemaView>(call.resource.schema);
        if (query::isSchemaQuery(*parsed)) {
            std::vector<ClassPtr> found;
            for (const auto& declaration : call.resource.schema->tree("")) {
                if (query::matchesClass(*parsed, *declaration, *view)) {
                    found.push_back(declaration);
                }
            }
            return classItems(call, std::move(found), request.mode);
        }
        if (const auto prepared = query::prepare(*parsed, *view); !prepared) {
            return cannotProcess(prepared.error().text() + ".");
        }
        return selected(std::make_shared<const query::Query>(std::move(*parsed)), view);
    }

    Items selected(const std::shared_ptr<const query::Query>& parsed,
                   const std::shared_ptr<const SchemaView>& view) const {
        const auto& resource = call.resource;
        const auto& from = parsed->from.front().className;
        if (resource.kind == Resource::Kind::kClass && !resource.schema->isA(from, resource.declaration->name)) {
            return cannotProcess("The query is about " + from + ", the ResourceURI about " +
                                 resource.declaration->name + ".");
        }
        const bool whole = parsed->selectsAll();
        if (!whole && request.mode != ops::EnumerationMode::kObject && parsed->from.size() > 1) {
            return cannotProcess("Rows of a join have no endpoint reference.");
        }
        if (query::isStreamable(*parsed)) {
            const auto scope = scopeOf(parts, call, request);
            if (!scope) {
                return tl::unexpected(scope.error());
            }
            ItemForm form{.mode = request.mode, .base = scope->base};
            if (!whole) {
                form.project = [parsed, view](const cim::Instance& instance) {
                    return query::project(*parsed, instance, *view);
                };
            }
            return instanceItems(
                parts, call, streamOf(repository().enumerate(nameSpace(), from, scope->deep)),
                [parsed, view](const cim::Instance& instance) { return query::matches(*parsed, instance, *view); },
                std::move(form), repository().count(nameSpace(), from, scope->deep));
        }
        const auto source = [&](std::string_view className, const std::function<bool(const InstancePtr&)>& sink) {
            auto cursor = repository().enumerate(nameSpace(), className);
            for (auto instance = cursor.next(); instance && sink(instance);) {
                instance = cursor.next();
            }
        };
        auto rows = query::select(*parsed, source, *view);
        if (!rows) {
            return cannotProcess(rows.error().text() + ".");
        }
        const auto count = rows->size();
        ItemForm form{.mode = request.mode};
        if (!whole || parsed->count) {
            form.project = [](const cim::Instance& row) { return row; };
        }
        return instanceItems(parts, call, streamOf(std::move(*rows)), {}, std::move(form), count);
    }

    Items unfiltered() const {
        switch (call.resource.kind) {
            case Resource::Kind::kClass:
                return instances(call.resource.declaration->name, {});
            case Resource::Kind::kSchema:
            case Resource::Kind::kAllSchema:
                return declarations();
            case Resource::Kind::kAllClasses:
                break;
        }
        return tl::unexpected(soap::makeFault(FaultId::kWsmanUnsupportedFeature,
                                              "Of all classes, only what a filter leaves can be had.",
                                              "FilteringRequired"));
    }

    /// EnumerateClasses: direct subclasses, or, with IncludeInheritanceHierarchy and no polymorphism mode that says
    /// otherwise, all below; of no class, the top ones.
    Items declarations() const {
        const auto& schema = *call.resource.schema;
        const auto name = call.resource.declaration ? call.resource.declaration->name : std::string();
        const bool shallow = request.polymorphism == ops::Polymorphism::kNone;
        std::vector<ClassPtr> found = shallow ? schema.subclasses(name) : schema.tree(name);
        if (!shallow && !name.empty()) {
            found.erase(found.begin());  // the class itself is not below itself
        }
        return classItems(call, std::move(found), request.mode);
    }
};

bool endsWithFolded(std::string_view text, std::string_view end) {
    return text.size() >= end.size() && cim::sameName(text.substr(text.size() - end.size()), end);
}

}  // namespace

soap::Fault unknownDialect(const Profile& profile, const std::string& dialect, FaultId id) {
    auto fault = soap::makeFault(id, "The filter dialect " + dialect + " is not supported.");
    const bool eventing = id == FaultId::kWseFilteringRequestedUnavailable;
    for (const auto supported : profile.dialects) {
        std::string detail;
        wsman::xml::Writer(detail)
            .start("d:SupportedDialect")
            .declare("d", eventing ? wsman::ns::kEventing : wsman::ns::kEnumeration)
            .text(supported)
            .end();
        fault.detail.push_back(std::move(detail));
    }
    return fault;
}

Items selectItems(const ServiceParts& parts, const Call& call, const ops::Enumerate& request) {
    const Selector selector{parts, call, request};
    const auto* selectors = call.selectors();
    const bool isSchema =
        call.resource.kind == Resource::Kind::kSchema || call.resource.kind == Resource::Kind::kAllSchema;
    for (const auto& each : selectors == nullptr ? std::vector<soap::Selector>{} : selectors->items) {
        if (!cim::sameName(each.name, cim::kNameSpaceSelector) && !isSchema) {
            return tl::unexpected(soap::makeFault(FaultId::kWsmanInvalidSelectors,
                                                  "The instances of a class are not named by " + each.name + ".",
                                                  "UnexpectedSelectors"));
        }
    }
    if (!request.filter) {
        return selector.unfiltered();
    }
    const auto& filter = *request.filter;
    const std::string dialect = filter.association       ? std::string(uri::kDialectAssociation)
                                : filter.selectors       ? std::string(uri::kDialectSelector)
                                : filter.dialect.empty() ? std::string(uri::kDialectXPath)
                                                         : filter.dialect;
    const bool known = std::ranges::any_of(parts.profile.dialects, [&](std::string_view each) {
        return cim::sameName(each, dialect) || (each == uri::kDialectWql && endsWithFolded(dialect, "/wsman/1/WQL"));
    });
    if (!known || isSchema) {
        return tl::unexpected(unknownDialect(parts.profile, dialect, FaultId::kWsenFilterDialectRequestedUnavailable));
    }
    if (filter.association) {
        return selector.associations(*filter.association);
    }
    if (filter.selectors) {
        return selector.selectors(*filter.selectors);
    }
    if (dialect == uri::kDialectXPath) {
        return selector.xpath(filter.text);
    }
    return selector.queried(filter.text, dialect == uri::kDialectCql ? query::Dialect::kCql : query::Dialect::kWql);
}

}  // namespace mockserver::repository
