// MI_Operation: how results arrive, one by one and at the end, and what errors look like.
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <charconv>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <optional>

#include "conformance/api/api_case.h"

namespace conformance {

using client::MiSession;
using client::Next;
namespace cim = wsman::cim;

namespace {

/// A loopback port on which nobody listens and which nobody else can take meanwhile.
class ClosedPort {
public:
    ClosedPort() : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof address;
        if (::bind(socket_, reinterpret_cast<sockaddr*>(&address), size) == 0 &&
            ::getsockname(socket_, reinterpret_cast<sockaddr*>(&address), &size) == 0)
            number_ = ntohs(address.sin_port);
    }
    ClosedPort(const ClosedPort&) = delete;
    ClosedPort& operator=(const ClosedPort&) = delete;
    ~ClosedPort() { ::close(socket_); }
    [[nodiscard]] std::uint16_t number() const { return number_; }

private:
    int socket_;
    std::uint16_t number_ = 0;
};

/// A property as a number. Without type information (RTTI) a library may give every value as text.
std::optional<std::uint64_t> numberOf(const cim::Instance& instance, const char* name) {
    const auto* property = instance.find(name);
    if (!property)
        return std::nullopt;
    if (const auto* number = property->value.get<std::uint32_t>())
        return *number;
    const auto* text = property->value.get<std::string>();
    std::uint64_t out = 0;
    if (text && std::from_chars(text->data(), text->data() + text->size(), out).ec == std::errc())
        return out;
    return std::nullopt;
}

client::MadeInstance service(MiSession& session, const char* name) {
    cim::Instance instance;
    instance.className = "Win32_Service";
    instance.set("Name", cim::Value::of(std::string(name)), cim::flag::kKey);
    return client::toMi(session.application(), instance);
}

CaseResult getsOneInstance(ApiTarget& target) {
    auto session = openSession(target);
    if (!session)
        return session.error();
    const auto keys = service(*session, "Spooler");
    MI_Operation operation = MI_OPERATION_NULL;
    MI_Session_GetInstance(session->session(), 0, nullptr, "root/cimv2", keys.instance.get(), nullptr, &operation);
    int count = 0;
    std::string name;
    const auto outcome = client::drainInstances(operation, [&](const MI_Instance& instance) {
        ++count;
        if (const auto data = client::fromMi(&instance); const auto* property = data.find("Name"))
            name = property->value.get<std::string>() ? *property->value.get<std::string>() : "";
        return Next::kMore;
    });
    return Check()
        .equal("the result", outcome.result, MI_RESULT_OK)
        .equal("the number of instances", count, 1)
        .equal("Name", name, std::string("Spooler"))
        .result();
}

CaseResult enumeratesAll(ApiTarget& target) {
    auto session = openSession(target);
    if (!session)
        return session.error();
    MI_Operation operation = MI_OPERATION_NULL;
    MI_Session_EnumerateInstances(session->session(), 0, nullptr, "root/cimv2", "Win32_Process", MI_FALSE, nullptr,
                                  &operation);
    int count = 0;
    bool ordered = true;
    std::optional<std::uint64_t> last;
    const auto outcome = client::drainInstances(operation, [&](const MI_Instance& instance) {
        ++count;
        // The mock's processes come in ascending order of their handles.
        const auto handle = numberOf(client::fromMi(&instance), "Handle");
        ordered = ordered && handle && (!last || *last < *handle);
        last = handle;
        return Next::kMore;
    });
    return Check()
        .equal("the result", outcome.result, MI_RESULT_OK)
        .equal("the number of instances", count, 360)
        .isTrue("the instances are not in the order of the messages, each once", ordered)
        .result();
}

CaseResult wrongGetterIsAnError(ApiTarget& target) {
    auto session = openSession(target);
    if (!session)
        return session.error();
    const auto keys = service(*session, "Spooler");
    MI_Operation operation = MI_OPERATION_NULL;
    MI_Session_GetInstance(session->session(), 0, nullptr, "root/cimv2", keys.instance.get(), nullptr, &operation);
    const MI_Class* declaration = nullptr;
    MI_Boolean more = MI_FALSE;
    MI_Result result = MI_RESULT_OK;
    const auto fetched = MI_Operation_GetClass(&operation, &declaration, &more, &result, nullptr, nullptr);
    int count = 0;
    const auto outcome = client::drainInstances(operation, [&](const MI_Instance&) {
        ++count;
        return Next::kMore;
    });
    return Check()
        .isTrue("MI_Operation_GetClass of an instance operation succeeded", fetched != MI_RESULT_OK)
        .equal("the result afterwards", outcome.result, MI_RESULT_OK)
        .equal("the number of instances afterwards", count, 1)
        .result();
}

CaseResult getterAfterTheEndDoesNotBlock(ApiTarget& target) {
    auto session = openSession(target);
    if (!session)
        return session.error();
    const auto keys = service(*session, "Spooler");
    MI_Operation operation = MI_OPERATION_NULL;
    MI_Session_GetInstance(session->session(), 0, nullptr, "root/cimv2", keys.instance.get(), nullptr, &operation);
    const MI_Instance* instance = nullptr;
    MI_Boolean more = MI_TRUE;
    MI_Result result = MI_RESULT_FAILED;
    while (more && MI_Operation_GetInstance(&operation, &instance, &more, &result, nullptr, nullptr) == MI_RESULT_OK) {
    }
    Check check;
    check.equal("the result", result, MI_RESULT_OK);
    more = MI_TRUE;
    MI_Operation_GetInstance(&operation, &instance, &more, &result, nullptr, nullptr);  // a hang here fails the case
    check.isTrue("more results were promised after the last", more == MI_FALSE);
    check.equal("MI_Operation_Close", MI_Operation_Close(&operation), MI_RESULT_OK);
    return check.result();
}

CaseResult cloneOutlivesTheOperation(ApiTarget& target) {
    auto session = openSession(target);
    if (!session)
        return session.error();
    const auto keys = service(*session, "Spooler");
    MI_Operation operation = MI_OPERATION_NULL;
    MI_Session_GetInstance(session->session(), 0, nullptr, "root/cimv2", keys.instance.get(), nullptr, &operation);
    MI_Instance* clone = nullptr;
    bool same = false;
    cim::Instance original;
    const auto outcome = client::drainInstances(operation, [&](const MI_Instance& instance) {
        if (clone)  // one too many, which is another case's matter
            return Next::kMore;
        original = client::fromMi(&instance);
        MI_Instance_Clone(&instance, &clone);
        same = clone == &instance;
        return Next::kMore;
    });
    if (same)
        return CaseResult::fail("the clone is the instance itself");
    const client::MiInstancePtr owner(clone);
    return Check()
        .equal("the result", outcome.result, MI_RESULT_OK)
        .isTrue("MI_Instance_Clone gave nothing", clone != nullptr)
        .isTrue("the clone differs from the instance", client::fromMi(clone) == original)
        .result();
}

CaseResult faultBecomesResult(ApiTarget& target) {
    auto session = openSession(target);
    if (!session)
        return session.error();
    cim::Instance instance;
    instance.className = "No_Such_Class";
    instance.set("Name", cim::Value::of(std::string("x")), cim::flag::kKey);
    const auto keys = client::toMi(session->application(), instance);
    MI_Operation operation = MI_OPERATION_NULL;
    MI_Session_GetInstance(session->session(), 0, nullptr, "root/cimv2", keys.instance.get(), nullptr, &operation);
    const auto outcome = client::drainInstances(operation, [](const MI_Instance&) { return Next::kMore; });
    return Check()
        .equal("the result", outcome.result, MI_RESULT_INVALID_CLASS)
        .isTrue("there is no error text", !outcome.message.empty())
        .isTrue("there are no completion details", outcome.details.has_value())
        .isTrue("CIMStatusCode of the details is not that of the fault",
                outcome.details && numberOf(*outcome.details, "CIMStatusCode") == MI_RESULT_INVALID_CLASS)
        .result();
}

CaseResult closedPortIsAnError(ApiTarget& target) {
    const ClosedPort port;
    auto destination = target.destination;
    destination.url.port = port.number();
    auto session = openSession(target, destination);
    if (!session)
        return session.error();
    MI_Operation operation = MI_OPERATION_NULL;
    MI_Session_TestConnection(session->session(), 0, nullptr, &operation);
    if (!operation.ft)
        return CaseResult::fail("there is no operation that could give a result");
    const auto outcome = client::drainInstances(operation, [](const MI_Instance&) { return Next::kMore; });
    return Check()
        .isTrue("TestConnection to a closed port succeeded", outcome.result != MI_RESULT_OK)
        .isTrue("there is no error text", !outcome.message.empty())
        .result();
}

/// Counts what an asynchronous operation delivers.
struct Delivered {
    std::mutex mutex;
    std::condition_variable changed;
    void* context = nullptr;
    int instances = 0;
    int finals = 0;
    int acknowledgements = 0;
    MI_Result result = MI_RESULT_FAILED;

