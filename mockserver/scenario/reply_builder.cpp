#include "mockserver/scenario/reply_builder.h"

#include <array>
#include <cstdint>
#include <cstring>
#include <random>

#include "wsman/soap/fault.h"
#include "wsman/uris.h"

namespace mockserver {
namespace {

namespace soap = wsman::soap;

constexpr std::string_view kUuidPrefix = "uuid:";

std::string filled(const Template& text, const TemplateInput& input, Template::Escape escape) {
    std::string out;
    text.render(input, escape, out);
    return out;
}

std::string faultMessage(const FaultReply& reply, const TemplateInput& input, bool statusByCode, int& status) {
    soap::Fault fault = soap::makeFault(
        reply.id, reply.reason ? filled(*reply.reason, input, Template::Escape::kNone) : "", reply.detailToken);
    fault.wsmanFault = reply.wsmanFault;
    if (reply.extraDetail) {
        fault.detail.push_back(filled(*reply.extraDetail, input, Template::Escape::kXml));
    }
    status = soap::httpStatus(fault, statusByCode);
    return soap::writeFaultMessage(fault, &input.request.header(), input.messageId);
}

std::string payloadMessage(const PayloadReply& reply, const TemplateInput& input, bool identify) {
    const std::string payload = filled(reply.body, input, Template::Escape::kXml);
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

HttpReply buildReply(const Reply& reply, const RequestFacts& facts, const ReplySources& sources, std::string context,
                     std::string freshContext) {
    const TemplateInput input{.request = facts.message(),
                              .headers = facts.headers(),
                              .user = facts.user(),
                              .messageId = std::string(kUuidPrefix) + sources.newUuid(),
                              .context = std::move(context),
                              .freshContext = std::move(freshContext),
                              .now = sources.now(),
                              .newUuid = sources.newUuid};
    HttpReply out;
    if (const auto* raw = std::get_if<RawReply>(&reply.content)) {
        out.body = raw->body;
    } else if (const auto* envelope = std::get_if<EnvelopeReply>(&reply.content)) {
        out.body = filled(envelope->body, input, Template::Escape::kXml);
    } else if (const auto* payload = std::get_if<PayloadReply>(&reply.content)) {
        out.body = payloadMessage(*payload, input, facts.action() == kIdentifyAction);
    } else {
        out.body = faultMessage(std::get<FaultReply>(reply.content), input, sources.faultStatusByCode, out.status);
    }
    out.status = reply.status.value_or(out.status);
    if (!reply.contentType.empty()) {
        out.headers.add("Content-Type", reply.contentType);
    } else if (!out.body.empty()) {
        out.headers.add("Content-Type", std::string(wsman::kContentTypeUtf8));
    }
    for (const auto& [name, value] : reply.headers) {
        std::string text = onOneLine(filled(value, input, Template::Escape::kNone));
        if (equalIgnoringCase(name, "Content-Type")) {
            out.headers.set(name, std::move(text));
        } else {
            out.headers.add(name, std::move(text));
        }
    }
    out.wire = reply.wire;
    return out;
}

}  // namespace mockserver
