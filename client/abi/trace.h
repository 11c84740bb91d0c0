#pragma once

#include <cstdio>
#include <memory>
#include <mutex>

#include "client/transport/http_transport.h"

namespace client::abi {

/// Writes what crosses the wire to a file or to standard error, for people who look for a fault. Off unless the
/// environment says MI_TRACE=stderr or MI_TRACE=<file>, which is appended to. Credentials are masked. Thread-safe.
class Trace {
public:
    /// nullptr when MI_TRACE is not set, or its file cannot be opened.
    static std::shared_ptr<Trace> fromEnvironment();

    explicit Trace(std::FILE* file) : file_(file) {}
    Trace(const Trace&) = delete;
    Trace& operator=(const Trace&) = delete;
    ~Trace();

    /// "--- sent on connection 1" and the bytes.
    void write(const TraceEvent& event);

private:
    std::mutex mutex_;
    std::FILE* const file_;
};

}  // namespace client::abi
