#include <unistd.h>

#include <iostream>

#include "client/cli/arguments.h"
#include "client/cli/command.h"
#include "client/cli/interrupt.h"
#include "client/loader/receiver.h"

namespace client::cli {

namespace cim = wsman::cim;

namespace {

const MI_Char* orNull(const std::string& text) {
    return text.empty() ? nullptr : text.c_str();
}

/// Operation options of one command; none at all when it asks for none, as most programs do.
class Options {
public:
    /// The error is a sentence for the user.
    wsman::Result<MI_OperationOptions*> make(const Arguments& arguments, MI_Application* application) {
        // A remote server would be sent the channels, and few know them.
        const bool channels = arguments.destination.local;
        if (!arguments.timeout && arguments.resourceUri.empty() && arguments.options.empty() && !channels &&
            !arguments.withEprs)
            return nullptr;
        const auto refused = [](const char* what, MI_Result result) {
            return wsman::fail(wsman::ErrorCode::kInvalidArgument,
                               std::string(what) + " was refused: " + resultName(result));
        };
        if (const auto result = MI_Application_NewOperationOptions(application, MI_FALSE, &options_);
            result != MI_RESULT_OK)
            return refused("MI_Application_NewOperationOptions", result);
        if (arguments.timeout) {
            const MI_Interval interval = intervalOf(*arguments.timeout);
            if (const auto result = MI_OperationOptions_SetTimeout(&options_, &interval); result != MI_RESULT_OK)
                return refused("--timeout", result);
        }
        if (!arguments.resourceUri.empty())
            if (const auto result = MI_OperationOptions_SetResourceUri(&options_, arguments.resourceUri.c_str());
                result != MI_RESULT_OK)
                return refused("--resource-uri", result);
        if (arguments.withEprs)
            if (const auto result = MI_OperationOptions_SetString(&options_, MI_KEY_OPERATION_ENUMERATION_MODE,
                                                                  MI_T("EnumerateObjectAndEPR"), 0);
                result != MI_RESULT_OK)
                return refused("--with-eprs", result);
        for (MI_Uint32 channel = MI_WRITEMESSAGE_CHANNEL_WARNING; channels && channel <= MI_WRITEMESSAGE_CHANNEL_DEBUG;
             ++channel)
            if (const auto result = MI_OperationOptions_EnableChannel(&options_, channel); result != MI_RESULT_OK)
                return refused("a message channel", result);
        for (const auto& text : arguments.options) {
            const bool mustComply = text.starts_with('!');
            const auto property = parseProperty(std::string_view(text).substr(mustComply ? 1 : 0));
            if (!property)
                return tl::unexpected(property.error());
            const auto* string = property->value.get<std::string>();
            if (!string)
                return wsman::fail(wsman::ErrorCode::kInvalidArgument, "--option takes strings only", text);
            MI_Value value{};
            value.string = const_cast<MI_Char*>(string->c_str());
            const auto result = MI_OperationOptions_SetCustomOption(&options_, property->name.c_str(), MI_STRING,
                                                                    &value, mustComply ? MI_TRUE : MI_FALSE);
            if (result != MI_RESULT_OK)
                return refused("--option", result);
        }
        return &options_;
    }
    Options() = default;
    Options(const Options&) = delete;
    Options& operator=(const Options&) = delete;
    ~Options() {
        if (options_.ft)
            MI_OperationOptions_Delete(&options_);
    }

private:
    MI_OperationOptions options_ = MI_OPERATIONOPTIONS_NULL;
};

/// A running count on stderr, so that a long enumeration does not look stuck.
class Progress {
public:
    explicit Progress(bool shown) : shown_(shown) {}
    void step() {
        if (++count_ % 250 == 0 && shown_)
            std::cerr << '\r' << count_ << " results" << std::flush;
    }
    ~Progress() {
        if (shown_ && count_ >= 250)
            std::cerr << "\r\033[K" << std::flush;
    }
    [[nodiscard]] std::uint64_t count() const { return count_; }

private:
    bool shown_;
    std::uint64_t count_ = 0;
};

/// Makes an operation the one that an interrupt cancels.
class Watched {
public:
    Watched(Interrupt& interrupt, MI_Operation& operation) : interrupt_(interrupt) { interrupt_.watch(&operation); }
    Watched(const Watched&) = delete;
    Watched& operator=(const Watched&) = delete;
    ~Watched() { interrupt_.watch(nullptr); }

private:
    Interrupt& interrupt_;
};

class Command {
public:
    Command(const Arguments& arguments, MiSession& session, Interrupt& interrupt, std::ostream& out)
        : arguments_(arguments),
          session_(session),
          interrupt_(interrupt),
          out_(out),
          printer_(makePrinter(arguments.format, out, arguments.screen,
                               {.namesOnly = arguments.namesOnly, .live = arguments.verb == Verb::kSubscribe})),
          progress_(arguments.progress && arguments.format != Format::kTable) {}

