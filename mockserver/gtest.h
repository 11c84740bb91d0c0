// The mock in GoogleTest: starts with the fixture, and when a test fails says which requests nobody answered and what
// came nearest.
//
//     class DiskTest : public testing::Test {
//     protected:
//         mockserver::TestMock mock_{"scenarios/disk"};
//     };
//
//     TEST_F(DiskTest, AsksForTheDiskOnce) {
//         report(mock_.url());
//         EXPECT_THAT(mock_.requests(), testing::ElementsAre(testing::AllOf(
//             mockserver::HasAction(testing::EndsWith("/transfer/Get")), mockserver::HasSelector("DeviceID", "C:"))));
//     }
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdio>
#include <filesystem>
#include <initializer_list>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "mockserver/mockserver.h"

namespace mockserver {

/// Prints, after a test that failed, what the mocks of that test had to say. Each TestMock sees to it that there is
/// one.
class NearMissListener final : public testing::EmptyTestEventListener {
public:
    /// The one that listens. Only from the thread that runs the tests, as everything here.
    static NearMissListener& instance() {
        static NearMissListener* const made = [] {
            auto* listener = new NearMissListener;  // GoogleTest deletes it
            testing::UnitTest::GetInstance()->listeners().Append(listener);
            return listener;
        }();
        return *made;
    }

    void add(const MockServer& mock) { running_.insert(&mock); }
    /// Takes down what a mock has to say before it goes with its fixture.
    void remove(const MockServer& mock) {
        ended_ += reportOf(mock);
        running_.erase(&mock);
    }

private:
    void OnTestStart(const testing::TestInfo&) override { ended_.clear(); }

    void OnTestEnd(const testing::TestInfo& test) override {
        if (!test.result()->Failed()) {
            return;
        }
        std::string report = ended_;
        for (const MockServer* mock : running_) {
            report += reportOf(*mock);
        }
        if (!report.empty()) {
            std::printf("[mock     ] requests that nobody answered:\n%s", report.c_str());
            std::fflush(stdout);
        }
    }

    static std::string reportOf(const MockServer& mock) {
        const Unmatched left = mock.unmatched();
        std::string out;
        for (const auto& explanation : left.explanations) {
            out += explanation + '\n';
        }
        return out;
    }

    std::set<const MockServer*> running_;
    std::string ended_;
};

/// A mock that lives as long as this object; a test whose mock cannot be started fails with the reason.
class TestMock {
public:
    explicit TestMock(const std::filesystem::path& scenario) : TestMock(MockServerOptions{.scenarios = {scenario}}) {}
    explicit TestMock(const MockServerOptions& options) : TestMock(MockServer::start(options)) {}
    ~TestMock() {
        if (mock_ != nullptr) {
            NearMissListener::instance().remove(*mock_);
        }
    }
    TestMock(const TestMock&) = delete;
    TestMock& operator=(const TestMock&) = delete;

    /// "http://127.0.0.1:5985/wsman"; empty when it was not started.
    [[nodiscard]] std::string url() const { return mock_ != nullptr ? mock_->url() : std::string(); }
    [[nodiscard]] std::uint16_t port() const { return mock_ != nullptr ? mock_->port() : std::uint16_t{0}; }
    /// Everything received so far, oldest first.
    [[nodiscard]] std::vector<ReceivedRequest> requests() const {
        std::vector<ReceivedRequest> out;
        if (mock_ != nullptr) {
            for (const auto& entry : mock_->journal().entries()) {
                out.push_back(receivedRequest(*entry));
            }
        }
        return out;
    }
    /// Fails the test when a scenario's `verify` does not hold, or, with `strict`, when anything was left over.
    void verify(bool strict = false) const {
        if (mock_ != nullptr) {
            const Verdict verdict = mock_->verify(strict);
            EXPECT_TRUE(verdict.passed()) << textReport(verdict);
        }
    }
    /// Everything else. Not when it was not started.
    MockServer& operator*() const { return *mock_; }
    MockServer* operator->() const { return mock_.get(); }

private:
    explicit TestMock(wsman::Result<std::unique_ptr<MockServer>> started) {
        if (!started) {
            ADD_FAILURE() << "the mock cannot be started: " << started.error().text();
            return;
        }
        mock_ = std::move(*started);
        NearMissListener::instance().add(*mock_);
    }

    std::unique_ptr<MockServer> mock_;
};

inline void PrintTo(const ReceivedRequest& request, std::ostream* out) {
    *out << (request.action.empty() ? "a request without an action" : request.action) << " of " << request.resourceUri
         << " {";
    for (const auto& [name, value] : request.selectors) {
        *out << name << "=\"" << value << "\" ";
    }
    *out << "} -> " << request.status;
}

// Matchers for a ReceivedRequest. Each takes a value or a matcher.
MATCHER_P(HasAction, matcher, "") {
    return testing::ExplainMatchResult(matcher, arg.action, result_listener);
}
MATCHER_P(HasResourceUri, matcher, "") {
    return testing::ExplainMatchResult(matcher, arg.resourceUri, result_listener);
}
MATCHER_P(HasUser, matcher, "") {
    return testing::ExplainMatchResult(matcher, arg.user, result_listener);
}
MATCHER_P(HasStatus, matcher, "") {
    return testing::ExplainMatchResult(matcher, arg.status, result_listener);
}
MATCHER_P2(HasSelector, name, matcher, "") {
    const auto found = arg.selectors.find(name);
    return found != arg.selectors.end() && testing::ExplainMatchResult(matcher, found->second, result_listener);
}
MATCHER_P2(HasOption, name, matcher, "") {
    const auto found = arg.options.find(name);
    return found != arg.options.end() && testing::ExplainMatchResult(matcher, found->second, result_listener);
}
MATCHER_P2(HasHttpHeader, name, matcher, "") {
    const std::string* found = arg.headers.find(name);
    return found != nullptr && testing::ExplainMatchResult(matcher, *found, result_listener);
}
MATCHER_P2(HasXPath, expression, matcher, "") {
    const auto value = arg.xpath(expression);
    return value.has_value() && testing::ExplainMatchResult(matcher, *value, result_listener);
}
MATCHER(WasAnswered, "") {
    return arg.answered;
}

}  // namespace mockserver
