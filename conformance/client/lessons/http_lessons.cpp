// What may happen below SOAP: statuses, challenges, redirects, connections that end early, silence.
#include <atomic>

#include "conformance/client/lessons/lesson.h"
#include "mockserver/embed/mockserver.h"
#include "wsman/duration.h"
#include "wsman/soap/fault.h"
#include "wsman/soap/message.h"
#include "wsman/uris.h"

namespace conformance {

namespace soap = wsman::soap;

namespace {

using mockserver::Answered;
using mockserver::HttpReply;
using mockserver::WireAction;
using std::chrono::milliseconds;

/// Changes every reply, those included that let nobody in, and knows how many messages were answered before.
class HttpTeacher final : public Teacher {
public:
    using Change = std::function<void(const Answered&, HttpReply&, int before)>;
    explicit HttpTeacher(Change change) : change_(std::move(change)) {}
    void filter(const Answered& answered, HttpReply& reply) override {
        change_(answered, reply, answered.message ? messages_++ : messages_.load());
    }

private:
    Change change_;
    std::atomic<int> messages_{0};
};

void onTheWire(const Answered& answered, HttpReply& reply, WireAction action) {
    if (answered.message)
        reply.wire = action;
}

void becomePlain(HttpReply& reply, int status, std::string body = {}) {
    reply.status = status;
    reply.headers = {{"Content-Type", "text/plain"}};
    reply.body = std::move(body);
}

Lesson onHttp(std::string_view id, std::string_view clause, std::string_view requirement, Level level,
              HttpTeacher::Change change, std::function<CaseResult(const ClientRun&)> judge) {
    return {id,
            clause,
            requirement,
            level,
            needsAnswer,
            [change = std::move(change), judge = std::move(judge)](const LessonContext& context) {
                return observed(context, std::make_shared<HttpTeacher>(change), judge);
            }};
}

// --- challenges ----------------------------------------------------------------------------------------------------

/// How often a client may knock at a door that does not open.
constexpr std::size_t kMostAttempts = 20;

CaseResult givesUp(const ClientRun& run) {
    if (run.requests.size() > kMostAttempts)
        return CaseResult::fail("the client did not take no for an answer",
                                std::to_string(kMostAttempts) + " attempts at most",
                                std::to_string(run.requests.size()) + " attempts");
    return failsInTime(run);
}

std::string needsChallenge(const LessonContext& context) {
    auto why = needsAnswer(context);
    if (!why.empty())
        return why;
    return context.plain.requests.front()->status == 401 ? "" : "the client does not wait to be asked for credentials";
}

void offerAnotherFirst(const Answered&, HttpReply& reply, int) {
    if (reply.status != 401)
        return;
    const std::string basic(reply.headers.get("WWW-Authenticate"));
    reply.headers.remove("WWW-Authenticate");
    reply.headers.add("WWW-Authenticate", "Lesson realm=\"unheard of\"");
    reply.headers.add("WWW-Authenticate", basic);
}

// --- connections ----------------------------------------------------------------------------------------------------

std::string needsReuse(const LessonContext& context) {
    auto why = needsAnswer(context);
    if (!why.empty())
        return why;
    const auto messages = messagesOf(context.plain);
    for (std::size_t i = 1; i < messages.size(); ++i)
        if (messages[i]->connection == messages[i - 1]->connection)
            return "";
    return "the client does not send two messages over one connection";
}

void endEachConnection(const Answered& answered, HttpReply& reply, int) {
    if (answered.message)
        reply.headers.set("Connection", "close");  // else the next request may already be on its way
    onTheWire(answered, reply, {.ending = WireAction::Ending::kClose});
}

// --- redirects -----------------------------------------------------------------------------------------------------

CaseResult redirect(const LessonContext& context) {
    mockserver::MockServerOptions elsewhere;
    elsewhere.anonymous = true;
    auto other = mockserver::MockServer::start(elsewhere);
    if (!other)
        return CaseResult::error(other.error().text());
    const auto url = (*other)->url();
    auto teacher = std::make_shared<HttpTeacher>([url](const Answered& answered, HttpReply& reply, int) {
        if (answered.message) {
            becomePlain(reply, 302);
            reply.headers.add("Location", url);
        }
    });
    return observed(context, teacher, [&](const ClientRun& run) {
        (*other)->stop(std::chrono::seconds(1));
        for (const auto& entry : (*other)->journal().entries())
            if (mockserver::takeApart(entry->request).headers.find("Authorization"))
                return CaseResult::fail("the credentials were sent to where a redirect led",
                                        "no Authorization to another address", "Authorization to " + url,
                                        entry->request.substr(0, 2048));
        return endsInTime(run);
    });
}

// --- later ---------------------------------------------------------------------------------------------------------

constexpr auto kLater = std::chrono::seconds(2);

/// The same request must not come again before the time that the first reply asked for.
CaseResult waits(const ClientRun& run) {
    const auto messages = messagesOf(run);
    for (std::size_t i = 1; i < messages.size(); ++i) {
        const auto& refused = messages[0];
        const auto& next = messages[i];
        if (next->action != refused->action || next->resourceUri != refused->resourceUri)
            break;
        // The clocks of two entries are one, but a millisecond may be lost on the way.
        if (next->time - refused->time < kLater - milliseconds(50))
            return CaseResult::fail(
                "the client came back before it was time", "2000 ms or more",
                std::to_string(std::chrono::duration_cast<milliseconds>(next->time - refused->time).count()) + " ms");
    }
    return endsInTime(run);
}

void offline(const Answered& answered, HttpReply& reply, int before) {
    if (!answered.message || before > 0)
        return;
    auto fault = soap::makeFault(soap::FaultId::kWsaEndpointUnavailable, "A lesson: come back later.");
    fault.detail = {"<a:RetryAfter xmlns:a=\"" + std::string(wsman::ns::kAddressing) + "\">2000</a:RetryAfter>"};
    reply.status = 500;
    reply.headers.set("Content-Type", std::string(wsman::kContentTypeUtf8));
    reply.body =
        soap::writeFaultMessage(fault, &answered.message->header(), "uuid:6d69746c-6573-4e6f-8000-000000000002");
}

void busy(const Answered& answered, HttpReply& reply, int before) {
    if (!answered.message || before > 0)
        return;
    becomePlain(reply, 503, "busy");
    reply.headers.add("Retry-After", "2");
}

// --- silence -------------------------------------------------------------------------------------------------------

/// What a client may wait beyond its own OperationTimeout.
constexpr auto kSlack = std::chrono::seconds(10);

/// OperationTimeout of the first message of the plain run that has one.
std::optional<milliseconds> operationTimeout(const ClientRun& plain) {
    for (const auto& entry : messagesOf(plain)) {
        const auto message = soap::Message::parse(mockserver::takeApart(entry->request).body);
        if (!message)
            continue;
        const auto header = message->envelope().child(wsman::ns::kSoap, "Header");
        if (const auto timeout = header.child(wsman::ns::kWsman, "OperationTimeout"))
            if (const auto value = wsman::parseDuration(timeout.text()))
                return std::chrono::duration_cast<milliseconds>(*value);
    }
    return std::nullopt;
}

std::string needsShortTimeout(const LessonContext& context) {
    auto why = needsAnswer(context);
    if (!why.empty())
        return why;
    const auto own = operationTimeout(context.plain);
    if (!own)
        return "the client sends no OperationTimeout";
    if (*own + kSlack >= context.options.timeout)
        return "its OperationTimeout of " + std::to_string(own->count() / 1000) +
               " s leaves no time to see: give the client a shorter one, or a longer --timeout";
    return "";
}

CaseResult silence(const LessonContext& context) {
    const milliseconds all = context.options.timeout;
    const auto limit = operationTimeout(context.plain).value_or(all) + kSlack;
    auto teacher = std::make_shared<HttpTeacher>([all](const Answered& answered, HttpReply& reply, int) {
        onTheWire(answered, reply, {.truncateAfter = 0, .stall = all + std::chrono::seconds(5)});
    });
    return observed(context, teacher, [&](const ClientRun& run) {
        if (run.took > limit)
            return CaseResult::fail("the client waited longer than it said", std::to_string(limit.count()) + " ms",
                                    std::to_string(run.took.count()) + " ms, and " + run.ended);
        return failsInTime(run);
    });
}

std::vector<Lesson> connectionLessons() {
    return {
        onHttp(
            "DSP0226/RC.2-7c", "C.2", "HTTP status 500 without a body is a failure", Level::kMust,
            [](const Answered& answered, HttpReply& reply, int) {
                if (answered.message)
                    becomePlain(reply, 500);
            },
            failsInTime),
        onHttp(
            "DSP0226/R13.2-1c", "13.2", "A connection that ends without a reply is a failure", Level::kMust,
            [](const Answered& answered, HttpReply& reply, int) {
                onTheWire(answered, reply, {.truncateAfter = 0, .ending = WireAction::Ending::kReset});
            },
            failsInTime),
        onHttp(
            "RFC9112/8c", "8", "A reply that is cut short is a failure", Level::kMust,
            [](const Answered& answered, HttpReply& reply, int) {
                onTheWire(answered, reply, {.truncateAfter = 160 + reply.body.size() / 2});
            },
            failsInTime),
        onHttp(
            "RFC9112/6.3c", "6.3", "A reply is no longer than its Content-Length says", Level::kMust,
            [](const Answered& answered, HttpReply& reply, int) {
                onTheWire(answered, reply, {.contentLength = reply.body.size() / 2});
            },
            failsInTime),
        onHttp(
            "RFC9112/7.1c", "7.1", "A reply in chunks is read like any other", Level::kMust,
            [](const Answered& answered, HttpReply& reply, int) {
                onTheWire(answered, reply, {.framing = WireAction::Framing::kChunked});
            },
            succeeds),
        onHttp(
            "RFC9112/7.1-badc", "7.1", "A reply in chunks that are malformed is a failure", Level::kMust,
            [](const Answered& answered, HttpReply& reply, int) {
                onTheWire(answered, reply, {.framing = WireAction::Framing::kBrokenChunk});
            },
            failsInTime),
        onHttp(
            "RFC9112/slowc", "2.2", "A reply that comes in small pieces is read to its end", Level::kMust,
            [](const Answered& answered, HttpReply& reply, int) {
                onTheWire(answered, reply,
                          {.dribbleBytes = 1 + reply.body.size() / 20, .dribbleInterval = milliseconds(30)});
            },
            succeeds),
    };
}

}  // namespace

std::vector<Lesson> httpLessons() {
    auto all = connectionLessons();
    all.push_back(onHttp(
        "RFC9110/15.5.2c", "15.5.2", "A client that is never let in gives up after a few attempts", Level::kMust,
        [](const Answered&, HttpReply& reply, int) {
            becomePlain(reply, 401);
            reply.headers.add("WWW-Authenticate", "Basic realm=\"WSMAN\"");
        },
        givesUp));
    all.push_back({"RFC9110/11.6.1c", "11.6.1", "A client that does not know the first scheme offered takes the second",
                   Level::kMust, needsChallenge, [](const LessonContext& context) {
                       return observed(context, std::make_shared<HttpTeacher>(offerAnotherFirst), succeeds);
                   }});
    all.push_back({"RFC9112/9.6c", "9.6", "A connection that the server closes, as it says, is opened again",
                   Level::kMust, needsReuse, [](const LessonContext& context) {
                       return observed(context, std::make_shared<HttpTeacher>(endEachConnection), succeeds);
                   }});
    all.push_back({"RFC9110/15.4c", "15.4", "Credentials are not sent to where a redirect leads", Level::kMust,
                   needsAnswer, redirect});
    all.push_back(onHttp("DSP0226/R5.3-3c", "5.3",
                         "An endpoint that is offline is not asked again before its RetryAfter has passed",
                         Level::kShould, offline, waits));
    all.push_back(onHttp("RFC9110/10.2.3c", "10.2.3",
                         "A busy server is not asked again before its Retry-After has passed", Level::kShould, busy,
                         waits));
    all.push_back({"MS-WSMV/3.2.4.1w", "3.2.4.1",
                   "A client gives up a reply that does not come within its OperationTimeout and a while",
                   Level::kVendor, needsShortTimeout, silence});
    return all;
}

}  // namespace conformance
