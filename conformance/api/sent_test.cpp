#include "conformance/api/sent.h"

#include <gmock/gmock.h>

namespace conformance {
namespace {

/// A Get with prefixes of its own, and an EPR in its body.
const Sent kGet(R"(<S:Envelope xmlns:S="http://www.w3.org/2003/05/soap-envelope" xmlns:A="urn:a" xmlns:W="urn:w">
  <S:Header>
    <A:Action S:mustUnderstand="1"> http://schemas.xmlsoap.org/ws/2004/09/transfer/Get
    </A:Action>
    <W:ResourceURI>http://x/X_Test</W:ResourceURI>
    <W:SelectorSet><W:Selector Name="Id"> 7 </W:Selector><W:Other Name="No">8</W:Other></W:SelectorSet>
  </S:Header>
  <S:Body><!-- nothing --><W:Filter><W:SelectorSet><W:Selector Name="Of">9</W:Selector></W:SelectorSet></W:Filter></S:Body>
</S:Envelope>)");

TEST(Sent, ReadsByNamesWithoutPrefixes) {
    EXPECT_EQ(kGet.action(), "Get");
    EXPECT_EQ(kGet.resourceUri(), "http://x/X_Test");
    EXPECT_TRUE(kGet.has("Filter"));
    EXPECT_FALSE(kGet.has("W:Filter"));
    EXPECT_EQ(kGet.attribute("Action", "mustUnderstand"), "1");
    EXPECT_EQ(kGet.text("Locale"), "");
    EXPECT_EQ(localName(kGet.payload().name()), "Filter");
}

TEST(Sent, HasTheSelectorsOfTheHeaderAlone) {
    EXPECT_THAT(kGet.selectors(), testing::ElementsAre(testing::Pair("Id", "7")));
}

TEST(Sent, CallsAnIdentifyByThatName) {
    EXPECT_EQ(Sent("<e:Envelope><e:Header/><e:Body><i:Identify/></e:Body></e:Envelope>").action(), "Identify");
}

TEST(Sent, HasNothingOfWhatIsNoXml) {
    const Sent sent("no XML");
    EXPECT_EQ(sent.action(), "");
    EXPECT_TRUE(sent.selectors().empty());
    EXPECT_FALSE(sent.payload());
}

}  // namespace
}  // namespace conformance
