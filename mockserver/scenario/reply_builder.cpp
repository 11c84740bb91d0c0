#include "mockserver/scenario/reply_builder.h"

#include <array>
#include <cstdint>
#include <cstring>
#include <optional>
#include <random>

#include "mockserver/scenario/damage.h"
#include "wsman/soap/fault.h"
#include "wsman/uris.h"

namespace mockserver {
namespace {

namespace soap = wsman::soap;

constexpr std::string_view kUuidPrefix = "uuid:";

/// Fills the templates of one reply; what went wrong with any of them is kept.
class Filler {
public:
    explicit Filler(const TemplateInput& input) : input_(input) {}

    std::string operator()(const Template& text, Template::Escape escape) {
        std::string out;
        if (auto done = text.render(input_, escape, out); !done && !error_) {
            error_ = done.error();
        }
        return out;
    }
    [[nodiscard]] const TemplateInput& input() const { return input_; }
    [[nodiscard]] const std::optional<wsman::Error>& error() const { return error_; }

private:
    const TemplateInput& input_;
    std::optional<wsman::Error> error_;
};

std::string faultMessage(const FaultReply& reply, Filler& filled, bool statusByCode, int& status) {
    soap::Fault fault = soap::makeFault(reply.id, reply.reason ? filled(*reply.reason, Template::Escape::kNone) : "",
                                        reply.detailToken);
    fault.wsmanFault = reply.wsmanFault;
    if (reply.extraDetail) {
        fault.detail.push_back(filled(*reply.extraDetail, Template::Escape::kXml));
    }
    status = soap::httpStatus(fault, statusByCode);
    return soap::writeFaultMessage(fault, &filled.input().request.header(), filled.input().messageId);
}

std::string payloadMessage(const PayloadReply& reply, Filler& filled, bool identify) {
    const TemplateInput& input = filled.input();
    const std::string payload = filled(reply.body, Template::Escape::kXml);
    soap::Header header;
    // The answer to Identify has no headers (DSP0226 §11).
    if (!identify || !reply.action.empty()) {
        const std::string action = reply.action.empty() ? soap::responseAction(input.request.action()) : reply.action;
        header = soap::replyHeader(input.request.header(), action, input.messageId);
    }
    return soap::writeMessage(header, [&payload](wsman::xml::Writer& writer) { writer.raw(payload); });
}

/// A header's value must stay on its line, whatever the request put into it.
std::string onOneLine(std::string value) {
    for (char& c : value) {
        if (c == '\r' || c == '\n' || c == '\0') {
            c = ' ';
        }
    }
    return value;
}

}  // namespace

std::string randomUuid() {
    thread_local std::mt19937_64 engine = [] {
        std::random_device device;
        std::seed_seq seed{device(), device(), device(), device(), device(), device(), device(), device()};
        return std::mt19937_64(seed);
    }();
    const std::array<std::uint64_t, 2> words{engine(), engine()};
    std::array<std::uint8_t, 16> bytes{};
    std::memcpy(bytes.data(), words.data(), bytes.size());
    return soap::makeMessageId(bytes).substr(kUuidPrefix.size());
}

namespace {

TemplateInput inputOf(const RequestFacts& facts, const ReplySources& sources, ReplyState& state) {
    return {.request = facts.message(),
            .headers = facts.headers(),
            .user = facts.user(),
            .messageId = std::string(kUuidPrefix) + sources.newUuid(),
            .context = std::move(state.context),
            .freshContext = std::move(state.freshContext),
            .now = sources.now(),
            .newUuid = sources.newUuid,
            .data = state.data,
            .host = facts.host(),
            .variables = state.variables,
            .count = std::move(state.count),
            .random = std::move(state.random)};
}

void setHeader(HttpReply& out, const std::string& name, std::string value) {
    if (equalIgnoringCase(name, "Content-Type")) {
        out.headers.set(name, std::move(value));
    } else {
        out.headers.add(name, std::move(value));
    }
}

/// All that a reply says beside its content.
void finish(const Reply& reply, Filler& filled, HttpReply& out) {
    out.status = reply.status.value_or(out.status);
    if (!reply.contentType.empty()) {
        out.headers.set("Content-Type", reply.contentType);
    }
    for (const auto& [name, value] : reply.headers) {
        setHeader(out, name, onOneLine(filled(value, Template::Escape::kNone)));
    }
    if (reply.padBytes > 0) {
        pad(reply.padBytes, out);
    }
    for (const Damage damage : reply.damage) {
        applyDamage(damage, out);
    }
    if (reply.wire) {
        out.wire = reply.wire;
    }
    if (reply.delay) {
        const auto bits = [&] { return filled.input().random ? filled.input().random() : 0; };
        const std::uint64_t first = reply.delay->kind == Delay::Kind::kFixed ? 0 : bits();
        (out.wire ? *out.wire : out.wire.emplace()).delay =
            reply.delay->sample(first, reply.delay->kind == Delay::Kind::kLognormal ? bits() : 0);
    }
}

}  // namespace

HttpReply buildReply(const Reply& reply, const RequestFacts& facts, const ReplySources& sources, ReplyState state) {
    const TemplateInput input = inputOf(facts, sources, state);
    Filler filled(input);
    HttpReply out;
    if (const auto* raw = std::get_if<RawReply>(&reply.content)) {
        out.body = raw->body;
    } else if (const auto* envelope = std::get_if<EnvelopeReply>(&reply.content)) {
        out.body = filled(envelope->body, Template::Escape::kXml);
    } else if (const auto* payload = std::get_if<PayloadReply>(&reply.content)) {
        out.body = payloadMessage(*payload, filled, facts.action() == kIdentifyAction);
    } else {
        out.body = faultMessage(std::get<FaultReply>(reply.content), filled, sources.faultStatusByCode, out.status);
    }
    if (!out.body.empty()) {
        out.headers.add("Content-Type", std::string(wsman::kContentTypeUtf8));
    }
    finish(reply, filled, out);
    if (filled.error()) {
        const soap::Fault fault = soap::makeFault(soap::FaultId::kWsmanInternalError, filled.error()->text());
        return {.status = soap::httpStatus(fault, sources.faultStatusByCode),
                .headers = {{"Content-Type", std::string(wsman::kContentTypeUtf8)}},
                .body = soap::writeFaultMessage(fault, &facts.header(), input.messageId)};
    }
    return out;
}

void changeReply(const Reply& reply, const RequestFacts& facts, const ReplySources& sources, ReplyState state,
                 HttpReply& out) {
    const TemplateInput input = inputOf(facts, sources, state);
    Filler filled(input);
    finish(reply, filled, out);
}

}  // namespace mockserver
