#include "conformance/api/suite.h"

#include <dlfcn.h>
#include <gmock/gmock.h>
#include <unistd.h>

#include <atomic>
#include <map>
#include <set>
#include <thread>
#include <vector>

#include "mockserver/embed/mockserver.h"
#include "wsman/testing/process.h"

namespace conformance {
namespace {

using testing::AllOf;
using testing::HasSubstr;

/// The mock that the cases talk to, and the fixture that breaks a rule when it is told to.
class ApiSuite : public testing::Test {
protected:
    static void SetUpTestSuite() {
        auto mock = mockserver::MockServer::start(
            {.scenarios = {MITB_SOURCE_DIR "/scenarios/written"}, .users = {{"miuser", "mipass"}}});
        ASSERT_TRUE(mock) << mock.error().text();
        mock_ = std::move(*mock);
    }
    static void TearDownTestSuite() { mock_.reset(); }

    static ApiOptions options(const char* library) {
        ApiOptions out;
        out.library = library;
        out.url = mock_->url();
        out.program = MITB_CONFORMANCE;
        return out;
    }
    /// The fixture that breaks `breakage`, or nothing.
    static ApiOptions breaking(const std::string& breakage) {
        auto out = options(MITB_BREAKING);
        out.environment = {"MITB_FIXTURE_REAL=" MITB_LIBMI, "MITB_FIXTURE_BREAK=" + breakage};
        return out;
    }
    static CaseResult run(const std::string& id, const ApiOptions& options) {
        for (const auto& one : apiSuite(options).cases)
            if (one.id == id)
                return one.run();
        ADD_FAILURE() << "no case " << id;
        return CaseResult::error("no such case");
    }
    /// What only root can test (becoming another user) is skipped for everybody else, and for nobody else.
    static bool mayBeSkipped(const CaseResult& result) {
        return result.verdict == Verdict::kSkipped && ::geteuid() != 0;
    }
    static std::string text(const CaseResult& result) {
        return std::string(toString(result.verdict)) + ": " + result.reason + " (expected " + result.expected +
               ", actual " + result.actual + ")";
    }

    /// What the fixture can break, by the id of the case that must see it.
    static std::multimap<std::string, std::string> breakages() {
        std::multimap<std::string, std::string> out;
        void* object = ::dlopen(MITB_BREAKING, RTLD_NOW | RTLD_LOCAL);
        if (!object) {
            ADD_FAILURE() << ::dlerror();
            return out;
        }
        const auto name = reinterpret_cast<const char* (*)(unsigned)>(::dlsym(object, "mi_breaking_name"));
        for (unsigned i = 0; name && name(i); ++i) {
            const std::string full = name(i);
            out.emplace(full.substr(0, full.find(": ")), full);
        }
        ::dlclose(object);
        EXPECT_FALSE(out.empty());
        return out;
    }

    /// Does something with every number below `count`, several at a time: the cases are processes that mostly wait.
    template <class One>
    static void forEach(std::size_t count, One one) {
        std::atomic<std::size_t> next{0};
        std::vector<std::thread> pool;
        for (int i = 0; i < 4; ++i)
            pool.emplace_back([&] {
                for (std::size_t number = next++; number < count; number = next++)
                    one(number);
            });
        for (auto& thread : pool)
            thread.join();
    }
    static void passesEveryCase(const ApiOptions& options) {
        const auto cases = apiSuite(options).cases;
        forEach(cases.size(), [&](std::size_t i) {
            if (const auto result = cases[i].run(); result.verdict != Verdict::kPass && !mayBeSkipped(result))
                ADD_FAILURE() << cases[i].id << " " << text(result);
        });
    }

