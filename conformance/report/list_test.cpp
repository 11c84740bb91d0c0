#include "conformance/report/list.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <sstream>

namespace conformance {
namespace {

Suite suite() {
    return {"server",
            {{"X/R1-1", "1.1", "It is so", Level::kMust, {}, {"instance", "writes"}},
             {"X/R2-1", "2.1", "It is thus", Level::kVendor, {}}},
            [](const std::string& capability) {
                return capability == "writes" ? std::string("give --allow-writes") : std::string();
            }};
}

TEST(List, ShowsWhatCasesNeed) {
    std::ostringstream out;
    listAsText(suite().cases, out);
    EXPECT_EQ(out.str(),
              "X/R1-1  MUST  1.1  It is so  [needs instance, writes]\n"
              "X/R2-1  vendor  2.1  It is thus\n");
}

TEST(List, IsJsonForOtherPrograms) {
    std::ostringstream out;
    listAsJson(suite().cases, out);
    EXPECT_EQ(nlohmann::json::parse(out.str()), nlohmann::json::parse(R"([
        {"id": "X/R1-1", "clause": "1.1", "requirement": "It is so", "level": "must", "needs": ["instance", "writes"]},
        {"id": "X/R2-1", "clause": "2.1", "requirement": "It is thus", "level": "vendor", "needs": []}])"));
}

TEST(DryRun, TellsWhatIsSkippedAndWhy) {
    std::ostringstream out;
    dryRun(suite(), suite().cases, out);
    EXPECT_EQ(out.str(),
              "skip    X/R1-1  MUST  It is so  [needs instance, writes]\n"
              "        give --allow-writes\n"
              "run     X/R2-1  vendor  It is thus\n"
              "\n2 cases: 1 would run, 1 would be skipped; nothing was asked of the target\n");
}

}  // namespace
}  // namespace conformance
