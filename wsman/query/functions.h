#pragma once

#include <cstddef>
#include <string_view>

namespace wsman::query {

/// A function of CQL (DSP0202 §5.8) that is supported.
struct Function {
    std::string_view name;
    std::size_t arguments;
};

/// By name, ignoring case; nullptr when there is none.
const Function* findFunction(std::string_view name);

}  // namespace wsman::query
