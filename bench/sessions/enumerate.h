#pragma once

#include <cstdint>
#include <iosfwd>
#include <string>
#include <vector>

#include "bench/sessions/statistics.h"
#include "wsman/error.h"

namespace bench {

struct EnumerateSettings {
    std::string mock;       ///< mi-mockserver
    std::string library{};  ///< empty: ours
    std::vector<std::uint64_t> counts{1'000, 100'000, 1'000'000};
    std::uint32_t maxElements = 1000;  ///< instances per message
};

/// One enumeration from its beginning to its end.
struct EnumerateResult {
    std::uint64_t instances = 0;
    double seconds = 0;
    Cost client{};
    Cost server{};
};

/// Enumerates so many instances of a repository, each time with a server and a client process of their own, so that
/// peaks of memory are that run's. Errors: kIo; kProtocol when an enumeration fails or brings another number.
wsman::Result<std::vector<EnumerateResult>> runEnumerations(const EnumerateSettings& settings);

void printTable(const std::vector<EnumerateResult>& results, std::ostream& out);

}  // namespace bench
