#include "wsman/cim/xml_name.h"

namespace wsman::cim {

namespace {

bool startsName(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || (static_cast<unsigned char>(c) & 0x80u) != 0;
}

bool continuesName(char c) {
    return startsName(c) || (c >= '0' && c <= '9') || c == '-' || c == '.';
}

}  // namespace

std::string xmlName(std::string_view name) {
    std::string result(name.empty() ? "_" : name);
    for (char& c : result) {
        if (!continuesName(c)) {
            c = '_';
        }
    }
    if (!startsName(result.front())) {
        result.insert(result.begin(), '_');
    }
    return result;
}

}  // namespace wsman::cim
