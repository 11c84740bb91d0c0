#include "mockserver/repository/methods/effect.h"

#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <utility>
#include <vector>

#include "mockserver/scenario/json_places.h"

namespace mockserver::repository {

using nlohmann::json;
using wsman::Result;

struct JsonTemplate::Node {
    json plain{};  ///< what is neither of the others
    std::optional<Template> text{};
    std::vector<std::pair<std::string, std::shared_ptr<const Node>>> members{};
    bool isArray = false;
    bool isObject = false;
};

Result<JsonTemplate> JsonTemplate::compile(const json& value) {
    auto root = compile(value, "");
    if (!root) {
        return tl::unexpected(std::move(root.error()));
    }
    JsonTemplate out;
    out.root_ = std::move(*root);
    return out;
}

// As deep as the JSON, whose depth its reader bounds.
Result<std::shared_ptr<const JsonTemplate::Node>> JsonTemplate::compile(const json& value, const std::string& pointer) {
    auto node = std::make_shared<Node>();
    node->isArray = value.is_array();
    node->isObject = value.is_object();
    if (value.is_structured()) {
        std::size_t index = 0;
        for (const auto& [name, member] : value.items()) {
            auto made = compile(member, pointer + "/" + (node->isArray ? std::to_string(index) : pointerToken(name)));
            if (!made) {
                return made;
            }
            ++index;
            node->members.emplace_back(name, std::move(*made));
        }
    } else if (value.is_string()) {
        auto text = Template::compile(value.get<std::string>(), predefinedNamespaces());
        if (!text) {
            return wsman::fail(text.error().code, text.error().text(), pointer);
        }
        node->text = std::move(*text);
    } else {
        node->plain = value;
    }
    return std::shared_ptr<const Node>(std::move(node));
}

Result<json> JsonTemplate::render(const TemplateInput& input) const {
    return render(*root_, input);
}

Result<json> JsonTemplate::render(const Node& node, const TemplateInput& input) {
    if (node.text) {
        std::string out;
        auto rendered = node.text->render(input, Template::Escape::kNone, out);
        return rendered ? Result<json>(std::move(out)) : tl::unexpected(std::move(rendered.error()));
    }
    if (!node.isArray && !node.isObject) {
        return node.plain;
    }
    json out = node.isArray ? json::array() : json::object();
    for (const auto& [name, member] : node.members) {
        auto rendered = render(*member, input);
        if (!rendered) {
            return rendered;
        }
        if (node.isArray) {
            out.push_back(std::move(*rendered));
        } else {
            out[name] = std::move(*rendered);
        }
    }
    return out;
}

}  // namespace mockserver::repository
