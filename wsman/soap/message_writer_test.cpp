#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

#include "wsman/soap/message.h"
#include "wsman/soap/test_support.h"
#include "wsman/uris.h"

namespace wsman::soap {
namespace {

using test::parsed;
using testing::ElementsAre;

/// Random headers of every kind.
class Generator {
public:
    explicit Generator(unsigned seed) : random_(seed) {}

    Header header() {
        Header header;
        maybe([&] { header.to = uri(); });
        maybe([&] { header.action = marked(uri()); });
        maybe([&] { header.messageId = uri(); });
        maybe([&] { header.relatesTo = uri(); });
        maybe([&] { header.replyTo = epr(2); });
        maybe([&] { header.faultTo = epr(2); });
        maybe([&] { header.from = epr(1); });
        maybe([&] { header.resourceUri = marked(uri()); });
        maybe([&] { header.selectors = selectors(2); });
        maybe([&] { header.options = marked(options()); });
        maybe([&] { header.maxEnvelopeSize = marked(random_()); });
        maybe([&] {
            header.operationTimeout =
                marked(Duration(static_cast<std::int64_t>(random_() % 8'640'000'000'000'000'000)));
        });
        maybe([&] { header.locale = marked(std::string(below(2) == 0 ? "en-US" : "")); });
        maybe([&] { header.dataLocale = marked(std::string("de")); });
        maybe([&] { header.fragmentTransfer = marked(FragmentTransfer{text(), below(2) == 0 ? uri() : ""}); });
        header.requestEpr = below(2) == 0;
        maybe([&] { header.requestedEpr = epr(2); });
        header.requestTotalItemsCountEstimate = below(2) == 0;
        maybe([&] { header.totalItemsCountEstimate = random_(); });
        maybe([&] { header.bookmark = below(2) == 0 ? "a &lt; <b x=\"1\"/>" : ""; });
        header.ackRequested = below(2) == 0;
        maybe([&] { header.operationId = marked(OperationId{uri()}); });
        maybe([&] { header.sessionId = marked(uri()); });
        maybe([&] { header.sequenceId = marked(random_()); });
        maybe([&] { header.machineId = text(); });
        for (std::size_t i = below(3); i > 0; --i) {
            header.others.push_back("<x:o" + std::to_string(i) + " xmlns:x=\"urn:x\" v=\"&lt;\">t<y/></x:o" +
                                    std::to_string(i) + ">");
        }
        return header;
    }

private:
    std::uint64_t below(std::uint64_t bound) { return random_() % bound; }

    template <class Action>
    void maybe(Action action) {
        if (below(3) != 0) {
            action();
        }
    }

    template <class T>
    Marked<T> marked(T value) {
        const std::optional<bool> marks[] = {std::nullopt, true, false};
        return {std::move(value), marks[below(3)]};
    }

    /// Any text without white space at its ends, which reading trims.
    std::string text() {
        static const char* const kPieces[] = {"a",  "<",  "&", "\"",     "'",          ">",   "]]>",   " x", "\n",
                                              "\t", "\r", "é", "\u4e2d", "\U0001F600", "a:b", "&amp;", "w:c"};
        std::string out = "[";
        for (std::size_t i = below(8); i > 0; --i) {
            out += kPieces[below(std::size(kPieces))];
        }
        return below(5) == 0 ? "" : out + "]";
    }

    std::string uri() { return "http://h/" + std::to_string(below(1000)) + "?a=<&>" + (below(2) == 0 ? "\u00e9" : ""); }

    SelectorSet selectors(int depth) {
        SelectorSet set;
        for (std::size_t i = below(4); i > 0; --i) {
            if (depth > 0 && below(4) == 0) {
                set.set("n" + std::to_string(i) + text(), epr(depth - 1));
            } else {
                set.set("n" + std::to_string(i) + text(), text());
            }
        }
        return set;
    }

    Epr epr(int depth) {
        Epr epr;
        epr.address = below(2) == 0 ? std::string(uri::kAnonymous) : uri();
        epr.resourceUri = below(2) == 0 ? uri() : "";
        epr.selectors = selectors(depth);
        if (below(3) == 0) {
            epr.extraParameters.push_back("<x xmlns=\"urn:x\">1</x>");
        }
        return epr;
    }

    std::vector<Option> options() {
        std::vector<Option> all;
        for (std::size_t i = below(4); i > 0; --i) {
            all.push_back({"o" + text(), text(), below(2) == 0 ? "xs:string" : "", below(2) == 0, below(4) == 0});
        }
        return all;
    }

