#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>

#include "mockserver/repository/service/call.h"
#include "mockserver/repository/service/expiry.h"
#include "mockserver/repository/service/item_source.h"
#include "wsman/ops/enumeration.h"

namespace mockserver::repository {

/// Enumerations that are under way (DSP0226 §8): contexts, their expiry and their limits. A context belongs to the user
/// and the resource that it was made for. Thread-safe.
class EnumerationManager {
public:
    /// Chooses the items that an Enumerate asks for.
    using Select = std::function<FaultOr<std::unique_ptr<ItemSource>>(const ServiceParts& parts, const Call& call,
                                                                      const wsman::ops::Enumerate& request)>;
    /// Posts a message to an EndTo; must not block for long.
    using Post = std::function<void(const wsman::soap::Epr& to, std::string envelope)>;

    /// Without `post`, a request with EndTo is refused (R8.2.1-1).
    EnumerationManager(const ServiceParts& parts, Select select, Post post = {});

    Answer enumerate(const Call& call);
    Answer pull(const Call& call);
    Answer release(const Call& call);
    /// Renew and GetStatus.
    Answer status(const Call& call);

    /// Ends what has expired, and tells its EndTo (EnumerationEnd). Every call above does so too.
    void sweep();
    [[nodiscard]] std::size_t open() const;
    /// True when something waits for a sweep that would tell somebody.
    [[nodiscard]] bool hasListeners() const;
    /// Forgets all contexts without a word.
    void clear();

private:
    struct Context {
        std::string id;
        std::string user;
        std::string resource;  ///< what a Pull must repeat
        std::optional<wsman::soap::Epr> endTo{};
        bool fixedExpiry = false;  ///< by the request; else each Pull puts it off
        Expiry expiry{};
        std::mutex mutex;  ///< of what follows
        std::unique_ptr<ItemSource> source;
        std::optional<std::string> pending{};  ///< an item that did not fit into the last reply
    };
    using ContextPtr = std::shared_ptr<Context>;

    /// Items for one reply.
    struct Batch {
        std::string items{};
        std::size_t count = 0;
        bool end = false;
    };
    struct Bounds {
        std::uint64_t elements = 1;
        std::size_t octets = 0;
        std::optional<std::uint64_t> characters{};
        ItemSource::Deadline deadline{};
    };

    FaultOr<ContextPtr> find(const Call& call, const std::string& id);
    FaultOr<ContextPtr> make(const Call& call, const wsman::ops::Enumerate& request);
    FaultOr<Batch> fill(Context& context, const Bounds& bounds) const;
    void close(const std::string& id);
    void keepAlive(Context& context) const;
    [[nodiscard]] std::optional<std::uint64_t> estimateFor(const Call& call, const Context& context) const;

    const ServiceParts& parts_;
    Select select_;
    Post post_;
    mutable std::mutex mutex_;
    std::unordered_map<std::string, ContextPtr> contexts_;
};

}  // namespace mockserver::repository
