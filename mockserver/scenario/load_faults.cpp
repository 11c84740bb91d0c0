// The faults that are injected into replies.
#include <algorithm>
#include <limits>
#include <unordered_set>

#include "mockserver/scenario/json_places.h"
#include "mockserver/scenario/load_context.h"
#include "mockserver/scenario/schema.h"

namespace mockserver {
namespace {
using nlohmann::json;
using Type = json::value_t;

std::optional<std::uint32_t> countMember(const json& object, const char* name) {
    const auto number = numberMember(object, name);
    return number ? std::optional(static_cast<std::uint32_t>(
                        std::min<std::uint64_t>(*number, std::numeric_limits<std::uint32_t>::max())))
                  : std::nullopt;
}

FaultRule readFault(LoadContext& context, const json& value, const std::string& pointer) {
    FaultRule out;
    out.id = stringMember(value, "id").value_or("");
    out.description = stringMember(value, "description").value_or("");
    if (const json* when = member(value, "when", Type::object)) {
        out.when = readCondition(context, *when, pointer + "/when");
    }
    if (value.is_object() && value.contains("probability") && value["probability"].is_number()) {
        out.probability = value["probability"].get<double>();
    }
    out.nth = countMember(value, "nth");
    out.every = countMember(value, "every");
    out.times = countMember(value, "times");
    out.perSession = stringMember(value, "per") == "session";
    const json* enabled = member(value, "enabled", Type::boolean);
    out.enabled = enabled == nullptr || enabled->get<bool>();
    if (const json* apply = member(value, "apply", Type::object)) {
        out.apply = readReply(context, *apply, pointer + "/apply");
        if (out.apply.usesContext || out.apply.usesFreshContext) {
            context.error(pointer + "/apply", "found {{context}} in a fault, which belongs to no conversation");
        }
    }
    const auto challenge = stringMember(value, "challenge");
    out.challenge = challenge == "none"     ? FaultRule::Challenge::kNone
                    : challenge == "broken" ? FaultRule::Challenge::kBroken
                    : challenge == "reject" ? FaultRule::Challenge::kReject
                                            : FaultRule::Challenge::kAsUsual;
    if (value.is_object() && !value.contains("apply") && !challenge) {
        context.error(pointer, "found a fault that does nothing, expected \"apply\" or \"challenge\"");
    }
    return out;
}

}  // namespace

void readFaults(LoadContext& context, const json& root, Scenario& into) {
    const json* faults = member(root, "faults", Type::array);
    std::unordered_set<std::string> ids;
    for (std::size_t i = 0; faults != nullptr && i < faults->size(); ++i) {
        const std::string pointer = "/faults/" + std::to_string(i);
        into.faults.push_back(readFault(context, (*faults)[i], pointer));
        const std::string& id = into.faults.back().id;
        if (!id.empty() && !ids.insert(id).second) {
            context.error(pointer + "/id", "found " + shown(json(id)) + " again, expected an id of its own");
        }
    }
}

}  // namespace mockserver
