#include "mockserver/repository/store/repository.h"

#include <algorithm>
#include <utility>

#include "mockserver/repository/store/complete.h"
#include "mockserver/repository/store/keys.h"

namespace mockserver::repository {

namespace cim = wsman::cim;

namespace {

/// Instances of one key root share a space of keys; those of a class without keys have one for the class.
std::string indexKey(const Schema& schema, const cim::Class& declaration, const std::string& canonical) {
    const auto root = schema.keyRoot(declaration.name);
    return (root.empty() ? "=" + cim::foldName(declaration.name) : root) + "\n" + canonical;
}

}  // namespace

Repository::Repository(std::string defaultNamespace, Limits limits)
    : defaultNamespace_(std::move(defaultNamespace)), limits_(limits) {}

Schema& Repository::addNamespace(std::string_view nameSpace) {
    auto& space = spaces_[foldNamespace(nameSpace)];
    if (!space) {
        std::string name(nameSpace);
        std::ranges::replace(name, '\\', '/');
        space = std::make_unique<Namespace>();
        space->name = name;
        space->schema = std::make_shared<Schema>(name);
    }
    return *space->schema;
}

StoreResult<void> Repository::setGenerator(std::string_view nameSpace, std::string_view className,
                                           std::shared_ptr<const Generator> generator) {
    Namespace* space = this->space(nameSpace);
    if (space == nullptr) {
        return refuse(StoreErrorKind::kNoNamespace, "there is no namespace " + std::string(nameSpace));
    }
    if (auto declaration = classOf(*space, className); !declaration) {
        return tl::unexpected(std::move(declaration.error()));
    }
    auto folded = cim::foldName(className);
    auto& extent = space->extents[folded];
    if (extent.generator) {
        return refuse(StoreErrorKind::kAlreadyExists,
                      "the instances of " + std::string(className) + " are generated already");
    }
    extent.generator = std::move(generator);
    space->generated.push_back(std::move(folded));
    return {};
}

void Repository::assignKeys(std::string_view nameSpace, std::string_view className) {
    if (Namespace* space = this->space(nameSpace)) {
        space->extents[cim::foldName(className)].assignsKeys = true;
    }
}

Repository::Namespace* Repository::space(std::string_view nameSpace) const {
    const auto found = spaces_.find(foldNamespace(nameSpace.empty() ? defaultNamespace_ : nameSpace));
    return found == spaces_.end() ? nullptr : found->second.get();
}

SchemaPtr Repository::schema(std::string_view nameSpace) const {
    const Namespace* found = space(nameSpace);
    return found == nullptr ? nullptr : found->schema;
}

std::vector<std::string> Repository::namespaces() const {
    std::vector<std::string> out;
    for (const auto& [folded, space] : spaces_) {
        out.push_back(space->name);
    }
    return out;
}

StoreResult<ClassPtr> Repository::classOf(const Namespace& space, std::string_view name) const {
    auto declaration = space.schema->find(name);
    if (!declaration) {
        return refuse(StoreErrorKind::kNoClass, "there is no class " + std::string(name) + " in " + space.name);
    }
    return declaration;
}

Repository::Spot Repository::spotOf(Namespace& space, const ClassPtr& declaration, const cim::Instance& keys,
                                    const std::string& canonical) const {
    Spot spot{.space = &space, .declaration = declaration, .key = indexKey(*space.schema, *declaration, canonical)};
    if (const auto found = space.byKey.find(spot.key); found != space.byKey.end()) {
        spot.extent = found->second.extent;
        spot.instance = (*spot.extent->rows)[found->second.row];
        spot.declaration = space.schema->find(spot.instance->className);
        return spot;
    }
    const auto root = space.schema->keyRoot(declaration->name);
    for (const auto& name : space.generated) {
        if (space.schema->keyRoot(name) != root) {
            continue;
        }
        Extent& extent = space.extents.find(name)->second;
        const auto index = extent.generator->find(keys);
        if (!index) {
            continue;
        }
        spot.extent = &extent;
        spot.generated = index;
        spot.declaration = space.schema->find(name);
        const auto changed = extent.overlay->find(*index);
        spot.instance = changed == extent.overlay->end() ? extent.generator->make(*index) : changed->second;
        return spot;
    }
    return spot;
}

StoreResult<Repository::Spot> Repository::find(std::string_view nameSpace, const cim::Instance& keys) const {
    Namespace* space = this->space(nameSpace);
    if (space == nullptr) {
        return refuse(StoreErrorKind::kNoNamespace, "there is no namespace " + std::string(nameSpace));
    }
    auto declaration = classOf(*space, keys.className);
    if (!declaration) {
        return tl::unexpected(std::move(declaration.error()));
    }
    auto typed = typedKeys(**declaration, keys);
    if (!typed) {
        return tl::unexpected(std::move(typed.error()));
    }
    for (auto& key : typed->properties) {
        // Keys that are references are stored with their own keys typed.
        if (auto fit = fitted(*space->schema, *(*declaration)->property(key.name), key.value)) {
            key.value = std::move(*fit);
        }
    }
    auto canonical = canonicalKeys(**declaration, *typed);
    if (!canonical) {
        return tl::unexpected(std::move(canonical.error()));
    }
    Spot spot = spotOf(*space, *declaration, *typed, *canonical);
    if (!spot.instance || !space->schema->isA(spot.declaration->name, (*declaration)->name)) {
        return refuse(StoreErrorKind::kNoInstance, "there is no such instance of " + (*declaration)->name);
    }
    return spot;
}

StoreResult<Repository::Spot> Repository::findFree(std::string_view nameSpace, const cim::Instance& keys) const {
    auto spot = find(nameSpace, keys);
    if (spot && spot->space->locked.contains(spot->key)) {
        return refuse(StoreErrorKind::kLocked, "the instance of " + spot->declaration->name + " is locked");
    }
    return spot;
}

StoreResult<InstancePtr> Repository::get(std::string_view nameSpace, const cim::Instance& keys) const {
    const std::shared_lock lock(mutex_);
    auto spot = findFree(nameSpace, keys);
    return spot ? StoreResult<InstancePtr>(std::move(spot->instance)) : tl::unexpected(std::move(spot.error()));
}

Cursor Repository::enumerate(std::string_view nameSpace, std::string_view className, bool deep) const {
    const std::shared_lock lock(mutex_);
    std::vector<ExtentSnapshot> out;
    Namespace* space = this->space(nameSpace);
    if (space == nullptr) {
        return Cursor(std::move(out));
    }
    for (const auto& declaration : space->schema->tree(className)) {
        if (!deep && !cim::sameName(declaration->name, className)) {
            break;  // the class itself comes first
        }
        const auto found = space->extents.find(cim::foldName(declaration->name));
        if (found != space->extents.end()) {
            found->second.seen = true;
            out.push_back({found->second.generator, found->second.overlay, found->second.rows});
        }
    }
    return Cursor(std::move(out));
}

std::uint64_t Repository::count(std::string_view nameSpace, std::string_view className, bool deep) const {
    const std::shared_lock lock(mutex_);
    std::uint64_t out = 0;
    if (const Namespace* space = this->space(nameSpace)) {
        for (const auto& declaration : space->schema->tree(className)) {
            const auto found = space->extents.find(cim::foldName(declaration->name));
            if (found != space->extents.end() && (deep || cim::sameName(declaration->name, className))) {
                const Extent& extent = found->second;
                out += extent.live + (extent.generator ? extent.generator->count() - extent.removed : 0);
            }
        }
    }
    return out;
}

std::vector<Association> Repository::associations(std::string_view nameSpace, const cim::Instance& object,
                                                  std::string_view associationClass, std::string_view role) const {
    std::vector<Association> out;
    const auto schema = this->schema(nameSpace);
    if (!schema) {
        return out;
    }
    for (const auto& declaration : schema->tree(associationClass)) {
        if ((declaration->flags & cim::flag::kAssociation) == 0) {
            continue;
        }
        auto cursor = enumerate(nameSpace, declaration->name, false);
        while (const auto instance = cursor.next()) {
            for (const auto& property : instance->properties) {
                const auto* reference = property.value.get<cim::Reference>();
                if (reference == nullptr || !reference->target ||
                    (!role.empty() && !cim::sameName(role, property.name))) {
                    continue;
                }
                const auto& target = *reference->target;
                const bool sameClass =
                    schema->isA(target.className, object.className) || schema->isA(object.className, target.className);
                if (sameClass && sameKeys(target, object)) {
                    out.push_back({instance, property.name});
                }
            }
        }
    }
    return out;
}

std::uint64_t Repository::observe(ChangeObserver observer) {
    const std::unique_lock lock(mutex_);
    observers_.emplace(nextObserver_, std::move(observer));
    return nextObserver_++;
}

void Repository::forget(std::uint64_t observer) {
    const std::unique_lock lock(mutex_);
    observers_.erase(observer);
}

}  // namespace mockserver::repository
