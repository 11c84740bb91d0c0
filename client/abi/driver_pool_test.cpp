#include "client/abi/driver_pool.h"

#include <gtest/gtest.h>

#include <atomic>
#include <latch>
#include <thread>

#include "client/transport/reactor.h"

namespace client::abi {
namespace {

using namespace std::chrono_literals;

TEST(DriverPool, TasksThatBlockDoNotHoldUpOthers) {
    Reactor reactor;
    DriverPool pool(reactor);
    constexpr int kMany = 20;  // more than there are without hesitation
    std::latch all(kMany);
    for (int i = 0; i < kMany; ++i) {
        pool.run([&all] { all.arrive_and_wait(); });
    }
    all.wait();  // only when all run at once
    pool.stop();
    EXPECT_EQ(pool.threads(), 0U);
}

TEST(DriverPool, ThreadsAreReused) {
    Reactor reactor;
    DriverPool pool(reactor);
    for (int i = 0; i < 50; ++i) {
        std::latch done(1);
        pool.run([&done] { done.count_down(); });
        done.wait();
        while (pool.threads() > 2) {
            std::this_thread::yield();
        }
    }
    EXPECT_LE(pool.threads(), 2U);
}

TEST(DriverPool, IdleThreadsEnd) {
    Reactor reactor;
    DriverPool pool(reactor, {.idle = 10ms});
    pool.run([] {});
    const auto limit = std::chrono::steady_clock::now() + 10s;
    while (pool.threads() > 0 && std::chrono::steady_clock::now() < limit) {
        std::this_thread::sleep_for(1ms);
    }
    EXPECT_EQ(pool.threads(), 0U);
    std::latch done(1);
    pool.run([&done] { done.count_down(); });
    done.wait();
}

TEST(DriverPool, StopRunsWhatIsQueued) {
    Reactor reactor;
    DriverPool pool(reactor);
    std::atomic<int> count{0};
    for (int i = 0; i < 100; ++i) {
        pool.run([&count] { ++count; });
    }
    pool.stop();
    EXPECT_EQ(count, 100);
}

TEST(DriverPool, KnowsItsOwnThreads) {
    Reactor reactor;
    DriverPool pool(reactor);
    DriverPool other(reactor);
    std::atomic<int> right{0};
    pool.run([&] { right = pool.isCurrent() && !other.isCurrent() ? 1 : 0; });
    pool.stop();
    EXPECT_EQ(right, 1);
    EXPECT_FALSE(pool.isCurrent());
}

}  // namespace
}  // namespace client::abi
