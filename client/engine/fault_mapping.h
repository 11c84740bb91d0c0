#pragma once

#include <span>
#include <string_view>

#include "client/engine/mi_result.h"
#include "wsman/soap/fault.h"
#include "wsman/soap/fault_table.h"

namespace client {

/// What a fault of the standards means as MI_Result. No document publishes such a table, so this one is ours; it speaks
/// only when the fault carries no CIM error (see completionFor).
struct FaultMapping {
    wsman::soap::FaultId fault;
    std::string_view detail;  ///< faultDetail token; empty: any other, or none
    MiResult result;
    ErrorCategory category;
};

/// All rows; those with a detail stand before the one of the same fault without. Every fault of wsman::soap::faultTable
/// has a row.
std::span<const FaultMapping> faultMappings();

/// The row for `fault`, or nullptr when its subcode is not in the table. `invoked` says that the operation was a method
/// call, for which an action that is not supported is a method that does not exist.
const FaultMapping* findMapping(const wsman::soap::Fault& fault, bool invoked = false);

}  // namespace client
