#include "client/loader/library.h"

#include <dlfcn.h>

#include <filesystem>
#include <system_error>

namespace client {

using wsman::ErrorCode;
using wsman::fail;

struct MiLibrary::Handle {
    std::string path;
    void* object = nullptr;
    decltype(&MI_Application_InitializeV1) initialize = nullptr;
    const MI_ClientFT_V1* tables = nullptr;

    Handle() = default;
    Handle(const Handle&) = delete;
    Handle& operator=(const Handle&) = delete;
    ~Handle() {
        if (object)
            ::dlclose(object);
    }
};

namespace {

std::string ownLibrary() {
    std::error_code error;
    const auto program = std::filesystem::read_symlink("/proc/self/exe", error);
    if (!error) {
        for (const char* directory : {"../lib", "../lib/x86_64-linux-gnu", "../lib/aarch64-linux-gnu", "../lib64"}) {
            const auto candidate = program.parent_path() / directory / "libmi.so";
            if (std::filesystem::exists(candidate, error))
                return std::filesystem::weakly_canonical(candidate, error).string();
        }
    }
    return "libmi.so";
}

}  // namespace

wsman::Result<MiLibrary> MiLibrary::load(const std::string& path) {
    auto handle = std::make_shared<Handle>();
    handle->path = path.empty() ? ownLibrary() : path;
    handle->object = ::dlopen(handle->path.c_str(), RTLD_NOW | RTLD_LOCAL);
    if (!handle->object) {
        const char* words = ::dlerror();
        return fail(ErrorCode::kIo, std::string("cannot load the MI library: ") + (words ? words : "unknown error"),
                    handle->path);
    }
    void* symbol = ::dlsym(handle->object, "MI_Application_InitializeV1");
    if (!symbol)
        return fail(ErrorCode::kUnsupported, "no MI library: it does not export MI_Application_InitializeV1",
                    handle->path);
    handle->initialize = reinterpret_cast<decltype(handle->initialize)>(symbol);
    if (void* tables = ::dlsym(handle->object, "mi_clientFT_V1"))
        handle->tables = *static_cast<const MI_ClientFT_V1* const*>(tables);
    MiLibrary library;
    library.handle_ = std::move(handle);
    return library;
}

const std::string& MiLibrary::path() const {
    return handle_->path;
}

MI_Result MiLibrary::initialize(MI_Uint32 flags, const MI_Char* applicationId, MI_Instance** extendedError,
                                MI_Application* application) const {
    return handle_->initialize(flags, applicationId, extendedError, application);
}

const MI_ClientFT_V1* MiLibrary::tables() const {
    return handle_->tables;
}

}  // namespace client
