// The real `mi-bench`, with runs short enough for a test: what it says, counts and returns, not how fast it is.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <nlohmann/json.hpp>

#include "wsman/testing/process.h"

namespace bench {
namespace {

using nlohmann::json;
using testing::AllOf;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::MatchesRegex;
using testing::StartsWith;

using Words = std::vector<std::string>;

const std::string kScenarios = std::string(MITB_SOURCE_DIR) + "/scenarios/written";

/// Long enough for one enumeration of a library that sanitizers slow down.
constexpr double kSeconds = 1.5;

class Program : public testing::Test {
protected:
    Program() : root_(std::filesystem::path(testing::TempDir()) / ("mi_bench_" + std::to_string(::getpid()))) {
        std::filesystem::remove_all(root_);
        std::filesystem::create_directories(root_);
    }
    ~Program() override { std::filesystem::remove_all(root_); }

    static std::string built(const char* name) {
        const char* path = std::getenv(name);
        EXPECT_NE(path, nullptr) << name << " is not set: run the test by ctest";
        return path == nullptr ? "" : path;
    }
    struct Ended {
        int code = -1;
        std::string out{}, err{};
    };
    Ended run(const Words& words) {
        wsman::test::Process process(built("MI_BENCH"), words, root_ / "stderr");
        Ended ended;
        ended.code = process.wait(std::chrono::seconds(120)).value_or(-1);
        ended.out = process.rest();
        ended.err = process.errors();
        return ended;
    }
    /// A run of kSeconds for each workload, its JSON in `results`.
    Ended measure(const Words& more, json& results) {
        const auto file = (root_ / "results.json").string();
        Words words = {"sessions", "--seconds", std::to_string(kSeconds), "--warmup", "0.1", "--threads", "2",
                       "--json",   file};
        words.insert(words.end(), more.begin(), more.end());
        auto ended = run(words);
        results = json::parse(std::ifstream(file), nullptr, false);
        return ended;
    }

