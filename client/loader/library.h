// client/loader: any MI library, loaded by path and used through mi.h alone, and its objects as data. The command-line
// client, the conformance suites and the benchmark stand on this, so they treat every implementation alike.
#pragma once

#include <mi.h>

#include <memory>
#include <string>

#include "wsman/error.h"

namespace client {

/// An MI library in this process. Loaded until the last copy of the handle goes; every application of it must be closed
/// by then. Thread-safe.
class MiLibrary {
public:
    /// Loads `path`; a name without a slash is looked for as the dynamic linker does. Empty: the libmi.so that belongs
    /// to this program (beside it in ../lib, as built and as installed), else "libmi.so". Errors: kIo with the linker's
    /// words; kUnsupported when it exports no MI_Application_InitializeV1.
    static wsman::Result<MiLibrary> load(const std::string& path);

    [[nodiscard]] const std::string& path() const;
    /// MI_Application_InitializeV1 of this library.
    MI_Result initialize(MI_Uint32 flags, const MI_Char* applicationId, MI_Instance** extendedError,
                         MI_Application* application) const;
    /// The library's mi_clientFT_V1, or nullptr when it exports none (then there are no serialisers).
    [[nodiscard]] const MI_ClientFT_V1* tables() const;

private:
    struct Handle;
    std::shared_ptr<const Handle> handle_;
};

}  // namespace client
