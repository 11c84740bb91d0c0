// Two clients of a repository of Model_Item and Model_Link: the reference client through mi.h, and one that writes its
// own messages to a socket and finds what it needs in the answers by text.
#pragma once

#include <algorithm>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "client/loader/convert.h"
#include "client/loader/session.h"
#include "mockserver/endpoint/raw_client.h"
#include "wsman/cim/instance.h"

namespace conformance::model {

struct Item {
    std::string name;
    std::uint32_t count = 0;
    std::string note{};
    std::vector<std::string> tags{};
    bool operator==(const Item&) const = default;
    bool operator<(const Item& other) const {
        return std::tie(name, count, note, tags) < std::tie(other.name, other.count, other.note, other.tags);
    }
};

enum class Outcome { kOk, kExists, kNotFound, kOther };

/// What a test does; each client is used by one thread.
class Client {
public:
    virtual ~Client() = default;
    virtual Outcome create(const std::string& owner, const Item& item) = 0;
    virtual std::optional<Item> get(const std::string& name) = 0;
    virtual Outcome modify(const Item& item) = 0;
    virtual Outcome remove(const std::string& name) = 0;
    /// All items of an owner.
    virtual std::optional<std::multiset<Item>> query(const std::string& owner) = 0;
    /// Adds to the count by a method; what it is then.
    virtual std::optional<std::uint32_t> add(const std::string& name, std::uint32_t by) = 0;
    virtual Outcome link(const std::string& from, const std::string& to) = 0;
    /// Names of the items that links lead to.
    virtual std::optional<std::multiset<std::string>> linked(const std::string& from) = 0;
    /// Why the last call was not as expected.
    std::string words{};
};

namespace cim = wsman::cim;

inline cim::Value text(std::string value) {
    return cim::Value::of(std::move(value));
}

class MiClient : public Client {
public:
    explicit MiClient(client::MiSession session) : session_(std::move(session)) {}

    Outcome create(const std::string& owner, const Item& item) override {
        auto instance = instanceOf(item);
        instance.set("Owner", text(owner));
        return call(instance, MI_Session_CreateInstance);
    }
    std::optional<Item> get(const std::string& name) override {
        std::optional<Item> out;
        const auto outcome = call(keysOf(name), MI_Session_GetInstance,
                                  [&](const MI_Instance& got) { out = itemOf(client::fromMi(&got)); });
        return outcome == Outcome::kOk ? out : std::nullopt;
    }
    Outcome modify(const Item& item) override { return call(instanceOf(item), MI_Session_ModifyInstance); }
    Outcome remove(const std::string& name) override { return call(keysOf(name), MI_Session_DeleteInstance); }

