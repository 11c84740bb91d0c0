#include "wsman/xml/encoding.h"

#include <iconv.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <memory>
#include <optional>

#include "wsman/xml/chars.h"

namespace wsman::xml {
namespace {

using std::string_view;

constexpr string_view kUtf8Bom = "\xEF\xBB\xBF";
constexpr string_view kUtf16LeBom = "\xFF\xFE";
constexpr string_view kUtf16BeBom = "\xFE\xFF";
constexpr string_view kUtf32LeBom{"\xFF\xFE\0\0", 4};
constexpr string_view kUtf32BeBom{"\0\0\xFE\xFF", 4};

/// What a charset's name says.
enum class Charset { kNone, kUtf8, kAscii, kUtf16, kUtf16Le, kUtf16Be };

std::optional<Charset> charsetNamed(string_view name) {
    struct Row {
        string_view name;
        Charset charset;
    };
    static constexpr Row kRows[] = {
        {"", Charset::kNone},          {"utf-8", Charset::kUtf8},       {"utf8", Charset::kUtf8},
        {"us-ascii", Charset::kAscii}, {"ascii", Charset::kAscii},      {"utf-16", Charset::kUtf16},
        {"utf16", Charset::kUtf16},    {"utf-16le", Charset::kUtf16Le}, {"utf-16be", Charset::kUtf16Be},
    };
    for (const Row& row : kRows) {
        if (equalsIgnoreCase(name, row.name)) {
            return row.charset;
        }
    }
    return std::nullopt;
}

bool agrees(Charset charset, Encoding encoding) {
    switch (charset) {
        case Charset::kNone:
            return true;
        case Charset::kUtf8:
        case Charset::kAscii:
            return encoding == Encoding::kUtf8;
        case Charset::kUtf16:
            return encoding != Encoding::kUtf8;
        case Charset::kUtf16Le:
            return encoding == Encoding::kUtf16Le;
        case Charset::kUtf16Be:
            return encoding == Encoding::kUtf16Be;
    }
    return false;
}

tl::unexpected<Error> bad(std::string message) {
    return fail(ErrorCode::kBadEncoding, std::move(message));
}

const char* nameOf(Encoding encoding) {
    return encoding == Encoding::kUtf8 ? "UTF-8" : encoding == Encoding::kUtf16Le ? "UTF-16LE" : "UTF-16BE";
}

std::string quoted(string_view name) {
    return "\"" + std::string(name.substr(0, 64)) + "\"";
}

/// Runs all of `bytes` through iconv, which is strict about lone surrogates and cut-off units. `offset` is where they
/// stand in the message.
Result<std::string> convert(string_view bytes, const char* from, const char* to, std::size_t offset) {
    struct Close {
        void operator()(void* handle) const { iconv_close(handle); }
    };
    const iconv_t opened = iconv_open(to, from);
    if (opened == reinterpret_cast<iconv_t>(-1)) {
        return bad("this system's iconv cannot turn " + std::string(from) + " into " + std::string(to));
    }
    const std::unique_ptr<void, Close> handle(opened);
    std::string out;
    out.reserve(bytes.size());
    std::array<char, 16384> buffer;
    auto* in = const_cast<char*>(bytes.data());  // iconv's old signature; it does not write there
    std::size_t inLeft = bytes.size();
    while (inLeft > 0) {
        char* next = buffer.data();
        std::size_t room = buffer.size();
        const std::size_t done = iconv(handle.get(), &in, &inLeft, &next, &room);
        const int error = errno;
        out.append(buffer.data(), buffer.size() - room);
        if (done == static_cast<std::size_t>(-1) && error != E2BIG) {
            return fail(ErrorCode::kBadEncoding, "the bytes are not valid " + std::string(from),
                        "byte " + std::to_string(offset + bytes.size() - inLeft));
        }
    }
    return out;
}

/// The encoding pseudo-attribute of the XML declaration, or empty. The scanner judges the declaration's grammar later.
string_view declaredEncoding(string_view text) {
    if (!text.starts_with("<?xml")) {
        return {};
    }
    const string_view declaration = text.substr(0, text.find("?>"));
    for (std::size_t at = declaration.find("encoding"); at != string_view::npos;
         at = declaration.find("encoding", at + 1)) {
        string_view rest = trim(declaration.substr(at + string_view("encoding").size()));
        if (!isSpace(declaration[at - 1]) || !rest.starts_with('=')) {
            continue;
        }
        rest = trim(rest.substr(1));
        if (rest.empty() || (rest.front() != '"' && rest.front() != '\'')) {
            return {};
        }
        const std::size_t close = rest.find(rest.front(), 1);
        return close == string_view::npos ? string_view() : rest.substr(1, close - 1);
    }
    return {};
}

/// Byte-order mark, charset and first bytes weighed up; the mark's length is in `bom`.
Result<Encoding> detect(string_view bytes, Charset charset, std::size_t& bom) {
    if (bytes.starts_with(kUtf32LeBom) || bytes.starts_with(kUtf32BeBom)) {
        return bad("the message is UTF-32, which is not read");
    }
    std::optional<Encoding> marked;
    if (bytes.starts_with(kUtf8Bom)) {
        marked = Encoding::kUtf8;
        bom = kUtf8Bom.size();
    } else if (bytes.starts_with(kUtf16LeBom) || bytes.starts_with(kUtf16BeBom)) {
        marked = bytes.starts_with(kUtf16LeBom) ? Encoding::kUtf16Le : Encoding::kUtf16Be;
        bom = kUtf16LeBom.size();
    }
    if (marked) {
        if (!agrees(charset, *marked)) {
            return bad("the byte-order mark says " + std::string(nameOf(*marked)) + ", the charset does not");
        }
        return *marked;
    }
    const bool looksLe = bytes.starts_with(string_view("<\0", 2));
    const bool looksBe = bytes.starts_with(string_view("\0<", 2));
    switch (charset) {
        case Charset::kUtf16Le:
            return Encoding::kUtf16Le;
        case Charset::kUtf16Be:
            return Encoding::kUtf16Be;
        case Charset::kUtf16:
            if (!looksLe && !looksBe) {
                return bad("the charset says UTF-16, but nothing tells the byte order");
            }
            return looksLe ? Encoding::kUtf16Le : Encoding::kUtf16Be;
        default:
            break;
    }
    if (looksLe || looksBe) {
        return bad("the bytes look like UTF-16, but neither a byte-order mark nor the charset says so");
    }
    return Encoding::kUtf8;
}

}  // namespace

Result<std::string> toUtf8(string_view bytes, string_view charset, Encoding* found) {
    string_view name = trim(charset);
    if (name.size() >= 2 && (name.front() == '"' || name.front() == '\'') && name.back() == name.front()) {
        name = trim(name.substr(1, name.size() - 2));
    }
    const std::optional<Charset> said = charsetNamed(name);
    if (!said) {
        return bad("the charset " + quoted(name) + " is neither UTF-8 nor UTF-16");
    }
    std::size_t bom = 0;
    const Result<Encoding> encoding = detect(bytes, *said, bom);
    if (!encoding) {
        return tl::unexpected(encoding.error());
    }
    const string_view content = bytes.substr(bom);
    std::string text;
    if (*encoding == Encoding::kUtf8) {
        if (const std::size_t at = findBadUtf8(content); at != string_view::npos) {
            return fail(ErrorCode::kBadEncoding, "the bytes are not valid UTF-8", "byte " + std::to_string(bom + at));
        }
        text = content;
    } else {
        Result<std::string> converted = convert(content, nameOf(*encoding), "UTF-8", bom);
        if (!converted) {
            return converted;
        }
        text = *std::move(converted);
    }
    const string_view declared = declaredEncoding(text);
    const std::optional<Charset> declaredCharset = charsetNamed(declared);
    if (!declaredCharset || !agrees(*declaredCharset, *encoding)) {
        return bad("the XML declaration says " + quoted(declared) + ", but the message is " +
                   std::string(nameOf(*encoding)));
    }
    const bool ascii = *said == Charset::kAscii || *declaredCharset == Charset::kAscii;
    if (ascii && std::ranges::any_of(text, [](char c) { return static_cast<unsigned char>(c) >= 0x80; })) {
        return bad("the message is said to be US-ASCII, but holds other characters");
    }
    if (found != nullptr) {
        *found = *encoding;
    }
    return text;
}

Result<std::string> fromUtf8(string_view utf8, Encoding encoding) {
    if (const std::size_t at = findBadUtf8(utf8); at != string_view::npos) {
        return fail(ErrorCode::kBadEncoding, "the text is not valid UTF-8", "byte " + std::to_string(at));
    }
    if (encoding == Encoding::kUtf8) {
        return std::string(utf8);
    }
    Result<std::string> converted = convert(utf8, "UTF-8", nameOf(encoding), 0);
    if (converted) {
        converted->insert(0, encoding == Encoding::kUtf16Le ? kUtf16LeBom : kUtf16BeBom);
    }
    return converted;
}

string_view charsetOf(string_view contentType) {
    // Parameters are split at semicolons outside quotes (RFC 9110 §5.6.6).
    std::size_t at = contentType.find(';');
    while (at != string_view::npos) {
        const std::size_t begin = at + 1;
        bool inQuotes = false;
        for (at = begin; at < contentType.size() && (inQuotes || contentType[at] != ';'); ++at) {
            if (contentType[at] == '"') {
                inQuotes = !inQuotes;
            } else if (inQuotes && contentType[at] == '\\') {
                ++at;
            }
        }
        const string_view parameter = contentType.substr(begin, at - begin);
        const std::size_t equals = parameter.find('=');
        if (equals != string_view::npos && equalsIgnoreCase(trim(parameter.substr(0, equals)), "charset")) {
            string_view value = trim(parameter.substr(equals + 1));
            if (value.size() >= 2 && (value.front() == '"' || value.front() == '\'') && value.back() == value.front()) {
                value = value.substr(1, value.size() - 2);
            }
            return value;
        }
        if (at >= contentType.size()) {
            break;
        }
    }
    return {};
}

}  // namespace wsman::xml
