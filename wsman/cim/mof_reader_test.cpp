#include "wsman/cim/mof_reader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "wsman/cim/codec_fixture.h"

namespace wsman::cim {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

template <class T>
T only(std::string_view text) {
    auto read = readMof(text);
    if (!read || read->empty() || !std::get_if<T>(&read->back())) {
        ADD_FAILURE() << (read ? "no such declaration" : read.error().text()) << "\n" << text;
        return {};
    }
    return std::get<T>(read->back());
}

Error errorOf(std::string_view text, const MofLimits& limits = {}) {
    const auto read = readMof(text, {}, limits);
    EXPECT_FALSE(read) << text;
    return read ? Error{} : read.error();
}

/// `literal` as the value of a property, of class X with a property A declared as `declaration` ("" for no class).
Result<Value> valueOf(const std::string& declaration, const std::string& literal) {
    const std::string head = declaration.empty() ? "" : "class X { " + declaration + "; };";
    auto read = readMof(head + "instance of X { A = " + literal + "; };");
    if (!read) {
        return tl::unexpected(read.error());
    }
    return std::get<InstanceDecl>(read->back()).instance.properties.front().value;
}

Value valueIn(const std::string& declaration, const std::string& literal) {
    auto value = valueOf(declaration, literal);
    EXPECT_TRUE(value) << declaration << " = " << literal << ": " << (value ? "" : value.error().text());
    return value ? *value : Value{};
}

std::string refused(const std::string& declaration, const std::string& literal) {
    const auto value = valueOf(declaration, literal);
    EXPECT_FALSE(value) << declaration << " = " << literal;
    return value ? "" : value.error().message;
}

TEST(MofValues, HaveTheTypeOfTheirDeclaration) {
    EXPECT_EQ(valueIn("boolean A", "TRUE"), Value::of(true));
    EXPECT_EQ(valueIn("uint8 A", "255"), Value::of(std::uint8_t{255}));
    EXPECT_EQ(valueIn("sint8 A", "-128"), Value::of(std::int8_t{-128}));
    EXPECT_EQ(valueIn("uint16 A", "0xFFff"), Value::of(std::uint16_t{65535}));
    EXPECT_EQ(valueIn("sint16 A", "-0x8000"), Value::of(std::int16_t{-32768}));
    EXPECT_EQ(valueIn("uint32 A", "017"), Value::of(std::uint32_t{15}));
    EXPECT_EQ(valueIn("sint32 A", "+101b"), Value::of(std::int32_t{5}));
    EXPECT_EQ(valueIn("uint64 A", "18446744073709551615"), Value::of(std::uint64_t{UINT64_MAX}));
    EXPECT_EQ(valueIn("sint64 A", "-9223372036854775808"), Value::of(std::int64_t{INT64_MIN}));
    EXPECT_EQ(valueIn("uint8 A", "-0"), Value::of(std::uint8_t{0}));
    EXPECT_EQ(valueIn("real32 A", "1.5"), Value::of(1.5F));
    EXPECT_EQ(valueIn("real64 A", "-.5E+3"), Value::of(-500.0));
    EXPECT_EQ(valueIn("real64 A", "7"), Value::of(7.0));
    EXPECT_EQ(valueIn("char16 A", "'\\xe9'"), Value::of(Char16{u'é'}));
    EXPECT_EQ(valueIn("char16 A", "'\"'"), Value::of(Char16{u'"'}));
    EXPECT_EQ(valueIn("char16 A", "'\\xD83D'"), Value::of(Char16{0xD83D}));
    EXPECT_EQ(valueIn("datetime A", "\"00000001020304.000005:000\""), Value::of(Datetime(Interval{1, 2, 3, 4, 5})));
    EXPECT_EQ(valueIn("string A", "\"x\""), Value::of("x"));
    EXPECT_EQ(valueIn("uint8 A", "null"), Value::null(Type::kUint8));
    EXPECT_EQ(valueIn("uint8 A[]", "NULL"), Value::null(Type::kUint8, true));
    EXPECT_EQ(valueIn("uint8 A[]", "{}"), *Value::array(Type::kUint8, {}));
    EXPECT_EQ(valueIn("uint8 A[2]", "{ 1 , 2 }"), *Value::array(Type::kUint8, {std::uint8_t{1}, std::uint8_t{2}}));
}

TEST(MofValues, ThatTheirTypeCannotHoldAreRefused) {
    EXPECT_THAT(refused("uint8 A", "256"), HasSubstr("a uint8 was expected, not 256"));
    EXPECT_THAT(refused("sint8 A", "-129"), HasSubstr("sint8"));
    EXPECT_THAT(refused("uint64 A", "-1"), HasSubstr("uint64"));
    EXPECT_THAT(refused("sint64 A", "9223372036854775808"), HasSubstr("sint64"));
    EXPECT_THAT(refused("uint8 A", "18446744073709551616"), HasSubstr("beyond 64 bits"));
    EXPECT_THAT(refused("uint8 A", "1.0"), HasSubstr("uint8"));
    EXPECT_THAT(refused("real32 A", "1.0e999"), HasSubstr("real32"));
    EXPECT_THAT(refused("boolean A", "1"), HasSubstr("boolean"));
    EXPECT_THAT(refused("boolean A", "yes"), HasSubstr("a value was expected"));
    EXPECT_THAT(refused("uint8 A", "true"), HasSubstr("uint8"));
    EXPECT_THAT(refused("string A", "5"), HasSubstr("string"));
    EXPECT_THAT(refused("string A", "'c'"), HasSubstr("string"));
    EXPECT_THAT(refused("uint8 A", "\"5\""), HasSubstr("a uint8 was expected, not a string"));
    EXPECT_THAT(refused("datetime A", "\"today\""), HasSubstr("datetime"));
    EXPECT_THAT(refused("uint8 A", "{1}"), HasSubstr("not an array"));
    EXPECT_THAT(refused("uint8 A[]", "1"), HasSubstr("an array in braces"));
    EXPECT_THAT(refused("uint8 A[]", "{1, NULL}"), HasSubstr("cannot hold a null"));
    EXPECT_THAT(refused("uint8 A[]", "{1,}"), HasSubstr("a value was expected"));
    EXPECT_THAT(refused("uint8 A[]", "{{1}}"), HasSubstr("a value was expected"));
    EXPECT_THAT(refused("string A", "instance of Y {}"), HasSubstr("not an instance"));
}

TEST(MofValues, OfUnknownClassesSpeakForThemselves) {
    EXPECT_EQ(valueIn("", "5"), Value::of(std::int64_t{5}));
    EXPECT_EQ(valueIn("", "9223372036854775808"), Value::of(std::uint64_t{1} << 63));
    EXPECT_EQ(valueIn("", "5.0"), Value::of(5.0));
    EXPECT_EQ(valueIn("", "'x'"), Value::of(Char16{u'x'}));
    EXPECT_EQ(valueIn("", "false"), Value::of(false));
    EXPECT_EQ(valueIn("", "NULL"), Value::null(Type::kString));
    EXPECT_EQ(valueIn("", "{}"), *Value::array(Type::kString, {}));
    EXPECT_EQ(valueIn("", "{1, 18446744073709551615}"),
              *Value::array(Type::kUint64, {std::uint64_t{1}, std::uint64_t{UINT64_MAX}}));
    EXPECT_EQ(valueIn("", "{1.0, 2}"), *Value::array(Type::kReal64, {1.0, 2.0}));
    EXPECT_THAT(refused("", "{-1, 18446744073709551615}"), HasSubstr("no integer type"));
    EXPECT_THAT(refused("", "{1, \"a\"}"), HasSubstr("cannot hold"));
}

TEST(MofStrings, AreJoinedAndUnescaped) {
    EXPECT_EQ(valueIn("", R"("a" /* b */ "c" // d
        "e")"),
              Value::of("ace"));
    EXPECT_EQ(valueIn("", R"("\b\t\n\f\r\"\'\\é\x41\x0042\X43D")"), Value::of("\b\t\n\f\r\"'\\éAB\u043D"));
    EXPECT_EQ(valueIn("", R"("\xD83D\xDE00")"), Value::of("😀"));
    EXPECT_EQ(valueIn("", "\"line\nbreak\""), Value::of("line\nbreak"));
    EXPECT_THAT(refused("", R"("\xD83D")"), HasSubstr("surrogate"));
    EXPECT_THAT(refused("", R"("\xD83D\x41")"), HasSubstr("surrogate"));
    EXPECT_THAT(refused("", R"("\q")"), HasSubstr("after a backslash"));
    EXPECT_THAT(refused("", R"("\xg")"), HasSubstr("hexadecimal digits"));
    EXPECT_THAT(refused("", "\"\xFF\""), HasSubstr("not UTF-8"));
    EXPECT_THAT(refused("", "''"), HasSubstr("character was expected"));
    EXPECT_THAT(refused("", "'ab'"), HasSubstr("one character"));
    EXPECT_THAT(refused("", "'😀'"), HasSubstr("16-bit character"));
}