    std::optional<std::multiset<Item>> query(const std::string& owner) override {
        MI_Operation operation = MI_OPERATION_NULL;
        const auto expression = "SELECT * FROM Model_Item WHERE Owner = '" + owner + "'";
        MI_Session_QueryInstances(session_.session(), 0, nullptr, "root/model", "WQL", expression.c_str(), nullptr,
                                  &operation);
        std::multiset<Item> out;
        const auto ended = client::drainInstances(operation, [&](const MI_Instance& got) {
            out.insert(itemOf(client::fromMi(&got)));
            return client::Next::kMore;
        });
        words = ended.message;
        return ended.ok() ? std::optional(std::move(out)) : std::nullopt;
    }
    std::optional<std::uint32_t> add(const std::string& name, std::uint32_t by) override {
        cim::Instance parameters;
        parameters.className = "Parameters";
        parameters.set("By", cim::Value::of(by));
        auto self = client::toMi(session_.application(), keysOf(name));
        auto input = client::toMi(session_.application(), parameters);
        MI_Operation operation = MI_OPERATION_NULL;
        MI_Session_Invoke(session_.session(), 0, nullptr, "root/model", nullptr, "Add", self.instance.get(),
                          input.instance.get(), nullptr, &operation);
        std::optional<std::uint32_t> out;
        const auto ended = client::drainInstances(operation, [&](const MI_Instance& got) {
            const auto result = client::fromMi(&got);
            const auto* total = result.find("Total");
            if (total != nullptr && total->value.get<std::string>() != nullptr) {
                out = static_cast<std::uint32_t>(std::stoul(*total->value.get<std::string>()));
            }
            return client::Next::kMore;
        });
        words = ended.message;
        return ended.ok() ? out : std::nullopt;
    }
    Outcome link(const std::string& from, const std::string& to) override {
        cim::Instance instance;
        instance.className = "Model_Link";
        for (const auto& [role, name] : {std::pair{"Antecedent", from}, std::pair{"Dependent", to}}) {
            instance.set(role, cim::Value::of(cim::Reference{std::make_shared<const cim::Instance>(keysOf(name))}),
                         cim::flag::kKey);
        }
        return call(instance, MI_Session_CreateInstance);
    }
    std::optional<std::multiset<std::string>> linked(const std::string& from) override {
        auto keys = client::toMi(session_.application(), keysOf(from));
        MI_Operation operation = MI_OPERATION_NULL;
        MI_Session_AssociatorInstances(session_.session(), 0, nullptr, "root/model", keys.instance.get(), "Model_Link",
                                       nullptr, "Antecedent", "Dependent", MI_FALSE, nullptr, &operation);
        std::multiset<std::string> out;
        const auto ended = client::drainInstances(operation, [&](const MI_Instance& got) {
            out.insert(itemOf(client::fromMi(&got)).name);
            return client::Next::kMore;
        });
        words = ended.message;
        return ended.ok() ? std::optional(std::move(out)) : std::nullopt;
    }

private:
    using Function = void (*)(MI_Session*, MI_Uint32, MI_OperationOptions*, const MI_Char*, const MI_Instance*,
                              MI_OperationCallbacks*, MI_Operation*);

    static cim::Instance keysOf(const std::string& name) {
        cim::Instance out;
        out.className = "Model_Item";
        out.set("Name", text(name), cim::flag::kKey);
        return out;
    }
    static cim::Instance instanceOf(const Item& item) {
        auto out = keysOf(item.name);
        out.set("Count", cim::Value::of(item.count));
        out.set("Note", text(item.note));
        std::vector<cim::Scalar> tags(item.tags.begin(), item.tags.end());
        out.set("Tags", *cim::Value::array(cim::Type::kString, std::move(tags)));
        return out;
    }
    static std::string textIn(const cim::Instance& instance, const char* name) {
        const auto* property = instance.find(name);
        const auto* value = property == nullptr ? nullptr : property->value.get<std::string>();
        return value == nullptr ? std::string() : *value;
    }
    static Item itemOf(const cim::Instance& instance) {
        Item out{textIn(instance, "Name")};
        const auto* count = instance.find("Count");
        if (count != nullptr && count->value.scalar) {
            const auto* typed = count->value.get<std::uint32_t>();
            out.count = typed != nullptr ? *typed : static_cast<std::uint32_t>(std::stoul(textIn(instance, "Count")));
        }
        out.note = textIn(instance, "Note");
        if (const auto* tags = instance.find("Tags")) {
            for (const auto& tag : tags->value.elements.value_or(std::vector<cim::Scalar>{})) {
                out.tags.push_back(std::get<std::string>(tag));
            }
            if (const auto* only = tags->value.get<std::string>()) {  // an untyped reader cannot know of arrays of one
                out.tags.push_back(*only);
            }
        }
        return out;
    }

