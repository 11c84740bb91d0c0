// The written scenarios, all served at once as `mi-mockserver serve scenarios/written` does, and read with the core's
// own readers: pages join up, states change, classes and faults are what their names say.
#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

#include "mockserver/embed/mockserver.h"
#include "mockserver/endpoint/raw_client.h"
#include "wsman/cim/class.h"
#include "wsman/cim/text.h"
#include "wsman/cim/xml_codec.h"
#include "wsman/ops/enumeration.h"
#include "wsman/ops/eventing.h"
#include "wsman/ops/identify.h"
#include "wsman/ops/invoke.h"
#include "wsman/ops/transfer.h"
#include "wsman/soap/fault.h"
#include "wsman/uris.h"

namespace {

namespace cim = wsman::cim;
namespace ops = wsman::ops;
namespace soap = wsman::soap;
using mockserver::MockServer;
using mockserver::RawClient;
using testing::HasSubstr;

const std::filesystem::path kWritten = std::filesystem::path(MITB_SOURCE_DIR) / "scenarios" / "written";
constexpr const char* kLogin = "Authorization: Basic bWl1c2VyOm1pcGFzcw==\r\n";  // miuser:mipass

/// The two ways to name a class of root/cimv2 that Windows takes.
struct Form {
    const char* name;
    std::string prefix;
    std::string all;
    bool namespaceSelector;
};
const Form kWmi{"wmi", "http://schemas.microsoft.com/wbem/wsman/1/wmi/root/cimv2/",
                "http://schemas.microsoft.com/wbem/wsman/1/wmi/root/cimv2/*", false};
const Form kCim{"cim", std::string(wsman::uri::kCimSchemaPrefix), std::string(wsman::uri::kCimAllClasses), true};

using Keys = std::vector<std::pair<std::string, std::string>>;

class Written : public testing::TestWithParam<Form> {
protected:
    static void SetUpTestSuite() {
        auto started = MockServer::start({.scenarios = {kWritten}});
        ASSERT_TRUE(started) << started.error().text();
        mock_ = std::move(*started);
    }
    static void TearDownTestSuite() { mock_.reset(); }

    void SetUp() override {
        ASSERT_NE(mock_, nullptr);
        mock_->scenarios().reset();
        client_ = std::make_unique<RawClient>(mock_->port(), std::chrono::seconds(60));
    }

    soap::Header header(const std::string& resource, const Keys& keys = {}) {
        soap::Header out;
        out.to = mock_->url();
        char id[64];
        std::snprintf(id, sizeof id, "uuid:00000000-0000-0000-0000-%012d", ++messages_);
        out.messageId = id;
        out.replyTo = soap::Epr{std::string(wsman::uri::kAnonymous), {}, {}, {}};
        out.resourceUri = soap::Marked<std::string>{resource, true};
        soap::SelectorSet selectors;
        if (GetParam().namespaceSelector) {
            selectors.set("__cimnamespace", std::string("root/cimv2"));
        }
        for (const auto& [name, value] : keys) {
            selectors.set(name, value);
        }
        if (!selectors.empty()) {
            out.selectors = selectors;
        }
        return out;
    }
    soap::Header ofClass(const std::string& name, const Keys& keys = {}) {
        return header(GetParam().prefix + name, keys);
    }

    soap::Message ask(const std::string& request) {
        const auto reply = client_->exchange(RawClient::post(request, kLogin));
        auto message = soap::Message::parse(reply.body);
        EXPECT_TRUE(message) << message.error().text() << '\n' << reply.status << ' ' << reply.body;
        if (!message) {
            throw std::runtime_error("no SOAP reply");
        }
        EXPECT_EQ(reply.status, message->isFault() ? 500 : 200);
        return std::move(*message);
    }
    /// The instance in the reply to `request`.
    cim::Instance instance(const std::string& request) {
        const auto message = ask(request);
        auto read = cim::readInstance(message.payload());
        EXPECT_TRUE(read) << read.error().text();
        return read.value_or(cim::Instance{});
    }
    static std::string text(const cim::Instance& instance, const char* property) {
        const auto* found = instance.find(property);
        return found == nullptr || !found->value.scalar ? "-" : cim::formatScalar(*found->value.scalar);
    }

