#include "mockserver/endpoint/parking_lot.h"

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <utility>
#include <vector>

namespace mockserver {
namespace {

using namespace std::chrono_literals;
using Clock = ParkingLot::Clock;
using For = ParkingLot::For;
using Wake = ParkingLot::Wake;

class ParkingLotTest : public testing::Test {
protected:
    void SetUp() override {
        ASSERT_EQ(::socketpair(AF_UNIX, SOCK_STREAM, 0, ends_.data()), 0);
        ASSERT_TRUE(lot_.start([this](ParkingLot::Key key, Wake wake) {
            const std::lock_guard lock(mutex_);
            woken_.emplace_back(key, wake);
            changed_.notify_all();
        }));
    }
    void TearDown() override {
        lot_.stop();
        hangUp();
        ::close(ends_[0]);
    }

    void hangUp() {
        if (ends_[1] >= 0) {
            ::close(std::exchange(ends_[1], -1));
        }
    }
    void write() const { ASSERT_EQ(::write(ends_[1], "x", 1), 1); }

    std::optional<std::pair<ParkingLot::Key, Wake>> next(std::chrono::milliseconds patience = 10s) {
        std::unique_lock lock(mutex_);
        if (!changed_.wait_for(lock, patience, [this] { return !woken_.empty(); })) {
            return std::nullopt;
        }
        const auto first = woken_.front();
        woken_.erase(woken_.begin());
        return first;
    }

    static Clock::time_point in(std::chrono::milliseconds time) { return Clock::now() + time; }

    std::array<int, 2> ends_{-1, -1};
    std::mutex mutex_;
    std::condition_variable changed_;
    std::vector<std::pair<ParkingLot::Key, Wake>> woken_;
    ParkingLot lot_;
};

TEST_F(ParkingLotTest, WakesWhenReadableAndOnlyOnce) {
    lot_.park(7, ends_[0], For::kReadable, in(1h));
    write();
    EXPECT_EQ(next(), std::pair(ParkingLot::Key{7}, Wake::kReady));
    EXPECT_EQ(next(30ms), std::nullopt) << "the byte is still there, but the key is out of the lot";
    lot_.park(7, ends_[0], For::kReadable, in(1h));
    EXPECT_EQ(next(), std::pair(ParkingLot::Key{7}, Wake::kReady));
}

TEST_F(ParkingLotTest, WakesWhenWritable) {
    lot_.park(7, ends_[0], For::kWritable, in(1h));
    EXPECT_EQ(next(), std::pair(ParkingLot::Key{7}, Wake::kReady));
}

TEST_F(ParkingLotTest, WakesAtTheDeadlineNotBefore) {
    const auto deadline = in(40ms);
    lot_.park(7, ends_[0], For::kReadable, deadline);
    EXPECT_EQ(next(), std::pair(ParkingLot::Key{7}, Wake::kTimeout));
    EXPECT_GE(Clock::now(), deadline);
}

TEST_F(ParkingLotTest, TimeAloneIgnoresTheSocket) {
    write();
    hangUp();
    lot_.park(7, ends_[0], For::kTime, in(30ms));
    EXPECT_EQ(next(), std::pair(ParkingLot::Key{7}, Wake::kTimeout));
}

TEST_F(ParkingLotTest, HangUpIgnoresBytes) {
    lot_.park(7, ends_[0], For::kHangUp, in(1h));
    write();
    EXPECT_EQ(next(30ms), std::nullopt);
    hangUp();
    EXPECT_EQ(next(), std::pair(ParkingLot::Key{7}, Wake::kReady));
}

TEST_F(ParkingLotTest, DeadlinesComeInTheirOrder) {
    lot_.park(1, ends_[0], For::kTime, in(60ms));
    lot_.park(2, ends_[0], For::kTime, in(20ms));
    lot_.park(3, ends_[0], For::kTime, in(40ms));
    EXPECT_EQ(next()->first, 2u);
    EXPECT_EQ(next()->first, 3u);
    EXPECT_EQ(next()->first, 1u);
}

TEST_F(ParkingLotTest, WakeAllEmptiesTheLot) {
    lot_.park(1, ends_[0], For::kReadable, in(1h));
    lot_.park(2, ends_[0], For::kTime, in(50ms));
    lot_.wakeAll();
    EXPECT_EQ(next()->second, Wake::kStop);
    EXPECT_EQ(next()->second, Wake::kStop);
    EXPECT_EQ(next(80ms), std::nullopt);
}

}  // namespace
}  // namespace mockserver
