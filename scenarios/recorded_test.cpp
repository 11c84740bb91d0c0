// Recorded scenarios answer the requests they were recorded with, byte for byte but for what templates stand for.
#include <gmock/gmock.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <sstream>

#include "mockserver/embed/mockserver.h"
#include "mockserver/endpoint/raw_client.h"
#include "mockserver/proxy/record_handler.h"
#include "mockserver/proxy/replay_diff.h"

namespace {

using mockserver::MockServer;
using mockserver::RawClient;
using nlohmann::json;

const std::filesystem::path kRoot = std::filesystem::path(MITB_SOURCE_DIR) / "scenarios" / "recorded";
// Authorization of miuser:mipass, the account of the recordings.
constexpr const char* kLogin = "Authorization: Basic bWl1c2VyOm1pcGFzcw==\r\n";

std::string read(const std::filesystem::path& path) {
    std::ostringstream out;
    out << std::ifstream(path, std::ios::binary).rdbuf();
    return out.str();
}

/// The scenario folders of one origin, in the order in which the mock loads them.
std::vector<std::filesystem::path> folders(const std::string& origin) {
    std::vector<std::filesystem::path> out;
    for (const auto& entry : std::filesystem::directory_iterator(kRoot / origin)) {
        if (std::filesystem::exists(entry.path() / "scenario.json")) {
            out.push_back(entry.path());
        }
    }
    std::sort(out.begin(), out.end());
    return out;
}

std::string between(const std::string& text, const std::string& before, const std::string& after) {
    const auto start = text.find(before);
    if (start == std::string::npos) {
        return {};
    }
    const auto end = text.find(after, start + before.size());
    return text.substr(start + before.size(), end - start - before.size());
}

bool isUuid(const std::string& text) {
    return text.size() == 36 && std::all_of(text.begin(), text.end(), [&](const char& c) {
               const auto i = &c - text.data();
               return i == 8 || i == 13 || i == 18 || i == 23 ? c == '-' : std::isxdigit(static_cast<unsigned char>(c));
           });
}

/// Walks a reply along the recorded body: every byte must be the recorded one, and where the recording has a template
/// the value must be of its kind. It shares no code with the mock's own templates.
class Comparison {
public:
    Comparison(std::string recorded, std::string reply, std::string messageId)
        : recorded_(std::move(recorded)), reply_(std::move(reply)), messageId_(std::move(messageId)) {}

    /// What differs, or nothing.
    std::string run() {
        std::size_t at = 0;
        std::size_t in = 0;
        while (at < recorded_.size()) {
            if (recorded_.compare(at, 4, "{{{{") == 0) {
                if (reply_.compare(in, 2, "{{") != 0) {
                    return "expected {{ at byte " + std::to_string(in);
                }
                at += 4;
                in += 2;
            } else if (recorded_.compare(at, 2, "{{") == 0) {
                const auto end = recorded_.find("}}", at);
                const auto name = recorded_.substr(at + 2, end - at - 2);
                const auto value = reply_.substr(in, reply_.find('<', in) - in);
                if (auto wrong = check(name, value); !wrong.empty()) {
                    return wrong;
                }
                at = end + 2;
                in += value.size();
                ++templated_;
            } else if (in >= reply_.size() || recorded_[at] != reply_[in]) {
                return "byte " + std::to_string(in) + " differs: recorded \"" + recorded_.substr(at, 40) +
                       "\", replied \"" + reply_.substr(std::min(in, reply_.size()), 40) + "\"";
            } else {
                ++at;
                ++in;
            }
        }
        return in == reply_.size() ? "" : "the reply is longer than the recording";
    }

    [[nodiscard]] const std::string& context() const { return context_; }
    [[nodiscard]] int templated() const { return templated_; }

private:
    std::string check(const std::string& name, const std::string& value) {
        if (name == "relatesTo") {
            return value == messageId_ ? "" : "RelatesTo is " + value + ", not " + messageId_;
        }
        if (name == "messageId") {
            return value.starts_with("uuid:") && isUuid(value.substr(5)) && value != messageId_
                       ? ""
                       : value + " is no new MessageID";
        }
        if (name == "context") {
            if (value.empty() || (!context_.empty() && context_ != value)) {
                return "the context is \"" + value + "\" beside \"" + context_ + "\"";
            }
            context_ = value;
            return "";
        }
        return "the recording has {{" + name + "}}, which this test does not know";
    }

