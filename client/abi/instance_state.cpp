#include "client/abi/instance_state.h"

#include <cstring>
#include <utility>

#include "wsman/cim/instance.h"

namespace client::abi {

namespace {

// The flags byte of a field of a generated structure says who frees the value: MI_FLAG_ADOPT shifted down means us.
// Generated code that writes a field itself leaves it 0.
constexpr MI_Uint8 kOwnedField = 0x80;

}  // namespace

bool InstanceState::hasLayout(const MI_ClassDecl& declaration) {
    for (MI_Uint32 i = 0; i < declaration.numProperties; ++i) {
        const auto& property = *declaration.properties[i];
        const std::size_t end = property.offset + sizeOf(static_cast<MI_Type>(property.type)) + 2;
        if (property.offset < sizeof(MI_Instance) || end > declaration.size) {
            return false;
        }
    }
    return declaration.size >= sizeof(MI_Instance);
}

InstanceState::InstanceState(MI_Instance* self, std::string_view name, const MI_ClassDecl* declaration,
                             std::shared_ptr<const ClassStore> declarationStore)
    : className(name), store(std::move(declarationStore)), self_(self), typed_(declaration != nullptr) {
    if (!declaration) {
        ownDeclaration_.flags = MI_FLAG_CLASS;
        ownDeclaration_.code = nameCode(className);
        ownDeclaration_.name = className.c_str();
        ownDeclaration_.size = sizeof(MI_Instance);
        self_->classDecl = &ownDeclaration_;
        return;
    }
    self_->classDecl = declaration;
    inPlace_ = hasLayout(*declaration);
    if (!inPlace_) {
        elements_.reserve(declaration->numProperties);
        for (MI_Uint32 i = 0; i < declaration->numProperties; ++i) {
            const auto& property = *declaration->properties[i];
            elements_.push_back({property.name, static_cast<MI_Type>(property.type), property.flags, true, {}});
        }
    }
}

InstanceState::~InstanceState() {
    if (inPlace_) {
        for (std::size_t i = 0; i < count(); ++i) {
            set(i, {}, true);
        }
    }
}

std::size_t InstanceState::count() const {
    return inPlace_ ? self_->classDecl->numProperties : elements_.size();
}

std::size_t InstanceState::indexOf(std::string_view name) const {
    const std::size_t size = count();
    for (std::size_t i = 0; i < size; ++i) {
        if (wsman::cim::sameName(inPlace_ ? std::string_view(propertyAt(i).name) : elements_[i].name, name)) {
            return i;
        }
    }
    return size;
}

char* InstanceState::fieldAt(std::size_t index) const {
    return reinterpret_cast<char*>(self_) + propertyAt(index).offset;
}

ElementView InstanceState::at(std::size_t index) const {
    if (!inPlace_) {
        const auto& element = elements_[index];
        return {element.name.c_str(), element.type, element.value.get(), element.flags, element.isNull};
    }
    const auto& property = propertyAt(index);
    ElementView view{property.name, static_cast<MI_Type>(property.type), {}, property.flags, true};
    const char* field = fieldAt(index);
    const std::size_t size = sizeOf(view.type);
    view.isNull = field[size] == 0;  // `exists`
    if (!view.isNull) {
        std::memcpy(&view.value, field, size);
        view.isNull = !isReadable(view.type, &view.value);
    }
    return view;
}

void InstanceState::add(std::string_view name, MI_Type type, OwnedValue value, bool isNull, MI_Uint32 flags) {
    elements_.push_back({std::string(name), type, flags, isNull, std::move(value)});
}

void InstanceState::set(std::size_t index, OwnedValue value, bool isNull) {
    if (!inPlace_) {
        elements_[index].value = std::move(value);
        elements_[index].isNull = isNull;
        return;
    }
    char* field = fieldAt(index);
    const auto type = static_cast<MI_Type>(propertyAt(index).type);
    const std::size_t size = sizeOf(type);
    auto& exists = field[size];
    auto& flags = reinterpret_cast<MI_Uint8*>(field)[size + 1];
    if (exists && (flags & kOwnedField)) {
        MI_Value old{};
        std::memcpy(&old, field, size);
        releaseValue(type, old);
    }
    const bool owned = value.isOwned();
    const MI_Value written = isNull ? MI_Value{} : value.release();
    std::memcpy(field, &written, size);
    exists = isNull ? 0 : 1;
    flags = !isNull && owned ? kOwnedField : 0;
}

}  // namespace client::abi
