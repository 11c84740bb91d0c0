#pragma once

#include <mi.h>

#include <memory>

#include "wsman/cim/class.h"
#include "wsman/cim/instance.h"

namespace client {

/// Deletes through the object's own function table, so it works for any library's objects.
struct MiDeleter {
    void operator()(MI_Instance* instance) const { MI_Instance_Delete(instance); }
    void operator()(MI_Class* declaration) const { MI_Class_Delete(declaration); }
};
using MiInstancePtr = std::unique_ptr<MI_Instance, MiDeleter>;

/// What an instance holds, read through its function table. References become their instance, to any depth that mi.h
/// objects reach (at most 32: deeper ones are cut off). nullptr gives an instance without a class name.
wsman::cim::Instance fromMi(const MI_Instance* instance);
/// What a class declares: properties, methods and qualifiers.
wsman::cim::Class fromMi(const MI_Class* declaration);

/// Makes an instance of `application` with these properties, copied. Errors: the MI_Result that the library answered.
struct MadeInstance {
    MI_Result result = MI_RESULT_OK;
    MiInstancePtr instance{};
};
MadeInstance toMi(MI_Application* application, const wsman::cim::Instance& instance);

/// "MI_RESULT_NOT_FOUND" and so on; "MI_RESULT(n)" for a number that has no name.
std::string resultName(MI_Result result);

}  // namespace client
