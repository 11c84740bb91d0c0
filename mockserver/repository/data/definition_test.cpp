#include "mockserver/repository/data/definition.h"

#include <gmock/gmock.h>

#include "mockserver/repository/data/json_value.h"
#include "wsman/cim/text.h"

namespace mockserver::repository {
namespace {

namespace cim = wsman::cim;
using nlohmann::json;
using testing::ElementsAre;
using testing::HasSubstr;
using Files = std::map<std::string, std::string, std::less<>>;

std::string joined(const Diagnostics& diagnostics) {
    std::string out;
    for (const auto& diagnostic : diagnostics) {
        out += diagnostic.text() + "\n";
    }
    return out;
}

RepositoryDefinition loaded(Files files) {
    auto result = loadRepository(MemoryFiles(std::move(files)));
    EXPECT_TRUE(result) << (result ? "" : joined(result.error()));
    return result ? std::move(*result) : RepositoryDefinition{.repository = std::make_shared<Repository>()};
}

std::string refused(Files files) {
    const auto result = loadRepository(MemoryFiles(std::move(files)));
    return result ? "loaded" : joined(result.error());
}

json find(const Repository& repository, const std::string& className, const std::string& key,
          const std::string& value) {
    cim::Instance keys;
    keys.className = className;
    keys.set(key, cim::Value::of(value));
    const auto found = repository.get("", keys);
    return found ? toJson(**found) : json(found.error().message);
}

TEST(Definition, BuiltinsLoad) {
    const auto win32 = loadRepository(std::filesystem::path("builtin:win32"));
    ASSERT_TRUE(win32) << joined(win32.error());
    const auto& repository = *win32->repository;
    EXPECT_EQ(find(repository, "Win32_Service", "Name", "Spooler")["State"], "Running");
    EXPECT_EQ(repository.count("", "CIM_Service"), 11U);
    EXPECT_EQ(repository.count("", "Win32_DependentService"), 8U);
    EXPECT_NE(repository.schema("")->find("Win32_Process")->method("Create"), nullptr);
    const auto cimSchema = loadRepository(std::filesystem::path("builtin:cim"));
    ASSERT_TRUE(cimSchema) << joined(cimSchema.error());
    EXPECT_TRUE(cimSchema->repository->schema("")->isA("CIM_ConcreteJob", "CIM_ManagedElement"));
    EXPECT_FALSE(loadRepository(std::filesystem::path("builtin:amiga")));
}

constexpr const char* kShop = R"json({
  // What a shop has.
  "defaultNamespace": "root/shop", "profile": "omi", "database": "state.db",
  "limits": {"maxContexts": 3, "contextExpiresMs": 1500},
  "namespaces": {"root/shop": {
    "classes": ["shop.mof", {"name": "Shop_Box", "properties": {
        "Id": {"type": "uint32", "key": true}, "Label": {"type": "string", "maxLen": 5, "default": "none"},
        "Sizes": "real64[]", "Made": "datetime", "Item": {"reference": "Shop_Item"},
        "Inner": {"instanceOf": "Shop_Item"}, "Sealed": {"type": "boolean", "readOnly": true}},
        "methods": {"Open": {"in": {"Force": "boolean"}, "out": {"Found": "Shop_Item[]"}}}}],
    "instances": ["items.mof", "boxes.json", {"class": "Shop_Box", "properties": {"Id": 7, "Label": "seven",
        "Sizes": [1, 2.5], "Made": "2024-02-03T04:05:06Z", "Item": "Shop_Item.Name=\"apple\"",
        "Inner": {"class": "Shop_Item", "properties": {"Name": "x", "Price": 3}}}}],
    "generate": [{"class": "Shop_Item", "count": 1000, "properties": {"Name": "item-{{pad index 5}}", "Price": "{{mod index 10}}",
        "Kind": "{{pick index \"a\" \"b\"}}"}}],
    "assignKeys": ["Shop_Box"],
    "timers": [{"class": "Shop_Bell", "everyMs": 50, "properties": {"Loud": true}}]
  }}
})json";

Files shop() {
    return {
        {"repository.json", kShop},
        {"shop.mof",
         "#pragma include (\"more.mof\")\nclass Shop_Item : Shop_Thing { [Write] uint32 Price; string Kind; };\n"
         "[Indication] class Shop_Bell : __ExtrinsicEvent { boolean Loud; };"},
        {"more.mof", "[Abstract] class Shop_Thing { [Key] string Name; };"},
        {"items.mof", "instance of Shop_Item { Name = \"apple\"; Price = 2; };"},
        {"boxes.json",
         R"([{"class": "Shop_Box", "properties": {"Id": 8, "Item": {"class": "Shop_Item", "keys": {"Name": "apple"}}}}])"}};
}

