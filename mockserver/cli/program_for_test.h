// For the tests that run the real `mi-mockserver`: the program, a folder of its own, and a scenario to serve.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

#include "mockserver/endpoint/raw_client.h"
#include "wsman/testing/process.h"

namespace mockserver::cli {

using wsman::test::Process;

constexpr const char* kGet =
    "<s:Envelope xmlns:s='http://www.w3.org/2003/05/soap-envelope' "
    "xmlns:a='http://schemas.xmlsoap.org/ws/2004/08/addressing' "
    "xmlns:w='http://schemas.dmtf.org/wbem/wsman/1/wsman.xsd'><s:Header><a:To>http://h/wsman</a:To>"
    "<w:ResourceURI>http://r/X</w:ResourceURI><a:ReplyTo><a:Address>"
    "http://schemas.xmlsoap.org/ws/2004/08/addressing/role/anonymous</a:Address></a:ReplyTo>"
    "<a:Action>http://schemas.xmlsoap.org/ws/2004/09/transfer/Get</a:Action>"
    "<a:MessageID>uuid:00000000-0000-0000-0000-000000000001</a:MessageID></s:Header><s:Body/></s:Envelope>";

/// Runs the real program: MI_MOCKSERVER is where the build put it.
class Program : public testing::Test {
protected:
    Program() : root_(std::filesystem::path(testing::TempDir()) / ("mi_mockserver_" + std::to_string(::getpid()))) {
        std::filesystem::remove_all(root_);
        std::filesystem::create_directories(root_);
    }
    ~Program() override { std::filesystem::remove_all(root_); }

    std::unique_ptr<Process> start(std::vector<std::string> arguments) {
        const char* program = std::getenv("MI_MOCKSERVER");
        EXPECT_NE(program, nullptr);
        return std::make_unique<Process>(program == nullptr ? "" : program, std::move(arguments),
                                         root_ / ("stderr" + std::to_string(++runs_)));
    }

    std::string write(const std::string& name, const std::string& text) {
        const auto path = root_ / name;
        std::filesystem::create_directories(path.parent_path());
        std::ofstream(path, std::ios::binary) << text;
        return path.string();
    }
    /// A folder with one scenario that answers Get, after `delay` milliseconds.
    std::string scenario(int delay = 0) {
        write("one/scenario.json", R"({"schema": 1, "name": "one", "exchanges": [
            {"id": "get", "when": {"action": "Get", "resourceUri": "http://r/X"},
             "reply": {"bodyInline": "<r/>", "delayMs": )" +
                                       std::to_string(delay) + "}}]}");
        return (root_ / "one").string();
    }
    std::string read(const std::string& name) {
        std::ostringstream out;
        out << std::ifstream(root_ / name).rdbuf();
        return out.str();
    }
    /// The port of a readiness line.
    static std::uint16_t portOf(const std::string& line) {
        const auto colon = line.rfind(':');
        return colon == std::string::npos ? std::uint16_t{0}
                                          : static_cast<std::uint16_t>(std::strtoul(&line[colon + 1], nullptr, 10));
    }

    std::filesystem::path root_;
    int runs_ = 0;
};

}  // namespace mockserver::cli
