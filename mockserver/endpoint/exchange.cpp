#include "mockserver/endpoint/exchange.h"

#include <algorithm>

namespace mockserver {

namespace {

char lower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

std::string_view trim(std::string_view text) {
    const auto first = text.find_first_not_of(" \t");
    if (first == std::string_view::npos) {
        return {};
    }
    return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

}  // namespace

bool equalIgnoringCase(std::string_view a, std::string_view b) {
    return std::ranges::equal(a, b, [](char x, char y) { return lower(x) == lower(y); });
}

const std::string* HttpHeaders::find(std::string_view name) const {
    const auto it = std::ranges::find_if(fields_, [&](const Field& f) { return equalIgnoringCase(f.first, name); });
    return it == fields_.end() ? nullptr : &it->second;
}

std::string_view HttpHeaders::get(std::string_view name) const {
    const auto* value = find(name);
    return value ? std::string_view(*value) : std::string_view{};
}

std::vector<std::string_view> HttpHeaders::all(std::string_view name) const {
    std::vector<std::string_view> values;
    for (const auto& [key, value] : fields_) {
        if (equalIgnoringCase(key, name)) {
            values.emplace_back(value);
        }
    }
    return values;
}

bool HttpHeaders::hasToken(std::string_view name, std::string_view token) const {
    for (auto rest : all(name)) {
        while (!rest.empty()) {
            const auto comma = rest.find(',');
            if (equalIgnoringCase(trim(rest.substr(0, comma)), token)) {
                return true;
            }
            rest = comma == std::string_view::npos ? std::string_view{} : rest.substr(comma + 1);
        }
    }
    return false;
}

void HttpHeaders::set(std::string name, std::string value) {
    remove(name);
    add(std::move(name), std::move(value));
}

void HttpHeaders::remove(std::string_view name) {
    std::erase_if(fields_, [&](const Field& f) { return equalIgnoringCase(f.first, name); });
}

HttpReply plainTextReply(int status, const std::string& text) {
    return {.status = status, .headers = {{"Content-Type", "text/plain;charset=UTF-8"}}, .body = text + "\n"};
}

}  // namespace mockserver
