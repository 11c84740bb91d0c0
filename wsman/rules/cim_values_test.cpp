#include "wsman/rules/fixtures.h"

namespace wsman::rules::test {

namespace {

Case putting(const std::string& body) {
    return asked(request(action::kPut, body));
}

/// The same for a client that writes it and a server that returns it, in the instance of a fan.
void addBoth(std::vector<Fixture>& out, const std::string& id, const std::string& good, const std::string& bad) {
    const auto fan = [](const std::string& inner) { return "<f:CIM_Fan>" + inner + "</f:CIM_Fan>"; };
    out.push_back({id + "c", putting(fan(good)), putting(fan(bad))});
    out.push_back({id + "s", got(reply(action::kGet, fan(good))), got(reply(action::kGet, fan(bad)))});
}

std::string time(const std::string& inner) {
    return "<f:InstallDate>" + inner + "</f:InstallDate>";
}

}  // namespace

std::vector<Fixture> cimValueFixtures() {
    const std::string members = "<f:Speeds>1</f:Speeds><f:Speeds>2</f:Speeds>";
    const std::string nil = "xsi:nil=\"true\"";
    const std::string datetime = "<cim:Datetime>2026-01-02T03:04:05Z</cim:Datetime>";
    const std::string epr = "<a:Address>urn:a</a:Address><a:ReferenceParameters><w:ResourceURI>" + kFan +
                            "</w:ResourceURI></a:ReferenceParameters>";
    std::vector<Fixture> all{
        {"DSP0230/gedc", putting("<f:CIM_Fan/>"), putting("<f:CIM_Fann/>")},
        {"DSP0230/geds", got(reply(action::kGet, "<f:CIM_Fan/>")), got(reply(action::kGet, "<f:Fan/>"))},
    };
    addBoth(all, "DSP0230/property", "<f:Name>a</f:Name>", "<Name>a</Name>");
    addBoth(all, "DSP0230/nil", "<f:Name " + nil + "/>", "<f:Name " + nil + ">a</f:Name>");
    addBoth(all, "DSP0230/array", members + "<f:Name>a</f:Name>",
            "<f:Speeds>1</f:Speeds><f:Name>a</f:Name><f:Speeds>2</f:Speeds>");
    addBoth(all, "MS-WSMV/3.1.4.1.26", members, "<f:Speeds>1</f:Speeds><f:Speeds " + nil + "/>");
    addBoth(all, "DSP0230/datetime", time(datetime), time(datetime + "<cim:Date>2026-01-02</cim:Date>"));
    addBoth(all, "DSP0230/timetext", time("<cim:CIM_DateTime>20260102030405.000000+000</cim:CIM_DateTime>"),
            time("<cim:CIM_DateTime>2026-01-02T03:04:05Z</cim:CIM_DateTime>"));
    addBoth(all, "DSP0230/interval", time("<cim:Interval>PT0S</cim:Interval>"),
            time("<cim:Interval>PT</cim:Interval>"));
    addBoth(all, "DSP0230/ref", "<f:Owner>" + epr + "</f:Owner>", "<f:Owner><a:Address>urn:a</a:Address></f:Owner>");
    addBoth(all, "DSP0230/embedded", "<f:Part xsi:type=\"f:CIM_Fan_Type\"><f:Name>a</f:Name></f:Part>",
            "<f:Part><f:Name>a</f:Name></f:Part>");
    addBoth(all, "DSP0230/bool", "<f:On xsi:type=\"xs:boolean\">true</f:On>",
            "<f:On xsi:type=\"xs:boolean\">True</f:On>");
    addBoth(all, "DSP0230/num", "<f:Speed xsi:type=\"xs:unsignedByte\">255</f:Speed>",
            "<f:Speed xsi:type=\"xs:unsignedByte\">256</f:Speed>");
    return all;
}

}  // namespace wsman::rules::test
