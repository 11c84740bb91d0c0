// The `reply` of an exchange: templates compiled, bodies and fault names checked.
#include <algorithm>

#include "mockserver/scenario/damage.h"
#include "mockserver/scenario/json_places.h"
#include "mockserver/scenario/load_context.h"
#include "mockserver/scenario/schema.h"
#include "wsman/soap/fault_table.h"

namespace mockserver {
namespace {
using nlohmann::json;
using Type = json::value_t;

/// RFC 9110 §5.6.2 token.
bool isHeaderName(std::string_view name) {
    return !name.empty() && std::all_of(name.begin(), name.end(), [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
               std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos;
    });
}

class ReplyReader {
public:
    ReplyReader(LoadContext& context, const json& reply, std::string pointer)
        : context_(context), json_(reply), pointer_(std::move(pointer)) {}

    Reply read() {
        readContent();
        readHeaders();
        if (const auto status = numberMember(json_, "status"); status && *status <= 599) {
            reply_.status = static_cast<int>(*status);
        }
        reply_.contentType = stringMember(json_, "contentType").value_or("");
        reply_.hasContent =
            json_.is_object() && (json_.contains("body") || json_.contains("bodyInline") || json_.contains("fault"));
        readDamage();
        readDelay();
        readWire();
        return std::move(reply_);
    }

private:
    /// Compiles a template and notes what it uses.
    std::optional<Template> compile(const SourceText& source) {
        auto compiled = Template::compile(source.text, context_.namespaces, &context_.data);
        if (!compiled) {
            errorAbout(context_, source, compiled.error().where, compiled.error().message);
            return std::nullopt;
        }
        reply_.usesContext |= compiled->usesContext();
        reply_.usesFreshContext |= compiled->usesFreshContext();
        return std::move(*compiled);
    }

    std::optional<Template> compileMarkup(const SourceText& source) {
        auto compiled = compile(source);
        const auto wellFormed = [&](bool otherwise) {
            return parseMarkup(context_, source, compiled->sample(otherwise)).has_value();
        };
        if (compiled && (!wellFormed(false) || (compiled->hasConditions() && !wellFormed(true)))) {
            return std::nullopt;
        }
        return compiled;
    }

    void readContent() {
        const bool hasBody = json_.contains("body") || json_.contains("bodyInline");
        const json* raw = member(json_, "raw", Type::boolean);
        if (json_.contains("fault")) {
            for (const char* name : {"body", "bodyInline", "raw", "action"}) {
                if (json_.contains(name)) {
                    context_.error(pointer_ + '/' + name, "found a member beside \"fault\", expected one of the two");
                }
            }
            readFault(json_["fault"], pointer_ + "/fault");
            return;
        }
        for (const char* name : {"raw", "action"}) {
            if (json_.contains(name) && !hasBody) {
                context_.error(pointer_ + '/' + name,
                               "found a member that says more of a body, expected \"body\" or "
                               "\"bodyInline\" beside it");
            }
        }
        const auto source = sourceMember(context_, json_, pointer_, "body", "bodyInline");
        if (!source) {
            return;
        }
        const auto action = stringMember(json_, "action");
        if (raw != nullptr && raw->get<bool>()) {
            reply_.content = RawReply{source->text};
        } else if (auto body = compileMarkup(*source)) {
            if (!isEnvelope(source->text)) {
                reply_.content = PayloadReply{std::move(*body), action.value_or("")};
                return;
            }
            reply_.content = EnvelopeReply{std::move(*body)};
        } else {
            return;
        }
        if (action) {
            context_.error(pointer_ + "/action",
                           "found a member that is for a body without an envelope, but the body is sent as it is");
        }
    }

    void readFault(const json& value, const std::string& pointer) {
        FaultReply fault;
        const json* object = value.is_object() ? &value : nullptr;
        const auto name = value.is_string() ? std::optional(value.get<std::string>()) : stringMember(value, "name");
        const std::string at = object != nullptr ? pointer + "/name" : pointer;
        if (name) {
            if (const auto* row = wsman::soap::findFault(*name)) {
                fault.id = row->id;
            } else {
                std::vector<std::string> names;
                for (const auto& known : wsman::soap::faultTable()) {
                    names.emplace_back(known.name);
                }
                context_.error(at, "found " + shown(json(*name)) + ", expected the name of a fault (did you mean \"" +
                                       nearestName(*name, names) + "\"?)");
            }
        }
        if (object != nullptr) {
            readDetails(*object, pointer, fault);
        }
        reply_.content = std::move(fault);
    }

    void readDetails(const json& object, const std::string& pointer, FaultReply& fault) {
        fault.detailToken = stringMember(object, "detail").value_or("");
        if (!fault.detailToken.empty() && !wsman::soap::isFaultDetailToken(fault.detailToken)) {
            std::vector<std::string> tokens;
            for (const auto& row : wsman::soap::faultTable()) {
                tokens.insert(tokens.end(), row.details.begin(), row.details.end());
            }
            context_.error(pointer + "/detail", "found " + shown(json(fault.detailToken)) +
                                                    ", expected a token of wsman:FaultDetail (did you mean \"" +
                                                    nearestName(fault.detailToken, tokens) + "\"?)");
        }
        if (auto reason = stringMember(object, "reason")) {
            fault.reason = compile({std::move(*reason), pointer + "/reason"});
        }
        if (const auto source = sourceMember(context_, object, pointer, "extraDetail", "extraDetailInline")) {
            fault.extraDetail = compileMarkup(*source);
        }
        if (const json* given = member(object, "wsmanFault", Type::object)) {
            const auto number = [&](const char* name) {
                return static_cast<std::uint32_t>(numberMember(*given, name).value_or(0));
            };
            wsman::soap::WsmanFault& out = fault.wsmanFault.emplace();
            out.code = number("code");
            out.machine = stringMember(*given, "machine").value_or("");
            out.message = stringMember(*given, "message").value_or("");
            out.provider = stringMember(*given, "provider").value_or("");
            out.providerId = stringMember(*given, "providerId").value_or("");
            if (given->contains("providerCode")) {
                out.providerCode = number("providerCode");
            }
        }
    }

