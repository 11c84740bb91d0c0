#include "mockserver/scenario/json_places.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>
#include <unordered_set>

namespace mockserver {
namespace {

class Scanner {
public:
    Scanner(std::string_view text, const std::vector<std::string>& wanted)
        : text_(text), wanted_(wanted.begin(), wanted.end()) {}

    JsonScan run() {
        note(0);
        bool keyIsNext = false;
        while (skipBlank(), at_ < text_.size() && !scan_.tooDeep) {
            const char c = text_[at_];
            if (c == '{' || c == '[') {
                open(c == '[');
                keyIsNext = c == '{';
            } else if (c == '}' || c == ']') {
                ++at_;
                close();
                keyIsNext = false;
            } else if (c == ',') {
                ++at_;
                keyIsNext = !levels_.empty() && !levels_.back().array;
                if (!levels_.empty() && levels_.back().array) {
                    element(levels_.back().index + 1);
                }
            } else if (c == ':') {
                ++at_;
                keyIsNext = false;
            } else if (c == '"') {
                const std::size_t begin = at_;
                skipString();
                if (keyIsNext && !levels_.empty()) {
                    key(begin);
                    keyIsNext = false;
                }
            } else {
                ++at_;  // a number or a word
            }
        }
        return std::move(scan_);
    }

private:
    struct Level {
        bool array;
        std::size_t index = 0;
        std::size_t pathLength;  ///< of path_ without the member or element at hand
        std::unordered_set<std::string> keys{};
    };

    void skipBlank() {
        while (at_ < text_.size()) {
            const char c = text_[at_];
            if (c == ' ' || c == '\t' || c == '\n' || c == '\r') {
                ++at_;
            } else if (text_.substr(at_, 2) == "//") {
                at_ = std::min(text_.find('\n', at_), text_.size());
            } else if (text_.substr(at_, 2) == "/*") {
                const std::size_t end = text_.find("*/", at_ + 2);
                at_ = end == text_.npos ? text_.size() : end + 2;
            } else {
                return;
            }
        }
    }

    void skipString() {
        for (++at_; at_ < text_.size() && text_[at_] != '"'; ++at_) {
            if (text_[at_] == '\\') {
                ++at_;
            }
        }
        at_ = std::min(at_ + 1, text_.size());
    }

    void note(std::size_t offset) {
        if (wanted_.contains(path_)) {
            scan_.offsets.emplace(path_, offset);
        }
    }

    void open(bool array) {
        if (levels_.size() == JsonScan::kMaxDepth) {
            scan_.tooDeep = true;
            scan_.deepOffset = at_;
            return;
        }
        ++at_;
        levels_.push_back({array, 0, path_.size()});
        if (array) {
            element(0);
        }
    }

    void element(std::size_t index) {
        Level& level = levels_.back();
        level.index = index;
        path_.resize(level.pathLength);
        path_ += '/' + std::to_string(index);
        skipBlank();
        note(at_);
    }

    void key(std::size_t begin) {
        Level& level = levels_.back();
        const std::string_view literal = text_.substr(begin, at_ - begin);
        std::string name;
        if (literal.find('\\') == literal.npos) {
            name = literal.substr(1, literal.size() - 2);
        } else if (const auto decoded = nlohmann::json::parse(literal, nullptr, false); decoded.is_string()) {
            name = decoded.get<std::string>();
        }
        path_.resize(level.pathLength);
        path_ += '/' + pointerToken(name);
        note(begin);
        if (!level.keys.insert(std::move(name)).second) {
            scan_.repeated.push_back({path_, begin});
        }
    }

    void close() {
        if (!levels_.empty()) {
            path_.resize(levels_.back().pathLength);
            levels_.pop_back();
        }
    }

    std::string_view text_;
    std::set<std::string> wanted_;
    std::size_t at_ = 0;
    std::string path_;
    std::vector<Level> levels_;
    JsonScan scan_;
};

}  // namespace

Place placeOf(std::string_view text, std::size_t offset) {
    const std::string_view before = text.substr(0, std::min(offset, text.size()));
    const std::size_t lineStart = before.rfind('\n') == before.npos ? 0 : before.rfind('\n') + 1;
    const auto isFirstByte = [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; };
    const std::string_view line = before.substr(lineStart);
    return {1 + static_cast<std::size_t>(std::count(before.begin(), before.end(), '\n')),
            1 + static_cast<std::size_t>(std::count_if(line.begin(), line.end(), isFirstByte))};
}

JsonScan scanJson(std::string_view text, const std::vector<std::string>& wanted) {
    return Scanner(text, wanted).run();
}

std::string pointerToken(std::string_view name) {
    std::string out;
    out.reserve(name.size());
    for (const char c : name) {
        if (c == '~') {
            out += "~0";
        } else if (c == '/') {
            out += "~1";
        } else {
            out += c;
        }
    }
    return out;
}

}  // namespace mockserver
