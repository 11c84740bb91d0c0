#include <algorithm>
#include <cctype>
#include <fstream>
#include <map>
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

/// Namespaces as names of files: "root/cimv2" is "root-cimv2", and so is "root-cimv2", but for a number.
class FileNames {
public:
    std::string of(std::string nameSpace) {
        std::ranges::replace_if(
            nameSpace, [](char c) { return std::isalnum(static_cast<unsigned char>(c)) == 0 && c != '_' && c != '-'; },
            '-');
        const auto base = cim::foldName(nameSpace);  // some file systems fold too
        const auto others = used_[base]++;
        return others == 0 ? nameSpace : nameSpace + "." + std::to_string(others + 1);
    }

private:
    std::map<std::string, std::size_t> used_{};
};

/// The instances of one class, in files that can be read again: their reader bounds how large one is.
class InstanceFiles {
public:
    InstanceFiles(const fs::path& folder, std::string name, json& names)
        : folder_(folder), name_(std::move(name)), names_(names) {}

    Result<void> add(const std::string& text) {
        text_ += text;
        return text_.size() < kMostBytes ? Result<void>() : finish();
    }
    Result<void> finish() {
        if (text_.empty()) {
            return {};
        }
        const auto file = "instances/" + name_ + (++files_ == 1 ? "" : "." + std::to_string(files_)) + ".mof";
        names_.push_back(file);
        return write(folder_ / file, std::exchange(text_, {}));
    }

private:
    static constexpr std::size_t kMostBytes = 8U << 20U;
    const fs::path& folder_;
    std::string name_;
    json& names_;
    std::string text_{};
    std::size_t files_ = 0;
};

Result<json> writeNamespace(const Repository& repository, const std::string& name, const std::string& fileName,
                            const fs::path& folder) {
    const auto schema = repository.schema(name);
    Schema system(name);
    addSystemClasses(system);
    std::string classes;
    for (const auto& declaration : schema->tree("")) {
        if (!isClassName(declaration->name)) {
            return fail(ErrorCode::kInvalidArgument, "\"" + declaration->name + "\" is no name of a class", name);
        }
        if (!system.find(declaration->name)) {
            cim::Class declared = *schema->declared(declaration->name);
            declared.nameSpace.clear();
            classes += cim::toMof(declared) + "\n";
        }
    }
    json space{{"classes", json::array({"classes/" + fileName + ".mof"})}, {"instances", json::array()}};
    if (auto done = write(folder / "classes" / (fileName + ".mof"), classes); !done) {
        return tl::unexpected(std::move(done.error()));
    }
    for (const auto& declaration : schema->tree("")) {
        auto cursor = repository.enumerate(name, declaration->name, false);
        InstanceFiles files(folder, declaration->name + "." + fileName, space["instances"]);
        while (const auto instance = cursor.next()) {
            cim::Instance shown = *instance;
            shown.nameSpace.clear();
            // What is null is not said: so it reads back, but for defaults.
            std::erase_if(shown.properties, [&](const cim::Property& property) {
                const auto* declared = declaration->property(property.name);
                return property.value.isNull() && (declared == nullptr || declared->defaultValue.isNull());
            });
            if (auto done = files.add(cim::toMof(shown) + "\n"); !done) {
                return tl::unexpected(std::move(done.error()));
            }
        }
        if (auto done = files.finish(); !done) {
            return tl::unexpected(std::move(done.error()));
        }
    }
    return space;
}

}  // namespace

bool isClassName(std::string_view name) {
    // Beyond ASCII any character is a letter.
    const auto isLetter = [](unsigned char c) { return std::isalpha(c) != 0 || c == '_' || c >= 0x80U; };
    return !name.empty() && isLetter(static_cast<unsigned char>(name.front())) &&
           std::ranges::all_of(name, [&](unsigned char c) { return isLetter(c) || std::isdigit(c) != 0; });
}

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
    FileNames names;
    for (const auto& name : repository.namespaces()) {
        auto space = writeNamespace(repository, name, names.of(name), folder);
        if (!space) {
            return tl::unexpected(std::move(space.error()));
        }
        root["namespaces"][name] = std::move(*space);
    }
    return write(folder / "repository.json", root.dump(2) + "\n");
}

}  // namespace mockserver::repository
