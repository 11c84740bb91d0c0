// Every lesson is learned by our own client, or by a model one, and tells the client that has the habit it is about.
#include <gmock/gmock.h>

#include <map>
#include <set>

#include "conformance/client/lessons/lesson.h"
#include "wsman/rules/rule.h"

namespace conformance {
namespace {

using testing::HasSubstr;

ClientOptions client(std::vector<std::string> command, int seconds = 20) {
    ClientOptions options;
    options.scenarios = {MITB_SOURCE_DIR "/scenarios/written"};
    options.timeout = std::chrono::seconds(seconds);
    options.command = std::move(command);
    return options;
}

ClientOptions mi(std::vector<std::string> arguments) {
    std::vector<std::string> command = {MITB_MI,      "--url",       "{url}",      "--user",    "{user}", "--password",
                                        "{password}", "--namespace", "root/cimv2", "--timeout", "1s"};
    command.insert(command.end(), arguments.begin(), arguments.end());
    return client(std::move(command));
}

ClientOptions bad(const std::string& habit) {
    // A client that hammers or waits is ended after this time.
    return client({MITB_BAD_CLIENT, "{url}", "{user}", "{password}", habit}, habit == "waits" ? 13 : 3);
}

/// The verdict of one lesson, or of all that `client` can be taught.
std::map<std::string, CaseResult> taught(const ClientOptions& options, const std::set<std::string>& only = {}) {
    std::map<std::string, CaseResult> results;
    const auto plain = observeClient(options);
    EXPECT_TRUE(plain) << plain.error().text();
    if (!plain)
        return results;
    EXPECT_EQ(plain->ended, "exited with code 0");
    for (const auto& one : lessonCases(options, *plain))
        if (only.empty() || only.contains(one.id))
            results[one.id] = one.run();
    return results;
}

const std::map<std::string, std::string> kHabits = {
    {"DSP0226/R13.4-6c", "ignores"},
    {"DSP0226/RC.2-9c", "ignores"},
    {"SOAP12/fault-200c", "ignores"},
    {"SOAP12/reasonsc", "ignores"},
    {"DSP0226/14.5c", "ignores"},
    {"SOAP12/subcodec", "ignores"},
    {"SOAP12/malformedc", "ignores"},
    {"SOAP12/htmlc", "ignores"},
    {"SOAP12/DTDl", "ignores"},
    {"DSP0226/R5.4.4-3c", "ignores"},
    {"SOAP12/muc", "ignores"},
    {"SOAP12/ignored-headerc", "picky"},
    {"DSP0226/R13.1-11c", "picky"},
    {"RFC9110/8.3c", "picky"},
    {"DSP0226/RC.2-7c", "ignores"},
    {"DSP0226/R13.2-1c", "ignores"},
    {"RFC9112/8c", "ignores"},
    {"RFC9112/6.3c", "ignores"},
    {"RFC9112/7.1c", "picky"},
    {"RFC9112/7.1-badc", "ignores"},
    {"RFC9112/slowc", "impatient"},
    {"RFC9112/9.6c", "reuses"},
    {"RFC9110/15.5.2c", "hammers"},
    {"RFC9110/11.6.1c", "first-scheme"},
    {"RFC9110/15.4c", "follows"},
    {"DSP0226/R5.3-3c", "hammers"},
    {"RFC9110/10.2.3c", "hammers"},
    {"MS-WSMV/3.2.4.1w", "waits"},
    {"DSP0226/R8.2.2-2", "believes-estimate"},
    {"DSP0226/R8.2.3-5c1", "pulls-anyway"},
    {"DSP0226/R8.2.3-5c2", "needs-items"},
    {"DSP0226/R8.2.3-5c3", "first-context"},
    {"WSEN/contextc", "text-context"},
    {"DSP0226/R8.4-empty", "stops-at-empty"},
    {"DSP0226/R8.4-7c", "insists"},
    {"DSP0226/R8.4-6c", "restarts"},
};

TEST(Lessons, EachHasAnIdOfItsOwnAndABadHabit) {
    std::set<std::string> ids;
    for (const auto& lesson : allLessons()) {
        EXPECT_TRUE(ids.insert(std::string(lesson.id)).second) << lesson.id;
        EXPECT_EQ(wsman::rules::findRule(lesson.id), nullptr) << lesson.id << " is a rule's";
        EXPECT_FALSE(lesson.requirement.empty()) << lesson.id;
        EXPECT_TRUE(kHabits.contains(std::string(lesson.id))) << lesson.id << " is not proved";
    }
    EXPECT_EQ(ids.size(), kHabits.size());
    EXPECT_GE(ids.size(), 16u);
}

TEST(Lessons, OurClientLearnsThoseOfAnEnumeration) {
    for (const auto& [id, result] : taught(mi({"enumerate", "Win32_Process"}))) {
        if (id == "RFC9110/11.6.1c" && result.verdict == Verdict::kSkipped)
            continue;  // it sends its credentials unasked
        EXPECT_EQ(result.verdict, Verdict::kPass) << id << ": " << result.reason << "\nexpected: " << result.expected
                                                  << "\nactual:   " << result.actual << "\n"
                                                  << result.exchange;
    }
}

TEST(Lessons, OurClientLearnsThoseOfAGetAndTheOthersAreSkipped) {
    for (const auto& [id, result] : taught(mi({"get", "Win32_Service", "Name=Spooler"}))) {
        EXPECT_THAT(result.verdict, testing::AnyOf(Verdict::kPass, Verdict::kSkipped)) << id << ": " << result.reason;
        if (id == "DSP0226/R8.2.2-2") {
            EXPECT_EQ(result.verdict, Verdict::kSkipped);
            EXPECT_THAT(result.reason, HasSubstr("does not enumerate"));
        }
    }
}

TEST(Lessons, AClientThatWaitsToBeAskedLearnsToChoose) {
    const auto results = taught(bad("any-scheme"), {"RFC9110/11.6.1c"});
    EXPECT_EQ(results.at("RFC9110/11.6.1c").verdict, Verdict::kPass) << results.at("RFC9110/11.6.1c").reason;
}

TEST(Lessons, AModelClientLearnsThoseOfAnEnumeration) {
    std::set<std::string> ids;
    for (const auto& lesson : enumerationLessons())
        ids.insert(std::string(lesson.id));
    for (const auto& [id, result] : taught(bad("enumerates"), ids))
        EXPECT_EQ(result.verdict, Verdict::kPass) << id << ": " << result.reason << result.actual;
}

class Habit : public testing::TestWithParam<std::string> {};

TEST_P(Habit, IsSeenByItsLessons) {
    std::set<std::string> ids;
    for (const auto& [id, habit] : kHabits)
        if (habit == GetParam())
            ids.insert(id);
    const auto results = taught(bad(GetParam()), ids);
    EXPECT_EQ(results.size(), ids.size());
    std::size_t proved = 0;
    for (const auto& [id, result] : results) {
        proved += result.verdict == Verdict::kFail;
        EXPECT_EQ(result.verdict, Verdict::kFail) << id << ": " << result.reason;
        EXPECT_FALSE(result.reason.empty()) << id;
        EXPECT_FALSE(result.expected.empty()) << id;
    }
    std::cout << ids.size() << " rules, " << proved << " proved both ways\n";
}

INSTANTIATE_TEST_SUITE_P(Lessons, Habit,
                         testing::Values("ignores", "picky", "impatient", "hammers", "first-scheme", "follows", "waits",
                                         "reuses", "believes-estimate", "pulls-anyway", "needs-items", "first-context",
                                         "text-context", "stops-at-empty", "insists", "restarts"),
                         [](const auto& one) {
                             std::string name = one.param;
                             std::erase(name, '-');
                             return name;
                         });

TEST(Lessons, AClientThatFailsAnywayIsNotTaught) {
    const auto options = client({"/bin/sh", "-c", "exit 7"});
    const auto plain = observeClient(options);
    ASSERT_TRUE(plain);
    for (const auto& one : lessonCases(options, *plain)) {
        const auto result = one.run();
        EXPECT_EQ(result.verdict, Verdict::kSkipped) << one.id;
        EXPECT_THAT(result.reason, HasSubstr("exited with code 7")) << one.id;
    }
}

}  // namespace
}  // namespace conformance
