#pragma once

#include <string_view>

namespace conformance::assets {

std::string_view reportSchema();
std::string_view waiversSchema();
/// The page of the HTML report, with places for the other two and for the data.
std::string_view pageHtml();
std::string_view pageCss();
std::string_view pageJs();

}  // namespace conformance::assets
