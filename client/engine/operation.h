// client/engine: what each operation of MI_SessionFT says over WS-Management, sans I/O. An Engine is one running
// operation: it turns a specification into request bytes, takes each reply, and yields results and a completion. Who
// drives it owns the sockets, threads and time: libmi.so (client/abi) does it over a Transport, the tests from
// literals.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "client/engine/mi_result.h"
#include "client/transport/transport.h"
#include "wsman/cim/class.h"
#include "wsman/cim/instance.h"
#include "wsman/duration.h"
#include "wsman/ops/enumeration.h"
#include "wsman/soap/message.h"
#include "wsman/xml/encoding.h"

namespace client {

/// What to do: one struct per operation, with the parameters of its MI_Session_* function (mi.h). Empty strings stand
/// for NULL. An instance that names another one (keys) gives its properties flagged kKey as selectors; where none is
/// flagged all of its properties are taken as keys. Its own nameSpace, when set, wins over the context's.
namespace op {

struct GetInstance {
    wsman::cim::Instance keys;
};
/// Keys and changed properties.
struct ModifyInstance {
    wsman::cim::Instance instance;
};
struct CreateInstance {
    wsman::cim::Instance instance;
};
struct DeleteInstance {
    wsman::cim::Instance keys;
};
/// A method of the instance `target`, or a static one of `className`.
struct Invoke {
    std::string className;
    std::string method;
    std::optional<wsman::cim::Instance> target{};
    std::optional<wsman::cim::Instance> parameters{};  ///< each property a parameter; its class name is ignored
};
struct EnumerateInstances {
    std::string className;
    bool keysOnly = false;
};
/// `dialect` is "WQL" or "CQL", "XPath" or "Selector" in any case, or a dialect URI.
struct QueryInstances {
    std::string dialect;
    std::string expression;
};
struct AssociatorInstances {
    wsman::cim::Instance keys;
    std::string associationClass{};
    std::string resultClass{};
    std::string role{};
    std::string resultRole{};
    bool keysOnly = false;
};
struct ReferenceInstances {
    wsman::cim::Instance keys;
    std::string resultClass{};
    std::string role{};
    bool keysOnly = false;
};
/// Where and how the event source delivers by itself.
struct Push {
    std::string notifyTo;                            ///< URL of our listener, of this subscription alone
    std::string authProfile{};                       ///< security profile URI for the delivery, empty for none
    std::optional<wsman::Duration> retryInterval{};  ///< wsman:ConnectionRetry
    std::optional<std::uint64_t> retryAttempts{};    ///< its Total
    std::string mode{};  ///< URI of the one delivery mode to ask for; empty: the best that the server has
};
/// Pull delivery (DSP0226 §10.2.9.5), or push. Ends only by cancel, by the server, or by an error.
struct Subscribe {
    std::string dialect{};
    std::string expression{};
    std::optional<wsman::Duration> maximumLatency{};  ///< wsman:MaxTime
    std::optional<wsman::Duration> heartbeat{};       ///< wsman:Heartbeats, with push only
    std::string expires{};                            ///< xs:duration or xs:dateTime, empty for none
    /// The bookmark after which to continue as it was delivered, or "MI_SUBSCRIBE_BOOKMARK_OLDEST" or
    /// "MI_SUBSCRIBE_BOOKMARK_NEWEST"; nullopt: no bookmarks are asked for.
    std::optional<std::string> bookmark{};
    std::optional<Push> push{};
};
struct GetClass {
    std::string className;
};
/// The subclasses of `className`; empty: the top-level classes.
struct EnumerateClasses {
    std::string className{};
    bool namesOnly = false;
};
/// wsmid:Identify; its result is an instance of class "IdentifyResponse".
struct TestConnection {};

}  // namespace op

using OperationSpec =
    std::variant<op::GetInstance, op::ModifyInstance, op::CreateInstance, op::DeleteInstance, op::Invoke,
                 op::EnumerateInstances, op::QueryInstances, op::AssociatorInstances, op::ReferenceInstances,
                 op::Subscribe, op::GetClass, op::EnumerateClasses, op::TestConnection>;

/// How to do it: what destination and operation options say.
struct OperationContext {
    std::string to;                   ///< wsa:To, the URL of the destination
    std::string nameSpace{};          ///< CIM namespace, sent as selector __cimnamespace; empty: the server's default
    std::string resourceUri{};        ///< used verbatim instead of the computed one
    std::string resourceUriPrefix{};  ///< put before the class name; empty: the DMTF CIM schema prefix
    /// What the server may take for each request (w:OperationTimeout); nullopt or zero: no header, no limit.
    std::optional<wsman::Duration> timeout = std::chrono::seconds(60);
    std::string locale{};                             ///< w:Locale (language of texts), empty: no header
    std::string dataLocale{};                         ///< p:DataLocale (formats of data), empty: no header
    std::optional<std::uint64_t> maxEnvelopeSize{};   ///< octets
    std::optional<std::uint64_t> maxElements = 1000;  ///< items per reply of an enumeration
    std::vector<wsman::soap::Option> options{};       ///< w:OptionSet, the custom options
    bool optionsMustUnderstand = false;
    wsman::xml::Encoding encoding = wsman::xml::Encoding::kUtf8;   ///< of requests; replies may be in any
    std::optional<wsman::ops::Polymorphism> polymorphism{};        ///< nullopt: the server's default, which is deep
    std::optional<wsman::ops::EnumerationMode> enumerationMode{};  ///< in place of the operation's own
    std::string machineId{};                                       ///< USE_MACHINE_ID: our machine's name; empty: none
    std::shared_ptr<const wsman::cim::Class> schema{};             ///< types the results when their class is this one
    wsman::xml::Limits limits{};                                   ///< for replies
    wsman::soap::IdSource newMessageId;                            ///< unique "uuid:..." on each call; required
};

/// One request for the driver to send.
struct Outgoing {
    std::string body;
    std::string messageId;  ///< its wsa:MessageID; empty for Identify
    std::string contentType;
    std::string action;  ///< wsa:Action, for traces; empty for Identify
    /// What the server was told it may take; the driver waits somewhat longer. nullopt: no limit.
    std::optional<wsman::Duration> timeout{};
};

struct InstanceResult {
    wsman::cim::Instance instance;
};
struct ClassResult {
    wsman::cim::Class declaration;
};
struct IndicationResult {
    wsman::cim::Instance instance;
    std::string bookmark{};  ///< empty when the server sent none
    std::string machineId{};
};
using OperationResult = std::variant<InstanceResult, ClassResult, IndicationResult>;

/// How it ended. `message` is empty exactly when `code` is kOk. `details` is a CIM_Error: the server's own when it sent
/// one, else an MSFT_WmiError made here (see completion.h).
struct Completion {
    MiResult code = MiResult::kOk;
    std::string message{};
    std::optional<wsman::cim::Instance> details{};
};

/// The HTTP reply to a delivery of the event source.
struct Acknowledgement {
    int status = 202;  ///< a one-way message was taken
    std::string contentType{};
    std::string body{};
};

/// What a driver with awaitDelivery is to measure.
enum class Timer {
    kSilence,  ///< since the last delivery
    kRenewal,  ///< since it was set
};

/// What to do next: deliver `results` in order, then give `acknowledgement` to the event source when there is one, then
/// - `send` alone: send it and report the outcome with onReply or onTransportError;
/// - `awaitDelivery` alone: wait for the event source, and for the timers, and report them with onDelivery and onTimer;
/// - `completion` alone: deliver it, the operation is over;
/// - both: send it as a farewell (Release, Unsubscribe) with a short deadline, ignore the outcome, then deliver the
///   completion; the operation is over.
struct Step {
    std::vector<OperationResult> results{};
    std::optional<Outgoing> send{};
    std::optional<Completion> completion{};
    std::optional<Acknowledgement> acknowledgement{};
    bool awaitDelivery = false;
    std::optional<wsman::Duration> silence{};  ///< (re)starts Timer::kSilence
    std::optional<wsman::Duration> renewal{};  ///< (re)starts Timer::kRenewal
};

/// One operation. Not thread-safe: its driver calls one function at a time, start first and once, then onReply or
/// onTransportError for each request, until a completion. cancel may come at any time between two calls (after the
/// driver has ended a running exchange); it completes with kFailed. Calls after the completion return an empty step.
class Engine {
public:
    Engine(OperationSpec spec, OperationContext context);
    ~Engine();
    Engine(Engine&&) noexcept;
    Engine& operator=(Engine&&) noexcept;

    Step start();
    Step onReply(const HttpReply& reply);
    Step onTransportError(const TransportError& error);
    /// A message that the event source sent to op::Push::notifyTo. What cannot be understood is refused in the
    /// acknowledgement and is not the end.
    Step onDelivery(std::string_view contentType, std::string_view body);
    Step onTimer(Timer timer);
    Step cancel(std::string_view why = "The operation was canceled.");

private:
    class Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace client
