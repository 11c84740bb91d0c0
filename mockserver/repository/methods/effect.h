#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "mockserver/scenario/template.h"
#include "wsman/error.h"

namespace mockserver::repository {

/// JSON in which texts are templates, compiled once; rendered, it is JSON again. A text that is one whole placeholder
/// and comes out as a number, true, false or null stays a text: the property's type reads it. Immutable, thread-safe.
class JsonTemplate {
public:
    /// Errors: as Template::compile, with the pointer of the text.
    static wsman::Result<JsonTemplate> compile(const nlohmann::json& value);
    /// Errors: as Template::render.
    [[nodiscard]] wsman::Result<nlohmann::json> render(const TemplateInput& input) const;

private:
    struct Node;
    static wsman::Result<std::shared_ptr<const Node>> compile(const nlohmann::json& value, const std::string& pointer);
    static wsman::Result<nlohmann::json> render(const Node& node, const TemplateInput& input);
    std::shared_ptr<const Node> root_;
};

}  // namespace mockserver::repository
