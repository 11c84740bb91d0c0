// Conversations of programs in use, as they were recorded: every rule holds for every message, but for what stands
// here.
#include <gmock/gmock.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <set>

#include "wsman/rules/rule.h"
#include "wsman/uris.h"

namespace wsman::rules {
namespace {

namespace fs = std::filesystem;

std::string read(const fs::path& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

std::vector<fs::path> sorted(const fs::path& folder) {
    std::vector<fs::path> out;
    std::error_code ignored;
    for (const auto& entry : fs::directory_iterator(folder, ignored)) {
        out.push_back(entry.path());
    }
    std::sort(out.begin(), out.end());
    return out;
}

/// Rule id to the first place where it is broken.
using Broken = std::map<std::string, std::string>;

void add(Broken& out, const std::vector<Finding>& findings, const std::string& where) {
    for (const Finding& finding : findings) {
        if (finding.verdict.outcome != Outcome::kPass) {
            out.emplace(finding.rule->id, where + ": " + finding.verdict.text + " (" + finding.verdict.actual + ")");
        }
    }
}

void replace(std::string& text, std::string_view what, const std::string& with) {
    for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + with.size())) {
        text.replace(at, what.size(), with);
    }
}

/// The messages of one recording in order. Its replies hold templates for what differs from run to run.
void judge(const fs::path& scenario, Broken& ofClient, Broken& ofServer) {
    const std::string kContentType(kContentTypeUtf8);
    Session session;
    for (const fs::path& file : sorted(scenario / "requests")) {
        const std::string bytes = read(file);
        std::string answer = read(scenario / "bodies" / file.filename());
        const Observed request(bytes, {.method = "POST", .contentType = kContentType});
        const std::string where = scenario.filename().string() + "/" + file.filename().string();
        add(ofClient, judgeRequest(request, session), where);
        session.observe(request);
        if (answer.empty()) {
            continue;
        }
        replace(answer, "{{messageId}}", "uuid:" + file.stem().string());
        replace(answer, "{{relatesTo}}", request.header(ns::kAddressing, "MessageID").text());
        const Observed probe(answer, {});
        const Observed reply(answer, {.status = probe.isFault() ? 500 : 200, .contentType = kContentType});
        add(ofServer, judgeReply(request, reply, session), where);
        session.observe(request, reply);
    }
}

std::string textOf(const Broken& broken) {
    std::string text;
    for (const auto& [id, where] : broken) {
        text += id + " at " + where + "\n";
    }
    return text;
}

std::set<std::string> idsOf(const Broken& broken) {
    std::set<std::string> ids;
    for (const auto& [id, where] : broken) {
        ids.insert(id);
    }
    return ids;
}

TEST(RecordedTraffic, BreaksOnlyWhatItsProgramsReallyBreak) {
    Broken ofClient;
    Broken ofServer;
    std::size_t folders = 0;
    for (const fs::path& origin : sorted(fs::path(MITB_SOURCE_DIR) / "scenarios" / "recorded")) {
        for (const fs::path& scenario : sorted(origin)) {
            folders += fs::exists(scenario / "scenario.json") ? 1 : 0;
            judge(scenario, ofClient, ofServer);
        }
    }
    EXPECT_GE(folders, 22u);
    EXPECT_THAT(idsOf(ofClient), testing::UnorderedElementsAre()) << textOf(ofClient);
    // OMI 1.x: a context beside the end, a manager without an address, a body and an Action of its own
    // for methods, an empty Items unasked, 500 for every fault, and IdentifyResponse in SOAP's namespace.
    EXPECT_THAT(idsOf(ofServer), testing::UnorderedElementsAre(
                                     "DSP0226/R10.2.4-1", "DSP0226/R11-r", "DSP0226/R5.4.5-3s", "DSP0226/R8.2.3-2",
                                     "DSP0226/R8.2.3-5", "DSP0226/R8.4-8", "DSP0226/RC.2-9", "DSP0230/10-output"))
        << textOf(ofServer);
}

}  // namespace
}  // namespace wsman::rules
