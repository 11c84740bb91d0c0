#pragma once

#include <mi.h>

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "client/loader/convert.h"
#include "client/loader/library.h"
#include "client/loader/url.h"

namespace client {

/// Where a session goes and what its destination options say.
struct Destination {
    bool local = false;  ///< no destination at all: a local session, `url` and the rest of this mean nothing
    Url url{};
    std::string protocol{};                              ///< NewSession's protocol; empty: NULL, the library's default
    std::string authentication = "Basic";                ///< MI_AUTH_TYPE_* text
    std::optional<std::chrono::milliseconds> timeout{};  ///< destination default for every operation
    std::string locale{};
    std::string encoding{};  ///< of requests: "UTF8" or "UTF16"; empty: the library's default
    std::optional<MI_Uint32> maxEnvelopeKilobytes{};
    std::optional<MI_Uint32> maxElements{};  ///< items per reply of an enumeration (an option that OMI defined)
    bool checkCertificates = true;           ///< https: CA and name
};

/// As mi.h has it.
MI_Interval intervalOf(std::chrono::milliseconds time);

/// How an operation ended.
struct Outcome {
    MI_Result result = MI_RESULT_OK;
    std::string message{};
    std::optional<wsman::cim::Instance> details{};

    [[nodiscard]] bool ok() const { return result == MI_RESULT_OK; }
};

/// An application and one session of a library, closed in the right order. Move-only. The session may be used from
/// several threads; closing waits for its operations to be closed.
class MiSession {
public:
    /// Sends nothing yet. On failure the outcome of the step that failed, with its name in the message.
    static tl::expected<MiSession, Outcome> open(const MiLibrary& library, const Destination& destination);

    MiSession(MiSession&&) noexcept;
    MiSession& operator=(MiSession&&) noexcept;
    ~MiSession();

    MI_Session* session();
    MI_Application* application();
    /// Closes the session and then the application, as the destructor does, and says how that went. Waits for
    /// operations that are still open. The session must not be used afterwards.
    Outcome close();
    [[nodiscard]] const MiLibrary& library() const;

private:
    struct State;
    explicit MiSession(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

/// What a sink wants after a result.
enum class Next { kMore, kCancel };
using InstanceSink = std::function<Next(const MI_Instance&)>;
using IndicationSink = std::function<Next(const MI_Instance&, const MI_Char* bookmark, const MI_Char* machineId)>;
using ClassSink = std::function<Next(const MI_Class&)>;

/// Fetch every result of a synchronous operation, hand each to the sink, close the operation, and say how it ended. A
/// sink that answers kCancel is not called again; the operation is cancelled and drained, and its outcome is OK.
Outcome drainInstances(MI_Operation& operation, const InstanceSink& sink);
Outcome drainIndications(MI_Operation& operation, const IndicationSink& sink);
Outcome drainClasses(MI_Operation& operation, const ClassSink& sink);

}  // namespace client
