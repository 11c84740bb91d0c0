// Enumerations that are served in ways a client need not expect, and faults in the middle of one.
#include "conformance/client/lessons/enumeration_teacher.h"
#include "conformance/client/lessons/lesson.h"

namespace conformance {

namespace {

using Tally = EnumerationTeacher::Tally;

std::string needsEnumeration(const LessonContext& context) {
    auto why = needsSuccess(context);
    if (!why.empty())
        return why;
    const auto seen = enumerationOf(context.plain);
    if (!seen.started)
        return "the client does not enumerate";
    return seen.ended && !seen.items.empty() ? ""
                                             : "the client's enumeration brought no items, or it did not go to the end";
}

std::string needsOptimization(const LessonContext& context) {
    auto why = needsEnumeration(context);
    if (!why.empty())
        return why;
    return enumerationOf(context.plain).optimized ? "" : "the client does not ask for an optimised enumeration";
}

CaseResult counted(const char* what, std::size_t expected, std::size_t actual) {
    return CaseResult::fail(what, std::to_string(expected), std::to_string(actual));
}

/// All of every enumeration was fetched, each time by the latest context, and nothing after the end.
CaseResult complete(const Tally& tally, const ClientRun& run) {
    if (tally.stale != 0)
        return counted("a Pull did not carry the latest context as it was given", 0, tally.stale);
    if (tally.afterEnd != 0)
        return counted("the client pulled after the end", 0, tally.afterEnd);
    if (tally.ended == 0 || tally.ended + tally.released < tally.enumerates)
        return counted("the client stopped before the end", tally.enumerates, tally.ended);
    return succeeds(run);
}

/// What was over by a fault is not pulled from again.
CaseResult leavesIt(const Tally& tally, const ClientRun& run) {
    if (tally.pulls == 0)
        return CaseResult::fail("the client did not pull", "a Pull", run.ended);
    if (tally.repeated != 0)
        return counted("the client used a context again that was called invalid", 0, tally.repeated);
    return failsInTime(run);
}

/// After TimedOut the Pull may be repeated, or all given up; but not silently begun anew.
CaseResult pullsAgainOrEnds(const Tally& tally, const ClientRun& run) {
    if (tally.pulls == 0)
        return CaseResult::fail("the client did not pull", "a Pull", run.ended);
    if (tally.startedAgain != 0)
        return counted("the client began another enumeration while the first was open", 0, tally.startedAgain);
    if (tally.stale != 0)
        return counted("a Pull did not carry the latest context as it was given", 0, tally.stale);
    return tally.repeated != 0 ? complete(tally, run) : failsInTime(run);
}

Lesson served(std::string_view id, std::string_view clause, std::string_view requirement, Level level, Serving serving,
              CaseResult (*judge)(const Tally&, const ClientRun&),
              std::string (*missing)(const LessonContext&) = needsEnumeration) {
    return {id, clause, requirement, level, missing, [serving, judge](const LessonContext& context) {
                auto teacher = std::make_shared<EnumerationTeacher>(enumerationOf(context.plain).items, serving);
                return observed(context, teacher, [&](const ClientRun& run) { return judge(teacher->tally(), run); });
            }};
}

std::string longContext(std::size_t number) {
    return std::to_string(number) + std::string(500, '-') + "&lt;&amp;&gt; \xC3\xBC";
}

std::string elementContext(std::size_t number) {
    return "<l:Where xmlns:l=\"urn:lesson\" at=\"" + std::to_string(number) + "\"><l:Row/>" + std::to_string(number) +
           "</l:Where>";
}

}  // namespace

std::vector<Lesson> enumerationLessons() {
    using Form = Serving::Form;
    return {
        served("DSP0226/R8.2.2-2", "8.2.2", "The end of an enumeration is not concluded from the estimated count",
               Level::kShould, {.estimate = 3}, complete),
        served("DSP0226/R8.2.3-5c1", "8.2.3", "An enumeration may be over with its first reply", Level::kMust,
               {.form = Form::kAllAtOnce, .items = 1}, complete, needsOptimization),
        served("DSP0226/R8.2.3-5c2", "8.2.3", "A service may ignore the wish for items at once", Level::kMust,
               {.form = Form::kNeverItems}, complete, needsOptimization),
        served("DSP0226/R8.2.3-5c3", "8.4", "Each reply may give another context, of any length and characters",
               Level::kMust, {.context = longContext}, complete),
        served("WSEN/contextc", "3.1", "A context may be XML, which comes back as it was", Level::kMust,
               {.context = elementContext}, complete),
        served("DSP0226/R8.4-empty", "8.4", "A reply without items, but with a context, is not the end", Level::kMust,
               {.form = Form::kNeverItems, .emptyPull = 2}, complete),
        served("DSP0226/R8.4-7c", "8.4", "A context that was called invalid is not used again", Level::kMust,
               {.form = Form::kNeverItems,
                .faultPull = 2,
                .fault = wsman::soap::FaultId::kWsenInvalidEnumerationContext,
                .faultEnds = true},
               leavesIt),
        served("DSP0226/R8.4-6c", "8.4", "A Pull that timed out is repeated, or the enumeration given up", Level::kMust,
               {.form = Form::kNeverItems, .faultPull = 2}, pullsAgainOrEnds),
    };
}

}  // namespace conformance
