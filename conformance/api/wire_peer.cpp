#include "conformance/api/wire_peer.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <random>
#include <ranges>
#include <set>
#include <thread>
#include <utility>

#include "mockserver/embed/mockserver.h"
#include "mockserver/embed/repository_source.h"
#include "wsman/ops/enumeration.h"
#include "wsman/soap/message.h"
#include "wsman/uris.h"

namespace conformance {

namespace soap = wsman::soap;
using mockserver::Exchange;
using mockserver::HttpReply;

bool WireRequest::isGet() const {
    return is(wsman::action::kGet);
}
bool WireRequest::isEnumerate() const {
    return is(wsman::action::kEnumerate);
}
bool WireRequest::isPull() const {
    return is(wsman::action::kPull);
}
bool WireRequest::isRelease() const {
    return is(wsman::action::kRelease);
}

/// Stands before the repository: notes each request, keeps it waiting, and answers it or not.
class WirePeer::Front : public mockserver::Responder {
public:
    explicit Front(Answer answer) : answer_(std::move(answer)) {}

    [[nodiscard]] std::string_view name() const override { return "peer"; }
    std::optional<HttpReply> respond(const Exchange& exchange) override {
        const auto request = note(exchange);
        {
            std::unique_lock lock(mutex_);
            // Asked once: what is held stays held until somebody lets go, whatever is held from then on.
            if (which_ && which_(request)) {
                const auto held = letGo_;
                held_.insert(request.header.messageId.value_or(""));
                changed_.wait(lock, [&] { return ended_ || letGo_ != held; });
            }
        }
        return answer_ ? answer_(request) : std::nullopt;
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
    std::vector<WireRequest> requests() const {
        const std::lock_guard lock(mutex_);
        return requests_;
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
    WireRequest note(const Exchange& exchange) {
        const auto& message = exchange.message();
        WireRequest request;
        request.action = message.action();
        request.header = message.header();
        request.payload = message.payload() ? message.payload().outerXml() : "";
        request.envelope = exchange.http().body;
        request.connection = exchange.http().connectionId;
        const std::lock_guard lock(mutex_);
        request.number = requests_.size() + 1;
        requests_.push_back(request);
        changed_.notify_all();
        return request;
    }

    const Answer answer_;
    mutable std::mutex mutex_;
    mutable std::condition_variable changed_;
    std::vector<WireRequest> requests_;
    std::set<std::string> held_;  ///< MessageIDs
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
    for (auto& entry : entries | std::views::reverse) {
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

void WirePeer::hold(Which which) {
    front_->hold(std::move(which));
}

void WirePeer::release() {
    front_->release();
}

std::vector<WireRequest> WirePeer::requests() const {
    return front_->requests();
}

bool WirePeer::waitFor(const Which& which, std::chrono::milliseconds time) const {
    return front_->waitFor(which, time);
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

namespace {

std::string newId() {
    thread_local std::mt19937_64 random{std::random_device{}()};
    std::array<std::uint8_t, 16> bytes{};
    std::ranges::generate(bytes, [&] { return static_cast<std::uint8_t>(random()); });
    return soap::makeMessageId(bytes);
}

HttpReply soapText(std::string envelope, int status = 200) {
    HttpReply reply;
    reply.status = status;
    reply.headers = {{"Content-Type", std::string(wsman::kContentTypeUtf8)}};
    reply.body = std::move(envelope);
    return reply;
}

std::size_t numberIn(std::string_view text) {
    std::size_t out = 0;
    std::from_chars(text.data(), text.data() + text.size(), out);
    return out;
}

/// A page of an enumeration; its context is the enumeration's name and the number of the next page.
HttpReply pageOf(const WireRequest& request, const std::vector<std::size_t>& pages, const std::string& name,
                 std::size_t page) {
    std::size_t first = 0;
    for (std::size_t i = 0; i < page && i < pages.size(); ++i)
        first += pages[i];
    const auto count = page < pages.size() ? pages[page] : 0;
    wsman::ops::EnumerationReplyBody body;
    body.endOfSequence = page + 1 >= pages.size();
    if (!body.endOfSequence)
        body.context = name + "/" + std::to_string(page + 1);
    if (count > 0)
        body.items = [=](wsman::xml::Writer& writer) {
            for (std::size_t i = 0; i < count; ++i)
                writer.raw(instanceXml(first + i));
        };
    return soapText(request.isPull() ? wsman::ops::writePullResponse(request.header, newId(), body)
                                     : wsman::ops::writeEnumerateResponse(request.header, newId(), body));
}

/// What a Pull's context says: the name that pageOf was given, and the page.
std::pair<std::string, std::size_t> contextOf(const WireRequest& request) {
    const auto& text = request.payload;
    const auto begin = text.find('>', text.find("EnumerationContext"));
    const auto slash = text.find('/', begin);
    if (begin == std::string::npos || slash == std::string::npos)
        return {};
    return {text.substr(begin + 1, slash - begin - 1), numberIn(std::string_view(text).substr(slash + 1))};
}

}  // namespace

HttpReply soapReply(const WireRequest& request, std::string_view action, std::string_view body, int status) {
    return soapText(soap::writeMessage(soap::replyHeader(request.header, action, newId()),
                                       [body](wsman::xml::Writer& writer) { writer.raw(body); }),
                    status);
}

std::string instanceXml(std::size_t id) {
    const std::string uri = std::string(wsman::uri::kCimSchemaPrefix) + "X_Test";
    return "<t:X_Test xmlns:t=\"" + uri + "\"><t:Id>" + std::to_string(id) + "</t:Id></t:X_Test>";
}

WirePeer::Answer enumerationOf(std::vector<std::size_t> pages) {
    return [pages = std::move(pages)](const WireRequest& request) -> std::optional<HttpReply> {
        if (request.isEnumerate())
            return pageOf(request, pages, newId(), 0);
        if (request.isPull()) {
            const auto [name, page] = contextOf(request);
            return pageOf(request, pages, name, page);
        }
        if (request.isRelease())
            return soapText(wsman::ops::writeReleaseResponse(request.header, newId()));
        if (request.isGet()) {
            const auto* id = request.header.selector("Id");
            return soapReply(request, soap::responseAction(request.action), instanceXml(id ? numberIn(*id) : 0));
        }
        return std::nullopt;
    };
}

}  // namespace conformance
