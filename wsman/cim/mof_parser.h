// The parser behind MofReader. An error stays: once fail() was called the current token is the end of the text, so that
// loops end, and every step answers false.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "wsman/cim/mof_lexer.h"
#include "wsman/cim/mof_reader.h"

namespace wsman::cim {

/// A class and its properties by folded name.
struct MofClass {
    std::shared_ptr<const Class> declaration;
    std::unordered_map<std::string, const PropertyDecl*> properties;
};

/// What a text has declared so far, shared with the texts in its strings.
struct MofContext {
    ClassLookup lookup;
    MofLimits limits;
    std::size_t itemsLeft = 0;
    std::size_t depth = 0;  ///< of the instance that is being read
    std::string nameSpace{};
    std::string serverName{};
    std::unordered_map<std::string, MofClass> classes{};  ///< by folded name; without declaration: not to be had
    std::unordered_map<std::string, QualifierDecl> qualifiers{};
    std::unordered_map<std::string, std::shared_ptr<const Instance>> aliases{};

    /// A class by name, from the text or the lookup; nullptr when neither has it.
    const MofClass* find(std::string_view name);
    void declare(std::shared_ptr<const Class> declaration);

    struct Found {
        const PropertyDecl* property = nullptr;
        bool known = false;  ///< the class and all above it are known, so what is not found does not exist
    };
    Found property(std::string_view className, std::string_view name);

    /// Takes all that `instance` holds from itemsLeft; false when there is not so much left, when instances are nested
    /// deeper than `depthLeft`, or paths deeper than kMaxPathNesting.
    bool take(const Instance& instance, std::size_t depthLeft, std::size_t pathDepth = 0);
};

class MofParser {
public:
    MofParser(std::string_view text, std::size_t offset, MofContext& context);

    /// See MofReader::next.
    Result<std::optional<MofDeclaration>> next();
    [[nodiscard]] std::size_t position() const { return position_; }

private:
    /// What is known of a value before it is read; no type means that the literal tells.
    struct Expected {
        std::optional<Type> type{};
        bool isArray = false;
    };
    /// A property, parameter or method up to what tells them apart.
    struct Feature {
        std::vector<Qualifier> qualifiers;
        std::optional<Type> type{};
        bool isArray = false;
        bool returnsArray = false;
        std::uint32_t maxSize = 0;
        std::string referenceClass{};
        std::string name{};
    };

    // mof_parser.cpp: steps
    bool fail(ErrorCode code, std::string message, std::size_t offset);
    bool failExpected(std::string_view what);
    bool adopt(Error error);
    void advance();
    [[nodiscard]] bool isSymbol(char symbol) const;
    [[nodiscard]] bool isWord(std::string_view word) const;
    bool skipSymbol(char symbol);
    bool skipWord(std::string_view word);
    bool expectSymbol(char symbol);
    bool expectName(std::string& out, std::string_view what);
    bool expectString(std::string& out, std::string_view what);
    bool expectAlias(std::string& out);
    bool countItem();
    bool pragma();
    bool qualifierDeclaration(QualifierDecl& out);
    bool declaration(std::optional<MofDeclaration>& out);

    // mof_class.cpp
    bool classDeclaration(std::vector<Qualifier> qualifiers, Class& out);
    bool classMember(Class& out, std::unordered_set<std::string>& names);
    bool feature(Feature& out, bool isParameter);
    bool featureType(Feature& out, bool isParameter);
    bool arraySize(Feature& out);
    bool parameters(MethodDecl& out);
    bool qualifierList(std::vector<Qualifier>& out);
    bool qualifier(Qualifier& out);
    bool qualifierValue(const QualifierDecl* declared, Qualifier& out);
    bool flavors(std::uint32_t& flavor);

    // mof_instance.cpp
    bool instanceDeclaration(Instance& out, std::string* alias);
    bool instanceMember(Instance& out, std::unordered_set<std::string>& names);
    bool embeddedInString(const MofToken& token, Scalar& out);
    bool aliasValue(const MofToken& token, std::optional<Type> type, Scalar& out);
    std::shared_ptr<const Instance> keysOf(const Instance& instance);

    // mof_value.cpp
    bool value(const Expected& expected, Value& out);
    bool arrayValue(const Expected& expected, Value& out);
    bool unifyIntegers(std::vector<Scalar>& elements, std::size_t offset);
    /// `isNull` instead of a scalar for NULL.
    bool scalar(std::optional<Type> type, Scalar& out, bool& isNull);
    bool wordScalar(std::optional<Type> type, Scalar& out, bool& isNull);
    bool stringScalar(std::optional<Type> type, Scalar& out);
    bool failType(Type type, std::string_view found);

    std::string_view text_;
    MofLexer lexer_;
    MofContext& context_;
    MofToken token_{};
    std::optional<Error> error_{};
    std::size_t position_ = 0;
};

}  // namespace wsman::cim