TEST(MofErrors, SayWhereAndWhatWasExpected) {
    const auto at = [](std::string_view text) { return errorOf(text).text(); };
    EXPECT_EQ(at("class X\n{\n  uint8 A\n}"), "\";\" was expected, not \"}\" (4:1)");
    EXPECT_EQ(at("klass X {};"), "class, instance, Qualifier or #pragma was expected, not \"klass\" (1:1)");
    EXPECT_EQ(at("[Key] Qualifier X"), "class or instance was expected, not \"Qualifier\" (1:7)");
    EXPECT_EQ(at("class X { }"), "\";\" was expected, not the end (1:12)");
    EXPECT_EQ(at("class 5 { };"), "the name of a class was expected, not a number (1:7)");
    EXPECT_EQ(at("class X { uint9 A; };"), "REF after the name of a class was expected, not \"A\" (1:17)");
    EXPECT_EQ(at("class X { void A; };"), "\"(\" was expected, not \";\" (1:17)");
    EXPECT_EQ(at("class X { CIM_Y REF M(); };"), "a data type that a method can return was expected, not \"(\" (1:22)");
    EXPECT_EQ(at("instance X"), "of was expected, not \"X\" (1:10)");
    EXPECT_EQ(at("instance of X { A = ; };"), "a value was expected, not \";\" (1:21)");
    EXPECT_EQ(at("instance of X { A 5; };"), "\"=\" was expected, not a number (1:19)");
    EXPECT_EQ(at("instance of X as a { };"), "an alias with its $ was expected, not \"a\" (1:18)");
    EXPECT_EQ(at("/* no end"), "a comment without its */ (1:1)");
    EXPECT_EQ(at("instance of X { A = \"no end; };"), "a string without its closing quote (1:21)");
    EXPECT_EQ(at("\n %"), "\"%\" has no meaning here (2:2)");
    EXPECT_EQ(at("instance of X { A = 12x; };"), "\"12x\" is no number (1:21)");
    EXPECT_EQ(at("class X { uint8 A; string a; };"), "\"a\" is declared twice (1:20)");
    EXPECT_EQ(at("instance of X { A = 1; a = 2; };"), "\"a\" is stated twice (1:24)");
    EXPECT_EQ(at("class X { [Key, key] uint8 A; };"), "\"key\" is stated twice (1:17)");
    EXPECT_EQ(at("class X { }; instance of X { B = 1; };"), "\"X\" has no property \"B\" (1:30)");
    EXPECT_EQ(errorOf("%").code, ErrorCode::kInvalidBody);
}