    int run() {
        auto options = options_.make(arguments_, session_.application());
        if (!options)
            return usage(options.error());
        auto keys = parseInstance(arguments_.className, arguments_.keys, cim::flag::kKey);
        auto values = parseInstance(arguments_.className, arguments_.values, 0);
        if (!keys || !values)
            return usage(keys ? values.error() : keys.error());
        const auto outcome = call(*options, *keys, *values);
        if (interrupt_.happened()) {
            printer_->finish();
            return kExitInterrupted;
        }
        if (!outcome.ok())
            return failed(outcome);
        printer_->finish();
        return kExitOk;
    }

private:
    Outcome call(MI_OperationOptions* options, const cim::Instance& keys, const cim::Instance& values) {
        MI_Operation operation = MI_OPERATION_NULL;
        auto* session = session_.session();
        const auto* nameSpace = orNull(arguments_.nameSpace);
        const auto* className = orNull(arguments_.className);
        switch (arguments_.verb) {
            case Verb::kTest:
                MI_Session_TestConnection(session, 0, receiver_.callbacks(), &operation);
                return instances(operation);
            case Verb::kGet:
                return with(keys, [&](MI_Instance* instance) {
                    MI_Session_GetInstance(session, 0, options, nameSpace, instance, receiver_.callbacks(), &operation);
                    return instances(operation);
                });
            case Verb::kModify:
            case Verb::kCreate:
                return with(merged(keys, values), [&](MI_Instance* instance) {
                    if (arguments_.verb == Verb::kModify)
                        MI_Session_ModifyInstance(session, 0, options, nameSpace, instance, receiver_.callbacks(),
                                                  &operation);
                    else
                        MI_Session_CreateInstance(session, 0, options, nameSpace, instance, receiver_.callbacks(),
                                                  &operation);
                    return instances(operation);
                });
            case Verb::kDelete:
                return with(keys, [&](MI_Instance* instance) {
                    MI_Session_DeleteInstance(session, 0, options, nameSpace, instance, receiver_.callbacks(),
                                              &operation);
                    return instances(operation);
                });
            case Verb::kInvoke:
                return invoke(options, keys, values);
            case Verb::kEnumerate:
                MI_Session_EnumerateInstances(session, enumerationFlags(), options, nameSpace, className,
                                              arguments_.keysOnly ? MI_TRUE : MI_FALSE, receiver_.callbacks(),
                                              &operation);
                return instances(operation);
            case Verb::kQuery:
                MI_Session_QueryInstances(session, 0, options, nameSpace, arguments_.dialect.c_str(),
                                          arguments_.query.c_str(), receiver_.callbacks(), &operation);
                return instances(operation);
            case Verb::kAssociators:
                return with(keys, [&](MI_Instance* instance) {
                    MI_Session_AssociatorInstances(
                        session, 0, options, nameSpace, instance, orNull(arguments_.associationClass),
                        orNull(arguments_.resultClass), orNull(arguments_.role), orNull(arguments_.resultRole),
                        arguments_.keysOnly ? MI_TRUE : MI_FALSE, receiver_.callbacks(), &operation);
                    return instances(operation);
                });
            case Verb::kReferences:
                return with(keys, [&](MI_Instance* instance) {
                    MI_Session_ReferenceInstances(session, 0, options, nameSpace, instance,
                                                  orNull(arguments_.resultClass), orNull(arguments_.role),
                                                  arguments_.keysOnly ? MI_TRUE : MI_FALSE, receiver_.callbacks(),
                                                  &operation);
                    return instances(operation);
                });
            case Verb::kSubscribe:
                return subscribe(options);
            case Verb::kGetClass:
                MI_Session_GetClass(session, 0, options, nameSpace, className, receiver_.callbacks(), &operation);
                return classes(operation);
            case Verb::kEnumerateClasses:
                MI_Session_EnumerateClasses(session, arguments_.deep ? 0u : MI_OPERATIONFLAGS_POLYMORPHISM_SHALLOW,
                                            options, nameSpace, className, arguments_.namesOnly ? MI_TRUE : MI_FALSE,
                                            receiver_.callbacks(), &operation);
                return classes(operation);
            case Verb::kTour:
                break;
        }
        return {MI_RESULT_NOT_SUPPORTED, "no such command", {}};
    }

