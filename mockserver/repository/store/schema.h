#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "mockserver/repository/store/store_error.h"
#include "wsman/cim/class.h"

namespace mockserver::repository {

using ClassPtr = std::shared_ptr<const wsman::cim::Class>;

/// The classes of one CIM namespace, complete with what they inherit. Filled first, read by many afterwards: reading is
/// thread-safe as long as nobody adds. Names compare as CIM names do.
class Schema {
public:
    explicit Schema(std::string nameSpace) : nameSpace_(std::move(nameSpace)) {}

    /// Adds a declaration as written; its superclass must be there. Errors: kNoClass (superclass), kAlreadyExists,
    /// kInvalidValue (a reference without a class, no name).
    StoreResult<void> add(wsman::cim::Class declaration);

    [[nodiscard]] const std::string& nameSpace() const { return nameSpace_; }
    /// nullptr when there is none. Inherited members come first and are marked propagated.
    [[nodiscard]] ClassPtr find(std::string_view name) const;
    /// The declaration as it was added, without what it inherits.
    [[nodiscard]] ClassPtr declared(std::string_view name) const;
    /// True for the class itself and every class below `ancestor`.
    [[nodiscard]] bool isA(std::string_view name, std::string_view ancestor) const;
    /// Direct subclasses, or, with an empty name, the classes without a superclass; in the order they were added.
    [[nodiscard]] std::vector<ClassPtr> subclasses(std::string_view name) const;
    /// The class and all below it, each before its subclasses; all classes for an empty name.
    [[nodiscard]] std::vector<ClassPtr> tree(std::string_view name) const;
    /// The topmost class at or above `name` that has keys: instances below it share one space of keys. Folded; empty
    /// when the class has no key (a singleton).
    [[nodiscard]] std::string keyRoot(std::string_view name) const;
    [[nodiscard]] std::size_t size() const { return nodes_.size(); }

private:
    struct Node {
        ClassPtr complete;
        ClassPtr declared;
        std::vector<std::size_t> below;
    };
    [[nodiscard]] const Node* node(std::string_view name) const;
    void collect(std::size_t at, std::vector<ClassPtr>& into) const;

    std::string nameSpace_;
    std::vector<Node> nodes_;
    std::vector<std::size_t> roots_;
    std::unordered_map<std::string, std::size_t> places_;
};

using SchemaPtr = std::shared_ptr<const Schema>;

}  // namespace mockserver::repository
