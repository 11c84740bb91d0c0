// The real mi-conformance, run by the tests of this folder.
#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

#include "mockserver/embed/mockserver.h"
#include "wsman/testing/process.h"

namespace conformance {

struct Outcome {
    int code = -1;
    std::string output;
    std::string errors;

    /// The errors, and what was printed of the cases that are not well, without their exchanges.
    [[nodiscard]] std::string failures() const {
        std::istringstream lines(output);
        std::string out = errors;
        bool bad = false;
        for (std::string line; std::getline(lines, line);) {
            const bool isDetail = line.starts_with("        ");
            bad = isDetail ? bad : !line.starts_with("pass ") && !line.starts_with("skipped ");
            if (bad && !line.starts_with("        |"))
                out += line + '\n';
        }
        return out;
    }
};

class Program : public testing::Test {
protected:
    Program() : root_(std::filesystem::path(testing::TempDir()) / ("mi_conformance_" + std::to_string(::getpid()))) {
        std::filesystem::remove_all(root_);
        std::filesystem::create_directories(root_);
    }
    ~Program() override { std::filesystem::remove_all(root_); }

    Outcome run(std::vector<std::string> arguments) {
        const char* program = std::getenv("MI_CONFORMANCE");
        EXPECT_NE(program, nullptr);
        wsman::test::Process process(program ? program : "", std::move(arguments), root_ / "stderr");
        Outcome out;
        out.code = process.wait(std::chrono::seconds(600)).value_or(-1);
        out.output = process.rest();
        out.errors = process.errors();
        return out;
    }

    std::string mock(const std::string& scenarios = MITB_SOURCE_DIR "/scenarios/written") {
        auto started = mockserver::MockServer::start({.scenarios = {scenarios}});
        EXPECT_TRUE(started) << started.error().text();
        mock_ = std::move(*started);
        std::string url = mock_->url();
        return url.insert(url.find("//") + 2, "miuser:mipass@");
    }

    /// A mock that serves a repository, and does all that the rules wish for.
    std::string repository(const std::string& repository) {
        auto started = mockserver::MockServer::start(
            {.repository = repository, .users = {{"miuser", "mipass"}}, .faultStatusByCode = true});
        EXPECT_TRUE(started) << started.error().text();
        mock_ = std::move(*started);
        std::string url = mock_->url();
        return url.insert(url.find("//") + 2, "miuser:mipass@");
    }

    std::filesystem::path root_;
    std::unique_ptr<mockserver::MockServer> mock_;
};

}  // namespace conformance
