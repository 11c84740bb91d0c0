#pragma once

#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

namespace wsman::xml {

/// The namespace declarations in scope while a document is read front to back. Views point into the document.
class NameScope {
public:
    void declare(std::string_view prefix, std::string_view uri) { bindings_.push_back({prefix, uri}); }
    /// How many declarations are in scope, shadowed ones included; to hand to `restore` when the element ends.
    [[nodiscard]] std::size_t size() const { return bindings_.size(); }
    void restore(std::size_t size) { bindings_.resize(size); }

    /// The URI of the innermost declaration of `prefix`.
    [[nodiscard]] std::optional<std::string_view> find(std::string_view prefix) const {
        for (std::size_t i = bindings_.size(); i > 0; --i) {
            if (bindings_[i - 1].prefix == prefix) {
                return bindings_[i - 1].uri;
            }
        }
        return std::nullopt;
    }

private:
    struct Binding {
        std::string_view prefix;
        std::string_view uri;
    };
    std::vector<Binding> bindings_;
};

}  // namespace wsman::xml