    static void MI_CALL receive(MI_Operation*, void* context, const MI_Instance* instance, MI_Boolean more,
                                MI_Result result, const MI_Char*, const MI_Instance*,
                                MI_Result(MI_CALL* acknowledge)(MI_Operation*)) {
        auto& self = *static_cast<Delivered*>(context);
        const std::lock_guard lock(self.mutex);
        self.context = context;
        self.instances += instance != nullptr;
        self.acknowledgements += acknowledge != nullptr;
        if (!more) {
            ++self.finals;
            self.result = result;
        }
        self.changed.notify_all();
    }
};

CaseResult deliversAsynchronously(ApiTarget& target) {
    auto session = openSession(target);
    if (!session)
        return session.error();
    Delivered delivered;
    MI_OperationCallbacks callbacks{};
    callbacks.callbackContext = &delivered;
    callbacks.instanceResult = Delivered::receive;
    MI_Operation operation = MI_OPERATION_NULL;
    MI_Session_EnumerateInstances(session->session(), 0, nullptr, "root/cimv2", "Win32_Process", MI_FALSE, &callbacks,
                                  &operation);
    {
        std::unique_lock lock(delivered.mutex);
        delivered.changed.wait_for(lock, std::chrono::seconds(15), [&] { return delivered.finals > 0; });
    }
    MI_Operation_Close(&operation);
    session->close();
    const std::lock_guard lock(delivered.mutex);
    return Check()
        .equal("the number of final callbacks", delivered.finals, 1)
        .equal("the result", delivered.result, MI_RESULT_OK)
        .equal("the number of instances", delivered.instances, 360)
        .equal("the number of callbacks with an acknowledgement function", delivered.acknowledgements, 0)
        .isTrue("callbackContext was not echoed", delivered.context == &delivered)
        .result();
}

}  // namespace

