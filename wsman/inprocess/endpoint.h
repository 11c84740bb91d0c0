// wsman/inprocess: how a client reaches an endpoint that lives in a library of the same process, with no socket. The
// two sides know nothing of each other but this table, whose layout is fixed: the library is loaded at run time.
#pragma once

#include <stddef.h>
#include <stdint.h>

extern "C" {

/// What became of an exchange.
enum WsmanInprocessResult : int32_t {
    kWsmanInprocessReplied = 0,   ///< `reply` was called
    kWsmanInprocessBroken = 1,    ///< the endpoint ended the connection before its reply was complete
    kWsmanInprocessStopped = 2,   ///< `stopped` said so
    kWsmanInprocessTimedOut = 3,  ///< the time ran out
    kWsmanInprocessFailed = 4,    ///< the endpoint failed (out of memory, say)
};

/// One request, and who takes the reply. Texts are UTF-8 and need not outlive the call.
struct WsmanInprocessExchange {
    const char* contentType;
    const char* body;
    size_t bodyLength;
    uint32_t timeoutMilliseconds;       ///< 0: no limit
    void* context;                      ///< for the two functions
    int32_t (*stopped)(void* context);  ///< asked often while the endpoint waits; nonzero ends the exchange
    void (*reply)(void* context, int32_t status, const char* contentType, const char* body, size_t bodyLength);
};

/// The functions of such a library. Thread-safe; exchanges of one endpoint may overlap.
struct WsmanInprocessV1 {
    uint32_t version;  ///< 1
    /// An endpoint of its own, which nobody else can see, from scenario folders (separated by ':'). NULL when it cannot
    /// be made; then `explain` has been called with the reason, one problem a line.
    void* (*open)(const char* scenarios, void* context, void (*explain)(void* context, const char* text));
    int32_t (*exchange)(void* endpoint, const WsmanInprocessExchange* exchange);
    /// After the last exchange has returned.
    void (*close)(void* endpoint);
};

/// The one symbol that the library exports.
#define WSMAN_INPROCESS_SYMBOL "wsman_inprocess_v1"
const WsmanInprocessV1* wsman_inprocess_v1(void);

}  // extern "C"