    std::filesystem::path root_;
};

TEST_F(Program, TellsItsVersionAndHelp) {
    EXPECT_THAT(run({"--version"}).out, MatchesRegex("mi-bench [0-9]+\\.[0-9]+\\.[0-9]+\n"));
    const auto help = run({"--help"});
    EXPECT_EQ(help.code, 0);
    EXPECT_THAT(help.out, AllOf(HasSubstr("sessions"), HasSubstr("Exit codes:")));
    EXPECT_THAT(run({"sessions", "--help"}).out, AllOf(HasSubstr("--library"), HasSubstr("--rounds")));
}

TEST_F(Program, AUsageErrorIsOneLineAndTwo) {
    const Words scenario = {"sessions", "--scenario", kScenarios};
    const auto with = [&](const Words& more) {
        auto words = scenario;
        words.insert(words.end(), more.begin(), more.end());
        return words;
    };
    for (const auto& words : {Words{}, Words{"nonsense"}, Words{"sessions"}, Words{"sessions", "--url", "ftp://h"},
                              with({"--workload", "sleep"}), with({"--seconds", "0"}), with({"--seconds", "1e99"}),
                              with({"--seconds", "soon"}), with({"--warmup", "-1"}), with({"--threads", "0"}),
                              with({"--rounds", "0"}), with({"--nonsense"})}) {
        const auto ended = run(words);
        EXPECT_EQ(ended.code, 2) << testing::PrintToString(words);
        EXPECT_THAT(ended.out, IsEmpty());
        EXPECT_THAT(ended.err, StartsWith("mi-bench: "));
        EXPECT_EQ(std::count(ended.err.begin(), ended.err.end(), '\n'), 1) << ended.err;
    }
}

TEST_F(Program, MeasuresEveryWorkloadOfEveryLibraryInTurns) {
    json results;
    const auto library = built("MI_LIBRARY");
    const auto ended = measure({"--scenario", kScenarios, "--library", library, "--library", library}, results);
    EXPECT_EQ(ended.code, 0) << ended.out << ended.err;
    EXPECT_THAT(ended.err, IsEmpty());
    EXPECT_EQ(results["schema"], 1);
    EXPECT_EQ(results["tool"], "mi-bench");
    EXPECT_THAT(results["version"].get<std::string>(), MatchesRegex("[0-9]+\\.[0-9]+\\.[0-9]+"));
    const auto& runs = results["runs"];
    ASSERT_EQ(runs.size(), 8u);
    std::size_t index = 0;
    for (const char* workload : {"session", "get", "invoke", "enumerate"}) {
        for (const auto& label : {library, library + " (2)"}) {
            const auto& one = runs[index++];
            EXPECT_EQ(one["workload"], workload);
            EXPECT_EQ(one["library"], label);
            EXPECT_EQ(one["threads"], 2);
            EXPECT_EQ(one["seconds"], kSeconds);
            const auto operations = one["operations"].get<double>();
            EXPECT_GT(operations, 0) << workload;
            EXPECT_GE(one["attempts"].get<double>(), operations);
            EXPECT_NEAR(one["operationsPerSecond"].get<double>(), operations / kSeconds, 0.01);
            const auto each = workload == std::string("enumerate") ? 360 : 1;
            EXPECT_EQ(one["instances"].get<double>(), operations * each) << workload;
            EXPECT_NEAR(one["instancesPerSecond"].get<double>(), operations * each / kSeconds, 0.01);
            EXPECT_TRUE(one["errors"].empty()) << one["errors"];
            double last = 0;
            for (const char* rank : {"p50", "p90", "p99", "p99.9", "max"}) {
                const auto latency = one["latencySeconds"][rank].get<double>();
                EXPECT_GT(latency, 0) << rank;
                EXPECT_GE(latency, last) << rank;
                last = latency;
            }
            EXPECT_GT(one["client"]["cpuSeconds"].get<double>(), 0);
            EXPECT_GT(one["client"]["peakMemoryBytes"].get<double>(), 1 << 20);
            EXPECT_GE(one["server"]["cpuSeconds"].get<double>(), 0);
            EXPECT_GT(one["server"]["peakMemoryBytes"].get<double>(), 1 << 20);
        }
        EXPECT_THAT(ended.out, HasSubstr(std::string("\n") + workload + " "));
    }
    EXPECT_THAT(ended.out, StartsWith("workload "));
}

TEST_F(Program, EnumeratesARepositoryOfAnySize) {
    const auto ended = run({"enumerate", "--count", "10,2500", "--max-elements", "1000"});
    EXPECT_EQ(ended.code, 0) << ended.err;
    EXPECT_THAT(ended.out, HasSubstr("server peak MiB"));
    EXPECT_THAT(ended.out, testing::ContainsRegex("\n +10 "));
    EXPECT_THAT(ended.out, testing::ContainsRegex("\n +2500 "));
    const auto none = run({"enumerate", "--count", "10", "--mock", "/nonexistent"});
    EXPECT_EQ(none.code, 3);
    EXPECT_THAT(none.err, HasSubstr("mi-bench: "));
}

TEST_F(Program, RoundsRepeatTheTurns) {
    json results;
    const auto ended = measure({"--scenario", kScenarios, "--workload", "get", "--rounds", "2"}, results);
    EXPECT_EQ(ended.code, 0) << ended.out;
    ASSERT_EQ(results["runs"].size(), 2u);
    EXPECT_EQ(results["runs"][1]["library"], "libmi.so (ours)");
}

TEST_F(Program, ErrorsAreCountedByKindAndAreOne) {
    json results;
    const auto dead = measure({"--url", "http://127.0.0.1:1", "--workload", "get"}, results);
    EXPECT_EQ(dead.code, 1);
    const std::string kind = "MI_RESULT_FAILED: Cannot connect to 127.0.0.1:1: Connection refused";
    ASSERT_EQ(results["runs"].size(), 1u);
    const auto& one = results["runs"][0];
    EXPECT_EQ(one["operations"], 0);
    EXPECT_GT(one["errors"].at(kind).get<int>(), 0);
    EXPECT_EQ(one["latencySeconds"]["p50"], 0.0);
    EXPECT_EQ(one["server"]["peakMemoryBytes"], 0) << "the endpoint is not ours to measure";
    EXPECT_THAT(dead.out, HasSubstr(" x " + kind));
}

TEST_F(Program, TheUserIsLetInByTheMockThatIsStarted) {
    json results;
    const auto ended = measure({"--scenario", kScenarios, "--workload", "get", "-u", "bench", "-p", "s:e"}, results);
    EXPECT_EQ(ended.code, 0) << ended.out;
}

TEST_F(Program, WhatCannotStartIsThree) {
    const Words quick = {"sessions", "--seconds", "0.1", "--warmup", "0", "--workload", "get"};
    const auto with = [&](const Words& more) {
        auto words = quick;
        words.insert(words.end(), more.begin(), more.end());
        return run(words);
    };
    const auto library = with({"--url", "http://127.0.0.1:1", "--library", "/dev/null"});
    EXPECT_EQ(library.code, 3);
    EXPECT_THAT(library.err, AllOf(StartsWith("mi-bench: get on /dev/null: cannot load the MI library: ")));
    const auto mock = with({"--scenario", kScenarios, "--mock", "/nonexistent/mock"});
    EXPECT_EQ(mock.code, 3);
    EXPECT_THAT(mock.err, HasSubstr("/nonexistent/mock"));
    EXPECT_EQ(with({"--scenario", "/nonexistent/scenario"}).code, 3);
    const auto file = with({"--scenario", kScenarios, "--json", "/nonexistent/results.json"});
    EXPECT_EQ(file.code, 3);
    EXPECT_THAT(file.err, HasSubstr("cannot write /nonexistent/results.json"));
}

TEST_F(Program, LeavesNothingBehindWhenItIsInterrupted) {
    const auto temporary = root_ / "tmp";
    std::filesystem::create_directory(temporary);
    ::setenv("TMPDIR", temporary.c_str(), 1);
    wsman::test::Process process(built("MI_BENCH"),
                                 {"sessions", "--scenario", kScenarios, "--workload", "get", "--seconds", "60"},
                                 root_ / "stderr");
    ::unsetenv("TMPDIR");
    // Its folder comes with the mock and goes when the mock is ready.
    const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(30);
    bool seen = false;
    while (std::chrono::steady_clock::now() < until && (!seen || !std::filesystem::is_empty(temporary))) {
        seen = seen || !std::filesystem::is_empty(temporary);
    }
    EXPECT_TRUE(seen);
    process.signal(SIGINT);
    EXPECT_EQ(process.wait(), 130);
    EXPECT_TRUE(std::filesystem::is_empty(temporary));
}

}  // namespace
}  // namespace bench
