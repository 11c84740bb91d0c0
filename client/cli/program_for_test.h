// For the tests that run the real `mi`: the program, the mock server that it talks to, and an environment of its own.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "wsman/testing/process.h"

namespace client::cli::test {

using Words = std::vector<std::string>;

/// How a run of `mi` ended; `code` is -1 when it did not within its deadline.
struct Ended {
    int code = -1;
    std::string out{};
    std::string err{};

    /// The first line of stderr: what a person reads.
    [[nodiscard]] std::string firstError() const { return err.substr(0, err.find('\n')); }
};

class Program : public testing::Test {
protected:
    Program() : root_(std::filesystem::path(testing::TempDir()) / ("mi_" + std::to_string(::getpid()))) {
        std::filesystem::remove_all(root_);
        std::filesystem::create_directories(root_);
        for (const char* name :
             {"WSMAN_URL", "WSMAN_USER", "WSMAN_PASSWORD", "NO_COLOR", "COLUMNS", "MI_TRACE", "http_proxy"}) {
            ::unsetenv(name);
        }
    }
    ~Program() override {
        mock_.reset();
        std::filesystem::remove_all(root_);
    }

    /// What the build made: MI_PROGRAM, MI_LIBRARY or MI_MOCKSERVER.
    static std::string built(const char* name) {
        const char* path = std::getenv(name);
        EXPECT_NE(path, nullptr) << name << " is not set: run the test by ctest";
        return path == nullptr ? "" : path;
    }

    std::unique_ptr<wsman::test::Process> start(const char* program, Words words) {
        return std::make_unique<wsman::test::Process>(built(program), std::move(words),
                                                      root_ / ("stderr" + std::to_string(++runs_)));
    }

    /// Runs `mi` to its end.
    Ended mi(Words words, std::chrono::milliseconds patience = std::chrono::seconds(60)) {
        const auto run = start("MI_PROGRAM", std::move(words));
        Ended ended;
        ended.code = run->wait(patience).value_or(-1);
        ended.out = run->rest();
        ended.err = run->errors();
        return ended;
    }
    /// The same, against the mock server, which is started when it is first asked for.
    Ended miAtMock(Words words) {
        words.insert(words.begin(), {"--url", mockUrl("miuser:mipass@")});
        return mi(std::move(words));
    }

    /// "http://CREDENTIALS127.0.0.1:PORT/wsman" of a mock that serves all scenarios that ship.
    std::string mockUrl(const std::string& credentials = "", const std::string& path = "/wsman") {
        if (!mock_) {
            const std::string scenarios = std::string(MITB_SOURCE_DIR) + "/scenarios";
            mock_ = start("MI_MOCKSERVER", {"serve", scenarios + "/recorded/omi", scenarios + "/written"});
            const auto line = mock_->readLine();
            const auto colon = line.rfind(':');
            EXPECT_THAT(line, testing::StartsWith("mi-mockserver ready on ")) << mock_->errors();
            port_ = line.substr(colon + 1, line.find('/', colon) - colon - 1);
        }
        return "http://" + credentials + "127.0.0.1:" + port_ + path;
    }

    std::filesystem::path root_;  ///< a folder for the test, removed with it

private:
    int runs_ = 0;
    std::unique_ptr<wsman::test::Process> mock_;
    std::string port_;
};

/// An environment variable for as long as this lives.
class Variable {
public:
    Variable(const char* name, const std::string& value) : name_(name) { ::setenv(name, value.c_str(), 1); }
    ~Variable() { ::unsetenv(name_); }
    Variable(const Variable&) = delete;
    Variable& operator=(const Variable&) = delete;

private:
    const char* name_;
};

}  // namespace client::cli::test
