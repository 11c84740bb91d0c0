#include "mockserver/scenario/file_source.h"

#include <fstream>
#include <system_error>

namespace mockserver {
namespace fs = std::filesystem;
using wsman::ErrorCode;
using wsman::fail;

wsman::Result<void> checkRelativeName(std::string_view name) {
    if (name.empty() || name.find('\\') != name.npos || name.find('\0') != name.npos) {
        return fail(ErrorCode::kInvalidArgument, "not a file name");
    }
    const fs::path path(name);
    if (path.is_absolute()) {
        return fail(ErrorCode::kInvalidArgument, "an absolute file name");
    }
    for (const fs::path& part : path) {
        if (part == "..") {
            return fail(ErrorCode::kInvalidArgument, "a file name with \"..\"");
        }
    }
    return {};
}

wsman::Result<std::string> DiskFiles::read(std::string_view name, std::size_t maxBytes) const {
    if (auto checked = checkRelativeName(name); !checked) {
        return tl::unexpected(checked.error());
    }
    std::error_code error;
    const fs::path path = folder_ / fs::path(name);
    const fs::file_status status = fs::status(path, error);
    if (status.type() == fs::file_type::not_found) {
        return fail(ErrorCode::kNotFound, "no such file");
    }
    if (error) {
        return fail(ErrorCode::kIo, error.message());
    }
    if (!fs::is_regular_file(status)) {
        return fail(ErrorCode::kIo, "not a regular file");
    }
    const fs::path root = fs::canonical(folder_, error);
    const fs::path real = error ? fs::path() : fs::canonical(path, error);
    if (error) {
        return fail(ErrorCode::kIo, error.message());
    }
    const fs::path inside = real.lexically_relative(root);
    if (inside.empty() || *inside.begin() == "..") {
        return fail(ErrorCode::kInvalidArgument, "a link out of the scenario's folder");
    }
    std::ifstream in(real, std::ios::binary);
    std::string bytes;
    char buffer[65536];
    while (in && bytes.size() <= maxBytes) {
        in.read(buffer, sizeof buffer);
        bytes.append(buffer, static_cast<std::size_t>(in.gcount()));
    }
    if (bytes.size() > maxBytes) {
        return fail(ErrorCode::kLimitExceeded, "more than " + std::to_string(maxBytes) + " bytes");
    }
    if (!in.eof()) {
        return fail(ErrorCode::kIo, "cannot be read");
    }
    return bytes;
}

std::string DiskFiles::displayName(std::string_view name) const {
    return (folder_ / fs::path(name)).generic_string();
}

wsman::Result<std::string> MemoryFiles::read(std::string_view name, std::size_t maxBytes) const {
    if (auto checked = checkRelativeName(name); !checked) {
        return tl::unexpected(checked.error());
    }
    const auto found = files_.find(name);
    if (found == files_.end()) {
        return fail(ErrorCode::kNotFound, "no such file");
    }
    if (found->second.size() > maxBytes) {
        return fail(ErrorCode::kLimitExceeded, "more than " + std::to_string(maxBytes) + " bytes");
    }
    return found->second;
}

}  // namespace mockserver