    template <class Sink>
    Outcome call(const cim::Instance& instance, Function function, Sink sink) {
        auto made = client::toMi(session_.application(), instance);
        if (made.result != MI_RESULT_OK) {
            words = client::resultName(made.result);
            return Outcome::kOther;
        }
        MI_Operation operation = MI_OPERATION_NULL;
        function(session_.session(), 0, nullptr, "root/model", made.instance.get(), nullptr, &operation);
        const auto ended = client::drainInstances(operation, [&](const MI_Instance& got) {
            sink(got);
            return client::Next::kMore;
        });
        words = ended.message;
        return ended.ok()                                 ? Outcome::kOk
               : ended.result == MI_RESULT_ALREADY_EXISTS ? Outcome::kExists
               : ended.result == MI_RESULT_NOT_FOUND      ? Outcome::kNotFound
                                                          : Outcome::kOther;
    }
    Outcome call(const cim::Instance& instance, Function function) {
        return call(instance, function, [](const MI_Instance&) {});
    }

    client::MiSession session_;
};

class SocketClient : public Client {
public:
    explicit SocketClient(std::uint16_t port) : socket_(port, std::chrono::seconds(60)), port_(port) {}

    Outcome create(const std::string& owner, const Item& item) override {
        return outcome(transfer("Create", kItem, "", representation(item, "<p:Owner>" + owner + "</p:Owner>")));
    }
    std::optional<Item> get(const std::string& name) override {
        const auto body = transfer("Get", kItem, selector(name), "");
        return outcome(body) == Outcome::kOk ? std::optional(itemIn(body)) : std::nullopt;
    }
    Outcome modify(const Item& item) override {
        return outcome(transfer("Put", kItem, selector(item.name), representation(item, "")));
    }
    Outcome remove(const std::string& name) override { return outcome(transfer("Delete", kItem, selector(name), "")); }

    std::optional<std::multiset<Item>> query(const std::string& owner) override {
        const auto items = enumerate(
            "<w:Filter Dialect=\"http://schemas.microsoft.com/wbem/wsman/1/WQL\">"
            "SELECT * FROM Model_Item WHERE Owner = '" +
                owner + "'</w:Filter>",
            1 + messages_ % 40);
        if (!items) {
            return std::nullopt;
        }
        std::multiset<Item> out;
        for (const auto& item : *items) {
            out.insert(itemIn(item));
        }
        return out;
    }
    std::optional<std::uint32_t> add(const std::string& name, std::uint32_t by) override {
        const auto body = send(std::string(kItem) + "/Add", kItem, selector(name),
                               "<p:Add_INPUT xmlns:p=\"" + std::string(kItem) + "\"><p:By>" + std::to_string(by) +
                                   "</p:By></p:Add_INPUT>");
        return outcome(body) == Outcome::kOk
                   ? std::optional(static_cast<std::uint32_t>(std::stoul(element(body, "Total").value_or("0"))))
                   : std::nullopt;
    }
    Outcome link(const std::string& from, const std::string& to) override {
        const std::string uri = "http://schemas.dmtf.org/wbem/wscim/1/cim-schema/2/Model_Link";
        const auto end = [&](const char* role, const std::string& name) {
            return "<p:" + std::string(role) + ">" + epr(name) + "</p:" + role + ">";
        };
        return outcome(transfer("Create", uri.c_str(), "",
                                "<p:Model_Link xmlns:p=\"" + uri + "\">" + end("Antecedent", from) +
                                    end("Dependent", to) + "</p:Model_Link>"));
    }
    std::optional<std::multiset<std::string>> linked(const std::string& from) override {
        const auto items = enumerate(
            "<w:Filter Dialect=\"http://schemas.dmtf.org/wbem/wsman/1/cimbinding/associationFilter\">"
            "<b:AssociatedInstances><b:Object>" +
                epr(from) +
                "</b:Object><b:AssociationClassName>Model_Link</b:AssociationClassName>"
                "<b:Role>Antecedent</b:Role><b:ResultRole>Dependent</b:ResultRole></b:AssociatedInstances>"
                "</w:Filter>",
            7);
        if (!items) {
            return std::nullopt;
        }
        std::multiset<std::string> out;
        for (const auto& item : *items) {
            out.insert(itemIn(item).name);
        }
        return out;
    }

private:
    static constexpr const char* kItem = "http://schemas.dmtf.org/wbem/wscim/1/cim-schema/2/Model_Item";
    static constexpr const char* kAll = "http://schemas.dmtf.org/wbem/wscim/1/*";

