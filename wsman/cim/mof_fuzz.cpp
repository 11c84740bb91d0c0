// Bytes -> declarations -> MOF -> the same again. What was read once must be writable, what was written must be
// readable, and writing it a second time must change nothing.
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

#include "wsman/cim/mof_reader.h"
#include "wsman/cim/xml_codec.h"

namespace {

using namespace wsman;

void require(bool condition, const std::string& what, const std::string& text) {
    if (!condition) {
        std::fprintf(stderr, "%s:\n%s\n", what.c_str(), text.c_str());
        std::abort();
    }
}

template <class Declared>
const Declared& held(const cim::MofDeclaration& declaration) {
    return std::get<Declared>(declaration);
}

/// Reads what was written; of a larger text, since every level of nesting is indented.
cim::MofDeclaration readBack(const std::string& text, std::size_t index) {
    cim::MofLimits limits;
    limits.maxBytes *= 64;
    const auto again = cim::readMof(text, {}, limits);
    require(again.has_value(), "what was written is no MOF: " + (again ? "" : again.error().text()), text);
    require(again->size() == 1 && again->front().index() == index, "another declaration was read", text);
    return again->front();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    cim::MofLimits limits;
    limits.maxItems = 20'000;
    cim::MofReader reader(text, {}, limits);
    for (;;) {
        const auto next = reader.next();
        require(reader.position() <= size, "more was read than there is", std::string(text));
        if (!next || !*next) {
            return 0;
        }
        if (const auto* declared = std::get_if<cim::Class>(&**next)) {
            const std::string written = cim::toMof(*declared);
            require(cim::toMof(held<cim::Class>(readBack(written, 1))) == written, "writing changes the class",
                    written);
        } else if (const auto* instance = std::get_if<cim::InstanceDecl>(&**next)) {
            const std::string written = cim::toMof(instance->instance);
            require(cim::toMof(held<cim::InstanceDecl>(readBack(written, 2)).instance) == written,
                    "writing changes the instance", written);
        }
    }
}
