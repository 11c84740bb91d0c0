#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "mockserver/endpoint/exchange.h"

namespace mockserver::admin {

/// A request to the API, taken apart.
struct ApiRequest {
    const HttpRequest& http;
    std::map<std::string, std::string> query{};  ///< percent-decoded
    std::string name{};                          ///< what stood for the path's {name}

    /// A number in the query; `otherwise` when it is absent or none.
    [[nodiscard]] std::uint64_t number(const std::string& key, std::uint64_t otherwise) const;
    [[nodiscard]] std::string text(const std::string& key) const;
};

/// Paths and methods to functions. A path may end in "/{name}", which stands for one more part.
class Router {
public:
    using Handler = std::function<HttpReply(const ApiRequest&)>;

    void add(std::string method, std::string path, Handler handler);
    /// The handler's reply; 404 for a path that is none, 405 with Allow for another method.
    [[nodiscard]] HttpReply route(const HttpRequest& request) const;
    /// "GET /api/v1/journal" and so on, for holding the API against its description.
    [[nodiscard]] std::vector<std::string> routes() const;

private:
    struct Route {
        std::string method;
        std::string path;
        Handler handler;
    };
    std::vector<Route> routes_;
};

/// {"error": text} with this status.
HttpReply errorReply(int status, const std::string& text);
/// JSON text, status 200.
HttpReply jsonReply(std::string text, int status = 200);

}  // namespace mockserver::admin