TEST(Definition, ReadsEverySource) {
    // "Shop_Item[]" as a parameter is no CIM type: a method that is declared so is refused below, not here.
    auto files = shop();
    files["repository.json"].replace(files["repository.json"].find("\"Shop_Item[]\""), 13, "\"string[]\"");
    const auto definition = loaded(files);
    const auto& repository = *definition.repository;
    EXPECT_EQ(definition.profile, "omi");
    EXPECT_EQ(definition.database, "state.db");
    EXPECT_EQ(definition.limits.maxContexts, 3U);
    EXPECT_EQ(definition.limits.contextExpiry, std::chrono::milliseconds(1500));
    ASSERT_EQ(definition.timers.size(), 1U);
    EXPECT_EQ(definition.timers[0].every, std::chrono::milliseconds(50));
    EXPECT_EQ(find(repository, "Shop_Item", "Name", "apple")["Price"], 2);
    const auto box = find(repository, "Shop_Box", "Id", "7");
    EXPECT_EQ(box["Label"], "seven");
    EXPECT_EQ(box["Sizes"], json::array({1.0, 2.5}));
    EXPECT_EQ(box["Made"], "20240203040506.000000+000");
    EXPECT_EQ(box["Item"], (json{{"class", "Shop_Item"}, {"keys", {{"Name", "apple"}}}}));
    EXPECT_EQ(box["Inner"]["properties"]["Price"], 3);
    EXPECT_EQ(find(repository, "Shop_Box", "Id", "8")["Item"], box["Item"]);
    EXPECT_EQ(find(repository, "Shop_Box", "Id", "8")["Label"], "none");
    EXPECT_EQ(repository.count("", "Shop_Item"), 1001U);
    EXPECT_EQ(find(repository, "Shop_Item", "Name", "item-00042")["Price"], 2);
    EXPECT_EQ(find(repository, "Shop_Item", "Name", "item-00041")["Kind"], "b");
    EXPECT_THAT(find(repository, "Shop_Item", "Name", "item-01000").dump(), HasSubstr("no such instance"));
    EXPECT_THAT(find(repository, "Shop_Item", "Name", "item-42").dump(), HasSubstr("no such instance"));
}

TEST(Definition, TellsEverythingThatIsWrongAndWhere) {
    Files files{{"repository.json", R"json({
  "profil": "omi",
  "namespaces": {"root/x": {
    "classes": ["gone.mof", "bad.mof", "builtin:none", {"name": "X_A", "properties": {"K": {"type": "uint33", "key": true}}},
      {"name": "X_B", "superClass": "X_None"}, {"name": "X_C", "properties": {"K": {"type": "uint8", "key": true}}}],
    "instances": [{"class": "X_None", "properties": {}}, {"class": "X_C", "properties": {"K": 300}},
      {"class": "X_C", "properties": {"L": 3}}, {"class": "X_C", "properties": {}}],
    "generate": [{"class": "X_C", "count": 300, "properties": {"K": "{{index}}"}}],
    "timers": [{"class": "X_C", "everyMs": 5}]
  }}
})json"},
                {"bad.mof", "class X_Z {\n  uint32 ;\n};"}};
    const auto text = refused(files);
    for (const char* part :
         {"repository.json:2:3: /profil: found an unknown member", "\"gone.mof\"", "bad.mof:2:10", "builtin:win32",
          "uint33", "X_None", "\"300\"", "has no property L", "K has no value", "X_C", "an indication class"}) {
        EXPECT_THAT(text, HasSubstr(part)) << text;
    }
    EXPECT_THAT(refused({{"repository.json", "{\n  \"a\": ]"}}), HasSubstr("repository.json:2:8"));
    EXPECT_THAT(refused({}), HasSubstr("repository.json"));
    EXPECT_THAT(refused({{"repository.json", R"({"writable": "all", "writable": "all"})"}}), HasSubstr("again"));
    EXPECT_THAT(refused({{"repository.json", R"({"namespaces": {"n": {"instances": [{"class": "A"}]}}})"}}),
                HasSubstr("there is no class A"));
}

constexpr const char* kRecorded =
    R"(<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope"><s:Header/><s:Body>
<n:PullResponse xmlns:n="http://schemas.xmlsoap.org/ws/2004/09/enumeration" xmlns:w="http://schemas.dmtf.org/wbem/wsman/1/wsman.xsd" xmlns:a="http://schemas.xmlsoap.org/ws/2004/08/addressing"><n:Items>
<w:Item><p:R_Thing xmlns:p="http://schemas.dmtf.org/wbem/wscim/1/cim-schema/2/R_Thing"><p:Id>a</p:Id><p:Size>5</p:Size></p:R_Thing>
<a:EndpointReference><a:Address>x</a:Address><a:ReferenceParameters><w:ResourceURI>http://schemas.dmtf.org/wbem/wscim/1/cim-schema/2/R_Thing</w:ResourceURI><w:SelectorSet><w:Selector Name="Id">a</w:Selector></w:SelectorSet></a:ReferenceParameters></a:EndpointReference></w:Item>
</n:Items></n:PullResponse></s:Body></s:Envelope>)";

TEST(Definition, TakesRecordedRepliesAndInfersClasses) {
    const auto definition = loaded(
        {{"repository.json", R"({"namespaces": {"root/cimv2": {"inferClasses": true, "instances": ["pull.xml"]}}})"},
         {"pull.xml", kRecorded}});
    EXPECT_EQ(find(*definition.repository, "R_Thing", "Id", "a")["Size"], "5");
    const auto declared = loaded(
        {{"repository.json", R"({"namespaces": {"root/cimv2": {"classes": ["c.xml"], "instances": ["pull.xml"]}}})"},
         {"pull.xml", kRecorded},
         {"c.xml",
          R"(<CLASS NAME="R_Thing"><PROPERTY NAME="Id" TYPE="string"><QUALIFIER NAME="Key" TYPE="boolean"><VALUE>true</VALUE></QUALIFIER></PROPERTY><PROPERTY NAME="Size" TYPE="uint32"/></CLASS>)"}});
    EXPECT_EQ(find(*declared.repository, "R_Thing", "Id", "a")["Size"], 5);
}

}  // namespace
}  // namespace mockserver::repository
