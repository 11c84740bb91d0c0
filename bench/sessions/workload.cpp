#include "bench/sessions/workload.h"

namespace bench {

using client::MiSession;
using client::Next;
using client::Outcome;
namespace cim = wsman::cim;

namespace {

Done drained(MI_Operation& operation) {
    Done done;
    done.outcome = client::drainInstances(operation, [&](const MI_Instance&) {
        ++done.instances;
        return Next::kMore;
    });
    return done;
}

/// What all but "session" share: one session, kept open.
class SessionWorker : public Worker {
public:
    SessionWorker(MiSession session, const Target& target) : target_(target), session_(std::move(session)) {}

protected:
    /// The MI form of an instance, made once.
    Outcome prepare(const cim::Instance& instance) {
        auto made = client::toMi(session_.application(), instance);
        prepared_ = std::move(made.instance);
        return {made.result, made.result == MI_RESULT_OK ? "" : "the instance could not be made", {}};
    }

    const Target& target_;
    MiSession session_;
    client::MiInstancePtr prepared_;
};

class GetWorker : public SessionWorker {
public:
    using SessionWorker::SessionWorker;
    Outcome prepare() { return SessionWorker::prepare(target_.instance); }
    Done step() override {
        MI_Operation operation = MI_OPERATION_NULL;
        MI_Session_GetInstance(session_.session(), 0, nullptr, target_.nameSpace.c_str(), prepared_.get(), nullptr,
                               &operation);
        return drained(operation);
    }
};

class InvokeWorker : public SessionWorker {
public:
    using SessionWorker::SessionWorker;
    Outcome prepare() { return SessionWorker::prepare(target_.parameters); }
    Done step() override {
        MI_Operation operation = MI_OPERATION_NULL;
        MI_Session_Invoke(session_.session(), 0, nullptr, target_.nameSpace.c_str(), target_.invokeClass.c_str(),
                          target_.method.c_str(), nullptr, prepared_.get(), nullptr, &operation);
        return drained(operation);
    }
};

class EnumerateWorker : public SessionWorker {
public:
    using SessionWorker::SessionWorker;
    static Outcome prepare() { return {}; }
    Done step() override {
        MI_Operation operation = MI_OPERATION_NULL;
        MI_Session_EnumerateInstances(session_.session(), 0, nullptr, target_.nameSpace.c_str(),
                                      target_.enumerateClass.c_str(), MI_FALSE, nullptr, &operation);
        return drained(operation);
    }
};

/// Opens a session, gets once (so that a connection is made), closes it.
class OpenWorker : public Worker {
public:
    OpenWorker(client::MiLibrary library, const Target& target) : library_(std::move(library)), target_(target) {}
    Done step() override {
        auto session = MiSession::open(library_, target_.destination);
        if (!session)
            return {session.error(), 0};
        GetWorker get(std::move(*session), target_);
        if (auto prepared = get.prepare(); !prepared.ok())
            return {prepared, 0};
        return get.step();
    }

private:
    client::MiLibrary library_;
    const Target& target_;
};

template <class W>
tl::expected<std::unique_ptr<Worker>, Outcome> withSession(const client::MiLibrary& library, const Target& target) {
    auto session = MiSession::open(library, target.destination);
    if (!session)
        return tl::unexpected(session.error());
    auto worker = std::make_unique<W>(std::move(*session), target);
    if (auto prepared = worker->prepare(); !prepared.ok())
        return tl::unexpected(prepared);
    return worker;
}

}  // namespace

Target defaultTarget() {
    Target target;
    target.instance.className = "Win32_Service";
    target.instance.set("Name", cim::Value::of(std::string("Spooler")), cim::flag::kKey);
    target.invokeClass = "Win32_Process";
    target.method = "Create";
    target.parameters.className = "Parameters";
    target.parameters.set("CommandLine", cim::Value::of(std::string("notepad.exe")));
    target.enumerateClass = "Win32_Process";
    return target;
}

const std::vector<std::string>& workloadNames() {
    static const std::vector<std::string> names = {"session", "get", "invoke", "enumerate"};
    return names;
}

tl::expected<std::unique_ptr<Worker>, Outcome> makeWorker(const std::string& workload, const client::MiLibrary& library,
                                                          const Target& target) {
    if (workload == "session")
        return std::make_unique<OpenWorker>(library, target);
    if (workload == "get")
        return withSession<GetWorker>(library, target);
    if (workload == "invoke")
        return withSession<InvokeWorker>(library, target);
    if (workload == "enumerate")
        return withSession<EnumerateWorker>(library, target);
    return tl::unexpected(Outcome{MI_RESULT_INVALID_PARAMETER, "no workload '" + workload + "'", {}});
}

}  // namespace bench
