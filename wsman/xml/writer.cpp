#include "wsman/xml/writer.h"

#include "wsman/xml/chars.h"

namespace wsman::xml {
namespace {

/// The replacement of one ASCII character that is not plain; empty when it stands for itself.
std::string_view escape(char c, bool attribute) {
    switch (c) {
        case '&':
            return "&amp;";
        case '<':
            return "&lt;";
        case '>':
            return "&gt;";
        case '\r':
            return "&#xD;";
        case '"':
            return attribute ? std::string_view("&quot;") : std::string_view();
        case '\t':
            return attribute ? std::string_view("&#x9;") : std::string_view();
        case '\n':
            return attribute ? std::string_view("&#xA;") : std::string_view();
        default:
            return isClass(c, kControlClass) ? std::string_view("?") : std::string_view();
    }
}

}  // namespace

void appendEscaped(std::string& out, std::string_view utf8, bool attribute) {
    std::size_t written = 0;
    std::size_t at = 0;
    while (at < utf8.size()) {
        const char c = utf8[at];
        if (isClass(c, kPlainClass)) {
            ++at;
            continue;
        }
        std::string_view replacement;
        std::size_t size = 1;
        if (static_cast<unsigned char>(c) < 0x80) {
            replacement = escape(c, attribute);
        } else {
            const CodePoint point = decodeUtf8(utf8, at);
            size = point.size == 0 ? 1 : point.size;
            if (point.size == 0 || !isXmlChar(point.value)) {
                replacement = "?";
            }
        }
        if (!replacement.empty()) {
            out.append(utf8.substr(written, at - written));
            out.append(replacement);
            written = at + size;
        }
        at += size;
    }
    out.append(utf8.substr(written));
}

Writer& Writer::start(std::string_view qname) {
    closeTag();
    out_ += '<';
    open_.push_back({out_.size(), qname.size()});
    out_ += qname;
    inTag_ = true;
    return *this;
}

Writer& Writer::attribute(std::string_view qname, std::string_view value) {
    if (inTag_) {
        out_ += ' ';
        out_ += qname;
        out_ += "=\"";
        appendEscaped(out_, value, true);
        out_ += '"';
    }
    return *this;
}

Writer& Writer::declare(std::string_view prefix, std::string_view uri) {
    if (inTag_) {
        out_ += prefix.empty() ? " xmlns" : " xmlns:";
        out_ += prefix;
        out_ += "=\"";
        appendEscaped(out_, uri, true);
        out_ += '"';
    }
    return *this;
}

Writer& Writer::text(std::string_view utf8) {
    if (!utf8.empty()) {
        closeTag();
        appendEscaped(out_, utf8);
    }
    return *this;
}

Writer& Writer::raw(std::string_view markup) {
    if (!markup.empty()) {
        closeTag();
        out_ += markup;
    }
    return *this;
}

Writer& Writer::end() {
    if (open_.empty()) {
        return *this;
    }
    const Open open = open_.back();
    open_.pop_back();
    if (inTag_) {
        out_ += "/>";
        inTag_ = false;
        return *this;
    }
    out_ += "</";
    out_.append(out_, open.at, open.size);
    out_ += '>';
    return *this;
}

Writer& Writer::element(std::string_view qname, std::string_view utf8) {
    return start(qname).text(utf8).end();
}

void Writer::closeTag() {
    if (inTag_) {
        out_ += '>';
        inTag_ = false;
    }
}

}  // namespace wsman::xml
