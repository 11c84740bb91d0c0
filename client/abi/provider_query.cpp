#include "client/abi/provider_query.h"

#include <algorithm>
#include <cctype>
#include <memory>
#include <utility>

#include "client/abi/handle_table.h"
#include "client/abi/instance.h"
#include "wsman/cim/instance.h"

namespace client::abi {

namespace {

using wsman::cim::sameName;

// Words between white space and commas.
std::vector<std::string> wordsOf(std::string_view text) {
    std::vector<std::string> words(1);
    for (const char c : text) {
        if (std::isspace(static_cast<unsigned char>(c)) == 0 && c != ',') {
            words.back() += c;
        } else if (!words.back().empty()) {
            words.emplace_back();
        }
    }
    if (words.back().empty()) {
        words.pop_back();
    }
    return words;
}

const ProviderQuery* queryOf(const MI_Filter* self) {
    // NOLINTNEXTLINE(performance-no-int-to-ptr): the reserved fields of mi.h are integers
    return self && self->ft == &kFilterFT ? reinterpret_cast<const ProviderQuery*>(self->reserved[0]) : nullptr;
}

MI_Result MI_CALL evaluate(const MI_Filter* self, const MI_Instance* instance, MI_Boolean* result) {
    put(result, MI_FALSE);
    const auto* query = queryOf(self);
    if (!query || !instance || !result) {
        return MI_RESULT_INVALID_PARAMETER;
    }
    if (query->hasCondition) {
        return MI_RESULT_NOT_SUPPORTED;
    }
    *result = MI_TRUE;
    return MI_RESULT_OK;
}

MI_Result MI_CALL getExpression(const MI_Filter* self, const MI_Char** language, const MI_Char** text) {
    const auto* query = queryOf(self);
    if (!query || !language || !text) {
        return MI_RESULT_INVALID_PARAMETER;
    }
    *language = query->language.c_str();
    *text = query->text.c_str();
    return MI_RESULT_OK;
}

using Names = std::vector<std::string>;

Names* namesOf(const MI_PropertySet* self) {
    // NOLINTNEXTLINE(performance-no-int-to-ptr): the reserved fields of mi.h are integers
    return self && self->ft == &kPropertySetFT ? reinterpret_cast<Names*>(self->reserved[0]) : nullptr;
}

bool contains(const Names& names, const MI_Char* name) {
    return std::any_of(names.begin(), names.end(), [name](const std::string& one) { return sameName(one, name); });
}

MI_Result MI_CALL getElementCount(const MI_PropertySet* self, MI_Uint32* count) {
    const auto* names = namesOf(self);
    if (!names || !count) {
        return MI_RESULT_INVALID_PARAMETER;
    }
    *count = static_cast<MI_Uint32>(names->size());
    return MI_RESULT_OK;
}

MI_Result MI_CALL containsElement(const MI_PropertySet* self, const MI_Char* name, MI_Boolean* flag) {
    const auto* names = namesOf(self);
    if (!names || !name || !flag) {
        return MI_RESULT_INVALID_PARAMETER;
    }
    *flag = contains(*names, name) ? MI_TRUE : MI_FALSE;
    return MI_RESULT_OK;
}

MI_Result MI_CALL addElement(MI_PropertySet* self, const MI_Char* name) {
    auto* names = namesOf(self);
    if (!names || !name || !isElementName(name)) {
        return MI_RESULT_INVALID_PARAMETER;
    }
    if (contains(*names, name)) {
        return MI_RESULT_ALREADY_EXISTS;
    }
    return guarded([&] {
        names->emplace_back(name);
        return MI_RESULT_OK;
    });
}

MI_Result MI_CALL getElementAt(const MI_PropertySet* self, MI_Uint32 index, const MI_Char** name) {
    const auto* names = namesOf(self);
    if (!names || !name) {
        return MI_RESULT_INVALID_PARAMETER;
    }
    if (index >= names->size()) {
        return MI_RESULT_NOT_FOUND;
    }
    *name = (*names)[index].c_str();
    return MI_RESULT_OK;
}

MI_Result MI_CALL clear(MI_PropertySet* self) {
    auto* names = namesOf(self);
    if (!names) {
        return MI_RESULT_INVALID_PARAMETER;
    }
    names->clear();
    return MI_RESULT_OK;
}

MI_Result MI_CALL destruct(MI_PropertySet* self) {
    const auto* names = namesOf(self);
    if (!names) {
        return MI_RESULT_INVALID_PARAMETER;
    }
    delete names;
    *self = MI_PropertySet{};
    return MI_RESULT_OK;
}

MI_Result MI_CALL deleteSet(MI_PropertySet* self) {
    const MI_Result result = destruct(self);
    if (result == MI_RESULT_OK) {
        delete self;
    }
    return result;
}

MI_Result MI_CALL clone(const MI_PropertySet* self, MI_PropertySet** made) {
    put(made, nullptr);
    const auto* names = namesOf(self);
    if (!names || !made) {
        return MI_RESULT_INVALID_PARAMETER;
    }
    return guarded([&] {
        *made = newPropertySet(*names);
        return MI_RESULT_OK;
    });
}

}  // namespace

const MI_FilterFT kFilterFT = {evaluate, getExpression};
const MI_PropertySetFT kPropertySetFT = {getElementCount, containsElement, addElement, getElementAt,
                                         clear,           destruct,        deleteSet,  clone};

ProviderQuery readQuery(std::string_view language, std::string_view text) {
    ProviderQuery query{std::string(language.empty() ? "WQL" : language), std::string(text)};
    const auto words = wordsOf(text);
    const auto from =
        std::find_if(words.begin(), words.end(), [](const std::string& word) { return sameName(word, "from"); });
    if (from == words.end() || std::next(from) == words.end()) {
        return query;
    }
    query.className = *std::next(from);
    query.hasCondition = std::distance(from, words.end()) > 2;
    if (words.front() != *from) {
        query.properties.assign(std::next(words.begin()), from);
        std::erase(query.properties, "*");
    }
    return query;
}

ProviderFilter::ProviderFilter(ProviderQuery query) : query_(std::move(query)) {
    handle_.ft = &kFilterFT;
    handle_.reserved[0] = reinterpret_cast<ptrdiff_t>(&query_);
}

MI_PropertySet* newPropertySet(const std::vector<std::string>& names) {
    auto set = std::make_unique<MI_PropertySet>();
    set->ft = &kPropertySetFT;
    set->reserved[0] = reinterpret_cast<ptrdiff_t>(std::make_unique<Names>(names).release());
    return set.release();
}

}  // namespace client::abi
