// The client reads every reply that was recorded from OMI, with the values that the recording shows. What it should see
// is taken from the recording by pugixml alone.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <pugixml.hpp>

#include "client/engine/engine_for_test.h"
#include "wsman/cim/text.h"

namespace client {
namespace {

using testing::StartsWith;

constexpr const char* kMessageId = "uuid:00000000-1111-4222-8333-444444444444";
constexpr const char* kContext = "a context, <quoted> & all";

std::filesystem::path root() {
    return std::filesystem::path(MITB_SOURCE_DIR) / "scenarios" / "recorded" / "omi";
}

std::string_view localName(pugi::xml_node node) {
    const std::string_view name = node.name();
    return name.substr(name.find(':') + 1);  // npos + 1 is 0
}

pugi::xml_node find(pugi::xml_node node, std::string_view name) {
    return node.find_node([&](pugi::xml_node each) { return localName(each) == name; });
}

std::vector<pugi::xml_node> elements(pugi::xml_node node) {
    std::vector<pugi::xml_node> out;
    for (const auto child : node.children()) {
        if (child.type() == pugi::node_element) {
            out.push_back(child);
        }
    }
    return out;
}

/// "Name=value" for each property in the order of the text, an array's values joined by commas.
std::string shown(pugi::xml_node instance) {
    std::string out(localName(instance));
    std::string last;
    for (const auto property : elements(instance)) {
        const std::string name(localName(property));
        out += name == last ? ',' : ' ';
        out += name == last ? "" : name + "=";
        const bool nil = std::string_view(property.attribute("xsi:nil").value()) == "true";
        out += nil ? "null" : elements(property).empty() ? property.text().get() : "{" + shown(property) + "}";
        last = name;
    }
    return out;
}

/// The instance that an EPR names, in the same form.
std::string shownEpr(pugi::xml_node epr) {
    const std::string_view uri = find(epr, "ResourceURI").text().get();
    std::string out(uri.substr(uri.rfind('/') + 1));
    for (const auto selector : elements(find(epr, "SelectorSet"))) {
        if (std::string_view(selector.attribute("Name").value()) != "__cimnamespace") {
            out += std::string(" ") + selector.attribute("Name").value() + "=" + selector.text().get();
        }
    }
    return out;
}

/// Identify is no CIM instance: its elements are strings, its lists lie in elements of their own (DSP0226 §11), and
/// what others add to it is no property.
std::string shownIdentity(pugi::xml_node response) {
    std::string out(localName(response));
    for (const auto element : elements(response)) {
        if (std::string_view(element.name()).starts_with("wsmid:")) {
            const auto items = elements(element);
            out += " " + std::string(localName(element)) + "=" + (items.empty() ? element : items[0]).text().get();
        }
    }
    return out;
}

std::string shown(const wsman::cim::Instance& instance);

std::string shown(const wsman::cim::Scalar& scalar) {
    if (const auto* embedded = std::get_if<wsman::cim::Embedded>(&scalar)) {
        return "{" + shown(*embedded->instance) + "}";
    }
    if (const auto* reference = std::get_if<wsman::cim::Reference>(&scalar)) {
        return "{" + shown(*reference->target) + "}";
    }
    return wsman::cim::formatScalar(scalar);
}

std::string shown(const wsman::cim::Instance& instance) {
    std::string out = instance.className;
    for (const auto& property : instance.properties) {
        out += " " + property.name + "=";
        if (property.value.isNull()) {
            out += "null";
        } else if (property.value.scalar) {
            out += shown(*property.value.scalar);
        } else {
            for (const auto& element : *property.value.elements) {
                out += (out.ends_with('=') ? "" : ",") + shown(element);
            }
        }
    }
    return out;
}

std::vector<std::string> instancesOf(pugi::xml_node body) {
    std::vector<std::string> out;
    const auto payload = elements(body);
    if (payload.empty() || localName(payload[0]) == "SubscribeResponse") {
        return out;
    }
    if (localName(payload[0]) == "ResourceCreated") {
        return {shownEpr(payload[0])};
    }
    if (localName(payload[0]) == "IdentifyResponse") {
        return {shownIdentity(payload[0])};
    }
    const auto items = find(body, "Items");
    if (!items) {
        const auto text = shown(payload[0]);
        const auto method =
            text.find("_OUTPUT ");  // OMI puts the class's name before it, where DSP0230 has the method's
        return {method == std::string::npos ? text : "SpellNumber" + text.substr(method + 7)};
    }
    for (const auto item : elements(items)) {
        if (localName(item) == "EndpointReference") {
            out.push_back(shownEpr(item));
        } else {
            out.push_back(shown(localName(item) == "Item" ? elements(item)[0] : item));
        }
    }
    return out;
}

std::string replaceAll(std::string text, const std::string& from, const std::string& to) {
    for (std::size_t at = 0; (at = text.find(from, at)) != std::string::npos; at += to.size()) {
        text.replace(at, from.size(), to);
    }
    return text;
}

std::string readFile(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

std::vector<std::filesystem::path> filesIn(const std::filesystem::path& folder) {
    std::vector<std::filesystem::path> out;
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
        out.push_back(entry.path());
    }
    std::sort(out.begin(), out.end());
    return out;
}

/// The recorded replies of a scenario, with values for what its templates stand for.
std::vector<std::string> replies(const std::filesystem::path& folder) {
    std::vector<std::string> out;
    for (const auto& path : filesIn(folder / "bodies")) {
        auto text = replaceAll(readFile(path), "{{relatesTo}}", kMessageId);
        text = replaceAll(text, "{{messageId}}", "uuid:reply");
        out.push_back(replaceAll(text, "{{context}}", "a context, &lt;quoted&gt; &amp; all"));
    }
    return out;
}

wsman::cim::Instance keysOf(pugi::xml_node header, const std::string& className) {
    wsman::cim::Instance out;
    out.className = className;
    for (const auto selector : elements(find(header, "SelectorSet"))) {
        out.set(selector.attribute("Name").value(),
                wsman::cim::Value::of(wsman::cim::Scalar(std::string(selector.text().get()))), wsman::cim::flag::kKey);
    }
    return out;
}

/// The operation of mi.h that sends what was recorded.
OperationSpec operationFor(pugi::xml_node request) {
    const auto header = find(request, "Header");
    const std::string_view action = find(header, "Action").text().get();
    const std::string_view uri = find(header, "ResourceURI").text().get();
    const std::string name(uri.substr(uri.rfind('/') + 1));
    const auto keys = keysOf(header, name);
    if (action.empty()) {
        return op::TestConnection{};
    }
    if (action.ends_with("transfer/Get")) {
        return op::GetInstance{keys};
    }
    if (action.ends_with("transfer/Put")) {
        return op::ModifyInstance{keys};
    }
    if (action.ends_with("transfer/Create")) {
        return op::CreateInstance{keys};
    }
    if (action.ends_with("transfer/Delete")) {
        return op::DeleteInstance{keys};
    }
    if (action.ends_with("eventing/Subscribe")) {
        return op::Subscribe{"WQL", "select * from Test_Indication"};
    }
    if (action.ends_with("enumeration/Enumerate")) {
        if (find(request, "AssociatedInstances")) {
            return op::AssociatorInstances{keysOf(find(request, "Object"), "X_SmallNumber")};
        }
        if (find(request, "AssociationInstances")) {
            return op::ReferenceInstances{keysOf(find(request, "Object"), "X_SmallNumber")};
        }
        const std::string_view mode = find(request, "EnumerationMode").text().get();
        return op::EnumerateInstances{name, mode == "EnumerateEPR"};
    }
    return op::Invoke{name, std::string(action.substr(action.rfind('/') + 1)), keys};
}

class RecordedReplies : public testing::TestWithParam<std::string> {};

TEST_P(RecordedReplies, AreReadWithTheValuesOfTheRecording) {
    const auto folder = root() / GetParam();
    pugi::xml_document request;
    ASSERT_TRUE(request.load_file(filesIn(folder / "requests").at(0).c_str()));

    OperationContext settings = context();
    settings.newMessageId = [] { return kMessageId; };
    Engine engine(operationFor(request), settings);
    Step step = engine.start();
    for (const auto& text : replies(folder)) {
        ASSERT_TRUE(step.send) << "the operation ended before the recording";
        pugi::xml_document reply;
        ASSERT_TRUE(reply.load_string(text.c_str(), pugi::parse_default | pugi::parse_ws_pcdata_single));
        const auto body = find(reply, "Body");
        const auto fault = find(body, "Fault");
        step = engine.onReply(http(text, fault ? 500 : 200));

        if (fault) {
            ASSERT_TRUE(step.completion);
            EXPECT_NE(step.completion->code, MiResult::kOk);
            const auto error = find(fault, "OMI_Error");
            EXPECT_THAT(step.completion->message,
                        StartsWith(find(error ? error : fault, error ? "Message" : "Text").text().get()));
            ASSERT_TRUE(step.completion->details);
            if (error) {
                EXPECT_EQ(shown(*step.completion->details), shown(error));
                EXPECT_EQ(static_cast<unsigned>(step.completion->code), find(error, "CIMStatusCode").text().as_uint());
            }
            continue;
        }
        std::vector<std::string> read;
        for (std::size_t i = 0; i < step.results.size(); ++i) {
            read.push_back(shown(instanceAt(step, i)));
        }
        EXPECT_EQ(read, instancesOf(body));
        if (find(body, "EnumerationContext") && !find(body, "EndOfSequence")) {
            ASSERT_TRUE(step.send);
            EXPECT_FALSE(step.completion);
            pugi::xml_document pull;
            ASSERT_TRUE(pull.load_string(step.send->body.c_str()));
            EXPECT_STREQ(find(pull, "EnumerationContext").text().get(), kContext);
        } else {
            EXPECT_EQ(codeOf(step), MiResult::kOk);
        }
    }
}

std::vector<std::string> folders() {
    std::vector<std::string> out;
    for (const auto& path : filesIn(root())) {
        out.push_back(path.filename().string());
    }
    return out;
}

INSTANTIATE_TEST_SUITE_P(Omi, RecordedReplies, testing::ValuesIn(folders()),
                         [](const auto& info) { return info.param; });

TEST(RecordedReplies, AreAllOfThem) {
    EXPECT_EQ(folders().size(), 22u);
}

}  // namespace
}  // namespace client
