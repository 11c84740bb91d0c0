// Operations that wait: for a server, for an acknowledgement, for a slow consumer. None of them may hold a thread.
#include "client/abi/driver.h"

#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <deque>
#include <thread>

#include "client/abi/operation_for_test.h"

namespace client::abi {
namespace {

using testing::EnumerationServer;
using namespace std::chrono_literals;
using std::chrono::steady_clock;

constexpr int kMany = 200;
// Far fewer than kMany, yet more than the pool makes without hesitation: on a slow machine it may add some.
constexpr std::size_t kFew = 32;
constexpr auto kLimit = 60s;

class WaitingOperations : public OperationTest {
protected:
    std::size_t threads() { return handles<Application>().find(&application)->pool().threads(); }
};

// Accepts connections, through the kernel's own queue, and says nothing.
class SilentServer {
public:
    SilentServer() : fd_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof address;
        EXPECT_EQ(::bind(fd_, reinterpret_cast<sockaddr*>(&address), size), 0);
        EXPECT_EQ(::listen(fd_, kMany), 0);
        EXPECT_EQ(::getsockname(fd_, reinterpret_cast<sockaddr*>(&address), &size), 0);
        port_ = ntohs(address.sin_port);
    }
    ~SilentServer() {
        ::close(fd_);
        for (const int peer : peers_) {
            ::close(peer);
        }
    }
    SilentServer(const SilentServer&) = delete;
    SilentServer& operator=(const SilentServer&) = delete;

