#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "mockserver/repository/service/call.h"
#include "wsman/cim/class.h"
#include "wsman/ops/enumeration.h"

namespace mockserver::repository {

/// The items of one enumeration, front to back, each as it stands in wsen:Items. Used by one thread at a time.
class ItemSource {
public:
    using Deadline = std::optional<std::chrono::steady_clock::time_point>;
    enum class Next {
        kItem,
        kEnd,
        kLater,  ///< the deadline came first; the next call goes on
    };

    ItemSource() = default;
    virtual ~ItemSource() = default;
    ItemSource(const ItemSource&) = delete;
    ItemSource& operator=(const ItemSource&) = delete;

    /// The next item's markup, with the prefixes of soap::writeMessage in scope.
    virtual Next next(std::string& markup, Deadline deadline) = 0;
    /// About how many items there are (DSP0226 §8.2.2); nullopt when nobody can tell cheaply.
    [[nodiscard]] virtual std::optional<std::uint64_t> estimate() const = 0;
};

/// How items look.
struct ItemForm {
    wsman::ops::EnumerationMode mode = wsman::ops::EnumerationMode::kObject;
    /// Items are cut down to this class's properties (DSP0227 §8.1 ExcludeSubClassProperties); nullptr: not.
    ClassPtr base{};
    /// What is shown of an instance, as properties in an XmlFragment (R8.6-1); empty: all of it, as an object.
    std::function<wsman::cim::Instance(const wsman::cim::Instance&)> project{};
};

/// Instances one by one; nullptr at the end.
using InstanceStream = std::function<InstancePtr()>;
using InstanceTest = std::function<bool(const wsman::cim::Instance&)>;
/// What goes into an item's XmlFragment; empty: the instance is left out.
using FragmentOf = std::function<std::string(const wsman::cim::Instance&)>;

/// Items that are instances. `estimate` is what its namesake says; `keep` empty: all of them.
std::unique_ptr<ItemSource> instanceItems(const ServiceParts& parts, const Call& call, InstanceStream stream,
                                          InstanceTest keep, ItemForm form, std::optional<std::uint64_t> estimate);
/// Items that are parts of instances.
std::unique_ptr<ItemSource> fragmentItems(InstanceStream stream, FragmentOf fragment,
                                          std::optional<std::uint64_t> estimate);
/// Items that are class declarations (DSP0227 §15.4), or EPRs of them.
std::unique_ptr<ItemSource> classItems(const Call& call, std::vector<ClassPtr> classes,
                                       wsman::ops::EnumerationMode mode);

/// A stream over instances that are there already.
InstanceStream streamOf(std::vector<InstancePtr> instances);
InstanceStream streamOf(Cursor cursor);

}  // namespace mockserver::repository
