// `mi subscribe --push`: the test is the server, and posts events to the address that it was given.
#include <httplib.h>

#include <future>

#include "client/cli/program_for_test.h"
#include "client/transport/raw_server_for_test.h"

namespace client::cli {
namespace {

using testing::AllOf;
using testing::HasSubstr;

constexpr const char* kOpen = R"(<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope" )"
                              R"(xmlns:a="http://schemas.xmlsoap.org/ws/2004/08/addressing" )"
                              R"(xmlns:e="http://schemas.xmlsoap.org/ws/2004/08/eventing" )"
                              R"(xmlns:w="http://schemas.dmtf.org/wbem/wsman/1/wsman.xsd"><s:Header><a:Action>)";

std::string between(const std::string& text, const std::string& from, const std::string& to) {
    const auto start = text.find(from);
    return start == std::string::npos
               ? ""
               : text.substr(start + from.size(), text.find(to, start + from.size()) - start - from.size());
}

std::string reply(const std::string& request, const std::string& action, const std::string& body) {
    const std::string text = kOpen + action + "</a:Action><a:RelatesTo>" + between(request, "MessageID>", "<") +
                             "</a:RelatesTo></s:Header><s:Body>" + body + "</s:Body></s:Envelope>";
    return "HTTP/1.1 200 OK\r\nContent-Type: application/soap+xml;charset=UTF-8\r\nContent-Length: " +
           std::to_string(text.size()) + "\r\n\r\n" + text;
}

class Push : public test::Program {};

TEST_F(Push, EventsAreShownAsTheyComeAndTheSubscriptionEnds) {
    std::promise<std::string> notifyTo;
    std::promise<void> unsubscribed;
    RawServer server([&](RawPeer& peer) {
        for (std::string request = peer.readRequest(); !request.empty(); request = peer.readRequest()) {
            const bool subscribe = request.find("eventing/Subscribe<") != std::string::npos;
            if (subscribe) {
                peer.send(reply(request, "http://schemas.xmlsoap.org/ws/2004/08/eventing/SubscribeResponse",
                                "<e:SubscribeResponse><e:SubscriptionManager><a:Address>http://127.0.0.1/wsman"
                                "</a:Address></e:SubscriptionManager><e:Expires>PT1H</e:Expires>"
                                "</e:SubscribeResponse>"));
                notifyTo.set_value(between(request, "<e:NotifyTo><a:Address>", "<"));
            } else {
                peer.send(reply(request, "http://schemas.xmlsoap.org/ws/2004/08/eventing/UnsubscribeResponse", ""));
                unsubscribed.set_value();
            }
        }
    });
    const auto run = start("MI_PROGRAM", {"--url", "http://127.0.0.1:" + std::to_string(server.port()) + "/wsman",
                                          "subscribe", "select * from X_Event", "--push", "--listen", "localhost",
                                          "--expires", "1h", "--limit", "2", "-o", "json"});
    auto known = notifyTo.get_future();
    ASSERT_EQ(known.wait_for(std::chrono::seconds(20)), std::future_status::ready) << run->errors();
    const std::string url = known.get();
    EXPECT_THAT(url, testing::StartsWith("http://localhost:"));
    const auto slash = url.find('/', 8);
    httplib::Client source("127.0.0.1", std::atoi(url.substr(17, slash - 17).c_str()));
    const std::string event = std::string(kOpen) +
                              "urn:event</a:Action><a:MessageID>uuid:1</a:MessageID></s:Header><s:Body>"
                              R"(<p:X_Event xmlns:p="urn:p"><p:Id>7</p:Id></p:X_Event></s:Body></s:Envelope>)";
    for (int i = 0; i < 2; ++i) {
        const auto posted = source.Post(url.substr(slash), event, "application/soap+xml;charset=UTF-8");
        ASSERT_TRUE(posted);
        EXPECT_EQ(posted->status, 202);
    }
    EXPECT_EQ(run->wait(std::chrono::seconds(30)), 0) << run->errors();
    EXPECT_THAT(run->rest(), AllOf(HasSubstr("X_Event"), HasSubstr("\"7\"")));
    EXPECT_EQ(unsubscribed.get_future().wait_for(std::chrono::seconds(10)), std::future_status::ready);
}

}  // namespace
}  // namespace client::cli