    static inline std::unique_ptr<mockserver::MockServer> mock_;
};

TEST_F(ApiSuite, CasesHaveIdsOfTheirOwnAndSayWhatTheyRequire) {
    std::set<std::string> ids;
    for (const auto& one : apiSuite({}).cases) {
        EXPECT_TRUE(ids.insert(one.id).second) << one.id << " stands twice";
        EXPECT_FALSE(one.clause.empty()) << one.id;
        EXPECT_FALSE(one.requirement.empty()) << one.id;
    }
    EXPECT_GE(ids.size(), 240u);
}

TEST_F(ApiSuite, OurLibraryPassesEveryCase) {
    passesEveryCase(options(MITB_LIBMI));
}

TEST_F(ApiSuite, SoDoesTheFixtureWhenItBreaksNothing) {
    passesEveryCase(breaking(""));
}

TEST_F(ApiSuite, EveryCaseSeesItsBreakages) {
    const auto known = breakages();
    const auto cases = apiSuite({}).cases;
    std::atomic<std::size_t> proved{0};
    forEach(cases.size(), [&](std::size_t i) {
        const auto& id = cases[i].id;
        EXPECT_GT(known.count(id), 0u) << "nothing breaks " << id;
        const auto [begin, end] = known.equal_range(id);
        bool seen = begin != end;
        for (auto breakage = begin; breakage != end; ++breakage) {
            const bool hangs = breakage->second.ends_with(": hangs");
            auto options = breaking(breakage->second);
            if (hangs)
                options.timeout = std::chrono::seconds(2);
            const auto result = run(id, options);
            const bool told = result.verdict == Verdict::kFail && (result.reason == "the library hung") == hangs;
            seen = seen && told;
            if (!told && !mayBeSkipped(result))
                ADD_FAILURE() << breakage->second << ": " << text(result);
        }
        proved += seen;
    });
    std::cout << cases.size() << " rules, " << proved << " proved both ways\n";
}

TEST_F(ApiSuite, EveryBreakageBelongsToACase) {
    std::set<std::string> ids = {"*", "+"};
    for (const auto& one : apiSuite({}).cases)
        ids.insert(one.id);
    for (const auto& [id, name] : breakages())
        EXPECT_TRUE(ids.contains(id)) << name;
}

TEST_F(ApiSuite, NoCasePassesALibraryThatDoesNothing) {
    const auto known = breakages();
    EXPECT_GT(known.count("*"), 0u);
    const auto [begin, end] = known.equal_range("*");
    for (auto breakage = begin; breakage != end; ++breakage) {
        const auto cases = apiSuite(breaking(breakage->second)).cases;
        forEach(cases.size(), [&, name = breakage->second.substr(3)](std::size_t i) {
            if (const auto result = cases[i].run(); result.verdict == Verdict::kPass)
                ADD_FAILURE() << cases[i].id << " passes a library that " << name;
        });
    }
}

TEST_F(ApiSuite, ALibraryThatAbortsFailsTheCase) {
    const auto result = run("MI/B2", breaking("MI/B2: aborts without a session"));
    EXPECT_EQ(result.verdict, Verdict::kFail);
    EXPECT_EQ(result.reason, "the library crashed");
    EXPECT_EQ(result.actual, "Aborted");
}

TEST_F(ApiSuite, ALibraryThatHangsFailsTheCaseInItsTime) {
    auto options = breaking("MI/C7: hangs");
    options.timeout = std::chrono::seconds(2);
    const auto begin = std::chrono::steady_clock::now();
    const auto result = run("MI/C7", options);
    EXPECT_EQ(result.verdict, Verdict::kFail);
    EXPECT_EQ(result.reason, "the library hung");
    EXPECT_THAT(result.expected, HasSubstr("2 s"));
    EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(8));
}

/// mi-conformance itself, on the fixture that breaks `breakage`; what it printed, and its exit code below.
std::string wholeRun(const std::string& url, const std::string& breakage, std::vector<std::string> selection) {
    std::vector<std::string> words = {"MITB_FIXTURE_REAL=" MITB_LIBMI,
                                      "MITB_FIXTURE_BREAK=" + breakage,
                                      MITB_CONFORMANCE,
                                      "api",
                                      "--strict",
                                      "--library",
                                      MITB_BREAKING,
                                      "--url",
                                      url,
                                      "--timeout",
                                      "5"};
    for (auto& id : selection) {
        words.emplace_back("--select");
        words.push_back(std::move(id));
    }
    wsman::test::Process process("/usr/bin/env", std::move(words), "/dev/null");
    const auto code = process.wait();
    return process.rest() + "exit code " + (code ? std::to_string(*code) : "none");
}

TEST_F(ApiSuite, AHangLeavesTheOtherCasesTheirVerdicts) {
    const auto text = wholeRun(mock_->url(), "MI/C7: hangs", {"MI/C1", "MI/C7", "MI/C10"});
    EXPECT_THAT(text, AllOf(HasSubstr("pass    MI/C1 "), HasSubstr("warn    MI/C7 "), HasSubstr("the library hung"),
                            HasSubstr("pass    MI/C10 "), HasSubstr("exit code 1")));
}

TEST_F(ApiSuite, ACrashLeavesTheOtherCasesTheirVerdicts) {
    const auto text = wholeRun(mock_->url(), "MI/B2: aborts without a session", {"MI/B1", "MI/B2", "MI/B4"});
    EXPECT_THAT(text, AllOf(HasSubstr("pass    MI/B1 "), HasSubstr("warn    MI/B2 "), HasSubstr("the library crashed"),
                            HasSubstr("pass    MI/B4 "), HasSubstr("exit code 1")));
}

TEST_F(ApiSuite, ALibraryThatEndsTheProcessFailsTheCase) {
    const auto result = run("MI/A1", breaking("*: ends the process"));
    EXPECT_EQ(result.verdict, Verdict::kFail);
    EXPECT_EQ(result.reason, "the library ended the process");
    EXPECT_EQ(result.actual, "exit code 0");
}

TEST_F(ApiSuite, WhatALibraryPrintsSpoilsNoResult) {
    const auto result = run("MI/A1", breaking("+: prints"));
    EXPECT_EQ(result.verdict, Verdict::kPass) << text(result);
}

TEST_F(ApiSuite, NoLibraryIsNoVerdictOnOne) {
    const auto result = run("MI/A1", options("/nonexistent/libmi.so"));
    EXPECT_EQ(result.verdict, Verdict::kError);
    EXPECT_THAT(result.reason, HasSubstr("cannot load the MI library"));
}

TEST_F(ApiSuite, AProgramThatCannotBeStartedIsNoVerdictEither) {
    auto options = breaking("");
    options.program = "/nonexistent/mi-conformance";
    const auto result = run("MI/A1", options);
    EXPECT_EQ(result.verdict, Verdict::kError);
    EXPECT_THAT(result.reason, HasSubstr("cannot start the case's process"));
}

}  // namespace
}  // namespace conformance
