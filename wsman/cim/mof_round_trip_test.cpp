// Instances and classes -> MOF -> the same again, by chance.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <map>
#include <random>

#include "wsman/cim/codec_fixture.h"
#include "wsman/cim/mof_reader.h"

namespace wsman::cim {
namespace {

/// Makes instances together with the classes that declare them. What MOF cannot say is left out: reals that are no
/// numbers, nulls in arrays; in keys, what an object path cannot hold.
class Generator {
public:
    explicit Generator(std::uint32_t seed) : random_(seed) {}

    Instance instance(int depth) {
        Instance made{"C" + std::to_string(classes_.size())};
        auto declared = std::make_shared<Class>();
        declared->name = made.className;
        classes_[foldName(made.className)] = declared;
        for (std::size_t i = 0, count = below(depth == 0 ? 30 : 4); i < count; ++i) {
            const auto type = static_cast<Type>(below(depth < 3 ? 16 : 14));
            Property property{"P" + std::to_string(i), value(type, depth)};
            property.flags = below(2) == 0 ? 0 : flag::kKey | flag::kReadOnly;
            PropertyDecl declaration{property.name, type, property.value.isArray};
            declaration.flags = property.flags;
            declared->properties.push_back(std::move(declaration));
            made.properties.push_back(std::move(property));
        }
        return made;
    }

    Class declaration() {
        Class made{"C" + std::to_string(below(100)), below(2) == 0 ? "" : "Base"};
        made.qualifiers = qualifiers();
        made.flags = classFlags(made.qualifiers);
        for (std::size_t i = 0, count = below(20); i < count; ++i) {
            PropertyDecl property{"P" + std::to_string(i)};
            type(property);
            property.flags = propertyFlags(property.qualifiers);
            const Value initial = property.type == Type::kInstance || property.type == Type::kReference
                                      ? Value{}
                                      : value(property.type, 3, property.isArray ? 1 : 0);
            property.defaultValue = initial.isNull() ? Value{} : initial;
            made.properties.push_back(std::move(property));
        }
        for (std::size_t i = 0, count = below(5); i < count; ++i) {
            MethodDecl method{"M" + std::to_string(i)};
            if (below(4) != 0) {
                method.returnType = static_cast<Type>(below(14));
                method.returnsArray = below(4) == 0;
            }
            method.qualifiers = qualifiers();
            method.flags = methodFlags(method.qualifiers);
            for (std::size_t p = 0, parameters = below(4); p < parameters; ++p) {
                ParameterDecl parameter{"A" + std::to_string(p)};
                type(parameter);
                parameter.flags = parameterFlags(parameter.qualifiers);
                method.parameters.push_back(std::move(parameter));
            }
            made.methods.push_back(std::move(method));
        }
        return made;
    }

    [[nodiscard]] ClassLookup lookup() const {
        return [this](std::string_view name) -> std::shared_ptr<const Class> {
            const auto found = classes_.find(foldName(name));
            return found == classes_.end() ? nullptr : found->second;
        };
    }

private:
    std::size_t below(std::size_t bound) { return random_() % bound; }
    std::uint64_t bits() { return static_cast<std::uint64_t>(random_()) << 32 | random_(); }

    template <class Declaration>
    void type(Declaration& out) {
        out.type = static_cast<Type>(below(16));
        out.isArray = below(3) == 0;
        out.maxSize = out.isArray && below(2) == 0 ? 1 + static_cast<std::uint32_t>(below(9)) : 0;
        out.qualifiers = qualifiers();
        if (out.type == Type::kReference) {
            out.referenceClass = below(2) == 0 ? "" : "Target";
        } else if (out.type == Type::kInstance) {
            out.referenceClass = below(2) == 0 ? "" : "Part";
            out.qualifiers.push_back(out.referenceClass.empty()
                                         ? Qualifier{"EmbeddedObject", Value::of(true), kUsual}
                                         : Qualifier{"EmbeddedInstance", Value::of(out.referenceClass), kUsual});
        }
    }

    std::vector<Qualifier> qualifiers() {
        static const std::vector<std::string> kBooleans{"Key", "Abstract", "In", "Out", "Required", "Static", "Write"};
        std::vector<Qualifier> made;
        for (std::size_t i = 0, count = below(4); i < count; ++i) {
            static const std::vector<std::uint32_t> kFlavors{
                kUsual, flag::kDisableOverride | flag::kToSubclass, flag::kEnableOverride | flag::kRestricted,
                flag::kDisableOverride | flag::kRestricted | flag::kTranslatable};
            Qualifier one{"Q" + std::to_string(i), {}, kFlavors[below(4)]};
            switch (below(6)) {
                case 0:
                    one.name = kBooleans[below(kBooleans.size())];
                    one.value = Value::of(below(2) == 0);
                    break;
                case 1:
                    one.value = Value::of(text());
                    break;
                case 2:
                    one.value = Value::of(static_cast<std::int64_t>(bits()));
                    break;
                case 3:
                    one.value = value(Type::kString, 3, 1);
                    if (one.value.isNull()) {
                        one.value = *Value::array(Type::kString, {});
                    }
                    break;
                case 4:
                    one = {"MaxLen", Value::of(static_cast<std::uint32_t>(bits())), one.flavor};
                    break;
                default:
                    one.value = Value::of(real<double>());
            }
            const auto same = [&](const Qualifier& each) { return each.name == one.name; };
            if (std::none_of(made.begin(), made.end(), same)) {
                made.push_back(std::move(one));
            }
        }
        return made;
    }