    static std::string escaped(const std::string& value) {
        std::string out;
        for (const char c : value) {
            out += c == '&' ? "&amp;" : c == '<' ? "&lt;" : c == '>' ? "&gt;" : std::string(1, c);
        }
        return out;
    }
    static std::string unescaped(std::string value) {
        for (const auto& [from, to] : {std::pair{"&lt;", "<"}, std::pair{"&gt;", ">"}, std::pair{"&quot;", "\""},
                                       std::pair{"&apos;", "'"}, std::pair{"&amp;", "&"}}) {
            for (std::size_t at = value.find(from); at != std::string::npos; at = value.find(from, at + 1)) {
                value.replace(at, std::string(from).size(), to);
            }
        }
        return value;
    }
    static std::string selector(const std::string& name) {
        return "<w:Selector Name=\"Name\">" + escaped(name) + "</w:Selector>";
    }
    static std::string epr(const std::string& name) {
        return "<a:Address>http://schemas.xmlsoap.org/ws/2004/08/addressing/role/anonymous</a:Address>"
               "<a:ReferenceParameters><w:ResourceURI>" +
               std::string(kItem) +
               "</w:ResourceURI><w:SelectorSet><w:Selector Name=\"__cimnamespace\">root/model</w:Selector>" +
               selector(name) + "</w:SelectorSet></a:ReferenceParameters>";
    }
    static std::string representation(const Item& item, const std::string& more) {
        std::string out = "<p:Model_Item xmlns:p=\"" + std::string(kItem) + "\"><p:Name>" + escaped(item.name) +
                          "</p:Name>" + more + "<p:Count>" + std::to_string(item.count) + "</p:Count><p:Note>" +
                          escaped(item.note) + "</p:Note>";
        for (const auto& tag : item.tags) {
            out += "<p:Tags>" + escaped(tag) + "</p:Tags>";
        }
        // No tags cannot be told from tags that are left alone, but by a null.
        out += item.tags.empty() ? "<p:Tags xsi:nil=\"true\"/>" : "";
        return out + "</p:Model_Item>";
    }

    std::string transfer(const char* action, const char* uri, const std::string& selectors, const std::string& body) {
        return send("http://schemas.xmlsoap.org/ws/2004/09/transfer/" + std::string(action), uri, selectors, body);
    }

    std::string send(const std::string& action, const std::string& uri, const std::string& selectors,
                     const std::string& body) {
        const std::string id = "uuid:raw-" + std::to_string(port_) + "-" + std::to_string(++messages_);
        const std::string envelope =
            "<s:Envelope xmlns:s=\"http://www.w3.org/2003/05/soap-envelope\" "
            "xmlns:a=\"http://schemas.xmlsoap.org/ws/2004/08/addressing\" "
            "xmlns:w=\"http://schemas.dmtf.org/wbem/wsman/1/wsman.xsd\" "
            "xmlns:n=\"http://schemas.xmlsoap.org/ws/2004/09/enumeration\" "
            "xmlns:b=\"http://schemas.dmtf.org/wbem/wsman/1/cimbinding.xsd\" "
            "xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\"><s:Header><a:To>http://127.0.0.1/wsman</a:To>"
            "<a:Action>" +
            action + "</a:Action><a:MessageID>" + id +
            "</a:MessageID><a:ReplyTo><a:Address>http://schemas.xmlsoap.org/ws/2004/08/addressing/role/anonymous"
            "</a:Address></a:ReplyTo><w:ResourceURI s:mustUnderstand=\"true\">" +
            uri +
            "</w:ResourceURI><w:MaxEnvelopeSize>512000</w:MaxEnvelopeSize><w:SelectorSet>"
            "<w:Selector Name=\"__cimnamespace\">root/model</w:Selector>" +
            selectors + "</w:SelectorSet></s:Header><s:Body>" + body + "</s:Body></s:Envelope>";
        const bool sent = socket_.send(
            "POST /wsman HTTP/1.1\r\nHost: 127.0.0.1\r\n"
            "Content-Type: application/soap+xml;charset=UTF-8\r\nContent-Length: " +
            std::to_string(envelope.size()) + "\r\n\r\n" + envelope);
        const auto reply = socket_.readReply();
        words = reply.body;
        const bool related = reply.body.find("<a:RelatesTo>" + id + "<") != std::string::npos;
        return sent && related ? reply.body : std::string();
    }

