// The `when` of an exchange: criteria compiled, short names resolved, specificity counted.
#include <algorithm>
#include <array>
#include <limits>

#include "mockserver/scenario/json_places.h"
#include "mockserver/scenario/load_context.h"
#include "mockserver/scenario/schema.h"
#include "wsman/ops/enumeration.h"
#include "wsman/uris.h"

namespace mockserver {
namespace {
using nlohmann::json;
using Type = json::value_t;

struct ShortName {
    std::string_view name;
    std::string_view uri;
};

namespace action = wsman::action;
constexpr std::array<ShortName, 20> kActions{{
    {"Get", action::kGet},
    {"Put", action::kPut},
    {"Create", action::kCreate},
    {"Delete", action::kDelete},
    {"Enumerate", action::kEnumerate},
    {"Pull", action::kPull},
    {"Release", action::kRelease},
    {"EnumerationRenew", action::kEnumRenew},
    {"EnumerationGetStatus", action::kEnumGetStatus},
    {"EnumerationEnd", action::kEnumerationEnd},
    {"Subscribe", action::kSubscribe},
    {"Unsubscribe", action::kUnsubscribe},
    {"Renew", action::kRenew},
    {"GetStatus", action::kGetStatus},
    {"SubscriptionEnd", action::kSubscriptionEnd},
    {"Event", action::kEvent},
    {"Events", action::kEvents},
    {"Heartbeat", action::kHeartbeat},
    {"Ack", action::kAck},
    {"Identify", kIdentifyAction},
}};

constexpr std::array<ShortName, 3> kDialects{{
    {"XPath", wsman::uri::kDialectXPath},
    {"Selector", wsman::uri::kDialectSelector},
    {"Association", wsman::uri::kDialectAssociation},
}};

template <std::size_t N>
const ShortName* find(const std::array<ShortName, N>& rows, std::string_view name) {
    for (const ShortName& row : rows) {
        if (row.name == name) {
            return &row;
        }
    }
    return nullptr;
}

template <std::size_t N>
std::vector<std::string> names(const std::array<ShortName, N>& rows) {
    std::vector<std::string> out;
    out.reserve(N);
    for (const ShortName& row : rows) {
        out.emplace_back(row.name);
    }
    return out;
}

bool looksLikeUri(std::string_view text) {
    return text.find(':') != text.npos;
}

class WhenReader {
public:
    WhenReader(LoadContext& context, const json& when, std::string pointer)
        : context_(context), json_(when), pointer_(std::move(pointer)) {}

    When read() {
        readRequest();
        readContext();
        if ((when_.state = stringMember(json_, "state"))) {
            weight_ += 2;
        }
        if (const json* found = member(json_, "states", Type::object)) {
            when_.machines = readStates(context_, *found, pointer_ + "/states");
            weight_ += 2 * static_cast<int>(when_.machines.size());
        }
        readNth();
        when_.specificity = weight_;
        return std::move(when_);
    }

    When readCondition() {
        readRequest();
        when_.specificity = weight_;
        return std::move(when_);
    }

private:
    void readRequest() {
        readAction();
        if (const json* found = any("resourceUri")) {
            when_.resourceUri = text(*found, pointer_ + "/resourceUri");
        }
        if (const json* found = member(json_, "selectors", Type::object)) {
            when_.selectors = selectors(*found, pointer_ + "/selectors");
            weight_ += 1;
        }
        if (const json* found = member(json_, "selectorsInclude", Type::object)) {
            when_.selectorsInclude = selectors(*found, pointer_ + "/selectorsInclude");
        }
        readNamed("options", when_.options);
        readNamed("headers", when_.headers);
        if (const json* found = any("user")) {
            when_.user = text(*found, pointer_ + "/user");
        }
        if (const json* found = any("endpoint")) {
            when_.endpoint = text(*found, pointer_ + "/endpoint");
        }
        readFilter();
        readFragment();
        readXPath();
        readBody();
        readConditions();
    }

    const json* any(const char* name) const {
        const auto found = json_.find(name);
        return found == json_.end() ? nullptr : &*found;
    }

