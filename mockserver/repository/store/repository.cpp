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

StoreResult<InstancePtr> Repository::get(std::string_view nameSpace, const cim::Instance& keys) const {
    const std::shared_lock lock(mutex_);
    auto spot = find(nameSpace, keys);
    return spot ? StoreResult<InstancePtr>(std::move(spot->instance)) : tl::unexpected(std::move(spot.error()));
}

StoreResult<Repository::Spot> Repository::prepare(std::string_view nameSpace, cim::Instance& instance) {
    Namespace* space = this->space(nameSpace);
    if (space == nullptr) {
        return refuse(StoreErrorKind::kNoNamespace, "there is no namespace " + std::string(nameSpace));
    }
    auto declaration = classOf(*space, instance.className);
    if (!declaration) {
        return tl::unexpected(std::move(declaration.error()));
    }
    const auto& cls = **declaration;
    if ((cls.flags & (cim::flag::kAbstract | cim::flag::kIndication)) != 0) {
        return refuse(StoreErrorKind::kNotSupported,
                      cls.name + " has no instances of its own: it is " +
                          ((cls.flags & cim::flag::kAbstract) != 0 ? "abstract" : "an indication"));
    }
    auto whole = completed(*space->schema, cls, instance);
    if (!whole) {
        return tl::unexpected(std::move(whole.error()));
    }
    Extent& extent = space->extents[cim::foldName(cls.name)];
    for (auto& property : whole->properties) {
        if (!extent.assignsKeys || (property.flags & cim::flag::kKey) == 0 || !property.value.isNull()) {
            continue;
        }
        if (property.value.type == cim::Type::kString && newGuid_) {
            property.value = cim::Value::of(newGuid_());
        } else if (auto fit = fitted(*space->schema, *cls.property(property.name),
                                     cim::Value::of(static_cast<std::uint64_t>(++extent.lastKey)))) {
            property.value = std::move(*fit);
        }
    }
    auto canonical = canonicalKeys(cls, *whole);
    if (!canonical) {
        return tl::unexpected(std::move(canonical.error()));
    }
    Spot spot = spotOf(*space, *declaration, pathOf(cls, *whole), *canonical);
    if (spot.extent == nullptr) {
        spot.extent = &extent;
    }
    instance = std::move(*whole);
    return spot;
}

void Repository::put(const Spot& spot, const InstancePtr& instance) {
    Extent& extent = *spot.extent;
    if (extent.seen.exchange(false)) {
        extent.rows = std::make_shared<Rows>(*extent.rows);
        extent.overlay = std::make_shared<Overlay>(*extent.overlay);
    }
    if (spot.generated) {
        extent.removed += (spot.instance ? 1U : 0U);
        extent.removed -= (instance ? 1U : 0U);
        (*extent.overlay)[*spot.generated] = instance;
        return;
    }
    auto& byKey = spot.space->byKey;
    const auto found = byKey.find(spot.key);
    if (found == byKey.end()) {
        extent.rows->push_back(instance);
        ++extent.live;
        byKey.emplace(spot.key, Place{&extent, extent.rows->size() - 1});
        return;
    }
    (*extent.rows)[found->second.row] = instance;
    if (instance) {
        return;
    }
    byKey.erase(found);
    --extent.live;
    constexpr std::size_t kWorthIt = 64;
    if (extent.rows->size() > kWorthIt && extent.live < extent.rows->size() / 2) {
        // Rows move: the index is told where to.
        std::vector<std::size_t> moved(extent.rows->size());
        auto kept = std::make_shared<Rows>();
        kept->reserve(extent.live);
        for (std::size_t i = 0; i < extent.rows->size(); ++i) {
            moved[i] = kept->size();
            if ((*extent.rows)[i]) {
                kept->push_back((*extent.rows)[i]);
            }
        }
        for (auto& [key, place] : byKey) {
            if (place.extent == &extent) {
                place.row = moved[place.row];
            }
        }
        extent.rows = std::move(kept);
    }
}

StoreResult<void> Repository::commit(const Spot& spot, InstancePtr after, bool silent) {
    if (silent) {
        put(spot, after);
        return {};
    }
    using Kind = Change::Kind;
    const Change change{.kind = !spot.instance ? Kind::kCreated
                                : after        ? Kind::kModified
                                               : Kind::kDeleted,
                        .nameSpace = spot.space->name,
                        .schema = spot.space->schema,
                        .before = spot.instance,
                        .after = after,
                        .sequence = sequence_ + 1};
    if (journal_) {
        if (auto written = journal_->write(change); !written) {
            return written;
        }
    }
    ++sequence_;
    put(spot, after);
    for (const auto& [number, observer] : observers_) {
        observer(change);
    }
    return {};
}

StoreResult<void> Repository::load(std::string_view nameSpace, cim::Instance instance) {
    const std::unique_lock lock(mutex_);
    auto spot = prepare(nameSpace, instance);
    return spot ? commit(*spot, std::make_shared<const cim::Instance>(std::move(instance)), true)
                : tl::unexpected(std::move(spot.error()));
}

