// Many operations at once, many in a row, and what is left of a library once it is closed.
#include <dlfcn.h>
#include <unistd.h>

#include <atomic>
#include <condition_variable>
#include <cstdlib>
#include <filesystem>
#include <iterator>
#include <mutex>
#include <thread>

#include "conformance/api/held.h"
#include "conformance/api/wired.h"

namespace conformance {

namespace fs = std::filesystem;

namespace {

/// Gets the mock's Spooler service, which is there.
MI_Result getSpooler(client::MiSession& session, const MI_Instance* keys, MI_OperationOptions* options = nullptr) {
    MI_Operation operation = MI_OPERATION_NULL;
    MI_Session_GetInstance(session.session(), 0, options, "root/cimv2", keys, nullptr, &operation);
    const auto ran = collect(operation);
    if (ran.outcome.result == MI_RESULT_OK && ran.instances.size() != 1)
        return MI_RESULT_NOT_FOUND;
    return ran.outcome.result;
}

/// Runs `work` on several threads, `times` each, and counts how often it said OK.
template <class Work>
int countOk(int threads, int times, Work work) {
    std::atomic<int> ok{0};
    std::vector<std::thread> pool;
    pool.reserve(static_cast<std::size_t>(threads));
    for (int i = 0; i < threads; ++i)
        pool.emplace_back([&] {
            for (int n = 0; n < times; ++n)
                ok += work() == MI_RESULT_OK;
        });
    for (auto& one : pool)
        one.join();
    return ok;
}

CaseResult oneSessionManyThreads(ApiTarget& target) {
    auto session = openSession(target);
    if (!session)
        return session.error();
    const auto keys = keysOf(*session, "Win32_Service", {{"Name", "Spooler"}});
    const int ok = countOk(8, 50, [&] { return getSpooler(*session, keys.instance.get()); });
    return Check().equal("how many of 400 operations are OK", ok, 400).result();
}

CaseResult manySessionsManyThreads(ApiTarget& target) {
    const int ok = countOk(4, 5, [&] {
        auto session = openSession(target);
        if (!session)
            return MI_RESULT_FAILED;
        const auto keys = keysOf(*session, "Win32_Service", {{"Name", "Spooler"}});
        const auto result = getSpooler(*session, keys.instance.get());
        const auto closed = session->close();
        return closed.ok() ? result : closed.result;
    });
    return Check().equal("how many of 20 sessions served their thread", ok, 20).result();
}

/// Holds one request back until another has been answered, or time is over.
struct Gate {
    std::mutex mutex;
    std::condition_variable changed;
    bool open = false;
    bool late = false;

