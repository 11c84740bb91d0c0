#pragma once

#include <filesystem>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "mockserver/record/exchange.h"
#include "wsman/error.h"

namespace mockserver::record {

enum class ImportMode { kReplay, kStub };

struct ImportOptions {
    std::string name{};         ///< the scenario's name; letters, digits, '.', '_' and '-'
    std::string description{};  ///< may be empty
    std::string source{};       ///< where the recording comes from, for a person; also the README's line
    ImportMode mode = ImportMode::kReplay;
    /// User to password: who may log in. A recorded Basic user who is not here gets the password "change-me", since
    /// recorded secrets are never written.
    std::map<std::string, std::string> users{};
    /// What a recording says of times becomes delays.
    bool keepTiming = false;
};

/// A scenario folder that has not been written yet.
struct ImportedFolder {
    struct File {
        std::string path;  ///< relative, with '/'
        std::string bytes;
    };
    std::vector<File> files;  ///< scenario.json, README.md, bodies/ID.xml, requests/ID.xml
    std::size_t exchanges = 0;
    std::vector<std::string> notices;  ///< what was left out or could not be made a template, with its source
};

/// Turns recorded exchanges into a scenario folder. Each becomes an exchange of the scenario format, in order: `when`
/// from the request (see criteriaOf; a context that an earlier reply issued refers to that exchange), the reply's body
/// as a template (see makeTemplate), its status, Content-Type and other headers of its own. The request's body is kept
/// in requests/. Nothing of the request's HTTP headers is written, least of all Authorization.
///
/// Left out, with a notice: requests without a response, the 401 legs of an authentication (the mock's endpoint
/// authenticates itself), and requests that are not SOAP. A reply that is not SOAP in UTF-8 is kept as raw bytes.
/// In stub mode exchanges with the same criteria are told apart by `nth`, the last of them answering from then on.
/// Errors: kInvalidArgument for a name that is none, kInvalidValue when nothing is left.
wsman::Result<ImportedFolder> importExchanges(std::span<const Exchange> exchanges, const ImportOptions& options);

/// Writes the folder, making it and its parents. Without `replace` it must not exist or be empty; with it, an earlier
/// import (a folder with a scenario.json) is replaced: its scenario.json, README.md, bodies/ and requests/. Errors:
/// kIo.
wsman::Result<void> writeFolder(const ImportedFolder& folder, const std::filesystem::path& path, bool replace = false);

/// Writes the folder over an earlier version of itself while others may read it: each file whole or not at all,
/// scenario.json last, nothing removed. Errors: kIo.
wsman::Result<void> updateFolder(const ImportedFolder& folder, const std::filesystem::path& path);

}  // namespace mockserver::record
