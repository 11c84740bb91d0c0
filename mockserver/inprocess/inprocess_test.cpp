#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <string>
#include <thread>

#include "wsman/inprocess/endpoint.h"

namespace mockserver {
namespace {

using std::chrono::steady_clock;
using testing::HasSubstr;
using namespace std::chrono_literals;

/// A scenario folder that answers Get with `reply` (its members in JSON).
class Folder {
public:
    explicit Folder(const std::string& reply)
        : path_(std::filesystem::path(testing::TempDir()) /
                ("inprocess_" + std::to_string(::getpid()) + "_" + std::to_string(++count_))) {
        std::filesystem::create_directories(path_);
        std::ofstream(path_ / "scenario.json")
            << R"({"schema": 1, "name": "one", "endpoint": {"auth": {"basic": {"users": {"u": "p"}}}},)"
               R"( "exchanges": [{"id": "get", "when": {"action": "Get"}, "reply": {)"
            << reply << "}}]}";
    }
    ~Folder() { std::filesystem::remove_all(path_); }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;
    [[nodiscard]] std::string path() const { return path_.string(); }

private:
    static inline int count_ = 0;
    std::filesystem::path path_;
};

struct Outcome {
    std::int32_t result = -1;
    std::int32_t status = 0;
    std::string contentType;
    std::string body;
    std::atomic<bool> stop = false;

    static std::int32_t stopped(void* context) { return static_cast<Outcome*>(context)->stop ? 1 : 0; }
    static void reply(void* context, std::int32_t status, const char* type, const char* body, std::size_t length) {
        auto& self = *static_cast<Outcome*>(context);
        self.status = status;
        self.contentType = type;
        self.body.assign(body, length);
    }
};

const std::string kGet =
    R"(<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope" )"
    R"(xmlns:a="http://schemas.xmlsoap.org/ws/2004/08/addressing" )"
    R"(xmlns:w="http://schemas.dmtf.org/wbem/wsman/1/wsman.xsd"><s:Header><a:To>http://local/</a:To>)"
    R"(<a:ReplyTo><a:Address>http://schemas.xmlsoap.org/ws/2004/08/addressing/role/anonymous</a:Address></a:ReplyTo>)"
    R"(<a:Action>http://schemas.xmlsoap.org/ws/2004/09/transfer/Get</a:Action>)"
    R"(<a:MessageID>uuid:00000000-0000-4000-8000-000000000001</a:MessageID>)"
    R"(<w:ResourceURI>urn:x</w:ResourceURI></s:Header><s:Body/></s:Envelope>)";

void exchange(void* endpoint, Outcome& outcome, std::uint32_t timeout = 0) {
    const WsmanInprocessExchange one{"application/soap+xml;charset=UTF-8",
                                     kGet.data(),
                                     kGet.size(),
                                     timeout,
                                     &outcome,
                                     Outcome::stopped,
                                     Outcome::reply};
    outcome.result = wsman_inprocess_v1()->exchange(endpoint, &one);
}

void failOn(void*, const char* text) {
    FAIL() << text;
}

/// One exchange with an endpoint of the folder.
Outcome& run(Outcome& outcome, const Folder& folder, std::uint32_t timeout = 0) {
    void* endpoint = wsman_inprocess_v1()->open(folder.path().c_str(), nullptr, failOn);
    exchange(endpoint, outcome, timeout);
    wsman_inprocess_v1()->close(endpoint);
    return outcome;
}

TEST(Inprocess, AnswersWithoutASocketOrAPassword) {
    EXPECT_EQ(wsman_inprocess_v1()->version, 1U);
    const Folder folder(R"("bodyInline": "<x>hello</x>")");
    Outcome outcome;
    run(outcome, folder);
    EXPECT_EQ(outcome.result, kWsmanInprocessReplied);
    EXPECT_EQ(outcome.status, 200);
    EXPECT_EQ(outcome.contentType, "application/soap+xml;charset=UTF-8");
    EXPECT_THAT(outcome.body, HasSubstr("<x>hello</x>"));
}

TEST(Inprocess, WhatBreaksAConnectionBreaksTheExchange) {
    for (const char* wire : {R"("wire": {"ending": "reset"})", R"("wire": {"truncateAfter": 10})",
                             R"("wire": {"contentLength": 100000})"}) {
        Outcome outcome;
        run(outcome, Folder(std::string(R"("bodyInline": "<x/>", )") + wire));
        EXPECT_EQ(outcome.result, kWsmanInprocessBroken) << wire;
        EXPECT_EQ(outcome.body, "") << wire;
    }
    Outcome closed;
    run(closed, Folder(R"("bodyInline": "<x/>", "wire": {"ending": "close"})"));
    EXPECT_EQ(closed.result, kWsmanInprocessReplied);
}

TEST(Inprocess, DelaysAreKeptAndEndEarly) {
    const Folder brief(R"("bodyInline": "<x/>", "delayMs": 50)");
    const Folder endless(R"("bodyInline": "<x/>", "delayMs": 3600000)");
    const auto begin = steady_clock::now();
    Outcome slow;
    run(slow, brief);
    EXPECT_EQ(slow.result, kWsmanInprocessReplied);
    EXPECT_GE(steady_clock::now() - begin, 50ms);
    Outcome late;
    run(late, endless, 30);
    EXPECT_EQ(late.result, kWsmanInprocessTimedOut);
    Outcome stopped;
    std::thread stopper([&] {
        std::this_thread::sleep_for(20ms);
        stopped.stop = true;
    });
    run(stopped, endless);
    stopper.join();
    EXPECT_EQ(stopped.result, kWsmanInprocessStopped);
}

TEST(Inprocess, SaysWhatIsWrongWithAScenario) {
    const auto complaint = [](const std::string& scenarios) {
        std::string text;
        void* endpoint = wsman_inprocess_v1()->open(scenarios.c_str(), &text, [](void* context, const char* why) {
            *static_cast<std::string*>(context) = why;
        });
        EXPECT_EQ(endpoint, nullptr);
        return text;
    };
    EXPECT_THAT(complaint("/no/such/folder"), HasSubstr("/no/such/folder"));
    const Folder bad(R"("nonsense": 1)");
    EXPECT_THAT(complaint(bad.path()), HasSubstr("scenario.json:1:"));
    EXPECT_NE(complaint(""), "");
}

TEST(Inprocess, EndpointsAreStrangersToEachOther) {
    const Folder other(R"("bodyInline": "<y/>")");
    void* one = wsman_inprocess_v1()->open(other.path().c_str(), nullptr, failOn);
    void* more = wsman_inprocess_v1()->open(other.path().c_str(), nullptr, failOn);
    EXPECT_NE(one, more);
    wsman_inprocess_v1()->close(one);
    Outcome outcome;
    exchange(more, outcome);
    EXPECT_EQ(outcome.result, kWsmanInprocessReplied);
    wsman_inprocess_v1()->close(more);
}

}  // namespace
}  // namespace mockserver
