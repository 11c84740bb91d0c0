#include "wsman/soap/header_reader.h"

#include <algorithm>
#include <charconv>
#include <iterator>
#include <set>
#include <string_view>
#include <utility>

#include "wsman/uris.h"
#include "wsman/xml/chars.h"

namespace wsman::soap {
namespace {

using std::string_view;
using xml::Node;

tl::unexpected<Error> bad(Node block, std::string message) {
    return fail(ErrorCode::kInvalidHeader, std::move(message), block.path());
}

std::string quoted(string_view text) {
    return "\"" + std::string(text.substr(0, 64)) + "\"";
}

// Each reader turns one block into a value.

Result<std::string> readText(Node block) {
    if (block.firstChild()) {
        return bad(block, "an element where text is expected");
    }
    return block.text();
}

Result<std::string> readUri(Node block) {
    Result<std::string> uri = readText(block);
    if (uri && (uri->empty() || std::ranges::any_of(*uri, xml::isSpace))) {
        return bad(block, quoted(*uri) + " is not a URI");
    }
    return uri;
}

Result<std::uint64_t> readNumber(Node block) {
    const Result<std::string> text = readText(block);
    if (!text) {
        return tl::unexpected(text.error());
    }
    const string_view digits = string_view(*text).substr(text->starts_with('+') ? 1 : 0);
    std::uint64_t number = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
    if (error != std::errc() || end != digits.data() + digits.size()) {
        return bad(block, quoted(*text) + " is not a number, or too large");
    }
    return number;
}

Result<Duration> readTimeout(Node block) {
    const Result<std::string> text = readText(block);
    if (!text) {
        return tl::unexpected(text.error());
    }
    Result<Duration> duration = parseDuration(*text);
    if (!duration) {
        return bad(block, duration.error().message);
    }
    if (*duration < Duration::zero()) {
        return bad(block, "the timeout " + *text + " is negative");
    }
    return duration;
}

Result<std::string> readLanguage(Node block) {
    const std::optional<std::string> language = block.attribute(ns::kXml, "lang");
    if (!language) {
        return bad(block, "the attribute xml:lang is missing");
    }
    return std::string(xml::trim(*language));
}

Result<bool> readFlag(Node element, string_view attribute) {
    const std::string value(xml::trim(element.attribute(attribute).value_or("false")));
    const bool isTrue = value == "true" || value == "1";
    if (!isTrue && value != "false" && value != "0") {
        return bad(element, quoted(value) + " is not a boolean");
    }
    return isTrue;
}

Result<Option> readOption(Node element) {
    std::optional<std::string> name = element.attribute("Name");
    if (!element.is(ns::kWsman, "Option") || !name || name->empty()) {
        return bad(element, "an OptionSet holds something else than options with a Name");
    }
    Result<std::string> value = readText(element);
    const Result<bool> mustComply = readFlag(element, "MustComply");
    if (!value || !mustComply) {
        return tl::unexpected(value ? mustComply.error() : value.error());
    }
    std::string type(xml::trim(element.attribute("Type").value_or("")));
    return Option{*std::move(name), *std::move(value), std::move(type), *mustComply, element.isNil()};
}

Result<std::vector<Option>> readOptions(Node block) {
    std::vector<Option> options;
    for (Node child = block.firstChild(); child; child = child.next()) {
        Result<Option> option = readOption(child);
        if (!option) {
            return tl::unexpected(std::move(option.error()));
        }
        options.push_back(*std::move(option));
    }
    if (block.hasText()) {
        return bad(block, "text between options");
    }
    return options;
}

Result<FragmentTransfer> readFragment(Node block) {
    Result<std::string> expression = readText(block);
    if (!expression) {
        return tl::unexpected(std::move(expression.error()));
    }
    return FragmentTransfer{*std::move(expression), std::string(xml::trim(block.attribute("Dialect").value_or("")))};
}

Result<OperationId> readOperationId(Node block) {
    Result<std::string> uuid = readUri(block);
    if (!uuid) {
        return tl::unexpected(std::move(uuid.error()));
    }
    return OperationId{*std::move(uuid)};
}

Result<std::string> readInner(Node block) {
    return block.innerXml();
}

Result<std::optional<bool>> readMustUnderstand(Node block) {
    const std::optional<std::string> value = block.attribute(ns::kSoap, "mustUnderstand");
    if (!value) {
        return std::nullopt;
    }
    const string_view trimmed = xml::trim(*value);
    if (trimmed != "true" && trimmed != "1" && trimmed != "false" && trimmed != "0") {
        return bad(block, "mustUnderstand " + quoted(trimmed) + " is not a boolean");
    }
    return trimmed == "true" || trimmed == "1";
}

// Each setter puts a block's value into its member of Header.

template <auto member, auto reader>
Result<void> plain(Node block, Header& header) {
    auto value = reader(block);
    if (!value) {
        return tl::unexpected(std::move(value.error()));
    }
    header.*member = *std::move(value);
    return {};
}

template <auto member, auto reader>
Result<void> marked(Node block, Header& header) {
    auto value = reader(block);
    if (!value) {
        return tl::unexpected(std::move(value.error()));
    }
    auto& slot = (header.*member).emplace();
    slot.value = *std::move(value);
    slot.mustUnderstand = block.mustUnderstand();
    return {};
}

template <auto member>
Result<void> present(Node, Header& header) {
    header.*member = true;
    return {};
}

/// Understood by those who look for it, as XML.
Result<void> kept(Node block, Header& header) {
    header.others.push_back(block.outerXml());
    return {};
}

/// DSP0226 §6.5: an endpoint reference, or one of two empty elements, which stay XML.
Result<void> requestedEpr(Node block, Header& header) {
    const Node reference = block.child(ns::kAddressing, "EndpointReference");
    if (!reference) {
        header.others.push_back(block.outerXml());
        return {};
    }
    Result<Epr> epr = readEpr(reference);
    if (!epr) {
        return tl::unexpected(std::move(epr.error()));
    }
    header.requestedEpr = *std::move(epr);
    return {};
}

/// DSP0226 §8.2.2: nil means that the service does not know.
Result<void> totalItems(Node block, Header& header) {
    return block.isNil() ? Result<void>() : plain<&Header::totalItemsCountEstimate, readNumber>(block, header);
}

struct Known {
    string_view ns;
    string_view local;
    Result<void> (*read)(Node, Header&);
};

constexpr Known kKnown[] = {
    {ns::kAddressing, "To", plain<&Header::to, readUri>},
    {ns::kAddressing, "Action", marked<&Header::action, readUri>},
    {ns::kAddressing, "MessageID", plain<&Header::messageId, readUri>},
    {ns::kAddressing, "RelatesTo", plain<&Header::relatesTo, readUri>},
    {ns::kAddressing, "ReplyTo", plain<&Header::replyTo, readEpr>},
    {ns::kAddressing, "FaultTo", plain<&Header::faultTo, readEpr>},
    {ns::kAddressing, "From", plain<&Header::from, readEpr>},
    {ns::kWsman, "ResourceURI", marked<&Header::resourceUri, readUri>},
    {ns::kWsman, "SelectorSet", plain<&Header::selectors, readSelectorSet>},
    {ns::kWsman, "OptionSet", marked<&Header::options, readOptions>},
    {ns::kWsman, "MaxEnvelopeSize", marked<&Header::maxEnvelopeSize, readNumber>},
    {ns::kWsman, "OperationTimeout", marked<&Header::operationTimeout, readTimeout>},
    {ns::kWsman, "Locale", marked<&Header::locale, readLanguage>},
    {ns::kMsWsman, "DataLocale", marked<&Header::dataLocale, readLanguage>},
    {ns::kWsman, "FragmentTransfer", marked<&Header::fragmentTransfer, readFragment>},
    {ns::kWsman, "RequestEPR", present<&Header::requestEpr>},
    {ns::kWsman, "RequestedEPR", requestedEpr},
    {ns::kWsman, "RequestTotalItemsCountEstimate", present<&Header::requestTotalItemsCountEstimate>},
    {ns::kWsman, "TotalItemsCountEstimate", totalItems},
    {ns::kWsman, "Bookmark", plain<&Header::bookmark, readInner>},
    {ns::kWsman, "AckRequested", present<&Header::ackRequested>},
    {ns::kMsWsman, "OperationID", marked<&Header::operationId, readOperationId>},
    {ns::kMsWsman, "SessionId", marked<&Header::sessionId, readUri>},
    // MS-WSMV's schema and its examples disagree on the case of the last letter.
    {ns::kMsWsman, "SequenceId", marked<&Header::sequenceId, readNumber>},
    {ns::kMsWsman, "SequenceID", marked<&Header::sequenceId, readNumber>},
    {ns::kMsMachineId, "MachineID", plain<&Header::machineId, readText>},
    // Who delivers events reads them (DSP0226 R12.3-1).
    {ns::kTrust, "IssuedTokens", kept},
    {ns::kTrust13, "IssuedTokens", kept},
};

const Known* findKnown(xml::Name name) {
    const auto* found = std::ranges::find_if(
        kKnown, [name](const Known& known) { return known.local == name.local && known.ns == name.ns; });
    return found == std::end(kKnown) ? nullptr : found;
}

bool isForUs(Node block) {
    const std::optional<std::string> role = block.attribute(ns::kSoap, "role");
    if (!role) {
        return true;
    }
    const string_view uri = xml::trim(*role);
    return uri.empty() || uri == uri::kRoleNext || uri == uri::kRoleUltimateReceiver;
}

class HeaderReader {
public:
    Result<ReadHeader> read(Node element) {
        for (Node block = element.firstChild(); block; block = block.next()) {
            if (Result<void> done = readBlock(block); !done) {
                return tl::unexpected(std::move(done.error()));
            }
        }
        if (element.hasText()) {
            return bad(element, "text between header blocks");
        }
        return std::move(result_);
    }

private:
    Result<void> readBlock(Node block) {
        Header& header = result_.header;
        if (!isForUs(block)) {
            header.others.push_back(block.outerXml());
            return {};
        }
        const xml::Name name = block.name();
        const Known* known = findKnown(name);
        const Result<std::optional<bool>> mustUnderstand = readMustUnderstand(block);
        if (!mustUnderstand) {
            return tl::unexpected(mustUnderstand.error());
        }
        if (isRepeated(name, known)) {
            return bad(block, "the header " + std::string(name.local) + " is repeated");
        }
        if (known != nullptr) {
            return known->read(block, header);
        }
        if (mustUnderstand->value_or(false)) {
            result_.notUnderstood.push_back({std::string(name.ns), std::string(name.local)});
        }
        header.others.push_back(block.outerXml());
        return {};
    }

    bool isRepeated(xml::Name name, const Known* known) {
        if (known != nullptr) {
            // Two spellings of one header share the row of the first.
            const auto* row = std::ranges::find(kKnown, known->read, &Known::read);
            return std::exchange(seenKnown_[row - kKnown], true);
        }
        const bool unique = name.ns == ns::kAddressing || name.ns == ns::kWsman || name.ns == ns::kEventing;
        return unique && !seenOther_.emplace(name.ns, name.local).second;
    }

    ReadHeader result_;
    bool seenKnown_[std::size(kKnown)] = {};
    std::set<std::pair<string_view, string_view>> seenOther_;
};

}  // namespace

Result<ReadHeader> readHeader(xml::Node element) {
    return HeaderReader().read(element);
}

}  // namespace wsman::soap
