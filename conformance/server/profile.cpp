#include "conformance/server/profile.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "profile_schema.h"

namespace conformance {

using nlohmann::ordered_json;

namespace {

const mockserver::JsonSchema& schema() {
    static const mockserver::JsonSchema kSchema(kProfileSchema);
    return kSchema;
}

// The schema has been obeyed when these read.

std::string textOf(const ordered_json& value) {
    return value.is_string() ? value.get<std::string>() : value.dump();
}

std::optional<std::string> optionalText(const ordered_json& object, const char* name) {
    return object.contains(name) ? std::optional(textOf(object[name])) : std::nullopt;
}

std::string text(const ordered_json& object, const char* name) {
    return optionalText(object, name).value_or("");
}

NameValues values(const ordered_json& object, const char* name) {
    NameValues out;
    if (object.contains(name))
        for (const auto& [key, value] : object[name].items())
            out.emplace_back(key, textOf(value));
    return out;
}

Resource readResource(const ordered_json& object) {
    return {text(object, "uri"), text(object, "namespace"), values(object, "selectors")};
}

WritableClass readWritable(const ordered_json& object) {
    WritableClass out;
    out.resource = readResource(object);
    out.properties = values(object, "properties");
    for (const auto& key : object["keys"])
        out.keys.push_back(textOf(key));
    out.change = values(object, "change").front();
    if (object.contains("readOnly"))
        out.readOnly = values(object, "readOnly").front();
    out.number = optionalText(object, "number");
    out.required = optionalText(object, "required");
    return out;
}

MethodCall readMethod(const ordered_json& object) {
    return {readResource(object), text(object, "name"), values(object, "parameters"), optionalText(object, "number")};
}

AssociationWalk readAssociation(const ordered_json& object) {
    return {readResource(object),        text(object, "associationClass"), text(object, "role"),
            text(object, "resultClass"), text(object, "resultRole"),       text(object, "property")};
}

EventSource readEvents(const ordered_json& object) {
    return {readResource(object), text(object, "dialect"), text(object, "query")};
}

template <class T>
std::optional<T> readMember(const ordered_json& root, const char* name, T (*read)(const ordered_json&)) {
    return root.contains(name) ? std::optional(read(root[name])) : std::nullopt;
}

ServerProfile profileOf(const JsonInput& input) {
    // Once more, for the order of the members: a server may want properties in that of its class.
    const auto root = ordered_json::parse(input.text, nullptr, false, true);
    ServerProfile profile;
    profile.resource = readMember(root, "resource", readResource).value_or(Resource{});
    profile.numericKey = optionalText(root, "numericKey");
    profile.empty = readMember(root, "empty", readResource);
    profile.derived = readMember(root, "derived", readResource);
    profile.writable = readMember(root, "writable", readWritable);
    profile.method = readMember(root, "method", readMethod);
    profile.staticMethod = readMember(root, "staticMethod", readMethod);
    profile.association = readMember(root, "association", readAssociation);
    profile.events = readMember(root, "events", readEvents);
    profile.wql = text(root, "wql");
    profile.cql = text(root, "cql");
    return profile;
}

/// Every key must have a value: a Delete with fewer selectors than keys might reach another instance.
tl::expected<ServerProfile, InputProblems> checked(const JsonInput& input) {
    auto profile = profileOf(input);
    InputProblems problems;
    if (profile.writable)
        for (std::size_t i = 0; i < profile.writable->keys.size(); ++i) {
            const auto& key = profile.writable->keys[i];
            const auto& properties = profile.writable->properties;
            if (std::none_of(properties.begin(), properties.end(), [&](const auto& one) { return one.first == key; }))
                problems.push_back(input.placeOf("/writable/keys/" + std::to_string(i)) + ": the key \"" + key +
                                   "\" has no value in \"properties\"");
        }
    if (!problems.empty())
        return tl::unexpected(std::move(problems));
    return profile;
}

}  // namespace

tl::expected<ServerProfile, InputProblems> readServerProfile(const std::string& file) {
    return readJsonFile(file, schema()).and_then(checked);
}

tl::expected<ServerProfile, InputProblems> parseServerProfile(const std::string& text, const std::string& file) {
    return readJson(text, file, schema()).and_then(checked);
}

}  // namespace conformance
