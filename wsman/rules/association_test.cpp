#include "wsman/rules/fixtures.h"

namespace wsman::rules::test {

namespace {

const std::string kObject =
    "<b:Object><a:Address>urn:a</a:Address><a:ReferenceParameters><w:ResourceURI>" + kFan +
    "</w:ResourceURI><w:SelectorSet><w:Selector Name=\"Id\">1</w:Selector></w:SelectorSet></a:ReferenceParameters>"
    "</b:Object>";

Case filtering(const std::string& content) {
    return asked(request(action::kEnumerate, "<n:Enumerate><w:Filter Dialect=\"" +
                                                 std::string(uri::kDialectAssociation) + "\">" + content +
                                                 "</w:Filter></n:Enumerate>"));
}

Case associated(const std::string& content) {
    return filtering("<b:AssociatedInstances>" + content + "</b:AssociatedInstances>");
}

}  // namespace

std::vector<Fixture> associationFixtures() {
    const std::string role = "<b:Role>Antecedent</b:Role>";
    return {
        {"DSP0227/8.2c", filtering("<b:AssociationInstances>" + kObject + "</b:AssociationInstances>"),
         filtering(kObject)},
        {"DSP0227/8.2-object-c", associated(kObject), associated("<b:Object/>" + role)},
        {"DSP0227/8.2-params-c", associated(kObject + role + "<b:IncludeResultProperty>Id</b:IncludeResultProperty>"),
         associated(role + kObject)},
    };
}

}  // namespace wsman::rules::test
