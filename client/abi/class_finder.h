#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>

#include <mi.h>

#include "client/abi/class_store.h"

namespace client::abi {

/// Finds the classes that a serialized text needs, each once: those of the text itself, those that the program gave,
/// and what its callback gives. Not thread-safe; it lives for one call.
class ClassFinder {
public:
    ClassFinder(MI_Deserializer_ClassObjectNeeded callback, void* context, const MI_Char* serverName,
                const MI_Char* nameSpace)
        : callback_(callback), context_(context), serverName_(serverName), nameSpace_(nameSpace) {}

    /// A class that the program gave. INVALID_PARAMETER when it cannot be read.
    MI_Result give(const MI_Class* object);
    /// A class that the text declares, completed by what its superclass hands down, when that is known.
    std::shared_ptr<const ClassStore> add(wsman::cim::Class declaration);

    /// nullptr when nobody knows the class.
    std::shared_ptr<const ClassStore> find(std::string_view name);
    /// The same as the core knows it.
    std::shared_ptr<const wsman::cim::Class> findModel(std::string_view name);
    /// What the callback answered when it was asked for the class: OK when it gave it, or was not asked;
    /// INVALID_CLASS when it gave another.
    [[nodiscard]] MI_Result answerFor(std::string_view name) const;

private:
    struct Entry {
        std::shared_ptr<const ClassStore> store;
        MI_Result answer = MI_RESULT_OK;
    };
    Entry ask(std::string_view name) const;

    MI_Deserializer_ClassObjectNeeded callback_;
    void* context_;
    const MI_Char* serverName_;
    const MI_Char* nameSpace_;
    std::unordered_map<std::string, Entry> entries_;  ///< by folded name
};

}  // namespace client::abi