TEST(MofErrors, StayAndNameNothingTwice) {
    MofReader reader("class X {}; oops");
    ASSERT_TRUE(reader.next());
    EXPECT_EQ(reader.position(), 12U);
    const auto first = reader.next();
    const auto second = reader.next();
    ASSERT_FALSE(first);
    ASSERT_FALSE(second);
    EXPECT_EQ(first.error(), second.error());
    EXPECT_EQ(reader.position(), 12U);
}

TEST(MofPragmas, NameTheNameSpace) {
    const auto instance = only<InstanceDecl>(R"(#pragma namespace("\\\\host\\root\\x") #pragma locale("en_US")
        #PRAGMA autorecover
        #pragma deleteclass("X", NOFAIL)
        instance of X {};)")
                              .instance;
    EXPECT_EQ(instance.nameSpace, "root/x");
    EXPECT_EQ(instance.serverName, "host");
    EXPECT_EQ(only<Class>("#pragma namespace(\"root/y\") class X {};").nameSpace, "root/y");
    const Error include = errorOf("#pragma include(\"other.mof\")");
    EXPECT_EQ(include.code, ErrorCode::kUnsupported);
    EXPECT_EQ(include.where, "1:9");
    EXPECT_THAT(errorOf("#include").message, HasSubstr("#pragma was expected"));
}

