#include "mockserver/scenario/load_context.h"

#include <algorithm>
#include <charconv>
#include <numeric>

#include "mockserver/scenario/json_places.h"
#include "wsman/soap/message.h"
#include "wsman/uris.h"

namespace mockserver {
using nlohmann::json;

namespace {

/// "3:14" to {3, 14}; {0, 0} when it is no place.
Place parsePlace(std::string_view where) {
    Place place{0, 0};
    const char* end = where.data() + where.size();
    const auto line = std::from_chars(where.data(), end, place.line);
    if (line.ec != std::errc() || line.ptr == end || *line.ptr != ':') {
        return {0, 0};
    }
    const auto column = std::from_chars(line.ptr + 1, end, place.column);
    return column.ec == std::errc() ? place : Place{0, 0};
}

std::string printPlace(const Place& place) {
    return std::to_string(place.line) + ':' + std::to_string(place.column);
}

}  // namespace

void LoadContext::error(const std::string& pointer, std::string message) {
    diagnostics.push_back({files.displayName(fileName), 0, 0, pointer, std::move(message)});
}

void LoadContext::errorIn(const std::string& name, std::string_view where, std::string message) {
    const Place place = parsePlace(where);
    diagnostics.push_back({files.displayName(name), place.line, place.column, {}, std::move(message)});
}

std::optional<std::string> LoadContext::readFile(const std::string& pointer, const std::string& name) {
    const auto known = read_.find(name);
    if (known != read_.end()) {
        return known->second;
    }
    auto bytes = files.read(name, limits.maxBodyBytes);
    std::optional<std::string> out;
    if (!bytes) {
        const bool outside = bytes.error().code == wsman::ErrorCode::kInvalidArgument;
        error(pointer, "found " + json(name).dump(-1, ' ', false, json::error_handler_t::replace) + " (" +
                           bytes.error().message + "), expected " +
                           (outside ? "a file below the scenario's folder" : "a file that can be read"));
        return out;  // not remembered: each place that names it is told
    }
    total_ += bytes->size();
    if (total_ > limits.maxTotalBytes) {
        error(pointer, "found more than " + std::to_string(limits.maxTotalBytes) +
                           " bytes in the files that the scenario names, expected fewer");
    } else {
        constexpr std::string_view kBom = "\xEF\xBB\xBF";
        out = bytes->starts_with(kBom) ? bytes->substr(kBom.size()) : std::move(*bytes);
    }
    read_.emplace(name, out);
    return out;
}

const json* member(const json& object, const char* name, json::value_t type) {
    if (!object.is_object()) {
        return nullptr;
    }
    const auto found = object.find(name);
    return found != object.end() && found->type() == type ? &*found : nullptr;
}

std::optional<std::string> stringMember(const json& object, const char* name) {
    const json* found = member(object, name, json::value_t::string);
    return found == nullptr ? std::nullopt : std::optional(found->get<std::string>());
}

std::optional<std::uint64_t> numberMember(const json& object, const char* name) {
    const json* found = member(object, name, json::value_t::number_unsigned);
    return found == nullptr ? std::nullopt : std::optional(found->get<std::uint64_t>());
}

std::optional<SourceText> sourceMember(LoadContext& context, const json& object, const std::string& pointer,
                                       const char* fileName, const char* inlineName) {
    const auto file = stringMember(object, fileName);
    auto text = stringMember(object, inlineName);
    if (text) {
        if (file) {
            context.error(pointer + '/' + inlineName,
                          std::string("found a member beside \"") + fileName + "\", expected one of the two");
        }
        return SourceText{std::move(*text), pointer + '/' + inlineName};
    }
    if (!file || file->empty()) {
        return std::nullopt;
    }
    const std::string at = pointer + '/' + fileName;
    auto bytes = context.readFile(at, *file);
    if (!bytes) {
        return std::nullopt;
    }
    return SourceText{std::move(*bytes), at, *file};
}

void errorAbout(LoadContext& context, const SourceText& source, std::string_view where, const std::string& message) {
    if (!source.file.empty()) {
        context.errorIn(source.file, where, message);
        return;
    }
    context.error(source.pointer, message + (where.empty() ? "" : " (at " + std::string(where) + " of the text)"));
}

std::optional<wsman::xml::Document> parseMarkup(LoadContext& context, const SourceText& source,
                                                const std::string& sample) {
    std::string text = sample;
    Place begin{1, 1};
    if (!isEnvelope(sample)) {
        text = wsman::soap::writeMessage({}, [&](wsman::xml::Writer& writer) { writer.raw(sample); });
        begin = placeOf(text, sample.empty() ? 0 : text.find(sample));
    }
    wsman::xml::Limits limits;
    limits.maxBytes = context.limits.maxBodyBytes + (64U << 10U);
    limits.maxDepth = 1024;
    auto document = wsman::xml::Document::parse(std::move(text), limits);
    if (document) {
        return std::move(*document);
    }
    Place place = parsePlace(document.error().where);
    if (place.line != 0) {
        place.column -= place.line == begin.line && place.column >= begin.column ? begin.column - 1 : 0;
        place.line -= begin.line - 1;
    }
    errorAbout(context, source, place.line == 0 ? "" : printPlace(place),
               "found XML that cannot be read, expected a well-formed body: " + document.error().message);
    return std::nullopt;
}

bool isEnvelope(std::string_view text) {
    const auto skip = [&text](std::string_view from, std::string_view to) {
        if (!text.starts_with(from)) {
            return false;
        }
        const std::size_t end = text.find(to);
        text.remove_prefix(end == text.npos ? text.size() : end + to.size());
        return true;
    };
    do {
        text.remove_prefix(std::min(text.find_first_not_of(" \t\r\n"), text.size()));
    } while (skip("<?", "?>") || skip("<!--", "-->"));
    if (!text.starts_with('<')) {
        return false;
    }
    std::string_view name = text.substr(1, text.find_first_of(" \t\r\n/>", 1) - 1);
    name.remove_prefix(name.find(':') == name.npos ? 0 : name.find(':') + 1);
    return name == "Envelope";
}

std::string nearestName(std::string_view name, const std::vector<std::string>& names) {
    // Levenshtein's distance, one row at a time; names that are far too long are not worth it.
    name = name.substr(0, 64);
    std::size_t least = std::string::npos;
    std::string nearest;
    for (const std::string& candidate : names) {
        std::vector<std::size_t> row(candidate.size() + 1);
        std::iota(row.begin(), row.end(), 0);
        for (std::size_t i = 1; i <= name.size(); ++i) {
            std::size_t diagonal = row[0];
            row[0] = i;
            for (std::size_t j = 1; j <= candidate.size(); ++j) {
                const std::size_t change = diagonal + (name[i - 1] == candidate[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = std::min({row[j] + 1, row[j - 1] + 1, change});
            }
        }
        if (row.back() < least) {
            least = row.back();
            nearest = candidate;
        }
    }
    return nearest;
}

}  // namespace mockserver
