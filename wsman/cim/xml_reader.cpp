#include <algorithm>
#include <unordered_map>

#include "wsman/cim/datetime.h"
#include "wsman/cim/octets.h"
#include "wsman/cim/quote.h"
#include "wsman/cim/text.h"
#include "wsman/cim/xml_codec.h"
#include "wsman/cim/xsi_type.h"
#include "wsman/soap/epr.h"
#include "wsman/uris.h"

namespace wsman::cim {

namespace {

/// The elements of one property: mostly one.
struct Group {
    std::string_view name;
    xml::Node first;
    std::vector<xml::Node> others{};
};

/// Gathers elements of one name, wherever they stand, in the order of each name's first. Elements of an array mostly
/// follow each other; names are hashed only when there are too many to search.
class Groups {
public:
    void add(xml::Node element) {
        const std::string_view name = element.localName();
        if (!groups_.empty() && sameName(groups_.back().name, name)) {
            groups_.back().others.push_back(element);
            return;
        }
        const std::size_t at = indexOf(name);
        if (at < groups_.size()) {
            groups_[at].others.push_back(element);
        } else {
            groups_.push_back({name, element});
        }
    }
    [[nodiscard]] const std::vector<Group>& all() const { return groups_; }

private:
    static constexpr std::size_t kSearched = 24;

    std::size_t indexOf(std::string_view name) {
        if (groups_.size() < kSearched) {
            const auto found = std::find_if(groups_.begin(), groups_.end(),
                                            [&](const Group& group) { return sameName(group.name, name); });
            return static_cast<std::size_t>(found - groups_.begin());
        }
        for (std::size_t i = index_.size(); i < groups_.size(); ++i) {
            index_.emplace(foldName(groups_[i].name), i);
        }
        const auto found = index_.find(foldName(name));
        return found == index_.end() ? groups_.size() : found->second;
    }

