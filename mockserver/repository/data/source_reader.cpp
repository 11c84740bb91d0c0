#include "mockserver/repository/data/source_reader.h"

#include <algorithm>
#include <charconv>
#include <nlohmann/json.hpp>
#include <utility>
#include <variant>

#include "mockserver/repository/data/builtin.h"
#include "mockserver/repository/data/infer_class.h"
#include "mockserver/repository/data/json_class.h"
#include "mockserver/repository/data/json_value.h"
#include "mockserver/repository/data/recorded_items.h"
#include "mockserver/repository/store/system_classes.h"
#include "mockserver/scenario/json_places.h"
#include "wsman/cim/mof_reader.h"
#include "wsman/xml/document.h"

namespace mockserver::repository {

namespace cim = wsman::cim;
using nlohmann::json;

namespace {

constexpr std::size_t kMaxBytes = 64U << 20U;
constexpr std::size_t kMaxIncludes = 16;
constexpr std::string_view kBuiltin = "builtin:";

std::pair<std::size_t, std::size_t> placeIn(std::string_view where) {
    std::size_t line = 0;
    std::size_t column = 0;
    const auto colon = where.find(':');
    if (colon != std::string_view::npos) {
        std::from_chars(where.data(), where.data() + colon, line);
        std::from_chars(where.data() + colon + 1, where.data() + where.size(), column);
    }
    return {line, column};
}

/// `#pragma include ("x.mof")` lines, which the MOF reader leaves to others: their names, and the text without them.
std::vector<std::string> takeIncludes(std::string& text) {
    std::vector<std::string> out;
    for (std::size_t at = text.find("#pragma"); at != std::string::npos; at = text.find("#pragma", at + 1)) {
        const auto end = std::min(text.find('\n', at), text.size());
        const std::string_view line = std::string_view(text).substr(at, end - at);
        const auto open = line.find('"');
        const auto close = line.rfind('"');
        if (line.find("include") != std::string_view::npos && open < close) {
            out.emplace_back(line.substr(open + 1, close - open - 1));
            std::fill(text.begin() + static_cast<std::ptrdiff_t>(at), text.begin() + static_cast<std::ptrdiff_t>(end),
                      ' ');
        }
    }
    return out;
}

}  // namespace

SourceReader::SourceReader(const FileSource& files, Repository& repository, std::string nameSpace, bool inferClasses)
    : files_(files),
      repository_(repository),
      nameSpace_(std::move(nameSpace)),
      schema_(repository.addNamespace(nameSpace_)),
      infers_(inferClasses) {
    addSystemClasses(schema_);
}

void SourceReader::error(std::string message, const std::string& pointer, const std::string& file,
                         std::string_view where) {
    const auto [line, column] = placeIn(where);
    // In another file the place is there; in this one the pointer says it.
    diagnostics_.push_back({.file = file.empty() ? std::string() : files_.displayName(file),
                            .line = line,
                            .column = column,
                            .pointer = file.empty() ? pointer : std::string(),
                            .message = std::move(message)});
}

void SourceReader::addClass(cim::Class declaration, const std::string& file, const std::string& pointer) {
    const auto name = declaration.name;
    const auto known = schema_.declared(name);
    declaration.nameSpace.clear();
    if (auto added = schema_.add(std::move(declaration)); !added) {
        // Builtins and system classes may come by several ways; what is the same twice is no error.
        if (added.error().kind == StoreErrorKind::kAlreadyExists && known && file.starts_with(kBuiltin)) {
            return;
        }
        error("found a class that cannot be added, expected another: " + added.error().message, pointer, file);
    }
}

void SourceReader::readMof(std::string_view text, const std::string& file, const std::string& pointer,
                           std::size_t depth) {
    std::string own(text);
    for (const auto& name : takeIncludes(own)) {
        readFile(name, pointer, depth + 1);
    }
    cim::MofReader reader(own, [this](std::string_view name) { return schema_.find(name); });
    for (;;) {
        auto next = reader.next();
        if (!next) {
            error("found MOF that cannot be read: " + next.error().message, pointer, file, next.error().where);
            return;
        }
        if (!*next) {
            return;
        }
        if (auto* declaration = std::get_if<cim::Class>(&**next)) {
            addClass(std::move(*declaration), file, pointer);
        } else if (auto* instance = std::get_if<cim::InstanceDecl>(&**next)) {
            waiting_.push_back({std::move(instance->instance), file, pointer});
        }
    }
}

void SourceReader::readXml(std::string text, const std::string& file, const std::string& pointer) {
    wsman::xml::Limits limits;
    limits.maxBytes = kMaxBytes;
    const auto document = wsman::xml::Document::parse(std::move(text), limits);
    auto items = document ? readRecorded(document->root()) : tl::unexpected(document.error());
    if (!items) {
        error("found XML that cannot be taken: " + items.error().text(), pointer, file,
              document ? "" : document.error().where);
        return;
    }
    for (auto& declaration : items->classes) {
        // A recorded declaration holds what it inherits, and its superclass may not be recorded.
        if (!declaration.superClass.empty() && !schema_.find(declaration.superClass)) {
            declaration.superClass.clear();
        }
        if (!schema_.find(declaration.name)) {
            addClass(std::move(declaration), file, pointer);
        }
    }
    for (auto& instance : items->instances) {
        waiting_.push_back({std::move(instance), file, pointer});
    }
}

void SourceReader::readFile(const std::string& name, const std::string& pointer, std::size_t depth) {
    if (name.starts_with(kBuiltin)) {
        const auto mof = builtinMof(std::string_view(name).substr(kBuiltin.size()));
        if (!mof) {
            return error("found \"" + name + "\", expected one of " + builtinNames(), pointer);
        }
        return readMof(*mof, name, pointer, depth);
    }
    if (depth > kMaxIncludes) {
        return error("found includes nested more than " + std::to_string(kMaxIncludes) + " deep", pointer);
    }
    auto text = files_.read(name, kMaxBytes);
    if (!text) {
        return error("found \"" + name + "\", which cannot be read: " + text.error().message, pointer);
    }
    if (name.ends_with(".mof")) {
        readMof(*text, name, pointer, depth);
    } else if (name.ends_with(".xml")) {
        readXml(std::move(*text), name, pointer);
    } else if (name.ends_with(".json")) {
        auto value = json::parse(*text, nullptr, false, true);
        if (value.is_discarded() || scanJson(*text).tooDeep) {
            return error("found no JSON", pointer, name);
        }
        readJson(value, name, pointer, pointer.find("/classes") != std::string::npos);
    } else {
        error("found \"" + name + "\", expected a file ending in .mof, .json or .xml", pointer);
    }
}

void SourceReader::readJson(const json& value, const std::string& file, const std::string& pointer, bool isClass) {
    if (value.is_array()) {
        for (const auto& each : value) {
            if (each.is_object()) {
                readJson(each, file, pointer, isClass);
            }
        }
        return;
    }
    if (isClass) {
        auto read = classFromJson(value);
        if (!read) {
            return error(read.error().message, pointer + read.error().where, file);
        }
        return addClass(std::move(*read), file, pointer);
    }
    const auto className = value.find("class");
    if (className == value.end() || !className->is_string()) {
        return error(R"(found no member "class", expected {"class": ..., "properties": {...}})", pointer, file);
    }
    waitingJson_.push_back({className->get<std::string>(), value.value("properties", json::object()), file, pointer});
}

void SourceReader::classes(const json& entry, const std::string& pointer) {
    if (entry.is_string()) {
        readFile(entry.get<std::string>(), pointer, 0);
    } else {
        readJson(entry, {}, pointer, true);
    }
}

void SourceReader::instances(const json& entry, const std::string& pointer) {
    if (entry.is_string()) {
        readFile(entry.get<std::string>(), pointer, 0);
    } else {
        readJson(entry, {}, pointer, false);
    }
}

void SourceReader::keys(const std::string& className, std::vector<std::string> names) {
    keys_.emplace_back(cim::foldName(className), std::move(names));
}

void SourceReader::infer(const cim::Instance& instance) {
    const auto given =
        std::ranges::find(keys_, cim::foldName(instance.className), [](const auto& entry) { return entry.first; });
    // Its name is free and it has no superclass: it can be added.
    (void)schema_.add(inferClass(instance, given == keys_.end() ? nullptr : &given->second));
}

void SourceReader::finish() {
    for (auto& [className, properties, file, pointer] : waitingJson_) {
        auto read = instanceFromJson(schema_, className, properties);
        if (!read) {
            error(read.error().message, pointer, file);
            continue;
        }
        waiting_.push_back({std::move(*read), file, pointer});
    }
    for (auto& [instance, file, pointer] : waiting_) {
        const auto declaration = schema_.find(instance.className);
        if (!declaration && infers_) {
            infer(instance);
        } else if (!declaration) {
            error("found an instance of " + instance.className +
                      R"(, which no class declares: add it to "classes", or set "inferClasses")",
                  pointer, file);
            continue;
        }
        const auto nameSpace =
            instance.nameSpace.empty() || !repository_.schema(instance.nameSpace) ? nameSpace_ : instance.nameSpace;
        const auto name = instance.className;
        if (auto loaded = repository_.load(nameSpace, std::move(instance)); !loaded) {
            error("found an instance of " + name + " that its class does not allow: " + loaded.error().message, pointer,
                  file);
        }
    }
}

}  // namespace mockserver::repository
