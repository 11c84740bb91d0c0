// Classes: fetching one, what it declares, and listing them. And TestConnection, which asks for nothing.
#include <condition_variable>
#include <mutex>

#include "conformance/api/wired.h"

namespace conformance {

namespace cim = wsman::cim;
using client::Next;

namespace {

constexpr const char* kNameSpace = "root/cimv2";

/// Gets one class and hands it to `look` while the operation is open.
template <class Look>
CaseResult withClass(ApiTarget& target, const char* className, Look look) {
    auto wired = wire(target);
    if (!wired)
        return wired.error();
    MI_Operation operation = MI_OPERATION_NULL;
    MI_Session_GetClass(wired->session.session(), 0, nullptr, kNameSpace, className, nullptr, &operation);
    if (!operation.ft)
        return CaseResult::fail("there is no operation that could give a result");
    Check check;
    int count = 0;
    const auto outcome = client::drainClasses(operation, [&](const MI_Class& declaration) {
        if (++count == 1)
            look(declaration, check);
        return Next::kMore;
    });
    Check whole;
    whole.equal("the result", outcome.result, MI_RESULT_OK).equal("the number of classes", count, 1);
    return whole.ok() ? check.result() : whole.result();
}

CaseResult getsTheClass(ApiTarget& target) {
    return withClass(target, "Win32_Process", [](const MI_Class& declaration, Check& check) {
        const MI_Char* name = nullptr;
        const MI_Char* parent = nullptr;
        check.equal("GetClassName", MI_Class_GetClassName(&declaration, &name), MI_RESULT_OK)
            .equal("GetParentClassName", MI_Class_GetParentClassName(&declaration, &parent), MI_RESULT_OK);
        if (check.ok())
            check.equal("the class name", shown(name), "Win32_Process")
                .equal("the parent", shown(parent), "CIM_Process");
    });
}

CaseResult classHasElements(ApiTarget& target) {
    return withClass(target, "Win32_Process", [](const MI_Class& declaration, Check& check) {
        MI_Uint32 count = 0;
        MI_Type type = MI_BOOLEAN;
        MI_Uint32 index = 0;
        const MI_Char* name = nullptr;
        check.equal("GetElementCount", MI_Class_GetElementCount(&declaration, &count), MI_RESULT_OK)
            .isTrue("there are fewer elements than the class has", count > 20)
            .equal("GetElement",
                   MI_Class_GetElement(&declaration, "ThreadCount", nullptr, nullptr, &type, nullptr, nullptr, nullptr,
                                       &index),
                   MI_RESULT_OK)
            .equal("the type of ThreadCount", type, MI_UINT32)
            .equal(
                "GetElementAt with the index of ThreadCount",
                MI_Class_GetElementAt(&declaration, index, &name, nullptr, nullptr, nullptr, nullptr, nullptr, nullptr),
                MI_RESULT_OK);
        if (check.ok())
            check.equal("the name at that index", shown(name), "ThreadCount");
    });
}

CaseResult classHasKeys(ApiTarget& target) {
    return withClass(target, "Win32_Process", [](const MI_Class& declaration, Check& check) {
        const auto flagsOf = [&](const char* name) {
            MI_Uint32 flags = 0;
            check.equal(
                "GetElement",
                MI_Class_GetElement(&declaration, name, nullptr, nullptr, nullptr, nullptr, nullptr, &flags, nullptr),
                MI_RESULT_OK);
            return flags;
        };
        check.isTrue("the key has no MI_FLAG_KEY", (flagsOf("Handle") & MI_FLAG_KEY) != 0)
            .isTrue("what is no key has MI_FLAG_KEY", (flagsOf("ThreadCount") & MI_FLAG_KEY) == 0);
    });
}

CaseResult classHasMethods(ApiTarget& target) {
    return withClass(target, "Win32_Process", [](const MI_Class& declaration, Check& check) {
        MI_QualifierSet qualifiers{};
        MI_ParameterSet parameters{};
        MI_Uint32 index = 0;
        MI_Uint32 count = 0;
        MI_Type type = MI_BOOLEAN;
        check.equal("GetMethod", MI_Class_GetMethod(&declaration, "Create", &qualifiers, &parameters, &index),
                    MI_RESULT_OK);
        if (!check.ok())
            return;
        check.equal("GetParameterCount", MI_ParameterSet_GetParameterCount(&parameters, &count), MI_RESULT_OK)
            .equal("the number of parameters", count, 4u)
            .equal("GetParameter",
                   MI_ParameterSet_GetParameter(&parameters, "ProcessId", &type, nullptr, nullptr, nullptr),
                   MI_RESULT_OK)
            .equal("the type of ProcessId", type, MI_UINT32);
    });
}

CaseResult classHasQualifiers(ApiTarget& target) {
    return withClass(target, "CIM_Process", [](const MI_Class& declaration, Check& check) {
        MI_QualifierSet qualifiers{};
        MI_Type type = MI_STRING;
        MI_Uint32 flags = 0;
        MI_Value value{};
        MI_Uint32 index = 0;
        check.equal("GetElement",
                    MI_Class_GetElement(&declaration, "Handle", nullptr, nullptr, nullptr, nullptr, &qualifiers,
                                        nullptr, nullptr),
                    MI_RESULT_OK);
        if (!check.ok())
            return;
        check
            .equal("GetQualifier", MI_QualifierSet_GetQualifier(&qualifiers, "Key", &type, &flags, &value, &index),
                   MI_RESULT_OK)
            .equal("the type of Key", type, MI_BOOLEAN)
            .isTrue("Key is not true", value.boolean == MI_TRUE);
    });
}

CaseResult missingClassIsAnError(ApiTarget& target) {
    auto wired = wire(target);
    if (!wired)
        return wired.error();
    MI_Operation operation = MI_OPERATION_NULL;
    MI_Session_GetClass(wired->session.session(), 0, nullptr, kNameSpace, "X_Missing", nullptr, &operation);
    if (!operation.ft)
        return CaseResult::fail("there is no operation that could give a result");
    int count = 0;
    const auto outcome = client::drainClasses(operation, [&](const MI_Class&) {
        ++count;
        return Next::kMore;
    });
    return Check()
        .isTrue("the server was not asked", !wired->mock->requests().empty())
        .isTrue("the result is OK", outcome.result != MI_RESULT_OK)
        .equal("the number of classes", count, 0)
        .result();
}

CaseResult cloneOutlivesTheOperation(ApiTarget& target) {
    MI_Class* clone = nullptr;
    cim::Class original;
    auto result = withClass(target, "Win32_Process", [&](const MI_Class& declaration, Check& check) {
        original = client::fromMi(&declaration);
        check.equal("MI_Class_Clone", MI_Class_Clone(&declaration, &clone), MI_RESULT_OK)
            .isTrue("the clone is the class itself", clone != &declaration);
        if (!check.ok())
            clone = nullptr;
    });
    // Operation, session and application are closed by now.
    const std::unique_ptr<MI_Class, client::MiDeleter> owner(clone);
    if (result.verdict != Verdict::kPass)
        return result;
    return Check()
        .isTrue("MI_Class_Clone gave nothing", clone != nullptr)
        .isTrue("the clone differs from the class", clone && client::fromMi(clone) == original)
        .result();
}

/// The classes that EnumerateClasses yields.
struct Listed {
    client::Outcome outcome{};
    std::vector<cim::Class> classes{};
    [[nodiscard]] const cim::Class* find(std::string_view name) const {
        for (const auto& one : classes)
            if (one.name == name)
                return &one;
        return nullptr;
    }
};
Listed list(Wired& wired, MI_Uint32 flags, const char* className, MI_Boolean namesOnly) {
    MI_Operation operation = MI_OPERATION_NULL;
    MI_Session_EnumerateClasses(wired.session.session(), flags, nullptr, kNameSpace, className, namesOnly, nullptr,
                                &operation);
    Listed out;
    out.outcome.result = MI_RESULT_FAILED;
    if (operation.ft)
        out.outcome = client::drainClasses(operation, [&](const MI_Class& declaration) {
            out.classes.push_back(client::fromMi(&declaration));
            return Next::kMore;
        });
    return out;
}

CaseResult listsAllClasses(ApiTarget& target) {
    auto wired = wire(target);
    if (!wired)
        return wired.error();
    const auto listed = list(*wired, 0, nullptr, MI_FALSE);
    const auto* process = listed.find("Win32_Process");
    return Check()
        .equal("the result", listed.outcome.result, MI_RESULT_OK)
        .isTrue("a top-level class is missing", listed.find("CIM_ManagedSystemElement") != nullptr)
        .isTrue("a class below others is missing", process != nullptr)
        .isTrue("the class has no properties of its own",
                process && std::any_of(process->properties.begin(), process->properties.end(),
                                       [](const auto& one) { return one.name == "ThreadCount"; }))
        .result();
}

CaseResult listsSubclasses(ApiTarget& target) {
    auto wired = wire(target);
    if (!wired)
        return wired.error();
    const auto listed = list(*wired, 0, "CIM_Service", MI_FALSE);
    return Check()
        .equal("the result", listed.outcome.result, MI_RESULT_OK)
        .isTrue("a subclass is missing", listed.find("Win32_BaseService") != nullptr)
        .isTrue("a subclass of a subclass is missing", listed.find("Win32_Service") != nullptr)
        .isTrue("a class from elsewhere is there", listed.find("Win32_Process") == nullptr)
        .result();
}

CaseResult listsNames(ApiTarget& target) {
    auto wired = wire(target);
    if (!wired)
        return wired.error();
    const auto listed = list(*wired, 0, "CIM_Service", MI_TRUE);
    const auto* service = listed.find("Win32_Service");
    return Check()
        .equal("the result", listed.outcome.result, MI_RESULT_OK)
        .isTrue("a class is missing", service != nullptr)
        .isTrue("there is more than the name", service && service->properties.empty() && service->methods.empty())
        .result();
}

CaseResult testsTheConnection(ApiTarget& target) {
    auto wired = wire(target);
    if (!wired)
        return wired.error();
    MI_Operation operation = MI_OPERATION_NULL;
    MI_Session_TestConnection(wired->session.session(), 0, nullptr, &operation);
    const auto ran = collect(operation);
    return Check()
        .equal("the result", ran.outcome.result, MI_RESULT_OK)
        .isTrue("the server was not asked", !wired->mock->requests().empty())
        .result();
}

/// How often the callback of TestConnection came.
struct Told {
    std::mutex mutex;
    std::condition_variable changed;
    int finals = 0;
    MI_Result result = MI_RESULT_FAILED;

