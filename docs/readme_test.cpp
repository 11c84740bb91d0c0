// Runs what README.md, docs/scenarios.md, docs/repository.md and docs/conformance.md show. A ```console block holds
// commands ("$ ", continued by "> ") and, below each, what it prints;
// "..." there stands for anything within a line, and alone on a line for any lines. Only commands that print nothing
// may be shown without output.
#include <gmock/gmock.h>

#include <fnmatch.h>

#include <set>

#include "wsman/testing/process.h"

namespace {

namespace fs = std::filesystem;
using Lines = std::vector<std::string>;

struct Command {
    std::size_t line = 0;  ///< in the document, from 1
    std::string text;
    Lines expected;
};

std::string readFile(const fs::path& path) {
    std::ostringstream out;
    out << std::ifstream(path, std::ios::binary).rdbuf();
    return out.str();
}

Lines linesOf(const std::string& text) {
    Lines out;
    std::istringstream in(text);
    for (std::string line; std::getline(in, line);)
        out.push_back(line);
    return out;
}

std::vector<Command> commandsOf(const Lines& document) {
    std::vector<Command> out;
    bool inside = false;
    for (std::size_t i = 0; i < document.size(); ++i) {
        const auto& line = document[i];
        if (line.starts_with("```"))
            inside = line == "```console";
        else if (inside && line.starts_with("$ "))
            out.push_back({i + 1, line.substr(2), {}});
        else if (inside && line.starts_with("> ") && !out.empty())
            out.back().text += "\n" + line.substr(2);
        else if (inside && !out.empty())
            out.back().expected.push_back(line);
    }
    return out;
}

bool lineMatches(const std::string& expected, const std::string& actual) {
    std::string glob;
    for (std::size_t i = 0; i < expected.size(); ++i) {
        if (expected.compare(i, 3, "...") == 0) {
            glob += '*';
            i += 2;
        } else {
            if (std::string_view("*?[]\\").find(expected[i]) != std::string_view::npos)
                glob += '\\';
            glob += expected[i];
        }
    }
    return ::fnmatch(glob.c_str(), actual.c_str(), 0) == 0;
}

bool outputMatches(const Lines& expected, const Lines& actual, std::size_t e = 0, std::size_t a = 0) {
    if (e == expected.size())
        return a == actual.size();
    if (expected[e] == "...")
        return outputMatches(expected, actual, e + 1, a) ||
               (a < actual.size() && outputMatches(expected, actual, e, a + 1));
    return a < actual.size() && lineMatches(expected[e], actual[a]) && outputMatches(expected, actual, e + 1, a + 1);
}

std::string marker(std::size_t index) {
    return "@@ command " + std::to_string(index) + " @@";
}

/// One shell for the whole document, as a reader has it; what it started is stopped at its end.
std::string scriptOf(const std::vector<Command>& commands) {
    std::string out = "set -e\ntrap 'kill $(jobs -p) 2>/dev/null; wait' EXIT\n";
    for (std::size_t i = 0; i < commands.size(); ++i)
        out += "echo '" + marker(i) + "'\n" + commands[i].text + "\n";
    return out + "echo '" + marker(commands.size()) + "'\n";
}

/// A folder that looks like the checkout, in which commands may write.
class Shown : public testing::TestWithParam<const char*> {
protected:
    Shown() : root_(fs::path(testing::TempDir()) / ("mitb_shown_" + std::to_string(::getpid()))) {
        fs::remove_all(root_);
        fs::create_directories(root_ / ".build");
        for (const auto* name : {"scenarios", "docs"})
            fs::create_directory_symlink(fs::path(MITB_SOURCE_DIR) / name, root_ / name);
        const char* build = std::getenv("MITB_BINARY_DIR");
        EXPECT_NE(build, nullptr);
        if (build)
            fs::create_directory_symlink(build, root_ / ".build" / "release");
    }
    ~Shown() override { fs::remove_all(root_); }

