#include "mockserver/repository/store/system_classes.h"

#include <string_view>
#include <utility>
#include <variant>

#include "wsman/cim/mof_reader.h"

namespace mockserver::repository {

namespace cim = wsman::cim;

namespace {

// Names and types as WMI's system classes and the CIM Event model have them.
constexpr std::string_view kSystemClasses = R"mof(
[Abstract] class __SystemClass { };
class __Namespace : __SystemClass { [Key] string Name; };
[Abstract, Indication] class __Event : __SystemClass { uint64 TIME_CREATED; uint8 SECURITY_DESCRIPTOR[]; };
[Indication] class __ExtrinsicEvent : __Event { };
[Abstract, Indication] class __InstanceOperationEvent : __Event { [EmbeddedObject] string TargetInstance; };
[Indication] class __InstanceCreationEvent : __InstanceOperationEvent { };
[Indication] class __InstanceModificationEvent : __InstanceOperationEvent { [EmbeddedObject] string PreviousInstance; };
[Indication] class __InstanceDeletionEvent : __InstanceOperationEvent { };
[Indication] class __TimerEvent : __Event { string TimerId; uint32 NumFirings; };
[Indication] class __AggregateEvent : __Event { uint32 NumberOfEvents; [EmbeddedObject] string Representative; };
[Abstract, Indication] class CIM_Indication {
    string IndicationIdentifier; string CorrelatedIndications[]; datetime IndicationTime; uint16 PerceivedSeverity;
    string OtherSeverity; string IndicationFilterName; string SequenceContext; sint64 SequenceNumber; };
[Abstract, Indication] class CIM_InstIndication : CIM_Indication {
    [EmbeddedObject] string SourceInstance; string SourceInstanceModelPath; string SourceInstanceHost; };
[Indication] class CIM_InstCreation : CIM_InstIndication { };
[Indication] class CIM_InstModification : CIM_InstIndication { [EmbeddedObject] string PreviousInstance; };
[Indication] class CIM_InstDeletion : CIM_InstIndication { };
[Abstract, Indication] class CIM_ProcessIndication : CIM_Indication { };
[Indication] class CIM_AlertIndication : CIM_ProcessIndication {
    string Description; string AlertingManagedElement; uint16 AlertingElementFormat; uint16 AlertType;
    uint16 ProbableCause; string ProbableCauseDescription; uint16 Trending; string RecommendedActions[];
    string EventID; datetime EventTime; string SystemName; string SystemCreationClassName; string ProviderName;
    string MessageID; string Message; string MessageArguments[]; string OwningEntity; };
)mof";

const std::vector<cim::MofDeclaration>& declarations() {
    // The text is ours: it reads. That it does is tested.
    static const auto kRead = cim::readMof(kSystemClasses).value_or(std::vector<cim::MofDeclaration>{});
    return kRead;
}

}  // namespace

void addSystemClasses(Schema& schema) {
    for (const auto& declaration : declarations()) {
        const auto* declared = std::get_if<cim::Class>(&declaration);
        if (declared != nullptr && !schema.find(declared->name)) {
            // Fails only where a namespace has declared a superclass otherwise, which is its own business.
            (void)schema.add(*declared);
        }
    }
}

}  // namespace mockserver::repository
