#include "wsman/query/functions.h"

#include <array>

#include "wsman/cim/instance.h"

namespace wsman::query {

const Function* findFunction(std::string_view name) {
    static constexpr std::array kFunctions{
        Function{"UpperCase", 1},       Function{"LowerCase", 1},        Function{"NumericToString", 1},
        Function{"StringToSint", 1},    Function{"StringToUint", 1},     Function{"StringToReal", 1},
        Function{"BooleanToString", 1}, Function{"StringToDateTime", 1}, Function{"DateTimeToString", 1},
        Function{"ClassName", 1},       Function{"ObjectPath", 1},       Function{"ArrayLength", 1}};
    for (const auto& function : kFunctions) {
        if (cim::sameName(function.name, name)) {
            return &function;
        }
    }
    return nullptr;
}

}  // namespace wsman::query