    void readHeaders() {
        const json* headers = member(json_, "headers", Type::object);
        if (headers == nullptr) {
            return;
        }
        for (const auto& item : headers->items()) {
            const std::string at = pointer_ + "/headers/" + pointerToken(item.key());
            if (!isHeaderName(item.key())) {
                context_.error(at, "found " + shown(json(item.key())) + ", expected the name of an HTTP header");
            }
            if (!item.value().is_string()) {
                continue;
            }
            const auto text = item.value().get<std::string>();
            if (text.find_first_of(std::string_view("\r\n\0", 3)) != text.npos) {
                context_.error(at, "found a line break or NUL, expected one line");
            } else if (auto compiled = compile({text, at})) {
                reply_.headers.emplace_back(item.key(), std::move(*compiled));
            }
        }
    }

    void readDamage() {
        reply_.padBytes = numberMember(json_, "padBytes").value_or(0);
        const json* damage = member(json_, "damage", Type::array);
        for (std::size_t i = 0; damage != nullptr && i < damage->size(); ++i) {
            const auto* known = std::ranges::find_if(
                kDamages, [&](const auto& row) { return (*damage)[i].is_string() && (*damage)[i] == row.first; });
            if (known != kDamages.end()) {
                reply_.damage.push_back(known->second);
            }
        }
    }

    void readDelay() {
        if (const auto fixed = numberMember(json_, "delayMs")) {
            reply_.delay = Delay{.first = static_cast<double>(*fixed)};
        }
        const json* random = member(json_, "delayMs", Type::object);
        if (random == nullptr) {
            return;
        }
        const auto value = [](const json& number) { return number.is_number() ? number.get<double>() : 0; };
        if (const json* range = member(*random, "uniform", Type::array); range != nullptr && range->size() == 2) {
            reply_.delay = Delay{Delay::Kind::kUniform, value((*range)[0]), value((*range)[1])};
            if (reply_.delay->second < reply_.delay->first) {
                context_.error(pointer_ + "/delayMs/uniform",
                               "found a range that ends before it begins, expected the "
                               "least delay and then the most");
            }
        } else if (const json* shape = member(*random, "lognormal", Type::object);
                   shape != nullptr && shape->contains("median") && shape->contains("sigma")) {
            reply_.delay = Delay{Delay::Kind::kLognormal, value((*shape)["median"]), value((*shape)["sigma"])};
        }
    }

    void readWire() {
        using std::chrono::milliseconds;
        const json* wire = member(json_, "wire", Type::object);
        if (wire == nullptr) {
            return;
        }
        WireAction& out = reply_.wire.emplace();
        const json* headOnly = member(*wire, "headOnly", Type::boolean);
        out.headOnly = headOnly != nullptr && headOnly->get<bool>();
        out.truncateAfter = numberMember(*wire, "truncateAfter");
        out.contentLength = numberMember(*wire, "contentLength");
        out.dribbleBytes = numberMember(*wire, "dribbleBytes").value_or(0);
        out.dribbleInterval = milliseconds(numberMember(*wire, "dribbleIntervalMs").value_or(0));
        out.bytesPerSecond = numberMember(*wire, "bytesPerSecond").value_or(0);
        out.stall = milliseconds(numberMember(*wire, "stallMs").value_or(0));
        const auto framing = stringMember(*wire, "framing");
        out.framing = framing == "chunked"       ? WireAction::Framing::kChunked
                      : framing == "brokenChunk" ? WireAction::Framing::kBrokenChunk
                                                 : WireAction::Framing::kLength;
        const auto ending = stringMember(*wire, "ending");
        out.ending = ending == "close"   ? WireAction::Ending::kClose
                     : ending == "reset" ? WireAction::Ending::kReset
                                         : WireAction::Ending::kAsUsual;
        if (wire->contains("dribbleIntervalMs") && !wire->contains("dribbleBytes")) {
            context_.error(pointer_ + "/wire/dribbleIntervalMs",
                           "found an interval, expected \"dribbleBytes\" beside it");
        }
        if (wire->contains("bytesPerSecond") && wire->contains("dribbleBytes")) {
            context_.error(pointer_ + "/wire/bytesPerSecond",
                           "found a member beside \"dribbleBytes\", expected one of the two");
        }
        if (out.contentLength && out.framing != WireAction::Framing::kLength) {
            context_.error(pointer_ + "/wire/framing",
                           "found chunks, which have no \"contentLength\", expected one of the two");
        }
    }

    LoadContext& context_;
    const json& json_;
    std::string pointer_;
    Reply reply_;
};

}  // namespace

Reply readReply(LoadContext& context, const json& reply, const std::string& pointer) {
    return ReplyReader(context, reply, pointer).read();
}

}  // namespace mockserver
