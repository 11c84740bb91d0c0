// For the tests of operations: fetching and draining them.
#pragma once

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

}  // namespace client::abi
