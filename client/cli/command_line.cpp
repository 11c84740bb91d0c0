#include <unistd.h>

#include <CLI/CLI.hpp>
#include <cstdlib>
#include <iostream>
#include <map>
#include <tuple>

#include "client/cli/arguments.h"
#include "client/cli/command.h"

#ifndef MITB_VERSION
#define MITB_VERSION "unknown"
#endif

namespace client::cli {

namespace {

const std::map<std::string, Format> kFormats = {
    {"table", Format::kTable}, {"json", Format::kJson}, {"xml", Format::kXml}, {"mof", Format::kMof}};

constexpr std::uint32_t kMaxCount = 2'147'483'647;

const char* kFooter =
    "The destination is --url or WSMAN_URL, or a scenario folder that answers in process: --local or "
    "MI_LOCAL_SCENARIO.\n"
    "Credentials are --user and --password, those in the URL, or WSMAN_USER and WSMAN_PASSWORD. Values are NAME=VALUE "
    "or\n"
    "NAME:TYPE=VALUE (Id:uint32=4, Tags:string[]=a,b; NAME:TYPE alone is null).\n"
    "\n"
    "Examples:\n"
    "  mi --url http://localhost:5985 -u admin -p secret test\n"
    "  mi get Win32_Service Name=Spooler\n"
    "  mi enumerate Win32_Process --output json\n"
    "  mi query \"SELECT * FROM Win32_Service WHERE State='Running'\"\n"
    "  mi invoke Win32_Service StopService -k Name=Spooler\n"
    "  mi invoke Win32_Process Create CommandLine=notepad.exe\n"
    "\n"
    "Exit codes: 0 done, 1 the operation failed, 2 usage, 3 no library, no session or no output, 130 interrupted.";

/// The raw text of options that need more than CLI11's own conversion.
struct Raw {
    std::string url;
    std::string local;
    std::string user;
    std::string password;
    std::string timeout;
    std::string output = "table";
    std::string color = "auto";
    std::string bookmark;
    std::string heartbeat, latency, expires;
    std::uint32_t maxElements = 0;
    std::uint32_t maxEnvelope = 0;
    bool insecure = false;
};

std::string environment(const char* name) {
    const char* value = std::getenv(name);
    return value ? value : "";
}

void addGlobals(CLI::App& app, Arguments& arguments, Raw& raw) {
    app.add_option("--url", raw.url, "Endpoint: [http[s]://][user[:password]@]host[:port][/path]");
    app.add_option("--local", raw.local,
                   "No endpoint: a scenario folder that answers in process, see MI_LOCAL_SCENARIO");
    app.add_option("-u,--user", raw.user, "User name");
    app.add_option("-p,--password", raw.password,
                   "Password (visible to others in the process list: prefer WSMAN_PASSWORD)");
    app.add_option("--auth", arguments.destination.authentication,
                   "Authentication type of mi.h: Basic, Default, Kerberos, ...")
        ->capture_default_str();
    app.add_flag("--insecure", raw.insecure, "https: do not check the certificate");
    app.add_option("-n,--namespace", arguments.nameSpace, "CIM namespace, such as root/cimv2 (default: the server's)");
    app.add_option("--library", arguments.library, "MI library to load (default: our own libmi.so)");
    app.add_option("--protocol", arguments.destination.protocol,
                   "Protocol name for the library (default: its own for WS-Man)");
    app.add_option("-o,--output", raw.output, "How results are shown")
        ->check(CLI::IsMember({"table", "json", "xml", "mof"}))
        ->capture_default_str();
    app.add_option("--color", raw.color, "auto (colour on a terminal only), always or never")
        ->check(CLI::IsMember({"auto", "always", "never"}))
        ->capture_default_str();
    app.add_flag("--trace", arguments.trace, "Show the messages on the wire on stderr (our own library)");
    app.add_flag("--async", arguments.asynchronous, "Receive results by callbacks instead of the getters");
    app.add_option("--encoding", arguments.destination.encoding, "Encoding of requests: UTF8 or UTF16")
        ->check(CLI::IsMember({"UTF8", "UTF16"}, CLI::ignore_case));
    app.add_option("--timeout", raw.timeout,
                   "Operation timeout: 30s, 500ms, 5m (a server that stays silent gets 5s more)");
    app.add_option("--resource-uri", arguments.resourceUri, "Resource URI to use instead of the class's");
    app.add_option("--option", arguments.options, "Custom option NAME=VALUE; !NAME=VALUE must be complied with")
        ->allow_extra_args(false);
    app.add_option("--max-elements", raw.maxElements, "Instances per message of an enumeration")
        ->check(CLI::Range(1u, kMaxCount));
    app.add_option("--max-envelope", raw.maxEnvelope, "Largest reply to ask for, in KiB")
        ->check(CLI::Range(1u, kMaxCount / 1024));
    app.add_option("--locale", arguments.destination.locale, "Language of texts and data, such as en-US");
}

void addClass(CLI::App* command, Arguments& arguments, bool required = true) {
    auto* option = command->add_option("CLASS", arguments.className, "CIM class");
    if (required)
        option->required();
}

void addKeys(CLI::App* command, Arguments& arguments) {
    command->add_option("KEY=VALUE", arguments.keys, "Key properties")->required();
}

void addAssociation(CLI::App* command, Arguments& arguments, bool associators) {
    addClass(command, arguments);
    addKeys(command, arguments);
    if (associators) {
        command->add_option("--association-class", arguments.associationClass, "Only through this association class");
        command->add_option("--result-role", arguments.resultRole, "Only results in this role");
    }
    command->add_option("--result-class", arguments.resultClass, "Only results of this class");
    command->add_option("--role", arguments.role, "Only where the source has this role");
    command->add_flag("--keys-only", arguments.keysOnly, "Only the keys of each");
}

void addCommands(CLI::App& app, Arguments& arguments, Raw& raw) {
    const auto add = [&](const char* name, const char* help, Verb verb) {
        auto* command = app.add_subcommand(name, help);
        command->fallthrough();
        command->callback([&arguments, verb] { arguments.verb = verb; });
        return command;
    };
    add("test", "Ask the endpoint who it is (TestConnection)", Verb::kTest);

    auto* get = add("get", "Get an instance", Verb::kGet);
    addClass(get, arguments);
    get->add_option("KEY=VALUE", arguments.keys, "Key properties (none for a singleton)");

    auto* modify = add("modify", "Change properties of an instance", Verb::kModify);
    addClass(modify, arguments);
    addKeys(modify, arguments);
    modify->add_option("-s,--set", arguments.values, "Property to change, NAME=VALUE")
        ->required()
        ->allow_extra_args(false);

    auto* create = add("create", "Create an instance", Verb::kCreate);
    addClass(create, arguments);
    create->add_option("-k,--key", arguments.keys, "Key property, NAME=VALUE")->allow_extra_args(false);
    create->add_option("NAME=VALUE", arguments.values, "Properties");

    auto* remove = add("delete", "Delete an instance", Verb::kDelete);
    addClass(remove, arguments);
    addKeys(remove, arguments);

    auto* invoke = add("invoke", "Call a method", Verb::kInvoke);
    addClass(invoke, arguments);
    invoke->add_option("METHOD", arguments.method, "Method")->required();
    invoke->add_option("-k,--key", arguments.keys, "Key property of the instance; none: a static method")
        ->allow_extra_args(false);
    invoke->add_option("NAME=VALUE", arguments.values, "Input parameters");

    auto* enumerate = add("enumerate", "List the instances of a class", Verb::kEnumerate);
    addClass(enumerate, arguments);
    auto* keysOnly = enumerate->add_flag("--keys-only", arguments.keysOnly, "Only the keys of each");
    enumerate
        ->add_flag("--with-eprs", arguments.withEprs,
                   "Ask for objects with their endpoint references (our own library; to try a server)")
        ->excludes(keysOnly);
    auto* shallow = enumerate->add_flag("--shallow", arguments.shallow, "No instances of subclasses");
    enumerate->add_flag("--base-properties", arguments.baseProperties, "Only the class's own properties")
        ->excludes(shallow);

    auto* query = add("query", "Run a query", Verb::kQuery);
    query->add_option("QUERY", arguments.query, "The query")->required();
    query
        ->add_option("--dialect", arguments.dialect,
                     "WQL, CQL, a dialect URI, or, with --resource-uri of a class: XPath, Selector (NAME=VALUE,...)")
        ->capture_default_str();

    addAssociation(add("associators", "Instances associated with one", Verb::kAssociators), arguments, true);
    addAssociation(add("references", "Associations that refer to an instance", Verb::kReferences), arguments, false);

    auto* subscribe = add("subscribe", "Receive events until interrupted", Verb::kSubscribe);
    subscribe->add_option("QUERY", arguments.query, "Event query")->required();
    subscribe->add_option("--dialect", arguments.dialect, "WQL or CQL")->capture_default_str();
    subscribe->add_option("--bookmark", raw.bookmark, "Resume after this bookmark; oldest or newest");
    auto* push = subscribe->add_flag("--push", arguments.push, "Have the server deliver to a listener of ours");
    subscribe
        ->add_option("--listen", arguments.listen,
                     "Address of that listener: HOST, HOST:PORT or the URL that leads to it")
        ->needs(push);
    subscribe
        ->add_option("--mode", arguments.deliveryMode,
                     "Delivery mode of --push: Push, PushWithAck or Events (our own library). Default: the best that "
                     "the server has")
        ->check(CLI::IsMember({"Push", "PushWithAck", "Events"}, CLI::ignore_case))
        ->needs(push);
    subscribe->add_option("--heartbeat", raw.heartbeat, "With --push: longest silence of the server, such as 30s");
    subscribe->add_option("--latency", raw.latency, "How long the server may hold events back");
    subscribe->add_option("--expires", raw.expires, "Length of the subscription");

    addClass(add("get-class", "Get a class declaration", Verb::kGetClass), arguments);

    auto* classes = add("enumerate-classes", "List classes", Verb::kEnumerateClasses);
    addClass(classes, arguments, false);
    classes->add_flag("--names-only", arguments.namesOnly, "Only their names");
    classes->add_flag("--deep", arguments.deep, "Subclasses of subclasses too");

    for (const char* name : {"enumerate", "query", "associators", "references", "subscribe", "enumerate-classes"})
        app.get_subcommand(name)->add_option("--limit", arguments.limit, "Stop after so many results");

    add("tour", "Drive every member of MI_SessionFT against the mock's own scenarios", Verb::kTour);
}

/// Turns the raw texts into what they mean; the error names the option.
std::optional<std::string> interpret(Arguments& arguments, Raw& raw) {
    const std::string url = raw.url.empty() && raw.local.empty() ? environment("WSMAN_URL") : raw.url;
    auto& destination = arguments.destination;
    if (url.empty()) {
        if (raw.local.empty() && environment("MI_LOCAL_SCENARIO").empty())
            return "no destination: give --url, set WSMAN_URL, or let --local name a scenario folder";
        destination.local = true;
        if (!raw.local.empty())
            ::setenv("MI_LOCAL_SCENARIO", raw.local.c_str(), 1);  // read by the library, if it is one of ours
    } else {
        auto parsed = parseUrl(url);
        if (!parsed)
            return "--url: " + parsed.error().text();
        destination.url = std::move(*parsed);
    }
    if (destination.url.user.empty()) {
        destination.url.user = raw.user.empty() ? environment("WSMAN_USER") : raw.user;
        destination.url.password = raw.password.empty() ? environment("WSMAN_PASSWORD") : raw.password;
    } else if (!raw.user.empty()) {
        destination.url.user = raw.user;
        destination.url.password = raw.password;
    }
    destination.checkCertificates = !raw.insecure;
    arguments.format = kFormats.at(raw.output);
    if (raw.maxElements)
        destination.maxElements = raw.maxElements;
    if (raw.maxEnvelope)
        destination.maxEnvelopeKilobytes = raw.maxEnvelope;
    if (!raw.timeout.empty()) {
        const auto time = parseTime(raw.timeout);
        if (!time)
            return "--timeout: " + time.error().text();
        arguments.timeout = *time;
        if (arguments.verb == Verb::kTest || arguments.verb == Verb::kTour)
            destination.timeout = *time;  // TestConnection takes no operation options
    }
    for (const auto& [name, text, time] : {std::tuple{"--heartbeat", &raw.heartbeat, &arguments.heartbeat},
                                           std::tuple{"--latency", &raw.latency, &arguments.latency},
                                           std::tuple{"--expires", &raw.expires, &arguments.expires}}) {
        if (text->empty())
            continue;
        const auto read = parseTime(*text);
        if (!read)
            return std::string(name) + ": " + read.error().text();
        *time = *read;
    }
    if (raw.bookmark == "oldest")
        arguments.bookmark = MI_SUBSCRIBE_BOOKMARK_OLDEST;
    else if (raw.bookmark == "newest")
        arguments.bookmark = MI_SUBSCRIBE_BOOKMARK_NEWEST;
    else if (!raw.bookmark.empty())
        arguments.bookmark = raw.bookmark;
    const bool terminal = ::isatty(STDOUT_FILENO) != 0;
    arguments.screen.color =
        raw.color == "always" || (raw.color == "auto" && terminal && environment("NO_COLOR").empty());
    if (const int columns = std::atoi(environment("COLUMNS").c_str()); columns > 20)
        arguments.screen.width = static_cast<std::size_t>(columns);
    arguments.progress = ::isatty(STDERR_FILENO) != 0;
    return std::nullopt;
}

}  // namespace

std::optional<Arguments> parseCommandLine(int argc, char** argv, int& exit) {
    Arguments arguments;
    Raw raw;
    CLI::App app("mi: talk to a WS-Management endpoint through an MI library");
    app.footer(kFooter);
    app.require_subcommand(1);
    app.set_version_flag("--version", "mi " MITB_VERSION);
    addGlobals(app, arguments, raw);
    app.get_option("--local")->excludes("--url");
    addCommands(app, arguments, raw);
    try {
        app.parse(argc, argv);
    } catch (const CLI::Success& answered) {
        exit = app.exit(answered);
        return std::nullopt;
    } catch (const CLI::ParseError& error) {
        // Of a command that is none CLI11 says only that there is none.
        const auto unknown = app.get_subcommands().empty() ? app.remaining() : std::vector<std::string>{};
        if (error.get_name() == "RequiredError" && !unknown.empty()) {
            std::cerr << "mi: no command '" << unknown.front() << "'; mi --help tells more\n";
            exit = kExitUsage;
            return std::nullopt;
        }
        std::cerr << "mi: " << error.what() << "; mi --help tells more\n";
        exit = kExitUsage;
        return std::nullopt;
    }
    if (const auto wrong = interpret(arguments, raw)) {
        std::cerr << "mi: " << *wrong << '\n';
        exit = kExitUsage;
        return std::nullopt;
    }
    return arguments;
}

}  // namespace client::cli
