#include "conformance/server/profile.h"

#include <nlohmann/json.hpp>

namespace conformance {

using nlohmann::ordered_json;
using wsman::ErrorCode;

namespace {

/// Takes members out of an object one by one, so that what is left over is known to be a mistake.
class Object {
public:
    Object(const ordered_json& value, std::string path, std::string& problem)
        : value_(value), path_(std::move(path)), problem_(problem) {
        if (!value_.is_object())
            complain("expected an object");
    }
    ~Object() {
        if (value_.is_object())
            for (const auto& [name, ignored] : value_.items())
                if (std::find(known_.begin(), known_.end(), name) == known_.end())
                    complain("unknown member \"" + name + "\"");
    }
    Object(const Object&) = delete;
    Object& operator=(const Object&) = delete;

    const ordered_json* member(const char* name) {
        known_.emplace_back(name);
        if (!value_.is_object() || !value_.contains(name))
            return nullptr;
        return &value_[name];
    }
    std::string text(const char* name, bool needed = false) {
        const auto* found = member(name);
        if (found && found->is_string())
            return found->get<std::string>();
        if (found || needed)
            complain(std::string("\"") + name + "\" must be a string");
        return {};
    }
    std::optional<std::string> optionalText(const char* name) {
        auto found = text(name);
        return found.empty() ? std::nullopt : std::optional(std::move(found));
    }
    NameValues values(const char* name) {
        NameValues out;
        const auto* found = member(name);
        if (!found)
            return out;
        if (!found->is_object())
            complain(std::string("\"") + name + "\" must be an object");
        else
            for (const auto& [key, value] : found->items())
                out.emplace_back(key, value.is_string() ? value.get<std::string>() : value.dump());
        return out;
    }
    [[nodiscard]] const std::string& path() const { return path_; }
    [[nodiscard]] std::string& problem() { return problem_; }
    void complain(const std::string& what) {
        if (problem_.empty())
            problem_ = path_ + ": " + what;
    }

private:
    const ordered_json& value_;
    std::string path_;
    std::string& problem_;
    std::vector<std::string> known_;
};

Resource readResource(Object& object) {
    Resource out;
    out.uri = object.text("uri", true);
    out.nameSpace = object.text("namespace");
    out.selectors = object.values("selectors");
    return out;
}

std::optional<std::pair<std::string, std::string>> readPair(Object& object, const char* name) {
    auto found = object.values(name);
    if (found.size() > 1)
        object.complain(std::string("\"") + name + "\" must name one property");
    return found.empty() ? std::nullopt : std::optional(std::move(found.front()));
}

WritableClass readWritable(Object& object) {
    WritableClass out;
    out.resource = readResource(object);
    out.properties = object.values("properties");
    if (const auto* keys = object.member("keys"); keys && keys->is_array())
        for (const auto& key : *keys)
            if (key.is_string())
                out.keys.push_back(key.get<std::string>());
    if (out.keys.empty())
        object.complain("\"keys\" must be an array of names");
    if (auto change = readPair(object, "change"))
        out.change = *std::move(change);
    else
        object.complain("\"change\" is missing");
    out.readOnly = readPair(object, "readOnly");
    out.number = object.optionalText("number");
    out.required = object.optionalText("required");
    return out;
}

MethodCall readMethod(Object& object) {
    MethodCall out;
    out.resource = readResource(object);
    out.name = object.text("name", true);
    out.parameters = object.values("parameters");
    out.number = object.optionalText("number");
    return out;
}

AssociationWalk readAssociation(Object& object) {
    AssociationWalk out;
    out.source = readResource(object);
    out.associationClass = object.text("associationClass", true);
    out.role = object.text("role", true);
    out.resultClass = object.text("resultClass", true);
    out.resultRole = object.text("resultRole", true);
    out.property = object.text("property", true);
    return out;
}

EventSource readEvents(Object& object) {
    EventSource out;
    out.resource = readResource(object);
    out.dialect = object.text("dialect", true);
    out.query = object.text("query", true);
    return out;
}

template <class T>
std::optional<T> readMember(Object& root, const char* name, T (*read)(Object&)) {
    const auto* found = root.member(name);
    if (!found)
        return std::nullopt;
    Object object(*found, root.path() + "/" + name, root.problem());
    return read(object);
}

}  // namespace

wsman::Result<ServerProfile> parseServerProfile(std::string_view text, const std::string& where) {
    ordered_json document;
    try {
        document = ordered_json::parse(text, nullptr, true, true);
    } catch (const ordered_json::parse_error& error) {
        const auto line =
            1 + std::count(text.begin(), text.begin() + static_cast<long>(std::min(error.byte, text.size())), '\n');
        return wsman::fail(ErrorCode::kInvalidValue, "no JSON", where + ":" + std::to_string(line));
    }
    std::string problem;
    ServerProfile profile;
    {
        Object root(document, "", problem);
        if (auto resource = readMember(root, "resource", readResource))
            profile.resource = *std::move(resource);
        profile.numericKey = root.optionalText("numericKey");
        profile.empty = readMember(root, "empty", readResource);
        profile.derived = readMember(root, "derived", readResource);
        profile.writable = readMember(root, "writable", readWritable);
        profile.method = readMember(root, "method", readMethod);
        profile.staticMethod = readMember(root, "staticMethod", readMethod);
        profile.association = readMember(root, "association", readAssociation);
        profile.events = readMember(root, "events", readEvents);
        profile.wql = root.text("wql");
        profile.cql = root.text("cql");
    }
    if (!problem.empty())
        return wsman::fail(ErrorCode::kInvalidValue, problem, where);
    return profile;
}

}  // namespace conformance
