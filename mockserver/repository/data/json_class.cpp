#include "mockserver/repository/data/json_class.h"

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <utility>

#include "mockserver/scenario/json_places.h"
#include "wsman/cim/text.h"

namespace mockserver::repository {

namespace cim = wsman::cim;
using nlohmann::json;
using wsman::ErrorCode;
using wsman::fail;
using wsman::Result;

namespace {

cim::Qualifier flag(const char* name) {
    return {.name = name, .value = cim::Value::of(true)};
}

bool isSet(const json& object, const char* name) {
    const auto found = object.find(name);
    return found != object.end() && found->is_boolean() && found->get<bool>();
}

std::string text(const json& object, const char* name) {
    const auto found = object.find(name);
    return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

/// "uint32", or with "[]" after it.
struct TypeName {
    cim::Type type = cim::Type::kString;
    bool isArray = false;
};

Result<TypeName> typeOf(const json& member, const std::string& where) {
    std::string name = text(member, "type");
    TypeName out;
    out.isArray = isSet(member, "array") || name.ends_with("[]");
    if (name.ends_with("[]")) {
        name.resize(name.size() - 2);
    }
    if (name.empty()) {
        name = member.contains("reference") ? "reference" : member.contains("instanceOf") ? "instance" : "string";
    }
    const auto type = cim::typeByName(name);
    if (!type) {
        return fail(ErrorCode::kNotFound, "there is no type \"" + name + "\"", where + "/type");
    }
    out.type = *type;
    return out;
}

/// Qualifiers that hold what values may be.
Result<void> restrict(const json& member, const std::string& where, std::vector<cim::Qualifier>& qualifiers) {
    const std::pair<const char*, const char*> numbers[] = {
        {"maxLen", "MaxLen"}, {"minLen", "MinLen"}, {"minValue", "MinValue"}, {"maxValue", "MaxValue"}};
    for (const auto& [name, qualifier] : numbers) {
        if (const auto found = member.find(name); found != member.end()) {
            if (!found->is_number_integer()) {
                return fail(ErrorCode::kInvalidValue, "a whole number is expected", where + "/" + name);
            }
            qualifiers.push_back({.name = qualifier,
                                  .value = found->is_number_unsigned() ? cim::Value::of(found->get<std::uint64_t>())
                                                                       : cim::Value::of(found->get<std::int64_t>())});
        }
    }
    for (const auto& [name, qualifier] : {std::pair{"valueMap", "ValueMap"}, std::pair{"values", "Values"}}) {
        if (const auto found = member.find(name); found != member.end()) {
            std::vector<cim::Scalar> entries;
            for (const auto& entry : *found) {
                entries.emplace_back(entry.is_string() ? entry.get<std::string>() : entry.dump());
            }
            qualifiers.push_back(
                {.name = qualifier, .value = *cim::Value::array(cim::Type::kString, std::move(entries))});
        }
    }
    if (const auto description = text(member, "description"); !description.empty()) {
        qualifiers.push_back({.name = "Description", .value = cim::Value::of(description)});
    }
    return {};
}

/// A member that is an object, or nothing when it is absent. A value of another kind is an error: files are also read
/// when the schema has refused them, to tell of all that is wrong at once.
Result<json> objectIn(const json& object, const char* name, const std::string& where) {
    const auto found = object.find(name);
    if (found == object.end()) {
        return json::object();
    }
    if (!found->is_object()) {
        return fail(ErrorCode::kInvalidValue, "an object is expected", where + "/" + name);
    }
    return *found;
}

Result<cim::PropertyDecl> propertyFrom(const std::string& name, const json& member, const std::string& where) {
    if (!member.is_object()) {
        return fail(ErrorCode::kInvalidValue, "a type's name or an object is expected", where);
    }
    const auto type = typeOf(member, where);
    if (!type) {
        return tl::unexpected(type.error());
    }
    cim::PropertyDecl out{.name = name, .type = type->type, .isArray = type->isArray};
    out.referenceClass = text(member, out.type == cim::Type::kReference ? "reference" : "instanceOf");
    if (out.type == cim::Type::kReference && out.referenceClass.empty()) {
        return fail(ErrorCode::kInvalidValue, "a reference names its class in \"reference\"", where);
    }
    for (const auto& [key, qualifier] : {std::pair{"key", "Key"}, std::pair{"required", "Required"}}) {
        if (isSet(member, key)) {
            out.qualifiers.push_back(flag(qualifier));
        }
    }
    if (!isSet(member, "readOnly")) {
        out.qualifiers.push_back(flag("Write"));
    }
    if (auto done = restrict(member, where, out.qualifiers); !done) {
        return tl::unexpected(std::move(done.error()));
    }
    out.flags = cim::propertyFlags(out.qualifiers);
    out.defaultValue = cim::Value::null(out.type, out.isArray);
    if (const auto value = member.find("default"); value != member.end() && !value->is_null()) {
        std::vector<cim::Scalar> elements;
        for (const auto& element : value->is_array() ? *value : json::array({*value})) {
            auto parsed = cim::parseScalar(out.type, element.is_string() ? element.get<std::string>() : element.dump());
            if (!parsed) {
                return fail(ErrorCode::kInvalidValue, parsed.error().message, where + "/default");
            }
            elements.push_back(std::move(*parsed));
        }
        if (!out.isArray && elements.size() != 1) {
            return fail(ErrorCode::kInvalidValue, "one value is expected", where + "/default");
        }
        out.defaultValue = out.isArray ? *cim::Value::array(out.type, std::move(elements))
                                       : cim::Value::of(std::move(elements.front()));
    }
    return out;
}

Result<cim::MethodDecl> methodFrom(const std::string& name, const json& member, const std::string& where) {
    if (!member.is_object()) {
        return fail(ErrorCode::kInvalidValue, "an object is expected", where);
    }
    cim::MethodDecl out{.name = name};
    const auto returns = member.contains("returns") ? text(member, "returns") : std::string("uint32");
    if (returns != "void") {
        out.returnType = cim::typeByName(returns);
        if (!out.returnType) {
            return fail(ErrorCode::kNotFound, "there is no type \"" + returns + "\"", where + "/returns");
        }
    }
    if (isSet(member, "static")) {
        out.qualifiers.push_back(flag("Static"));
    }
    for (const auto& [direction, isIn] : {std::pair{"in", true}, std::pair{"out", false}}) {
        const auto parameters = objectIn(member, direction, where);
        if (!parameters) {
            return tl::unexpected(parameters.error());
        }
        for (const auto& [parameter, declared] : parameters->items()) {
            const auto at = where + "/" + direction + "/" + pointerToken(parameter);
            auto read = propertyFrom(parameter, declared.is_string() ? json{{"type", declared}} : declared, at);
            if (!read) {
                return tl::unexpected(std::move(read.error()));
            }
            cim::ParameterDecl made{.name = parameter,
                                    .type = read->type,
                                    .isArray = read->isArray,
                                    .referenceClass = read->referenceClass};
            made.qualifiers.push_back({.name = "In", .value = cim::Value::of(isIn)});
            if (!isIn) {
                made.qualifiers.push_back(flag("Out"));
            }
            made.flags = cim::parameterFlags(made.qualifiers);
            out.parameters.push_back(std::move(made));
        }
    }
    out.flags = cim::methodFlags(out.qualifiers);
    return out;
}

}  // namespace

Result<cim::Class> classFromJson(const json& declaration) {
    cim::Class out{.name = text(declaration, "name")};
    if (out.name.empty()) {
        return fail(ErrorCode::kInvalidValue, "a class has a \"name\"");
    }
    out.superClass = text(declaration, "superClass");
    for (const auto& [key, qualifier] : {std::pair{"abstract", "Abstract"}, std::pair{"association", "Association"},
                                         std::pair{"indication", "Indication"}}) {
        if (isSet(declaration, key)) {
            out.qualifiers.push_back(flag(qualifier));
        }
    }
    if (const auto description = text(declaration, "description"); !description.empty()) {
        out.qualifiers.push_back({.name = "Description", .value = cim::Value::of(description)});
    }
    const auto properties = objectIn(declaration, "properties", {});
    if (!properties) {
        return tl::unexpected(properties.error());
    }
    for (const auto& [name, member] : properties->items()) {
        auto read = propertyFrom(name, member.is_string() ? json{{"type", member}} : member,
                                 "/properties/" + pointerToken(name));
        if (!read) {
            return tl::unexpected(std::move(read.error()));
        }
        out.properties.push_back(std::move(*read));
    }
    const auto methods = objectIn(declaration, "methods", {});
    if (!methods) {
        return tl::unexpected(methods.error());
    }
    for (const auto& [name, member] : methods->items()) {
        auto read = methodFrom(name, member, "/methods/" + pointerToken(name));
        if (!read) {
            return tl::unexpected(std::move(read.error()));
        }
        out.methods.push_back(std::move(*read));
    }
    out.flags = cim::classFlags(out.qualifiers);
    return out;
}

}  // namespace mockserver::repository
