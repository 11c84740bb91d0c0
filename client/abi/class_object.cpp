#include "client/abi/class_object.h"

#include <bit>
#include <cstdint>
#include <cstring>
#include <string>
#include <utility>

#include "client/abi/handle_table.h"

namespace client::abi {

namespace cim = wsman::cim;

namespace {

// What hangs off reserved[0] of an MI_Class of ours.
struct ClassState {
    std::shared_ptr<const ClassStore> store;
    std::string nameSpace;
    std::string serverName;
};

ClassState* stateOf(const MI_Class* self) {
    return self && self->ft == &kClassFT ? reinterpret_cast<ClassState*>(self->reserved[0]) : nullptr;
}

const MI_ClassDecl* declarationOf(const MI_Class* self) {
    return stateOf(self) ? self->classDecl : nullptr;
}

// A C object as the value that it is.
MI_Value valueAt(MI_Uint32 type, const void* object) {
    MI_Value value{};
    if (object) {
        std::memcpy(&value, object, sizeOf(static_cast<MI_Type>(type)));
    }
    return value;
}

void putText(MI_Char** out, const MI_Char* text) {
    // The table's type lacks the const that the text has; callers only read it.
    put(out, const_cast<MI_Char*>(text));  // NOLINT(cppcoreguidelines-pro-type-const-cast)
}

// A qualifier set is a view: the array and its length, kept in the handle itself.
void putQualifiers(MI_QualifierSet* out, MI_Qualifier MI_CONST* MI_CONST* qualifiers, MI_Uint32 count) {
    put(out,
        MI_QualifierSet{std::bit_cast<std::uintptr_t>(qualifiers), static_cast<ptrdiff_t>(count), &kQualifierSetFT});
}

void putParameters(MI_ParameterSet* out, const MI_MethodDecl* method) {
    put(out, MI_ParameterSet{std::bit_cast<std::uintptr_t>(method), 1, &kParameterSetFT});
}

// --- Qualifier sets

MI_Qualifier MI_CONST* MI_CONST* arrayOf(const MI_QualifierSet* self) {
    return std::bit_cast<MI_Qualifier MI_CONST * MI_CONST*>(static_cast<std::uintptr_t>(self->reserved1));
}

MI_Result MI_CALL getQualifierCount(const MI_QualifierSet* self, MI_Uint32* count) {
    if (!self || !count) {
        return MI_RESULT_INVALID_PARAMETER;
    }
    *count = static_cast<MI_Uint32>(self->reserved2);
    return MI_RESULT_OK;
}

MI_Result MI_CALL getQualifierAt(const MI_QualifierSet* self, MI_Uint32 index, const MI_Char** name, MI_Type* type,
                                 MI_Uint32* flags, MI_Value* value) {
    if (!self || !name) {
        return MI_RESULT_INVALID_PARAMETER;
    }
    if (static_cast<ptrdiff_t>(index) >= self->reserved2) {
        return MI_RESULT_NOT_FOUND;
    }
    const auto& qualifier = *arrayOf(self)[index];
    *name = qualifier.name;
    put(type, static_cast<MI_Type>(qualifier.type));
    put(flags, qualifier.value ? qualifier.flavor : qualifier.flavor | MI_FLAG_NULL);
    put(value, valueAt(qualifier.type, qualifier.value));
    return MI_RESULT_OK;
}

MI_Result MI_CALL getQualifier(const MI_QualifierSet* self, const MI_Char* name, MI_Type* type, MI_Uint32* flags,
                               MI_Value* value, MI_Uint32* index) {
    if (!self || !name) {
        return MI_RESULT_INVALID_PARAMETER;
    }
    for (MI_Uint32 i = 0; static_cast<ptrdiff_t>(i) < self->reserved2; ++i) {
        if (cim::sameName(arrayOf(self)[i]->name, name)) {
            put(index, i);
            const MI_Char* found = nullptr;
            return getQualifierAt(self, i, &found, type, flags, value);
        }
    }
    return MI_RESULT_NOT_FOUND;
}

// --- Parameter sets

const MI_MethodDecl& methodOf(const MI_ParameterSet* self) {
    return *std::bit_cast<const MI_MethodDecl*>(static_cast<std::uintptr_t>(self->reserved1));
}

MI_Result MI_CALL getMethodReturnType(const MI_ParameterSet* self, MI_Type* type, MI_QualifierSet* qualifierSet) {
    if (!self || !type) {
        return MI_RESULT_INVALID_PARAMETER;
    }
    *type = static_cast<MI_Type>(methodOf(self).returnType);
    putQualifiers(qualifierSet, nullptr, 0);
    return MI_RESULT_OK;
}

MI_Result MI_CALL getParameterCount(const MI_ParameterSet* self, MI_Uint32* count) {
    if (!self || !count) {
        return MI_RESULT_INVALID_PARAMETER;
    }
    *count = methodOf(self).numParameters;
    return MI_RESULT_OK;
}

MI_Result MI_CALL getParameterAt(const MI_ParameterSet* self, MI_Uint32 index, const MI_Char** name, MI_Type* type,
                                 MI_Char** referenceClass, MI_QualifierSet* qualifierSet) {
    if (!self || !name) {
        return MI_RESULT_INVALID_PARAMETER;
    }
    if (index >= methodOf(self).numParameters) {
        return MI_RESULT_NOT_FOUND;
    }
    const auto& parameter = *methodOf(self).parameters[index];
    *name = parameter.name;
    put(type, static_cast<MI_Type>(parameter.type));
    putText(referenceClass, parameter.className);
    putQualifiers(qualifierSet, parameter.qualifiers, parameter.numQualifiers);
    return MI_RESULT_OK;
}

MI_Result MI_CALL getParameter(const MI_ParameterSet* self, const MI_Char* name, MI_Type* type,
                               MI_Char** referenceClass, MI_QualifierSet* qualifierSet, MI_Uint32* index) {
    if (!self || !name) {
        return MI_RESULT_INVALID_PARAMETER;
    }
    for (MI_Uint32 i = 0; i < methodOf(self).numParameters; ++i) {
        if (cim::sameName(methodOf(self).parameters[i]->name, name)) {
            put(index, i);
            const MI_Char* found = nullptr;
            return getParameterAt(self, i, &found, type, referenceClass, qualifierSet);
        }
    }
    return MI_RESULT_NOT_FOUND;
}

// --- Classes

MI_Result MI_CALL getClassName(const MI_Class* self, const MI_Char** className) {
    const auto* declaration = declarationOf(self);
    if (!declaration || !className) {
        return MI_RESULT_INVALID_PARAMETER;
    }
    *className = declaration->name;
    return MI_RESULT_OK;
}

MI_Result MI_CALL getNameSpace(const MI_Class* self, const MI_Char** nameSpace) {
    if (!stateOf(self) || !nameSpace) {
        return MI_RESULT_INVALID_PARAMETER;
    }
    *nameSpace = self->namespaceName;
    return MI_RESULT_OK;
}

MI_Result MI_CALL getServerName(const MI_Class* self, const MI_Char** serverName) {
    if (!stateOf(self) || !serverName) {
        return MI_RESULT_INVALID_PARAMETER;
    }
    *serverName = self->serverName;
    return MI_RESULT_OK;
}

MI_Result MI_CALL getElementCount(const MI_Class* self, MI_Uint32* count) {
    const auto* declaration = declarationOf(self);
    if (!declaration || !count) {
        return MI_RESULT_INVALID_PARAMETER;
    }
    *count = declaration->numProperties;
    return MI_RESULT_OK;
}

MI_Result MI_CALL getElementAt(const MI_Class* self, MI_Uint32 index, const MI_Char** name, MI_Value* value,
                               MI_Boolean* valueExists, MI_Type* type, MI_Char** referenceClass,
                               MI_QualifierSet* qualifierSet, MI_Uint32* flags) {
    const auto* declaration = declarationOf(self);
    if (!declaration) {
        return MI_RESULT_INVALID_PARAMETER;
    }
    if (index >= declaration->numProperties) {
        return MI_RESULT_NOT_FOUND;
    }
    const auto& property = *declaration->properties[index];
    put(name, property.name);
    put(value, valueAt(property.type, property.value));
    put(valueExists, property.value ? MI_TRUE : MI_FALSE);
    put(type, static_cast<MI_Type>(property.type));
    putText(referenceClass, property.className);
    putQualifiers(qualifierSet, property.qualifiers, property.numQualifiers);
    put(flags, property.flags);
    return MI_RESULT_OK;
}

MI_Result MI_CALL getElement(const MI_Class* self, const MI_Char* name, MI_Value* value, MI_Boolean* valueExists,
                             MI_Type* type, MI_Char** referenceClass, MI_QualifierSet* qualifierSet, MI_Uint32* flags,
                             MI_Uint32* index) {
    const auto* declaration = declarationOf(self);
    if (!declaration || !name) {
        return MI_RESULT_INVALID_PARAMETER;
    }
    for (MI_Uint32 i = 0; i < declaration->numProperties; ++i) {
        if (cim::sameName(declaration->properties[i]->name, name)) {
            put(index, i);
            return getElementAt(self, i, nullptr, value, valueExists, type, referenceClass, qualifierSet, flags);
        }
    }
    return MI_RESULT_NOT_FOUND;
}

MI_Result MI_CALL getClassQualifierSet(const MI_Class* self, MI_QualifierSet* qualifierSet) {
    const auto* declaration = declarationOf(self);
    if (!declaration || !qualifierSet) {
        return MI_RESULT_INVALID_PARAMETER;
    }
    putQualifiers(qualifierSet, declaration->qualifiers, declaration->numQualifiers);
    return MI_RESULT_OK;
}

MI_Result MI_CALL getMethodCount(const MI_Class* self, MI_Uint32* count) {
    const auto* declaration = declarationOf(self);
    if (!declaration || !count) {
        return MI_RESULT_INVALID_PARAMETER;
    }
    *count = declaration->numMethods;
    return MI_RESULT_OK;
}

MI_Result MI_CALL getMethodAt(const MI_Class* self, MI_Uint32 index, const MI_Char** name,
                              MI_QualifierSet* qualifierSet, MI_ParameterSet* parameterSet) {
    const auto* declaration = declarationOf(self);
    if (!declaration) {
        return MI_RESULT_INVALID_PARAMETER;
    }
    if (index >= declaration->numMethods) {
        return MI_RESULT_NOT_FOUND;
    }
    const auto& method = *declaration->methods[index];
    put(name, method.name);
    putQualifiers(qualifierSet, method.qualifiers, method.numQualifiers);
    putParameters(parameterSet, &method);
    return MI_RESULT_OK;
}

MI_Result MI_CALL getMethod(const MI_Class* self, const MI_Char* name, MI_QualifierSet* qualifierSet,
                            MI_ParameterSet* parameterSet, MI_Uint32* index) {
    const auto* declaration = declarationOf(self);
    if (!declaration || !name) {
        return MI_RESULT_INVALID_PARAMETER;
    }
    for (MI_Uint32 i = 0; i < declaration->numMethods; ++i) {
        if (cim::sameName(declaration->methods[i]->name, name)) {
            put(index, i);
            return getMethodAt(self, i, nullptr, qualifierSet, parameterSet);
        }
    }
    return MI_RESULT_METHOD_NOT_FOUND;
}

MI_Result MI_CALL getParentClassName(const MI_Class* self, const MI_Char** name) {
    const auto* declaration = declarationOf(self);
    if (!declaration || !name) {
        return MI_RESULT_INVALID_PARAMETER;
    }
    *name = declaration->superClass;
    return declaration->superClass ? MI_RESULT_OK : MI_RESULT_INVALID_SUPERCLASS;
}

MI_Result MI_CALL getParentClass(const MI_Class* self, MI_Class** parentClass) {
    const auto* state = stateOf(self);
    if (!state || !parentClass) {
        return MI_RESULT_INVALID_PARAMETER;
    }
    *parentClass = nullptr;
    if (!state->store->parent()) {
        return MI_RESULT_INVALID_SUPERCLASS;
    }
    return guarded([&] {
        *parentClass = newClass(state->store->parent(), state->nameSpace, state->serverName);
        return MI_RESULT_OK;
    });
}

MI_Result MI_CALL deleteClass(MI_Class* self) {
    auto* state = stateOf(self);
    if (!state) {
        return MI_RESULT_INVALID_PARAMETER;
    }
    delete state;
    delete self;
    return MI_RESULT_OK;
}

MI_Result MI_CALL cloneClass(const MI_Class* self, MI_Class** newClassObject) {
    const auto* state = stateOf(self);
    if (!state || !newClassObject) {
        return MI_RESULT_INVALID_PARAMETER;
    }
    *newClassObject = nullptr;
    return guarded([&] {
        *newClassObject = newClass(state->store, state->nameSpace, state->serverName);
        return MI_RESULT_OK;
    });
}

}  // namespace

const MI_QualifierSetFT kQualifierSetFT = {getQualifierCount, getQualifierAt, getQualifier};

const MI_ParameterSetFT kParameterSetFT = {getMethodReturnType, getParameterCount, getParameterAt, getParameter};

const MI_ClassFT kClassFT = {getClassName,       getNameSpace,         getServerName,  getElementCount, getElement,
                             getElementAt,       getClassQualifierSet, getMethodCount, getMethodAt,     getMethod,
                             getParentClassName, getParentClass,       deleteClass,    cloneClass};

MI_Class* newClass(std::shared_ptr<const ClassStore> store, std::string_view nameSpace, std::string_view serverName) {
    auto state =
        std::make_unique<ClassState>(ClassState{std::move(store), std::string(nameSpace), std::string(serverName)});
    auto object = std::make_unique<MI_Class>();
    object->ft = &kClassFT;
    object->classDecl = &state->store->declaration();
    object->namespaceName = state->nameSpace.empty() ? nullptr : state->nameSpace.c_str();
    object->serverName = state->serverName.empty() ? nullptr : state->serverName.c_str();
    object->reserved[0] = reinterpret_cast<ptrdiff_t>(state.release());
    return object.release();
}

MI_Class* newClass(cim::Class model) {
    const std::string nameSpace = model.nameSpace;
    const std::string serverName = model.serverName;
    return newClass(std::make_shared<const ClassStore>(std::move(model)), nameSpace, serverName);
}

std::shared_ptr<const ClassStore> storeOf(const MI_Class& object) {
    if (const auto* state = stateOf(&object)) {
        return state->store;
    }
    return object.classDecl ? ClassStore::of(*object.classDecl) : nullptr;
}

}  // namespace client::abi
