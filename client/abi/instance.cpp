#include "client/abi/instance.h"

#include <cstdlib>
#include <cstring>
#include <string>
#include <utility>

#include "client/abi/class_object.h"
#include "client/abi/handle_table.h"
#include "client/abi/instance_state.h"

namespace client::abi {

namespace cim = wsman::cim;

namespace {

constexpr MI_Uint32 kOwnershipFlags =
    static_cast<MI_Uint32>(MI_FLAG_NULL) | static_cast<MI_Uint32>(MI_FLAG_BORROW) | MI_FLAG_ADOPT;

InstanceState* stateOf(const MI_Instance* self) {
    // NOLINTNEXTLINE(performance-no-int-to-ptr): the reserved fields of mi.h are integers
    return self && self->ft == &kInstanceFT ? reinterpret_cast<InstanceState*>(self->reserved[0]) : nullptr;
}

// Frees with free: the memory of an instance comes from malloc, as a generated structure may be larger than
// MI_Instance.
struct Free {
    void operator()(MI_Instance* memory) const { std::free(memory); }
};

MI_Instance* make(std::string_view className, const MI_ClassDecl* declaration,
                  std::shared_ptr<const ClassStore> store) {
    std::size_t size = sizeof(MI_Instance);
    if (declaration && InstanceState::hasLayout(*declaration)) {
        size = declaration->size;
    }
    std::unique_ptr<MI_Instance, Free> self(static_cast<MI_Instance*>(std::calloc(1, size)));
    if (!self) {
        throw std::bad_alloc();
    }
    self->ft = &kInstanceFT;
    auto state = std::make_unique<InstanceState>(self.get(), className, declaration, std::move(store));
    self->reserved[0] = reinterpret_cast<ptrdiff_t>(state.release());
    return self.release();
}

void setText(std::string& kept, const MI_Char*& shown, std::string_view text) {
    kept = text;
    shown = kept.c_str();
}

// Checks what AddElement and Set* are given; OK when it may be stored.
MI_Result check(const MI_Value* value, MI_Type type, MI_Uint32 flags) {
    const bool borrow = (flags & static_cast<MI_Uint32>(MI_FLAG_BORROW)) != 0;
    const bool adopt = (flags & MI_FLAG_ADOPT) != 0;
    if (!isType(type) || (borrow && adopt)) {
        return MI_RESULT_INVALID_PARAMETER;
    }
    // A scalar pointer that is NULL is a null; an array with holes is an error.
    return isArray(type) && !isReadable(type, value) ? MI_RESULT_INVALID_PARAMETER : MI_RESULT_OK;
}

bool saysNull(const MI_Value* value, MI_Type type, MI_Uint32 flags) {
    return !value || (flags & static_cast<MI_Uint32>(MI_FLAG_NULL)) || !isReadable(type, value);
}

// The value as it is to be kept: copied, borrowed, or adopted.
OwnedValue take(const MI_Value* value, MI_Type type, MI_Uint32 flags) {
    if (saysNull(value, type, flags)) {
        return {};
    }
    if (flags & static_cast<MI_Uint32>(MI_FLAG_BORROW)) {
        return OwnedValue::borrowed(type, *value);
    }
    return {type, (flags & MI_FLAG_ADOPT) ? *value : copyValue(type, *value)};
}

MI_Result MI_CALL cloneInstance(const MI_Instance* self, MI_Instance** newInstanceOut) {
    const auto* state = stateOf(self);
    if (!newInstanceOut) {
        return MI_RESULT_INVALID_PARAMETER;
    }
    *newInstanceOut = nullptr;
    if (!state) {
        return MI_RESULT_INVALID_PARAMETER;
    }
    return guarded([&] {
        InstancePointer clone(make(state->className, state->isTyped() ? self->classDecl : nullptr, state->store));
        auto* copy = stateOf(clone.get());
        for (std::size_t i = 0; i < state->count(); ++i) {
            const ElementView element = state->at(i);
            OwnedValue value =
                element.isNull ? OwnedValue() : OwnedValue(element.type, copyValue(element.type, element.value));
            if (state->isTyped()) {
                copy->set(i, std::move(value), element.isNull);
            } else {
                copy->add(element.name, element.type, std::move(value), element.isNull, element.flags);
            }
        }
        copy->resourceUri = state->resourceUri;
        if (self->nameSpace) {
            setText(copy->nameSpace, clone->nameSpace, self->nameSpace);
        }
        if (self->serverName) {
            setText(copy->serverName, clone->serverName, self->serverName);
        }
        *newInstanceOut = clone.release();
        return MI_RESULT_OK;
    });
}

MI_Result MI_CALL destructInstance(MI_Instance* self) {
    const auto* state = stateOf(self);
    if (!state) {
        return MI_RESULT_INVALID_PARAMETER;
    }
    delete state;
    std::memset(self, 0, sizeof(*self));
    return MI_RESULT_OK;
}

MI_Result MI_CALL deleteInstance(MI_Instance* self) {
    const MI_Result result = destructInstance(self);
    if (result == MI_RESULT_OK) {
        std::free(self);
    }
    return result;
}

MI_Result MI_CALL isA(const MI_Instance* self, const MI_ClassDecl* classDecl, MI_Boolean* flag) {
    const auto* state = stateOf(self);
    if (!state || !classDecl || !classDecl->name || !flag) {
        return MI_RESULT_INVALID_PARAMETER;
    }
    *flag = MI_FALSE;
    for (const auto* own = self->classDecl; own; own = own->superClassDecl) {
        if (cim::sameName(own->name, classDecl->name) ||
            (own->superClass && cim::sameName(own->superClass, classDecl->name))) {
            *flag = MI_TRUE;
            break;
        }
    }
    return MI_RESULT_OK;
}

MI_Result MI_CALL getClassName(const MI_Instance* self, const MI_Char** className) {
    const auto* state = stateOf(self);
    if (!state || !className) {
        return MI_RESULT_INVALID_PARAMETER;
    }
    *className = state->className.c_str();
    return MI_RESULT_OK;
}

MI_Result MI_CALL setNameSpace(MI_Instance* self, const MI_Char* nameSpace) {
    auto* state = stateOf(self);
    if (!state || !nameSpace) {
        return MI_RESULT_INVALID_PARAMETER;
    }
    return guarded([&] {
        setText(state->nameSpace, self->nameSpace, nameSpace);
        return MI_RESULT_OK;
    });
}

MI_Result MI_CALL getNameSpace(const MI_Instance* self, const MI_Char** nameSpace) {
    if (!stateOf(self) || !nameSpace) {
        return MI_RESULT_INVALID_PARAMETER;
    }
    *nameSpace = self->nameSpace;
    return MI_RESULT_OK;
}

MI_Result MI_CALL getElementCount(const MI_Instance* self, MI_Uint32* count) {
    const auto* state = stateOf(self);
    if (!state || !count) {
        return MI_RESULT_INVALID_PARAMETER;
    }
    *count = static_cast<MI_Uint32>(state->count());
    return MI_RESULT_OK;
}

MI_Result MI_CALL addElement(MI_Instance* self, const MI_Char* name, const MI_Value* value, MI_Type type,
                             MI_Uint32 flags) {
    auto* state = stateOf(self);
    if (!state || !name || !isElementName(name)) {
        return MI_RESULT_INVALID_PARAMETER;
    }
    if (const MI_Result result = check(value, type, flags); result != MI_RESULT_OK) {
        return result;
    }
    if (state->isTyped()) {
        return MI_RESULT_FAILED;
    }
    if (state->indexOf(name) != state->count()) {
        return MI_RESULT_ALREADY_EXISTS;
    }
    return guarded([&] {
        state->add(name, type, take(value, type, flags), saysNull(value, type, flags), flags & ~kOwnershipFlags);
        return MI_RESULT_OK;
    });
}

MI_Result setAt(InstanceState& state, std::size_t index, const MI_Value* value, MI_Type type, MI_Uint32 flags) {
    if (const MI_Result result = check(value, type, flags); result != MI_RESULT_OK) {
        return result;
    }
    if (state.at(index).type != type) {
        return MI_RESULT_TYPE_MISMATCH;
    }
    return guarded([&] {
        state.set(index, take(value, type, flags), saysNull(value, type, flags));
        return MI_RESULT_OK;
    });
}

MI_Result MI_CALL setElement(MI_Instance* self, const MI_Char* name, const MI_Value* value, MI_Type type,
                             MI_Uint32 flags) {
    auto* state = stateOf(self);
    if (!state || !name) {
        return MI_RESULT_INVALID_PARAMETER;
    }
    const std::size_t index = state->indexOf(name);
    return index == state->count() ? MI_RESULT_NO_SUCH_PROPERTY : setAt(*state, index, value, type, flags);
}

MI_Result MI_CALL setElementAt(MI_Instance* self, MI_Uint32 index, const MI_Value* value, MI_Type type,
                               MI_Uint32 flags) {
    auto* state = stateOf(self);
    if (!state) {
        return MI_RESULT_INVALID_PARAMETER;
    }
    return index >= state->count() ? MI_RESULT_NOT_FOUND : setAt(*state, index, value, type, flags);
}

MI_Result MI_CALL getElementAt(const MI_Instance* self, MI_Uint32 index, const MI_Char** name, MI_Value* value,
                               MI_Type* type, MI_Uint32* flags) {
    const auto* state = stateOf(self);
    if (!state) {
        return MI_RESULT_INVALID_PARAMETER;
    }
    if (index >= state->count()) {
        return MI_RESULT_NOT_FOUND;
    }
    const ElementView element = state->at(index);
    put(name, element.name);
    put(value, element.isNull ? MI_Value{} : element.value);
    put(type, element.type);
    put(flags, element.isNull ? element.flags | static_cast<MI_Uint32>(MI_FLAG_NULL) : element.flags);
    return MI_RESULT_OK;
}

MI_Result MI_CALL getElement(const MI_Instance* self, const MI_Char* name, MI_Value* value, MI_Type* type,
                             MI_Uint32* flags, MI_Uint32* index) {
    const auto* state = stateOf(self);
    if (!state || !name) {
        return MI_RESULT_INVALID_PARAMETER;
    }
    const std::size_t found = state->indexOf(name);
    if (found == state->count()) {
        return MI_RESULT_NO_SUCH_PROPERTY;
    }
    put(index, static_cast<MI_Uint32>(found));
    return getElementAt(self, static_cast<MI_Uint32>(found), nullptr, value, type, flags);
}

MI_Result MI_CALL clearElementAt(MI_Instance* self, MI_Uint32 index) {
    auto* state = stateOf(self);
    if (!state) {
        return MI_RESULT_INVALID_PARAMETER;
    }
    if (index >= state->count()) {
        return MI_RESULT_NOT_FOUND;
    }
    state->set(index, {}, true);
    return MI_RESULT_OK;
}

MI_Result MI_CALL clearElement(MI_Instance* self, const MI_Char* name) {
    const auto* state = stateOf(self);
    if (!state || !name) {
        return MI_RESULT_INVALID_PARAMETER;
    }
    const std::size_t index = state->indexOf(name);
    return index == state->count() ? MI_RESULT_NO_SUCH_PROPERTY : clearElementAt(self, static_cast<MI_Uint32>(index));
}

MI_Result MI_CALL getServerName(const MI_Instance* self, const MI_Char** name) {
    if (!stateOf(self) || !name) {
        return MI_RESULT_INVALID_PARAMETER;
    }
    *name = self->serverName;
    return MI_RESULT_OK;
}

MI_Result MI_CALL setServerName(MI_Instance* self, const MI_Char* name) {
    auto* state = stateOf(self);
    if (!state || !name) {
        return MI_RESULT_INVALID_PARAMETER;
    }
    return guarded([&] {
        setText(state->serverName, self->serverName, name);
        return MI_RESULT_OK;
    });
}

// The class that a dynamic instance would have: its elements as properties.
cim::Class classOf(const cim::Instance& instance) {
    cim::Class out;
    out.name = instance.className;
    for (const auto& property : instance.properties) {
        cim::PropertyDecl declared{property.name, property.value.type, property.value.isArray};
        declared.flags = property.flags;
        out.properties.push_back(std::move(declared));
    }
    return out;
}

MI_Result MI_CALL getClass(const MI_Instance* self, MI_Class** instanceClass) {
    const auto* state = stateOf(self);
    if (!instanceClass) {
        return MI_RESULT_INVALID_PARAMETER;
    }
    *instanceClass = nullptr;
    if (!state) {
        return MI_RESULT_INVALID_PARAMETER;
    }
    return guarded([&] {
        auto store = state->store;
        if (!store) {
            store = state->isTyped() ? ClassStore::of(*self->classDecl)
                                     : std::make_shared<const ClassStore>(classOf(toCim(*self)));
        }
        *instanceClass = newClass(std::move(store), state->nameSpace, state->serverName);
        return MI_RESULT_OK;
    });
}

}  // namespace

const MI_InstanceFT kInstanceFT = {cloneInstance, destructInstance, deleteInstance,  isA,          getClassName,
                                   setNameSpace,  getNameSpace,     getElementCount, addElement,   setElement,
                                   setElementAt,  getElement,       getElementAt,    clearElement, clearElementAt,
                                   getServerName, setServerName,    getClass};

bool constructInstance(MI_Instance& memory, const MI_ClassDecl& declaration) {
    if (!declaration.name || !InstanceState::hasLayout(declaration)) {
        return false;
    }
    std::memset(&memory, 0, declaration.size);
    memory.ft = &kInstanceFT;
    auto state = std::make_unique<InstanceState>(&memory, declaration.name, &declaration, nullptr);
    memory.reserved[0] = reinterpret_cast<ptrdiff_t>(state.release());
    return true;
}

bool isElementName(std::string_view name) {
    const auto isStart = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || static_cast<unsigned char>(c) >= 0x80;
    };
    if (name.empty() || !isStart(name.front())) {
        return false;
    }
    for (const char c : name) {
        if (!isStart(c) && !(c >= '0' && c <= '9')) {
            return false;
        }
    }
    return true;
}

