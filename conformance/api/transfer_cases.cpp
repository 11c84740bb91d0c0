// Operations on one instance: Get, Modify, Create, Delete and Invoke, as the server sees them and as it answers them.
#include "conformance/api/wired.h"

namespace conformance {

namespace cim = wsman::cim;
using client::MadeInstance;
using client::MiSession;

namespace {

constexpr const char* kNameSpace = "root/cimv2";

/// A variable of the mock's environment; `value` stands in it unless it is empty.
MadeInstance variable(MiSession& session, const char* name, const std::string& value = {}) {
    cim::Instance instance;
    instance.className = "Win32_Environment";
    instance.set("Name", cim::Value::of(std::string(name)), cim::flag::kKey);
    instance.set("UserName", cim::Value::of(std::string("<SYSTEM>")), cim::flag::kKey);
    if (!value.empty())
        instance.set("VariableValue", cim::Value::of(value));
    return client::toMi(session.application(), instance);
}

/// Runs one of the operations that take an instance.
using Operation = decltype(MI_SessionFT::GetInstance);
Ran run(Wired& wired, Operation MI_SessionFT::*slot, const MadeInstance& instance) {
    MI_Operation operation = MI_OPERATION_NULL;
    (wired.session.session()->ft->*slot)(wired.session.session(), 0, nullptr, kNameSpace, instance.instance.get(),
                                         nullptr, &operation);
    return collect(operation);
}

Ran invoke(Wired& wired, const char* className, const char* method, const MadeInstance* instance,
           const std::map<std::string, std::string>& parameters) {
    cim::Instance input;
    input.className = "Parameters";
    for (const auto& [name, value] : parameters)
        input.set(name, cim::Value::of(value));
    const auto made = client::toMi(wired.session.application(), input);
    MI_Operation operation = MI_OPERATION_NULL;
    MI_Session_Invoke(wired.session.session(), 0, nullptr, kNameSpace, instance ? nullptr : className, method,
                      instance ? instance->instance.get() : nullptr, parameters.empty() ? nullptr : made.instance.get(),
                      nullptr, &operation);
    return collect(operation);
}

/// Lets the mock answer a method, whatever its body looks like: with these values as output.
void answerMethod(Wired& wired, const char* method, const std::map<std::string, std::string>& output) {
    wired.mock->answer(method, [method = std::string(method), output](const Sent& request) {
        std::string body;
        for (const auto& [name, value] : output)
            body.append("<p:").append(name).append(">").append(value).append("</p:").append(name).append(">");
        return std::optional(soapReply(request, request.resourceUri() + "/" + method + "Response",
                                       "<p:" + method + "_OUTPUT xmlns:p=\"" + request.resourceUri() + "\">" + body +
                                           "</p:" + method + "_OUTPUT>"));
    });
}

/// The only request with that action, and its selectors without the namespace's.
struct Only {
    std::optional<Sent> request{};
    std::map<std::string, std::string> keys{};
};
Only only(const Wired& wired, const char* action, Check& check) {
    Only out;
    const auto all = wired.mock->requests(action);
    check.equal((std::string("the number of ") + action + " requests").c_str(), all.size(), 1u);
    if (check.ok()) {
        out.request = all.front();
        out.keys = out.request->selectors();
        out.keys.erase("__cimnamespace");
    }
    return out;
}

std::string shown(const std::map<std::string, std::string>& keys) {
    std::string out;
    for (const auto& [name, value] : keys)
        out.append(out.empty() ? "" : ", ").append(name).append("=").append(value);
    return out;
}

CaseResult getSelectsByKeys(ApiTarget& target) {
    auto wired = wire(target);
    if (!wired)
        return wired.error();
    const auto ran = run(*wired, &MI_SessionFT::GetInstance, variable(wired->session, "Path", "no key"));
    Check check;
    const auto sent = only(*wired, "Get", check);
    return check.equal("the selectors", shown(sent.keys), "Name=Path, UserName=<SYSTEM>")
        .equal("the result", ran.outcome.result, MI_RESULT_OK)
        .result();
}

CaseResult modifyPutsTheProperties(ApiTarget& target) {
    auto wired = wire(target);
    if (!wired)
        return wired.error();
    const auto ran = run(*wired, &MI_SessionFT::ModifyInstance, variable(wired->session, "Path", "C:\\New & Old"));
    Check check;
    const auto sent = only(*wired, "Put", check);
    if (check.ok())
        check.equal("the selectors", shown(sent.keys), "Name=Path, UserName=<SYSTEM>")
            .equal("VariableValue in the body", sent.request->text("VariableValue"), "C:\\New & Old");
    return check.equal("the result", ran.outcome.result, MI_RESULT_OK).result();
}

CaseResult modifyNeedsTheInstance(ApiTarget& target) {
    auto wired = wire(target);
    if (!wired)
        return wired.error();
    const auto ran = run(*wired, &MI_SessionFT::ModifyInstance, variable(wired->session, "X_Missing", "1"));
    Check check;
    only(*wired, "Put", check);
    return check.isTrue("an instance that is not there was modified", ran.outcome.result != MI_RESULT_OK).result();
}

CaseResult modifySaysNotFound(ApiTarget& target) {
    auto wired = wire(target);
    if (!wired)
        return wired.error();
    const auto ran = run(*wired, &MI_SessionFT::ModifyInstance, variable(wired->session, "X_Missing", "1"));
    Check check;
    only(*wired, "Put", check);
    return check.equal("the result", ran.outcome.result, MI_RESULT_NOT_FOUND).result();
}

CaseResult createReturnsKeys(ApiTarget& target) {
    auto wired = wire(target);
    if (!wired)
        return wired.error();
    const auto ran = run(*wired, &MI_SessionFT::CreateInstance, variable(wired->session, "X_New", "1"));
    Check check;
    check.equal("the result", ran.outcome.result, MI_RESULT_OK).equal("the instances", ran.instances.size(), 1u);
    if (check.ok())
        check.equal("Name of the result", textOf(ran.instances[0], "Name"), "X_New")
            .equal("UserName of the result", textOf(ran.instances[0], "UserName"), "<SYSTEM>");
    return check.result();
}

CaseResult createSendsTheProperties(ApiTarget& target) {
    auto wired = wire(target);
    if (!wired)
        return wired.error();
    run(*wired, &MI_SessionFT::CreateInstance, variable(wired->session, "X_New", "one"));
    Check check;
    const auto sent = only(*wired, "Create", check);
    if (check.ok())
        check.equal("the class of the body", localName(sent.request->payload().name()), "Win32_Environment")
            .equal("Name in the body", sent.request->text("Name"), "X_New")
            .equal("VariableValue in the body", sent.request->text("VariableValue"), "one");
    return check.result();
}

CaseResult createSaysAlreadyExists(ApiTarget& target) {
    auto wired = wire(target);
    if (!wired)
        return wired.error();
    const auto ran = run(*wired, &MI_SessionFT::CreateInstance, variable(wired->session, "Path", "1"));
    Check check;
    only(*wired, "Create", check);
    return check.equal("the result", ran.outcome.result, MI_RESULT_ALREADY_EXISTS).result();
}

CaseResult deleteYieldsNothing(ApiTarget& target) {
    auto wired = wire(target);
    if (!wired)
        return wired.error();
    const auto ran = run(*wired, &MI_SessionFT::DeleteInstance, variable(wired->session, "OS"));
    return Check()
        .equal("the result", ran.outcome.result, MI_RESULT_OK)
        .equal("the number of instances", ran.instances.size(), 0u)
        .result();
}

CaseResult deleteSendsKeysAlone(ApiTarget& target) {
    auto wired = wire(target);
    if (!wired)
        return wired.error();
    const auto ran = run(*wired, &MI_SessionFT::DeleteInstance, variable(wired->session, "OS", "no key"));
    Check check;
    const auto sent = only(*wired, "Delete", check);
    if (check.ok())
        check.equal("the selectors", shown(sent.keys), "Name=OS, UserName=<SYSTEM>")
            .isTrue("something stands in the body", sent.request->payload().empty());
    return check.equal("the result", ran.outcome.result, MI_RESULT_OK).result();
}

CaseResult staticMethodsHaveNoKeys(ApiTarget& target) {
    auto wired = wire(target);
    if (!wired)
        return wired.error();
    answerMethod(*wired, "Create", {{"ReturnValue", "0"}});
    const auto ran = invoke(*wired, "Win32_Process", "Create", nullptr, {{"CommandLine", "x.exe"}});
    Check check;
    const auto sent = only(*wired, "Create", check);
    if (check.ok())
        check.equal("the class in the resource URI", cim::classNameOf(sent.request->resourceUri()), "Win32_Process")
            .equal("the selectors", shown(sent.keys), "");
    return check.equal("the result", ran.outcome.result, MI_RESULT_OK).result();
}

CaseResult methodsOfInstancesHaveKeys(ApiTarget& target) {
    auto wired = wire(target);
    if (!wired)
        return wired.error();
    const auto keys = keysOf(wired->session, "Win32_Service", {{"Name", "Spooler"}});
    answerMethod(*wired, "InterrogateService", {{"ReturnValue", "0"}});
    const auto ran = invoke(*wired, nullptr, "InterrogateService", &keys, {});
    Check check;
    const auto sent = only(*wired, "InterrogateService", check);
    return check.equal("the selectors", shown(sent.keys), "Name=Spooler")
        .equal("the result", ran.outcome.result, MI_RESULT_OK)
        .result();
}

/// What stands in the body of a method's request.
template <class Look>
CaseResult withInput(ApiTarget& target, Look look) {
    auto wired = wire(target);
    if (!wired)
        return wired.error();
    answerMethod(*wired, "Create", {{"ReturnValue", "0"}});
    const auto ran =
        invoke(*wired, "Win32_Process", "Create", nullptr, {{"CommandLine", "x.exe"}, {"CurrentDirectory", "C:\\"}});
    Check check;
    const auto sent = only(*wired, "Create", check);
    if (check.ok())
        look(*sent.request, check);
    return check.equal("the result", ran.outcome.result, MI_RESULT_OK).result();
}

CaseResult parametersAreInTheBody(ApiTarget& target) {
    return withInput(target, [](const Sent& request, Check& check) {
        check.equal("CommandLine", request.text("CommandLine"), "x.exe")
            .equal("CurrentDirectory", request.text("CurrentDirectory"), "C:\\");
    });
}

CaseResult inputHasItsName(ApiTarget& target) {
    return withInput(target, [](const Sent& request, Check& check) {
        check.equal("the element of the body", localName(request.payload().name()), "Create_INPUT");
    });
}

CaseResult returnsTheReturnValue(ApiTarget& target) {
    auto wired = wire(target);
    if (!wired)
        return wired.error();
    answerMethod(*wired, "StartService", {{"ReturnValue", "10"}});
    const auto keys = keysOf(wired->session, "Win32_Service", {{"Name", "Spooler"}});
    const auto ran = invoke(*wired, nullptr, "StartService", &keys, {});
    Check check;
    check.equal("the result", ran.outcome.result, MI_RESULT_OK).equal("the instances", ran.instances.size(), 1u);
    if (check.ok())
        check.equal("ReturnValue", textOf(ran.instances[0], "ReturnValue"), "10");
    return check.result();
}

CaseResult returnsOutParameters(ApiTarget& target) {
    auto wired = wire(target);
    if (!wired)
        return wired.error();
    const auto keys = keysOf(wired->session, "Win32_Process", {{"Handle", "4"}});
    answerMethod(*wired, "GetOwner", {{"Domain", "NT AUTHORITY"}, {"User", "SYSTEM"}, {"ReturnValue", "0"}});
    const auto ran = invoke(*wired, nullptr, "GetOwner", &keys, {});
    Check check;
    check.equal("the result", ran.outcome.result, MI_RESULT_OK).equal("the instances", ran.instances.size(), 1u);
    if (check.ok())
        check.equal("User", textOf(ran.instances[0], "User"), "SYSTEM")
            .equal("Domain", textOf(ran.instances[0], "Domain"), "NT AUTHORITY");
    return check.result();
}

}  // namespace

std::span<const ApiCase> transferCases() {
    static constexpr ApiCase kCases[] = {
        {"MI/F9", "mi.h MI_Session_GetInstance", "Get selects by the keys of the instance and by nothing else",
         Level::kMust, getSelectsByKeys},
        {"MI/F10", "mi.h MI_Session_ModifyInstance", "Modifying an instance that is not there is an error",
         Level::kMust, modifyNeedsTheInstance},
        {"MI/F10b", "mi.h MI_Session_ModifyInstance", "Modifying an instance that is not there is NOT_FOUND",
         Level::kShould, modifySaysNotFound},
        {"MI/F10c", "mi.h MI_Session_ModifyInstance", "Modify puts the given properties to the instance of the keys",
         Level::kMust, modifyPutsTheProperties},
        {"MI/F11", "mi.h MI_Session_CreateInstance", "Create yields the keys of the new instance", Level::kMust,
         createReturnsKeys},
        {"MI/F11b", "mi.h MI_Session_CreateInstance", "Create sends the given properties", Level::kMust,
         createSendsTheProperties},
        {"MI/F12", "mi.h MI_Session_CreateInstance", "Creating what exists is ALREADY_EXISTS", Level::kShould,
         createSaysAlreadyExists},
        {"MI/F13", "mi.h MI_Session_DeleteInstance", "Delete yields a final result without an instance", Level::kMust,
         deleteYieldsNothing},
        {"MI/F13b", "mi.h MI_Session_DeleteInstance", "Delete sends the keys and an empty body", Level::kMust,
         deleteSendsKeysAlone},
        {"MI/F14", "mi.h MI_Session_Invoke", "A static method is invoked on the class, without keys", Level::kMust,
         staticMethodsHaveNoKeys},
        {"MI/F14b", "mi.h MI_Session_Invoke", "A method of an instance is invoked with its keys", Level::kMust,
         methodsOfInstancesHaveKeys},
        {"MI/F14c", "mi.h MI_Session_Invoke", "The parameters stand in the body under their names", Level::kMust,
         parametersAreInTheBody},
        {"MI/F14d", "DSP0230 10", "The parameters stand in an element that is called after the method", Level::kMust,
         inputHasItsName},
        {"MI/F15", "mi.h MI_Session_Invoke", "What a method returns is ReturnValue of the result", Level::kMust,
         returnsTheReturnValue},
        {"MI/F15b", "mi.h MI_Session_Invoke", "Output parameters are elements of the result", Level::kMust,
         returnsOutParameters},
    };
    return kCases;
}

}  // namespace conformance
