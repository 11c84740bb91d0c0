#pragma once

#include <mi.h>

#include <condition_variable>
#include <functional>
#include <mutex>
#include <string>

#include "client/loader/session.h"

namespace client {

/// Where what an operation yields goes. Each may be empty.
struct Sinks {
    InstanceSink instance{};
    IndicationSink indication{};
    ClassSink declaration{};
    /// MI_WRITEMESSAGE_CHANNEL_* and the text (mi.h writeMessage).
    std::function<void(MI_Uint32 channel, const std::string& text)> message{};
    /// An error that does not end the operation, and whether to go on (mi.h writeError).
    std::function<bool(const MI_Instance& error)> error{};
    /// A question, and whether the answer is yes (mi.h promptUser).
    std::function<bool(const std::string& question)> prompt{};
};

/// Receives one operation, synchronously by the getters or asynchronously by callbacks; the sinks are the same. They
/// are called on one thread at a time: the caller's, or the library's.
class Receiver {
public:
    Receiver(Sinks sinks, bool asynchronous);
    Receiver(const Receiver&) = delete;
    Receiver& operator=(const Receiver&) = delete;

    /// To be passed to the MI_Session_* function; NULL when the operation needs none.
    MI_OperationCallbacks* callbacks();

    /// Receives to the end, closes the operation and says how it ended; see drainInstances. Once for each operation.
    Outcome instances(MI_Operation& operation);
    Outcome indications(MI_Operation& operation);
    Outcome classes(MI_Operation& operation);

private:
    struct Functions;

    void take(MI_Operation* operation, MI_Boolean more, MI_Result result, const MI_Char* message,
              const MI_Instance* details, const std::function<Next()>& sink);
    Outcome waitFor(MI_Operation& operation);

    const Sinks sinks_;
    const bool asynchronous_;
    MI_OperationCallbacks callbacks_ = MI_OPERATIONCALLBACKS_NULL;
    std::mutex mutex_;
    std::condition_variable changed_;
    bool canceled_ = false;
    bool over_ = false;
    Outcome outcome_{};
};

}  // namespace client
