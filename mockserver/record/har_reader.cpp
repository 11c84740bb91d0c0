#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "mockserver/endpoint/auth.h"
#include "mockserver/record/capture_reader.h"

namespace mockserver::record {
namespace {

using nlohmann::json;
using wsman::ErrorCode;
using wsman::fail;
using wsman::Result;

/// Where in the file we are, for messages: "file#/log/entries/3/request".
class Place {
public:
    explicit Place(std::string_view file) : text_(std::string(file) + "#") {}
    [[nodiscard]] Place at(std::string_view member) const {
        Place out = *this;
        out.text_.append("/").append(member);
        return out;
    }
    [[nodiscard]] Place at(std::size_t index) const { return at(std::to_string(index)); }
    [[nodiscard]] const std::string& text() const { return text_; }

private:
    std::string text_;
};

Result<const json*> member(const json& object, const char* name, json::value_t type, const Place& place) {
    const auto found = object.is_object() ? object.find(name) : object.end();
    const bool number = type == json::value_t::number_integer;
    if (found == object.end() || (number ? !found->is_number_integer() : found->type() != type)) {
        const char* wanted = number                          ? "an integer"
                             : type == json::value_t::object ? "an object"
                             : type == json::value_t::array  ? "an array"
                                                             : "a string";
        return fail(ErrorCode::kInvalidValue, std::string("expected ") + wanted, place.at(name).text());
    }
    return &*found;
}

Result<void> readBody(const json& holder, const Place& place, const CaptureLimits& limits, HttpMessage& message) {
    const auto text = holder.find("text");
    if (text == holder.end()) {
        return {};
    }
    if (!text->is_string()) {
        return fail(ErrorCode::kInvalidValue, "expected a string", place.at("text").text());
    }
    message.body = text->get<std::string>();
    const auto encoding = holder.find("encoding");
    if (encoding != holder.end() && encoding->is_string() && !encoding->get_ref<const std::string&>().empty()) {
        if (encoding->get_ref<const std::string&>() != "base64") {
            return fail(ErrorCode::kUnsupported, "only base64 is read", place.at("encoding").text());
        }
        auto decoded = decodeBase64(message.body);
        if (!decoded) {
            return fail(ErrorCode::kInvalidValue, "expected base64", place.at("text").text());
        }
        message.body = std::move(*decoded);
    }
    if (message.body.size() > limits.maxBodyBytes) {
        return fail(ErrorCode::kLimitExceeded, "the body exceeds " + std::to_string(limits.maxBodyBytes) + " bytes",
                    place.text());
    }
    return {};
}

Result<void> readCommon(const json& part, const Place& place, HttpMessage& message) {
    auto headers = member(part, "headers", json::value_t::array, place);
    if (!headers) {
        return tl::unexpected(std::move(headers.error()));
    }
    for (std::size_t i = 0; i < (*headers)->size(); ++i) {
        const auto here = place.at("headers").at(i);
        auto name = member((**headers)[i], "name", json::value_t::string, here);
        auto value = member((**headers)[i], "value", json::value_t::string, here);
        if (!name || !value) {
            return tl::unexpected(std::move(name ? value.error() : name.error()));
        }
        message.headers.add((*name)->get<std::string>(), (*value)->get<std::string>());
    }
    const auto version = part.find("httpVersion");
    message.version = version != part.end() && version->is_string() ? version->get<std::string>() : "HTTP/1.1";
    return {};
}

Result<HttpMessage> readRequest(const json& entry, const Place& at, const CaptureLimits& limits) {
    auto part = member(entry, "request", json::value_t::object, at);
    if (!part) {
        return tl::unexpected(std::move(part.error()));
    }
    const auto place = at.at("request");
    HttpMessage message;
    auto method = member(**part, "method", json::value_t::string, place);
    auto url = member(**part, "url", json::value_t::string, place);
    if (!method || !url) {
        return tl::unexpected(std::move(method ? url.error() : method.error()));
    }
    message.method = (*method)->get<std::string>();
    message.target = (*url)->get<std::string>();
    if (const auto scheme = message.target.find("://"); scheme != std::string::npos) {
        const auto path = message.target.find('/', scheme + 3);
        message.target = path == std::string::npos ? "/" : message.target.substr(path);
    }
    if (auto common = readCommon(**part, place, message); !common) {
        return tl::unexpected(std::move(common.error()));
    }
    if (const auto data = (*part)->find("postData"); data != (*part)->end() && data->is_object()) {
        if (auto body = readBody(*data, place.at("postData"), limits, message); !body) {
            return tl::unexpected(std::move(body.error()));
        }
    }
    return message;
}

Result<std::optional<HttpMessage>> readResponse(const json& entry, const Place& at, const CaptureLimits& limits) {
    auto part = member(entry, "response", json::value_t::object, at);
    if (!part) {
        return tl::unexpected(std::move(part.error()));
    }
    const auto place = at.at("response");
    auto status = member(**part, "status", json::value_t::number_integer, place);
    if (!status) {
        return tl::unexpected(std::move(status.error()));
    }
    HttpMessage message;
    message.isResponse = true;
    message.status = (*status)->get<int>();
    if (message.status == 0) {  // what exporters write for a request that was never answered
        return std::optional<HttpMessage>{};
    }
    if (message.status < 100 || message.status > 999) {
        return fail(ErrorCode::kInvalidValue, "expected an HTTP status", place.at("status").text());
    }
    const auto reason = (*part)->find("statusText");
    message.reason = reason != (*part)->end() && reason->is_string() ? reason->get<std::string>() : "";
    if (auto common = readCommon(**part, place, message); !common) {
        return tl::unexpected(std::move(common.error()));
    }
    if (const auto content = (*part)->find("content"); content != (*part)->end() && content->is_object()) {
        if (auto body = readBody(*content, place.at("content"), limits, message); !body) {
            return tl::unexpected(std::move(body.error()));
        }
    }
    return std::optional(std::move(message));
}

}  // namespace

Result<std::vector<Exchange>> readHar(std::string_view bytes, std::string_view fileName, const CaptureLimits& limits) {
    if (bytes.size() > limits.maxFileBytes) {
        return fail(ErrorCode::kLimitExceeded, "the file exceeds " + std::to_string(limits.maxFileBytes) + " bytes",
                    std::string(fileName));
    }
    json document;
    try {
        document = json::parse(bytes);
    } catch (const json::parse_error& error) {
        const auto before = bytes.substr(0, error.byte == 0 ? 0 : std::min(error.byte - 1, bytes.size()));
        const auto line = 1 + std::ranges::count(before, '\n');
        const auto column = before.size() - (before.rfind('\n') == std::string_view::npos ? 0 : before.rfind('\n') + 1);
        return fail(ErrorCode::kInvalidValue, "not JSON",
                    std::string(fileName) + ":" + std::to_string(line) + ":" + std::to_string(column + 1));
    }
    const Place top(fileName);
    auto log = member(document, "log", json::value_t::object, top);
    if (!log) {
        return tl::unexpected(std::move(log.error()));
    }
    auto entries = member(**log, "entries", json::value_t::array, top.at("log"));
    if (!entries) {
        return tl::unexpected(std::move(entries.error()));
    }
    if ((*entries)->size() > limits.maxExchanges) {
        return fail(ErrorCode::kLimitExceeded, "more than " + std::to_string(limits.maxExchanges) + " exchanges",
                    top.at("log").at("entries").text());
    }
    std::vector<Exchange> out;
    for (std::size_t i = 0; i < (*entries)->size(); ++i) {
        const auto& entry = (**entries)[i];
        const auto place = top.at("log").at("entries").at(i);
        auto request = readRequest(entry, place, limits);
        if (!request) {
            return tl::unexpected(std::move(request.error()));
        }
        auto response = readResponse(entry, place, limits);
        if (!response) {
            return tl::unexpected(std::move(response.error()));
        }
        const auto connection = entry.find("connection");
        out.push_back({connection != entry.end() && connection->is_string() ? connection->get<std::string>() : "",
                       std::move(*request), std::move(*response), place.text()});
    }
    if (out.empty()) {
        return fail(ErrorCode::kInvalidValue, "no entry in this archive", top.at("log").at("entries").text());
    }
    return out;
}

}  // namespace mockserver::record
