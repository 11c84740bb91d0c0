#pragma once

#include <span>

#include "wsman/rules/rule.h"

// The clause groups that make up allRules(), one file each, in their order. For this folder and its tests only. A new
// group is one line here: `xRules()` gives its rules, and `xFixtures()` in its test the messages that prove them.
#define MITB_RULE_GROUPS(GROUP)                                                     \
    GROUP(http)             /* http.cpp: Annex C.2 */                               \
    GROUP(envelope)         /* envelope.cpp: clause 13, SOAP 1.2 */                 \
    GROUP(addressing)       /* addressing.cpp: clauses 5.1 to 5.3 */                \
    GROUP(reference)        /* reference.cpp: the same, by heuristics and limits */ \
    GROUP(message)          /* message_headers.cpp: clause 5.4 */                   \
    GROUP(control)          /* control.cpp: clause 6 */                             \
    GROUP(transfer)         /* transfer.cpp: clause 7 */                            \
    GROUP(enumeration)      /* enumeration.cpp: clause 8, requests */               \
    GROUP(enumerationReply) /* enumeration_reply.cpp: clause 8, replies */          \
    GROUP(enumerationBody)  /* enumeration_body.cpp: WS-Enumeration, dialects */    \
    GROUP(association)      /* association.cpp: DSP0227 8.2 */                      \
    GROUP(cimBinding)       /* cim_binding.cpp: DSP0227, class URIs and modes */    \
    GROUP(method)           /* method.cpp: DSP0230 clause 10 */                     \
    GROUP(cimValue)         /* cim_values.cpp: DSP0230, how values are written */   \
    GROUP(eventing)         /* eventing.cpp: clause 10 */                           \
    GROUP(subscribe)        /* subscribe.cpp: clause 10, what a Subscribe holds */  \
    GROUP(identify)         /* identify.cpp: clause 11 */                           \
    GROUP(fault)            /* faults.cpp: clause 14 */                             \
    GROUP(shell)            /* shell.cpp: MS-WSMV, remote shells */                 \
    GROUP(microsoftClient)  /* microsoft_client.cpp: MS-WSMV 3.2.4.1 */

namespace wsman::rules {

#define MITB_DECLARE_RULES(group) std::span<const Rule> group##Rules();
MITB_RULE_GROUPS(MITB_DECLARE_RULES)
#undef MITB_DECLARE_RULES

}  // namespace wsman::rules
