#include "wsman/cim/xsi_type.h"

#include <algorithm>
#include <array>

#include "wsman/cim/instance.h"
#include "wsman/uris.h"

namespace wsman::cim {

namespace {

constexpr std::array<std::string_view, 16> kCimNames{
    "cimBoolean",  "cimUnsignedByte", "cimByte",      "cimUnsignedShort",
    "cimShort",    "cimUnsignedInt",  "cimInt",       "cimUnsignedLong",
    "cimLong",     "cimFloat",        "cimDouble",    "cimChar16",
    "cimDateTime", "cimString",       "cimReference", ""};

struct XsdName {
    std::string_view name;
    Type type;
};

constexpr std::array kXsdNames{
    XsdName{"boolean", Type::kBoolean},
    XsdName{"unsignedByte", Type::kUint8},
    XsdName{"byte", Type::kSint8},
    XsdName{"unsignedShort", Type::kUint16},
    XsdName{"short", Type::kSint16},
    XsdName{"unsignedInt", Type::kUint32},
    XsdName{"int", Type::kSint32},
    XsdName{"unsignedLong", Type::kUint64},
    XsdName{"long", Type::kSint64},
    XsdName{"float", Type::kReal32},
    XsdName{"double", Type::kReal64},
    XsdName{"dateTime", Type::kDatetime},
    XsdName{"date", Type::kDatetime},
    XsdName{"time", Type::kDatetime},
    XsdName{"duration", Type::kDatetime},
    XsdName{"string", Type::kString},
    XsdName{"anyURI", Type::kString},
    XsdName{"hexBinary", Type::kString},
    XsdName{"cimAnyURI", Type::kString},
    XsdName{"cimHexBinary", Type::kString},
    XsdName{"EndpointReferenceType", Type::kReference},
};

constexpr std::string_view kClassTypeSuffix = "_Type";

}  // namespace

std::string_view cimTypeName(Type type) {
    return kCimNames[static_cast<std::size_t>(type)];
}

XsiType readXsiType(std::string_view text) {
    XsiType result;
    const auto colon = text.find(':');
    result.local = colon == std::string_view::npos ? text : text.substr(colon + 1);
    const auto* const cim = std::find_if(kCimNames.begin(), kCimNames.end(), [&](std::string_view name) {
        return !name.empty() && sameName(name, result.local);
    });
    if (cim != kCimNames.end()) {
        result.type = static_cast<Type>(cim - kCimNames.begin());
        return result;
    }
    const auto* const xsd = std::find_if(kXsdNames.begin(), kXsdNames.end(),
                                         [&](const XsdName& each) { return each.name == result.local; });
    if (xsd != kXsdNames.end()) {
        result.type = xsd->type;
        return result;
    }
    if (result.local == "cimBase64Binary" || result.local == "base64Binary") {
        result.type = Type::kUint8;
        result.octets = true;
    } else if (result.local.ends_with(kClassTypeSuffix)) {
        result.type = Type::kInstance;
        result.className = result.local.substr(0, result.local.size() - kClassTypeSuffix.size());
    }
    return result;
}

std::optional<std::string> xsiTypeOf(xml::Node element) {
    if (!element.raw().first_attribute()) {
        return std::nullopt;
    }
    auto type = element.attribute(ns::kXsi, "type");
    return type ? std::move(type) : element.attribute(ns::kXsd, "type");
}

}  // namespace wsman::cim
