#include "conformance/report/waiver_file.h"

#include "conformance/report/assets.h"

namespace conformance {

namespace {

const mockserver::JsonSchema& schema() {
    static const mockserver::JsonSchema kSchema(assets::waiversSchema());
    return kSchema;
}

tl::expected<std::vector<Waiver>, InputProblems> waiversOf(const JsonInput& input) {
    std::vector<Waiver> waivers;
    InputProblems problems;
    for (std::size_t i = 0; i < input.value.size(); ++i) {
        const auto& object = input.value[i];
        Waiver waiver{object.value("id", ""), object.value("reason", ""), object.value("issue", ""),
                      object.value("expires", ""), input.placeOf("/" + std::to_string(i))};
        if (!waiver.expires.empty() && !isDay(waiver.expires))
            problems.push_back(input.placeOf("/" + std::to_string(i) + "/expires") + ": found \"" + waiver.expires +
                               "\", expected a day as YYYY-MM-DD");
        waivers.push_back(std::move(waiver));
    }
    if (!problems.empty())
        return tl::unexpected(std::move(problems));
    return waivers;
}

}  // namespace

tl::expected<std::vector<Waiver>, InputProblems> readWaivers(const std::string& file) {
    return readJsonFile(file, schema()).and_then(waiversOf);
}

tl::expected<std::vector<Waiver>, InputProblems> parseWaivers(const std::string& text, const std::string& file) {
    return readJson(text, file, schema()).and_then(waiversOf);
}

}  // namespace conformance