    /// A criterion for one text. Counts it.
    std::optional<TextCriterion> text(const json& value, const std::string& pointer) {
        std::optional<TextCriterion> out;
        if (value.is_string()) {
            out = TextCriterion::equals(value.get<std::string>());
        } else if (const auto expression = stringMember(value, "regex")) {
            auto compiled = TextCriterion::regex(*expression);
            if (!compiled) {
                context_.error(pointer + "/regex", "found " + shown(value["regex"]) + " (" + compiled.error().message +
                                                       "), expected a regular expression");
                return out;
            }
            out = std::move(*compiled);
        } else if (const json* present = member(value, "present", Type::boolean)) {
            out = TextCriterion::presence(present->get<bool>());
        }
        weight_ += out ? out->weight() : 0;
        return out;
    }

    void readAction() {
        const json* found = any("action");
        if (found == nullptr) {
            return;
        }
        if (!found->is_string()) {
            when_.action = text(*found, pointer_ + "/action");
            return;
        }
        const std::string name = found->get<std::string>();
        if (const ShortName* known = find(kActions, name)) {
            when_.action = TextCriterion::equals(std::string(known->uri));
        } else if (looksLikeUri(name)) {
            when_.action = TextCriterion::equals(name);
        } else if (!name.empty()) {
            context_.error(pointer_ + "/action", "found " + shown(*found) +
                                                     ", expected a URI or the short name of a standard action (did you "
                                                     "mean \"" +
                                                     nearestName(name, names(kActions)) + "\"?)");
        }
        weight_ += 2;
    }

    std::vector<SelectorCriterion> selectors(const json& object, const std::string& pointer) {
        std::vector<SelectorCriterion> out;
        for (const auto& item : object.items()) {
            const std::string at = pointer + '/' + pointerToken(item.key());
            if (const json* epr = member(item.value(), "epr", Type::object)) {
                out.push_back({item.key(), std::make_shared<const EprCriterion>(eprOf(*epr, at + "/epr"))});
            } else if (auto criterion = text(item.value(), at)) {
                out.push_back({item.key(), std::move(*criterion)});
            }
        }
        return out;
    }

    EprCriterion eprOf(const json& object, const std::string& pointer) {
        const int before = weight_;
        EprCriterion out;
        if (object.contains("address")) {
            out.address = text(object["address"], pointer + "/address");
        }
        if (object.contains("resourceUri")) {
            out.resourceUri = text(object["resourceUri"], pointer + "/resourceUri");
        }
        if (const json* found = member(object, "selectors", Type::object)) {
            out.selectors = selectors(*found, pointer + "/selectors");
        }
        weight_ = before + 2;  // one selector, however much is said of it
        return out;
    }

    void readNamed(const char* name, std::vector<NamedCriterion>& into) {
        const json* found = member(json_, name, Type::object);
        if (found == nullptr) {
            return;
        }
        for (const auto& item : found->items()) {
            if (auto criterion = text(item.value(), pointer_ + '/' + name + '/' + pointerToken(item.key()))) {
                into.push_back({item.key(), std::move(*criterion)});
            }
        }
    }

    void readFilter() {
        const json* found = member(json_, "filter", Type::object);
        if (found == nullptr) {
            return;
        }
        FilterCriterion filter;
        filter.dialect = dialectOf(*found, pointer_ + "/filter");
        if (found->contains("text")) {
            const json& given = (*found)["text"];
            filter.text = text(given.is_string() ? json(collapseSpace(given.get<std::string>())) : given,
                               pointer_ + "/filter/text");
        }
        when_.filter = std::move(filter);
    }

    std::string dialectOf(const json& object, const std::string& pointer) {
        const auto dialect = stringMember(object, "dialect");
        if (!dialect) {
            return {};
        }
        weight_ += 2;
        if (const ShortName* known = find(kDialects, *dialect)) {
            return std::string(known->uri);
        }
        const auto uri = wsman::ops::dialectUri(*dialect);
        if (!uri) {
            context_.error(pointer + "/dialect", "found " + shown(object["dialect"]) +
                                                     ", expected a URI or one of WQL, CQL, XPath, Selector, "
                                                     "Association");
        }
        return uri.value_or("");
    }

    void readFragment() {
        const json* found = member(json_, "fragment", Type::object);
        if (found == nullptr) {
            return;
        }
        FragmentCriterion fragment;
        fragment.dialect = dialectOf(*found, pointer_ + "/fragment");
        if (found->contains("path")) {
            fragment.path = text((*found)["path"], pointer_ + "/fragment/path");
        }
        when_.fragment = std::move(fragment);
    }

