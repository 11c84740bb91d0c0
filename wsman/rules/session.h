#pragma once

#include <cstddef>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "wsman/rules/observed.h"
#include "wsman/soap/epr.h"

namespace wsman::rules {

/// What the client was told about one subscription.
struct Subscription {
    std::string identifier;              ///< text of wse:Identifier in the manager's reference parameters, or empty
    std::vector<xml::QName> parameters;  ///< names of all its reference parameters
    std::string address{};               ///< of the subscription manager
    bool ended = false;                  ///< Unsubscribe was answered
};

/// What the client was told about one enumeration (or pull subscription).
struct Enumeration {
    std::string latest;  ///< key of the newest EnumerationContext
    std::string to;      ///< of the Enumerate request
    std::string resourceUri;
    std::optional<soap::SelectorSet> selectors;
    std::string mode;           ///< EnumerationMode of the request, as written
    bool ended = false;         ///< EndOfSequence was sent, or Release answered
    bool subscription = false;  ///< made by Subscribe: Pull goes to the subscription manager instead
    Subscription manager{};     ///< of a subscription
};

/// A remote shell that a Create was answered with (MS-WSMV 3.1.4.5.2).
struct Shell {
    std::string id;           ///< its ShellId selector
    std::string resourceUri;  ///< of the Create
    std::string locale;       ///< xml:lang of the Create's wsman:Locale, or empty
    std::string dataLocale;   ///< the same of DataLocale
    std::string inputStreams;
    std::string outputStreams;
    bool deleted = false;
    std::deque<std::string> commands{};  ///< CommandIds that it gave
};

/// A reference that a reply gave, with more reference parameters than ResourceURI and SelectorSet.
struct Reference {
    std::string resourceUri;
    soap::SelectorSet selectors;
    std::vector<xml::QName> parameters;  ///< the others
};

/// Where a Subscribe wanted its events.
struct Sink {
    std::string address;
    std::string parameters;  ///< the reference parameters, canonical
    std::string mode;
};

/// What a passive judge remembers of a conversation between one client and one server, so that rules can speak of more
/// than one message. Bounded: of each kind only the newest are kept, and an older one counts as never seen. Not
/// thread-safe.
class Session {
public:
    explicit Session(std::size_t capacity = 4096) : capacity_(capacity) {}

    /// To be told of every request, after it was judged.
    void observe(const Observed& request);
    /// To be told of every reply, after it was judged.
    void observe(const Observed& request, const Observed& reply);

    /// An earlier request's MessageID that is equal to `id` but for case.
    [[nodiscard]] const std::string* requestId(std::string_view id) const { return requestIds_.find(id); }
    /// The same of replies.
    [[nodiscard]] const std::string* replyId(std::string_view id) const { return replyIds_.find(id); }
    /// The enumeration that a wsen:EnumerationContext element belongs to, or nullptr.
    [[nodiscard]] const Enumeration* enumeration(xml::Node context) const;
    [[nodiscard]] const std::deque<Subscription>& subscriptions() const { return subscriptions_; }

    /// The shell of that id, without regard to ASCII case, or nullptr.
    [[nodiscard]] const Shell* shell(std::string_view id) const;
    /// The reference to that resource, or nullptr when its EPR had no parameters of its own.
    [[nodiscard]] const Reference* reference(const std::string& resourceUri, const soap::SelectorSet& selectors) const;
    [[nodiscard]] const std::deque<Sink>& sinks() const { return sinks_; }

    /// What contexts are compared by: the text, or the markup without regard to prefixes.
    static std::string contextKey(xml::Node context);

private:
    /// Identifiers, found without regard to ASCII case.
    class IdSet {
    public:
        void add(std::string id, std::size_t capacity);
        [[nodiscard]] const std::string* find(std::string_view id) const;

    private:
        std::unordered_map<std::string, std::string> byFolded_;
        std::deque<std::string> order_;
    };

    void started(const Observed& request, const Observed& reply);
    void subscribed(const Observed& request, const Observed& reply);
    void pulled(const Observed& request, const Observed& reply);
    void released(const Observed& request);
    void unsubscribed(const Observed& request);
    void resourcesTold(const Observed& request, const Observed& reply);
    void shellCreated(const Observed& request, const Observed& reply);
    void shellTold(const Observed& request, const Observed& reply);
    void referenceGiven(xml::Node epr);
    void remember(xml::Node context, std::size_t enumeration);
    void forgetName(std::size_t enumeration);

    std::size_t capacity_;
    IdSet requestIds_;
    IdSet replyIds_;
    struct Known {
        Enumeration enumeration;
        std::size_t names = 0;  ///< how many contexts lead here
    };
    /// Enumerations by number; the number that a context leads to. A context that the server uses again leads to the
    /// newer enumeration.
    std::unordered_map<std::size_t, Known> enumerations_;
    std::unordered_map<std::string, std::size_t> contexts_;
    std::deque<std::string> contextOrder_;
    std::size_t nextEnumeration_ = 0;
    std::deque<Subscription> subscriptions_;
    std::deque<Shell> shells_;
    std::deque<Reference> references_;
    std::deque<Sink> sinks_;
};

}  // namespace wsman::rules
