#include "client/engine/fault_mapping.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace client {
namespace {

using wsman::soap::FaultId;
using wsman::soap::makeFault;

TEST(FaultMapping, EveryFaultOfTheStandardsHasARow) {
    for (const auto& info : wsman::soap::faultTable()) {
        const auto* mapping = findMapping(makeFault(info.id));
        ASSERT_NE(mapping, nullptr) << info.name;
        EXPECT_EQ(mapping->fault, info.id);
        EXPECT_NE(mapping->result, MiResult::kOk);
    }
}

TEST(FaultMapping, DetailsAreTokensOfTheirFaultAndComeBeforeTheRestOfIt) {
    for (const auto& row : faultMappings()) {
        if (row.detail.empty()) {
            continue;
        }
        EXPECT_TRUE(wsman::soap::isFaultDetailToken(row.detail)) << row.detail;
        EXPECT_EQ(findMapping(makeFault(row.fault, "", row.detail)), &row) << row.detail;
    }
}

TEST(FaultMapping, SaysWhatTheTableSays) {
    struct Case {
        FaultId fault;
        const char* detail;
        MiResult result;
    };
    for (const Case& test : {
             Case{FaultId::kWsmanAccessDenied, "", MiResult::kAccessDenied},
             Case{FaultId::kWsaDestinationUnreachable, "InvalidResourceURI", MiResult::kInvalidClass},
             Case{FaultId::kWsaDestinationUnreachable, "", MiResult::kNotFound},
             Case{FaultId::kWsmanInvalidSelectors, "InsufficientSelectors", MiResult::kInvalidParameter},
             Case{FaultId::kWsmanInvalidSelectors, "", MiResult::kNotFound},
             Case{FaultId::kWsmanAlreadyExists, "", MiResult::kAlreadyExists},
             Case{FaultId::kWsenInvalidEnumerationContext, "", MiResult::kInvalidEnumerationContext},
             Case{FaultId::kWsenFilterDialectRequestedUnavailable, "", MiResult::kQueryLanguageNotSupported},
             Case{FaultId::kWsenCannotProcessFilter, "", MiResult::kInvalidQuery},
             Case{FaultId::kWsmanQuotaLimit, "", MiResult::kServerLimitsExceeded},
             Case{FaultId::kWsmanTimedOut, "", MiResult::kFailed},
         }) {
        EXPECT_EQ(findMapping(makeFault(test.fault, "", test.detail))->result, test.result)
            << wsman::soap::faultInfo(test.fault).name << " " << test.detail;
    }
}

TEST(FaultMapping, AnUnsupportedActionIsAnUnknownMethodWhenInvoking) {
    const auto fault = makeFault(FaultId::kWsaActionNotSupported);
    EXPECT_EQ(findMapping(fault)->result, MiResult::kNotSupported);
    EXPECT_EQ(findMapping(fault, true)->result, MiResult::kMethodNotFound);
}

TEST(FaultMapping, ASubcodeOfNobodysHasNone) {
    auto fault = makeFault(FaultId::kWsmanAccessDenied);
    fault.subcode = wsman::xml::QName{"urn:vendor", "AccessDenied"};
    EXPECT_EQ(findMapping(fault), nullptr);
}

}  // namespace
}  // namespace client