    std::vector<Group> groups_;
    std::unordered_map<std::string, std::size_t> index_;
};

Result<Instance> readAt(xml::Node element, const Class* schema, std::size_t depth);

bool isEpr(xml::Node element) {
    return element.childLocal("ReferenceParameters") || element.childLocal("ReferenceProperties") ||
           element.child(ns::kAddressing, "Address");
}

/// The child that holds a datetime's text (DSP0230 cim:cimDateTime), or no element. In a namespace other than WS-CIM's
/// the text has to be a datetime too, as a class may have a property of such a name.
xml::Node datetimeChild(xml::Node element) {
    const xml::Node child = element.firstChild();
    if (!child || child.next() || child.firstChild()) {
        return {};
    }
    const std::string_view local = child.localName();
    const bool named =
        local == "Datetime" || local == "Date" || local == "Time" || local == "Interval" || local == "CIM_DateTime";
    if (!named || (child.name().ns != ns::kCimCommon && !parseDatetime(child.text()))) {
        return {};
    }
    return child;
}

/// The one child that is an instance as a whole ("<p:X><q:Class>...</q:Class></p:X>"), or no element.
xml::Node wholeInstance(xml::Node element) {
    const xml::Node child = element.firstChild();
    if (!child || child.next() || !sameName(classNameOf(child.name().ns), child.localName())) {
        return {};
    }
    return child;
}

/// What the elements of a property are, as far as they tell.
struct Form {
    Type type = Type::kString;
    bool octets = false;
};

/// What one element tells; nullopt when it is text without a type, which may be anything.
std::optional<Form> formOf(xml::Node element) {
    if (const auto text = xsiTypeOf(element)) {
        const XsiType said = readXsiType(*text);
        if (said.type) {
            return Form{*said.type, said.octets};
        }
    }
    if (!element.firstChild()) {
        return std::nullopt;
    }
    if (isEpr(element)) {
        return Form{Type::kReference};
    }
    return Form{datetimeChild(element) ? Type::kDatetime : Type::kInstance};
}

/// The form of the first element that tells one; else a string.
Form formOf(const Group& group) {
    auto form = formOf(group.first);
    for (auto other = group.others.begin(); !form && other != group.others.end(); ++other) {
        form = formOf(*other);
    }
    return form.value_or(Form{});
}

tl::unexpected<Error> invalid(std::string message, xml::Node element) {
    return fail(ErrorCode::kInvalidValue, std::move(message), element.path());
}

Result<Scalar> readReference(xml::Node element) {
    const xml::Node wrapped = element.child(ns::kAddressing, "EndpointReference");
    const auto epr = soap::readEpr(wrapped ? wrapped : element);
    if (!epr) {
        return invalid("not a reference: " + epr.error().message, element);
    }
    return Scalar(Reference{std::make_shared<const Instance>(instanceOf(*epr))});
}

Result<Scalar> readEmbedded(xml::Node element, std::string_view declaredClass, std::size_t depth) {
    const auto typeText = xsiTypeOf(element);
    if (!typeText) {
        if (const xml::Node whole = wholeInstance(element)) {
            auto instance = readAt(whole, nullptr, depth + 1);
            if (!instance) {
                return tl::unexpected(std::move(instance.error()));
            }
            return Scalar(Embedded{std::make_shared<const Instance>(std::move(*instance))});
        }
    }
    const XsiType said = typeText ? readXsiType(*typeText) : XsiType{};
    const xml::Node first = element.firstChild();
    if (!first && element.hasText()) {
        return invalid("text where an embedded instance is expected", element);
    }
    auto instance = readAt(element, nullptr, depth + 1);
    if (!instance) {
        return tl::unexpected(std::move(instance.error()));
    }
    // The element is named after the property: its class is in its xsi:type, or in the namespace of what it holds.
    instance->resourceUri = first ? first.name().ns : std::string_view{};
    if (!said.className.empty()) {
        instance->className = said.className;
        if (const auto resolved = element.resolve(*typeText); resolved && !resolved->ns.empty()) {
            instance->resourceUri = resolved->ns;
        }
    } else if (!declaredClass.empty()) {
        instance->className = declaredClass;
    } else {
        instance->className = classNameOf(instance->resourceUri);
    }
    instance->nameSpace = nameSpaceOf(instance->resourceUri);
    return Scalar(Embedded{std::make_shared<const Instance>(std::move(*instance))});
}

Result<Scalar> readScalar(xml::Node element, Type type, const PropertyDecl* declaration, std::size_t depth) {
    if (type == Type::kReference) {
        return readReference(element);
    }
    if (type == Type::kInstance) {
        return readEmbedded(element, declaration != nullptr ? declaration->referenceClass : std::string_view{}, depth);
    }
    xml::Node holder = element;
    if (element.firstChild()) {
        holder = type == Type::kDatetime ? datetimeChild(element) : xml::Node{};
        if (!holder) {
            return invalid("element content where a " + std::string(typeName(type)) + " is expected", element);
        }
    }
    if (type == Type::kString) {
        return Scalar(holder.rawText());
    }
    auto scalar = parseScalar(type, holder.rawText());
    if (!scalar) {
        return invalid(std::move(scalar.error().message), element);
    }
    return scalar;
}

Result<Value> readOctets(xml::Node element) {
    const auto octets = decodeBase64(element.rawText());
    if (!octets || element.firstChild()) {
        return invalid("not base64 text", element);
    }
    const auto bytes = octetString(*octets);
    return Value{Type::kUint8, true, {}, std::vector<Scalar>(bytes.begin(), bytes.end())};
}

Result<Value> readElements(const Group& group, Type type, const PropertyDecl* declaration, std::size_t depth) {
    std::vector<Scalar> elements;
    elements.reserve(1 + group.others.size());
    for (std::size_t i = 0; i <= group.others.size(); ++i) {
        const xml::Node element = i == 0 ? group.first : group.others[i - 1];
        if (element.isNil()) {
            return invalid("an array cannot hold a null", element);
        }
        auto scalar = readScalar(element, type, declaration, depth);
        if (!scalar) {
            return tl::unexpected(std::move(scalar.error()));
        }
        elements.push_back(std::move(*scalar));
    }
    return Value{type, true, {}, std::move(elements)};
}

Result<Value> readValue(const Group& group, const PropertyDecl* declaration, std::size_t depth) {
    const Form form = formOf(group);
    const Type type = declaration != nullptr ? declaration->type : form.type;
    const bool repeated = !group.others.empty();
    const bool octets = form.octets && !repeated && type == Type::kUint8;
    const bool isArray = declaration != nullptr ? declaration->isArray : repeated || octets;
    if (repeated && !isArray) {
        return invalid("several elements for a property that is no array", group.others.front());
    }
    if (!repeated && group.first.isNil()) {
        return Value::null(type, isArray);
    }
    if (octets && isArray) {
        return readOctets(group.first);
    }
    if (isArray) {
        return readElements(group, type, declaration, depth);
    }
    auto scalar = readScalar(group.first, type, declaration, depth);
    if (!scalar) {
        return tl::unexpected(std::move(scalar.error()));
    }
    return Value::of(std::move(*scalar));
}

std::uint32_t flagsOf(xml::Node element, const PropertyDecl* declaration) {
    if (declaration != nullptr) {
        return declaration->flags;
    }
    if (!element.raw().first_attribute()) {
        return 0;
    }
    const auto key = element.attribute(ns::kCimCommon, "Key");  // a qualifier as DSP0230 lets one stand
    return key && (*key == "true" || *key == "1") ? flag::kKey : 0;
}

/// cim:Location tells where the instance lives; of that only the namespace is ours to know.
void readLocation(xml::Node location, Instance& instance) {
    const auto epr = soap::readEpr(location);
    if (epr && instance.nameSpace.empty()) {
        instance.nameSpace = instanceOf(*epr).nameSpace;
    }
}

Result<Instance> readProperties(xml::Node element, Instance instance, const Class* schema, std::size_t depth) {
    Groups groups;
    for (xml::Node child = element.firstChild(); child; child = child.next()) {
        if (child.is(ns::kCimCommon, "Location")) {
            readLocation(child, instance);
        } else {
            groups.add(child);
        }
    }
    instance.properties.reserve(groups.all().size());
    for (const Group& group : groups.all()) {
        const PropertyDecl* const declaration = schema != nullptr ? schema->property(group.name) : nullptr;
        auto value = readValue(group, declaration, depth);
        if (!value) {
            return tl::unexpected(std::move(value.error()));
        }
        instance.properties.push_back({std::string(group.name), std::move(*value), flagsOf(group.first, declaration)});
    }
    return instance;
}

/// An XmlFragment holds an instance as a whole or only some of its properties (DSP0226 §7.7, DSP0227 R8.2.1-10).
Result<Instance> readFragment(xml::Node fragment, const Class* schema, std::size_t depth) {
    if (const xml::Node whole = wholeInstance(fragment)) {
        return readAt(whole, schema, depth);
    }
    Instance instance;
    instance.resourceUri = fragment.firstChild().name().ns;
    instance.className = classNameOf(instance.resourceUri);
    instance.nameSpace = nameSpaceOf(instance.resourceUri);
    if (instance.className.empty() && schema != nullptr) {
        instance.className = schema->name;
    }
    return readProperties(fragment, std::move(instance), schema, depth);
}

Result<Instance> readAt(xml::Node element, const Class* schema, std::size_t depth) {
    if (depth > kMaxNesting) {
        return fail(ErrorCode::kLimitExceeded, "embedded instances are nested too deep", element.path());
    }
    if (depth == 0 && element.is(ns::kWsman, "XmlFragment")) {
        return readFragment(element, schema, depth);
    }
    Instance instance;
    instance.className = element.localName();
    instance.resourceUri = element.name().ns;
    instance.nameSpace = nameSpaceOf(instance.resourceUri);
    return readProperties(element, std::move(instance), schema, depth);
}

}  // namespace

Result<Instance> readInstance(xml::Node element, const Class* schema) {
    if (!element) {
        return fail(ErrorCode::kInvalidBody, "there is no element to read an instance from");
    }
    return readAt(element, schema, 0);
}

}  // namespace wsman::cim
