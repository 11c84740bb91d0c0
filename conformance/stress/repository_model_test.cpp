// A hundred thousand random operations of eight sessions on one repository, four by the reference client and four by a
// socket, each step held against a model of what must come of it (run it under the sanitizers too).
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <random>
#include <thread>

#include "conformance/stress/model_clients_for_test.h"
#include "mockserver/embed/mockserver.h"

namespace conformance::model {
namespace {

constexpr int kSessions = 8;
constexpr int kOperations = 12'500;  // each: 100,000 in all
constexpr unsigned kSeed = 20261125;
constexpr std::size_t kMostItems = 24;

constexpr const char* kRepository = R"json({
  "defaultNamespace": "root/model",
  "namespaces": { "root/model": {
    "classes": [
      { "name": "Model_Item", "properties": {
          "Name": { "type": "string", "key": true }, "Owner": { "type": "string", "readOnly": true },
          "Count": { "type": "uint32", "maxValue": 1000000 }, "Note": "string", "Tags": "string[]" },
        "methods": { "Add": { "in": { "By": "uint32" }, "out": { "Total": "uint32" } } } },
      { "name": "Model_Link", "association": true, "properties": {
          "Antecedent": { "reference": "Model_Item", "key": true }, "Dependent": { "reference": "Model_Item", "key": true } } } ],
    "methods": [ { "class": "Model_Item", "method": "Add",
      "lua": "function call(self, input) local total = self.Count + input.By return {set = {Count = total}, out = {Total = total}} end" } ]
  } }
})json";

/// What one session expects of its own part of the repository.
class Session {
public:
    Session(std::unique_ptr<Client> client, int number)
        : client_(std::move(client)), owner_("session" + std::to_string(number)), random_(kSeed + number) {}

    void run() {
        for (step_ = 0; step_ < kOperations && !testing::Test::HasFailure(); ++step_) {
            perform(pick(100));
        }
    }

private:
    std::uint32_t pick(std::size_t below) {
        return static_cast<std::uint32_t>(std::uniform_int_distribution<std::size_t>(0, below - 1)(random_));
    }
    std::string anyName() { return owner_ + "-<" + std::to_string(pick(kMostItems)) + ">&"; }
    Item anyItem(std::string name) {
        static constexpr const char* kNotes[] = {"",    "plain",    "a < b & c > \"d\" 'e'", "\xC3\xA4\xE2\x82\xAC",
                                                 "]]>", "tab\tline"};
        Item out{std::move(name), pick(1000), kNotes[pick(std::size(kNotes))]};
        for (std::uint32_t i = pick(4); i > 0; --i) {
            out.tags.push_back("tag " + std::to_string(pick(10)) + " &");
        }
        return out;
    }
    std::string where(const char* what) const {
        return owner_ + " step " + std::to_string(step_) + " " + what + ": " + client_->words.substr(0, 800);
    }

    void perform(std::uint32_t dice) {
        if (dice < 22) {
            create();
        } else if (dice < 52) {
            get();
        } else if (dice < 70) {
            modify();
        } else if (dice < 80) {
            remove();
        } else if (dice < 88) {
            add();
        } else if (dice < 93) {
            query();
        } else if (dice < 97) {
            link();
        } else {
            linked();
        }
    }

