#include "client/abi/local_transport.h"

#include <dlfcn.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <limits>
#include <tl/expected.hpp>
#include <utility>
#include <vector>

#include "wsman/inprocess/endpoint.h"

namespace client::abi {

namespace {

constexpr const char* kLibrary = "libmi-mock.so";

std::string variable(const char* name) {
    const char* value = std::getenv(name);
    return value ? value : "";
}

// Where to look, in order. A program may hold libmi.so's code itself; then its library folder is a neighbour.
std::vector<std::string> candidates() {
    if (auto named = variable("MI_LOCAL_LIBRARY"); !named.empty()) {
        return {std::move(named)};
    }
    std::vector<std::string> paths;
    Dl_info self{};
    if (::dladdr(reinterpret_cast<const void*>(&makeLocalTransport), &self) != 0 && self.dli_fname) {
        const auto folder = std::filesystem::absolute(self.dli_fname).parent_path();
        paths.push_back((folder / kLibrary).string());
        paths.push_back((folder.parent_path() / "lib" / kLibrary).string());
    }
    paths.emplace_back(kLibrary);
    return paths;
}

// Loaded once and for all: the library asks to stay.
tl::expected<const WsmanInprocessV1*, std::string> load() {
    std::string why;
    for (const auto& path : candidates()) {
        void* library = ::dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
        if (!library) {
            const char* words = ::dlerror();
            why += (why.empty() ? "" : "; ") + std::string(words ? words : path);
            continue;
        }
        using Symbol = const WsmanInprocessV1* (*)();
        const auto symbol = reinterpret_cast<Symbol>(::dlsym(library, WSMAN_INPROCESS_SYMBOL));
        if (!symbol || symbol()->version != 1) {
            return tl::unexpected(path + " is not the in-process endpoint that this library knows");
        }
        return symbol();
    }
    return tl::unexpected("A local session needs " + std::string(kLibrary) +
                          ", which was not found (MI_LOCAL_LIBRARY may name it): " + why);
}

class LocalTransport final : public Transport {
public:
    LocalTransport() {
        const std::string scenarios = variable("MI_LOCAL_SCENARIO");
        if (scenarios.empty()) {
            why_ =
                "There is nobody to answer a local session: set MI_LOCAL_SCENARIO to a scenario folder, or name a "
                "destination.";
            return;
        }
        const auto loaded = load();
        if (!loaded) {
            why_ = loaded.error();
            return;
        }
        table_ = *loaded;
        endpoint_ = table_->open(scenarios.c_str(), &why_, [](void* context, const char* text) {
            *static_cast<std::string*>(context) = std::string("MI_LOCAL_SCENARIO cannot be used: ") + text;
        });
    }
    ~LocalTransport() override {
        if (endpoint_) {
            table_->close(endpoint_);
        }
    }
    LocalTransport(const LocalTransport&) = delete;
    LocalTransport& operator=(const LocalTransport&) = delete;

    tl::expected<HttpReply, TransportError> exchange(HttpRequest request, const CancelToken& cancel) override {
        if (!endpoint_) {
            return tl::unexpected(TransportError{TransportErrorKind::kConnect, why_});
        }
        struct Context {
            const CancelToken& cancel;
            HttpReply reply{};
        } context{cancel};
        const auto milliseconds =
            std::min<std::int64_t>(request.timeout.count(), std::numeric_limits<std::uint32_t>::max());
        const WsmanInprocessExchange one{
            request.contentType.c_str(),
            request.body.data(),
            request.body.size(),
            static_cast<std::uint32_t>(std::max<std::int64_t>(milliseconds, 0)),
            &context,
            [](void* raw) -> std::int32_t { return static_cast<Context*>(raw)->cancel.stop_requested() ? 1 : 0; },
            [](void* raw, std::int32_t status, const char* contentType, const char* body, std::size_t length) {
                auto& reply = static_cast<Context*>(raw)->reply;
                reply.status = status;
                reply.headers = {{"Content-Type", contentType}};
                reply.body.assign(body, length);
            }};
        switch (table_->exchange(endpoint_, &one)) {
            case kWsmanInprocessReplied:
                return std::move(context.reply);
            case kWsmanInprocessBroken:
                return failure(TransportErrorKind::kReceive, "The scenario broke off before its reply was complete");
            case kWsmanInprocessStopped:
                return failure(TransportErrorKind::kCanceled, "The exchange was canceled");
            case kWsmanInprocessTimedOut:
                return failure(TransportErrorKind::kTimeout, "Timed out while waiting for the scenario's reply");
            default:
                return failure(TransportErrorKind::kReceive, "The scenario could not be played");
        }
    }

private:
    static tl::unexpected<TransportError> failure(TransportErrorKind kind, std::string text) {
        return tl::unexpected(TransportError{kind, std::move(text)});
    }

    const WsmanInprocessV1* table_ = nullptr;
    void* endpoint_ = nullptr;
    std::string why_;  ///< there is no endpoint
};

}  // namespace

std::shared_ptr<Transport> makeLocalTransport() {
    return std::make_shared<LocalTransport>();
}

}  // namespace client::abi