    fs::path root_;
};

TEST_P(Shown, EveryCommandDoesWhatIsShown) {
    const std::string name = GetParam();
    const auto commands = commandsOf(linesOf(readFile(fs::path(MITB_SOURCE_DIR) / name)));
    ASSERT_GT(commands.size(), 10u);
    std::ofstream(root_ / "script") << scriptOf(commands);
    wsman::test::Process shell("/bin/bash", {"-c", "cd '" + root_.string() + "' && exec bash script 2>&1"},
                               root_ / "errors");
    const auto code = shell.wait(std::chrono::seconds(240));
    const auto& printed = shell.rest();
    EXPECT_EQ(code, 0) << printed.substr(printed.size() - std::min<std::size_t>(printed.size(), 2000));

    std::size_t at = printed.find(marker(0));
    for (std::size_t i = 0; i < commands.size(); ++i) {
        ASSERT_NE(at, std::string::npos) << name << ':' << commands[i].line << " was not reached";
        at += marker(i).size() + 1;
        const auto end = printed.find(marker(i + 1), at);
        const auto actual = printed.substr(at, end - at);
        EXPECT_TRUE(outputMatches(commands[i].expected, linesOf(actual)))
            << name << ':' << commands[i].line << ": " << commands[i].text << "\nprinted:\n"
            << actual;
        at = end;
    }
}

/// "docs/scenarios.md" as "scenarios".
std::string shownName(const testing::TestParamInfo<const char*>& info) {
    return fs::path(info.param).stem().string();
}

INSTANTIATE_TEST_SUITE_P(Documents, Shown,
                         testing::Values("README.md", "docs/scenarios.md", "docs/repository.md", "docs/conformance.md"),
                         shownName);

TEST(ShownOutput, IsComparedLineByLine) {
    EXPECT_TRUE(outputMatches({"a ... c", "...", "z"}, {"a bb c", "1", "2", "z"}));
    EXPECT_TRUE(outputMatches({"[x]", "..."}, {"[x]"}));
    EXPECT_FALSE(outputMatches({"a"}, {"a", "b"}));
    EXPECT_FALSE(outputMatches({"a", "...", "z"}, {"a", "b"}));
    EXPECT_FALSE(outputMatches({"[x]"}, {"x"}));
}

/// `text` without the white space at the beginning of its lines, which an excerpt does not keep.
std::string unindented(const std::string& text) {
    std::string out;
    for (const auto& line : linesOf(text))
        out += line.substr(std::min(line.find_first_not_of(' '), line.size())) + "\n";
    return out;
}

/// docs/scenarios.md shows parts of scenarios/features as they are, and leaves none of them out.
TEST(ScenarioExamples, AreTheScenariosThatShip) {
    const fs::path features = fs::path(MITB_SOURCE_DIR) / "scenarios" / "features";
    const auto lines = linesOf(readFile(fs::path(MITB_SOURCE_DIR) / "docs" / "scenarios.md"));
    std::set<std::string> shown;
    for (std::size_t i = 0; i + 1 < lines.size(); ++i) {
        constexpr std::string_view kMark = "<!-- from ";
        if (!lines[i].starts_with(kMark))
            continue;
        const auto file = lines[i].substr(kMark.size(), lines[i].find(' ', kMark.size()) - kMark.size());
        std::string excerpt;
        ASSERT_TRUE(lines[i + 1].starts_with("```")) << "docs/scenarios.md:" << i + 2;
        for (std::size_t j = i + 2; j < lines.size() && lines[j] != "```"; ++j)
            excerpt += lines[j] + "\n";
        EXPECT_NE(unindented(readFile(features / file)).find(unindented(excerpt)), std::string::npos)
            << "docs/scenarios.md:" << i + 1 << ": " << file << " has no\n"
            << excerpt;
        shown.insert(file.substr(0, file.find('/')));
    }
    for (const auto& folder : fs::directory_iterator(features))
        EXPECT_TRUE(shown.contains(folder.path().filename().string())) << folder.path().filename() << " is not shown";
}

/// The other documents' links lead to files that are there.
TEST(Documents, LinkToWhatIsThere) {
    std::size_t links = 0;
    for (const auto* name :
         {"README.md", "CONTRIBUTING.md", "docs/architecture.md", "docs/scenario-format.md", "docs/scenarios.md",
          "docs/repository.md", "docs/repository-format.md", "docs/exit-codes.md", "docs/conformance.md",
          "docs/conformance-runs.md", "docs/rules.md"}) {
        const fs::path path = fs::path(MITB_SOURCE_DIR) / name;
        const auto text = readFile(path);
        ASSERT_FALSE(text.empty()) << name;
        for (auto at = text.find("]("); at != std::string::npos; at = text.find("](", at + 1)) {
            const auto target = text.substr(at + 2, text.find_first_of("#)", at) - at - 2);
            if (target.empty() || target.starts_with("http"))
                continue;
            ++links;
            EXPECT_TRUE(fs::exists(path.parent_path() / target)) << name << " links to " << target;
        }
    }
    EXPECT_GT(links, 5u);
}

}  // namespace
