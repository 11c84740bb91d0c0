// The real mi-conformance, run by the tests of this folder.
#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <vector>

#include "mockserver/embed/mockserver.h"
#include "wsman/testing/process.h"

namespace conformance {

struct Outcome {
    int code = -1;
    std::string output;
    std::string errors;
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
        out.code = process.wait(std::chrono::seconds(120)).value_or(-1);
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

    std::filesystem::path root_;
    std::unique_ptr<mockserver::MockServer> mock_;
};

inline std::vector<std::string> ofService(std::vector<std::string> arguments) {
    for (const char* more : {"--resource", "http://schemas.microsoft.com/wbem/wsman/1/wmi/root/cimv2/Win32_Service",
                             "--selector", "Name=Spooler"})
        arguments.emplace_back(more);
    return arguments;
}

// The one rule that the mock breaks on purpose: Windows answers every fault with 500, and clients rely on it.
inline constexpr const char* kLikeWindows = "-DSP0226/RC.2-9";

}  // namespace conformance
