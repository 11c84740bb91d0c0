#include "wsman/cim/xml_name.h"

#include "wsman/xml/chars.h"

namespace wsman::cim {

std::string xmlName(std::string_view name) {
    if (xml::isNcName(name)) {
        return std::string(name);
    }
    std::string result;
    for (std::size_t at = 0; at < name.size();) {
        const xml::CodePoint point = xml::decodeUtf8(name, at);
        const std::string_view character = name.substr(at, point.size);
        const bool fits = point.size != 0 && xml::isNcName("_" + std::string(character));
        result += fits ? character : "_";
        at += fits ? point.size : 1;
    }
    return xml::isNcName(result) ? result : "_" + result;
}

}  // namespace wsman::cim
