#include "mockserver/repository/data/mof_includes.h"

#include <filesystem>
#include <string_view>
#include <utility>

#include "wsman/cim/class.h"
#include "wsman/cim/mof_lexer.h"

namespace mockserver::repository {

namespace cim = wsman::cim;
using cim::MofToken;
using cim::MofTokenKind;

namespace {

/// The tokens of a text; what is none ends them.
class Tokens {
public:
    explicit Tokens(std::string_view text) : lexer_(text) { advance(); }

    void advance() {
        auto next = lexer_.next();
        token_ = next ? std::move(*next) : MofToken{};
    }
    [[nodiscard]] const MofToken& now() const { return token_; }
    [[nodiscard]] bool isEnd() const { return token_.kind == MofTokenKind::kEnd; }
    [[nodiscard]] bool isSymbol(std::string_view symbol) const {
        return token_.kind == MofTokenKind::kSymbol && token_.text == symbol;
    }

private:
    cim::MofLexer lexer_;
    MofToken token_;
};

/// After "#pragma": the include that it is, and `end` after it; a name that is empty for any other pragma.
std::string includeOf(Tokens& tokens, std::size_t& end) {
    const bool isInclude = tokens.now().kind == MofTokenKind::kName && cim::sameName(tokens.now().text, "include");
    tokens.advance();
    if (!tokens.isSymbol("(")) {
        return {};
    }
    tokens.advance();
    std::string name = isInclude && tokens.now().kind == MofTokenKind::kString ? tokens.now().text : std::string();
    while (!tokens.isEnd() && !tokens.isSymbol(")") && !tokens.isSymbol(";")) {
        tokens.advance();
    }
    if (!tokens.isSymbol(")")) {
        return {};
    }
    end = tokens.now().offset + 1;
    tokens.advance();
    return name;
}

}  // namespace

std::vector<MofInclude> takeIncludes(std::string& text) {
    std::vector<MofInclude> out;
    std::vector<std::size_t> ends;
    std::size_t due = 0;
    std::size_t depth = 0;
    bool between = true;
    for (Tokens tokens(text); !tokens.isEnd();) {
        const auto offset = tokens.now().offset;
        if (tokens.now().kind == MofTokenKind::kPragma && between) {
            tokens.advance();
            std::size_t end = 0;
            if (auto name = includeOf(tokens, end); !name.empty()) {
                out.push_back({std::move(name), offset, due});
                ends.push_back(end);
            }
            continue;
        }
        if (tokens.isSymbol("{")) {
            ++depth;
        } else if (tokens.isSymbol("}") && depth > 0) {
            --depth;
        }
        between = depth == 0 && tokens.isSymbol(";");
        due = offset + 1;
        tokens.advance();
    }
    for (std::size_t i = 0; i < out.size(); ++i) {
        for (std::size_t at = out[i].offset; at < ends[i]; ++at) {
            text[at] = text[at] == '\n' ? '\n' : ' ';
        }
    }
    return out;
}

std::string includedName(const std::string& file, const std::string& name) {
    return (std::filesystem::path(file).parent_path() / name).lexically_normal().generic_string();
}

}  // namespace mockserver::repository
