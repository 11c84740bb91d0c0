// `mi tour`: every member of MI_SessionFT, once each, against what the mock server's own scenarios hold
// (scenarios/recorded and scenarios/written). What each should give is known, so the table ends in a verdict.
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iomanip>
#include <iostream>
#include <sstream>

#include "client/cli/command.h"

namespace client::cli {

namespace cim = wsman::cim;
using Clock = std::chrono::steady_clock;

namespace {

/// Counts the requests that our library wrote to its trace. Other libraries have no trace: then there is no count.
class WireCount {
public:
    WireCount() {
        std::string name = (std::filesystem::temp_directory_path() / "mi-tour-XXXXXX").string();
        if (const int file = ::mkstemp(name.data()); file >= 0) {
            ::close(file);
            path_ = name;
            ::setenv("MI_TRACE", path_.c_str(), 1);
        }
    }
    WireCount(const WireCount&) = delete;
    WireCount& operator=(const WireCount&) = delete;
    ~WireCount() {
        std::error_code ignored;
        if (!path_.empty())
            std::filesystem::remove(path_, ignored);
    }

    /// Requests since the last call.
    std::uint64_t take() {
        std::ifstream file(path_);
        std::uint64_t now = 0;
        for (std::string line; std::getline(file, line);)
            now += line.starts_with("--- sent on connection ");
        const auto since = now - seen_;
        seen_ = now;
        traced_ = traced_ || now > 0;
        return since;
    }
    [[nodiscard]] bool traced() const { return traced_; }

private:
    std::string path_;
    std::uint64_t seen_ = 0;
    bool traced_ = false;
};

struct Expectation {
    MI_Result result = MI_RESULT_OK;
    std::uint64_t instances = 0;
    std::uint64_t messages = 0;  ///< at least
};

struct Observed {
    Outcome outcome{};
    std::uint64_t instances = 0;
    std::string shown{};  ///< a value that came back, for a person
};

struct Stop {
    const char* member;
    const char* target;
    const char* source;  ///< recorded (between other programs) or written (for this project)
    Expectation expected;
    std::function<Observed()> run;
};

cim::Instance keyed(const char* className, const char* name, cim::Scalar value) {
    cim::Instance instance;
    instance.className = className;
    instance.set(name, cim::Value::of(std::move(value)), cim::flag::kKey);
    return instance;
}

class Tour {
public:
    Tour(const Arguments& arguments, const MiLibrary& library, std::ostream& out)
        : arguments_(arguments), library_(library), out_(out) {}

