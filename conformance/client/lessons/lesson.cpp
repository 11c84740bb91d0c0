#include "conformance/client/lessons/lesson.h"

namespace conformance {

std::vector<Lesson> allLessons() {
    std::vector<Lesson> all;
    for (auto group : {replyLessons(), httpLessons(), enumerationLessons()})
        for (auto& lesson : group)
            all.push_back(std::move(lesson));
    return all;
}

std::vector<Case> lessonCases(const ClientOptions& options, const ClientRun& plain) {
    std::vector<Case> cases;
    for (const auto& lesson : allLessons())
        cases.push_back({std::string(lesson.id), std::string(lesson.clause), std::string(lesson.requirement),
                         lesson.level, [&options, &plain, lesson] {
                             const LessonContext context{options, plain};
                             auto why = lesson.missing(context);
                             return why.empty() ? lesson.teach(context) : CaseResult::skipped(std::move(why));
                         }});
    return cases;
}

std::string needsSuccess(const LessonContext& context) {
    return context.plain.exitCode == 0 ? "" : "without any lesson the client " + context.plain.ended;
}

std::vector<mockserver::Journal::Entry> messagesOf(const ClientRun& run) {
    std::vector<mockserver::Journal::Entry> messages;
    for (const auto& entry : run.requests)
        if (entry->status != 401 && !mockserver::takeApart(entry->request).body.empty())
            messages.push_back(entry);
    return messages;
}

std::string needsAnswer(const LessonContext& context) {
    auto why = needsSuccess(context);
    if (!why.empty())
        return why;
    return messagesOf(context.plain).empty() ? "the client sent no message" : "";
}

CaseResult observed(const LessonContext& context, std::shared_ptr<Teacher> teacher,
                    const std::function<CaseResult(const ClientRun&)>& judge) {
    const auto run = observeClient(context.options, std::move(teacher));
    if (!run)
        return CaseResult::error(run.error().text());
    if (run->requests.empty())
        return CaseResult::error("the client " + run->ended + " and sent no request");
    auto result = judge(*run);
    if (result.verdict == Verdict::kFail && result.exchange.empty()) {
        const auto& last = run->requests.back();
        result.exchange = last->request.substr(0, 2048) + "\n\n" + last->reply.substr(0, 2048);
    }
    return result;
}

CaseResult endsInTime(const ClientRun& run) {
    return run.exitCode ? CaseResult::pass()
                        : CaseResult::fail("the client did not end by itself", "an end", run.ended);
}

CaseResult failsInTime(const ClientRun& run) {
    auto ended = endsInTime(run);
    if (ended.verdict != Verdict::kPass)
        return ended;
    return *run.exitCode != 0
               ? CaseResult::pass()
               : CaseResult::fail("the client took it for an answer", "an exit code other than 0", run.ended);
}

CaseResult succeeds(const ClientRun& run) {
    return run.exitCode == 0 ? CaseResult::pass()
                             : CaseResult::fail("the client could not live with it", "exited with code 0", run.ended);
}

}  // namespace conformance
