// docs/repository-format.md shows a file that loads, and names every member of the schema.
#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "mockserver/repository/data/builtin.h"
#include "mockserver/repository/data/definition.h"

namespace mockserver::repository {
namespace {

std::string document() {
    std::ostringstream out;
    out << std::ifstream(std::string(MITB_SOURCE_DIR) + "/docs/repository-format.md").rdbuf();
    return out.str();
}

TEST(RepositoryDocs, TheExampleLoads) {
    const auto text = document();
    const auto begin = text.find("```jsonc\n") + 9;
    const auto example = text.substr(begin, text.find("```", begin) - begin);
    std::map<std::string, std::string, std::less<>> files{{std::string(kRepositoryFileName), example}};
    const auto loaded = loadRepository(MemoryFiles(std::move(files)));
    ASSERT_TRUE(loaded) << loaded.error().at(0).text();
    EXPECT_EQ(loaded->repository->count("root/shop", "Shop_Item"), 100'002U);
    EXPECT_EQ(loaded->methods.size(), 2U);
}

void memberNames(const nlohmann::json& schema, std::vector<std::string>& names) {
    if (schema.contains("properties") && schema["properties"].is_object()) {
        for (const auto& member : schema["properties"].items()) {
            // A member that is called "properties" has keywords of its own below it.
            if (member.key() != "additionalProperties" && !member.key().starts_with('$')) {
                names.push_back(member.key());
            }
        }
    }
    for (const auto& part : schema) {
        if (part.is_structured()) {
            memberNames(part, names);
        }
    }
}

TEST(RepositoryDocs, NameEveryMemberOfTheSchema) {
    const auto text = document();
    std::vector<std::string> names;
    memberNames(nlohmann::json::parse(repositorySchemaText()), names);
    ASSERT_GT(names.size(), 50U);
    for (const auto& name : names) {
        EXPECT_NE(text.find(name), std::string::npos) << name;
    }
}

}  // namespace
}  // namespace mockserver::repository
