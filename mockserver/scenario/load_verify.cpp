// What is expected of a run.
#include "mockserver/scenario/load_context.h"
#include "mockserver/scenario/schema.h"

namespace mockserver {
namespace {
using nlohmann::json;
using Type = json::value_t;

std::optional<std::size_t> exchangeOf(LoadContext& context, const json& id, const std::string& pointer) {
    const auto known = id.is_string() ? context.ids.find(id.get<std::string>()) : context.ids.end();
    if (known == context.ids.end()) {
        if (id.is_string()) {
            context.error(pointer, "found " + shown(id) + ", expected the id of an exchange");
        }
        return std::nullopt;
    }
    return known->second;
}

}  // namespace

void readVerify(LoadContext& context, const json& root, Scenario& into) {
    const json* list = member(root, "verify", Type::array);
    for (std::size_t i = 0; list != nullptr && i < list->size(); ++i) {
        const json& value = (*list)[i];
        const std::string pointer = "/verify/" + std::to_string(i);
        Expectation out;
        if (const json* order = member(value, "order", Type::array)) {
            for (std::size_t j = 0; j < order->size(); ++j) {
                if (const auto exchange = exchangeOf(context, (*order)[j], pointer + "/order/" + std::to_string(j))) {
                    out.order.push_back(*exchange);
                }
            }
            if (value.size() > 1) {
                context.error(pointer, "found more beside \"order\", expected it alone");
            }
        } else if (value.is_object()) {
            if (!value.contains("exchange")) {
                context.error(pointer, "found an expectation about nothing, expected \"exchange\" or \"order\"");
                continue;
            }
            out.exchange = exchangeOf(context, value["exchange"], pointer + "/exchange").value_or(0);
            const auto count = numberMember(value, "count");
            out.least = count.value_or(numberMember(value, "atLeast").value_or(0));
            out.most = count.value_or(numberMember(value, "atMost").value_or(out.most));
            if (count && value.size() > 2) {
                context.error(pointer + "/count", "found an exact count beside bounds, expected one of the two");
            } else if (value.size() == 1) {
                out.least = 1;
            }
            if (out.least > out.most) {
                context.error(pointer + "/atLeast", "found more than \"atMost\"");
            }
        }
        into.verify.push_back(std::move(out));
    }
}

}  // namespace mockserver
