#include "client/abi/trace.h"

#include <cstdlib>
#include <string_view>

namespace client::abi {

std::shared_ptr<Trace> Trace::fromEnvironment() {
    const char* target = std::getenv("MI_TRACE");
    if (!target || !*target) {
        return nullptr;
    }
    std::FILE* file = std::string_view(target) == "stderr" ? stderr : std::fopen(target, "ae");
    return file ? std::make_shared<Trace>(file) : nullptr;
}

Trace::~Trace() {
    if (file_ != stderr) {
        (void)std::fclose(file_);
    }
}

void Trace::write(const TraceEvent& event) {
    const std::scoped_lock lock(mutex_);
    std::fprintf(file_, "--- %s on connection %llu\n", event.direction == TraceDirection::kSent ? "sent" : "received",
                 static_cast<unsigned long long>(event.connection));
    std::fwrite(event.bytes.data(), 1, event.bytes.size(), file_);
    std::fputs("\n", file_);
    std::fflush(file_);
}

}  // namespace client::abi
