#include "client/cli/output_json.h"

#include <cmath>
#include <nlohmann/json.hpp>
#include <ostream>

#include "wsman/cim/text.h"

namespace client::cli {

namespace cim = wsman::cim;
using Json = nlohmann::ordered_json;

namespace {

Json jsonOf(const cim::Instance& instance);
Json jsonOf(const cim::Value& value);

Json jsonOf(const cim::Scalar& scalar) {
    return std::visit(
        [&]<class T>(const T& value) -> Json {
            if constexpr (std::is_same_v<T, cim::Reference>)
                return value.target ? jsonOf(*value.target) : Json();
            else if constexpr (std::is_same_v<T, cim::Embedded>)
                return value.instance ? jsonOf(*value.instance) : Json();
            else if constexpr (std::is_floating_point_v<T>)
                return std::isfinite(value) ? Json(value) : Json(cim::formatScalar(scalar));
            else if constexpr (std::is_integral_v<T>)
                return Json(value);
            else
                return Json(cim::formatScalar(scalar));
        },
        scalar);
}

Json jsonOf(const cim::Value& value) {
    if (value.isNull())
        return {};
    if (value.scalar)
        return jsonOf(*value.scalar);
    Json array = Json::array();
    for (const auto& element : *value.elements)
        array.push_back(jsonOf(element));
    return array;
}

Json jsonOf(const cim::Instance& instance) {
    Json object = Json::object();
    object["__class"] = instance.className;
    if (!instance.nameSpace.empty())
        object["__namespace"] = instance.nameSpace;
    for (const auto& property : instance.properties)
        object[property.name] = jsonOf(property.value);
    return object;
}

Json jsonOf(const std::vector<cim::Qualifier>& qualifiers) {
    Json object = Json::object();
    for (const auto& qualifier : qualifiers)
        object[qualifier.name] = jsonOf(qualifier.value);
    return object;
}

std::string typeText(cim::Type type, bool isArray, const std::string& referenceClass) {
    std::string text = type == cim::Type::kReference && !referenceClass.empty() ? referenceClass + " REF"
                                                                                : std::string(cim::typeName(type));
    return isArray ? text + "[]" : text;
}

Json jsonOf(const cim::Class& declaration) {
    Json object = Json::object();
    object["__class"] = declaration.name;
    object["superClass"] = declaration.superClass.empty() ? Json() : Json(declaration.superClass);
    object["qualifiers"] = jsonOf(declaration.qualifiers);
    object["properties"] = Json::array();
    for (const auto& property : declaration.properties)
        object["properties"].push_back({{"name", property.name},
                                        {"type", typeText(property.type, property.isArray, property.referenceClass)},
                                        {"key", (property.flags & cim::flag::kKey) != 0},
                                        {"qualifiers", jsonOf(property.qualifiers)}});
    object["methods"] = Json::array();
    for (const auto& method : declaration.methods) {
        Json parameters = Json::array();
        for (const auto& parameter : method.parameters)
            parameters.push_back({{"name", parameter.name},
                                  {"type", typeText(parameter.type, parameter.isArray, parameter.referenceClass)},
                                  {"in", (parameter.flags & cim::flag::kIn) != 0},
                                  {"out", (parameter.flags & cim::flag::kOut) != 0}});
        object["methods"].push_back(
            {{"name", method.name},
             {"returns", method.returnType ? Json(cim::typeName(*method.returnType)) : Json("void")},
             {"parameters", std::move(parameters)}});
    }
    return object;
}

class JsonPrinter : public Printer {
public:
    explicit JsonPrinter(std::ostream& out) : out_(out) {}

    void instance(const cim::Instance& instance, const std::string& note) override {
        Json object = jsonOf(instance);
        if (!note.empty())
            object["__note"] = note;
        line(object);
    }
    void declaration(const cim::Class& declaration) override { line(jsonOf(declaration)); }
    void finish() override { out_ << (begun_ ? "\n]\n" : "[]\n"); }

private:
    void line(const Json& object) {
        out_ << (begun_ ? ",\n " : "[\n ") << object.dump(-1, ' ', false, Json::error_handler_t::replace);
        begun_ = true;
    }

    std::ostream& out_;
    bool begun_ = false;
};

}  // namespace

std::unique_ptr<Printer> makeJsonPrinter(std::ostream& out) {
    return std::make_unique<JsonPrinter>(out);
}

}  // namespace client::cli
