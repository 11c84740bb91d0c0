// Every namespace, action, dialect and mode URI that the project knows, once. Sources: DSP0226 §4 and Annexes, DSP0227,
// DSP0230, MS-WSMV §2.2.1.
#pragma once

#include <string_view>

namespace wsman {

/// XML namespaces.
namespace ns {
using std::string_view;
inline constexpr string_view kXml = "http://www.w3.org/XML/1998/namespace";
inline constexpr string_view kXmlns = "http://www.w3.org/2000/xmlns/";
inline constexpr string_view kSoap = "http://www.w3.org/2003/05/soap-envelope";
inline constexpr string_view kSoap11 = "http://schemas.xmlsoap.org/soap/envelope/";
inline constexpr string_view kXsd = "http://www.w3.org/2001/XMLSchema";
inline constexpr string_view kXsi = "http://www.w3.org/2001/XMLSchema-instance";
inline constexpr string_view kAddressing = "http://schemas.xmlsoap.org/ws/2004/08/addressing";
inline constexpr string_view kTransfer = "http://schemas.xmlsoap.org/ws/2004/09/transfer";
inline constexpr string_view kEnumeration = "http://schemas.xmlsoap.org/ws/2004/09/enumeration";
inline constexpr string_view kEventing = "http://schemas.xmlsoap.org/ws/2004/08/eventing";
/// WS-Trust as DSP0226 §12.3 names it, and as it was standardized.
inline constexpr string_view kTrust = "http://schemas.xmlsoap.org/ws/2005/02/trust";
inline constexpr string_view kTrust13 = "http://docs.oasis-open.org/ws-sx/ws-trust/200512";
inline constexpr string_view kWsman = "http://schemas.dmtf.org/wbem/wsman/1/wsman.xsd";
inline constexpr string_view kIdentity = "http://schemas.dmtf.org/wbem/wsman/identity/1/wsmanidentity.xsd";
inline constexpr string_view kCimBinding = "http://schemas.dmtf.org/wbem/wsman/1/cimbinding.xsd";
/// What OMI writes in places for kCimBinding; accepted on input only.
inline constexpr string_view kCimBindingNoSuffix = "http://schemas.dmtf.org/wbem/wsman/1/cimbinding";
inline constexpr string_view kCimCommon = "http://schemas.dmtf.org/wbem/wscim/1/common";
/// Microsoft's extensions (DataLocale, OperationID, SessionId, SequenceId, ...).
inline constexpr string_view kMsWsman = "http://schemas.microsoft.com/wbem/wsman/1/wsman.xsd";
inline constexpr string_view kMsFault = "http://schemas.microsoft.com/wbem/wsman/1/wsmanfault";
/// m:MachineID (MS-WSMV §2.2.4.23).
inline constexpr string_view kMsMachineId = "http://schemas.microsoft.com/wbem/wsman/1/machineid";
inline constexpr string_view kShell = "http://schemas.microsoft.com/wbem/wsman/1/windows/shell";
/// DSP0200/DSP0201 documents carry no namespace; WS-Man wraps them in this one (DSP0227 §15).
inline constexpr string_view kCimXml = "http://schemas.dmtf.org/wbem/cim-xml/2/cim-schema/2";
}  // namespace ns

namespace uri {
using std::string_view;
inline constexpr string_view kAnonymous = "http://schemas.xmlsoap.org/ws/2004/08/addressing/role/anonymous";

/// SOAP 1.2 part 1 §2.2: the roles besides "no role" in which the last receiver of a message acts.
inline constexpr string_view kRoleNext = "http://www.w3.org/2003/05/soap-envelope/role/next";
inline constexpr string_view kRoleUltimateReceiver = "http://www.w3.org/2003/05/soap-envelope/role/ultimateReceiver";

/// Class resource URIs are one of these prefixes and the class name (DSP0227 §5.1, MS-WSMV §2.2.4.30).
inline constexpr string_view kCimSchemaPrefix = "http://schemas.dmtf.org/wbem/wscim/1/cim-schema/2/";
inline constexpr string_view kWmiPrefix = "http://schemas.microsoft.com/wbem/wsman/1/wmi/";
inline constexpr string_view kCimSchemaAll = "http://schemas.dmtf.org/wbem/wscim/1/cim-schema/2/*";
inline constexpr string_view kCimAllClasses = "http://schemas.dmtf.org/wbem/wscim/1/*";
inline constexpr string_view kCimXmlPrefix = "http://schemas.dmtf.org/wbem/cim-xml/2/cim-schema/2/";
inline constexpr string_view kCimXmlAll = "http://schemas.dmtf.org/wbem/cim-xml/2/cim-schema/2/*";
inline constexpr string_view kShellCmd = "http://schemas.microsoft.com/wbem/wsman/1/windows/shell/cmd";

inline constexpr string_view kFaultDetailPrefix = "http://schemas.dmtf.org/wbem/wsman/1/wsman/faultDetail/";

inline constexpr string_view kDialectXPath = "http://www.w3.org/TR/1999/REC-xpath-19991116";
inline constexpr string_view kDialectSelector = "http://schemas.dmtf.org/wbem/wsman/1/wsman/SelectorFilter";
inline constexpr string_view kDialectWql = "http://schemas.microsoft.com/wbem/wsman/1/WQL";
inline constexpr string_view kDialectCql = "http://schemas.dmtf.org/wbem/cql/1/dsp0202.pdf";
inline constexpr string_view kDialectAssociation = "http://schemas.dmtf.org/wbem/wsman/1/cimbinding/associationFilter";

inline constexpr string_view kProfileHttpBasic = "http://schemas.dmtf.org/wbem/wsman/1/wsman/secprofile/http/basic";
inline constexpr string_view kProfileHttpsBasic = "http://schemas.dmtf.org/wbem/wsman/1/wsman/secprofile/https/basic";
inline constexpr string_view kModePush = "http://schemas.xmlsoap.org/ws/2004/08/eventing/DeliveryModes/Push";
inline constexpr string_view kModePushWithAck = "http://schemas.dmtf.org/wbem/wsman/1/wsman/PushWithAck";
inline constexpr string_view kModeEvents = "http://schemas.dmtf.org/wbem/wsman/1/wsman/Events";
inline constexpr string_view kModePull = "http://schemas.dmtf.org/wbem/wsman/1/wsman/Pull";
inline constexpr string_view kBookmarkEarliest = "http://schemas.dmtf.org/wbem/wsman/1/wsman/bookmark/earliest";
}  // namespace uri

/// wsa:Action values (DSP0226 Table 1). A reply's action is the request's with "Response" appended, custom methods too.
namespace action {
using std::string_view;
inline constexpr string_view kGet = "http://schemas.xmlsoap.org/ws/2004/09/transfer/Get";
inline constexpr string_view kPut = "http://schemas.xmlsoap.org/ws/2004/09/transfer/Put";
inline constexpr string_view kCreate = "http://schemas.xmlsoap.org/ws/2004/09/transfer/Create";
inline constexpr string_view kDelete = "http://schemas.xmlsoap.org/ws/2004/09/transfer/Delete";
inline constexpr string_view kEnumerate = "http://schemas.xmlsoap.org/ws/2004/09/enumeration/Enumerate";
inline constexpr string_view kPull = "http://schemas.xmlsoap.org/ws/2004/09/enumeration/Pull";
inline constexpr string_view kRelease = "http://schemas.xmlsoap.org/ws/2004/09/enumeration/Release";
inline constexpr string_view kEnumRenew = "http://schemas.xmlsoap.org/ws/2004/09/enumeration/Renew";
inline constexpr string_view kEnumGetStatus = "http://schemas.xmlsoap.org/ws/2004/09/enumeration/GetStatus";
inline constexpr string_view kEnumerationEnd = "http://schemas.xmlsoap.org/ws/2004/09/enumeration/EnumerationEnd";
inline constexpr string_view kSubscribe = "http://schemas.xmlsoap.org/ws/2004/08/eventing/Subscribe";
inline constexpr string_view kRenew = "http://schemas.xmlsoap.org/ws/2004/08/eventing/Renew";
inline constexpr string_view kGetStatus = "http://schemas.xmlsoap.org/ws/2004/08/eventing/GetStatus";
inline constexpr string_view kUnsubscribe = "http://schemas.xmlsoap.org/ws/2004/08/eventing/Unsubscribe";
inline constexpr string_view kSubscriptionEnd = "http://schemas.xmlsoap.org/ws/2004/08/eventing/SubscriptionEnd";
inline constexpr string_view kEvent = "http://schemas.dmtf.org/wbem/wsman/1/wsman/Event";
inline constexpr string_view kEvents = "http://schemas.dmtf.org/wbem/wsman/1/wsman/Events";
inline constexpr string_view kHeartbeat = "http://schemas.dmtf.org/wbem/wsman/1/wsman/Heartbeat";
inline constexpr string_view kDroppedEvents = "http://schemas.dmtf.org/wbem/wsman/1/wsman/DroppedEvents";
inline constexpr string_view kAck = "http://schemas.dmtf.org/wbem/wsman/1/wsman/Ack";
inline constexpr string_view kWsmanFault = "http://schemas.dmtf.org/wbem/wsman/1/wsman/fault";
inline constexpr string_view kAddressingFault = "http://schemas.xmlsoap.org/ws/2004/08/addressing/fault";
inline constexpr string_view kTransferFault = "http://schemas.xmlsoap.org/ws/2004/09/transfer/fault";
inline constexpr string_view kEnumerationFault = "http://schemas.xmlsoap.org/ws/2004/09/enumeration/fault";
inline constexpr string_view kEventingFault = "http://schemas.xmlsoap.org/ws/2004/08/eventing/fault";
inline constexpr string_view kCimBindingFault = "http://schemas.dmtf.org/wbem/wsman/1/cimbinding/fault";
}  // namespace action

inline constexpr std::string_view kResponseSuffix = "Response";
inline constexpr std::string_view kContentTypeUtf8 = "application/soap+xml;charset=UTF-8";
inline constexpr std::string_view kContentTypeUtf16 = "application/soap+xml;charset=UTF-16";

}  // namespace wsman
