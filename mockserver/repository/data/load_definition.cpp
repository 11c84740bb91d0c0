#include <algorithm>
#include <filesystem>
#include <map>
#include <string>
#include <system_error>
#include <tuple>
#include <utility>

#include "mockserver/repository/data/builtin.h"
#include "mockserver/repository/data/definition.h"
#include "mockserver/repository/data/repository_schema.h"
#include "mockserver/repository/data/source_reader.h"
#include "mockserver/repository/data/template_generator.h"
#include "mockserver/scenario/json_places.h"
#include "wsman/duration.h"

namespace mockserver::repository {

using nlohmann::json;
using std::chrono::milliseconds;

namespace {

constexpr std::size_t kMaxBytes = 64U << 20U;
using Loaded = tl::expected<RepositoryDefinition, Diagnostics>;

/// Members of the wrong type have been reported by the schema: here they are absent.
const json& memberOr(const json& object, const char* name, const json& otherwise) {
    const auto found = object.is_object() ? object.find(name) : object.end();
    return found != object.end() && found->type() == otherwise.type() ? *found : otherwise;
}

const json kNoObject = json::object();
const json kNoArray = json::array();

std::string textOr(const json& object, const char* name, std::string otherwise = {}) {
    const auto found = object.is_object() ? object.find(name) : object.end();
    return found != object.end() && found->is_string() ? found->get<std::string>() : std::move(otherwise);
}

std::optional<std::size_t> numberOf(const json& object, const char* name) {
    const auto found = object.find(name);
    return found != object.end() && found->is_number_unsigned() ? std::optional(found->get<std::size_t>())
                                                                : std::nullopt;
}

class Builder {
public:
    Builder(const FileSource& files, const json& root, std::string pointer)
        : files_(files), root_(root), pointer_(std::move(pointer)) {}

    RepositoryDefinition build() {
        RepositoryDefinition out;
        out.repository = std::make_shared<Repository>(textOr(root_, "defaultNamespace", "root/cimv2"));
        out.repository->setAllWritable(textOr(root_, "writable") == "all");
        out.profile = textOr(root_, "profile");
        out.database = textOr(root_, "database");
        limits(memberOr(root_, "limits", kNoObject), out.limits);
        const json& spaces = memberOr(root_, "namespaces", kNoObject);
        out.repository->addNamespace(out.repository->defaultNamespace());
        for (const auto& [name, space] : spaces.items()) {
            out.repository->addNamespace(name);
        }
        for (const auto& [name, space] : spaces.items()) {
            nameSpace(name, space, out);
        }
        if (spaces.empty()) {
            SourceReader(files_, *out.repository, out.repository->defaultNamespace(), false).finish();
        }
        return out;
    }

    Diagnostics take() { return std::move(diagnostics_); }

private:
    void error(const std::string& pointer, std::string message) {
        diagnostics_.push_back({.file = {}, .pointer = pointer, .message = std::move(message)});
    }

    static void limits(const json& from, ServiceLimits& into) {
        into.maxContexts = numberOf(from, "maxContexts");
        into.maxContextsPerUser = numberOf(from, "maxContextsPerUser");
        into.maxElements = numberOf(from, "maxElements");
        into.maxEnvelopeBytes = numberOf(from, "maxEnvelopeBytes");
        into.maxSubscriptions = numberOf(from, "maxSubscriptions");
        into.eventQueue = numberOf(from, "eventQueue");
        if (const auto expiry = numberOf(from, "contextExpiresMs")) {
            into.contextExpiry = milliseconds(*expiry);
        }
    }

    void nameSpace(const std::string& name, const json& space, RepositoryDefinition& out) {
        const auto at = pointer_ + "/namespaces/" + pointerToken(name);
        const auto infer = space.is_object() ? space.find("inferClasses") : space.end();
        SourceReader reader(files_, *out.repository, name,
                            infer != space.end() && infer->is_boolean() && infer->get<bool>());
        each(space, at, "classes", [&](const json& entry, const std::string& where) { reader.classes(entry, where); });
        for (const auto& [className, names] : memberOr(space, "keys", kNoObject).items()) {
            std::vector<std::string> keys;
            for (const auto& key : names.is_array() ? names : kNoArray) {
                keys.push_back(key.is_string() ? key.get<std::string>() : std::string());
            }
            reader.keys(className, std::move(keys));
        }
        each(space, at, "instances",
             [&](const json& entry, const std::string& where) { reader.instances(entry, where); });
        reader.finish();
        for (auto& diagnostic : reader.take()) {
            diagnostics_.push_back(std::move(diagnostic));
        }
        each(space, at, "generate",
             [&](const json& entry, const std::string& where) { generate(name, entry, where, *out.repository); });
        each(space, at, "assignKeys", [&](const json& entry, const std::string& where) {
            if (!out.repository->schema(name)->find(entry.is_string() ? entry.get<std::string>() : "")) {
                return error(where, "found " + entry.dump() + ", expected a class of the namespace");
            }
            out.repository->assignKeys(name, entry.get<std::string>());
        });
        each(space, at, "methods",
             [&](const json& entry, const std::string& where) { method(name, entry, where, out); });
        each(space, at, "timers", [&](const json& entry, const std::string& where) { timer(name, entry, where, out); });
    }

    template <class Use>
    void each(const json& object, const std::string& at, const char* name, Use use) {
        std::size_t index = 0;
        for (const auto& entry : memberOr(object, name, kNoArray)) {
            use(entry, at + "/" + name + "/" + std::to_string(index++));
        }
    }