    [[nodiscard]] std::uint16_t port() const { return port_; }
    // Takes the next connection and waits until its request begins to arrive.
    bool takeRequest() {
        pollfd listener{fd_, POLLIN, 0};
        if (::poll(&listener, 1, std::chrono::milliseconds(kLimit).count()) != 1) {
            return false;
        }
        peers_.push_back(::accept4(fd_, nullptr, nullptr, SOCK_CLOEXEC));
        pollfd peer{peers_.back(), POLLIN, 0};
        return ::poll(&peer, 1, std::chrono::milliseconds(kLimit).count()) == 1;
    }

private:
    const int fd_;
    std::uint16_t port_ = 0;
    std::vector<int> peers_;
};

TEST_F(WaitingOperations, ForASilentServerHoldNoThread) {
    SilentServer server;
    MI_DestinationOptions options = MI_DESTINATIONOPTIONS_NULL;
    ASSERT_EQ(MI_Application_NewDestinationOptions(&application, &options), MI_RESULT_OK);
    ASSERT_EQ(MI_DestinationOptions_SetTransport(&options, MI_DESTINATIONOPTIONS_TRANSPORT_HTTP), MI_RESULT_OK);
    ASSERT_EQ(MI_DestinationOptions_SetDestinationPort(&options, server.port()), MI_RESULT_OK);
    ASSERT_EQ(MI_Application_NewSession(&application, nullptr, "127.0.0.1", &options, nullptr, nullptr, &session),
              MI_RESULT_OK);
    MI_DestinationOptions_Delete(&options);

    std::deque<Collector> collectors(kMany);
    std::vector<MI_Operation> operations(kMany);
    for (int i = 0; i < kMany; ++i) {
        auto callbacks = collectors[static_cast<std::size_t>(i)].callbacks();
        session.ft->TestConnection(&session, 0, &callbacks, &operations[static_cast<std::size_t>(i)]);
    }
    for (int i = 0; i < kMany; ++i) {
        ASSERT_TRUE(server.takeRequest()) << i;
    }
    EXPECT_LE(threads(), kFew);
    for (auto& operation : operations) {
        EXPECT_EQ(MI_Operation_Cancel(&operation, MI_REASON_NONE), MI_RESULT_OK);
    }
    for (int i = 0; i < kMany; ++i) {
        auto& collector = collectors[static_cast<std::size_t>(i)];
        ASSERT_TRUE(collector.waitFor([&] { return collector.finals > 0; }, kLimit));
        EXPECT_NE(collector.result, MI_RESULT_OK);
        EXPECT_EQ(MI_Operation_Close(&operations[static_cast<std::size_t>(i)]), MI_RESULT_OK);
    }
}

TEST_F(WaitingOperations, ForAnAcknowledgementHoldNoThread) {
    connect(
        [](const HttpRequest& request, const CancelToken& cancel) { return EnumerationServer(2, 2)(request, cancel); });
    std::deque<Collector> collectors(kMany);
    std::vector<MI_Operation> operations(kMany);
    for (int i = 0; i < kMany; ++i) {
        auto callbacks = collectors[static_cast<std::size_t>(i)].callbacks();
        enumerate(operations[static_cast<std::size_t>(i)], &callbacks, MI_OPERATIONFLAGS_MANUAL_ACK_RESULTS);
    }
    for (int wave = 1; wave <= 2; ++wave) {
        for (auto& collector : collectors) {
            ASSERT_TRUE(collector.waitFor([&] { return collector.calls == wave && collector.inside == 0; }, kLimit));
        }
        EXPECT_LE(threads(), kFew);
        for (auto& collector : collectors) {
            EXPECT_EQ(collector.acknowledge(collector.handle), MI_RESULT_OK);
        }
    }
    for (int i = 0; i < kMany; ++i) {
        EXPECT_EQ(MI_Operation_Close(&operations[static_cast<std::size_t>(i)]), MI_RESULT_OK);
        EXPECT_EQ(collectors[static_cast<std::size_t>(i)].ids, numbers(2));
    }
}

TEST_F(WaitingOperations, ForASlowConsumerHoldNoThread) {
    connect([](const HttpRequest& request, const CancelToken& cancel) {
        return EnumerationServer(1000, 1000)(request, cancel);
    });
    constexpr int kSome = 40;
    std::vector<MI_Operation> operations(kSome);
    for (auto& operation : operations) {
        enumerate(operation);
    }
    // Each has one result taken, so each has been driven until its queue was full, or soon will be.
    for (auto& operation : operations) {
        EXPECT_TRUE(get(operation).instance);
    }
    const auto limit = steady_clock::now() + kLimit;
    while (threads() > kFew && steady_clock::now() < limit) {
        std::this_thread::sleep_for(1ms);
    }
    EXPECT_LE(threads(), kFew);
    for (auto& operation : operations) {
        EXPECT_EQ(drain(operation).size(), 999U);
        EXPECT_EQ(MI_Operation_Close(&operation), MI_RESULT_OK);
    }
}

TEST_F(WaitingOperations, ForRoomEndWhenCanceled) {
    connect([](const HttpRequest& request, const CancelToken& cancel) {
        return EnumerationServer(1000, 1000)(request, cancel);
    });
    MI_Operation operation = MI_OPERATION_NULL;
    enumerate(operation);
    EXPECT_TRUE(get(operation).instance);
    EXPECT_EQ(MI_Operation_Cancel(&operation, MI_REASON_NONE), MI_RESULT_OK);
    EXPECT_LE(drain(operation).size(), 999U);
    EXPECT_EQ(MI_Operation_Close(&operation), MI_RESULT_OK);
}

TEST_F(WaitingOperations, ReportThatTheyHaveStarted) {
    connect(
        [](const HttpRequest& request, const CancelToken& cancel) { return EnumerationServer(2, 2)(request, cancel); });
    MI_Operation operation = MI_OPERATION_NULL;
    enumerate(operation, nullptr, MI_OPERATIONFLAGS_REPORT_OPERATION_STARTED);
    const Got started = get(operation);
    EXPECT_EQ(started.instance, nullptr);
    EXPECT_TRUE(started.more);
    EXPECT_EQ(started.result, MI_RESULT_OK);
    EXPECT_EQ(drain(operation), numbers(2));
    EXPECT_EQ(MI_Operation_Close(&operation), MI_RESULT_OK);

    Collector collector;
    auto callbacks = collector.callbacks();
    enumerate(operation, &callbacks, MI_OPERATIONFLAGS_REPORT_OPERATION_STARTED | MI_OPERATIONFLAGS_MANUAL_ACK_RESULTS);
    ASSERT_TRUE(collector.waitFor([&] { return collector.calls == 1 && collector.inside == 0; }));
    EXPECT_TRUE(collector.ids.empty());
    for (int call = 2; call <= 3; ++call) {
        EXPECT_EQ(collector.acknowledge(collector.handle), MI_RESULT_OK);
        ASSERT_TRUE(collector.waitFor([&] { return collector.calls == call && collector.inside == 0; }));
    }
    EXPECT_EQ(collector.acknowledge(collector.handle), MI_RESULT_OK);
    EXPECT_EQ(MI_Operation_Close(&operation), MI_RESULT_OK);
}

TEST_F(WaitingOperations, WaitLongerThanTheServerIsToldButNotMuch) {
    std::atomic<std::int64_t> given = 0;
    connect([&](const HttpRequest& request, const CancelToken& cancel) {
        given = request.timeout.count();
        return EnumerationServer(1, 1)(request, cancel);
    });
    const auto limitFor = [&](MI_Interval told) {
        MI_OperationOptions options = MI_OPERATIONOPTIONS_NULL;
        EXPECT_EQ(MI_Application_NewOperationOptions(&application, MI_FALSE, &options), MI_RESULT_OK);
        EXPECT_EQ(MI_OperationOptions_SetTimeout(&options, &told), MI_RESULT_OK);
        MI_Operation operation = MI_OPERATION_NULL;
        session.ft->EnumerateInstances(&session, 0, &options, "root/test", "X_Item", MI_FALSE, nullptr, &operation);
        EXPECT_EQ(drain(operation), numbers(1));
        EXPECT_EQ(MI_Operation_Close(&operation), MI_RESULT_OK);
        MI_OperationOptions_Delete(&options);
        return given.load();
    };
    MI_Interval told{};
    told.microseconds = 300'000;
    EXPECT_EQ(limitFor(told), 1'300);
    told = {};
    told.seconds = 3;
    EXPECT_EQ(limitFor(told), 6'000);
    told = {};
    told.minutes = 1;
    EXPECT_EQ(limitFor(told), 65'000);
}

}  // namespace
}  // namespace client::abi
