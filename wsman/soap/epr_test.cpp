#include "wsman/soap/epr.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "wsman/soap/test_support.h"
#include "wsman/uris.h"

namespace wsman::soap {
namespace {

using test::envelope;
using test::parsed;
using testing::ElementsAre;

TEST(SelectorSet, FindsAndReplacesIgnoringCase) {
    SelectorSet set;
    set.set("Name", "1");
    set.set("Other", "2");
    set.set("NAME", "3");
    ASSERT_EQ(set.items.size(), 2u);
    EXPECT_EQ(set.find("name")->value, "3");
    EXPECT_EQ(set.find("name")->name, "NAME");
    EXPECT_EQ(set.find("nam"), nullptr);
    set.set("other", Epr{.address = "http://x/", .resourceUri = {}, .selectors = {}, .extraParameters = {}});
    EXPECT_EQ(set.find("Other")->reference->address, "http://x/");
    EXPECT_EQ(set.find("Other")->value, "");
}

TEST(SelectorSet, EqualityIgnoresOrder) {
    SelectorSet a;
    a.set("x", "1");
    a.set("y", "2");
    SelectorSet b;
    b.set("y", "2");
    EXPECT_NE(a, b);
    b.set("x", "1");
    EXPECT_EQ(a, b);
    b.set("x", Epr{});
    EXPECT_NE(a, b);
    a.set("x", Epr{});
    EXPECT_EQ(a, b);
    a.set("x", Epr{.address = "u:1", .resourceUri = {}, .selectors = {}, .extraParameters = {}});
    EXPECT_NE(a, b);
}

Result<Epr> read(const std::string& content) {
    const Message message = parsed(envelope("", "<a:EndpointReference>" + content + "</a:EndpointReference>"));
    return readEpr(message.payload());
}

TEST(ReadEpr, ReadsAllParts) {
    const Epr epr = read(
                        "<a:Address> http://x/ </a:Address><a:ReferenceParameters><w:ResourceURI>http://r/"
                        "</w:ResourceURI><w:SelectorSet><w:Selector Name=\"k\">v</w:Selector></w:SelectorSet>"
                        "<z xmlns=\"urn:z\">1</z></a:ReferenceParameters>")
                        .value();
    EXPECT_EQ(epr.address, "http://x/");
    EXPECT_EQ(epr.resourceUri, "http://r/");
    EXPECT_EQ(epr.selectors.find("k")->value, "v");
    EXPECT_THAT(epr.extraParameters, ElementsAre("<z xmlns=\"urn:z\">1</z>"));
}

TEST(ReadEpr, ReadsPropertiesOfOlderPeers) {
    EXPECT_EQ(read("<a:Address>u:x</a:Address><a:ReferenceProperties><w:ResourceURI>u:r</w:ResourceURI>"
                   "</a:ReferenceProperties>")
                  ->resourceUri,
              "u:r");
}

TEST(ReadEpr, ToleratesAnAbsentAddressAndForeignChildren) {
    EXPECT_EQ(read("").value(), Epr{});
    EXPECT_EQ(read("<a:Metadata><x/></a:Metadata><a:Address>u:x</a:Address>")->address, "u:x");
}

TEST(ReadEpr, ReadsNestedReferences) {
    const Epr epr = read(
                        "<a:ReferenceParameters><w:SelectorSet><w:Selector Name=\"Antecedent\"> <a:EndpointReference>"
                        "<a:Address>u:in</a:Address></a:EndpointReference></w:Selector></w:SelectorSet>"
                        "</a:ReferenceParameters>")
                        .value();
    EXPECT_EQ(epr.selectors.find("antecedent")->reference->address, "u:in");
}

TEST(ReadEpr, RefusesWhatIsNoReference) {
    const std::pair<std::string, std::string> rows[] = {
        {"<w:ResourceURI>u:1</w:ResourceURI><w:ResourceURI>u:2</w:ResourceURI>", "w:ResourceURI[2]"},
        {"<w:SelectorSet/><w:SelectorSet/>", "w:SelectorSet[2]"},
        {"<w:SelectorSet><w:Selector/></w:SelectorSet>", "w:SelectorSet/w:Selector"},
        {"<w:SelectorSet><w:Selector Name=\"\"/></w:SelectorSet>", "w:SelectorSet/w:Selector"},
        {"<w:SelectorSet><w:Option Name=\"a\"/></w:SelectorSet>", "w:SelectorSet/w:Option"},
        {"<w:SelectorSet>x<w:Selector Name=\"a\"/></w:SelectorSet>", "w:SelectorSet"},
        {"<w:SelectorSet><w:Selector Name=\"a\"><x/></w:Selector></w:SelectorSet>", "w:SelectorSet/w:Selector"},
        {"<w:SelectorSet><w:Selector Name=\"a\">x<a:EndpointReference/></w:Selector></w:SelectorSet>",
         "w:SelectorSet/w:Selector"},
        {"<w:SelectorSet><w:Selector Name=\"a\"><a:EndpointReference/><a:EndpointReference/></w:Selector>"
         "</w:SelectorSet>",
         "w:SelectorSet/w:Selector"},
        {"<w:SelectorSet><w:Selector Name=\"a\"/><w:Selector Name=\"b\"/><w:Selector Name=\"A\"/></w:SelectorSet>",
         "w:SelectorSet/w:Selector[3]/@Name"},
    };
    for (const auto& [parameters, where] : rows) {
        const Result<Epr> epr = read("<a:ReferenceParameters>" + parameters + "</a:ReferenceParameters>");
        ASSERT_FALSE(epr) << parameters;
        EXPECT_EQ(epr.error().code, ErrorCode::kInvalidHeader);
        EXPECT_EQ(epr.error().where, "/s:Envelope/s:Body/a:EndpointReference/a:ReferenceParameters/" + where);
    }
    const Result<Epr> none = readEpr({});
    ASSERT_FALSE(none);
    EXPECT_EQ(none.error().code, ErrorCode::kInvalidHeader);
}

TEST(ReadSelectorSet, ManySelectorsAreNotSlow) {
    std::string text;
    for (int i = 0; i < 20'000; ++i) {
        text += "<w:Selector Name=\"n" + std::to_string(i) + "\">v</w:Selector>";
    }
    const Message message = parsed(envelope("<w:SelectorSet>" + text + "</w:SelectorSet>"));
    EXPECT_EQ(message.header().selectors->items.size(), 20'000u);
}

TEST(WriteEpr, IsReadBack) {
    Epr inner{.address = "u:in", .resourceUri = "u:r&2", .selectors = {}, .extraParameters = {}};
    inner.selectors.set("deep", "\"<v>\"");
    Epr epr{.address = "http://x/?a=1&b=2", .resourceUri = "http://r/", .selectors = {}, .extraParameters = {}};
    epr.selectors.set("plain", "1");
    epr.selectors.set("ref", inner);
    epr.extraParameters = {"<z xmlns=\"urn:z\" q=\"1\">1</z>"};
    Header header;
    header.from = epr;
    EXPECT_EQ(parsed(writeMessage(header)).header().from, epr);
}

}  // namespace
}  // namespace wsman::soap
