#pragma once

#include <filesystem>
#include <memory>
#include <mutex>
#include <string>

#include "mockserver/repository/store/repository.h"
#include "wsman/error.h"

struct sqlite3;

namespace mockserver::repository {

/// What has changed in a repository since it was loaded, in an SQLite file: each changed instance as it is now, or that
/// it is deleted. A change is on disk before it is answered. Thread-safe; one process at a time.
class Database : public Journaled {
public:
    /// Makes the file when it is not there. Errors: kIo with SQLite's words; kUnsupported for a file of another layout,
    /// or of another program, which is left as it is.
    static wsman::Result<std::shared_ptr<Database>> open(const std::filesystem::path& file);
    ~Database() override;
    Database(const Database&) = delete;
    Database& operator=(const Database&) = delete;

    /// Brings a repository that has just been loaded to the state that was written. Errors: kIo; kInvalidValue for an
    /// instance that its class, as it is today, does not allow.
    wsman::Result<void> replayInto(Repository& repository);
    /// Forgets everything. Errors: kIo.
    wsman::Result<void> clear();

    StoreResult<void> write(const Change& change) override;

private:
    explicit Database(sqlite3* handle) : handle_(handle) {}
    wsman::Result<void> run(const char* sql);

    std::mutex mutex_;
    sqlite3* handle_;
};

}  // namespace mockserver::repository
