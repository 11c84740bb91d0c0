#include "wsman/rules/fixtures.h"

namespace wsman::rules::test {

namespace {

Envelope plain(std::string_view action = action::kGet, const std::string& body = "") {
    return request(action, body)
        .set("w:ResourceURI", "<w:ResourceURI s:mustUnderstand=\"true\">" + std::string(uri::kWmiPrefix) +
                                  "root/cimv2/CIM_Fan</w:ResourceURI>")
        .text("a:MessageID", "uuid:11111111-2222-4333-8444-555555555555")
        .text("w:OperationTimeout", "PT60S")
        .text("w:MaxEnvelopeSize", "153600")
        .set("w:Locale", "<w:Locale xml:lang=\"en-US\"/>");
}

Case pulling(const std::string& inner) {
    return asked(plain(action::kPull, "<n:Pull><n:EnumerationContext>c1</n:EnumerationContext>" + inner + "</n:Pull>"));
}

Case withActivity(const std::string& mark, const std::string& text) {
    return asked(plain().set("p:ActivityId", "<p:ActivityId " + mark + ">" + text + "</p:ActivityId>"));
}

}  // namespace

std::vector<Fixture> microsoftClientFixtures() {
    Case attached = asked(plain());
    attached.judged.request.http.contentType = "multipart/related;type=\"application/xop+xml\"";
    const Envelope inSequence = plain().text("p:OperationID", "uuid:11111111-2222-4333-8444-666666666666");
    return {
        {"MS-WSMV/3.2.4.1.1", asked(plain()), asked(plain().text("a:MessageID", "urn:1"))},
        {"MS-WSMV/3.2.4.1.2", asked(plain()), asked(plain().without("w:OperationTimeout"))},
        {"MS-WSMV/3.2.4.1.3", asked(plain()), asked(plain().without("w:MaxEnvelopeSize"))},
        {"MS-WSMV/3.2.4.1.4", asked(plain()), asked(plain().without("w:Locale"))},
        {"MS-WSMV/3.2.4.1.8", withActivity("s:mustUnderstand=\"false\"", "a"),
         withActivity("s:mustUnderstand=\"true\"", "a")},
        {"MS-WSMV/3.2.4.1.8b", withActivity("", "a"), withActivity("", std::string(2049, 'a'))},
        {"MS-WSMV/3.2.4.1.9", pulling("<n:MaxElements>20</n:MaxElements>"), pulling("")},
        {"MS-WSMV/3.1.4.1.24c", asked(plain()), attached},
        {"MS-WSMV/3.1.4.1.39c", asked(Envelope(inSequence).text("p:SequenceId", "1")), asked(inSequence)},
    };
}

}  // namespace wsman::rules::test
