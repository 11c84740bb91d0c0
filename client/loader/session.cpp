#include "client/loader/session.h"

#include <utility>

namespace client {

namespace {

Outcome failed(MI_Result result, std::string step, const MI_Instance* details = nullptr) {
    Outcome out;
    out.result = result;
    out.message = std::move(step) + " failed with " + resultName(result);
    if (details)
        out.details = fromMi(details);
    return out;
}

/// Sets what `destination` says; the first setter that fails ends it.
Outcome fill(MI_DestinationOptions* options, const Destination& destination) {
    const auto set = [](MI_Result result, const char* name) {
        return result == MI_RESULT_OK ? Outcome{} : failed(result, name);
    };
    const auto& url = destination.url;
    Outcome done;
    const auto then = [&](MI_Result result, const char* name) {
        if (done.ok())
            done = set(result, name);
    };
    then(MI_DestinationOptions_SetTransport(options, url.scheme == "https" ? MI_DESTINATIONOPTIONS_TRANSPORT_HTTPS
                                                                           : MI_DESTINATIONOPTIONS_TRANSPORT_HTTP),
         "MI_DestinationOptions_SetTransport");
    then(MI_DestinationOptions_SetDestinationPort(options, url.port), "MI_DestinationOptions_SetDestinationPort");
    then(MI_DestinationOptions_SetHttpUrlPrefix(options, url.path.c_str()), "MI_DestinationOptions_SetHttpUrlPrefix");
    if (url.scheme == "http" && destination.authentication == "Basic")
        then(MI_DestinationOptions_SetPacketPrivacy(options, MI_FALSE), "MI_DestinationOptions_SetPacketPrivacy");
    if (!destination.checkCertificates) {
        then(MI_DestinationOptions_SetCertCACheck(options, MI_FALSE), "MI_DestinationOptions_SetCertCACheck");
        then(MI_DestinationOptions_SetCertCNCheck(options, MI_FALSE), "MI_DestinationOptions_SetCertCNCheck");
    }
    if (destination.timeout) {
        const auto interval = intervalOf(*destination.timeout);
        then(MI_DestinationOptions_SetTimeout(options, &interval), "MI_DestinationOptions_SetTimeout");
    }
    if (!destination.encoding.empty())
        then(MI_DestinationOptions_SetPacketEncoding(options, destination.encoding.c_str()),
             "MI_DestinationOptions_SetPacketEncoding");
    if (!destination.locale.empty()) {
        then(MI_DestinationOptions_SetUILocale(options, destination.locale.c_str()),
             "MI_DestinationOptions_SetUILocale");
        then(MI_DestinationOptions_SetDataLocale(options, destination.locale.c_str()),
             "MI_DestinationOptions_SetDataLocale");
    }
    if (destination.maxEnvelopeKilobytes)
        then(MI_DestinationOptions_SetMaxEnvelopeSize(options, *destination.maxEnvelopeKilobytes),
             "MI_DestinationOptions_SetMaxEnvelopeSize");
    if (destination.maxElements)
        then(MI_DestinationOptions_SetMaxElements(options, *destination.maxElements),
             "MI_DestinationOptions_SetMaxElements");
    if (!url.user.empty()) {
        MI_UserCredentials credentials{};
        credentials.authenticationType = destination.authentication.c_str();
        credentials.credentials.usernamePassword.domain = "";
        credentials.credentials.usernamePassword.username = url.user.c_str();
        credentials.credentials.usernamePassword.password = url.password.c_str();
        then(MI_DestinationOptions_AddDestinationCredentials(options, &credentials),
             "MI_DestinationOptions_AddDestinationCredentials");
    }
    return done;
}

/// One pump for the three getters: `get` fetches a result and says whether there was one to hand over.
template <class Get>
Outcome drain(MI_Operation& operation, Get get) {
    Outcome out;
    bool canceled = false;
    MI_Boolean more = MI_TRUE;
    while (more) {
        MI_Result result = MI_RESULT_OK;
        const MI_Char* message = nullptr;
        const MI_Instance* details = nullptr;
        more = MI_FALSE;
        Next next = Next::kMore;
        const MI_Result fetched = get(&more, &result, &message, &details, canceled, next);
        if (fetched != MI_RESULT_OK) {
            out.result = fetched;
            out.message = "the operation's results could not be fetched";
            break;
        }
        if (next == Next::kCancel && !canceled) {
            canceled = true;
            if (more)
                MI_Operation_Cancel(&operation, MI_REASON_NONE);
        }
        if (!more && !canceled) {
            out.result = result;
            out.message = message ? message : "";
            if (details)
                out.details = fromMi(details);
        }
    }
    MI_Operation_Close(&operation);
    return out;
}

}  // namespace

MI_Interval intervalOf(std::chrono::milliseconds time) {
    MI_Interval out{};
    auto rest = time.count();
    out.microseconds = static_cast<MI_Uint32>(rest % 1000 * 1000);
    rest /= 1000;
    out.seconds = static_cast<MI_Uint32>(rest % 60);
    rest /= 60;
    out.minutes = static_cast<MI_Uint32>(rest % 60);
    rest /= 60;
    out.hours = static_cast<MI_Uint32>(rest % 24);
    out.days = static_cast<MI_Uint32>(rest / 24);
    return out;
}

struct MiSession::State {
    MiLibrary library;
    MI_Application application = MI_APPLICATION_NULL;
    MI_Session session = MI_SESSION_NULL;