    int run() {
        auto destination = arguments_.destination;
        if (!destination.maxElements)
            destination.maxElements = 7;  // as the recorded enumeration was asked for
        auto session = MiSession::open(library_, destination);
        if (!session) {
            std::cerr << "mi: " << session.error().message << '\n';
            return kExitNoStart;
        }
        session_ = &*session;
        out_ << "library  " << library_.path() << "\nendpoint " << destination.url.text() << "\n\n";
        row("MI_SessionFT member", "target", "source", "messages", "result", "instances", "ms", "");
        for (const auto& stop : stops())
            visit(stop);
        visit({"Close", "the session", "-", {}, [&] { return Observed{session->close(), 0, {}}; }});
        out_ << '\n'
             << (failures_ ? "FAILED: " + std::to_string(failures_) + " of " : "PASSED: all ") << stops_
             << " calls, covering the 15 members of MI_SessionFT\n";
        return failures_ ? kExitFailed : kExitOk;
    }

private:
    std::vector<Stop> stops() {
        return {
            {"GetApplication", "the session's application", "-", {MI_RESULT_OK, 0, 0}, [&] { return application(); }},
            {"TestConnection",
             "Identify",
             "written",
             {MI_RESULT_OK, 1, 1},
             [&] {
                 return instances("ProductVendor", [&](MI_Operation* op) {
                     MI_Session_TestConnection(session_->session(), 0, nullptr, op);
                 });
             }},
            {"GetInstance",
             "MSFT_President Key=1",
             "recorded",
             {MI_RESULT_OK, 1, 1},
             [&] { return get("root/test", keyed("MSFT_President", "Key", std::uint64_t{1}), "Last"); }},
            {"GetInstance",
             "MSFT_President Key=99",
             "recorded",
             {MI_RESULT_NOT_FOUND, 0, 1},
             [&] { return get("root/test", keyed("MSFT_President", "Key", std::uint64_t{99}), ""); }},
            {"CreateInstance",
             "Win32_Environment",
             "written",
             {MI_RESULT_OK, 1, 1},
             [&] {
                 auto instance = environment();
                 instance.set("VariableValue", cim::Value::of(std::string("/opt/mitb")));
                 return withInstance(instance, "Name", [&](MI_Instance* i, MI_Operation* op) {
                     MI_Session_CreateInstance(session_->session(), 0, nullptr, "root/cimv2", i, nullptr, op);
                 });
             }},
            {"ModifyInstance",
             "Win32_Environment",
             "written",
             {MI_RESULT_OK, 1, 1},
             [&] {
                 auto instance = environment();
                 instance.set("VariableValue", cim::Value::of(std::string("/srv/mitb")));
                 return withInstance(instance, "VariableValue", [&](MI_Instance* i, MI_Operation* op) {
                     MI_Session_ModifyInstance(session_->session(), 0, nullptr, "root/cimv2", i, nullptr, op);
                 });
             }},
            {"DeleteInstance",
             "Win32_Environment",
             "written",
             {MI_RESULT_OK, 0, 1},
             [&] {
                 return withInstance(environment(), "", [&](MI_Instance* i, MI_Operation* op) {
                     MI_Session_DeleteInstance(session_->session(), 0, nullptr, "root/cimv2", i, nullptr, op);
                 });
             }},
            {"DeleteInstance",
             "MSFT_President Key=1",
             "recorded",
             {MI_RESULT_NOT_SUPPORTED, 0, 1},
             [&] {
                 const auto keys = keyed("MSFT_President", "Key", std::uint64_t{1});
                 return withInstance(keys, "", [&](MI_Instance* i, MI_Operation* op) {
                     MI_Session_DeleteInstance(session_->session(), 0, nullptr, "root/test", i, nullptr, op);
                 });
             }},
            {"Invoke",
             "X_SmallNumber.SpellNumber(123)",
             "recorded",
             {MI_RESULT_OK, 1, 1},
             [&] {
                 cim::Instance parameters;
                 parameters.className = "Parameters";
                 parameters.set("num", cim::Value::of(std::uint64_t{123}));
                 return withInstance(parameters, "ReturnValue", [&](MI_Instance* i, MI_Operation* op) {
                     MI_Session_Invoke(session_->session(), 0, nullptr, "root/cimv2", "X_SmallNumber", "SpellNumber",
                                       nullptr, i, nullptr, op);
                 });
             }},
            {"EnumerateInstances",
             "X_SmallNumber",
             "recorded",
             {MI_RESULT_OK, 1000, 6},
             [&] {
                 return instances("SpelledNumber", [&](MI_Operation* op) {
                     MI_Session_EnumerateInstances(session_->session(), 0, nullptr, "root/cimv2", "X_SmallNumber",
                                                   MI_FALSE, nullptr, op);
                 });
             }},
            {"EnumerateInstances",
             "Win32_Process",
             "written",
             {MI_RESULT_OK, 360, 6},
             [&] {
                 return instances("Name", [&](MI_Operation* op) {
                     MI_Session_EnumerateInstances(session_->session(), 0, nullptr, "root/cimv2", "Win32_Process",
                                                   MI_FALSE, nullptr, op);
                 });
             }},
            {"QueryInstances",
             "WQL on Win32_Service",
             "written",
             {MI_RESULT_OK, 1, 1},
             [&] {
                 return instances("Name", [&](MI_Operation* op) {
                     MI_Session_QueryInstances(session_->session(), 0, nullptr, "root/cimv2", "WQL",
                                               "SELECT * FROM Win32_Service WHERE State='Running'", nullptr, op);
                 });
             }},
            {"AssociatorInstances",
             "X_SmallNumber Number=8",
             "recorded",
             {MI_RESULT_OK, 3, 1},
             [&] { return associators(); }},
            {"ReferenceInstances",
             "Win32_Service Spooler",
             "written",
             {MI_RESULT_OK, 1, 1},
             [&] {
                 const auto keys = keyed("Win32_Service", "Name", std::string("Spooler"));
                 return withInstance(keys, "", [&](MI_Instance* i, MI_Operation* op) {
                     MI_Session_ReferenceInstances(session_->session(), 0, nullptr, "root/cimv2", i, nullptr, nullptr,
                                                   MI_FALSE, nullptr, op);
                 });
             }},
            {"Subscribe", "Win32_Service changes (pull)", "written", {MI_RESULT_OK, 3, 4}, [&] { return subscribe(); }},
            {"GetClass",
             "Win32_Service",
             "written",
             {MI_RESULT_OK, 1, 1},
             [&] {
                 MI_Operation operation = MI_OPERATION_NULL;
                 MI_Session_GetClass(session_->session(), 0, nullptr, "root/cimv2", "Win32_Service", nullptr,
                                     &operation);
                 return classes(operation);
             }},
            {"EnumerateClasses",
             "below CIM_Service",
             "written",
             {MI_RESULT_OK, 1, 1},
             [&] {
                 MI_Operation operation = MI_OPERATION_NULL;
                 MI_Session_EnumerateClasses(session_->session(), 0, nullptr, "root/cimv2", "CIM_Service", MI_FALSE,
                                             nullptr, &operation);
                 return classes(operation);
             }},
        };
    }

