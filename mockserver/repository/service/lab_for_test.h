#pragma once

#include <gtest/gtest.h>

#include <atomic>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "mockserver/repository/service/repository_responder.h"
#include "mockserver/repository/store/repository_for_test.h"
#include "wsman/soap/fault.h"
#include "wsman/soap/message.h"
#include "wsman/uris.h"

namespace mockserver::repository::test {

inline const std::string kMachine = std::string(wsman::uri::kCimSchemaPrefix) + "Lab_Machine";
inline const std::string kDrive = std::string(wsman::uri::kCimSchemaPrefix) + "Lab_Drive";

/// A repository behind its responder, asked by text.
class LabService {
public:
    using Selectors = std::vector<std::pair<std::string, std::string>>;

    explicit LabService(Profile profile = *profileByName(""), RepositoryResponder::Options options = {})
        : repository(makeLab()),
          responder({.repository = repository,
                     .profile = std::move(profile),
                     .newMessageId = [this] { return "uuid:" + std::to_string(++ids_); },
                     .now = [this] { return now; }},
                    std::move(options)) {}

    /// The answer as a message; a fault's name and detail by `faultOf`.
    wsman::soap::Message ask(std::string_view action, const std::string& uri, const Selectors& selectors,
                             const std::string& body, const std::string& headers = {},
                             const std::string& user = "ann") {
        std::string text =
            "<s:Envelope xmlns:s=\"http://www.w3.org/2003/05/soap-envelope\" "
            "xmlns:a=\"http://schemas.xmlsoap.org/ws/2004/08/addressing\" "
            "xmlns:w=\"http://schemas.dmtf.org/wbem/wsman/1/wsman.xsd\" "
            "xmlns:n=\"http://schemas.xmlsoap.org/ws/2004/09/enumeration\" "
            "xmlns:e=\"http://schemas.xmlsoap.org/ws/2004/08/eventing\" "
            "xmlns:b=\"http://schemas.dmtf.org/wbem/wsman/1/cimbinding.xsd\" "
            "xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\"><s:Header><a:To>http://lab/wsman</"
            "a:To><a:Action>" +
            std::string(action) +
            "</a:Action><a:MessageID>uuid:q</a:MessageID><a:ReplyTo><a:Address>http://schemas.xmlsoap.org/ws/2004/08/"
            "addressing/role/anonymous</a:Address></a:ReplyTo><w:ResourceURI>" +
            uri + "</w:ResourceURI>" + headers + "<w:SelectorSet>";
        for (const auto& [name, value] : selectors) {
            text += "<w:Selector Name=\"" + name + "\">" + value + "</w:Selector>";
        }
        text += "</w:SelectorSet></s:Header><s:Body>" + body + "</s:Body></s:Envelope>";
        const auto request = wsman::soap::Message::parse(text);
        EXPECT_TRUE(request) << (request ? "" : request.error().text());
        HttpRequest http{.method = "POST", .target = "/wsman", .path = "/wsman"};
        const Exchange exchange(http, *request, user);
        const auto reply = responder.respond(exchange);
        std::string answer = reply ? reply->body : std::string();
        if (!reply && exchange.fittingFault()) {
            answer = wsman::soap::writeFaultMessage(*exchange.fittingFault(), &request->header(), "uuid:f");
        }
        status = reply ? reply->status : 0;
        auto parsed = wsman::soap::Message::parse(answer);
        EXPECT_TRUE(parsed) << answer;
        return std::move(*parsed);
    }

    std::shared_ptr<Repository> repository;
    std::chrono::system_clock::time_point now = std::chrono::system_clock::from_time_t(1'700'000'000);
    RepositoryResponder responder;
    int status = 0;

private:
    std::atomic<int> ids_{0};
};

/// "wsman:InvalidSelectors/InsufficientSelectors", or empty for no fault.
inline std::string faultOf(const wsman::soap::Message& message) {
    if (!message.isFault()) {
        return {};
    }
    const auto fault = wsman::soap::readFault(message);
    const auto* info = fault ? fault->info() : nullptr;
    std::string out = info == nullptr ? "unknown" : std::string(info->name);
    if (fault && !fault->faultDetail.empty()) {
        out += fault->faultDetail.substr(fault->faultDetail.rfind('/'));
    }
    return out;
}

/// The text of a child of the payload, by local name.
inline std::string childText(const wsman::soap::Message& message, std::string_view local) {
    return message.payload().childLocal(local).text();
}

}  // namespace mockserver::repository::test
