#include "mockserver/proxy/recorder.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <fstream>
#include <iterator>
#include <system_error>

#include "mockserver/record/capture_reader.h"

namespace mockserver::proxy {
namespace {

using wsman::ErrorCode;
using wsman::fail;
using wsman::Result;
namespace fs = std::filesystem;

/// How soon after an exchange the scenario has it.
constexpr std::chrono::seconds kSettle{1};

std::string systemWords() {
    return std::generic_category().message(errno);
}

record::Exchange exchangeOf(const HttpRequest& request, const HttpReply& reply, std::chrono::milliseconds took) {
    record::Exchange out;
    out.connection = std::to_string(request.connectionId);
    out.request.version = request.version;
    out.request.method = request.method;
    out.request.target = request.target;
    out.request.headers = request.headers;
    out.request.body = request.body;
    auto& response = out.response.emplace();
    response.isResponse = true;
    response.version = "HTTP/1.1";
    response.status = reply.status;
    response.headers = reply.headers;
    response.body = reply.body;
    out.took = took;
    return out;
}

/// What a killed process had begun to write goes: the next line must not follow it.
Result<void> cutTornLine(int file, const fs::path& path) {
    std::ifstream in(path, std::ios::binary);
    const std::string bytes{std::istreambuf_iterator<char>(in), {}};
    const std::size_t newline = bytes.rfind('\n');
    const std::size_t whole = newline == std::string::npos ? 0 : newline + 1;
    if (whole != bytes.size() && ::ftruncate(file, static_cast<off_t>(whole)) != 0) {
        return fail(ErrorCode::kIo, "cannot cut the torn last line: " + systemWords(), path.string());
    }
    return {};
}

}  // namespace

Recorder::Recorder(RecorderOptions options) : options_(std::move(options)), redactor_(options_.redact) {}

Result<std::unique_ptr<Recorder>> Recorder::open(RecorderOptions options) {
    const fs::path path = options.folder / kRecordingFile;
    std::error_code error;
    if (!options.append && fs::exists(options.folder, error) && !fs::is_empty(options.folder, error)) {
        return fail(ErrorCode::kInvalidArgument, "the folder is not empty; append to a recording, or name another",
                    options.folder.string());
    }
    fs::create_directories(options.folder, error);
    if (error) {
        return fail(ErrorCode::kIo, "cannot make the folder: " + error.message(), options.folder.string());
    }
    std::unique_ptr<Recorder> made(new Recorder(std::move(options)));
    // Not for others to read: what looks harmless in a recording may not be.
    made->file_ = ::open(path.c_str(), O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    if (made->file_ < 0) {
        return fail(ErrorCode::kIo, "cannot write the recording: " + systemWords(), path.string());
    }
    if (made->options_.append && fs::file_size(path, error) > 0) {
        if (auto cut = cutTornLine(made->file_, path); !cut) {
            return tl::unexpected(std::move(cut.error()));
        }
        if (fs::file_size(path, error) > 0) {
            auto earlier = record::readExchangesFile(path);
            if (!earlier) {
                return tl::unexpected(std::move(earlier.error()));
            }
            made->recorded_ = std::move(*earlier);
        }
    }
    if (auto checked = record::importExchanges({}, made->options_.scenario);
        !checked && checked.error().code == ErrorCode::kInvalidArgument) {
        return tl::unexpected(std::move(checked.error()));
    }
    made->thread_ = std::thread([recorder = made.get()] { recorder->run(); });
    return made;
}

Recorder::~Recorder() {
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    wake_.notify_all();
    if (thread_.joinable()) {
        thread_.join();
    }
    if (file_ >= 0) {
        (void)writeScenario();
        ::close(file_);
    }
}

Result<void> Recorder::add(const HttpRequest& request, const HttpReply& reply, std::chrono::milliseconds took) {
    record::Exchange exchange = exchangeOf(request, reply, took);
    redactor_.redact(exchange.request);
    redactor_.redact(*exchange.response);
    const std::string line = record::recordingLine(exchange);
    const std::lock_guard lock(mutex_);
    // One write of a whole line at the end of the file, and then to the disk: it is there, or nothing of it counts.
    const off_t end = ::lseek(file_, 0, SEEK_END);
    if (::write(file_, line.data(), line.size()) != static_cast<ssize_t>(line.size()) || ::fdatasync(file_) != 0) {
        auto error = fail(ErrorCode::kIo, "cannot write the recording: " + systemWords(),
                          (options_.folder / kRecordingFile).string());
        (void)::ftruncate(file_, end);  // the next line must not follow half of this one
        return error;
    }
    exchange.source = std::string(kRecordingFile) + ':' + std::to_string(recorded_.size() + 1);
    recorded_.push_back(std::move(exchange));
    wake_.notify_all();
    return {};
}

Result<void> Recorder::writeScenario() {
    const std::lock_guard one(scenarioMutex_);
    std::vector<record::Exchange> recorded;
    {
        const std::lock_guard lock(mutex_);
        if (recorded_.size() == written_) {
            return {};
        }
        recorded = recorded_;
    }
    auto folder = record::importExchanges(recorded, options_.scenario);
    if (folder) {
        if (auto written = record::updateFolder(*folder, options_.folder); !written) {
            return written;
        }
    } else if (folder.error().code != ErrorCode::kInvalidValue) {
        return tl::unexpected(std::move(folder.error()));
    }
    const std::lock_guard lock(mutex_);
    written_ = recorded.size();
    exchanges_ = folder ? folder->exchanges : 0;
    notices_ = folder ? std::move(folder->notices) : std::vector<std::string>{folder.error().text()};
    return {};
}

std::size_t Recorder::exchanges() const {
    const std::lock_guard lock(mutex_);
    return exchanges_;
}

std::vector<std::string> Recorder::notices() const {
    const std::lock_guard lock(mutex_);
    return notices_;
}

void Recorder::run() {
    std::unique_lock lock(mutex_);
    auto pause = std::chrono::duration_cast<std::chrono::steady_clock::duration>(kSettle);
    while (!stopping_) {
        wake_.wait(lock, [this] { return stopping_ || recorded_.size() != written_; });
        wake_.wait_for(lock, pause, [this] { return stopping_; });
        if (stopping_) {
            return;
        }
        lock.unlock();
        const auto start = std::chrono::steady_clock::now();
        (void)writeScenario();  // what fails now fails at the end, where it is told
        // A long recording is not written anew all the time.
        pause = std::max<std::chrono::steady_clock::duration>(kSettle, 20 * (std::chrono::steady_clock::now() - start));
        lock.lock();
    }
}

}  // namespace mockserver::proxy
