// docs/exit-codes.md against the programs: each code of the table is got out of the program once, no other number is
// in its --help, and each program that ends otherwise fails here.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <set>

#include "mockserver/endpoint/raw_client.h"
#include "wsman/testing/process.h"

namespace docs {
namespace {

using wsman::test::Process;
using Words = std::vector<std::string>;

/// The codes of the rows in which `program` has a cell that says something.
std::set<int> documented(const std::string& program) {
    std::ifstream file(MITB_SOURCE_DIR "/docs/exit-codes.md");
    std::set<int> codes;
    std::size_t column = 0;
    for (std::string line; std::getline(file, line);) {
        std::istringstream row(line);
        std::vector<std::string> cells;
        for (std::string cell; std::getline(row, cell, '|');) {
            const auto begin = cell.find_first_not_of(' ');
            cells.push_back(begin == std::string::npos ? ""
                                                       : cell.substr(begin, cell.find_last_not_of(' ') + 1 - begin));
        }
        for (std::size_t i = 0; column == 0 && i < cells.size(); ++i) {
            if (cells[i] == "`" + program + "`") {
                column = i;
            }
        }
        const bool numbered =
            cells.size() > column && cells.size() > 1 && cells[1].find_first_not_of("0123456789") == std::string::npos;
        if (column != 0 && numbered && !cells[1].empty() && !cells[column].empty() && cells[column] != "-") {
            codes.insert(std::stoi(cells[1]));
        }
    }
    return codes;
}

/// The numbers behind "Exit codes:" in a help text.
std::set<int> numbersOf(const std::string& help) {
    std::set<int> codes;
    std::istringstream words(help.substr(std::min(help.find("Exit codes:"), help.size())));
    for (std::string word; words >> word;) {
        if (word.find_first_not_of("0123456789") == std::string::npos) {
            codes.insert(std::stoi(word));
        }
    }
    return codes;
}

constexpr const char* kGet =
    "<s:Envelope xmlns:s='http://www.w3.org/2003/05/soap-envelope' "
    "xmlns:a='http://schemas.xmlsoap.org/ws/2004/08/addressing' "
    "xmlns:w='http://schemas.dmtf.org/wbem/wsman/1/wsman.xsd'><s:Header><a:To>http://h/wsman</a:To>"
    "<w:ResourceURI>http://r/X</w:ResourceURI><a:ReplyTo><a:Address>"
    "http://schemas.xmlsoap.org/ws/2004/08/addressing/role/anonymous</a:Address></a:ReplyTo>"
    "<a:Action>http://schemas.xmlsoap.org/ws/2004/09/transfer/Get</a:Action>"
    "<a:MessageID>uuid:00000000-0000-0000-0000-000000000001</a:MessageID></s:Header><s:Body/></s:Envelope>";

/// A client that ends when the program that runs it is gone.
constexpr const char* kUntilParentEnds =
    "echo begun >&2; exec >/dev/null 2>&1; while kill -0 $PPID; do sleep 0.1; done";

class ExitCodes : public testing::Test {
protected:
    ExitCodes() : root_(std::filesystem::path(testing::TempDir()) / ("exit_codes_" + std::to_string(::getpid()))) {
        std::filesystem::remove_all(root_);
        std::filesystem::create_directories(root_ / "slow");
        std::ofstream(root_ / "slow" / "scenario.json") << R"({"schema": 1, "name": "slow", "exchanges": [
            {"id": "get", "when": {"action": "Get"}, "reply": {"bodyInline": "<r/>", "delayMs": 60000}}]})";
        ::unsetenv("WSMAN_URL");
    }
    ~ExitCodes() override {
        processes_.clear();
        std::filesystem::remove_all(root_);
    }

    Process& start(const char* program, Words words) {
        const char* path = std::getenv(program);
        EXPECT_NE(path, nullptr) << program << " is not set: run the test by ctest";
        processes_.push_back(std::make_unique<Process>(path == nullptr ? "" : path, std::move(words),
                                                       root_ / ("stderr" + std::to_string(processes_.size()))));
        return *processes_.back();
    }
    int run(const char* program, Words words) { return start(program, std::move(words)).wait().value_or(-1); }

    /// The URL of a mock that serves `scenario`.
    std::string serve(const std::string& scenario, Process** process = nullptr) {
        auto& mock = start("MI_MOCKSERVER", {"serve", scenario, "--log-level", "debug"});
        const auto line = mock.readLine();
        if (process != nullptr) {
            *process = &mock;
        }
        return line.substr(std::min(line.find("http://"), line.size()));
    }
    /// Starts `mi get` against a mock that lets it wait, and waits until the request has been sent.
    Process& waiting(const std::string& url) {
        auto& mi = start("MI_PROGRAM", {"--url", url, "--trace", "get", "X", "A=1"});
        const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(30);
        while (mi.errors().find("</s:Envelope>") == std::string::npos && std::chrono::steady_clock::now() < until) {
            std::this_thread::sleep_for(std::chrono::milliseconds(5));
        }
        return mi;
    }

    /// Sends a Get of which the server has certainly read something: it said to go on.
    static void begin(mockserver::RawClient& client) {
        const auto request = mockserver::RawClient::post(kGet, "Expect: 100-continue\r\n");
        const auto head = request.find("\r\n\r\n") + 4;
        EXPECT_TRUE(client.send(request.substr(0, head)));
        EXPECT_EQ(client.readReply().status, 100);
        EXPECT_TRUE(client.send(request.substr(head)));
    }

    /// Gets every code out of the program, by what should give it.
    void expectAll(const std::string& name, const char* program, const std::map<int, std::function<int()>>& ways) {
        std::set<int> seen;
        for (const auto& [code, way] : ways) {
            const int got = way();
            EXPECT_EQ(got, code) << name;
            seen.insert(got);
        }
        EXPECT_EQ(documented(name), seen) << name;
        auto& help = start(program, {"--help"});
        EXPECT_EQ(help.wait(), 0);
        auto told = numbersOf(help.rest());
        EXPECT_EQ(told.count(130) != 0 ? told : (told.insert(130), told), seen) << help.rest();
    }

    const std::string written_ = std::string(MITB_SOURCE_DIR) + "/scenarios/written";
    std::filesystem::path root_;

