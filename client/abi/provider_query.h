#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <mi.h>

namespace client::abi {

/// A query as far as a provider is told of it: "SELECT properties FROM class", and whether a condition follows.
struct ProviderQuery {
    std::string language;  ///< WQL when none was given
    std::string text;
    std::string className{};                ///< empty when there is no FROM
    std::vector<std::string> properties{};  ///< empty for all of them
    bool hasCondition = false;
};
ProviderQuery readQuery(std::string_view language, std::string_view text);

/// The MI_Filter of a query, for as long as this lives. Its condition is the provider's to evaluate: Evaluate knows
/// queries without one, and is NOT_SUPPORTED for others.
class ProviderFilter {
public:
    explicit ProviderFilter(ProviderQuery query);
    ProviderFilter(const ProviderFilter&) = delete;
    ProviderFilter& operator=(const ProviderFilter&) = delete;

    [[nodiscard]] const MI_Filter* handle() const { return &handle_; }
    [[nodiscard]] const ProviderQuery& query() const { return query_; }

private:
    const ProviderQuery query_;
    MI_Filter handle_{};
};

/// Deletes a property set: for std::unique_ptr.
struct PropertySetDeleter {
    void operator()(MI_PropertySet* set) const { MI_PropertySet_Delete(set); }
};
/// A property set of these names. Freed with MI_PropertySet_Delete. Throws std::bad_alloc.
MI_PropertySet* newPropertySet(const std::vector<std::string>& names);

extern const MI_FilterFT kFilterFT;
extern const MI_PropertySetFT kPropertySetFT;

}  // namespace client::abi
