#pragma once

#include <string_view>

#include "mockserver/endpoint/exchange.h"
#include "wsman/soap/message.h"

namespace mockserver {

/// What a reply answers.
struct Answered {
    const HttpRequest& http;
    const wsman::soap::Message* message = nullptr;  ///< nullptr: the request was not let in, or is no SOAP
    std::string_view user{};
};

/// Changes replies on their way out, whoever gave them: injected faults. Called from several threads at once.
class ReplyFilter {
public:
    virtual ~ReplyFilter() = default;
    /// `reply` is UTF-8 still; what is done is added to its note.
    virtual void filter(const Answered& answered, HttpReply& reply) = 0;
};

}  // namespace mockserver
