#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "wsman/cim/class.h"
#include "wsman/cim/instance.h"
#include "wsman/query/query.h"

namespace wsman::query {

/// The classes that queries are about. Must be thread-safe where queries are evaluated by several threads.
class ClassView {
public:
    ClassView() = default;
    virtual ~ClassView() = default;
    ClassView(const ClassView&) = delete;
    ClassView& operator=(const ClassView&) = delete;
    /// True for the class itself and all below `ancestor`.
    [[nodiscard]] virtual bool isA(std::string_view name, std::string_view ancestor) const = 0;
    /// Complete with what it inherits, or nullptr.
    [[nodiscard]] virtual std::shared_ptr<const cim::Class> find(std::string_view name) const = 0;
};

/// Holds a SELECT against the classes and tells its paths where to look. Errors: kNotFound for a class or a property
/// that does not exist (what stands in embedded objects is checked as far as their class is known).
Result<void> prepare(Query& query, const ClassView& classes);

/// `SELECT * FROM meta_class ...`: the query is about classes.
bool isSchemaQuery(const Query& query);

/// Whether an instance of the (only) class of FROM is asked for. Comparisons with NULL, of types that cannot be
/// compared, and of arrays are neither true nor false; WQL ignores the case of strings, CQL does not. A class that is a
/// FROM's subclass is the caller's business. Thread-safe.
bool matches(const Query& query, const cim::Instance& instance, const ClassView& classes);
/// The same for a row of a join: an instance for each source.
bool matches(const Query& query, std::span<const cim::Instance* const> row, const ClassView& classes);
/// Whether a class is asked for by a schema query.
bool matchesClass(const Query& query, const cim::Class& declaration, const ClassView& classes);

/// What the select list leaves of an instance: all of it for "*"; else the properties it names, those of embedded
/// objects within such objects (WQL), or by alias or last name (CQL).
cim::Instance project(const Query& query, const cim::Instance& instance, const ClassView& classes);

using InstancePtr = std::shared_ptr<const cim::Instance>;
/// Gives all instances of a class and those below it, until the sink says false.
using InstanceSource = std::function<void(std::string_view className, const std::function<bool(const InstancePtr&)>&)>;

struct SelectLimits {
    std::uint64_t maxRows = 1'000'000;           ///< of the result before DISTINCT and FIRST
    std::uint64_t maxCombinations = 10'000'000;  ///< of a join's sources
};

/// True when rows can be had one by one with `matches` and `project`; else `select` is needed.
bool isStreamable(const Query& query);

/// The rows of a SELECT: joins, DISTINCT, ORDER BY, FIRST and COUNT(*) included. Rows of a join have the class name
/// "CQL_Row"; equal names of several sources are told apart as "alias_Name". Errors: kLimitExceeded.
Result<std::vector<InstancePtr>> select(const Query& query, const InstanceSource& source, const ClassView& classes,
                                        const SelectLimits& limits = {});

}  // namespace wsman::query
