#include "conformance/api/stage.h"

#include <algorithm>
#include <atomic>
#include <charconv>
#include <numeric>
#include <thread>
#include <utility>

namespace conformance {

namespace cim = wsman::cim;

namespace {

std::atomic<bool> g_abandoned = false;

/// No operation of these cases has as many results.
constexpr std::size_t kMostCalls = 20'000;

}  // namespace

void abandon(std::shared_ptr<void> what) {
    g_abandoned = true;
    static auto& kept = *new std::vector<std::shared_ptr<void>>;
    static std::mutex mutex;
    const std::lock_guard lock(mutex);
    kept.push_back(std::move(what));
}

bool isAbandoned() {
    return g_abandoned;
}

std::optional<std::uint64_t> idOf(const MI_Instance* instance) {
    if (!instance)
        return std::nullopt;
    const auto data = client::fromMi(instance);
    const auto* property = data.find("Id");
    if (!property)
        return std::nullopt;
    if (const auto* number = property->value.get<std::uint32_t>())
        return *number;
    if (const auto* number = property->value.get<std::uint64_t>())
        return *number;
    const auto* text = property->value.get<std::string>();
    std::uint64_t out = 0;
    if (text && std::from_chars(text->data(), text->data() + text->size(), out).ec == std::errc())
        return out;
    return std::nullopt;
}

std::vector<std::uint64_t> numbers(std::size_t count) {
    std::vector<std::uint64_t> out(count);
    std::iota(out.begin(), out.end(), 0u);
    return out;
}

bool isStartOfNumbers(const std::vector<std::uint64_t>& ids) {
    return ids == numbers(ids.size());
}

std::string shown(const std::vector<std::uint64_t>& ids) {
    std::string out;
    for (const auto id : ids)
        out += (out.empty() ? "" : ", ") + std::to_string(id);
    return out.empty() ? "none" : out;
}

Pumped pump(MI_Operation& operation) {
    Pumped out;
    for (MI_Boolean more = MI_TRUE; more && out.calls < kMostCalls;) {
        const MI_Instance* instance = nullptr;
        more = MI_FALSE;
        out.fetched = MI_Operation_GetInstance(&operation, &instance, &more, &out.result, nullptr, nullptr);
        ++out.calls;
        if (out.fetched != MI_RESULT_OK)
            return out;
        if (instance)
            out.ids.push_back(idOf(instance).value_or(~std::uint64_t{0}));
        out.ended = !more;
    }
    return out;
}

MI_OperationCallbacks Recorder::callbacks() {
    MI_OperationCallbacks out{};
    out.callbackContext = this;
    out.instanceResult = receive;
    return out;
}

void MI_CALL Recorder::receive(MI_Operation* operation, void* context, const MI_Instance* instance, MI_Boolean more,
                               MI_Result result, const MI_Char*, const MI_Instance*,
                               MI_Result(MI_CALL* acknowledge)(MI_Operation*)) {
    auto& self = *static_cast<Recorder*>(context);
    const Call call{operation ? *operation : MI_Operation MI_OPERATION_NULL, idOf(instance), more != MI_FALSE, result,
                    acknowledge};
    {
        const std::lock_guard lock(self.mutex_);
        self.overlapped_ = self.overlapped_ || self.inside_ > 0;
        ++self.inside_;
        self.calls_.push_back(call);
        self.changed_.notify_all();
    }
    if (self.during)
        self.during(call);
    const std::lock_guard lock(self.mutex_);
    --self.inside_;
    self.changed_.notify_all();
}

bool Recorder::waitFor(const std::function<bool(const std::vector<Call>&)>& isSo,
                       std::chrono::milliseconds time) const {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, time, [&] { return inside_ == 0 && isSo(calls_); });
}

bool Recorder::waitForCalls(std::size_t count, std::chrono::milliseconds time) const {
    return waitFor([&](const auto& calls) { return calls.size() >= count; }, time);
}

bool Recorder::waitForEnd(std::chrono::milliseconds time) const {
    return waitFor([](const auto& calls) { return std::ranges::any_of(calls, [](const Call& c) { return !c.more; }); },
                   time);
}

std::vector<Recorder::Call> Recorder::calls() const {
    const std::lock_guard lock(mutex_);
    return calls_;
}

std::size_t Recorder::finals() const {
    const auto all = calls();
    return static_cast<std::size_t>(std::ranges::count_if(all, [](const Call& call) { return !call.more; }));
}

std::vector<std::uint64_t> Recorder::ids() const {
    std::vector<std::uint64_t> out;
    for (const auto& call : calls())
        if (call.id)
            out.push_back(*call.id);
    return out;
}

MI_Result Recorder::result() const {
    for (const auto& call : calls())
        if (!call.more)
            return call.result;
    return MI_RESULT_FAILED;
}

bool Recorder::overlapped() const {
    const std::lock_guard lock(mutex_);
    return overlapped_;
}

tl::expected<Stage::Ptr, CaseResult> Stage::open(const ApiTarget& target, Answer answer,
                                                 std::optional<std::chrono::milliseconds> timeout) {
    auto peer = WirePeer::start(target, std::move(answer));
    if (!peer)
        return tl::unexpected(peer.error());
    auto destination = (*peer)->destination();
    destination.timeout = timeout;
    auto session = openSession(target, destination);
    if (!session)
        return tl::unexpected(session.error());
    auto stage = std::make_shared<Stage>();
    stage->peer_ = std::move(*peer);
    stage->session_ = std::move(*session);
    return stage;
}

void Stage::enumerate(MI_OperationCallbacks* callbacks, MI_Uint32 flags, MI_OperationOptions* options) {
    asynchronous_ = callbacks && callbacks->instanceResult;
    MI_Session_EnumerateInstances(session(), flags, options, "root/cimv2", "X_Test", MI_FALSE, callbacks, &operation_);
}

void Stage::record(MI_Uint32 flags) {
    auto callbacks = recorder_.callbacks();
    enumerate(&callbacks, flags);
}

void Stage::get(std::uint64_t id, MI_OperationCallbacks* callbacks) {
    asynchronous_ = callbacks && callbacks->instanceResult;
    cim::Instance keys;
    keys.className = "X_Test";
    keys.set("Id", cim::Value::of(std::to_string(id)), cim::flag::kKey);
    const auto made = client::toMi(application(), keys);
    MI_Session_GetInstance(session(), 0, nullptr, "root/cimv2", made.instance.get(), callbacks, &operation_);
}

MI_Result Stage::closeOperation() {
    const auto result = MI_Operation_Close(&operation_);
    operation_ = MI_OPERATION_NULL;
    return result;
}

bool Stage::close() {
    if (std::exchange(closed_, true))
        return true;
    peer_->release();
    Background<int> closing([self = shared_from_this()] {
        if (self->operation_.ft) {
            if (!self->asynchronous_)
                pump(self->operation_);
            MI_Operation_Close(&self->operation_);
        }
        self->session_->close();
        return 0;
    });
    if (closing.isDone())
        return true;
    abandon(shared_from_this());
    return false;
}

CaseResult Stage::finish(const Check& check) {
    const bool ended = close();
    return Check(check).isTrue("the session could not be closed afterwards", ended).result();
}

}  // namespace conformance
