#include "wsman/xml/compare.h"

#include <algorithm>
#include <utility>

#include "wsman/xml/view.h"

namespace wsman::xml {
namespace {

using std::string_view;

class Comparer {
public:
    Comparer(std::size_t max, const CompareOptions& options) : max_(max), options_(options) {}

    void compare(Node expected, Node actual) {
        if (!expected || !actual) {
            if (static_cast<bool>(expected) != static_cast<bool>(actual)) {
                add(expected ? expected.path() : "/", shown({{}, expected}), shown({{}, actual}));
            }
            return;
        }
        if (expected.name() != actual.name()) {
            add(expected.path(), shown({{}, expected}), shown({{}, actual}));
            return;
        }
        compareAttributes(expected, actual);
        compareContent(expected, actual);
    }

    std::vector<Difference> take() { return std::move(found_); }

private:
    [[nodiscard]] bool full() const { return found_.size() >= max_; }

    void add(std::string path, std::string expected, std::string actual) {
        if (!full()) {
            found_.push_back({std::move(path), std::move(expected), std::move(actual)});
        }
    }

    /// Both lists are sorted by name: a merge.
    void compareAttributes(Node expected, Node actual) {
        const std::vector<AttributeView> left = attributesOf(expected);
        const std::vector<AttributeView> right = attributesOf(actual);
        std::size_t i = 0;
        std::size_t j = 0;
        while ((i < left.size() || j < right.size()) && !full()) {
            if (j == right.size() || (i < left.size() && left[i].name < right[j].name)) {
                add(expected.path() + "/@" + left[i].qname, quoted(left[i].value), {});
                ++i;
            } else if (i == left.size() || right[j].name < left[i].name) {
                add(expected.path() + "/@" + right[j].qname, {}, quoted(right[j].value));
                ++j;
            } else {
                if (left[i].value != right[j].value) {
                    add(expected.path() + "/@" + left[i].qname, quoted(left[i].value), quoted(right[j].value));
                }
                ++i;
                ++j;
            }
        }
    }

    void compareContent(Node expected, Node actual) {
        const std::vector<ContentView> left = contentOf(expected, options_);
        const std::vector<ContentView> right = contentOf(actual, options_);
        std::size_t i = 0;
        std::size_t j = 0;
        while ((i < left.size() || j < right.size()) && !full()) {
            if (i < left.size() && j < right.size() && alike(left[i], right[j])) {
                comparePieces(expected, left[i++], right[j++]);
                continue;
            }
            // Where one side only has more, say so, instead of calling everything after it different.
            const bool extra = j < right.size() && (i == left.size() || isAhead(left[i], right, j));
            const bool missing = i < left.size() && (j == right.size() || isAhead(right[j], left, i));
            if (extra && !missing) {
                add(expected.path(), {}, shown(right[j++]));
            } else if (missing && !extra) {
                add(pathOf(expected, left[i]), shown(left[i]), {});
                ++i;
            } else {
                add(pathOf(expected, left[i]), shown(left[i]), shown(right[j]));
                ++i;
                ++j;
            }
        }
    }

    void comparePieces(Node expected, const ContentView& left, const ContentView& right) {
        if (left.element) {
            compare(left.element, right.element);
        } else if (left.text != right.text) {
            add(expected.path() + "/text()", quoted(left.text), quoted(right.text));
        }
    }

    /// The same kind of thing: both text, or elements of one name.
    static bool alike(const ContentView& a, const ContentView& b) {
        if (!a.element || !b.element) {
            return !a.element && !b.element;
        }
        return a.element.name() == b.element.name();
    }

    static bool isAhead(const ContentView& wanted, const std::vector<ContentView>& in, std::size_t from) {
        // Far enough for people; without a bound, long different lists would cost their square.
        constexpr std::size_t kWindow = 64;
        const std::size_t end = std::min(in.size(), from + kWindow);
        for (std::size_t i = from; i < end; ++i) {
            if (alike(wanted, in[i])) {
                return true;
            }
        }
        return false;
    }

    static std::string pathOf(Node parent, const ContentView& piece) {
        return piece.element ? piece.element.path() : parent.path() + "/text()";
    }

    static std::string quoted(const std::string& value) { return "\"" + value + "\""; }

    static std::string shown(const ContentView& piece) {
        if (!piece.element) {
            return piece.text.empty() ? std::string() : quoted(piece.text);
        }
        return "<" + expandedName(piece.element) + ">";
    }

    std::size_t max_;
    CompareOptions options_;
    std::vector<Difference> found_;
};

void appendQuoted(std::string& out, string_view text) {
    out += '"';
    for (const char c : text) {
        switch (c) {
            case '"':
                out += "\\\"";
                break;
            case '\\':
                out += "\\\\";
                break;
            case '\n':
                out += "\\n";
                break;
            case '\r':
                out += "\\r";
                break;
            case '\t':
                out += "\\t";
                break;
            default:
                out += c;
        }
    }
    out += '"';
}

void appendCanonical(std::string& out, Node node, const CompareOptions& options, std::size_t depth) {
    out.append(2 * depth, ' ');
    out += expandedName(node);
    for (const AttributeView& attribute : attributesOf(node)) {
        out += " " + attribute.name + "=";
        appendQuoted(out, attribute.value);
    }
    const std::vector<ContentView> content = contentOf(node, options);
    if (content.size() == 1 && !content.front().element) {
        out += " ";
        appendQuoted(out, content.front().text);
        out += "\n";
        return;
    }
    out += "\n";
    for (const ContentView& piece : content) {
        if (piece.element) {
            appendCanonical(out, piece.element, options, depth + 1);
        } else {
            out.append(2 * (depth + 1), ' ');
            appendQuoted(out, piece.text);
            out += "\n";
        }
    }
}

}  // namespace

std::optional<Difference> firstDifference(Node expected, Node actual, const CompareOptions& options) {
    std::vector<Difference> found = differences(expected, actual, 1, options);
    if (found.empty()) {
        return std::nullopt;
    }
    return std::move(found.front());
}

std::vector<Difference> differences(Node expected, Node actual, std::size_t max, const CompareOptions& options) {
    Comparer comparer(max, options);
    comparer.compare(expected, actual);
    return comparer.take();
}

std::string canonicalText(Node node, const CompareOptions& options) {
    std::string out;
    if (node) {
        appendCanonical(out, node, options, 0);
    }
    return out;
}

}  // namespace wsman::xml
