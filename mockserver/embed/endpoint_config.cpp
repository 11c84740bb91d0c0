#include "mockserver/embed/endpoint_config.h"

#include <algorithm>
#include <fstream>
#include <initializer_list>
#include <iterator>
#include <nlohmann/json.hpp>
#include <set>
#include <string_view>

namespace mockserver {
namespace {

using nlohmann::json;
using wsman::ErrorCode;
using wsman::fail;
using wsman::Result;
using Type = json::value_t;

constexpr std::size_t kMaxFileBytes = 64U << 20U;

/// Reads members and keeps the first thing that is wrong, with its place.
class Reader {
public:
    explicit Reader(std::string file) : file_(std::move(file)) {}

    void wrong(const std::string& pointer, const std::string& text) {
        if (!error_) {
            error_ = wsman::Error{ErrorCode::kInvalidValue, text, file_ + '#' + pointer};
        }
    }
    [[nodiscard]] const std::optional<wsman::Error>& error() const { return error_; }

    void known(const json& object, const std::string& pointer, std::initializer_list<std::string_view> names) {
        if (!object.is_object()) {
            wrong(pointer, "expected an object");
            return;
        }
        for (const auto& member : object.items()) {
            if (std::ranges::find(names, member.key()) == names.end()) {
                wrong(pointer + '/' + member.key(), "found an unknown member");
            }
        }
    }
    const json* member(const json& object, const std::string& pointer, const char* name, Type type,
                       const char* expected) {
        const auto found = object.find(name);
        if (found == object.end()) {
            return nullptr;
        }
        const bool number = type == Type::number_unsigned && found->is_number_unsigned();
        if (found->type() != type && !number) {
            wrong(pointer + '/' + name, std::string("expected ") + expected);
            return nullptr;
        }
        return &*found;
    }
    std::string text(const json& object, const std::string& pointer, const char* name) {
        const json* found = member(object, pointer, name, Type::string, "a text");
        return found == nullptr ? std::string() : found->get<std::string>();
    }
    std::uint64_t number(const json& object, const std::string& pointer, const char* name, std::uint64_t least,
                         std::uint64_t most) {
        const json* found = member(object, pointer, name, Type::number_unsigned, "a number");
        const std::uint64_t value = found == nullptr ? least : found->get<std::uint64_t>();
        if (value < least || value > most) {
            wrong(pointer + '/' + name,
                  "expected a number from " + std::to_string(least) + " to " + std::to_string(most));
        }
        return value;
    }
    std::vector<std::shared_ptr<const json>> objects(const json& list, const std::string& pointer) {
        std::vector<std::shared_ptr<const json>> out;
        for (const auto& item : list) {
            if (!item.is_object()) {
                wrong(pointer + '/' + std::to_string(out.size()), "expected an object");
            }
            out.push_back(std::make_shared<const json>(item));
        }
        return out;
    }

private:
    std::string file_;
    std::optional<wsman::Error> error_;
};

Result<json> readJson(const std::filesystem::path& file) {
    std::error_code error;
    if (std::filesystem::file_size(file, error) > kMaxFileBytes && !error) {
        return fail(ErrorCode::kLimitExceeded, "the file exceeds " + std::to_string(kMaxFileBytes) + " bytes",
                    file.string());
    }
    std::ifstream in(file, std::ios::binary);
    const std::string text{std::istreambuf_iterator<char>(in), {}};
    if (!in.is_open() || in.bad()) {
        return fail(ErrorCode::kIo, "cannot read the file", file.string());
    }
    try {
        return json::parse(text, nullptr, true, true);
    } catch (const json::exception& exception) {
        return fail(ErrorCode::kInvalidValue, exception.what(), file.string());
    }
}

bool isName(const std::string& text) {
    return !text.empty() && text.size() <= 128 && std::ranges::all_of(text, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' ||
               c == '.';
    });
}

EndpointConfig readEndpoint(Reader& reader, const json& value, const std::string& at,
                            const std::filesystem::path& folder) {
    EndpointConfig out;
    reader.known(value, at,
                 {"name", "port", "bind", "host", "path", "scenarios", "repository", "profile", "database", "users",
                  "anonymous", "mode", "tls", "data", "fleet"});
    if (!value.is_object()) {
        return out;
    }
    out.name = reader.text(value, at, "name");
    if (!isName(out.name)) {
        reader.wrong(at + "/name", "expected a name of letters, digits, '.', '_' and '-'");
    }
    out.options.port = static_cast<std::uint16_t>(reader.number(value, at, "port", 0, 65535));
    if (value.contains("bind")) {
        out.options.bind = reader.text(value, at, "bind");
    }
    out.host = reader.text(value, at, "host");
    if (value.contains("path")) {
        out.options.path = reader.text(value, at, "path");
        if (!out.options.path->starts_with('/')) {
            reader.wrong(at + "/path", "expected a URL path that begins with \"/\"");
        }
    }
    const auto relative = [&](const char* name) {
        const auto text = reader.text(value, at, name);
        return text.empty() || text.starts_with("builtin:") ? std::filesystem::path(text) : folder / text;
    };
    out.options.repository = relative("repository");
    out.options.database = relative("database");
    out.options.profile = reader.text(value, at, "profile");
    const json* scenarios = reader.member(value, at, "scenarios", Type::array, "a list of paths");
    if ((scenarios == nullptr || scenarios->empty()) && out.options.repository.empty()) {
        reader.wrong(at + "/scenarios", "expected at least one path, or a repository");
    } else if (scenarios != nullptr) {
        for (const auto& path : *scenarios) {
            if (path.is_string()) {
                out.options.scenarios.push_back(folder / path.get<std::string>());
            } else {
                reader.wrong(at + "/scenarios", "expected texts");
            }
        }
    }
    if (const json* users = reader.member(value, at, "users", Type::object, "an object")) {
        for (const auto& user : users->items()) {
            if (user.value().is_string()) {
                out.options.users[user.key()] = user.value().get<std::string>();
            } else {
                reader.wrong(at + "/users/" + user.key(), "expected a password");
            }
        }
    }
    const json* anonymous = reader.member(value, at, "anonymous", Type::boolean, "true or false");
    out.options.anonymous = anonymous != nullptr && anonymous->get<bool>();
    if (const auto mode = reader.text(value, at, "mode"); !mode.empty()) {
        out.options.mode = mode == "replay" ? ScenarioMode::kReplay : ScenarioMode::kStub;
        if (mode != "replay" && mode != "stub") {
            reader.wrong(at + "/mode", "expected stub or replay");
        }
    }
    if (const json* tls = reader.member(value, at, "tls", Type::object, "an object")) {
        reader.known(*tls, at + "/tls", {"certificate", "key", "fault"});
        TlsOptions& options = out.options.tls.emplace();
        const auto file = [&](const char* name) {
            const auto text = reader.text(*tls, at + "/tls", name);
            return text.empty() ? std::filesystem::path() : folder / text;
        };
        options.certificate = file("certificate");
        options.key = file("key");
        const auto fault = reader.text(*tls, at + "/tls", "fault");
        options.expired = fault == "expired";
        options.wrongHost = fault == "wrong-host";
        options.alert = fault == "alert";
        if (!fault.empty() && !options.expired && !options.wrongHost && !options.alert) {
            reader.wrong(at + "/tls/fault", "expected expired, wrong-host or alert");
        }
    }
    if (const json* data = reader.member(value, at, "data", Type::object, "an object")) {
        out.data = std::make_shared<const json>(*data);
    }
    if (const json* fleet = reader.member(value, at, "fleet", Type::object, "an object")) {
        reader.known(*fleet, at + "/fleet", {"count", "data"});
        if (out.data != nullptr) {
            reader.wrong(at + "/data", "expected the data of a fleet's hosts in fleet.data");
        }
        out.fleet.emplace().count = reader.number(*fleet, at + "/fleet", "count", 1, kMaxFleet);
        if (const json* data = reader.member(*fleet, at + "/fleet", "data", Type::array, "a list of objects")) {
            out.fleet->data = reader.objects(*data, at + "/fleet/data");
        }
    }
    return out;
}

}  // namespace

