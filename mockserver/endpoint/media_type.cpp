#include "mockserver/endpoint/media_type.h"

#include <algorithm>
#include <string>
#include <string_view>

#include "wsman/xml/encoding.h"

namespace mockserver {

namespace {

constexpr std::string_view kBomUtf8 = "\xef\xbb\xbf";
constexpr std::string_view kBomUtf16Le = "\xff\xfe";
constexpr std::string_view kBomUtf16Be = "\xfe\xff";

std::string_view typeOf(std::string_view contentType) {
    auto type = contentType.substr(0, contentType.find(';'));
    while (type.ends_with(' ') || type.ends_with('\t')) {
        type.remove_suffix(1);
    }
    return type;
}

bool contradicts(std::string_view body, std::string_view charset) {
    const auto says = [&](std::string_view name) { return equalIgnoringCase(charset, name); };
    if (body.starts_with(kBomUtf8)) {
        return says("utf-16") || says("utf-16le") || says("utf-16be");
    }
    if (body.starts_with(kBomUtf16Le)) {
        return says("utf-8") || says("utf-16be");
    }
    if (body.starts_with(kBomUtf16Be)) {
        return says("utf-8") || says("utf-16le");
    }
    return false;
}

}  // namespace

std::optional<HttpReply> checkMediaType(const HttpRequest& request) {
    const auto contentType = request.headers.get("Content-Type");
    const auto type = typeOf(contentType);
    if (!type.empty() && !equalIgnoringCase(type, "application/soap+xml") && !equalIgnoringCase(type, "text/xml")) {
        return plainTextReply(415, "the Content-Type must be application/soap+xml");
    }
    const auto coding = request.headers.get("Content-Encoding");
    if (!coding.empty() && !equalIgnoringCase(coding, "identity")) {
        return plainTextReply(415, "the content must not be compressed");
    }
    if (contradicts(request.body, wsman::xml::charsetOf(contentType))) {
        return plainTextReply(400, "the byte-order mark contradicts the charset of the Content-Type");
    }
    return std::nullopt;
}

}  // namespace mockserver
