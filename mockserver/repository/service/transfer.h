#pragma once

#include "mockserver/repository/service/call.h"

namespace mockserver::repository {

/// WS-Transfer on instances (DSP0226 §7, DSP0227 §7), whole or by fragment (§7.7). The resource is a class. Faults:
/// those of DSP0226 §7 and of faultFor.
Answer getInstance(const ServiceParts& parts, const Call& call);
Answer putInstance(const ServiceParts& parts, const Call& call);
Answer createInstance(const ServiceParts& parts, const Call& call);
Answer deleteInstance(const ServiceParts& parts, const Call& call);

}  // namespace mockserver::repository
