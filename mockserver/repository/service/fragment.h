#pragma once

#include <string>
#include <utility>

#include "mockserver/repository/service/call.h"
#include "wsman/cim/class.h"
#include "wsman/cim/instance.h"
#include "wsman/query/xpath_level.h"

namespace mockserver::repository {

enum class FragmentChange { kPut, kCreate, kDelete };

/// The part of an instance that a request is about (DSP0226 §7.7): an XPath of Level 1 or 2 over its representation.
class Fragment {
public:
    /// Reads the FragmentTransfer header. Faults: FragmentDialectNotSupported (R7.7-4), CannotProcessFilter for an
    /// expression beyond Level 2 or none (R7.7-7).
    static FaultOr<Fragment> parse(const wsman::soap::Header& header);

    /// What goes into XmlFragment: the selected markup; empty when nothing is.
    FaultOr<std::string> select(const ServiceParts& parts, const Call& call,
                                const wsman::cim::Instance& instance) const;

    /// The values that `current` gets by the request: those of the body's XmlFragment in place of the fragment (kPut),
    /// in addition (kCreate, R7.11-1), or none (kDelete). Faults: InvalidRepresentation with InvalidFragment for a body
    /// that is no such fragment (R7.7-5), AlreadyExists, CannotProcessFilter for a path that names no property.
    FaultOr<wsman::cim::Instance> apply(FragmentChange change, const Call& call, const wsman::cim::Class& declaration,
                                        const wsman::cim::Instance& current) const;

private:
    explicit Fragment(wsman::query::XPathLevel path) : path_(std::move(path)) {}
    wsman::query::XPathLevel path_;
};

}  // namespace mockserver::repository