    /// Enumerates to the end; `pulls` counts the Pulls it took.
    std::vector<cim::Instance> enumerate(const std::string& resource, ops::Enumerate request = {.optimize = true},
                                         int* pulls = nullptr) {
        std::vector<cim::Instance> out;
        std::string send = ops::writeEnumerate(header(resource), request);
        for (int i = 0; i < 100; ++i) {
            const auto message = ask(send);
            const auto reply = ops::readEnumerationReply(message);
            if (!reply) {
                ADD_FAILURE() << reply.error().text();
                return out;
            }
            for (const auto node : reply->items) {
                const auto item = ops::readItem(node);
                EXPECT_TRUE(item) << item.error().text();
                auto read = item->object ? cim::readInstance(item->object)
                                         : wsman::Result<cim::Instance>(cim::instanceOf(*item->epr));
                EXPECT_TRUE(read) << read.error().text();
                out.push_back(read.value_or(cim::Instance{}));
            }
            if (reply->endOfSequence) {
                return out;
            }
            if (pulls != nullptr) {
                ++*pulls;
            }
            send = ops::writePull(header(resource), {.context = reply->context.value_or("")});
        }
        ADD_FAILURE() << "no end of sequence";
        return out;
    }

    soap::Fault fault(const std::string& request) {
        const auto message = ask(request);
        auto read = soap::readFault(message);
        EXPECT_TRUE(read) << "not a fault: " << message.body().innerXml();
        return read.value_or(soap::Fault{});
    }

