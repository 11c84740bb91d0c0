// One exchange, and what exchanges refer to: state machines and data.
#include <algorithm>
#include <limits>

#include "mockserver/scenario/json_places.h"
#include "mockserver/scenario/load_context.h"
#include "mockserver/scenario/lua_hooks.h"
#include "mockserver/scenario/schema.h"

namespace mockserver {
namespace {
using nlohmann::json;
using std::chrono::milliseconds;
using Type = json::value_t;

std::optional<milliseconds> millisecondsMember(const json& object, const char* name) {
    const auto number = numberMember(object, name);
    return number ? std::optional(milliseconds(*number)) : std::nullopt;
}

void readPer(LoadContext& context, const json& value, const std::string& pointer, Machine& into) {
    const json* per = value.contains("per") ? &value["per"] : nullptr;
    if (per == nullptr) {
        return;
    }
    if (per->is_string()) {
        const auto name = per->get<std::string>();
        into.per = name == "endpoint"  ? Machine::Per::kEndpoint
                   : name == "user"    ? Machine::Per::kUser
                   : name == "context" ? Machine::Per::kContext
                                       : Machine::Per::kSession;
        if (name != "session" && into.per == Machine::Per::kSession) {
            context.error(pointer + "/per", "found " + shown(*per) +
                                                ", expected session, endpoint, user, context, {\"header\": ...} or "
                                                "{\"selector\": ...}");
        }
    } else if (const auto header = stringMember(*per, "header")) {
        into.per = Machine::Per::kHeader;
        into.keyName = *header;
    } else if (const auto selector = stringMember(*per, "selector")) {
        into.per = Machine::Per::kSelector;
        into.keyName = *selector;
    }
}

Then readThen(LoadContext& context, const json& then, const std::string& pointer) {
    Then out;
    out.state = stringMember(then, "state");
    if (const json* states = member(then, "states", Type::object)) {
        out.machines = readStates(context, *states, pointer + "/states");
    }
    const json* end = member(then, "end", Type::boolean);
    out.end = end != nullptr && end->get<bool>();
    out.contextExpiry = millisecondsMember(then, "contextExpiresMs");
    return out;
}

void readSequence(LoadContext& context, const json& value, const std::string& pointer, ScenarioExchange& into) {
    const json* replies = member(value, "replies", Type::array);
    if (replies == nullptr) {
        if (value.contains("afterLast")) {
            context.error(pointer + "/afterLast", "found a member about a sequence, expected \"replies\" beside it");
        }
        if (value.is_object() && !value.contains("reply")) {
            context.error(pointer, "found an exchange without an answer, expected \"reply\" or \"replies\"");
        }
        return;
    }
    if (value.contains("reply")) {
        context.error(pointer + "/replies", "found a member beside \"reply\", expected one of the two");
    }
    for (std::size_t i = 0; i < replies->size(); ++i) {
        into.replies.push_back(readReply(context, (*replies)[i], pointer + "/replies/" + std::to_string(i)));
    }
    const auto after = stringMember(value, "afterLast");
    into.afterLast = after == "cycle"     ? AfterLast::kCycle
                     : after == "nothing" ? AfterLast::kNothing
                                          : AfterLast::kRepeat;
}

}  // namespace

ScenarioExchange readExchange(LoadContext& context, const json& value, const std::string& pointer) {
    ScenarioExchange out;
    out.id = stringMember(value, "id").value_or("");
    out.description = stringMember(value, "description").value_or("");
    if (const json* when = member(value, "when", Type::object)) {
        out.when = readWhen(context, *when, pointer + "/when");
    }
    if (const json* reply = member(value, "reply", Type::object)) {
        out.reply = readReply(context, *reply, pointer + "/reply");
    }
    readSequence(context, value, pointer, out);
    if (const auto times = numberMember(value, "times")) {
        out.times =
            static_cast<std::uint32_t>(std::min<std::uint64_t>(*times, std::numeric_limits<std::uint32_t>::max()));
    }
    if (value.contains("priority") && value["priority"].is_number_integer()) {
        out.priority = value["priority"].get<int>();
    }
    if (const json* then = member(value, "then", Type::object)) {
        out.then = readThen(context, *then, pointer + "/then");
    }
    if (context.mode == ScenarioMode::kReplay) {
        for (const char* name : {"replies", "times", "priority"}) {
            if (value.contains(name)) {
                context.error(pointer + '/' + name,
                              "found a member that chooses among exchanges in mode replay, where their order decides");
            }
        }
    }
    return out;
}

std::vector<MachineState> readStates(LoadContext& context, const json& states, const std::string& pointer) {
    std::vector<MachineState> out;
    for (const auto& item : states.items()) {
        const auto known = std::find(context.machines.begin(), context.machines.end(), item.key());
        if (known == context.machines.end()) {
            context.error(pointer + '/' + pointerToken(item.key()),
                          "found " + shown(json(item.key())) + ", expected the name of one of \"machines\"");
        } else if (item.value().is_string()) {
            out.push_back(
                {static_cast<std::size_t>(known - context.machines.begin()), item.value().get<std::string>()});
        }
    }
    return out;
}

void readMachines(LoadContext& context, const json& root, Scenario& into) {
    const json* machines = member(root, "machines", Type::object);
    if (machines == nullptr) {
        return;
    }
    for (const auto& item : machines->items()) {
        Machine machine{.name = item.key()};
        machine.initial = stringMember(item.value(), "initial").value_or(std::string(kInitialState));
        machine.expiry = millisecondsMember(item.value(), "expiresMs");
        readPer(context, item.value(), "/machines/" + pointerToken(item.key()), machine);
        context.machines.push_back(machine.name);
        into.machines.push_back(std::move(machine));
    }
}

void readHooks(LoadContext& context, const json& root, Scenario& into) {
    const auto name = stringMember(root, "hooks");
    const auto script = name && !name->empty() ? context.readFile("/hooks", *name) : std::nullopt;
    if (!script) {
        return;
    }
    if (const auto loaded = LuaHooks::load(*script, *name, into.seed); !loaded) {
        const std::string& words = loaded.error().message;
        context.error("/hooks", "found a script that cannot be used: " + words);
        return;
    }
    into.hooks = *script;
    into.hooksName = *name;
}

void readData(LoadContext& context, const json& root, Scenario& into) {
    into.seed = numberMember(root, "seed");
    if (const json* data = member(root, "data", Type::object)) {
        context.data = *data;
    }
    const json* files = member(root, "dataFiles", Type::object);
    if (files != nullptr) {
        for (const auto& item : files->items()) {
            const std::string pointer = "/dataFiles/" + pointerToken(item.key());
            if (context.data.contains(item.key())) {
                context.error(pointer,
                              "found " + shown(json(item.key())) + " in \"data\" too, expected a name of its own");
            } else if (item.value().is_string()) {
                const auto name = item.value().get<std::string>();
                const auto text = context.readFile(pointer, name);
                json read = text ? json::parse(*text, nullptr, false, true) : json();
                if (read.is_discarded()) {
                    context.errorIn(name, "", "found what cannot be read as JSON, expected data for templates");
                    read = json();
                }
                context.data[item.key()] = std::move(read);
            }
        }
    }
    into.data = context.data;
}

}  // namespace mockserver
