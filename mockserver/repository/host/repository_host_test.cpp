// A repository behind a real socket: as a scenario's fallback, reset, its state on disk, and walked by a snapshot.
#include "mockserver/repository/host/repository_host.h"

#include <gmock/gmock.h>
#include <unistd.h>

#include <fstream>
#include <nlohmann/json.hpp>

#include "mockserver/embed/mockserver.h"
#include "mockserver/repository/data/json_value.h"
#include "mockserver/repository/data/snapshot.h"

namespace mockserver::repository {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using testing::HasSubstr;

class HostTest : public testing::Test {
protected:
    HostTest() : folder_(fs::path(testing::TempDir()) / ("host-" + std::to_string(::getpid()))) {
        fs::remove_all(folder_);
        fs::create_directories(folder_);
    }
    ~HostTest() override { fs::remove_all(folder_); }

    fs::path write(const std::string& name, const std::string& text) {
        fs::create_directories((folder_ / name).parent_path());
        std::ofstream(folder_ / name) << text;
        return folder_ / name;
    }
    static std::string all(const Repository& repository) {
        std::vector<std::string> lines;  // the order of classes does not count
        for (const auto& declaration : repository.schema("")->tree("")) {
            auto cursor = repository.enumerate("", declaration->name, false);
            while (const auto instance = cursor.next()) {
                lines.push_back(declaration->name + toJson(*instance).dump() + "\n");
            }
        }
        std::ranges::sort(lines);
        std::string out;
        for (const auto& line : lines) {
            out += line;
        }
        return out;
    }
    static wsman::cim::Instance service(const std::string& name) {
        wsman::cim::Instance keys;
        keys.className = "Win32_Service";
        keys.set("Name", wsman::cim::Value::of(name));
        return keys;
    }

    fs::path folder_;
};

TEST_F(HostTest, ASnapshotIsTheRepositoryThatItWalked) {
    MockServerOptions options;
    options.repository = "builtin:win32";
    const auto mock = MockServer::start(options);
    ASSERT_TRUE(mock) << mock.error().text();
    std::vector<std::string> words;
    SnapshotOptions snapshot;
    snapshot.upstream.url = (*mock)->url();
    snapshot.progress = [&](const std::string& text) { words.push_back(text); };
    const auto taken = takeSnapshot(snapshot);
    ASSERT_TRUE(taken) << taken.error().text();
    EXPECT_THAT(words, testing::Not(testing::Contains(HasSubstr("left out"))));
    EXPECT_EQ(all(**taken), all(*(*mock)->repository()->repository()));
    ASSERT_TRUE(writeRepository(**taken, folder_ / "taken"));
    const auto read = loadRepository(folder_ / "taken");
    ASSERT_TRUE(read) << read.error().at(0).text();
    EXPECT_EQ(all(*read->repository), all(**taken));
    EXPECT_FALSE(writeRepository(**taken, folder_ / "taken")) << "the folder is not empty";
    snapshot.classes = {"Win32_Nothing"};
    EXPECT_EQ(takeSnapshot(snapshot).error().code, wsman::ErrorCode::kNotFound);
}

TEST_F(HostTest, AnswersWhatAScenarioDoesNot) {
    write("s/scenario.json", R"({"schema": 1, "name": "s", "repository": {"namespaces": {"root/cimv2": {"classes": [
        {"name": "S_A", "properties": {"K": {"type": "string", "key": true}}}], "instances": [{"class": "S_A", "properties": {"K": "k"}}]}}},
        "exchanges": [{"id": "one", "when": {"action": "Identify"}, "reply": {"fault": "wsman:AccessDenied"}}]})");
    MockServerOptions options;
    options.scenarios = {folder_ / "s"};
    const auto mock = MockServer::start(options);
    ASSERT_TRUE(mock) << mock.error().text();
    ASSERT_NE((*mock)->repository(), nullptr);
    EXPECT_EQ((*mock)->repository()->repository()->count("", "S_A"), 1U);
    SnapshotOptions snapshot;
    snapshot.upstream.url = (*mock)->url();
    EXPECT_TRUE(takeSnapshot(snapshot));

    write("t/scenario.json", R"({"schema": 1, "name": "t", "repository": "r.json", "exchanges": []})");
    write("t/r.json", R"({"namespaces": {"n": {"classes": ["gone.mof"]}}})");
    options.scenarios = {folder_ / "t"};
    const auto bad = MockServer::start(options);
    ASSERT_FALSE(bad);
    EXPECT_THAT(bad.error().message, HasSubstr("r.json:1:"));
    options.scenarios.clear();
    options.profile = "omi";
    EXPECT_EQ(MockServer::start(options).error().code, wsman::ErrorCode::kInvalidArgument);
}

TEST_F(HostTest, StateIsKeptInTheDatabaseUntilItIsReset) {
    MockServerOptions options;
    options.repository = "builtin:win32";
    options.database = folder_ / "state.db";
    {
        const auto mock = MockServer::start(options);
        ASSERT_TRUE(mock) << mock.error().text();
        ASSERT_TRUE((*mock)->repository()->repository()->remove("", service("Spooler")));
    }
    const auto mock = MockServer::start(options);
    ASSERT_TRUE(mock);
    EXPECT_FALSE((*mock)->repository()->repository()->get("", service("Spooler")));
    (*mock)->reset();
    EXPECT_TRUE((*mock)->repository()->repository()->get("", service("Spooler")));
}

TEST_F(HostTest, TimersRaiseAndTheAdminCanToo) {
    write("repository.json", R"({"namespaces": {"root/cimv2": {"classes": [
        {"name": "T_Bell", "superClass": "__ExtrinsicEvent", "indication": true, "properties": {"Loud": "boolean"}}],
        "timers": [{"class": "T_Bell", "everyMs": 20, "properties": {"Loud": true}}]}}})");
    const auto host = RepositoryHost::create(
        [this] {
            auto loaded = loadRepository(folder_);
            return wsman::Result<RepositoryDefinition>(std::move(*loaded));
        },
        {.newUuid = [] { return std::string("U"); }});
    ASSERT_TRUE(host) << host.error().text();
    EXPECT_EQ(*(*host)->raise("root/cimv2", "T_Bell", json::object()), 0U);
    EXPECT_FALSE((*host)->raise("root/cimv2", "T_None", json::object()));
    EXPECT_FALSE((*host)->raise("root/none", "T_Bell", json::object()));
    EXPECT_FALSE((*host)->raise("root/cimv2", "T_Bell", {{"Loud", "very"}}));
    EXPECT_TRUE((*host)->subscriptions().empty());
}

}  // namespace
}  // namespace mockserver::repository
