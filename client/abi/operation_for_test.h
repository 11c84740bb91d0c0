// For the tests of operations: fetching and draining them, and collecting what they call back with.
#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <string>
#include <vector>

#include "client/abi/fixture_for_test.h"

namespace client::abi {

class OperationTest : public testing::AbiTest {
protected:
    // What one fetch of an instance operation says.
    struct Got {
        MI_Result returned = MI_RESULT_OK;
        const MI_Instance* instance = nullptr;
        MI_Boolean more = MI_FALSE;
        MI_Result result = MI_RESULT_OK;
        const MI_Char* message = nullptr;
        const MI_Instance* details = nullptr;
    };
    static Got get(MI_Operation& operation) {
        Got got;
        got.returned =
            operation.ft->GetInstance(&operation, &got.instance, &got.more, &got.result, &got.message, &got.details);
        return got;
    }
    // Fetches to the end; the Ids of the instances in order.
    static std::vector<std::string> drain(MI_Operation& operation, Got* last = nullptr) {
        std::vector<std::string> ids;
        for (;;) {
            const Got got = get(operation);
            EXPECT_EQ(got.returned, MI_RESULT_OK);
            if (got.instance) {
                MI_Value value{};
                EXPECT_EQ(MI_Instance_GetElement(got.instance, "Id", &value, nullptr, nullptr, nullptr), MI_RESULT_OK);
                ids.emplace_back(value.string ? value.string : "");
            }
            if (!got.more) {
                if (last) {
                    *last = got;
                }
                return ids;
            }
        }
    }
    static std::vector<std::string> numbers(int count) {
        std::vector<std::string> out;
        out.reserve(static_cast<std::size_t>(count));
        for (int i = 0; i < count; ++i) {
            out.push_back(std::to_string(i));
        }
        return out;
    }
};

// Collects what an asynchronous operation calls back with.
struct Collector {
    std::mutex mutex;
    std::condition_variable changed;
    std::vector<std::string> ids;
    int finals = 0;
    int calls = 0;
    int inside = 0;
    bool overlapped = false;
    bool sawAcknowledgement = false;
    MI_Result result = MI_RESULT_OK;
    MI_Operation* handle = nullptr;
    MI_Result(MI_CALL* acknowledge)(MI_Operation*) = nullptr;
    std::function<void(MI_Operation*, bool final)> act;

    static void MI_CALL instance(MI_Operation* operation, void* context, const MI_Instance* instance, MI_Boolean more,
                                 MI_Result result, const MI_Char*, const MI_Instance*,
                                 MI_Result(MI_CALL* acknowledge)(MI_Operation*)) {
        auto& self = *static_cast<Collector*>(context);
        {
            const std::scoped_lock lock(self.mutex);
            self.overlapped = self.overlapped || self.inside++ > 0;
            ++self.calls;
            self.sawAcknowledgement = self.sawAcknowledgement || acknowledge;
            self.handle = operation;
            self.acknowledge = acknowledge;
            MI_Value value{};
            if (instance && MI_Instance_GetElement(instance, "Id", &value, nullptr, nullptr, nullptr) == MI_RESULT_OK) {
                self.ids.emplace_back(value.string);
            }
        }
        if (self.act) {
            self.act(operation, !more);
        }
        const std::scoped_lock lock(self.mutex);
        --self.inside;
        if (!more) {
            ++self.finals;
            self.result = result;
        }
        self.changed.notify_all();
    }
    MI_OperationCallbacks callbacks() {
        MI_OperationCallbacks out = MI_OPERATIONCALLBACKS_NULL;
        out.callbackContext = this;
        out.instanceResult = instance;
        return out;
    }
    void waitForEnd() {
        waitFor([this] { return finals > 0; });
    }
    template <class Condition>
    bool waitFor(Condition condition, std::chrono::milliseconds limit = std::chrono::seconds(20)) {
        std::unique_lock lock(mutex);
        return changed.wait_for(lock, limit, condition);
    }
};

}  // namespace client::abi
