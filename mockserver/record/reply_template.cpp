#include "mockserver/record/reply_template.h"

#include <algorithm>
#include <array>
#include <pugixml.hpp>

#include "wsman/soap/message.h"
#include "wsman/uris.h"
#include "wsman/xml/document.h"

namespace mockserver::record {
namespace {

using wsman::xml::Node;
namespace ns = wsman::ns;

struct Replacement {
    std::size_t offset;
    std::size_t length;
    std::string text;
};

/// A literal "{{" means a template; the format doubles it.
std::string escape(std::string_view text) {
    std::string out;
    for (std::size_t at = 0; at < text.size();) {
        if (text.substr(at, 2) == "{{") {
            out += "{{{{";
            at += 2;
        } else {
            out += text[at++];
        }
    }
    return out;
}

class Templater {
public:
    Templater(std::string_view source, const AnsweredRequest& request) : source_(source), request_(request) {}

    /// Replaces the text of an element; false when it is not plain text.
    bool replace(Node element, std::string text) {
        const auto first = element.raw().first_child();
        if (first.type() != pugi::node_pcdata || first.next_sibling()) {
            return false;
        }
        const auto start = first.offset_debug();
        if (start < 0) {
            return false;
        }
        const auto offset = static_cast<std::size_t>(start);
        auto piece = source_.substr(offset, source_.find('<', offset) - offset);
        const auto lead = std::min(piece.find_first_not_of(" \t\r\n"), piece.size());
        const auto tail = piece.find_last_not_of(" \t\r\n") + 1;
        if (tail > lead) {
            replacements_.push_back({offset + lead, tail - lead, std::move(text)});
        }
        return true;
    }

    void headers(Node header) {
        if (const auto id = header.child(ns::kAddressing, "MessageID")) {
            const auto text = id.text();
            // Servers other than Windows and OMI write URNs; the form stays, the UUID is new.
            constexpr std::string_view kUrn = "urn:uuid:";
            replace(id, text.starts_with(kUrn) ? std::string(kUrn) + "{{uuid}}" : "{{messageId}}");
        }
        if (const auto related = header.child(ns::kAddressing, "RelatesTo")) {
            if (!request_.messageId.empty() && related.text() == request_.messageId) {
                replace(related, "{{relatesTo}}");
            } else {
                out_.notices.push_back("RelatesTo is not the request's MessageID and stays as recorded");
            }
        }
    }

    void body(Node body) {
        const auto payload = body.firstChild();
        const bool enumerateReply = payload.is(ns::kEnumeration, "EnumerateResponse");
        const bool pullReply = payload.is(ns::kEnumeration, "PullResponse");
        const bool subscribeReply = payload.is(ns::kEventing, "SubscribeResponse");
        if (enumerateReply || pullReply || subscribeReply) {
            context(payload.child(ns::kEnumeration, "EnumerationContext"));
            out_.ends = payload.child(ns::kEnumeration, "EndOfSequence") || payload.child(ns::kWsman, "EndOfSequence");
        }
        if (subscribeReply) {
            const auto manager = payload.child(ns::kEventing, "SubscriptionManager");
            for (const auto parameters : manager.children()) {
                context(parameters.child(ns::kEventing, "Identifier"));
            }
        }
        for (const auto child : body.children()) {
            if (child.is(ns::kTransfer, "ResourceCreated")) {
                shellReference(child);
            } else if (child.is(ns::kShell, "Shell")) {
                context(child.child(ns::kShell, "ShellId"));
            }
        }
    }

    ReplyTemplate finish() {
        std::ranges::sort(replacements_, {}, &Replacement::offset);
        std::size_t at = 0;
        for (const auto& change : replacements_) {
            out_.text += escape(source_.substr(at, change.offset - at));
            out_.text += change.text;
            at = change.offset + change.length;
        }
        out_.text += escape(source_.substr(at));
        return std::move(out_);
    }

private:
    void context(Node element) {
        if (!element) {
            return;
        }
        const auto value = element.text();
        if (value.empty() && !element.firstChild()) {
            return;
        }
        const bool handedOn = request_.context.empty() || value == request_.context;
        if (!replace(element, handedOn ? "{{context}}" : "{{context new}}")) {
            out_.notices.push_back(element.path() + " is not plain text and stays as recorded");
            return;
        }
        if (std::ranges::find(out_.contexts, value) == out_.contexts.end()) {
            out_.contexts.push_back(value);
        }
    }

    /// ShellId within the reference parameters of a ResourceCreated.
    void shellReference(Node created) {
        const auto parameters = created.child(ns::kAddressing, "ReferenceParameters");
        for (const auto selector : parameters.child(ns::kWsman, "SelectorSet").children()) {
            if (selector.attribute("Name") == "ShellId") {
                context(selector);
            }
        }
    }

    std::string_view source_;
    const AnsweredRequest& request_;
    std::vector<Replacement> replacements_;
    ReplyTemplate out_;
};

}  // namespace

wsman::Result<ReplyTemplate> makeTemplate(std::string_view envelope, const AnsweredRequest& request) {
    // The core's parser checks; a second tree, whose buffer is the text itself, tells where things stand.
    const auto checked = wsman::soap::Message::parse(envelope);
    if (!checked) {
        return tl::unexpected(checked.error());
    }
    pugi::xml_document tree;
    const auto parsed = tree.load_buffer(envelope.data(), envelope.size(), pugi::parse_default, pugi::encoding_utf8);
    if (!parsed) {
        return wsman::fail(wsman::ErrorCode::kMalformedXml, parsed.description());
    }
    const Node root(tree.document_element());
    Templater templater(envelope, request);
    templater.headers(root.child(ns::kSoap, "Header"));
    templater.body(root.child(ns::kSoap, "Body"));
    return templater.finish();
}

}  // namespace mockserver::record
