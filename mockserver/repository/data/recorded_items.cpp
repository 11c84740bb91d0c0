#include "mockserver/repository/data/recorded_items.h"

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

}  // namespace mockserver::repository
