#pragma once

#include <gmock/gmock.h>

#include <atomic>
#include <chrono>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "mockserver/repository/events/event_hub.h"
#include "mockserver/repository/events/sink_for_test.h"
#include "mockserver/repository/service/lab_for_test.h"
#include "wsman/ops/enumeration.h"

namespace mockserver::repository::test {

inline const std::string kAll = "http://schemas.dmtf.org/wbem/wscim/1/*";

inline std::string wql(const std::string& text) {
    return "<w:Filter Dialect=\"" + std::string(wsman::uri::kDialectWql) + "\">" + text + "</w:Filter>";
}

/// A lab with an event hub, asked by text.
class Eventing : public testing::Test {
protected:
    Eventing() { begin({}); }

    void begin(EventOptions options) {
        hub.reset();
        options.newMessageId = [this] { return "uuid:e" + std::to_string(++ids); };
        options.dialects = profileByName("")->dialects;
        options.sinks.connectTimeout = std::chrono::seconds(2);
        options.sinks.replyTimeout = std::chrono::seconds(2);
        lab = std::make_unique<LabService>(
            *profileByName(""), RepositoryResponder::Options{
                                    .eventing = [this](const Exchange& exchange) { return hub->respond(exchange); }});
        hub = std::make_unique<EventHub>(lab->repository, std::move(options));
    }

    wsman::soap::Message subscribe(const std::string& mode, const std::string& sink, const std::string& more,
                                   const std::string& inDelivery = "", const std::string& headers = "") {
        const auto notify = sink.empty() ? std::string()
                                         : "<e:NotifyTo><a:Address>" + sink +
                                               "</a:Address><a:ReferenceParameters><x:Cookie xmlns:x=\"urn:x\">c1"
                                               "</x:Cookie></a:ReferenceParameters></e:NotifyTo>";
        return lab->ask(wsman::action::kSubscribe, kAll, {},
                        "<e:Subscribe>" + endTo + "<e:Delivery" + (mode.empty() ? "" : " Mode=\"" + mode + "\"") + ">" +
                            notify + inDelivery + "</e:Delivery>" + more + "</e:Subscribe>",
                        headers);
    }
    std::string pullContext(const std::string& more) {
        const auto reply = subscribe(std::string(wsman::uri::kModePull), "", more);
        EXPECT_EQ(faultOf(reply), "");
        return childText(reply, "EnumerationContext");
    }
    wsman::soap::Message pull(const std::string& context, int most = 100, const char* time = "PT0.3S") {
        return lab->ask(wsman::action::kPull, kAll, {},
                        "<n:Pull><n:MaxTime>" + std::string(time) + "</n:MaxTime><n:MaxElements>" +
                            std::to_string(most) + "</n:MaxElements><n:EnumerationContext>" + context +
                            "</n:EnumerationContext></n:Pull>");
    }
    std::string manage(std::string_view what, const std::string& element, const std::string& id,
                       const std::string& content = "") {
        const auto reply = lab->ask(what, kAll, {}, "<e:" + element + ">" + content + "</e:" + element + ">",
                                    "<e:Identifier>" + id + "</e:Identifier>");
        return reply.isFault() ? faultOf(reply) : childText(reply, "Expires");
    }
    static std::string identifier(const wsman::soap::Message& reply) {
        const auto parameters = reply.payload().childLocal("SubscriptionManager").childLocal("ReferenceParameters");
        return parameters.childLocal("Identifier").text();
    }
    void create(const std::string& name) {
        ASSERT_TRUE(lab->repository->create("", texts("Lab_Machine", {{"Name", name}})));
    }

    std::atomic<int> ids{0};
    std::string endTo;
    std::unique_ptr<LabService> lab;
    std::unique_ptr<EventHub> hub;
};

}  // namespace mockserver::repository::test