std::span<const ApiCase> resultCases() {
    static constexpr ApiCase kCases[] = {
        {"MI/C1", "mi.h MI_Operation_GetInstance", "GetInstance delivers the instance and OK", Level::kMust,
         getsOneInstance},
        {"MI/C3", "mi.h MI_Operation_GetInstance", "An enumeration of several messages delivers every instance",
         Level::kMust, enumeratesAll},
        {"MI/C7", "mi.h MI_Operation_GetInstance", "A getter after the last result returns", Level::kShould,
         getterAfterTheEndDoesNotBlock},
        {"MI/C8", "mi.h MI_Operation_GetClass", "The getter of another kind fails and loses nothing", Level::kMust,
         wrongGetterIsAnError},
        {"MI/C10", "mi.h MI_Instance_Clone", "A clone of a result outlives the operation", Level::kMust,
         cloneOutlivesTheOperation},
        {"MI/D1", "mi.h MI_OperationCallbacks",
         "Results come by callback, once each, without acknowledgement by default", Level::kMust,
         deliversAsynchronously},
        {"MI/H1", "mi.h MI_Operation_GetInstance", "A CIM error in a fault becomes result, text and details",
         Level::kShould, faultBecomesResult},
        {"MI/G8", "mi.h MI_Session_TestConnection", "A closed port is an error with text", Level::kShould,
         closedPortIsAnError},
    };
    return kCases;
}

}  // namespace conformance