void Repository::unload(std::string_view nameSpace, const cim::Instance& keys) {
    const std::unique_lock lock(mutex_);
    if (auto spot = find(nameSpace, keys)) {
        put(*spot, nullptr);
    }
}

StoreResult<InstancePtr> Repository::create(std::string_view nameSpace, cim::Instance instance) {
    const std::unique_lock lock(mutex_);
    auto spot = prepare(nameSpace, instance);
    if (!spot) {
        return tl::unexpected(std::move(spot.error()));
    }
    if (spot->instance) {
        return refuse(StoreErrorKind::kAlreadyExists,
                      "there is an instance of " + instance.className + " with these keys");
    }
    if (spot->extent->live >= limits_.maxInstances) {
        return refuse(StoreErrorKind::kLimit,
                      "there are " + std::to_string(limits_.maxInstances) + " instances already");
    }
    auto made = std::make_shared<const cim::Instance>(std::move(instance));
    auto done = commit(*spot, made, false);
    return done ? StoreResult<InstancePtr>(std::move(made)) : tl::unexpected(std::move(done.error()));
}

StoreResult<cim::Instance> Repository::changed(const Spot& spot, const cim::Instance& values,
                                               const ModifyOptions& options) const {
    const auto& cls = *spot.declaration;
    cim::Instance out = *spot.instance;
    const bool all = allWritable_ || options.byProvider;
    bool anyWritable = all;
    for (const auto& property : cls.properties) {
        const auto* given = values.find(property.name);
        const bool key = (property.flags & cim::flag::kKey) != 0;
        const bool required = (property.flags & cim::flag::kRequired) != 0 && !key;
        if (options.wholeRepresentation && required && given == nullptr) {
            return refuse(StoreErrorKind::kMissingValue, property.name + " must have a value", property.name);
        }
        const bool writable = !key && (all || (property.flags & cim::flag::kReadOnly) == 0);
        anyWritable = anyWritable || writable;
        if (given == nullptr) {
            continue;
        }
        // What may not be written must be a value of its type all the same.
        auto fit = fitted(*spot.space->schema, property, given->value);
        if (!fit) {
            return tl::unexpected(std::move(fit.error()));
        }
        const auto* now = out.find(property.name);
        const bool same =
            now != nullptr && (key ? canonicalValue(now->value) == canonicalValue(*fit) : now->value == *fit);
        if (key && !same) {
            return options.refuseReadOnly
                       ? refuse(StoreErrorKind::kReadOnly, property.name + " is a key, which cannot change",
                                property.name)
                       : refuse(StoreErrorKind::kInvalidValue,
                                "the key " + property.name + " is not that of the selectors", property.name);
        }
        if (!writable && options.refuseReadOnly) {
            return refuse(StoreErrorKind::kReadOnly, property.name + " cannot be written", property.name);
        }
        if (writable && required && fit->isNull()) {
            return refuse(StoreErrorKind::kMissingValue, property.name + " must have a value", property.name);
        }
        if (writable && !same) {
            out.set(property.name, std::move(*fit), property.flags);
        }
    }
    for (const auto& property : values.properties) {
        if (cls.property(property.name) == nullptr) {
            return refuse(StoreErrorKind::kUnknownProperty, cls.name + " has no property " + property.name,
                          property.name);
        }
    }
    if (!anyWritable) {
        return refuse(StoreErrorKind::kReadOnly, cls.name + " has no property that can be written");
    }
    return out;
}

StoreResult<InstancePtr> Repository::modify(std::string_view nameSpace, const cim::Instance& keys,
                                            const cim::Instance& values, const ModifyOptions& options) {
    return update(
        nameSpace, keys, [&](const cim::Instance&) { return StoreResult<cim::Instance>(values); }, options);
}

StoreResult<InstancePtr> Repository::update(std::string_view nameSpace, const cim::Instance& keys, const Update& update,
                                            const ModifyOptions& options) {
    const std::unique_lock lock(mutex_);
    auto spot = find(nameSpace, keys);
    if (!spot) {
        return tl::unexpected(std::move(spot.error()));
    }
    auto values = update(*spot->instance);
    auto made = values ? changed(*spot, *values, options) : std::move(values);
    if (!made) {
        return tl::unexpected(std::move(made.error()));
    }
    if (*made == *spot->instance) {
        return spot->instance;
    }
    auto after = std::make_shared<const cim::Instance>(std::move(*made));
    auto done = commit(*spot, after, false);
    return done ? StoreResult<InstancePtr>(std::move(after)) : tl::unexpected(std::move(done.error()));
}

StoreResult<InstancePtr> Repository::remove(std::string_view nameSpace, const cim::Instance& keys) {
    const std::unique_lock lock(mutex_);
    auto spot = find(nameSpace, keys);
    if (!spot) {
        return tl::unexpected(std::move(spot.error()));
    }
    auto done = commit(*spot, nullptr, false);
    return done ? StoreResult<InstancePtr>(std::move(spot->instance)) : tl::unexpected(std::move(done.error()));
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
