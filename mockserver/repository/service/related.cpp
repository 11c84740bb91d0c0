#include "mockserver/repository/service/related.h"

#include <algorithm>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "mockserver/repository/store/keys.h"
#include "wsman/cim/mof_path.h"
#include "wsman/soap/fault.h"

namespace mockserver::repository {

namespace cim = wsman::cim;
namespace ops = wsman::ops;
namespace query = wsman::query;
namespace soap = wsman::soap;
using soap::FaultId;

namespace {

tl::unexpected<soap::Fault> cannotProcess(std::string reason) {
    return tl::unexpected(soap::makeFault(FaultId::kWsenCannotProcessFilter, std::move(reason)));
}

/// What both languages ask for.
struct Wanted {
    bool references = false;
    std::string associationClass{};
    std::string role{};
    std::string resultClass{};
    std::string resultRole{};
    std::string requiredQualifier{};
    std::string requiredAssociationQualifier{};
};

bool hasQualifier(const ClassPtr& declaration, const std::string& name) {
    return name.empty() || (declaration && std::ranges::any_of(declaration->qualifiers, [&](const auto& qualifier) {
                                return cim::sameName(qualifier.name, name);
                            }));
}

/// Collects results, each once.
class Collector {
public:
    Collector(const ServiceParts& parts, const Resource& resource, const Wanted& wanted)
        : repository_(*parts.repository), resource_(resource), schema_(*resource.schema), wanted_(wanted) {}

    std::vector<InstancePtr> collect(const cim::Instance& object) {
        const auto& associationClass = wanted_.references ? wanted_.resultClass : wanted_.associationClass;
        for (const auto& found :
             repository_.associations(resource_.nameSpace, object, associationClass, wanted_.role)) {
            const auto declaration = schema_.find(found.instance->className);
            if (wanted_.references) {
                if (hasQualifier(declaration, wanted_.requiredQualifier)) {
                    add(found.instance);
                }
            } else if (hasQualifier(declaration, wanted_.requiredAssociationQualifier)) {
                farEnds(found);
            }
        }
        return std::move(out_);
    }

private:
    void farEnds(const Association& association) {
        for (const auto& property : association.instance->properties) {
            const auto* reference = property.value.get<cim::Reference>();
            const bool far = !cim::sameName(property.name, association.role) &&
                             (wanted_.resultRole.empty() || cim::sameName(property.name, wanted_.resultRole));
            if (reference == nullptr || !reference->target || !far) {
                continue;
            }
            const auto& target = *reference->target;
            const auto& nameSpace = target.nameSpace.empty() ? resource_.nameSpace : target.nameSpace;
            if (const auto end = repository_.get(nameSpace, keysAlone(target))) {
                const bool classFits =
                    wanted_.resultClass.empty() || schema_.isA((*end)->className, wanted_.resultClass);
                if (classFits && hasQualifier(schema_.find((*end)->className), wanted_.requiredQualifier)) {
                    add(*end);
                }
            }
        }
    }

    static cim::Instance keysAlone(const cim::Instance& target) {
        cim::Instance out;
        out.className = target.className;
        for (const auto& property : target.properties) {
            if ((property.flags & cim::flag::kKey) != 0) {
                out.properties.push_back(property);
            }
        }
        return out;
    }

    void add(const InstancePtr& instance) {
        const auto declaration = schema_.find(instance->className);
        const auto keys = declaration ? canonicalKeys(*declaration, *instance) : StoreResult<std::string>("");
        if (seen_.insert(cim::foldName(instance->className) + "\n" + keys.value_or("")).second) {
            out_.push_back(instance);
        }
    }

