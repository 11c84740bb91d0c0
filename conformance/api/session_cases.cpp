// MI_Session: opening and closing, and operations that are refused before anything is sent.
#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>

#include "conformance/api/api_case.h"

namespace conformance {

using client::MiSession;

namespace {

/// A listening socket that tells whether anybody connected.
class Listener {
public:
    Listener() : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof address;
        ::bind(socket_, reinterpret_cast<sockaddr*>(&address), size);
        ::listen(socket_, 8);
        ::getsockname(socket_, reinterpret_cast<sockaddr*>(&address), &size);
        port_ = ntohs(address.sin_port);
    }
    Listener(const Listener&) = delete;
    Listener& operator=(const Listener&) = delete;
    ~Listener() { ::close(socket_); }
    [[nodiscard]] std::uint16_t port() const { return port_; }
    [[nodiscard]] bool connected(int milliseconds) const {
        pollfd entry{socket_, POLLIN, 0};
        return ::poll(&entry, 1, milliseconds) == 1;
    }

private:
    int socket_;
    std::uint16_t port_ = 0;
};

CaseResult failedToOpen(const client::Outcome& outcome) {
    return CaseResult::error("no session: " + outcome.message);
}

CaseResult opensWithoutConnecting(ApiTarget& target) {
    const Listener listener;
    auto destination = target.destination;
    destination.url.port = listener.port();
    auto session = MiSession::open(target.library, destination);
    if (!session)
        return failedToOpen(session.error());
    return Check().isTrue("NewSession connected before the first operation", !listener.connected(300)).result();
}

CaseResult refusesNulls(ApiTarget& target) {
    auto session = MiSession::open(target.library, target.destination);
    if (!session)
        return failedToOpen(session.error());
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
    auto session = MiSession::open(target.library, target.destination);
    if (!session)
        return failedToOpen(session.error());
    MI_Application copy = MI_APPLICATION_NULL;
    MI_Instance* instance = nullptr;
    Check check;
    check.equal("MI_Session_GetApplication", MI_Session_GetApplication(session->session(), &copy), MI_RESULT_OK);
    if (check.ok())
        check.equal("NewInstance of the copy", MI_Application_NewInstance(&copy, "X", nullptr, &instance),
                    MI_RESULT_OK);
    if (instance)
        MI_Instance_Delete(instance);
    return check.result();
}

CaseResult closesWithCallback(ApiTarget& target) {
    auto session = MiSession::open(target.library, target.destination);
    if (!session)
        return failedToOpen(session.error());
    std::atomic<int> calls = 0;
    auto* handle = session->session();
    Check check;
    check.equal("MI_Session_Close with a callback",
                MI_Session_Close(handle, &calls, [](void* context) { ++*static_cast<std::atomic<int>*>(context); }),
                MI_RESULT_OK);
    for (int i = 0; i < 200 && calls == 0; ++i)
        ::usleep(10'000);
    ::usleep(50'000);
    check.equal("the number of calls of the completion callback", calls.load(), 1);
    *handle = MI_SESSION_NULL;  // closed: not to be closed again
    return check.result();
}

/// An operation that is refused: INVALID_PARAMETER as its result, and nothing on the wire.
template <class Start>
CaseResult isRefused(ApiTarget& target, Start start) {
    const Listener listener;
    auto destination = target.destination;
    destination.url.port = listener.port();
    auto session = MiSession::open(target.library, destination);
    if (!session)
        return failedToOpen(session.error());
    MI_Operation operation = MI_OPERATION_NULL;
    start(session->session(), &operation);
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
