#include "mockserver/repository/methods/method_table.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>
#include <utility>

#include "mockserver/repository/data/json_value.h"
#include "mockserver/repository/store/keys.h"
#include "wsman/cim/text.h"
#include "wsman/ops/invoke.h"
#include "wsman/soap/fault.h"

namespace mockserver::repository {

namespace cim = wsman::cim;
namespace ops = wsman::ops;
namespace soap = wsman::soap;
using nlohmann::json;
using soap::FaultId;

namespace {

std::string keyOf(std::string_view nameSpace, std::string_view className, std::string_view method) {
    return foldNamespace(nameSpace) + "\n" + cim::foldName(className) + "\n" + cim::foldName(method);
}

tl::unexpected<soap::Fault> internal(const std::string& reason) {
    return tl::unexpected(soap::makeFault(FaultId::kWsmanInternalError, reason));
}

/// The out parameters and ReturnValue as properties, which is what values are read by.
const cim::PropertyDecl* outDeclaration(const cim::MethodDecl& method, std::string_view name, cim::PropertyDecl& into) {
    if (cim::sameName(name, "ReturnValue") && method.returnType) {
        into = {.name = "ReturnValue", .type = *method.returnType, .isArray = method.returnsArray};
        return &into;
    }
    for (const auto& parameter : method.parameters) {
        if (cim::sameName(parameter.name, name) && (parameter.flags & cim::flag::kOut) != 0) {
            into = {.name = parameter.name,
                    .type = parameter.type,
                    .isArray = parameter.isArray,
                    .referenceClass = parameter.referenceClass};
            return &into;
        }
    }
    return nullptr;
}

FaultOr<cim::Instance> parametersOf(const Call& call, const cim::MethodDecl& method) {
    auto read = ops::readInvoke(call.message, &method);
    if (!read) {
        const bool value = read.error().code == wsman::ErrorCode::kInvalidValue;
        return tl::unexpected(
            value ? soap::makeFault(FaultId::kWsmanInvalidParameter, read.error().text() + ".", "TypeMismatch")
                  : soap::faultFor(read.error()));
    }
    for (const auto& given : read->properties) {
        const bool known = std::ranges::any_of(method.parameters, [&](const auto& parameter) {
            return cim::sameName(parameter.name, given.name) && (parameter.flags & cim::flag::kIn) != 0;
        });
        if (!known) {
            return tl::unexpected(soap::makeFault(
                FaultId::kWsmanInvalidParameter, method.name + " has no parameter " + given.name + ".", "InvalidName"));
        }
    }
    return std::move(*read);
}

}  // namespace

struct MethodTable::Invocation {
    const Call& call;
    const HttpHeaders& headers;
    const cim::MethodDecl& method;
    cim::Instance input{};
    InstancePtr self{};    ///< nullptr for a static method
    cim::Instance path{};  ///< its keys
    json data = json::object();