    void create() {
        auto item = anyItem(anyName());
        const bool exists = items_.contains(item.name);
        ASSERT_EQ(client_->create(owner_, item), exists ? Outcome::kExists : Outcome::kOk) << where("create");
        items_.try_emplace(item.name, item);
    }
    void get() {
        const auto name = anyName();
        const auto got = client_->get(name);
        const auto expected = items_.find(name);
        ASSERT_EQ(got.has_value(), expected != items_.end()) << where("get");
        if (got) {
            ASSERT_EQ(*got, expected->second) << where("get");
        }
    }
    void modify() {
        auto item = anyItem(anyName());
        const auto found = items_.find(item.name);
        ASSERT_EQ(client_->modify(item), found == items_.end() ? Outcome::kNotFound : Outcome::kOk) << where("modify");
        if (found != items_.end()) {
            // The reference client writes an empty array as nothing, which leaves the old one.
            found->second = item;
            if (item.tags.empty()) {
                const auto got = client_->get(item.name);
                ASSERT_TRUE(got) << where("get");
                found->second.tags = got->tags;
            }
        }
    }
    void remove() {
        const auto name = anyName();
        const bool there = items_.erase(name) != 0;
        ASSERT_EQ(client_->remove(name), there ? Outcome::kOk : Outcome::kNotFound) << where("delete");
    }
    void add() {
        const auto name = anyName();
        const auto by = pick(50);
        const auto total = client_->add(name, by);
        const auto found = items_.find(name);
        ASSERT_EQ(total.has_value(), found != items_.end()) << where("invoke");
        if (total) {
            ASSERT_EQ(*total, found->second.count += by) << where("invoke");
        }
    }
    void query() {
        const auto got = client_->query(owner_);
        ASSERT_TRUE(got) << where("query");
        std::multiset<Item> expected;
        for (const auto& [name, item] : items_) {
            expected.insert(item);
        }
        ASSERT_EQ(*got, expected) << where("query");
    }
    void link() {
        const auto from = anyName();
        const auto to = anyName();
        const bool fresh = links_.emplace(from, to).second;
        ASSERT_EQ(client_->link(from, to), fresh ? Outcome::kOk : Outcome::kExists) << where("link");
    }
    void linked() {
        const auto from = anyName();
        const auto got = client_->linked(from);
        if (!items_.contains(from)) {
            ASSERT_FALSE(got) << where("associators");
            return;
        }
        ASSERT_TRUE(got) << where("associators");
        std::multiset<std::string> expected;
        for (const auto& [one, other] : links_) {
            if (one == from && items_.contains(other)) {
                expected.insert(other);
            }
        }
        ASSERT_EQ(*got, expected) << where("associators");
    }

    std::unique_ptr<Client> client_;
    std::string owner_;
    std::mt19937 random_;
    int step_ = 0;
    std::map<std::string, Item> items_;
    std::set<std::pair<std::string, std::string>> links_;
};

TEST(RepositoryModel, EverySessionFindsWhatItsModelSays) {
    const auto file = std::filesystem::path(testing::TempDir()) / ("model-" + std::to_string(::getpid()) + ".json");
    std::ofstream(file) << kRepository;
    mockserver::MockServerOptions options;
    options.repository = file;
    options.journal.maxEntries = 10;
    const auto mock = mockserver::MockServer::start(options);
    ASSERT_TRUE(mock) << mock.error().text();
    std::filesystem::remove(file);

    const char* path = std::getenv("MI_LIBRARY");
    ASSERT_NE(path, nullptr);
    const auto library = client::MiLibrary::load(path);
    ASSERT_TRUE(library) << library.error().text();

    std::vector<std::unique_ptr<Session>> sessions;
    for (int i = 0; i < kSessions; ++i) {
        std::unique_ptr<Client> made;
        if (i % 2 == 0) {
            client::Destination destination;
            destination.url = *client::parseUrl((*mock)->url());
            destination.maxElements = 3 + i;
            auto session = client::MiSession::open(*library, destination);
            ASSERT_TRUE(session) << session.error().message;
            made = std::make_unique<MiClient>(std::move(*session));
        } else {
            made = std::make_unique<SocketClient>((*mock)->port());
        }
        sessions.push_back(std::make_unique<Session>(std::move(made), i));
    }
    std::vector<std::thread> threads;
    threads.reserve(sessions.size());
    for (auto& session : sessions) {
        threads.emplace_back([&session] { session->run(); });
    }
    for (auto& thread : threads) {
        thread.join();
    }
}

}  // namespace
}  // namespace conformance::model