    static std::unique_ptr<MockServer> mock_;
    std::unique_ptr<RawClient> client_;
    int messages_ = 0;
};
std::unique_ptr<MockServer> Written::mock_;

INSTANTIATE_TEST_SUITE_P(BothForms, Written, testing::Values(kWmi, kCim),
                         [](const auto& form) { return std::string(form.param.name); });

TEST_P(Written, Identify) {
    const auto message = ask(ops::writeIdentify());
    const auto identity = ops::readIdentifyResponse(message);
    ASSERT_TRUE(identity) << identity.error().text();
    EXPECT_EQ(identity->productVendor, "Microsoft Corporation");
    EXPECT_THAT(identity->productVersion, HasSubstr("10.0.20348"));
}

TEST_P(Written, ServiceKeepsItsState) {
    const Keys spooler{{"Name", "Spooler"}};
    const auto get = [&] { return instance(ops::writeGet(ofClass("Win32_Service", spooler))); };
    const auto invoke = [&](const char* method, const cim::Instance& in = {}) {
        auto request = ofClass("Win32_Service", spooler);
        return text(instance(ops::writeInvoke(request, method, in)), "ReturnValue");
    };
    const auto first = get();
    EXPECT_EQ(first.className, "Win32_Service");
    EXPECT_EQ(first.resourceUri, GetParam().prefix + "Win32_Service");
    EXPECT_EQ(text(first, "State"), "Running");
    EXPECT_EQ(text(first, "InstallDate"), "-");
    EXPECT_EQ(invoke("StopService"), "0");
    EXPECT_EQ(text(get(), "State"), "Stopped");
    EXPECT_EQ(invoke("StopService"), "5");
    EXPECT_EQ(invoke("StartService"), "0");
    EXPECT_EQ(invoke("StartService"), "10");
    cim::Instance mode;
    mode.set("StartMode", cim::Value::of(std::string("Manual")));
    EXPECT_EQ(invoke("ChangeStartMode", mode), "0");
    EXPECT_EQ(text(get(), "StartMode"), "Manual");
    auto changed = get();
    changed.set("StartMode", cim::Value::of(std::string("Disabled")));
    EXPECT_EQ(text(instance(ops::writePut(ofClass("Win32_Service", spooler),
                                          [&](wsman::xml::Writer& out) { cim::writeInstance(out, changed); })),
                   "StartMode"),
              "Disabled");
    EXPECT_EQ(text(get(), "StartMode"), "Disabled");
    EXPECT_EQ(text(instance(ops::writeGet(ofClass("Win32_Service", {{"Name", "W32Time"}}))), "Name"), "W32Time");
}

TEST_P(Written, ServicesEnumerateInEveryMode) {
    const auto uri = GetParam().prefix + "Win32_Service";
    for (const bool optimize : {true, false}) {
        for (const auto mode :
             {ops::EnumerationMode::kObject, ops::EnumerationMode::kEpr, ops::EnumerationMode::kObjectAndEpr}) {
            const auto found = enumerate(uri, {.optimize = optimize, .mode = mode});
            ASSERT_EQ(found.size(), 6u);
            EXPECT_EQ(text(found[3], "Name"), "Spooler");
        }
    }
}

TEST_P(Written, ServicesComeOneAPullWhenNoMoreAreAskedFor) {
    const auto uri = GetParam().prefix + "Win32_Service";
    int pulls = 0;
    const auto found = enumerate(uri, {.optimize = false, .maxElements = 1}, &pulls);
    ASSERT_EQ(found.size(), 6u);
    EXPECT_EQ(pulls, 6);
    EXPECT_EQ(text(found[3], "Name"), "Spooler");
}

TEST_P(Written, ProcessesComeInPages) {
    const auto uri = GetParam().prefix + "Win32_Process";
    for (const bool optimize : {true, false}) {
        int pulls = 0;
        const auto found = enumerate(uri, {.optimize = optimize, .maxElements = 100}, &pulls);
        EXPECT_EQ(pulls, optimize ? 8 : 9);
        std::set<std::string> handles;
        for (const auto& process : found) {
            handles.insert(text(process, "Handle"));
        }
        EXPECT_EQ(handles.size(), 360u);
        pulls = 0;
        const auto keys = enumerate(uri, {.optimize = optimize, .mode = ops::EnumerationMode::kEpr}, &pulls);
        EXPECT_EQ(keys.size(), 360u);
        EXPECT_EQ(pulls, optimize ? 2 : 3);
    }
}

TEST_P(Written, OperatingSystemHasDatesAndArrays) {
    const auto found = instance(ops::writeGet(ofClass("Win32_OperatingSystem")));
    EXPECT_EQ(found.find("InstallDate")->value.type, cim::Type::kDatetime);
    EXPECT_EQ(text(found, "MaxProcessMemorySize"), "137438953344");
    ASSERT_NE(found.find("MUILanguages"), nullptr);
    EXPECT_TRUE(found.find("MUILanguages")->value.isArray);
    EXPECT_EQ(enumerate(GetParam().prefix + "Win32_OperatingSystem").size(), 1u);
    EXPECT_EQ(enumerate(GetParam().prefix + "Win32_OperatingSystem", {}).size(), 1u);
}

TEST_P(Written, ProcessIsCreatedAndTerminated) {
    cim::Instance in;
    in.set("CommandLine", cim::Value::of(std::string("notepad.exe")));
    const auto target = [&](const Keys& keys = {}) { return ofClass("Win32_Process", keys); };
    const auto created = instance(ops::writeInvoke(target(), "Create", in));
    EXPECT_EQ(text(created, "ReturnValue"), "0");
    const Keys handle{{"Handle", text(created, "ProcessId")}};
    EXPECT_EQ(text(instance(ops::writeGet(target(handle))), "Name"), "notepad.exe");
    EXPECT_EQ(text(instance(ops::writeInvoke(target(handle), "Terminate", {})), "ReturnValue"), "0");
    EXPECT_EQ(fault(ops::writeGet(target(handle))).subcode->local, "DestinationUnreachable");
    EXPECT_EQ(text(instance(ops::writeInvoke(target(), "Create", {})), "ReturnValue"), "21");
}

TEST_P(Written, QueriesSelectServices) {
    const auto query = [&](const std::string& wql, bool optimize = true) {
        return enumerate(GetParam().all,
                         {.filter = ops::Filter{.dialect = std::string(wsman::uri::kDialectWql), .text = wql},
                          .optimize = optimize});
    };
    for (const bool optimize : {true, false}) {
        EXPECT_EQ(query("SELECT * FROM Win32_Service", optimize).size(), 6u);
        EXPECT_EQ(query("select * from Win32_Service where State = 'Running'", optimize).size(), 4u);
        EXPECT_EQ(query("select * from Win32_Service where Started=FALSE", optimize).size(), 2u);
        EXPECT_EQ(query("SELECT * FROM Win32_Service WHERE Name=\"NoSuchService\"", optimize).size(), 0u);
    }
    const auto projection = query("SELECT Name, State FROM Win32_Service WHERE Name = 'Spooler'");
    ASSERT_EQ(projection.size(), 1u);
    EXPECT_EQ(projection.front().properties.size(), 2u);
}

TEST_P(Written, AssociationsOfTheSpooler) {
    const auto ask = [&](ops::AssociationFilter filter, ops::EnumerationMode mode = ops::EnumerationMode::kObject) {
        filter.object.address = wsman::uri::kAnonymous;
        filter.object.resourceUri = GetParam().prefix + "Win32_Service";
        filter.object.selectors.set("Name", std::string("Spooler"));
        return enumerate(GetParam().all, {.filter = ops::Filter{.dialect = std::string(wsman::uri::kDialectAssociation),
                                                                .association = filter},
                                          .optimize = true,
                                          .mode = mode});
    };
    EXPECT_EQ(ask({}).size(), 2u);
    EXPECT_EQ(ask({}, ops::EnumerationMode::kEpr).size(), 2u);
    const auto antecedent = ask({.object = {}, .associationClass = "Win32_DependentService"});
    ASSERT_EQ(antecedent.size(), 1u);
    EXPECT_EQ(text(antecedent.front(), "Name"), "RpcSs");
    const auto system = ask({.object = {}, .resultClass = "Win32_ComputerSystem"});
    ASSERT_EQ(system.size(), 1u);
    EXPECT_EQ(system.front().className, "Win32_ComputerSystem");
    const auto references = ask({.references = true, .object = {}});
    ASSERT_EQ(references.size(), 2u);
    EXPECT_EQ(references.front().className, "Win32_DependentService");
    EXPECT_EQ(references.front().find("Antecedent")->value.type, cim::Type::kReference);
    EXPECT_EQ(ask({.references = true, .object = {}, .resultClass = "Win32_DependentService"}).size(), 1u);
}

TEST_P(Written, EnvironmentIsCreatedOnceAndDeleted) {
    cim::Instance variable;
    variable.className = "Win32_Environment";
    variable.resourceUri = GetParam().prefix + "Win32_Environment";
    variable.set("Name", cim::Value::of(std::string("MITB_HOME")));
    variable.set("VariableValue", cim::Value::of(std::string("x")));
    const auto body = [&](wsman::xml::Writer& out) { cim::writeInstance(out, variable); };
    const Keys keys{{"Name", "MITB_HOME"}, {"UserName", "<SYSTEM>"}};
    const auto target = [&] { return ofClass("Win32_Environment", keys); };
    EXPECT_EQ(fault(ops::writeGet(target())).subcode->local, "DestinationUnreachable");
    const auto created = ask(ops::writeCreate(ofClass("Win32_Environment"), body));
    const auto epr = ops::readResourceCreated(created);
    ASSERT_TRUE(epr) << epr.error().text();
    EXPECT_EQ(epr->selectors.find("Name")->value, "MITB_HOME");
    EXPECT_EQ(fault(ops::writeCreate(ofClass("Win32_Environment"), body)).subcode->local, "AlreadyExists");
    EXPECT_EQ(text(instance(ops::writeGet(target())), "VariableValue"), "C:\\mitb");
    EXPECT_EQ(text(instance(ops::writePut(target(), body)), "VariableValue"), "D:\\mitb");
    EXPECT_FALSE(ask(ops::writeDelete(target())).isFault());
    EXPECT_EQ(fault(ops::writeDelete(target())).subcode->local, "DestinationUnreachable");
}

TEST_P(Written, EventsArePulledUntilTheEnd) {
    const std::string wql =
        "SELECT * FROM __InstanceModificationEvent WITHIN 2 WHERE TargetInstance ISA 'Win32_Service'";
    for (const bool bookmarks : {false, true}) {
        const ops::Subscribe subscribe{
            .mode = std::string(wsman::uri::kModePull),
            .filter = ops::Filter{.dialect = std::string(wsman::uri::kDialectWql), .text = wql},
            .sendBookmarks = bookmarks};
        const auto subscribed = ask(ops::writeSubscribe(header(GetParam().all), subscribe));
        const auto manager = ops::readSubscribeResponse(subscribed);
        ASSERT_TRUE(manager) << manager.error().text();
        ASSERT_TRUE(manager->context);
        int events = 0;
        int timeouts = 0;
        int marks = 0;
        for (bool ended = false; !ended && events + timeouts < 10;) {
            const auto message = ask(ops::writePull(header(GetParam().all), {.context = *manager->context}));
            if (message.isFault()) {
                EXPECT_EQ(soap::readFault(message)->subcode->local, "TimedOut");
                ++timeouts;
                continue;
            }
            const auto reply = ops::readEnumerationReply(message);
            ASSERT_TRUE(reply) << reply.error().text();
            for (const auto item : reply->items) {
                const auto event = cim::readInstance(item);
                ASSERT_TRUE(event) << event.error().text();
                EXPECT_EQ(event->className, "__InstanceModificationEvent");
                EXPECT_EQ(event->find("TargetInstance")->value.type, cim::Type::kInstance);
                ++events;
            }
            marks += message.header().bookmark ? 1 : 0;
            ended = reply->endOfSequence;
        }
        EXPECT_EQ(events, 3);
        EXPECT_EQ(timeouts, 1);
        EXPECT_EQ(marks, bookmarks ? 3 : 0);
        auto unsubscribe = header(GetParam().all);
        unsubscribe.others = manager->manager.extraParameters;
        EXPECT_FALSE(ask(ops::writeUnsubscribe(unsubscribe)).isFault());
    }
}

TEST_P(Written, ClassesAreDeclared) {
    const std::string all(wsman::uri::kCimXmlAll);
    const auto message =
        ask(ops::writeGet(header(all, {{"__cimnamespace", "root/cimv2"}, {"ClassName", "Win32_Service"}})));
    const auto declared = cim::readClass(message.payload());
    ASSERT_TRUE(declared) << declared.error().text();
    EXPECT_EQ(declared->name, "Win32_Service");
    EXPECT_EQ(declared->superClass, "Win32_BaseService");
    ASSERT_NE(declared->property("Name"), nullptr);
    EXPECT_NE(declared->property("Name")->flags & cim::flag::kKey, 0u);
    ASSERT_NE(declared->method("Create"), nullptr);
    EXPECT_EQ(declared->method("Create")->parameters.size(), 7u);
    EXPECT_EQ(fault(ops::writeGet(header(all, {{"ClassName", "CIM_Nothing"}}))).subcode->local,
              "DestinationUnreachable");

    std::vector<std::string> names;
    auto reply = ask(ops::writeEnumerate(header(all), {.optimize = true}));
    for (int i = 0; i < 3; ++i) {
        const auto page = ops::readEnumerationReply(reply);
        ASSERT_TRUE(page) << page.error().text();
        for (const auto item : page->items) {
            const auto read = cim::readClass(item);
            ASSERT_TRUE(read) << read.error().text();
            names.push_back(read->name);
        }
        if (page->endOfSequence) {
            break;
        }
        reply = ask(ops::writePull(header(all), {.context = page->context.value_or("")}));
    }
    EXPECT_THAT(names, testing::ElementsAre("CIM_ManagedSystemElement", "CIM_Dependency", "__SystemClass"));
}

struct Faulty {
    const char* className;
    Keys keys;
    const char* subcode;
    std::uint32_t code;
    const char* detail;
};

TEST_P(Written, FaultsAreThoseOfWindows) {
    const std::vector<Faulty> rows{
        {"No_Such_Class", {}, "DestinationUnreachable", 2150858752, "InvalidResourceURI"},
        {"Win32_Service", {{"Name", "NoSuchService"}}, "DestinationUnreachable", 2150858752, ""},
        {"Win32_Service", {{"NoSuchKey", "1"}}, "InvalidSelectors", 2150858843, "UnexpectedSelectors"},
        {"Win32_NTLogEvent", {}, "AccessDenied", 5, ""},
        {"Win32_Product", {}, "TimedOut", 2150858793, ""},
        {"Win32_PnPEntity", {}, "QuotaLimit", 2150859174, ""}};
    for (const auto& row : rows) {
        const auto got = fault(ops::writeGet(ofClass(row.className, row.keys)));
        SCOPED_TRACE(row.className);
        ASSERT_TRUE(got.subcode);
        EXPECT_EQ(got.subcode->local, row.subcode);
        ASSERT_TRUE(got.wsmanFault);
        EXPECT_EQ(got.wsmanFault->code, row.code);
        EXPECT_THAT(got.faultDetail, testing::EndsWith(row.detail));
        EXPECT_NE(got.info(), nullptr);
    }
    const auto missing = fault(ops::writeGet(ofClass("No_Such_Class")));
    ASSERT_EQ(missing.detail.size(), 1u);
    EXPECT_THAT(missing.detail.front(), HasSubstr("MSFT_WmiError"));
    EXPECT_THAT(missing.detail.front(), HasSubstr("CIMStatusCode"));
    const auto query = fault(ops::writeEnumerate(
        header(GetParam().all),
        {.filter = ops::Filter{.dialect = std::string(wsman::uri::kDialectWql), .text = "SELECT FROM Win32_Service"},
         .optimize = true}));
    EXPECT_EQ(query.subcode->local, "CannotProcessFilter");
    EXPECT_EQ(
        fault(ops::writeInvoke(ofClass("Win32_Service", {{"Name", "Spooler"}}), "NoSuchMethod", {})).subcode->local,
        "ActionNotSupported");
}

TEST(WrittenReadmes, TellWhereTheyComeFrom) {
    int count = 0;
    for (const auto& entry : std::filesystem::directory_iterator(kWritten)) {
        std::ostringstream text;
        text << std::ifstream(entry.path() / "README.md").rdbuf();
        EXPECT_THAT(text.str(), HasSubstr("not a recording")) << entry.path();
        ++count;
    }
    EXPECT_GE(count, 11);
}

}  // namespace
