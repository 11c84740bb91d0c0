#include "mockserver/record/importer.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <fstream>
#include <nlohmann/json.hpp>
#include <optional>
#include <string_view>

#include "mockserver/endpoint/auth.h"
#include "mockserver/record/reply_template.h"
#include "mockserver/record/request_criteria.h"
#include "wsman/soap/message.h"
#include "wsman/uris.h"
#include "wsman/xml/encoding.h"

namespace mockserver::record {
namespace {

using nlohmann::ordered_json;
using wsman::ErrorCode;
using wsman::fail;
using wsman::soap::Message;

constexpr std::string_view kUnknownPassword = "change-me";

/// Headers that belong to the connection, to the day or to a login, not to the answer.
constexpr std::array<std::string_view, 12> kNotKept{
    "Content-Length", "Content-Type",     "Transfer-Encoding",   "Connection", "Keep-Alive",         "Trailer",
    "Date",           "WWW-Authenticate", "Authentication-Info", "Set-Cookie", "Proxy-Authenticate", "Persistent-Auth"};

std::string_view contentType(const HttpMessage& message) {
    return message.headers.get("Content-Type");
}

std::string_view charset(const HttpMessage& message) {
    return wsman::xml::charsetOf(contentType(message));
}

/// A source without its folders, which mean nothing elsewhere: "get.http:3", "all.har#/log/entries/0".
std::string shortSource(const std::string& source) {
    const auto slash = source.rfind('/', source.find('#'));
    return slash == std::string::npos ? source : source.substr(slash + 1);
}

/// What everything is collected into, one exchange after the other.
class Importer {
public:
    explicit Importer(const ImportOptions& options) : options_(options) {}

    void add(const Exchange& exchange) {
        noteUser(exchange.request);
        if (!exchange.response) {
            notice(exchange, "left out: it got no response");
            return;
        }
        if (exchange.response->status == 401) {
            notice(exchange, "left out: a step of an authentication");
            return;
        }
        const auto request = Message::parse(exchange.request.body, charset(exchange.request));
        if (!request) {
            notice(exchange, "left out: its request is not SOAP: " + request.error().text());
            return;
        }
        if (path_.empty()) {
            path_ = exchange.request.target.substr(0, exchange.request.target.find('?'));
            while (path_.size() > 1 && path_.ends_with('/')) {
                path_.pop_back();
            }
        }
        convert(exchange, *request);
    }

    [[nodiscard]] std::size_t count() const { return exchanges_.size(); }

    ImportedFolder finish() {
        if (options_.mode == ImportMode::kStub) {
            numberAlikes();
        }
        markEnds();
        ordered_json scenario = ordered_json::object();
        scenario["schema"] = 1;
        scenario["name"] = options_.name;
        if (!options_.description.empty()) {
            scenario["description"] = options_.description;
        }
        if (!options_.source.empty()) {
            scenario["source"] = options_.source;
        }
        scenario["mode"] = options_.mode == ImportMode::kReplay ? "replay" : "stub";
        if (!path_.empty() && path_.starts_with('/') && path_ != "/wsman") {
            scenario["endpoint"]["path"] = path_;
        }
        for (const auto& [user, password] : options_.users) {
            users_[user] = password;
        }
        if (!users_.empty()) {
            scenario["endpoint"]["auth"]["basic"]["users"] = users_;
        }
        auto& list = scenario["exchanges"] = ordered_json::array();
        for (auto& exchange : exchanges_) {
            list.push_back(std::move(exchange));
        }
        const auto text = scenario.dump(2, ' ', false, ordered_json::error_handler_t::replace) + "\n";
        out_.files.insert(out_.files.begin(), {"scenario.json", text});
        out_.files.insert(out_.files.begin() + 1,
                          {"README.md", "# " + options_.name + "\n\n" + options_.source + "\n"});
        out_.exchanges = list.size();
        return std::move(out_);
    }

private:
    void notice(const Exchange& exchange, const std::string& text) {
        out_.notices.push_back(exchange.source + ": " + text);
    }

    /// The secret is dropped here and nowhere else: nothing later sees the Authorization header.
    void noteUser(const HttpMessage& request) {
        const auto value = request.headers.get("Authorization");
        constexpr std::string_view kBasic = "Basic ";
        if (value.size() <= kBasic.size() || !equalIgnoringCase(value.substr(0, kBasic.size()), kBasic)) {
            return;
        }
        const auto credentials = decodeBase64(value.substr(kBasic.size()));
        if (!credentials || credentials->find(':') == std::string::npos) {
            return;
        }
        const auto user = credentials->substr(0, credentials->find(':'));
        if (!users_.contains(user) && !options_.users.contains(user)) {
            out_.notices.push_back(
                fmt::format("user {} gets the password {}; give another one with the users", user, kUnknownPassword));
        }
        users_[user] = kUnknownPassword;
    }

