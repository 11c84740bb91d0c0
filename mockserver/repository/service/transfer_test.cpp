#include "mockserver/repository/service/transfer.h"

#include <gmock/gmock.h>

#include "mockserver/repository/service/lab_for_test.h"

namespace mockserver::repository {
namespace {

using namespace test;
using testing::HasSubstr;
namespace action = wsman::action;

std::string machine(const std::string& content, const std::string& uri = kMachine) {
    return "<p:Lab_Machine xmlns:p=\"" + uri + "\">" + content + "</p:Lab_Machine>";
}
std::string fragmentHeader(const std::string& path, const std::string& dialect = "") {
    return "<w:FragmentTransfer s:mustUnderstand=\"true\"" + (dialect.empty() ? "" : " Dialect=\"" + dialect + "\"") +
           ">" + path + "</w:FragmentTransfer>";
}
std::string fragment(const std::string& content) {
    return "<w:XmlFragment xmlns:p=\"" + kMachine + "\">" + content + "</w:XmlFragment>";
}

TEST(Transfer, GetsUnderEveryFormOfTheUri) {
    LabService lab;
    const std::vector<std::pair<std::string, LabService::Selectors>> forms{
        {kMachine, {{"Name", "alpha"}}},
        {kMachine, {{"Name", "alpha"}, {"__cimnamespace", "root/lab"}}},
        {"http://schemas.microsoft.com/wbem/wsman/1/wmi/root/lab/Lab_Machine", {{"Name", "alpha"}}},
        {"http://example.org/wbem/wscim/1/example/2/Lab_Machine", {{"name", "alpha"}}},
    };
    for (const auto& [uri, selectors] : forms) {
        const auto reply = lab.ask(action::kGet, uri, selectors, "");
        EXPECT_EQ(faultOf(reply), "") << uri;
        EXPECT_TRUE(reply.payload().is(uri, "Lab_Machine")) << reply.payload().outerXml();
        EXPECT_EQ(childText(reply, "Owner"), "ann");
        EXPECT_EQ(childText(reply, "Serial"), "18446744073709551615");
        EXPECT_TRUE(reply.payload().childLocal("Tag").isNil());
    }
    EXPECT_EQ(lab.ask(action::kGet, kMachine, {{"Name", "beta"}}, "").payload().localName(), "Lab_Server");
}

TEST(Transfer, FaultsAsTheStandardHasThem) {
    LabService lab;
    struct Row {
        std::string_view action;
        std::string uri;
        LabService::Selectors selectors;
        std::string body;
        const char* fault;
    };
    const std::string schema(wsman::uri::kCimSchemaPrefix);
    const std::vector<Row> rows{
        {action::kGet, schema + "Lab_None", {{"Name", "a"}}, "", "wsa:DestinationUnreachable/InvalidResourceURI"},
        {action::kGet, "urn:x", {}, "", "wsa:DestinationUnreachable/InvalidResourceURI"},
        {action::kGet, kMachine, {{"Name", "omega"}}, "", "wsa:DestinationUnreachable"},
        {action::kGet, kMachine, {{"Name", "a"}, {"__cimnamespace", "root/none"}}, "", "wsa:DestinationUnreachable"},
        {action::kGet, kMachine, {}, "", "wsman:InvalidSelectors/InsufficientSelectors"},
        {action::kGet, kMachine, {{"Name", "alpha"}, {"Size", "1"}}, "", "wsman:InvalidSelectors/UnexpectedSelectors"},
        {action::kGet, kDrive, {{"Machine", "alpha"}, {"Slot", "x"}}, "", "wsman:InvalidSelectors/TypeMismatch"},
        {action::kGet, "http://schemas.dmtf.org/wbem/wscim/1/*", {}, "", "wsa:ActionNotSupported/ActionMismatch"},
        {action::kGet,
         "http://schemas.microsoft.com/wbem/wsman/1/wmi/root/lab/Lab_Machine",
         {{"Name", "alpha"}, {"__cimnamespace", "root/other"}},
         "",
         "wsman:InvalidSelectors/UnexpectedSelectors"},
        {action::kDelete, kMachine, {{"Name", "omega"}}, "", "wsa:DestinationUnreachable"},
        {action::kPut, kMachine, {{"Name", "omega"}}, machine("<p:Owner>x</p:Owner>"), "wsa:DestinationUnreachable"},
        {action::kPut,
         kMachine,
         {{"Name", "alpha"}},
         machine("<p:Owner>x</p:Owner><p:Processors>many</p:Processors>"),
         "wxf:InvalidRepresentation/InvalidValues"},
        {action::kPut,
         kMachine,
         {{"Name", "alpha"}},
         machine("<p:Tag>x</p:Tag>"),
         "wxf:InvalidRepresentation/MissingValues"},
        {action::kPut,
         kMachine,
         {{"Name", "alpha"}},
         machine("<p:Owner>x</p:Owner>", "urn:other"),
         "wxf:InvalidRepresentation/InvalidNamespace"},
        {action::kPut, kMachine, {{"Name", "alpha"}}, "", "wxf:InvalidRepresentation/MissingValues"},
        {action::kPut,
         kMachine,
         {{"Name", "alpha"}},
         machine("<p:Owner>x</p:Owner><p:Name>beta</p:Name>"),
         "wxf:InvalidRepresentation/InvalidValues"},
        {action::kPut,
         schema + "Lab_Fixed",
         {{"Id", "one"}},
         "<p:Lab_Fixed xmlns:p=\"" + schema + "Lab_Fixed\"><p:Value>w</p:Value></p:Lab_Fixed>",
         "wsa:ActionNotSupported/ActionMismatch"},
        {action::kCreate, kMachine, {}, machine("<p:Name>alpha</p:Name>"), "wsman:AlreadyExists"},
        {action::kCreate, kMachine, {}, machine("<p:Owner>x</p:Owner>"), "wxf:InvalidRepresentation/MissingValues"},
        {action::kCreate,
         kMachine,
         {},
         machine("<p:Name>x</p:Name><p:Wings>2</p:Wings>"),
         "wxf:InvalidRepresentation/InvalidValues"},
        {action::kCreate,
         schema + "Lab_Element",
         {},
         "<p:Lab_Element xmlns:p=\"" + schema + "Lab_Element\"/>",
         "wsa:ActionNotSupported/ActionMismatch"},
        {"urn:nothing", kMachine, {}, "", "wsa:ActionNotSupported/ActionMismatch"},
    };
    for (const auto& row : rows) {
        EXPECT_EQ(faultOf(lab.ask(row.action, row.uri, row.selectors, row.body)), row.fault)
            << row.action << " " << row.uri << " " << row.body;
    }
    EXPECT_EQ(childText(lab.ask(action::kGet, kMachine, {{"Name", "alpha"}}, ""), "Owner"), "ann") << "nothing changed";
}

TEST(Transfer, CreatesReadsChangesAndDeletes) {
    LabService lab;
    const auto created = lab.ask(action::kCreate, kMachine, {},
                                 machine("<p:Name>gamma</p:Name><p:Roles>a</p:Roles><p:Roles>b</p:Roles>"
                                         "<p:Installed>2024-01-02T03:04:05Z</p:Installed>"));
    ASSERT_EQ(faultOf(created), "");
    const auto epr = wsman::soap::readEpr(created.payload());
    ASSERT_TRUE(epr);
    EXPECT_EQ(epr->address, "http://lab/wsman");
    EXPECT_EQ(epr->selectors.find("Name")->value, "gamma");
    EXPECT_EQ(epr->selectors.find("__cimnamespace")->value, "root/lab");
    const auto put = lab.ask(action::kPut, kMachine, {{"Name", "gamma"}},
                             machine("<p:Name>gamma</p:Name><p:Owner>zoe</p:Owner><p:Serial>5</p:Serial>"
                                     "<p:Tag xsi:nil=\"true\"/>"),
                             "<w:RequestEPR/>");
    ASSERT_EQ(faultOf(put), "");
    EXPECT_EQ(childText(put, "Owner"), "zoe");
    EXPECT_TRUE(put.payload().childLocal("Serial").isNil()) << "read-only";
    ASSERT_TRUE(put.header().requestedEpr);
    EXPECT_EQ(put.header().requestedEpr->selectors.find("Name")->value, "gamma");
    EXPECT_EQ(faultOf(lab.ask(action::kDelete, kMachine, {{"Name", "gamma"}}, "")), "");
    EXPECT_EQ(faultOf(lab.ask(action::kGet, kMachine, {{"Name", "gamma"}}, "")), "wsa:DestinationUnreachable");
}

TEST(Transfer, FragmentsAreReadChangedAddedAndTakenOut) {
    LabService lab;
    const LabService::Selectors beta{{"Name", "beta"}};
    const auto get = [&](const std::string& path) {
        auto reply = lab.ask(action::kGet, kMachine, beta, "", fragmentHeader(path));
        EXPECT_TRUE(reply.payload().is(wsman::ns::kWsman, "XmlFragment")) << path << faultOf(reply);
        EXPECT_TRUE(reply.header().fragmentTransfer.has_value());
        return reply;
    };
    EXPECT_EQ(get("Owner").payload().firstChild().text(), "bob");
    EXPECT_EQ(get("Owner/text()").payload().text(), "bob");
    EXPECT_EQ(get("Roles[2]").payload().firstChild().text(), "db");
    EXPECT_EQ(get("/Lab_Server/Roles").payload().childCount(), 2U);
    EXPECT_EQ(get("Roles[9]").payload().childCount(), 0U);

    const auto change = [&](std::string_view what, const std::string& path, const std::string& body) {
        return faultOf(lab.ask(what, kMachine, beta, body, fragmentHeader(path)));
    };
    EXPECT_EQ(change(action::kPut, "Owner/text()", fragment("bill")), "");
    EXPECT_EQ(get("Owner/text()").payload().text(), "bill");
    EXPECT_EQ(change(action::kPut, "Roles[1]", fragment("<p:Roles>mail</p:Roles>")), "");
    EXPECT_EQ(change(action::kCreate, "Roles", fragment("<p:Roles>dns</p:Roles>")), "");
    EXPECT_EQ(change(action::kDelete, "Roles[2]", ""), "");
    EXPECT_EQ(get("Roles[1]/text()").payload().text() + get("Roles[2]/text()").payload().text(), "maildns");
    EXPECT_EQ(change(action::kDelete, "Rack", ""), "");
    EXPECT_EQ(change(action::kCreate, "Rack", fragment("<p:Rack>r9</p:Rack>")), "");
    EXPECT_EQ(change(action::kCreate, "Rack", fragment("<p:Rack>r8</p:Rack>")), "wsman:AlreadyExists");
    EXPECT_EQ(change(action::kCreate, "Roles[1]", fragment("<p:Roles>x</p:Roles>")), "wsman:AlreadyExists");
    EXPECT_EQ(change(action::kPut, "Rack", fragment("<p:Rack xsi:nil=\"true\"/>")), "");
    EXPECT_EQ(change(action::kPut, "Name", fragment("<p:Name>x</p:Name>")), "wsa:ActionNotSupported/ActionMismatch");
    EXPECT_EQ(change(action::kPut, "Serial", fragment("<p:Serial>1</p:Serial>")),
              "wsa:ActionNotSupported/ActionMismatch");
    EXPECT_EQ(change(action::kPut, "Owner", "<p:Owner xmlns:p=\"urn:x\">x</p:Owner>"),
              "wxf:InvalidRepresentation/InvalidFragment");
    EXPECT_EQ(change(action::kPut, "Owner", fragment("<p:Owner>x</p:Owner><p:Tag>y</p:Tag>")),
              "wxf:InvalidRepresentation/InvalidFragment");
    EXPECT_EQ(change(action::kPut, "Processors", fragment("<p:Processors>99</p:Processors>")),
              "wxf:InvalidRepresentation/InvalidValues");
    EXPECT_EQ(change(action::kDelete, "Owner", ""), "wxf:InvalidRepresentation/MissingValues");
    EXPECT_EQ(change(action::kPut, "Wings", fragment("<p:Wings>2</p:Wings>")), "wsman:CannotProcessFilter");
    EXPECT_EQ(change(action::kPut, "Owner | Tag", fragment("<p:Owner>x</p:Owner>")), "wsman:CannotProcessFilter");
    EXPECT_EQ(faultOf(lab.ask(action::kGet, kMachine, beta, "", fragmentHeader("Owner", "urn:x"))),
              "wsman:FragmentDialectNotSupported");
    EXPECT_EQ(get("Owner/text()").payload().text(), "bill") << "what was refused changed nothing";
}

TEST(Transfer, ALockedInstanceIsAConflict) {
    LabService lab;
    ASSERT_TRUE(lab.repository->setLocked("", texts("Lab_Machine", {{"Name", "alpha"}}), true));
    const LabService::Selectors alpha{{"Name", "alpha"}};
    EXPECT_EQ(faultOf(lab.ask(action::kGet, kMachine, alpha, "")), "wsman:Concurrency");
    EXPECT_EQ(faultOf(lab.ask(action::kPut, kMachine, alpha, machine("<p:Owner>x</p:Owner>"))), "wsman:Concurrency");
    EXPECT_EQ(faultOf(lab.ask(action::kDelete, kMachine, alpha, "")), "wsman:Concurrency");
}

TEST(Transfer, LargeRepliesAndDemandsAreRefused) {
    LabService lab;
    const auto limited = [&](std::string_view what, const std::string& body) {
        return faultOf(
            lab.ask(what, kMachine, {{"Name", "alpha"}}, body, "<w:MaxEnvelopeSize>100</w:MaxEnvelopeSize>"));
    };
    EXPECT_EQ(limited(action::kGet, ""), "wsman:EncodingLimit/MaxEnvelopeSize");
    EXPECT_EQ(limited(action::kDelete, ""), "wsman:EncodingLimit/UnreportableSuccess");
    EXPECT_FALSE(lab.repository->get("", texts("Lab_Machine", {{"Name", "alpha"}}))) << "it succeeded all the same";
    const auto with = [&](const std::string& header) {
        return faultOf(lab.ask(action::kGet, kMachine, {{"Name", "beta"}}, "", header));
    };
    EXPECT_EQ(with("<w:OptionSet s:mustUnderstand=\"true\"><w:Option Name=\"x\" "
                   "MustComply=\"true\">1</w:Option></w:OptionSet>"),
              "wsman:InvalidOptions/NotSupported");
    EXPECT_EQ(with("<w:OptionSet><w:Option Name=\"x\">1</w:Option></w:OptionSet>"), "");
    EXPECT_EQ(with("<w:Locale xml:lang=\"zz-ZZ\" s:mustUnderstand=\"true\"/>"), "wsman:UnsupportedFeature/Locale");
    EXPECT_EQ(with("<w:Locale xml:lang=\"zz-ZZ\" s:mustUnderstand=\"false\"/>"), "");
    EXPECT_EQ(with("<w:Locale xml:lang=\"en-US\" s:mustUnderstand=\"true\"/>"), "");
}

TEST(Profiles, DifferInFaultsAndIdentity) {
    LabService windows(*profileByName("windows-2022"));
    const auto fault = windows.ask(action::kGet, kMachine, {{"Name", "omega"}}, "");
    const auto read = wsman::soap::readFault(fault);
    ASSERT_TRUE(read && read->wsmanFault);
    EXPECT_EQ(read->wsmanFault->code, 0x80338000U);
    EXPECT_THAT(read->detail.at(0), HasSubstr("MSFT_WmiError"));
    LabService omi(*profileByName("omi"));
    EXPECT_THAT(wsman::soap::readFault(omi.ask(action::kGet, kMachine, {{"Name", "omega"}}, ""))->detail.at(0),
                HasSubstr("OMI_Error"));
    EXPECT_EQ(faultOf(windows.ask(action::kPut, kMachine, {{"Name", "alpha"}}, machine("<p:Tag>x</p:Tag>"))), "")
        << "a partial Put";
    EXPECT_FALSE(profileByName("vax"));
    for (const char* name : {"standard", "windows-2022", "omi", "openwsman", "amt"}) {
        LabService any(*profileByName(name));
        const auto identity =
            any.ask("urn:identify", "urn:any", {},
                    "<i:Identify xmlns:i=\"http://schemas.dmtf.org/wbem/wsman/identity/1/wsmanidentity.xsd\"/>");
        EXPECT_EQ(childText(identity, "ProtocolVersion"), wsman::ns::kWsman);
        EXPECT_EQ(childText(identity, "ProductVendor"), profileByName(name)->identify.productVendor);
    }
}

TEST(Declarations, AreGottenWithWhatIsAskedFor) {
    LabService lab;
    const std::string all(wsman::uri::kCimXmlAll);
    const auto get = [&](const std::string& options) {
        return lab.ask(action::kGet, all, {{"ClassName", "Lab_Server"}}, "",
                       options.empty() ? "" : "<w:OptionSet>" + options + "</w:OptionSet>");
    };
    const auto whole = get("");
    EXPECT_EQ(whole.payload().attribute("SUPERCLASS"), "Lab_Machine");
    EXPECT_THAT(whole.payload().outerXml(), HasSubstr("CLASSORIGIN=\"Lab_Element\""));
    EXPECT_THAT(whole.payload().outerXml(), HasSubstr("METHOD"));
    const auto own = get("<w:Option Name=\"IncludeInheritedElements\">false</w:Option>").payload().outerXml();
    EXPECT_THAT(own, HasSubstr("NAME=\"Rack\""));
    EXPECT_THAT(own, testing::Not(HasSubstr("NAME=\"Owner\"")));
    EXPECT_THAT(get("<w:Option Name=\"wmi:IncludeQualifiers\">false</w:Option>").payload().outerXml(),
                testing::Not(HasSubstr("QUALIFIER")));
    EXPECT_EQ(faultOf(lab.ask(action::kGet, all, {{"ClassName", "Lab_None"}}, "")),
              "wsa:DestinationUnreachable/InvalidResourceURI");
    EXPECT_EQ(faultOf(lab.ask(action::kGet, all, {}, "")), "wsa:ActionNotSupported/ActionMismatch");
    EXPECT_EQ(faultOf(lab.ask(action::kDelete, all, {{"ClassName", "Lab_Server"}}, "")),
              "wsa:ActionNotSupported/ActionMismatch");
}

}  // namespace
}  // namespace mockserver::repository
