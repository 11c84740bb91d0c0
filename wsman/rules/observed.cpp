#include "wsman/rules/observed.h"

#include "wsman/uris.h"

namespace wsman::rules {

Observed::Observed(std::string_view bytes, HttpFacts http) : bytes_(bytes), http_(std::move(http)) {
    const std::string_view charset = xml::charsetOf(http_.contentType);
    Result<soap::Message> message = soap::Message::parse(bytes_, charset);
    if (message) {
        own_.emplace(*std::move(message));
        encoding_ = own_->encoding();
        root_ = own_->envelope();
        return;
    }
    error_ = std::move(message.error());
    xml::Encoding found = xml::Encoding::kUtf8;
    Result<std::string> text = xml::toUtf8(bytes_, charset, &found);
    if (!text) {
        return;
    }
    encoding_ = found;
    Result<xml::Document> document = xml::Document::parse(*std::move(text));
    if (document) {
        document_.emplace(*std::move(document));
        root_ = document_->root();
    }
}

Observed::Observed(std::string_view bytes, HttpFacts http, const soap::Message& message)
    : bytes_(bytes),
      http_(std::move(http)),
      borrowed_(&message),
      encoding_(message.encoding()),
      root_(message.envelope()) {}

const soap::Message* Observed::message() const {
    return own_ ? &*own_ : borrowed_;
}

bool Observed::isEnvelope() const {
    return root_.is(ns::kSoap, "Envelope");
}

xml::Node Observed::header() const {
    return root_.child(ns::kSoap, "Header");
}

xml::Node Observed::body() const {
    return root_.child(ns::kSoap, "Body");
}

xml::Node Observed::header(std::string_view ns, std::string_view local) const {
    return header().child(ns, local);
}

std::string Observed::action() const {
    return header(ns::kAddressing, "Action").text();
}

std::string Observed::resourceUri() const {
    return header(ns::kWsman, "ResourceURI").text();
}

bool Observed::isFault() const {
    return payload().is(ns::kSoap, "Fault");
}

bool Observed::isIdentify() const {
    return payload().is(ns::kIdentity, "Identify");
}

}  // namespace wsman::rules
