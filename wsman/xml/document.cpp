#include "wsman/xml/document.h"

#include <utility>

#include "wsman/xml/chars.h"
#include "wsman/xml/prescan.h"

namespace wsman::xml {

struct Document::Impl {
    std::string text;  // the tree points into it
    pugi::xml_document tree;
};

Document::Document(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Document::Document(Document&&) noexcept = default;
Document& Document::operator=(Document&&) noexcept = default;
Document::~Document() = default;

Result<Document> Document::parse(std::string utf8, const Limits& limits) {
    if (utf8.starts_with("\xEF\xBB\xBF")) {
        utf8.erase(0, 3);
    }
    if (auto checked = prescan(utf8, limits); !checked) {
        return tl::unexpected(std::move(checked.error()));
    }
    auto impl = std::make_unique<Impl>();
    impl->text = std::move(utf8);
    constexpr unsigned kFlags =
        pugi::parse_cdata | pugi::parse_escapes | pugi::parse_eol | pugi::parse_wconv_attribute | pugi::parse_ws_pcdata;
    const pugi::xml_parse_result result =
        impl->tree.load_buffer_inplace(impl->text.data(), impl->text.size(), kFlags, pugi::encoding_utf8);
    if (!result) {
        // Not to be expected after prescan; the text is already altered, so there is no line to name.
        return fail(ErrorCode::kMalformedXml, result.description(), "byte " + std::to_string(result.offset));
    }
    return Document(std::move(impl));
}

Node Document::root() const {
    return impl_ ? Node(impl_->tree.document_element()) : Node();
}

}  // namespace wsman::xml
