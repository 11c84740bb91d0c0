#pragma once

#include <memory>
#include <string_view>

#include <mi.h>

#include "client/abi/class_store.h"
#include "wsman/cim/instance.h"

namespace client::abi {

/// The table of every instance that this library makes.
extern const MI_InstanceFT kInstanceFT;

/// A dynamic instance with the properties of `instance`. Freed with MI_Instance_Delete. Throws std::bad_alloc.
MI_Instance* newInstance(const wsman::cim::Instance& instance);
/// An empty dynamic instance: elements are added freely.
MI_Instance* newInstance(std::string_view className);
/// An instance of a static declaration, which must outlive it. Where the declaration gives every property a place in
/// the structure (offset and size), values are kept there, so that generated code can read and write them directly.
MI_Instance* newInstance(std::string_view className, const MI_ClassDecl& declaration);
/// An instance of a class that was fetched or built; it keeps the declaration alive.
MI_Instance* newInstance(std::string_view className, std::shared_ptr<const ClassStore> declaration);

/// Makes an instance of a static declaration in memory of the caller's, declaration.size bytes of it; ended with
/// MI_Instance_Destruct. False when the declaration has no layout.
bool constructInstance(MI_Instance& memory, const MI_ClassDecl& declaration);

/// The instance as the core knows it, read through its own table, so that any implementation's will do. Flags of
/// elements are kept but for BORROW, ADOPT and NULL.
wsman::cim::Instance toCim(const MI_Instance& instance);

/// Whether a name may be that of a CIM element: letters, digits, underscores and any non-ASCII, no digit first.
bool isElementName(std::string_view name);

/// Deletes an instance: for std::unique_ptr.
struct InstanceDeleter {
    void operator()(MI_Instance* instance) const { MI_Instance_Delete(instance); }
};
using InstancePointer = std::unique_ptr<MI_Instance, InstanceDeleter>;

}  // namespace client::abi
