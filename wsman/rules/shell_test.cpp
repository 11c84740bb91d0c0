#include "wsman/rules/fixtures.h"

namespace wsman::rules::test {

namespace {

const std::string kShellId = "0F5C5D0C-3F1C-4C39-9A7C-3C7C1D7A0A01";
const std::string kCommandId = "0F5C5D0C-3F1C-4C39-9A7C-3C7C1D7A0A02";

Envelope message(std::string_view action, const std::string& id, const std::string& body) {
    return request(action, body)
        .set("w:ResourceURI",
             "<w:ResourceURI s:mustUnderstand=\"true\">" + std::string(uri::kShellCmd) + "</w:ResourceURI>")
        .text("a:MessageID", "uuid:11111111-2222-4333-8444-" + id)
        .text("w:OperationTimeout", "PT60S")
        .text("w:MaxEnvelopeSize", "153600")
        .set("w:Locale", "<w:Locale xml:lang=\"en-US\"/>");
}

Envelope create(const std::string& inner =
                    "<sh:InputStreams>stdin</sh:InputStreams><sh:OutputStreams>stdout stderr</sh:OutputStreams>") {
    return message(action::kCreate, "000000000001", "<sh:Shell>" + inner + "</sh:Shell>");
}

/// A message to the shell, with an action of its own.
Envelope toShell(const std::string& name, const std::string& body) {
    return message(std::string(ns::kShell) + "/" + name, "000000000003", body)
        .set("w:SelectorSet",
             "<w:SelectorSet><w:Selector Name=\"ShellId\">" + kShellId + "</w:Selector></w:SelectorSet>");
}

Envelope created(const std::string& selector = "ShellId") {
    return reply(action::kCreate,
                 "<x:ResourceCreated><a:Address>urn:a</a:Address><a:ReferenceParameters><w:ResourceURI>" +
                     std::string(uri::kShellCmd) + "</w:ResourceURI><w:SelectorSet><w:Selector Name=\"" + selector +
                     "\">" + kShellId + "</w:Selector></w:SelectorSet></a:ReferenceParameters></x:ResourceCreated>")
        .text("a:RelatesTo", "uuid:11111111-2222-4333-8444-000000000001");
}

Envelope answer(const std::string& name, const std::string& body) {
    return reply(std::string(ns::kShell) + "/" + name, body)
        .text("a:MessageID", "uuid:r3")
        .text("a:RelatesTo", "uuid:11111111-2222-4333-8444-000000000003");
}

Envelope command(const std::string& inner = "<sh:Command>dir</sh:Command><sh:Arguments>/b</sh:Arguments>") {
    return toShell("Command", "<sh:CommandLine>" + inner + "</sh:CommandLine>");
}

Envelope commandAnswer(const std::string& inner = "<sh:CommandId>" + kCommandId + "</sh:CommandId>") {
    return answer("Command", "<sh:CommandResponse>" + inner + "</sh:CommandResponse>");
}

Exchange opened() {
    return exchanged(create(), created()).judged;
}

/// A shell that is open and has a command running.
std::vector<Exchange> running() {
    return {opened(), exchanged(command().text("a:MessageID", "uuid:11111111-2222-4333-8444-000000000002"),
                                commandAnswer().text("a:RelatesTo", "uuid:11111111-2222-4333-8444-000000000002"))
                          .judged};
}

Envelope receive(const std::string& streams = "stdout stderr", const std::string& id = kCommandId) {
    return toShell("Receive", "<sh:Receive><sh:DesiredStream CommandId=\"" + id + "\">" + streams +
                                  "</sh:DesiredStream></sh:Receive>");
}

Envelope send(const std::string& name, const std::string& text) {
    return toShell("Send", "<sh:Send><sh:Stream Name=\"" + name + "\" CommandId=\"" + kCommandId + "\">" + text +
                               "</sh:Stream></sh:Send>");
}

Envelope signal(const std::string& code, const std::string& id = kCommandId) {
    return toShell("Signal", "<sh:Signal CommandId=\"" + id + "\"><sh:Code>" + std::string(ns::kShell) + "/signal/" +
                                 code + "</sh:Code></sh:Signal>");
}

Case received(const std::string& inner) {
    return exchanged(receive(), answer("Receive", "<sh:ReceiveResponse>" + inner + "</sh:ReceiveResponse>"));
}

std::string output(const std::string& name, const std::string& text) {
    return "<sh:Stream Name=\"" + name + "\" CommandId=\"" + kCommandId + "\">" + text + "</sh:Stream>";
}

std::string done(const std::string& inner) {
    return "<sh:CommandState CommandId=\"" + kCommandId + "\" State=\"" + std::string(ns::kShell) +
           "/CommandState/Done\">" + inner + "</sh:CommandState>";
}

std::string option(const std::string& name, const std::string& value) {
    return "<w:OptionSet><w:Option Name=\"" + name + "\">" + value + "</w:Option></w:OptionSet>";
}

Exchange deleted() {
    Envelope question = toShell("Delete", "").text("a:Action", std::string(action::kDelete));
    question.text("a:MessageID", "uuid:11111111-2222-4333-8444-000000000002");
    return exchanged(question, reply(action::kDelete).text("a:MessageID", "uuid:r2")).judged;
}

std::vector<Fixture> clientFixtures() {
    const std::string keepAlive = "WSMAN_CMDSHELL_OPTION_KEEPALIVE";
    return {
        {"MS-WSMV/3.1.4.4.1c", asked(command(), {opened()}), asked(command(), {opened(), deleted()})},
        {"MS-WSMV/3.1.4.5.2c", asked(create()), asked(create().holding("<f:CIM_Fan/>"))},
        {"MS-WSMV/3.1.4.5.2n", asked(create()), asked(create("<sh:InputStreams>stdin pr</sh:InputStreams>"))},
        {"MS-WSMV/3.1.4.5.2t", asked(create("<sh:IdleTimeOut>PT10M</sh:IdleTimeOut>")),
         asked(create("<sh:IdleTimeOut>600</sh:IdleTimeOut>"))},
        {"MS-WSMV/3.1.4.5.2o", asked(create().set("w:OptionSet", option("WINRS_CODEPAGE", "65001"))),
         asked(create().set("w:OptionSet", option("WINRS_CODEPAGE", "UTF-8")))},
        {"MS-WSMV/3.1.4.5.2l", asked(command(), {opened()}),
         asked(command().set("w:Locale", "<w:Locale xml:lang=\"de-DE\"/>"), {opened()})},
        {"MS-WSMV/3.1.4.5.2e", asked(command(), {opened()}), asked(command().without("w:SelectorSet"), {opened()})},
        {"MS-WSMV/3.1.4.11c", asked(command()), asked(command("<sh:Arguments>/b</sh:Arguments>"))},
        {"MS-WSMV/3.1.4.11o", asked(command().set("w:OptionSet", option("WINRS_SKIP_CMD_SHELL", "FALSE"))),
         asked(command().set("w:OptionSet", option("WINRS_SKIP_CMD_SHELL", "no")))},
        {"MS-WSMV/3.1.4.12c", asked(signal("terminate")), asked(signal("kill"))},
        {"MS-WSMV/3.1.4.12i", asked(signal("terminate"), running()), asked(signal("terminate", kShellId), running())},
        {"MS-WSMV/3.1.4.13c", asked(send("stdin", "ZGly"), {opened()}), asked(send("stdin", "dir!"), {opened()})},
        {"MS-WSMV/3.1.4.14c", asked(receive(), {opened()}), asked(receive("stdout debug"), {opened()})},
        {"MS-WSMV/3.1.4.14o", asked(receive().set("w:OptionSet", option(keepAlive, "TRUE"))),
         asked(receive().set("w:OptionSet", option(keepAlive, "FALSE")))},
    };
}

std::vector<Fixture> serverFixtures() {
    return {
        {"MS-WSMV/3.1.4.5.2s", exchanged(create(), created()), exchanged(create(), created("Id"))},
        {"MS-WSMV/3.1.4.11s", exchanged(command(), commandAnswer()), exchanged(command(), commandAnswer(""))},
        {"MS-WSMV/3.1.4.11r", exchanged(signal("terminate"), answer("Signal", "<sh:SignalResponse/>")),
         exchanged(signal("terminate"), answer("Signal", "<sh:SendResponse/>"))},
        {"MS-WSMV/3.1.4.14s", received(output("stdout", "ZGly")), received(output("stdout", "dir!"))},
        {"MS-WSMV/3.1.4.14n", received(output("stdout", "ZGly")), received(output("debug", "ZGly"))},
        {"MS-WSMV/3.1.4.14d", received(done("<sh:ExitCode>0</sh:ExitCode>")), received(done(""))},
    };
}

}  // namespace

std::vector<Fixture> shellFixtures() {
    std::vector<Fixture> all = clientFixtures();
    for (Fixture& fixture : serverFixtures()) {
        all.push_back(std::move(fixture));
    }
    return all;
}

}  // namespace wsman::rules::test