    static cim::Instance environment() {
        auto instance = keyed("Win32_Environment", "Name", std::string("MITB_HOME"));
        instance.set("UserName", cim::Value::of(std::string("<SYSTEM>")), cim::flag::kKey);
        return instance;
    }

    Observed application() {
        MI_Application copy = MI_APPLICATION_NULL;
        Observed seen;
        seen.outcome.result = MI_Session_GetApplication(session_->session(), &copy);
        if (seen.outcome.ok() && copy.ft != session_->application()->ft)
            seen.outcome = {MI_RESULT_FAILED, "the copy is not of this session's application", {}};
        return seen;
    }

    Observed get(const char* nameSpace, const cim::Instance& keys, const char* shown) {
        return withInstance(keys, shown, [&](MI_Instance* i, MI_Operation* op) {
            MI_Session_GetInstance(session_->session(), 0, nullptr, nameSpace, i, nullptr, op);
        });
    }

    Observed associators() {
        // The recorded request names the all-classes URI.
        MI_OperationOptions options = MI_OPERATIONOPTIONS_NULL;
        Observed seen;
        seen.outcome.result = MI_Application_NewOperationOptions(session_->application(), MI_FALSE, &options);
        if (seen.outcome.ok())
            seen.outcome.result =
                MI_OperationOptions_SetResourceUri(&options, "http://schemas.dmtf.org/wbem/wscim/1/*");
        if (seen.outcome.ok()) {
            const auto keys = keyed("X_SmallNumber", "Number", std::uint64_t{8});
            seen = withInstance(keys, "SpelledNumber", [&](MI_Instance* i, MI_Operation* op) {
                MI_Session_AssociatorInstances(session_->session(), 0, &options, "root/cimv2", i, nullptr, nullptr,
                                               nullptr, nullptr, MI_FALSE, nullptr, op);
            });
        }
        if (options.ft)
            MI_OperationOptions_Delete(&options);
        return seen;
    }

    Observed subscribe() {
        MI_Operation operation = MI_OPERATION_NULL;
        MI_Session_Subscribe(
            session_->session(), 0, nullptr, "root/cimv2", "WQL",
            "SELECT * FROM __InstanceModificationEvent WITHIN 1 WHERE TargetInstance ISA 'Win32_Service'", nullptr,
            nullptr, &operation);
        Observed seen;
        seen.outcome = drainIndications(operation, [&](const MI_Instance& event, const MI_Char*, const MI_Char*) {
            seen.shown = fromMi(&event).className;
            return ++seen.instances == 3 ? Next::kCancel : Next::kMore;
        });
        return seen;
    }

