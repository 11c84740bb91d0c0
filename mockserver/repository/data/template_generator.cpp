#include "mockserver/repository/data/template_generator.h"

#include <algorithm>
#include <charconv>
#include <cstdio>
#include <nlohmann/json.hpp>
#include <optional>
#include <utility>
#include <vector>

#include "mockserver/repository/data/json_value.h"
#include "mockserver/repository/store/keys.h"
#include "wsman/cim/text.h"

namespace mockserver::repository {

namespace cim = wsman::cim;
using nlohmann::json;
using wsman::ErrorCode;
using wsman::fail;
using wsman::Result;

namespace {

/// A piece of a pattern.
struct Piece {
    enum class Kind { kText, kIndex, kPad, kMod, kDiv, kHex, kPick } kind = Kind::kText;
    std::string text{};
    std::uint64_t number = 1;
    std::vector<std::string> choices{};
};

std::vector<std::string> words(std::string_view text) {
    std::vector<std::string> out;
    for (std::size_t at = 0; at < text.size();) {
        if (text[at] == ' ') {
            ++at;
        } else if (text[at] == '"') {
            const auto end = text.find('"', at + 1);
            out.emplace_back(text.substr(at + 1, end == std::string_view::npos ? end : end - at - 1));
            at = end == std::string_view::npos ? text.size() : end + 1;
        } else {
            const auto end = std::min(text.find(' ', at), text.size());
            out.emplace_back(text.substr(at, end - at));
            at = end;
        }
    }
    return out;
}

Result<Piece> placeholder(std::string_view inner) {
    const auto all = words(inner);
    const auto wrong = [&] {
        return fail(ErrorCode::kInvalidValue,
                    "{{" + std::string(inner) + "}} is none of index, pad, mod, div, hex and pick");
    };
    if (all.size() == 1 && all[0] == "index") {
        return Piece{Piece::Kind::kIndex};
    }
    if (all.size() < 2 || all[1] != "index") {
        return wrong();
    }
    if (all[0] == "hex" && all.size() == 2) {
        return Piece{Piece::Kind::kHex};
    }
    if (all[0] == "pick" && all.size() > 2) {
        return Piece{Piece::Kind::kPick, {}, 1, {all.begin() + 2, all.end()}};
    }
    if (all.size() != 3) {
        return wrong();
    }
    Piece out;
    const auto& digits = all[2];
    const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), out.number);
    out.kind = all[0] == "pad" ? Piece::Kind::kPad : all[0] == "mod" ? Piece::Kind::kMod : Piece::Kind::kDiv;
    constexpr std::uint64_t kMostPadding = 64;
    const bool known = all[0] == "pad" || all[0] == "mod" || all[0] == "div";
    if (!known || read.ec != std::errc() || read.ptr != digits.data() + digits.size() || out.number == 0 ||
        (out.kind == Piece::Kind::kPad && out.number > kMostPadding)) {
        return wrong();
    }
    return out;
}

Result<std::vector<Piece>> compile(std::string_view text) {
    std::vector<Piece> out;
    while (!text.empty()) {
        const auto open = text.find("{{");
        if (open != 0) {
            out.push_back({Piece::Kind::kText, std::string(text.substr(0, open))});
            text.remove_prefix(std::min(open, text.size()));
            continue;
        }
        const auto close = text.find("}}");
        if (close == std::string_view::npos) {
            return fail(ErrorCode::kInvalidValue, "{{ without }}");
        }
        auto piece = placeholder(text.substr(2, close - 2));
        if (!piece) {
            return tl::unexpected(std::move(piece.error()));
        }
        out.push_back(std::move(*piece));
        text.remove_prefix(close + 2);
    }
    return out;
}

void append(const Piece& piece, std::uint64_t index, std::string& out) {
    switch (piece.kind) {
        case Piece::Kind::kText:
            out += piece.text;
            return;
        case Piece::Kind::kIndex:
            out += std::to_string(index);
            return;
        case Piece::Kind::kPad: {
            const auto digits = std::to_string(index);
            out.append(piece.number > digits.size() ? piece.number - digits.size() : 0, '0');
            out += digits;
            return;
        }
        case Piece::Kind::kMod:
            out += std::to_string(index % piece.number);
            return;
        case Piece::Kind::kDiv:
            out += std::to_string(index / piece.number);
            return;
        case Piece::Kind::kHex: {
            char buffer[17];
            std::snprintf(buffer, sizeof buffer, "%llx", static_cast<unsigned long long>(index));
            out += buffer;
            return;
        }
        case Piece::Kind::kPick:
            out += piece.choices[index % piece.choices.size()];
            return;
    }
}

struct Slot {
    std::size_t property = 0;  ///< its place in the class
    cim::Type type = cim::Type::kString;
    std::vector<Piece> pieces{};

