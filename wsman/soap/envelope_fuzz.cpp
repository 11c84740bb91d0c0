// Any bytes as a message: reading must neither crash nor hang, and what is read must keep its meaning when written.

#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "wsman/soap/fault.h"
#include "wsman/soap/message.h"
#include "wsman/xml/compare.h"

namespace {

using wsman::soap::Message;
using wsman::xml::Node;

/// The invariant; a library that breaks it must stop the fuzzer.
void require(bool holds) {
    if (!holds) {
        std::abort();
    }
}

void readEverything(Node node) {
    (void)node.path();
    (void)node.isNil();
    (void)node.mustUnderstand();
    (void)node.resolve(node.text());
    for (Node child = node.firstChild(); child; child = child.next()) {
        require(child.parent() == node);
        readEverything(child);
    }
}

/// An element written alone means the same as in its document, and is the same text when written again.
void checkFragments(Node envelope) {
    const std::string outer = envelope.outerXml();
    wsman::xml::Limits limits;
    limits.maxBytes *= 8;  // escapes make it longer
    limits.maxAttributes *= 2;
    const auto again = wsman::xml::Document::parse(outer, limits);
    require(again.has_value());
    require(again->root().outerXml() == outer);
    wsman::xml::CompareOptions exact;
    exact.ignoreWhitespace = false;
    require(!wsman::xml::firstDifference(envelope, again->root(), exact));
    require(wsman::xml::canonicalText(envelope, exact) == wsman::xml::canonicalText(again->root(), exact));
}

/// A header written and read back means the same. The text may differ once: an unknown header whose text looks like a
/// QName takes along our envelope's declaration of that prefix.
void checkHeader(const Message& message) {
    wsman::xml::Limits limits;
    limits.maxBytes *= 8;
    limits.maxAttributes *= 2;
    limits.maxNamespaces *= 2;
    limits.maxDepth += 2;
    const std::string first = wsman::soap::writeMessage(message.header());
    const auto again = Message::parse(first, {}, limits);
    require(again.has_value());
    const std::string second = wsman::soap::writeMessage(again->header());
    const auto third = Message::parse(second, {}, limits);
    require(third.has_value());
    require(!wsman::xml::firstDifference(again->envelope(), third->envelope()));
    require(wsman::soap::writeMessage(third->header()) == second);
}

void checkFault(const Message& message) {
    const auto fault = wsman::soap::readFault(message);
    require(fault.has_value() == message.isFault());
    if (!fault) {
        return;
    }
    (void)fault->reason();
    (void)fault->info();
    const std::string written = wsman::soap::writeFaultMessage(*fault, &message.header(), "uuid:1");
    require(!written.empty());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    const auto message = Message::parse(bytes);
    if (!message) {
        require(!message.error().message.empty());
        require(!wsman::soap::writeFaultMessage(wsman::soap::faultFor(message.error()), nullptr, "uuid:1").empty());
        return 0;
    }
    const Node envelope = message->envelope();
    require(!wsman::xml::firstDifference(envelope, envelope));
    readEverything(envelope);
    checkFragments(envelope);
    checkHeader(*message);
    checkFault(*message);
    return 0;
}
