#include "mockserver/embed/mock_group.h"

#include <algorithm>
#include <charconv>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>
#include <string_view>
#include <utility>

#include "mockserver/embed/service.h"

namespace mockserver {
namespace {

using wsman::ErrorCode;
using wsman::fail;
using wsman::Result;

std::string_view hostName(std::string_view authority) {
    if (authority.starts_with('[')) {
        return authority.substr(0, authority.find(']') + 1);
    }
    return authority.substr(0, authority.find(':'));
}

/// The number of "NAME-17", when it is one from 1 to `count`.
std::optional<std::size_t> hostNumber(std::string_view text, std::string_view name, std::size_t count) {
    if (!text.starts_with(name) || !text.substr(name.size()).starts_with('-')) {
        return std::nullopt;
    }
    text.remove_prefix(name.size() + 1);
    std::size_t number = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
    const bool whole = read.ec == std::errc() && read.ptr == text.data() + text.size() && !text.starts_with('0');
    return whole && number >= 1 && number <= count ? std::optional(number) : std::nullopt;
}

std::shared_ptr<const EndpointTag> tagOf(std::string name, const nlohmann::json* given,
                                         std::optional<std::size_t> number) {
    auto data = given == nullptr ? nlohmann::json::object() : *given;
    data.emplace("name", name);
    if (number) {
        data.emplace("number", *number);
    }
    auto tag = std::make_shared<EndpointTag>();
    tag->name = std::move(name);
    tag->data = std::make_shared<const nlohmann::json>(std::move(data));
    return tag;
}

}  // namespace

/// Hands the requests of one listener to the endpoints that share it.
class MockGroup::Switch {
public:
    void add(EndpointConfig config, Service& service) {
        std::shared_ptr<const EndpointTag> tag;
        if (!config.fleet && !config.name.empty()) {
            tag = tagOf(config.name, config.data.get(), std::nullopt);
        }
        members_.push_back({std::move(config), &service, std::move(tag)});
        // The longest path first, and those that ask for a host before those that take any.
        std::ranges::stable_sort(members_, [](const Member& a, const Member& b) {
            return std::pair(!a.config.host.empty(), a.service->path().size()) >
                   std::pair(!b.config.host.empty(), b.service->path().size());
        });
    }

    [[nodiscard]] bool ambiguous() const {
        std::set<std::pair<std::string, std::string>> taken;
        return !std::ranges::all_of(members_, [&](const Member& member) {
            return member.config.fleet || taken.emplace(member.config.host, member.service->path()).second;
        });
    }
    /// Whether those that share the listener agree on what it speaks.
    [[nodiscard]] bool sameTls(const EndpointConfig& config) const {
        return members_.empty() || members_[0].config.options.tls == config.options.tls;
    }

    HttpHandler handler() {
        return {.handle = [this](const HttpRequest& request) { return handle(request); },
                .onClose =
                    [this](ConnectionId id) {
                        for (const Member& member : members_) {
                            member.service->handler().onClose(id);
                        }
                    },
                .onRefuse =
                    [this](const ConnectionInfo& info, int status, const std::string& reason) {
                        members_[0].service->handler().onRefuse(info, status, reason);
                    }};
    }

private:
    struct Member {
        EndpointConfig config;
        Service* service;
        std::shared_ptr<const EndpointTag> tag;  ///< nullptr: the only one, or a fleet, whose tags are made as
                                                 ///< they are asked for
    };

    HttpReply handle(const HttpRequest& request) {
        const std::string_view host = hostName(request.headers.get("Host"));
        for (const Member& member : members_) {
            if (!member.config.host.empty() && !equalIgnoringCase(member.config.host, host)) {
                continue;
            }
            HttpRequest tagged;
            if (member.config.fleet) {
                if (!tagHost(member, request, host, tagged)) {
                    continue;
                }
            } else if (request.path.starts_with(member.service->path()) || members_.size() == 1) {
                if (member.tag == nullptr) {
                    return member.service->handle(request);
                }
                tagged = request;
                tagged.endpoint = member.tag;
            } else {
                continue;
            }
            return member.service->handle(tagged);
        }
        return plainTextReply(404, "no endpoint here has this host and path");
    }

