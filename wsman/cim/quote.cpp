#include "wsman/cim/quote.h"

namespace wsman::cim {

namespace {

constexpr std::size_t kQuotedBytes = 60;

bool continuesCharacter(char c) {
    return (static_cast<unsigned char>(c) & 0xC0u) == 0x80u;
}

}  // namespace

std::string quoted(std::string_view text) {
    std::size_t end = text.size();
    if (end > kQuotedBytes) {
        end = kQuotedBytes;
        while (end > 0 && continuesCharacter(text[end])) {
            --end;
        }
    }
    return "\"" + std::string(text.substr(0, end)) + (end < text.size() ? "...\"" : "\"");
}

}  // namespace wsman::cim
