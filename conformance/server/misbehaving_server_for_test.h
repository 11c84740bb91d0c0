// For the tests of this folder: a server that behaves, and the same one with one fault.
#pragma once

#include <httplib.h>

#include <functional>
#include <memory>
#include <string>
#include <thread>

#include "conformance/server/suite.h"
#include "mockserver/embed/mockserver.h"

namespace conformance::test {

/// What a misbehaving server sees of one request before and after the real one has answered it.
struct Passing {
    std::string method;
    std::string body;  ///< of the request; may be changed before it goes on
    int status = 0;
    std::string reply{};
    std::string contentType{};
    httplib::Headers headers{};
};

/// One way to misbehave. `before` changes the request, `after` the reply; either may be empty.
struct Misbehaviour {
    std::string name;
    std::function<void(Passing&)> before{};
    std::function<void(Passing&)> after{};
};

/// The mock with the written scenarios, behind a proxy that misbehaves.
class MisbehavingServer {
public:
    explicit MisbehavingServer(Misbehaviour misbehaviour)
        : misbehaviour_(std::move(misbehaviour)),
          mock_(mockserver::MockServer::start({.scenarios = {MITB_SOURCE_DIR "/scenarios/written"}})) {
        EXPECT_TRUE(mock_) << mock_.error().text();
        const auto pass = [this](const httplib::Request& request, httplib::Response& response) {
            answer(request, response);
        };
        server_.Post(".*", pass);
        server_.Get(".*", pass);
        port_ = server_.bind_to_any_port("127.0.0.1");
        thread_ = std::thread([this] { server_.listen_after_bind(); });
        while (!server_.is_running())
            std::this_thread::yield();
    }
    ~MisbehavingServer() {
        server_.stop();
        thread_.join();
    }
    MisbehavingServer(const MisbehavingServer&) = delete;
    MisbehavingServer& operator=(const MisbehavingServer&) = delete;

    [[nodiscard]] ServerTarget target() const {
        ServerTarget out;
        out.host = "127.0.0.1";
        out.port = static_cast<std::uint16_t>(port_);
        out.user = "miuser";
        out.password = "mipass";
        out.resourceUri = "http://schemas.microsoft.com/wbem/wsman/1/wmi/root/cimv2/Win32_Service";
        out.selectors = {{"Name", "Spooler"}};
        return out;
    }

private:
    void answer(const httplib::Request& request, httplib::Response& response) {
        Passing passing{.method = request.method, .body = request.body};
        if (misbehaviour_.before)
            misbehaviour_.before(passing);
        httplib::Client client("127.0.0.1", (*mock_)->port());
        httplib::Request on;
        on.method = request.method;
        on.path = request.target;
        on.body = passing.body;
        for (const char* name : {"Content-Type", "Authorization", "SOAPAction"})
            if (request.has_header(name))
                on.headers.emplace(name, request.get_header_value(name));
        if (const auto result = client.send(on)) {
            passing.status = result->status;
            passing.reply = result->body;
            passing.contentType = result->get_header_value("Content-Type");
            if (result->has_header("WWW-Authenticate"))
                passing.headers.emplace("WWW-Authenticate", result->get_header_value("WWW-Authenticate"));
        }
        if (misbehaviour_.after)
            misbehaviour_.after(passing);
        response.status = passing.status;
        response.headers = passing.headers;
        response.set_content(passing.reply, passing.contentType.empty() ? "text/plain" : passing.contentType.c_str());
    }

    Misbehaviour misbehaviour_;
    wsman::Result<std::unique_ptr<mockserver::MockServer>> mock_;
    httplib::Server server_;
    int port_ = 0;
    std::thread thread_;
};

}  // namespace conformance::test
