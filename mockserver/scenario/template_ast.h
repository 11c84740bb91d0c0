// What a template is compiled into: text, values, blocks. Only the template's own sources include this.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "mockserver/scenario/xpath.h"

namespace mockserver::ast {

enum class Function : std::uint8_t {
    kMessageId,
    kRelatesTo,
    kTo,
    kRequestTo,
    kRequestAction,
    kRequestResourceUri,
    kRequestUser,
    kRequestSelectors,
    kRequestOptions,
    kSelector,
    kOption,
    kHeader,
    kXPath,
    kUuid,
    kNow,
    kDate,
    kContext,
    kFreshContext,
    kCounter,
    kRandom,
    kPick,
    kVariable,
    kAdd,
    kSubtract,
    kMultiply,
    kEqual,
    kNotEqual,
    kLess,
    kGreater,
    kNot,
    kAnd,
    kOr,
};

struct Expression {
    enum class Kind : std::uint8_t { kLiteral, kPath, kCall } kind = Kind::kLiteral;
    Function function{};
    std::string text{};               ///< a literal
    std::vector<std::string> path{};  ///< "data" or a block's name, then the members
    std::vector<Expression> arguments{};
    XPath xpath{};                        ///< kXPath
    std::chrono::microseconds offset{0};  ///< kNow, kDate: the last argument
};

struct Node {
    enum class Kind : std::uint8_t { kText, kValue, kEach, kRepeat, kIf } kind = Kind::kText;
    std::string text{};  ///< kText
    Expression value{};  ///< what to write, to go through, how often, or the condition
    std::string name{};  ///< kEach, kRepeat: what the item is called
    std::vector<Node> body{};
    std::vector<Node> otherwise{};
    // The tags as they were written, so that a sample keeps every place.
    std::string open{};
    std::string middle{};  ///< {{else}}, empty when there is none
    std::string close{};
};

}  // namespace mockserver::ast
