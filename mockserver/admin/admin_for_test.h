// For the tests of the admin API: a mock with something in its journal, the API over it, and a client.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <httplib.h>

#include <memory>
#include <nlohmann/json.hpp>
#include <string>

#include "mockserver/admin/admin_server.h"
#include "mockserver/endpoint/raw_client.h"
#include "mockserver/scenario/scenario_fixture.h"

namespace mockserver::admin {

class Admin : public testing::Test {
protected:
    void SetUp() override {
        const auto scenario = test::exchanges(
            R"({"id": "get", "when": {"action": "Get", "resourceUri": "urn:thing"}, "reply": {"bodyInline": "<r/>"},
                "then": {"state": "seen"}},
               {"id": "put", "when": {"action": "Put"}, "reply": {"bodyInline": "<r/>"}})",
            R"("description": "Things.", "verify": [{"exchange": "get"}],
               "faults": [{"id": "down", "description": "All of it.", "enabled": false, "apply": {"status": 503}}],)");
        auto started = MockServer::start({scenario}, {});
        ASSERT_TRUE(started) << started.error().text();
        mock_ = std::move(*started);
        serve({});
    }
    void serve(const AdminOptions& options) {
        admin_.reset();
        auto started = AdminServer::start(*mock_, options);
        ASSERT_TRUE(started) << started.error().text();
        admin_ = std::move(*started);
        client_ = std::make_unique<httplib::Client>("127.0.0.1", admin_->port());
        client_->set_read_timeout(std::chrono::seconds(70));
    }
    int send(const test::Ask& ask) {
        RawClient client(mock_->port());
        return client.exchange(RawClient::post(ask.xml(), "X-Mock-Session: one\r\n")).status;
    }
    nlohmann::json get(const std::string& path) {
        const auto reply = client_->Get(path.c_str());
        return reply ? nlohmann::json::parse(reply->body, nullptr, false) : nlohmann::json();
    }
    int status(const std::string& method, const std::string& path, const std::string& body = "",
               const httplib::Headers& headers = {}) {
        httplib::Request request;
        request.method = method;
        request.path = path;
        request.headers = headers;
        request.body = body;
        const auto reply = client_->send(request);
        last_ = reply ? reply->body : "";
        return reply ? reply->status : 0;
    }

    std::unique_ptr<MockServer> mock_;
    std::unique_ptr<AdminServer> admin_;
    std::unique_ptr<httplib::Client> client_;
    std::string last_;
};

}  // namespace mockserver::admin
