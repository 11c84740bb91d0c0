#pragma once

#include <nlohmann/json_fwd.hpp>
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
    struct Waiting {
        wsman::cim::Instance instance;
        std::string file;  ///< empty: it stands in the repository file, at `pointer`
        std::string pointer;
    };
    struct WaitingJson {
        std::string className;
        nlohmann::json properties;
        std::string file;
        std::string pointer;
    };

    void error(std::string message, const std::string& pointer, const std::string& file = {},
               std::string_view where = {});
    void addClass(wsman::cim::Class declaration, const std::string& file, const std::string& pointer);
    void readMof(std::string_view text, const std::string& file, const std::string& pointer, std::size_t depth);
    void readXml(std::string text, const std::string& file, const std::string& pointer);
    void readFile(const std::string& name, const std::string& pointer, std::size_t depth);
    void readJson(const nlohmann::json& value, const std::string& file, const std::string& pointer, bool classes);
    void infer(const wsman::cim::Instance& instance);

    const FileSource& files_;
    Repository& repository_;
    std::string nameSpace_;
    Schema& schema_;
    bool infers_;
    std::vector<Waiting> waiting_;
    std::vector<WaitingJson> waitingJson_;
    std::vector<std::pair<std::string, std::vector<std::string>>> keys_;
    Diagnostics diagnostics_;
};

}  // namespace mockserver::repository
