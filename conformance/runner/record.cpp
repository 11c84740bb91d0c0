#include "conformance/runner/record.h"

#include <algorithm>
#include <cctype>
#include <string_view>

namespace conformance {

namespace {

bool startsIgnoringCase(std::string_view text, std::string_view prefix) {
    return text.size() >= prefix.size() && std::equal(prefix.begin(), prefix.end(), text.begin(), [](char a, char b) {
               return std::tolower(static_cast<unsigned char>(a)) == std::tolower(static_cast<unsigned char>(b));
           });
}

/// The value of each Authorization header becomes its scheme alone: reports are passed around.
std::string withoutCredentials(const std::string& text) {
    std::string out;
    for (std::size_t begin = 0; begin < text.size();) {
        const auto end = std::min(text.find('\n', begin), text.size() - 1) + 1;
        const std::string_view line = std::string_view(text).substr(begin, end - begin);
        const auto name = line.find_first_not_of("<> ");
        const auto rest = name == line.npos ? std::string_view() : line.substr(name);
        if (startsIgnoringCase(rest, "Authorization:") || startsIgnoringCase(rest, "Proxy-Authorization:")) {
            const auto value = rest.find_first_not_of(' ', rest.find(':') + 1);
            const auto scheme = std::min(rest.find_first_of(" \r\n", value), rest.size());
            const auto tail = rest.find_first_of("\r\n");
            out += line.substr(0, name);
            out += rest.substr(0, scheme);
            out += scheme < rest.size() && rest[scheme] == ' ' ? " ***" : "";
            out += tail == rest.npos ? "" : rest.substr(tail);
        } else {
            out += line;
        }
        begin = end;
    }
    return out;
}

/// How much a verdict says against the target, for the worst of several rounds.
int badness(const CaseRecord& record) {
    switch (record.result.verdict) {
        case Verdict::kSkipped:
            return 0;
        case Verdict::kPass:
            return 1;
        case Verdict::kWaived:
            return 2;
        case Verdict::kWarn:
            return 3;
        case Verdict::kError:
            return 4;
        case Verdict::kFail:
            return 5;
    }
    return 0;
}

}  // namespace

CaseRecord recordOf(const Case& one) {
    CaseRecord record;
    record.id = one.id;
    record.clause = one.clause;
    record.requirement = one.requirement;
    record.level = one.level;
    record.needs = one.needs;
    record.result = CaseResult::skipped("not run: an earlier case failed");
    return record;
}

void settle(CaseRecord& record, CaseResult result, const Waiver* waiver) {
    if (result.verdict == Verdict::kFail && record.level != Level::kMust)
        result.verdict = Verdict::kWarn;
    result.exchange = withoutCredentials(result.exchange);
    if (waiver) {
        record.waiver = *waiver;
        if (result.verdict == Verdict::kFail || result.verdict == Verdict::kWarn)
            result.verdict = Verdict::kWaived;
        record.stale = result.verdict == Verdict::kPass;
    }
    record.result = std::move(result);
}

void addRound(CaseRecord& total, const CaseRecord& round) {
    auto rounds = std::move(total.rounds);
    if (rounds.empty() || badness(round) > badness(total)) {
        const double before = rounds.empty() ? 0 : total.milliseconds;
        total = round;
        total.milliseconds += before;
    } else {
        total.milliseconds += round.milliseconds;
    }
    ++rounds[round.result.verdict];
    // A waived case that breaks its rule only now and then still needs its waiver.
    total.stale = total.waiver && rounds.contains(Verdict::kPass) && !rounds.contains(Verdict::kWaived);
    total.rounds = std::move(rounds);
}

}  // namespace conformance
