#include "wsman/query/query_for_test.h"

namespace wsman::query {
namespace {

using namespace test;

struct Row {
    const char* text;
    const char* result;  ///< names, or the place of the error
};

std::string run(std::string_view text) {
    auto query = parseWql(text);
    if (!query) {
        return query.error().where;
    }
    // Its text reads as the same query.
    const auto again = parseWql(toText(*query));
    EXPECT_TRUE(again) << toText(*query) << ": " << (again ? "" : again.error().text());
    EXPECT_EQ(again ? toText(*again) : "", toText(*query)) << text;
    if (const auto prepared = prepare(*query, zoo()); !prepared) {
        return prepared.error().message;
    }
    const auto rows = select(*query, zoo().source(), zoo());
    return rows ? names(*rows) : rows.error().text();
}

class Wql : public testing::TestWithParam<Row> {};

TEST_P(Wql, GivesTheResult) {
    EXPECT_EQ(run(GetParam().text), GetParam().result) << GetParam().text;
}

INSTANTIATE_TEST_SUITE_P(Accepted, Wql,
                         testing::Values(Row{"SELECT * FROM Zoo_Animal", "ant Bear cat dove emu"},
                                         Row{"select * from zoo_animal", "ant Bear cat dove emu"},
                                         Row{"SELECT * FROM Zoo_Bird", "dove emu"},
                                         Row{"SELECT Name FROM Zoo_Food", "hay fish"},
                                         Row{"SELECT Name, Legs FROM Zoo_Bird", "dove emu"},
                                         Row{"SELECT Zoo_Bird.Name FROM Zoo_Bird", "dove emu"},
                                         Row{"  SELECT\t*\nFROM\r\nZoo_Bird  ", "dove emu"},
                                         Row{"SELECT * FROM Zoo_Animal WHERE Legs = 4", "Bear cat"},
                                         Row{"SELECT * FROM Zoo_Animal WHERE 4 = Legs", "Bear cat"},
                                         Row{"SELECT * FROM Zoo_Animal WHERE Legs=4 AND Tame=TRUE", "cat"},
                                         Row{"SELECT * FROM Zoo_Animal WHERE Legs <> 4", "ant dove emu"},
                                         Row{"SELECT * FROM Zoo_Animal WHERE Legs != 4", "ant dove emu"},
                                         Row{"SELECT * FROM Zoo_Animal WHERE Legs < 4", "dove emu"},
                                         Row{"SELECT * FROM Zoo_Animal WHERE Legs <= 4", "Bear cat dove emu"},
                                         Row{"SELECT * FROM Zoo_Animal WHERE Legs > 4", "ant"},
                                         Row{"SELECT * FROM Zoo_Animal WHERE Legs >= 4", "ant Bear cat"},
                                         Row{"SELECT * FROM Zoo_Animal WHERE 4 < Legs", "ant"},
                                         Row{"SELECT * FROM Zoo_Animal WHERE Legs = 0x4", "Bear cat"},
                                         Row{"SELECT * FROM Zoo_Animal WHERE Legs = 4.0", "Bear cat"},
                                         Row{"SELECT * FROM Zoo_Animal WHERE Legs = '4'", "Bear cat"},
                                         Row{"SELECT * FROM Zoo_Animal WHERE Legs = 'four'", ""},
                                         Row{"SELECT * FROM Zoo_Animal WHERE Balance = -5", "ant"},
                                         Row{"SELECT * FROM Zoo_Animal WHERE Balance < +1", "ant Bear"},
                                         Row{"SELECT * FROM Zoo_Animal WHERE Balance = 9223372036854775807", "dove"},
                                         Row{"SELECT * FROM Zoo_Animal WHERE Hairs = 18446744073709551615", "ant"},
                                         Row{"SELECT * FROM Zoo_Animal WHERE Hairs = 18446744073709551614", ""},
                                         Row{"SELECT * FROM Zoo_Animal WHERE Hairs > 9007199254740992", "ant Bear"},
                                         Row{"SELECT * FROM Zoo_Animal WHERE Hairs = 9007199254740993", "Bear"},
                                         Row{"SELECT * FROM Zoo_Animal WHERE Weight > 4.5e0", "Bear"},
                                         Row{"SELECT * FROM Zoo_Animal WHERE Weight < .01", "ant"},
                                         Row{"SELECT * FROM Zoo_Animal WHERE Weight = 1e-3", "ant"},
                                         Row{"SELECT * FROM Zoo_Animal WHERE Tame = FALSE", "ant Bear emu"},
                                         Row{"SELECT * FROM Zoo_Animal WHERE Tame = 'true'", "cat dove"},
                                         Row{"SELECT * FROM Zoo_Animal WHERE Tame = 1", "cat dove"},
                                         Row{"SELECT * FROM Zoo_Animal WHERE Tame <> TRUE", "ant Bear emu"},
                                         Row{"SELECT * FROM Zoo_Animal WHERE Letter = 'A'", "ant"},
                                         Row{"SELECT * FROM Zoo_Animal WHERE Letter = 'b'", "Bear"},
                                         Row{"SELECT * FROM Zoo_Animal WHERE Name = 'BEAR'", "Bear"},
                                         Row{"SELECT * FROM Zoo_Animal WHERE Name = \"ant\"", "ant"},
                                         Row{"SELECT * FROM Zoo_Animal WHERE Name > 'C'", "cat dove emu"},
                                         Row{"SELECT * FROM Zoo_Animal WHERE Name < 'b'", "ant"},
                                         Row{"SELECT * FROM Zoo_Animal WHERE Note = 'it\\'s \"tiny\"'", "ant"},
                                         Row{"SELECT * FROM Zoo_Animal WHERE Note = \"it's \\\"tiny\\\"\"", "ant"},
                                         Row{"SELECT * FROM Zoo_Animal WHERE Note = 'it''s \"tiny\"'", "ant"},
                                         Row{"SELECT * FROM Zoo_Animal WHERE Note = 'Tall\\\\dark'", "emu"},
                                         Row{"SELECT * FROM Zoo_Animal WHERE Note = ''", "dove"},
                                         Row{"SELECT * FROM Zoo_Animal WHERE Note = 100", "cat"},
                                         Row{"SELECT * FROM Zoo_Animal WHERE Note = Name", ""},
                                         Row{"SELECT * FROM Zoo_Animal WHERE Name = Name", "ant Bear cat dove emu"},
                                         Row{"SELECT * FROM Zoo_Animal WHERE Legs > Within", "ant"}));

INSTANTIATE_TEST_SUITE_P(
    Conditions, Wql,
    testing::Values(Row{"SELECT * FROM Zoo_Animal WHERE Note IS NULL", ""},
                    Row{"SELECT * FROM Zoo_Animal WHERE Hairs IS NULL", "cat dove emu"},
                    Row{"SELECT * FROM Zoo_Animal WHERE Hairs IS NOT NULL", "ant Bear"},
                    Row{"SELECT * FROM Zoo_Animal WHERE Hairs = NULL", "cat dove emu"},
                    Row{"SELECT * FROM Zoo_Animal WHERE Hairs <> NULL", "ant Bear"},
                    Row{"SELECT * FROM Zoo_Animal WHERE NULL = Hairs", "cat dove emu"},
                    Row{"SELECT * FROM Zoo_Animal WHERE Hairs < NULL", ""},
                    Row{"SELECT * FROM Zoo_Animal WHERE Hairs <> 5", "ant Bear"},
                    Row{"SELECT * FROM Zoo_Animal WHERE NOT Hairs = 5", "ant Bear"},
                    Row{"SELECT * FROM Zoo_Animal WHERE NOT Legs = 4", "ant dove emu"},
                    Row{"SELECT * FROM Zoo_Animal WHERE NOT NOT Legs = 4", "Bear cat"},
                    Row{"SELECT * FROM Zoo_Animal WHERE NOT (Legs = 4 OR Legs = 2)", "ant"},
                    Row{"SELECT * FROM Zoo_Animal WHERE Legs = 6 OR Legs = 2 AND Tame = TRUE", "ant dove"},
                    Row{"SELECT * FROM Zoo_Animal WHERE (Legs = 6 OR Legs = 2) AND Tame = TRUE", "dove"},
                    Row{"SELECT * FROM Zoo_Animal WHERE ((Legs = 6))", "ant"},
                    Row{"SELECT * FROM Zoo_Animal WHERE Hairs > 5 OR Legs = 4", "ant Bear cat"},
                    Row{"SELECT * FROM Zoo_Animal WHERE Hairs > 5 AND Legs = 4", "Bear"},
                    Row{"SELECT * FROM Zoo_Animal WHERE Name LIKE 'b%'", "Bear"},
                    Row{"SELECT * FROM Zoo_Animal WHERE Name LIKE '%A%'", "ant Bear cat"},
                    Row{"SELECT * FROM Zoo_Animal WHERE Name LIKE '_a_'", "cat"},
                    Row{"SELECT * FROM Zoo_Animal WHERE Name LIKE '[a-c]%'", "ant Bear cat"},
                    Row{"SELECT * FROM Zoo_Animal WHERE Name LIKE '[^a-c]%'", "dove emu"},
                    Row{"SELECT * FROM Zoo_Animal WHERE Name LIKE '[ae]%'", "ant emu"},
                    Row{"SELECT * FROM Zoo_Animal WHERE Name LIKE 'ant'", "ant"},
                    Row{"SELECT * FROM Zoo_Animal WHERE Name LIKE '%'", "ant Bear cat dove emu"},
                    Row{"SELECT * FROM Zoo_Animal WHERE Name LIKE ''", ""},
                    Row{"SELECT * FROM Zoo_Animal WHERE Note LIKE ''", "dove"},
                    Row{"SELECT * FROM Zoo_Animal WHERE Name NOT LIKE '%a%'", "dove emu"},
                    Row{"SELECT * FROM Zoo_Animal WHERE NOT Name LIKE '%a%'", "dove emu"},
                    Row{"SELECT * FROM Zoo_Animal WHERE Note LIKE '50[%] off[_][[]x]'", "Bear"},
                    Row{"SELECT * FROM Zoo_Animal WHERE Note LIKE '%\\\\dark'", "emu"},
                    Row{"SELECT * FROM Zoo_Animal WHERE Born > '20230601000000.000000+000'", "ant"},
                    Row{"SELECT * FROM Zoo_Animal WHERE Born = '20221231230000.000000+000'", "Bear"},
                    Row{"SELECT * FROM Zoo_Animal WHERE Born < '2024-01-01T00:00:00Z'", "Bear"},
                    Row{"SELECT * FROM Zoo_Animal WHERE Age = '00000010000000.000000:000'", "ant"},
                    Row{"SELECT * FROM Zoo_Animal WHERE Age > Born", ""},
                    Row{"SELECT * FROM Zoo_Animal WHERE Born = 'yesterday'", ""},
                    Row{"SELECT * FROM Zoo_Animal WHERE Tags = 'red'", ""},
                    Row{"SELECT * FROM Zoo_Animal WHERE Tags IS NULL", "cat dove emu"},
                    Row{"SELECT * FROM Zoo_Animal WHERE Eats = 'Zoo_Food.Name=\"hay\"'", "ant"},
                    Row{"SELECT * FROM Zoo_Animal WHERE Eats = 'root/zoo:Zoo_Food.Name=\"fish\"'", "Bear"},
                    Row{"SELECT * FROM Zoo_Animal WHERE Home.Number = 7", "ant"},
                    Row{"SELECT * FROM Zoo_Animal WHERE Home.Place LIKE 'W%'", "Bear"},
                    Row{"SELECT * FROM Zoo_Animal WHERE Home.Stock.Name = 'crumb'", "ant"},
                    Row{"SELECT * FROM Zoo_Animal WHERE Zoo_Animal.Home.Number = 8", "Bear"},
                    Row{"SELECT * FROM Zoo_Animal WHERE Home ISA 'Zoo_Cage'", "ant Bear"},
                    Row{"SELECT * FROM Zoo_Animal WHERE Home ISA Zoo_Food", ""},
                    Row{"SELECT * FROM Zoo_Animal WHERE NOT Home ISA \"Zoo_Food\"", "ant Bear"},
                    Row{"SELECT * FROM Zoo_Animal WHERE __this ISA 'Zoo_Bird'", "dove emu"},
                    Row{"SELECT * FROM Zoo_Animal WHERE __CLASS = 'zoo_bird'", "dove emu"}));

INSTANTIATE_TEST_SUITE_P(
    MoreOfIt, Wql,
    testing::Values(
        Row{"SELECT * FROM Zoo_Animal WHERE __SUPERCLASS = 'Zoo_Animal'", "dove emu"},
        Row{"SELECT * FROM Zoo_Animal WHERE __DYNASTY = 'Zoo_Thing' AND Legs = 6", "ant"},
        Row{"SELECT * FROM Zoo_Animal WHERE __RELPATH = 'Zoo_Animal.Name=\"cat\"'", "cat"},
        Row{"SELECT * FROM Zoo_Animal WHERE __NAMESPACE = 'root/zoo' AND Legs = 6", "ant"},
        Row{"SELECT * FROM Zoo_Animal WHERE Group = TRUE", "ant"},
        Row{"SELECT * FROM Zoo_Animal WHERE Within = 3", "ant"},
        Row{"SELECT * FROM Zoo_Animal WITHIN 2 WHERE Legs = 6", "ant"},
        Row{"SELECT * FROM Zoo_Animal WITHIN 0.5 WHERE Legs = 6", "ant"},
        Row{"SELECT * FROM Zoo_Animal WHERE Legs = 6 GROUP WITHIN 10", "ant"},
        Row{"SELECT * FROM Zoo_Animal WITHIN 1 WHERE Legs = 6 GROUP WITHIN 10 BY Name, Legs HAVING NumberOfEvents > 5",
            "ant"},
        Row{"SELECT * FROM Zoo_Animal GROUP WITHIN 1.5 HAVING NumberOfEvents >= 2.5", "ant Bear cat dove emu"},
        Row{"SELECT * FROM Zoo_Animal GROUP WITHIN 1.5 HAVING NumberOfEvents < 1e99", "ant Bear cat dove emu"},
        Row{"SELECT * FROM Zoo_Animal GROUP WITHIN 1e9 HAVING NumberOfEvents > -5", "ant Bear cat dove emu"},
        Row{"SELECT * FROM __InstanceModificationEvent WITHIN 1 WHERE TargetInstance ISA 'Zoo_Animal' AND "
            "TargetInstance.Legs <> PreviousInstance.Legs",
            ""},
        Row{"SELECT COUNT(*) FROM Zoo_Animal", "?"}, Row{"SELECT Price FROM Zoo_Food WHERE Price > 2", "?"}));

INSTANTIATE_TEST_SUITE_P(
    Rejected, Wql,
    testing::Values(Row{"", "1:1"}, Row{"   ", "1:4"}, Row{"SELEC * FROM X", "1:1"}, Row{"SELECT", "1:7"},
                    Row{"SELECT FROM X", "1:13"}, Row{"SELECT * X", "1:10"}, Row{"SELECT * FROM", "1:14"},
                    Row{"SELECT * FROM 5", "1:15"}, Row{"SELECT *, FROM X", "1:16"}, Row{"SELECT Name, FROM X", "1:19"},
                    Row{"SELECT * FROM X WHERE", "1:22"}, Row{"SELECT * FROM X WHERE a", "1:24"},
                    Row{"SELECT * FROM X WHERE a =", "1:26"}, Row{"SELECT * FROM X WHERE a == 1", "1:26"},
                    Row{"SELECT * FROM X WHERE a = 1 AND", "1:32"}, Row{"SELECT * FROM X WHERE OR a = 1", "1:26"},
                    Row{"SELECT * FROM X WHERE (a = 1", "1:29"}, Row{"SELECT * FROM X WHERE a = 1)", "1:28"},
                    Row{"SELECT * FROM X WHERE a = 'b", "1:27"}, Row{"SELECT * FROM X WHERE a = \"b'", "1:27"},
                    Row{"SELECT * FROM X WHERE a LIKE b", "1:30"}, Row{"SELECT * FROM X WHERE a LIKE 5", "1:30"},
                    Row{"SELECT * FROM X WHERE a NOT = 5", "1:29"}, Row{"SELECT * FROM X WHERE a IS 5", "1:28"},
                    Row{"SELECT * FROM X WHERE a IS NOT 5", "1:32"}, Row{"SELECT * FROM X WHERE a ISA 5", "1:29"},
                    Row{"SELECT * FROM X WHERE a = 1 b = 2", "1:29"}, Row{"SELECT * FROM X WHERE a = 12abc", "1:27"},
                    Row{"SELECT * FROM X WHERE a = 1.2.3", "1:27"}, Row{"SELECT * FROM X WHERE a = 0x", "1:27"},
                    Row{"SELECT * FROM X WHERE a = 99999999999999999999", "1:27"},
                    Row{"SELECT * FROM X WHERE a = -b", "1:28"}, Row{"SELECT * FROM X WHERE a = #", "1:27"},
                    Row{"SELECT * FROM X; DROP", "1:16"}, Row{"SELECT * FROM X, Y", "1:16"},
                    Row{"SELECT * FROM X\nWHERE a = 1\n  AND ?", "3:7"}, Row{"SELECT * FROM X WHERE ä = 'é' %", "1:31"},
                    Row{"SELECT * FROM X WITHIN", "1:23"}, Row{"SELECT * FROM X WITHIN two", "1:24"},
                    Row{"SELECT * FROM X WITHIN 0", "1:24"}, Row{"SELECT * FROM X GROUP BY a", "1:23"},
                    Row{"SELECT * FROM X GROUP WITHIN 5 BY", "1:34"},
                    Row{"SELECT * FROM X GROUP WITHIN 5 HAVING a > 5", "1:39"},
                    Row{"SELECT * FROM X GROUP WITHIN 5 HAVING NumberOfEvents LIKE 'a'", "1:54"},
                    Row{"SELECT * FROM X GROUP WITHIN 5 HAVING NumberOfEvents > 'a' BY b", "1:56"},
                    Row{"SELECT * FROM X GROUP WITHIN 0 HAVING NumberOfEvents > 1", "1:30"},
                    Row{"SELECT COUNT(Name) FROM X", "1:14"}, Row{"SELECT Name, COUNT(*) FROM X", "1:14"},
                    Row{"SELECT a. FROM X", "1:16"}, Row{"ASSOCIATORS {X}", "1:13"}, Row{"ASSOCIATORS OF X", "1:16"}));

INSTANTIATE_TEST_SUITE_P(
    RejectedByTheClasses, Wql,
    testing::Values(Row{"SELECT * FROM Zoo_Plant", "there is no class \"Zoo_Plant\""},
                    Row{"SELECT Wings FROM Zoo_Bird", "Zoo_Bird has no property \"Wings\""},
                    Row{"SELECT * FROM Zoo_Bird WHERE Wings = 2", "Zoo_Bird has no property \"Wings\""},
                    Row{"SELECT * FROM Zoo_Animal WHERE Flies = TRUE", "Zoo_Animal has no property \"Flies\""},
                    Row{"SELECT * FROM Zoo_Animal WHERE Home.Roof = 1", "Zoo_Cage has no property \"Roof\""},
                    Row{"SELECT * FROM Zoo_Animal WHERE __Wings = 2", "Zoo_Animal has no property \"__Wings\""},
                    Row{"SELECT __Wings FROM Zoo_Animal", "Zoo_Animal has no property \"__Wings\""},
                    Row{"SELECT * FROM Zoo_Animal WHERE Home.__Roof = 1", "Zoo_Cage has no property \"__Roof\""},
                    Row{"SELECT * FROM Zoo_Animal WHERE Home ISA 'Zoo_Tent'", "there is no class \"Zoo_Tent\""}));

TEST(WqlRelated, ReadsAssociatorsAndReferences) {
    const std::vector<Row> rows{
        {"ASSOCIATORS OF {Win32_X.Name=\"a\"}", "ASSOCIATORS OF {Win32_X.Name=\"a\"}"},
        {"associators of { X.K='}' } where assocclass=Y", "ASSOCIATORS OF {X.K='}'} WHERE AssocClass = \"Y\""},
        {"ASSOCIATORS OF {X=@} WHERE ResultClass = 'R' Role=Antecedent ResultRole = Dependent",
         "ASSOCIATORS OF {X=@} WHERE ResultClass = \"R\" ResultRole = \"Dependent\" Role = \"Antecedent\""},
        {"ASSOCIATORS OF {X} WHERE RequiredQualifier=Q RequiredAssocQualifier=A ClassDefsOnly KeysOnly SchemaOnly",
         "ASSOCIATORS OF {X} WHERE RequiredQualifier = \"Q\" RequiredAssocQualifier = \"A\" ClassDefsOnly KeysOnly "
         "SchemaOnly"},
        {"REFERENCES OF {X.K=1} WHERE ResultClass=R Role=A RequiredQualifier=Q",
         "REFERENCES OF {X.K=1} WHERE ResultClass = \"R\" Role = \"A\" RequiredQualifier = \"Q\""},
        {"REFERENCES OF {X.K=1} WHERE SchemaOnly", "REFERENCES OF {X.K=1} WHERE SchemaOnly"},
        {"REFERENCES OF {X.K=1} WHERE AssocClass=R", "1:29"},
        {"REFERENCES OF {X.K=1} WHERE KeysOnly", "1:29"},
        {"ASSOCIATORS OF {X.K=\"1}", "1:17"},
        {"ASSOCIATORS OF {}", "1:16"},
        {"ASSOCIATORS OF {X} WHERE Role=A Role=B", "1:33"},
        {"ASSOCIATORS OF {X} WHERE Role A", "1:31"},
        {"ASSOCIATORS OF {X} X", "1:20"},
    };
    for (const auto& row : rows) {
        const auto query = parseWql(row.text);
        EXPECT_EQ(query ? toText(*query) : query.error().where, row.result) << row.text;
        EXPECT_TRUE(!query || (parseWql(toText(*query)) && parseWql(toText(*query))->related == query->related));
    }
}

TEST(WqlSchema, FindsClasses) {
    const std::vector<Row> rows{
        {"SELECT * FROM meta_class WHERE __this ISA 'Zoo_Animal'", "Zoo_Animal Zoo_Bird "},
        {"SELECT * FROM meta_class WHERE __CLASS = 'zoo_bird'", "Zoo_Bird "},
        {"SELECT * FROM meta_class WHERE __SUPERCLASS = 'Zoo_Thing'", "Zoo_Animal Zoo_Food "},
        {"SELECT * FROM meta_class WHERE __SUPERCLASS IS NULL", "__Event Zoo_Cage Zoo_Thing "},
        {"SELECT * FROM meta_class WHERE __DYNASTY = '__Event'", "__Event __InstanceModificationEvent "},
        {"SELECT * FROM meta_class WHERE __CLASS LIKE 'Zoo[_]%'", "Zoo_Animal Zoo_Bird Zoo_Cage Zoo_Food Zoo_Thing "},
    };
    for (const auto& row : rows) {
        const auto query = parseWql(row.text);
        ASSERT_TRUE(query) << row.text;
        EXPECT_TRUE(isSchemaQuery(*query));
        std::string found;
        for (const auto& [name, declaration] : zoo().classes) {
            found += matchesClass(*query, *declaration, zoo()) ? declaration->name + " " : "";
        }
        EXPECT_EQ(found, row.result) << row.text;
    }
}

TEST(WqlEvents, LookIntoEmbeddedObjects) {
    cim::Instance event;
    event.className = "__InstanceModificationEvent";
    const auto embed = [](const InstancePtr& instance) { return cim::Value::of(cim::Embedded{instance}); };
    event.set("TargetInstance", embed(zoo().instances.at(2)));    // ant
    event.set("PreviousInstance", embed(zoo().instances.at(3)));  // Bear
    const auto holds = [&](std::string_view condition) {
        auto query = parseWql("SELECT * FROM __InstanceModificationEvent WITHIN 1 WHERE " + std::string(condition));
        EXPECT_TRUE(query && prepare(*query, zoo())) << condition;
        return query && matches(*query, event, zoo());
    };
    EXPECT_TRUE(holds("TargetInstance ISA 'Zoo_Thing' AND TargetInstance.Legs <> PreviousInstance.Legs"));
    EXPECT_FALSE(holds("TargetInstance ISA 'Zoo_Bird'"));
    EXPECT_TRUE(holds("PreviousInstance.Home.Number = 8"));
    EXPECT_FALSE(holds("PreviousInstance.Nothing = 8"));

    const auto query = parseWql("SELECT TargetInstance.Name, TargetInstance.Legs FROM __InstanceModificationEvent");
    const auto projected = project(*query, event, zoo());
    ASSERT_EQ(projected.properties.size(), 1U);
    EXPECT_EQ(projected.properties[0].value.get<cim::Embedded>()->instance->properties.size(), 2U);
}

TEST(WqlSchema, EndsWhereClassesDeriveInACircle) {
    class Circle : public ClassView {
    public:
        [[nodiscard]] bool isA(std::string_view name, std::string_view ancestor) const override {
            return name == ancestor;
        }
        [[nodiscard]] std::shared_ptr<const cim::Class> find(std::string_view name) const override {
            auto out = std::make_shared<cim::Class>();
            out->name = name;
            out->superClass = name == "A" ? "B" : "A";
            return out;
        }
    };
    const auto query = parseWql("SELECT * FROM A WHERE __DYNASTY = 'C'");
    ASSERT_TRUE(query);
    cim::Instance instance;
    instance.className = "A";
    EXPECT_FALSE(matches(*query, instance, Circle()));
}

TEST(WqlLimits, AreKept) {
    const std::string deep = "SELECT * FROM X WHERE " + std::string(100, '(') + "a = 1" + std::string(100, ')');
    EXPECT_EQ(parseWql(deep).error().code, ErrorCode::kLimitExceeded);
    EXPECT_EQ(parseWql(std::string(70'000, ' ')).error().code, ErrorCode::kLimitExceeded);
    std::string wide = "SELECT * FROM X WHERE a = 1";
    for (int i = 0; i < 5000; ++i) {
        wide += " OR a=1";
    }
    EXPECT_EQ(parseWql(wide).error().code, ErrorCode::kLimitExceeded);
}

}  // namespace
}  // namespace wsman::query
