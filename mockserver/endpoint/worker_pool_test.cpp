#include "mockserver/endpoint/worker_pool.h"

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <future>
#include <latch>
#include <thread>

namespace mockserver {
namespace {

using namespace std::chrono_literals;

TEST(WorkerPool, RunsAsManyAtOnceAsAllowed) {
    WorkerPool pool(4);
    std::latch together(4);
    for (int i = 0; i < 4; ++i) {
        pool.enqueue([&] { together.arrive_and_wait(); });
    }
    together.wait();  // would wait for ever with fewer threads
    EXPECT_EQ(pool.threads(), 4u);
}

TEST(WorkerPool, QueuesAboveTheBoundAndSaysSo) {
    WorkerPool pool(1);
    EXPECT_FALSE(pool.saturated());
    std::promise<void> release;
    auto released = release.get_future().share();
    std::promise<void> running;
    std::atomic<int> done = 0;
    pool.enqueue([&] {
        running.set_value();
        released.wait();
        ++done;
    });
    running.get_future().wait();
    EXPECT_TRUE(pool.saturated());
    pool.enqueue([&] { ++done; });
    EXPECT_EQ(pool.threads(), 1u);
    release.set_value();
    pool.shutdown();
    EXPECT_EQ(done, 2) << "shutdown runs what is queued";
}

TEST(WorkerPool, ReusesAnIdleThread) {
    WorkerPool pool(8);
    for (int i = 0; i < 20; ++i) {
        std::promise<void> done;
        pool.enqueue([&] { done.set_value(); });
        done.get_future().wait();
        std::this_thread::sleep_for(2ms);
    }
    EXPECT_LE(pool.threads(), 3u);
}

TEST(WorkerPool, IdleThreadsGoAndOthersComeWhenNeeded) {
    WorkerPool pool(4, 10ms);
    pool.enqueue([] {});
    for (const auto until = std::chrono::steady_clock::now() + 10s;
         pool.threads() > 0 && std::chrono::steady_clock::now() < until;) {
        std::this_thread::sleep_for(2ms);
    }
    EXPECT_EQ(pool.threads(), 0u);
    std::promise<void> done;
    pool.enqueue([&] { done.set_value(); });
    EXPECT_EQ(done.get_future().wait_for(10s), std::future_status::ready);
}

TEST(WorkerPool, AJobMayEnqueueAnother) {
    WorkerPool pool(2);
    std::promise<void> done;
    pool.enqueue([&] { pool.enqueue([&] { done.set_value(); }); });
    EXPECT_EQ(done.get_future().wait_for(10s), std::future_status::ready);
}

}  // namespace
}  // namespace mockserver
