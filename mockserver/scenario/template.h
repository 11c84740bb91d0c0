#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "mockserver/endpoint/exchange.h"
#include "mockserver/scenario/xpath.h"
#include "wsman/error.h"
#include "wsman/soap/message.h"

namespace mockserver {

namespace ast {
struct Node;
}

/// What placeholders are filled from. References must outlive the rendering.
struct TemplateInput {
    const wsman::soap::Message& request;
    const HttpHeaders& headers;
    std::string_view user{};
    std::string messageId{};
    std::string context{};       ///< of the request, or issued for this reply
    std::string freshContext{};  ///< of `{{context new}}`
    std::chrono::system_clock::time_point now{};
    std::function<std::string()> newUuid{};                         ///< "XXXXXXXX-...", without "uuid:"
    const nlohmann::json* data = nullptr;                           ///< the scenario's; nullptr: none
    const nlohmann::json* host = nullptr;                           ///< the endpoint's; nullptr: none
    const std::map<std::string, std::string>* variables = nullptr;  ///< of `{{variable}}`; nullptr: none
    /// How often the counter of that name has been asked for in this session, this time included. Absent: always 1.
    std::function<std::uint64_t(const std::string& name)> count{};
    std::function<std::uint64_t()> random{};  ///< 64 random bits. Absent: zeros.
};

/// Text with `{{...}}` placeholders and blocks (docs/scenario-format.md), compiled once. Immutable, cheap to copy,
/// thread-safe.
class Template {
public:
    /// Bounds on one rendering.
    static constexpr std::size_t kMaxIterations = 1'000'000;    ///< of all its loops together
    static constexpr std::size_t kMaxOutputBytes = 64U << 20U;  ///< of what it writes

    /// `data` is what `data.NAME` is checked against; nullptr: not at all. Errors: kInvalidValue or kNotFound; `where`
    /// is "line:column" within `text`.
    static wsman::Result<Template> compile(std::string_view text, const NamespaceMap& namespaces,
                                           const nlohmann::json* data = nullptr);

    enum class Escape { kXml, kNone };
    /// Appends the text with its placeholders filled, their values escaped for XML content and attributes or not.
    /// Errors: kLimitExceeded for one of the bounds above.
    wsman::Result<void> render(const TemplateInput& input, Escape escape, std::string& out) const;

    /// The text with each placeholder replaced by as many 'x' as it is long and each tag of a block by as many spaces,
    /// so that what is said about places in the sample holds for the template. Of an `{{else}}`, one side is left.
    [[nodiscard]] std::string sample(bool otherwise = false) const;
    /// True when sample(true) is another text than sample(false).
    [[nodiscard]] bool hasConditions() const { return hasConditions_; }
    /// True when it holds `{{context}}`.
    [[nodiscard]] bool usesContext() const { return usesContext_; }
    /// True when it holds `{{context new}}`.
    [[nodiscard]] bool usesFreshContext() const { return usesFreshContext_; }

private:
    friend class TemplateCompiler;

    std::shared_ptr<const std::vector<ast::Node>> nodes_;
    bool hasConditions_ = false;
    bool usesContext_ = false;
    bool usesFreshContext_ = false;
};

/// `time` in UTC as "iso" or "cim" (DSP0004 datetime), or by a strftime format.
std::string formatTime(std::chrono::system_clock::time_point time, const std::string& format);

/// A time as xs:dateTime or CIM datetime writes it; what has no zone is UTC. Errors: kInvalidValue.
wsman::Result<std::chrono::system_clock::time_point> parseTime(std::string_view text);

}  // namespace mockserver
