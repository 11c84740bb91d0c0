#include "wsman/cim/datetime.h"
#include "wsman/cim/text.h"
#include "wsman/cim/xml_codec.h"
#include "wsman/cim/xml_name.h"
#include "wsman/cim/xsi_type.h"
#include "wsman/soap/epr.h"
#include "wsman/uris.h"

namespace wsman::cim {

namespace {

std::string qualified(std::string_view prefix, std::string_view local) {
    if (prefix.empty()) {
        return std::string(local);
    }
    std::string name;
    name.reserve(prefix.size() + 1 + local.size());
    return name.append(prefix).append(1, ':').append(local);
}

class InstanceWriter {
public:
    InstanceWriter(xml::Writer& writer, const WriteOptions& options) : writer_(writer), options_(options) {}

    void properties(const Instance& instance, std::string_view prefix, std::size_t depth) {
        for (const Property& property : instance.properties) {
            const bool wanted = depth > 0 || !options_.keysOnly || (property.flags & flag::kKey) != 0;
            if (wanted) {
                value(property.value, qualified(prefix, xmlName(property.name)), depth);
            }
        }
    }

private:
    void value(const Value& value, const std::string& element, std::size_t depth) {
        if (value.isNull()) {
            null(element, value.type);
        } else if (value.scalar) {
            scalar(*value.scalar, element, depth);
        } else {
            for (const Scalar& each : *value.elements) {
                scalar(each, element, depth);
            }
        }
    }

    void null(const std::string& element, Type type) {
        if (options_.writeNulls) {
            writer_.start(element);
            writeType(type);
            writer_.attribute("xsi:nil", "true").end();
        }
    }

    void writeType(Type type) {
        if (options_.xsiType && !cimTypeName(type).empty()) {
            writer_.attribute("xsi:type", qualified("cim", cimTypeName(type)));
        }
    }

    void scalar(const Scalar& scalar, const std::string& element, std::size_t depth) {
        if (const auto* reference = std::get_if<Reference>(&scalar)) {
            return this->reference(*reference, element);
        }
        if (const auto* held = std::get_if<Embedded>(&scalar)) {
            return embedded(*held, element, depth);
        }
        writer_.start(element);
        writeType(typeOf(scalar));
        if (const auto* datetime = std::get_if<Datetime>(&scalar)) {
            const bool interval = std::holds_alternative<Interval>(*datetime);
            writer_.element(interval ? "cim:Interval" : "cim:Datetime", formatXsdDatetime(*datetime));
        } else {
            writer_.text(formatScalar(scalar));
        }
        writer_.end();
    }

    void reference(const Reference& reference, const std::string& element) {
        const auto epr = reference.target ? eprOf(*reference.target, uri::kAnonymous)
                                          : fail(ErrorCode::kInvalidValue, "a reference to nothing");
        if (!epr) {
            return null(element, Type::kReference);
        }
        writer_.start(element);
        writeType(Type::kReference);
        soap::writeEprContent(writer_, *epr);
        writer_.end();
    }

    void embedded(const Embedded& embedded, const std::string& element, std::size_t depth) {
        if (!embedded.instance || depth >= kMaxNesting) {
            return null(element, Type::kInstance);
        }
        const Instance& instance = *embedded.instance;
        // Not the prefix of the enclosing class: that one is in use for the element itself.
        const std::string prefix =
            (options_.prefix.empty() ? "p" : std::string(options_.prefix)) + std::to_string(depth + 1);
        writer_.start(element)
            .declare(prefix, resourceUriOf(instance))
            .attribute("xsi:type", qualified(prefix, xmlName(instance.className) + "_Type"));
        properties(instance, prefix, depth + 1);
        writer_.end();
    }

    xml::Writer& writer_;
    const WriteOptions& options_;
};

}  // namespace

void writeInstance(xml::Writer& writer, const Instance& instance, const WriteOptions& options) {
    const std::string name = xmlName(options.elementName.empty() ? instance.className : options.elementName);
    writer.start(qualified(options.prefix, name)).declare(options.prefix, resourceUriOf(instance));
    if (options.standAlone) {
        writer.declare("xsi", ns::kXsi)
            .declare("cim", ns::kCimCommon)
            .declare("a", ns::kAddressing)
            .declare("w", ns::kWsman);
    }
    InstanceWriter(writer, options).properties(instance, options.prefix, 0);
    writer.end();
}

}  // namespace wsman::cim
