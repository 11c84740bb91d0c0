#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "wsman/cim/instance.h"
#include "wsman/query/evaluate.h"
#include "wsman/query/query.h"

namespace wsman::query {

/// A value under comparison. What it points to lives as long as the instances it was taken from.
struct Datum {
    enum class Kind { kNull, kBoolean, kNumber, kText, kDatetime, kInstance, kArray };
    Kind kind = Kind::kNull;
    bool boolean = false;
    bool reference = false;  ///< of kInstance: it is a path, not an object
    long double number = 0;
    std::string_view view{};
    std::string owned{};  ///< of kText that was made
    cim::Datetime datetime{};
    const cim::Instance* instance = nullptr;
    const std::vector<cim::Scalar>* elements = nullptr;

    [[nodiscard]] std::string_view text() const { return owned.empty() ? view : owned; }
    static Datum ofText(std::string text);
    static Datum ofNumber(long double number);
    static Datum of(const cim::Scalar& scalar);
    static Datum of(const cim::Value& value);
};

/// What a query is evaluated over.
struct Row {
    const Query& query;
    std::span<const cim::Instance* const> instances;
    const ClassView& classes;
};

/// A system property ("__CLASS") of an instance; nullopt when there is none of that name.
std::optional<Datum> systemProperty(const cim::Instance& instance, std::string_view name, const ClassView& classes);
/// "Class.Key=\"value\"".
std::string relativePath(const cim::Instance& instance);

/// Whether systemProperty knows the name, or it is "__this".
bool isSystemProperty(std::string_view name);
/// A number that was computed: sint64 or uint64 where one of them holds it, else real64.
cim::Scalar scalarOf(long double number);

Datum valueOf(const Row& row, const PropertyPath& path);
Datum valueOf(const Row& row, const Operand& operand);
/// The instance that a path names, itself ("__this", an alias) or embedded or referred to; nullptr.
const cim::Instance* objectOf(const Row& row, const PropertyPath& path);

/// Less, equal or greater as a number below, at or above zero; nullopt when they cannot be compared.
std::optional<int> compare(const Datum& left, const Datum& right, bool ignoreCase);

}  // namespace wsman::query
