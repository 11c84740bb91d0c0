#include "mockserver/repository/data/database.h"

#include <gmock/gmock.h>
#include <sqlite3.h>
#include <unistd.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "mockserver/repository/data/definition.h"
#include "mockserver/repository/data/json_value.h"
#include "mockserver/repository/store/repository_for_test.h"

namespace mockserver::repository {
namespace {

using namespace test;
namespace fs = std::filesystem;

class DatabaseTest : public testing::Test {
protected:
    DatabaseTest() : file_(fs::path(testing::TempDir()) / ("state-" + std::to_string(::getpid()) + ".db")) { clean(); }
    ~DatabaseTest() override { clean(); }
    void clean() {
        for (const char* suffix : {"", "-wal", "-shm"}) {
            fs::remove(file_.string() + suffix);
        }
    }
    /// A lab as its file says, then as the database says.
    std::shared_ptr<Repository> restarted() {
        auto lab = makeLab();
        EXPECT_TRUE(lab->setGenerator("", "Lab_Fixed", std::make_shared<NumberedGenerator>("Lab_Fixed", 5)));
        auto database = Database::open(file_);
        EXPECT_TRUE(database) << (database ? "" : database.error().text());
        const auto replayed = (*database)->replayInto(*lab);
        EXPECT_TRUE(replayed) << (replayed ? "" : replayed.error().text());
        lab->setJournal(*database);
        lab->setAllWritable(true);
        return lab;
    }
    static std::string all(const Repository& lab, const char* className) {
        std::string out;
        auto cursor = lab.enumerate("", className);
        while (const auto instance = cursor.next()) {
            out += toJson(*instance).dump() + "\n";
        }
        return out;
    }

    fs::path file_;
};

TEST_F(DatabaseTest, StateSurvivesWithoutAFarewell) {
    const auto first = restarted();  // stays open, as after a kill
    auto gamma = texts("Lab_Machine", {{"Name", "gamma \"<&\\\xC3\xA4"},
                                       {"Load", "0.1"},
                                       {"Letter", "x"},
                                       {"Installed", "20240102030405.000006+060"},
                                       {"Virtual", "true"}});
    gamma.set("Roles", *wsman::cim::Value::array(wsman::cim::Type::kString, {std::string("a"), std::string("")}));
    ASSERT_TRUE(first->create("", gamma));
    ASSERT_TRUE(first->modify("", texts("Lab_Machine", {{"Name", "alpha"}}), texts("", {{"Owner", "zoe"}}), {}));
    ASSERT_TRUE(first->remove("", texts("Lab_Server", {{"Name", "beta"}})));
    ASSERT_TRUE(first->modify("", texts("Lab_Fixed", {{"Id", "g3"}}), texts("", {{"Value", "new"}}), {}));
    ASSERT_TRUE(first->remove("", texts("Lab_Fixed", {{"Id", "g1"}})));
    const auto link = first->enumerate("", "Lab_HasDrive").next();
    ASSERT_TRUE(first->remove(
        "", *[&] {
            auto keys = *link;
            std::erase_if(keys.properties, [](const auto& p) { return (p.flags & wsman::cim::flag::kKey) == 0; });
            return std::make_shared<wsman::cim::Instance>(keys);
        }()));
    ASSERT_TRUE(first->create("", texts("Lab_Server", {{"Name", "beta"}, {"Rack", "again"}})));
    const auto second = restarted();
    for (const char* name : {"Lab_Machine", "Lab_Fixed", "Lab_HasDrive", "Lab_Drive"}) {
        // Order is the file's and then that of the changes.
        EXPECT_EQ(all(*second, name).size(), all(*first, name).size()) << name;
        EXPECT_EQ(second->count("", name), first->count("", name)) << name;
    }
    EXPECT_EQ(toJson(**second->get("", texts("Lab_Machine", {{"Name", "gamma \"<&\\\xC3\xA4"}}))),
              toJson(**first->get("", texts("Lab_Machine", {{"Name", "gamma \"<&\\\xC3\xA4"}}))));
    EXPECT_EQ(toJson(**second->get("", texts("Lab_Fixed", {{"Id", "g3"}})))["Value"], "new");
    EXPECT_FALSE(second->get("", texts("Lab_Fixed", {{"Id", "g1"}})));
    EXPECT_EQ(toJson(**second->get("", texts("Lab_Server", {{"Name", "beta"}})))["Rack"], "again");
}

TEST_F(DatabaseTest, ForgetsAndRefusesWhatIsNotItsOwn) {
    {
        const auto lab = restarted();
        ASSERT_TRUE(lab->remove("", texts("Lab_Machine", {{"Name", "alpha"}})));
        ASSERT_TRUE((*Database::open(file_))->clear());
    }
    EXPECT_TRUE(restarted()->get("", texts("Lab_Machine", {{"Name", "alpha"}})));
    clean();
    std::ofstream(file_) << "this is no database, however long it is: " << std::string(4096, 'x');
    const auto opened = Database::open(file_);
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().code, wsman::ErrorCode::kIo);
    EXPECT_FALSE(Database::open("/nonexistent/folder/x.db"));
}

TEST_F(DatabaseTest, LeavesTheFilesOfOthersAlone) {
    for (const char* sql : {"CREATE TABLE theirs (x)", "PRAGMA user_version = 7"}) {
        clean();
        sqlite3* handle = nullptr;
        ASSERT_EQ(sqlite3_open(file_.c_str(), &handle), SQLITE_OK);
        ASSERT_EQ(sqlite3_exec(handle, sql, nullptr, nullptr, nullptr), SQLITE_OK);
        sqlite3_close(handle);
        const auto bytes = [&] {
            std::ostringstream out;
            out << std::ifstream(file_, std::ios::binary).rdbuf();
            return out.str();
        };
        const auto before = bytes();
        const auto opened = Database::open(file_);
        ASSERT_FALSE(opened) << sql;
        EXPECT_EQ(opened.error().code, wsman::ErrorCode::kUnsupported);
        EXPECT_TRUE(bytes() == before) << sql;
    }
}

TEST_F(DatabaseTest, TellsOfAClassThatChanged) {
    {
        const auto lab = restarted();
        ASSERT_TRUE(lab->create("", texts("Lab_Machine", {{"Name", "n"}})));
    }
    Repository other("root/lab");
    fill(other, "root/lab", "class Lab_Machine { [Key] uint32 Number; };");
    const auto replayed = (*Database::open(file_))->replayInto(other);
    ASSERT_FALSE(replayed);
    EXPECT_THAT(replayed.error().message, testing::HasSubstr("Lab_Machine"));
}

}  // namespace
}  // namespace mockserver::repository
