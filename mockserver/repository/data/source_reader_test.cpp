#include "mockserver/repository/data/source_reader.h"

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

namespace mockserver::repository {
namespace {

using testing::HasSubstr;
using testing::Not;
using Files = std::map<std::string, std::string, std::less<>>;

std::string refused(Files files) {
    const auto result = loadRepository(MemoryFiles(std::move(files)));
    if (result) {
        return "loaded";
    }
    std::string out;
    for (const auto& diagnostic : result.error()) {
        out += diagnostic.text() + "\n";
    }
    return out;
}

std::shared_ptr<Repository> loaded(const Files& files) {
    auto result = loadRepository(MemoryFiles(files));
    EXPECT_TRUE(result) << refused(files);
    return result ? result->repository : std::make_shared<Repository>();
}

/// A repository file that names these as classes.
std::string ofClasses(const std::string& entries, const std::string& more = "") {
    return R"({"namespaces": {"root/cimv2": {"classes": [)" + entries + "]" + more + "}}}";
}

constexpr const char* kBase = "class I_Base { [Key] string Id; };\n";

TEST(SourceReader, IncludesStandWhereTheyAreAndAreRelativeToTheirFile) {
    const auto repository = loaded(
        {{"repository.json", ofClasses("\"m/all.mof\"")},
         {"m/all.mof", std::string(kBase) +
                           "#pragma locale(\"en_US\")\n#pragma include(\"sub/one.mof\")\nclass I_Three : I_Two { };"},
         {"m/sub/one.mof", "#pragma include (\"../two.mof\")\nclass I_One : I_Base { };"},
         {"m/two.mof", "class I_Two : I_Base { };"}});
    for (const char* name : {"I_One", "I_Two", "I_Three"}) {
        EXPECT_TRUE(repository->schema("")->isA(name, "I_Base")) << name;
    }
    EXPECT_THAT(refused({{"repository.json", ofClasses("\"m/a.mof\"")},
                         {"m/a.mof", std::string(kBase) + "\n #pragma include(\"../../out.mof\")"}}),
                HasSubstr("m/a.mof:3:2"));
}

TEST(SourceReader, CommentsAndTextsAreNoIncludes) {
    const auto repository =
        loaded({{"repository.json", ofClasses("\"a.mof\"")},
                {"a.mof",
                 "// #pragma include(\"gone.mof\")\n/* #pragma include(\"gone.mof\") */\n"
                 "[Description(\"#pragma include(\\\"gone.mof\\\")\")] class I_A { [Key] string Id; };"}});
    EXPECT_NE(repository->schema("")->find("I_A"), nullptr);
}

TEST(SourceReader, AFileThatIsIncludedTwiceIsReadOnce) {
    const auto repository = loaded({{"repository.json", ofClasses("\"a.mof\", \"b.mof\"")},
                                    {"a.mof", "#pragma include(\"base.mof\")\nclass I_A : I_Base { };"},
                                    {"b.mof", "#pragma include(\"base.mof\")\nclass I_B : I_Base { };"},
                                    {"base.mof", kBase}});
    EXPECT_TRUE(repository->schema("")->isA("I_B", "I_Base"));
}

TEST(SourceReader, IncludesOfItselfComeToAnEnd) {
    std::string self;
    for (int i = 0; i < 40; ++i) {
        self += "#pragma include(\"self.mof\")\n";
    }
    EXPECT_NE(loaded({{"repository.json", ofClasses("\"self.mof\"")}, {"self.mof", self + kBase}})
                  ->schema("")
                  ->find("I_Base"),
              nullptr);
    Files chain{{"repository.json", ofClasses("\"0.mof\"")}};
    for (int i = 0; i < 30; ++i) {
        chain[std::to_string(i) + ".mof"] = "#pragma include(\"" + std::to_string(i + 1) + ".mof\")";
    }
    EXPECT_THAT(refused(chain), HasSubstr("nested more than"));
}

TEST(SourceReader, PragmaNamespaceSaysWhereClassesAndInstancesGo) {
    const auto repository = loaded({{"repository.json", ofClasses("\"a.mof\"")},
                                    {"a.mof",
                                     "class I_Here { [Key] string Id; };\n#pragma namespace(\"root/other\")\n"
                                     "class I_There { [Key] string Id; uint8 Size; };\n"
                                     "instance of I_There { Id = \"x\"; Size = 7; };"}});
    EXPECT_EQ(repository->schema("root/cimv2")->find("I_There"), nullptr);
    ASSERT_NE(repository->schema("root/other"), nullptr);
    EXPECT_NE(repository->schema("root/other")->find("I_There"), nullptr);
    EXPECT_NE(repository->schema("root/other")->find("__Event"), nullptr);
    EXPECT_EQ(repository->count("root/other", "I_There"), 1U);
}

TEST(SourceReader, ANamespaceMayBeCalledClasses) {
    const auto repository =
        loaded({{"repository.json", R"({"namespaces": {"classes": {"classes": ["c.json"], "instances": ["i.json"]}}})"},
                {"c.json", R"({"name": "C", "properties": {"K": {"type": "string", "key": true}}})"},
                {"i.json", R"({"class": "C", "properties": {"K": "k"}})"}});
    EXPECT_EQ(repository->count("classes", "C"), 1U);
}

TEST(SourceReader, JsonFilesAreHeldAgainstTheSchemaAndErrorsHavePlaces) {
    const auto text = refused(
        {{"repository.json", ofClasses(R"("c.json", "d.json", "e.json", "f.json")", R"(, "instances": ["i.json"])")},
         {"c.json",
          "[\n  {\"name\": \"C\", \"properties\": {\"K\": {\"type\": \"string\",\n    \"kye\": true}}},\n  7\n]"},
         {"d.json", "{\n  \"name\": \"D\",\n  \"methods\": {\"M\": 5}}"},
         {"e.json", "{\"name\": \"E\", \"properties\":\n {\"K\": {\"type\": \"uint33\"}}}"},
         {"f.json", "{\"name\": \"F\",\n \"x\"}"},
         {"i.json", "[\n\n {\"class\": \"I_None\"}]"}});
    for (const char* part : {"c.json:3:5: ", "kye", "c.json:4:3: ", "d.json:3:", "e.json:2:", "uint33",
                             "f.json:2:", "i.json:3:2: ", "I_None"}) {
        EXPECT_THAT(text, HasSubstr(part)) << text;
    }
}

TEST(SourceReader, WrongShapesAreToldAndNotThrown) {
    for (const char* wrong :
         {R"({"name": "X", "methods": {"M": 5}})", R"({"name": "X", "properties": 5})",
          R"({"name": "X", "methods": [[]]})", R"({"name": 5})", "5", "[[]]", "null",
          R"({"name": "X", "methods": {"M": {"in": 5, "out": "x"}}})", R"({"name": "X", "properties": {"K": 5}})",
          R"({"name": "X", "properties": {"K": {"valueMap": {"a": {}}, "default": {}}}})"}) {
        EXPECT_THAT(refused({{"repository.json", ofClasses(wrong)}}), Not(HasSubstr("loaded"))) << wrong;
        EXPECT_THAT(refused({{"repository.json", ofClasses("\"x.json\"")}, {"x.json", wrong}}),
                    Not(HasSubstr("loaded")))
            << wrong;
    }
}

TEST(SourceReader, AnInstanceThatDoesNotFitIsToldWithItsLine) {
    const auto text = refused({{"repository.json", ofClasses("\"a.mof\"")},
                               {"a.mof",
                                "class I_A { [Key] string Id; [MaxLen(2)] string S; };\n"
                                "instance of I_A { Id = \"1\"; };\n\n  instance of I_A { Id = \"2\"; S = \"long\"; };\n"
                                "instance of I_Gone { Id = \"1\"; };"}});
    EXPECT_THAT(text, HasSubstr("a.mof:4:3: "));
    EXPECT_THAT(text, HasSubstr("a.mof:5:1: "));
    EXPECT_THAT(text, HasSubstr("I_Gone"));
}

std::string pulled(const std::string& items) {
    return R"(<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope"><s:Body>)"
           R"(<n:PullResponse xmlns:n="http://schemas.xmlsoap.org/ws/2004/09/enumeration"><n:Items>)" +
           items + "</n:Items></n:PullResponse></s:Body></s:Envelope>";
}

TEST(SourceReader, InfersAClassFromAllItsInstances) {
    const std::string open = R"(<p:R_T xmlns:p="http://schemas.dmtf.org/wbem/wscim/1/cim-schema/2/R_T">)";
    const auto repository = loaded(
        {{"repository.json", R"({"namespaces": {"root/cimv2": {"inferClasses": true, "keys": {"R_T": ["Id"]},
                                         "instances": ["a.xml", "b.xml"]}}})"},
         {"a.xml", pulled(open + "<p:Id>a</p:Id><p:Many>0</p:Many></p:R_T>")},
         {"b.xml", pulled(open + "<p:Id>b</p:Id><p:Extra>x</p:Extra><p:Many>1</p:Many><p:Many>2</p:Many></p:R_T>")}});
    EXPECT_EQ(repository->count("", "R_T"), 2U);
    const auto declared = repository->schema("")->find("R_T");
    ASSERT_NE(declared, nullptr);
    EXPECT_NE(declared->property("Extra"), nullptr);
    ASSERT_NE(declared->property("Many"), nullptr);
    EXPECT_TRUE(declared->property("Many")->isArray);
}

TEST(SourceReader, RecordedClassesMayComeInAnyOrder) {
    const std::string key = R"(<QUALIFIER NAME="Key" TYPE="boolean"><VALUE>true</VALUE></QUALIFIER></PROPERTY>)";
    const auto repository = loaded(
        {{"repository.json", ofClasses("\"a.xml\"")},
         {"a.xml", pulled(R"(<CLASS NAME="R_B" SUPERCLASS="R_A"><PROPERTY NAME="Id" TYPE="string" PROPAGATED="true">)" +
                          key + R"(</CLASS><CLASS NAME="R_A"><PROPERTY NAME="Id" TYPE="string">)" + key +
                          R"(</CLASS><CLASS NAME="R_X" SUPERCLASS="R_Y"/><CLASS NAME="R_Y" SUPERCLASS="R_X"/>)")}});
    EXPECT_TRUE(repository->schema("")->isA("R_B", "R_A"));
    EXPECT_EQ(repository->schema("")->keyRoot("R_B"), "r_a");
    EXPECT_NE(repository->schema("")->find("R_X"), nullptr);
    EXPECT_NE(repository->schema("")->find("R_Y"), nullptr);
}

}  // namespace
}  // namespace mockserver::repository
