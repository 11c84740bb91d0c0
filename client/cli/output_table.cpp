#include "client/cli/output_table.h"

#include <algorithm>
#include <ostream>
#include <vector>

#include "wsman/cim/xml_codec.h"

namespace client::cli {

namespace cim = wsman::cim;

namespace {

constexpr std::size_t kSample = 100;
constexpr std::size_t kMaxCell = 48;

/// Columns that UTF-8 text takes, counting code points: close enough for a terminal table.
std::size_t widthOf(const std::string& text) {
    return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xC0) != 0x80; }));
}

/// `text` on one line, cut to `width` columns with an ellipsis, padded to it when `pad`.
std::string fitted(std::string text, std::size_t width, bool pad) {
    text = printable(text, " ");
    auto columns = widthOf(text);
    if (columns > width) {
        std::size_t kept = 0;
        std::size_t end = 0;
        while (end < text.size() && (kept + 1 < width || (text[end] & 0xC0) == 0x80)) {
            if ((text[end] & 0xC0) != 0x80)
                ++kept;
            ++end;
        }
        text = text.substr(0, end) + "…";
        columns = kept + 1;
    }
    if (pad && columns < width)
        text.append(width - columns, ' ');
    return text;
}

class TablePrinter : public Printer {
public:
    TablePrinter(std::ostream& out, const Screen& screen, PrinterOptions options)
        : out_(out), screen_(screen), options_(options) {}

    void instance(const cim::Instance& instance, const std::string& note) override {
        if (options_.live) {
            list(instance, note);
            return;
        }
        if (!columns_.empty()) {
            row(instance);
            return;
        }
        sample_.push_back(instance);
        notes_.push_back(note);
        if (sample_.size() == kSample)
            table();
    }

    void declaration(const cim::Class& declaration) override {
        if (options_.namesOnly)
            out_ << declaration.name << '\n';
        else
            out_ << cim::toMof(declaration) << '\n';
    }

    void finish() override {
        if (sample_.size() == 1)
            list(sample_.front(), notes_.front());
        else if (!sample_.empty())
            table();
        if (hidden_ > 0)
            out_ << dim("(" + std::to_string(hidden_) + " more properties: --output json shows all)") << '\n';
        out_.flush();
    }

private:
    struct Column {
        std::string name;
        std::size_t width;
    };

    [[nodiscard]] std::string dim(const std::string& text) const {
        return screen_.color ? "\033[2m" + text + "\033[0m" : text;
    }
    [[nodiscard]] std::string bold(const std::string& text) const {
        return screen_.color ? "\033[1m" + text + "\033[0m" : text;
    }

    void list(const cim::Instance& instance, const std::string& note) {
        std::size_t width = 0;
        for (const auto& property : instance.properties)
            width = std::max(width, widthOf(property.name));
        out_ << dim(instance.className + (instance.nameSpace.empty() ? "" : " in " + instance.nameSpace)) << '\n';
        for (const auto& property : instance.properties)
            out_ << bold(fitted(property.name, width, true)) << " : "
                 << printable(shortText(property.value), "\n" + std::string(width + 3, ' ')) << '\n';
        if (!note.empty())
            out_ << dim(printable(note, " ")) << '\n';
    }

    void table() {
        choose();
        std::string header;
        for (const auto& column : columns_)
            header += fitted(column.name, column.width, true) + "  ";
        out_ << bold(header) << '\n';
        for (const auto& instance : sample_)
            row(instance);
        sample_.clear();
    }

    /// Keys first, then properties in their order, while they fit; columns that are null throughout are left out.
    void choose() {
        std::vector<std::string> names;
        const auto collect = [&](bool keys) {
            for (const auto& instance : sample_)
                for (const auto& property : instance.properties)
                    if (((property.flags & cim::flag::kKey) != 0) == keys && !property.value.isNull() &&
                        std::none_of(names.begin(), names.end(),
                                     [&](const auto& name) { return cim::sameName(name, property.name); }))
                        names.push_back(property.name);
        };
        collect(true);
        collect(false);
        std::size_t used = 0;
        for (const auto& name : names) {
            std::size_t width = widthOf(name);
            for (const auto& instance : sample_)
                if (const auto* property = instance.find(name))
                    width = std::max(width, widthOf(shortText(property->value)));
            width = std::min(width, kMaxCell);
            if (!columns_.empty() && used + width > screen_.width) {
                ++hidden_;
                continue;
            }
            columns_.push_back({name, width});
            used += width + 2;
        }
        if (columns_.empty())
            columns_.push_back({"(no properties)", 15});
    }

    void row(const cim::Instance& instance) {
        for (std::size_t i = 0; i < columns_.size(); ++i) {
            const auto* property = instance.find(columns_[i].name);
            const bool last = i + 1 == columns_.size();
            out_ << fitted(property ? shortText(property->value) : "", columns_[i].width, !last) << (last ? "" : "  ");
        }
        out_ << '\n';
    }

    std::ostream& out_;
    Screen screen_;
    PrinterOptions options_;
    std::vector<cim::Instance> sample_;
    std::vector<std::string> notes_;
    std::vector<Column> columns_;
    std::size_t hidden_ = 0;
};

}  // namespace

std::unique_ptr<Printer> makeTablePrinter(std::ostream& out, const Screen& screen, PrinterOptions options) {
    return std::make_unique<TablePrinter>(out, screen, options);
}

}  // namespace client::cli
