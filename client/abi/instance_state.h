#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <mi.h>

#include "client/abi/class_store.h"
#include "client/abi/value.h"

namespace client::abi {

/// One element as its reader sees it. `value` is meaningless when `isNull`.
struct ElementView {
    const MI_Char* name = nullptr;
    MI_Type type = MI_BOOLEAN;
    MI_Value value{};
    MI_Uint32 flags = 0;  ///< as declared or added, without NULL, BORROW and ADOPT
    bool isNull = true;
};

/// What an instance of ours holds beyond the MI_Instance structure. Values live in one of two places: in a list of
/// elements (dynamic instances, and typed ones whose declaration gives no layout), or in the fields of the generated
/// structure that `self` begins.
class InstanceState {
public:
    /// `self` is the structure; `declaration` is nullptr for a dynamic instance.
    InstanceState(MI_Instance* self, std::string_view className, const MI_ClassDecl* declaration,
                  std::shared_ptr<const ClassStore> store);
    ~InstanceState();
    InstanceState(const InstanceState&) = delete;
    InstanceState& operator=(const InstanceState&) = delete;

    /// True when a declaration can be laid out in place: every property has room inside the structure.
    static bool hasLayout(const MI_ClassDecl& declaration);

    [[nodiscard]] bool isTyped() const { return typed_; }
    [[nodiscard]] std::size_t count() const;
    /// The index of a name, or count() when there is none.
    [[nodiscard]] std::size_t indexOf(std::string_view name) const;
    [[nodiscard]] ElementView at(std::size_t index) const;

    /// Appends an element (dynamic instances only). Ownership of `value` is described by `flags`.
    void add(std::string_view name, MI_Type type, OwnedValue value, bool isNull, MI_Uint32 flags);
    /// Replaces a value; `isNull` ignores it.
    void set(std::size_t index, OwnedValue value, bool isNull);

    std::string className;
    std::string nameSpace;
    std::string serverName;
    std::string resourceUri;  ///< see wsman::cim::Instance
    std::shared_ptr<const ClassStore> store;

private:
    struct Element {
        std::string name;
        MI_Type type;
        MI_Uint32 flags;
        bool isNull;
        OwnedValue value;
    };
    [[nodiscard]] const MI_PropertyDecl& propertyAt(std::size_t index) const {
        return *self_->classDecl->properties[index];
    }
    [[nodiscard]] char* fieldAt(std::size_t index) const;

    MI_Instance* self_;
    MI_ClassDecl ownDeclaration_{};  ///< of a dynamic instance, so that classDecl->name can always be read
    bool typed_ = false;
    bool inPlace_ = false;
    std::vector<Element> elements_;
};

}  // namespace client::abi
