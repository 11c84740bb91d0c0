#include "mockserver/repository/service/enumeration.h"

#include <gmock/gmock.h>

#include "mockserver/repository/service/lab_for_test.h"
#include "wsman/ops/enumeration.h"

namespace mockserver::repository {
namespace {

using namespace test;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::UnorderedElementsAre;
namespace action = wsman::action;
namespace ops = wsman::ops;

const std::string kAll = "http://schemas.dmtf.org/wbem/wscim/1/*";

std::string filter(const std::string& dialect, const std::string& content) {
    return "<w:Filter Dialect=\"" + dialect + "\">" + content + "</w:Filter>";
}
std::string wql(const std::string& text) {
    return filter(std::string(wsman::uri::kDialectWql), text);
}
std::string cql(const std::string& text) {
    return filter(std::string(wsman::uri::kDialectCql), text);
}
std::string object(const std::string& name) {
    return "<b:Object><a:Address>x</a:Address><a:ReferenceParameters><w:ResourceURI>" + kMachine +
           "</w:ResourceURI><w:SelectorSet><w:Selector Name=\"Name\">" + name +
           "</w:Selector></w:SelectorSet></a:ReferenceParameters></b:Object>";
}
std::string associated(const std::string& content, const char* kind = "AssociatedInstances") {
    return filter(std::string(wsman::uri::kDialectAssociation),
                  "<b:" + std::string(kind) + ">" + content + "</b:" + kind + ">");
}
std::string pullBody(const std::string& context, const std::string& more = "<n:MaxElements>100</n:MaxElements>") {
    return "<n:Pull><n:EnumerationContext>" + context + "</n:EnumerationContext>" + more + "</n:Pull>";
}
std::string contextBody(const char* element, const std::string& context, const std::string& more = "") {
    return "<n:" + std::string(element) + "><n:EnumerationContext>" + context + "</n:EnumerationContext>" + more +
           "</n:" + element + ">";
}

class Enumeration : public testing::Test {
protected:
    /// Enumerates to the end, `page` items at a time; each item as its Name, Id or Slot, or the fault.
    std::vector<std::string> all(const std::string& uri, const std::string& request, const std::string& page = "100") {
        std::vector<std::string> out;
        auto reply = lab.ask(action::kEnumerate, uri, {}, "<n:Enumerate>" + request + "</n:Enumerate>");
        for (int guard = 0; guard < 100; ++guard) {
            if (reply.isFault()) {
                out.push_back(faultOf(reply));
                return out;
            }
            const auto read = ops::readEnumerationReply(reply);
            EXPECT_TRUE(read) << (read ? "" : read.error().text());
            for (const auto item : read->items) {
                out.push_back(nameOf(item));
            }
            if (read->endOfSequence) {
                return out;
            }
            reply = lab.ask(action::kPull, uri, {},
                            pullBody(*read->context, "<n:MaxElements>" + page + "</n:MaxElements>"));
        }
        return out;
    }
    static std::string nameOf(wsman::xml::Node item) {
        const auto epr = item.is(wsman::ns::kAddressing, "EndpointReference")
                             ? wsman::soap::readEpr(item)
                             : wsman::fail(wsman::ErrorCode::kNotFound, "");
        if (epr) {
            const auto* name = epr->selectors.find("Name");
            return "epr:" + (name == nullptr ? epr->resourceUri : name->value);
        }
        if (item.localName() == "CLASS") {
            return item.attribute("NAME").value_or("");
        }
        if (item.localName() == "Item") {
            return nameOf(item.firstChild()) + "+" + nameOf(item.firstChild().next());
        }
        for (const char* key : {"Name", "Id", "Slot"}) {
            if (const auto found = item.childLocal(key)) {
                return found.text();
            }
        }
        return std::string(item.localName());
    }
    std::string context(const std::string& more = "") {
        const auto reply = lab.ask(action::kEnumerate, kMachine, {}, "<n:Enumerate>" + more + "</n:Enumerate>");
        EXPECT_EQ(faultOf(reply), "");
        return childText(reply, "EnumerationContext");
    }