TEST(MofQualifiers, AreDeclaredAndTypeTheirValues) {
    const auto read = readMof(R"(
        Qualifier Size : uint16 = 7, Scope(property, class), Flavor(DisableOverride, Restricted, Translatable);
        Qualifier Names : string[], Scope(any);
        [Size(9), Names {"a"}] class X { [Size, Names, MaxLen(5), Other] string A; };)");
    ASSERT_TRUE(read) << read.error().text();
    const auto& size = std::get<QualifierDecl>(read->at(0));
    EXPECT_EQ(size.name, "Size");
    EXPECT_EQ(size.defaultValue, Value::of(std::uint16_t{7}));
    EXPECT_THAT(size.scopes, ElementsAre("property", "class"));
    const std::uint32_t flavor = flag::kDisableOverride | flag::kRestricted | flag::kTranslatable;
    EXPECT_EQ(size.flavor, flavor);
    EXPECT_EQ(std::get<QualifierDecl>(read->at(1)).defaultValue, Value::null(Type::kString, true));
    const auto& declared = std::get<Class>(read->at(2));
    const std::uint32_t usual = flag::kEnableOverride | flag::kToSubclass;
    EXPECT_THAT(declared.qualifiers, ElementsAre(Qualifier{"Size", Value::of(std::uint16_t{9}), flavor},
                                                 Qualifier{"Names", *Value::array(Type::kString, {"a"}), usual}));
    EXPECT_THAT(declared.properties.front().qualifiers,
                ElementsAre(Qualifier{"Size", Value::of(std::uint16_t{7}), flavor},
                            Qualifier{"Names", Value::null(Type::kString, true), usual},
                            Qualifier{"MaxLen", Value::of(std::uint32_t{5}), usual},
                            Qualifier{"Other", Value::of(true), usual}));
    EXPECT_THAT(errorOf("Qualifier X : string;").message, HasSubstr("\",\""));
    EXPECT_THAT(errorOf("[A : Loud] class X {};").message, HasSubstr("EnableOverride, DisableOverride"));
}

TEST(MofClasses, AreReadWithAllMembers) {
    const auto declared = only<Class>(R"([Abstract, Description("a " "b") : Translatable]
        class X_Test as $X : CIM_Base {
            [Key] string Name;
            uint8 Sizes[4] = {1, 2};
            [Write] datetime When = "20240102030405.000000+000";
            CIM_Y REF Other;
            object REF Anything = NULL;
            [EmbeddedInstance("CIM_Z")] string Emb = instance of CIM_Z { N = 1; };
            [EmbeddedObject] string Objs[];
            [Static] uint32 Go([In(false), Out] string Out[], CIM_Y REF Who, [EmbeddedObject] string E);
            void Stop();
            uint8[] Bytes();
        };)");
    EXPECT_EQ(declared.name, "X_Test");
    EXPECT_EQ(declared.superClass, "CIM_Base");
    EXPECT_EQ(declared.flags, flag::kAbstract);
    EXPECT_EQ(*declared.qualifiers.at(1).value.get<std::string>(), "a b");
    ASSERT_EQ(declared.properties.size(), 7U);
    EXPECT_EQ(declared.property("Name")->flags, flag::kKey | flag::kReadOnly);
    EXPECT_EQ(declared.property("Sizes")->maxSize, 4U);
    EXPECT_EQ(declared.property("Sizes")->defaultValue,
              *Value::array(Type::kUint8, {std::uint8_t{1}, std::uint8_t{2}}));
    EXPECT_EQ(declared.property("When")->defaultValue, Value::of(Datetime(Timestamp{2024, 1, 2, 3, 4, 5})));
    EXPECT_EQ(declared.property("When")->flags, 0U);
    EXPECT_EQ(declared.property("Other")->referenceClass, "CIM_Y");
    EXPECT_EQ(declared.property("Anything")->referenceClass, "");
    EXPECT_EQ(declared.property("Emb")->type, Type::kInstance);
    EXPECT_EQ(declared.property("Emb")->referenceClass, "CIM_Z");
    EXPECT_EQ(declared.property("Emb")->defaultValue.get<Embedded>()->instance->className, "CIM_Z");
    EXPECT_TRUE(declared.property("Objs")->isArray);
    ASSERT_EQ(declared.methods.size(), 3U);
    const MethodDecl& go = declared.methods.front();
    EXPECT_EQ(go.flags, flag::kStatic);
    EXPECT_EQ(go.returnType, Type::kUint32);
    ASSERT_EQ(go.parameters.size(), 3U);
    EXPECT_EQ(go.parameters[0].flags, flag::kOut);
    EXPECT_EQ(go.parameters[1].referenceClass, "CIM_Y");
    EXPECT_EQ(go.parameters[2].type, Type::kInstance);
    EXPECT_FALSE(declared.methods[1].returnType);
    EXPECT_TRUE(declared.methods[2].returnsArray);
}