    std::mt19937_64 random_;
};

void expectEqual(const Header& a, const Header& b) {
    EXPECT_EQ(a.to, b.to);
    EXPECT_EQ(a.action, b.action);
    EXPECT_EQ(a.messageId, b.messageId);
    EXPECT_EQ(a.relatesTo, b.relatesTo);
    EXPECT_TRUE(a.replyTo == b.replyTo);
    EXPECT_TRUE(a.faultTo == b.faultTo);
    EXPECT_TRUE(a.from == b.from);
    EXPECT_EQ(a.resourceUri, b.resourceUri);
    EXPECT_TRUE(a.selectors == b.selectors);
    EXPECT_TRUE(a.options == b.options);
    EXPECT_EQ(a.maxEnvelopeSize, b.maxEnvelopeSize);
    EXPECT_TRUE(a.operationTimeout == b.operationTimeout);
    EXPECT_EQ(a.locale, b.locale);
    EXPECT_EQ(a.dataLocale, b.dataLocale);
    EXPECT_TRUE(a.fragmentTransfer == b.fragmentTransfer);
    EXPECT_EQ(a.requestEpr, b.requestEpr);
    EXPECT_TRUE(a.requestedEpr == b.requestedEpr);
    EXPECT_EQ(a.requestTotalItemsCountEstimate, b.requestTotalItemsCountEstimate);
    EXPECT_EQ(a.totalItemsCountEstimate, b.totalItemsCountEstimate);
    EXPECT_EQ(a.bookmark, b.bookmark);
    EXPECT_EQ(a.ackRequested, b.ackRequested);
    EXPECT_TRUE(a.operationId == b.operationId);
    EXPECT_EQ(a.sessionId, b.sessionId);
    EXPECT_EQ(a.sequenceId, b.sequenceId);
    EXPECT_EQ(a.machineId, b.machineId);
    EXPECT_EQ(a.others, b.others);
}

TEST(WriteMessage, EveryHeaderSurvivesTheRoundTrip) {
    for (unsigned seed = 0; seed < 2'000 && !testing::Test::HasFailure(); ++seed) {
        const Header header = Generator(seed).header();
        const std::string text = writeMessage(header);
        const Result<Message> message = Message::parse(text);
        ASSERT_TRUE(message) << seed << " " << message.error().text() << "\n" << text;
        expectEqual(message->header(), header);
        EXPECT_EQ(writeMessage(message->header()), text);
        if (testing::Test::HasFailure()) {
            ADD_FAILURE() << "seed " << seed << "\n" << text;
        }
    }
}

TEST(WriteMessage, RecordedHeadersSurviveIt) {
    for (const std::string& name : test::recordedNames()) {
        const Message message = parsed(test::recorded(name));
        expectEqual(parsed(writeMessage(message.header())).header(), message.header());
    }
}

TEST(WriteMessage, LooksLikeWinRm) {
    Header header;
    header.to = "http://host:5985/wsman";
    header.resourceUri = Marked<std::string>{std::string(uri::kCimSchemaPrefix) + "CIM_X", true};
    header.replyTo =
        Epr{.address = std::string(uri::kAnonymous), .resourceUri = {}, .selectors = {}, .extraParameters = {}};
    header.action = Marked<std::string>{std::string(action::kGet), true};
    header.maxEnvelopeSize = Marked<std::uint64_t>{153600, true};
    header.messageId = "uuid:1";
    header.locale = Marked<std::string>{"en-US", false};
    header.dataLocale = Marked<std::string>{"en-US", false};
    header.operationTimeout = Marked<Duration>{std::chrono::seconds(60), {}};
    header.options = Marked<std::vector<Option>>{{{"o", "v", "xs:string", true, false}}, true};
    header.selectors.emplace().set("k", "v");
    const std::string text = writeMessage(header);
    EXPECT_TRUE(text.ends_with(
        "<s:Header><a:To>http://host:5985/wsman</a:To>"
        "<w:ResourceURI "
        "s:mustUnderstand=\"true\">http://schemas.dmtf.org/wbem/wscim/1/cim-schema/2/CIM_X</w:ResourceURI>"
        "<a:ReplyTo><a:Address s:mustUnderstand=\"true\">"
        "http://schemas.xmlsoap.org/ws/2004/08/addressing/role/anonymous</a:Address></a:ReplyTo>"
        "<a:Action s:mustUnderstand=\"true\">http://schemas.xmlsoap.org/ws/2004/09/transfer/Get</a:Action>"
        "<w:MaxEnvelopeSize s:mustUnderstand=\"true\">153600</w:MaxEnvelopeSize><a:MessageID>uuid:1</a:MessageID>"
        "<w:OperationTimeout>PT1M</w:OperationTimeout>"
        "<w:Locale xml:lang=\"en-US\" s:mustUnderstand=\"false\"/>"
        "<p:DataLocale xml:lang=\"en-US\" s:mustUnderstand=\"false\"/>"
        "<w:OptionSet s:mustUnderstand=\"true\"><w:Option Name=\"o\" xmlns:xs=\"http://www.w3.org/2001/XMLSchema\" "
        "Type=\"xs:string\" MustComply=\"true\">v</w:Option></w:OptionSet>"
        "<w:SelectorSet><w:Selector Name=\"k\">v</w:Selector></w:SelectorSet>"
        "</s:Header><s:Body/></s:Envelope>"))
        << text;
}

TEST(WriteMessage, WritesTheBodyWithThePrefixesItPromises) {
    const std::string text = writeMessage({}, [](xml::Writer& writer) {
        for (const char* name : {"s:x", "a:x", "w:x", "p:x", "n:x", "x:x", "e:x", "xsi:x", "b:x", "cim:x"}) {
            writer.empty(name);
        }
    });
    const Message message = parsed(text);
    std::vector<std::string> uris;
    for (const xml::Node child : message.body().children()) {
        uris.emplace_back(child.name().ns);
    }
    EXPECT_THAT(uris, ElementsAre(ns::kSoap, ns::kAddressing, ns::kWsman, ns::kMsWsman, ns::kEnumeration, ns::kTransfer,
                                  ns::kEventing, ns::kXsi, ns::kCimBinding, ns::kCimCommon));
    EXPECT_TRUE(message.headerElement());
}

TEST(WriteMessage, ClosesWhatTheBodyLeavesOpen) {
    const Message message =
        parsed(writeMessage({}, [](xml::Writer& writer) { writer.start("a").start("b").text("t"); }));
    EXPECT_EQ(message.payload().childLocal("b").text(), "t");
}

}  // namespace
}  // namespace wsman::soap