    Outcome invoke(MI_OperationOptions* options, const cim::Instance& keys, const cim::Instance& values) {
        MI_Operation operation = MI_OPERATION_NULL;
        cim::Instance parameters = values;
        parameters.className = "Parameters";
        return with(parameters, [&](MI_Instance* in) {
            const auto start = [&](MI_Instance* target) {
                MI_Session_Invoke(session_.session(), 0, options, orNull(arguments_.nameSpace),
                                  target ? nullptr : arguments_.className.c_str(), arguments_.method.c_str(), target,
                                  parameters.properties.empty() ? nullptr : in, receiver_.callbacks(), &operation);
                return instances(operation);
            };
            return arguments_.keys.empty() ? start(nullptr) : with(keys, start);
        });
    }

    Outcome subscribe(MI_OperationOptions* options) {
        MI_SubscriptionDeliveryOptions delivery = MI_SUBSCRIPTIONDELIVERYOPTIONS_NULL;
        auto result = MI_Application_NewSubscriptionDeliveryOptions(
            session_.application(),
            arguments_.push ? MI_SubscriptionDeliveryType_Push : MI_SubscriptionDeliveryType_Pull, &delivery);
        const auto then = [&](auto set, const auto& value) {
            if (result == MI_RESULT_OK)
                result = set(&delivery, value);
        };
        if (arguments_.bookmark)
            then(MI_SubscriptionDeliveryOptions_SetBookmark, arguments_.bookmark->c_str());
        if (!arguments_.listen.empty())
            then(MI_SubscriptionDeliveryOptions_SetDeliveryDestination, arguments_.listen.c_str());
        if (!arguments_.deliveryMode.empty() && result == MI_RESULT_OK)
            result =
                delivery.ft->SetString(&delivery, MI_KEY_DELIVERY_DELIVERY_MODE, arguments_.deliveryMode.c_str(), 0);
        if (arguments_.heartbeat) {
            const auto interval = intervalOf(*arguments_.heartbeat);
            then(MI_SubscriptionDeliveryOptions_SetHeartbeatInterval, &interval);
        }
        if (arguments_.latency) {
            const auto interval = intervalOf(*arguments_.latency);
            then(MI_SubscriptionDeliveryOptions_SetMaximumLatency, &interval);
        }
        if (arguments_.expires) {
            MI_Datetime time{};
            time.u.interval = intervalOf(*arguments_.expires);
            then(MI_SubscriptionDeliveryOptions_SetExpirationTime, &time);
        }
        Outcome outcome{result, "the delivery options were refused", {}};
        if (result == MI_RESULT_OK) {
            MI_Operation operation = MI_OPERATION_NULL;
            MI_Session_Subscribe(session_.session(), 0, options, orNull(arguments_.nameSpace),
                                 arguments_.dialect.c_str(), arguments_.query.c_str(), &delivery, receiver_.callbacks(),
                                 &operation);
            const Watched watched(interrupt_, operation);
            outcome = receiver_.indications(operation);
        }
        if (delivery.ft)
            MI_SubscriptionDeliveryOptions_Delete(&delivery);
        return outcome;
    }

    /// Runs `body` with the MI form of an instance.
    template <class Body>
    Outcome with(const cim::Instance& instance, Body body) {
        auto made = toMi(session_.application(), instance);
        if (made.result != MI_RESULT_OK)
            return {made.result, "the library refused the instance of '" + instance.className + "'", {}};
        return body(made.instance.get());
    }

    Outcome instances(MI_Operation& operation) {
        const Watched watched(interrupt_, operation);
        return receiver_.instances(operation);
    }

    Outcome classes(MI_Operation& operation) {
        const Watched watched(interrupt_, operation);
        return receiver_.classes(operation);
    }

