#include "mockserver/scenario/template.h"

#include <algorithm>
#include <array>
#include <ctime>
#include <optional>

#include "mockserver/scenario/json_places.h"
#include "wsman/duration.h"
#include "wsman/uris.h"
#include "wsman/xml/writer.h"

namespace mockserver {
namespace {
using wsman::ErrorCode;
using wsman::fail;
using wsman::Result;

constexpr std::string_view kOpen = "{{";
constexpr std::string_view kLiteralOpen = "{{{{";
constexpr std::string_view kClose = "}}";

std::string_view blankless(std::string_view text) {
    const std::size_t first = text.find_first_not_of(" \t\r\n");
    return first == text.npos ? std::string_view() : text.substr(first);
}

/// Escaped for content and for attributes in quotes of either kind, since a template does not say where it stands.
void appendForAnyQuotes(std::string& out, std::string_view value) {
    std::size_t at = out.size();
    wsman::xml::appendEscaped(out, value, true);
    while ((at = out.find('\'', at)) != std::string::npos) {
        out.replace(at, 1, "&#39;");
    }
}
}  // namespace

/// Reads the text of one template front to back.
class Template::Compiler {
public:
    Compiler(std::string_view text, const NamespaceMap& namespaces) : text_(text), namespaces_(namespaces) {}

    Result<Template> run() {
        std::string literal;
        while (at_ < text_.size()) {
            const std::size_t open = std::min(text_.find(kOpen, at_), text_.size());
            literal += text_.substr(at_, open - at_);
            at_ = open;
            if (text_.substr(at_).starts_with(kLiteralOpen)) {
                literal += kOpen;
                at_ += kLiteralOpen.size();
            } else if (at_ < text_.size()) {
                if (!literal.empty()) {
                    parts_.push_back({Kind::kText, std::exchange(literal, {})});
                }
                if (auto done = placeholder(); !done) {
                    const Place place = placeOf(text_, open);
                    return fail(done.error().code, done.error().message,
                                std::to_string(place.line) + ':' + std::to_string(place.column));
                }
            }
        }
        if (!literal.empty()) {
            parts_.push_back({Kind::kText, std::move(literal)});
        }
        out_.parts_ = std::make_shared<const std::vector<Part>>(std::move(parts_));
        return std::move(out_);
    }

private:
    struct Row {
        std::string_view name;
        Kind kind;
        std::size_t least;  ///< arguments
        std::size_t most;
    };
    static constexpr std::array<Row, 16> kRows{{
        {"messageId", Kind::kMessageId, 0, 0},
        {"relatesTo", Kind::kRelatesTo, 0, 0},
        {"to", Kind::kTo, 0, 0},
        {"request.messageId", Kind::kRelatesTo, 0, 0},
        {"request.to", Kind::kRequestTo, 0, 0},
        {"request.action", Kind::kRequestAction, 0, 0},
        {"request.resourceUri", Kind::kRequestResourceUri, 0, 0},
        {"request.user", Kind::kRequestUser, 0, 0},
        {"request.selector", Kind::kSelector, 1, 2},
        {"request.option", Kind::kOption, 1, 2},
        {"request.header", Kind::kHeader, 1, 2},
        {"xpath", Kind::kXPath, 1, 1},
        {"uuid", Kind::kUuid, 0, 0},
        {"now", Kind::kNow, 0, 2},
        {"context", Kind::kContext, 0, 1},
        {"context new", Kind::kFreshContext, 2, 0},  // only to be listed; `context` with an argument becomes it
    }};

    Result<void> placeholder() {
        const std::size_t begin = at_;
        at_ += kOpen.size();
        std::vector<std::string> words;
        while (true) {
            const std::string_view rest = blankless(text_.substr(at_));
            at_ = text_.size() - rest.size();
            if (rest.empty()) {
                return fail(ErrorCode::kInvalidValue, "found a placeholder without its closing \"}}\"");
            }
            if (rest.starts_with(kClose)) {
                at_ += kClose.size();
                break;
            }
            if (auto word = rest[0] == '"' || rest[0] == '\'' ? quotedWord() : bareWord(); word) {
                words.push_back(std::move(*word));
            } else {
                return tl::unexpected(word.error());
            }
        }
        return add(words, at_ - begin);
    }

    Result<std::string> quotedWord() {
        const char quote = text_[at_++];
        std::string word;
        for (; at_ < text_.size(); ++at_) {
            if (text_[at_] == quote) {
                ++at_;
                return word;
            }
            if (text_[at_] == '\\' && at_ + 1 < text_.size()) {
                ++at_;
            }
            word += text_[at_];
        }
        return fail(ErrorCode::kInvalidValue, "found an argument without its closing quote");
    }

    Result<std::string> bareWord() {
        const std::size_t end = std::min(text_.find_first_of(" \t\r\n}\"'", at_), text_.size());
        if (end == at_) {
            return fail(ErrorCode::kInvalidValue, "found a single \"}\" in a placeholder, expected \"}}\"");
        }
        std::string word(text_.substr(at_, end - at_));
        at_ = end;
        return word;
    }

    static std::string names() {
        std::string list;
        for (const Row& row : kRows) {
            list += (list.empty() ? "" : ", ") + std::string(row.name);
        }
        return list;
    }

