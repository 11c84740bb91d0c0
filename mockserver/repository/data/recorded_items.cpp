#include "mockserver/repository/data/recorded_items.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <optional>
#include <utility>

#include "wsman/cim/xml_codec.h"
#include "wsman/ops/enumeration.h"
#include "wsman/soap/epr.h"
#include "wsman/uris.h"

namespace mockserver::repository {

namespace cim = wsman::cim;
namespace ns = wsman::ns;
using wsman::Result;
using wsman::xml::Node;

namespace {

Result<void> readItem(Node item, RecordedItems& out) {
    auto taken = wsman::ops::readItem(item);
    if (!taken) {
        return tl::unexpected(std::move(taken.error()));
    }
    if (!taken->object) {
        return {};  // an EPR alone names an instance, but is none
    }
    if (taken->object.localName() == "CLASS") {
        auto read = cim::readClass(taken->object);
        if (!read) {
            return tl::unexpected(std::move(read.error()));
        }
        out.classes.push_back(std::move(*read));
        return {};
    }
    auto read = cim::readInstance(taken->object);
    if (!read) {
        return tl::unexpected(std::move(read.error()));
    }
    if (taken->epr) {
        for (auto& property : read->properties) {
            property.flags |= taken->epr->selectors.find(property.name) != nullptr ? cim::flag::kKey : 0;
        }
    }
    out.instances.push_back(std::move(*read));
    return {};
}

}  // namespace

Result<RecordedItems> readRecorded(Node root) {
    RecordedItems out;
    Node element = root;
    if (root.is(ns::kSoap, "Envelope")) {
        element = root.child(ns::kSoap, "Body").firstChild();
    }
    if (!element || element.is(ns::kSoap, "Fault")) {
        return wsman::fail(wsman::ErrorCode::kInvalidBody, "there is neither an instance nor a class in it");
    }
    if (element.is(ns::kEnumeration, "EnumerateResponse") || element.is(ns::kEnumeration, "PullResponse")) {
        for (const Node child : element.children()) {
            if (child.localName() != "Items") {
                continue;
            }
            for (const Node item : child.children()) {
                if (auto read = readItem(item, out); !read) {
                    return tl::unexpected(std::move(read.error()));
                }
            }
        }
        return out;
    }
    if (auto read = readItem(element, out); !read) {
        return tl::unexpected(std::move(read.error()));
    }
    return out;
}

std::vector<cim::Class> superclassesFirst(std::vector<cim::Class> classes) {
    std::map<std::string, cim::Class> open;
    std::vector<std::string> order;
    for (auto& declaration : classes) {
        order.push_back(cim::foldName(declaration.name));
        open.emplace(order.back(), std::move(declaration));
    }
    std::vector<cim::Class> out;
    for (const auto& name : order) {
        // Each is taken out as it is met, so classes that are each other's superclasses come to an end.
        std::vector<cim::Class> chain;
        for (auto at = open.find(name); at != open.end(); at = open.find(cim::foldName(chain.back().superClass))) {
            chain.push_back(std::move(at->second));
            open.erase(at);
        }
        std::move(chain.rbegin(), chain.rend(), std::back_inserter(out));
    }
    return out;
}

void settleInherited(const Schema& schema, cim::Class& declaration) {
    if (declaration.superClass.empty() || !schema.find(declaration.superClass)) {
        declaration.superClass.clear();
        return;
    }
    std::erase_if(declaration.properties, [](const auto& property) { return property.propagated; });
    std::erase_if(declaration.methods, [](const auto& method) { return method.propagated; });
}

}  // namespace mockserver::repository
