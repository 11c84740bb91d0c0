// rules.tsv against the tests that exist, and docs/mi-api-coverage.md against both. With MITB_UPDATE set the document
// is written anew.
#include <gtest/gtest.h>
#include <mi.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <regex>
#include <set>
#include <sstream>

namespace client::contract {
namespace {

const std::filesystem::path kRoot = MITB_SOURCE_DIR;
const std::filesystem::path kDocument = kRoot / "docs/mi-api-coverage.md";

std::string contentOf(const std::filesystem::path& file) {
    std::ifstream stream(file);
    return {std::istreambuf_iterator<char>(stream), {}};
}

struct Rule {
    std::string id, concerns, text, tests;
};

std::vector<Rule> rules() {
    std::istringstream file(contentOf(kRoot / "client/contract/rules.tsv"));
    std::vector<Rule> all;
    for (std::string line; std::getline(file, line);) {
        if (line.empty() || line[0] == '#') {
            continue;
        }
        Rule rule;
        std::istringstream row(line);
        std::getline(row, rule.id, '\t');
        std::getline(row, rule.concerns, '\t');
        std::getline(row, rule.text, '\t');
        std::getline(row, rule.tests, '\t');
        all.push_back(std::move(rule));
    }
    return all;
}

template <class Take>
void eachSource(const std::string& suffix, Take take) {
    for (const char* folder : {"client", "conformance"}) {
        for (const auto& entry : std::filesystem::recursive_directory_iterator(kRoot / folder)) {
            if (entry.path().string().ends_with(suffix)) {
                take(contentOf(entry.path()));
            }
        }
    }
}

/// "Suite.Test" of every test in the sources, and "mi-conformance:ID" of every case of the api suite.
std::set<std::string> existing() {
    std::set<std::string> names{"Slots", "ctest:libmi_exports"};
    const auto each = [&names](const std::string& text, const std::regex& pattern, auto name) {
        for (auto it = std::sregex_iterator(text.begin(), text.end(), pattern); it != std::sregex_iterator(); ++it) {
            names.insert(name(*it));
        }
    };
    eachSource("_test.cpp", [&](const std::string& text) {
        each(text, std::regex(R"(TEST(?:_F|_P)?\((\w+), (\w+)\))"),
             [](const std::smatch& found) { return found.str(1) + "." + found.str(2); });
    });
    eachSource("_cases.cpp", [&](const std::string& text) {
        each(text, std::regex(R"re("(MI/[A-Z][0-9]+)")re"),
             [](const std::smatch& found) { return "mi-conformance:" + found.str(1); });
    });
    return names;
}

bool isProof(const std::string& test, const std::set<std::string>& names) {
    constexpr std::string_view kCompile = "compile:";
    if (test.starts_with(kCompile)) {
        return contentOf(kRoot / test.substr(kCompile.size())).find("static_assert") != std::string::npos;
    }
    return names.contains(test);
}

/// The tables of mi.h in the order of their slots, as the tests of this folder are called.
std::vector<std::string> slotNames() {
    std::vector<std::string> names;
    const auto* unit = testing::UnitTest::GetInstance();
    for (int i = 0; i < unit->total_test_suite_count(); ++i) {
        const auto* suite = unit->GetTestSuite(i);
        if (std::string_view(suite->name()) != "Slots/NothingIsAnInvalidParameter") {
            continue;
        }
        for (int j = 0; j < suite->total_test_count(); ++j) {
            const std::string name = suite->GetTestInfo(j)->name();
            names.push_back(name.substr(name.find('/') + 1));
        }
    }
    return names;
}

std::string document() {
    std::ostringstream out;
    out << "# What of the MI client API is tested\n\n"
           "Made from `client/contract/rules.tsv` by the test `client_contract` (with `MITB_UPDATE=1` it writes this "
           "file); do not edit.\n\n"
           "## Rules\n\n"
           "| id | concerns | rule | proved by |\n|---|---|---|---|\n";
    for (const auto& rule : rules()) {
        std::string proofs;
        if (rule.tests.starts_with("-: ")) {
            proofs = "nothing yet: " + rule.tests.substr(3);
        } else {
            std::istringstream tests(rule.tests);
            for (std::string test; tests >> test;) {
                proofs += (proofs.empty() ? "`" : " `") + test + "`";
            }
        }
        out << "| " << rule.id << " | " << rule.concerns << " | " << rule.text << " | " << proofs << " |\n";
    }
    out << "\n## Functions\n\n"
           "Each is called with nothing, with a live object and nothing else, and with an object that is gone "
           "(`Slots` above).\n\n"
           "| section | table | slot | function |\n|---|---|---|---|\n";
    const std::regex parts(R"(Section(\d(?:_\d)?)_(MI_\w+FT)_(\d+)_(\w+))");
    for (const auto& name : slotNames()) {
        std::smatch found;
        EXPECT_TRUE(std::regex_match(name, found, parts)) << name;
        std::string section = found.str(1);
        std::replace(section.begin(), section.end(), '_', '.');
        out << "| " << section << " | " << found.str(2) << " | " << found.str(3) << " | " << found.str(4) << " |\n";
    }
    return out.str();
}

TEST(CoverageTable, EveryRuleHasATestThatExists) {
    const auto names = existing();
    std::set<std::string> ids;
    int unproved = 0;
    for (const auto& rule : rules()) {
        EXPECT_TRUE(ids.insert(rule.id).second) << rule.id << " twice";
        EXPECT_FALSE(rule.text.empty()) << rule.id;
        if (rule.tests.starts_with("-: ")) {
            ++unproved;
            continue;
        }
        EXPECT_FALSE(rule.tests.empty()) << rule.id << " has no test";
        std::istringstream tests(rule.tests);
        for (std::string test; tests >> test;) {
            EXPECT_TRUE(isProof(test, names)) << rule.id << ": there is no test " << test;
        }
    }
    EXPECT_EQ(unproved, 0) << "a rule that nothing proves needs a reason and a reader's consent";
}

TEST(CoverageTable, NoRuleIsLeftOut) {
    std::set<std::string> ids;
    for (const auto& rule : rules()) {
        ids.insert(rule.id);
    }
    const std::map<std::string, int> families = {{"X", 27}, {"A", 12}, {"B", 14}, {"C", 14}, {"D", 12}, {"E", 12},
                                                 {"F", 20}, {"G", 8},  {"H", 10}, {"I", 12}, {"J", 14}, {"K", 8}};
    for (const auto& [letter, count] : families) {
        for (int number = 1; number <= count; ++number) {
            EXPECT_TRUE(ids.contains(letter + std::to_string(number))) << letter << number;
        }
    }
}

TEST(CoverageTable, EveryFunctionIsCalled) {
    const std::map<std::string, std::size_t> tables = {
        {"MI_ApplicationFT", sizeof(MI_ApplicationFT)},
        {"MI_SessionFT", sizeof(MI_SessionFT)},
        {"MI_OperationFT", sizeof(MI_OperationFT)},
        {"MI_HostedProviderFT", sizeof(MI_HostedProviderFT)},
        {"MI_DestinationOptionsFT", sizeof(MI_DestinationOptionsFT)},
        {"MI_OperationOptionsFT", sizeof(MI_OperationOptionsFT)},
        {"MI_SubscriptionDeliveryOptionsFT", sizeof(MI_SubscriptionDeliveryOptionsFT)},
        {"MI_SerializerFT", sizeof(MI_SerializerFT)},
        {"MI_DeserializerFT", sizeof(MI_DeserializerFT)},
        {"MI_InstanceFT", sizeof(MI_InstanceFT)},
        {"MI_ClassFT", sizeof(MI_ClassFT)},
        {"MI_QualifierSetFT", sizeof(MI_QualifierSetFT)},
        {"MI_ParameterSetFT", sizeof(MI_ParameterSetFT)},
        {"MI_ContextFT", sizeof(MI_ContextFT)},
    };
    const auto names = slotNames();
    for (const auto& [table, size] : tables) {
        const auto count = std::count_if(names.begin(), names.end(), [&](const std::string& name) {
            return name.find("_" + table + "_") != std::string::npos;
        });
        EXPECT_EQ(static_cast<std::size_t>(count), size / sizeof(void (*)())) << table;
    }
}

TEST(CoverageTable, TheDocumentIsUpToDate) {
    const std::string now = document();
    if (std::getenv("MITB_UPDATE") != nullptr) {
        std::ofstream(kDocument) << now;
    }
    EXPECT_TRUE(contentOf(kDocument) == now)
        << "docs/mi-api-coverage.md is not what rules.tsv says: run client_contract_test with MITB_UPDATE=1";
}

}  // namespace
}  // namespace client::contract
