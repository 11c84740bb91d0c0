#pragma once

#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace mockserver {

/// The text of scenarios/schema/scenario.schema.json, compiled in.
std::string_view scenarioSchemaText();

/// One breach of the schema.
struct SchemaFinding {
    std::string pointer;  ///< RFC 6901; of the member itself when it is one too many
    std::string message;  ///< "found ..., expected ..."
    bool operator==(const SchemaFinding&) const = default;
};

/// A JSON Schema to hold files against. Its `pattern`s are for editors and not judged here (their engine recurses once
/// per character); who reads such a member checks it. Thread-safe.
class JsonSchema {
public:
    /// `text` must be a schema of ours: a program's constant.
    explicit JsonSchema(std::string_view text);
    ~JsonSchema();
    JsonSchema(const JsonSchema&) = delete;
    JsonSchema& operator=(const JsonSchema&) = delete;

    /// All breaches, in no particular order, each once.
    [[nodiscard]] std::vector<SchemaFinding> check(const nlohmann::json& value) const;

private:
    class Judge;
    std::unique_ptr<Judge> judge_;
};

/// A scenario held against its schema. Thread-safe.
std::vector<SchemaFinding> checkSchema(const nlohmann::json& scenario);

/// A value as a message shows it: JSON, cut when it is long.
std::string shown(const nlohmann::json& value);

}  // namespace mockserver
