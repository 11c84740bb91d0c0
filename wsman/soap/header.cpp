#include "wsman/soap/header.h"

namespace wsman::soap {

const std::string* Header::selector(std::string_view name) const {
    const Selector* found = selectors ? selectors->find(name) : nullptr;
    return found == nullptr || found->reference != nullptr ? nullptr : &found->value;
}

const std::string* Header::option(std::string_view name) const {
    if (options) {
        for (const Option& option : options->value) {
            if (option.name == name) {
                return &option.value;
            }
        }
    }
    return nullptr;
}

}  // namespace wsman::soap