    void generate(const std::string& space, const json& entry, const std::string& where, Repository& repository) {
        const auto className = textOr(entry, "class");
        auto made = makeTemplateGenerator(repository.schema(space), className, numberOf(entry, "count").value_or(0),
                                          memberOr(entry, "properties", kNoObject));
        if (!made) {
            return error(where, made.error().message);
        }
        if (auto set = repository.setGenerator(space, className, std::move(*made)); !set) {
            error(where, set.error().message);
        }
    }

    void method(const std::string& space, const json& entry, const std::string& where, RepositoryDefinition& out) {
        MethodSpec spec{space, textOr(entry, "class"), textOr(entry, "method"), entry, where};
        const auto declaration = out.repository->schema(space)->find(spec.className);
        if (!declaration) {
            return error(where + "/class", "found \"" + spec.className + "\", expected a class of the namespace");
        }
        if (declaration->method(spec.method) == nullptr) {
            return error(where + "/method",
                         "found \"" + spec.method + "\", which is no method of " + declaration->name);
        }
        if (const auto file = textOr(entry, "luaFile"); !file.empty()) {
            auto script = files_.read(file, kMaxBytes);
            if (!script) {
                return error(where + "/luaFile", "found a file that cannot be read: " + script.error().message);
            }
            spec.script = std::move(*script);
        } else {
            spec.script = textOr(entry, "lua");
        }
        out.methods.push_back(std::move(spec));
    }

    void timer(const std::string& space, const json& entry, const std::string& where, RepositoryDefinition& out) {
        const auto every = milliseconds(numberOf(entry, "everyMs").value_or(0));
        TimerSpec spec{space, every, textOr(entry, "class"), memberOr(entry, "properties", kNoObject)};
        const auto declaration = out.repository->schema(space)->find(spec.className);
        if (!declaration || (declaration->flags & wsman::cim::flag::kIndication) == 0) {
            return error(where + "/class", "found \"" + spec.className + "\", expected an indication class");
        }
        out.timers.push_back(std::move(spec));
    }

    const FileSource& files_;
    const json& root_;
    std::string pointer_;
    Diagnostics diagnostics_;
};

/// In the order of the files, and no more than a person reads.
void tidy(Diagnostics& diagnostics) {
    std::ranges::stable_sort(diagnostics, [](const Diagnostic& a, const Diagnostic& b) {
        return std::tie(a.file, a.line, a.column) < std::tie(b.file, b.line, b.column);
    });
    if (diagnostics.size() > kMaxDiagnostics) {
        diagnostics.resize(kMaxDiagnostics);
    }
}

}  // namespace

Loaded loadRepository(const FileSource& files, const json& root, const std::string& displayName,
                      const std::string& pointer) {
    auto diagnostics = schemaBreaches(root, pointer);
    Builder builder(files, root, pointer);
    auto built = builder.build();
    for (auto& diagnostic : builder.take()) {
        diagnostics.push_back(std::move(diagnostic));
    }
    if (diagnostics.empty()) {
        return built;
    }
    for (auto& diagnostic : diagnostics) {
        diagnostic.file = diagnostic.file.empty() ? displayName : diagnostic.file;
    }
    tidy(diagnostics);
    return tl::unexpected(std::move(diagnostics));
}

Loaded loadRepository(const FileSource& files, std::string_view fileName) {
    const auto display = files.displayName(fileName);
    const auto text = files.read(fileName, kMaxBytes);
    if (!text) {
        return tl::unexpected(Diagnostics{{.file = display, .message = "cannot be read: " + text.error().message}});
    }
    json root;
    try {
        root = json::parse(*text, nullptr, true, true);
    } catch (const json::parse_error& error) {
        const auto where = placeOf(*text, error.byte == 0 ? 0 : error.byte - 1);
        return tl::unexpected(Diagnostics{{display, where.line, where.column, {}, "found no JSON here"}});
    } catch (const json::exception&) {
        return tl::unexpected(Diagnostics{{.file = display, .message = "found a number that JSON cannot hold"}});
    }
    const auto scan = scanJson(*text);
    if (scan.tooDeep) {
        return tl::unexpected(Diagnostics{{.file = display, .message = "found values nested too deep"}});
    }
    auto diagnostics = schemaBreaches(root, {});
    for (const auto& repeated : scan.repeated) {
        diagnostics.push_back({.file = {},
                               .pointer = repeated.pointer,
                               .message = "found a member of that name again, expected it once"});
    }
    Builder builder(files, root, {});
    auto built = builder.build();
    for (auto& diagnostic : builder.take()) {
        diagnostics.push_back(std::move(diagnostic));
    }
    if (diagnostics.empty()) {
        return built;
    }
    placeIn(*text, display, diagnostics);
    tidy(diagnostics);
    return tl::unexpected(std::move(diagnostics));
}

Loaded loadRepository(const std::filesystem::path& path) {
    const std::string name = path.string();
    constexpr std::string_view kBuiltin = "builtin:";
    if (name.starts_with(kBuiltin)) {
        const auto text = builtinRepository(std::string_view(name).substr(kBuiltin.size()));
        if (!text) {
            return tl::unexpected(Diagnostics{
                {.file = name, .message = "found no such repository, expected builtin:win32 or builtin:cim"}});
        }
        std::map<std::string, std::string, std::less<>> shipped;
        shipped.emplace(kRepositoryFileName, *text);
        const MemoryFiles files(std::move(shipped));
        return loadRepository(files, kRepositoryFileName);
    }
    std::error_code ignored;
    const bool folder = std::filesystem::is_directory(path, ignored);
    const auto file = folder ? path / kRepositoryFileName : path;
    const DiskFiles files(file.has_parent_path() ? file.parent_path() : std::filesystem::path("."));
    return loadRepository(files, file.filename().string());
}

}  // namespace mockserver::repository
