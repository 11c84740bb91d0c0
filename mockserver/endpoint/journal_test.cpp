#include "mockserver/endpoint/journal.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <thread>
#include <vector>

namespace mockserver {
namespace {

JournalEntry entryOf(std::string request) {
    JournalEntry entry;
    entry.request = std::move(request);
    return entry;
}

std::vector<std::string> requests(const Journal& journal, std::uint64_t after = 0) {
    std::vector<std::string> all;
    for (const auto& entry : journal.entries(after)) {
        all.push_back(entry->request);
    }
    return all;
}

TEST(Journal, NumbersItsEntriesFromOne) {
    Journal journal;
    EXPECT_EQ(journal.append(entryOf("a")), 1u);
    EXPECT_EQ(journal.append(entryOf("b")), 2u);
    const auto entries = journal.entries();
    ASSERT_EQ(entries.size(), 2u);
    EXPECT_EQ(entries[0]->sequence, 1u);
    EXPECT_EQ(entries[1]->sequence, 2u);
    EXPECT_THAT(requests(journal, 1), testing::ElementsAre("b"));
    EXPECT_THAT(requests(journal, 2), testing::IsEmpty());
}

TEST(Journal, DropsTheOldestAboveTheCount) {
    Journal journal({.maxEntries = 3});
    for (int i = 1; i <= 10; ++i) {
        journal.append(entryOf(std::to_string(i)));
    }
    EXPECT_THAT(requests(journal), testing::ElementsAre("8", "9", "10"));
    EXPECT_EQ(journal.appended(), 10u);
    EXPECT_EQ(journal.entries().front()->sequence, 8u);
}

TEST(Journal, DropsTheOldestAboveTheBytes) {
    Journal journal({.maxBytes = 10'000});
    for (int i = 0; i < 10; ++i) {
        journal.append(entryOf(std::string(4'000, static_cast<char>('0' + i))));
    }
    EXPECT_THAT(requests(journal), testing::ElementsAre(std::string(4'000, '8'), std::string(4'000, '9')));
    journal.append(entryOf("small"));
    EXPECT_EQ(requests(journal).size(), 3u);
}

TEST(Journal, ShortensAnEntryAndSaysSo) {
    Journal journal({.maxEntryBytes = 10});
    journal.append(entryOf(std::string(11, 'x')));
    journal.append(entryOf(std::string(10, 'x')));
    const auto entries = journal.entries();
    EXPECT_EQ(entries[0]->request.size(), 10u);
    EXPECT_TRUE(entries[0]->truncated);
    EXPECT_FALSE(entries[1]->truncated);
}

TEST(Journal, ClearKeepsTheNumberingAndReadersCopies) {
    Journal journal;
    journal.append(entryOf("a"));
    const auto before = journal.entries();
    journal.clear();
    EXPECT_TRUE(journal.entries().empty());
    EXPECT_EQ(before.at(0)->request, "a");
    EXPECT_EQ(journal.append(entryOf("b")), 2u);
}

TEST(Journal, ManyWritersLoseNothing) {
    Journal journal({.maxEntries = 1'000});
    std::vector<std::thread> writers;
    for (int t = 0; t < 4; ++t) {
        writers.emplace_back([&] {
            for (int i = 0; i < 500; ++i) {
                journal.append(entryOf("x"));
                if (i % 100 == 0) {
                    EXPECT_LE(journal.entries().size(), 1'000u);
                }
            }
        });
    }
    for (auto& writer : writers) {
        writer.join();
    }
    const auto entries = journal.entries();
    ASSERT_EQ(entries.size(), 1'000u);
    for (std::size_t i = 0; i < entries.size(); ++i) {
        ASSERT_EQ(entries[i]->sequence, 1'001 + i);
    }
}

}  // namespace
}  // namespace mockserver
