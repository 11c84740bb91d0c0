// conformance/api: judges an MI library, whoever made it, by what its functions do. Each case runs in a process of its
// own, so that a library that crashes or hangs fails that case and not the run.
#pragma once

#include <span>
#include <sstream>
#include <string>
#include <string_view>

#include "client/loader/library.h"
#include "client/loader/session.h"
#include "conformance/runner/case.h"

namespace conformance {

/// What a case works on. The mock that `destination` names serves the scenarios below scenarios/written.
struct ApiTarget {
    client::MiLibrary library;
    client::Destination destination;
};

/// Collects the first thing that is not as it should be.
class Check {
public:
    template <class A, class E>
    Check& equal(const char* what, const A& actual, const E& expected) {
        if (result_.verdict == Verdict::kPass && !(actual == expected))
            result_ = CaseResult::fail(std::string(what) + " is not as it should be", textOf(expected), textOf(actual));
        return *this;
    }
    Check& isTrue(const char* what, bool actual) {
        if (result_.verdict == Verdict::kPass && !actual)
            result_ = CaseResult::fail(what);
        return *this;
    }
    [[nodiscard]] bool ok() const { return result_.verdict == Verdict::kPass; }
    [[nodiscard]] CaseResult result() const { return result_; }

private:
    static std::string textOf(MI_Result result) { return client::resultName(result); }
    template <class T>
    static std::string textOf(const T& value) {
        std::ostringstream out;
        out << value;
        return out.str();
    }

    CaseResult result_;
};

/// A session that really is one: MiSession::open, and a function table in the handle. What mi.h does by itself for a
/// handle without a table (INVALID_PARAMETER, a completion callback called at once) must not pass for the library's
/// answer.
tl::expected<client::MiSession, CaseResult> openSession(const ApiTarget& target,
                                                        const client::Destination& destination);
tl::expected<client::MiSession, CaseResult> openSession(const ApiTarget& target);

/// What a library wrote, or "(null)": a NULL pointer is an answer to report, not a reason to crash.
std::string shown(const MI_Char* text);

/// True when no slot of an operation table of a session is NULL.
bool isWhole(const MI_SessionFT* table);

/// A case: stable id, where the behaviour is documented, what is required.
struct ApiCase {
    std::string_view id;
    std::string_view clause;
    std::string_view requirement;
    Level level;
    CaseResult (*run)(ApiTarget& target);
};

std::span<const ApiCase> applicationCases();
std::span<const ApiCase> sessionCases();
std::span<const ApiCase> resultCases();
std::span<const ApiCase> optionCases();
std::span<const ApiCase> instanceCases();
std::span<const ApiCase> argumentCases();
std::span<const ApiCase> transferCases();
std::span<const ApiCase> queryCases();
std::span<const ApiCase> classCases();
std::span<const ApiCase> indicationCases();
std::span<const ApiCase> faultCases();
std::span<const ApiCase> namedOptionCases();
std::span<const ApiCase> bagCases();
std::span<const ApiCase> credentialCases();
std::span<const ApiCase> elementCases();
std::span<const ApiCase> namingCases();
std::span<const ApiCase> ownershipCases();
std::span<const ApiCase> threadCases();
std::span<const ApiCase> applicationLifeCases();
std::span<const ApiCase> sessionCloseCases();
std::span<const ApiCase> pumpCases();
std::span<const ApiCase> asyncCases();
std::span<const ApiCase> cancelCases();

}  // namespace conformance
