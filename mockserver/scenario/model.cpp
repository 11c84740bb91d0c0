#include "mockserver/scenario/model.h"

#include <algorithm>

namespace mockserver {

bool ScenarioExchange::issuesContext() const {
    return reply.usesContext || std::ranges::any_of(replies, &Reply::usesContext);
}

bool ScenarioExchange::issuesFreshContext() const {
    return reply.usesFreshContext || std::ranges::any_of(replies, &Reply::usesFreshContext);
}

bool ScenarioExchange::stateful() const {
    return when.stateful() || then.changesAnything() || times || !replies.empty() || issuesContext() ||
           issuesFreshContext();
}

}  // namespace mockserver
