#include "mockserver/endpoint/journal.h"

#include <algorithm>
#include <utility>

namespace mockserver {

namespace {

std::size_t sizeOf(const JournalEntry& entry) {
    return sizeof entry + entry.remoteAddress.size() + entry.user.size() + entry.action.size() +
           entry.resourceUri.size() + entry.messageId.size() + entry.request.size() + entry.reply.size() +
           entry.responder.size() + entry.note.size();
}

}  // namespace

JournaledMessage takeApart(std::string_view message) {
    JournaledMessage out;
    const std::size_t end = message.find("\r\n\r\n");
    out.head = message.substr(0, end);
    out.body = end == message.npos ? std::string_view() : message.substr(end + 4);
    std::string_view rest = out.head;
    while (!rest.empty()) {
        const std::string_view line = rest.substr(0, rest.find("\r\n"));
        // The first line has no field: a request's target may hold a colon.
        const std::size_t colon = line.data() == out.head.data() ? line.npos : line.find(':');
        if (colon != line.npos) {
            const std::size_t value = std::min(line.find_first_not_of(' ', colon + 1), line.size());
            out.headers.add(std::string(line.substr(0, colon)), std::string(line.substr(value)));
        }
        rest.remove_prefix(std::min(rest.size(), line.size() + 2));
    }
    return out;
}

std::uint64_t Journal::append(JournalEntry entry) {
    for (auto* text : {&entry.request, &entry.reply}) {
        if (text->size() > limits_.maxEntryBytes) {
            text->resize(limits_.maxEntryBytes);
            text->shrink_to_fit();
            entry.truncated = true;
        }
    }
    auto shared = std::make_shared<JournalEntry>(std::move(entry));
    const auto size = sizeOf(*shared);

    const std::lock_guard lock(mutex_);
    shared->sequence = ++last_;
    entries_.push_back(std::move(shared));
    bytes_ += size;
    while (!entries_.empty() && (entries_.size() > limits_.maxEntries || bytes_ > limits_.maxBytes)) {
        bytes_ -= sizeOf(*entries_.front());
        entries_.pop_front();
    }
    if (waiting_ > 0) {
        appended_.notify_all();
    }
    return last_;
}

bool Journal::wait(std::uint64_t after, std::chrono::milliseconds time) const {
    std::unique_lock lock(mutex_);
    ++waiting_;
    const bool come = appended_.wait_for(lock, time, [&] { return last_ > after; });
    --waiting_;
    return come;
}

std::vector<Journal::Entry> Journal::entries(std::uint64_t after) const {
    const std::lock_guard lock(mutex_);
    const auto first = std::ranges::find_if(entries_, [&](const Entry& entry) { return entry->sequence > after; });
    return {first, entries_.end()};
}

std::uint64_t Journal::appended() const {
    const std::lock_guard lock(mutex_);
    return last_;
}

void Journal::clear() {
    const std::lock_guard lock(mutex_);
    entries_.clear();
    bytes_ = 0;
}

}  // namespace mockserver