    Sinks sinks() {
        Sinks all;
        all.instance = [this](const MI_Instance& instance) {
            printer_->instance(fromMi(&instance));
            return counted();
        };
        all.indication = [this](const MI_Instance& instance, const MI_Char* bookmark, const MI_Char*) {
            printer_->instance(fromMi(&instance), bookmark && *bookmark ? std::string("bookmark: ") + bookmark : "");
            out_.flush();  // an event is news: it must not wait for the next
            return counted();
        };
        all.declaration = [this](const MI_Class& declaration) {
            printer_->declaration(fromMi(&declaration));
            return counted();
        };
        all.message = [](MI_Uint32 channel, const std::string& text) {
            static constexpr const char* kChannels[] = {"warning", "verbose", "debug"};
            std::cerr << "mi: " << (channel < std::size(kChannels) ? kChannels[channel] : "message") << ": "
                      << printable(text, "\n    ") << '\n';
        };
        all.error = [](const MI_Instance& error) {
            const auto instance = fromMi(&error);
            const auto* message = instance.find("Message");
            std::cerr << "mi: error: " << printable(message ? shortText(message->value) : instance.className, "\n    ")
                      << '\n';
            return true;
        };
        all.prompt = [](const std::string& question) {
            if (::isatty(STDIN_FILENO) == 0) {
                return false;
            }
            std::cerr << printable(question, "\n    ") << " [y/N] ";
            std::string answer;
            return std::getline(std::cin, answer) && (answer == "y" || answer == "Y" || answer == "yes");
        };
        return all;
    }

    Next counted() {
        progress_.step();
        return arguments_.limit && progress_.count() >= arguments_.limit ? Next::kCancel : Next::kMore;
    }

    static cim::Instance merged(cim::Instance keys, const cim::Instance& values) {
        for (const auto& property : values.properties)
            keys.properties.push_back(property);
        return keys;
    }

    [[nodiscard]] MI_Uint32 enumerationFlags() const {
        if (arguments_.baseProperties)
            return MI_OPERATIONFLAGS_POLYMORPHISM_DEEP_BASE_PROPS_ONLY;
        return arguments_.shallow ? MI_OPERATIONFLAGS_POLYMORPHISM_SHALLOW : 0u;
    }

    int usage(const wsman::Error& error) {
        std::cerr << "mi: " << error.text() << '\n';
        return kExitUsage;
    }

    int failed(const Outcome& outcome) {
        printer_->finish();
        std::cerr << "mi: " << resultName(outcome.result) << (outcome.message.empty() ? "" : ": ")
                  << printable(outcome.message, "\n    ") << '\n';
        if (const auto hint = hintFor(outcome); !hint.empty())
            std::cerr << "    hint: " << hint << '\n';
        if (outcome.details)
            for (const auto& property : outcome.details->properties)
                if (const auto text = shortText(property.value); !text.empty() && text != outcome.message)
                    std::cerr << "    " << property.name << " = " << printable(text, "\n        ") << '\n';
        return kExitFailed;
    }

    /// What a person may try next; empty when nothing obvious.
    [[nodiscard]] std::string hintFor(const Outcome& outcome) const {
        const auto* id = outcome.details ? outcome.details->find("MessageID") : nullptr;
        const auto* text = id ? id->value.get<std::string>() : nullptr;
        const std::string name = text ? *text : "";
        const auto& url = arguments_.destination.url;
        if (outcome.result == MI_RESULT_ACCESS_DENIED)
            return url.user.empty() ? "no credentials were sent: give --user and --password, or WSMAN_USER and "
                                      "WSMAN_PASSWORD"
                                    : "the user name or the password may be wrong, or " + url.user +
                                          " may not do this; the server must allow Basic authentication";
        if (name == "connect" && !arguments_.destination.local)
            return "is the service running there, and is the port right? WinRM listens on 5985 (http) and 5986 (https)";
        if (name == "resolve")
            return "check the host name in --url";
        if (name == "timeout")
            return "--timeout gives the server more time";
        if (name == "tls")
            return "--insecure does not check the certificate";
        if (name == "redirect")
            return "give that URL as --url";
        if (outcome.result == MI_RESULT_INVALID_CLASS || outcome.result == MI_RESULT_INVALID_NAMESPACE)
            return arguments_.nameSpace.empty() ? "the class may be in another name space: give --namespace"
                                                : "does " + arguments_.nameSpace + " hold this class?";
        return {};
    }

    const Arguments& arguments_;
    MiSession& session_;
    Interrupt& interrupt_;
    std::ostream& out_;
    std::unique_ptr<Printer> printer_;
    Progress progress_;
    Options options_;
    Receiver receiver_{sinks(), arguments_.asynchronous};
};

}  // namespace

int runCommand(const Arguments& arguments, MiSession& session, Interrupt& interrupt, std::ostream& out) {
    return Command(arguments, session, interrupt, out).run();
}

}  // namespace client::cli