constexpr const char* kPeople = R"(
    class P_Base { [Key] string Id; [Key] uint32 No; uint8 Age; };
    class P : P_Base { [EmbeddedInstance("P")] string Child; P REF Friend; P REF Friends[]; };
    )";

TEST(MofInstances, KnowInheritedProperties) {
    const auto declared = only<InstanceDecl>(std::string(kPeople) + "instance of P as $p { age = 5; Id = \"a\"; };");
    EXPECT_EQ(declared.alias, "p");
    EXPECT_EQ(declared.instance.properties.at(0), (Property{"age", Value::of(std::uint8_t{5}), flag::kReadOnly}));
    EXPECT_EQ(declared.instance.properties.at(1).flags, flag::kKey | flag::kReadOnly);
}

TEST(MofInstances, ReferToAliasesAndPaths) {
    const auto instance = only<InstanceDecl>(std::string(kPeople) + R"(
        instance of P as $a { Id = "a"; No = 1; Age = 9; };
        instance of P { Friend = $A; Friends = {"root/x:P.Id=\"b\",No=2", $a}; };)")
                              .instance;
    Instance target{"P"};
    target.set("Id", Value::of("a"), flag::kKey);
    target.set("No", Value::of(std::uint32_t{1}), flag::kKey);
    EXPECT_EQ(*instance.find("Friend")->value.get<Reference>(), refer(target));
    Instance other{"P", "root/x"};
    other.set("Id", Value::of("b"), flag::kKey);
    other.set("No", Value::of(std::uint32_t{2}), flag::kKey);
    EXPECT_EQ(instance.find("Friends")->value, *Value::array(Type::kReference, {refer(other), refer(target)}));
    EXPECT_EQ(errorOf("instance of X { A = $b; };").code, ErrorCode::kNotFound);
    EXPECT_THAT(errorOf("instance of X as $a {}; instance of X as $A {};").message, HasSubstr("declared twice"));
}

TEST(MofInstances, RefuseBadPaths) {
    const auto why = [](const std::string& path) { return refused("X REF A", "\"" + path + "\""); };
    EXPECT_THAT(why(""), HasSubstr("the name of a class"));
    EXPECT_THAT(why("root:"), HasSubstr("the name of a class"));
    EXPECT_THAT(why("X."), HasSubstr("key=value"));
    EXPECT_THAT(why("X.K"), HasSubstr("key=value"));
    EXPECT_THAT(why("X=5"), HasSubstr("a dot"));
    EXPECT_THAT(why("X.K=5 L=6"), HasSubstr("a comma"));
    EXPECT_THAT(why("X.K=5,k=6"), HasSubstr("twice"));
    EXPECT_THAT(why("X.K=oops"), HasSubstr("the value of a key"));
    EXPECT_THAT(why("X.A=5"), HasSubstr("a reference was expected"));
    EXPECT_EQ(valueIn("X REF A", "\"X=@\""), Value::of(refer(Instance{"X"})));
    EXPECT_EQ(valueIn("X REF A", "\"X\""), Value::of(refer(Instance{"X"})));
}

TEST(MofInstances, HoldInstancesInPlaceByAliasAndInStrings) {
    const auto child = [](const std::string& literal) {
        const auto instance = only<InstanceDecl>(std::string(kPeople) + "instance of P as $c { Age = 3; };" +
                                                 "instance of P { Child = " + literal + "; };")
                                  .instance;
        const auto* embedded = instance.properties.empty() ? nullptr : instance.properties[0].value.get<Embedded>();
        return embedded ? *embedded->instance : Instance{};
    };
    Instance expected{"P"};
    expected.set("Age", Value::of(std::uint8_t{3}), flag::kReadOnly);
    EXPECT_EQ(child("instance of P { Age = 3; }"), expected);
    EXPECT_EQ(child("$c"), expected);
    EXPECT_EQ(child(R"("instance of P { Age = 3; };")"), expected);
    const auto why = [](const std::string& literal) {
        return errorOf(kPeople + ("instance of P { Child = " + literal + "; };")).text();
    };
    EXPECT_THAT(why(R"("instance of P { Age = 300; };")"), HasSubstr("a uint8 was expected, not 300 (1:23) (4:"));
    EXPECT_THAT(why(R"("class Q {};")"), HasSubstr("declares no instance"));
    EXPECT_THAT(why(R"("")"), HasSubstr("declares no instance"));
    EXPECT_THAT(why(R"("instance of P {}; class Q {};")"), HasSubstr("more than one"));
    EXPECT_THAT(why("instance of P as $x { }"), HasSubstr("\"{\" was expected"));
}

