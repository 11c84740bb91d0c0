// What the codec's tests share: writing to text, reading it back under the prefixes that an envelope declares.
#pragma once

#include <gtest/gtest.h>

#include <string>

#include "wsman/cim/xml_codec.h"
#include "wsman/uris.h"

namespace wsman::cim {

/// `<s:Body>` with the prefixes of soap::writeMessage around what `write` writes.
template <class Write>
std::string inBody(Write write) {
    std::string out;
    xml::Writer writer(out);
    writer.start("s:Body")
        .declare("s", ns::kSoap)
        .declare("a", ns::kAddressing)
        .declare("w", ns::kWsman)
        .declare("p", ns::kMsWsman)
        .declare("xsi", ns::kXsi)
        .declare("cim", ns::kCimCommon);
    write(writer);
    writer.end();
    return out;
}

inline std::string textOf(const Instance& instance, const WriteOptions& options = {}) {
    return inBody([&](xml::Writer& writer) { writeInstance(writer, instance, options); });
}

inline xml::Document parsed(const std::string& text) {
    auto document = xml::Document::parse(text);
    if (!document) {
        ADD_FAILURE() << document.error().text() << "\n" << text;
        return std::move(*xml::Document::parse("<failed/>"));
    }
    return std::move(*document);
}

/// The first element of a body of that text, read as an instance.
inline Result<Instance> readBody(const std::string& text, const Class* schema = nullptr) {
    return readInstance(parsed(text).root().firstChild(), schema);
}

/// `content` in an element of class X_Test, with the usual prefixes declared, read as an instance.
inline Result<Instance> readX(const std::string& content, const Class* schema = nullptr) {
    return readBody(inBody([&](xml::Writer& writer) {
                        writer.start("p:X_Test")
                            .declare("p", std::string(uri::kCimSchemaPrefix) + "X_Test")
                            .declare("xs", ns::kXsd);
                        writer.raw(content);
                        writer.end();
                    }),
                    schema);
}

inline std::string cimUri(std::string_view className) {
    return std::string(uri::kCimSchemaPrefix).append(className);
}

inline Embedded embed(Instance instance) {
    return {std::make_shared<const Instance>(std::move(instance))};
}

inline Reference refer(Instance instance) {
    return {std::make_shared<const Instance>(std::move(instance))};
}

}  // namespace wsman::cim
