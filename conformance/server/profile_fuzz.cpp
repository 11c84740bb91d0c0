// Bytes as a server's profile: whatever they are, they are taken or refused with words.
#include <cstdint>

#include "conformance/server/profile.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto profile =
        conformance::parseServerProfile(std::string(reinterpret_cast<const char*>(data), size), "profile.json");
    if (!profile && profile.error().empty())
        __builtin_trap();  // refused without a word
    return 0;
}
