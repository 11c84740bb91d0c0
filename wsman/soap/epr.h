#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "wsman/error.h"
#include "wsman/xml/document.h"
#include "wsman/xml/writer.h"

namespace wsman::soap {

struct Epr;

/// One wsman:Selector: a name and either text or a nested EPR (DSP0226 §5.1.2.2).
struct Selector {
    std::string name;
    std::string value{};                     ///< empty when `reference` is set
    std::shared_ptr<const Epr> reference{};  ///< a reference-typed key

    bool operator==(const Selector& other) const;
};

/// wsman:SelectorSet. Order is kept; equality ignores order, as names are unique in a set.
struct SelectorSet {
    std::vector<Selector> items;

    /// Names compared as MS-WSMV §3.1.4.1.2 does, ignoring ASCII case. nullptr when absent.
    [[nodiscard]] const Selector* find(std::string_view name) const;
    /// Replaces the selector of that name (by the rule of `find`), or adds one at the end.
    void set(std::string name, std::string value);
    void set(std::string name, Epr reference);
    [[nodiscard]] bool empty() const { return items.empty(); }
    bool operator==(const SelectorSet& other) const;
};

/// wsa:EndpointReference in WS-Man's default addressing model (DSP0226 §5.1.2). Reads 2004/08 ReferenceParameters and,
/// for older peers, ReferenceProperties.
struct Epr {
    std::string address;
    std::string resourceUri;
    SelectorSet selectors;
    /// Reference parameters other than ResourceURI and SelectorSet, each as stand-alone XML; a client copies them as
    /// headers into every message to this endpoint (R5.1.1-1).
    std::vector<std::string> extraParameters;

    bool operator==(const Epr&) const = default;
};

/// Reads the content of an element of EPR type (wsa:EndpointReference, wxf:ResourceCreated, wsa:ReplyTo, wsmb:Object
/// ...). An absent Address is left empty. Errors: kInvalidHeader for no element, a repeated ResourceURI or SelectorSet,
/// and as readSelectorSet.
Result<Epr> readEpr(xml::Node element);
/// Reads a wsman:SelectorSet element. Text values are trimmed (R13.1-10). Errors: kInvalidHeader for a name that is
/// missing or repeated (ignoring ASCII case; the path then ends in "@Name"), content that is neither text nor one EPR,
/// foreign elements.
Result<SelectorSet> readSelectorSet(xml::Node element);

/// Writes Address and ReferenceParameters into the element that is open. Prefixes "a" and "w" must be in scope, as they
/// are in a message of writeMessage.
void writeEprContent(xml::Writer& writer, const Epr& epr);
/// The second half of that: `<a:ReferenceParameters>`; nothing when there are none.
void writeReferenceParameters(xml::Writer& writer, const Epr& epr);
/// Writes `<w:SelectorSet>`; nothing when the set is empty.
void writeSelectorSet(xml::Writer& writer, const SelectorSet& selectors);

}  // namespace wsman::soap
