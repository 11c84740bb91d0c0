#pragma once

#include <condition_variable>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include <mi.h>

#include "client/abi/driver.h"
#include "client/abi/instance.h"
#include "client/abi/operation.h"

namespace client::abi {

class Application;
class ProviderContext;
class ProviderFilter;

/// One call for a provider.
struct ProviderRequest {
    std::shared_ptr<Operation> operation;
    Task task;
    OperationContext context;
};

/// A provider (mi.h MI_Module) that lives in this process and answers the local sessions of its application for one
/// name space. Each request takes a thread of the pool until the provider has posted its end. Thread-safe.
class HostedProvider : public std::enable_shared_from_this<HostedProvider> {
public:
    /// Calls MI_Main and the module's Load. The error says what was wrong with the module, or what Load answered.
    static tl::expected<std::shared_ptr<HostedProvider>, Completion> load(
        const std::shared_ptr<Application>& application, std::string nameSpace, MI_MainFunction main);
    ~HostedProvider();
    HostedProvider(const HostedProvider&) = delete;
    HostedProvider& operator=(const HostedProvider&) = delete;

    /// Enters the provider in the table of handles and points `handle` to it.
    void open(MI_HostedProvider& handle);
    [[nodiscard]] std::shared_ptr<Application> application() const { return application_.lock(); }

    /// Whether it declares the class that `request` is about, in the request's name space.
    [[nodiscard]] bool serves(const ProviderRequest& request) const;
    /// Answers. Called on a thread of the pool.
    void answer(ProviderRequest request);
    /// Takes no more requests, waits for those that run, and calls Unload.
    void close();

private:
    HostedProvider(const std::shared_ptr<Application>& application, std::string nameSpace)
        : application_(application), nameSpace_(std::move(nameSpace)) {}

    struct Provider {
        const MI_ProviderFT* functions = nullptr;
        void* self = nullptr;
    };

    [[nodiscard]] const MI_ClassDecl* find(std::string_view className) const;
    [[nodiscard]] std::vector<const MI_ClassDecl*> withSubclasses(std::string_view className, bool deep) const;
    tl::expected<Provider, Completion> providerOf(const MI_ClassDecl* declaration);
    [[nodiscard]] tl::expected<InstancePointer, Completion> asProviderReads(const MI_ClassDecl* declaration,
                                                                            const wsman::cim::Instance& instance) const;
    Completion run(ProviderRequest& request);
    Completion runOnClass(ProviderRequest& request, const std::string& className);
    Completion enumerate(ProviderRequest& request, const std::string& className, bool keysOnly,
                         const ProviderFilter* filter);
    Completion invoke(ProviderRequest& request, const op::Invoke& spec);
    Completion subscribe(ProviderRequest& request, const std::string& className);
    Completion declarations(ProviderRequest& request, const std::string& className, bool all, bool namesOnly);

    const std::weak_ptr<Application> application_;
    const std::string nameSpace_;
    MI_HostedProvider handle_{};
    MI_Module* module_ = nullptr;
    MI_Module_Self* moduleSelf_ = nullptr;

    std::mutex mutex_;
    std::condition_variable changed_;
    std::map<const MI_ProviderFT*, Provider> loaded_;
    int running_ = 0;
    bool closed_ = false;
};

extern const MI_HostedProviderFT kHostedProviderFT;

/// Hosts the provider libraries that the environment variable MI_LOCAL_PROVIDERS names, separated by ':', for every
/// name space. Each exports MI_Main. The error says which one cannot be used and why.
tl::expected<void, Completion> hostProvidersOfEnvironment(const std::shared_ptr<Application>& application);

/// The class that an operation is about; empty when that cannot be told.
std::string classNameOf(const Task& task);

}  // namespace client::abi
