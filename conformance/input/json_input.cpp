#include "conformance/input/json_input.h"

#include <cerrno>
#include <cstring>
#include <fstream>
#include <sstream>

#include "mockserver/scenario/json_places.h"

namespace conformance {

using nlohmann::json;

namespace {

constexpr std::size_t kMostBytes = std::size_t{256} << 20U;

std::string at(const std::string& file, const std::string& text, std::size_t offset) {
    return file + ":" + std::to_string(mockserver::placeOf(text, offset).line);
}

/// The parser's words without its own prefix.
std::string wordsOf(const json::exception& error) {
    const std::string text = error.what();
    const auto end = text.find("] ");
    return end == text.npos ? text : text.substr(end + 2);
}

}  // namespace

std::string JsonInput::placeOf(const std::string& pointer) const {
    const auto scan = mockserver::scanJson(text, {pointer});
    const auto found = scan.offsets.find(pointer);
    return at(file, text, found == scan.offsets.end() ? 0 : found->second);
}

tl::expected<JsonInput, InputProblems> readJson(std::string text, const std::string& file,
                                                const mockserver::JsonSchema& schema) {
    JsonInput input{{}, std::move(text), file};
    const auto scanned = mockserver::scanJson(input.text);
    if (scanned.tooDeep)  // before the parser, which recurses
        return tl::unexpected(InputProblems{at(file, input.text, scanned.deepOffset) + ": nested too deep"});
    try {
        input.value = json::parse(input.text, nullptr, true, true);
    } catch (const json::parse_error& error) {
        return tl::unexpected(
            InputProblems{at(file, input.text, error.byte == 0 ? 0 : error.byte - 1) + ": " + wordsOf(error)});
    } catch (const json::exception& error) {
        return tl::unexpected(InputProblems{file + ": " + wordsOf(error)});
    }
    InputProblems problems;
    for (const auto& repeated : scanned.repeated)
        problems.push_back(at(file, input.text, repeated.offset) + ": " + repeated.pointer +
                           ": found a member of that name again, expected it once");
    for (const auto& finding : schema.check(input.value))
        problems.push_back(input.placeOf(finding.pointer) + ": " +
                           (finding.pointer.empty() ? "" : finding.pointer + ": ") + finding.message);
    if (!problems.empty())
        return tl::unexpected(std::move(problems));
    return input;
}

tl::expected<JsonInput, InputProblems> readJsonFile(const std::string& file, const mockserver::JsonSchema& schema) {
    errno = 0;
    std::ifstream in(file, std::ios::binary);
    std::ostringstream text;
    if (in.peek() != std::ifstream::traits_type::eof())
        text << in.rdbuf();
    if (!in.is_open() || in.bad() || (text.view().empty() && errno != 0))  // a folder opens, but has no text
        return tl::unexpected(
            InputProblems{file + ": cannot be read: " + (errno != 0 ? std::strerror(errno) : "unknown error")});
    if (text.view().size() > kMostBytes)
        return tl::unexpected(InputProblems{file + ": larger than 256 MiB"});
    return readJson(std::move(text).str(), file, schema);
}

}  // namespace conformance
