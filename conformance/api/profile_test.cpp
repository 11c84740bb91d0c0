#include "conformance/api/profile.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <set>

#include "conformance/api/suite.h"
#include "conformance/runner/selection.h"

namespace conformance {
namespace {

using testing::StartsWith;

TEST(Profiles, GiveTheProtocolThatTheLibraryKnows) {
    const auto protocolOf = [](const char* name) {
        client::Destination destination;
        const auto* profile = profileNamed(name);
        EXPECT_NE(profile, nullptr) << name;
        if (profile)
            profile->prepare(destination);
        return destination.protocol;
    };
    EXPECT_EQ(protocolOf("windows"), "WINRM");
    EXPECT_EQ(protocolOf("omi"), "MI_REMOTE_WSMAN");
    EXPECT_EQ(protocolOf("pswsman"), "MI_REMOTE_WSMAN");
    EXPECT_EQ(protocolOf("libmi"), "");
    EXPECT_EQ(profileNamed("sun"), nullptr);
    EXPECT_EQ(profileNamed(""), nullptr);
}

TEST(Profiles, LeaveAProtocolThatWasGivenAndNoPacketEncoding) {
    client::Destination destination;
    destination.protocol = "WINRM";
    destination.encoding = "UTF16";
    destination.authentication = "Kerberos";
    profileNamed("omi")->prepare(destination);
    EXPECT_EQ(destination.protocol, "WINRM");
    EXPECT_EQ(destination.encoding, "");
    EXPECT_EQ(destination.authentication, "Basic");
}

TEST(Profiles, SayWhyACaseMustNotBeExpectedToPass) {
    const auto* omi = profileNamed("omi");
    ASSERT_NE(omi, nullptr);
    for (const char* id : {"MI/K8", "MI/G1", "MI/E1", "MI/E2b", "MI/E12", "MI/F17"})
        EXPECT_NE(omi->deviation(id), nullptr) << id;
    for (const char* id : {"MI/A1", "MI/E10", "MI/E11", "MI/E5b", "MI/C8", "MI/C8b"})
        EXPECT_EQ(omi->deviation(id), nullptr) << id;
    EXPECT_EQ(profileNamed("libmi")->deviation("MI/K8"), nullptr);
}

TEST(Profiles, DeviateInCasesThatThereAre) {
    const auto cases = apiSuite({}).cases;
    for (const auto& profile : profiles())
        for (const auto& one : profile.deviations) {
            EXPECT_FALSE(one.reason.empty()) << one.cases;
            // A family ("MI/F17*") may be known before there is a case for it.
            if (!one.cases.starts_with("MI/") || one.cases.ends_with('*'))
                continue;
            EXPECT_TRUE(std::ranges::any_of(cases, [&](const Case& c) { return matches(one.cases, c.id); }))
                << profile.name << " deviates in " << one.cases << ", which matches no case";
        }
}

TEST(Profiles, KnownDeviationsAreNotRunUnlessAskedFor) {
    ApiOptions options;
    options.program = "/nonexistent/mi-conformance";
    options.profile = profileNamed("omi");
    const auto resultOf = [&](const char* id) {
        for (const auto& one : apiSuite(options).cases)
            if (one.id == id)
                return one.run();
        return CaseResult::pass();
    };
    EXPECT_EQ(resultOf("MI/K8").verdict, Verdict::kSkipped);
    const auto suite = apiSuite(options);
    for (const auto& one : suite.cases)
        EXPECT_EQ(skippedBeforehand(suite, one).empty(), options.profile->deviation(one.id) == nullptr) << one.id;
    EXPECT_THAT(resultOf("MI/K8").reason, StartsWith("known deviation of omi: the table"));
    EXPECT_EQ(resultOf("MI/A1").verdict, Verdict::kError);  // it was tried
    options.runDeviations = true;
    EXPECT_EQ(resultOf("MI/K8").verdict, Verdict::kError);
}

}  // namespace
}  // namespace conformance
