#include <gmock/gmock.h>

#include "wsman/ops/enumeration.h"
#include "wsman/ops/test_messages.h"

namespace wsman::ops {
namespace {

using test::fanEpr;
using test::parse;
using test::recorded;
using test::withBody;
using ::testing::ElementsAre;

Result<Filter> roundTrip(const Filter& filter) {
    const soap::Message message =
        parse(soap::writeMessage({}, [&](xml::Writer& writer) { writeFilter(writer, filter); }));
    return readFilter(message.payload());
}

AssociationFilter associated() {
    return {.references = false,
            .object = fanEpr(),
            .associationClass = "CIM_Assoc",
            .role = "Antecedent",
            .resultClass = "CIM_Result",
            .resultRole = "Dependent",
            .includeProperties = {"A", "B"}};
}

TEST(Filter, TextSurvivesARoundTrip) {
    const Filter filter{.dialect = std::string(uri::kDialectWql), .text = "select * from A where x < 3 & y > \"4\""};
    EXPECT_EQ(roundTrip(filter), filter);
    const Filter xpath{.text = "a/b[1]"};
    EXPECT_EQ(roundTrip(xpath), xpath);
    EXPECT_EQ(roundTrip({.text = "  padded  "})->text, "padded");
}

TEST(Filter, MarkupSurvivesARoundTrip) {
    const Filter filter{.dialect = "urn:dialect", .markup = R"(<q:Q xmlns:q="urn:q"><q:R>1</q:R></q:Q>)"};
    EXPECT_EQ(roundTrip(filter), filter);
}

TEST(Filter, AssociatedInstancesSurviveARoundTrip) {
    const auto read = roundTrip({.association = associated()});
    ASSERT_TRUE(read) << read.error().text();
    EXPECT_EQ(read->dialect, uri::kDialectAssociation);
    EXPECT_EQ(read->association, associated());
    EXPECT_FALSE(read->markup.empty());
    EXPECT_EQ(roundTrip(*read), *read);
}

TEST(Filter, AssociationInstancesSurviveARoundTrip) {
    AssociationFilter filter{.references = true,
                             .object = fanEpr(),
                             .role = "Antecedent",
                             .resultClass = "CIM_R",
                             .includeProperties = {"A"}};
    const auto read = roundTrip({.association = filter});
    ASSERT_TRUE(read) << read.error().text();
    EXPECT_EQ(read->association, filter);
}

TEST(Filter, AssociationElementsStandInTheSchemasOrder) {
    const soap::Message message =
        parse(soap::writeMessage({}, [](xml::Writer& writer) { writeFilter(writer, {.association = associated()}); }));
    EXPECT_TRUE(message.payload().is(ns::kWsman, "Filter"));
    std::vector<std::string> names;
    for (const xml::Node child : message.payload().child(ns::kCimBinding, "AssociatedInstances").children()) {
        EXPECT_EQ(child.name().ns, ns::kCimBinding);
        names.emplace_back(child.localName());
    }
    EXPECT_THAT(names, ElementsAre("Object", "AssociationClassName", "Role", "ResultClassName", "ResultRole",
                                   "IncludeResultProperty", "IncludeResultProperty"));
}

TEST(Filter, SelectorsSurviveARoundTrip) {
    soap::SelectorSet selectors;
    selectors.set("A", "1 & 2");
    selectors.set("B", fanEpr());
    const auto read = roundTrip({.selectors = selectors});
    ASSERT_TRUE(read) << read.error().text();
    EXPECT_EQ(read->dialect, uri::kDialectSelector);
    EXPECT_EQ(read->selectors, selectors);
}

TEST(Filter, AssociationDialectIgnoresCaseAndTheSuffixOfItsNamespace) {
    const soap::Message message = withBody(
        "<w:Filter Dialect='http://schemas.dmtf.org/wbem/wsman/1/cimbinding/AssociationFilter'>"
        "<q:AssociatedInstances xmlns:q='http://schemas.dmtf.org/wbem/wsman/1/cimbinding'>"
        "<q:Object><a:Address>urn:o</a:Address></q:Object><q:Role>R</q:Role></q:AssociatedInstances></w:Filter>");
    const auto read = readFilter(message.payload());
    ASSERT_TRUE(read) << read.error().text();
    ASSERT_TRUE(read->association);
    EXPECT_EQ(read->association->role, "R");
    EXPECT_EQ(read->association->object.address, "urn:o");
}

TEST(Filter, ReadsRecordedAssociationFilters) {
    const auto assoc = readEnumerate(recorded("omi_Enumerate_assoc"));
    ASSERT_TRUE(assoc) << assoc.error().text();
    ASSERT_TRUE(assoc->filter && assoc->filter->association);
    EXPECT_FALSE(assoc->filter->association->references);
    EXPECT_EQ(assoc->filter->association->object.selectors.find("Number")->value, "8");
    const auto refs = readEnumerate(recorded("omi_Enumerate_refs"));
    ASSERT_TRUE(refs) << refs.error().text();
    EXPECT_TRUE(refs->filter->association->references);
}

TEST(Filter, BadFiltersAreRefused) {
    const std::string association = std::string("<w:Filter Dialect='") + std::string(uri::kDialectAssociation) + "'>";
    const std::string selector = std::string("<w:Filter Dialect='") + std::string(uri::kDialectSelector) + "'>";
    const std::string object = "<b:Object><a:Address>urn:o</a:Address></b:Object>";
    for (const std::string& body : {
             std::string("<w:Filter>text <b:element/></w:Filter>"),
             std::string("<w:Filter><b:one/><b:two/></w:Filter>"),
             association + "select</w:Filter>",
             association + "<b:Other/></w:Filter>",
             association + "<AssociatedInstances xmlns='urn:x'/></w:Filter>",
             association + "<b:AssociatedInstances/></w:Filter>",
             association + "<b:AssociatedInstances>" + object + object + "</b:AssociatedInstances></w:Filter>",
             association + "<b:AssociatedInstances>" + object + "<b:Unknown/></b:AssociatedInstances></w:Filter>",
             association + "<b:AssociatedInstances>" + object +
                 "<b:Role>a</b:Role><b:Role>b</b:Role></b:AssociatedInstances></w:Filter>",
             association + "<b:AssociationInstances>" + object +
                 "<b:ResultRole>a</b:ResultRole></b:AssociationInstances></w:Filter>",
             selector + "A=1</w:Filter>",
             selector + "<w:SelectorSet><w:Selector Name='A'>1</w:Selector><w:Selector Name='A'>2</w:Selector>"
                        "</w:SelectorSet></w:Filter>",
         }) {
        const soap::Message message = withBody(body);
        const auto read = readFilter(message.payload());
        ASSERT_FALSE(read) << body;
        EXPECT_EQ(read.error().code, ErrorCode::kInvalidBody) << body;
        EXPECT_FALSE(read.error().where.empty()) << body;
    }
}

TEST(Filter, DialectsByNameAndByUri) {
    EXPECT_EQ(dialectUri("wql"), uri::kDialectWql);
    EXPECT_EQ(dialectUri("CQL"), uri::kDialectCql);
    EXPECT_EQ(dialectUri("urn:mine"), "urn:mine");
    EXPECT_EQ(dialectUri(std::string(uri::kDialectXPath)), uri::kDialectXPath);
    EXPECT_EQ(dialectUri("SQL"), std::nullopt);
    EXPECT_EQ(dialectUri(""), std::nullopt);
    EXPECT_EQ(dialectUri(":x"), std::nullopt);
    EXPECT_EQ(dialectUri("1a:x"), std::nullopt);
}

}  // namespace
}  // namespace wsman::ops
