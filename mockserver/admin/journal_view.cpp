#include "mockserver/admin/journal_view.h"

#include <chrono>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string_view>

#include "mockserver/scenario/template.h"
#include "wsman/rules/observed.h"
#include "wsman/rules/rule.h"
#include "wsman/rules/session.h"
#include "wsman/xml/document.h"
#include "wsman/xml/encoding.h"

namespace mockserver::admin {
namespace {

using nlohmann::ordered_json;
namespace rules = wsman::rules;

/// Indented, in UTF-8; as it is when it is no XML.
std::string pretty(const JournaledMessage& parts) {
    const auto text = wsman::xml::toUtf8(parts.body, wsman::xml::charsetOf(parts.headers.get("Content-Type")));
    if (!text) {
        return std::string(parts.body);
    }
    const auto document = wsman::xml::Document::parse(*text);
    if (!document) {
        return *text;
    }
    std::ostringstream out;
    document->root().raw().print(out, "  ", pugi::format_indent);
    return out.str();
}

ordered_json messageOf(const JournaledMessage& parts) {
    return {{"head", parts.head}, {"body", parts.body}, {"pretty", pretty(parts)}};
}

void append(ordered_json& out, const std::vector<rules::Finding>& findings, const char* about) {
    for (const auto& finding : findings) {
        if (finding.verdict.outcome == rules::Outcome::kFail || finding.verdict.outcome == rules::Outcome::kWarn) {
            out.push_back({{"rule", finding.rule->id},
                           {"about", about},
                           {"level", rules::toString(finding.rule->level)},
                           {"outcome", rules::toString(finding.verdict.outcome)},
                           {"requirement", finding.rule->requirement},
                           {"text", finding.verdict.text},
                           {"where", finding.verdict.where}});
        }
    }
}

ordered_json findingsOf(const JournalEntry& entry, const JournaledMessage& request, const JournaledMessage& reply) {
    ordered_json out = ordered_json::array();
    if (request.body.empty()) {
        return out;
    }
    const rules::Session before;
    const rules::Observed asked(request.body, {.method = std::string(request.head.substr(0, request.head.find(' '))),
                                               .contentType = std::string(request.headers.get("Content-Type"))});
    append(out, rules::judgeRequest(asked, before), "request");
    const rules::Observed answered(
        reply.body, {.status = entry.status, .contentType = std::string(reply.headers.get("Content-Type"))});
    append(out, rules::judgeReply(asked, answered, before), "reply");
    return out;
}

}  // namespace

const char* outcomeOf(const JournalEntry& entry) {
    return !entry.responder.empty()                      ? "answered"
           : entry.note.empty() || entry.request.empty() ? "refused"
                                                         : "unmatched";
}

ordered_json summaryOf(const JournalEntry& entry) {
    const auto seconds = std::chrono::floor<std::chrono::seconds>(entry.time);
    const auto millis = std::chrono::duration_cast<std::chrono::milliseconds>(entry.time - seconds).count();
    std::string fraction = std::to_string(millis);
    fraction.insert(0, 3 - fraction.size(), '0');
    return {{"sequence", entry.sequence},
            {"time", formatTime(seconds, "%Y-%m-%dT%H:%M:%S") + '.' + fraction + 'Z'},
            {"tookMicroseconds", entry.took.count()},
            {"connection", entry.connection},
            {"remoteAddress", entry.remoteAddress},
            {"endpoint", entry.endpoint},
            {"user", entry.user},
            {"action", entry.action},
            {"resourceUri", entry.resourceUri},
            {"messageId", entry.messageId},
            {"status", entry.status},
            {"outcome", outcomeOf(entry)},
            {"responder", entry.responder},
            {"note", entry.note}};
}

ordered_json detailOf(const JournalEntry& entry) {
    ordered_json out = summaryOf(entry);
    const JournaledMessage request = takeApart(entry.request);
    const JournaledMessage reply = takeApart(entry.reply);
    out["truncated"] = entry.truncated;
    out["request"] = messageOf(request);
    out["reply"] = messageOf(reply);
    out["findings"] = entry.truncated ? ordered_json::array() : findingsOf(entry, request, reply);
    return out;
}

}  // namespace mockserver::admin
