#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "mockserver/repository/store/extent.h"
#include "mockserver/repository/store/schema.h"
#include "mockserver/repository/store/store_error.h"
#include "wsman/cim/class.h"
#include "wsman/cim/instance.h"

namespace mockserver::repository {

/// One change of the repository.
struct Change {
    enum class Kind { kCreated, kModified, kDeleted };
    Kind kind = Kind::kCreated;
    std::string nameSpace{};
    SchemaPtr schema{};          ///< of that namespace
    InstancePtr before{};        ///< nullptr for kCreated
    InstancePtr after{};         ///< nullptr for kDeleted
    std::uint64_t sequence = 0;  ///< 1 for the first change, one more for each
};

/// Called for every change, in their order, after it has been made and while the repository is locked: it must be quick
/// and must not call the repository.
using ChangeObserver = std::function<void(const Change&)>;

/// Makes changes durable. Called before a change is made, one at a time; an error refuses the change.
class Journaled {
public:
    virtual ~Journaled() = default;
    virtual StoreResult<void> write(const Change& change) = 0;
};

/// Two ends of an association, as Repository::associations finds them.
struct Association {
    InstancePtr instance{};  ///< of the association class
    std::string role{};      ///< its property that refers to the object asked for
};

/// A CIM repository. Thread-safe once filled; classes are added before it is shared.
class Repository {
public:
    struct Limits {
        std::size_t maxInstances = 5'000'000;  ///< stored ones; generated ones do not count
    };
    explicit Repository(std::string defaultNamespace = "root/cimv2")
        : Repository(std::move(defaultNamespace), Limits{}) {}
    Repository(std::string defaultNamespace, Limits limits);

    // Filling it. Not thread-safe.
    /// The namespace's schema to add classes to; made when it is not there. "root\\CIMV2" is "root/CIMV2".
    Schema& addNamespace(std::string_view nameSpace);
    /// Instances of the class beside the stored ones. Errors: kNoNamespace, kNoClass, kAlreadyExists.
    StoreResult<void> setGenerator(std::string_view nameSpace, std::string_view className,
                                   std::shared_ptr<const Generator> generator);
    /// The repository makes a key that a new instance of the class lacks: the next number, or a GUID.
    void assignKeys(std::string_view nameSpace, std::string_view className);
    /// Everything may be written, whatever the Write qualifiers say; keys may still not be changed.
    void setAllWritable(bool writable) { allWritable_ = writable; }
    void setGuidSource(std::function<std::string()> source) { newGuid_ = std::move(source); }
    void setJournal(std::shared_ptr<Journaled> journal) { journal_ = std::move(journal); }
    /// Puts an instance in place without a word to observers or the journal, over one with the same keys; for loading.
    /// Checked as `create`.
    StoreResult<void> load(std::string_view nameSpace, wsman::cim::Instance instance);
    /// Takes one away likewise; nothing when it is not there.
    void unload(std::string_view nameSpace, const wsman::cim::Instance& keys);

    // Reading it.
    [[nodiscard]] const std::string& defaultNamespace() const { return defaultNamespace_; }
    /// nullptr when there is none; the default one for an empty name.
    [[nodiscard]] SchemaPtr schema(std::string_view nameSpace) const;
    /// As they are spelt, sorted.
    [[nodiscard]] std::vector<std::string> namespaces() const;

    /// The instance with these keys, of the class `keys.className` or one below it. Key values may be strings: they are
    /// read as the declared type. Errors: kNoNamespace, kNoClass, kMissingKey, kUnknownKey, kTypeMismatch, kNoInstance,
    /// kLocked.
    [[nodiscard]] StoreResult<InstancePtr> get(std::string_view nameSpace, const wsman::cim::Instance& keys) const;
    /// Adds an instance with all it says, defaults of the class for what it leaves out. Returns it as stored. Errors:
    /// kNoNamespace, kNoClass, kNotSupported, kAlreadyExists, kMissingKey, kUnknownProperty, kTypeMismatch,
    /// kInvalidValue, kMissingValue, kLimit, kPersistence.
    StoreResult<InstancePtr> create(std::string_view nameSpace, wsman::cim::Instance instance);

