// Bytes as a waivers file and as an earlier report: whatever they are, they are taken or refused with words.
#include <cstdint>

#include "conformance/report/json_report.h"
#include "conformance/report/waiver_file.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace conformance;
    const std::string text(reinterpret_cast<const char*>(data), size);
    if (const auto waivers = parseWaivers(text, "waivers.json"); !waivers && waivers.error().empty())
        __builtin_trap();  // refused without a word
    const auto report = parseReport(text, "report.json");
    if (!report && report.error().empty())
        __builtin_trap();
    return 0;
}
