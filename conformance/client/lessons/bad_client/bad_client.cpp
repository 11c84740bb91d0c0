// bad_client URL USER PASSWORD HABIT: reads the print spooler, or lists the processes, and does what no client should.
#include <httplib.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <string>

#include "wsman/uris.h"
#include "wsman/xml/document.h"

namespace {

using wsman::xml::Document;
using wsman::xml::Node;
namespace ns = wsman::ns;

constexpr const char* kClass = "http://schemas.microsoft.com/wbem/wsman/1/wmi/root/cimv2/";
constexpr const char* kType = "application/soap+xml;charset=UTF-8";

class BadClient {
public:
    BadClient(const std::string& url, std::string user, std::string password, std::string habit)
        : origin_(url.substr(0, url.find('/', 8))),
          user_(std::move(user)),
          password_(std::move(password)),
          habit_(std::move(habit)),
          http_(origin_) {
        http_.set_keep_alive(true);
        http_.set_read_timeout(is("waits") ? 600 : 5);
        if (is("impatient"))
            http_.set_read_timeout(0, 20'000);
    }

    int run() {
        if (is("enumerates") || is("believes-estimate") || is("pulls-anyway") || is("needs-items") ||
            is("first-context") || is("text-context") || is("stops-at-empty") || is("restarts") || is("insists"))
            return enumerate();
        if (is("reuses"))
            return reuse();
        if (is("any-scheme") || is("first-scheme"))
            return challenged();
        return get();
    }

private:
    [[nodiscard]] bool is(const char* habit) const { return habit_ == habit; }

    std::string envelope(const std::string& action, const std::string& uri, const std::string& headers,
                         const std::string& body) {
        char id[64];
        std::snprintf(id, sizeof id, "uuid:00000000-0000-4000-8000-%06x%06x", static_cast<unsigned>(::getpid()),
                      ++number_);
        return "<s:Envelope xmlns:s=\"" + std::string(ns::kSoap) + "\" xmlns:a=\"" + std::string(ns::kAddressing) +
               "\" xmlns:w=\"" + std::string(ns::kWsman) + "\" xmlns:n=\"" + std::string(ns::kEnumeration) +
               "\"><s:Header><a:To>" + origin_ + "/wsman</a:To><a:Action>" + action +
               "</a:Action><a:ReplyTo><a:Address>" + std::string(wsman::uri::kAnonymous) +
               "</a:Address></a:ReplyTo><a:MessageID>" + id +
               "</a:MessageID><w:ResourceURI s:mustUnderstand=\"true\">" + uri + "</w:ResourceURI>" + headers +
               "</s:Header><s:Body>" + body + "</s:Body></s:Envelope>";
    }

    std::string getSpooler() {
        const std::string timeout = is("waits") ? "<w:OperationTimeout>PT1S</w:OperationTimeout>" : "";
        return envelope(std::string(wsman::action::kGet), std::string(kClass) + "Win32_Service",
                        "<w:SelectorSet><w:Selector Name=\"Name\">Spooler</w:Selector></w:SelectorSet>" + timeout, "");
    }

    httplib::Result post(const std::string& body) {
        http_.set_basic_auth(user_, password_);
        return http_.Post("/wsman", body, kType);
    }

    int get() {
        auto reply = post(getSpooler());
        while (is("hammers") && (!reply || reply->status != 200))
            reply = post(getSpooler());
        if (is("follows") && reply && reply->status == 302) {
            const auto where = reply->get_header_value("Location");
            httplib::Client other(where.substr(0, where.find('/', 8)));
            other.set_basic_auth(user_, password_);
            (void)other.Post("/wsman", getSpooler(), kType);
        }
        if (is("picky"))
            return reply && reply->has_header("Content-Length") && reply->get_header_value("Content-Type") == kType &&
                           !reply->has_header("Connection") && reply->body.find("<!--") == std::string::npos &&
                           reply->body.find("urn:lesson") == std::string::npos
                       ? 0
                       : 1;
        if (is("impatient"))
            return reply ? 0 : 1;
        return 0;  // "ignores": whatever came
    }

    /// Two messages over the one connection that it opens.
    int reuse() {
        int opened = 0;
        http_.set_socket_options([&opened](auto) { ++opened; });
        const auto first = post(getSpooler());
        const auto second = post(getSpooler());
        return first && second && opened == 1 ? 0 : 1;
    }

    int challenged() {
        httplib::Headers headers;
        auto reply = http_.Post("/wsman", headers, getSpooler(), kType);
        if (!reply || reply->status != 401)
            return 1;
        bool basic = false;
        const auto count = reply->get_header_value_count("WWW-Authenticate");
        for (std::size_t i = 0; i < count; ++i)
            basic |=
                (i == 0 || is("any-scheme")) && reply->get_header_value("WWW-Authenticate", i).rfind("Basic", 0) == 0;
        if (!basic)
            return 1;
        reply = post(getSpooler());
        return reply && reply->status == 200 ? 0 : 1;
    }

    /// The payload of an answer; no element when it is none, or a fault.
    Node ask(const std::string& action, const std::string& body) {
        const auto reply = post(
            envelope(std::string(ns::kEnumeration) + "/" + action, std::string(kClass) + "Win32_Process", "", body));
        estimate_ = 0;
        timedOut_ = false;
        document_.reset();
        if (!reply)
            return {};
        auto document = Document::parse(reply->body);
        if (!document)
            return {};
        document_.emplace(*std::move(document));
        const Node root = document_->root();
        const auto estimate = root.child(ns::kSoap, "Header").child(ns::kWsman, "TotalItemsCountEstimate").text();
        estimate_ = static_cast<std::size_t>(std::atoi(estimate.c_str()));
        timedOut_ = reply->body.find("TimedOut") != std::string::npos;
        const Node payload = root.child(ns::kSoap, "Body").firstChild();
        return payload.is(ns::kSoap, "Fault") ? Node{} : payload;
    }

    int enumerate() {
        const std::string begin =
            "<n:Enumerate><w:OptimizeEnumeration/><w:MaxElements>20</w:MaxElements></n:Enumerate>";
        Node payload = ask("Enumerate", begin);
        std::size_t items = 0;
        std::string first;
        std::string context;
        for (int turns = 0; turns < 200; ++turns) {
            if (!payload)
                return 1;
            const Node list = payload.childLocal("Items");
            items += list.childCount();
            const bool end = static_cast<bool>(payload.childLocal("EndOfSequence"));
            if (end && !(is("pulls-anyway") && turns == 0))
                return 0;
            if ((is("stops-at-empty") || (is("needs-items") && turns == 0)) && list.childCount() == 0)
                return 0;
            if (is("believes-estimate") && estimate_ != 0 && items >= estimate_)
                return 0;
            const Node given = payload.childLocal("EnumerationContext");
            context = is("text-context") ? given.text() : given.innerXml();
            if (first.empty())
                first = context;
            if (is("first-context"))
                context = first;
            payload = pull(context);
            if (!payload && timedOut_ && is("enumerates"))
                payload = pull(context);
            if (!payload && is("insists"))
                payload = pull(context);
            if (!payload && timedOut_ && is("restarts"))
                payload = ask("Enumerate", begin);
        }
        return 1;
    }

    Node pull(const std::string& context) {
        return ask("Pull", "<n:Pull><n:EnumerationContext>" + context +
                               "</n:EnumerationContext><n:MaxElements>20</n:MaxElements></n:Pull>");
    }

    std::string origin_, user_, password_, habit_;
    httplib::Client http_;
    unsigned number_ = 0;
    std::size_t estimate_ = 0;
    bool timedOut_ = false;
    std::optional<Document> document_;
};

}  // namespace

int main(int argc, char** argv) {
    if (argc != 5) {
        std::fprintf(stderr, "usage: bad_client URL USER PASSWORD HABIT\n");
        return 2;
    }
    return BadClient(argv[1], argv[2], argv[3], argv[4]).run();
}
