#include "mockserver/endpoint/auth.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>

namespace mockserver {
namespace {

std::unique_ptr<BasicAuthenticator> users(const std::string& realm = "WSMAN") {
    auto made =
        BasicAuthenticator::create({{"admin", "secret"}, {"CORP\\ann", ""}, {"j\xc3\xb6rg", "p:\xc3\xa4ss"}}, realm);
    EXPECT_TRUE(made);
    return std::move(*made);
}

TEST(BasicAuthenticator, KnowsItsUsers) {
    const auto basic = users();
    EXPECT_EQ(basic->check("Basic YWRtaW46c2VjcmV0"), "admin");
    EXPECT_EQ(basic->check("bAsIc   YWRtaW46c2VjcmV0"), "admin") << "a scheme's name has no case";
    EXPECT_EQ(basic->check("Basic Q09SUFxhbm46"), "CORP\\ann") << "an empty password";
    EXPECT_EQ(basic->check("Basic asO2cmc6cDrDpHNz"), "j\xc3\xb6rg") << "UTF-8, and a colon in the password";
}

TEST(BasicAuthenticator, RefusesWhatIsNotExactlyRight) {
    const auto basic = users();
    for (const auto* value : {
             "", "Basic", "Basic ", "YWRtaW46c2VjcmV0", "Bearer YWRtaW46c2VjcmV0",
             "Basic YWRtaW46c2VjcmV1",      // admin:secreu
             "Basic YWRtaW46c2VjcmU=",      // admin:secre
             "Basic YWRtaW46",              // admin:
             "Basic QWRtaW46c2VjcmV0",      // Admin:secret
             "Basic bm9ib2R5OnNlY3JldA==",  // nobody:secret
             "Basic YWRtaW4=",              // no colon
             "Basic YWRtaW46c2VjcmV0=",     // bad length
             "Basic YWRt*W46c2VjcmV0",      // bad character
             "Basic YWRtaW46c2VjcmV0 x",
             "Basic avZyZzpwOuRzcw==",  // Latin-1 in place of UTF-8
         }) {
        EXPECT_EQ(basic->check(value), std::nullopt) << value;
    }
}

TEST(BasicAuthenticator, ASessionChallengesUntilCredentialsCome) {
    const auto basic = users();
    const auto session = basic->open();
    const auto first = session->authenticate({});
    EXPECT_FALSE(first.user);
    EXPECT_EQ(first.headers, (HttpHeaders{{"WWW-Authenticate", "Basic realm=\"WSMAN\""}}));

    HttpRequest request;
    request.headers.add("authorization", "Basic YWRtaW46c2VjcmV0");
    const auto second = session->authenticate(request);
    EXPECT_EQ(second.user, "admin");
    EXPECT_TRUE(second.headers.empty());

    EXPECT_FALSE(session->authenticate({}).user) << "Basic is per request, not per connection";
    request.headers.add("Authorization", "Basic YWRtaW46c2VjcmV0");
    EXPECT_FALSE(session->authenticate(request).user) << "two Authorization fields are none";
}

TEST(BasicAuthenticator, QuotesItsRealm) {
    EXPECT_EQ(users("a\"b\\c")->challenge(), R"(Basic realm="a\"b\\c")");
}

TEST(BasicAuthenticator, RefusesUsersThatTheSchemeCannotCarry) {
    EXPECT_FALSE(BasicAuthenticator::create({}));
    EXPECT_FALSE(BasicAuthenticator::create({{"", "x"}}));
    EXPECT_FALSE(BasicAuthenticator::create({{"a:b", "x"}}));
    EXPECT_FALSE(BasicAuthenticator::create({{"a", "x\n"}}));
    EXPECT_TRUE(BasicAuthenticator::create({{"a", "x:y"}}));
}

TEST(DecodeBase64, FollowsRfc4648) {
    EXPECT_EQ(decodeBase64(""), "");
    EXPECT_EQ(decodeBase64("Zg=="), "f");
    EXPECT_EQ(decodeBase64("Zm8="), "fo");
    EXPECT_EQ(decodeBase64("Zm9v"), "foo");
    EXPECT_EQ(decodeBase64("/+8A"), std::string("\xff\xef\0", 3));
    for (const auto* bad : {"Zg", "Zg=", "Z===", "====", "Zg==Zg==", " Zm9v   ", "Zm9v\n", "Zm-_"}) {
        EXPECT_EQ(decodeBase64(bad), std::nullopt) << bad;
    }
}

TEST(Base64, GoesBothWays) {
    for (std::size_t size = 0; size < 70; ++size) {
        std::string bytes;
        for (std::size_t i = 0; i < size; ++i) {
            bytes += static_cast<char>(i * 37 + size);
        }
        EXPECT_EQ(decodeBase64(encodeBase64(bytes)), bytes) << size;
    }
    EXPECT_EQ(encodeBase64("user:secret"), "dXNlcjpzZWNyZXQ=");
}

}  // namespace
}  // namespace mockserver
