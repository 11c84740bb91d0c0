#include "wsman/soap/epr.h"

#include <algorithm>
#include <iterator>
#include <numeric>
#include <utility>

#include "wsman/uris.h"
#include "wsman/xml/chars.h"

namespace wsman::soap {
namespace {

tl::unexpected<Error> bad(xml::Node element, std::string message) {
    return fail(ErrorCode::kInvalidHeader, std::move(message), element.path());
}

std::string folded(std::string_view name) {
    std::string out(name);
    std::ranges::transform(out, out.begin(), xml::lower);
    return out;
}

/// The index of a name that stands further ahead, too; names.size() when there is none. Sorts, as a peer may send many
/// thousands.
std::size_t findRepeated(const std::vector<std::string>& names) {
    std::vector<std::size_t> order(names.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::ranges::stable_sort(order, {}, [&names](std::size_t i) -> const std::string& { return names[i]; });
    const auto twice =
        std::ranges::adjacent_find(order, {}, [&names](std::size_t i) -> const std::string& { return names[i]; });
    return twice == order.end() ? names.size() : *std::next(twice);
}

Result<Selector> readSelector(xml::Node element) {
    std::optional<std::string> name = element.attribute("Name");
    if (!name || name->empty()) {
        return bad(element, "a selector without a Name");
    }
    Selector selector{*std::move(name)};
    const xml::Node content = element.firstChild();
    if (!content) {
        selector.value = element.text();
        return selector;
    }
    if (!content.is(ns::kAddressing, "EndpointReference") || content.next() || element.hasText()) {
        return bad(element, "a selector's content is neither text nor one endpoint reference");
    }
    Result<Epr> reference = readEpr(content);
    if (!reference) {
        return tl::unexpected(std::move(reference.error()));
    }
    selector.reference = std::make_shared<const Epr>(*std::move(reference));
    return selector;
}

/// The parameters below ReferenceParameters or ReferenceProperties.
Result<void> readParameters(xml::Node parameters, Epr& epr, bool& hasResourceUri, bool& hasSelectors) {
    for (xml::Node parameter = parameters.firstChild(); parameter; parameter = parameter.next()) {
        if (parameter.is(ns::kWsman, "ResourceURI")) {
            if (std::exchange(hasResourceUri, true)) {
                return bad(parameter, "a second ResourceURI in an endpoint reference");
            }
            epr.resourceUri = parameter.text();
        } else if (parameter.is(ns::kWsman, "SelectorSet")) {
            if (std::exchange(hasSelectors, true)) {
                return bad(parameter, "a second SelectorSet in an endpoint reference");
            }
            Result<SelectorSet> selectors = readSelectorSet(parameter);
            if (!selectors) {
                return tl::unexpected(std::move(selectors.error()));
            }
            epr.selectors = *std::move(selectors);
        } else {
            epr.extraParameters.push_back(parameter.outerXml());
        }
    }
    return {};
}

}  // namespace

bool Selector::operator==(const Selector& other) const {
    if (name != other.name || value != other.value || (reference == nullptr) != (other.reference == nullptr)) {
        return false;
    }
    return reference == nullptr || *reference == *other.reference;
}

const Selector* SelectorSet::find(std::string_view name) const {
    const auto found =
        std::ranges::find_if(items, [name](const Selector& item) { return xml::equalsIgnoreCase(item.name, name); });
    return found == items.end() ? nullptr : &*found;
}

namespace {
void put(std::vector<Selector>& items, Selector selector) {
    const auto found = std::ranges::find_if(
        items, [&selector](const Selector& item) { return xml::equalsIgnoreCase(item.name, selector.name); });
    if (found == items.end()) {
        items.push_back(std::move(selector));
    } else {
        *found = std::move(selector);
    }
}
}  // namespace

void SelectorSet::set(std::string name, std::string value) {
    put(items, {std::move(name), std::move(value)});
}

void SelectorSet::set(std::string name, Epr reference) {
    put(items, {std::move(name), {}, std::make_shared<const Epr>(std::move(reference))});
}

bool SelectorSet::operator==(const SelectorSet& other) const {
    return std::ranges::is_permutation(items, other.items);
}

Result<SelectorSet> readSelectorSet(xml::Node element) {
    SelectorSet set;
    std::vector<std::string> names;
    for (xml::Node child = element.firstChild(); child; child = child.next()) {
        if (!child.is(ns::kWsman, "Selector")) {
            return bad(child, "a SelectorSet holds something else than selectors");
        }
        Result<Selector> selector = readSelector(child);
        if (!selector) {
            return tl::unexpected(std::move(selector.error()));
        }
        names.push_back(folded(selector->name));
        set.items.push_back(*std::move(selector));
    }
    if (element.hasText()) {
        return bad(element, "text between selectors");
    }
    if (const std::size_t at = findRepeated(names); at < names.size()) {
        xml::Node second = element.firstChild();
        for (std::size_t i = 0; i < at; ++i) {
            second = second.next();
        }
        return fail(ErrorCode::kInvalidHeader, "the selector \"" + set.items[at].name + "\" is repeated",
                    second.path() + "/@Name");
    }
    return set;
}

Result<Epr> readEpr(xml::Node element) {
    if (!element) {
        return bad(element, "an endpoint reference is missing");
    }
    Epr epr;
    epr.address = element.child(ns::kAddressing, "Address").text();
    bool hasResourceUri = false;
    bool hasSelectors = false;
    for (xml::Node child = element.firstChild(); child; child = child.next()) {
        if (child.is(ns::kAddressing, "ReferenceParameters") || child.is(ns::kAddressing, "ReferenceProperties")) {
            if (auto read = readParameters(child, epr, hasResourceUri, hasSelectors); !read) {
                return tl::unexpected(std::move(read.error()));
            }
        }
    }
    return epr;
}

void writeEprContent(xml::Writer& writer, const Epr& epr) {
    writer.element("a:Address", epr.address);
    writeReferenceParameters(writer, epr);
}

void writeReferenceParameters(xml::Writer& writer, const Epr& epr) {
    if (epr.resourceUri.empty() && epr.selectors.empty() && epr.extraParameters.empty()) {
        return;
    }
    writer.start("a:ReferenceParameters");
    if (!epr.resourceUri.empty()) {
        writer.element("w:ResourceURI", epr.resourceUri);
    }
    writeSelectorSet(writer, epr.selectors);
    for (const std::string& parameter : epr.extraParameters) {
        writer.raw(parameter);
    }
    writer.end();
}

void writeSelectorSet(xml::Writer& writer, const SelectorSet& selectors) {
    if (selectors.empty()) {
        return;
    }
    writer.start("w:SelectorSet");
    for (const Selector& selector : selectors.items) {
        writer.start("w:Selector").attribute("Name", selector.name);
        if (selector.reference != nullptr) {
            writer.start("a:EndpointReference");
            writeEprContent(writer, *selector.reference);
            writer.end();
        } else {
            writer.text(selector.value);
        }
        writer.end();
    }
    writer.end();
}

}  // namespace wsman::soap
