#include "conformance/api/wire_peer.h"

#include <algorithm>
#include <condition_variable>
#include <iterator>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <thread>
#include <utility>

#include "mockserver/embed/mockserver.h"
#include "mockserver/embed/repository_source.h"

namespace conformance {

using mockserver::Exchange;
using mockserver::HttpReply;

/// Stands before the repository: notes each request, keeps it waiting, and answers it or not.
class WirePeer::Front : public mockserver::Responder {
public:
    explicit Front(Answer answer) { answers_["*"] = std::move(answer); }

    [[nodiscard]] std::string_view name() const override { return "peer"; }
    std::optional<HttpReply> respond(const Exchange& exchange) override {
        const Sent request(exchange.http().body);
        Answer answer;
        {
            std::unique_lock lock(mutex_);
            requests_.push_back(request);
            changed_.notify_all();
            // Asked once: what is held stays held until somebody lets go, whatever is held from then on.
            if (which_ && which_(request)) {
                const auto held = letGo_;
                held_.insert(request.text("MessageID"));
                changed_.wait(lock, [&] { return ended_ || letGo_ != held; });
            }
            const auto found = answers_.find(request.action());
            answer = found == answers_.end() ? answers_["*"] : found->second;
        }
        return answer ? answer(request) : std::nullopt;
    }

    void answer(const std::string& action, Answer answer) {
        const std::lock_guard lock(mutex_);
        answers_[action] = std::move(answer);
    }
    void hold(Which which) {
        const std::lock_guard lock(mutex_);
        which_ = std::move(which);
    }
    void release() {
        const std::lock_guard lock(mutex_);
        which_ = nullptr;
        ++letGo_;
        changed_.notify_all();
    }
    void end() {
        const std::lock_guard lock(mutex_);
        which_ = nullptr;
        ended_ = true;
        changed_.notify_all();
    }
    std::vector<Sent> requests(std::string_view action) const {
        const std::lock_guard lock(mutex_);
        std::vector<Sent> out;
        std::ranges::copy_if(requests_, std::back_inserter(out),
                             [&](const Sent& one) { return action.empty() || one.action() == action; });
        return out;
    }
    bool wasHeld(const std::string& messageId) const {
        const std::lock_guard lock(mutex_);
        return held_.contains(messageId);
    }
    bool waitFor(const Which& which, std::chrono::milliseconds time) const {
        std::unique_lock lock(mutex_);
        return changed_.wait_for(lock, time, [&] { return std::ranges::any_of(requests_, which); });
    }

private:
    mutable std::mutex mutex_;
    mutable std::condition_variable changed_;
    std::vector<Sent> requests_;
    std::map<std::string, Answer> answers_;  ///< by action
    std::set<std::string> held_;             ///< MessageIDs
    Which which_;
    std::size_t letGo_ = 0;
    bool ended_ = false;
};

namespace {

/// Every peer of this process that still is there, and what those that are gone were sent.
struct Traffic {
    std::mutex mutex;
    std::vector<const WirePeer*> live;
    std::vector<mockserver::Journal::Entry> past;

    static Traffic& ofThisProcess() {
        static auto& all = *new Traffic;  // peers that a hanging library keeps outlive static objects
        return all;
    }
};

}  // namespace

WirePeer::WirePeer(client::Destination destination) : destination_(std::move(destination)) {
    auto& traffic = Traffic::ofThisProcess();
    const std::lock_guard lock(traffic.mutex);
    traffic.live.push_back(this);
}

WirePeer::~WirePeer() {
    if (front_)
        front_->end();
    if (mock_)
        mock_->stop(std::chrono::milliseconds(200));
    auto& traffic = Traffic::ofThisProcess();
    const std::lock_guard lock(traffic.mutex);
    std::erase(traffic.live, this);
    appendTraffic(traffic.past);
}

void WirePeer::appendTraffic(std::vector<mockserver::Journal::Entry>& out) const {
    constexpr std::size_t kMost = 200;
    if (!mock_)
        return;
    auto entries = mock_->journal().entries();
    // As they came; the journal has them as they were answered.
    std::ranges::stable_sort(entries, {}, [](const auto& entry) { return entry->time; });
    entries.resize(std::min(entries.size(), kMost));
    std::set<mockserver::ConnectionId> later;
    for (auto place = entries.rbegin(); place != entries.rend(); ++place) {
        auto& entry = *place;
        // Nobody may have waited for a reply that was held back, or for the last one on its connection: no judge may
        // take it for known.
        if (!later.insert(entry->connection).second && !front_->wasHeld(entry->messageId))
            continue;
        auto copy = *entry;
        copy.reply.clear();
        entry = std::make_shared<const mockserver::JournalEntry>(std::move(copy));
    }
    out.insert(out.end(), entries.begin(), entries.end());
}

std::vector<mockserver::Journal::Entry> WirePeer::traffic() {
    auto& traffic = Traffic::ofThisProcess();
    const std::lock_guard lock(traffic.mutex);
    auto out = traffic.past;
    for (const auto* peer : traffic.live)
        peer->appendTraffic(out);
    return out;
}

tl::expected<std::unique_ptr<WirePeer>, CaseResult> WirePeer::start(const ApiTarget& target, Answer answer) {
    std::unique_ptr<WirePeer> peer(new WirePeer(target.destination));
    peer->front_ = std::make_shared<Front>(std::move(answer));
    mockserver::MockServerOptions options;
    options.repository = "builtin:win32";
    // The mock asks its own repository before any other responder, so this one is ours and comes behind.
    auto repository = mockserver::openRepository({}, options);
    if (!repository)
        return tl::unexpected(CaseResult::error("no server for this case: " + repository.error().text()));
    options.repository.clear();
    options.responders = {peer->front_, std::move(*repository)};
    options.users = {{target.destination.url.user, target.destination.url.password}};
    auto mock = mockserver::MockServer::start(options);
    if (!mock)
        return tl::unexpected(CaseResult::error("no server for this case: " + mock.error().text()));
    peer->mock_ = std::move(*mock);
    auto& url = peer->destination_.url;
    url.scheme = "http";
    url.host = "127.0.0.1";
    url.port = peer->mock_->port();
    url.path = "/wsman";
    return peer;
}

client::Destination WirePeer::destination() const {
    return destination_;
}

void WirePeer::answer(const std::string& action, Answer answer) {
    front_->answer(action, std::move(answer));
}

void WirePeer::hold(Which which) {
    front_->hold(std::move(which));
}

void WirePeer::release() {
    front_->release();
}

std::vector<Sent> WirePeer::requests(std::string_view action) const {
    return front_->requests(action);
}

std::uint64_t WirePeer::received() const {
    return mock_->journal().appended();
}

bool WirePeer::waitFor(const Which& which, std::chrono::milliseconds time) const {
    return front_->waitFor(which, time);
}

bool WirePeer::waitFor(std::string_view action, std::chrono::milliseconds time) const {
    return waitFor([&](const Sent& request) { return request.action() == action; }, time);
}

std::size_t WirePeer::connections() const {
    return mock_->connections();
}

bool WirePeer::waitUntilDisconnected(std::chrono::milliseconds time) const {
    const auto deadline = std::chrono::steady_clock::now() + time;
    while (connections() > 0) {
        if (std::chrono::steady_clock::now() >= deadline)
            return false;
        std::this_thread::sleep_for(std::chrono::milliseconds(2));
    }
    return true;
}

}  // namespace conformance