    /// Which host of a fleet it is, by path or Host; the path is left as a single endpoint would have it.
    static bool tagHost(const Member& member, const HttpRequest& request, std::string_view host, HttpRequest& out) {
        const FleetConfig& fleet = *member.config.fleet;
        const std::string_view path = request.path;
        const std::string_view first = path.substr(0, path.find('/', 1)).substr(std::min<std::size_t>(1, path.size()));
        const auto byPath = hostNumber(first, member.config.name, fleet.count);
        const auto number =
            byPath ? byPath : hostNumber(host.substr(0, host.find('.')), member.config.name, fleet.count);
        if (!number) {
            return false;
        }
        out = request;
        if (byPath) {
            out.path = path.substr(first.size() + 1);
        }
        const auto* data = fleet.data.empty() ? nullptr : fleet.data[(*number - 1) % fleet.data.size()].get();
        out.endpoint = tagOf(member.config.name + '-' + std::to_string(*number), data, number);
        return true;
    }

    std::vector<Member> members_;
};

Result<std::unique_ptr<MockGroup>> MockGroup::start(std::vector<EndpointConfig> endpoints) {
    std::unique_ptr<MockGroup> group(new MockGroup);
    struct Address {
        ListenerOptions options;
        std::shared_ptr<TlsServer> tls;
        Switch* members;
        std::vector<std::size_t> mocks;
    };
    std::vector<Address> addresses;
    std::map<std::pair<std::string, std::uint16_t>, std::size_t> known;
    for (EndpointConfig& config : endpoints) {
        auto service = Service::load(config.options);
        if (!service) {
            const std::string about = config.name.empty() ? "" : "endpoint \"" + config.name + "\": ";
            return fail(service.error().code, about + service.error().message, service.error().where);
        }
        const std::pair address(config.options.bind, config.options.port);
        std::size_t at = addresses.size();
        if (address.second != 0 && known.contains(address)) {
            at = known[address];
        } else {
            known[address] = at;
            group->switches_.push_back(std::make_unique<Switch>());
            std::shared_ptr<TlsServer> tls;
            auto options = listenerOptions(config.options, tls);
            if (!options) {
                return tl::unexpected(std::move(options.error()));
            }
            options->limits.maxBody = 0;
            addresses.push_back({std::move(*options), std::move(tls), group->switches_.back().get(), {}});
        }
        if (!addresses[at].members->sameTls(config)) {
            return fail(ErrorCode::kInvalidArgument, "endpoint \"" + config.name +
                                                         "\" has the port of another, but not its tls: give it the "
                                                         "same, or a port of its own");
        }
        // What a listener reads must suit whichever of its endpoints wants most.
        addresses[at].options.limits.maxBody = std::max(
            addresses[at].options.limits.maxBody, (*service)->maxRequestBytes().value_or(RequestLimits{}.maxBody));
        addresses[at].mocks.push_back(group->mocks_.size());
        addresses[at].members->add(config, **service);
        if (addresses[at].members->ambiguous()) {
            return fail(
                ErrorCode::kInvalidArgument,
                "endpoint \"" + config.name + "\" has the port, host and path of another: give it a host or a path");
        }
        group->mocks_.push_back(MockServer::attached(std::move(*service)));
    }
    for (Address& address : addresses) {
        auto listener = Listener::start(address.options, address.members->handler());
        if (!listener) {
            return tl::unexpected(std::move(listener.error()));
        }
        group->listeners_.push_back(std::move(*listener));
        for (const std::size_t mock : address.mocks) {
            group->mocks_[mock]->serveBy(group->listeners_.back(), address.tls);
        }
    }
    for (std::size_t i = 0; i < endpoints.size(); ++i) {
        MockServer* mock = group->mocks_[i].get();
        std::string url = mock->url();
        if (endpoints[i].fleet) {
            url.insert(url.find('/', url.find("://") + 3), "/{name}");
        }
        group->endpoints_.push_back({endpoints[i].name, std::move(url), mock});
    }
    return group;
}

MockGroup::~MockGroup() {
    stop(std::chrono::milliseconds(0));
}

bool MockGroup::stop(std::chrono::milliseconds grace) {
    bool clean = true;
    for (const auto& listener : listeners_) {
        clean &= listener->stop(grace);
    }
    return clean;
}

}  // namespace mockserver
