// Replies of an OMI server as they were captured: testdata/omi_*.xml.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "wsman/cim/codec_fixture.h"

namespace wsman::cim {
namespace {

using testing::ElementsAre;

xml::Document captured(const std::string& name) {
    std::ifstream file(std::string(MITB_SOURCE_DIR "/wsman/cim/testdata/") + name);
    std::ostringstream text;
    text << file.rdbuf();
    return parsed(text.str());
}

xml::Node payload(const xml::Document& document) {
    return document.root().child(ns::kSoap, "Body").firstChild();
}

std::vector<Instance> readAll(xml::Node items) {
    std::vector<Instance> instances;
    for (xml::Node item = items.firstChild(); item; item = item.next()) {
        auto instance = readInstance(item.is(ns::kWsman, "Item") ? item.firstChild() : item);
        if (!instance) {
            ADD_FAILURE() << instance.error().text();
            continue;
        }
        instances.push_back(std::move(*instance));
    }
    return instances;
}

std::string textAt(const Instance& instance, std::string_view name) {
    const Property* property = instance.find(name);
    const std::string* text = property != nullptr ? property->value.get<std::string>() : nullptr;
    return text != nullptr ? *text : "(none)";
}

TEST(Captured, President) {
    const auto document = captured("omi_get_president.xml");
    Instance wanted{"MSFT_President", "", {}, cimUri("MSFT_President")};
    wanted.set("Key", Value::of("1"));
    wanted.set("First", Value::of("George"));
    wanted.set("Last", Value::of("Washington"));
    EXPECT_EQ(*readInstance(payload(document)), wanted);

    Class schema{"MSFT_President"};
    schema.properties = {{"Key", Type::kUint64}, {"First"}, {"Last"}};
    schema.properties[0].flags = flag::kKey;
    wanted.properties[0] = {"Key", Value::of(std::uint64_t{1}), flag::kKey};
    EXPECT_EQ(*readInstance(payload(document), &schema), wanted);
}

TEST(Captured, ItemsWithTheirEprs) {
    const auto document = captured("omi_enumerate_object_and_epr.xml");
    const xml::Node items = payload(document).child(ns::kWsman, "Items");
    const auto presidents = readAll(items);
    ASSERT_EQ(presidents.size(), 5u);
    std::vector<std::string> names;
    for (const Instance& president : presidents) {
        names.push_back(textAt(president, "First") + " " + textAt(president, "Last"));
    }
    EXPECT_THAT(names,
                ElementsAre("George Washington", "John Adams", "Thomas Jefferson", "James Madison", "James Monroe"));
    std::size_t at = 0;
    for (xml::Node item = items.firstChild(); item; item = item.next()) {
        const auto epr = soap::readEpr(item.child(ns::kAddressing, "EndpointReference"));
        ASSERT_TRUE(epr);
        Instance key{"MSFT_President", "", {}, cimUri("MSFT_President")};
        key.set("Key", Value::of(std::to_string(++at)), flag::kKey);
        EXPECT_EQ(instanceOf(*epr), key);
        EXPECT_EQ(*eprOf(key, uri::kAnonymous), *epr);
    }
}

TEST(Captured, EprsAlone) {
    const auto document = captured("omi_enumerate_epr.xml");
    std::vector<std::string> keys;
    for (const xml::Node item : payload(document).child(ns::kWsman, "Items").children()) {
        const auto epr = soap::readEpr(item);
        ASSERT_TRUE(epr);
        keys.push_back(textAt(instanceOf(*epr), "Key"));
    }
    EXPECT_THAT(keys, ElementsAre("1", "2", "3", "4", "5"));
}

TEST(Captured, AssociatorsOfSeveralClasses) {
    const auto document = captured("omi_associators.xml");
    const auto instances = readAll(payload(document).child(ns::kWsman, "Items"));
    ASSERT_EQ(instances.size(), 3u);
    EXPECT_EQ(instances[0].className, "X_SmallNumber");
    EXPECT_EQ(instances[0].find("Description")->value, Value::null(Type::kString));
    EXPECT_EQ(textAt(instances[1], "SpelledNumber"), "sixteen");
    EXPECT_EQ(instances[2].className, "X_NumberWorld");
    EXPECT_EQ(textAt(instances[2], "Description"), "<&\t xml-encoding-test \t&>");
    EXPECT_EQ(textAt(instances[2], "ns"), "");
    EXPECT_EQ(instances[2].properties.size(), 9u);
}

TEST(Captured, PulledItems) {
    const auto document = captured("omi_pull_small_numbers.xml");
    const auto numbers = readAll(payload(document).child(ns::kEnumeration, "Items"));
    ASSERT_EQ(numbers.size(), 7u);
    EXPECT_EQ(textAt(numbers[0], "Number"), "14");
    EXPECT_EQ(textAt(numbers[3], "SpelledNumber"), "twenty ") << "the space is the provider's";
}

TEST(Captured, AnArrayOfStrings) {
    const auto document = captured("omi_enumerate_identify.xml");
    const auto instances = readAll(payload(document).child(ns::kWsman, "Items"));
    ASSERT_EQ(instances.size(), 1u);
    EXPECT_EQ(instances[0].properties.size(), 25u);
    const Value& nameSpaces = instances[0].find("ConfigNameSpaces")->value;
    ASSERT_TRUE(nameSpaces.elements);
    EXPECT_EQ(nameSpaces.elements->size(), 13u);
    EXPECT_EQ(nameSpaces.elements->front(), Scalar(std::string("root-test")));
    EXPECT_EQ(nameSpaces.elements->back(), Scalar(std::string("oop-requestor-test-c")));
}

TEST(Captured, OutputOfAMethod) {
    const auto document = captured("omi_invoke_spell_number.xml");
    const auto output = readInstance(payload(document));
    ASSERT_TRUE(output);
    EXPECT_EQ(output->className, "X_SmallNumber_OUTPUT");
    EXPECT_EQ(output->resourceUri, cimUri("X_SmallNumber"));
    EXPECT_EQ(textAt(*output, "ReturnValue"), "one hundred twenty three");
}

TEST(Captured, ErrorInADetail) {
    const auto document = captured("omi_fault_not_found.xml");
    const auto error = readInstance(payload(document).child(ns::kSoap, "Detail").firstChild());
    ASSERT_TRUE(error);
    EXPECT_EQ(error->className, "OMI_Error");
    EXPECT_EQ(textAt(*error, "Message"), "The requested object cannot be found.");
    EXPECT_EQ(error->find("CIMStatusCode")->value, Value::of(std::uint32_t{6}));
    EXPECT_EQ(error->find("OMI_Category")->value, Value::of(std::uint32_t{13}));
    EXPECT_EQ(error->find("ErrorSource")->value, Value::null(Type::kString));
}

/// The shape of what WinRM sends: the class's type on the root, the WMI URI as namespace, cim:Datetime, nil.
TEST(LikeWinRm, AService) {
    const std::string text =
        R"(<s:Body xmlns:s="http://www.w3.org/2003/05/soap-envelope"
  xmlns:p="http://schemas.microsoft.com/wbem/wsman/1/wmi/root/cimv2/Win32_Service"
  xmlns:cim="http://schemas.dmtf.org/wbem/wscim/1/common" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<p:Win32_Service xsi:type="p:Win32_Service_Type" xml:lang="en-US"><p:AcceptPause>false</p:AcceptPause>
  <p:Description xsi:nil="true"/><p:InstallDate><cim:Datetime>2024-03-01T08:00:00.123456+01:00</cim:Datetime>
  </p:InstallDate><p:Name>Spooler</p:Name><p:ProcessId>1234</p:ProcessId></p:Win32_Service></s:Body>)";
    const auto service = readBody(text);
    ASSERT_TRUE(service) << service.error().text();
    EXPECT_EQ(service->className, "Win32_Service");
    EXPECT_EQ(service->nameSpace, "root/cimv2");
    EXPECT_EQ(service->properties.size(), 5u);
    EXPECT_EQ(service->find("InstallDate")->value, Value::of(Datetime(Timestamp{2024, 3, 1, 8, 0, 0, 123456, 60})));
    EXPECT_TRUE(service->find("Description")->value.isNull());
    EXPECT_EQ(textAt(*service, "AcceptPause"), "false");
}

}  // namespace
}  // namespace wsman::cim
