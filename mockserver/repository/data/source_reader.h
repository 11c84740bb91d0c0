#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "mockserver/repository/data/definition.h"
#include "wsman/cim/instance.h"

namespace mockserver::repository {

/// Fills one namespace from what a repository file names: MOF, JSON, recorded XML, builtins. Instances wait until all
/// classes are there. Not thread-safe.
class SourceReader {
public:
    SourceReader(const FileSource& files, Repository& repository, std::string nameSpace, bool inferClasses);

    /// An entry of "classes": a file name, "builtin:NAME", or a class. Errors are told at `pointer`.
    void classes(const nlohmann::json& entry, const std::string& pointer);
    /// An entry of "instances": a file name, "builtin:NAME", {"class", "properties"}.
    void instances(const nlohmann::json& entry, const std::string& pointer);
    /// Keys of a class that is made of its instances.
    void keys(const std::string& className, std::vector<std::string> names);
    /// Puts the instances in place.
    void finish();

    [[nodiscard]] Diagnostics take() { return std::move(diagnostics_); }

private:
    /// Where something stands, for errors.
    struct Origin {
        std::string file{};                         ///< empty: in the repository file, at `pointer`
        std::string pointer{};                      ///< into the repository file, to what names `file`
        std::shared_ptr<const std::string> text{};  ///< of `file`, when `offset` is one of its
        std::size_t offset = 0;
        std::string inner{};  ///< of JSON: a pointer into `text`
    };
    struct Waiting {
        wsman::cim::Instance instance;
        Origin origin;
    };
    struct WaitingJson {
        std::string className;
        nlohmann::json properties;
        Origin origin;
    };
    enum class Kind { kClasses, kInstances };

    void error(std::string message, const Origin& origin);
    /// The same with a place that a reader tells as "line:column".
    void errorAt(std::string message, const Origin& origin, std::string_view where);
    /// The schema of a namespace that `#pragma namespace` names, made when it is not there.
    Schema& spaceOf(const std::string& nameSpace);
    void addClass(wsman::cim::Class declaration, const Origin& origin);
    void readFile(const std::string& name, const Origin& origin, Kind kind, std::size_t depth);
    void readMof(std::string_view text, const Origin& origin, Kind kind, std::size_t depth);
    void readXml(std::string text, const Origin& origin);
    void readJsonFile(std::string text, const Origin& origin, Kind kind);
    void readJson(const nlohmann::json& value, const Origin& origin, Kind kind);
    void inferClasses();

    const FileSource& files_;
    Repository& repository_;
    std::string nameSpace_;
    Schema& schema_;
    bool infers_;
    std::vector<Waiting> waiting_;
    std::vector<WaitingJson> waitingJson_;
    std::map<std::string, std::vector<std::string>> keys_;  ///< by folded class name
    std::map<std::string, Schema*> others_;                 ///< namespaces of pragmas, by folded name
    std::set<std::string> included_;                        ///< MOF files that have been read
    Diagnostics diagnostics_;
};

}  // namespace mockserver::repository
