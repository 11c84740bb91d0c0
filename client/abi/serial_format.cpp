#include "client/abi/serial_format.h"

#include <utility>

#include "wsman/cim/cim_xml.h"
#include "wsman/cim/mof_reader.h"
#include "wsman/cim/xml_codec.h"
#include "wsman/xml/encoding.h"

namespace client::abi {

namespace cim = wsman::cim;
namespace xml = wsman::xml;
using wsman::ErrorCode;
using wsman::Result;

namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

/// A text in UTF-8, and how its bytes are to be counted.
struct Text {
    std::string utf8;
    xml::Encoding encoding = xml::Encoding::kUtf8;
    std::size_t markBytes = 0;
};

Result<Text> decode(std::string_view bytes) {
    Text text;
    auto utf8 = xml::toUtf8(bytes, {}, &text.encoding);
    if (!utf8) {
        return tl::unexpected(std::move(utf8.error()));
    }
    text.utf8 = std::move(*utf8);
    text.markBytes = bytes.starts_with(kByteOrderMark) ? kByteOrderMark.size() : 0;
    return text;
}

/// The bytes, as they were given, of the first `size` bytes of the text.
std::size_t bytesOf(const Text& text, std::size_t size) {
    if (text.encoding == xml::Encoding::kUtf8) {
        return text.markBytes + size;
    }
    const auto encoded = xml::fromUtf8(std::string_view(text.utf8).substr(0, size), text.encoding);
    return encoded ? encoded->size() : 0;
}

// --- XML

/// As deep as the instances that can be written, with what an element of an EPR adds.
xml::Limits limits() {
    xml::Limits limits;
    limits.maxDepth = 4 * cim::kMaxNesting;
    return limits;
}

Result<xml::Document> parse(std::string_view bytes) {
    auto text = decode(bytes);
    if (!text) {
        return tl::unexpected(std::move(text.error()));
    }
    return xml::Document::parse(std::move(text->utf8), limits());
}

/// The declarations of a document: the children of a DECLGROUP, or its one element.
std::vector<xml::Node> declarations(const xml::Document& document) {
    const xml::Node root = document.root();
    return root.localName() == cim::cimxml::kDeclarationGroup ? root.children() : std::vector<xml::Node>{root};
}

std::string writeXml(const std::vector<cim::Class>& classes, const cim::Instance* instance) {
    std::string out;
    xml::Writer writer(out);
    const bool isGroup = classes.size() + (instance ? 1 : 0) != 1;
    if (isGroup) {
        writer.start(cim::cimxml::kDeclarationGroup);
    }
    for (const cim::Class& each : classes) {
        cim::writeClass(writer, each);
    }
    if (instance) {
        cim::writeInstance(writer, *instance, {.xsiType = true, .standAlone = true});
    }
    if (isGroup) {
        writer.end();
    }
    return out;
}

Result<SerialRead<cim::Class>> readXmlClass(std::string_view bytes, const ClassSeen& seen) {
    const auto document = parse(bytes);
    if (!document) {
        return tl::unexpected(document.error());
    }
    std::optional<cim::Class> last;
    for (const xml::Node element : declarations(*document)) {
        auto declared = cim::readClass(element);
        if (!declared) {
            return tl::unexpected(std::move(declared.error()));
        }
        if (last) {
            seen(*last);
        }
        last = std::move(*declared);
    }
    if (!last) {
        return wsman::fail(ErrorCode::kInvalidBody, "there is no class in the text");
    }
    return SerialRead<cim::Class>{std::move(*last), bytes.size()};
}

Result<SerialRead<cim::Instance>> readXmlInstance(std::string_view bytes, const CompleteClass& find,
                                                  const ClassSeen& seen) {
    const auto document = parse(bytes);
    if (!document) {
        return tl::unexpected(document.error());
    }
    for (const xml::Node element : declarations(*document)) {
        if (element.localName() == cim::cimxml::kClass) {
            const auto declared = cim::readClass(element);
            if (!declared) {
                return tl::unexpected(declared.error());
            }
            seen(*declared);
            continue;
        }
        if (element.is({}, "INSTANCE")) {
            return wsman::fail(ErrorCode::kUnsupported,
                               "instances are read in the WS-CIM form, not as CIM-XML INSTANCE", element.path());
        }
        const auto schema = find(element.localName());
        auto instance = cim::readInstance(element, schema.get());
        if (!instance) {
            return tl::unexpected(std::move(instance.error()));
        }
        return SerialRead<cim::Instance>{std::move(*instance), bytes.size()};
    }
    return wsman::fail(ErrorCode::kInvalidBody, "there is no instance in the text");
}

// --- MOF

std::string writeMof(const std::vector<cim::Class>& classes, const cim::Instance* instance) {
    std::string out;
    for (const cim::Class& each : classes) {
        out += cim::toMof(each);
    }
    return instance ? out + cim::toMof(*instance) : out;
}

Result<SerialRead<cim::Class>> readMofClass(std::string_view bytes, const ClassSeen& seen) {
    const auto text = decode(bytes);
    if (!text) {
        return tl::unexpected(text.error());
    }
    cim::MofReader reader(text->utf8);
    std::optional<cim::Class> last;
    std::size_t end = 0;
    for (;;) {
        auto next = reader.next();
        if (!next && !last) {
            return tl::unexpected(std::move(next.error()));
        }
        // What follows the class is the next call's business, its errors too.
        auto* declared = next && *next ? std::get_if<cim::Class>(&**next) : nullptr;
        if (last && (!declared || !cim::sameName(declared->superClass, last->name))) {
            return SerialRead<cim::Class>{std::move(*last), bytesOf(*text, end)};
        }
        if (declared) {
            if (last) {
                seen(*last);
            }
            last = std::move(*declared);
            end = reader.position();
        } else if (!*next || std::holds_alternative<cim::InstanceDecl>(**next)) {
            return wsman::fail(ErrorCode::kInvalidBody, "there is no class in the text");
        }
    }
}

Result<SerialRead<cim::Instance>> readMofInstance(std::string_view bytes, const CompleteClass& find,
                                                  const ClassSeen& seen) {
    const auto text = decode(bytes);
    if (!text) {
        return tl::unexpected(text.error());
    }
    cim::MofReader reader(text->utf8, find);
    std::optional<cim::Instance> last;
    for (;;) {
        auto next = reader.next();
        if (!next) {
            return tl::unexpected(std::move(next.error()));
        }
        auto* declared = *next ? std::get_if<cim::InstanceDecl>(&**next) : nullptr;
        if (declared) {
            last = std::move(declared->instance);
        }
        if (last && (!*next || (declared && declared->alias.empty()))) {
            return SerialRead<cim::Instance>{std::move(*last), bytesOf(*text, reader.position())};
        }
        if (!*next) {
            return wsman::fail(ErrorCode::kInvalidBody, "there is no instance in the text");
        }
        if (const auto* declaredClass = std::get_if<cim::Class>(&**next)) {
            seen(*declaredClass);
        }
    }
}

}  // namespace

std::optional<SerialFormat> serialFormat(std::string_view name) {
    if (cim::sameName(name, "MI_XML")) {
        return SerialFormat::kXml;
    }
    if (cim::sameName(name, "MI_MOF_CIMV2_EXTV1")) {
        return SerialFormat::kMof;
    }
    return std::nullopt;
}

std::string writeSerial(SerialFormat format, const std::vector<cim::Class>& classes, const cim::Instance* instance) {
    return format == SerialFormat::kXml ? writeXml(classes, instance) : writeMof(classes, instance);
}

Result<SerialRead<cim::Class>> readSerialClass(SerialFormat format, std::string_view bytes, const ClassSeen& seen) {
    return format == SerialFormat::kXml ? readXmlClass(bytes, seen) : readMofClass(bytes, seen);
}

Result<SerialRead<cim::Instance>> readSerialInstance(SerialFormat format, std::string_view bytes,
                                                     const CompleteClass& find, const ClassSeen& seen) {
    return format == SerialFormat::kXml ? readXmlInstance(bytes, find, seen) : readMofInstance(bytes, find, seen);
}

}  // namespace client::abi
