#include "client/abi/class_finder.h"

#include <utility>

#include "client/abi/class_object.h"

namespace client::abi {

namespace cim = wsman::cim;

MI_Result ClassFinder::give(const MI_Class* object) {
    auto store = object ? storeOf(*object) : nullptr;
    if (!store) {
        return MI_RESULT_INVALID_PARAMETER;
    }
    const std::string name = cim::foldName(store->model().name);
    entries_.insert_or_assign(name, Entry{std::move(store)});
    return MI_RESULT_OK;
}

std::shared_ptr<const ClassStore> ClassFinder::add(cim::Class declaration) {
    const std::string name = cim::foldName(declaration.name);
    auto parent = declaration.superClass.empty() ? nullptr : find(declaration.superClass);
    if (parent) {
        declaration = cim::withInherited(std::move(declaration), parent->model());
    }
    auto store = std::make_shared<const ClassStore>(std::move(declaration), std::move(parent));
    entries_.insert_or_assign(name, Entry{store});
    return store;
}

std::shared_ptr<const ClassStore> ClassFinder::find(std::string_view name) {
    const std::string folded = cim::foldName(name);
    const auto found = entries_.find(folded);
    if (found != entries_.end()) {
        return found->second.store;
    }
    return entries_.emplace(folded, ask(name)).first->second.store;
}

std::shared_ptr<const cim::Class> ClassFinder::findModel(std::string_view name) {
    auto store = find(name);
    const cim::Class* model = store ? &store->model() : nullptr;
    return {std::move(store), model};
}

MI_Result ClassFinder::answerFor(std::string_view name) const {
    const auto found = entries_.find(cim::foldName(name));
    return found == entries_.end() ? MI_RESULT_OK : found->second.answer;
}

ClassFinder::Entry ClassFinder::ask(std::string_view name) const {
    if (!callback_) {
        return {};
    }
    MI_Class* given = nullptr;
    const std::string text(name);
    const MI_Result answer = callback_(context_, serverName_, nameSpace_, text.c_str(), &given);
    if (answer != MI_RESULT_OK) {
        return {nullptr, answer};
    }
    auto store = given ? storeOf(*given) : nullptr;
    if (store && !cim::sameName(store->model().name, name)) {
        return {nullptr, MI_RESULT_INVALID_CLASS};
    }
    return {std::move(store), MI_RESULT_OK};
}

}  // namespace client::abi
