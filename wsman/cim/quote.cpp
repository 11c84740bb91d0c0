#include "wsman/cim/quote.h"

namespace wsman::cim {

namespace {

constexpr std::string_view kWhiteSpace = " \t\r\n";
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

std::string_view trimmed(std::string_view text) {
    const auto first = text.find_first_not_of(kWhiteSpace);
    if (first == std::string_view::npos) {
        return {};
    }
    return text.substr(first, text.find_last_not_of(kWhiteSpace) - first + 1);
}

}  // namespace wsman::cim
