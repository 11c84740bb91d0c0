#include <limits>

#include "wsman/query/query_for_test.h"

namespace wsman::query {
namespace {

using namespace test;

struct Row {
    const char* text;
    const char* result;  ///< names, or the place of the error
};

std::string run(std::string_view text) {
    auto query = parseCql(text);
    if (!query) {
        return query.error().where;
    }
    const auto again = parseCql(toText(*query));
    EXPECT_TRUE(again) << toText(*query) << ": " << (again ? "" : again.error().text());
    EXPECT_EQ(again ? toText(*again) : "", toText(*query)) << text;
    if (const auto prepared = prepare(*query, zoo()); !prepared) {
        return prepared.error().message;
    }
    const auto rows = select(*query, zoo().source(), zoo());
    return rows ? names(*rows) : rows.error().text();
}

class Cql : public testing::TestWithParam<Row> {};

TEST_P(Cql, GivesTheResult) {
    EXPECT_EQ(run(GetParam().text), GetParam().result) << GetParam().text;
}

INSTANTIATE_TEST_SUITE_P(
    Basic, Cql,
    testing::Values(Row{"SELECT * FROM Zoo_Bird", "dove emu"}, Row{"SELECT Name FROM Zoo_Bird", "dove emu"},
                    Row{"SELECT Zoo_Bird.Name FROM Zoo_Bird", "dove emu"},
                    Row{"SELECT b.Name FROM Zoo_Bird AS b", "dove emu"},
                    Row{"SELECT b.Name FROM Zoo_Bird b", "dove emu"}, Row{"SELECT b.* FROM Zoo_Bird b", "dove emu"},
                    Row{"SELECT Legs AS Name FROM Zoo_Bird", "? ?"},
                    Row{"SELECT Note AS Name FROM Zoo_Animal WHERE Legs = 4 AND Tame = TRUE", "100"},
                    Row{"SELECT * FROM Zoo_Animal WHERE Name = 'bear'", ""},
                    Row{"SELECT * FROM Zoo_Animal WHERE Name = 'Bear'", "Bear"},
                    Row{"SELECT * FROM Zoo_Animal WHERE Name < 'a'", "Bear"},
                    Row{"SELECT * FROM Zoo_Animal WHERE Legs = 4 AND NOT Tame = FALSE", "cat"},
                    Row{"SELECT * FROM Zoo_Animal WHERE Legs + 2 = 6", "Bear cat"},
                    Row{"SELECT * FROM Zoo_Animal WHERE Legs * 2 - 1 = 7", "Bear cat"},
                    Row{"SELECT * FROM Zoo_Animal WHERE Legs / 2 = 3", "ant"},
                    Row{"SELECT * FROM Zoo_Animal WHERE (Legs + 2) * 2 = 12", "Bear cat"},
                    Row{"SELECT * FROM Zoo_Animal WHERE (Legs = 6)", "ant"},
                    Row{"SELECT * FROM Zoo_Animal WHERE ((Legs) = (6))", "ant"},
                    Row{"SELECT * FROM Zoo_Animal WHERE (Legs = 6 OR (Legs) = 2) AND (Tame = TRUE)", "dove"},
                    Row{"SELECT * FROM Zoo_Animal WHERE 2 + 2 = Legs", "Bear cat"},
                    Row{"SELECT * FROM Zoo_Animal WHERE Legs / 0 = 1", ""},
                    Row{"SELECT * FROM Zoo_Animal WHERE Name || '!' = 'ant!'", "ant"},
                    Row{"SELECT * FROM Zoo_Animal WHERE UpperCase(Name) = 'BEAR'", "Bear"},
                    Row{"SELECT * FROM Zoo_Animal WHERE lowercase(Name) = 'bear'", "Bear"},
                    Row{"SELECT * FROM Zoo_Animal WHERE NumericToString(Legs) = '6'", "ant"},
                    Row{"SELECT * FROM Zoo_Animal WHERE StringToUint(Note) = 100", "cat"},
                    Row{"SELECT * FROM Zoo_Animal WHERE StringToSint(Note) > 99", "cat"},
                    Row{"SELECT * FROM Zoo_Animal WHERE StringToReal('4.0') = Legs", "Bear cat"},
                    Row{"SELECT * FROM Zoo_Animal WHERE BooleanToString(Tame) = 'true'", "cat dove"},
                    Row{"SELECT * FROM Zoo_Animal WHERE Born > StringToDateTime('20230601000000.000000+000')", "ant"},
                    Row{"SELECT * FROM Zoo_Animal WHERE DateTimeToString(Age) LIKE '0000001.*'", "ant"},
                    Row{"SELECT * FROM Zoo_Animal WHERE ArrayLength(Scores) = 2", "ant"},
                    Row{"SELECT * FROM Zoo_Animal WHERE Scores[0] = 9", "cat"},
                    Row{"SELECT * FROM Zoo_Animal WHERE Tags[1] = 'red'", "ant"},
                    Row{"SELECT * FROM Zoo_Animal WHERE Tags[7] = 'red'", ""},
                    Row{"SELECT * FROM Zoo_Animal WHERE Name LIKE 'B.*'", "Bear"},
                    Row{"SELECT * FROM Zoo_Animal WHERE Name LIKE '.a.'", "cat"},
                    Row{"SELECT * FROM Zoo_Animal WHERE Note LIKE '50% off_.x.'", "Bear"},
                    Row{"SELECT * FROM Zoo_Animal WHERE Note LIKE '.*\\\\.*'", ""},
                    Row{"SELECT * FROM Zoo_Animal WHERE Note IS NULL", ""},
                    Row{"SELECT * FROM Zoo_Animal WHERE Hairs IS NOT NULL", "ant Bear"},
                    Row{"SELECT * FROM Zoo_Animal WHERE Hairs = NULL", ""}));

INSTANTIATE_TEST_SUITE_P(
    Beyond, Cql,
    testing::Values(
        Row{"SELECT * FROM Zoo_Animal WHERE Zoo_Animal ISA Zoo_Bird", "dove emu"},
        Row{"SELECT * FROM Zoo_Animal a WHERE a ISA Zoo_Bird", "dove emu"},
        Row{"SELECT * FROM Zoo_Animal WHERE SELF ISA Zoo_Bird", "dove emu"},
        Row{"SELECT * FROM Zoo_Animal WHERE Zoo_Bird::Flies = TRUE", "dove"},
        Row{"SELECT * FROM Zoo_Animal a WHERE a.Zoo_Bird::Flies = FALSE", "emu"},
        Row{"SELECT * FROM Zoo_Animal WHERE Home.Stock.Name = 'crumb'", "ant"},
        Row{"SELECT * FROM Zoo_Animal WHERE Home.Zoo_Cage::Number = 7", "ant"},
        Row{"SELECT * FROM Zoo_Animal WHERE ClassName(Home) = 'Zoo_Cage'", "ant Bear"},
        Row{"SELECT * FROM Zoo_Animal WHERE ClassName(SELF) = 'Zoo_Bird'", "dove emu"},
        Row{"SELECT * FROM Zoo_Animal ORDER BY Legs", "dove emu Bear cat ant"},
        Row{"SELECT * FROM Zoo_Animal ORDER BY Legs DESC, Name ASC", "ant Bear cat dove emu"},
        Row{"SELECT * FROM Zoo_Animal ORDER BY Hairs, Name DESC", "emu dove cat Bear ant"},
        Row{"SELECT FIRST 2 * FROM Zoo_Animal ORDER BY Weight DESC", "Bear cat"},
        Row{"SELECT FIRST 0 * FROM Zoo_Animal", ""}, Row{"SELECT DISTINCT Legs FROM Zoo_Animal", "? ? ?"},
        Row{"SELECT DISTINCT Tame, Legs FROM Zoo_Bird", "? ?"}, Row{"SELECT COUNT(*) FROM Zoo_Animal", "?"},
        // Joins.
        Row{"SELECT a.Name FROM Zoo_Animal a, Zoo_Food f WHERE a.Eats = ObjectPath(f)", "ant Bear"},
        Row{"SELECT f.Name FROM Zoo_Animal a, Zoo_Food f WHERE a.Eats = ObjectPath(f) AND a.Legs = 6", "hay"},
        Row{"SELECT f.Name FROM Zoo_Animal a, Zoo_Food f WHERE ObjectPath(f) = a.Eats AND f.Price > 2", "fish"},
        Row{"SELECT a.Name, b.Legs FROM Zoo_Animal a, Zoo_Bird b WHERE a.Legs = b.Legs AND a.Name <> b.Name",
            "dove emu"},
        Row{"SELECT a.*, f.* FROM Zoo_Animal a, Zoo_Food f WHERE a.Eats = ObjectPath(f) ORDER BY f.Price DESC",
            "Bear ant"},
        Row{"SELECT * FROM Zoo_Food f, Zoo_Food g WHERE f.Price < g.Price", "hay"},
        Row{"SELECT COUNT(*) FROM Zoo_Animal a, Zoo_Bird b", "?"},
        Row{"SELECT FIRST 1 a.Name FROM Zoo_Animal a, Zoo_Bird b WHERE a.Legs > b.Legs ORDER BY a.Name DESC", "cat"}));

INSTANTIATE_TEST_SUITE_P(
    Rejected, Cql,
    testing::Values(
        Row{"", "1:1"}, Row{"ASSOCIATORS OF {X}", "1:1"}, Row{"SELECT FIRST * FROM X", "1:14"},
        Row{"SELECT FIRST 1.5 * FROM X", "1:14"}, Row{"SELECT DISTINCT FROM X", "1:22"},
        Row{"SELECT a AS FROM X", "1:18"}, Row{"SELECT * FROM X AS", "1:19"}, Row{"SELECT * FROM X a,", "1:19"},
        Row{"SELECT * FROM X WITHIN 5", "1:24"}, Row{"SELECT * FROM X WHERE a = 1 GROUP BY b", "1:29"},
        Row{"SELECT * FROM X WHERE Nothing(a) = 1", "1:30"}, Row{"SELECT * FROM X WHERE UpperCase() = 'a'", "1:33"},
        Row{"SELECT * FROM X WHERE UpperCase(a, b) = 'a'", "1:37"}, Row{"SELECT * FROM X WHERE a[b] = 1", "1:25"},
        Row{"SELECT FIRST 77777777777777777777777 * FROM X", "1:14"}, Row{"SELECT FIRST 1e300 * FROM X", "1:14"},
        Row{"SELECT FIRST 1000000000000000001 * FROM X", "1:14"},
        Row{"SELECT * FROM X WHERE a[4294967296] = 1", "1:25"}, Row{"SELECT * FROM X WHERE a[1.5] = 1", "1:25"},
        Row{"SELECT * FROM X WHERE a[1 = 1", "1:27"}, Row{"SELECT * FROM X WHERE a::5 = 1", "1:26"},
        Row{"SELECT * FROM X WHERE (a + 1 = 2", "1:33"}, Row{"SELECT * FROM X WHERE a + = 2", "1:27"},
        Row{"SELECT * FROM X WHERE a +", "1:26"}, Row{"SELECT * FROM X ORDER a", "1:23"},
        Row{"SELECT * FROM X ORDER BY", "1:25"}, Row{"SELECT * FROM X ORDER BY a b", "1:28"},
        Row{"SELECT MAX(a) FROM X", "1:11"}, Row{"SELECT * FROM X WHERE a ISA", "1:28"},
        Row{"SELECT y.* FROM X", "1:8"}, Row{"SELECT x.a, y.* FROM X x", "1:13"},
        Row{"SELECT * FROM Zoo_Animal a WHERE b.Legs = 4", "Zoo_Animal has no property \"b\""},
        Row{"SELECT * FROM Zoo_Animal a, Zoo_Plant p", "there is no class \"Zoo_Plant\""}));

TEST(CqlUnsupported, IsToldFromWhatIsWrong) {
    const std::vector<Row> rows{
        {"SELECT * FROM X WHERE ANY a = 1", "1:23"},
        {"SELECT * FROM X WHERE EVERY a = 1", "1:23"},
        {"SELECT * FROM X WHERE (ANY a = 1)", "1:24"},
        {"SELECT * FROM X WHERE a = 1 AND\n  NOT ANY b IN c SATISFIES (b = 1)", "2:7"},
        {"SELECT * FROM X WHERE a IN (1, 2)", "1:25"},
        {"SELECT * FROM X WHERE a IN (SELECT b FROM Y)", "1:25"},
        {"SELECT * FROM X WHERE a SATISFIES (b = 1)", "1:25"},
        {"SELECT * FROM X WHERE a = (SELECT b FROM Y)", "1:28"},
        {"SELECT * FROM X WHERE (SELECT b FROM Y) = a", "1:24"},
        {"SELECT * FROM X WHERE EXISTS (SELECT b FROM Y)", "1:30"},
        {"SELECT * FROM (SELECT b FROM Y) y", "1:15"},
        {"SELECT * FROM X WHERE a = X.a#'On'", "1:30"},
        {"SELECT * FROM X WHERE #a = 1", "1:23"},
        {"SELECT * FROM X WHERE a = 1 GROUP BY b", "1:29"},
        {"SELECT MAX(a) FROM X", "1:11"},
        {"SELECT x.a.* FROM X x", "1:8"},
        {"SELECT x.*, x.a.b.* FROM X x", "1:13"},
    };
    for (const auto& row : rows) {
        const auto query = parseCql(row.text);
        ASSERT_FALSE(query) << row.text;
        EXPECT_EQ(query.error().code, ErrorCode::kUnsupported) << row.text << ": " << query.error().text();
        EXPECT_EQ(query.error().where, row.result) << row.text;
    }
    // They are names all the same where nothing follows that would make them more.
    for (const char* text : {"SELECT Any, Every FROM X WHERE Any = 1", "SELECT * FROM X WHERE Every IS NULL",
                             "SELECT * FROM X WHERE Any NOT LIKE 'a'"}) {
        EXPECT_TRUE(parseCql(text)) << text;
    }
}

TEST(CqlNumbers, KeepEveryDigitOf64Bits) {
    const auto value = [](std::string_view item) {
        auto query = parseCql("SELECT " + std::string(item) + " AS Value FROM Zoo_Animal WHERE Name = 'ant'");
        EXPECT_TRUE(query && prepare(*query, zoo())) << item;
        const auto rows = select(*query, zoo().source(), zoo());
        EXPECT_TRUE(rows && rows->size() == 1) << item;
        return rows->front()->find("Value")->value;
    };
    EXPECT_EQ(*value("Hairs + 0").get<std::uint64_t>(), 18446744073709551615U);
    EXPECT_EQ(*value("Hairs - 9223372036854775807").get<std::uint64_t>(), 9223372036854775808U);
    EXPECT_EQ(*value("Hairs - 9223372036854775808").get<std::int64_t>(), 9223372036854775807);
    EXPECT_EQ(*value("0 - 9223372036854775808").get<std::int64_t>(), std::numeric_limits<std::int64_t>::min());
    EXPECT_EQ(*value("Hairs + 1").get<double>(), 18446744073709551616.0);
    EXPECT_EQ(*value("NumericToString(Hairs)").get<std::string>(), "18446744073709551615");
    EXPECT_EQ(*value("NumericToString(Balance)").get<std::string>(), "-5");
    EXPECT_EQ(*value("NumericToString(Weight)").get<std::string>(), "0.001");
}

TEST(CqlJoin, NamesColumnsOfSeveralSources) {
    auto query = parseCql(
        "SELECT a.Name, f.Name, f.Price, a.Legs * 2 FROM Zoo_Animal a, Zoo_Food f "
        "WHERE a.Eats = ObjectPath(f) AND a.Legs = 6");
    ASSERT_TRUE(query);
    ASSERT_TRUE(prepare(*query, zoo()));
    const auto rows = select(*query, zoo().source(), zoo());
    ASSERT_TRUE(rows);
    ASSERT_EQ(rows->size(), 1U);
    const auto& row = *rows->front();
    EXPECT_EQ(row.className, "CQL_Row");
    ASSERT_EQ(row.properties.size(), 4U);
    EXPECT_EQ(*row.find("Name")->value.get<std::string>(), "ant");
    EXPECT_EQ(*row.find("f_Name")->value.get<std::string>(), "hay");
    EXPECT_EQ(*row.find("Price")->value.get<float>(), 1.5F);
    EXPECT_EQ(*row.properties[3].value.get<std::int64_t>(), 12);
}

TEST(CqlJoin, CountsAndStopsAtItsLimit) {
    auto query = parseCql("SELECT COUNT(*) FROM Zoo_Animal a, Zoo_Bird b");
    ASSERT_TRUE(query && prepare(*query, zoo()));
    EXPECT_EQ(*(*select(*query, zoo().source(), zoo()))[0]->find("Count")->value.get<std::uint64_t>(), 10U);
    EXPECT_EQ(select(*query, zoo().source(), zoo(), {.maxCombinations = 9}).error().code, ErrorCode::kLimitExceeded);
    EXPECT_EQ(select(*query, zoo().source(), zoo(), {.maxRows = 4}).error().code, ErrorCode::kLimitExceeded);
}

}  // namespace
}  // namespace wsman::query