    struct ModifyOptions {
        /// A value given for a property that may not be written is an error, not ignored (DSP0226 R7.9-2).
        bool refuseReadOnly = false;
        /// A required property that is left out is an error (R7.4-5b).
        bool wholeRepresentation = false;
        /// The change is the system's own: what clients may not write changes too, but for keys.
        bool byProvider = false;
    };
    /// Sets the properties that `values` has, all or none of them; what it leaves out stays. Returns the new state, the
    /// old one when nothing changed (then there is no Change). Errors: as get and create, kReadOnly, kInvalidValue for
    /// another value of a key.
    StoreResult<InstancePtr> modify(std::string_view nameSpace, const wsman::cim::Instance& keys,
                                    const wsman::cim::Instance& values, const ModifyOptions& options);
    /// The same with a function that makes new values of the current ones, under the lock, so that nothing is lost
    /// between reading and writing. What it returns as an error is passed on.
    using Update = std::function<StoreResult<wsman::cim::Instance>(const wsman::cim::Instance& current)>;
    StoreResult<InstancePtr> update(std::string_view nameSpace, const wsman::cim::Instance& keys, const Update& update,
                                    const ModifyOptions& options);
    /// Errors: as get, kPersistence. Returns what was there.
    StoreResult<InstancePtr> remove(std::string_view nameSpace, const wsman::cim::Instance& keys);

    /// Holds an instance, as another user of the machine might, or lets it go: meanwhile it is neither read nor written
    /// by its keys (DSP0226 R7.3-3), and enumerations have it all the same. Errors: as get.
    StoreResult<void> setLocked(std::string_view nameSpace, const wsman::cim::Instance& keys, bool locked);

    /// All instances of a class as they are now; with `deep`, those of its subclasses too. An unknown class has none.
    [[nodiscard]] Cursor enumerate(std::string_view nameSpace, std::string_view className, bool deep = true) const;
    /// How many that are.
    [[nodiscard]] std::uint64_t count(std::string_view nameSpace, std::string_view className, bool deep = true) const;

    /// The association instances (of `associationClass` or below; empty: any) that refer to `object` by the property
    /// `role` (empty: any).
    [[nodiscard]] std::vector<Association> associations(std::string_view nameSpace, const wsman::cim::Instance& object,
                                                        std::string_view associationClass, std::string_view role) const;

    /// Adds an observer; the number is for `forget`. Thread-safe.
    std::uint64_t observe(ChangeObserver observer);
    void forget(std::uint64_t observer);

private:
    struct Extent {
        std::shared_ptr<const Generator> generator{};
        std::shared_ptr<Overlay> overlay = std::make_shared<Overlay>();
        std::shared_ptr<Rows> rows = std::make_shared<Rows>();
        /// A snapshot may hold `overlay` and `rows`: they are copied before the next change.
        std::atomic<bool> seen{false};
        std::size_t live = 0;     ///< rows that are not deleted
        std::size_t removed = 0;  ///< generated ones that are
        bool assignsKeys = false;
        std::uint64_t lastKey = 0;
    };
    /// Where a stored instance is.
    struct Place {
        Extent* extent = nullptr;
        std::size_t row = 0;
    };
    struct Namespace {
        std::string name;
        std::shared_ptr<Schema> schema;
        std::unordered_map<std::string, Extent> extents{};  ///< by folded class name
        std::unordered_map<std::string, Place> byKey{};     ///< by key root and canonical keys
        std::vector<std::string> generated{};               ///< classes that have a generator, folded
        std::unordered_set<std::string> locked{};           ///< as byKey
    };
    /// An instance that was found, or a place where one may be put.
    struct Spot {
        Namespace* space = nullptr;
        ClassPtr declaration{};  ///< of the instance, which may be below the one asked for
        Extent* extent = nullptr;
        std::string key{};
        std::optional<std::uint64_t> generated{};
        InstancePtr instance{};  ///< nullptr: there is none
    };

    [[nodiscard]] Namespace* space(std::string_view nameSpace) const;
    StoreResult<ClassPtr> classOf(const Namespace& space, std::string_view name) const;
    /// What has these canonical keys, in the hierarchy of `declaration`.
    Spot spotOf(Namespace& space, const ClassPtr& declaration, const wsman::cim::Instance& keys,
                const std::string& canonical) const;
    StoreResult<Spot> find(std::string_view nameSpace, const wsman::cim::Instance& keys) const;
    /// The same of an instance that nobody holds.
    StoreResult<Spot> findFree(std::string_view nameSpace, const wsman::cim::Instance& keys) const;
    StoreResult<Spot> prepare(std::string_view nameSpace, wsman::cim::Instance& instance);
    StoreResult<void> commit(const Spot& spot, const InstancePtr& after, bool silent);
    StoreResult<wsman::cim::Instance> changed(const Spot& spot, const wsman::cim::Instance& values,
                                              const ModifyOptions& options) const;
    static void put(const Spot& spot, const InstancePtr& instance);

    const std::string defaultNamespace_;
    const Limits limits_;
    bool allWritable_ = false;
    std::function<std::string()> newGuid_;
    std::shared_ptr<Journaled> journal_{};
    mutable std::shared_mutex mutex_;
    std::map<std::string, std::unique_ptr<Namespace>> spaces_{};  ///< by folded name
    std::uint64_t sequence_ = 0;
    std::map<std::uint64_t, ChangeObserver> observers_{};
    std::uint64_t nextObserver_ = 1;
};

}  // namespace mockserver::repository
