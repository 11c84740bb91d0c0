#include "conformance/report/text.h"

#include <nlohmann/json.hpp>

namespace conformance {

namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";

}  // namespace

std::string validUtf8(const std::string& text) {
    // The writer of the JSON library replaces, its reader takes the escapes back.
    using nlohmann::json;
    return json::parse(json(text).dump(-1, ' ', false, json::error_handler_t::replace)).get<std::string>();
}

std::string xmlText(const std::string& text) {
    const auto valid = validUtf8(text);
    std::string out;
    out.reserve(valid.size());
    for (std::size_t i = 0; i < valid.size(); ++i) {
        const char c = valid[i];
        if (c == '&')
            out += "&amp;";
        else if (c == '<')
            out += "&lt;";
        else if (c == '>')
            out += "&gt;";
        else if (c == '"')
            out += "&quot;";
        else if (c == '\r')
            out += "&#13;";  // else a reader takes it for a line end
        else if (static_cast<unsigned char>(c) < 0x20 && c != '\n' && c != '\t')
            out += kReplacement;
        else if (valid.compare(i, 3, "\xEF\xBF\xBE") == 0 || valid.compare(i, 3, "\xEF\xBF\xBF") == 0) {
            out += kReplacement;  // U+FFFE and U+FFFF
            i += 2;
        } else
            out += c;
    }
    return out;
}

}  // namespace conformance
