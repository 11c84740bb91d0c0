#include "mockserver/repository/data/source_reader.h"

#include <charconv>
#include <utility>

#include "mockserver/repository/data/builtin.h"
#include "mockserver/repository/data/infer_class.h"
#include "mockserver/repository/data/json_class.h"
#include "mockserver/repository/data/json_value.h"
#include "mockserver/repository/data/repository_schema.h"
#include "mockserver/repository/store/keys.h"
#include "mockserver/repository/store/system_classes.h"
#include "mockserver/scenario/json_places.h"

namespace mockserver::repository {

namespace cim = wsman::cim;
using nlohmann::json;

namespace {

constexpr std::size_t kMaxBytes = 64U << 20U;
constexpr std::size_t kMaxIncludes = 16;
constexpr std::string_view kBuiltin = "builtin:";

}  // namespace

SourceReader::SourceReader(const FileSource& files, Repository& repository, std::string nameSpace, bool inferClasses)
    : files_(files),
      repository_(repository),
      nameSpace_(std::move(nameSpace)),
      schema_(repository.addNamespace(nameSpace_)),
      infers_(inferClasses) {
    addSystemClasses(schema_);
}

void SourceReader::error(std::string message, const Origin& origin) {
    Diagnostic out{.file = {}, .pointer = origin.pointer, .message = std::move(message)};
    if (!origin.file.empty()) {
        out.file = origin.file.starts_with(kBuiltin) ? origin.file : files_.displayName(origin.file);
        out.pointer.clear();
        // Counting lines takes time, and nobody reads so many.
        const bool isRead = diagnostics_.size() < kMaxDiagnostics;
        if (origin.text && isRead && !origin.inner.empty()) {
            Diagnostics one{{.file = {}, .pointer = origin.inner, .message = out.message}};
            placeIn(*origin.text, out.file, one);
            out = std::move(one.front());
        } else if (origin.text && isRead) {
            const auto place = placeOf(*origin.text, origin.offset);
            out.line = place.line;
            out.column = place.column;
        }
    }
    diagnostics_.push_back(std::move(out));
}

void SourceReader::errorAt(std::string message, const Origin& origin, std::string_view where) {
    error(std::move(message), origin);
    const auto colon = where.find(':');
    if (!origin.file.empty() && colon != std::string_view::npos) {
        auto& out = diagnostics_.back();
        std::from_chars(where.data(), where.data() + colon, out.line);
        std::from_chars(where.data() + colon + 1, where.data() + where.size(), out.column);
    }
}

Schema& SourceReader::spaceOf(const std::string& nameSpace) {
    const auto folded = foldNamespace(nameSpace);
    if (folded.empty() || folded == foldNamespace(nameSpace_)) {
        return schema_;
    }
    auto& known = others_[folded];
    if (known == nullptr) {
        known = &repository_.addNamespace(nameSpace);
        addSystemClasses(*known);
    }
    return *known;
}

void SourceReader::addClass(cim::Class declaration, const Origin& origin) {
    Schema& schema = spaceOf(declaration.nameSpace);
    declaration.nameSpace.clear();
    if (auto added = schema.add(std::move(declaration)); !added) {
        // Builtins and system classes may come by several ways; what is the same twice is no error.
        if (added.error().kind == StoreErrorKind::kAlreadyExists && origin.file.starts_with(kBuiltin)) {
            return;
        }
        error("found a class that cannot be added, expected another: " + added.error().message, origin);
    }
}

void SourceReader::readFile(const std::string& name, const Origin& origin, Kind kind, std::size_t depth) {
    Origin inside{.file = name, .pointer = origin.pointer};
    if (name.starts_with(kBuiltin)) {
        const auto mof = builtinMof(std::string_view(name).substr(kBuiltin.size()));
        if (!mof) {
            return error("found \"" + name + "\", expected one of " + builtinNames(), origin);
        }
        return readMof(*mof, inside, kind, depth);
    }
    if (depth > kMaxIncludes) {
        return error("found includes nested more than " + std::to_string(kMaxIncludes) + " deep", origin);
    }
    auto text = files_.read(name, kMaxBytes);
    if (!text) {
        return error("found \"" + name + "\", which cannot be read: " + text.error().message, origin);
    }
    if (name.ends_with(".mof")) {
        included_.insert(name);
        readMof(*text, inside, kind, depth);
    } else if (name.ends_with(".xml")) {
        readXml(std::move(*text), inside);
    } else if (name.ends_with(".json")) {
        readJsonFile(std::move(*text), inside, kind);
    } else {
        error("found \"" + name + "\", expected a file ending in .mof, .json or .xml", origin);
    }
}

void SourceReader::readJson(const json& value, const Origin& origin, Kind kind) {
    if (kind == Kind::kClasses) {
        auto read = classFromJson(value);
        if (!read) {
            auto where = origin;
            (origin.file.empty() ? where.pointer : where.inner) += read.error().where;
            return error(read.error().message, where);
        }
        return addClass(std::move(*read), origin);
    }
    const auto className = value.find("class");
    if (className == value.end() || !className->is_string()) {
        return error(R"(found no member "class", expected {"class": ..., "properties": {...}})", origin);
    }
    waitingJson_.push_back({className->get<std::string>(), value.value("properties", json::object()), origin});
}

void SourceReader::classes(const json& entry, const std::string& pointer) {
    const Origin here{.pointer = pointer};
    if (entry.is_string()) {
        readFile(entry.get<std::string>(), here, Kind::kClasses, 0);
    } else if (entry.is_object()) {
        readJson(entry, here, Kind::kClasses);
    }
}

void SourceReader::instances(const json& entry, const std::string& pointer) {
    const Origin here{.pointer = pointer};
    if (entry.is_string()) {
        readFile(entry.get<std::string>(), here, Kind::kInstances, 0);
    } else if (entry.is_object()) {
        readJson(entry, here, Kind::kInstances);
    }
}

void SourceReader::keys(const std::string& className, std::vector<std::string> names) {
    keys_[cim::foldName(className)] = std::move(names);
}

void SourceReader::inferClasses() {
    std::map<std::pair<Schema*, std::string>, std::vector<const cim::Instance*>> unknown;
    for (const auto& entry : waiting_) {
        Schema& schema = spaceOf(entry.instance.nameSpace);
        if (!schema.find(entry.instance.className)) {
            unknown[{&schema, cim::foldName(entry.instance.className)}].push_back(&entry.instance);
        }
    }
    for (const auto& [place, instances] : unknown) {
        const auto given = keys_.find(place.second);
        // Its name is free and it has no superclass: it can be added.
        (void)place.first->add(inferClass(instances, given == keys_.end() ? nullptr : &given->second));
    }
}

void SourceReader::finish() {
    for (auto& [className, properties, origin] : waitingJson_) {
        auto read = instanceFromJson(schema_, className, properties);
        if (read) {
            waiting_.push_back({std::move(*read), origin});
        } else {
            error(read.error().message, origin);
        }
    }
    if (infers_) {
        inferClasses();
    }
    for (auto& [instance, origin] : waiting_) {
        const auto name = instance.className;
        const Schema& schema = spaceOf(instance.nameSpace);
        if (!schema.find(name)) {
            error("found an instance of " + name +
                      R"(, which no class declares: add it to "classes", or set "inferClasses")",
                  origin);
            continue;
        }
        if (auto loaded = repository_.load(schema.nameSpace(), std::move(instance)); !loaded) {
            error("found an instance of " + name + " that its class does not allow: " + loaded.error().message, origin);
        }
    }
    waiting_.clear();
    waitingJson_.clear();
}

}  // namespace mockserver::repository