    static void MI_CALL receive(MI_Operation*, void* context, const MI_Instance*, MI_Boolean more, MI_Result result,
                                const MI_Char*, const MI_Instance*, MI_Result(MI_CALL*)(MI_Operation*)) {
        auto& self = *static_cast<Told*>(context);
        const std::lock_guard lock(self.mutex);
        if (more)
            return;
        ++self.finals;
        self.result = result;
        self.changed.notify_all();
    }
};

CaseResult testsTheConnectionAsynchronously(ApiTarget& target) {
    auto wired = wire(target);
    if (!wired)
        return wired.error();
    Told told;
    MI_OperationCallbacks callbacks = MI_OPERATIONCALLBACKS_NULL;
    callbacks.callbackContext = &told;
    callbacks.instanceResult = Told::receive;
    MI_Operation operation = MI_OPERATION_NULL;
    MI_Session_TestConnection(wired->session.session(), 0, &callbacks, &operation);
    {
        std::unique_lock lock(told.mutex);
        told.changed.wait_for(lock, std::chrono::seconds(5), [&] { return told.finals > 0; });
    }
    if (operation.ft)
        MI_Operation_Close(&operation);
    wired->session.close();
    const std::lock_guard lock(told.mutex);
    return Check()
        .equal("the number of final callbacks", told.finals, 1)
        .equal("the result", told.result, MI_RESULT_OK)
        .result();
}

}  // namespace

std::span<const ApiCase> classCases() {
    static constexpr ApiCase kCases[] = {
        {"MI/G1", "mi.h MI_Session_GetClass", "A class comes with its name and its parent's", Level::kMust,
         getsTheClass},
        {"MI/G1b", "mi.h MI_Class_GetElement", "The elements of a class have names, types and positions", Level::kMust,
         classHasElements},
        {"MI/G1c", "mi.h MI_Class_GetElement", "The keys of a class are marked", Level::kMust, classHasKeys},
        {"MI/G1d", "mi.h MI_Class_GetMethod", "The methods of a class have typed parameters", Level::kMust,
         classHasMethods},
        {"MI/G1e", "mi.h MI_Class_GetElement", "The elements of a class have their qualifiers", Level::kMust,
         classHasQualifiers},
        {"MI/G1f", "mi.h MI_Session_GetClass", "A class that is not there is an error", Level::kMust,
         missingClassIsAnError},
        {"MI/G2", "mi.h MI_Class_Clone", "A clone of a class outlives everything", Level::kMust,
         cloneOutlivesTheOperation},
        {"MI/G3", "mi.h MI_Session_EnumerateClasses", "Without a class, all classes come whole", Level::kMust,
         listsAllClasses},
        {"MI/G3b", "mi.h MI_Session_EnumerateClasses", "With classNamesOnly, classes are their names", Level::kMust,
         listsNames},
        {"MI/G3c", "mi.h MI_Session_EnumerateClasses", "Of a class, all classes below it come", Level::kMust,
         listsSubclasses},
        {"MI/G7", "mi.h MI_Session_TestConnection", "A server that answers is OK", Level::kMust, testsTheConnection},
        {"MI/G7b", "mi.h MI_Session_TestConnection", "By callback, one final result comes", Level::kMust,
         testsTheConnectionAsynchronously},
    };
    return kCases;
}

}  // namespace conformance
