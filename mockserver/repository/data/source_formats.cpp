// What files of each format hold: the part of SourceReader that knows MOF, XML and JSON.
#include <algorithm>
#include <utility>
#include <variant>

#include "mockserver/repository/data/mof_includes.h"
#include "mockserver/repository/data/recorded_items.h"
#include "mockserver/repository/data/repository_schema.h"
#include "mockserver/repository/data/source_reader.h"
#include "mockserver/scenario/json_places.h"
#include "wsman/cim/mof_reader.h"
#include "wsman/xml/document.h"

namespace mockserver::repository {

namespace cim = wsman::cim;
using nlohmann::json;

namespace {

constexpr cim::MofLimits kMofLimits{.maxBytes = 64U << 20U, .maxItems = 10'000'000};
constexpr std::size_t kMaxXmlBytes = 64U << 20U;

}  // namespace

void SourceReader::readMof(std::string_view text, const Origin& origin, Kind kind, std::size_t depth) {
    const auto own = std::make_shared<std::string>(text);
    const auto includes = takeIncludes(*own);
    auto include = includes.begin();
    cim::MofReader reader(
        *own,
        [this](std::string_view name) {
            auto found = schema_.find(name);
            for (auto other = others_.begin(); !found && other != others_.end(); ++other) {
                found = other->second->find(name);
            }
            return found;
        },
        kMofLimits);
    for (;;) {
        Origin here{origin.file, origin.pointer, own, reader.position()};
        for (; include != includes.end() && include->due <= reader.position(); ++include) {
            const auto name = includedName(origin.file, include->name);
            if (!included_.contains(name)) {
                readFile(name, {origin.file, origin.pointer, own, include->offset}, kind, depth + 1);
            }
        }
        auto next = reader.next();
        if (!next) {
            return errorAt("found MOF that cannot be read: " + next.error().message, here, next.error().where);
        }
        if (!*next) {
            return;
        }
        if (auto* declaration = std::get_if<cim::Class>(&**next)) {
            addClass(std::move(*declaration), here);
        } else if (auto* instance = std::get_if<cim::InstanceDecl>(&**next)) {
            waiting_.push_back({std::move(instance->instance), std::move(here)});
        }
    }
}

void SourceReader::readXml(std::string text, const Origin& origin) {
    wsman::xml::Limits limits;
    limits.maxBytes = kMaxXmlBytes;
    const auto document = wsman::xml::Document::parse(std::move(text), limits);
    auto items = document ? readRecorded(document->root()) : tl::unexpected(document.error());
    if (!items) {
        return errorAt("found XML that cannot be taken: " + items.error().text(), origin,
                       document ? "" : document.error().where);
    }
    for (auto& declaration : superclassesFirst(std::move(items->classes))) {
        settleInherited(schema_, declaration);
        if (!schema_.find(declaration.name)) {
            addClass(std::move(declaration), origin);
        }
    }
    for (auto& instance : items->instances) {
        instance.nameSpace.clear();  // what was recorded is of the namespace that names it
        waiting_.push_back({std::move(instance), origin});
    }
}

void SourceReader::readJsonFile(std::string text, const Origin& origin, Kind kind) {
    const auto own = std::make_shared<const std::string>(std::move(text));
    Origin here{origin.file, origin.pointer, own};
    json value;
    try {
        value = json::parse(*own, nullptr, true, true);
    } catch (const json::parse_error& parse) {
        here.offset = parse.byte == 0 ? 0 : parse.byte - 1;
        return error("found no JSON here", here);
    } catch (const json::exception&) {
        return error("found a number that JSON cannot hold", origin);
    }
    std::vector<std::string> pointers;
    for (std::size_t i = 0; value.is_array() && i < value.size(); ++i) {
        pointers.push_back("/" + std::to_string(i));
    }
    const auto scan = scanJson(*own, pointers);
    if (scan.tooDeep) {
        here.offset = scan.deepOffset;
        return error("found values nested too deep", here);
    }
    for (const auto& repeated : scan.repeated) {
        here.offset = repeated.offset;
        error("found a member of that name again, expected it once", here);
    }
    auto breaches = entryBreaches(value, kind == Kind::kClasses ? "classes" : "instances");
    if (!breaches.empty()) {
        breaches.resize(std::min(breaches.size(), kMaxDiagnostics));
        placeIn(*own, files_.displayName(origin.file), breaches);
        diagnostics_.insert(diagnostics_.end(), breaches.begin(), breaches.end());
        return;
    }
    here.offset = std::min(own->find('{'), own->size());
    if (value.is_object()) {
        return readJson(value, here, kind);
    }
    for (std::size_t i = 0; i < value.size(); ++i) {
        const auto found = scan.offsets.find(pointers[i]);
        here.offset = found == scan.offsets.end() ? 0 : found->second;
        here.inner = pointers[i];
        readJson(value[i], here, kind);
    }
}

}  // namespace mockserver::repository
