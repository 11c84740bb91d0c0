// What a hosted provider is called with for each operation.
#include <algorithm>
#include <memory>
#include <utility>

#include "client/abi/application.h"
#include "client/abi/class_store.h"
#include "client/abi/hosted_provider.h"
#include "client/abi/provider_context.h"
#include "client/abi/provider_instance.h"
#include "client/abi/provider_query.h"
#include "client/engine/completion.h"
#include "wsman/cim/instance.h"

namespace client::abi {

namespace {

using wsman::cim::sameName;

constexpr std::string_view kCanceled = "The operation was canceled.";

Completion unsupported(const char* operation, const std::string& className) {
    return failure(MiResult::kNotSupported, "The provider of " + className + " does not implement " + operation + ".");
}

const MI_Char* orNull(const std::string& text) {
    return text.empty() ? nullptr : text.c_str();
}

bool isDerived(const MI_ClassDecl& declaration, std::string_view base) {
    for (const auto* one = &declaration; one; one = one->superClassDecl) {
        if (sameName(one->name, base) || (one->superClass && sameName(one->superClass, base))) {
            return true;
        }
    }
    return false;
}

}  // namespace

std::string classNameOf(const Task& task) {
    return std::visit(
        []<class Spec>(const Spec& spec) -> std::string {
            if constexpr (std::is_same_v<Spec, op::GetInstance> || std::is_same_v<Spec, op::DeleteInstance> ||
                          std::is_same_v<Spec, op::ReferenceInstances>) {
                return spec.keys.className;
            } else if constexpr (std::is_same_v<Spec, op::AssociatorInstances>) {
                return spec.associationClass.empty() ? spec.keys.className : spec.associationClass;
            } else if constexpr (std::is_same_v<Spec, op::ModifyInstance> || std::is_same_v<Spec, op::CreateInstance>) {
                return spec.instance.className;
            } else if constexpr (std::is_same_v<Spec, op::Invoke>) {
                return spec.className.empty() && spec.target ? spec.target->className : spec.className;
            } else if constexpr (std::is_same_v<Spec, op::QueryInstances> || std::is_same_v<Spec, op::Subscribe>) {
                return readQuery(spec.dialect, spec.expression).className;
            } else if constexpr (std::is_same_v<Spec, op::TestConnection>) {
                return {};
            } else {
                return spec.className;
            }
        },
        task.spec);
}

std::vector<const MI_ClassDecl*> HostedProvider::withSubclasses(std::string_view className, bool deep) const {
    std::vector<const MI_ClassDecl*> all;
    const auto* schema = module_->schemaDecl;
    for (MI_Uint32 i = 0; schema && i < schema->numClassDecls; ++i) {
        const auto* one = schema->classDecls[i];
        if (sameName(one->name, className) || (deep && isDerived(*one, className))) {
            all.push_back(one);
        }
    }
    return all;
}

Completion HostedProvider::run(ProviderRequest& request) {
    const std::string className = classNameOf(request.task);
    const auto& spec = request.task.spec;
    if (std::holds_alternative<op::TestConnection>(spec)) {
        return {};
    }
    if (const auto* query = std::get_if<op::QueryInstances>(&spec)) {
        const ProviderFilter filter(readQuery(query->dialect, query->expression));
        const bool filters = (module_->flags & MI_MODULE_FLAG_FILTER_SUPPORT) != 0;
        if (filter.query().hasCondition && !filters) {
            return failure(MiResult::kFilteredEnumerationNotSupported,
                           "The provider of " + className +
                               " evaluates no conditions: ask for all instances, and filter them yourself.");
        }
        return enumerate(request, className, false, &filter);
    }
    if (const auto* all = std::get_if<op::EnumerateInstances>(&spec)) {
        return enumerate(request, className, all->keysOnly, nullptr);
    }
    if (const auto* call = std::get_if<op::Invoke>(&spec)) {
        return invoke(request, *call);
    }
    if (std::holds_alternative<op::Subscribe>(spec)) {
        return subscribe(request, className);
    }
    if (std::holds_alternative<op::GetClass>(spec)) {
        return declarations(request, className, false, false);
    }
    if (const auto* classes = std::get_if<op::EnumerateClasses>(&spec)) {
        return declarations(request, className, true, classes->namesOnly);
    }
    return runOnClass(request, className);
}

// Without a declaration the provider reads it through the table alone.
tl::expected<InstancePointer, Completion> HostedProvider::asProviderReads(const MI_ClassDecl* declaration,
                                                                          const wsman::cim::Instance& instance) const {
    if (!declaration) {
        return InstancePointer(newInstance(instance));
    }
    return typedInstance(*declaration, instance, [this](std::string_view name) { return find(name); });
}

// The operations on one instance, and the associations of one.
Completion HostedProvider::runOnClass(ProviderRequest& request, const std::string& className) {
    const auto provider = providerOf(find(className));
    if (!provider) {
        return provider.error();
    }
    const auto* functions = provider->functions;
    ProviderContext context(application_.lock(), request.operation, request.context, request.task.options);
    MI_Context* handle = context.handle();
    const MI_Char* nameSpace = orNull(request.context.nameSpace);
    const auto& spec = request.task.spec;
    const auto with = [&](const wsman::cim::Instance& instance, auto call) {
        const auto made = asProviderReads(find(className), instance);
        if (!made) {
            return made.error();
        }
        call(made->get());
        return context.wait();
    };
    if (const auto* get = std::get_if<op::GetInstance>(&spec); get && functions->GetInstance) {
        return with(get->keys, [&](const MI_Instance* keys) {
            functions->GetInstance(provider->self, handle, nameSpace, className.c_str(), keys, nullptr);
        });
    }
    if (const auto* create = std::get_if<op::CreateInstance>(&spec); create && functions->CreateInstance) {
        return with(create->instance, [&](const MI_Instance* instance) {
            functions->CreateInstance(provider->self, handle, nameSpace, className.c_str(), instance);
        });
    }
    if (const auto* modify = std::get_if<op::ModifyInstance>(&spec); modify && functions->ModifyInstance) {
        return with(modify->instance, [&](const MI_Instance* instance) {
            functions->ModifyInstance(provider->self, handle, nameSpace, className.c_str(), instance, nullptr);
        });
    }
    if (const auto* remove = std::get_if<op::DeleteInstance>(&spec); remove && functions->DeleteInstance) {
        return with(remove->keys, [&](const MI_Instance* keys) {
            functions->DeleteInstance(provider->self, handle, nameSpace, className.c_str(), keys);
        });
    }
    if (const auto* associators = std::get_if<op::AssociatorInstances>(&spec);
        associators && functions->AssociatorInstances) {
        return with(associators->keys, [&](const MI_Instance* keys) {
            functions->AssociatorInstances(provider->self, handle, nameSpace, className.c_str(), keys,
                                           orNull(associators->resultClass), orNull(associators->role),
                                           orNull(associators->resultRole), nullptr,
                                           associators->keysOnly ? MI_TRUE : MI_FALSE, nullptr);
        });
    }
    if (const auto* references = std::get_if<op::ReferenceInstances>(&spec);
        references && functions->ReferenceInstances) {
        return with(references->keys, [&](const MI_Instance* keys) {
            functions->ReferenceInstances(provider->self, handle, nameSpace, className.c_str(), keys,
                                          orNull(references->role), nullptr, references->keysOnly ? MI_TRUE : MI_FALSE,
                                          nullptr);
        });
    }
    return unsupported("this operation", className);
}

Completion HostedProvider::enumerate(ProviderRequest& request, const std::string& className, bool keysOnly,
                                     const ProviderFilter* filter) {
    const std::unique_ptr<MI_PropertySet, PropertySetDeleter> properties(
        filter && !filter->query().properties.empty() ? newPropertySet(filter->query().properties) : nullptr);
    const bool deep = request.context.polymorphism != wsman::ops::Polymorphism::kNone;
    auto classes = withSubclasses(className, deep);
    if (classes.empty()) {
        classes.push_back(nullptr);  // a class that only the dynamic provider knows
    }
    bool asked = false;
    for (const auto* declaration : classes) {
        const auto provider = providerOf(declaration);
        if (!provider) {
            // An abstract class above others needs no provider.
            if (classes.size() > 1 && provider.error().code == MiResult::kNotSupported) {
                continue;
            }
            return provider.error();
        }
        if (!provider->functions->EnumerateInstances) {
            continue;
        }
        asked = true;
        ProviderContext context(application_.lock(), request.operation, request.context, request.task.options);
        const std::string name = declaration ? declaration->name : className;
        provider->functions->EnumerateInstances(provider->self, context.handle(), orNull(request.context.nameSpace),
                                                name.c_str(), properties.get(), keysOnly ? MI_TRUE : MI_FALSE,
                                                filter && filter->query().hasCondition ? filter->handle() : nullptr);
        if (auto end = context.wait(); end.code != MiResult::kOk) {
            return end;
        }
        if (request.operation->stopToken().stop_requested()) {
            return failure(MiResult::kFailed, std::string(kCanceled));
        }
    }
    return asked ? Completion{} : unsupported("EnumerateInstances", className);
}

Completion HostedProvider::invoke(ProviderRequest& request, const op::Invoke& spec) {
    const std::string className = classNameOf(request.task);
    const auto* declaration = find(className);
    const auto provider = providerOf(declaration);
    if (!provider) {
        return provider.error();
    }
    const MI_MethodDecl* method = nullptr;
    for (MI_Uint32 i = 0; declaration && i < declaration->numMethods; ++i) {
        if (sameName(declaration->methods[i]->name, spec.method)) {
            method = declaration->methods[i];
        }
    }
    const MI_MethodDecl_Invoke function = method ? method->function : nullptr;
    if (declaration && !method) {
        return failure(MiResult::kMethodNotFound, className + " has no method " + spec.method + ".");
    }
    if (!function && !provider->functions->Invoke) {
        return unsupported(spec.method.c_str(), className);
    }
    wsman::cim::Instance given;
    given.className = "Parameters";
    const auto parameters =
        asProviderReads(reinterpret_cast<const MI_ClassDecl*>(method), spec.parameters ? *spec.parameters : given);
    const auto target = spec.target ? asProviderReads(declaration, *spec.target) : InstancePointer();
    if (!parameters || !target) {
        return parameters ? target.error() : parameters.error();
    }
    ProviderContext context(application_.lock(), request.operation, request.context, request.task.options);
    (function ? function : provider->functions->Invoke)(provider->self, context.handle(),
                                                        orNull(request.context.nameSpace), className.c_str(),
                                                        spec.method.c_str(), target->get(), parameters->get());
    return context.wait();
}

// Indications come over a context of their own, from the moment that they are enabled until they are disabled.
Completion HostedProvider::subscribe(ProviderRequest& request, const std::string& className) {
    const auto provider = providerOf(find(className));
    if (!provider) {
        return provider.error();
    }
    const auto* functions = provider->functions;
    if (!functions->EnableIndications || !functions->DisableIndications) {
        return unsupported("indications", className);
    }
    const MI_Char* nameSpace = orNull(request.context.nameSpace);
    ProviderContext indications(application_.lock(), request.operation, request.context, request.task.options);
    functions->EnableIndications(provider->self, indications.handle(), nameSpace, className.c_str());
    const auto& spec = std::get<op::Subscribe>(request.task.spec);
    const ProviderFilter filter(readQuery(spec.dialect, spec.expression));
    constexpr MI_Uint64 kSubscription = 1;
    void* subscription = nullptr;
    std::optional<Completion> end;
    if (functions->Subscribe) {
        ProviderContext context(application_.lock(), nullptr, request.context, request.task.options);
        functions->Subscribe(provider->self, context.handle(), nameSpace, className.c_str(), filter.handle(),
                             spec.bookmark ? spec.bookmark->c_str() : nullptr, kSubscription, &subscription);
        if (auto subscribed = context.wait(); subscribed.code != MiResult::kOk) {
            end = std::move(subscribed);
        }
    }
    if (!end) {
        end = indications.waitOrCancel();
        if (functions->Unsubscribe) {
            ProviderContext context(application_.lock(), nullptr, request.context, request.task.options);
            functions->Unsubscribe(provider->self, context.handle(), nameSpace, className.c_str(), kSubscription,
                                   subscription);
            (void)context.wait();
        }
    }
    functions->DisableIndications(provider->self, indications.handle(), nameSpace, className.c_str());
    (void)indications.postEnd({});  // what the provider still holds of it is worth nothing from now on
    return end ? std::move(*end) : failure(MiResult::kFailed, std::string(kCanceled));
}

Completion HostedProvider::declarations(ProviderRequest& request, const std::string& className, bool all,
                                        bool namesOnly) {
    const bool deep = request.context.polymorphism != wsman::ops::Polymorphism::kNone;
    const auto* schema = module_->schemaDecl;
    bool found = false;
    for (MI_Uint32 i = 0; schema && i < schema->numClassDecls; ++i) {
        const auto& one = *schema->classDecls[i];
        const bool itself = sameName(one.name, className);
        const bool child = className.empty() ? !one.superClass : one.superClass && sameName(one.superClass, className);
        if (all ? !(child || (deep && !itself && (className.empty() || isDerived(one, className)))) : !itself) {
            continue;
        }
        found = true;
        auto model = namesOnly ? wsman::cim::Class{} : toCim(one);
        model.name = one.name;
        model.nameSpace = request.context.nameSpace;
        request.operation->deliverAndWait({ClassResult{std::move(model)}, std::nullopt});
    }
    return found || all ? Completion{} : failure(MiResult::kInvalidClass, "There is no class " + className + " here.");
}

}  // namespace client::abi
