#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <mi.h>

#include "client/abi/value.h"
#include "wsman/cim/class.h"

namespace client::abi {

/// A class declaration in both forms: as the core knows it, and as the constant structures of mi.h, which point into
/// this object. Immutable once built, so it is shared freely between classes, their clones and their instances.
class ClassStore {
public:
    /// From a class that was fetched; its parent is known by name only.
    explicit ClassStore(wsman::cim::Class model, std::shared_ptr<const ClassStore> parent = nullptr);
    ClassStore(const ClassStore&) = delete;
    ClassStore& operator=(const ClassStore&) = delete;

    /// A copy of a static declaration, with its parents as far as superClassDecl leads.
    static std::shared_ptr<const ClassStore> of(const MI_ClassDecl& declaration);

    [[nodiscard]] const wsman::cim::Class& model() const { return model_; }
    [[nodiscard]] const MI_ClassDecl& declaration() const { return declaration_; }
    /// The parent when it is known by more than its name, else nullptr.
    [[nodiscard]] const std::shared_ptr<const ClassStore>& parent() const { return parent_; }

private:
    const MI_Char* text(const std::string& text);
    const void* value(const wsman::cim::Value& value);
    template <class Pointer>
    Pointer* array(std::vector<Pointer> pointers);
    MI_Qualifier MI_CONST* MI_CONST* qualifiers(const std::vector<wsman::cim::Qualifier>& from);
    const MI_PropertyDecl* property(const wsman::cim::PropertyDecl& from);
    const MI_ParameterDecl* parameter(const wsman::cim::ParameterDecl& from);
    const MI_MethodDecl* method(const wsman::cim::MethodDecl& from);

    wsman::cim::Class model_;
    std::shared_ptr<const ClassStore> parent_;
    MI_ClassDecl declaration_{};
    // What the structures point to; a deque never moves its elements.
    std::deque<std::string> texts_;
    std::deque<OwnedValue> values_;
    std::deque<MI_Qualifier> qualifiers_;
    std::deque<MI_PropertyDecl> properties_;
    std::deque<MI_ParameterDecl> parameters_;
    std::deque<MI_MethodDecl> methods_;
    std::deque<std::vector<const void*>> arrays_;
};

/// The `code` of a declaration: first and last character in lower case and the length.
MI_Uint32 nameCode(std::string_view name);

/// A static declaration as the core knows it.
wsman::cim::Class toCim(const MI_ClassDecl& declaration);

}  // namespace client::abi