    /// `arrays`: 1 only arrays (and nulls), 0 none, else both.
    Value value(Type type, int depth, int arrays = 2) {
        const bool isArray = arrays == 2 ? below(3) == 0 : arrays == 1;
        if (below(6) == 0) {
            return Value::null(type, isArray);
        }
        if (!isArray) {
            return Value::of(scalar(type, depth));
        }
        std::vector<Scalar> elements;
        for (std::size_t i = 0, count = below(4); i < count; ++i) {
            elements.push_back(scalar(type, depth));
        }
        return *Value::array(type, std::move(elements));
    }

    template <class T>
    T real() {
        for (;;) {
            const T made =
                std::bit_cast<T>(static_cast<std::conditional_t<sizeof(T) == 4, std::uint32_t, std::uint64_t>>(bits()));
            if (std::isfinite(made)) {
                return made;
            }
        }
    }

    std::string text() {
        static const std::vector<std::string> kPieces{"a",  "Z", " ",  "é",  "€", "😀", "<",  "/*", "//",   "\"",   "\t",
                                                      "\n", "'", "\\", "\r", "x", "0", "\b", "\f", "\x01", "\x7F", "="};
        std::string made;
        for (std::size_t i = 0, count = below(12); i < count; ++i) {
            made += kPieces[below(kPieces.size())];
        }
        return made;
    }

    Datetime datetime() {
        const auto under = [this](std::uint32_t bound) { return static_cast<std::uint32_t>(below(bound)); };
        if (below(2) == 0) {
            return Interval{under(100'000'000), under(24), under(60), under(60), under(1'000'000)};
        }
        return Timestamp{under(10'000), 1 + under(12), 1 + under(28),    under(24),
                         under(60),     under(60),     under(1'000'000), static_cast<std::int32_t>(below(1681)) - 840};
    }

    Instance target(int depth) {
        Instance made{"C" + std::to_string(classes_.size())};
        made.nameSpace = below(2) == 0 ? "" : "root/r";
        auto declared = std::make_shared<Class>();
        declared->name = made.className;
        classes_[foldName(made.className)] = declared;
        for (std::size_t i = 0, count = below(4); i < count; ++i) {
            const auto type = static_cast<Type>(below(depth < 3 ? 15 : 14));
            if (type == Type::kReal32 || type == Type::kReal64) {
                continue;
            }
            const std::string name = "K" + std::to_string(i);
            made.properties.push_back({name, Value::of(scalar(type, depth + 1)), flag::kKey});
            declared->properties.push_back({name, type});
        }
        return made;
    }

    Scalar scalar(Type type, int depth) {
        switch (type) {
            case Type::kBoolean:
                return below(2) == 0;
            case Type::kUint8:
                return static_cast<std::uint8_t>(bits());
            case Type::kSint8:
                return static_cast<std::int8_t>(bits());
            case Type::kUint16:
                return static_cast<std::uint16_t>(bits());
            case Type::kSint16:
                return static_cast<std::int16_t>(bits());
            case Type::kUint32:
                return static_cast<std::uint32_t>(bits());
            case Type::kSint32:
                return static_cast<std::int32_t>(bits());
            case Type::kUint64:
                return bits();
            case Type::kSint64:
                return static_cast<std::int64_t>(bits());
            case Type::kReal32:
                return real<float>();
            case Type::kReal64:
                return real<double>();
            case Type::kChar16:
                return Char16{static_cast<char16_t>(bits())};
            case Type::kDatetime:
                return datetime();
            case Type::kString:
                return text();
            case Type::kReference:
                return refer(target(depth));
            case Type::kInstance:
                return embed(instance(depth + 1));
        }
        return false;
    }

    static constexpr std::uint32_t kUsual = flag::kEnableOverride | flag::kToSubclass;
    std::mt19937 random_;
    std::map<std::string, std::shared_ptr<const Class>> classes_;
};

class MofRoundTrip : public testing::TestWithParam<std::uint32_t> {};

TEST_P(MofRoundTrip, OfInstances) {
    for (std::uint32_t i = 0; i < 50; ++i) {
        Generator generator(GetParam() * 1000 + i);
        const Instance instance = generator.instance(0);
        const std::string text = toMof(instance);
        const auto back = readMof(text, generator.lookup());
        ASSERT_TRUE(back) << back.error().text() << "\n" << text;
        ASSERT_EQ(back->size(), 1U);
        ASSERT_EQ(std::get<InstanceDecl>(back->front()).instance, instance) << text;
        // Without the classes types are guessed, but nothing is lost.
        const auto guessed = readMof(text);
        ASSERT_TRUE(guessed) << guessed.error().text() << "\n" << text;
        ASSERT_EQ(toMof(std::get<InstanceDecl>(guessed->front()).instance), text);
    }
}

TEST_P(MofRoundTrip, OfClasses) {
    Generator generator(GetParam());
    for (int i = 0; i < 50; ++i) {
        const Class declared = generator.declaration();
        const std::string text = toMof(declared);
        const auto back = readMof(text);
        ASSERT_TRUE(back) << back.error().text() << "\n" << text;
        ASSERT_EQ(back->size(), 1U);
        ASSERT_EQ(std::get<Class>(back->front()), declared) << text << toMof(std::get<Class>(back->front()));
    }
}

INSTANTIATE_TEST_SUITE_P(Seeds, MofRoundTrip, testing::Range(1U, 9U));

}  // namespace
}  // namespace wsman::cim
