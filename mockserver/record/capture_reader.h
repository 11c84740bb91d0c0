#pragma once

#include <filesystem>
#include <string_view>
#include <vector>

#include "mockserver/record/exchange.h"
#include "wsman/error.h"

namespace mockserver::record {

/// Reads a raw capture: the bytes of HTTP connections as they crossed a logging proxy. Lines
/// `===== conn N C->S =====` and `===== conn N S->C =====` (or without `conn N`) say which connection and direction
/// the bytes after them belong to; the line end before such a line is the log's, not the message's. A message may be
/// spread over several such pieces, connections may interleave, and one connection may carry many exchanges. A file
/// without any such line is one connection whose messages follow each other.
///
/// Responses are paired with requests of their connection in order; 1xx responses are dropped. A request that got no
/// response is kept without one. `fileName` is only used for messages. Errors carry "fileName:line": kInvalidValue
/// (not HTTP, a response without a request, no message at all), kIo (truncated), kLimitExceeded.
wsman::Result<std::vector<Exchange>> readCapture(std::string_view bytes, std::string_view fileName,
                                                 const CaptureLimits& limits = {});

/// Reads a HAR 1.2 file (an HTTP Archive, as browsers and proxies export it): log.entries in order, bodies from
/// postData.text and content.text, base64 where `encoding` says so. Entries without a response (status 0) are kept
/// without one. Errors: kInvalidValue for what is not HAR, with "fileName:line:column" for broken JSON and
/// "fileName#/json/pointer" for a member that is missing or of another type; kLimitExceeded.
wsman::Result<std::vector<Exchange>> readHar(std::string_view bytes, std::string_view fileName,
                                             const CaptureLimits& limits = {});

/// Reads a recording as `mi-mockserver record` writes it: one JSON object a line, see recordingLine. A last line
/// without its end is what was being written when the recorder was killed, and is left out. Errors: kInvalidValue with
/// "fileName:line"; kLimitExceeded.
wsman::Result<std::vector<Exchange>> readRecording(std::string_view bytes, std::string_view fileName,
                                                   const CaptureLimits& limits = {});

/// One line of a recording, with its end: {"mi-recording": 1, "connection", "tookMs", "request", "response"}; bodies
/// are text, or base64 when they are no UTF-8.
std::string recordingLine(const Exchange& exchange);

/// Reads a file of any kind: a recording, HAR when its first character is '{' otherwise, else a raw capture. Errors:
/// kIo when it cannot be read, and those of the readers.
wsman::Result<std::vector<Exchange>> readExchangesFile(const std::filesystem::path& path,
                                                       const CaptureLimits& limits = {});

}  // namespace mockserver::record
