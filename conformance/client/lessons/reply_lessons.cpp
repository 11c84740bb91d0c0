// Replies that are no good answer, which a client must not take for one, and unusual ones that it must.
#include <algorithm>

#include "conformance/client/lessons/lesson.h"
#include "wsman/soap/fault.h"
#include "wsman/uris.h"

namespace conformance {

namespace soap = wsman::soap;

namespace {

using mockserver::Answered;
using mockserver::HttpReply;

constexpr const char* kMessageId = "uuid:6d69746c-6573-4e6f-8000-000000000001";

/// What is done to every reply to a message.
using Change = void (*)(const soap::Message& request, HttpReply& reply);

class Changer final : public Teacher {
public:
    explicit Changer(Change change) : change_(change) {}
    void filter(const Answered& answered, HttpReply& reply) override {
        if (answered.message)
            change_(*answered.message, reply);
    }

private:
    Change change_;
};

void becomeFault(const soap::Message& request, HttpReply& reply, const soap::Fault& fault, int status = 500) {
    reply.status = status;
    reply.headers.set("Content-Type", std::string(wsman::kContentTypeUtf8));
    reply.body = soap::writeFaultMessage(fault, &request.header(), kMessageId);
}

soap::Fault internalError() {
    return soap::makeFault(soap::FaultId::kWsmanInternalError, "A lesson: this always fails.");
}

/// Before the end of the header block.
void addHeader(HttpReply& reply, const std::string& block) {
    // The end tag, whatever its prefix.
    const auto end = reply.body.find("Header>", reply.body.find("Header>") + 1);
    if (end != std::string::npos)
        reply.body.insert(reply.body.rfind('<', end), block);
}

void longFault(const soap::Message& request, HttpReply& reply) {
    auto fault = internalError();
    fault.reasons.front().text += std::string(3000, '.');
    becomeFault(request, reply, fault);
    if (reply.body.size() < 4000) {
        fault.reasons.front().text += std::string(4000 - reply.body.size(), '.');
        becomeFault(request, reply, fault);
    }
}

void fault400(const soap::Message& request, HttpReply& reply) {
    becomeFault(request, reply, internalError(), 400);
}

void fault200(const soap::Message& request, HttpReply& reply) {
    becomeFault(request, reply, internalError(), 200);
}

void twoReasons(const soap::Message& request, HttpReply& reply) {
    auto fault = internalError();
    fault.reasons = {{"Eine Lektion: das geht immer schief.", "de-DE"}, {"A lesson: this always fails.", "en-US"}};
    becomeFault(request, reply, fault);
}

void unknownDetail(const soap::Message& request, HttpReply& reply) {
    auto fault = internalError();
    fault.detail = {"<l:Lesson xmlns:l=\"urn:lesson\"><l:Depth l:of=\"2\">text</l:Depth></l:Lesson>"};
    becomeFault(request, reply, fault);
}

void unknownSubcode(const soap::Message& request, HttpReply& reply) {
    auto fault = internalError();
    fault.subcode = wsman::xml::QName{"urn:lesson", "Unheard"};
    becomeFault(request, reply, fault);
}

void malformed(const soap::Message&, HttpReply& reply) {
    reply.body = "<s:Envelope xmlns:s=\"" + std::string(wsman::ns::kSoap) + "\"><s:Body></s:Envelope>";
}

void html(const soap::Message&, HttpReply& reply) {
    reply.headers.set("Content-Type", "text/html");
    reply.body = "<html><body>It works!</body></html>";
}

void entities(const soap::Message&, HttpReply& reply) {
    std::string declarations = "<!ENTITY e0 \"lesson\">";
    for (int i = 1; i < 30; ++i) {
        const auto inner = "&e" + std::to_string(i - 1) + ";";
        declarations.append("<!ENTITY e")
            .append(std::to_string(i))
            .append(" \"")
            .append(inner)
            .append(inner)
            .append("\">");
    }
    reply.body = "<!DOCTYPE x [" + declarations + "]><s:Envelope xmlns:s=\"" + std::string(wsman::ns::kSoap) +
                 "\"><s:Header/><s:Body><x>&e29;</x></s:Body></s:Envelope>";
}

void otherRelatesTo(const soap::Message& request, HttpReply& reply) {
    const auto id = request.header().messageId.value_or("");
    for (auto at = id.empty() ? std::string::npos : reply.body.find(id); at != std::string::npos;
         at = reply.body.find(id, at + 1))
        reply.body.replace(at, id.size(), "uuid:6d69746c-6573-4e6f-8000-00000000dead");
}

void mustUnderstand(const soap::Message&, HttpReply& reply) {
    addHeader(reply, "<l:Lesson xmlns:l=\"urn:lesson\" xmlns:ls=\"" + std::string(wsman::ns::kSoap) +
                         "\" ls:mustUnderstand=\"true\">heed</l:Lesson>");
}

void unknownHeader(const soap::Message&, HttpReply& reply) {
    addHeader(reply, "<l:Lesson xmlns:l=\"urn:lesson\">ignore</l:Lesson>");
}

void comments(const soap::Message&, HttpReply& reply) {
    addHeader(reply, "<!-- a lesson -->");
    const auto end = reply.body.rfind("</");
    if (end != std::string::npos)
        reply.body.insert(end, "\n<!-- a lesson -->\n");
}

void upperCaseType(const soap::Message&, HttpReply& reply) {
    reply.headers.set("Content-Type", "Application/SOAP+XML; Charset=\"utf-8\"");
}

/// Identify is answered without headers, so nothing can be changed in them.
std::string needsHeaders(const LessonContext& context) {
    auto why = needsAnswer(context);
    if (!why.empty())
        return why;
    const auto messages = messagesOf(context.plain);
    const bool any =
        std::any_of(messages.begin(), messages.end(), [](const auto& entry) { return !entry->action.empty(); });
    return any ? "" : "the client sends nothing but Identify";
}

Lesson changed(std::string_view id, std::string_view clause, std::string_view requirement, Level level, Change change,
               CaseResult (*judge)(const ClientRun&), std::string (*missing)(const LessonContext&) = needsAnswer) {
    return {id, clause, requirement, level, missing, [change, judge](const LessonContext& context) {
                return observed(context, std::make_shared<Changer>(change), judge);
            }};
}

}  // namespace

std::vector<Lesson> replyLessons() {
    return {
        changed("DSP0226/R13.4-6c", "13.4", "A fault of 4000 octets is understood as a failure", Level::kMust,
                longFault, failsInTime),
        changed("DSP0226/RC.2-9c", "C.2", "A fault that comes with HTTP status 400 is a failure", Level::kMust,
                fault400, failsInTime),
        changed("SOAP12/fault-200c", "part 1, 5.4", "A fault that comes with HTTP status 200 is still a failure",
                Level::kMust, fault200, failsInTime),
        changed("SOAP12/reasonsc", "part 1, 5.4.2", "A fault with its reason in two languages is a failure",
                Level::kMust, twoReasons, failsInTime),
        changed("DSP0226/14.5c", "14.5", "A fault with an unknown element in its detail is a failure", Level::kMust,
                unknownDetail, failsInTime),
        changed("SOAP12/subcodec", "part 1, 5.4.1", "A fault with an unknown subcode is a failure", Level::kMust,
                unknownSubcode, failsInTime),
        changed("SOAP12/malformedc", "part 1, 5", "A reply that is no well-formed XML is a failure", Level::kMust,
                malformed, failsInTime),
        changed("SOAP12/htmlc", "part 2, 7", "A page of HTML is no answer", Level::kMust, html, failsInTime),
        changed("SOAP12/DTDl", "part 1, 5", "A reply with a DTD is refused, its entities are not expanded",
                Level::kMust, entities, failsInTime),
        changed("DSP0226/R5.4.4-3c", "5.4.4", "A reply that relates to another message is not taken for the answer",
                Level::kMust, otherRelatesTo, failsInTime, needsHeaders),
        changed("SOAP12/muc", "part 1, 2.4",
                "A reply with a header that must be understood, and is not, is not processed", Level::kMust,
                mustUnderstand, failsInTime, needsHeaders),
        changed("SOAP12/ignored-headerc", "part 1, 2.4", "A reply's unknown header is ignored", Level::kMust,
                unknownHeader, succeeds, needsHeaders),
        changed("DSP0226/R13.1-11c", "13.1", "Comments in a reply do no harm", Level::kMust, comments, succeeds),
        changed("RFC9110/8.3c", "8.3", "The case of a reply's media type does not count", Level::kMust, upperCaseType,
                succeeds),
    };
}

}  // namespace conformance
