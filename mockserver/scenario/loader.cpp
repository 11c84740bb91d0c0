#include "mockserver/scenario/loader.h"

#include <algorithm>
#include <unordered_map>
#include <unordered_set>

#include "mockserver/scenario/json_places.h"
#include "mockserver/scenario/load_context.h"
#include "mockserver/scenario/schema.h"

namespace mockserver {
namespace {
using nlohmann::json;
using Type = json::value_t;

bool isAlphanumeric(char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/// The `pattern` of names and ids in the schema.
bool isName(std::string_view text) {
    return !text.empty() && isAlphanumeric(text[0]) && std::all_of(text.begin(), text.end(), [](char c) {
        return isAlphanumeric(c) || c == '.' || c == '_' || c == '-';
    });
}

/// Checks and builds what a schema cannot.
class Builder {
public:
    Builder(LoadContext& context, const json& root) : context_(context), root_(root) {}

    std::shared_ptr<Scenario> build() {
        if (!root_.is_object()) {
            return scenario_;
        }
        scenario_->name = stringMember(root_, "name").value_or("");
        checkName(root_, "", "name");
        scenario_->description = stringMember(root_, "description").value_or("");
        scenario_->source = stringMember(root_, "source").value_or("");
        scenario_->file = context_.files.displayName(context_.fileName);
        if (const auto found = root_.is_object() ? root_.find("repository") : root_.end(); found != root_.end()) {
            scenario_->repository = *found;
        }
        scenario_->mode = stringMember(root_, "mode") == "replay" ? ScenarioMode::kReplay : ScenarioMode::kStub;
        context_.mode = scenario_->mode;
        readEndpoint();
        readNamespaces();
        readMachines(context_, root_, *scenario_);
        readData(context_, root_, *scenario_);
        readExchanges();
        readFaults(context_, root_, *scenario_);
        readVerify(context_, root_, *scenario_);
        readHooks(context_, root_, *scenario_);
        return scenario_;
    }

private:
    void checkName(const json& object, const std::string& pointer, const char* name) {
        const auto text = stringMember(object, name);
        if (text && !isName(*text)) {
            context_.error(pointer + '/' + name, "found " + shown(json(*text)) +
                                                     ", expected letters, digits, \".\", \"_\" and \"-\", beginning "
                                                     "with a letter or digit");
        }
    }

    void readEndpoint() {
        const json* endpoint = member(root_, "endpoint", Type::object);
        if (endpoint == nullptr) {
            return;
        }
        EndpointSettings& out = scenario_->endpoint;
        out.path = stringMember(*endpoint, "path");
        if (out.path && (!out.path->starts_with('/') || out.path->find_first_of(" ?#\t\r\n") != out.path->npos)) {
            context_.error("/endpoint/path",
                           "found " + shown(json(*out.path)) + ", expected a URL path that begins with \"/\"");
        }
        if (const json* auth = member(*endpoint, "auth", Type::object)) {
            if (const json* basic = member(*auth, "basic", Type::object)) {
                readUsers(*basic, out);
            }
        }
        if (const json* limits = member(*endpoint, "limits", Type::object)) {
            out.maxRequestBytes = numberMember(*limits, "maxRequestBytes");
            out.maxDepth = numberMember(*limits, "maxDepth");
            out.maxElements = numberMember(*limits, "maxElements");
            out.maxAttributes = numberMember(*limits, "maxAttributes");
        }
    }

    void readUsers(const json& basic, EndpointSettings& out) {
        out.basicRealm = stringMember(basic, "realm");
        const json* users = member(basic, "users", Type::object);
        if (users == nullptr) {
            return;
        }
        const auto isControl = [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; };
        for (const auto& user : users->items()) {
            const std::string at = "/endpoint/auth/basic/users/" + pointerToken(user.key());
            if (user.key().empty() || user.key().find(':') != std::string::npos ||
                std::any_of(user.key().begin(), user.key().end(), isControl)) {
                context_.error(at,
                               "found the user name " + shown(json(user.key())) +
                                   ", expected one that Basic can carry: not empty, no colon, no control character");
            }
            if (user.value().is_string()) {
                const auto password = user.value().get<std::string>();
                if (std::any_of(password.begin(), password.end(), isControl)) {
                    context_.error(at, "found a password with a control character, which Basic cannot carry");
                }
                out.basicUsers.emplace_back(user.key(), password);
            }
        }
    }

    void readNamespaces() {
        const json* namespaces = member(root_, "namespaces", Type::object);
        if (namespaces == nullptr) {
            return;
        }
        for (const auto& item : namespaces->items()) {
            const bool named = !item.key().empty() && !(item.key()[0] >= '0' && item.key()[0] <= '9') &&
                               std::all_of(item.key().begin(), item.key().end(), [](char c) {
                                   return isAlphanumeric(c) || c == '_' || c == '-' || c == '.' ||
                                          static_cast<unsigned char>(c) >= 0x80;
                               });
            if (!named) {
                context_.error("/namespaces/" + pointerToken(item.key()),
                               "found " + shown(json(item.key())) + ", expected a namespace prefix");
            } else if (item.value().is_string()) {
                context_.namespaces.insert_or_assign(item.key(), item.value().get<std::string>());
            }
        }
    }

    void readExchanges() {
        const json* exchanges = member(root_, "exchanges", Type::array);
        if (exchanges == nullptr) {
            return;
        }
        if (exchanges->size() > context_.limits.maxExchanges) {
            context_.error("/exchanges", "found " + std::to_string(exchanges->size()) +
                                             " exchanges, expected at most " +
                                             std::to_string(context_.limits.maxExchanges));
            return;
        }
        for (std::size_t i = 0; i < exchanges->size(); ++i) {
            const json& exchange = (*exchanges)[i];
            const std::string at = "/exchanges/" + std::to_string(i);
            checkName(exchange, at, "id");
            const auto id = stringMember(exchange, "id");
            if (id && !context_.ids.emplace(*id, i).second) {
                context_.error(at + "/id", "found " + shown(json(*id)) + " again, which is the id of /exchanges/" +
                                               std::to_string(context_.ids[*id]) + ", expected an id of its own");
            }
        }
        for (std::size_t i = 0; i < exchanges->size(); ++i) {
            const json& exchange = (*exchanges)[i];
            scenario_->exchanges.push_back(readExchange(context_, exchange, "/exchanges/" + std::to_string(i)));
            scenario_->exchanges.back().when.likeness = likenessOf(exchange);
        }
        checkContexts();
    }

    std::size_t likenessOf(const json& exchange) {
        json likeness;
        if (const json* when = member(exchange, "when", Type::object)) {
            likeness = *when;
            likeness.erase("nth");
        }
        return likenesses_
            .try_emplace(likeness.dump(-1, ' ', false, json::error_handler_t::replace), likenesses_.size())
            .first->second;
    }

    /// A context can only be asked for where one is issued.
    void checkContexts() {
        for (std::size_t i = 0; i < scenario_->exchanges.size(); ++i) {
            const auto& context = scenario_->exchanges[i].when.context;
            if (!context || context->kind != ContextCriterion::Kind::kIssuedBy) {
                continue;
            }
            const ScenarioExchange& issuer = scenario_->exchanges[context->exchange];
            if (!issuer.issuesContext() && !issuer.issuesFreshContext()) {
                context_.error(
                    "/exchanges/" + std::to_string(i) + "/when/context",
                    "found \"" + context->id +
                        "\", whose reply issues no context, expected an exchange with {{context}} in its reply");
            }
        }
    }

    LoadContext& context_;
    const json& root_;
    std::shared_ptr<Scenario> scenario_ = std::make_shared<Scenario>();
    std::unordered_map<std::string, std::size_t> likenesses_;
};

/// "[json.exception.parse_error.101] parse error at line 3, column 5: syntax error while ...; last read: ..." to what a
/// person needs of it.
std::string parserWords(std::string_view what) {
    const std::size_t colon = what.find(": ");
    std::string words(colon == what.npos ? what : what.substr(colon + 2));
    for (char& c : words) {
        if (static_cast<unsigned char>(c) < 0x20) {
            c = ' ';
        }
    }
    return words;
}

Diagnostic wholeFile(const FileSource& files, std::string_view name, std::string message) {
    return {files.displayName(name), 0, 0, {}, std::move(message)};
}

/// Gives every diagnostic its place, orders them, removes doubles, and cuts the list.
Diagnostics finish(Diagnostics diagnostics, std::string_view text, const std::string& file, std::size_t most) {
    std::vector<std::string> pointers;
    for (const Diagnostic& diagnostic : diagnostics) {
        if (diagnostic.file == file && diagnostic.line == 0) {
            pointers.push_back(diagnostic.pointer);
        }
    }
    const JsonScan scan = scanJson(text, pointers);
    for (Diagnostic& diagnostic : diagnostics) {
        const auto found = scan.offsets.find(diagnostic.pointer);
        if (diagnostic.file == file && diagnostic.line == 0 && found != scan.offsets.end()) {
            const Place place = placeOf(text, found->second);
            diagnostic.line = place.line;
            diagnostic.column = place.column;
        }
    }
    std::stable_sort(diagnostics.begin(), diagnostics.end(), [&](const Diagnostic& a, const Diagnostic& b) {
        return std::tuple(a.file != file, std::string_view(a.file), a.line, a.column) <
               std::tuple(b.file != file, std::string_view(b.file), b.line, b.column);
    });
    diagnostics.erase(std::unique(diagnostics.begin(), diagnostics.end()), diagnostics.end());
    if (diagnostics.size() > most) {
        const std::size_t more = diagnostics.size() - most;
        diagnostics.resize(most);
        diagnostics.push_back({file, 0, 0, {}, "and " + std::to_string(more) + " more errors"});
    }
    return diagnostics;
}

/// The scenario files that `path` stands for.
wsman::Result<std::vector<std::filesystem::path>> scenarioFiles(const std::filesystem::path& path) {
    namespace fs = std::filesystem;
    std::error_code error;
    const fs::file_status status = fs::status(path, error);
    if (status.type() == fs::file_type::not_found) {
        return wsman::fail(wsman::ErrorCode::kNotFound, "no such file or folder");
    }
    if (!fs::is_directory(status)) {
        return std::vector{path};
    }
    if (fs::exists(path / kScenarioFileName, error)) {
        return std::vector{path / kScenarioFileName};
    }
    std::vector<fs::path> found;
    fs::recursive_directory_iterator walk(path, error);
    for (; !error && walk != fs::recursive_directory_iterator(); walk.increment(error)) {
        if (walk->path().filename() == kScenarioFileName) {
            found.push_back(walk->path());
        }
    }
    if (error) {
        return wsman::fail(wsman::ErrorCode::kIo, error.message());
    }
    if (found.empty()) {
        return wsman::fail(wsman::ErrorCode::kNotFound,
                           "found no " + std::string(kScenarioFileName) + " in it or in the folders below it");
    }
    std::sort(found.begin(), found.end());
    return found;
}

}  // namespace

tl::expected<ScenarioPtr, Diagnostics> loadScenario(const FileSource& files, std::string_view fileName,
                                                    const LoadLimits& limits) {
    const std::string display = files.displayName(fileName);
    const auto text = files.read(fileName, limits.maxScenarioBytes);
    if (!text) {
        return tl::unexpected(Diagnostics{wholeFile(files, fileName, "cannot be read: " + text.error().message)});
    }
    json root;
    try {
        root = json::parse(*text, nullptr, true, true);
    } catch (const json::parse_error& error) {
        const Place place = placeOf(*text, error.byte == 0 ? 0 : error.byte - 1);
        return tl::unexpected(Diagnostics{{display, place.line, place.column, {}, parserWords(error.what())}});
    } catch (const json::exception& error) {
        return tl::unexpected(Diagnostics{wholeFile(files, fileName, parserWords(error.what()))});
    }
    const JsonScan scan = scanJson(*text);
    if (scan.tooDeep) {
        const Place place = placeOf(*text, scan.deepOffset);
        return tl::unexpected(Diagnostics{
            {display,
             place.line,
             place.column,
             {},
             "found values nested more than " + std::to_string(JsonScan::kMaxDepth) + " deep, expected fewer"}});
    }
    LoadContext context(files, std::string(fileName), limits);
    for (const JsonScan::Repeated& repeated : scan.repeated) {
        const Place place = placeOf(*text, repeated.offset);
        context.diagnostics.push_back({display, place.line, place.column, repeated.pointer,
                                       "found a member of that name again, expected it once"});
    }
    for (SchemaFinding& finding : checkSchema(root)) {
        context.error(finding.pointer, std::move(finding.message));
    }
    std::shared_ptr<Scenario> scenario = Builder(context, root).build();
    if (!context.diagnostics.empty()) {
        return tl::unexpected(finish(std::move(context.diagnostics), *text, display, limits.maxDiagnostics));
    }
    return scenario;
}

tl::expected<std::vector<ScenarioPtr>, Diagnostics> loadScenarios(const std::vector<std::filesystem::path>& paths,
                                                                  const LoadLimits& limits) {
    std::vector<ScenarioPtr> scenarios;
    Diagnostics diagnostics;
    std::unordered_map<std::string, std::string> names;
    for (const std::filesystem::path& path : paths) {
        const auto found = scenarioFiles(path);
        if (!found) {
            diagnostics.push_back({path.generic_string(), 0, 0, {}, found.error().message});
            continue;
        }
        for (const std::filesystem::path& file : *found) {
            const DiskFiles folder(file.has_parent_path() ? file.parent_path() : std::filesystem::path("."));
            auto loaded = loadScenario(folder, file.filename().string(), limits);
            if (!loaded) {
                diagnostics.insert(diagnostics.end(), loaded.error().begin(), loaded.error().end());
                continue;
            }
            const auto [other, isNew] = names.emplace((*loaded)->name, file.generic_string());
            if (!isNew) {
                diagnostics.push_back({file.generic_string(), 0, 0, "/name",
                                       "found \"" + (*loaded)->name + "\", which is the name of " + other->second +
                                           " too, expected a name of its own"});
            }
            scenarios.push_back(std::move(*loaded));
        }
    }
    if (!diagnostics.empty()) {
        return tl::unexpected(std::move(diagnostics));
    }
    return scenarios;
}

wsman::Result<EndpointSettings> mergeEndpoints(const std::vector<ScenarioPtr>& scenarios) {
    EndpointSettings merged;
    std::string differs;
    std::unordered_map<std::string_view, std::string> owners;
    const auto take = [&](auto& into, const auto& from, std::string_view what, const std::string& scenario) {
        if (!from || !differs.empty()) {
            return;
        }
        if (into && *into != *from) {
            differs =
                std::string(what) + " of scenario \"" + scenario + "\" is not that of scenario \"" + owners[what] + '"';
            return;
        }
        into = from;
        owners.try_emplace(what, scenario);
    };
    for (const ScenarioPtr& scenario : scenarios) {
        const EndpointSettings& one = scenario->endpoint;
        take(merged.path, one.path, "endpoint.path", scenario->name);
        take(merged.basicRealm, one.basicRealm, "endpoint.auth.basic.realm", scenario->name);
        take(merged.maxRequestBytes, one.maxRequestBytes, "endpoint.limits.maxRequestBytes", scenario->name);
        take(merged.maxDepth, one.maxDepth, "endpoint.limits.maxDepth", scenario->name);
        take(merged.maxElements, one.maxElements, "endpoint.limits.maxElements", scenario->name);
        take(merged.maxAttributes, one.maxAttributes, "endpoint.limits.maxAttributes", scenario->name);
        for (const auto& user : one.basicUsers) {
            const auto known = std::find_if(merged.basicUsers.begin(), merged.basicUsers.end(),
                                            [&](const auto& other) { return other.first == user.first; });
            if (known == merged.basicUsers.end()) {
                merged.basicUsers.push_back(user);
            } else if (known->second != user.second && differs.empty()) {
                differs = "the password of user \"" + user.first + "\" in scenario \"" + scenario->name +
                          "\" is not that of an earlier scenario";
            }
        }
    }
    if (!differs.empty()) {
        return wsman::fail(wsman::ErrorCode::kInvalidArgument, differs);
    }
    return merged;
}

}  // namespace mockserver
