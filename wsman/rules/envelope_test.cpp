#include "wsman/rules/fixtures.h"
#include "wsman/xml/encoding.h"

namespace wsman::rules::test {

namespace {

Case bytesAsked(std::string bytes, const std::string& type = kContentType) {
    return {{{std::move(bytes), {.method = "POST", .contentType = type}}, {}}};
}

Case bytesAnswered(std::string bytes) {
    return {{sent(request(action::kGet)), {std::move(bytes), {.status = 200, .contentType = kContentType}}}};
}

Envelope fan() {
    return reply(action::kGet, "<f:CIM_Fan/>");
}

Envelope largeFan() {
    return reply(action::kGet, "<f:CIM_Fan>" + std::string(40000, 'a') + "</f:CIM_Fan>");
}

Case limited(const std::string& mark, const Envelope& answer) {
    return exchanged(
        request(action::kGet).set("w:MaxEnvelopeSize", "<w:MaxEnvelopeSize " + mark + ">8192</w:MaxEnvelopeSize>"),
        answer);
}

std::string soap11() {
    return "<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\"><s:Body/></s:Envelope>";
}

std::string twoBodies(const Envelope& envelope) {
    std::string bytes = envelope.bytes();
    bytes.insert(bytes.rfind("</s:Envelope>"), "<s:Body/>");
    return bytes;
}

/// In little-endian UTF-16, with the byte-order mark that goes with it.
Sent wide(Sent message) {
    message.bytes = xml::fromUtf8(message.bytes, xml::Encoding::kUtf16Le).value();
    message.http.contentType = "application/soap+xml;charset=UTF-16";
    return message;
}

Case encoded(bool request16, bool reply16) {
    Case result = got(fan());
    if (request16) {
        result.judged.request = wide(result.judged.request);
    }
    if (reply16) {
        result.judged.reply = wide(result.judged.reply);
    }
    return result;
}

Case mislabelled() {
    Case result = encoded(true, false);
    result.judged.reply = {};
    result.judged.request.http.contentType = kContentType;
    return result;
}

}  // namespace

std::vector<Fixture> envelopeFixtures() {
    return {
        {"DSP0226/R13.1-1c", asked(request(action::kGet)), bytesAsked(soap11())},
        {"DSP0226/R13.1-1s", got(fan()), bytesAnswered("<s:Envelope")},
        {"SOAP12/5.1c", asked(request(action::kGet)), bytesAsked(twoBodies(request(action::kGet)))},
        {"SOAP12/5.1s", got(fan()), bytesAnswered(twoBodies(fan()))},
        {"SOAP12/DTDc", bytesAsked("<?xml version=\"1.0\"?><!-- no <!DOCTYPE here -->" + request(action::kGet).bytes()),
         bytesAsked("<!DOCTYPE x>" + request(action::kGet).bytes())},
        {"SOAP12/DTDs", bytesAnswered("<?xml version=\"1.0\"?>" + fan().bytes()),
         bytesAnswered("<?style sheet?>" + fan().bytes())},
        {"DSP0226/R13.1-4c", bytesAsked(request(action::kGet).bytes(), "application/soap+xml; charset=\"utf-8\""),
         bytesAsked(request(action::kGet).bytes(), "application/soap+xml;charset=iso-8859-1")},
        {"DSP0226/R13.1-8c", bytesAsked("\xEF\xBB\xBF" + request(action::kGet).bytes()), mislabelled()},
        {"DSP0226/R13.1-5", encoded(true, true), encoded(true, false)},
        {"DSP0226/R13.1-6", got(fan()), bytesAnswered("\xEF\xBB\xBF" + fan().bytes())},
        {"DSP0226/R13.1-9c", asked(request(action::kGet)),
         asked(request(action::kGet).set("again", "<a:MessageID>uuid:q2</a:MessageID>"))},
        {"DSP0226/R13.1-10s", got(fan()), got(fan().text("a:RelatesTo", "\n uuid:q1\n"))},
        {"DSP0226/R13.1-3", got(fan()), got(largeFan())},
        {"DSP0226/R6.2-1s", limited("", fan()), limited("", largeFan())},
        {"DSP0226/R6.2-2", limited("s:mustUnderstand=\"true\"", fan()), limited("s:mustUnderstand=\"1\"", largeFan())},
    };
}

}  // namespace wsman::rules::test
