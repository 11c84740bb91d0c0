#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace wsman::xml {

/// Writes XML text front to back into a string. It escapes what needs it, replaces characters that XML 1.0 cannot hold
/// by '?' (MS-WSMV §3.1.4.1.25), as it does bytes that are not UTF-8, knows the name of the element it closes, and
/// writes an element without content as `<a/>`. Names are given with their prefix; declaring it is the caller's
/// business (`declare`). It only appends to `out`, which must outlive it, and which nobody else may shorten while
/// elements are open. Not thread-safe. It never fails: a name is a program's constant or has been checked before.
class Writer {
public:
    explicit Writer(std::string& out) : out_(out) {}
    Writer(const Writer&) = delete;
    Writer& operator=(const Writer&) = delete;

    /// Opens `<qname`. Attributes may follow until the first content.
    Writer& start(std::string_view qname);
    /// Adds an attribute to the element just opened; nothing after the first content or when no element is open.
    Writer& attribute(std::string_view qname, std::string_view value);
    /// xmlns:prefix="uri" on the element just opened (xmlns="uri" when the prefix is empty).
    Writer& declare(std::string_view prefix, std::string_view uri);
    /// Character data, escaped. Empty text is no content.
    Writer& text(std::string_view utf8);
    /// Markup, as it is. Empty markup is no content.
    Writer& raw(std::string_view markup);
    /// Closes the innermost open element; nothing when none is open.
    Writer& end();
    /// start, text, end.
    Writer& element(std::string_view qname, std::string_view utf8);
    /// start, end.
    Writer& empty(std::string_view qname) { return start(qname).end(); }

    [[nodiscard]] std::size_t depth() const { return open_.size(); }

private:
    /// An open element's name, as the place in out_ where it was written.
    struct Open {
        std::size_t at;
        std::size_t size;
    };
    void closeTag();

    std::string& out_;
    std::vector<Open> open_;
    bool inTag_ = false;
};

/// Appends `utf8` escaped for character data (`&`, `<`, `>`, CR), or for an attribute in double quotes (also `"`, TAB,
/// LF). What XML 1.0 cannot hold becomes '?'.
void appendEscaped(std::string& out, std::string_view utf8, bool attribute = false);

}  // namespace wsman::xml
