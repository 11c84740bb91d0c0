// Bytes as a recording, a capture or a HAR file: what can be read is redacted and made a scenario.
#include <cstddef>
#include <cstdint>
#include <string>

#include "mockserver/record/capture_reader.h"
#include "mockserver/record/importer.h"
#include "mockserver/record/redactor.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace mockserver::record;
    const std::string bytes(reinterpret_cast<const char*>(data), size);
    static const Redactor kRedactor({"Serial"});
    for (auto* read : {&readRecording, &readCapture, &readHar}) {
        auto exchanges = read(bytes, "fuzz", {});
        if (!exchanges) {
            continue;
        }
        for (auto& exchange : *exchanges) {
            kRedactor.redact(exchange.request);
            if (exchange.response) {
                kRedactor.redact(*exchange.response);
            }
            if (!readRecording(recordingLine(exchange), "again")) {
                __builtin_trap();
            }
        }
        (void)importExchanges(*exchanges, {.name = "fuzz"});
    }
    return 0;
}
