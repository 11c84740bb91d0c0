#include <algorithm>

#include "wsman/cim/class.h"

namespace wsman::cim {

namespace {

template <class T>
auto findNamed(std::vector<T>& items, std::string_view name) {
    return std::find_if(items.begin(), items.end(), [&](const T& item) { return sameName(item.name, name); });
}

/// Adds what is inherited of `from` and not stated anew; what is only repeated counts as inherited. True when there was
/// any to add.
bool inherit(std::vector<Qualifier>& to, const std::vector<Qualifier>& from) {
    bool any = false;
    for (const Qualifier& qualifier : from) {
        const auto own = findNamed(to, qualifier.name);
        if ((qualifier.flavor & flag::kRestricted) != 0) {
            continue;
        }
        if (own == to.end()) {
            to.push_back(qualifier);
            to.back().propagated = true;
            any = true;
        } else if (own->value == qualifier.value && own->flavor == qualifier.flavor) {
            own->propagated = true;
        }
    }
    return any;
}

bool hasSameContent(const PropertyDecl& a, const PropertyDecl& b) {
    return a.type == b.type && a.isArray == b.isArray && a.defaultValue == b.defaultValue &&
           a.qualifiers == b.qualifiers;
}

bool hasSameContent(const MethodDecl& a, const MethodDecl& b) {
    return a.returnType == b.returnType && a.parameters == b.parameters && a.qualifiers == b.qualifiers;
}

void inheritFlags(PropertyDecl& to, const PropertyDecl& from) {
    to.flags = propertyFlags(to.qualifiers) | (from.flags & flag::kKey);
}

void inheritFlags(MethodDecl& to, const MethodDecl& from) {
    to.flags = methodFlags(to.qualifiers) | (from.flags & flag::kStatic);
}

template <class Member>
void inheritMembers(std::vector<Member>& to, const std::vector<Member>& from, const std::string& parent) {
    std::vector<Member> inherited;
    for (const Member& member : from) {
        const std::string& origin = member.origin.empty() ? parent : member.origin;
        const auto own = findNamed(to, member.name);
        if (own == to.end()) {
            inherited.push_back(member);
            inherited.back().propagated = true;
            inherited.back().origin = origin;
        } else if (hasSameContent(*own, member)) {
            own->propagated = true;
            own->origin = own->origin.empty() ? origin : own->origin;
        } else if (inherit(own->qualifiers, member.qualifiers)) {
            inheritFlags(*own, member);
        }
    }
    to.insert(to.begin(), std::make_move_iterator(inherited.begin()), std::make_move_iterator(inherited.end()));
}

}  // namespace

Class withInherited(Class declaration, const Class& parent) {
    for (const std::string_view name : {"Association", "Indication"}) {
        const auto stated = std::find_if(parent.qualifiers.begin(), parent.qualifiers.end(),
                                         [&](const Qualifier& each) { return sameName(each.name, name); });
        if (stated != parent.qualifiers.end()) {
            inherit(declaration.qualifiers, {*stated});
        }
    }
    declaration.flags |= parent.flags & (flag::kAssociation | flag::kIndication);
    inheritMembers(declaration.properties, parent.properties, parent.name);
    inheritMembers(declaration.methods, parent.methods, parent.name);
    return declaration;
}

}  // namespace wsman::cim
