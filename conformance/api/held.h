// What this process holds, to see whether it grows.
#pragma once

#include <cstddef>

namespace conformance {

struct Held {
    std::size_t descriptors = 0;
    /// Resident; where a sanitizer keeps freed memory from being used again, what is allocated instead.
    std::size_t kilobytes = 0;

    static Held now();
};

}  // namespace conformance
