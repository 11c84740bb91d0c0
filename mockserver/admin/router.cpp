#include "mockserver/admin/router.h"

#include <algorithm>
#include <charconv>
#include <nlohmann/json.hpp>

#include "mockserver/endpoint/request_parser.h"

namespace mockserver::admin {
namespace {

constexpr std::string_view kName = "{name}";

std::map<std::string, std::string> queryOf(std::string_view target) {
    std::map<std::string, std::string> out;
    const std::size_t mark = target.find('?');
    std::string_view rest = mark == target.npos ? std::string_view() : target.substr(mark + 1);
    while (!rest.empty()) {
        const std::string_view pair = rest.substr(0, rest.find('&'));
        rest.remove_prefix(std::min(rest.size(), pair.size() + 1));
        const std::size_t equals = pair.find('=');
        std::string value(equals == pair.npos ? std::string_view() : pair.substr(equals + 1));
        std::replace(value.begin(), value.end(), '+', ' ');
        out[decodePath(pair.substr(0, equals))] = decodePath(value);
    }
    return out;
}

/// True when `path` is of this form; what stands for its {name} is put into `name`.
bool matches(std::string_view form, std::string_view path, std::string& name) {
    if (!form.ends_with(kName)) {
        return form == path;
    }
    const std::string_view prefix = form.substr(0, form.size() - kName.size());
    if (!path.starts_with(prefix) || path.size() == prefix.size() || path.find('/', prefix.size()) != path.npos) {
        return false;
    }
    name = path.substr(prefix.size());
    return true;
}

}  // namespace

std::uint64_t ApiRequest::number(const std::string& key, std::uint64_t otherwise) const {
    const auto found = query.find(key);
    std::uint64_t out = otherwise;
    if (found != query.end()) {
        const char* end = found->second.data() + found->second.size();
        const auto read = std::from_chars(found->second.data(), end, out);
        out = read.ec == std::errc() && read.ptr == end ? out : otherwise;
    }
    return out;
}

std::string ApiRequest::text(const std::string& key) const {
    const auto found = query.find(key);
    return found == query.end() ? std::string() : found->second;
}

void Router::add(std::string method, std::string path, Handler handler) {
    routes_.push_back({std::move(method), std::move(path), std::move(handler)});
}

HttpReply Router::route(const HttpRequest& request) const {
    ApiRequest api{.http = request};
    std::string allowed;
    const std::string method = request.method == "HEAD" ? "GET" : request.method;
    for (const Route& route : routes_) {
        if (!matches(route.path, request.path, api.name)) {
            continue;
        }
        if (route.method == method) {
            api.query = queryOf(request.target);
            return route.handler(api);
        }
        allowed += (allowed.empty() ? "" : ", ") + route.method;
    }
    if (allowed.empty()) {
        return errorReply(404, "there is nothing at " + request.path + "; /openapi.json describes the API");
    }
    auto reply = errorReply(405, request.path + " takes " + allowed);
    reply.headers.add("Allow", allowed);
    return reply;
}

std::vector<std::string> Router::routes() const {
    std::vector<std::string> out;
    for (const Route& route : routes_) {
        out.push_back(route.method + ' ' + route.path);
    }
    return out;
}

HttpReply errorReply(int status, const std::string& text) {
    const nlohmann::json body{{"error", text}};
    return jsonReply(body.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) + "\n", status);
}

HttpReply jsonReply(std::string text, int status) {
    return {.status = status,
            .headers = {{"Content-Type", "application/json"}, {"Cache-Control", "no-store"}},
            .body = std::move(text)};
}

}  // namespace mockserver::admin