TEST(MofLimitsOf, SizeDepthAndCount) {
    EXPECT_EQ(errorOf("class X {};", {.maxBytes = 5}).code, ErrorCode::kLimitExceeded);
    EXPECT_EQ(errorOf("instance of X { A = {1, 2, 3}; };", {.maxItems = 4}).code, ErrorCode::kLimitExceeded);
    EXPECT_TRUE(readMof("instance of X { A = {1, 2, 3}; };", {}, {.maxItems = 5}));
    std::string deep;
    for (int i = 0; i < 200; ++i) {
        deep += "instance of X { A = ";
    }
    const Error tooDeep = errorOf(deep);
    EXPECT_EQ(tooDeep.code, ErrorCode::kLimitExceeded);
    EXPECT_THAT(tooDeep.message, HasSubstr("nested too deep"));
}

TEST(MofLimitsOf, AliasesThatDoubleEachOther) {
    std::string text = "class X { [EmbeddedObject] string A[]; };\ninstance of X as $a0 { };\n";
    for (int i = 1; i < 64; ++i) {
        const std::string before = "$a" + std::to_string(i - 1);
        text += "instance of X as $a" + std::to_string(i) + " { A = {" + before + ", " + before + "}; };\n";
    }
    EXPECT_EQ(errorOf(text).code, ErrorCode::kLimitExceeded);
}

TEST(MofLimitsOf, ClassesInACircle) {
    EXPECT_TRUE(readMof("class A : B {}; class B : A {}; instance of A { X = 1; };"));
}

TEST(MofLookup, GivesClassesOnce) {
    int asked = 0;
    const auto lookup = [&](std::string_view name) -> std::shared_ptr<const Class> {
        ++asked;
        if (name != "X") {
            return nullptr;
        }
        Class x{"X"};
        x.properties = {{"A", Type::kUint8}};
        return std::make_shared<const Class>(std::move(x));
    };
    const auto read =
        readMof("instance of X { A = 1; }; instance of X { A = 2; }; instance of Y { B = 1; C = 2; };", lookup);
    ASSERT_TRUE(read) << read.error().text();
    EXPECT_EQ(std::get<InstanceDecl>(read->at(1)).instance.find("A")->value, Value::of(std::uint8_t{2}));
    EXPECT_EQ(asked, 2);
    EXPECT_TRUE(readMof("", lookup)->empty());
    EXPECT_TRUE(readMof("\xEF\xBB\xBF // nothing", lookup)->empty());
}

TEST(MofFile, IsReadToItsEnd) {
    std::ifstream file(MITB_SOURCE_DIR "/wsman/cim/testdata/zoo.mof");
    std::stringstream text;
    text << file.rdbuf();
    const auto read = readMof(text.str());
    ASSERT_TRUE(read) << read.error().text();
    ASSERT_EQ(read->size(), 10U);
    const auto& mother = std::get<InstanceDecl>(read->at(6));
    EXPECT_EQ(mother.alias, "Mother");
    EXPECT_EQ(mother.instance.nameSpace, "root/zoo");
    EXPECT_EQ(mother.instance.serverName, ".");
    const Instance& ben = std::get<InstanceDecl>(read->at(7)).instance;
    EXPECT_EQ(*std::get<Embedded>(ben.find("Things")->value.elements->at(1)).instance, mother.instance);
    EXPECT_EQ(ben.find("Mother")->value.get<Reference>()->target->properties.size(), 2U);
    EXPECT_EQ(ben.find("Child")->value.get<Embedded>()->instance->find("Number")->value, Value::of(std::uint32_t{3}));
}

}  // namespace
}  // namespace wsman::cim
