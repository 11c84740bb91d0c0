#include "mockserver/scenario/schema.h"

#include <algorithm>
#include <exception>
#include <memory>
#include <nlohmann/json.hpp>
#include <valijson/adapters/nlohmann_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validator.hpp>

#include "mockserver/scenario/json_places.h"

namespace mockserver {

using nlohmann::json;
using valijson::adapters::NlohmannJsonAdapter;

/// valijson says where a value breaks the schema; what was expected is said from the schema itself, in words.
class JsonSchema::Judge {
public:
    explicit Judge(std::string_view text) : document_(json::parse(text)) {
        json judged = document_;
        dropPatterns(judged);
        valijson::SchemaParser().populateSchema(NlohmannJsonAdapter(judged), schema_);
    }

    std::vector<SchemaFinding> check(const json& scenario) const {
        valijson::Validator validator(valijson::Validator::kStrongTypes);
        valijson::ValidationResults results;
        std::vector<SchemaFinding> findings;
        if (validator.validate(schema_, NlohmannJsonAdapter(scenario), &results)) {
            return findings;
        }
        for (const auto& error : results) {
            // What only repeats that a part is wrong.
            if (error.description.starts_with("Failed to validate")) {
                continue;
            }
            explain(scenario, error, findings);
        }
        std::sort(findings.begin(), findings.end(), [](const SchemaFinding& a, const SchemaFinding& b) {
            return std::tie(a.pointer, a.message) < std::tie(b.pointer, b.message);
        });
        findings.erase(std::unique(findings.begin(), findings.end()), findings.end());
        return findings;
    }

private:
    static void dropPatterns(json& schema) {
        if (schema.is_object() && schema.contains("pattern") && schema["pattern"].is_string()) {
            schema.erase("pattern");
        }
        for (json& part : schema) {
            if (part.is_structured()) {
                dropPatterns(part);
            }
        }
    }

    const json& resolve(const json& schema) const {
        const json* at = &schema;
        while (at->contains("$ref") || at->contains("allOf")) {
            at = at->contains("$ref") ? &document_.at(json::json_pointer((*at)["$ref"].get<std::string>().substr(1)))
                                      : &(*at)["allOf"][0];
        }
        return *at;
    }

    const json* part(const json& schema, const json& value, const std::string& token) const {
        const char* keyword = "additionalProperties";
        if (value.is_array()) {
            keyword = "items";
        } else if (schema.contains("properties") && schema["properties"].contains(token)) {
            return &resolve(schema["properties"][token]);
        }
        return schema.contains(keyword) && schema[keyword].is_object() ? &resolve(schema[keyword]) : nullptr;
    }

    void explain(const json& scenario, const valijson::ValidationResults::Error& error,
                 std::vector<SchemaFinding>& findings) const {
        const json* value = &scenario;
        const json* schema = &document_;
        std::string pointer;
        for (std::size_t i = 1; i < error.context.size(); ++i) {
            const std::string& bracketed = error.context[i];
            const std::string token = bracketed.substr(1, bracketed.size() - 2);
            schema = schema == nullptr ? nullptr : part(*schema, *value, token);
            pointer += '/' + pointerToken(token);
            value = value->is_array() ? &value->at(std::stoul(token)) : &value->at(token);
        }
        if (schema == nullptr) {
            findings.push_back({pointer, error.description});
        } else if (error.description.starts_with("Object contains a property")) {
            unknownMembers(*schema, *value, pointer, findings);
        } else if (error.description.starts_with("Missing required")) {
            missingMembers(*schema, *value, pointer, findings);
        } else {
            findings.push_back({pointer, "found " + shown(*value) + ", expected " + expectation(*schema, *value)});
        }
    }

    static std::string list(const json& names, const char* last) {
        std::string out;
        for (std::size_t i = 0; i < names.size(); ++i) {
            out += i == 0 ? "" : i + 1 == names.size() ? last : ", ";
            out += names[i].is_string() ? names[i].get<std::string>() : names[i].dump();
        }
        return out;
    }

    static json memberNames(const json& schema) {
        json names = json::array();
        for (const auto& member : schema["properties"].items()) {
            if (!member.key().starts_with('$')) {
                names.push_back(member.key());
            }
        }
        return names;
    }

