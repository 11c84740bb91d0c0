// What most cases stand on: a peer, a session to it, its operations, and ways to wait for a library that may never
// come back.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <future>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include "conformance/api/api_case.h"
#include "conformance/api/wire_peer.h"

namespace conformance {

/// As long as a library may take for what needs no network but the loopback, and as long as one waits to see that
/// nothing happens.
inline constexpr std::chrono::milliseconds kSoon{4000};
inline constexpr std::chrono::milliseconds kAWhile{120};

/// From now on this process ends without unloading the library: some of its calls have not come back. `what` they may
/// use is kept.
void abandon(std::shared_ptr<void> what = nullptr);
[[nodiscard]] bool isAbandoned();

/// A blocking call on a thread of its own.
template <class T>
class Background {
public:
    /// `call` must own what it uses: the thread may outlive everything else.
    explicit Background(std::function<T()> call) {
        std::packaged_task<T()> task(std::move(call));
        result_ = task.get_future();
        std::thread(std::move(task)).detach();
    }
    [[nodiscard]] bool isDone(std::chrono::milliseconds time = kSoon) const {
        return result_.wait_for(time) == std::future_status::ready;
    }
    /// Only once it is done.
    [[nodiscard]] T get() { return result_.get(); }

private:
    std::future<T> result_;
};

/// The key Id of an instance of X_Test, whatever type the library gave it.
std::optional<std::uint64_t> idOf(const MI_Instance* instance);
/// 0, 1, ... count - 1.
std::vector<std::uint64_t> numbers(std::size_t count);
/// Whether `ids` are the first of 0, 1, 2, ...
bool isStartOfNumbers(const std::vector<std::uint64_t>& ids);
std::string shown(const std::vector<std::uint64_t>& ids);

/// What a pump of the getters brought.
struct Pumped {
    std::vector<std::uint64_t> ids{};
    std::size_t calls = 0;
    MI_Result fetched = MI_RESULT_OK;  ///< what the last getter returned
    MI_Result result = MI_RESULT_OK;   ///< what it stored
    bool ended = false;                ///< moreResults became FALSE
};
/// Calls MI_Operation_GetInstance until it fails or says that nothing follows. Closes nothing.
Pumped pump(MI_Operation& operation);

/// Receives an asynchronous operation of instances.
class Recorder {
public:
    struct Call {
        MI_Operation operation = MI_OPERATION_NULL;  ///< a copy: the one that was passed may be gone afterwards
        std::optional<std::uint64_t> id{};
        bool more = false;
        MI_Result result = MI_RESULT_OK;
        MI_Result(MI_CALL* acknowledge)(MI_Operation*) = nullptr;
    };
    /// Called in the callback, without a lock. Set before the operation starts.
    std::function<void(const Call&)> during{};

    MI_OperationCallbacks callbacks();
    /// Waits until `isSo` of all calls so far; false when `time` passes first.
    bool waitFor(const std::function<bool(const std::vector<Call>&)>& isSo,
                 std::chrono::milliseconds time = kSoon) const;
    bool waitForCalls(std::size_t count, std::chrono::milliseconds time = kSoon) const;
    bool waitForEnd(std::chrono::milliseconds time = kSoon) const;
    [[nodiscard]] std::vector<Call> calls() const;
    [[nodiscard]] std::size_t finals() const;
    [[nodiscard]] std::vector<std::uint64_t> ids() const;
    /// Of the first final call, or FAILED.
    [[nodiscard]] MI_Result result() const;
    /// Whether two callbacks ran at a time.
    [[nodiscard]] bool overlapped() const;

private:
    static void MI_CALL receive(MI_Operation* operation, void* context, const MI_Instance* instance, MI_Boolean more,
                                MI_Result result, const MI_Char* message, const MI_Instance* details,
                                MI_Result(MI_CALL* acknowledge)(MI_Operation*));

    mutable std::mutex mutex_;
    mutable std::condition_variable changed_;
    std::vector<Call> calls_;
    int inside_ = 0;
    bool overlapped_ = false;
};

/// A peer, a session to it and the operations on it. Shared, because what hangs must keep it.
class Stage : public std::enable_shared_from_this<Stage> {
public:
    using Ptr = std::shared_ptr<Stage>;
    /// A session to a peer of its own, which answers as `answer` says (default: its repository).
    static tl::expected<Ptr, CaseResult> open(const ApiTarget& target, Answer answer = {},
                                              std::optional<std::chrono::milliseconds> timeout = {});

    [[nodiscard]] WirePeer& peer() { return *peer_; }
    [[nodiscard]] MI_Session* session() { return session_->session(); }
    [[nodiscard]] MI_Application* application() { return session_->application(); }
    [[nodiscard]] Recorder& recorder() { return recorder_; }

    /// Starts an enumeration of X_Test into operation(); with `callbacks` NULL it is synchronous.
    void enumerate(MI_OperationCallbacks* callbacks = nullptr, MI_Uint32 flags = 0,
                   MI_OperationOptions* options = nullptr);
    /// The same with the stage's recorder.
    void record(MI_Uint32 flags = 0);
    /// A Get of the instance of X_Test with this Id.
    void get(std::uint64_t id, MI_OperationCallbacks* callbacks = nullptr);
    [[nodiscard]] MI_Operation& operation() { return operation_; }
    /// MI_Operation_Close of operation(), which finish() then leaves alone.
    MI_Result closeOperation();

    /// Closes everything, so that only then late callbacks are counted; with its own deadline. What `check` found comes
    /// first.
    CaseResult finish(const Check& check);
    /// Closes everything without a verdict; false when that did not end, and the process is abandoned.
    bool close();

private:
    std::unique_ptr<WirePeer> peer_;
    std::optional<client::MiSession> session_;
    Recorder recorder_;
    MI_Operation operation_ = MI_OPERATION_NULL;
    bool asynchronous_ = false;
    bool closed_ = false;
};

}  // namespace conformance
