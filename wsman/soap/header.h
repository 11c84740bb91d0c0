#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "wsman/duration.h"
#include "wsman/soap/epr.h"

namespace wsman::soap {

/// A header value with its s:mustUnderstand (nullopt: attribute absent).
template <class T>
struct Marked {
    T value{};
    std::optional<bool> mustUnderstand{};
    bool operator==(const Marked&) const = default;
};

/// One wsman:Option (DSP0226 §6.4).
struct Option {
    std::string name;
    std::string value;
    std::string type{};  ///< as written, a QName ("xs:string"); empty when absent
    bool mustComply = false;
    bool nil = false;  ///< xsi:nil="true"
    bool operator==(const Option&) const = default;
};

/// wsman:FragmentTransfer (DSP0226 §7.7).
struct FragmentTransfer {
    std::string expression;
    std::string dialect{};  ///< empty means XPath 1.0
    bool operator==(const FragmentTransfer&) const = default;
};

/// MS-WSMV §2.2.4.46 robust connection headers.
struct OperationId {
    std::string uuid;
    bool operator==(const OperationId&) const = default;
};

/// The headers of one message that the core knows, on the way in and on the way out. Absent is nullopt or empty.
struct Header {
    std::optional<std::string> to;
    std::optional<Marked<std::string>> action;
    std::optional<std::string> messageId;
    std::optional<std::string> relatesTo;
    std::optional<Epr> replyTo;
    std::optional<Epr> faultTo;
    std::optional<Epr> from;

    std::optional<Marked<std::string>> resourceUri;
    std::optional<SelectorSet> selectors;
    std::optional<Marked<std::vector<Option>>> options;
    std::optional<Marked<std::uint64_t>> maxEnvelopeSize;  ///< octets
    std::optional<Marked<Duration>> operationTimeout;
    std::optional<Marked<std::string>> locale;      ///< xml:lang
    std::optional<Marked<std::string>> dataLocale;  ///< xml:lang, Microsoft's p:DataLocale
    std::optional<Marked<FragmentTransfer>> fragmentTransfer;
    bool requestEpr = false;
    std::optional<Epr> requestedEpr;
    bool requestTotalItemsCountEstimate = false;
    std::optional<std::uint64_t> totalItemsCountEstimate;
    std::optional<std::string> bookmark;  ///< wsman:Bookmark of a delivered event, its inner XML
    bool ackRequested = false;

    std::optional<Marked<OperationId>> operationId;
    std::optional<Marked<std::string>> sessionId;
    std::optional<Marked<std::uint64_t>> sequenceId;
    std::optional<std::string> machineId;  ///< http://schemas.microsoft.com/wbem/wsman/1/machineid

    /// Any other header, as stand-alone XML: kept on reading, written out as they are.
    std::vector<std::string> others;

    /// A selector's text by name, or nullptr.
    [[nodiscard]] const std::string* selector(std::string_view name) const;
    /// An option's value by name (case-sensitive), or nullptr.
    [[nodiscard]] const std::string* option(std::string_view name) const;
};

}  // namespace wsman::soap
