#include "mockserver/repository/data/json_value.h"

#include <cmath>
#include <memory>
#include <nlohmann/json.hpp>
#include <type_traits>
#include <utility>

#include "wsman/cim/mof_path.h"
#include "wsman/cim/text.h"

namespace mockserver::repository {

namespace cim = wsman::cim;
using nlohmann::json;
using wsman::ErrorCode;
using wsman::fail;
using wsman::Result;

namespace {

constexpr std::size_t kMaxDepth = 32;

json toJson(const cim::Value& value, std::size_t depth);

json toJson(const cim::Instance& instance, bool keysOnly, std::size_t depth) {
    json out = json::object();
    for (const auto& property : instance.properties) {
        if (!keysOnly || (property.flags & cim::flag::kKey) != 0) {
            out[property.name] = depth < kMaxDepth ? toJson(property.value, depth + 1) : json();
        }
    }
    return out;
}

json toJson(const cim::Scalar& scalar, std::size_t depth) {
    return std::visit(
        [&](const auto& value) -> json {
            using T = std::decay_t<decltype(value)>;
            if constexpr (std::is_floating_point_v<T>) {
                return std::isfinite(value) ? json(value) : json(cim::formatScalar(scalar));
            } else if constexpr (std::is_arithmetic_v<T> || std::is_same_v<T, std::string>) {
                return value;
            } else if constexpr (std::is_same_v<T, cim::Reference>) {
                return value.target
                           ? json{{"class", value.target->className}, {"keys", toJson(*value.target, true, depth)}}
                           : json();
            } else if constexpr (std::is_same_v<T, cim::Embedded>) {
                return value.instance ? json{{"class", value.instance->className},
                                             {"properties", toJson(*value.instance, false, depth)}}
                                      : json();
            } else {
                return cim::formatScalar(scalar);
            }
        },
        scalar);
}

json toJson(const cim::Value& value, std::size_t depth) {
    if (value.scalar) {
        return toJson(*value.scalar, depth);
    }
    if (!value.elements) {
        return {};
    }
    json out = json::array();
    for (const auto& element : *value.elements) {
        out.push_back(toJson(element, depth));
    }
    return out;
}

std::string shownType(const json& value) {
    return std::string(value.type_name());
}

class Reader {
public:
    explicit Reader(const Schema& schema) : schema_(schema) {}

    Result<cim::Instance> instance(const std::string& className, const json& properties, std::size_t depth) {
        const auto declaration = schema_.find(className);
        if (!declaration) {
            return fail(ErrorCode::kNotFound, "there is no class " + className);
        }
        if (!properties.is_object() || depth > kMaxDepth) {
            return fail(ErrorCode::kTypeMismatch, "an object with the properties of " + className + " is expected");
        }
        cim::Instance out;
        out.className = declaration->name;
        for (const auto& [name, value] : properties.items()) {
            const auto* property = declaration->property(name);
            if (property == nullptr) {
                return fail(ErrorCode::kNotFound, declaration->name + " has no property " + name);
            }
            auto read = this->value(*property, value, depth);
            if (!read) {
                return tl::unexpected(std::move(read.error()));
            }
            out.set(property->name, std::move(*read), property->flags);
        }
        return out;
    }

    Result<cim::Value> value(const cim::PropertyDecl& property, const json& value, std::size_t depth) {
        if (value.is_null()) {
            return cim::Value::null(property.type, property.isArray);
        }
        if (!property.isArray) {
            auto read = scalar(property, value, depth);
            return read ? Result<cim::Value>(cim::Value::of(std::move(*read)))
                        : tl::unexpected(std::move(read.error()));
        }
        std::vector<cim::Scalar> elements;
        for (const auto& element : value.is_array() ? value : json::array({value})) {
            auto read = scalar(property, element, depth);
            if (!read) {
                return tl::unexpected(std::move(read.error()));
            }
            elements.push_back(std::move(*read));
        }
        return cim::Value::array(property.type, std::move(elements));
    }

private:
    Result<cim::Scalar> scalar(const cim::PropertyDecl& property, const json& value, std::size_t depth) {
        const auto mismatch = [&] {
            return fail(ErrorCode::kTypeMismatch, property.name + " is a " + std::string(cim::typeName(property.type)) +
                                                      ", not a JSON " + shownType(value));
        };
        if (property.type == cim::Type::kReference) {
            return reference(property, value, depth);
        }
        if (property.type == cim::Type::kInstance) {
            if (!value.is_object() || !value.contains("class") || !value["class"].is_string()) {
                return fail(ErrorCode::kTypeMismatch,
                            property.name + R"( is an embedded instance: {"class": ..., "properties": {...}})");
            }
            auto read =
                instance(value["class"].get<std::string>(), value.value("properties", json::object()), depth + 1);
            if (!read) {
                return tl::unexpected(std::move(read.error()));
            }
            return cim::Scalar(cim::Embedded{std::make_shared<const cim::Instance>(std::move(*read))});
        }
        std::string text;
        if (value.is_string()) {
            text = value.get<std::string>();
        } else if (value.is_boolean() && property.type == cim::Type::kBoolean) {
            text = value.get<bool>() ? "true" : "false";
        } else if (value.is_number() && property.type != cim::Type::kDatetime) {
            text = value.is_number_float() && property.type == cim::Type::kReal32
                       ? cim::formatScalar(static_cast<float>(value.get<double>()))
                       : value.dump();
        } else {
            return mismatch();
        }
        auto parsed = cim::parseScalar(property.type, text);
        if (!parsed) {
            return fail(parsed.error().code, property.name + ": " + parsed.error().message);
        }
        return parsed;
    }

    Result<cim::Scalar> reference(const cim::PropertyDecl& property, const json& value, std::size_t depth) {
        if (value.is_string()) {
            const auto lookup = [&](std::string_view className, std::string_view name) -> const cim::PropertyDecl* {
                const auto declaration = schema_.find(className);
                return declaration ? declaration->property(name) : nullptr;
            };
            auto path = cim::readObjectPath(value.get<std::string>(), lookup);
            if (!path) {
                return tl::unexpected(std::move(path.error()));
            }
            return cim::Scalar(cim::Reference{std::make_shared<const cim::Instance>(std::move(*path))});
        }
        if (!value.is_object() || !value.contains("class") || !value["class"].is_string() || !value.contains("keys")) {
            return fail(ErrorCode::kTypeMismatch,
                        property.name + R"( is a reference: an object path, or {"class": ..., "keys": {...}})");
        }
        auto keys = instance(value["class"].get<std::string>(), value["keys"], depth + 1);
        if (!keys) {
            return tl::unexpected(std::move(keys.error()));
        }
        for (auto& key : keys->properties) {
            key.flags |= cim::flag::kKey;
        }
        return cim::Scalar(cim::Reference{std::make_shared<const cim::Instance>(std::move(*keys))});
    }

    const Schema& schema_;
};

}  // namespace

json toJson(const cim::Value& value) {
    return toJson(value, 0);
}

json toJson(const cim::Instance& instance) {
    return toJson(instance, false, 0);
}

Result<cim::Value> valueFromJson(const Schema& schema, const cim::PropertyDecl& property, const json& value) {
    return Reader(schema).value(property, value, 0);
}

Result<cim::Instance> instanceFromJson(const Schema& schema, const std::string& className, const json& properties) {
    return Reader(schema).instance(className, properties, 0);
}

}  // namespace mockserver::repository
