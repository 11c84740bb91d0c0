#include "client/transport/reactor.h"

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <future>
#include <memory>
#include <vector>

namespace client {
namespace {

using namespace std::chrono_literals;
using std::chrono::steady_clock;
constexpr auto kLimit = 20s;

// Two connected sockets.
struct Pair {
    Pair() { EXPECT_EQ(::socketpair(AF_UNIX, SOCK_STREAM, 0, ends.data()), 0); }
    ~Pair() {
        ::close(ends[0]);
        closeOther();
    }
    Pair(const Pair&) = delete;
    Pair& operator=(const Pair&) = delete;
    void say() { EXPECT_EQ(::write(ends[1], "x", 1), 1); }
    void closeOther() {
        if (ends[1] >= 0) {
            ::close(std::exchange(ends[1], -1));
        }
    }
    std::array<int, 2> ends{-1, -1};
};

// A promise that a callback keeps.
struct Called {
    std::promise<void> promise{};
    std::future<void> future = promise.get_future();
    std::function<void()> function() {
        return [this] { promise.set_value(); };
    }
    bool inTime() { return future.wait_for(kLimit) == std::future_status::ready; }
    bool already() { return future.wait_for(0s) == std::future_status::ready; }
};

TEST(Reactor, CallsWhenReadable) {
    Reactor reactor;
    Pair pair;
    Called called;
    reactor.whenReadable(pair.ends[0], steady_clock::time_point::max(), called.function());
    EXPECT_FALSE(called.already());
    pair.say();
    EXPECT_TRUE(called.inTime());
}

TEST(Reactor, CallsAtOnceWhenReadableAlready) {
    Reactor reactor;
    Pair pair;
    pair.say();
    for (int round = 0; round < 3; ++round) {  // the same descriptor again and again
        Called called;
        reactor.whenReadable(pair.ends[0], steady_clock::time_point::max(), called.function());
        EXPECT_TRUE(called.inTime());
    }
}

TEST(Reactor, CallsWhenTheOtherEndCloses) {
    Reactor reactor;
    Pair pair;
    Called called;
    reactor.whenReadable(pair.ends[0], steady_clock::time_point::max(), called.function());
    pair.closeOther();
    EXPECT_TRUE(called.inTime());
}

TEST(Reactor, CallsAtTheDeadlineAndOnlyOnce) {
    Reactor reactor;
    Pair pair;
    std::atomic<int> calls{0};
    Called called;
    const auto begin = steady_clock::now();
    reactor.whenReadable(pair.ends[0], begin + 30ms, [&] {
        ++calls;
        called.promise.set_value();
    });
    EXPECT_TRUE(called.inTime());
    EXPECT_GE(steady_clock::now() - begin, 30ms);
    pair.say();
    Called later;
    reactor.at(steady_clock::now() + 20ms, later.function());
    EXPECT_TRUE(later.inTime());
    EXPECT_EQ(calls, 1);
}

TEST(Reactor, TimersComeInTheirOrder) {
    Reactor reactor;
    std::vector<int> order;
    Called last;
    const auto now = steady_clock::now();
    reactor.at(now + 40ms, [&] {
        order.push_back(3);
        last.promise.set_value();
    });
    reactor.at(now + 20ms, [&] { order.push_back(2); });
    reactor.at(now, [&] { order.push_back(1); });
    EXPECT_TRUE(last.inTime());
    EXPECT_EQ(order, (std::vector{1, 2, 3}));
}

TEST(Reactor, CanceledTimersAreNotCalled) {
    Reactor reactor;
    std::atomic<bool> called{false};
    const auto timer = reactor.at(steady_clock::now() + 50ms, [&] { called = true; });
    EXPECT_TRUE(reactor.cancel(timer));
    EXPECT_FALSE(reactor.cancel(timer));
    Called later;
    const auto done = reactor.at(steady_clock::now() + 60ms, later.function());
    EXPECT_TRUE(later.inTime());
    EXPECT_FALSE(called);
    EXPECT_FALSE(reactor.cancel(done));
}

TEST(Reactor, CallbacksMayWaitAgain) {
    Reactor reactor;
    Pair pair;
    Called called;
    reactor.whenReadable(pair.ends[0], steady_clock::time_point::max(), [&] {
        reactor.whenReadable(pair.ends[0], steady_clock::time_point::max(), called.function());
    });
    pair.say();
    EXPECT_TRUE(called.inTime());
}

TEST(Reactor, ADescriptorThatCannotBeWaitedForIsAnError) {
    Reactor reactor;
    EXPECT_THROW(reactor.whenReadable(-1, steady_clock::time_point::max(), [] {}), std::system_error);
}

TEST(Reactor, ManyAtOnce) {
    Reactor reactor;
    constexpr int kMany = 200;
    std::vector<std::unique_ptr<Pair>> pairs;
    std::atomic<int> left{kMany};
    Called all;
    for (int i = 0; i < kMany; ++i) {
        pairs.push_back(std::make_unique<Pair>());
        reactor.whenReadable(pairs.back()->ends[0], steady_clock::now() + kLimit, [&] {
            if (--left == 0) {
                all.promise.set_value();
            }
        });
    }
    for (auto& pair : pairs) {
        pair->say();
    }
    EXPECT_TRUE(all.inTime());
}

TEST(Reactor, EndsWithWaitsOutstanding) {
    Pair pair;
    auto held = std::make_shared<int>(1);
    {
        Reactor reactor;
        reactor.whenReadable(pair.ends[0], steady_clock::time_point::max(), [held] {});
        reactor.at(steady_clock::now() + 1h, [held] {});
    }
    EXPECT_EQ(held.use_count(), 1);
}

}  // namespace
}  // namespace client
