#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "mockserver/endpoint/exchange.h"
#include "mockserver/scenario/xpath.h"
#include "wsman/error.h"
#include "wsman/soap/message.h"

namespace mockserver {

/// What placeholders are filled from. References must outlive the rendering.
struct TemplateInput {
    const wsman::soap::Message& request;
    const HttpHeaders& headers;
    std::string_view user{};
    std::string messageId{};
    std::string context{};       ///< of the request, or issued for this reply
    std::string freshContext{};  ///< of `{{context new}}`
    std::chrono::system_clock::time_point now{};
    std::function<std::string()> newUuid{};  ///< "XXXXXXXX-...", without "uuid:"
};

/// Text with `{{...}}` placeholders (docs/scenario-format.md), compiled once. Immutable, cheap to copy,
/// thread-safe.
class Template {
public:
    /// Errors: kInvalidValue or kNotFound; `where` is "line:column" within `text`.
    static wsman::Result<Template> compile(std::string_view text, const NamespaceMap& namespaces);

    enum class Escape { kXml, kNone };
    /// Appends the text with its placeholders filled, their values escaped for XML content and attributes or not.
    void render(const TemplateInput& input, Escape escape, std::string& out) const;

    /// The text with each placeholder replaced by as many 'x' as it is long, so that what is said about places in the
    /// sample holds for the template.
    [[nodiscard]] std::string sample() const;
    /// True when it holds `{{context}}`.
    [[nodiscard]] bool usesContext() const { return usesContext_; }
    /// True when it holds `{{context new}}`.
    [[nodiscard]] bool usesFreshContext() const { return usesFreshContext_; }

private:
    enum class Kind {
        kText,
        kMessageId,
        kRelatesTo,
        kTo,
        kRequestTo,
        kRequestAction,
        kRequestResourceUri,
        kRequestUser,
        kSelector,
        kOption,
        kHeader,
        kXPath,
        kUuid,
        kNow,
        kContext,
        kFreshContext,
    };
    struct Part {
        Kind kind = Kind::kText;
        std::string text{};      ///< literal text, or the first argument
        std::string fallback{};  ///< the second argument
        XPath xpath{};
        std::chrono::microseconds offset{0};
        std::size_t length = 0;  ///< of the placeholder in the source
    };
    class Compiler;
    static std::string value(const Part& part, const TemplateInput& input);

    std::shared_ptr<const std::vector<Part>> parts_ = std::make_shared<const std::vector<Part>>();
    bool usesContext_ = false;
    bool usesFreshContext_ = false;
};

/// `time` in UTC as "iso" or "cim" (DSP0004 datetime), or by a strftime format.
std::string formatTime(std::chrono::system_clock::time_point time, const std::string& format);

}  // namespace mockserver
