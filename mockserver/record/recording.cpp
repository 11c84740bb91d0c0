#include <nlohmann/json.hpp>

#include "mockserver/endpoint/auth.h"
#include "mockserver/record/capture_reader.h"

namespace mockserver::record {
namespace {
using nlohmann::json;
using nlohmann::ordered_json;
using wsman::ErrorCode;
using wsman::fail;

bool isUtf8(const std::string& text) {
    try {
        (void)json(text).dump();
        return true;
    } catch (const json::exception&) {
        return false;
    }
}

ordered_json write(const HttpMessage& message) {
    ordered_json out;
    out["version"] = message.version;
    if (message.isResponse) {
        out["status"] = message.status;
    } else {
        out["method"] = message.method;
        out["target"] = message.target;
    }
    auto& headers = out["headers"] = ordered_json::array();
    for (const auto& [name, value] : message.headers) {
        headers.push_back({name, value});
    }
    const bool text = isUtf8(message.body);
    out["body"] = text ? message.body : encodeBase64(message.body);
    if (!text) {
        out["encoding"] = "base64";
    }
    return out;
}

/// Throws json::exception for members that are missing or of another type.
HttpMessage read(const json& value, bool isResponse, std::size_t line) {
    HttpMessage out;
    out.isResponse = isResponse;
    out.line = line;
    out.version = value.at("version").get<std::string>();
    if (isResponse) {
        out.status = value.at("status").get<int>();
    } else {
        out.method = value.at("method").get<std::string>();
        out.target = value.at("target").get<std::string>();
    }
    for (const auto& field : value.at("headers")) {
        out.headers.add(field.at(0).get<std::string>(), field.at(1).get<std::string>());
    }
    out.body = value.at("body").get<std::string>();
    if (value.contains("encoding")) {
        out.body = decodeBase64(out.body).value_or(std::string());
    }
    return out;
}

}  // namespace

std::string recordingLine(const Exchange& exchange) {
    ordered_json out;
    out["mi-recording"] = 1;
    out["connection"] = exchange.connection;
    if (exchange.took) {
        out["tookMs"] = exchange.took->count();
    }
    out["request"] = write(exchange.request);
    if (exchange.response) {
        out["response"] = write(*exchange.response);
    }
    // Header values may hold any byte.
    return out.dump(-1, ' ', false, json::error_handler_t::replace) + "\n";
}

wsman::Result<std::vector<Exchange>> readRecording(std::string_view bytes, std::string_view fileName,
                                                   const CaptureLimits& limits) {
    std::vector<Exchange> out;
    std::size_t line = 0;
    for (std::size_t end = bytes.find('\n'); end != std::string_view::npos; end = bytes.find('\n')) {
        const std::string place = std::string(fileName) + ":" + std::to_string(++line);
        if (out.size() == limits.maxExchanges) {
            return fail(ErrorCode::kLimitExceeded, "more than " + std::to_string(limits.maxExchanges) + " exchanges",
                        place);
        }
        try {
            const auto value = json::parse(bytes.substr(0, end));
            Exchange exchange;
            exchange.connection = value.at("connection").get<std::string>();
            exchange.request = read(value.at("request"), false, line);
            if (value.contains("response")) {
                exchange.response = read(value.at("response"), true, line);
            }
            if (value.contains("tookMs")) {
                exchange.took = std::chrono::milliseconds(value.at("tookMs").get<std::int64_t>());
            }
            exchange.source = place;
            out.push_back(std::move(exchange));
        } catch (const json::exception& error) {
            return fail(ErrorCode::kInvalidValue, std::string("no exchange of a recording: ") + error.what(), place);
        }
        bytes.remove_prefix(end + 1);
    }
    return out;
}

}  // namespace mockserver::record
