#include "wsman/ops/body.h"

#include <algorithm>

#include "wsman/uris.h"

namespace wsman::ops {

tl::unexpected<Error> invalidBody(std::string message, xml::Node where) {
    return fail(ErrorCode::kInvalidBody, std::move(message), where.path());
}

Result<xml::Node> payloadNamed(const soap::Message& message, std::string_view ns, std::string_view local) {
    const xml::Node body = message.body();
    const xml::Node payload = message.payload();
    const std::string wanted(local);
    if (!payload) {
        return invalidBody("the body is empty, " + wanted + " expected", body);
    }
    if (body.childCount() != 1) {
        return invalidBody("more than one element in the body", payload.next());
    }
    if (!payload.is(ns, local)) {
        return invalidBody("{" + std::string(payload.name().ns) + "}" + std::string(payload.localName()) + " where {" +
                               std::string(ns) + "}" + wanted + " is expected",
                           payload);
    }
    if (payload.childCount() != 0 && payload.hasText()) {
        return invalidBody("text between the elements of " + wanted, payload);
    }
    return payload;
}

Result<void> checkChildren(xml::Node element, std::string_view ns, std::initializer_list<std::string_view> allowed) {
    if (element.hasText()) {
        return invalidBody("text where only elements are expected", element);
    }
    std::vector<std::string_view> seen;
    for (xml::Node child = element.firstChild(); child; child = child.next()) {
        if (child.name().ns != ns) {
            continue;
        }
        const std::string_view local = child.localName();
        if (std::find(allowed.begin(), allowed.end(), local) == allowed.end()) {
            return invalidBody("element " + std::string(local) + " does not belong here", child);
        }
        if (std::find(seen.begin(), seen.end(), local) != seen.end()) {
            return invalidBody("element " + std::string(local) + " is repeated", child);
        }
        seen.push_back(local);
    }
    return {};
}

Result<void> checkOnce(xml::Node element, std::string_view ns, std::string_view local) {
    bool seen = false;
    for (xml::Node child = element.firstChild(); child; child = child.next()) {
        if (!child.is(ns, local)) {
            continue;
        }
        if (seen) {
            return invalidBody("element " + std::string(local) + " is repeated", child);
        }
        seen = true;
    }
    return {};
}

Result<std::optional<std::uint64_t>> positiveChild(xml::Node parent, std::string_view ns, std::string_view local) {
    const xml::Node child = parent.child(ns, local);
    if (!child) {
        return std::nullopt;
    }
    const std::optional<std::uint64_t> value = child.firstChild() ? std::nullopt : parsePositive(child.text());
    if (!value) {
        return invalidBody(std::string(local) + " is no positive integer: \"" + child.text() + "\"", child);
    }
    return value;
}

Result<std::optional<Duration>> durationChild(xml::Node parent, std::string_view ns, std::string_view local) {
    const xml::Node child = parent.child(ns, local);
    if (!child) {
        return std::nullopt;
    }
    const Result<Duration> value = parseDuration(child.text());
    if (!value) {
        return invalidBody(std::string(local) + ": " + value.error().message, child);
    }
    if (*value < Duration::zero()) {
        return invalidBody(std::string(local) + " is negative", child);
    }
    return *value;
}

Result<soap::Epr> bodyEpr(xml::Node element) {
    Result<soap::Epr> epr = soap::readEpr(element);
    if (!epr) {
        const std::string& where = epr.error().where;
        return fail(ErrorCode::kInvalidBody, epr.error().message, where.empty() ? element.path() : where);
    }
    return epr;
}

Result<std::optional<soap::Epr>> eprChild(xml::Node parent, std::string_view ns, std::string_view local) {
    const xml::Node child = parent.child(ns, local);
    if (!child) {
        return std::nullopt;
    }
    return bodyEpr(child).map([](soap::Epr epr) { return std::optional(std::move(epr)); });
}

void setAction(soap::Header& header, std::string_view action) {
    const std::optional<bool> mark = header.action ? header.action->mustUnderstand : std::optional(true);
    header.action = soap::Marked<std::string>{std::string(action), mark};
}

}  // namespace wsman::ops
