// Snapshots of endpoints that are not what they should be, and of more than one file holds.
#include "mockserver/repository/data/snapshot.h"

#include <gmock/gmock.h>
#include <unistd.h>

#include <atomic>
#include <functional>
#include <mutex>

#include "mockserver/endpoint/listener.h"
#include "mockserver/repository/data/definition.h"
#include "mockserver/repository/store/repository_for_test.h"
#include "wsman/soap/message.h"
#include "wsman/uris.h"

namespace mockserver::repository {
namespace {

using namespace test;
using testing::Contains;
using testing::HasSubstr;
namespace fs = std::filesystem;
namespace soap = wsman::soap;

/// The XML of a reply's body, by the end of the Action and the class that is asked about.
using Script = std::function<std::string(const std::string& action, const std::string& className)>;

class SnapshotTest : public testing::Test {
protected:
    SnapshotTest() : folder_(fs::path(testing::TempDir()) / ("snapshot-" + std::to_string(::getpid()))) {
        fs::remove_all(folder_);
    }
    ~SnapshotTest() override {
        listener_.reset();
        fs::remove_all(folder_);
    }

    void serve(Script script) {
        auto started = Listener::start(
            {}, {.handle = [this, script](const HttpRequest& request) { return answer(request, script); }});
        ASSERT_TRUE(started) << started.error().text();
        listener_ = std::move(*started);
        options_.upstream.url = "http://127.0.0.1:" + std::to_string(listener_->port()) + "/wsman";
        options_.progress = [this](const std::string& text) { words_.push_back(text); };
    }

    HttpReply answer(const HttpRequest& request, const Script& script) {
        const auto message = soap::Message::parse(request.body, "UTF-8");
        if (!message) {
            return {.status = 400};
        }
        const auto& header = message->header();
        const auto resource = header.resourceUri ? header.resourceUri->value : std::string();
        const auto full = header.action ? header.action->value : std::string();
        const auto* selector = header.selectors ? header.selectors->find("ClassName") : nullptr;
        const auto className = selector != nullptr ? selector->value : resource.substr(resource.rfind('/') + 1);
        const auto action = full.substr(full.rfind('/') + 1);
        {
            const std::lock_guard lock(mutex_);
            ++asked_[action];
        }
        const auto body = script(action, className);
        return {.status = 200,
                .headers = {{"Content-Type", "application/soap+xml;charset=UTF-8"}},
                .body = R"(<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope"><s:Header/><s:Body>)" + body +
                        "</s:Body></s:Envelope>"};
    }

    int asked(const std::string& action) {
        const std::lock_guard lock(mutex_);
        return asked_[action];
    }