    Observed classes(MI_Operation& operation) {
        Observed seen;
        seen.outcome = drainClasses(operation, [&](const MI_Class& declaration) {
            seen.shown = fromMi(&declaration).name;
            ++seen.instances;
            return Next::kMore;
        });
        return seen;
    }

    template <class Start>
    Observed withInstance(const cim::Instance& instance, const char* shown, Start start) {
        auto made = toMi(session_->application(), instance);
        if (made.result != MI_RESULT_OK)
            return {{made.result, "the instance could not be made", {}}, 0, {}};
        return instances(shown, [&](MI_Operation* operation) { start(made.instance.get(), operation); });
    }

    template <class Start>
    Observed instances(const char* shown, Start start) {
        MI_Operation operation = MI_OPERATION_NULL;
        start(&operation);
        Observed seen;
        seen.outcome = drainInstances(operation, [&](const MI_Instance& instance) {
            const auto data = fromMi(&instance);
            if (const auto* property = data.find(shown))
                seen.shown = shortText(property->value);
            else
                seen.shown = data.className;
            ++seen.instances;
            return Next::kMore;
        });
        return seen;
    }

    void visit(const Stop& stop) {
        wire_.take();
        const auto begin = Clock::now();
        const auto seen = stop.run();
        const auto time = std::chrono::duration<double, std::milli>(Clock::now() - begin).count();
        const auto messages = wire_.take();
        ++stops_;

        std::string wrong;
        if (seen.outcome.result != stop.expected.result)
            wrong = "expected " + resultName(stop.expected.result);
        else if (seen.instances < stop.expected.instances)
            wrong = "expected " + std::to_string(stop.expected.instances) + " instances";
        else if (wire_.traced() && messages < stop.expected.messages)
            wrong = "expected " + std::to_string(stop.expected.messages) + " messages";
        else if (stop.expected.result != MI_RESULT_OK && !seen.outcome.details)
            wrong = "expected CIM error details";
        failures_ += wrong.empty() ? 0 : 1;

        std::ostringstream milliseconds;
        milliseconds << std::fixed << std::setprecision(1) << time;
        row(stop.member, stop.target, stop.source,
            wire_.traced() || stop.expected.messages == 0 ? std::to_string(messages) : "?",
            resultName(seen.outcome.result).substr(10), std::to_string(seen.instances), milliseconds.str(),
            note(seen, wrong));
    }

    std::string note(const Observed& seen, const std::string& wrong) const {
        std::string text = seen.shown;
        if (!seen.outcome.ok() && seen.outcome.details) {
            text = seen.outcome.details->className;
            if (const auto* status = seen.outcome.details->find("CIMStatusCode"))
                text += " CIMStatusCode=" + shortText(status->value);
        }
        if (!seen.outcome.message.empty())
            text += (text.empty() ? "" : "; ") + printable(seen.outcome.message, " ");
        if (wrong.empty())
            return text;
        const std::string mark = "<-- " + wrong + (text.empty() ? "" : " (" + text + ")");
        return arguments_.screen.color ? "\033[31m" + mark + "\033[0m" : mark;
    }

    void row(const std::string& member, const std::string& target, const std::string& source,
             const std::string& messages, const std::string& result, const std::string& instances,
             const std::string& time, const std::string& note) {
        out_ << std::left << std::setw(20) << member << std::setw(32) << target << std::setw(10) << source << std::right
             << std::setw(8) << messages << "  " << std::left << std::setw(15) << result << std::right << std::setw(9)
             << instances << std::setw(9) << time << (note.empty() ? "" : "  ") << note << '\n';
        out_.flush();
    }

    const Arguments& arguments_;
    const MiLibrary& library_;
    std::ostream& out_;
    WireCount wire_;
    MiSession* session_ = nullptr;
    unsigned stops_ = 0;
    unsigned failures_ = 0;
};

}  // namespace

int runTour(const Arguments& arguments, const MiLibrary& library, std::ostream& out) {
    return Tour(arguments, library, out).run();
}

}  // namespace client::cli
