#pragma once

#include <memory>
#include <string_view>

#include <mi.h>

#include "client/abi/class_store.h"

namespace client::abi {

extern const MI_ClassFT kClassFT;
extern const MI_QualifierSetFT kQualifierSetFT;
extern const MI_ParameterSetFT kParameterSetFT;

/// An MI_Class over a shared declaration; freed with MI_Class_Delete. Empty names are NULL to C. Throws std::bad_alloc.
MI_Class* newClass(std::shared_ptr<const ClassStore> store, std::string_view nameSpace, std::string_view serverName);
/// The class as fetched: its name space and server name are those of the model.
MI_Class* newClass(wsman::cim::Class model);

/// The declaration behind a class: shared when the class is one of ours, else copied from its classDecl. nullptr for a
/// class without a declaration.
std::shared_ptr<const ClassStore> storeOf(const MI_Class& object);

struct ClassDeleter {
    void operator()(MI_Class* object) const { MI_Class_Delete(object); }
};
using ClassPointer = std::unique_ptr<MI_Class, ClassDeleter>;

}  // namespace client::abi
