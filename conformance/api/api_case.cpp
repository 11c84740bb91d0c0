#include "conformance/api/api_case.h"

namespace conformance {

tl::expected<client::MiSession, CaseResult> openSession(const ApiTarget& target,
                                                        const client::Destination& destination) {
    auto session = client::MiSession::open(target.library, destination);
    if (!session)
        return tl::unexpected(CaseResult::error("no session: " + session.error().message));
    if (!session->session()->ft)
        return tl::unexpected(CaseResult::error("no session: NewSession said OK and left the handle empty"));
    return std::move(*session);
}

tl::expected<client::MiSession, CaseResult> openSession(const ApiTarget& target) {
    return openSession(target, target.destination);
}

std::string shown(const MI_Char* text) {
    return text ? text : "(null)";
}

bool isWhole(const MI_SessionFT* table) {
    return table && table->Close && table->GetApplication && table->GetInstance && table->ModifyInstance &&
           table->CreateInstance && table->DeleteInstance && table->Invoke && table->EnumerateInstances &&
           table->QueryInstances && table->AssociatorInstances && table->ReferenceInstances && table->Subscribe &&
           table->GetClass && table->EnumerateClasses && table->TestConnection;
}

}  // namespace conformance
