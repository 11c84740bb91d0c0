#include "mockserver/proxy/replay_diff.h"

#include <array>
#include <fstream>
#include <iterator>
#include <map>
#include <nlohmann/json.hpp>
#include <random>

#include "mockserver/record/redactor.h"
#include "mockserver/record/reply_template.h"
#include "mockserver/record/request_criteria.h"
#include "wsman/soap/message.h"
#include "wsman/uris.h"
#include "wsman/xml/compare.h"
#include "wsman/xml/line_diff.h"

namespace mockserver::proxy {
namespace {

using nlohmann::json;
using wsman::ErrorCode;
using wsman::fail;
using wsman::Result;
namespace fs = std::filesystem;

Result<std::string> readFile(const fs::path& path) {
    std::ifstream in(path, std::ios::binary);
    std::string out{std::istreambuf_iterator<char>(in), {}};
    if (!in.is_open() || in.bad()) {
        return fail(ErrorCode::kIo, "cannot read the file", path.string());
    }
    return out;
}

void replaceAll(std::string& text, const std::string& from, const std::string& to) {
    for (std::size_t at = text.find(from); !from.empty() && at != std::string::npos;
         at = text.find(from, at + to.size())) {
        text.replace(at, from.size(), to);
    }
}

std::string newMessageId() {
    std::random_device device;
    std::array<std::uint8_t, 16> bytes{};
    for (auto& byte : bytes) {
        byte = static_cast<std::uint8_t>(device());
    }
    return wsman::soap::makeMessageId(bytes);
}

/// A template of a reply in which every placeholder is the same: what is volatile is the same on both sides.
std::string canonical(const std::string& text, const std::vector<std::string>& ignore) {
    const auto document = wsman::xml::Document::parse(record::blankElements(text, ignore));
    return document ? wsman::xml::canonicalText(document->root()) : text + "\n";
}

class Replay {
public:
    Replay(Upstream& upstream, const fs::path& folder, const std::vector<std::string>& ignore)
        : upstream_(upstream), folder_(folder), ignore_(ignore) {}

    Result<ReplayedExchange> run(const json& exchange) {
        ReplayedExchange out{.id = exchange.at("id").get<std::string>()};
        auto request = readFile(folder_ / "requests" / (out.id + ".xml"));
        if (!request) {
            return tl::unexpected(std::move(request.error()));
        }
        const auto message = wsman::soap::Message::parse(*request);
        if (!message) {
            return fail(ErrorCode::kInvalidValue, "the recorded request is no message: " + message.error().text(),
                        out.id);
        }
        const std::string context = prepare(exchange, *message, *request);
        auto reply = send(*request);
        if (!reply) {
            return tl::unexpected(std::move(reply.error()));
        }
        out.difference = compare(exchange, *reply, context);
        return out;
    }

private:
    /// Gives the request a new MessageID and the context that the endpoint issued in this run, which is returned.
    std::string prepare(const json& exchange, const wsman::soap::Message& message, std::string& request) {
        messageId_ = newMessageId();
        replaceAll(request, message.header().messageId.value_or(""), messageId_);
        std::string recorded = record::contextOf(message);
        const auto& when = exchange.at("when");
        if (recorded.empty() || !when.contains("context") || !when.at("context").is_string()) {
            return recorded;
        }
        const std::string& live = contexts_[when.at("context").get<std::string>()];
        if (!live.empty()) {
            replaceAll(request, recorded, live);
        }
        return live.empty() ? recorded : live;
    }

    Result<HttpReply> send(const std::string& request) {
        return upstream_.forward({.method = "POST",
                                  .target = "/wsman",
                                  .path = "/wsman",
                                  .version = "HTTP/1.1",
                                  .headers = {{"Content-Type", std::string(wsman::kContentTypeUtf8)}},
                                  .body = request,
                                  .connectionId = 1});
    }

    std::string compare(const json& exchange, const HttpReply& reply, const std::string& context) {
        const auto& recorded = exchange.at("reply");
        std::string out;
        if (const int status = recorded.value("status", 200); status != reply.status) {
            out += "- HTTP status " + std::to_string(status) + "\n+ HTTP status " + std::to_string(reply.status) + "\n";
        }
        std::string expected;
        if (recorded.contains("body")) {
            expected = readFile(folder_ / recorded.at("body").get<std::string>()).value_or("");
        }
        std::string actual = reply.body;
        if (const auto made = record::makeTemplate(reply.body, {messageId_, context})) {
            actual = made->text;
            const auto& when = exchange.at("when");
            const bool carries = when.contains("context") && when.at("context").is_string();
            const auto issuer = carries ? when.at("context").get<std::string>() : exchange.at("id").get<std::string>();
            if (!made->contexts.empty()) {
                contexts_[issuer] = made->contexts.back();
            }
        }
        // A context that is handed on and one that is given anew are both a context.
        for (auto* text : {&expected, &actual}) {
            replaceAll(*text, "{{context new}}", "{{context}}");
        }
        return out + wsman::xml::lineDiff(canonical(expected, ignore_), canonical(actual, ignore_));
    }

    Upstream& upstream_;
    const fs::path& folder_;
    const std::vector<std::string>& ignore_;
    std::string messageId_;
    std::map<std::string, std::string> contexts_;  ///< of the endpoint, by the exchange that issued them
};

}  // namespace

Result<std::vector<ReplayedExchange>> replayAgainst(Upstream& upstream, const fs::path& folder,
                                                    const std::vector<std::string>& ignore,
                                                    const std::function<void(const ReplayedExchange&)>& tell) {
    const auto text = readFile(folder / "scenario.json");
    if (!text) {
        return tl::unexpected(text.error());
    }
    std::vector<ReplayedExchange> out;
    try {
        const auto scenario = json::parse(*text, nullptr, true, true);
        Replay replay(upstream, folder, ignore);
        for (const auto& exchange : scenario.at("exchanges")) {
            auto replayed = replay.run(exchange);
            if (!replayed) {
                return tl::unexpected(std::move(replayed.error()));
            }
            tell(*replayed);
            out.push_back(std::move(*replayed));
        }
    } catch (const json::exception& error) {
        return fail(ErrorCode::kInvalidValue, std::string("no recorded scenario: ") + error.what(),
                    (folder / "scenario.json").string());
    }
    return out;
}

}  // namespace mockserver::proxy
