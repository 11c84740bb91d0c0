// conformance/client/lessons: how a client behaves towards a server that is awkward or broken. A lesson runs the
// client's command once more, against a mock that does one thing otherwise than usual, and judges by the requests and
// by how the command ended. A new lesson is one entry in one of the files of this folder.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "conformance/client/suite.h"
#include "conformance/runner/case.h"

namespace conformance {

/// The client, and what it did when nothing was wrong.
struct LessonContext {
    const ClientOptions& options;
    const ClientRun& plain;
};

struct Lesson {
    std::string_view id;  ///< stable, as of a rule
    std::string_view clause;
    std::string_view requirement;  ///< one sentence, in our words
    Level level;
    /// Why this client cannot be taught it, from the plain run; empty: it can.
    std::function<std::string(const LessonContext&)> missing;
    /// Runs the command and judges.
    std::function<CaseResult(const LessonContext&)> teach;
};

std::vector<Lesson> replyLessons();        ///< reply_lessons.cpp: messages that are no good answer, or an unusual one
std::vector<Lesson> httpLessons();         ///< http_lessons.cpp: statuses, challenges, redirects, silence
std::vector<Lesson> enumerationLessons();  ///< enumeration_lessons.cpp: paging, contexts, faults in mid-enumeration
/// Of all files, in this order.
std::vector<Lesson> allLessons();

/// One case per lesson. What they refer to must outlive them.
std::vector<Case> lessonCases(const ClientOptions& options, const ClientRun& plain);

// For the files of this folder.

/// "the plain run failed" unless it ended with exit code 0.
std::string needsSuccess(const LessonContext& context);
/// The same, and that it was answered to a SOAP message at all.
std::string needsAnswer(const LessonContext& context);
/// Runs the command against a mock that is misled; `judge` is asked when that could be done.
CaseResult observed(const LessonContext& context, std::shared_ptr<Teacher> teacher,
                    const std::function<CaseResult(const ClientRun&)>& judge);
/// Passes when the command ended by itself and said by its exit code that it failed.
CaseResult failsInTime(const ClientRun& run);
/// Passes when it ended by itself, whatever it said.
CaseResult endsInTime(const ClientRun& run);
/// Passes when it succeeded.
CaseResult succeeds(const ClientRun& run);
/// The requests that were SOAP messages and let in, in order.
std::vector<mockserver::Journal::Entry> messagesOf(const ClientRun& run);

}  // namespace conformance