    const Repository& repository_;
    const Resource& resource_;
    const Schema& schema_;
    const Wanted& wanted_;
    std::vector<InstancePtr> out_;
    std::set<std::string> seen_;
};

/// WMI takes object paths with values in single quotes too; MOF has double ones.
std::string inDoubleQuotes(std::string_view path) {
    std::string out;
    char quote = '\0';
    for (std::size_t i = 0; i < path.size(); ++i) {
        const char c = path[i];
        if (quote != '\0' && c == '\\' && i + 1 < path.size()) {
            const bool single = quote == '\'' && path[i + 1] == '\'';
            out += single ? "" : "\\";
            out += path[++i];
        } else if (quote == '\0' && (c == '\'' || c == '"')) {
            quote = c;
            out += '"';
        } else if (c == quote) {
            quote = '\0';
            out += '"';
        } else {
            out += quote == '\'' && c == '"' ? "\\\"" : std::string(1, c);
        }
    }
    return out;
}

std::optional<soap::Fault> checkClasses(const Resource& resource, const Wanted& wanted) {
    for (const auto& name : {wanted.associationClass, wanted.resultClass}) {
        if (!name.empty() && !resource.schema->find(name)) {
            return soap::makeFault(FaultId::kWsenCannotProcessFilter, "There is no class " + name + ".");
        }
    }
    return std::nullopt;
}

/// The classes that a class may be associated with, or by, as its schema says.
std::vector<ClassPtr> relatedClasses(const Schema& schema, const std::string& className, const Wanted& wanted) {
    std::vector<ClassPtr> out;
    const auto add = [&](const ClassPtr& found) {
        if (found && std::ranges::find(out, found) == out.end()) {
            out.push_back(found);
        }
    };
    const auto related = [&](const cim::PropertyDecl& property) {
        return property.type == cim::Type::kReference &&
               (schema.isA(className, property.referenceClass) || schema.isA(property.referenceClass, className));
    };
    for (const auto& association : schema.tree(wanted.references ? wanted.resultClass : wanted.associationClass)) {
        for (const auto& near : association->properties) {
            const bool fits = related(near) && (wanted.role.empty() || cim::sameName(wanted.role, near.name));
            if (!fits || (association->flags & cim::flag::kAssociation) == 0) {
                continue;
            }
            if (wanted.references) {
                add(association);
                continue;
            }
            for (const auto& far : association->properties) {
                const bool result = far.type == cim::Type::kReference && &far != &near &&
                                    (wanted.resultRole.empty() || cim::sameName(wanted.resultRole, far.name)) &&
                                    (wanted.resultClass.empty() || schema.isA(far.referenceClass, wanted.resultClass));
                if (result) {
                    add(schema.find(far.referenceClass));
                }
            }
        }
    }
    return out;
}

}  // namespace

FaultOr<std::vector<InstancePtr>> relatedTo(const ServiceParts& parts, const Resource& resource,
                                            const ops::AssociationFilter& filter) {
    const auto object = resolve(*parts.repository, filter.object);
    if (!object || object->kind != Resource::Kind::kClass) {
        return cannotProcess(object ? "The Object names no instance." : std::string(object.error().reason()));
    }
    const auto keys = keysOf(*object, &filter.object.selectors);
    const auto found = keys ? parts.repository->get(object->nameSpace, *keys)
                            : StoreResult<InstancePtr>(refuse(StoreErrorKind::kNoInstance, ""));
    if (!found) {
        return cannotProcess("The Object names no instance: " +
                             (keys ? found.error().message + "." : std::string(keys.error().reason())));
    }
    const Wanted wanted{.references = filter.references,
                        .associationClass = filter.associationClass,
                        .role = filter.role,
                        .resultClass = filter.resultClass,
                        .resultRole = filter.resultRole};
    if (auto fault = checkClasses(resource, wanted)) {
        return tl::unexpected(std::move(*fault));
    }
    const auto declaration = object->schema->find((*found)->className);
    return Collector(parts, resource, wanted).collect(pathOf(*declaration, **found));
}

FaultOr<RelatedResult> relatedTo(const ServiceParts& parts, const Resource& resource, const query::Query& query) {
    const auto& related = query.related;
    const auto& schema = *resource.schema;
    const Wanted wanted{.references = query.kind == query::Query::Kind::kReferences,
                        .associationClass = related.associationClass,
                        .role = related.role,
                        .resultClass = related.resultClass,
                        .resultRole = related.resultRole,
                        .requiredQualifier = related.requiredQualifier,
                        .requiredAssociationQualifier = related.requiredAssociationQualifier};
    if (auto fault = checkClasses(resource, wanted)) {
        return tl::unexpected(std::move(*fault));
    }
    RelatedResult out;
    if (related.schemaOnly) {
        if (!schema.find(related.object)) {
            return cannotProcess("There is no class " + related.object + ".");
        }
        out.classes = relatedClasses(schema, related.object, wanted);
        return out;
    }
    const auto lookup = [&](std::string_view className, std::string_view property) -> const cim::PropertyDecl* {
        const auto declaration = schema.find(className);
        return declaration ? declaration->property(property) : nullptr;
    };
    const auto path = cim::readObjectPath(inDoubleQuotes(related.object), lookup);
    if (!path) {
        return cannotProcess(path.error().text() + ".");
    }
    const auto found = parts.repository->get(path->nameSpace.empty() ? resource.nameSpace : path->nameSpace, *path);
    if (!found) {
        return cannotProcess("The object path names no instance: " + found.error().message + ".");
    }
    const auto declaration = schema.find((*found)->className);
    if (!declaration) {
        return cannotProcess("The object is of another namespace.");
    }
    out.instances = Collector(parts, resource, wanted).collect(pathOf(*declaration, **found));
    if (related.classDefsOnly) {
        out.classes.emplace();
        for (const auto& instance : out.instances) {
            const auto of = schema.find(instance->className);
            if (std::ranges::find(*out.classes, of) == out.classes->end()) {
                out.classes->push_back(of);
            }
        }
    }
    return out;
}

}  // namespace mockserver::repository
