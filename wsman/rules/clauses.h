#pragma once

#include <span>

#include "wsman/rules/rule.h"

// The clause groups that make up allRules(), one file each. For this folder only.
namespace wsman::rules {

std::span<const Rule> httpRules();              ///< http.cpp: Annex C.2
std::span<const Rule> envelopeRules();          ///< envelope.cpp: clause 13, SOAP 1.2
std::span<const Rule> addressingRules();        ///< addressing.cpp: clauses 5.1 to 5.3
std::span<const Rule> messageRules();           ///< message_headers.cpp: clause 5.4
std::span<const Rule> controlRules();           ///< control.cpp: clause 6
std::span<const Rule> transferRules();          ///< transfer.cpp: clause 7
std::span<const Rule> enumerationRules();       ///< enumeration.cpp: clause 8, requests
std::span<const Rule> enumerationReplyRules();  ///< enumeration_reply.cpp: clause 8, replies
std::span<const Rule> methodRules();            ///< method.cpp: DSP0230 clause 10
std::span<const Rule> eventingRules();          ///< eventing.cpp: clause 10
std::span<const Rule> identifyRules();          ///< identify.cpp: clause 11
std::span<const Rule> faultRules();             ///< faults.cpp: clause 14

}  // namespace wsman::rules
