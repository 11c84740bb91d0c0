#include "mockserver/repository/data/database.h"

#include <sqlite3.h>

#include <string_view>
#include <utility>

#include "mockserver/repository/store/keys.h"
#include "wsman/cim/mof_reader.h"
#include "wsman/cim/xml_codec.h"

namespace mockserver::repository {

namespace cim = wsman::cim;
using wsman::ErrorCode;
using wsman::fail;
using wsman::Result;

namespace {

constexpr int kLayout = 1;
constexpr int kPatienceMs = 5000;

/// A prepared statement, finalised with the value.
class Statement {
public:
    Statement(sqlite3* handle, const char* sql) { sqlite3_prepare_v2(handle, sql, -1, &statement_, nullptr); }
    ~Statement() { sqlite3_finalize(statement_); }
    Statement(const Statement&) = delete;
    Statement& operator=(const Statement&) = delete;

    Statement& bind(int index, std::string_view text) {
        sqlite3_bind_text(statement_, index, text.data(), static_cast<int>(text.size()), SQLITE_TRANSIENT);
        return *this;
    }
    Statement& bindNull(int index) {
        sqlite3_bind_null(statement_, index);
        return *this;
    }
    [[nodiscard]] int step() { return statement_ == nullptr ? SQLITE_ERROR : sqlite3_step(statement_); }
    [[nodiscard]] std::string text(int column) const {
        const auto* bytes = sqlite3_column_text(statement_, column);
        return bytes == nullptr ? std::string()
                                : std::string(reinterpret_cast<const char*>(bytes),
                                              static_cast<std::size_t>(sqlite3_column_bytes(statement_, column)));
    }
    [[nodiscard]] bool isNull(int column) const { return sqlite3_column_type(statement_, column) == SQLITE_NULL; }
    [[nodiscard]] int number(int column) const { return sqlite3_column_int(statement_, column); }

private:
    sqlite3_stmt* statement_ = nullptr;
};

tl::unexpected<wsman::Error> words(sqlite3* handle, const std::string& what) {
    return fail(ErrorCode::kIo, what + ": " + (handle == nullptr ? "out of memory" : sqlite3_errmsg(handle)));
}

}  // namespace

Result<std::shared_ptr<Database>> Database::open(const std::filesystem::path& file) {
    sqlite3* handle = nullptr;
    const int opened = sqlite3_open_v2(file.c_str(), &handle,
                                       SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_FULLMUTEX, nullptr);
    std::shared_ptr<Database> out(new Database(handle));
    const std::string what = "the database " + file.string() + " cannot be used";
    if (opened != SQLITE_OK) {
        return words(handle, what);
    }
    sqlite3_busy_timeout(handle, kPatienceMs);
    // What is not this program's is refused before anything is written to it.
    int layout = 0;
    int tables = 0;
    for (const auto& [sql, number] :
         {std::pair{"PRAGMA user_version", &layout}, std::pair{"SELECT count(*) FROM sqlite_master", &tables}}) {
        Statement statement(handle, sql);
        if (statement.step() != SQLITE_ROW) {
            return words(handle, what);
        }
        *number = statement.number(0);
    }
    if (layout == 0 && tables != 0) {
        return fail(ErrorCode::kUnsupported, what + ": another program made it");
    }
    if (layout != 0 && layout != kLayout) {
        return fail(ErrorCode::kUnsupported,
                    what + ": its layout is " + std::to_string(layout) + ", this program's " + std::to_string(kLayout));
    }
    // A change that was answered outlives the process, by WAL; a power failure may take the last ones.
    for (const char* sql : {"PRAGMA journal_mode = WAL", "PRAGMA synchronous = NORMAL"}) {
        if (!out->run(sql)) {
            return words(handle, what);
        }
    }
    if (layout == 0 && !out->run("BEGIN; CREATE TABLE instance (namespace TEXT NOT NULL, class TEXT NOT NULL, "
                                 "keys TEXT NOT NULL, path TEXT NOT NULL, state TEXT, "
                                 "PRIMARY KEY (namespace, class, keys)); PRAGMA user_version = 1; COMMIT")) {
        return words(handle, what);
    }
    return out;
}

Database::~Database() {
    sqlite3_close(handle_);
}

Result<void> Database::run(const char* sql) {
    return sqlite3_exec(handle_, sql, nullptr, nullptr, nullptr) == SQLITE_OK ? Result<void>()
                                                                              : words(handle_, "the database refused");
}

Result<void> Database::clear() {
    const std::lock_guard lock(mutex_);
    return run("DELETE FROM instance");
}

StoreResult<void> Database::write(const Change& change) {
    const auto& instance = change.after ? *change.after : *change.before;
    const auto declaration = change.schema->find(instance.className);
    const auto keys = canonicalKeys(*declaration, instance);
    if (!keys) {
        return tl::unexpected(keys.error());
    }
    const std::lock_guard lock(mutex_);
    Statement statement(handle_,
                        "INSERT OR REPLACE INTO instance (namespace, class, keys, path, state) "
                        "VALUES (?, ?, ?, ?, ?)");
    statement.bind(1, change.nameSpace).bind(2, declaration->name).bind(3, *keys);
    statement.bind(4, cim::toMof(pathOf(*declaration, instance)));
    if (change.after) {
        statement.bind(5, cim::toMof(*change.after));
    } else {
        statement.bindNull(5);
    }
    if (statement.step() != SQLITE_DONE) {
        return refuse(StoreErrorKind::kPersistence,
                      std::string("the change could not be written: ") + sqlite3_errmsg(handle_));
    }
    return {};
}

Result<void> Database::replayInto(Repository& repository) {
    const std::lock_guard lock(mutex_);
    Statement rows(handle_, "SELECT namespace, class, path, state FROM instance ORDER BY rowid");
    int step = 0;
    while ((step = rows.step()) == SQLITE_ROW) {
        const auto nameSpace = rows.text(0);
        const auto schema = repository.schema(nameSpace);
        const bool deleted = rows.isNull(3);
        const auto what = "the database's instance of " + rows.text(1);
        const auto read = cim::readMof(rows.text(deleted ? 2 : 3),
                                       [&](std::string_view name) { return schema ? schema->find(name) : nullptr; });
        const auto* held = read && read->size() == 1 ? std::get_if<cim::InstanceDecl>(&read->front()) : nullptr;
        if (held == nullptr) {
            return fail(ErrorCode::kInvalidValue, what + " cannot be read: " + (read ? "" : read.error().text()));
        }
        if (deleted) {
            repository.unload(nameSpace, held->instance);
        } else if (auto loaded = repository.load(nameSpace, held->instance); !loaded) {
            return fail(ErrorCode::kInvalidValue, what + " does not fit its class: " + loaded.error().message);
        }
    }
    return step == SQLITE_DONE ? Result<void>() : words(handle_, "the database cannot be read");
}

}  // namespace mockserver::repository
