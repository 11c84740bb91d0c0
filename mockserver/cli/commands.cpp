#include "mockserver/cli/commands.h"
#include "mockserver/embed/repository_source.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cstring>
#include <fstream>
#include <iostream>

#include "mockserver/record/capture_reader.h"
#include "mockserver/scenario/loader.h"

namespace mockserver::cli {
std::string folderName(const std::filesystem::path& path) {
    const auto normal = path.lexically_normal();
    return (normal.has_filename() ? normal.filename() : normal.parent_path().filename()).string();
}

int validate(const ValidateArguments& arguments) {
    const auto loaded = loadScenarios(arguments.scenarios);
    if (!loaded) {
        for (const auto& diagnostic : loaded.error()) {
            std::cerr << diagnostic.text() << '\n';
        }
        std::cout << fmt::format("{} error{}\n", loaded.error().size(), loaded.error().size() == 1 ? "" : "s");
        return kExitFailed;
    }
    if (const auto merged = mergeEndpoints(*loaded); !merged) {
        std::cerr << merged.error().text() << '\n';
        std::cout << "1 error\n";
        return kExitFailed;
    }
    std::size_t exchanges = 0;
    std::size_t wrong = 0;
    const auto check = [&wrong](const wsman::Result<void>& checked) {
        if (!checked) {
            ++wrong;
            std::cerr << checked.error().text() << '\n';
        }
    };
    for (const auto& scenario : *loaded) {
        exchanges += scenario->exchanges.size();
        if (!scenario->repository.is_null()) {
            check(checkRepository(*scenario));
        }
    }
    for (const auto& path : arguments.repositories) {
        check(checkRepository(path));
    }
    if (wrong > 0) {
        std::cout << fmt::format("{} {} with errors\n", wrong, wrong == 1 ? "repository" : "repositories");
        return kExitFailed;
    }
    if (arguments.scenarios.empty()) {
        std::cout << fmt::format("{} {}: no errors\n", arguments.repositories.size(),
                                 arguments.repositories.size() == 1 ? "repository" : "repositories");
        return kExitOk;
    }
    std::cout << fmt::format("{} scenario{} with {} exchange{}: no errors\n", loaded->size(),
                             loaded->size() == 1 ? "" : "s", exchanges, exchanges == 1 ? "" : "s");
    return kExitOk;
}

int importCaptures(ImportArguments arguments) {
    std::vector<record::Exchange> exchanges;
    std::string names;
    for (const auto& path : arguments.captures) {
        auto read = record::readExchangesFile(path);
        if (!read) {
            std::cerr << "mi-mockserver: " << read.error().text() << '\n';
            return kExitFailed;
        }
        exchanges.insert(exchanges.end(), std::make_move_iterator(read->begin()), std::make_move_iterator(read->end()));
        names += (names.empty() ? "" : ", ") + path.filename().string();
    }
    auto& options = arguments.options;
    if (options.name.empty()) {
        options.name = folderName(arguments.out);
    }
    if (options.source.empty()) {
        options.source = "Imported from " + names + ".";
    }
    const auto folder = record::importExchanges(exchanges, options);
    if (!folder) {
        const bool usage = folder.error().code == wsman::ErrorCode::kInvalidArgument;
        std::cerr << "mi-mockserver: " << folder.error().text() << '\n';
        return usage ? kExitUsage : kExitFailed;
    }
    for (const auto& notice : folder->notices) {
        std::cerr << notice << '\n';
    }
    if (const auto written = record::writeFolder(*folder, arguments.out, arguments.replace); !written) {
        std::cerr << "mi-mockserver: " << written.error().text() << '\n';
        return kExitNoStart;
    }
    std::cout << fmt::format("{} exchange{} in {}\n", folder->exchanges, folder->exchanges == 1 ? "" : "s",
                             arguments.out.string());
    return kExitOk;
}

wsman::Result<void> writeAtomically(const std::filesystem::path& path, const std::string& text) {
    auto temporary = path;
    temporary += "." + std::to_string(::getpid()) + ".tmp";
    std::ofstream file(temporary, std::ios::binary | std::ios::trunc);
    file << text;
    file.close();
    std::error_code error;
    if (!file) {
        std::filesystem::remove(temporary, error);
        return wsman::fail(wsman::ErrorCode::kIo, "cannot write the file", path.string());
    }
    std::filesystem::rename(temporary, path, error);
    if (error) {
        std::error_code ignored;
        std::filesystem::remove(temporary, ignored);
        return wsman::fail(wsman::ErrorCode::kIo, "cannot write the file: " + error.message(), path.string());
    }
    return {};
}

}  // namespace mockserver::cli