    /// True when another index makes another value.
    [[nodiscard]] bool tells() const {
        return std::ranges::any_of(pieces, [](const Piece& piece) {
            return piece.kind == Piece::Kind::kIndex || piece.kind == Piece::Kind::kPad ||
                   piece.kind == Piece::Kind::kHex;
        });
    }

    /// Indexes below `count` whose values are the extremes of the pattern: when those fit the type, all do.
    [[nodiscard]] std::vector<std::uint64_t> extremes(std::uint64_t count) const {
        std::vector<std::uint64_t> out{0, count == 0 ? 0 : count - 1};
        for (const auto& piece : pieces) {
            if (piece.kind == Piece::Kind::kMod && count > 0) {
                out.push_back(std::min(piece.number, count) - 1);
            }
            for (std::uint64_t index = 0; index < std::min<std::uint64_t>(piece.choices.size(), count); ++index) {
                out.push_back(index);
            }
        }
        return out;
    }

    [[nodiscard]] Result<cim::Scalar> make(std::uint64_t index) const {
        std::string text;
        for (const auto& piece : pieces) {
            append(piece, index, text);
        }
        return type == cim::Type::kString ? cim::Scalar(std::move(text)) : cim::parseScalar(type, text);
    }
};

constexpr std::size_t kMostDigits = 20;  // of a 64-bit number
/// Readings of one key that are tried: more than any text that was made has.
constexpr std::size_t kMostReadings = 10'000;

/// Reads a text as what pieces made, for the index it may have been made of. Several may fit: "110" is "{{index}}0" of
/// 11, and "1{{index}}" of 10.
class Reading {
public:
    Reading(const std::vector<Piece>& pieces, std::string_view text) : pieces_(pieces), text_(text) {}

    std::vector<std::uint64_t> indexes() {
        read(0, 0, std::nullopt);
        return std::move(out_);
    }

private:
    void read(std::size_t piece, std::size_t at, std::optional<std::uint64_t> index) {
        if (++readings_ > kMostReadings) {
            return;
        }
        if (index) {
            // The rest says itself: it is made of the index.
            std::string rest;
            for (std::size_t i = piece; i < pieces_.size(); ++i) {
                append(pieces_[i], *index, rest);
            }
            if (text_.substr(at) == rest) {
                out_.push_back(*index);
            }
            return;
        }
        if (piece == pieces_.size()) {
            return;
        }
        const auto& now = pieces_[piece];
        switch (now.kind) {
            case Piece::Kind::kText:
                if (text_.substr(at).starts_with(now.text)) {
                    read(piece + 1, at + now.text.size(), index);
                }
                return;
            case Piece::Kind::kPick:
                for (const auto& choice : now.choices) {
                    if (text_.substr(at).starts_with(choice)) {
                        read(piece + 1, at + choice.size(), index);
                    }
                }
                return;
            case Piece::Kind::kMod:
            case Piece::Kind::kDiv:
                number(10, kMostDigits, at, [&](std::uint64_t, std::size_t end) { read(piece + 1, end, index); });
                return;
            case Piece::Kind::kIndex:
            case Piece::Kind::kPad:
            case Piece::Kind::kHex:
                number(now.kind == Piece::Kind::kHex ? 16 : 10,
                       now.kind == Piece::Kind::kPad ? std::max<std::size_t>(now.number, kMostDigits) : kMostDigits, at,
                       [&](std::uint64_t value, std::size_t end) { read(piece + 1, end, value); });
                return;
        }
    }

    /// All numbers that begin at a place, the longest first.
    template <class Use>
    void number(int base, std::size_t most, std::size_t at, Use use) {
        std::size_t digits = 0;
        while (digits < most && at + digits < text_.size() && isDigit(text_[at + digits], base)) {
            ++digits;
        }
        for (; digits > 0; --digits) {
            std::uint64_t value = 0;
            const char* begin = text_.data() + at;
            if (std::from_chars(begin, begin + digits, value, base).ec == std::errc()) {
                use(value, at + digits);
            }
        }
    }

    static bool isDigit(char c, int base) { return (c >= '0' && c <= '9') || (base == 16 && c >= 'a' && c <= 'f'); }

    const std::vector<Piece>& pieces_;
    std::string_view text_;
    std::vector<std::uint64_t> out_{};
    std::size_t readings_ = 0;
};

/// The numbers in a text that its type has changed since it was made ("007" of {{pad index 3}} is the key 7).
std::vector<std::uint64_t> numbersIn(std::string_view text) {
    std::vector<std::uint64_t> out;
    for (std::size_t at = 0; at < std::min(text.size(), kMostDigits * 2); ++at) {
        for (std::size_t end = std::min(text.size(), at + kMostDigits); end > at; --end) {
            std::uint64_t value = 0;
            const auto read = std::from_chars(text.data() + at, text.data() + end, value);
            if (read.ec == std::errc() && read.ptr == text.data() + end) {
                out.push_back(value);
            }
        }
    }
    return out;
}

