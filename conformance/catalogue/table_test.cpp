// rows.tsv against the cases that exist, and docs/rules.md against both. With MITB_UPDATE set the document is written
// anew.
#include <gmock/gmock.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <map>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "conformance/api/suite.h"
#include "conformance/client/lessons/lesson.h"
#include "conformance/client/suite.h"
#include "conformance/server/suite.h"

namespace conformance {
namespace {

const std::filesystem::path kRoot = MITB_SOURCE_DIR;

std::string contentOf(const std::filesystem::path& file) {
    std::ifstream stream(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
}

std::vector<std::string> split(const std::string& text, char separator) {
    std::vector<std::string> out;
    std::istringstream in(text);
    for (std::string part; std::getline(in, part, separator);)
        out.push_back(part);
    return out;
}

/// One rule of a standard.
struct Row {
    std::string standard, rule, party, level, requirement;
    std::vector<std::string> cases;
    std::string untested;  ///< why no case, or none for a part of it

    [[nodiscard]] bool isTested() const { return !cases.empty(); }
};

std::vector<Row> rows() {
    std::vector<Row> out;
    for (const auto& line : split(contentOf(kRoot / "conformance/catalogue/rows.tsv"), '\n')) {
        if (line.starts_with('#'))
            continue;
        const auto cells = split(line, '\t');
        EXPECT_EQ(cells.size(), 6u) << line;
        if (cells.size() != 6)
            continue;
        Row row{cells[0], cells[1], cells[2], cells[3], cells[4], {}, {}};
        const auto dash = cells[5].find("-: ");
        if (dash != std::string::npos)
            row.untested = cells[5].substr(dash + 3);
        for (const auto& id : split(cells[5].substr(0, dash), ' '))
            if (!id.empty())
                row.cases.push_back(id);
        out.push_back(std::move(row));
    }
    return out;
}

struct Suites {
    std::vector<Case> server, client, api;
};

/// The cases, which are not run here.
const Suites& suites() {
    static ServerRun serverRun(ServerTarget{});
    static const ClientOptions clientOptions{};
    static const ClientRun clientRun{};
    static const Suites all = [] {
        Suites out{serverSuite(serverRun).cases, clientSuite(clientRun).cases, apiSuite({}).cases};
        for (auto& lesson : lessonCases(clientOptions, clientRun))
            out.client.push_back(std::move(lesson));
        return out;
    }();
    return all;
}

bool speaksOf(const Row& row, const char* party) {
    return row.party == party || row.party == "both";
}

TEST(RuleTable, HasEveryRuleOnce) {
    const std::set<std::string> parties{"server", "client", "both"};
    const std::set<std::string> levels{"MUST", "SHOULD", "MAY", "vendor"};
    std::set<std::string> seen;
    std::map<std::string, int> count;
    for (const auto& row : rows()) {
        EXPECT_TRUE(seen.insert(row.standard + "/" + row.rule).second) << row.standard << " " << row.rule << " twice";
        EXPECT_TRUE(parties.contains(row.party)) << row.rule;
        EXPECT_TRUE(levels.contains(row.level)) << row.rule;
        EXPECT_FALSE(row.requirement.empty()) << row.rule;
        ++count[row.standard];
    }
    EXPECT_THAT(count, testing::UnorderedElementsAre(testing::Pair("DSP0226", 326), testing::Pair("DSP0226 faults", 42),
                                                     testing::Pair("DSP0227", 30), testing::Pair("DSP0230", 20),
                                                     testing::Pair("MS-WSMV", 96)));
}

TEST(RuleTable, EveryRowIsTestedOrSaysWhyNot) {
    std::set<std::string> known;
    for (const auto* suite : {&suites().server, &suites().client, &suites().api})
        for (const auto& one : *suite)
            known.insert(one.id);
    for (const auto& row : rows()) {
        EXPECT_TRUE(row.isTested() || !row.untested.empty()) << row.standard << " " << row.rule;
        for (const auto& id : row.cases)
            EXPECT_TRUE(known.contains(id)) << row.standard << " " << row.rule << ": there is no case " << id;
    }
}

TEST(RuleTable, HasAsManyCasesAsPromised) {
    const auto& all = suites();
    EXPECT_GE(all.server.size(), 220u);
    EXPECT_GE(all.client.size(), 90u);
    EXPECT_GE(all.api.size(), 140u);
}

std::string cell(const std::string& text) {
    std::string out;
    for (const char c : text) {
        if (c == '|')
            out += '\\';
        out += c;
    }
    return out;
}

void writeCases(std::ostream& out, const std::string& title, const std::vector<Case>& cases) {
    out << "\n### " << title << " (" << cases.size()
        << ")\n\n| id | level | clause | requirement |\n|---|---|---|---|\n";
    for (const auto& one : cases)
        out << "| `" << one.id << "` | " << toString(one.level) << " | " << cell(one.clause) << " | "
            << cell(one.requirement) << " |\n";
}

/// Rows as a table; `last` gives the text of the last column.
void writeRows(std::ostream& out, const std::string& heading, const std::function<bool(const Row&)>& which,
               const std::function<std::string(const Row&)>& last) {
    out << "| rule | binds | level | requirement | " << heading << " |\n|---|---|---|---|---|\n";
    for (const auto& row : rows())
        if (which(row))
            out << "| " << cell(row.standard) << " " << cell(row.rule) << " | " << row.party << " | " << row.level
                << " | " << cell(row.requirement) << " | " << last(row) << " |\n";
}

std::string proofs(const Row& row) {
    std::string out;
    for (const auto& id : row.cases)
        out += (out.empty() ? "`" : " `") + id + "`";
    return row.untested.empty() ? out : out + "; not: " + cell(row.untested);
}

std::string document() {
    const auto all = rows();
    const auto tested = std::count_if(all.begin(), all.end(), [](const Row& row) { return row.isTested(); });
    const auto ofServers =
        std::count_if(all.begin(), all.end(), [](const Row& row) { return speaksOf(row, "server"); });
    const auto ofClients =
        std::count_if(all.begin(), all.end(), [](const Row& row) { return speaksOf(row, "client"); });
    std::ostringstream out;
    out << "# The rules, and what tests them\n\n"
           "Made from `conformance/catalogue/rows.tsv` and the suites by the test `conformance_catalogue` (with "
           "`MITB_UPDATE=1` it writes this file); do not edit.\n\n"
        << all.size() << " rules of DSP0226, DSP0227, DSP0230 and MS-WSMV, " << ofServers << " for servers and "
        << ofClients << " for clients; " << tested << " are tested, " << all.size() - static_cast<std::size_t>(tested)
        << " are not. Rules of the MI client API are in [mi-api-coverage.md](mi-api-coverage.md). The documents are "
           "named "
           "by their rules (R8.2.3-5) or clauses. A suffix (c, s, a, b) tells apart what one rule says to several; "
           "where "
           "a document gives no number, a word stands for it.\n\n"
           "## Tested\n\n";
    writeRows(
        out, "cases", [](const Row& row) { return row.isTested(); }, proofs);
    out << "\n## Not tested, and why\n\n";
    writeRows(
        out, "reason", [](const Row& row) { return !row.isTested(); },
        [](const Row& row) { return cell(row.untested); });
    out << "\n## All cases\n";
    writeCases(out, "mi-conformance server", suites().server);
    writeCases(out, "mi-conformance client", suites().client);
    writeCases(out, "mi-conformance api", suites().api);
    return out.str();
}

TEST(RuleTable, TheDocumentIsUpToDate) {
    const auto file = kRoot / "docs/rules.md";
    const auto now = document();
    if (std::getenv("MITB_UPDATE") != nullptr) {
        std::ofstream(file, std::ios::binary) << now;
        return;
    }
    EXPECT_EQ(contentOf(file), now) << "run this test with MITB_UPDATE=1";
}

}  // namespace
}  // namespace conformance
