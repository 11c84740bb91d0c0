// An application with options, for the cases about options.
#pragma once

#include "conformance/api/api_case.h"

namespace conformance {

inline MI_Result makeOptions(MI_Application* application, MI_DestinationOptions* options) {
    return MI_Application_NewDestinationOptions(application, options);
}
inline MI_Result makeOptions(MI_Application* application, MI_OperationOptions* options) {
    return MI_Application_NewOperationOptions(application, MI_FALSE, options);
}
inline MI_Result makeOptions(MI_Application* application, MI_SubscriptionDeliveryOptions* options) {
    return MI_Application_NewSubscriptionDeliveryOptions(application, MI_SubscriptionDeliveryType_Pull, options);
}

/// An application with options of one kind, for the length of a case.
template <class Options>
class Bag {
public:
    explicit Bag(ApiTarget& target) {
        if (target.library.initialize(0, nullptr, nullptr, &application_) == MI_RESULT_OK)
            makeOptions(&application_, &options);
    }
    Bag(const Bag&) = delete;
    Bag& operator=(const Bag&) = delete;
    ~Bag() {
        if (options.ft)
            options.ft->Delete(&options);
        if (application_.ft)
            MI_Application_Close(&application_);
    }
    /// Makes sure that there is something to test; what mi.h answers for empty handles must not pass.
    [[nodiscard]] bool isThere(Check& check) const {
        check.isTrue("the application gave no options", options.ft != nullptr);
        return options.ft != nullptr;
    }
    Options options{};

private:
    MI_Application application_ = MI_APPLICATION_NULL;
};

}  // namespace conformance
