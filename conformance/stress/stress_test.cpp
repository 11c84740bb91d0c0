// Ten thousand random operations on sixteen threads, against a server that fails now and then: every operation ends
// exactly once, every handle can be closed, nothing crashes, leaks or races (run it under the sanitizers).
#include <gtest/gtest.h>

#include <array>
#include <condition_variable>
#include <cstdlib>
#include <deque>
#include <mutex>
#include <random>
#include <thread>
#include <vector>

#include "client/loader/session.h"
#include "conformance/stress/unreliable_server_for_test.h"
#include "mockserver/embed/mockserver.h"

namespace conformance {
namespace {

using namespace std::chrono_literals;
using Acknowledge = MI_Result(MI_CALL*)(MI_Operation*);

constexpr int kThreads = 16;
constexpr int kOperationsPerThread = 625;  // 10,000 in all
constexpr int kSharedSessions = 4;
constexpr unsigned kSeed = 20261125;

/// Ends the process with a word when the test hangs: which is what it is there to find out.
class Watchdog {
public:
    explicit Watchdog(std::chrono::seconds patience)
        : thread_([this, patience] {
              std::unique_lock lock(mutex_);
              if (!changed_.wait_for(lock, patience, [this] { return done_; })) {
                  ADD_FAILURE() << "an operation never ended";
                  std::abort();
              }
          }) {}
    ~Watchdog() {
        {
            const std::scoped_lock lock(mutex_);
            done_ = true;
        }
        changed_.notify_all();
        thread_.join();
    }
    Watchdog(const Watchdog&) = delete;
    Watchdog& operator=(const Watchdog&) = delete;

private:
    std::mutex mutex_;
    std::condition_variable changed_;
    bool done_ = false;
    std::thread thread_;
};

/// Acknowledges results on a thread of its own, somewhat later.
class LateAcknowledger {
public:
    LateAcknowledger() : thread_([this] { run(); }) {}
    ~LateAcknowledger() {
        {
            const std::scoped_lock lock(mutex_);
            done_ = true;
        }
        changed_.notify_all();
        thread_.join();
    }
    LateAcknowledger(const LateAcknowledger&) = delete;
    LateAcknowledger& operator=(const LateAcknowledger&) = delete;

    void add(MI_Operation* operation, Acknowledge acknowledge) {
        const std::scoped_lock lock(mutex_);
        due_.emplace_back(operation, acknowledge);
        changed_.notify_all();
    }

private:
    void run() {
        std::unique_lock lock(mutex_);
        for (;;) {
            changed_.wait(lock, [this] { return !due_.empty() || done_; });
            if (due_.empty()) {
                return;
            }
            const auto [operation, acknowledge] = due_.front();
            due_.pop_front();
            lock.unlock();
            EXPECT_EQ(acknowledge(operation), MI_RESULT_OK);
            lock.lock();
        }
    }

    std::mutex mutex_;
    std::condition_variable changed_;
    std::deque<std::pair<MI_Operation*, Acknowledge>> due_;
    bool done_ = false;
    std::thread thread_;
};

/// Counts what one asynchronous operation calls back with.
struct Callbacks {
    LateAcknowledger* later = nullptr;  ///< set: acknowledge there
    int cancelAfter = -1;               ///< results
    bool closeAtEnd = false;            ///< from within the final callback
    std::mutex mutex{};
    std::condition_variable changed{};
    int results = 0;
    int finals = 0;
    MI_Operation* handle = nullptr;