    std::optional<std::vector<std::string>> enumerate(const std::string& filter, std::uint64_t page) {
        auto body = send("http://schemas.xmlsoap.org/ws/2004/09/enumeration/Enumerate", kAll, "",
                         "<n:Enumerate>" + filter + "</n:Enumerate>");
        std::vector<std::string> out;
        while (outcome(body) == Outcome::kOk) {
            for (const auto& item : elements(body, "Model_Item")) {
                out.push_back(item);
            }
            if (body.find("EndOfSequence") != std::string::npos) {
                return out;
            }
            const auto context = element(body, "EnumerationContext");
            if (!context) {
                return std::nullopt;
            }
            body = send("http://schemas.xmlsoap.org/ws/2004/09/enumeration/Pull", kAll, "",
                        "<n:Pull><n:EnumerationContext>" + *context + "</n:EnumerationContext><n:MaxElements>" +
                            std::to_string(page) + "</n:MaxElements></n:Pull>");
        }
        return std::nullopt;
    }

    static Outcome outcome(const std::string& body) {
        if (body.empty()) {
            return Outcome::kOther;
        }
        if (body.find(":Fault>") == std::string::npos) {
            return Outcome::kOk;
        }
        return body.find(":AlreadyExists<") != std::string::npos            ? Outcome::kExists
               : body.find(":DestinationUnreachable<") != std::string::npos ? Outcome::kNotFound
                                                                            : Outcome::kOther;
    }

    /// The content of all elements of that local name.
    static std::vector<std::string> elements(const std::string& body, const std::string& local) {
        std::vector<std::string> out;
        for (std::size_t at = body.find(":" + local); at != std::string::npos; at = body.find(":" + local, at + 1)) {
            const char after = body[at + local.size() + 1];
            const auto begin = body.rfind('<', at);
            if ((after != '>' && after != ' ' && after != '/') || body[begin + 1] == '/') {
                continue;
            }
            const auto end = body.find('>', at);
            if (body[end - 1] == '/') {
                continue;  // empty, or null
            }
            const auto tag = body.substr(begin + 1, at - begin - 1) + ":" + local;
            const auto close = body.find("</" + tag + ">", end);
            out.push_back(body.substr(end + 1, close - end - 1));
        }
        return out;
    }
    static std::optional<std::string> element(const std::string& body, const std::string& local) {
        const auto all = elements(body, local);
        return all.empty() ? std::nullopt : std::optional(unescaped(all.front()));
    }
    static Item itemIn(const std::string& body) {
        Item out{element(body, "Name").value_or("")};
        out.count = static_cast<std::uint32_t>(std::stoul(element(body, "Count").value_or("0")));
        out.note = element(body, "Note").value_or("");
        for (const auto& tag : elements(body, "Tags")) {
            out.tags.push_back(unescaped(tag));
        }
        return out;
    }

    mockserver::RawClient socket_;
    std::uint16_t port_;
    std::uint64_t messages_ = 0;
};

}  // namespace conformance::model
