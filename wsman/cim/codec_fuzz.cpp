// Bytes -> document -> instance and class -> text -> the same again. What was read once must be writable, what was
// written must be readable, and writing it a second time must change nothing.
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>

#include "wsman/cim/xml_codec.h"
#include "wsman/uris.h"

namespace {

using namespace wsman;

/// Deeper than what is read from the fuzzer: a datetime that was text gains a level when it is written.
xml::Limits writtenLimits() {
    xml::Limits limits;
    limits.maxDepth *= 4;
    limits.maxBytes *= 4;
    return limits;
}

void require(bool condition, const char* what, const std::string& text) {
    if (!condition) {
        std::fprintf(stderr, "%s:\n%s\n", what, text.c_str());
        std::abort();
    }
}

std::string written(const cim::Instance& instance) {
    std::string out;
    xml::Writer writer(out);
    writer.start("s:Body")
        .declare("s", ns::kSoap)
        .declare("a", ns::kAddressing)
        .declare("w", ns::kWsman)
        .declare("xsi", ns::kXsi)
        .declare("cim", ns::kCimCommon);
    cim::writeInstance(writer, instance, {.xsiType = true});
    writer.end();
    return out;
}

std::string written(const cim::Class& declaration) {
    std::string out;
    xml::Writer writer(out);
    cim::writeClass(writer, declaration);
    return out;
}

cim::Instance readBack(const std::string& text) {
    const auto document = xml::Document::parse(text, writtenLimits());
    require(document.has_value(), "what was written is not XML", text);
    auto instance = cim::readInstance(document->root().firstChild());
    require(instance.has_value(), "what was written is no instance", text);
    return std::move(*instance);
}

void checkInstance(const cim::Instance& instance) {
    const std::string first = written(instance);
    const std::string second = written(readBack(first));
    require(written(readBack(second)) == second, "writing changes what was written", second);
    static_cast<void>(cim::toMof(instance));
    static_cast<void>(cim::eprOf(instance, uri::kAnonymous));
}

void checkClass(const cim::Class& declaration) {
    const std::string text = written(declaration);
    const auto document = xml::Document::parse(text, writtenLimits());
    require(document.has_value(), "the written class is not XML", text);
    const auto again = cim::readClass(document->root());
    require(again.has_value(), "the written class is no class", text);
    require(written(*again) == text, "writing changes the class", text);
    static_cast<void>(cim::toMof(declaration));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto document = xml::Document::parse(std::string(reinterpret_cast<const char*>(data), size));
    if (!document) {
        return 0;
    }
    const auto declaration = cim::readClass(document->root());
    if (declaration) {
        checkClass(*declaration);
    }
    // A class followed by an instance of it is read by that schema.
    const xml::Node typed = document->root().firstChild().next();
    if (declaration && typed) {
        if (const auto instance = cim::readInstance(typed, &*declaration)) {
            checkInstance(*instance);
        }
    }
    if (const auto instance = cim::readInstance(document->root())) {
        checkInstance(*instance);
    }
    return 0;
}
