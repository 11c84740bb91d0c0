#include "mockserver/repository/store/schema.h"

#include <utility>

#include "wsman/cim/instance.h"

namespace mockserver::repository {

namespace cim = wsman::cim;

StoreResult<void> Schema::add(cim::Class declaration) {
    if (declaration.name.empty()) {
        return refuse(StoreErrorKind::kInvalidValue, "a class has no name");
    }
    if (node(declaration.name) != nullptr) {
        return refuse(StoreErrorKind::kAlreadyExists, "the class " + declaration.name + " is declared twice");
    }
    declaration.nameSpace = nameSpace_;
    const Node* parent = nullptr;
    if (!declaration.superClass.empty()) {
        parent = node(declaration.superClass);
        if (parent == nullptr) {
            return refuse(StoreErrorKind::kNoClass,
                          "the superclass " + declaration.superClass + " of " + declaration.name + " is not declared");
        }
    }
    const std::size_t place = nodes_.size();
    Node made;
    made.declared = std::make_shared<const cim::Class>(declaration);
    made.complete =
        parent == nullptr
            ? made.declared
            : std::make_shared<const cim::Class>(cim::withInherited(std::move(declaration), *parent->complete));
    places_.emplace(cim::foldName(made.declared->name), place);
    auto& siblings = parent == nullptr ? roots_ : nodes_[places_.at(cim::foldName(made.declared->superClass))].below;
    siblings.push_back(place);
    nodes_.push_back(std::move(made));
    return {};
}

const Schema::Node* Schema::node(std::string_view name) const {
    const auto found = places_.find(cim::foldName(name));
    return found == places_.end() ? nullptr : &nodes_[found->second];
}

ClassPtr Schema::find(std::string_view name) const {
    const Node* found = node(name);
    return found == nullptr ? nullptr : found->complete;
}

ClassPtr Schema::declared(std::string_view name) const {
    const Node* found = node(name);
    return found == nullptr ? nullptr : found->declared;
}

bool Schema::isA(std::string_view name, std::string_view ancestor) const {
    if (cim::sameName(name, ancestor)) {
        return true;
    }
    // A superclass stands before its subclasses, so the walk ends.
    for (const Node* at = node(name); at != nullptr; at = node(at->declared->superClass)) {
        if (cim::sameName(at->declared->name, ancestor)) {
            return true;
        }
    }
    return false;
}

std::vector<ClassPtr> Schema::subclasses(std::string_view name) const {
    std::vector<ClassPtr> out;
    const Node* at = node(name);
    if (at == nullptr && !name.empty()) {
        return out;
    }
    for (const std::size_t place : at == nullptr ? roots_ : at->below) {
        out.push_back(nodes_[place].complete);
    }
    return out;
}

std::vector<ClassPtr> Schema::tree(std::string_view name) const {
    std::vector<ClassPtr> out;
    if (name.empty()) {
        for (const std::size_t root : roots_) {
            collect(root, out);
        }
    } else if (const auto found = places_.find(cim::foldName(name)); found != places_.end()) {
        collect(found->second, out);
    }
    return out;
}

void Schema::collect(std::size_t at, std::vector<ClassPtr>& into) const {
    // By hand rather than by recursion: a chain of superclasses may be long.
    std::vector<std::size_t> todo{at};
    while (!todo.empty()) {
        const std::size_t place = todo.back();
        todo.pop_back();
        into.push_back(nodes_[place].complete);
        const auto& below = nodes_[place].below;
        todo.insert(todo.end(), below.rbegin(), below.rend());
    }
}

std::string Schema::keyRoot(std::string_view name) const {
    std::string root;
    for (const Node* at = node(name); at != nullptr; at = node(at->declared->superClass)) {
        for (const auto& property : at->complete->properties) {
            if ((property.flags & cim::flag::kKey) != 0) {
                root = cim::foldName(at->declared->name);
                break;
            }
        }
    }
    return root;
}

}  // namespace mockserver::repository
