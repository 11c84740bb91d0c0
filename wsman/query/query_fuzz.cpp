// The first byte chooses the language, the rest is the text. What reads must write, read back as the same, and be
// evaluated without a crash.
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

#include "wsman/query/evaluate.h"
#include "wsman/query/xpath_level.h"

namespace {

using namespace wsman;
using namespace wsman::query;

class NoClasses : public ClassView {
public:
    [[nodiscard]] bool isA(std::string_view name, std::string_view ancestor) const override { return name == ancestor; }
    [[nodiscard]] std::shared_ptr<const cim::Class> find(std::string_view /*name*/) const override { return nullptr; }
};

void require(bool condition, const std::string& what) {
    if (!condition) {
        std::fprintf(stderr, "%s\n", what.c_str());
        std::abort();
    }
}

const cim::Instance& sample() {
    static const cim::Instance kSample = [] {
        cim::Instance inner;
        inner.className = "Y";
        inner.set("a", cim::Value::of(std::uint32_t{7}));
        cim::Instance out;
        out.className = "X";
        out.set("a", cim::Value::of(std::string("text")), cim::flag::kKey);
        out.set("b", cim::Value::of(std::int64_t{-1}));
        out.set("c", *cim::Value::array(cim::Type::kUint8, {std::uint8_t{1}, std::uint8_t{2}}));
        out.set("d", cim::Value::of(cim::Datetime(cim::Interval{})));
        out.set("e", cim::Value::of(cim::Embedded{std::make_shared<const cim::Instance>(inner)}));
        out.set("f", cim::Value::null(cim::Type::kBoolean));
        return out;
    }();
    return kSample;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) {
        return 0;
    }
    const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
    if (*data % 3 == 2) {
        static const auto kDocument = xml::Document::parse("<X><a k=\"1\">b</a><c><d>1</d></c></X>");
        if (const auto compiled = XPathLevel::compile(text)) {
            (void)compiled->select(kDocument->root());
            (void)compiled->test(kDocument->root());
        }
        return 0;
    }
    const auto parse = *data % 3 == 0 ? parseWql : parseCql;
    const auto query = parse(text, Limits{});
    if (!query) {
        return 0;
    }
    const auto written = toText(*query);
    Limits larger;
    larger.maxBytes *= 64;
    larger.maxDepth *= 4;
    const auto again = parse(written, larger);
    require(again.has_value(), "what was written does not read: " + written + (again ? "" : again.error().text()));
    require(toText(*again) == written, "another text: " + written + "\n" + toText(*again));
    const NoClasses classes;
    if (query->kind == Query::Kind::kSelect) {
        (void)matches(*query, sample(), classes);
        (void)project(*query, sample(), classes);
        const auto source = [](std::string_view, const std::function<bool(const InstancePtr&)>& sink) {
            const InstancePtr copy = std::make_shared<const cim::Instance>(sample());
            (void)(sink(copy) && sink(copy));
        };
        (void)select(*query, source, classes, {.maxRows = 100, .maxCombinations = 1000});
    }
    return 0;
}