    [[nodiscard]] const Schema& schema() const { return *call.resource.schema; }
    [[nodiscard]] const std::string& nameSpace() const { return call.resource.nameSpace; }
};

wsman::Result<std::shared_ptr<MethodTable>> MethodTable::create(const std::vector<MethodSpec>& specs, Parts parts) {
    std::shared_ptr<MethodTable> out(new MethodTable(std::move(parts)));
    for (const auto& spec : specs) {
        json effect = spec.behaviour;
        for (const char* name : {"class", "method", "lua", "luaFile", "description"}) {
            effect.erase(name);
        }
        auto compiled = JsonTemplate::compile(effect);
        if (!compiled) {
            return wsman::fail(compiled.error().code, compiled.error().message, spec.place + compiled.error().where);
        }
        Behaviour behaviour{spec.className + "." + spec.method, std::move(*compiled)};
        if (!spec.script.empty()) {
            auto script = LuaFunction::load(spec.script, behaviour.name);
            if (!script) {
                return wsman::fail(script.error().code, script.error().text(), spec.place);
            }
            behaviour.script = std::move(*script);
        }
        const auto key = keyOf(spec.nameSpace, spec.className, spec.method);
        if (!out->behaviours_.emplace(key, std::move(behaviour)).second) {
            return wsman::fail(wsman::ErrorCode::kInvalidValue,
                               "the method " + spec.className + "." + spec.method + " has two behaviours", spec.place);
        }
    }
    return out;
}

const MethodTable::Behaviour* MethodTable::find(const Resource& resource, const std::string& className,
                                                const std::string& method) const {
    for (auto at = resource.schema->declared(className); at; at = resource.schema->declared(at->superClass)) {
        const auto found = behaviours_.find(keyOf(resource.nameSpace, at->name, method));
        if (found != behaviours_.end()) {
            return &found->second;
        }
    }
    return nullptr;
}

Answer MethodTable::invoke(const Call& call, const HttpHeaders& headers, const cim::MethodDecl& method) {
    Invocation invocation{.call = call, .headers = headers, .method = method};
    if ((method.flags & cim::flag::kStatic) == 0) {
        const auto keys = keysOf(call.resource, call.selectors());
        if (!keys) {
            return tl::unexpected(keys.error());
        }
        const auto self = parts_.repository->get(invocation.nameSpace(), *keys);
        if (!self) {
            return tl::unexpected(faultFor(self.error(), RefusedIn::kSelectors));
        }
        invocation.self = *self;
        invocation.path = pathOf(*invocation.schema().find((*self)->className), **self);
    }
    auto input = parametersOf(call, method);
    if (!input) {
        return tl::unexpected(std::move(input.error()));
    }
    invocation.input = std::move(*input);
    const auto className = invocation.self ? invocation.self->className : call.resource.declaration->name;
    const auto* behaviour = find(call.resource, className, method.name);
    if (behaviour == nullptr) {
        return tl::unexpected(soap::makeFault(
            FaultId::kWsaActionNotSupported,
            "The method " + className + "." + method.name + R"( does nothing yet: give it a behaviour in "methods".)",
            "ActionMismatch"));
    }
    auto output = perform(invocation, *behaviour);
    if (!output) {
        return tl::unexpected(std::move(output.error()));
    }
    return ops::writeInvokeResponse(call.header(), parts_.newMessageId(), method.name, *output);
}

FaultOr<cim::Instance> MethodTable::perform(Invocation& invocation, const Behaviour& behaviour) {
    invocation.data["in"] = toJson(invocation.input);
    invocation.data["self"] = invocation.self ? toJson(*invocation.self) : json();
    auto effect = effectOf(invocation, behaviour);
    if (!effect) {
        return tl::unexpected(std::move(effect.error()));
    }
    if (const auto fault = effect->find("fault"); fault != effect->end() && fault->is_string()) {
        const auto* known = soap::findFault(fault->get<std::string>());
        if (known == nullptr) {
            return internal(behaviour.name + " asks for the fault " + fault->dump() + ", which there is not.");
        }
        return tl::unexpected(soap::makeFault(known->id, effect->value("reason", std::string())));
    }
    if (auto applied = apply(invocation, *effect); !applied) {
        return tl::unexpected(std::move(applied.error()));
    }
    auto output = outputs(invocation, *effect);
    if (output && effect->contains("job")) {
        if (auto started = startJob(invocation, (*effect)["job"], *output); !started) {
            return tl::unexpected(std::move(started.error()));
        }
    }
    return output;
}

FaultOr<json> MethodTable::effectOf(Invocation& invocation, const Behaviour& behaviour) const {
    TemplateInput input{.request = invocation.call.message, .headers = invocation.headers};
    input.user = invocation.call.user;
    input.now = std::chrono::system_clock::now();
    input.newUuid = parts_.newUuid;
    input.data = &invocation.data;
    auto effect = behaviour.effect.render(input);
    if (!effect) {
        return internal(behaviour.name + ": " + effect.error().text() + ".");
    }
    if (behaviour.script) {
        auto said = behaviour.script->call(invocation.data["self"], invocation.data["in"]);
        if (!said) {
            return internal(said.error().text() + ".");
        }
        effect->update(*said);  // the script has the last word
    }
    return std::move(*effect);
}

FaultOr<cim::Instance> MethodTable::outputs(const Invocation& invocation, const json& effect) const {
    cim::Instance out;
    const auto add = [&](const std::string& name, const json& value) -> FaultOr<void> {
        cim::PropertyDecl into;
        const auto* declared = outDeclaration(invocation.method, name, into);
        if (declared == nullptr) {
            return internal("The behaviour gives " + name + ", which " + invocation.method.name + " does not return.");
        }
        auto read = valueFromJson(invocation.schema(), *declared, value);
        if (!read) {
            return internal("The behaviour gives a bad value: " + read.error().text() + ".");
        }
        out.set(declared->name, std::move(*read));
        return {};
    };
    if (invocation.method.returnType) {
        if (auto added = add("ReturnValue", effect.value("returns", json(0))); !added) {
            return tl::unexpected(std::move(added.error()));
        }
    }
    const json values = effect.value("out", json::object());
    for (const auto& [name, value] : values.items()) {
        if (auto added = add(name, value); !added) {
            return tl::unexpected(std::move(added.error()));
        }
    }
    return out;
}

FaultOr<void> MethodTable::apply(Invocation& invocation, const json& effect) {
    const auto wrong = [](const std::string& why) {
        return internal("The behaviour cannot be carried out: " + why + ".");
    };
    if (effect.contains("set")) {
        if (!invocation.self) {
            return wrong("a static method has no instance to change");
        }
        auto values = instanceFromJson(invocation.schema(), invocation.self->className, effect["set"]);
        if (!values) {
            return wrong(values.error().text());
        }
        auto done = parts_.repository->modify(invocation.nameSpace(), invocation.path, *values, {.byProvider = true});
        if (!done) {
            return wrong(done.error().message);
        }
    }
    if (effect.contains("create")) {
        const auto& create = effect["create"];
        auto values = instanceFromJson(invocation.schema(), create.value("class", std::string()),
                                       create.value("properties", json::object()));
        if (!values) {
            return wrong(values.error().text());
        }
        auto done = parts_.repository->create(invocation.nameSpace(), std::move(*values));
        if (!done) {
            return wrong(done.error().message);
        }
    }
    if (effect.value("delete", false) && invocation.self) {
        // Another call may have been faster.
        (void)parts_.repository->remove(invocation.nameSpace(), invocation.path);
    }
    if (effect.contains("raise") && parts_.raise) {
        const auto& raise = effect["raise"];
        auto event = instanceFromJson(invocation.schema(), raise.value("class", std::string()),
                                      raise.value("properties", json::object()));
        if (!event) {
            return wrong(event.error().text());
        }
        parts_.raise(invocation.nameSpace(), *event);
    }
    return {};
}

FaultOr<void> MethodTable::startJob(Invocation& invocation, const json& job, cim::Instance& output) {
    const auto className = job.value("class", std::string("CIM_ConcreteJob"));
    auto values = instanceFromJson(invocation.schema(), className, job.value("properties", json::object()));
    if (!values) {
        return internal("The job cannot be started: " + values.error().text() + ".");
    }
    const auto declaration = invocation.schema().find(className);
    for (const auto& property : declaration->properties) {
        const bool key = (property.flags & cim::flag::kKey) != 0;
        if (key && values->find(property.name) == nullptr && property.type == cim::Type::kString) {
            values->set(property.name, cim::Value::of(parts_.newUuid()), property.flags);
        }
    }
    auto made = parts_.repository->create(invocation.nameSpace(), std::move(*values));
    if (!made) {
        return internal("The job cannot be started: " + made.error().message + ".");
    }
    const auto path = pathOf(*declaration, **made);
    cim::PropertyDecl into;
    if (const auto* declared = outDeclaration(invocation.method, job.value("out", std::string("Job")), into)) {
        output.set(declared->name, cim::Value::of(cim::Reference{std::make_shared<const cim::Instance>(path)}));
    }
    std::chrono::milliseconds at{0};
    for (const auto& step : job.value("steps", json::array())) {
        at += std::chrono::milliseconds(step.value("afterMs", std::uint64_t{0}));
        parts_.scheduler->after(at, [this, nameSpace = invocation.nameSpace(), path, target = invocation.path, step] {
            runStep(nameSpace, path, target, step);
        });
    }
    return {};
}

void MethodTable::runStep(const std::string& nameSpace, const cim::Instance& job, const cim::Instance& target,
                          const json& step) {
    // What fails here has nobody to be told: the job or its target was deleted meanwhile.
    const auto schema = parts_.repository->schema(nameSpace);
    const auto set = [&](const cim::Instance& path, const json& values) {
        if (auto read = instanceFromJson(*schema, path.className, values)) {
            (void)parts_.repository->modify(nameSpace, path, *read, {.byProvider = true});
        }
    };
    if (step.contains("target") && !target.className.empty()) {
        const auto& effect = step["target"];
        if (effect.contains("set")) {
            set(target, effect["set"]);
        }
        if (effect.value("delete", false)) {
            (void)parts_.repository->remove(nameSpace, target);
        }
    }
    if (step.contains("set")) {
        set(job, step["set"]);
    }
    if (step.value("delete", false)) {
        (void)parts_.repository->remove(nameSpace, job);
    }
}

}  // namespace mockserver::repository
