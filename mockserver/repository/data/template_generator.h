#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>

#include "mockserver/repository/store/extent.h"
#include "mockserver/repository/store/schema.h"
#include "wsman/error.h"

namespace mockserver::repository {

/// A generator that fills properties from patterns: text with `{{index}}`, `{{pad index 7}}`, `{{mod index 4}}`,
/// `{{div index 4}}`, `{{hex index}}` and `{{pick index "a" "b"}}` in it, or any JSON value. Errors: kNotFound for an
/// unknown class or property, kInvalidValue for a pattern that is none or makes no value of the property's type,
/// kInvalidArgument when no key holds the index.
wsman::Result<std::shared_ptr<const Generator>> makeTemplateGenerator(const SchemaPtr& schema,
                                                                      const std::string& className, std::uint64_t count,
                                                                      const nlohmann::json& properties);

}  // namespace mockserver::repository
