#include "wsman/ops/transfer.h"

#include <gmock/gmock.h>

#include "wsman/ops/test_messages.h"

namespace wsman::ops {
namespace {

using test::fanEpr;
using test::parse;
using test::recorded;
using test::requestHeader;
using test::withBody;

const BodyWriter kFan = [](xml::Writer& writer) {
    writer.start("f:CIM_Fan").declare("f", "urn:fan").element("f:DeviceID", "1").end();
};

soap::Header fragmentHeader() {
    soap::Header header = requestHeader();
    header.fragmentTransfer = soap::Marked<soap::FragmentTransfer>{{"DeviceID", ""}, true};
    return header;
}

TEST(Transfer, RequestsCarryTheirActionAndBody) {
    struct Row {
        std::string bytes;
        std::string action;
        std::size_t children;
    };
    const std::string base = "http://schemas.xmlsoap.org/ws/2004/09/transfer/";
    for (const Row& row :
         {Row{writeGet(requestHeader()), base + "Get", 0}, Row{writeDelete(requestHeader()), base + "Delete", 0},
          Row{writePut(requestHeader(), kFan), base + "Put", 1},
          Row{writeCreate(requestHeader(), kFan), base + "Create", 1}}) {
        const soap::Message message = parse(row.bytes);
        EXPECT_EQ(message.action(), row.action);
        EXPECT_EQ(message.body().childCount(), row.children) << row.action;
        EXPECT_EQ(*message.header().selector("DeviceID"), "fan & 1") << row.action;
        EXPECT_EQ(message.header().action->mustUnderstand, true) << row.action;
    }
}

TEST(Transfer, TheCallersMarkOfActionIsKept) {
    soap::Header header = requestHeader();
    header.action = soap::Marked<std::string>{"ignored", std::nullopt};
    EXPECT_EQ(parse(writeGet(header)).header().action->mustUnderstand, std::nullopt);
}

TEST(Transfer, RepliesAnswerTheirRequest) {
    struct Row {
        std::string bytes;
        std::string action;
        std::size_t children;
    };
    const soap::Header request = requestHeader();
    const std::string base = "http://schemas.xmlsoap.org/ws/2004/09/transfer/";
    for (const Row& row : {Row{writeGetResponse(request, "uuid:R", kFan), base + "GetResponse", 1},
                           Row{writePutResponse(request, "uuid:R", kFan), base + "PutResponse", 1},
                           Row{writePutResponse(request, "uuid:R"), base + "PutResponse", 0},
                           Row{writeCreateResponse(request, "uuid:R", fanEpr()), base + "CreateResponse", 1},
                           Row{writeDeleteResponse(request, "uuid:R"), base + "DeleteResponse", 0}}) {
        const soap::Message message = parse(row.bytes);
        EXPECT_EQ(message.action(), row.action);
        EXPECT_EQ(message.header().relatesTo, request.messageId);
        EXPECT_EQ(message.header().to, uri::kAnonymous);
        EXPECT_EQ(message.body().childCount(), row.children) << row.action;
        EXPECT_FALSE(message.header().resourceUri) << "R5.1.2.1-5";
    }
}

TEST(Transfer, RepresentationIsTheOneChild) {
    const soap::Message put = parse(writePut(requestHeader(), kFan));
    const Result<xml::Node> read = readRepresentation(put);
    ASSERT_TRUE(read) << read.error().text();
    EXPECT_TRUE(read->is("urn:fan", "CIM_Fan"));

    const soap::Message empty = parse(writePutResponse(requestHeader(), "uuid:R"));
    const Result<xml::Node> none = readRepresentation(empty);
    ASSERT_TRUE(none);
    EXPECT_FALSE(*none);
}

TEST(Transfer, FragmentsAreWrappedAndEchoed) {
    const soap::Message put = parse(writePut(fragmentHeader(), kFan));
    EXPECT_TRUE(put.payload().is(ns::kWsman, "XmlFragment"));
    EXPECT_TRUE(readRepresentation(put)->is("urn:fan", "CIM_Fan"));
    EXPECT_EQ(parse(writeGet(fragmentHeader())).body().childCount(), 0u);

    const soap::Message reply = parse(writeGetResponse(put.header(), "uuid:R", kFan));
    EXPECT_TRUE(reply.payload().is(ns::kWsman, "XmlFragment"));
    ASSERT_TRUE(reply.header().fragmentTransfer);
    EXPECT_EQ(reply.header().fragmentTransfer->value.expression, "DeviceID");
    EXPECT_EQ(reply.header().fragmentTransfer->mustUnderstand, true);

    const soap::Message created = parse(writeCreateResponse(put.header(), "uuid:R", fanEpr()));
    EXPECT_TRUE(created.header().fragmentTransfer);
    EXPECT_TRUE(created.payload().is(ns::kTransfer, "ResourceCreated"));
}

TEST(Transfer, AFragmentThatIsTextOrSeveralElementsStaysWrapped) {
    const soap::Message text = withBody("<w:XmlFragment>42</w:XmlFragment>");
    EXPECT_EQ(readRepresentation(text)->text(), "42");
    const soap::Message several = withBody("<w:XmlFragment><v>1</v><v>2</v></w:XmlFragment>");
    EXPECT_EQ(readRepresentation(several)->childCount(), 2u);
}

TEST(Transfer, RefusesSeveralChildrenAndFaults) {
    const auto several = readRepresentation(withBody("<a xmlns='urn:a'/><b xmlns='urn:a'/>"));
    ASSERT_FALSE(several);
    EXPECT_EQ(several.error().code, ErrorCode::kInvalidBody);
    EXPECT_EQ(several.error().where, "/s:Envelope/s:Body/b");
    const auto fault = readRepresentation(recorded("omi_fault"));
    ASSERT_FALSE(fault);
    EXPECT_EQ(fault.error().code, ErrorCode::kInvalidBody);
}

TEST(Transfer, ResourceCreatedSurvivesARoundTrip) {
    soap::Epr epr = fanEpr();
    epr.extraParameters.emplace_back(R"(<x:Cookie xmlns:x="urn:x">7</x:Cookie>)");
    const auto read = readResourceCreated(parse(writeCreateResponse(requestHeader(), "uuid:R", epr)));
    ASSERT_TRUE(read) << read.error().text();
    EXPECT_EQ(*read, epr);
}

TEST(Transfer, ResourceCreatedToleratesAShellBesideIt) {
    const auto read = readResourceCreated(
        withBody("<x:ResourceCreated><a:Address>urn:here</a:Address></x:ResourceCreated>"
                 "<rsp:Shell xmlns:rsp='http://schemas.microsoft.com/wbem/wsman/1/windows/shell'/>"));
    ASSERT_TRUE(read) << read.error().text();
    EXPECT_EQ(read->address, "urn:here");
}

TEST(Transfer, ResourceCreatedMustBeThereAndSound) {
    const auto missing = readResourceCreated(withBody("<ResourceCreated xmlns='urn:x'/>"));
    ASSERT_FALSE(missing);
    EXPECT_EQ(missing.error().code, ErrorCode::kInvalidBody);
    const auto twice = readResourceCreated(
        withBody("<x:ResourceCreated><a:Address>urn:h</a:Address><a:ReferenceParameters><w:SelectorSet>"
                 "<w:Selector Name='A'>1</w:Selector><w:Selector Name='A'>2</w:Selector></w:SelectorSet>"
                 "</a:ReferenceParameters></x:ResourceCreated>"));
    ASSERT_FALSE(twice);
    EXPECT_EQ(twice.error().code, ErrorCode::kInvalidBody);
    EXPECT_FALSE(twice.error().where.empty());
}

TEST(Transfer, ReadsRecordedMessages) {
    for (const char* name : {"omi_Get", "amt_Get", "omi_Delete", "npm_Delete_shell", "masterzen_Delete_shell"}) {
        const soap::Message message = recorded(name);
        const auto read = readRepresentation(message);
        ASSERT_TRUE(read) << name << ": " << read.error().text();
        EXPECT_FALSE(*read) << name;
    }
    struct Row {
        const char* name;
        const char* root;
    };
    for (const Row& row :
         {Row{"omi_GetResponse", "MSFT_President"}, Row{"omi_Create", "MSFT_President"},
          Row{"omi_Put", "MSFT_President"}, Row{"npm_Create_shell", "Shell"}, Row{"masterzen_Create_shell", "Shell"}}) {
        const soap::Message message = recorded(row.name);
        const auto read = readRepresentation(message);
        ASSERT_TRUE(read) << row.name << ": " << read.error().text();
        EXPECT_EQ(read->localName(), row.root) << row.name;
    }
}

}  // namespace
}  // namespace wsman::ops
