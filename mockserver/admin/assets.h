#pragma once

#include <string_view>

namespace mockserver::admin {

/// The web page: one file, without a build chain or anything from elsewhere.
std::string_view pageText();
/// The description of the API, OpenAPI 3.
std::string_view openApiText();

}  // namespace mockserver::admin
