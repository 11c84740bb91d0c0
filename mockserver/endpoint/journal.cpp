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
