// MS-WSMV 3.1.4: remote shells, what a client sends to one and what it is answered.
#include <algorithm>
#include <array>
#include <sstream>

#include "wsman/cim/octets.h"
#include "wsman/duration.h"
#include "wsman/ops/positive_integer.h"
#include "wsman/rules/bodies.h"
#include "wsman/rules/clauses.h"
#include "wsman/rules/verdicts.h"
#include "wsman/uris.h"

namespace wsman::rules {

namespace {

bool isCommandShell(const Observed& request) {
    return request.resourceUri() == uri::kShellCmd;
}

bool isAction(const Observed& request, std::string_view name) {
    return request.action() == std::string(ns::kShell) + "/" + std::string(name);
}

/// A message to a shell that is there already.
bool isToShell(const Observed& request) {
    const bool isDelete = request.action() == action::kDelete && isShellResource(request.resourceUri());
    return isDelete || request.action().starts_with(std::string(ns::kShell) + "/");
}

std::string shellId(const Observed& request) {
    return selectorOf(request.header(ns::kWsman, "SelectorSet"), "ShellId");
}

bool creates(const Observed& request) {
    return request.action() == action::kCreate && isShellResource(request.resourceUri());
}

/// The first word of `words` that is not in `known`, or nothing.
std::string strangerIn(const std::string& words, const std::string& known) {
    std::istringstream in(words);
    for (std::string word; in >> word;) {
        if ((" " + known + " ").find(" " + word + " ") == std::string::npos) {
            return word;
        }
    }
    return {};
}

xml::Node option(const Observed& request, std::string_view name) {
    for (const xml::Node option : request.header(ns::kWsman, "OptionSet").children()) {
        if (option.attribute("Name").value_or("") == name) {
            return option;
        }
    }
    return {};
}

bool isBoolean(const std::string& text) {
    return sameText(text, "true") || sameText(text, "false") || text == "1" || text == "0";
}

/// Options of these names, when they are there, are booleans.
Verdict booleans(const Observed& request, std::initializer_list<std::string_view> names) {
    Verdict verdict = notApplicable();
    for (const std::string_view name : names) {
        const xml::Node found = option(request, name);
        if (!found) {
            continue;
        }
        if (!isBoolean(found.text())) {
            return broken("The option " + std::string(name) + " is no boolean", "TRUE or FALSE", found.text(), found);
        }
        verdict = pass();
    }
    return verdict;
}

Verdict createBody(const Observed& request, const Session&) {
    if (!creates(request)) {
        return notApplicable();
    }
    return request.payload().is(ns::kShell, "Shell") ? pass()
                                                     : broken("A shell is created by something else", "rsp:Shell",
                                                              nameText(request.payload()), request.body());
}

Verdict createStreams(const Observed& request, const Session&) {
    if (!creates(request) || !isCommandShell(request)) {
        return notApplicable();
    }
    for (const auto& [name, known] :
         {std::pair{"InputStreams", "stdin"}, std::pair{"OutputStreams", "stdout stderr"}}) {
        const xml::Node streams = request.payload().child(ns::kShell, name);
        if (const std::string stranger = strangerIn(streams.text(), known); !stranger.empty()) {
            return broken("The command shell has no such stream", known, stranger, streams);
        }
    }
    return pass();
}

Verdict createTimes(const Observed& request, const Session&) {
    Verdict verdict = notApplicable();
    for (const char* name : {"Lifetime", "IdleTimeOut", "IdleTimeout"}) {
        const xml::Node time = creates(request) ? request.payload().child(ns::kShell, name) : xml::Node{};
        if (!time) {
            continue;
        }
        if (!parseDuration(time.text())) {
            return broken("A shell's time is no duration", "an xs:duration", time.text(), time);
        }
        verdict = pass();
    }
    return verdict;
}

Verdict createOptions(const Observed& request, const Session&) {
    if (!creates(request)) {
        return notApplicable();
    }
    Verdict profile = booleans(request, {"WINRS_NOPROFILE"});
    const xml::Node page = option(request, "WINRS_CODEPAGE");
    if (profile.outcome == Outcome::kFail || !page) {
        return profile;
    }
    return ops::parsePositive(page.text()) ? pass()
                                           : broken("WINRS_CODEPAGE is no code page", "a number", page.text(), page);
}

Verdict sameLanguage(const Observed& request, const Session& before) {
    const Shell* shell = isToShell(request) ? before.shell(shellId(request)) : nullptr;
    if (shell == nullptr) {
        return notApplicable();
    }
    for (const auto& [name, expected] : {std::pair{xml::Name{ns::kWsman, "Locale"}, shell->locale},
                                         std::pair{xml::Name{ns::kMsWsman, "DataLocale"}, shell->dataLocale}}) {
        const std::string found = languageOf(request, name);
        if (!sameText(found, expected)) {
            return broken(std::string(name.local) + " is not that of the shell's Create",
                          expected.empty() ? "none" : expected, found.empty() ? "none" : found, request.header());
        }
    }
    return pass();
}

Verdict shellReference(const Observed& request, const Session& before) {
    if (!isToShell(request)) {
        return notApplicable();
    }
    const std::string id = shellId(request);
    if (id.empty()) {
        return broken("The message does not say which shell", "a selector ShellId", "none", request.header());
    }
    const Shell* shell = before.shell(id);
    if (shell == nullptr || shell->resourceUri == request.resourceUri()) {
        return pass();
    }
    return broken("ResourceURI is not that of the shell's Create", shell->resourceUri, request.resourceUri(),
                  request.header(ns::kWsman, "ResourceURI"));
}

Verdict notDeleted(const Observed& request, const Session& before) {
    const Shell* shell = isToShell(request) ? before.shell(shellId(request)) : nullptr;
    if (shell == nullptr) {
        return notApplicable();
    }
    return shell->deleted ? broken("The shell was deleted before", "no message after Delete", shell->id,
                                   request.header(ns::kWsman, "SelectorSet"))
                          : pass();
}

Verdict commandLine(const Observed& request, const Session&) {
    if (!isAction(request, "Command")) {
        return notApplicable();
    }
    const xml::Node line = request.payload();
    if (!line.is(ns::kShell, "CommandLine")) {
        return broken("A command is no command line", "rsp:CommandLine", nameText(line), request.body());
    }
    xml::Node child = line.firstChild();
    if (!child.is(ns::kShell, "Command")) {
        return broken("A command line does not begin with the command", "rsp:Command", nameText(child), line);
    }
    while ((child = child.next())) {
        if (!child.is(ns::kShell, "Arguments")) {
            return broken("A command line holds something else than arguments", "rsp:Arguments", nameText(child),
                          child);
        }
    }
    return pass();
}

Verdict commandOptions(const Observed& request, const Session&) {
    return isAction(request, "Command") ? booleans(request, {"WINRS_CONSOLEMODE_STDIN", "WINRS_SKIP_CMD_SHELL"})
                                        : notApplicable();
}

/// A CommandId attribute that the command shell needs, or a breach.
Verdict namesCommand(const Observed& request, xml::Node element) {
    return isCommandShell(request) && element.attribute("CommandId").value_or("").empty()
               ? broken("It does not say which command", "CommandId", "nothing", element)
               : pass();
}

Verdict send(const Observed& request, const Session& before) {
    if (!isAction(request, "Send")) {
        return notApplicable();
    }
    const xml::Node first = request.payload().child(ns::kShell, "Stream");
    if (!request.payload().is(ns::kShell, "Send") || !first) {
        return broken("A Send holds no stream", "rsp:Send with rsp:Stream", nameText(request.payload()),
                      request.body());
    }
    const Shell* shell = before.shell(shellId(request));
    const std::string known = shell != nullptr && !shell->inputStreams.empty() ? shell->inputStreams : "stdin pr";
    for (const xml::Node stream : request.payload().children()) {
        const std::string name = stream.attribute("Name").value_or("");
        if (name.empty() || !strangerIn(name, known).empty()) {
            return broken("The shell reads no such stream", known, name, stream);
        }
        if (!cim::decodeBase64(stream.text())) {
            return broken("Input is not in base64", "xs:base64Binary", stream.text(), stream);
        }
        if (Verdict verdict = namesCommand(request, stream); verdict.outcome != Outcome::kPass) {
            return verdict;
        }
    }
    return pass();
}

Verdict receive(const Observed& request, const Session& before) {
    if (!isAction(request, "Receive")) {
        return notApplicable();
    }
    const xml::Node desired = request.payload().child(ns::kShell, "DesiredStream");
    if (!request.payload().is(ns::kShell, "Receive") || !desired) {
        return broken("A Receive names no stream", "rsp:Receive with rsp:DesiredStream", nameText(request.payload()),
                      request.body());
    }
    const Shell* shell = before.shell(shellId(request));
    const std::string known =
        shell != nullptr && !shell->outputStreams.empty() ? shell->outputStreams : "stdout stderr";
    const std::string stranger = strangerIn(desired.text(), known);
    if (desired.text().empty() || !stranger.empty()) {
        return broken("The shell opened no such output stream", known, stranger, desired);
    }
    return namesCommand(request, desired);
}

Verdict keepAlive(const Observed& request, const Session&) {
    const xml::Node found = option(request, "WSMAN_CMDSHELL_OPTION_KEEPALIVE");
    if (!isAction(request, "Receive") || !found) {
        return notApplicable();
    }
    if (!sameText(found.text(), "true") && found.text() != "1") {
        return broken("The option to keep the connection alive is not true", "TRUE", found.text(), found);
    }
    const std::optional<std::string> mark = found.attribute("MustComply");
    return !mark ? pass() : broken("It must be complied with", "no MustComply", *mark, found);
}

Verdict signalCode(const Observed& request, const Session&) {
    if (!isAction(request, "Signal")) {
        return notApplicable();
    }
    const xml::Node code = request.payload().child(ns::kShell, "Code");
    const std::string text = code.text();
    const std::string prefix = std::string(ns::kShell) + "/signal/";
    const std::string name = text.starts_with(prefix) ? text.substr(prefix.size()) : std::string();
    // PowerShell's own, which is no URI, is written with two letters exchanged by the programs in use.
    const bool known = sameText(name, "ctrl_c") || sameText(name, "ctrl_break") || sameText(name, "terminate") ||
                       text.ends_with("powershell/signal/ctrl_c") || text.ends_with("powershell/signal/crtl_c");
    return known ? pass()
                 : broken("There is no such signal", prefix + "{terminate,ctrl_c,ctrl_break}",
                          text.empty() ? "nothing" : text, code ? code : request.body());
}

Verdict knownCommand(const Observed& request, const Session& before) {
    const Shell* shell = isCommandShell(request) ? before.shell(shellId(request)) : nullptr;
    xml::Node holder = request.payload();
    if (isAction(request, "Receive")) {
        holder = holder.child(ns::kShell, "DesiredStream");
    } else if (isAction(request, "Send")) {
        holder = holder.child(ns::kShell, "Stream");
    } else if (!isAction(request, "Signal")) {
        return notApplicable();
    }
    const std::string id = holder.attribute("CommandId").value_or("");
    if (shell == nullptr || shell->commands.empty() || id.empty()) {
        return notApplicable();
    }
    const bool known = std::any_of(shell->commands.begin(), shell->commands.end(),
                                   [&](const std::string& one) { return sameText(one, id); });
    return known ? pass() : broken("The shell gave no such command", shell->commands.back(), id, holder);
}

bool answers(const Observed& request, const Observed& reply, std::string_view name) {
    return isAction(request, name) && reply.isEnvelope() && !reply.isFault();
}

Verdict createdShell(const Observed& request, const Observed& reply, const Session&) {
    if (!creates(request) || !reply.isEnvelope() || reply.isFault()) {
        return notApplicable();
    }
    const xml::Node epr = reply.body().child(ns::kTransfer, "ResourceCreated");
    const xml::Node set = epr.child(ns::kAddressing, "ReferenceParameters").child(ns::kWsman, "SelectorSet");
    return !selectorOf(set, "ShellId").empty() ? pass()
                                               : broken("The EPR of a new shell does not name it", "a selector ShellId",
                                                        "none", epr ? epr : reply.body());
}

Verdict commandId(const Observed& request, const Observed& reply, const Session&) {
    if (!answers(request, reply, "Command")) {
        return notApplicable();
    }
    return !reply.payload().child(ns::kShell, "CommandId").text().empty()
               ? pass()
               : broken("A command has no id", "rsp:CommandId", "nothing", reply.body());
}

Verdict answeredInKind(const Observed& request, const Observed& reply, const Session&) {
    for (const char* name : {"Command", "Send", "Receive", "Signal"}) {
        if (answers(request, reply, name)) {
            return reply.payload().is(ns::kShell, std::string(name) + "Response")
                       ? pass()
                       : broken("A shell answers with something else", "rsp:" + std::string(name) + "Response",
                                nameText(reply.payload()), reply.body());
        }
    }
    return notApplicable();
}

std::vector<xml::Node> outputOf(const Observed& request, const Observed& reply) {
    std::vector<xml::Node> streams =
        answers(request, reply, "Receive") ? reply.payload().children() : std::vector<xml::Node>{};
    std::erase_if(streams, [](xml::Node child) { return !child.is(ns::kShell, "Stream"); });
    return streams;
}

Verdict outputIsBase64(const Observed& request, const Observed& reply, const Session&) {
    const std::vector<xml::Node> streams = outputOf(request, reply);
    for (const xml::Node stream : streams) {
        if (!cim::decodeBase64(stream.text())) {
            return broken("Output is not in base64", "xs:base64Binary", stream.text(), stream);
        }
    }
    return streams.empty() ? notApplicable() : pass();
}

Verdict outputWasAsked(const Observed& request, const Observed& reply, const Session&) {
    const std::string desired = request.payload().child(ns::kShell, "DesiredStream").text();
    const std::vector<xml::Node> streams = outputOf(request, reply);
    for (const xml::Node stream : streams) {
        const std::string name = stream.attribute("Name").value_or("");
        if (name.empty() || !strangerIn(name, desired).empty()) {
            return broken("Output comes on a stream that was not asked for", desired, name, stream);
        }
    }
    return streams.empty() ? notApplicable() : pass();
}

Verdict exitCode(const Observed& request, const Observed& reply, const Session&) {
    const xml::Node state = reply.payload().child(ns::kShell, "CommandState");
    const std::string text = state.attribute("State").value_or("");
    if (!answers(request, reply, "Receive") || !isCommandShell(request) || !text.ends_with("/CommandState/Done")) {
        return notApplicable();
    }
    return state.child(ns::kShell, "ExitCode")
               ? pass()
               : broken("A command is done without an exit code", "rsp:ExitCode", "nothing", state);
}

constexpr std::array kRules{
    Rule{"MS-WSMV/3.1.4.4.1c", "3.1.4.4.1", "A shell that was deleted is not used again", Party::kClient,
         Level::kVendor, notDeleted},
    Rule{"MS-WSMV/3.1.4.5.2c", "3.1.4.5.2", "A shell is created by the element rsp:Shell", Party::kClient,
         Level::kVendor, createBody},
    Rule{"MS-WSMV/3.1.4.5.2n", "3.1.4.5.2", "A command shell opens no other streams than stdin, stdout and stderr",
         Party::kClient, Level::kVendor, createStreams},
    Rule{"MS-WSMV/3.1.4.5.2t", "3.1.4.5.2", "A shell's life and idle time are durations", Party::kClient,
         Level::kVendor, createTimes},
    Rule{"MS-WSMV/3.1.4.5.2o", "3.1.4.5.2", "A shell's options are a boolean profile switch and a code page number",
         Party::kClient, Level::kVendor, createOptions},
    Rule{"MS-WSMV/3.1.4.5.2l", "3.1.4.5.2", "Messages to a shell repeat the locales of its Create", Party::kClient,
         Level::kVendor, sameLanguage},
    Rule{"MS-WSMV/3.1.4.5.2e", "3.1.4.5.2", "Messages to a shell carry its ShellId and the ResourceURI of its Create",
         Party::kClient, Level::kVendor, shellReference},
    Rule{"MS-WSMV/3.1.4.11c", "3.1.4.11", "A command is one rsp:Command and then its arguments", Party::kClient,
         Level::kVendor, commandLine},
    Rule{"MS-WSMV/3.1.4.11o", "3.1.4.11", "The options of a command are booleans", Party::kClient, Level::kVendor,
         commandOptions},
    Rule{"MS-WSMV/3.1.4.12c", "3.1.4.12", "A signal's code is a known one", Party::kClient, Level::kVendor, signalCode},
    Rule{"MS-WSMV/3.1.4.12i", "3.1.4.12", "Send, Receive and Signal name a command that the shell gave", Party::kClient,
         Level::kVendor, knownCommand},
    Rule{"MS-WSMV/3.1.4.13c", "3.1.4.13", "A Send holds base64 for an input stream of the shell", Party::kClient,
         Level::kVendor, send},
    Rule{"MS-WSMV/3.1.4.14c", "3.1.4.14", "A Receive asks for output streams that the shell opened", Party::kClient,
         Level::kVendor, receive},
    Rule{"MS-WSMV/3.1.4.14o", "3.1.4.14", "The option to keep a Receive alive is true and not binding", Party::kClient,
         Level::kVendor, keepAlive},
    Rule{"MS-WSMV/3.1.4.5.2s", "3.1.4.5.2", "The EPR of a new shell has a selector ShellId", Party::kServer,
         Level::kVendor, createdShell},
    Rule{"MS-WSMV/3.1.4.11s", "3.1.4.11", "A CommandResponse holds a CommandId", Party::kServer, Level::kVendor,
         commandId},
    Rule{"MS-WSMV/3.1.4.11r", "3.1.4.11", "Command, Send, Receive and Signal are answered by their response elements",
         Party::kServer, Level::kVendor, answeredInKind},
    Rule{"MS-WSMV/3.1.4.14s", "3.1.4.14", "Output is in base64", Party::kServer, Level::kVendor, outputIsBase64},
    Rule{"MS-WSMV/3.1.4.14n", "3.1.4.14", "Output comes on the streams asked for alone", Party::kServer, Level::kVendor,
         outputWasAsked},
    Rule{"MS-WSMV/3.1.4.14d", "3.1.4.14", "A command that is done has an exit code", Party::kServer, Level::kVendor,
         exitCode},
};

}  // namespace

std::span<const Rule> shellRules() {
    return kRules;
}

}  // namespace wsman::rules
