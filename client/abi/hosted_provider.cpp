#include "client/abi/hosted_provider.h"

#include <dlfcn.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <sstream>
#include <utility>

#include "client/abi/application.h"
#include "client/abi/handle_table.h"
#include "client/abi/instance.h"
#include "client/abi/provider_context.h"
#include "client/abi/provider_query.h"
#include "client/engine/completion.h"
#include "wsman/cim/instance.h"

namespace client::abi {

namespace {

using wsman::cim::sameName;

MI_Result MI_CALL getVersion(MI_Uint32* version) {
    if (!version) {
        return MI_RESULT_INVALID_PARAMETER;
    }
    *version = 1U << 24;  // 1.0.0 of the provider interface
    return MI_RESULT_OK;
}

MI_Result MI_CALL getSystemName(const MI_Char** name) {
    static const std::string own = [] {
        std::array<char, 256> text{};
        return std::string(::gethostname(text.data(), text.size() - 1) == 0 ? text.data() : "localhost");
    }();
    if (!name) {
        return MI_RESULT_INVALID_PARAMETER;
    }
    *name = own.c_str();
    return MI_RESULT_OK;
}

constexpr MI_ServerFT kServerFT = {getVersion, getSystemName};
MI_Server server = {&kServerFT, &kContextFT, &kInstanceFT, &kPropertySetFT, &kFilterFT};

}  // namespace

tl::expected<std::shared_ptr<HostedProvider>, Completion> HostedProvider::load(
    const std::shared_ptr<Application>& application, std::string nameSpace, MI_MainFunction main) {
    std::shared_ptr<HostedProvider> made(new HostedProvider(application, std::move(nameSpace)));
    made->module_ = main(&server);
    if (!made->module_) {
        return tl::unexpected(failure(MiResult::kFailed, "The provider's MI_Main gave no module."));
    }
    if (made->module_->charSize != sizeof(MI_Char)) {
        return tl::unexpected(
            failure(MiResult::kNotSupported, "The provider was built for characters of another size."));
    }
    if (!made->module_->schemaDecl && !made->module_->dynamicProviderFT) {
        return tl::unexpected(failure(MiResult::kFailed, "The provider's module declares no class."));
    }
    if (made->module_->Load) {
        ProviderContext context(application, nullptr, {}, nullptr);
        made->module_->Load(&made->moduleSelf_, context.handle());
        if (auto end = context.wait(); end.code != MiResult::kOk) {
            made->module_ = nullptr;
            return tl::unexpected(std::move(end));
        }
    }
    return made;
}

HostedProvider::~HostedProvider() {
    close();
}

void HostedProvider::open(MI_HostedProvider& handle) {
    handles<HostedProvider>().open(handle_, &kHostedProviderFT, shared_from_this());
    handle = handle_;
}

const MI_ClassDecl* HostedProvider::find(std::string_view className) const {
    const auto* schema = module_->schemaDecl;
    for (MI_Uint32 i = 0; schema && i < schema->numClassDecls; ++i) {
        if (sameName(schema->classDecls[i]->name, className)) {
            return schema->classDecls[i];
        }
    }
    return nullptr;
}

bool HostedProvider::serves(const ProviderRequest& request) const {
    const auto& nameSpace = request.context.nameSpace;
    if (!nameSpace_.empty() && !nameSpace.empty() && !sameName(nameSpace_, nameSpace)) {
        return false;
    }
    const std::string className = classNameOf(request.task);
    return className.empty() ? !std::holds_alternative<op::QueryInstances>(request.task.spec)
                             : find(className) != nullptr || module_->dynamicProviderFT != nullptr;
}

tl::expected<HostedProvider::Provider, Completion> HostedProvider::providerOf(const MI_ClassDecl* declaration) {
    const MI_ProviderFT* functions =
        declaration && declaration->providerFT ? declaration->providerFT : module_->dynamicProviderFT;
    if (!functions) {
        return tl::unexpected(failure(MiResult::kNotSupported, "The class is declared but has no provider."));
    }
    const std::scoped_lock lock(mutex_);  // a provider is loaded once, whoever comes first
    if (const auto found = loaded_.find(functions); found != loaded_.end()) {
        return found->second;
    }
    Provider provider{functions, nullptr};
    if (functions->Load) {
        ProviderContext context(application_.lock(), nullptr, {}, nullptr);
        functions->Load(&provider.self, moduleSelf_, context.handle());
        if (auto end = context.wait(); end.code != MiResult::kOk) {
            return tl::unexpected(std::move(end));
        }
    }
    return loaded_.emplace(functions, provider).first->second;
}

void HostedProvider::answer(ProviderRequest request) {
    bool open = false;
    {
        const std::scoped_lock lock(mutex_);
        open = !closed_;
        running_ += open ? 1 : 0;
    }
    const auto operation = request.operation;
    Completion end = failure(MiResult::kFailed, "The provider has been closed.");
    if (open) {
        end = operation->stopToken().stop_requested() ? failure(MiResult::kFailed, "The operation was canceled.")
                                                      : run(request);
        const std::scoped_lock lock(mutex_);
        --running_;
        changed_.notify_all();
    }
    operation->refuse(std::move(end));
}

void HostedProvider::close() {
    std::map<const MI_ProviderFT*, Provider> loaded;
    {
        std::unique_lock lock(mutex_);
        if (std::exchange(closed_, true) || !module_) {
            return;
        }
        changed_.wait(lock, [this] { return running_ == 0; });
        loaded.swap(loaded_);
    }
    for (const auto& [functions, provider] : loaded) {
        if (functions->Unload) {
            ProviderContext context(application_.lock(), nullptr, {}, nullptr);
            functions->Unload(provider.self, context.handle());
            (void)context.wait();
        }
    }
    if (module_->Unload) {
        ProviderContext context(application_.lock(), nullptr, {}, nullptr);
        module_->Unload(moduleSelf_, context.handle());
        (void)context.wait();
    }
}

tl::expected<void, Completion> hostProvidersOfEnvironment(const std::shared_ptr<Application>& application) {
    const char* named = std::getenv("MI_LOCAL_PROVIDERS");
    std::istringstream list(named ? named : "");
    for (std::string path; std::getline(list, path, ':');) {
        if (path.empty()) {
            continue;
        }
        const auto refuse = [&](const std::string& why) {
            std::string text = "MI_LOCAL_PROVIDERS: ";
            text.append(path).append(": ").append(why);
            return tl::unexpected(failure(MiResult::kFailed, std::move(text)));
        };
        void* library = ::dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
        if (!library) {
            const char* words = ::dlerror();
            return refuse(words ? words : "cannot be loaded");
        }
        const auto main = reinterpret_cast<MI_MainFunction>(::dlsym(library, "MI_Main"));
        if (!main) {
            return refuse("exports no MI_Main");
        }
        auto provider = HostedProvider::load(application, "", main);
        if (!provider) {
            return refuse(provider.error().message);
        }
        application->addProvider(std::move(*provider));
    }
    return {};
}

namespace {

MI_Result MI_CALL closeProvider(MI_HostedProvider* handle) {
    return guarded([&] {
        const auto provider = handles<HostedProvider>().close(handle);
        if (!provider) {
            return MI_RESULT_INVALID_PARAMETER;
        }
        if (const auto application = provider->application()) {
            application->removeProvider(*provider);
        }
        provider->close();
        *handle = MI_HostedProvider{};
        return MI_RESULT_OK;
    });
}

MI_Result MI_CALL getProviderApplication(MI_HostedProvider* handle, MI_Application* application) {
    put(application, MI_Application{});
    return guarded([&] {
        const auto provider = handles<HostedProvider>().find(handle);
        const auto owner = provider ? provider->application() : nullptr;
        if (!owner || !application) {
            return MI_RESULT_INVALID_PARAMETER;
        }
        *application = owner->handle();
        return MI_RESULT_OK;
    });
}

}  // namespace

const MI_HostedProviderFT kHostedProviderFT = {closeProvider, getProviderApplication};

}  // namespace client::abi