    void wait() {
        std::unique_lock lock(mutex);
        late = !changed.wait_for(lock, std::chrono::milliseconds(1500), [&] { return open; });
    }
    void release() {
        const std::lock_guard lock(mutex);
        open = true;
        changed.notify_all();
    }
};

CaseResult laterMayEndFirst(ApiTarget& target) {
    auto wired = wire(target);
    if (!wired)
        return wired.error();
    Gate gate;
    wired->mock->answer("Get", [&](const Sent& request) -> std::optional<mockserver::HttpReply> {
        if (request.resourceUri().ends_with("Win32_Environment"))
            gate.wait();
        return std::nullopt;
    });
    const auto slow = keysOf(wired->session, "Win32_Environment", {{"Name", "Path"}, {"UserName", "<SYSTEM>"}});
    const auto fast = keysOf(wired->session, "Win32_Service", {{"Name", "Spooler"}});
    MI_Operation first = MI_OPERATION_NULL;
    MI_Session_GetInstance(wired->session.session(), 0, nullptr, "root/cimv2", slow.instance.get(), nullptr, &first);
    Check check;
    check.isTrue("the first operation sent nothing", wired->mock->waitFor("Get"))
        .equal("the second operation", getSpooler(wired->session, fast.instance.get()), MI_RESULT_OK);
    gate.release();
    const auto ran = collect(first);
    return check.equal("the first operation", ran.outcome.result, MI_RESULT_OK)
        .isTrue("the second operation waited for the first", !gate.late)
        .result();
}

/// Operation options of a session with a time-out of 31 s, for the length of a case.
class Timed {
public:
    explicit Timed(client::MiSession& session) {
        MI_Interval interval{};
        interval.seconds = 31;
        if (MI_Application_NewOperationOptions(session.application(), MI_FALSE, &options) == MI_RESULT_OK)
            MI_OperationOptions_SetTimeout(&options, &interval);
    }
    Timed(const Timed&) = delete;
    Timed& operator=(const Timed&) = delete;
    ~Timed() { remove(); }
    void remove() {
        if (options.ft)
            MI_OperationOptions_Delete(&options);
        options = MI_OPERATIONOPTIONS_NULL;
    }
    MI_OperationOptions options = MI_OPERATIONOPTIONS_NULL;
};

bool isTimed(const Sent& request) {
    return contains(request.text("OperationTimeout"), "31");
}

CaseResult optionsMayBeShared(ApiTarget& target) {
    auto wired = wire(target);
    if (!wired)
        return wired.error();
    Timed timed(wired->session);
    const auto keys = keysOf(wired->session, "Win32_Service", {{"Name", "Spooler"}});
    const int ok = countOk(4, 10, [&] { return getSpooler(wired->session, keys.instance.get(), &timed.options); });
    int sent = 0;
    for (const auto& one : wired->mock->requests("Get"))
        sent += isTimed(one);
    return Check()
        .equal("how many of 40 operations are OK", ok, 40)
        .equal("how many requests had the time-out", sent, 40)
        .result();
}

CaseResult optionsMayGoEarly(ApiTarget& target) {
    auto wired = wire(target);
    if (!wired)
        return wired.error();
    Timed timed(wired->session);
    auto keys = keysOf(wired->session, "Win32_Service", {{"Name", "Spooler"}});
    MI_Operation operation = MI_OPERATION_NULL;
    MI_Session_GetInstance(wired->session.session(), 0, &timed.options, "root/cimv2", keys.instance.get(), nullptr,
                           &operation);
    timed.remove();
    const auto ran = collect(operation);
    const auto requests = wired->mock->requests("Get");
    return Check()
        .equal("the result", ran.outcome.result, MI_RESULT_OK)
        .isTrue("the time-out was not sent", requests.size() == 1 && isTimed(requests[0]))
        .result();
}

CaseResult anotherUserIsRefused(ApiTarget& target) {
    constexpr uid_t kNobody = 65534;
    if (::geteuid() != 0)
        return CaseResult::skipped("only root may become somebody else for an operation");
    auto session = openSession(target);
    if (!session)
        return session.error();
    const auto keys = keysOf(*session, "Win32_Service", {{"Name", "Spooler"}});
    Check check;
    check.equal("the operation as oneself", getSpooler(*session, keys.instance.get()), MI_RESULT_OK);
    // Only the start is somebody else's; what follows must be the session's own user again.
    MI_Operation operation = MI_OPERATION_NULL;
    if (::setresuid(kNobody, kNobody, 0) != 0)
        return CaseResult::skipped("this process may not become somebody else");
    MI_Session_GetInstance(session->session(), 0, nullptr, "root/cimv2", keys.instance.get(), nullptr, &operation);
    if (::setresuid(0, 0, 0) != 0)
        return CaseResult::error("this process did not become itself again");
    const auto result = collect(operation).outcome.result;
    return check.equal("the operation as somebody else", result, MI_RESULT_ACCESS_DENIED)
        .equal("the operation as oneself again", getSpooler(*session, keys.instance.get()), MI_RESULT_OK)
        .result();
}

/// A copy of the library's file, so that it can be loaded and unloaded apart from the one that is in use.
class Copy {
public:
    explicit Copy(const std::string& library) {
        std::string folder = fs::temp_directory_path() / "mi-conformance-XXXXXX";
        if (!::mkdtemp(folder.data()))
            return;
        folder_ = folder;
        std::error_code ignored;  // a copy that is not there cannot be loaded, and says so
        fs::copy_file(library, path(), ignored);
    }
    Copy(const Copy&) = delete;
    Copy& operator=(const Copy&) = delete;
    ~Copy() {
        std::error_code ignored;
        if (!folder_.empty())
            fs::remove_all(folder_, ignored);
    }
    [[nodiscard]] fs::path path() const { return folder_ / "copy.so"; }

private:
    fs::path folder_;
};

/// How many threads this process has.
std::ptrdiff_t threads() {
    return std::distance(fs::directory_iterator("/proc/self/task"), fs::directory_iterator());
}

CaseResult mayBeUnloaded(ApiTarget& target) {
    const Copy copy(target.library.path());
    std::thread([] {}).join();  // a sanitizer begins a thread of its own with the first one
    const auto before = threads();
    for (int round = 0; round < 2; ++round) {
        auto library = client::MiLibrary::load(copy.path());
        if (!library)
            return CaseResult::skipped("a copy of the library cannot be loaded: " + library.error().text());
        ApiTarget again{*library, target.destination};
        library = wsman::fail(wsman::ErrorCode::kIo, "in use below");
        auto session = openSession(again);
        if (!session)
            return session.error();
        auto keys = keysOf(*session, "Win32_Service", {{"Name", "Spooler"}});
        const auto result = getSpooler(*session, keys.instance.get());
        keys.instance.reset();
        if (const auto closed = session->close(); result != MI_RESULT_OK || !closed.ok())
            return Check()
                .equal("the operation", result, MI_RESULT_OK)
                .equal("closing", closed.result, MI_RESULT_OK)
                .result();
    }
    if (void* still = ::dlopen(copy.path().c_str(), RTLD_NOW | RTLD_NOLOAD)) {
        ::dlclose(still);
        return CaseResult::pass();  // it keeps itself loaded, and may run on
    }
    // What still runs in the library's code now runs into nothing.
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(1);
    while (threads() > before)
        if (std::chrono::steady_clock::now() < deadline)
            std::this_thread::sleep_for(std::chrono::milliseconds(2));
        else
            return CaseResult::fail("a thread of the library runs on once it is unloaded");
    return CaseResult::pass();
}

CaseResult manyLeaveNothing(ApiTarget& target, bool descriptors) {
    constexpr int kOperations = 2000;
    auto session = openSession(target);
    if (!session)
        return session.error();
    const auto keys = keysOf(*session, "Win32_Service", {{"Name", "Spooler"}});
    const auto run = [&](int count) {
        return countOk(1, count, [&] { return getSpooler(*session, keys.instance.get()); });
    };
    Check check;
    check.equal("how many of the first operations are OK", run(200), 200);
    const auto before = Held::now();
    check.equal("how many of the others are OK", run(kOperations), kOperations);
    const auto after = Held::now();
    if (descriptors)
        return check.isTrue("descriptors are left open", after.descriptors < before.descriptors + 8).result();
    // 4 KiB for each is far above what an allocator's caches explain.
    return check.isTrue("memory grows with each operation", after.kilobytes < before.kilobytes + 4 * kOperations)
        .result();
}

CaseResult descriptorsStayFlat(ApiTarget& target) {
    return manyLeaveNothing(target, true);
}
CaseResult memoryStaysFlat(ApiTarget& target) {
    return manyLeaveNothing(target, false);
}

CaseResult closesAtOnce(ApiTarget& target) {
    Check check;
    for (int i = 0; i < 20 && check.ok(); ++i) {
        auto session = openSession(target);
        if (!session)
            return session.error();
        auto keys = keysOf(*session, "Win32_Service", {{"Name", "Spooler"}});
        check.equal("the operation", getSpooler(*session, keys.instance.get()), MI_RESULT_OK);
        keys.instance.reset();
        const auto closed = session->close();
        check.equal("closing session and application", closed.result, MI_RESULT_OK);
    }
    return check.result();
}

}  // namespace

std::span<const ApiCase> threadCases() {
    static constexpr ApiCase kCases[] = {
        {"MI/K1", "mi.h MI_Session", "One session serves many threads at once", Level::kMust, oneSessionManyThreads},
        {"MI/K1b", "mi.h MI_Application_NewSession", "Threads may open and close sessions side by side", Level::kMust,
         manySessionsManyThreads},
        {"MI/K2", "mi.h MI_Session", "An operation does not wait for an earlier one", Level::kMust, laterMayEndFirst},
        {"MI/K3", "mi.h MI_OperationOptions", "Operations may share their options at the same time", Level::kMust,
         optionsMayBeShared},
        {"MI/K3b", "mi.h MI_OperationOptions_Delete", "Options may be deleted once the operation has begun",
         Level::kMust, optionsMayGoEarly},
        {"MI/K4", "mi.h MI_RESULT_ACCESS_DENIED", "An operation under another user than the session's is refused",
         Level::kMust, anotherUserIsRefused},
        {"MI/K5", "mi.h MI_Application_Close", "Once all is closed, the library may be unloaded", Level::kMust,
         mayBeUnloaded},
        {"MI/K6", "mi.h MI_Operation_Close", "Operations leave no descriptors behind", Level::kShould,
         descriptorsStayFlat},
        {"MI/K6b", "mi.h MI_Operation_Close", "Operations leave no memory behind", Level::kShould, memoryStaysFlat},
        {"MI/K7", "mi.h MI_Application_Close", "An application closes at once behind its last operation", Level::kMust,
         closesAtOnce},
    };
    return kCases;
}

}  // namespace conformance
