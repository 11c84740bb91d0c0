#pragma once

#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "conformance/client/suite.h"
#include "wsman/soap/message.h"

namespace conformance {

/// What a plain run shows of a client's enumerations.
struct SeenEnumeration {
    bool started = false;              ///< an Enumerate was answered
    bool ended = false;                ///< and the client saw the end
    bool optimized = false;            ///< the Enumerate asked for items at once
    std::vector<std::string> items{};  ///< of the first, as stand-alone XML
};
SeenEnumeration enumerationOf(const ClientRun& plain);

/// How an enumeration is served. Without anything set: two items a reply, as asked, a new context each time.
struct Serving {
    enum class Form {
        kAsAsked,
        kAllAtOnce,   ///< items and the end in the EnumerateResponse, when the client asks for optimisation
        kNeverItems,  ///< an EnumerateResponse has a context alone, whatever the client asks for
    };
    Form form = Form::kAsAsked;
    std::size_t items = 7;
    std::string (*context)(std::size_t number) = nullptr;  ///< inner XML of the contexts; nullptr: short text
    std::size_t emptyPull = 0;                             ///< this Pull (from 1) brings no items
    std::size_t estimate = 0;                              ///< TotalItemsCountEstimate of every reply; 0: none
    std::size_t faultPull = 0;                             ///< this Pull (from 1) gets `fault`
    wsman::soap::FaultId fault = wsman::soap::FaultId::kWsmanTimedOut;
    bool faultEnds = false;  ///< with the fault the enumeration is over
};

/// Answers Enumerate, Pull and Release in place of the scenarios, with items of the plain run, and watches.
class EnumerationTeacher final : public Teacher {
public:
    EnumerationTeacher(std::vector<std::string> items, Serving serving);
    std::optional<mockserver::HttpReply> respond(const mockserver::Exchange& exchange) override;

    struct Tally {
        std::size_t enumerates = 0;
        std::size_t pulls = 0;
        std::size_t ended = 0;  ///< enumerations whose end was told
        std::size_t released = 0;
        std::size_t afterEnd = 0;      ///< Pulls of one that was over, by its end or a fault
        std::size_t stale = 0;         ///< Pulls with a context that is not the latest
        std::size_t repeated = 0;      ///< Pulls again after the fault
        std::size_t startedAgain = 0;  ///< Enumerates after the fault, before that enumeration ended
    };
    [[nodiscard]] Tally tally() const;

private:
    struct Open {
        std::size_t next = 0;  ///< the first item not sent
        std::string latest{};
        bool over = false;
        bool faulted = false;
    };
    std::string newContext(std::size_t enumeration);
    std::string page(const char* wrapper, std::size_t enumeration, std::size_t most);
    std::string enumerate(const wsman::soap::Message& message);
    mockserver::HttpReply pull(const wsman::soap::Message& message, std::size_t enumeration,
                               const std::string& context);
    mockserver::HttpReply envelope(const wsman::soap::Message& message, const std::string& body);
    mockserver::HttpReply faulted(const wsman::soap::Message& message, wsman::soap::FaultId fault);

    const std::vector<std::string> items_;
    const Serving serving_;
    mutable std::mutex mutex_;
    std::vector<Open> enumerations_;
    std::map<std::string, std::size_t> contexts_;  ///< canonical context to its enumeration
    std::size_t number_ = 0;
    Tally tally_;
};

}  // namespace conformance
