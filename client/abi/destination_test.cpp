#include "client/abi/destination.h"

#include <gtest/gtest.h>

namespace client::abi {
namespace {

OptionBag options(std::initializer_list<std::pair<const char*, const char*>> texts) {
    OptionBag bag;
    for (const auto& [name, text] : texts) {
        EXPECT_EQ(bag.setString(name, text), MI_RESULT_OK);
    }
    return bag;
}

TEST(Destination, DefaultsAreThoseOfWinrm) {
    const auto found = resolveDestination("server", {});
    ASSERT_TRUE(found);
    EXPECT_EQ(found->http.host, "server");
    EXPECT_EQ(found->http.port, 5985);
    EXPECT_FALSE(found->http.tls);
    EXPECT_FALSE(found->http.basic);
    EXPECT_EQ(found->path, "/wsman");
    EXPECT_EQ(found->url, "http://server:5985/wsman");
}

TEST(Destination, NamesMayHoldSchemePortAndPath) {
    const std::pair<const char*, const char*> rows[] = {
        {"server:80", "http://server:80/wsman"},
        {"https://server", "https://server:5986/wsman"},
        {"http://server:8080/other", "http://server:8080/other"},
        {"::1", "http://[::1]:5985/wsman"},
        {"[::1]", "http://[::1]:5985/wsman"},
        {"[fe80::1]:99", "http://[fe80::1]:99/wsman"},
        {"https://[::1]:5/x", "https://[::1]:5/x"},
    };
    for (const auto& [name, url] : rows) {
        const auto found = resolveDestination(name, {});
        ASSERT_TRUE(found) << name;
        EXPECT_EQ(found->url, url);
    }
    EXPECT_EQ(resolveDestination("[::1]:5", {})->http.host, "::1");
}

TEST(Destination, OptionsWinOverTheName) {
    auto bag = options({{MI_KEY_DESTINATION_TRANSPORT, "https"}, {MI_KEY_DESTINATION_HTTP_URL_PREFIX, "other"}});
    bag.setNumber(MI_KEY_DESTINATION_DESTINATION_PORT, 1234);
    const auto found = resolveDestination("http://server:80/wsman", bag);
    ASSERT_TRUE(found);
    EXPECT_EQ(found->url, "https://server:1234/other");
}

TEST(Destination, CertificateOptionsReachTls) {
    auto bag = options({{MI_KEY_DESTINATION_TRANSPORT, "HTTPS"},
                        {MI_KEY_DESTINATION_TRUSTED_CERTS_DIR, "/certs"},
                        {MI_KEY_DESTINATION_CERT_FILE, "me.pem"},
                        {MI_KEY_DESTINATION_PRIVATE_KEY_FILE, "me.key"}});
    bag.setNumber(MI_KEY_DESTINATION_CERT_CN_CHECK, 0);
    const auto found = resolveDestination("server", bag);
    ASSERT_TRUE(found && found->http.tls);
    EXPECT_TRUE(found->http.tls->checkCa);
    EXPECT_FALSE(found->http.tls->checkName);
    EXPECT_EQ(found->http.tls->caDirectory, "/certs");
    EXPECT_EQ(found->http.tls->certificateFile, "me.pem");
    EXPECT_EQ(found->http.tls->privateKeyFile, "me.key");
    EXPECT_TRUE(found->http.tls->allowTls12);
    bag.setNumber(MI_KEY_DESTINATION_SSL_OPTIONS, 0x1F);
    EXPECT_FALSE(resolveDestination("server", bag)->http.tls->allowTls12);
}

TEST(Destination, WhatDoesNotExistIsAnInvalidParameter) {
    EXPECT_EQ(resolveDestination("", {}).error().code, MiResult::kInvalidParameter);
    EXPECT_EQ(resolveDestination("server:x", {}).error().code, MiResult::kInvalidParameter);
    EXPECT_EQ(resolveDestination("server:99999999999", {}).error().code, MiResult::kInvalidParameter);
    EXPECT_EQ(resolveDestination("ftp://server", {}).error().code, MiResult::kInvalidParameter);
    EXPECT_EQ(resolveDestination("s", options({{MI_KEY_DESTINATION_TRANSPORT, "TCP"}})).error().code,
              MiResult::kInvalidParameter);
    EXPECT_EQ(resolveDestination("s", options({{MI_KEY_DESTINATION_PACKET_ENCODING, "EBCDIC"}})).error().code,
              MiResult::kInvalidParameter);
    for (const MI_Uint32 port : {0U, 65536U}) {
        OptionBag bag;
        bag.setNumber(MI_KEY_DESTINATION_DESTINATION_PORT, port);
        const auto found = resolveDestination("s", bag);
        ASSERT_FALSE(found);
        EXPECT_EQ(found.error().code, MiResult::kInvalidParameter);
        EXPECT_NE(found.error().message.find(std::to_string(port)), std::string::npos);
    }
}

TEST(Destination, WhatWeLackIsNotSupported) {
    for (const char* proxy : {MI_DESTINATIONOPTIONS_PROXY_TYPE_IE, MI_DESTINATIONOPTIONS_PROXY_TYPE_WINHTTP}) {
        const auto refused = resolveDestination("s", options({{MI_KEY_DESTINATION_PROXY_TYPE, proxy}}));
        ASSERT_FALSE(refused);
        EXPECT_EQ(refused.error().code, MiResult::kNotSupported);
        EXPECT_NE(refused.error().message.find(proxy), std::string::npos);
    }
    OptionBag bag;
    const MI_UserCredentials digest{MI_AUTH_TYPE_DIGEST, {{nullptr, "u", "p"}}};
    ASSERT_EQ(bag.addCredentials(MI_KEY_DESTINATION_DESTINATION_CREDENTIALS, digest), MI_RESULT_OK);
    const auto found = resolveDestination("s", bag);
    ASSERT_FALSE(found);
    EXPECT_EQ(found.error().code, MiResult::kNotSupported);
    EXPECT_NE(found.error().message.find("Digest"), std::string::npos);
}

TEST(Destination, BasicCredentialsCarryTheDomain) {
    const auto with = [](const char* type, const char* domain) {
        OptionBag bag;
        const MI_UserCredentials one{type, {{domain, "user", "secret"}}};
        EXPECT_EQ(bag.addCredentials(MI_KEY_DESTINATION_DESTINATION_CREDENTIALS, one), MI_RESULT_OK);
        return resolveDestination("s", bag);
    };
    ASSERT_TRUE(with("basic", nullptr)->http.basic);
    EXPECT_EQ(with("Basic", nullptr)->http.basic->user, "user");
    EXPECT_EQ(with("Basic", "DOM")->http.basic->user, "DOM\\user");
    for (const char* local : {"s", "S", "localhost", "."}) {
        EXPECT_EQ(with("Basic", local)->http.basic->user, "user") << local;
    }
    EXPECT_EQ(with("Default", "")->http.basic->password, "secret");
    EXPECT_FALSE(with("None", nullptr)->http.basic);
}

}  // namespace
}  // namespace client::abi
