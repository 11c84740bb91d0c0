// The programs `record`, `import` and `diff` with a mock as the endpoint, killed at any moment.
#include "mockserver/cli/program_for_test.h"

namespace mockserver::cli {
namespace {

using testing::AllOf;
using testing::HasSubstr;

class Record : public Program {
protected:
    std::pair<std::unique_ptr<Process>, std::string> serving(const std::string& folder) {
        auto process = start({"serve", folder});
        const auto line = process->readLine();
        return {std::move(process), line.substr(std::min(line.size(), line.find("http://")))};
    }
    std::string out() const { return (root_ / "out").string(); }
};

TEST_F(Record, WritesAScenarioThatServes) {
    auto [origin, url] = serving(scenario());
    auto recorder = start({"record", "--upstream", url, "--out", out(), "--name", "mine"});
    const auto port = portOf(recorder->readLine());
    for (int i = 0; i < 3; ++i) {
        EXPECT_THAT(RawClient(port).exchange(RawClient::post(kGet)).body, HasSubstr("<r/>"));
    }
    recorder->signal(SIGTERM);
    EXPECT_EQ(recorder->wait(), 0) << recorder->errors();
    EXPECT_EQ(recorder->rest(), "3 exchanges in " + out() + "\n");
    EXPECT_EQ(start({"validate", out()})->wait(), 0);
    auto [again, againUrl] = serving(out());
    EXPECT_THAT(RawClient(portOf(againUrl)).exchange(RawClient::post(kGet)).body, HasSubstr("<r/>"));

    auto same = start({"diff", out(), "--upstream", url});
    EXPECT_EQ(same->wait(), 0);
    EXPECT_EQ(same->rest(), "\u2713 001_Get\n\u2713 002_Get\n\u2713 003_Get\n3 exchanges, 0 different\n");
    write("one/scenario.json",
          R"({"schema": 1, "name": "one", "exchanges": [{"id": "get", "reply": {"bodyInline": "<other/>"}}]})");
    auto [changed, changedUrl] = serving((root_ / "one").string());
    auto different = start({"diff", out(), "--upstream", changedUrl});
    EXPECT_EQ(different->wait(), 1);
    EXPECT_THAT(different->rest(), AllOf(HasSubstr("\u2717 002_Get\n"), HasSubstr("-     r\n+     other\n"),
                                         HasSubstr("3 exchanges, 3 different\n")));
}

TEST_F(Record, KilledAtAnyMomentItLosesNoCompletedExchange) {
    auto [origin, url] = serving(scenario());
    std::size_t completed = 0;
    for (int round = 0; round < 12; ++round) {
        auto recorder = start({"record", "--upstream", url, "--out", out(), "--append"});
        const auto port = portOf(recorder->readLine());
        ASSERT_NE(port, 0);
        std::atomic<std::size_t> answered{0};
        std::thread client([&] {
            RawClient connection(port);
            while (connection.send(RawClient::post(kGet)) && connection.readReply().status == 200) {
                ++answered;
            }
        });
        while (answered < 3 + static_cast<std::size_t>(round)) {
            std::this_thread::sleep_for(std::chrono::milliseconds(1));
        }
        std::this_thread::sleep_for(std::chrono::microseconds(round * 271));
        recorder->signal(SIGKILL);
        recorder->wait();
        client.join();
        completed += answered;
    }
    auto import = start({"import", out() + "/recording.jsonl", "--out", (root_ / "imported").string()});
    EXPECT_EQ(import->wait(), 0) << import->errors();
    const auto count = std::stoul(import->rest());
    EXPECT_GE(count, completed);
    EXPECT_LE(count, completed + 12) << "one of each round may have been recorded and not yet answered";
    EXPECT_EQ(start({"validate", (root_ / "imported").string()})->wait(), 0);
}

TEST_F(Record, TheEndpointMaySpeakTls) {
    const auto ca = (root_ / "ca.pem").string();
    auto origin = start({"serve", scenario(), "--tls", "--tls-ca-file", ca});
    const auto line = origin->readLine();
    ASSERT_THAT(line, HasSubstr(" on https://127.0.0.1:"));
    const auto url = line.substr(line.find("https://"));
    auto recorder = start({"record", "--upstream", url, "--upstream-ca", ca, "--out", out()});
    EXPECT_THAT(RawClient(portOf(recorder->readLine())).exchange(RawClient::post(kGet)).body, HasSubstr("<r/>"));
    auto strict = start({"record", "--upstream", url, "--out", out() + "2"});
    const auto refused = RawClient(portOf(strict->readLine())).exchange(RawClient::post(kGet));
    EXPECT_EQ(refused.status, 502);
    EXPECT_THAT(refused.body, HasSubstr("its certificate is not trusted"));
    auto both = start({"record", "--upstream", url, "--upstream-ca", ca, "--tls", "--tls-ca-file",
                       (root_ / "proxy.pem").string(), "--out", out() + "4"});
    ASSERT_THAT(both->readLine(), HasSubstr(" on https://127.0.0.1:"));
    EXPECT_THAT(read("proxy.pem"), HasSubstr("BEGIN CERTIFICATE"));
    auto insecure = start({"record", "--upstream", url, "--upstream-insecure", "--out", out() + "3"});
    EXPECT_EQ(RawClient(portOf(insecure->readLine())).exchange(RawClient::post(kGet)).status, 200);
}

TEST_F(Record, RefusesWhatCannotBe) {
    EXPECT_EQ(start({"record", "--out", out()})->wait(), 2);
    EXPECT_EQ(start({"record", "--upstream", "nonsense", "--out", out()})->wait(), 2);
    write("out/else", "x");
    auto full = start({"record", "--upstream", "http://127.0.0.1:1", "--out", out()});
    EXPECT_EQ(full->wait(), 2);
    EXPECT_THAT(full->errors(), HasSubstr("the folder is not empty"));
    EXPECT_EQ(start({"diff", (root_ / "none").string(), "--upstream", "http://127.0.0.1:1"})->wait(), 3);
    EXPECT_EQ(start({"serve", scenario(), "--spy-out", out()})->wait(), 2) << "without --spy";
}

TEST_F(Record, ASpyServesBoth) {
    auto [origin, url] = serving(scenario());
    write("two/scenario.json", R"({"schema": 1, "name": "two", "exchanges": [
        {"id": "put", "when": {"action": "Put"}, "reply": {"bodyInline": "<put/>"}}]})");
    auto spy = start({"serve", (root_ / "two").string(), "--spy", url, "--spy-out", out(), "--strict"});
    const auto port = portOf(spy->readLine());
    EXPECT_THAT(RawClient(port).exchange(RawClient::post(kGet)).body, HasSubstr("<r/>"));
    spy->signal(SIGTERM);
    EXPECT_EQ(spy->wait(), 1);
    EXPECT_THAT(spy->rest(), AllOf(HasSubstr("\u2717 two: exchange \"put\" is used"),
                                   HasSubstr("\u2713 every request is answered by a scenario")));
    auto [again, againUrl] = serving(out());
    EXPECT_THAT(RawClient(portOf(againUrl)).exchange(RawClient::post(kGet)).body, HasSubstr("<r/>"));
}

}  // namespace
}  // namespace mockserver::cli
