#include "client/cli/output.h"

#include <ostream>

#include "client/cli/output_json.h"
#include "client/cli/output_table.h"
#include "wsman/cim/text.h"
#include "wsman/cim/xml_codec.h"
#include "wsman/uris.h"
#include "wsman/xml/writer.h"

namespace client::cli {

namespace cim = wsman::cim;

namespace {

std::string describe(const cim::Instance* instance) {
    if (!instance)
        return {};
    std::string out = instance->className + "(";
    std::size_t shown = 0;
    for (const auto& property : instance->properties) {
        if (shown == 4) {
            out += ", ...";
            break;
        }
        out += (shown++ ? ", " : "") + property.name + "=" + shortText(property.value);
    }
    return out + ")";
}

std::string shortScalar(const cim::Scalar& scalar) {
    if (const auto* reference = std::get_if<cim::Reference>(&scalar))
        return describe(reference->target.get());
    if (const auto* embedded = std::get_if<cim::Embedded>(&scalar))
        return describe(embedded->instance.get());
    return cim::formatScalar(scalar);
}

class XmlPrinter : public Printer {
public:
    explicit XmlPrinter(std::ostream& out) : out_(out) {}

    void instance(const cim::Instance& instance, const std::string&) override {
        begin();
        std::string text;
        wsman::xml::Writer writer(text);
        cim::writeInstance(writer, instance, {.xsiType = true});
        out_ << text << '\n';
    }

    void declaration(const cim::Class& declaration) override {
        begin();
        std::string text;
        wsman::xml::Writer writer(text);
        cim::writeClass(writer, declaration);
        out_ << text << '\n';
    }

    void finish() override {
        begin();
        out_ << "</results>\n";
    }

private:
    void begin() {
        if (begun_)
            return;
        begun_ = true;
        out_ << "<results xmlns:xsi=\"" << wsman::ns::kXsi << "\" xmlns:cim=\"" << wsman::ns::kCimCommon
             << "\" xmlns:a=\"" << wsman::ns::kAddressing << "\" xmlns:w=\"" << wsman::ns::kWsman << "\">\n";
    }

    std::ostream& out_;
    bool begun_ = false;
};

class MofPrinter : public Printer {
public:
    explicit MofPrinter(std::ostream& out) : out_(out) {}
    void instance(const cim::Instance& instance, const std::string& note) override {
        if (!note.empty())
            out_ << "// " << note << '\n';
        out_ << cim::toMof(instance) << '\n';
    }
    void declaration(const cim::Class& declaration) override { out_ << cim::toMof(declaration) << '\n'; }
    void finish() override {}

private:
    std::ostream& out_;
};

}  // namespace

std::string shortText(const cim::Value& value) {
    if (value.isNull())
        return {};
    if (value.scalar)
        return shortScalar(*value.scalar);
    std::string out = "{";
    for (std::size_t i = 0; i < value.elements->size(); ++i)
        out += (i ? ", " : "") + shortScalar((*value.elements)[i]);
    return out + "}";
}

std::string printable(const std::string& text, const std::string& lineBreak) {
    std::string out;
    out.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto byte = static_cast<unsigned char>(text[i]);
        const bool c1 = byte == 0xC2 && i + 1 < text.size() && (text[i + 1] & 0xE0) == 0x80;
        if (byte == '\n')
            out += lineBreak;
        else if (byte < 0x20 || byte == 0x7F || c1)
            out += ' ';
        else
            out += text[i];
        i += c1;
    }
    return out;
}

std::unique_ptr<Printer> makePrinter(Format format, std::ostream& out, const Screen& screen, PrinterOptions options) {
    switch (format) {
        case Format::kTable:
            return makeTablePrinter(out, screen, options);
        case Format::kJson:
            return makeJsonPrinter(out);
        case Format::kXml:
            return std::make_unique<XmlPrinter>(out);
        case Format::kMof:
            return std::make_unique<MofPrinter>(out);
    }
    return nullptr;
}

}  // namespace client::cli