    void convert(const Exchange& exchange, const Message& request) {
        const auto id = fmt::format("{:03}_{}", exchanges_.size() + 1, shortName(request));
        const auto requestFile = "requests/" + id + ".xml";
        out_.files.push_back({requestFile, exchange.request.body});

        ordered_json item = ordered_json::object();
        item["id"] = id;
        item["description"] = "Recorded in " + shortSource(exchange.source);
        auto when = criteriaOf(request, requestFile);
        const auto context = contextOf(request);
        if (!context.empty()) {
            const auto issuer = issuers_.find(context);
            when["context"] = issuer == issuers_.end() ? ordered_json{{"issued", false}} : ordered_json(issuer->second);
        }
        item["when"] = std::move(when);

        const bool ends = addReply(exchange, request, id, context, item);
        if (const auto issuer = issuers_.find(context); issuer != issuers_.end()) {
            lastUse_[issuer->second] = {exchanges_.size(), ends};
        }
        exchanges_.push_back(std::move(item));
    }

    /// Adds `reply`; true when it ends what its context stands for.
    bool addReply(const Exchange& exchange, const Message& request, const std::string& id, const std::string& context,
                  ordered_json& item) {
        const auto& response = *exchange.response;
        ordered_json reply = ordered_json::object();
        reply["status"] = response.status;
        const auto type = contentType(response);
        if (!response.body.empty() && type != wsman::kContentTypeUtf8 && !type.empty()) {
            reply["contentType"] = type;
        }
        for (const auto& field : response.headers) {
            const bool dropped = std::ranges::any_of(
                kNotKept, [&](std::string_view other) { return equalIgnoringCase(field.first, other); });
            if (!dropped) {
                reply["headers"][field.first] = doubled(field.second);
            }
        }
        if (options_.keepTiming && exchange.took && exchange.took->count() > 0) {
            constexpr std::int64_t kMost = 3'600'000;  // of the format
            reply["delayMs"] = std::min<std::int64_t>(exchange.took->count(), kMost);
        }
        bool ends = false;
        if (!response.body.empty()) {
            const auto file = "bodies/" + id + ".xml";
            reply["body"] = file;
            auto made = templateOf(response, {request.header().messageId.value_or(""), context});
            if (made) {
                for (const auto& text : made->notices) {
                    notice(exchange, text);
                }
                for (const auto& issued : made->contexts) {
                    if (issued != context) {
                        issuers_[issued] = issuers_.contains(context) ? issuers_[context] : id;
                    }
                }
                ends = made->ends || request.action() == wsman::action::kRelease ||
                       request.action() == wsman::action::kUnsubscribe;
                out_.files.push_back({file, std::move(made->text)});
            } else {
                notice(exchange, "the reply is kept as raw bytes: " + made.error().text());
                reply["raw"] = true;
                out_.files.push_back({file, response.body});
            }
        }
        item["reply"] = std::move(reply);
        return ends;
    }

    static wsman::Result<ReplyTemplate> templateOf(const HttpMessage& response, const AnsweredRequest& request) {
        if (const auto coding = response.headers.get("Content-Encoding"); !coding.empty() && coding != "identity") {
            return fail(ErrorCode::kUnsupported, "Content-Encoding " + std::string(coding) + " is not read");
        }
        auto encoding = wsman::xml::Encoding::kUtf8;
        auto text = wsman::xml::toUtf8(response.body, charset(response), &encoding);
        if (!text) {
            return tl::unexpected(std::move(text.error()));
        }
        if (encoding != wsman::xml::Encoding::kUtf8 || text->size() != response.body.size()) {
            return fail(ErrorCode::kBadEncoding, "only UTF-8 without a byte-order mark becomes a template");
        }
        return makeTemplate(*text, request);
    }

    /// A header's value is a template, too.
    static std::string doubled(std::string value) {
        for (std::size_t at = 0; (at = value.find("{{", at)) != std::string::npos; at += 4) {
            value.insert(at, "{{");
        }
        return value;
    }

    /// Exchanges whose criteria are the same get `nth`; the last one of them answers from then on.
    void numberAlikes() {
        std::map<std::string, std::vector<std::size_t>> alike;
        for (std::size_t i = 0; i < exchanges_.size(); ++i) {
            alike[exchanges_[i]["when"].dump()].push_back(i);
        }
        for (const auto& [criteria, members] : alike) {
            for (std::size_t n = 0; n + 1 < members.size(); ++n) {
                exchanges_[members[n]]["when"]["nth"] = n + 1;
            }
        }
    }

