#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "mockserver/repository/addressing/resource.h"
#include "mockserver/repository/store/repository.h"
#include "wsman/cim/instance.h"
#include "wsman/ops/eventing.h"
#include "wsman/query/evaluate.h"
#include "wsman/query/xpath_level.h"
#include "wsman/soap/epr.h"

namespace mockserver::repository {

/// Which events a subscription is for. Immutable, thread-safe.
class EventFilter {
public:
    /// Of a Subscribe to `resource` with `selectors`: an indication class with or without a filter, all classes with a
    /// query, or an instance of CIM_IndicationFilter (DSP0227 §10.2.2). Faults: EventSourceUnableToProcess for what is
    /// no source of events, or a query about another class (DSP0227 R8.1-9); FilteringRequestedUnavailable;
    /// wsman:CannotProcessFilter; InvalidParameter for a filter beside an indication filter.
    static FaultOr<EventFilter> compile(const Repository& repository, const std::vector<std::string_view>& dialects,
                                        const Resource& resource, const wsman::soap::SelectorSet* selectors,
                                        const std::optional<wsman::ops::Filter>& filter);

    [[nodiscard]] const std::string& nameSpace() const { return resource_.nameSpace; }
    [[nodiscard]] const Resource& resource() const { return resource_; }
    /// True when events of this class can be asked for at all.
    [[nodiscard]] bool wants(std::string_view eventClass) const;
    [[nodiscard]] bool matches(const wsman::cim::Instance& event) const;
    /// What is delivered of it.
    [[nodiscard]] wsman::cim::Instance project(const wsman::cim::Instance& event) const;
    [[nodiscard]] const std::optional<wsman::query::Grouping>& grouping() const;
    /// Equal for events of one group (GROUP ... BY).
    [[nodiscard]] std::string groupOf(const wsman::cim::Instance& event) const;
    /// The query, or the class, for people.
    [[nodiscard]] std::string text() const;

private:
    static FaultOr<EventFilter> ofQuery(const Resource& resource, const std::string& text,
                                        wsman::query::Dialect dialect);

    Resource resource_{};
    std::string eventClass_{};
    std::shared_ptr<const wsman::query::Query> query_{};
    std::optional<wsman::soap::SelectorSet> selectors_{};
    std::optional<wsman::query::XPathLevel> path_{};
};

}  // namespace mockserver::repository
