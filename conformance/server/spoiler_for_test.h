// How a probe is proved: it must pass on the mock's conformance machine, and fail on the same machine when one reply,
// or one event on its way to a sink, is spoilt in the way that the probe is about. The spoiler stands between the two
// on sockets of its own.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <httplib.h>

#include <functional>
#include <map>
#include <memory>
#include <regex>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "conformance/server/probe.h"
#include "conformance/server/reply.h"
#include "mockserver/embed/mockserver.h"

namespace conformance::test {

/// A reply that the spoiler may change before it goes on; or, without a request, an event, or a sink's answer to one.
struct Passing {
    const httplib::Request* request = nullptr;
    int status = 200;
    std::string body{};
    std::string contentType{};
    std::map<std::string, std::string> headers{};
    bool fromSink = false;  ///< it is a sink's answer to an event

    [[nodiscard]] std::string asked() const { return request ? request->body : std::string(); }
    [[nodiscard]] bool isFault() const { return body.find(":Fault>") != std::string::npos || status >= 400; }
};
using Spoil = std::function<void(Passing&)>;

inline std::string envelopeOf(const std::string& content) {
    return "<s:Envelope xmlns:s='http://www.w3.org/2003/05/soap-envelope' "
           "xmlns:w='http://schemas.dmtf.org/wbem/wsman/1/wsman.xsd'><s:Header/><s:Body>" +
           content + "</s:Body></s:Envelope>";
}

inline void answer(Passing& passing, int status, std::string body) {
    passing.status = status;
    passing.body = std::move(body);
    passing.contentType = "application/soap+xml;charset=UTF-8";
}

inline void answerInternalError(Passing& passing) {
    answer(passing, 500,
           envelopeOf("<s:Fault><s:Code><s:Value>s:Receiver</s:Value><s:Subcode><s:Value>w:InternalError</s:Value>"
                      "</s:Subcode></s:Code><s:Reason><s:Text>spoilt</s:Text></s:Reason></s:Fault>"));
}

inline bool concerns(const Passing& passing, const std::string& mark) {
    return passing.request && passing.asked().find(mark) != std::string::npos;
}

/// Takes what it should refuse: requests with `mark` that were refused are answered as if all were well.
inline Spoil takes(std::string mark = "") {
    return [mark](Passing& passing) {
        if (concerns(passing, mark) && passing.isFault())
            answer(passing, 200, envelopeOf("<fine/>"));
    };
}
/// Refuses what it should do: requests with `mark` end in wsman:InternalError.
inline Spoil refuses(std::string mark = "") {
    return [mark](Passing& passing) {
        if (concerns(passing, mark))
            answerInternalError(passing);
    };
}
/// Refuses for another reason than it should.
inline Spoil faultsOtherwise() {
    return [](Passing& passing) {
        if (passing.request && passing.isFault())
            answerInternalError(passing);
    };
}
/// Answers with something that is no SOAP message.
inline Spoil stammers(std::string mark = "") {
    return [mark](Passing& passing) {
        if (!concerns(passing, mark))
            return;
        passing.status = 500;
        passing.body = "<html>Oops</html>";
        passing.contentType = "text/html";
    };
}
/// Replies to requests with `mark` read otherwise.
inline Spoil edits(std::string mark, std::string pattern, std::string replacement) {
    return [mark, expression = std::regex(pattern), replacement](Passing& passing) {
        if (concerns(passing, mark))
            passing.body = std::regex_replace(passing.body, expression, replacement);
    };
}
/// Events read otherwise.
inline Spoil editsEvents(std::string pattern, std::string replacement) {
    return [expression = std::regex(pattern), replacement](Passing& passing) {
        if (!passing.request && !passing.fromSink)
            passing.body = std::regex_replace(passing.body, expression, replacement);
    };
}
/// Items come twice.
inline Spoil doublesItems(std::string mark = "") {
    return edits(std::move(mark), R"((<[wn]:Items>)([\s\S]*)(</[wn]:Items>))", "$1$2$2$3");
}
/// The reply holds no items.
inline Spoil losesItems(std::string mark = "") {
    return edits(std::move(mark), R"((<[wn]:Items>)([\s\S]*)(</[wn]:Items>))", "$1$3");
}

/// Stands in front of a server and lets everything pass through `spoil`.
class Spoiler {
public:
    /// Requests that hold `swallowed` do not get through, and are answered as if they had.
    Spoiler(int behind, Spoil spoil, std::string swallowed = {})
        : behind_(behind), spoil_(std::move(spoil)), swallowed_(std::move(swallowed)) {
        server_.new_task_queue = [] { return new httplib::ThreadPool(8); };
        server_.set_keep_alive_max_count(10'000);
        server_.set_tcp_nodelay(true);
        const auto handler = [this](const httplib::Request& request, httplib::Response& response) {
            if (request.path.starts_with("/sink/"))
                deliver(request, response);
            else
                pass(request, response);
        };
        server_.Get(".*", handler);
        server_.Post(".*", handler);
        server_.Put(".*", handler);
        server_.Delete(".*", handler);
        port_ = server_.bind_to_any_port("127.0.0.1");
        thread_ = std::thread([this] { server_.listen_after_bind(); });
        while (!server_.is_running())  // stop() would be lost on one that does not run yet
            std::this_thread::yield();
    }
    ~Spoiler() {
        server_.stop();
        thread_.join();
    }
    Spoiler(const Spoiler&) = delete;
    Spoiler& operator=(const Spoiler&) = delete;
    [[nodiscard]] int port() const { return port_; }

private:
    static httplib::Result forward(int port, const httplib::Request& request, const std::string& path,
                                   const std::string& body) {
        httplib::Client client("127.0.0.1", port);
        client.set_tcp_nodelay(true);
        httplib::Request copy;
        copy.method = request.method;
        copy.path = path;
        copy.body = body;
        for (const char* name : {"Authorization", "Content-Type", "SOAPAction", "WSMANIDENTIFY"})
            if (request.has_header(name))
                copy.headers.emplace(name, request.get_header_value(name));
        return client.send(copy);
    }

    void finish(Passing& passing, httplib::Response& response) {
        spoil_(passing);
        response.status = passing.status;
        for (const auto& [name, value] : passing.headers)
            response.set_header(name.c_str(), value);
        if (!passing.body.empty())
            response.set_content(passing.body, passing.contentType.c_str());
    }

    void pass(const httplib::Request& request, httplib::Response& response) {
        // Sinks are reached through here.
        auto body = request.body;
        static const std::regex kSink(R"(<e:NotifyTo><a:Address>http://127\.0\.0\.1:(\d+)/)");
        body = std::regex_replace(body, kSink,
                                  "<e:NotifyTo><a:Address>http://127.0.0.1:" + std::to_string(port_) + "/sink/$1/");
        Passing passing;
        passing.request = &request;
        if (!swallowed_.empty() && body.find(swallowed_) != std::string::npos) {
            answer(passing, 200, envelopeOf(""));
        } else if (const auto result = forward(behind_, request, request.path, body)) {
            passing.status = result->status;
            passing.body = result->body;
            passing.contentType = result->get_header_value("Content-Type");
            if (result->has_header("WWW-Authenticate"))
                passing.headers["WWW-Authenticate"] = result->get_header_value("WWW-Authenticate");
        } else {
            passing.status = 502;
        }
        finish(passing, response);
    }

    void deliver(const httplib::Request& request, httplib::Response& response) {
        const auto rest = request.path.substr(6);
        const auto slash = rest.find('/');
        Passing event;
        event.body = request.body;
        spoil_(event);
        if (const auto result = forward(std::stoi(rest.substr(0, slash)), request, rest.substr(slash), event.body)) {
            Passing acknowledged;
            acknowledged.fromSink = true;
            acknowledged.status = result->status;
            acknowledged.body = result->body;
            acknowledged.contentType = result->get_header_value("Content-Type");
            finish(acknowledged, response);
        } else {
            response.status = 502;
        }
    }

    int behind_;
    Spoil spoil_;
    std::string swallowed_;
    httplib::Server server_;
    int port_ = 0;
    std::thread thread_;
};

/// The conformance machine, served by the mock, and its profile.
class Machine {
public:
    explicit Machine(const std::string& profile = "") {
        mockserver::MockServerOptions options;
        options.repository = MITB_SOURCE_DIR "/scenarios/conformance";
        options.profile = profile;
        options.users = {{"miuser", "mipass"}};
        options.faultStatusByCode = true;
        auto started = mockserver::MockServer::start(options);
        EXPECT_TRUE(started) << started.error().text();
        mock_ = std::move(*started);
        const char* file = MITB_SOURCE_DIR "/scenarios/conformance/profile.json";
        auto read = readServerProfile(file);
        EXPECT_TRUE(read) << read.error().front();
        profile_ = *std::move(read);
    }
    [[nodiscard]] int port() const { return mock_->port(); }
    [[nodiscard]] std::unique_ptr<ServerRun> run(int port) const {
        ServerTarget target;
        target.host = "127.0.0.1";
        target.port = static_cast<std::uint16_t>(port);
        target.user = "miuser";
        target.password = "mipass";
        target.resourceUri = profile_.resource.uri;
        target.nameSpace = profile_.resource.nameSpace;
        target.selectors = profile_.resource.selectors;
        return std::make_unique<ServerRun>(target, profile_, true);
    }

private:
    std::unique_ptr<mockserver::MockServer> mock_;
    ServerProfile profile_;
};

/// What breaks a probe's rule: its id, what the server does wrong, and how.
struct Breakage {
    std::string_view id;
    const char* how;
    Spoil spoil;
    std::string swallowed{};  ///< see Spoiler
};

inline std::string told(const CaseResult& result) {
    return std::string(toString(result.verdict)) + ": " + result.reason + "\nexpected " + result.expected +
           "\nactual   " + result.actual + "\n" + result.exchange;
}

/// The case of a probe, gates included.
inline CaseResult ask(ServerRun& run, const Probe& probe) {
    for (const auto& one : serverSuite(run).cases)
        if (one.id == probe.id)
            return one.run();
    return CaseResult::error("no such case");
}

/// Proves every probe of the list both ways, and prints how many those are.
inline void prove(std::span<const Probe> probes, const std::vector<Breakage>& breakages,
                  const std::string& machineProfile = "") {
    const Machine machine(machineProfile);
    std::size_t proved = 0;
    for (const auto& probe : probes) {
        const auto good = ask(*machine.run(machine.port()), probe);
        EXPECT_EQ(good.verdict, Verdict::kPass) << probe.id << " " << told(good);
        bool broken = false;
        for (const auto& breakage : breakages) {
            if (breakage.id != probe.id)
                continue;
            const Spoiler spoiler(machine.port(), breakage.spoil, breakage.swallowed);
            const auto bad = ask(*machine.run(spoiler.port()), probe);
            EXPECT_EQ(bad.verdict, Verdict::kFail) << probe.id << " (" << breakage.how << ") " << told(bad);
            EXPECT_FALSE(bad.reason.empty()) << probe.id;
            EXPECT_FALSE(bad.expected.empty()) << probe.id;
            broken = bad.verdict == Verdict::kFail;
        }
        EXPECT_TRUE(broken) << "nothing breaks " << probe.id;
        proved += broken && good.verdict == Verdict::kPass;
    }
    std::set<std::string_view> ids;
    for (const auto& probe : probes)
        ids.insert(probe.id);
    for (const auto& breakage : breakages)
        EXPECT_TRUE(ids.contains(breakage.id)) << breakage.id << " is no probe of this list";
    std::cout << probes.size() << " rules, " << proved << " proved both ways\n";
}

}  // namespace conformance::test
