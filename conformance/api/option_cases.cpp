// Options: a bag of names, types and values.
#include <cstring>

#include "conformance/api/api_case.h"

namespace conformance {

namespace {

/// An application with destination options, for the length of a case.
class Options {
public:
    explicit Options(ApiTarget& target) {
        if (target.library.initialize(0, nullptr, nullptr, &application_) == MI_RESULT_OK)
            MI_Application_NewDestinationOptions(&application_, &options);
    }
    Options(const Options&) = delete;
    Options& operator=(const Options&) = delete;
    ~Options() {
        if (options.ft)
            MI_DestinationOptions_Delete(&options);
        if (application_.ft)
            MI_Application_Close(&application_);
    }
    MI_DestinationOptions options = MI_DESTINATIONOPTIONS_NULL;

private:
    MI_Application application_ = MI_APPLICATION_NULL;
};

CaseResult keepsValues(ApiTarget& target) {
    Options bag(target);
    if (!bag.options.ft)
        return CaseResult::fail("MI_Application_NewDestinationOptions gave no options");
    const MI_Char* text = nullptr;
    MI_Uint32 number = 0;
    Check check;
    check.equal("SetTransport", MI_DestinationOptions_SetTransport(&bag.options, "HTTP"), MI_RESULT_OK)
        .equal("SetDestinationPort", MI_DestinationOptions_SetDestinationPort(&bag.options, 5985), MI_RESULT_OK)
        .equal("GetTransport", MI_DestinationOptions_GetTransport(&bag.options, &text), MI_RESULT_OK)
        .equal("GetDestinationPort", MI_DestinationOptions_GetDestinationPort(&bag.options, &number), MI_RESULT_OK);
    if (check.ok())
        check.equal("the transport", shown(text), "HTTP").equal("the port", number, 5985u);
    return check.result();
}

CaseResult unsetIsNoSuchProperty(ApiTarget& target) {
    Options bag(target);
    if (!bag.options.ft)
        return CaseResult::fail("MI_Application_NewDestinationOptions gave no options");
    MI_Uint32 number = 0;
    return Check()
        .equal("GetDestinationPort of a new bag", MI_DestinationOptions_GetDestinationPort(&bag.options, &number),
               MI_RESULT_NO_SUCH_PROPERTY)
        .equal("SetDestinationPort", MI_DestinationOptions_SetDestinationPort(&bag.options, 5985), MI_RESULT_OK)
        .equal("GetDestinationPort once it is set", MI_DestinationOptions_GetDestinationPort(&bag.options, &number),
               MI_RESULT_OK)
        .result();
}

CaseResult otherTypeIsAMismatch(ApiTarget& target) {
    Options bag(target);
    if (!bag.options.ft)
        return CaseResult::fail("MI_Application_NewDestinationOptions gave no options");
    MI_Uint32 number = 0;
    return Check()
        .equal("SetTransport", MI_DestinationOptions_SetTransport(&bag.options, "HTTP"), MI_RESULT_OK)
        .equal("GetNumber of a string",
               bag.options.ft->GetNumber(&bag.options, MI_KEY_DESTINATION_TRANSPORT, &number, nullptr, nullptr),
               MI_RESULT_TYPE_MISMATCH)
        .result();
}

CaseResult flagsMustBeZero(ApiTarget& target) {
    Options bag(target);
    if (!bag.options.ft)
        return CaseResult::fail("MI_Application_NewDestinationOptions gave no options");
    const auto* ft = bag.options.ft;
    return Check()
        .equal("SetString with flags 0", ft->SetString(&bag.options, MI_KEY_DESTINATION_TRANSPORT, "HTTP", 0),
               MI_RESULT_OK)
        .equal("SetString with flags", ft->SetString(&bag.options, MI_KEY_DESTINATION_TRANSPORT, "HTTP", 1),
               MI_RESULT_INVALID_PARAMETER)
        .result();
}

CaseResult hidesPasswords(ApiTarget& target) {
    Options bag(target);
    if (!bag.options.ft)
        return CaseResult::fail("MI_Application_NewDestinationOptions gave no options");
    MI_UserCredentials credentials{};
    credentials.authenticationType = MI_AUTH_TYPE_BASIC;
    credentials.credentials.usernamePassword.domain = "";
    credentials.credentials.usernamePassword.username = "user";
    credentials.credentials.usernamePassword.password = "secret";
    Check check;
    check.equal("AddDestinationCredentials",
                MI_DestinationOptions_AddDestinationCredentials(&bag.options, &credentials), MI_RESULT_OK);
    const MI_Char* name = nullptr;
    MI_UserCredentials seen{};
    MI_Uint32 flags = 0;
    check.equal("GetCredentialsAt", MI_DestinationOptions_GetCredentialsAt(&bag.options, 0, &name, &seen, &flags),
                MI_RESULT_OK);
    if (!check.ok())
        return check.result();
    check.equal("the password as shown", shown(seen.credentials.usernamePassword.password), "******")
        .equal("the user", shown(seen.credentials.usernamePassword.username), "user");
    MI_Char buffer[16] = {};
    MI_Uint32 length = 0;
    check
        .equal("GetCredentialsPasswordAt",
               MI_DestinationOptions_GetCredentialsPasswordAt(&bag.options, 0, &name, buffer, sizeof buffer, &length,
                                                              &flags),
               MI_RESULT_OK)
        .equal("the password itself", std::string(buffer, ::strnlen(buffer, sizeof buffer)), "secret");
    return check.result();
}

CaseResult clonesAreIndependent(ApiTarget& target) {
    Options bag(target);
    if (!bag.options.ft)
        return CaseResult::fail("MI_Application_NewDestinationOptions gave no options");
    MI_DestinationOptions clone = MI_DESTINATIONOPTIONS_NULL;
    MI_Uint32 number = 0;
    Check check;
    check.equal("SetDestinationPort", MI_DestinationOptions_SetDestinationPort(&bag.options, 1), MI_RESULT_OK)
        .equal("Clone", MI_DestinationOptions_Clone(&bag.options, &clone), MI_RESULT_OK);
    if (!check.ok())
        return check.result();
    check
        .equal("SetDestinationPort of the original", MI_DestinationOptions_SetDestinationPort(&bag.options, 2),
               MI_RESULT_OK)
        .equal("GetDestinationPort of the clone", MI_DestinationOptions_GetDestinationPort(&clone, &number),
               MI_RESULT_OK)
        .equal("the clone's port", number, 1u);
    MI_DestinationOptions_Delete(&clone);
    return check.result();
}

}  // namespace

std::span<const ApiCase> optionCases() {
    static constexpr ApiCase kCases[] = {
        {"MI/I1", "mi.h MI_DestinationOptions", "What is set can be read back", Level::kMust, keepsValues},
        {"MI/I2", "mi.h MI_DestinationOptions", "An option that was not set is NO_SUCH_PROPERTY", Level::kVendor,
         unsetIsNoSuchProperty},
        {"MI/I3", "mi.h MI_DestinationOptions", "Reading with another type is TYPE_MISMATCH", Level::kVendor,
         otherTypeIsAMismatch},
        {"MI/I6", "mi.h MI_DestinationOptions", "Flags other than 0 are INVALID_PARAMETER", Level::kVendor,
         flagsMustBeZero},
        {"MI/I7", "mi.h MI_DestinationOptions_Clone", "A clone is independent", Level::kMust, clonesAreIndependent},
        {"MI/I8", "mi.h MI_DestinationOptions_GetCredentialsAt", "Passwords are masked, and told only when asked for",
         Level::kMust, hidesPasswords},
    };
    return kCases;
}

}  // namespace conformance