    Outcome close() {
        Outcome out;
        if (session.ft)
            if (const auto result = MI_Session_Close(&session, nullptr, nullptr); result != MI_RESULT_OK)
                out = failed(result, "MI_Session_Close");
        session = MI_SESSION_NULL;
        if (application.ft)
            if (const auto result = MI_Application_Close(&application); result != MI_RESULT_OK && out.ok())
                out = failed(result, "MI_Application_Close");
        application = MI_APPLICATION_NULL;
        return out;
    }
    ~State() { close(); }
};

MiSession::MiSession(std::unique_ptr<State> state) : state_(std::move(state)) {}
MiSession::MiSession(MiSession&&) noexcept = default;
MiSession& MiSession::operator=(MiSession&&) noexcept = default;
MiSession::~MiSession() = default;

tl::expected<MiSession, Outcome> MiSession::open(const MiLibrary& library, const Destination& destination) {
    auto state = std::make_unique<State>();
    state->library = library;
    MI_Instance* extended = nullptr;
    MI_Result result = library.initialize(0, "mi-testbed", &extended, &state->application);
    MiInstancePtr details(extended);
    if (result != MI_RESULT_OK)
        return tl::unexpected(failed(result, "MI_Application_Initialize", details.get()));

    MI_DestinationOptions options = MI_DESTINATIONOPTIONS_NULL;
    result = MI_Application_NewDestinationOptions(&state->application, &options);
    if (result != MI_RESULT_OK)
        return tl::unexpected(failed(result, "MI_Application_NewDestinationOptions"));
    const auto deleteOptions = [](MI_DestinationOptions* o) { MI_DestinationOptions_Delete(o); };
    const std::unique_ptr<MI_DestinationOptions, decltype(deleteOptions)> guard(&options, deleteOptions);
    if (auto filled = fill(&options, destination); !filled.ok())
        return tl::unexpected(std::move(filled));

    extended = nullptr;
    result = MI_Application_NewSession(&state->application,
                                       destination.protocol.empty() ? nullptr : destination.protocol.c_str(),
                                       destination.local ? nullptr : destination.url.host.c_str(),
                                       destination.local ? nullptr : &options, nullptr, &extended, &state->session);
    details.reset(extended);
    if (result != MI_RESULT_OK) {
        state->session = MI_SESSION_NULL;
        return tl::unexpected(failed(result, "MI_Application_NewSession", details.get()));
    }
    return MiSession(std::move(state));
}

MI_Session* MiSession::session() {
    return &state_->session;
}

Outcome MiSession::close() {
    return state_->close();
}

MI_Application* MiSession::application() {
    return &state_->application;
}

const MiLibrary& MiSession::library() const {
    return state_->library;
}

Outcome drainInstances(MI_Operation& operation, const InstanceSink& sink) {
    return drain(operation, [&](MI_Boolean* more, MI_Result* result, const MI_Char** message,
                                const MI_Instance** details, bool canceled, Next& next) {
        const MI_Instance* instance = nullptr;
        const auto fetched = MI_Operation_GetInstance(&operation, &instance, more, result, message, details);
        if (fetched == MI_RESULT_OK && instance && !canceled)
            next = sink(*instance);
        return fetched;
    });
}

Outcome drainIndications(MI_Operation& operation, const IndicationSink& sink) {
    return drain(operation, [&](MI_Boolean* more, MI_Result* result, const MI_Char** message,
                                const MI_Instance** details, bool canceled, Next& next) {
        const MI_Instance* instance = nullptr;
        const MI_Char* bookmark = nullptr;
        const MI_Char* machine = nullptr;
        const auto fetched =
            MI_Operation_GetIndication(&operation, &instance, &bookmark, &machine, more, result, message, details);
        if (fetched == MI_RESULT_OK && instance && !canceled)
            next = sink(*instance, bookmark, machine);
        return fetched;
    });
}

Outcome drainClasses(MI_Operation& operation, const ClassSink& sink) {
    return drain(operation, [&](MI_Boolean* more, MI_Result* result, const MI_Char** message,
                                const MI_Instance** details, bool canceled, Next& next) {
        const MI_Class* declaration = nullptr;
        const auto fetched = MI_Operation_GetClass(&operation, &declaration, more, result, message, details);
        if (fetched == MI_RESULT_OK && declaration && !canceled)
            next = sink(*declaration);
        return fetched;
    });
}

}  // namespace client
