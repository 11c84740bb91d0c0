#include "wsman/rules/fixtures.h"

namespace wsman::rules::test {

namespace {

std::string context(const std::string& value) {
    return "<n:EnumerationContext>" + value + "</n:EnumerationContext>";
}

std::string objects(int count) {
    std::string all;
    for (int i = 0; i < count; ++i) {
        all += "<f:CIM_Fan/>";
    }
    return all;
}

const std::string kEpr = "<a:EndpointReference><a:Address>urn:a</a:Address></a:EndpointReference>";

Envelope enumerate(const std::string& inner = "") {
    return request(action::kEnumerate, "<n:Enumerate>" + inner + "</n:Enumerate>");
}

Envelope enumerated(const std::string& inner) {
    return reply(action::kEnumerate, "<n:EnumerateResponse>" + inner + "</n:EnumerateResponse>");
}

Envelope pull(const std::string& inner) {
    return request(action::kPull, "<n:Pull>" + inner + "</n:Pull>").text("a:MessageID", "uuid:q2");
}

Envelope pulled(const std::string& inner) {
    return reply(action::kPull, "<n:PullResponse>" + inner + "</n:PullResponse>")
        .text("a:MessageID", "uuid:r2")
        .text("a:RelatesTo", "uuid:q2");
}

/// An Enumerate that gave context c1.
Exchange begun(const std::string& inner = "") {
    return exchanged(enumerate(inner), enumerated(context("c1"))).judged;
}

/// A Pull of c1, answered with `inner`.
Exchange pulledOnce(const std::string& inner) {
    return exchanged(pull(context("c1")), pulled(inner)).judged;
}

Envelope thirdMessage(const std::string& inner) {
    return pull(inner).text("a:MessageID", "uuid:q3");
}

Case optimized(const std::string& limit, const std::string& inner) {
    return exchanged(enumerate("<w:OptimizeEnumeration/>" + limit), enumerated(inner));
}

Case pullAnswered(const std::string& limit, const std::string& inner) {
    return exchanged(pull(context("c1") + limit), pulled(inner), 200, {begun()});
}

Case counted(bool asked) {
    Envelope question = enumerate();
    if (asked) {
        question.set("w:RequestTotalItemsCountEstimate", "<w:RequestTotalItemsCountEstimate/>");
    }
    return exchanged(question, enumerated(context("c1")).text("w:TotalItemsCountEstimate", "5"));
}

Case released(const std::string& body) {
    return exchanged(request(action::kRelease, "<n:Release>" + context("c1") + "</n:Release>"),
                     reply(action::kRelease, body));
}

std::string items(int count) {
    return "<n:Items>" + objects(count) + "</n:Items>";
}

Case inMode(const std::string& mode, const std::string& items) {
    const std::string inner = "<w:EnumerationMode>" + mode + "</w:EnumerationMode>";
    return exchanged(pull(context("c1") + "<n:MaxElements>9</n:MaxElements>"),
                     pulled(context("c1") + "<n:Items>" + items + "</n:Items>"), 200, {begun(inner)});
}

}  // namespace

std::vector<Fixture> enumerationFixtures() {
    const std::string end = "<n:EndOfSequence/>";
    const std::string two = "<n:MaxElements>2</n:MaxElements>";
    const std::string twoOptimized = "<w:OptimizeEnumeration/><w:MaxElements>2</w:MaxElements>";
    return {
        {"DSP0226/R8.2.1-3", asked(enumerate("<w:Filter>a</w:Filter>")),
         asked(enumerate("<w:Filter>a<b/></w:Filter>"))},
        {"DSP0226/R8.3-3", asked(enumerate("<n:Filter>a</n:Filter>")),
         asked(enumerate("<n:Filter>a</n:Filter><w:Filter>a</w:Filter>"))},
        {"DSP0226/R8.4-5c", asked(pull(context("c1")), {begun()}),
         asked(pull(context("c1"))
                   .set("w:SelectorSet", "<w:SelectorSet><w:Selector Name=\"a\">1</w:Selector></w:SelectorSet>"),
               {begun()})},
        {"DSP0226/R8.4-8c", asked(thirdMessage(context("c1")), {begun(), pulledOnce(context("c1") + items(1))}),
         asked(thirdMessage(context("c1")), {begun(), pulledOnce(items(1) + end)})},
        {"DSP0226/R8.4-9c", asked(pull(context("c1") + two)),
         asked(pull(context("c1") + "<n:MaxElements>0</n:MaxElements>"))},
        {"DSP0226/R8.4-9n", asked(enumerate(twoOptimized)), asked(enumerate(two))},
        {"DSP0226/R8.4-11", asked(thirdMessage(context("c2")), {begun(), pulledOnce(context("c2") + items(1))}),
         asked(thirdMessage(context("c1")), {begun(), pulledOnce(context("c2") + items(1))})},
    };
}

std::vector<Fixture> enumerationReplyFixtures() {
    const std::string end = "<n:EndOfSequence/>";
    const std::string two = "<n:MaxElements>2</n:MaxElements>";
    const std::string twoOptimized = "<w:MaxElements>2</w:MaxElements>";
    const auto wsmanItems = [](int count) { return "<w:Items>" + objects(count) + "</w:Items>"; };
    return {
        {"DSP0226/R8.2.2-1", counted(true), counted(false)},
        {"WSEN/context", exchanged(enumerate(), enumerated(context("c1"))), exchanged(enumerate(), enumerated(""))},
        {"DSP0226/R8.2.3-2", exchanged(enumerate(), enumerated(context("c1"))),
         exchanged(enumerate(), enumerated(context("c1") + wsmanItems(1)))},
        {"DSP0226/R8.2.3-3", optimized(twoOptimized, context("c1") + wsmanItems(2)),
         optimized("", context("c1") + wsmanItems(2))},
        {"DSP0226/R8.2.3-4", optimized("", context("") + "<w:EndOfSequence/>"), optimized("", context(""))},
        {"DSP0226/R8.2.3-5", optimized("", context("") + "<w:EndOfSequence/>"),
         optimized("", context("c1") + "<w:EndOfSequence/>")},
        {"DSP0226/R8.2.3-n", optimized("", context("c1") + wsmanItems(1)), optimized("", context("c1") + items(1))},
        {"DSP0226/R8.4-8", pullAnswered("", items(1) + end), pullAnswered("", context("c1") + items(1) + end)},
        {"DSP0226/R8.4-9", pullAnswered("", context("c1") + items(1)), pullAnswered("", context("c1") + items(2))},
        {"DSP0226/R8.4-9b", pullAnswered(two, context("c1") + items(2)), pullAnswered(two, context("c1") + items(3))},
        {"DSP0226/R8.5-1s", released(""), released("<n:ReleaseResponse/>")},
        {"DSP0226/R8.7-1", inMode("EnumerateEPR", kEpr + kEpr), inMode("EnumerateEPR", kEpr + objects(1))},
        {"DSP0226/R8.7-2", inMode("EnumerateObjectAndEPR", "<w:Item>" + objects(1) + kEpr + "</w:Item>"),
         inMode("EnumerateObjectAndEPR", "<w:Item>" + kEpr + objects(1) + "</w:Item>")},
    };
}

}  // namespace wsman::rules::test
