#pragma once

#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>

#include "client/abi/inbox.h"
#include "client/abi/operation.h"
#include "client/abi/option_bag.h"
#include "client/engine/operation.h"
#include "client/transport/transport.h"

#include "client/transport/reactor.h"

namespace client::abi {

class DriverPool;

/// What a driver is to do.
struct Task {
    OperationSpec spec;
    std::shared_ptr<Inbox> inbox{};              ///< where the event source sends to; null when it sends nothing
    std::shared_ptr<const OptionBag> options{};  ///< of the operation, for a provider in this process
};

/// Runs the Engine of one operation over a Transport and hands the results to the operation. It does so in turns, each
/// on a thread of the pool; a turn ends when there is nothing to do but wait: for a reply that is slow in coming, for
/// an event, an acknowledgement, or room in the queue of results. So an operation holds a thread only while it has
/// work.
class Driver : public std::enable_shared_from_this<Driver> {
public:
    /// With `reportStart` an empty result says that the first request is on its way (mi.h REPORT_OPERATION_STARTED).
    /// `pool` and `reactor` live longer than every operation.
    Driver(std::shared_ptr<Operation> operation, Task task, OperationContext context,
           std::shared_ptr<Transport> transport, std::string path, bool reportStart, DriverPool& pool,
           Reactor& reactor);
    Driver(const Driver&) = delete;
    Driver& operator=(const Driver&) = delete;
    ~Driver();

    /// Gives the first turn to the pool. Called once.
    void start();

private:
    enum class Next { kGoOn, kWait };

    void schedule();
    void turn();
    Next advance();
    Next deliverResults();
    void sendNext();
    Next awaitReply();
    Next awaitEvent();
    void startTimer(Timer timer, wsman::Duration time);
    void acknowledge();
    void end();
    void takeReply();
    void take(Step step);

    const std::shared_ptr<Operation> operation_;
    const std::shared_ptr<Inbox> inbox_;
    Engine engine_;
    const std::shared_ptr<Transport> transport_;
    const std::string path_;
    DriverPool& pool_;
    Reactor& reactor_;
    const CancelToken stop_;
    // Only the turn in hand touches what follows.
    bool reportStart_;
    bool begun_ = false;
    std::deque<Operation::Delivery> deliveries_;      ///< not yet handed over
    std::optional<Outgoing> send_;                    ///< next, once all is handed over
    std::unique_ptr<PendingReply> pending_;           ///< a request whose reply is awaited
    bool replyDue_ = false;                           ///< ... and has been awaited
    bool awaitEvent_ = false;                         ///< nothing to send: the event source is to speak
    std::optional<Acknowledgement> acknowledgement_;  ///< to the event source, once all is handed over
    std::map<Timer, Reactor::TimerId> timers_;
    bool over_ = false;                                                   ///< the final result has been handed over
    std::optional<std::stop_callback<std::function<void()>>> interrupt_;  ///< wakes awaitEvent
};

}  // namespace client::abi
