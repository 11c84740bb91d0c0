// MI_Session: opening and closing, and operations that are refused before anything is sent.
#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <utility>

#include "conformance/api/api_case.h"

namespace conformance {

namespace {

/// A listening socket that tells whether anybody connected.
class Listener {
public:
    Listener() : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof address;
        if (::bind(socket_, reinterpret_cast<sockaddr*>(&address), size) == 0 && ::listen(socket_, 8) == 0 &&
            ::getsockname(socket_, reinterpret_cast<sockaddr*>(&address), &size) == 0)
            port_ = ntohs(address.sin_port);
    }
    Listener(const Listener&) = delete;
    Listener& operator=(const Listener&) = delete;
    ~Listener() { close(); }
    /// Whoever has connected is turned away, and so is whoever comes.
    void close() {
        if (socket_ >= 0)
            ::close(std::exchange(socket_, -1));
    }
    [[nodiscard]] std::uint16_t port() const { return port_; }
    [[nodiscard]] bool connected(int milliseconds) const {
        pollfd entry{socket_, POLLIN, 0};
        return ::poll(&entry, 1, milliseconds) == 1;
    }

private:
    int socket_;
    std::uint16_t port_ = 0;
};

CaseResult opensWithoutConnecting(ApiTarget& target) {
    Listener listener;
    auto destination = target.destination;
    destination.url.port = listener.port();
    auto session = openSession(target, destination);
    if (!session)
        return CaseResult::fail(session.error().reason);
    Check check;
    check.isTrue("NewSession connected before the first operation", !listener.connected(300))
        .isTrue("a slot of the session's table is NULL", isWhole(session->session()->ft));
    if (!check.ok())
        return check.result();
    // That a session never connects at all is no merit: the first operation must.
    MI_Operation operation = MI_OPERATION_NULL;
    MI_Session_EnumerateInstances(session->session(), 0, nullptr, "root/cimv2", "X", MI_FALSE, nullptr, &operation);
    check.isTrue("the first operation did not connect", listener.connected(5000));
    listener.close();
    client::drainInstances(operation, [](const MI_Instance&) { return client::Next::kMore; });
    return check.result();
}

CaseResult refusesNulls(ApiTarget& target) {
    auto session = openSession(target);
    if (!session)
        return session.error();
    auto* application = session->application();
    MI_Session other = MI_SESSION_NULL;
    return Check()
        .equal("NewSession without an application",
               application->ft->NewSession(nullptr, nullptr, "127.0.0.1", nullptr, nullptr, nullptr, &other),
               MI_RESULT_INVALID_PARAMETER)
        .equal("NewSession without a session",
               application->ft->NewSession(application, nullptr, "127.0.0.1", nullptr, nullptr, nullptr, nullptr),
               MI_RESULT_INVALID_PARAMETER)
        .result();
}

CaseResult givesItsApplication(ApiTarget& target) {
    auto session = openSession(target);
    if (!session)
        return session.error();
    MI_Application copy = MI_APPLICATION_NULL;
    MI_Instance* instance = nullptr;
    Check check;
    check.equal("MI_Session_GetApplication", MI_Session_GetApplication(session->session(), &copy), MI_RESULT_OK);
    if (check.ok())
        check.equal("NewInstance of the copy", MI_Application_NewInstance(&copy, "X", nullptr, &instance),
                    MI_RESULT_OK);
    const client::MiInstancePtr owner(instance);
    const MI_Char* name = nullptr;
    check.equal("GetClassName", MI_Instance_GetClassName(instance, &name), MI_RESULT_OK)
        .equal("the class name", shown(name), "X");
    return check.result();
}

/// Counts the calls of a completion callback.
struct Closed {
    std::mutex mutex;
    std::condition_variable changed;
    int calls = 0;

    static void MI_CALL call(void* context) {
        auto& self = *static_cast<Closed*>(context);
        const std::lock_guard lock(self.mutex);
        ++self.calls;
        self.changed.notify_all();
    }
};

CaseResult closesWithCallback(ApiTarget& target) {
    auto session = openSession(target);
    if (!session)
        return session.error();
    Closed closed;
    auto* handle = session->session();
    Check check;
    check.equal("MI_Session_Close with a callback", MI_Session_Close(handle, &closed, Closed::call), MI_RESULT_OK);
    *handle = MI_SESSION_NULL;  // closed: not to be closed again
    if (!check.ok())
        return check.result();
    {
        std::unique_lock lock(closed.mutex);
        closed.changed.wait_for(lock, std::chrono::seconds(5), [&] { return closed.calls > 0; });
    }
    session->close();  // the application waits for its session, so that a second call has come by then
    const std::lock_guard lock(closed.mutex);
    return check.equal("the number of calls of the completion callback", closed.calls, 1).result();
}

/// An operation that is refused: INVALID_PARAMETER as its result, and nothing on the wire.
template <class Start>
CaseResult isRefused(ApiTarget& target, Start start) {
    const Listener listener;
    auto destination = target.destination;
    destination.url.port = listener.port();
    auto session = openSession(target, destination);
    if (!session)
        return session.error();
    MI_Operation operation = MI_OPERATION_NULL;
    start(session->session(), &operation);
    if (!operation.ft)
        return CaseResult::fail("there is no operation that could give a result");
    const auto outcome = client::drainInstances(operation, [](const MI_Instance&) { return client::Next::kMore; });
    return Check()
        .equal("the final result", outcome.result, MI_RESULT_INVALID_PARAMETER)
        .isTrue("a request went out all the same", !listener.connected(100))
        .result();
}

CaseResult getNeedsAnInstance(ApiTarget& target) {
    return isRefused(target, [](MI_Session* session, MI_Operation* operation) {
        session->ft->GetInstance(session, 0, nullptr, nullptr, nullptr, nullptr, operation);
    });
}

CaseResult deleteNeedsAnInstance(ApiTarget& target) {
    return isRefused(target, [](MI_Session* session, MI_Operation* operation) {
        session->ft->DeleteInstance(session, 0, nullptr, nullptr, nullptr, nullptr, operation);
    });
}

CaseResult invokeNeedsAMethod(ApiTarget& target) {
    return isRefused(target, [](MI_Session* session, MI_Operation* operation) {
        session->ft->Invoke(session, 0, nullptr, nullptr, "X", nullptr, nullptr, nullptr, nullptr, operation);
    });
}

}  // namespace

std::span<const ApiCase> sessionCases() {
    static constexpr ApiCase kCases[] = {
        {"MI/B1", "mi.h MI_Application_NewSession", "A session opens without connecting", Level::kMust,
         opensWithoutConnecting},
        {"MI/B2", "mi.h MI_Application_NewSession", "Without application or session, INVALID_PARAMETER", Level::kVendor,
         refusesNulls},
        {"MI/B4", "mi.h MI_Session_GetApplication", "A session gives a usable copy of its application", Level::kMust,
         givesItsApplication},
        {"MI/B6", "mi.h MI_Session_Close", "A completion callback is called exactly once", Level::kMust,
         closesWithCallback},
        {"MI/F1", "mi.h MI_Session_GetInstance", "Without an instance, INVALID_PARAMETER and nothing sent",
         Level::kVendor, getNeedsAnInstance},
        {"MI/F4", "mi.h MI_Session_DeleteInstance", "Without an instance, INVALID_PARAMETER and nothing sent",
         Level::kVendor, deleteNeedsAnInstance},
        {"MI/F7", "mi.h MI_Session_Invoke", "Without a method, INVALID_PARAMETER and nothing sent", Level::kVendor,
         invokeNeedsAMethod},
    };
    return kCases;
}

}  // namespace conformance
