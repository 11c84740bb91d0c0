#pragma once

#include <cstddef>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>

#include "wsman/error.h"

namespace mockserver {

/// Where the files of one scenario folder come from. Names are relative, with '/'. Implementations are used by one
/// thread at a time.
class FileSource {
public:
    virtual ~FileSource() = default;
    /// The file's bytes. Errors: kNotFound (no such file), kIo (the system's words), kLimitExceeded (more than
    /// `maxBytes`), kInvalidArgument (a name that leaves the folder).
    [[nodiscard]] virtual wsman::Result<std::string> read(std::string_view name, std::size_t maxBytes) const = 0;
    /// How a person would name the file.
    [[nodiscard]] virtual std::string displayName(std::string_view name) const = 0;
};

/// A folder on disk. A symbolic link that leaves the folder is refused like "..".
class DiskFiles : public FileSource {
public:
    explicit DiskFiles(std::filesystem::path folder) : folder_(std::move(folder)) {}
    [[nodiscard]] wsman::Result<std::string> read(std::string_view name, std::size_t maxBytes) const override;
    [[nodiscard]] std::string displayName(std::string_view name) const override;

private:
    std::filesystem::path folder_;
};

/// Files in memory, for tests, fuzzing, and scenarios that a program builds.
class MemoryFiles : public FileSource {
public:
    explicit MemoryFiles(std::map<std::string, std::string, std::less<>> files) : files_(std::move(files)) {}
    [[nodiscard]] wsman::Result<std::string> read(std::string_view name, std::size_t maxBytes) const override;
    [[nodiscard]] std::string displayName(std::string_view name) const override { return std::string(name); }

private:
    std::map<std::string, std::string, std::less<>> files_;
};

/// Errors: kInvalidArgument when `name` is empty, absolute, has a "..", a backslash or a NUL.
wsman::Result<void> checkRelativeName(std::string_view name);

}  // namespace mockserver
