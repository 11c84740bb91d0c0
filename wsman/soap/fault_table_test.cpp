#include "wsman/soap/fault_table.h"

#include <gtest/gtest.h>

#include <set>
#include <string>

#include "wsman/uris.h"

namespace wsman::soap {
namespace {

TEST(FaultTable, HasEveryFaultOnceAndInOrder) {
    EXPECT_EQ(faultTable().size(), 42u);
    std::set<std::string_view> names;
    std::set<std::string_view> reasons;
    for (std::size_t i = 0; i < faultTable().size(); ++i) {
        const FaultInfo& row = faultTable()[i];
        EXPECT_EQ(static_cast<std::size_t>(row.id), i);
        EXPECT_EQ(&faultInfo(row.id), &row);
        EXPECT_EQ(findFault(row.name), &row);
        EXPECT_TRUE(names.insert(row.name).second) << row.name;
        EXPECT_TRUE(reasons.insert(row.reason).second) << row.reason;
        EXPECT_FALSE(row.reason.ends_with('.')) << row.name;
    }
}

TEST(FaultTable, NameActionAndStatusFollowTheSubcodeAndTheCode) {
    struct Namespace {
        std::string_view prefix;
        std::string_view uri;
        std::string_view action;
    };
    const Namespace namespaces[] = {
        {"wsman:", ns::kWsman, action::kWsmanFault},
        {"wsa:", ns::kAddressing, action::kAddressingFault},
        {"wsen:", ns::kEnumeration, action::kEnumerationFault},
        {"wse:", ns::kEventing, action::kEventingFault},
        {"wxf:", ns::kTransfer, action::kTransferFault},
        {"wsmb:", ns::kCimBinding, action::kCimBindingFault},
    };
    for (const FaultInfo& row : faultTable()) {
        if (row.name.starts_with("s:")) {
            EXPECT_EQ(row.name.substr(2), row.code);
            EXPECT_EQ(row.subcode, xml::Name{});
            EXPECT_EQ(row.action, action::kAddressingFault);
            EXPECT_EQ(row.status, 500);
            continue;
        }
        const auto* found =
            std::find_if(std::begin(namespaces), std::end(namespaces),
                         [&row](const Namespace& candidate) { return row.name.starts_with(candidate.prefix); });
        ASSERT_NE(found, std::end(namespaces)) << row.name;
        EXPECT_EQ(row.subcode, (xml::Name{found->uri, row.name.substr(found->prefix.size())}));
        EXPECT_EQ(row.action, found->action) << row.name;
        EXPECT_TRUE(row.code == "Sender" || row.code == "Receiver") << row.name;
        EXPECT_EQ(row.status, row.code == "Sender" ? 400 : 500) << row.name;
        EXPECT_EQ(findFaultBySubcode(row.subcode.ns, row.subcode.local), &row);
    }
}

TEST(FaultTable, TheReceiversFaultsAreThese) {
    std::set<std::string_view> receivers;
    for (const FaultInfo& row : faultTable()) {
        if (row.code == "Receiver") {
            receivers.insert(row.name);
        }
    }
    EXPECT_EQ(receivers,
              (std::set<std::string_view>{"wsman:DeliveryRefused", "wsa:EndpointUnavailable",
                                          "wse:EventSourceUnableToProcess", "wsman:InternalError",
                                          "wsen:InvalidEnumerationContext", "wsen:TimedOut", "wsman:TimedOut"}));
}

TEST(FaultTable, FindsNothingForStrangers) {
    EXPECT_EQ(findFault("wsman:Nope"), nullptr);
    EXPECT_EQ(findFault(""), nullptr);
    EXPECT_EQ(findFaultBySubcode(ns::kWsman, "TimedOuT"), nullptr);
    EXPECT_EQ(findFaultBySubcode("", "TimedOut"), nullptr);
    EXPECT_EQ(findFaultBySubcode("", ""), nullptr);
    EXPECT_EQ(findFaultBySubcode(ns::kEventing, "TimedOut"), nullptr);
}

TEST(FaultTable, SameLocalNameInTwoNamespacesIsTwoFaults) {
    EXPECT_EQ(findFaultBySubcode(ns::kWsman, "TimedOut")->id, FaultId::kWsmanTimedOut);
    EXPECT_EQ(findFaultBySubcode(ns::kEnumeration, "TimedOut")->id, FaultId::kWsenTimedOut);
}

TEST(FaultTable, KnowsDetailTokens) {
    for (const char* token : {"InvalidResourceURI", "MaxEnvelopeSize", "UnreportableSuccess", "DuplicateSelectors",
                              "InvalidNamespace", "Expired", "ActionMismatch", "ResourceOffline", "DataLocale"}) {
        EXPECT_TRUE(isFaultDetailToken(token)) << token;
    }
    EXPECT_FALSE(isFaultDetailToken("invalidresourceuri"));
    EXPECT_FALSE(isFaultDetailToken(""));
    EXPECT_EQ(faultInfo(FaultId::kWsmanEncodingLimit).details.size(), 11u);
    EXPECT_EQ(faultInfo(FaultId::kWsmanUnsupportedFeature).details.size(), 19u);
    EXPECT_TRUE(faultInfo(FaultId::kWsmanAccessDenied).details.empty());
}

}  // namespace
}  // namespace wsman::soap