    Result<void> add(std::vector<std::string>& words, std::size_t length) {
        if (words.empty()) {
            return fail(ErrorCode::kInvalidValue, "found an empty placeholder, expected one of " + names());
        }
        const auto* row = std::find_if(kRows.begin(), kRows.end(), [&](const Row& r) { return r.name == words[0]; });
        if (row == kRows.end()) {
            return fail(ErrorCode::kNotFound,
                        "found the unknown placeholder \"" + words[0] + "\", expected one of " + names());
        }
        const std::size_t count = words.size() - 1;
        if (count < row->least || count > row->most) {
            const std::string expected = row->least == row->most
                                             ? std::to_string(row->least)
                                             : std::to_string(row->least) + " to " + std::to_string(row->most);
            return fail(ErrorCode::kInvalidValue,
                        "found " + std::to_string(count) + " arguments for \"" + words[0] + "\", expected " + expected);
        }
        Part part{row->kind, count > 0 ? std::move(words[1]) : "", count > 1 ? std::move(words[2]) : ""};
        part.length = length;
        if (auto done = finish(part, count); !done) {
            return done;
        }
        out_.usesContext_ |= part.kind == Kind::kContext;
        out_.usesFreshContext_ |= part.kind == Kind::kFreshContext;
        parts_.push_back(std::move(part));
        return {};
    }

    Result<void> finish(Part& part, std::size_t count) const {
        if (part.kind == Kind::kXPath) {
            auto compiled = XPath::compile(part.text, namespaces_);
            if (!compiled) {
                return fail(compiled.error().code,
                            "in the XPath expression \"" + part.text + "\": found " + compiled.error().message);
            }
            part.xpath = std::move(*compiled);
        } else if (part.kind == Kind::kContext && count == 1) {
            if (part.text != "new") {
                return fail(ErrorCode::kInvalidValue, "found \"" + part.text + "\", expected \"context new\"");
            }
            part.kind = Kind::kFreshContext;
        } else if (part.kind == Kind::kNow) {
            if (part.text.empty()) {
                part.text = "iso";
            }
            if (count == 2) {
                const auto offset = wsman::parseDuration(part.fallback);
                if (!offset) {
                    return fail(ErrorCode::kInvalidValue, "found the offset \"" + part.fallback +
                                                              "\", expected an xs:duration such as \"-PT5M\"");
                }
                part.offset = *offset;
            }
        }
        return {};
    }

    std::string_view text_;
    const NamespaceMap& namespaces_;
    std::size_t at_ = 0;
    std::vector<Part> parts_;
    Template out_;
};

Result<Template> Template::compile(std::string_view text, const NamespaceMap& namespaces) {
    return Compiler(text, namespaces).run();
}

std::string Template::value(const Part& part, const TemplateInput& input) {
    const wsman::soap::Header& header = input.request.header();
    const auto orFallback = [&](const std::string* found) { return found != nullptr ? *found : part.fallback; };
    switch (part.kind) {
        case Kind::kText:
            return part.text;
        case Kind::kMessageId:
            return input.messageId;
        case Kind::kRelatesTo:
            return header.messageId.value_or("");
        case Kind::kTo:
            return header.replyTo ? header.replyTo->address : std::string(wsman::uri::kAnonymous);
        case Kind::kRequestTo:
            return header.to.value_or("");
        case Kind::kRequestAction:
            return std::string(input.request.action());
        case Kind::kRequestResourceUri:
            return header.resourceUri ? header.resourceUri->value : "";
        case Kind::kRequestUser:
            return std::string(input.user);
        case Kind::kSelector:
            return orFallback(header.selector(part.text));
        case Kind::kOption:
            return orFallback(header.option(part.text));
        case Kind::kHeader:
            return orFallback(input.headers.find(part.text));
        case Kind::kXPath:
            return part.xpath.text(input.request.envelope());
        case Kind::kUuid:
            return input.newUuid();
        case Kind::kNow:
            return formatTime(input.now + std::chrono::duration_cast<std::chrono::system_clock::duration>(part.offset),
                              part.text);
        case Kind::kContext:
            return input.context;
        case Kind::kFreshContext:
            return input.freshContext;
    }
    return {};
}

void Template::render(const TemplateInput& input, Escape escape, std::string& out) const {
    for (const Part& part : *parts_) {
        if (part.kind == Kind::kText) {
            out += part.text;
        } else if (escape == Escape::kXml) {
            appendForAnyQuotes(out, value(part, input));
        } else {
            out += value(part, input);
        }
    }
}

std::string Template::sample() const {
    std::string out;
    for (const Part& part : *parts_) {
        if (part.kind == Kind::kText) {
            out += part.text;
        } else {
            out.append(part.length, 'x');
        }
    }
    return out;
}

std::string formatTime(std::chrono::system_clock::time_point time, const std::string& format) {
    const auto seconds = std::chrono::floor<std::chrono::seconds>(time);
    const auto micros = std::chrono::duration_cast<std::chrono::microseconds>(time - seconds).count();
    const std::time_t whole = std::chrono::system_clock::to_time_t(seconds);
    std::tm utc{};
    if (gmtime_r(&whole, &utc) == nullptr) {
        return {};
    }
    std::string pattern = format;
    if (format == "iso") {
        pattern = "%Y-%m-%dT%H:%M:%SZ";
    } else if (format == "cim") {
        std::string digits = std::to_string(micros);
        digits.insert(0, 6 - digits.size(), '0');
        pattern = "%Y%m%d%H%M%S." + digits + "+000";
    }
    std::array<char, 512> buffer{};
    return std::string(buffer.data(), std::strftime(buffer.data(), buffer.size(), pattern.c_str(), &utc));
}

}  // namespace mockserver
