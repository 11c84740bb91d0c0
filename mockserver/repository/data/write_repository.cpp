#include <algorithm>
#include <fstream>
#include <nlohmann/json.hpp>
#include <system_error>
#include <utility>

#include "mockserver/repository/data/snapshot.h"
#include "mockserver/repository/store/system_classes.h"
#include "wsman/cim/xml_codec.h"

namespace mockserver::repository {

namespace cim = wsman::cim;
namespace fs = std::filesystem;
using nlohmann::json;
using wsman::ErrorCode;
using wsman::fail;
using wsman::Result;

namespace {

Result<void> write(const fs::path& file, const std::string& text) {
    std::ofstream out(file, std::ios::binary);
    out << text;
    out.close();
    return out ? Result<void>() : fail(ErrorCode::kIo, "the file cannot be written", file.string());
}

/// A namespace as the name of a file.
std::string fileName(std::string nameSpace) {
    std::ranges::replace(nameSpace, '/', '-');
    return nameSpace + ".mof";
}

Result<json> writeNamespace(const Repository& repository, const std::string& name, const fs::path& folder) {
    const auto schema = repository.schema(name);
    Schema system(name);
    addSystemClasses(system);
    std::string classes;
    for (const auto& declaration : schema->tree("")) {
        if (!system.find(declaration->name)) {
            cim::Class declared = *schema->declared(declaration->name);
            declared.nameSpace.clear();
            classes += cim::toMof(declared) + "\n";
        }
    }
    json space{{"classes", json::array({"classes/" + fileName(name)})}, {"instances", json::array()}};
    if (auto done = write(folder / "classes" / fileName(name), classes); !done) {
        return tl::unexpected(std::move(done.error()));
    }
    for (const auto& declaration : schema->tree("")) {
        auto cursor = repository.enumerate(name, declaration->name, false);
        std::string text;
        while (const auto instance = cursor.next()) {
            cim::Instance shown = *instance;
            shown.nameSpace.clear();
            // What is null is not said: so it reads back, but for defaults.
            std::erase_if(shown.properties, [&](const cim::Property& property) {
                const auto* declared = declaration->property(property.name);
                return property.value.isNull() && (declared == nullptr || declared->defaultValue.isNull());
            });
            text += cim::toMof(shown) + "\n";
        }
        if (text.empty()) {
            continue;
        }
        const auto file = "instances/" + declaration->name + "." + fileName(name);
        if (auto done = write(folder / file, text); !done) {
            return tl::unexpected(std::move(done.error()));
        }
        space["instances"].push_back(file);
    }
    return space;
}

}  // namespace

Result<void> writeRepository(const Repository& repository, const fs::path& folder) {
    std::error_code error;
    if (fs::exists(folder, error) && !fs::is_empty(folder, error)) {
        return fail(ErrorCode::kInvalidArgument, "the folder is not empty", folder.string());
    }
    fs::create_directories(folder / "classes", error);
    fs::create_directories(folder / "instances", error);
    if (error) {
        return fail(ErrorCode::kIo, "the folder cannot be made: " + error.message(), folder.string());
    }
    json root{{"defaultNamespace", repository.defaultNamespace()}, {"writable", "all"}};
    for (const auto& name : repository.namespaces()) {
        auto space = writeNamespace(repository, name, folder);
        if (!space) {
            return tl::unexpected(std::move(space.error()));
        }
        root["namespaces"][name] = std::move(*space);
    }
    return write(folder / "repository.json", root.dump(2) + "\n");
}

}  // namespace mockserver::repository
