#include "mockserver/repository/service/call.h"

#include <algorithm>

#include "wsman/uris.h"

namespace mockserver::repository {

std::string Call::address() const {
    const auto& to = header().to;
    return to && to->starts_with("http") ? *to : std::string(wsman::uri::kAnonymous);
}

std::size_t Call::envelopeLimit(const Profile& profile) const {
    const auto& asked = header().maxEnvelopeSize;
    const auto most =
        std::min<std::uint64_t>(asked ? asked->value : profile.defaultEnvelopeSize, profile.maxEnvelopeSize);
    // The pipeline turns a reply into UTF-16 when the request was: twice the octets, for what is ASCII.
    return message.encoding() == wsman::xml::Encoding::kUtf8 ? most : most / 2;
}

}  // namespace mockserver::repository
