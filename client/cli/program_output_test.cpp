// What `mi` prints: each format read back by a reader that did not write it, and colour only where it is wanted.
#include <nlohmann/json.hpp>

#include "client/cli/program_for_test.h"
#include "wsman/uris.h"
#include "wsman/xml/document.h"

namespace client::cli {
namespace {

using nlohmann::json;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

const test::Words kGet = {"get", "Win32_Service", "Name=Spooler", "-n", "root/cimv2"};
const test::Words kEnumerate = {"enumerate", "Win32_Process", "-n", "root/cimv2"};

class Output : public test::Program {
protected:
    std::string print(test::Words words, const test::Words& more) {
        words.insert(words.end(), more.begin(), more.end());
        const auto run = miAtMock(words);
        EXPECT_EQ(run.code, 0) << run.err;
        return run.out;
    }
};

TEST_F(Output, JsonIsOneArrayOfObjects) {
    const auto one = json::parse(print(kGet, {"-o", "json"}));
    ASSERT_EQ(one.size(), 1u);
    EXPECT_EQ(one[0]["__class"], "Win32_Service");
    EXPECT_EQ(one[0]["__namespace"], "root/cimv2");
    EXPECT_EQ(one[0]["DisplayName"], "Print Spooler");
    EXPECT_TRUE(one[0]["InstallDate"].is_null());

    const auto all = json::parse(print(kEnumerate, {"--output", "json"}));
    ASSERT_EQ(all.size(), 360u);
    std::set<std::string> handles;
    for (const auto& process : all) {
        EXPECT_EQ(process["__class"], "Win32_Process");
        handles.insert(process["Handle"].get<std::string>());
    }
    EXPECT_EQ(handles.size(), 360u) << "each instance once";
}

TEST_F(Output, JsonKeepsTypesReferencesAndNothing) {
    const auto recorded =
        json::parse(print({"get", "MSFT_President", "Key:uint64=1", "-n", "root/test"}, {"-o", "json"}));
    EXPECT_EQ(recorded.at(0)["Last"], "Washington");
    const auto references =
        json::parse(print({"references", "Win32_Service", "Name=Spooler", "-n", "root/cimv2"}, {"-o", "json"}));
    EXPECT_EQ(references.at(0)["Antecedent"]["Name"], "RpcSs");
    const auto none = json::parse(
        print({"query", "SELECT * FROM Win32_Service WHERE Name='NoSuchService'", "-n", "root/cimv2"}, {"-o", "json"}));
    EXPECT_EQ(none, json::array());
}

TEST_F(Output, XmlIsOneDocument) {
    const auto text = print(kGet, {"-o", "xml"});
    const auto one = wsman::xml::Document::parse(text);
    ASSERT_TRUE(one) << one.error().text();
    EXPECT_EQ(one->root().localName(), "results");
    const auto service = one->root().firstChild();
    EXPECT_EQ(service.localName(), "Win32_Service");
    EXPECT_EQ(service.childLocal("Name").text(), "Spooler");
    EXPECT_EQ(service.childLocal("InstallDate").attribute(wsman::ns::kXsi, "nil"), "true");

    const auto many = print(kEnumerate, {"-o", "xml"});
    const auto all = wsman::xml::Document::parse(many);
    ASSERT_TRUE(all) << all.error().text();
    EXPECT_EQ(all->root().childCount(), 360u);
}

TEST_F(Output, XmlOfNothingIsADocumentToo) {
    const auto text =
        print({"query", "SELECT * FROM Win32_Service WHERE Name='NoSuchService'", "-n", "root/cimv2"}, {"-o", "xml"});
    const auto none = wsman::xml::Document::parse(text);
    ASSERT_TRUE(none) << none.error().text();
    EXPECT_EQ(none->root().childCount(), 0u);
}

TEST_F(Output, MofDeclaresInstances) {
    EXPECT_THAT(print(kGet, {"-o", "mof"}),
                AllOf(StartsWith("instance of Win32_Service\n{\n"), HasSubstr("\n    Name = \"Spooler\";\n"),
                      HasSubstr("\n    PathName = \"C:\\\\Windows\\\\System32\\\\spoolsv.exe\";\n"),
                      HasSubstr("\n    InstallDate = NULL;\n"), HasSubstr("\n};\n")));
    const auto all = print(kEnumerate, {"-o", "mof"});
    std::size_t count = 0;
    for (auto at = all.find("instance of Win32_Process\n"); at != std::string::npos;
         at = all.find("instance of Win32_Process\n", at + 1)) {
        ++count;
    }
    EXPECT_EQ(count, 360u);
}

TEST_F(Output, TableIsAListForOneAndRowsForMany) {
    EXPECT_THAT(print(kGet, {"-o", "table"}), HasSubstr("\nStatus                  : OK\n"));
    EXPECT_THAT(print(kEnumerate, {"-o", "table"}), AllOf(StartsWith("Caption "), Not(HasSubstr(" : "))));
}

TEST_F(Output, ColourOnlyWhereItIsWanted) {
    for (const auto& words : {kGet, kEnumerate}) {
        EXPECT_THAT(print(words, {}), Not(HasSubstr("\033["))) << "stdout is a pipe";
        EXPECT_THAT(print(words, {"--color", "never"}), Not(HasSubstr("\033[")));
        EXPECT_THAT(print(words, {"--color", "always"}), HasSubstr("\033[1m"));
        for (const char* format : {"json", "xml", "mof"}) {
            EXPECT_THAT(print(words, {"--color", "always", "-o", format}), Not(HasSubstr("\033["))) << format;
        }
    }
}

}  // namespace
}  // namespace client::cli
