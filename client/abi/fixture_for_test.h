// An application with one session over a transport that the test scripts; nothing of it touches a network.
#pragma once

#include <gtest/gtest.h>
#include <mi.h>

#include <atomic>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "client/abi/application.h"
#include "client/abi/handle_table.h"
#include "client/abi/session.h"

namespace client::abi::testing {

using Answer = tl::expected<HttpReply, TransportError>;
using Handler = std::function<Answer(const HttpRequest&, const CancelToken&)>;

/// Asks a function for every reply and keeps what was sent.
class ScriptedTransport final : public Transport {
public:
    explicit ScriptedTransport(Handler handler) : handler_(std::move(handler)) {}

    Answer exchange(HttpRequest request, const CancelToken& cancel) override {
        {
            const std::scoped_lock lock(mutex_);
            sent_.push_back(request.body);
        }
        return handler_(request, cancel);
    }
    [[nodiscard]] std::vector<std::string> sent() const {
        const std::scoped_lock lock(mutex_);
        return sent_;
    }

private:
    const Handler handler_;
    mutable std::mutex mutex_;
    std::vector<std::string> sent_;
};

/// Waits as a silent server would, until the operation is canceled.
inline Answer untilCanceled(const CancelToken& cancel) {
    std::mutex mutex;
    std::condition_variable_any wake;
    std::unique_lock lock(mutex);
    wake.wait(lock, cancel, [] { return false; });
    return tl::unexpected(TransportError{TransportErrorKind::kCanceled, "canceled"});
}

inline Answer refused() {
    return tl::unexpected(TransportError{TransportErrorKind::kConnect, "cannot connect to 127.0.0.1:1", "refused"});
}

/// The text between two marks of a message.
inline std::string between(const std::string& text, const std::string& from, const std::string& to) {
    const auto begin = text.find(from);
    if (begin == std::string::npos) {
        return "";
    }
    const auto start = begin + from.size();
    return text.substr(start, text.find(to, start) - start);
}

/// A reply envelope that relates to the request.
inline HttpReply reply(const HttpRequest& request, const std::string& action, const std::string& body) {
    const std::string id = between(request.body, "MessageID>", "<");
    HttpReply out;
    out.status = 200;
    out.headers = {{"Content-Type", "application/soap+xml;charset=UTF-8"}};
    out.body = R"(<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope" )"
               R"(xmlns:a="http://schemas.xmlsoap.org/ws/2004/08/addressing" )"
               R"(xmlns:n="http://schemas.xmlsoap.org/ws/2004/09/enumeration" )"
               R"(xmlns:w="http://schemas.dmtf.org/wbem/wsman/1/wsman.xsd"><s:Header><a:Action>)" +
               action + "</a:Action><a:MessageID>uuid:00000000-0000-4000-8000-000000000001</a:MessageID><a:RelatesTo>" +
               id + "</a:RelatesTo></s:Header><s:Body>" + body + "</s:Body></s:Envelope>";
    return out;
}

inline std::string item(int number) {
    return R"(<p:X_Item xmlns:p="http://schemas.dmtf.org/wbem/wscim/1/cim-schema/2/X_Item"><p:Id>)" +
           std::to_string(number) + "</p:Id></p:X_Item>";
}

/// Answers an enumeration of `total` items, `page` in each message.
class EnumerationServer {
public:
    EnumerationServer(int total, int page) : total_(total), page_(page) {}

    Answer operator()(const HttpRequest& request, const CancelToken&) {
        const std::string base = "http://schemas.xmlsoap.org/ws/2004/09/enumeration/";
        if (request.body.find(base + "Release<") != std::string::npos) {
            return reply(request, base + "ReleaseResponse", "");
        }
        const bool first = request.body.find(base + "Enumerate<") != std::string::npos;
        std::string items;
        for (int i = 0; i < page_ && next_ < total_; ++i) {
            items += item(next_++);
        }
        const bool end = next_ >= total_;
        const std::string context = end ? "<n:EnumerationContext/>" : "<n:EnumerationContext>c1</n:EnumerationContext>";
        if (first) {
            return reply(request, base + "EnumerateResponse",
                         "<n:EnumerateResponse>" + context + "<w:Items>" + items + "</w:Items>" +
                             (end ? "<w:EndOfSequence/>" : "") + "</n:EnumerateResponse>");
        }
        return reply(request, base + "PullResponse",
                     "<n:PullResponse>" + context + "<n:Items>" + items + "</n:Items>" +
                         (end ? "<n:EndOfSequence/>" : "") + "</n:PullResponse>");
    }

private:
    const int total_;
    const int page_;
    int next_ = 0;
};

/// Opens an application; `connect` opens a session over a scripted transport. Closes both at the end, so a test that
/// leaves an operation open hangs (and is ended by its time limit).
class AbiTest : public ::testing::Test {
protected:
    void SetUp() override { ASSERT_EQ(MI_Application_Initialize(0, nullptr, nullptr, &application), MI_RESULT_OK); }
    void TearDown() override {
        if (session.ft) {
            EXPECT_EQ(session.ft->Close(&session, nullptr, nullptr), MI_RESULT_OK);
        }
        if (application.ft) {
            EXPECT_EQ(application.ft->Close(&application), MI_RESULT_OK);
        }
    }
    void connect(Handler handler, MI_DestinationOptions* options = nullptr) {
        transport = std::make_shared<ScriptedTransport>(std::move(handler));
        handles<Application>().find(&application)->setTransportFactory([this](const Destination& destination) {
            url = destination.url;
            return transport;
        });
        ASSERT_EQ(application.ft->NewSession(&application, nullptr, "127.0.0.1", options, nullptr, nullptr, &session),
                  MI_RESULT_OK);
    }
    void enumerate(MI_Operation& operation, MI_OperationCallbacks* callbacks = nullptr, MI_Uint32 flags = 0) {
        session.ft->EnumerateInstances(&session, flags, nullptr, "root/test", "X_Item", MI_FALSE, callbacks,
                                       &operation);
    }

    MI_Application application = MI_APPLICATION_NULL;
    MI_Session session = MI_SESSION_NULL;
    std::shared_ptr<ScriptedTransport> transport;
    std::string url;
};

}  // namespace client::abi::testing
