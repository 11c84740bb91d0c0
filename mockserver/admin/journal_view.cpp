#include "mockserver/admin/journal_view.h"

#include <charconv>
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

struct Parts {
    std::string_view head;
    std::string_view body;

    explicit Parts(std::string_view message) {
        const std::size_t end = message.find("\r\n\r\n");
        head = message.substr(0, end);
        body = end == message.npos ? std::string_view() : message.substr(end + 4);
    }
    /// The value of a header field, as written.
    [[nodiscard]] std::string_view field(std::string_view name) const {
        std::string_view rest = head;
        while (!rest.empty()) {
            const std::string_view line = rest.substr(0, rest.find("\r\n"));
            rest.remove_prefix(std::min(rest.size(), line.size() + 2));
            const std::size_t colon = line.find(':');
            if (colon != line.npos && equalIgnoringCase(line.substr(0, colon), name)) {
                const std::size_t first = line.find_first_not_of(' ', colon + 1);
                return first == line.npos ? std::string_view() : line.substr(first);
            }
        }
        return {};
    }
};

/// Indented, in UTF-8; as it is when it is no XML.
std::string pretty(const Parts& parts) {
    const auto text = wsman::xml::toUtf8(parts.body, wsman::xml::charsetOf(parts.field("Content-Type")));
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

ordered_json messageOf(const Parts& parts) {
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

ordered_json findingsOf(const JournalEntry& entry, const Parts& request, const Parts& reply) {
    ordered_json out = ordered_json::array();
    if (request.body.empty()) {
        return out;
    }
    const rules::Session before;
    const rules::Observed asked(request.body, {.method = std::string(request.head.substr(0, request.head.find(' '))),
                                               .contentType = std::string(request.field("Content-Type"))});
    append(out, rules::judgeRequest(asked, before), "request");
    const rules::Observed answered(reply.body,
                                   {.status = entry.status, .contentType = std::string(reply.field("Content-Type"))});
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
    const Parts request(entry.request);
    const Parts reply(entry.reply);
    out["truncated"] = entry.truncated;
    out["request"] = messageOf(request);
    out["reply"] = messageOf(reply);
    out["findings"] = entry.truncated ? ordered_json::array() : findingsOf(entry, request, reply);
    return out;
}

}  // namespace mockserver::admin