MI_Instance* newInstance(std::string_view className) {
    return make(className, nullptr, nullptr);
}

MI_Instance* newInstance(std::string_view className, const MI_ClassDecl& declaration) {
    return make(className, &declaration, nullptr);
}

MI_Instance* newInstance(std::string_view className, std::shared_ptr<const ClassStore> declaration) {
    const auto* decl = &declaration->declaration();
    return make(className, decl, std::move(declaration));
}

MI_Instance* newInstance(const cim::Instance& instance) {
    InstancePointer out(newInstance(instance.className));
    auto* state = stateOf(out.get());
    for (const auto& property : instance.properties) {
        const bool isNull = property.value.isNull();
        state->add(property.name, typeOf(property.value), isNull ? OwnedValue() : fromCim(property.value), isNull,
                   property.flags);
    }
    state->resourceUri = instance.resourceUri;
    if (!instance.nameSpace.empty()) {
        setText(state->nameSpace, out->nameSpace, instance.nameSpace);
    }
    if (!instance.serverName.empty()) {
        setText(state->serverName, out->serverName, instance.serverName);
    }
    return out.release();
}

cim::Instance toCim(const MI_Instance& instance) {
    cim::Instance out;
    const MI_Char* text = nullptr;
    if (MI_Instance_GetClassName(&instance, &text) == MI_RESULT_OK && text) {
        out.className = text;
    }
    text = nullptr;
    if (MI_Instance_GetNameSpace(&instance, &text) == MI_RESULT_OK && text) {
        out.nameSpace = text;
    }
    text = nullptr;
    if (MI_Instance_GetServerName(&instance, &text) == MI_RESULT_OK && text) {
        out.serverName = text;
    }
    if (const auto* state = stateOf(&instance)) {
        out.resourceUri = state->resourceUri;
    }
    MI_Uint32 count = 0;
    MI_Instance_GetElementCount(&instance, &count);
    out.properties.reserve(count);
    for (MI_Uint32 i = 0; i < count; ++i) {
        const MI_Char* name = nullptr;
        MI_Value value{};
        MI_Type type = MI_BOOLEAN;
        MI_Uint32 flags = 0;
        if (MI_Instance_GetElementAt(&instance, i, &name, &value, &type, &flags) == MI_RESULT_OK && name) {
            const bool isNull = (flags & static_cast<MI_Uint32>(MI_FLAG_NULL)) != 0;
            out.properties.push_back({name, toCim(type, isNull ? nullptr : &value), flags & ~kOwnershipFlags});
        }
    }
    return out;
}

}  // namespace client::abi
