#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "wsman/cim/class.h"
#include "wsman/cim/instance.h"

namespace wsman::cim {

/// A `Qualifier X : type = default, Scope(...), Flavor(...);` declaration (DSP0004 §7.3).
struct QualifierDecl {
    std::string name;
    Value defaultValue;               ///< its type is the qualifier's, null when no default is stated
    std::vector<std::string> scopes;  ///< as written: "property", "class" ...
    std::uint32_t flavor = 0;  ///< kEnableOverride or kDisableOverride, kToSubclass or kRestricted, kTranslatable
    bool operator==(const QualifierDecl&) const = default;
};

/// An `instance of X { ... };` declaration.
struct InstanceDecl {
    Instance instance;
    std::string alias{};  ///< of `as $a`, without the $
    bool operator==(const InstanceDecl&) const = default;
};

using MofDeclaration = std::variant<QualifierDecl, Class, InstanceDecl>;

/// Gives a class that the text itself does not declare, or nullptr. Asked at most once for a name.
using ClassLookup = std::function<std::shared_ptr<const Class>(std::string_view name)>;

/// Bounds on hostile text.
struct MofLimits {
    std::size_t maxBytes = 16U << 20;    ///< of the text
    std::size_t maxDepth = kMaxNesting;  ///< of instances in instances
    std::size_t maxItems =
        1'000'000;  ///< declarations, members, qualifiers and elements; one alias counts as all it holds
};

class MofParser;
struct MofContext;

/// Reads MOF text (DSP0004 clause 7 and Annex A), one declaration after the other.
///
/// Types of an instance's values are those that its class declares, in the text before it or by the lookup; where the
/// class, or a superclass of it, is not known, a literal speaks for itself: an integer is a sint64 (uint64 beyond), a
/// real a real64, an alias or object path nothing but a reference or string, NULL a null string. Types of qualifiers
/// are those of their declarations, or of DSP0004 §5.6.3 for those that hold numbers there, else the literal's. A
/// property that an instance does not state is left out, even where its class has a default.
///
/// `#pragma namespace` names the name space of what follows, `#pragma include` is refused (kUnsupported: reading files
/// is the caller's business), others are ignored. An embedded instance is `instance of Y { ... }` in place, an alias
/// declared before, or a string that holds the declaration; a reference is such an alias or an object path. Beyond the
/// grammar, as `toMof` writes them: methods that return arrays (`uint8[] M()`) or nothing (`void M()`).
///
/// Errors, with "line:column": kInvalidBody where the text is not MOF and tells what was expected; kInvalidValue for a
/// value that its type cannot hold, a property that its class does not have or that is stated twice, a null in an
/// array; kNotFound for an alias not declared before; kLimitExceeded; kBadEncoding; kUnsupported.
class MofReader {
public:
    /// `text` is UTF-8 and must outlive the reader; a byte-order mark is skipped.
    explicit MofReader(std::string_view text, ClassLookup lookup = {}, const MofLimits& limits = {});
    MofReader(MofReader&&) noexcept;
    MofReader& operator=(MofReader&&) noexcept;
    ~MofReader();

    /// The next declaration; nullopt at the end of the text. After an error it is the same error again.
    Result<std::optional<MofDeclaration>> next();
    /// How many bytes were read: to the end of the last declaration and the white space after it.
    [[nodiscard]] std::size_t position() const;

private:
    std::unique_ptr<MofContext> context_;
    std::unique_ptr<MofParser> parser_;
};

/// All declarations of a text.
Result<std::vector<MofDeclaration>> readMof(std::string_view text, ClassLookup lookup = {},
                                            const MofLimits& limits = {});

}  // namespace wsman::cim