class TemplateGenerator : public Generator {
public:
    TemplateGenerator(ClassPtr declaration, cim::Instance base, std::vector<Slot> slots, std::uint64_t count)
        : declaration_(std::move(declaration)), base_(std::move(base)), slots_(std::move(slots)), count_(count) {}

    [[nodiscard]] std::uint64_t count() const override { return count_; }

    [[nodiscard]] InstancePtr make(std::uint64_t index) const override {
        auto out = std::make_shared<cim::Instance>(base_);
        for (const auto& slot : slots_) {
            // What cannot be made, a number beyond its type, was refused when the pattern was read.
            if (auto scalar = slot.make(index)) {
                out->properties[slot.property].value = cim::Value::of(std::move(*scalar));
            }
        }
        return out;
    }

    [[nodiscard]] std::optional<std::uint64_t> find(const cim::Instance& keys) const override {
        for (const auto& slot : slots_) {
            const auto& property = base_.properties[slot.property];
            const auto* key = (property.flags & cim::flag::kKey) != 0 ? keys.find(property.name) : nullptr;
            if (key == nullptr || !key->value.scalar || !slot.tells()) {
                continue;
            }
            const auto text = cim::formatScalar(*key->value.scalar);
            auto indexes = Reading(slot.pieces, text).indexes();
            if (slot.type != cim::Type::kString) {
                const auto more = numbersIn(text);
                indexes.insert(indexes.end(), more.begin(), more.end());
            }
            for (const auto index : indexes) {
                if (index < count_ && hasKeys(index, keys)) {
                    return index;
                }
            }
        }
        return std::nullopt;
    }

private:
    [[nodiscard]] bool hasKeys(std::uint64_t index, const cim::Instance& keys) const {
        const auto made = make(index);
        return std::ranges::all_of(made->properties, [&](const cim::Property& property) {
            if ((property.flags & cim::flag::kKey) == 0) {
                return true;
            }
            const auto* given = keys.find(property.name);
            return given != nullptr && canonicalValue(given->value) == canonicalValue(property.value);
        });
    }

    ClassPtr declaration_;
    cim::Instance base_;
    std::vector<Slot> slots_;
    std::uint64_t count_;
};

}  // namespace

Result<std::shared_ptr<const Generator>> makeTemplateGenerator(const SchemaPtr& schema, const std::string& className,
                                                               std::uint64_t count, const json& properties) {
    const auto declaration = schema->find(className);
    if (!declaration) {
        return fail(ErrorCode::kNotFound, "there is no class " + className);
    }
    cim::Instance base;
    base.className = declaration->name;
    base.nameSpace = schema->nameSpace();
    for (const auto& property : declaration->properties) {
        base.properties.push_back(
            {property.name,
             property.defaultValue.isNull() ? cim::Value::null(property.type, property.isArray) : property.defaultValue,
             property.flags});
    }
    std::vector<Slot> slots;
    bool distinct = false;
    for (const auto& [name, value] : properties.items()) {
        const std::string& wanted = name;  // clang 14 captures no structured bindings
        const auto found = std::ranges::find_if(
            declaration->properties, [&](const auto& property) { return cim::sameName(property.name, wanted); });
        if (found == declaration->properties.end()) {
            return fail(ErrorCode::kNotFound, declaration->name + " has no property " + name);
        }
        const auto place = static_cast<std::size_t>(found - declaration->properties.begin());
        const bool pattern = value.is_string() && value.get_ref<const std::string&>().find("{{") != std::string::npos;
        if (!pattern) {
            auto read = valueFromJson(*schema, *found, value);
            if (!read) {
                return tl::unexpected(std::move(read.error()));
            }
            base.properties[place].value = std::move(*read);
            continue;
        }
        auto pieces = compile(value.get<std::string>());
        if (!pieces || found->isArray) {
            return fail(ErrorCode::kInvalidValue,
                        found->name + ": " + (pieces ? "patterns make no arrays" : pieces.error().message));
        }
        Slot slot{place, found->type, std::move(*pieces)};
        distinct = distinct || ((found->flags & cim::flag::kKey) != 0 && slot.tells());
        for (const auto index : slot.extremes(count)) {
            if (const auto made = slot.make(index); !made) {
                return fail(ErrorCode::kInvalidValue, found->name + ": " + made.error().message);
            }
        }
        slots.push_back(std::move(slot));
    }
    if (!distinct) {
        return fail(ErrorCode::kInvalidArgument,
                    "no key of " + declaration->name + " holds {{index}}: its instances would be one");
    }
    return std::shared_ptr<const Generator>(
        std::make_shared<TemplateGenerator>(declaration, std::move(base), std::move(slots), count));
}

}  // namespace mockserver::repository