private:
    std::vector<std::unique_ptr<Process>> processes_;
};

TEST_F(ExitCodes, OfTheMockServer) {
    const auto slow = (root_ / "slow").string();
    expectAll(
        "mi-mockserver", "MI_MOCKSERVER",
        {{0,
          [&] {
              return run("MI_MOCKSERVER", {"validate", written_});
          }},
         {1,
          [&] {
              return run("MI_MOCKSERVER", {"validate", (root_ / "missing").string()});
          }},
         {2, [&] { return run("MI_MOCKSERVER", {"serve"}); }},
         {3,
          [&] {
              return run("MI_MOCKSERVER", {"serve", slow, "--port-file", "/nonexistent/port"});
          }},
         {127,
          [&] {
              return run("MI_MOCKSERVER", {"run", written_, "--", "/nonexistent/command"});
          }},
         {130, [&] {
              Process* mock = nullptr;
              const auto url = serve(slow, &mock);
              const auto port = url.substr(std::min(url.rfind(':'), url.size() - 1) + 1);
              mockserver::RawClient client(static_cast<std::uint16_t>(std::strtoul(port.c_str(), nullptr, 10)));
              begin(client);
              mock->signal(SIGTERM);
              const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(30);
              while (mock->errors().find("stopping") == std::string::npos && std::chrono::steady_clock::now() < until) {
                  std::this_thread::sleep_for(std::chrono::milliseconds(5));
              }
              mock->signal(SIGTERM);
              return mock->wait(std::chrono::seconds(8)).value_or(-1);
          }}});
}

TEST_F(ExitCodes, OfMi) {
    const auto url = serve(written_);
    expectAll("mi", "MI_PROGRAM",
              {{0,
                [&] {
                    return run("MI_PROGRAM", {"--url", url, "-u", "miuser", "-p", "mipass", "test"});
                }},
               {1,
                [&] {
                    return run("MI_PROGRAM", {"--url", url, "test"});
                }},
               {2,
                [&] {
                    return run("MI_PROGRAM", {"--url", url});
                }},
               {3,
                [&] {
                    return run("MI_PROGRAM", {"--url", url, "--library", "/dev/null", "test"});
                }},
               {130, [&] {
                    auto& mi = waiting(serve((root_ / "slow").string()));
                    mi.signal(SIGINT);
                    return mi.wait().value_or(-1);
                }}});
}

TEST_F(ExitCodes, OfTheConformanceSuites) {
    const char* program = std::getenv("MI_PROGRAM");
    const std::string mi = program != nullptr ? program : "";
    const Words client = {"client", "--scenario", written_, "--"};
    const auto judging = [&](const Words& command) {
        auto words = client;
        words.insert(words.end(), command.begin(), command.end());
        return words;
    };
    expectAll(
        "mi-conformance", "MI_CONFORMANCE",
        {{0,
          [&] {
              return run("MI_CONFORMANCE", judging({mi, "--url", "{url}", "-u", "{user}", "-p", "{password}", "test"}));
          }},
         {1,
          [&] {
              return run("MI_CONFORMANCE", judging({"curl", "-s", "-u", "{user}:{password}", "-d", "x", "{url}"}));
          }},
         {2,
          [&] {
              return run("MI_CONFORMANCE", {"api", "--select", "no-such-case"});
          }},
         {3,
          [&] {
              return run("MI_CONFORMANCE", {"server", "http://127.0.0.1:1"});
          }},
         {130, [&] {
              auto& program = start("MI_CONFORMANCE", judging({"/bin/sh", "-c", kUntilParentEnds}));
              const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(30);
              while (program.errors().find("begun") == std::string::npos && std::chrono::steady_clock::now() < until) {
                  std::this_thread::sleep_for(std::chrono::milliseconds(5));
              }
              program.signal(SIGINT);
              return program.wait().value_or(-1);
          }}});
}

TEST_F(ExitCodes, OfTheBenchmark) {
    const auto quick = [&](const Words& more) {
        Words words = {"sessions", "--seconds", "0.2", "--warmup", "0", "--workload", "get"};
        words.insert(words.end(), more.begin(), more.end());
        return words;
    };
    expectAll("mi-bench", "MI_BENCH",
              {{0,
                [&] {
                    return run("MI_BENCH", quick({"--scenario", written_}));
                }},
               {1,
                [&] {
                    return run("MI_BENCH", quick({"--url", "http://127.0.0.1:1"}));
                }},
               {2, [&] { return run("MI_BENCH", {"sessions"}); }},
               {3,
                [&] {
                    return run("MI_BENCH", quick({"--scenario", "/nonexistent"}));
                }},
               {130, [&] {
                    auto& program = start("MI_BENCH", {"sessions", "--url", "http://127.0.0.1:1", "--seconds", "60"});
                    program.signal(SIGINT);
                    return program.wait().value_or(-1);
                }}});
}

}  // namespace
}  // namespace docs
