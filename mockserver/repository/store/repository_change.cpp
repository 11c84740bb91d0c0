// Creating, changing and deleting: what is checked, where it goes, and who is told.
#include <utility>

#include "mockserver/repository/store/complete.h"
#include "mockserver/repository/store/keys.h"
#include "mockserver/repository/store/repository.h"

namespace mockserver::repository {

namespace cim = wsman::cim;

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

StoreResult<void> Repository::commit(const Spot& spot, const InstancePtr& after, bool silent) {
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
    auto spot = options.byProvider ? find(nameSpace, keys) : findFree(nameSpace, keys);
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
    auto spot = findFree(nameSpace, keys);
    if (!spot) {
        return tl::unexpected(std::move(spot.error()));
    }
    auto done = commit(*spot, nullptr, false);
    return done ? StoreResult<InstancePtr>(std::move(spot->instance)) : tl::unexpected(std::move(done.error()));
}

StoreResult<void> Repository::setLocked(std::string_view nameSpace, const cim::Instance& keys, bool locked) {
    const std::unique_lock lock(mutex_);
    auto spot = find(nameSpace, keys);
    if (!spot) {
        return tl::unexpected(std::move(spot.error()));
    }
    if (locked) {
        spot->space->locked.insert(spot->key);
    } else {
        spot->space->locked.erase(spot->key);
    }
    return {};
}

}  // namespace mockserver::repository
