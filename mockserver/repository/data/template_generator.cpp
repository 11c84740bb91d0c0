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

    [[nodiscard]] Result<cim::Scalar> make(std::uint64_t index) const {
        std::string text;
        for (const auto& piece : pieces) {
            append(piece, index, text);
        }
        return type == cim::Type::kString ? cim::Scalar(std::move(text)) : cim::parseScalar(type, text);
    }
};

/// Numbers that stand in a key's value: decimal and hexadecimal readings of its runs of digits.
std::vector<std::uint64_t> candidates(std::string_view text) {
    std::vector<std::uint64_t> out;
    const auto scan = [&](int base, auto isDigit) {
        for (std::size_t at = 0; at < text.size();) {
            if (!isDigit(text[at])) {
                ++at;
                continue;
            }
            std::size_t end = at;
            while (end < text.size() && isDigit(text[end])) {
                ++end;
            }
            // A number may follow other digits: "disk2-0007".
            std::uint64_t number = 0;
            if (std::from_chars(text.data() + at, text.data() + end, number, base).ec == std::errc()) {
                out.push_back(number);
            }
            at = end;
        }
    };
    scan(10, [](char c) { return c >= '0' && c <= '9'; });
    scan(16, [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
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
            // What cannot be made, a number beyond its type, was refused for the last index already.
            if (auto scalar = slot.make(index)) {
                out->properties[slot.property].value = cim::Value::of(std::move(*scalar));
            }
        }
        return out;
    }

    [[nodiscard]] std::optional<std::uint64_t> find(const cim::Instance& keys) const override {
        for (const auto& key : keys.properties) {
            if (!key.value.scalar) {
                continue;
            }
            for (const auto index : candidates(cim::formatScalar(*key.value.scalar))) {
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
        const auto found = std::ranges::find_if(
            declaration->properties, [&](const auto& property) { return cim::sameName(property.name, name); });
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
        distinct =
            distinct || ((found->flags & cim::flag::kKey) != 0 && std::ranges::any_of(*pieces, [](const Piece& piece) {
                             return piece.kind == Piece::Kind::kIndex || piece.kind == Piece::Kind::kPad ||
                                    piece.kind == Piece::Kind::kHex;
                         }));
        Slot slot{place, found->type, std::move(*pieces)};
        if (const auto last = slot.make(count == 0 ? 0 : count - 1); !last) {
            return fail(ErrorCode::kInvalidValue, found->name + ": " + last.error().message);
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