    std::string recorded_;
    std::string reply_;
    std::string messageId_;
    std::string context_;
    int templated_ = 0;
};

/// Sends a scenario's recorded requests and holds the replies against the recording; returns how many.
int replay(const std::filesystem::path& folder, RawClient& client) {
    const auto scenario = json::parse(read(folder / "scenario.json"), nullptr, true, true);
    EXPECT_EQ(scenario.at("mode"), "replay");
    std::map<std::string, std::string> issued;  // exchange -> the context it issued in this run
    int count = 0;
    for (const auto& exchange : scenario.at("exchanges")) {
        const auto id = exchange.at("id").get<std::string>();
        SCOPED_TRACE(folder.filename().string() + "/" + id);
        auto request = read(folder / "requests" / (id + ".xml"));
        EXPECT_FALSE(request.empty());
        if (exchange.at("when").contains("context")) {
            // The client that was recorded used the recorded server's context; this one uses this server's.
            const auto recorded = between(request, "EnumerationContext>", "<");
            const auto& context = issued[exchange.at("when").at("context").get<std::string>()];
            EXPECT_FALSE(context.empty());
            request.replace(request.find(recorded), recorded.size(), context);
        }
        const auto messageId = between(request, "MessageID>", "<");
        const auto reply = client.exchange(RawClient::post(request, kLogin));
        EXPECT_EQ(reply.status, exchange.at("reply").at("status"));
        EXPECT_EQ(reply.headers.get("Content-Type"),
                  exchange.at("reply").value("contentType", "application/soap+xml;charset=UTF-8"));
        Comparison comparison(read(folder / exchange.at("reply").at("body").get<std::string>()), reply.body, messageId);
        EXPECT_EQ(comparison.run(), "");
        EXPECT_GE(comparison.templated(), messageId.empty() ? 0 : 2) << "MessageID and RelatesTo at least";
        if (!comparison.context().empty() && !issued.contains(id)) {
            issued[id] = comparison.context();
        }
        ++count;
        if (testing::Test::HasFailure()) {
            break;
        }
    }
    return count;
}

class RecordedByOmi : public testing::TestWithParam<std::filesystem::path> {};

TEST_P(RecordedByOmi, AnswersByteForByteAsRecorded) {
    const auto mock = MockServer::start({.scenarios = {GetParam()}});
    ASSERT_TRUE(mock) << mock.error().text();
    RawClient client((*mock)->port(), std::chrono::seconds(60));
    EXPECT_GT(replay(GetParam(), client), 0);
    EXPECT_TRUE((*mock)->scenarios().unused().empty()) << "every exchange is used";
    EXPECT_EQ((*mock)->scenarios().unmatched(), 0u);
}

/// Recorded anew by our own proxy, with the mock as the endpoint behind it, and served from that: the same client gets
/// the same answers, and the recording has no difference to the endpoint that it was made from.
TEST_P(RecordedByOmi, ARecordingOfItAnswersTheSame) {
    namespace proxy = mockserver::proxy;
    const auto out = std::filesystem::path(testing::TempDir()) /
                     ("mitb_again_" + std::to_string(::getpid()) + "_" + GetParam().filename().string());
    std::filesystem::remove_all(out);
    const auto origin = MockServer::start({.scenarios = {GetParam()}});
    ASSERT_TRUE(origin) << origin.error().text();
    int count = 0;
    {
        auto upstream = proxy::Upstream::create({.url = (*origin)->url()});
        ASSERT_TRUE(upstream);
        proxy::RecorderOptions options{.folder = out};
        options.scenario.name = "again";
        options.scenario.users = {{"miuser", "mipass"}};
        auto recorder = proxy::Recorder::open(options);
        ASSERT_TRUE(recorder) << recorder.error().text();
        auto listener = mockserver::Listener::start(
            {}, proxy::recordHandler(**upstream, **recorder, nullptr, [](const auto&, int, const auto&) {}));
        ASSERT_TRUE(listener);
        RawClient client((*listener)->port(), std::chrono::seconds(60));
        count = replay(GetParam(), client);
        EXPECT_GT(count, 0);
        (*listener)->stop();
        ASSERT_TRUE((*recorder)->writeScenario());
        EXPECT_EQ((*recorder)->exchanges(), static_cast<std::size_t>(count));
    }
    const auto again = MockServer::start({.scenarios = {out}});
    ASSERT_TRUE(again) << again.error().text();
    RawClient client((*again)->port(), std::chrono::seconds(60));
    EXPECT_EQ(replay(GetParam(), client), count);
    EXPECT_TRUE((*again)->verify(true).passed()) << textReport((*again)->verify(true));

    (*origin)->reset();
    auto upstream = proxy::Upstream::create({.url = (*origin)->url(), .credentials = std::pair("miuser", "mipass")});
    const auto differences = proxy::replayAgainst(**upstream, out, {}, [](const auto&) {});
    ASSERT_TRUE(differences) << differences.error().text();
    for (const auto& exchange : *differences) {
        EXPECT_EQ(exchange.difference, "") << exchange.id;
    }
    for (const auto& entry : std::filesystem::recursive_directory_iterator(out)) {
        if (entry.is_regular_file()) {
            EXPECT_EQ(read(entry.path()).find("bWl1c2VyOm1pcGFzcw"), std::string::npos) << entry.path();
        }
    }
    std::filesystem::remove_all(out);
}

INSTANTIATE_TEST_SUITE_P(All, RecordedByOmi, testing::ValuesIn(folders("omi")),
                         [](const auto& folder) { return folder.param.filename().string(); });

TEST(RecordedByOmiTogether, AnswersByteForByteAsRecorded) {
    const auto mock = MockServer::start({.scenarios = {kRoot / "omi"}});
    ASSERT_TRUE(mock) << mock.error().text();
    RawClient client((*mock)->port(), std::chrono::seconds(60));
    int count = 0;
    for (const auto& folder : folders("omi")) {
        count += replay(folder, client);
    }
    EXPECT_EQ(count, 164);
    EXPECT_TRUE((*mock)->scenarios().unused().empty());
}

TEST(Recorded, HoldsNoSecret) {
    for (const auto& entry : std::filesystem::recursive_directory_iterator(kRoot)) {
        if (entry.is_regular_file()) {
            const auto text = read(entry.path());
            EXPECT_EQ(text.find("Authorization"), std::string::npos) << entry.path();
            EXPECT_EQ(text.find("bWl1c2Vy"), std::string::npos) << entry.path();
        }
    }
}

TEST(Recorded, TellsWhereItComesFrom) {
    for (const auto& folder : folders("omi")) {
        EXPECT_NE(read(folder / "README.md").find("OMI"), std::string::npos) << folder;
        EXPECT_NE(json::parse(read(folder / "scenario.json")).value("source", ""), "") << folder;
    }
}

}  // namespace