    fs::path folder_;
    SnapshotOptions options_;
    std::vector<std::string> words_;
    std::mutex mutex_;
    std::map<std::string, int> asked_;
    std::unique_ptr<Listener> listener_;
};

std::string declaration(const std::string& name, const std::string& superClass) {
    return "<CLASS NAME=\"" + name + "\"" + (superClass.empty() ? "" : " SUPERCLASS=\"" + superClass + "\"") +
           R"(><PROPERTY NAME="Id" TYPE="string"><QUALIFIER NAME="Key" TYPE="boolean"><VALUE>true</VALUE></QUALIFIER></PROPERTY></CLASS>)";
}

std::string item(const std::string& name, const std::string& id, const std::string& more = "") {
    return R"(<w:Item xmlns:w="http://schemas.dmtf.org/wbem/wsman/1/wsman.xsd" xmlns:a="http://schemas.xmlsoap.org/ws/2004/08/addressing"><p:)" +
           name + R"( xmlns:p="http://schemas.dmtf.org/wbem/wscim/1/cim-schema/2/)" + name + "\"><p:Id>" + id +
           "</p:Id>" + more + "</p:" + name +
           R"(><a:EndpointReference><a:Address>x</a:Address><a:ReferenceParameters><w:ResourceURI>http://schemas.dmtf.org/wbem/wscim/1/cim-schema/2/)" +
           name + R"(</w:ResourceURI><w:SelectorSet><w:Selector Name="Id">)" + id +
           "</w:Selector></w:SelectorSet></a:ReferenceParameters></a:EndpointReference></w:Item>";
}

std::string items(const std::string& kind, const std::string& inner, bool end) {
    return "<n:" + kind + R"(Response xmlns:n="http://schemas.xmlsoap.org/ws/2004/09/enumeration">)" +
           (end ? "" : "<n:EnumerationContext>c</n:EnumerationContext>") + "<n:Items>" + inner + "</n:Items>" +
           (end ? "<n:EndOfSequence/>" : "") + "</n:" + kind + "Response>";
}

TEST_F(SnapshotTest, SuperclassesWithoutEndComeToAnEnd) {
    serve([](const std::string& action, const std::string& name) {
        if (action != "Get") {
            return items(action, "", true);
        }
        return declaration(name, name == "A" ? "B" : name == "B" ? "A" : name + "X");
    });
    options_.classes = {"A", "Y"};
    const auto taken = takeSnapshot(options_);
    ASSERT_TRUE(taken) << taken.error().text();
    EXPECT_TRUE((*taken)->schema("")->isA("A", "B"));
    EXPECT_NE((*taken)->schema("")->find("Y"), nullptr);
    EXPECT_LT(asked("Get"), 200);
}

TEST_F(SnapshotTest, PullsNoMoreThanItKeepsAndReleasesTheRest) {
    std::atomic<int> next = 0;
    serve([&](const std::string& action, const std::string& name) {
        return action == "Get" ? declaration(name, "") : items(action, item(name, std::to_string(next++)), false);
    });
    options_.classes = {"A"};
    options_.maxInstances = 5;
    const auto taken = takeSnapshot(options_);
    ASSERT_TRUE(taken) << taken.error().text();
    EXPECT_EQ((*taken)->count("", "A"), 5U);
    EXPECT_LE(asked("Pull"), 5);
    EXPECT_EQ(asked("Release"), 1);
    EXPECT_THAT(words_, Contains(HasSubstr("5 instances")));
}

TEST_F(SnapshotTest, AnEnumerationThatNeverGivesAnythingIsLeft) {
    serve([&](const std::string& action, const std::string& name) {
        return action == "Get" ? declaration(name, "") : items(action, "", false);
    });
    options_.classes = {"A"};
    EXPECT_TRUE(takeSnapshot(options_));
    EXPECT_LT(asked("Pull"), 2000);
    EXPECT_EQ(asked("Release"), 1);
    EXPECT_THAT(words_, Contains(HasSubstr("left out")));
}

TEST_F(SnapshotTest, NamesThatAreNoneNameNoFiles) {
    serve([&](const std::string& action, const std::string& name) {
        return action == "Get" ? declaration("../../../escaped", "") : items(action, item(name, "1"), true);
    });
    options_.classes = {"A"};
    const auto taken = takeSnapshot(options_);
    ASSERT_TRUE(taken) << taken.error().text();
    EXPECT_EQ((*taken)->schema("")->find("../../../escaped"), nullptr);
    EXPECT_THAT(words_, Contains(HasSubstr("escaped")));
    Repository odd("root/cimv2");
    ASSERT_TRUE(odd.addNamespace("root/cimv2").add({.name = "../escaped"}));
    EXPECT_FALSE(writeRepository(odd, folder_ / "odd"));
}

TEST_F(SnapshotTest, AClassThatIsInferredHasWhatAnyInstanceHas) {
    serve([](const std::string& action, const std::string& name) {
        return action == "Get" ? std::string("<x/>")
                               : items(action, item(name, "1") + item(name, "2", "<p:More>m</p:More>"), true);
    });
    options_.classes = {"A"};
    const auto taken = takeSnapshot(options_);
    ASSERT_TRUE(taken) << taken.error().text();
    EXPECT_EQ((*taken)->count("", "A"), 2U);
    EXPECT_NE((*taken)->schema("")->find("A")->property("More"), nullptr);
}

TEST_F(SnapshotTest, WhatIsMoreThanAFileHoldsIsWrittenAndReadBack) {
    Repository large("root/a-b");
    fill(large, "root/a-b", "class L_A { [Key] string Id; string Text; };");
    fill(large, "root/a/b", "class L_B { [Key] string Id; };\ninstance of L_B { Id = \"x\"; };");
    for (int i = 0; i < 17; ++i) {
        ASSERT_TRUE(
            large.load("root/a-b", texts("L_A", {{"Id", std::to_string(i)}, {"Text", std::string(1U << 20U, 'x')}})));
    }
    const auto written = writeRepository(large, folder_);
    ASSERT_TRUE(written) << written.error().text();
    const auto read = loadRepository(folder_);
    ASSERT_TRUE(read) << read.error().at(0).text();
    EXPECT_EQ(read->repository->count("root/a-b", "L_A"), 17U);
    EXPECT_EQ(read->repository->count("root/a/b", "L_B"), 1U);
}

TEST_F(SnapshotTest, NoNamespaceIsAnError) {
    options_.upstream.url = "http://127.0.0.1:1/wsman";
    options_.namespaces.clear();
    EXPECT_EQ(takeSnapshot(options_).error().code, wsman::ErrorCode::kInvalidArgument);
}

}  // namespace
}  // namespace mockserver::repository
