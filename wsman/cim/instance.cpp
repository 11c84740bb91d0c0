#include "wsman/cim/instance.h"

#include <algorithm>

#include "wsman/uris.h"
#include "wsman/xml/chars.h"

namespace wsman::cim {

bool sameName(std::string_view a, std::string_view b) {
    return xml::equalsIgnoreCase(a, b);
}

std::string foldName(std::string_view name) {
    std::string folded(name);
    std::transform(folded.begin(), folded.end(), folded.begin(), xml::lower);
    return folded;
}

const Property* Instance::find(std::string_view name) const {
    const auto found =
        std::find_if(properties.begin(), properties.end(), [&](const Property& p) { return sameName(p.name, name); });
    return found == properties.end() ? nullptr : &*found;
}

void Instance::set(std::string name, Value value, std::uint32_t flags) {
    const auto found =
        std::find_if(properties.begin(), properties.end(), [&](const Property& p) { return sameName(p.name, name); });
    if (found == properties.end()) {
        properties.push_back({std::move(name), std::move(value), flags});
        return;
    }
    found->value = std::move(value);
    if (flags != 0) {
        found->flags = flags;
    }
}

std::string_view classNameOf(std::string_view resourceUri) {
    const auto slash = resourceUri.rfind('/');
    if (slash == std::string_view::npos) {
        return {};
    }
    const auto name = resourceUri.substr(slash + 1);
    return name == "*" ? std::string_view{} : name;
}

std::string_view nameSpaceOf(std::string_view resourceUri) {
    if (!resourceUri.starts_with(uri::kWmiPrefix)) {
        return {};
    }
    resourceUri.remove_prefix(uri::kWmiPrefix.size());
    const auto slash = resourceUri.rfind('/');
    return slash == std::string_view::npos ? std::string_view{} : resourceUri.substr(0, slash);
}

std::string resourceUriOf(const Instance& instance) {
    return instance.resourceUri.empty() ? std::string(uri::kCimSchemaPrefix) + instance.className
                                        : instance.resourceUri;
}

}  // namespace wsman::cim
