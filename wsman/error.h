// wsman: the protocol core, sans I/O. Nothing below this folder opens a socket, starts a thread, reads a clock or draws
// a random number; those come in as arguments. This folder itself holds what every part needs: errors, URIs, durations.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <utility>

namespace wsman {

/// What kind of thing went wrong. Stable: tools map it to exit codes and the MI boundary to MI_Result.
enum class ErrorCode {
    kMalformedXml,     ///< not well-formed, or breaks a rule of the parser (DTD, processing instruction, bad entity)
    kBadEncoding,      ///< bytes that are not the declared encoding, or an encoding we do not read
    kLimitExceeded,    ///< size, depth, attribute or element count above the limit in force
    kNotSoap,          ///< well-formed, but not a SOAP 1.2 envelope
    kVersionMismatch,  ///< an envelope of another SOAP version
    kMissingHeader,    ///< a header that the operation requires is absent
    kInvalidHeader,    ///< a header that is present is malformed or repeated
    kInvalidBody,      ///< the body is not what the action promises
    kInvalidValue,     ///< a CIM value that its type cannot hold, or text that is no such value
    kUnsupported,      ///< understood, but not something we do
    kNotFound,         ///< a name that does not exist (class, property, fault, file)
    kTypeMismatch,     ///< a value of another type than the one asked for
    kProtocol,         ///< the peer broke the protocol (another message's RelatesTo, a stale context)
    kInvalidArgument,  ///< the caller broke this interface's contract
    kIo,               ///< a file or socket failed; the message holds the system's words
};

/// The name of `code` without the k, in lower camel case ("malformedXml"), for logs and JSON.
std::string_view toString(ErrorCode code);

/// An error as a value. `message` is one sentence for a person, without a trailing period; `where` is a place in the
/// input: an XPath-like path ("/s:Envelope/s:Header/wsa:Action"), "line:column", or a file name. Copyable, thread-safe
/// as a value.
struct Error {
    ErrorCode code{};
    std::string message;
    std::string where{};

    /// "message (where)", or the message alone.
    [[nodiscard]] std::string text() const { return where.empty() ? message : message + " (" + where + ")"; }
    bool operator==(const Error&) const = default;
};

template <class T>
using Result = tl::expected<T, Error>;

/// Shorthand for `return fail(ErrorCode::kX, "...")` from a function that returns Result<T>.
[[nodiscard]] inline tl::unexpected<Error> fail(ErrorCode code, std::string message, std::string where = {}) {
    return tl::unexpected<Error>(Error{code, std::move(message), std::move(where)});
}

}  // namespace wsman
