#include "wsman/rules/fixtures.h"

namespace wsman::rules::test {

namespace {

Case enumerating(const std::string& inner) {
    return asked(request(action::kEnumerate, "<n:Enumerate>" + inner + "</n:Enumerate>"));
}

Case pulling(const std::string& inner) {
    return asked(
        request(action::kPull, "<n:Pull><n:EnumerationContext>c1</n:EnumerationContext>" + inner + "</n:Pull>"));
}

Case filtering(std::string_view dialect, const std::string& content = "a") {
    return enumerating("<w:Filter Dialect=\"" + std::string(dialect) + "\">" + content + "</w:Filter>");
}

std::string selectors(const std::string& second) {
    return "<w:SelectorSet><w:Selector Name=\"a\">1</w:Selector><w:Selector Name=\"" + second +
           "\">2</w:Selector></w:SelectorSet>";
}

}  // namespace

std::vector<Fixture> enumerationBodyFixtures() {
    const std::string optimized = "<w:OptimizeEnumeration/>";
    const std::string limit = "<w:MaxElements>5</w:MaxElements>";
    const std::string time = "<n:MaxTime>PT5S</n:MaxTime>";
    const std::string most = "<n:MaxElements>5</n:MaxElements>";
    return {
        {"WSEN/order", pulling(time + most), pulling(most + time)},
        {"WSEN/Expires", enumerating("<n:Expires>PT5M</n:Expires>"), enumerating("<n:Expires>5</n:Expires>")},
        {"WSEN/MaxTime", pulling(time), pulling("<n:MaxTime>5</n:MaxTime>")},
        {"WSEN/MaxCharacters", pulling("<n:MaxCharacters>5000</n:MaxCharacters>"),
         pulling("<n:MaxCharacters>many</n:MaxCharacters>")},
        {"DSP0226/R8.2.3-1c", enumerating(optimized), enumerating("<n:OptimizeEnumeration/>")},
        {"DSP0226/R8.2.3-3c", enumerating(optimized + limit), enumerating(limit)},
        {"DSP0226/R8.7-3c", enumerating("<w:EnumerationMode>EnumerateEPR</w:EnumerationMode>"),
         enumerating("<w:EnumerationMode>EnumerateEprs</w:EnumerationMode>")},
        {"DSP0226/8.3-dialect", filtering(uri::kDialectCql), filtering("CQL")},
        {"DSP0226/D.uri-c", filtering(uri::kDialectXPath), filtering("http://www.w3.org/TR/XPath")},
        {"DSP0226/RE-5c", filtering(uri::kDialectSelector, selectors("b")),
         filtering(uri::kDialectSelector, selectors("a"))},
        {"MS-WSMV/3.1.4.1.13c", filtering(uri::kDialectWql),
         filtering("http://schemas.microsoft.com/wbem/wsman/1/wql")},
    };
}

}  // namespace wsman::rules::test