    static void unknownMembers(const json& schema, const json& value, const std::string& pointer,
                               std::vector<SchemaFinding>& findings) {
        for (const auto& member : value.items()) {
            if (!schema["properties"].contains(member.key())) {
                findings.push_back({pointer + '/' + pointerToken(member.key()),
                                    "found an unknown member, expected one of " + list(memberNames(schema), ", ")});
            }
        }
    }

    static void missingMembers(const json& schema, const json& value, const std::string& pointer,
                               std::vector<SchemaFinding>& findings) {
        for (const json& name : schema["required"]) {
            if (!value.contains(name.get<std::string>())) {
                findings.push_back({pointer, "found no member " + name.dump() + ", which is required"});
            }
        }
    }

    static bool hasType(const json& schema, const json& value) {
        if (!schema.contains("type")) {
            return true;
        }
        const json types = schema["type"].is_array() ? schema["type"] : json::array({schema["type"]});
        return std::any_of(types.begin(), types.end(), [&](const json& type) {
            return (type == "integer" && value.is_number_integer()) || type == value.type_name();
        });
    }

    static std::string typeNames(const json& schema) {
        json names = json::array();
        for (const json& type : schema["type"].is_array() ? schema["type"] : json::array({schema["type"]})) {
            names.push_back(type == "string"    ? "a string"
                            : type == "integer" ? "a whole number"
                            : type == "number"  ? "a number"
                            : type == "object"  ? "an object"
                            : type == "array"   ? "an array"
                                                : "true or false");
        }
        return list(names, " or ");
    }

    static std::string expectation(const json& schema, const json& value) {
        if (!hasType(schema, value)) {
            return typeNames(schema);
        }
        if (schema.contains("enum")) {
            return list(schema["enum"], " or ");
        }
        if (value.is_number()) {
            if (!schema.contains("maximum")) {
                return "at least " + schema["minimum"].dump();
            }
            return "a number from " + schema["minimum"].dump() + " to " + schema["maximum"].dump();
        }
        if (value.is_string()) {
            return schema.contains("minLength") && value.get_ref<const std::string&>().empty()
                       ? "a string that is not empty"
                       : "at most " + schema["maxLength"].dump() + " characters";
        }
        if (value.is_array()) {
            const bool exact = schema.contains("maxItems");
            return (exact ? "exactly " : "at least ") + schema["minItems"].dump() + (exact ? " elements" : " element");
        }
        const std::string members = schema.contains("properties") ? list(memberNames(schema), ", ") : "";
        const char* count = !schema.contains("maxProperties") ? "at least one member" : "exactly one member";
        return members.empty() ? count : count + (" of " + members);
    }

    json document_;
    valijson::Schema schema_;
};

JsonSchema::JsonSchema(std::string_view text) : judge_(std::make_unique<Judge>(text)) {}
JsonSchema::~JsonSchema() = default;

std::vector<SchemaFinding> JsonSchema::check(const json& value) const {
    try {
        return judge_->check(value);
    } catch (const std::exception& error) {
        return {{"", std::string("could not be held against the schema: ") + error.what()}};
    }
}

std::string shown(const json& value) {
    constexpr std::size_t kMost = 60;
    if (value.is_structured()) {
        return value.is_object() ? (value.empty() ? "an empty object"
                                                  : "an object with " + std::to_string(value.size()) +
                                                        (value.size() == 1 ? " member" : " members"))
                                 : (value.empty() ? "an empty array" : "an array");
    }
    std::string text = value.dump(-1, ' ', false, json::error_handler_t::replace);
    if (text.size() > kMost) {
        std::size_t cut = kMost;
        while (cut > 0 && (static_cast<unsigned char>(text[cut]) & 0xC0U) == 0x80U) {
            --cut;
        }
        text = text.substr(0, cut) + "...";
    }
    return text;
}

std::vector<SchemaFinding> checkSchema(const json& scenario) {
    static const JsonSchema schema(scenarioSchemaText());
    return schema.check(scenario);
}

}  // namespace mockserver
