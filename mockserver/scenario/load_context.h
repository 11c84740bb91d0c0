#pragma once

#include <cstddef>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "mockserver/scenario/diagnostic.h"
#include "mockserver/scenario/file_source.h"
#include "mockserver/scenario/loader.h"
#include "mockserver/scenario/model.h"

namespace mockserver {

/// What the parts of the loader share while one scenario is read. Values of the wrong type have been reported by the
/// schema: the functions below take them for absent, so that everything else in the file is checked all the same.
class LoadContext {
public:
    LoadContext(const FileSource& files, std::string fileName, const LoadLimits& limits)
        : files(files), fileName(std::move(fileName)), limits(limits) {}

    const FileSource& files;
    const std::string fileName;
    const LoadLimits limits;
    NamespaceMap namespaces = predefinedNamespaces();
    ScenarioMode mode = ScenarioMode::kStub;
    nlohmann::json data = nlohmann::json::object();  ///< the scenario's, for templates
    std::vector<std::string> machines{};             ///< their names, in the scenario's order
    std::map<std::string, std::size_t> ids{};        ///< of exchanges, to their place

    /// Reports an error at a place in scenario.json.
    void error(const std::string& pointer, std::string message);
    /// Reports an error in another file; `where` is "line:column" or empty.
    void errorIn(const std::string& name, std::string_view where, std::string message);
    /// The bytes of a file that `pointer` names; reports what is wrong with it.
    std::optional<std::string> readFile(const std::string& pointer, const std::string& name);

    Diagnostics diagnostics{};

private:
    std::map<std::string, std::optional<std::string>> read_{};
    std::size_t total_ = 0;
};

/// A text with its origin, for errors: a file, or a place in scenario.json.
struct SourceText {
    std::string text;
    std::string pointer;  ///< in scenario.json: of the text, or of the name of the file
    std::string file{};   ///< empty when the text is in scenario.json
};

/// The member of an object, when it is there and of that type.
const nlohmann::json* member(const nlohmann::json& object, const char* name, nlohmann::json::value_t type);
std::optional<std::string> stringMember(const nlohmann::json& object, const char* name);
std::optional<std::uint64_t> numberMember(const nlohmann::json& object, const char* name);

/// `object`'s text in member `inlineName`, or the file that `fileName` names; nullopt when it has neither or the file
/// cannot be read. Reports both given at once.
std::optional<SourceText> sourceMember(LoadContext& context, const nlohmann::json& object, const std::string& pointer,
                                       const char* fileName, const char* inlineName);

/// Reports an error about a text, at `where` ("line:column" in it, may be empty).
void errorAbout(LoadContext& context, const SourceText& source, std::string_view where, const std::string& message);

/// Parses XML that is a whole envelope, or what goes into s:Body (the prefixes of soap::writeMessage being declared);
/// reports what is wrong. `sample` has the same line and column as `source.text` everywhere.
std::optional<wsman::xml::Document> parseMarkup(LoadContext& context, const SourceText& source,
                                                const std::string& sample);

/// True when the root element's local name is Envelope.
bool isEnvelope(std::string_view text);

/// Of `names`, the one spelt most like `name`.
std::string nearestName(std::string_view name, const std::vector<std::string>& names);

When readWhen(LoadContext& context, const nlohmann::json& when, const std::string& pointer);
/// The criteria of a condition, which are those on the request alone.
When readCondition(LoadContext& context, const nlohmann::json& condition, const std::string& pointer);
/// `{"MACHINE": "STATE"}`; reports machines that the scenario has not.
std::vector<MachineState> readStates(LoadContext& context, const nlohmann::json& states, const std::string& pointer);
/// Everything of one exchange; likenesses are given by the caller.
ScenarioExchange readExchange(LoadContext& context, const nlohmann::json& exchange, const std::string& pointer);
/// The top-level members that exchanges refer to: machines, data and seed.
void readMachines(LoadContext& context, const nlohmann::json& root, Scenario& into);
void readData(LoadContext& context, const nlohmann::json& root, Scenario& into);
void readHooks(LoadContext& context, const nlohmann::json& root, Scenario& into);
void readVerify(LoadContext& context, const nlohmann::json& root, Scenario& into);
void readFaults(LoadContext& context, const nlohmann::json& root, Scenario& into);
Reply readReply(LoadContext& context, const nlohmann::json& reply, const std::string& pointer);

}  // namespace mockserver
