// Errors: what a server says that went wrong, what goes wrong on the way, and how the caller learns of it.
#include <atomic>

#include "conformance/api/wired.h"

namespace conformance {

using mockserver::HttpReply;

namespace {

constexpr const char* kEnumeration = "http://schemas.xmlsoap.org/ws/2004/09/enumeration";
constexpr const char* kProcessUri = "http://schemas.dmtf.org/wbem/wscim/1/cim-schema/2/Win32_Process";

/// Gets an instance from a mock that answers with `reply`.
template <class Reply>
tl::expected<Ran, CaseResult> getFrom(ApiTarget& target, Reply reply) {
    auto wired = wire(target);
    if (!wired)
        return tl::unexpected(wired.error());
    wired->mock->answer("*", [reply](const Sent& request) { return std::optional<HttpReply>(reply(request)); });
    const auto keys = keysOf(wired->session, "Win32_Service", {{"Name", "Spooler"}});
    MI_Operation operation = MI_OPERATION_NULL;
    MI_Session_GetInstance(wired->session.session(), 0, nullptr, "root/cimv2", keys.instance.get(), nullptr,
                           &operation);
    auto ran = collect(operation);
    if (!ran.started)
        return tl::unexpected(CaseResult::fail("there is no operation that could give a result"));
    if (wired->mock->requests().empty())
        return tl::unexpected(CaseResult::fail("the server was not asked"));
    return ran;
}

/// What a reply that is no answer must lead to.
template <class Reply>
CaseResult mustFail(ApiTarget& target, Reply reply) {
    const auto ran = getFrom(target, reply);
    if (!ran)
        return ran.error();
    return Check()
        .isTrue("the result is OK", ran->outcome.result != MI_RESULT_OK)
        .equal("the number of instances", ran->instances.size(), 0u)
        .result();
}

HttpReply accessDenied(const Sent& request, int status = 500) {
    return faultReply(request, {.subcode = "wsman:AccessDenied",
                                .reasons = {{"en-US", "The mock lets nobody in <today>."}},
                                .status = status});
}

/// A whole reply with an instance, to be damaged.
HttpReply service(const Sent& request) {
    return soapReply(request, "http://schemas.xmlsoap.org/ws/2004/09/transfer/GetResponse",
                     "<p:Win32_Service xmlns:p=\"" + request.resourceUri() +
                         "\"><p:Name>Spooler</p:Name><p:State>Running</p:State></p:Win32_Service>");
}

CaseResult omiErrorGivesTheResult(ApiTarget& target) {
    const auto ran = getFrom(target, [](const Sent& request) {
        return faultReply(
            request, {.subcode = "wsman:InternalError",
                      .reasons = {{"en-US", "exists"}},
                      .detail = "<p:OMI_Error xmlns:p=\"http://schemas.dmtf.org/wbem/wscim/1/cim-schema/2/OMI_Error\" "
                                "wsmb:IsCIM_Error=\"true\"><p:Message>It is there.</p:Message>"
                                "<p:MessageID>OMI:MI_Result:11</p:MessageID></p:OMI_Error>"});
    });
    if (!ran)
        return ran.error();
    return Check().equal("the result", ran->outcome.result, MI_RESULT_ALREADY_EXISTS).result();
}

CaseResult cimErrorIsInTheDetails(ApiTarget& target) {
    const auto ran = getFrom(target, [](const Sent& request) {
        return faultReply(request,
                          {.subcode = "wsman:InternalError",
                           .reasons = {{"en-US", "no"}},
                           .detail = "<p:X_Error xmlns:p=\"http://schemas.dmtf.org/wbem/wscim/1/cim-schema/2/X_Error\" "
                                     "wsmb:IsCIM_Error=\"true\"><p:CIMStatusCode>6</p:CIMStatusCode>"
                                     "<p:Message>Nothing of that name.</p:Message></p:X_Error>"});
    });
    if (!ran)
        return ran.error();
    const auto& details = ran->outcome.details;
    return Check()
        .isTrue("the result is OK", ran->outcome.result != MI_RESULT_OK)
        .isTrue("there are no completion details", details.has_value())
        .equal("Message of the details", details ? textOf(*details, "Message") : "", "Nothing of that name.")
        .equal("CIMStatusCode of the details", details ? textOf(*details, "CIMStatusCode") : "", "6")
        .result();
}

CaseResult accessDeniedSaysWhy(ApiTarget& target) {
    const auto ran = getFrom(target, [](const Sent& request) { return accessDenied(request); });
    if (!ran)
        return ran.error();
    return Check()
        .isTrue("the result is OK", ran->outcome.result != MI_RESULT_OK)
        .isTrue("the reason is not in the text", contains(ran->outcome.message, "The mock lets nobody in <today>."))
        .result();
}

CaseResult accessDeniedIsItsResult(ApiTarget& target) {
    const auto ran = getFrom(target, [](const Sent& request) { return accessDenied(request); });
    if (!ran)
        return ran.error();
    return Check().equal("the result", ran->outcome.result, MI_RESULT_ACCESS_DENIED).result();
}

CaseResult unauthorizedIsAccessDenied(ApiTarget& target) {
    const auto ran = getFrom(target, [](const Sent&) {
        HttpReply reply{.status = 401};
        reply.headers.add("WWW-Authenticate", "Basic realm=\"WSMAN\"");
        return reply;
    });
    if (!ran)
        return ran.error();
    return Check().equal("the result", ran->outcome.result, MI_RESULT_ACCESS_DENIED).result();
}

CaseResult faultOfStatus400(ApiTarget& target) {
    const auto ran = getFrom(target, [](const Sent& request) { return accessDenied(request, 400); });
    if (!ran)
        return ran.error();
    return Check()
        .isTrue("the result is OK", ran->outcome.result != MI_RESULT_OK)
        .isTrue("the reason is not in the text", contains(ran->outcome.message, "The mock lets nobody in <today>."))
        .result();
}

CaseResult reasonsInTwoLanguages(ApiTarget& target) {
    const auto ran = getFrom(target, [](const Sent& request) {
        return faultReply(request, {.subcode = "wsman:AccessDenied",
                                    .reasons = {{"en-US", "Keep out."}, {"de-DE", "Draussen bleiben."}}});
    });
    if (!ran)
        return ran.error();
    const auto& text = ran->outcome.message;
    return Check()
        .isTrue("the result is OK", ran->outcome.result != MI_RESULT_OK)
        .isTrue("neither reason is in the text", contains(text, "Keep out.") || contains(text, "Draussen bleiben."))
        .result();
}

CaseResult keepsWhatCameBeforeTheFault(ApiTarget& target) {
    auto wired = wire(target);
    if (!wired)
        return wired.error();
    const auto context = "<wsen:EnumerationContext>" + newId() + "</wsen:EnumerationContext>";
    wired->mock->answer("Enumerate", [context](const Sent& request) {
        return std::optional(soapReply(request, std::string(kEnumeration) + "/EnumerateResponse",
                                       "<wsen:EnumerateResponse>" + context + "</wsen:EnumerateResponse>"));
    });
    auto pulls = std::make_shared<std::atomic<int>>(0);
    wired->mock->answer("Pull", [pulls, context](const Sent& request) {
        if (++*pulls > 1)
            return std::optional(accessDenied(request));
        std::string items;
        for (const auto* handle : {"1", "2", "3"})
            items += std::string("<p:Win32_Process xmlns:p=\"") + kProcessUri + "\"><p:Handle>" + handle +
                     "</p:Handle></p:Win32_Process>";
        return std::optional(
            soapReply(request, std::string(kEnumeration) + "/PullResponse",
                      "<wsen:PullResponse>" + context + "<wsen:Items>" + items + "</wsen:Items></wsen:PullResponse>"));
    });
    MI_Operation operation = MI_OPERATION_NULL;
    MI_Session_EnumerateInstances(wired->session.session(), 0, nullptr, "root/cimv2", "Win32_Process", MI_FALSE,
                                  nullptr, &operation);
    const auto ran = collect(operation);
    std::string handles;
    for (const auto& one : ran.instances)
        handles += textOf(one, "Handle");
    return Check()
        .equal("the instances", handles, "123")
        .isTrue("the result is OK", ran.outcome.result != MI_RESULT_OK)
        .isTrue("there is no error text", !ran.outcome.message.empty())
        .result();
}

CaseResult brokenXml(ApiTarget& target) {
    return mustFail(target, [](const Sent& request) {
        auto reply = service(request);
        reply.body.replace(reply.body.find("</p:Name>"), 9, "</p:Nome>");
        return reply;
    });
}

CaseResult truncatedBody(ApiTarget& target) {
    return mustFail(target, [](const Sent& request) {
        auto reply = service(request);
        reply.wire.emplace().truncateAfter = 400;
        return reply;
    });
}

CaseResult wrongLength(ApiTarget& target) {
    return mustFail(target, [](const Sent& request) {
        auto reply = service(request);
        reply.wire.emplace().contentLength = reply.body.size() + 100;
        return reply;
    });
}

CaseResult noSoap(ApiTarget& target) {
    return mustFail(target, [](const Sent&) { return mockserver::plainTextReply(200, "It works!"); });
}

CaseResult emptyStatus500(ApiTarget& target) {
    return mustFail(target, [](const Sent&) { return HttpReply{.status = 500}; });
}

CaseResult connectionReset(ApiTarget& target) {
    return mustFail(target, [](const Sent& request) {
        auto reply = service(request);
        auto& wire = reply.wire.emplace();
        wire.truncateAfter = 0;
        wire.ending = mockserver::WireAction::Ending::kReset;
        return reply;
    });
}

/// Fails an operation, runs others while it is still open, and hands over what it said before and says now.
template <class Compare>
CaseResult whileOthersRun(ApiTarget& target, Compare compare) {
    auto wired = wire(target);
    if (!wired)
        return wired.error();
    std::vector<client::MadeInstance> keys;  // as long as the operations
    const auto get = [&](const char* name, MI_Operation& operation) {
        keys.push_back(keysOf(wired->session, "Win32_Service", {{"Name", name}}));
        MI_Session_GetInstance(wired->session.session(), 0, nullptr, "root/cimv2", keys.back().instance.get(), nullptr,
                               &operation);
    };
    wired->mock->answer("Get", [](const Sent& request) -> std::optional<HttpReply> {
        if (request.selectors().count("Name") != 0 && request.selectors().at("Name") == "Spooler")
            return std::nullopt;
        return faultReply(request,
                          {.subcode = "wsman:InternalError",
                           .reasons = {{"en-US", "A reason that must last."}},
                           .detail = "<p:X_Error xmlns:p=\"http://schemas.dmtf.org/wbem/wscim/1/cim-schema/2/X_Error\" "
                                     "wsmb:IsCIM_Error=\"true\"><p:CIMStatusCode>6</p:CIMStatusCode>"
                                     "<p:Message>A message that must last.</p:Message></p:X_Error>"});
    });
    MI_Operation first = MI_OPERATION_NULL;
    get("X_Missing", first);
    if (!first.ft)
        return CaseResult::fail("there is no operation that could give a result");
    const MI_Instance* instance = nullptr;
    MI_Boolean more = MI_TRUE;
    MI_Result result = MI_RESULT_OK;
    const MI_Char* message = nullptr;
    const MI_Instance* details = nullptr;
    while (more && MI_Operation_GetInstance(&first, &instance, &more, &result, &message, &details) == MI_RESULT_OK) {
    }
    Check check;
    check.isTrue("the result is OK", result != MI_RESULT_OK);
    // Other operations come and go meanwhile.
    compare(check, message, details, [&] {
        for (int i = 0; i < 3; ++i) {
            MI_Operation other = MI_OPERATION_NULL;
            get(i == 1 ? "X_Other" : "Spooler", other);
            collect(other);
        }
    });
    check.equal("MI_Operation_Close", MI_Operation_Close(&first), MI_RESULT_OK);
    return check.result();
}

CaseResult textLasts(ApiTarget& target) {
    return whileOthersRun(target, [](Check& check, const MI_Char* message, const MI_Instance*, const auto& runOthers) {
        check.isTrue("there is no error text", message != nullptr);
        if (!check.ok())
            return;
        const std::string before = message;
        runOthers();
        check.equal("the text a while later", std::string(message), before);
    });
}

CaseResult detailsLast(ApiTarget& target) {
    return whileOthersRun(target, [](Check& check, const MI_Char*, const MI_Instance* details, const auto& runOthers) {
        check.isTrue("there are no completion details", details != nullptr);
        if (!check.ok())
            return;
        const auto before = client::fromMi(details);
        runOthers();
        check.isTrue("the details differ a while later", client::fromMi(details) == before)
            .equal("Message of the details", textOf(before, "Message"), "A message that must last.");
    });
}

CaseResult redirectIsNoAnswer(ApiTarget& target) {
    return mustFail(target, [](const Sent&) {
        HttpReply reply{.status = 302};
        reply.headers.add("Location", "http://127.0.0.1:9/wsman");
        return reply;
    });
}

}  // namespace

std::span<const ApiCase> faultCases() {
    static constexpr ApiCase kCases[] = {
        {"MI/H1b", "mi.h MI_Operation_GetInstance", "The server's CIM error is the completion details", Level::kShould,
         cimErrorIsInTheDetails},
        {"MI/H2", "OMI_Error", "The result that OMI names in a fault is the operation's", Level::kVendor,
         omiErrorGivesTheResult},
        {"MI/H3", "mi.h MI_Operation_GetInstance", "The reason of a fault is in the error text", Level::kShould,
         accessDeniedSaysWhy},
        {"MI/H3b", "DSP0226 14.6", "wsman:AccessDenied is ACCESS_DENIED", Level::kShould, accessDeniedIsItsResult},
        {"MI/H4", "mi.h MI_RESULT_ACCESS_DENIED", "HTTP 401 is ACCESS_DENIED", Level::kVendor,
         unauthorizedIsAccessDenied},
        {"MI/H5", "mi.h MI_Operation_GetInstance", "A fault counts whatever the HTTP status", Level::kShould,
         faultOfStatus400},
        {"MI/H6", "mi.h MI_Operation_GetInstance", "A fault may give its reason in several languages", Level::kShould,
         reasonsInTwoLanguages},
        {"MI/H7", "mi.h MI_Operation_GetInstance", "An error amid an enumeration comes behind what arrived before",
         Level::kMust, keepsWhatCameBeforeTheFault},
        {"MI/H8", "mi.h MI_Operation_GetInstance", "A reply that is not well-formed is an error", Level::kShould,
         brokenXml},
        {"MI/H8b", "mi.h MI_Operation_GetInstance", "A reply that breaks off is an error", Level::kShould,
         truncatedBody},
        {"MI/H8c", "mi.h MI_Operation_GetInstance", "A reply shorter than its length is an error", Level::kShould,
         wrongLength},
        {"MI/H8d", "mi.h MI_Operation_GetInstance", "A reply that is no SOAP is an error", Level::kShould, noSoap},
        {"MI/H8e", "mi.h MI_Operation_GetInstance", "A server error without a fault is an error", Level::kShould,
         emptyStatus500},
        {"MI/H8f", "mi.h MI_Operation_GetInstance", "A connection that is reset is an error", Level::kShould,
         connectionReset},
        {"MI/H9", "mi.h MI_Operation_GetInstance", "The error text lasts until the next getter or Close", Level::kMust,
         textLasts},
        {"MI/H9b", "mi.h MI_Operation_GetInstance", "The completion details last until the next getter or Close",
         Level::kShould, detailsLast},
        {"MI/H10", "mi.h MI_Operation_GetInstance", "A redirection that is not followed is an error", Level::kVendor,
         redirectIsNoAnswer},
    };
    return kCases;
}

}  // namespace conformance