    static void MI_CALL take(MI_Operation* operation, void* context, const MI_Instance* instance, MI_Boolean more,
                             MI_Result result, const MI_Char* message, const MI_Instance* details,
                             Acknowledge acknowledge) {
        auto& self = *static_cast<Callbacks*>(context);
        if (instance) {
            MI_Value value{};
            EXPECT_EQ(MI_Instance_GetElementAt(instance, 0, nullptr, &value, nullptr, nullptr), MI_RESULT_OK);
            ++self.results;
        }
        if (result != MI_RESULT_OK) {
            EXPECT_NE(message, nullptr);
            EXPECT_NE(details, nullptr);
            EXPECT_FALSE(more);
        }
        if (more && self.results == self.cancelAfter) {
            EXPECT_EQ(MI_Operation_Cancel(operation, MI_REASON_NONE), MI_RESULT_OK);
        }
        if (!more && self.closeAtEnd) {
            EXPECT_EQ(MI_Operation_Close(operation), MI_RESULT_OK);
        }
        LateAcknowledger* later = self.later;
        if (!more) {
            const std::scoped_lock lock(self.mutex);
            ++self.finals;
            self.changed.notify_all();
        }
        // Once the final result is counted `self` may be gone.
        if (acknowledge) {
            later->add(operation, acknowledge);
        }
    }
    MI_OperationCallbacks table() {
        MI_OperationCallbacks out = MI_OPERATIONCALLBACKS_NULL;
        out.callbackContext = this;
        out.instanceResult = take;
        return out;
    }
    void waitForEnd() {
        std::unique_lock lock(mutex);
        changed.wait(lock, [this] { return finals > 0; });
    }
};

class Stress : public testing::Test {
protected:
    void SetUp() override {
        server = std::make_shared<test::UnreliableServer>();
        mockserver::MockServerOptions options;
        options.responders = {server};
        auto started = mockserver::MockServer::start(options);
        ASSERT_TRUE(started) << started.error().text();
        mock = std::move(*started);
        const char* path = std::getenv("MI_LIBRARY");
        auto loaded = client::MiLibrary::load(path ? path : "");
        ASSERT_TRUE(loaded) << loaded.error().text();
        library = std::move(*loaded);
        ASSERT_EQ(library->initialize(0, "stress", nullptr, &application), MI_RESULT_OK);
        ASSERT_EQ(MI_Application_NewInstance(&application, "X_Item", nullptr, &keys), MI_RESULT_OK);
        MI_Value id{};
        id.uint32 = 1;
        ASSERT_EQ(MI_Instance_AddElement(keys, "Id", &id, MI_UINT32, MI_FLAG_KEY), MI_RESULT_OK);
        for (auto& session : shared) {
            session = open();
        }
    }
    void TearDown() override {
        for (auto& session : shared) {
            EXPECT_EQ(MI_Session_Close(&session, nullptr, nullptr), MI_RESULT_OK);
        }
        MI_Instance_Delete(keys);
        EXPECT_EQ(MI_Application_Close(&application), MI_RESULT_OK);
    }

    MI_Session open() {
        MI_DestinationOptions options = MI_DESTINATIONOPTIONS_NULL;
        EXPECT_EQ(MI_Application_NewDestinationOptions(&application, &options), MI_RESULT_OK);
        MI_DestinationOptions_SetTransport(&options, MI_DESTINATIONOPTIONS_TRANSPORT_HTTP);
        MI_DestinationOptions_SetDestinationPort(&options, mock->port());
        MI_Session session = MI_SESSION_NULL;
        EXPECT_EQ(MI_Application_NewSession(&application, nullptr, "127.0.0.1", &options, nullptr, nullptr, &session),
                  MI_RESULT_OK);
        MI_DestinationOptions_Delete(&options);
        return session;
    }

    void start(MI_Session& session, unsigned kind, MI_Uint32 flags, MI_OperationCallbacks* callbacks,
               MI_Operation& operation) {
        switch (kind % 5) {
            case 0:
                MI_Session_GetInstance(&session, flags, nullptr, "root/x", keys, callbacks, &operation);
                break;
            case 1:
                MI_Session_Invoke(&session, flags, nullptr, "root/x", nullptr, "Poke", keys, nullptr, callbacks,
                                  &operation);
                break;
            case 2:
                MI_Session_TestConnection(&session, flags & MI_OPERATIONFLAGS_MANUAL_ACK_RESULTS, callbacks,
                                          &operation);
                break;
            default:
                MI_Session_EnumerateInstances(&session, flags, nullptr, "root/x", "X_Item", MI_FALSE, callbacks,
                                              &operation);
        }
        EXPECT_NE(operation.ft, nullptr);
    }

    // By the getters; cancels after `cancelAfter` results (never when negative).
    void synchronous(MI_Session& session, std::mt19937& random) {
        MI_Operation operation = MI_OPERATION_NULL;
        const int cancelAfter = random() % 4 == 0 ? static_cast<int>(random() % 30) : -1;
        start(session, random(), 0, nullptr, operation);
        int results = 0;
        MI_Boolean more = MI_TRUE;
        while (more) {
            if (results == cancelAfter) {
                EXPECT_EQ(MI_Operation_Cancel(&operation, MI_REASON_NONE), MI_RESULT_OK);
            }
            const MI_Instance* instance = nullptr;
            MI_Result result = MI_RESULT_OK;
            const MI_Char* message = nullptr;
            const MI_Instance* details = nullptr;
            ASSERT_EQ(MI_Operation_GetInstance(&operation, &instance, &more, &result, &message, &details),
                      MI_RESULT_OK);
            results += instance ? 1 : 0;
            if (result != MI_RESULT_OK) {
                EXPECT_NE(message, nullptr);
            }
        }
        EXPECT_LE(results, test::UnreliableServer::kItems);
        MI_Operation copy = operation;
        EXPECT_EQ(MI_Operation_Close(&operation), MI_RESULT_OK);
        EXPECT_EQ(copy.ft->Close(&copy), MI_RESULT_INVALID_PARAMETER);
    }

