#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "wsman/cim/instance.h"

namespace mockserver::repository {

using InstancePtr = std::shared_ptr<const wsman::cim::Instance>;

/// Makes the instances of a class when they are asked for, so that a million of them cost nothing: number `index`, from
/// 0, always the same one. Thread-safe.
class Generator {
public:
    virtual ~Generator() = default;
    [[nodiscard]] virtual std::uint64_t count() const = 0;
    [[nodiscard]] virtual InstancePtr make(std::uint64_t index) const = 0;
    /// The index of the instance with these keys, if they are one's.
    [[nodiscard]] virtual std::optional<std::uint64_t> find(const wsman::cim::Instance& keys) const = 0;
};

using Rows = std::vector<InstancePtr>;  ///< nullptr where one was deleted
/// What became of generated instances: index to the changed one, or to nullptr for a deleted one.
using Overlay = std::unordered_map<std::uint64_t, InstancePtr>;

/// The instances of one class as they were at one moment: generated ones first, then the others in the order of their
/// creation.
struct ExtentSnapshot {
    std::shared_ptr<const Generator> generator{};
    std::shared_ptr<const Overlay> overlay{};
    std::shared_ptr<const Rows> rows{};
};

/// A walk over snapshots of extents. Not thread-safe; independent of the repository, which may change meanwhile.
class Cursor {
public:
    explicit Cursor(std::vector<ExtentSnapshot> extents) : extents_(std::move(extents)) {}
    /// The next instance, or nullptr at the end.
    InstancePtr next();

private:
    std::vector<ExtentSnapshot> extents_;
    std::size_t extent_ = 0;
    std::uint64_t generated_ = 0;
    std::size_t row_ = 0;
};

}  // namespace mockserver::repository