    /// All of the parts weigh together; of alternatives the lightest counts, since no more is certain.
    void readConditions() {
        const auto read = [&](const char* name, std::vector<When>& into) {
            const json* found = member(json_, name, Type::array);
            for (std::size_t i = 0; found != nullptr && i < found->size(); ++i) {
                into.push_back(
                    mockserver::readCondition(context_, (*found)[i], pointer_ + '/' + name + '/' + std::to_string(i)));
            }
        };
        read("allOf", when_.allOf);
        read("anyOf", when_.anyOf);
        if (const json* found = member(json_, "not", Type::object)) {
            when_.excluded.push_back(mockserver::readCondition(context_, *found, pointer_ + "/not"));
            weight_ += 1;
        }
        for (const When& part : when_.allOf) {
            weight_ += part.specificity;
        }
        const auto lightest = std::ranges::min_element(when_.anyOf, {}, &When::specificity);
        weight_ += lightest == when_.anyOf.end() ? 0 : lightest->specificity;
    }

    void readXPath() {
        const json* found = member(json_, "xpath", Type::array);
        for (std::size_t i = 0; found != nullptr && i < found->size(); ++i) {
            const json& item = (*found)[i];
            const std::string at = pointer_ + "/xpath/" + std::to_string(i);
            const auto expression =
                item.is_string() ? std::optional(item.get<std::string>()) : stringMember(item, "expr");
            if (!expression || expression->empty()) {
                continue;
            }
            auto compiled = XPath::compile(*expression, context_.namespaces);
            if (!compiled) {
                context_.error(item.is_string() ? at : at + "/expr", "found " + compiled.error().message + " in " +
                                                                         shown(json(*expression)) +
                                                                         ", expected an XPath 1.0 expression");
                continue;
            }
            XPathCriterion criterion{std::move(*compiled)};
            if (item.is_string()) {
                weight_ += 2;
            } else if (item.contains("equals")) {
                criterion.equals = text(item["equals"], at + "/equals");
            }
            when_.xpath.push_back(std::move(criterion));
        }
    }

    void readBody() {
        const auto source = sourceMember(context_, json_, pointer_, "body", "bodyInline");
        if (!source || source->text.empty()) {
            return;
        }
        weight_ += 2;
        auto parsed = parseMarkup(context_, *source, source->text);
        if (!parsed) {
            return;
        }
        BodyCriterion body;
        body.document = std::make_shared<const wsman::xml::Document>(std::move(*parsed));
        body.element = body.document->root().childLocal("Body").firstChild();
        if (!body.element) {
            errorAbout(context_, *source, "", "found no element, expected the element that is in s:Body");
            return;
        }
        when_.body = std::move(body);
    }

    void readContext() {
        const std::string pointer = pointer_ + "/context";
        ContextCriterion context;
        if (const auto id = stringMember(json_, "context")) {
            const auto known = context_.ids.find(*id);
            if (known == context_.ids.end()) {
                context_.error(pointer, "found " + shown(json(*id)) + ", expected the id of an exchange");
                return;
            }
            context.kind = ContextCriterion::Kind::kIssuedBy;
            context.exchange = known->second;
            context.id = *id;
            weight_ += 2;
        } else if (const json* object = member(json_, "context", Type::object);
                   object != nullptr && member(*object, "issued", Type::boolean) != nullptr) {
            context.kind =
                (*object)["issued"].get<bool>() ? ContextCriterion::Kind::kIssued : ContextCriterion::Kind::kNotIssued;
            weight_ += 1;
        } else {
            return;
        }
        when_.context = std::move(context);
    }

    void readNth() {
        const auto nth = numberMember(json_, "nth");
        if (!nth || *nth == 0) {
            return;
        }
        if (context_.mode == ScenarioMode::kReplay) {
            context_.error(pointer_ + "/nth", "found a count in mode replay, where the order of exchanges decides");
        } else if (*nth > std::numeric_limits<std::uint32_t>::max()) {
            context_.error(pointer_ + "/nth", "found " + std::to_string(*nth) + ", expected at most " +
                                                  std::to_string(std::numeric_limits<std::uint32_t>::max()));
        } else {
            when_.nth = static_cast<std::uint32_t>(*nth);
            weight_ += 2;
        }
    }

    LoadContext& context_;
    const json& json_;
    std::string pointer_;
    When when_;
    int weight_ = 0;
};

}  // namespace

When readWhen(LoadContext& context, const json& when, const std::string& pointer) {
    return WhenReader(context, when, pointer).read();
}

When readCondition(LoadContext& context, const json& condition, const std::string& pointer) {
    return WhenReader(context, condition, pointer).readCondition();
}

}  // namespace mockserver
