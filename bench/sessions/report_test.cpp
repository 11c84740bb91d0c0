#include "bench/sessions/report.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <sstream>

namespace bench {
namespace {

using testing::HasSubstr;

RunResult run(std::string library, double rate) {
    RunResult out;
    out.library = std::move(library);
    out.workload = "get";
    out.threads = 4;
    out.seconds = 2;
    out.operations = static_cast<std::uint64_t>(rate * 2);
    out.attempts = out.operations + 7;
    out.instances = out.operations;
    out.latency.p50 = std::chrono::microseconds(150);
    out.errors["MI_RESULT_FAILED: \"x\""] = 3;
    return out;
}

TEST(Report, TableShowsRatioRoundByRound) {
    std::ostringstream out;
    printTable({run("a.so", 100), run("b.so", 50), run("a.so", 200), run("b.so", 100)}, out);
    EXPECT_THAT(out.str(), HasSubstr("a.so"));
    EXPECT_THAT(out.str(), HasSubstr("0.50"));
    EXPECT_THAT(out.str(), HasSubstr("3 x MI_RESULT_FAILED"));
    EXPECT_THAT(out.str(), HasSubstr("0.150"));
}

TEST(Report, JsonIsVersioned) {
    const auto document = nlohmann::json::parse(toJson({run("a.so", 100)}, "1.2.3"));
    EXPECT_EQ(document["schema"], 1);
    EXPECT_EQ(document["version"], "1.2.3");
    EXPECT_EQ(document["runs"][0]["operationsPerSecond"], 100.0);
    EXPECT_EQ(document["runs"][0]["errors"]["MI_RESULT_FAILED: \"x\""], 3);
}

TEST(Report, ARunCrossesAProcessBoundary) {
    const auto sent = run("a.so", 100);
    RunResult received;
    ASSERT_TRUE(runFromJson(runToJson(sent), received));
    EXPECT_EQ(received.library, sent.library);
    EXPECT_EQ(received.operations, sent.operations);
    EXPECT_EQ(received.attempts, sent.attempts);
    EXPECT_EQ(received.latency.p50, sent.latency.p50);
    EXPECT_EQ(received.errors, sent.errors);
    EXPECT_FALSE(runFromJson("", received));
    EXPECT_FALSE(runFromJson("{\"library\": 3}", received));
}

}  // namespace
}  // namespace bench
