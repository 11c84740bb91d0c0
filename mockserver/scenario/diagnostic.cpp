#include "mockserver/scenario/diagnostic.h"

namespace mockserver {

std::string Diagnostic::text() const {
    std::string out = file;
    if (line != 0) {
        out += ':' + std::to_string(line) + ':' + std::to_string(column);
    }
    out += ": ";
    if (!pointer.empty()) {
        out += pointer + ": ";
    }
    return out + message;
}

}  // namespace mockserver