Result<std::vector<EndpointConfig>> loadEndpoints(const std::filesystem::path& file) {
    const auto root = readJson(file);
    if (!root) {
        return tl::unexpected(root.error());
    }
    Reader reader(file.string());
    std::vector<EndpointConfig> out;
    reader.known(*root, "", {"$schema", "schema", "endpoints"});
    if (!reader.error()) {
        if (!root->contains("schema") || (*root)["schema"] != 1) {
            reader.wrong("/schema", "expected 1");
        }
        const json* endpoints = reader.member(*root, "", "endpoints", Type::array, "a list of endpoints");
        if (endpoints == nullptr || endpoints->empty()) {
            reader.wrong("/endpoints", "expected at least one endpoint");
        }
        std::set<std::string> names;
        for (std::size_t i = 0; endpoints != nullptr && i < endpoints->size(); ++i) {
            const std::string at = "/endpoints/" + std::to_string(i);
            out.push_back(readEndpoint(reader, (*endpoints)[i], at, file.parent_path()));
            if (!names.insert(out.back().name).second) {
                reader.wrong(at + "/name", "found \"" + out.back().name + "\" again, expected a name of its own");
            }
        }
    }
    return reader.error() ? tl::unexpected(*reader.error()) : Result<std::vector<EndpointConfig>>(std::move(out));
}

Result<std::vector<std::shared_ptr<const json>>> loadFleetData(const std::filesystem::path& file) {
    const auto root = readJson(file);
    if (!root) {
        return tl::unexpected(root.error());
    }
    Reader reader(file.string());
    if (!root->is_array() || root->empty()) {
        reader.wrong("", "expected a list of objects");
    }
    auto out = reader.objects(*root, "");
    return reader.error() ? tl::unexpected(*reader.error())
                          : Result<std::vector<std::shared_ptr<const json>>>(std::move(out));
}

}  // namespace mockserver
