#include "client/cli/arguments.h"

#include <charconv>

#include "wsman/cim/text.h"

namespace client::cli {

using wsman::ErrorCode;
using wsman::fail;
namespace cim = wsman::cim;

namespace {

/// Splits at commas; "\," is a comma.
std::vector<std::string> elementsOf(std::string_view text) {
    std::vector<std::string> out;
    if (text.empty())
        return out;
    out.emplace_back();
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '\\' && i + 1 < text.size() && text[i + 1] == ',')
            out.back().push_back(text[++i]);
        else if (text[i] == ',')
            out.emplace_back();
        else
            out.back().push_back(text[i]);
    }
    return out;
}

}  // namespace

wsman::Result<cim::Property> parseProperty(std::string_view argument, std::uint32_t flags) {
    const auto equals = argument.find('=');
    const auto left = argument.substr(0, equals);
    const auto colon = left.find(':');
    cim::Property property;
    property.name = left.substr(0, colon);
    property.flags = flags;
    if (property.name.empty())
        return fail(ErrorCode::kInvalidArgument, "expected NAME=VALUE or NAME:TYPE=VALUE", std::string(argument));
    cim::Type type = cim::Type::kString;
    bool isArray = false;
    if (colon != std::string_view::npos) {
        auto name = left.substr(colon + 1);
        isArray = name.ends_with("[]");
        if (isArray)
            name.remove_suffix(2);
        const auto found = cim::typeByName(name);
        if (!found || *found == cim::Type::kReference || *found == cim::Type::kInstance)
            return fail(ErrorCode::kInvalidArgument,
                        "'" + std::string(name) + "' is no CIM type that a command line can hold",
                        std::string(argument));
        type = *found;
    }
    if (equals == std::string_view::npos) {
        if (colon == std::string_view::npos)
            return fail(ErrorCode::kInvalidArgument, "expected NAME=VALUE or NAME:TYPE=VALUE", std::string(argument));
        property.value = cim::Value::null(type, isArray);
        return property;
    }
    const auto text = argument.substr(equals + 1);
    if (!isArray) {
        auto scalar = cim::parseScalar(type, text);
        if (!scalar)
            return fail(scalar.error().code, scalar.error().message, std::string(argument));
        property.value = cim::Value::of(std::move(*scalar));
        return property;
    }
    std::vector<cim::Scalar> elements;
    for (const auto& element : elementsOf(text)) {
        auto scalar = cim::parseScalar(type, element);
        if (!scalar)
            return fail(scalar.error().code, scalar.error().message, std::string(argument));
        elements.push_back(std::move(*scalar));
    }
    auto array = cim::Value::array(type, std::move(elements));
    if (!array)
        return tl::unexpected(array.error());
    property.value = std::move(*array);
    return property;
}

wsman::Result<cim::Instance> parseInstance(const std::string& className, const std::vector<std::string>& arguments,
                                           std::uint32_t flags) {
    cim::Instance instance;
    instance.className = className;
    for (const auto& argument : arguments) {
        auto property = parseProperty(argument, flags);
        if (!property)
            return tl::unexpected(property.error());
        if (instance.find(property->name))
            return fail(ErrorCode::kInvalidArgument, "'" + property->name + "' is given twice", argument);
        instance.properties.push_back(std::move(*property));
    }
    return instance;
}

wsman::Result<std::chrono::milliseconds> parseTime(std::string_view text) {
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    const std::string_view unit(end, static_cast<std::size_t>(text.data() + text.size() - end));
    std::int64_t factor = 0;
    if (unit.empty() || unit == "s")
        factor = 1000;
    else if (unit == "ms")
        factor = 1;
    else if (unit == "m")
        factor = 60'000;
    else if (unit == "h")
        factor = 3'600'000;
    if (error != std::errc{} || !factor || number < 0 || number > 1'000'000'000)
        return fail(ErrorCode::kInvalidArgument, "expected a time such as 30s, 500ms or 5m", std::string(text));
    return std::chrono::milliseconds(number * factor);
}

}  // namespace client::cli
