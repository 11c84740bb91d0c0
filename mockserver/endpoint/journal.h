#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "mockserver/endpoint/exchange.h"

namespace mockserver {

/// One exchange as it was. Text is bytes as they stood on the wire, with these differences: the credentials of an
/// Authorization header are replaced by "[redacted]", and a request body is without its transfer coding.
struct JournalEntry {
    std::uint64_t sequence = 0;                    ///< from 1, without gaps, in the order of completion
    std::chrono::system_clock::time_point time{};  ///< when the request was complete
    std::chrono::microseconds took{0};             ///< until the reply was ready to be sent
    ConnectionId connection = 0;
    std::string remoteAddress{};
    std::string endpoint{};  ///< which of several; empty: the only one
    std::string user{};
    std::string action{};  ///< wsa:Action, empty when the request has none or was not read
    std::string resourceUri{};
    std::string messageId{};
    std::string request{};  ///< head and body
    int status = 0;
    std::string reply{};      ///< head and body, before any WireAction cut it
    std::string responder{};  ///< who answered; empty when nobody did
    std::string note{};       ///< its note, or why nobody did
    bool truncated = false;   ///< request or reply is shortened to JournalLimits::maxEntryBytes
};

/// A request or reply of an entry, taken apart. Views into it.
struct JournaledMessage {
    std::string_view head{};  ///< without the empty line that ends it
    std::string_view body{};
    HttpHeaders headers{};
};
JournaledMessage takeApart(std::string_view message);

struct JournalLimits {
    std::size_t maxEntries = 10'000;
    std::size_t maxBytes = 64u << 20;      ///< of requests and replies together
    std::size_t maxEntryBytes = 1u << 20;  ///< of one request, and of one reply
};

/// The last exchanges of an endpoint, oldest first, within bounds: the oldest go when it is full. Entries are immutable
/// and shared, so a reader's copy stays whole whatever happens later. Thread-safe.
class Journal {
public:
    using Entry = std::shared_ptr<const JournalEntry>;

    explicit Journal(JournalLimits limits = {}) : limits_(limits) {}

    /// Adds an exchange, giving it the next sequence number, which is returned.
    std::uint64_t append(JournalEntry entry);
    /// The entries with a sequence number above `after`, oldest first.
    [[nodiscard]] std::vector<Entry> entries(std::uint64_t after = 0) const;
    /// Waits until there is an entry with a sequence number above `after`, at most `time`; true when there is.
    bool wait(std::uint64_t after, std::chrono::milliseconds time) const;
    /// How many were ever appended, those since dropped or cleared included.
    [[nodiscard]] std::uint64_t appended() const;
    /// Forgets the entries, not the numbering.
    void clear();

private:
    const JournalLimits limits_;
    mutable std::mutex mutex_;
    mutable std::condition_variable appended_;
    mutable std::size_t waiting_ = 0;  ///< so that nobody is notified for nothing
    std::deque<Entry> entries_;
    std::size_t bytes_ = 0;
    std::uint64_t last_ = 0;
};

}  // namespace mockserver
