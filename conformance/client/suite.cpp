#include "conformance/client/suite.h"

#include <algorithm>
#include <cctype>

#include "conformance/runner/catalogue.h"
#include "wsman/rules/rule.h"

namespace conformance {

namespace rules = wsman::rules;

namespace {

/// A message of the journal taken apart again: head and body.
struct Message {
    rules::HttpFacts http;
    std::string body;
};

bool sameIgnoringCase(std::string_view a, std::string_view b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](char x, char y) {
        return std::tolower(static_cast<unsigned char>(x)) == std::tolower(static_cast<unsigned char>(y));
    });
}

std::string_view trimmed(std::string_view text) {
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t'))
        text.remove_prefix(1);
    while (!text.empty() && (text.back() == ' ' || text.back() == '\r'))
        text.remove_suffix(1);
    return text;
}

Message takeApart(const std::string& text) {
    Message message;
    const auto end = text.find("\r\n\r\n");
    const std::string_view head = std::string_view(text).substr(0, end);
    if (end != std::string::npos)
        message.body = text.substr(end + 4);
    message.http.method = head.substr(0, head.find(' '));
    for (std::size_t begin = head.find('\n'); begin != std::string_view::npos;) {
        const auto next = head.find('\n', begin + 1);
        const auto line = head.substr(begin + 1, next == std::string_view::npos ? next : next - begin - 1);
        const auto colon = line.find(':');
        if (colon != std::string_view::npos) {
            const auto name = line.substr(0, colon);
            const auto value = trimmed(line.substr(colon + 1));
            if (sameIgnoringCase(name, "Content-Type"))
                message.http.contentType = value;
            else if (sameIgnoringCase(name, "SOAPAction"))
                message.http.soapAction = std::string(value);
        }
        begin = next;
    }
    return message;
}

int statusOf(const std::string& reply) {
    const auto space = reply.find(' ');
    return space == std::string::npos ? 0 : std::atoi(reply.c_str() + space + 1);
}

std::string shortened(const std::string& text) {
    constexpr std::size_t kMost = 4096;
    return text.size() <= kMost ? text : text.substr(0, kMost) + "...";
}

/// What a rule says of everything that the client sent, in order; the first breach decides.
CaseResult judgeAll(const ClientRun& run, const rules::Rule& rule) {
    rules::Session session;
    Findings findings;
    for (const auto& entry : run.requests) {
        const auto sent = takeApart(entry->request);
        const auto answered = takeApart(entry->reply);
        // An empty POST is the first leg of an authentication, and one that was turned away was no message either.
        const int status = statusOf(entry->reply);
        if (status == 401 || (sent.body.empty() && sent.http.method == "POST"))
            continue;
        const rules::Observed request(sent.body, sent.http);
        const auto verdict = rules::judge(rule, request, session);
        session.observe(request);
        auto http = answered.http;
        http.status = status;
        session.observe(request, rules::Observed(answered.body, http));
        if (!findings.add(verdict, " in request " + std::to_string(entry->sequence),
                          [&] { return shortened(entry->request); }))
            break;
    }
    return findings.result("the client sent nothing that this rule speaks of");
}

}  // namespace

Suite clientSuite(const ClientRun& run) {
    Suite suite{"client", {}};
    for (const auto& rule : rules::allRules())
        if (rule.party == rules::Party::kClient)
            suite.cases.push_back({std::string(rule.id), std::string(rule.clause), std::string(rule.requirement),
                                   levelOf(rule.level), [&run, &rule] { return judgeAll(run, rule); }});
    return suite;
}

}  // namespace conformance
