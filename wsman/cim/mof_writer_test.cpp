#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "wsman/cim/codec_fixture.h"

namespace wsman::cim {
namespace {

using testing::HasSubstr;

std::string initializer(Value value) {
    Instance instance{"X"};
    instance.set("A", std::move(value));
    const std::string mof = toMof(instance);
    const std::string head = "instance of X\n{\n    A = ", tail = ";\n};\n";
    EXPECT_TRUE(mof.starts_with(head) && mof.ends_with(tail)) << mof;
    return mof.substr(head.size(), mof.size() - head.size() - tail.size());
}

TEST(MofOfInstances, WritesEveryTypeAsALiteral) {
    EXPECT_EQ(initializer(Value::of(true)), "true");
    EXPECT_EQ(initializer(Value::of(std::uint8_t{255})), "255");
    EXPECT_EQ(initializer(Value::of(std::int64_t{-1})), "-1");
    EXPECT_EQ(initializer(Value::of(1.5)), "1.5");
    EXPECT_EQ(initializer(Value::of(2.0F)), "2.0");
    EXPECT_EQ(initializer(Value::of(1e300)), "1.0e+300");
    EXPECT_EQ(initializer(Value::of(std::numeric_limits<double>::quiet_NaN())), "NULL /* NaN */");
    EXPECT_EQ(initializer(Value::of(Char16{u'x'})), "'x'");
    EXPECT_EQ(initializer(Value::of(Char16{u'\''})), "'\\''");
    EXPECT_EQ(initializer(Value::of(Char16{u'"'})), "'\"'");
    EXPECT_EQ(initializer(Value::of(Char16{0})), "'\\x0000'");
    EXPECT_EQ(initializer(Value::of(Char16{0xD83D})), "'\\xD83D'");
    EXPECT_EQ(initializer(Value::of(Datetime(Interval{1, 2, 3, 4, 5}))), "\"00000001020304.000005:000\"");
    EXPECT_EQ(initializer(Value::null(Type::kUint8)), "NULL");
    EXPECT_EQ(initializer(Value::null(Type::kUint8, true)), "NULL");
    EXPECT_EQ(initializer(*Value::array(Type::kUint8, {})), "{}");
    EXPECT_EQ(initializer(*Value::array(Type::kString, {"a", "b"})), "{\"a\", \"b\"}");
    EXPECT_EQ(initializer(Value::of(Reference{})), "NULL");
    EXPECT_EQ(initializer(Value::of(Embedded{})), "NULL");
}

TEST(MofOfInstances, EscapesStrings) {
    EXPECT_EQ(initializer(Value::of("a\"b\\c\b\t\n\f\r'é\x01\x7F")), R"("a\"b\\c\b\t\n\f\r'é\x0001\x007F")");
    EXPECT_EQ(initializer(Value::of(std::string("\0", 1))), "\"\\x0000\"");
}

TEST(MofOfInstances, WritesReferencesAsPaths) {
    Instance inner{"Z"};
    inner.set("N", Value::of(std::uint8_t{5}), flag::kKey);
    Instance target{"Y", "root/a"};
    target.set("S", Value::of("q\"t"), flag::kKey);
    target.set("R", Value::of(refer(inner)), flag::kKey);
    target.set("C", Value::of(Char16{u'c'}), flag::kKey);
    target.set("Other", Value::of("x"));
    EXPECT_EQ(initializer(Value::of(refer(target))), R"("root/a:Y.S=\"q\\\"t\",R=\"Z.N=5\",C='c'")");
}

TEST(MofOfInstances, BoundsPathsAndNesting) {
    Instance reference{"X"}, embedded{"X"};
    for (int i = 0; i < 1000; ++i) {
        Instance outer{"X"};
        outer.set("R", Value::of(refer(std::move(reference))), flag::kKey);
        reference = std::move(outer);
        Instance box{"X"};
        box.set("E", Value::of(embed(std::move(embedded))));
        embedded = std::move(box);
    }
    EXPECT_LT(toMof(reference).size(), 4096u);
    EXPECT_THAT(toMof(embedded), HasSubstr("E = NULL;"));
}

TEST(MofOfInstances, NestsEmbeddedInstances) {
    Instance inner{"Y"};
    inner.set("N", Value::of(std::uint8_t{5}));
    EXPECT_EQ(initializer(Value::of(embed(inner))), "instance of Y\n    {\n        N = 5;\n    }");
}

TEST(MofOfClasses, DeclaresAllOfIt) {
    Class declaration{"X_Test", "CIM_Base"};
    declaration.qualifiers = {{"Abstract", Value::of(true)},
                              {"Version", Value::of("1.0"), flag::kRestricted | flag::kTranslatable},
                              {"Terminal", Value::of(false), flag::kDisableOverride}};
    PropertyDecl name{"Name"};
    name.qualifiers = {{"Key", Value::of(true)}, {"Values", *Value::array(Type::kString, {"a", "b"})}};
    declaration.properties = {name,
                              {"Sizes", Type::kUint8, true, 4, "", *Value::array(Type::kUint8, {std::uint8_t{1}})},
                              {"List", Type::kString, true},
                              {"Ref", Type::kReference, false, 0, "CIM_Y"},
                              {"Anything", Type::kReference},
                              {"Emb", Type::kInstance, false, 0, "CIM_Z"},
                              {"Obj", Type::kInstance, true}};
    ParameterDecl out{"Out", Type::kString, true};
    out.qualifiers = {{"Out", Value::null(Type::kBoolean)}};
    declaration.methods = {{"Go", Type::kUint32, false, {{"In", Type::kUint8}, out}}, {"Stop"}};
    EXPECT_EQ(toMof(declaration),
              R"([Abstract, Version("1.0") : Restricted Translatable, Terminal(false) : DisableOverride]
class X_Test : CIM_Base
{
    [Key, Values {"a", "b"}]
    string Name;
    uint8 Sizes[4] = {1};
    string List[];
    CIM_Y REF Ref;
    object REF Anything;
    [EmbeddedInstance("CIM_Z")]
    string Emb;
    [EmbeddedObject]
    string Obj[];
    uint32 Go(
        uint8 In,
        [Out]
        string Out[]);
    void Stop();
};
)");
    EXPECT_EQ(toMof(Class{"X"}), "class X\n{\n};\n");
}

}  // namespace
}  // namespace wsman::cim
