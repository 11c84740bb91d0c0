#pragma once

#include <sys/types.h>

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <tl/expected.hpp>
#include <unordered_map>

#include <mi.h>

#include "client/abi/destination.h"
#include "client/abi/driver.h"
#include "client/abi/operation.h"
#include "client/abi/option_bag.h"

namespace client::abi {

class Application;

/// A session: where to, with which options, under which identity, and which operations it must outlive. Sends nothing
/// by itself. Thread-safe.
class Session : public std::enable_shared_from_this<Session> {
public:
    /// `destination` is what every operation needs, or how every operation is to end.
    Session(std::shared_ptr<Application> application, tl::expected<Destination, Completion> destination,
            OptionBag options);
    Session(const Session&) = delete;
    Session& operator=(const Session&) = delete;
    ~Session() = default;

    /// Enters the session in the table of handles and points `handle` to it.
    void open(MI_Session& handle);
    /// The handle, as GetSession gives it.
    [[nodiscard]] MI_Session handle() const { return handle_; }

    /// Has a driver run `operation` as `task` and `context` say. Only when there is a destination.
    /// `reportStart` as of Driver.
    void start(const std::shared_ptr<Operation>& operation, Task task, OperationContext context, bool reportStart);

    /// INVALID_PARAMETER when closed already; else cancels what runs and waits until all operations are gone, or, with
    /// a callback, returns and calls it then (perhaps before returning).
    MI_Result close(void* completionContext, void(MI_CALL* completion)(void*));
    /// Cancels every operation.
    void cancelAll();

    /// Takes an operation in. False when the session is closing.
    bool add(const std::shared_ptr<Operation>& operation);
    /// An operation is gone; the last one may complete a close.
    void remove(const Operation& operation);

    /// True when the calling thread acts for the user who opened the session.
    [[nodiscard]] bool isSameIdentity() const;
    [[nodiscard]] const std::shared_ptr<Application>& application() const { return application_; }
    [[nodiscard]] const tl::expected<Destination, Completion>& destination() const { return destination_; }
    [[nodiscard]] const OptionBag& options() const { return options_; }

private:
    std::shared_ptr<Transport> transport();
    void complete();

    const std::shared_ptr<Application> application_;
    const tl::expected<Destination, Completion> destination_;
    const OptionBag options_;
    const uid_t user_;
    const gid_t group_;
    MI_Session handle_ = MI_SESSION_NULL;

    std::mutex mutex_;
    std::condition_variable changed_;
    std::shared_ptr<Transport> transport_;  ///< made by the first operation
    std::unordered_map<const Operation*, std::shared_ptr<Operation>> operations_;
    bool closing_ = false;
    bool done_ = false;
    void* completionContext_ = nullptr;
    void(MI_CALL* completion_)(void*) = nullptr;
};

extern const MI_SessionFT kSessionFT;

}  // namespace client::abi
