#pragma once

#include <condition_variable>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "mockserver/endpoint/exchange.h"
#include "mockserver/record/importer.h"
#include "mockserver/record/redactor.h"
#include "wsman/error.h"

namespace mockserver::proxy {

/// The file that holds what was recorded, beside scenario.json.
inline constexpr std::string_view kRecordingFile = "recording.jsonl";

struct RecorderOptions {
    std::filesystem::path folder{};
    bool append = false;  ///< go on with an earlier recording there
    std::vector<std::string> redact{};
    record::ImportOptions scenario{};
};

/// Writes exchanges into a scenario folder: at once, whole and on disk, to `recording.jsonl`, secrets taken out before;
/// and, a moment later, the scenario made from all of them. What was recorded when the process is killed at any moment
/// is in the file, and `import` makes the scenario from it. Thread-safe.
class Recorder {
public:
    /// Errors: kIo; kInvalidArgument for a scenario name that is none, or a folder that is not empty (unless
    /// appending).
    static wsman::Result<std::unique_ptr<Recorder>> open(RecorderOptions options);
    /// Writes the scenario a last time.
    ~Recorder();
    Recorder(const Recorder&) = delete;
    Recorder& operator=(const Recorder&) = delete;

    /// Errors: kIo; the exchange is not recorded then.
    wsman::Result<void> add(const HttpRequest& request, const HttpReply& reply, std::chrono::milliseconds took);
    /// Writes the scenario now. Errors: kIo, and those of record::importExchanges but for a recording without
    /// exchanges.
    wsman::Result<void> writeScenario();
    /// Exchanges in the scenario that was written last, and what was left out of it.
    [[nodiscard]] std::size_t exchanges() const;
    [[nodiscard]] std::vector<std::string> notices() const;

private:
    explicit Recorder(RecorderOptions options);
    void run();

    const RecorderOptions options_;
    const record::Redactor redactor_;
    int file_ = -1;
    mutable std::mutex mutex_;
    std::condition_variable wake_;
    std::vector<record::Exchange> recorded_;
    std::size_t written_ = 0;    ///< of recorded_, in the scenario
    std::size_t exchanges_ = 0;  ///< in the scenario
    std::vector<std::string> notices_;
    bool stopping_ = false;
    std::mutex scenarioMutex_;
    std::thread thread_;
};

}  // namespace mockserver::proxy
