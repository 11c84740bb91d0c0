#pragma once

#include <deque>
#include <memory>
#include <string>

#include "client/abi/operation.h"
#include "client/engine/operation.h"
#include "client/transport/transport.h"

namespace client {
class Reactor;
}

namespace client::abi {

class DriverPool;

/// Runs the Engine of one operation over a Transport and hands the results to the operation. It does so in turns, each
/// on a thread of the pool; a turn ends when there is nothing to do but wait: for a reply that is slow in coming, for
/// an acknowledgement, for room in the queue of results. So an operation holds a thread only while it has work.
class Driver : public std::enable_shared_from_this<Driver> {
public:
    /// With `reportStart` an empty result says that the first request is on its way (mi.h REPORT_OPERATION_STARTED).
    /// `pool` and `reactor` live longer than every operation.
    Driver(std::shared_ptr<Operation> operation, Engine engine, std::shared_ptr<Transport> transport, std::string path,
           bool reportStart, DriverPool& pool, Reactor& reactor);
    Driver(const Driver&) = delete;
    Driver& operator=(const Driver&) = delete;
    ~Driver() = default;

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
    void takeReply();
    void take(Step step);

    const std::shared_ptr<Operation> operation_;
    Engine engine_;
    const std::shared_ptr<Transport> transport_;
    const std::string path_;
    DriverPool& pool_;
    Reactor& reactor_;
    const CancelToken stop_;
    // Only the turn in hand touches what follows.
    bool reportStart_;
    bool begun_ = false;
    std::deque<Operation::Delivery> deliveries_;  ///< not yet handed over
    std::optional<Outgoing> send_;                ///< next, once all is handed over
    std::unique_ptr<PendingReply> pending_;       ///< a request whose reply is awaited
    bool replyDue_ = false;                       ///< ... and has been awaited
    bool over_ = false;                           ///< the final result has been handed over
};

}  // namespace client::abi