    void asynchronous(MI_Session& session, std::mt19937& random) {
        Callbacks callbacks;
        auto table = callbacks.table();
        MI_Uint32 flags = 0;
        if (random() % 2 == 0) {
            flags = MI_OPERATIONFLAGS_MANUAL_ACK_RESULTS;
            callbacks.later = &later;
        }
        if (random() % 4 == 0) {
            callbacks.cancelAfter = static_cast<int>(random() % 30);
        }
        const unsigned ending = random() % 3;
        callbacks.closeAtEnd = ending == 0;
        if (ending == 1) {
            callbacks.cancelAfter = -1;  // it may be closed by then
        }
        MI_Operation operation = MI_OPERATION_NULL;
        start(session, random(), flags, &table, operation);
        if (ending == 1) {  // before the end, which cancels it
            EXPECT_EQ(MI_Operation_Close(&operation), MI_RESULT_OK);
        }
        callbacks.waitForEnd();
        EXPECT_EQ(callbacks.finals, 1);
        EXPECT_LE(callbacks.results, test::UnreliableServer::kItems);
        if (ending == 2) {
            EXPECT_EQ(MI_Operation_Close(&operation), MI_RESULT_OK);
        }
    }

    // A session of its own that is closed while its operations run.
    void closing(std::mt19937& random) {
        MI_Session session = open();
        std::array<Callbacks, 3> all;
        std::array<MI_Operation, 3> operations{};
        for (std::size_t i = 0; i < all.size(); ++i) {
            auto table = all[i].table();
            start(session, random(), 0, &table, operations[i]);
            EXPECT_EQ(MI_Operation_Close(&operations[i]), MI_RESULT_OK);
        }
        MI_Session copy = session;
        EXPECT_EQ(MI_Session_Close(&session, nullptr, nullptr), MI_RESULT_OK);
        for (auto& one : all) {
            one.waitForEnd();
        }
        EXPECT_EQ(copy.ft->Close(&copy, nullptr, nullptr), MI_RESULT_INVALID_PARAMETER);
        MI_Operation late = MI_OPERATION_NULL;
        copy.ft->TestConnection(&copy, 0, nullptr, &late);
        const MI_Instance* instance = nullptr;
        MI_Boolean more = MI_TRUE;
        MI_Result result = MI_RESULT_OK;
        EXPECT_EQ(MI_Operation_GetInstance(&late, &instance, &more, &result, nullptr, nullptr), MI_RESULT_OK);
        EXPECT_FALSE(more);
        EXPECT_EQ(result, MI_RESULT_INVALID_PARAMETER);
        EXPECT_EQ(MI_Operation_Close(&late), MI_RESULT_OK);
    }

    std::shared_ptr<test::UnreliableServer> server;
    std::unique_ptr<mockserver::MockServer> mock;
    std::optional<client::MiLibrary> library;
    MI_Application application = MI_APPLICATION_NULL;
    MI_Instance* keys = nullptr;
    std::array<MI_Session, kSharedSessions> shared{};
    LateAcknowledger later;
};

TEST_F(Stress, TenThousandRandomOperationsOnSixteenThreads) {
    const Watchdog watchdog(280s);
    std::vector<std::thread> threads;
    for (unsigned t = 0; t < kThreads; ++t) {
        threads.emplace_back([this, t] {
            std::mt19937 random(kSeed + t);
            for (int i = 0; i < kOperationsPerThread; ++i) {
                MI_Session session = shared[random() % kSharedSessions];
                const unsigned choice = random() % 20;
                if (choice == 0) {
                    closing(random);
                } else if (choice < 10) {
                    synchronous(session, random);
                } else {
                    asynchronous(session, random);
                }
            }
        });
    }
    for (auto& thread : threads) {
        thread.join();
    }
    EXPECT_GT(server->requests(), 10'000U);
}

}  // namespace
}  // namespace conformance