    /// A context that is not used after the reply that ends it need not be remembered.
    void markEnds() {
        for (const auto& [issuer, use] : lastUse_) {
            if (use.ends) {
                exchanges_[use.exchange]["then"]["end"] = true;
            }
        }
    }

    struct Use {
        std::size_t exchange;
        bool ends;
    };

    const ImportOptions& options_;
    ImportedFolder out_;
    std::vector<ordered_json> exchanges_;
    std::map<std::string, std::string> users_;
    std::map<std::string, std::string> issuers_;  // recorded context -> id of the exchange that issued it
    std::map<std::string, Use> lastUse_;          // of the contexts of an exchange
    std::string path_;
};

bool isName(std::string_view name) {
    const auto alnum = [](char c) {
        return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    };
    return !name.empty() && name.size() <= 128 && alnum(name.front()) &&
           std::ranges::all_of(name, [&](char c) { return alnum(c) || c == '.' || c == '_' || c == '-'; });
}

wsman::Result<void> prepare(const std::filesystem::path& path, bool replace) {
    std::error_code error;
    if (std::filesystem::exists(path, error) &&
        (!std::filesystem::is_directory(path, error) || !std::filesystem::is_empty(path, error))) {
        if (!replace || !std::filesystem::exists(path / "scenario.json", error)) {
            return fail(ErrorCode::kIo, "it exists and is not an empty folder", path.string());
        }
        for (const char* part : {"scenario.json", "README.md", "bodies", "requests"}) {
            std::filesystem::remove_all(path / part, error);
            if (error) {
                return fail(ErrorCode::kIo, "cannot replace it: " + error.message(), (path / part).string());
            }
        }
    }
    return {};
}

}  // namespace

wsman::Result<ImportedFolder> importExchanges(std::span<const Exchange> exchanges, const ImportOptions& options) {
    if (!isName(options.name)) {
        return fail(ErrorCode::kInvalidArgument,
                    "a scenario's name has letters, digits, '.', '_' and '-', beginning with a letter or digit, not '" +
                        options.name + "'");
    }
    Importer importer(options);
    for (const auto& exchange : exchanges) {
        importer.add(exchange);
    }
    const auto count = importer.count();
    auto folder = importer.finish();
    if (count == 0) {
        return fail(ErrorCode::kInvalidValue, "no exchange to import",
                    folder.notices.empty() ? std::string() : folder.notices.back());
    }
    return folder;
}

wsman::Result<void> writeFolder(const ImportedFolder& folder, const std::filesystem::path& path, bool replace) {
    if (auto ready = prepare(path, replace); !ready) {
        return ready;
    }
    for (const auto& [name, bytes] : folder.files) {
        const auto file = path / name;
        std::error_code error;
        std::filesystem::create_directories(file.parent_path(), error);
        if (error) {
            return fail(ErrorCode::kIo, "cannot make the folder: " + error.message(), file.parent_path().string());
        }
        std::ofstream out(file, std::ios::binary);
        out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
        if (!out.flush()) {
            return fail(ErrorCode::kIo, std::string("cannot write the file: ") + std::strerror(errno), file.string());
        }
    }
    return {};
}

wsman::Result<void> updateFolder(const ImportedFolder& folder, const std::filesystem::path& path) {
    const auto write = [&](const ImportedFolder::File& file) -> wsman::Result<void> {
        const auto target = path / file.path;
        std::error_code error;
        std::filesystem::create_directories(target.parent_path(), error);
        auto temporary = target;
        temporary += ".new";
        std::ofstream out(temporary, std::ios::binary);
        out.write(file.bytes.data(), static_cast<std::streamsize>(file.bytes.size()));
        out.close();
        if (!out) {
            return fail(ErrorCode::kIo, std::string("cannot write the file: ") + std::strerror(errno), target.string());
        }
        std::filesystem::rename(temporary, target, error);
        return error ? fail(ErrorCode::kIo, "cannot write the file: " + error.message(), target.string())
                     : wsman::Result<void>();
    };
    // It names the others: the last to come.
    for (const bool last : {false, true}) {
        for (const auto& file : folder.files) {
            if ((file.path == "scenario.json") == last) {
                if (auto written = write(file); !written) {
                    return written;
                }
            }
        }
    }
    return {};
}

}  // namespace mockserver::record
