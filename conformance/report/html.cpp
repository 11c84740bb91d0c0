#include "conformance/report/html.h"

#include <nlohmann/json.hpp>

#include "conformance/report/assets.h"
#include "conformance/report/json_report.h"
#include "conformance/report/text.h"

namespace conformance {

using json = nlohmann::ordered_json;

namespace {

json toJson(const std::vector<Change>& changes) {
    auto out = json::array();
    for (const auto& change : changes)
        out.push_back({{"id", change.id}, {"before", change.before}, {"after", change.after}});
    return out;
}

/// JSON for a script element, in which nothing may look like markup.
std::string forScript(const json& value) {
    std::string out;
    for (const char c : value.dump())
        if (c == '<')
            out += "\\u003c";
        else
            out += c;
    return out;
}

}  // namespace

std::string toHtml(const std::vector<ComparedReport>& reports) {
    json data{{"reports", json::array()}, {"comparisons", json::array()}};
    for (const auto& [report, comparison] : reports) {
        data["reports"].push_back(toJson(report));
        data["comparisons"].push_back(comparison ? json{{"newlyFailing", toJson(comparison->newlyFailing)},
                                                        {"newlyPassing", toJson(comparison->newlyPassing)},
                                                        {"untested", toJson(comparison->untested)},
                                                        {"added", toJson(comparison->added)},
                                                        {"gone", toJson(comparison->gone)}}
                                                 : json(nullptr));
    }
    std::string page(assets::pageHtml());
    // The data last: it may hold the marks of the other two.
    for (const auto& [mark, text] : {std::pair{std::string_view("/*STYLE*/"), std::string(assets::pageCss())},
                                     std::pair{std::string_view("/*SCRIPT*/"), std::string(assets::pageJs())},
                                     std::pair{std::string_view("/*DATA*/"), forScript(data)}})
        if (const auto at = page.find(mark); at != page.npos)
            page.replace(at, mark.size(), text);
    return page;
}

}  // namespace conformance
