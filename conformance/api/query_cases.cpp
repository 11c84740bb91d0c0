// Operations that yield many instances: how they ask the server, and what of its answer arrives.
#include <set>

#include "conformance/api/wired.h"

namespace conformance {

namespace {

constexpr const char* kNameSpace = "root/cimv2";

Ran enumerate(Wired& wired, const char* className, MI_Uint32 flags, MI_Boolean keysOnly = MI_FALSE) {
    MI_Operation operation = MI_OPERATION_NULL;
    MI_Session_EnumerateInstances(wired.session.session(), flags, nullptr, kNameSpace, className, keysOnly, nullptr,
                                  &operation);
    return collect(operation);
}

Ran query(Wired& wired, const char* dialect, const char* expression) {
    MI_Operation operation = MI_OPERATION_NULL;
    MI_Session_QueryInstances(wired.session.session(), 0, nullptr, kNameSpace, dialect, expression, nullptr,
                              &operation);
    return collect(operation);
}

/// The first Enumerate request.
std::optional<Sent> asked(const Wired& wired, Check& check) {
    const auto all = wired.mock->requests("Enumerate");
    check.isTrue("what was sent is no message", !all.empty() || wired.mock->received() == 0)
        .isTrue("there is no Enumerate request", !all.empty());
    return all.empty() ? std::nullopt : std::optional(all.front());
}

CaseResult asksFor(ApiTarget& target, MI_Uint32 flags, const char* mode) {
    auto wired = wire(target);
    if (!wired)
        return wired.error();
    const auto ran = enumerate(*wired, "CIM_Service", flags);
    Check check;
    if (const auto sent = asked(*wired, check))
        check.equal("PolymorphismMode", sent->text("PolymorphismMode"), mode);
    return check.equal("the result", ran.outcome.result, MI_RESULT_OK).result();
}

CaseResult shallowExcludesSubclasses(ApiTarget& target) {
    return asksFor(target, MI_OPERATIONFLAGS_POLYMORPHISM_SHALLOW, "None");
}

CaseResult basePropertiesExcludeSubclassProperties(ApiTarget& target) {
    return asksFor(target, MI_OPERATIONFLAGS_POLYMORPHISM_DEEP_BASE_PROPS_ONLY, "ExcludeSubClassProperties");
}

CaseResult deepIsTheDefault(ApiTarget& target) {
    auto wired = wire(target);
    if (!wired)
        return wired.error();
    const auto ran = enumerate(*wired, "CIM_Service", 0);
    std::set<std::string> classes;
    for (const auto& one : ran.instances)
        classes.insert(one.className);
    Check check;
    if (const auto sent = asked(*wired, check)) {
        const auto mode = sent->text("PolymorphismMode");
        check.isTrue("it asks for less than all", mode.empty() || mode == "IncludeSubClassProperties");
    }
    return check.equal("the result", ran.outcome.result, MI_RESULT_OK)
        .isTrue("there is no instance of a subclass under its own name", classes.contains("Win32_Service"))
        .result();
}

CaseResult keysOnlyYieldsKeys(ApiTarget& target) {
    auto wired = wire(target);
    if (!wired)
        return wired.error();
    const auto ran = enumerate(*wired, "Win32_Service", 0, MI_TRUE);
    Check check;
    check.equal("the result", ran.outcome.result, MI_RESULT_OK)
        .isTrue("there are no instances", !ran.instances.empty());
    for (const auto& one : ran.instances)
        for (const auto& property : one.properties)
            if (property.name == "Name")
                check.isTrue("the key is null", !property.value.isNull());
            else
                check.isTrue("what is no key has a value", property.value.isNull());
    return check.result();
}

CaseResult asksInDialect(ApiTarget& target, const char* dialect, const char* expression, const char* uri) {
    auto wired = wire(target);
    if (!wired)
        return wired.error();
    const auto ran = query(*wired, dialect, expression);
    Check check;
    if (const auto sent = asked(*wired, check))
        check.equal("the filter's dialect", sent->attribute("Filter", "Dialect"), uri)
            .equal("the filter's text", sent->text("Filter"), expression);
    return check.equal("the result", ran.outcome.result, MI_RESULT_OK)
        .equal("the number of instances", ran.instances.size(), 1u)
        .result();
}

CaseResult asksInWql(ApiTarget& target) {
    return asksInDialect(target, "WQL", "SELECT * FROM Win32_Service WHERE Name = 'Spooler'",
                         "http://schemas.microsoft.com/wbem/wsman/1/WQL");
}

CaseResult asksInCql(ApiTarget& target) {
    return asksInDialect(target, "CQL", "SELECT * FROM Win32_Service WHERE Name = 'Spooler'",
                         "http://schemas.dmtf.org/wbem/cql/1/dsp0202.pdf");
}

CaseResult unknownDialectIsAnError(ApiTarget& target) {
    auto wired = wire(target);
    if (!wired)
        return wired.error();
    const auto ran = query(*wired, "XYZ", "SELECT * FROM Win32_Service");
    if (!ran.started)
        return CaseResult::fail("there is no operation that could give a result");
    return Check()
        .isTrue("the result is neither QUERY_LANGUAGE_NOT_SUPPORTED nor INVALID_PARAMETER",
                ran.outcome.result == MI_RESULT_QUERY_LANGUAGE_NOT_SUPPORTED ||
                    ran.outcome.result == MI_RESULT_INVALID_PARAMETER)
        .equal("the number of instances", ran.instances.size(), 0u)
        .result();
}

CaseResult escapesTheQuery(ApiTarget& target) {
    constexpr const char* kQuery = "SELECT * FROM Win32_Service WHERE ProcessId < 2000 AND Name <> 'a&amp;b'";
    auto wired = wire(target);
    if (!wired)
        return wired.error();
    const auto ran = query(*wired, "WQL", kQuery);
    Check check;
    if (const auto sent = asked(*wired, check))
        check.equal("the filter's text", sent->text("Filter"), kQuery);
    return check.equal("the result", ran.outcome.result, MI_RESULT_OK)
        .isTrue("there are no instances", !ran.instances.empty())
        .result();
}

std::string filterOf(const Sent& request) {
    const auto filter =
        request.find("Filter").find_child([](const pugi::xml_node& node) { return node.type() == pugi::node_element; });
    return std::string(localName(filter.name()));
}

/// The values of the selectors that name the object of an association filter.
std::set<std::string> objectOf(const Sent& request) {
    std::set<std::string> out;
    const auto selectors = request.find("Object").find_node(
        [](const pugi::xml_node& node) { return localName(node.name()) == "SelectorSet"; });
    for (const auto& one : selectors)
        out.insert(one.text().get());
    return out;
}

CaseResult asksForAssociators(ApiTarget& target) {
    auto wired = wire(target);
    if (!wired)
        return wired.error();
    const auto keys = keysOf(wired->session, "Win32_LogicalDisk", {{"DeviceID", "C:"}});
    MI_Operation operation = MI_OPERATION_NULL;
    MI_Session_AssociatorInstances(wired->session.session(), 0, nullptr, kNameSpace, keys.instance.get(),
                                   "Win32_LogicalDiskToPartition", "Win32_DiskPartition", "Dependent", "Antecedent",
                                   MI_FALSE, nullptr, &operation);
    const auto ran = collect(operation);
    Check check;
    if (const auto sent = asked(*wired, check))
        check.equal("the filter", filterOf(*sent), "AssociatedInstances")
            .isTrue("the object is not the disk", objectOf(*sent).contains("C:"))
            .equal("AssociationClassName", sent->text("AssociationClassName"), "Win32_LogicalDiskToPartition")
            .equal("ResultClassName", sent->text("ResultClassName"), "Win32_DiskPartition")
            .equal("Role", sent->text("Role"), "Dependent")
            .equal("ResultRole", sent->text("ResultRole"), "Antecedent");
    return check.equal("the result", ran.outcome.result, MI_RESULT_OK).result();
}

CaseResult yieldsAssociators(ApiTarget& target) {
    auto wired = wire(target);
    if (!wired)
        return wired.error();
    const auto keys = keysOf(wired->session, "Win32_LogicalDisk", {{"DeviceID", "C:"}});
    MI_Operation operation = MI_OPERATION_NULL;
    MI_Session_AssociatorInstances(wired->session.session(), 0, nullptr, kNameSpace, keys.instance.get(), nullptr,
                                   nullptr, nullptr, nullptr, MI_FALSE, nullptr, &operation);
    const auto ran = collect(operation);
    Check check;
    check.equal("the result", ran.outcome.result, MI_RESULT_OK)
        .equal("the number of instances", ran.instances.size(), 1u);
    if (check.ok())
        check.equal("the class", ran.instances[0].className, "Win32_DiskPartition");
    return check.result();
}

Ran references(Wired& wired, const char* resultClass, const char* role) {
    const auto keys = keysOf(wired.session, "Win32_LogicalDisk", {{"DeviceID", "C:"}});
    MI_Operation operation = MI_OPERATION_NULL;
    MI_Session_ReferenceInstances(wired.session.session(), 0, nullptr, kNameSpace, keys.instance.get(), resultClass,
                                  role, MI_FALSE, nullptr, &operation);
    return collect(operation);
}

CaseResult asksForReferences(ApiTarget& target) {
    auto wired = wire(target);
    if (!wired)
        return wired.error();
    const auto ran = references(*wired, "Win32_LogicalDiskToPartition", "Dependent");
    Check check;
    if (const auto sent = asked(*wired, check))
        check.equal("the filter", filterOf(*sent), "AssociationInstances")
            .equal("ResultClassName", sent->text("ResultClassName"), "Win32_LogicalDiskToPartition")
            .equal("Role", sent->text("Role"), "Dependent");
    return check.equal("the result", ran.outcome.result, MI_RESULT_OK).result();
}

CaseResult yieldsReferences(ApiTarget& target) {
    auto wired = wire(target);
    if (!wired)
        return wired.error();
    const auto ran = references(*wired, nullptr, nullptr);
    Check check;
    check.equal("the result", ran.outcome.result, MI_RESULT_OK)
        .equal("the number of instances", ran.instances.size(), 1u);
    if (check.ok())
        check.equal("the class", ran.instances[0].className, "Win32_LogicalDiskToPartition");
    return check.result();
}

}  // namespace

std::span<const ApiCase> queryCases() {
    static constexpr ApiCase kCases[] = {
        {"MI/F16", "mi.h MI_OPERATIONFLAGS_POLYMORPHISM_SHALLOW", "A shallow enumeration asks for no subclasses",
         Level::kMust, shallowExcludesSubclasses},
        {"MI/F16b", "mi.h MI_OPERATIONFLAGS_POLYMORPHISM_DEEP_BASE_PROPS_ONLY",
         "Base properties only: subclasses without their own properties", Level::kMust,
         basePropertiesExcludeSubclassProperties},
        {"MI/F16c", "mi.h MI_OPERATIONFLAGS_POLYMORPHISM_DEEP", "By default instances of subclasses come whole",
         Level::kMust, deepIsTheDefault},
        {"MI/F17", "mi.h MI_Session_EnumerateInstances", "With keysOnly, instances have their keys alone", Level::kMust,
         keysOnlyYieldsKeys},
        {"MI/F18", "mi.h MI_Session_QueryInstances", "A WQL query is sent as one", Level::kMust, asksInWql},
        {"MI/F18b", "mi.h MI_Session_QueryInstances", "A CQL query is sent as one", Level::kMust, asksInCql},
        {"MI/F18c", "mi.h MI_Session_QueryInstances", "A query in an unknown dialect ends with an error",
         Level::kShould, unknownDialectIsAnError},
        {"MI/F19", "mi.h MI_Session_QueryInstances", "A query reaches the server as it was written", Level::kShould,
         escapesTheQuery},
        {"MI/F20", "mi.h MI_Session_AssociatorInstances", "All arguments stand in the filter", Level::kMust,
         asksForAssociators},
        {"MI/F20b", "mi.h MI_Session_AssociatorInstances", "Without filters, all associated instances come",
         Level::kMust, yieldsAssociators},
        {"MI/F20c", "mi.h MI_Session_ReferenceInstances", "All arguments stand in the filter", Level::kMust,
         asksForReferences},
        {"MI/F20d", "mi.h MI_Session_ReferenceInstances", "Without filters, all associations come", Level::kMust,
         yieldsReferences},
    };
    return kCases;
}

}  // namespace conformance
