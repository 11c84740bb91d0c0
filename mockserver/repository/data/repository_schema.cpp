#include "mockserver/repository/data/repository_schema.h"

#include <nlohmann/json.hpp>
#include <utility>
#include <vector>

#include "mockserver/repository/data/builtin.h"
#include "mockserver/scenario/json_places.h"
#include "mockserver/scenario/schema.h"

namespace mockserver::repository {

using nlohmann::json;

Diagnostics schemaBreaches(const json& root, const std::string& pointer) {
    static const JsonSchema schema(repositorySchemaText());
    Diagnostics out;
    for (auto& finding : schema.check(root)) {
        out.push_back({.file = {}, .pointer = pointer + finding.pointer, .message = std::move(finding.message)});
    }
    return out;
}

Diagnostics entryBreaches(const json& value, const std::string& kind) {
    json root;
    json& entries = root["namespaces"]["n"][kind];
    entries = value;
    std::string prefix = "/namespaces/n/" + kind;
    if (!value.is_array()) {
        entries = json::array();
        entries.push_back(value);
        prefix += "/0";
    }
    Diagnostics out = schemaBreaches(root, {});
    for (auto& diagnostic : out) {
        diagnostic.pointer.erase(0, prefix.size());
    }
    // The name of a file is an entry of a repository file, and of no other.
    for (std::size_t i = 0; i < entries.size(); ++i) {
        if (entries[i].is_string()) {
            out.push_back({.file = {},
                           .pointer = value.is_array() ? "/" + std::to_string(i) : std::string(),
                           .message = "found a text, expected an object"});
        }
    }
    return out;
}

void placeIn(const std::string& text, const std::string& displayName, Diagnostics& diagnostics) {
    std::vector<std::string> pointers;
    for (const auto& diagnostic : diagnostics) {
        if (!diagnostic.file.empty()) {
            continue;
        }
        for (auto pointer = diagnostic.pointer; !pointer.empty(); pointer.resize(pointer.rfind('/'))) {
            pointers.push_back(pointer);
        }
    }
    const auto scan = scanJson(text, pointers);
    for (auto& diagnostic : diagnostics) {
        if (!diagnostic.file.empty()) {
            continue;
        }
        diagnostic.file = displayName;
        // Of a member that is not there, the place of what should hold it.
        for (auto pointer = diagnostic.pointer; !pointer.empty(); pointer.resize(pointer.rfind('/'))) {
            if (const auto found = scan.offsets.find(pointer); found != scan.offsets.end()) {
                const auto where = placeOf(text, found->second);
                diagnostic.line = where.line;
                diagnostic.column = where.column;
                break;
            }
        }
    }
}

}  // namespace mockserver::repository
