#include "mockserver/endpoint/connection.h"

#include <array>
#include <exception>
#include <utility>

namespace mockserver {

namespace {

using Clock = std::chrono::steady_clock;
using Wake = ParkingLot::Wake;
using For = ParkingLot::For;

constexpr std::size_t kReadSize = 64u << 10;

std::span<char> readBuffer() {
    thread_local std::array<char, kReadSize> buffer;
    return buffer;
}

}  // namespace

Connection::Connection(ConnectionInfo info, std::unique_ptr<Channel> channel, const RequestLimits& limits,
                       const ConnectionTimes& times, const HttpHandler& handler, const std::atomic<Service>& service)
    : info_(std::move(info)),
      channel_(std::move(channel)),
      times_(times),
      handler_(handler),
      service_(service),
      parser_(limits),
      since_(Clock::now()) {}

Connection::Wait Connection::run(Wake wake) {
    wakeUp(wake, Clock::now());
    for (;;) {
        if (service_.load() == Service::kAborting && phase_ != Phase::kDone) {
            channel_->abortOnClose();
            phase_ = Phase::kDone;
        }
        std::optional<Wait> wait;
        switch (phase_) {
            case Phase::kReading:
                wait = readSome();
                break;
            case Phase::kReplying:
                wait = writeSome();
                break;
            case Phase::kLingering:
                wait = linger();
                break;
            case Phase::kDone:
                channel_.reset();
                wait = Wait{.done = true};
                break;
        }
        if (wait) {
            return *wait;
        }
    }
}

void Connection::wakeUp(Wake wake, TimePoint now) {
    switch (phase_) {
        case Phase::kReading:
            if (wake == Wake::kTimeout && inRequest_) {
                refuse(408, "the request did not come in time");
            } else if (wake != Wake::kReady && !inRequest_) {
                startLinger();
            }
            break;
        case Phase::kReplying:
            if (stalling_ && wake == Wake::kReady) {
                writer_->giveUp();
            } else if (wake == Wake::kTimeout && !stalling_ && !timedWait_ && now - lastProgress_ >= times_.write) {
                channel_->abortOnClose();
                phase_ = Phase::kDone;
            }
            break;
        case Phase::kLingering:
            if (wake != Wake::kReady) {
                phase_ = Phase::kDone;
            }
            break;
        case Phase::kDone:
            break;
    }
}

Connection::Wait Connection::waitFor(Channel::Status status, TimePoint deadline) const {
    return {.what = status == Channel::Status::kWantWrite ? For::kWritable : For::kReadable, .deadline = deadline};
}

std::optional<Connection::Wait> Connection::readSome() {
    switch (parser_.state()) {
        case RequestParser::State::kComplete:
            handleRequest();
            return std::nullopt;
        case RequestParser::State::kRefused:
            refuse(parser_.refusal().status, parser_.refusal().reason);
            return std::nullopt;
        case RequestParser::State::kIdle:
            inRequest_ = false;
            break;
        case RequestParser::State::kHead:
        case RequestParser::State::kBody:
            if (!std::exchange(inRequest_, true)) {
                since_ = Clock::now();
            }
            break;
    }
    if (parser_.takeExpectContinue() &&
        channel_->write("HTTP/1.1 100 Continue\r\n\r\n").status != Channel::Status::kOk) {
        phase_ = Phase::kDone;
        return std::nullopt;
    }

    const auto buffer = readBuffer();
    const auto [status, bytes] = channel_->read(buffer);
    switch (status) {
        case Channel::Status::kOk:
            parser_.feed({buffer.data(), bytes});
            return std::nullopt;
        case Channel::Status::kEnd:
        case Channel::Status::kError:
            phase_ = Phase::kDone;
            return std::nullopt;
        case Channel::Status::kWantRead:
        case Channel::Status::kWantWrite:
            break;
    }
    if (!inRequest_ && service_.load() != Service::kRunning) {
        startLinger();
        return std::nullopt;
    }
    return waitFor(status, since_ + (inRequest_ ? times_.request : times_.idle));
}

void Connection::handleRequest() {
    auto request = parser_.take();
    request.connectionId = info_.id;
    request.remoteAddress = info_.remoteAddress;
    request.keepAlive = request.keepAlive && service_.load() == Service::kRunning;
    HttpReply reply;
    try {
        reply = handler_.handle(request);
    } catch (const std::exception& e) {
        reply = plainTextReply(500, std::string("the request could not be handled: ") + e.what());
    } catch (...) {
        reply = plainTextReply(500, "the request could not be handled");
    }
    lastProgress_ = Clock::now();
    writer_.emplace(reply, request.keepAlive, request.method != "HEAD", lastProgress_);
    phase_ = Phase::kReplying;
}

void Connection::refuse(int status, const std::string& reason) {
    if (handler_.onRefuse) {
        handler_.onRefuse(info_, status, reason);
    }
    lastProgress_ = Clock::now();
    writer_.emplace(plainTextReply(status, reason), false, true, lastProgress_);
    phase_ = Phase::kReplying;
}

std::optional<Connection::Wait> Connection::writeSome() {
    const auto now = Clock::now();
    stalling_ = timedWait_ = false;
    switch (writer_->next(now)) {
        case ReplyWriter::Step::kWait:
            timedWait_ = true;
            return Wait{.what = For::kTime, .deadline = writer_->until()};
        case ReplyWriter::Step::kStall:
            stalling_ = true;
            return Wait{.what = For::kHangUp, .deadline = writer_->until()};
        case ReplyWriter::Step::kWrite: {
            const auto [status, bytes] = channel_->write(writer_->pending());
            if (status == Channel::Status::kOk) {
                writer_->wrote(bytes, now);
                lastProgress_ = now;
                return std::nullopt;
            }
            if (status == Channel::Status::kWantRead || status == Channel::Status::kWantWrite) {
                return waitFor(status, lastProgress_ + times_.write);
            }
            phase_ = Phase::kDone;
            return std::nullopt;
        }
        case ReplyWriter::Step::kDone:
            break;
    }
    switch (writer_->ending()) {
        case ReplyWriter::Ending::kKeepAlive:
            phase_ = Phase::kReading;
            inRequest_ = false;
            since_ = now;
            // The next request is seldom there already: waiting for it saves asking in vain.
            if (parser_.state() == RequestParser::State::kIdle && service_.load() == Service::kRunning &&
                !channel_->hasBuffered()) {
                writer_.reset();
                return Wait{.what = For::kReadable, .deadline = since_ + times_.idle};
            }
            break;
        case ReplyWriter::Ending::kClose:
            startLinger();
            break;
        case ReplyWriter::Ending::kReset:
            channel_->abortOnClose();
            phase_ = Phase::kDone;
            break;
    }
    writer_.reset();
    return std::nullopt;
}

// Closing at once with bytes unread makes the kernel send a reset, which can take the last reply from the peer.
void Connection::startLinger() {
    channel_->shutdownWrite();
    since_ = Clock::now();
    phase_ = Phase::kLingering;
}

std::optional<Connection::Wait> Connection::linger() {
    const auto deadline = since_ + times_.linger;
    const auto [status, bytes] = channel_->read(readBuffer());
    if (status == Channel::Status::kEnd || status == Channel::Status::kError || Clock::now() >= deadline) {
        phase_ = Phase::kDone;
        return std::nullopt;
    }
    if (status == Channel::Status::kOk) {
        return std::nullopt;
    }
    return waitFor(status, deadline);
}

}  // namespace mockserver
