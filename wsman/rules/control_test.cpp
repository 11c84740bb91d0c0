#include "wsman/rules/fixtures.h"

namespace wsman::rules::test {

namespace {

Case withBlock(const std::string& block) {
    return asked(request(action::kGet).set("block", block));
}

Case withOption(const std::string& mark, const std::string& option) {
    return withBlock("<w:OptionSet " + mark + ">" + option + "</w:OptionSet>");
}

Case answering(const std::string& block) {
    return exchanged(request(action::kGet).set("w:RequestEPR", "<w:RequestEPR/>"),
                     reply(action::kGet, "<f:CIM_Fan/>").set("block", block));
}

}  // namespace

std::vector<Fixture> controlFixtures() {
    const std::string locale = "<w:Locale xml:lang=";
    const std::string dataLocale = "<p:DataLocale xml:lang=\"en-US\" s:mustUnderstand=";
    return {
        {"DSP0226/R6.1-1", withBlock("<w:OperationTimeout>PT1M0.5S</w:OperationTimeout>"),
         withBlock("<w:OperationTimeout>60</w:OperationTimeout>")},
        {"DSP0226/R6.2-1c", withBlock("<w:MaxEnvelopeSize>153600</w:MaxEnvelopeSize>"),
         withBlock("<w:MaxEnvelopeSize>0</w:MaxEnvelopeSize>")},
        {"DSP0226/R6.2-6", withBlock("<w:MaxEnvelopeSize>153600</w:MaxEnvelopeSize>"),
         withBlock("<w:MaxEnvelopeSize Policy=\"Skip\">153600</w:MaxEnvelopeSize>")},
        {"DSP0226/R6.3-3", withBlock(locale + "\"en-US\"/>"), withBlock(locale + "\"not_a_lang!\"/>")},
        {"MS-WSMV/3.2.4.1.5", withBlock(dataLocale + "\"false\"/>"), withBlock(dataLocale + "\"true\"/>")},
        {"DSP0226/R6.4-2", got(reply(action::kGet, "<f:CIM_Fan/>")),
         got(reply(action::kGet, "<f:CIM_Fan/>").set("block", "<w:OptionSet/>"))},
        {"DSP0226/R6.4-5", withOption("", "<w:Option Name=\"a\">1</w:Option>"),
         withOption("", "<w:Option Name=\"a\"><b/></w:Option>")},
        {"DSP0226/R6.4-6c",
         withOption("s:mustUnderstand=\"true\"", "<w:Option Name=\"a\" MustComply=\"true\">1</w:Option>"),
         withOption("", "<w:Option Name=\"a\" MustComply=\"true\">1</w:Option>")},
        {"DSP0226/R6.4-7", withOption("", "<w:Option Name=\"a\" Type=\"xs:string\">1</w:Option>"),
         withOption("", "<w:Option Name=\"a\" Type=\"string\">1</w:Option>")},
        {"DSP0226/R6.5-1", answering("<w:RequestedEPR><w:EPRUnknown/></w:RequestedEPR>"), answering("")},
    };
}

}  // namespace wsman::rules::test