    LabService lab;
};

TEST_F(Enumeration, OfAClassByMode) {
    EXPECT_THAT(all(kMachine, ""), ElementsAre("alpha", "beta"));
    EXPECT_THAT(all(kMachine, "", "1"), ElementsAre("alpha", "beta"));
    EXPECT_THAT(all(kMachine, "<w:EnumerationMode>EnumerateEPR</w:EnumerationMode>"),
                ElementsAre("epr:alpha", "epr:beta"));
    EXPECT_THAT(all(kMachine, "<w:EnumerationMode>EnumerateObjectAndEPR</w:EnumerationMode>"),
                ElementsAre("alpha+epr:alpha", "beta+epr:beta"));
    EXPECT_THAT(all(kMachine, "<w:EnumerationMode>Bogus</w:EnumerationMode>"),
                ElementsAre("wsman:UnsupportedFeature/EnumerationMode"));
    EXPECT_THAT(all(kMachine, "<b:PolymorphismMode>None</b:PolymorphismMode>"), ElementsAre("alpha"));
    EXPECT_THAT(all(kMachine, "<w:OptimizeEnumeration/>"), ElementsAre("alpha", "beta"));
    EXPECT_THAT(all(kMachine, "<w:OptimizeEnumeration/><w:MaxElements>9</w:MaxElements>"),
                ElementsAre("alpha", "beta"));
    EXPECT_THAT(all(kAll, ""), ElementsAre("wsman:UnsupportedFeature/FilteringRequired"));
    EXPECT_THAT(all(kAll, "<b:PolymorphismMode>None</b:PolymorphismMode>" + wql("SELECT * FROM Lab_Machine")),
                ElementsAre("wsmb:PolymorphismModeNotSupported"));
    EXPECT_THAT(all(std::string(wsman::uri::kCimSchemaPrefix) + "Lab_Settings", ""), IsEmpty());
}

TEST_F(Enumeration, PolymorphismCutsToTheBase) {
    const auto reply = lab.ask(action::kEnumerate, kMachine, {},
                               "<n:Enumerate><w:OptimizeEnumeration/><w:MaxElements>9</w:MaxElements>"
                               "<b:PolymorphismMode>ExcludeSubClassProperties</b:PolymorphismMode></n:Enumerate>");
    const auto text = reply.payload().outerXml();
    EXPECT_THAT(text, testing::Not(HasSubstr("Rack")));
    EXPECT_THAT(text, testing::Not(HasSubstr("Lab_Server")));
    EXPECT_THAT(text, HasSubstr(">beta<"));
}

TEST_F(Enumeration, EveryFilterDialect) {
    EXPECT_THAT(all(kAll, wql("SELECT * FROM Lab_Machine WHERE Owner = 'BOB'")), ElementsAre("beta"));
    EXPECT_THAT(all(kMachine, wql("SELECT Name FROM Lab_Server")), ElementsAre("beta"));
    EXPECT_THAT(all(kAll, cql("SELECT Name FROM Lab_Machine WHERE Processors &lt; 3")), ElementsAre("alpha"));
    EXPECT_THAT(all(kAll, cql("SELECT * FROM Lab_Machine ORDER BY Name DESC")), ElementsAre("beta", "alpha"));
    EXPECT_THAT(all(kAll, cql("SELECT m.Name, d.Slot FROM Lab_Machine m, Lab_Drive d WHERE d.Machine = m.Name")),
                ElementsAre("alpha", "alpha"));
    EXPECT_THAT(all(kMachine, filter(std::string(wsman::uri::kDialectSelector),
                                     "<w:SelectorSet><w:Selector Name=\"Owner\">ann</w:Selector></w:SelectorSet>")),
                ElementsAre("alpha"));
    EXPECT_THAT(all(kMachine, "<w:Filter>../Lab_Machine[Owner = 'ann']</w:Filter>"), ElementsAre("alpha"));
    EXPECT_THAT(all(kMachine, "<n:Filter>Owner = 'bob'</n:Filter>"), ElementsAre("beta"));
    EXPECT_THAT(all(kMachine, "<w:Filter>Name</w:Filter>"), ElementsAre("alpha", "beta")) << "as fragments";
    EXPECT_THAT(all(kAll, associated(object("alpha"))), UnorderedElementsAre("0", "1", "beta"));
    EXPECT_THAT(all(kAll, associated(object("alpha") + "<b:ResultClassName>Lab_Machine</b:ResultClassName>")),
                ElementsAre("beta"));
    EXPECT_THAT(
        all(kAll, associated(object("alpha") + "<b:AssociationClassName>Lab_HasDrive</b:AssociationClassName>"
                                               "<b:Role>Antecedent</b:Role><b:ResultRole>Dependent</b:ResultRole>")),
        ElementsAre("0", "1"));
    EXPECT_THAT(all(kAll, associated(object("alpha") + "<b:Role>Right</b:Role>")), IsEmpty());
    EXPECT_THAT(all(kAll, associated(object("alpha"), "AssociationInstances")),
                ElementsAre("Lab_HasDrive", "Lab_HasDrive", "Lab_Peer"));
    EXPECT_THAT(all(kAll, wql("ASSOCIATORS OF {Lab_Machine.Name='alpha'} WHERE ResultClass = Lab_Drive")),
                ElementsAre("0", "1"));
    EXPECT_THAT(all(kAll, wql("REFERENCES OF {Lab_Machine.Name='beta'}")), ElementsAre("Lab_Peer"));
    EXPECT_THAT(all(kAll, wql("ASSOCIATORS OF {Lab_Machine.Name='alpha'} WHERE ClassDefsOnly")),
                ElementsAre("Lab_Drive", "Lab_Server"));
    EXPECT_THAT(all(kAll, wql("REFERENCES OF {Lab_Machine} WHERE SchemaOnly")),
                UnorderedElementsAre("Lab_HasDrive", "Lab_Peer"));
    EXPECT_THAT(all(kAll, wql("SELECT * FROM meta_class WHERE __this ISA 'Lab_Machine'")),
                ElementsAre("Lab_Machine", "Lab_Server"));
}

TEST_F(Enumeration, IncludeResultPropertyShowsThoseAlone) {
    const auto reply =
        lab.ask(action::kEnumerate, kAll, {},
                "<n:Enumerate><w:OptimizeEnumeration/><w:MaxElements>9</w:MaxElements>" +
                    associated(object("alpha") + "<b:ResultClassName>Lab_Machine</b:ResultClassName>"
                                                 "<b:IncludeResultProperty>Owner</b:IncludeResultProperty>"
                                                 "<b:IncludeResultProperty>Wings</b:IncludeResultProperty>") +
                    "</n:Enumerate>");
    const auto item = reply.payload().childLocal("Items").firstChild();
    EXPECT_TRUE(item.is(wsman::ns::kWsman, "XmlFragment")) << reply.payload().outerXml();
    EXPECT_EQ(item.childCount(), 1U);
    EXPECT_EQ(item.childLocal("Owner").text(), "bob");
}

TEST_F(Enumeration, BadFiltersAreRefused) {
    const std::vector<std::pair<std::string, const char*>> rows{
        {filter("urn:x", "y"), "wsen:FilterDialectRequestedUnavailable"},
        {wql("SELECT"), "wsen:CannotProcessFilter"},
        {wql("SELECT * FROM Lab_None"), "wsen:CannotProcessFilter"},
        {wql("SELECT Wings FROM Lab_Machine"), "wsen:CannotProcessFilter"},
        {wql("SELECT * FROM Lab_Drive"), "wsen:CannotProcessFilter"},
        {cql("SELECT MAX(a) FROM Lab_Machine"), "wsen:CannotProcessFilter"},
        {wql("ASSOCIATORS OF {Lab_Machine.Name='none'}"), "wsen:CannotProcessFilter"},
        {filter(std::string(wsman::uri::kDialectSelector),
                "<w:SelectorSet><w:Selector Name=\"Wings\">2</w:Selector></w:SelectorSet>"),
         "wsen:CannotProcessFilter"},
        {"<w:Filter>count(Owner)</w:Filter>", "wsen:CannotProcessFilter"},
        {associated(object("none")), "wsen:CannotProcessFilter"},
        {associated(object("alpha") + "<b:ResultClassName>Lab_None</b:ResultClassName>"), "wsen:CannotProcessFilter"},
        {"<w:Filter>A</w:Filter><n:Filter>A</n:Filter>", "wsen:CannotProcessFilter"},
        {"<w:Filter>A<b:B/></w:Filter>", "wsen:CannotProcessFilter"},
    };
    for (const auto& [request, fault] : rows) {
        EXPECT_THAT(all(kMachine, request), ElementsAre(fault)) << request;
    }
    const auto reply =
        lab.ask(action::kEnumerate, kMachine, {}, "<n:Enumerate>" + filter("urn:x", "y") + "</n:Enumerate>");
    EXPECT_THAT(reply.payload().outerXml(), HasSubstr(std::string(wsman::uri::kDialectWql)));
    EXPECT_EQ(faultOf(lab.ask(action::kEnumerate, kMachine, {{"Name", "alpha"}}, "<n:Enumerate/>")),
              "wsman:InvalidSelectors/UnexpectedSelectors");
}

TEST_F(Enumeration, SnapshotsEstimatesAndEnds) {
    const auto id = context();
    ASSERT_TRUE(lab.repository->create("", texts("Lab_Machine", {{"Name", "gamma"}})));
    ASSERT_TRUE(lab.repository->remove("", texts("Lab_Machine", {{"Name", "alpha"}})));
    auto pulled = lab.ask(action::kPull, kMachine, {}, pullBody(id, ""), "<w:RequestTotalItemsCountEstimate/>");
    EXPECT_EQ(ops::readEnumerationReply(pulled)->items.size(), 1U) << "without MaxElements it is one (R8.4-9)";
    EXPECT_EQ(pulled.header().totalItemsCountEstimate, 2U);
    EXPECT_THAT(pulled.payload().outerXml(), HasSubstr(">alpha<"));
    pulled = lab.ask(action::kPull, kMachine, {}, pullBody(id));
    EXPECT_FALSE(pulled.header().totalItemsCountEstimate);
    const auto last = ops::readEnumerationReply(pulled);
    EXPECT_TRUE(last->endOfSequence);
    EXPECT_FALSE(last->context);
    EXPECT_EQ(faultOf(lab.ask(action::kPull, kMachine, {}, pullBody(id))), "wsen:InvalidEnumerationContext");
    EXPECT_EQ(lab.responder.enumerations().open(), 0U);
}

TEST_F(Enumeration, ContextsBelongToUserAndResource) {
    const auto id = context();
    EXPECT_EQ(faultOf(lab.ask(action::kPull, kMachine, {}, pullBody(id), "", "eve")), "wsman:AccessDenied");
    EXPECT_EQ(faultOf(lab.ask(action::kPull, kDrive, {}, pullBody(id))), "wsa:MessageInformationHeaderRequired");
    EXPECT_EQ(faultOf(lab.ask(action::kPull, kMachine, {}, pullBody("uuid:forged"))), "wsen:InvalidEnumerationContext");
    EXPECT_EQ(faultOf(lab.ask(action::kRelease, kMachine, {}, contextBody("Release", id))), "");
    EXPECT_EQ(faultOf(lab.ask(action::kPull, kMachine, {}, pullBody(id))), "wsen:InvalidEnumerationContext");
    EXPECT_EQ(faultOf(lab.ask(action::kPull, kMachine, {}, pullBody(id, "<n:MaxElements>0</n:MaxElements>"))),
              "wsman:SchemaValidationError");
}

TEST_F(Enumeration, ExpiresIsKeptRenewedAndAskedFor) {
    using namespace std::chrono_literals;
    for (const char* bad : {"-PT5S", "PT0S", "soon", "2001-01-01T00:00:00Z"}) {
        EXPECT_EQ(faultOf(lab.ask(action::kEnumerate, kMachine, {},
                                  "<n:Enumerate><n:Expires>" + std::string(bad) + "</n:Expires></n:Enumerate>")),
                  "wsen:InvalidExpirationTime")
            << bad;
    }
    const auto id = context("<n:Expires>PT10S</n:Expires>");
    lab.now += 4s;
    const auto status = lab.ask(action::kEnumGetStatus, kMachine, {}, contextBody("GetStatus", id));
    EXPECT_EQ(childText(status, "Expires"), "PT6S");
    const auto renewed = lab.ask(action::kEnumRenew, kMachine, {},
                                 contextBody("Renew", id, "<n:Expires>2023-11-14T22:14:00Z</n:Expires>"));
    EXPECT_EQ(childText(renewed, "Expires"), "2023-11-14T22:14:00Z");
    lab.now += 30s;
    EXPECT_EQ(faultOf(lab.ask(action::kPull, kMachine, {}, pullBody(id, "<n:MaxElements>1</n:MaxElements>"))), "");
    lab.now += 60s;
    EXPECT_EQ(faultOf(lab.ask(action::kPull, kMachine, {}, pullBody(id))), "wsen:InvalidEnumerationContext");

    const auto idle = context();  // expires when nobody pulls
    lab.now += 3min;
    EXPECT_EQ(faultOf(lab.ask(action::kPull, kMachine, {}, pullBody(idle, "<n:MaxElements>1</n:MaxElements>"))), "");
    lab.now += 3min;
    EXPECT_EQ(faultOf(lab.ask(action::kEnumGetStatus, kMachine, {}, contextBody("GetStatus", idle))), "");
    lab.now += 3min;
    EXPECT_EQ(faultOf(lab.ask(action::kPull, kMachine, {}, pullBody(idle))), "wsen:InvalidEnumerationContext");
}

TEST(EnumerationLimits, AreTheProfiles) {
    auto profile = *profileByName("");
    profile.maxContexts = 3;
    profile.maxContextsPerUser = 2;
    profile.maxElements = 1;
    LabService lab(profile);
    const auto enumerate = [&](const std::string& user) {
        return faultOf(lab.ask(action::kEnumerate, kMachine, {}, "<n:Enumerate/>", "", user));
    };
    EXPECT_EQ(enumerate("ann"), "");
    const auto reply = lab.ask(action::kEnumerate, kMachine, {}, "<n:Enumerate/>");
    EXPECT_EQ(enumerate("ann"), "wsman:QuotaLimit");
    EXPECT_EQ(enumerate("bob"), "");
    EXPECT_EQ(enumerate("cat"), "wsman:QuotaLimit");
    const auto pulled = lab.ask(action::kPull, kMachine, {}, pullBody(childText(reply, "EnumerationContext")));
    EXPECT_EQ(ops::readEnumerationReply(pulled)->items.size(), 1U);
    LabService windows(*profileByName("windows-2022"));
    EXPECT_EQ(faultOf(windows.ask(action::kEnumRenew, kMachine, {}, contextBody("Renew", "x"))),
              "wsa:ActionNotSupported/ActionMismatch");
}

TEST_F(Enumeration, EnvelopesStayWithinTheirSize) {
    for (int i = 0; i < 60; ++i) {
        ASSERT_TRUE(lab.repository->create(
            "", texts("Lab_Machine", {{"Name", "m" + std::to_string(i)}, {"Owner", std::string(300, 'x')}})));
    }
    const auto size = "<w:MaxEnvelopeSize>8192</w:MaxEnvelopeSize>";
    auto reply =
        lab.ask(action::kEnumerate, kMachine, {},
                "<n:Enumerate><w:OptimizeEnumeration/><w:MaxElements>1000</w:MaxElements></n:Enumerate>", size);
    std::size_t count = 0;
    int replies = 0;
    for (;; ++replies) {
        ASSERT_EQ(faultOf(reply), "");
        EXPECT_LE(reply.envelope().outerXml().size(), 8192U);
        const auto read = ops::readEnumerationReply(reply);
        count += read->items.size();
        if (read->endOfSequence) {
            break;
        }
        ASSERT_LT(replies, 100);
        reply =
            lab.ask(action::kPull, kMachine, {}, pullBody(*read->context, "<n:MaxElements>1000</n:MaxElements>"), size);
    }
    EXPECT_EQ(count, 62U);
    EXPECT_GT(replies, 5);
    // A hint: few characters, but at least one item (R8.4-1).
    const auto few =
        lab.ask(action::kPull, kMachine, {},
                pullBody(context(), "<n:MaxElements>50</n:MaxElements><n:MaxCharacters>10</n:MaxCharacters>"));
    EXPECT_EQ(ops::readEnumerationReply(few)->items.size(), 1U);
    // What fits in no way is for a larger Pull (R8.4-3).
    ASSERT_TRUE(lab.repository->create("", texts("Lab_Server", {{"Name", "big"}, {"Rack", std::string(9000, 'r')}})));
    const auto id =
        childText(lab.ask(action::kEnumerate, std::string(wsman::uri::kCimSchemaPrefix) + "Lab_Server", {},
                          "<n:Enumerate>" + wql("SELECT * FROM Lab_Server WHERE Name = 'big'") + "</n:Enumerate>"),
                  "EnumerationContext");
    const auto server = std::string(wsman::uri::kCimSchemaPrefix) + "Lab_Server";
    EXPECT_EQ(faultOf(lab.ask(action::kPull, server, {}, pullBody(id), size)), "wsman:EncodingLimit/MaxEnvelopeSize");
    EXPECT_EQ(ops::readEnumerationReply(lab.ask(action::kPull, server, {}, pullBody(id)))->items.size(), 1U);
}

TEST(EnumerationEnd, IsToldWhereItWasAskedFor) {
    std::vector<std::string> told;
    LabService lab(*profileByName(""), {.post = [&](const wsman::soap::Epr& to, std::string envelope) {
        told.push_back(to.address + " " + std::move(envelope));
    }});
    const std::string body = "<n:Enumerate><n:EndTo><a:Address>http://sink/</a:Address></n:EndTo></n:Enumerate>";
    EXPECT_EQ(faultOf(lab.ask(action::kEnumerate, kMachine, {}, body)), "");
    lab.now += std::chrono::hours(1);
    lab.responder.enumerations().sweep();
    ASSERT_EQ(told.size(), 1U);
    EXPECT_THAT(told[0], HasSubstr("http://sink/"));
    EXPECT_THAT(told[0], HasSubstr("EnumerationEnd"));
    LabService without;
    EXPECT_EQ(faultOf(without.ask(action::kEnumerate, kMachine, {}, body)), "wsman:UnsupportedFeature/AddressingMode");
}

}  // namespace
}  // namespace mockserver::repository
