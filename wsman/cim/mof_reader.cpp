#include "wsman/cim/mof_reader.h"

#include <utility>

#include "wsman/cim/mof_parser.h"
#include "wsman/cim/mof_path.h"

namespace wsman::cim {

namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
/// A chain of superclasses that is longer goes in a circle, or might as well.
constexpr std::size_t kMaxSuperClasses = 64;
/// A string counts as one more item for so many bytes.
constexpr std::size_t kBytesOfItem = 64;

std::size_t weightOf(const Scalar& scalar) {
    const auto* text = std::get_if<std::string>(&scalar);
    return 1 + (text ? text->size() / kBytesOfItem : 0);
}

}  // namespace

const MofClass* MofContext::find(std::string_view name) {
    const auto found = classes.find(foldName(name));
    if (found != classes.end()) {
        return found->second.declaration ? &found->second : nullptr;
    }
    auto given = lookup ? lookup(name) : nullptr;
    if (!given) {
        classes.emplace(foldName(name), MofClass{});
        return nullptr;
    }
    auto& entry = classes[foldName(name)];
    for (const PropertyDecl& property : given->properties) {
        entry.properties.emplace(foldName(property.name), &property);
    }
    entry.declaration = std::move(given);
    return &entry;
}

void MofContext::declare(std::shared_ptr<const Class> declaration) {
    MofClass entry;
    for (const PropertyDecl& property : declaration->properties) {
        entry.properties.emplace(foldName(property.name), &property);
    }
    entry.declaration = std::move(declaration);
    const std::string name = foldName(entry.declaration->name);
    classes.insert_or_assign(name, std::move(entry));
}

MofContext::Found MofContext::property(std::string_view className, std::string_view name) {
    const std::string folded = foldName(name);
    std::string next(className);
    for (std::size_t i = 0; i < kMaxSuperClasses; ++i) {
        const MofClass* entry = find(next);
        if (!entry) {
            return {};
        }
        if (const auto found = entry->properties.find(folded); found != entry->properties.end()) {
            return {found->second, true};
        }
        if (entry->declaration->superClass.empty()) {
            return {nullptr, true};
        }
        next = entry->declaration->superClass;
    }
    return {};
}

bool MofContext::take(const Instance& instance, std::size_t depthLeft, std::size_t pathDepth) {
    if (depthLeft == 0 || pathDepth > kMaxPathNesting) {
        return false;
    }
    const auto takeScalar = [&](const Scalar& scalar) {
        const std::size_t weight = weightOf(scalar);
        if (weight > itemsLeft) {
            return false;
        }
        itemsLeft -= weight;
        if (const auto* reference = std::get_if<Reference>(&scalar)) {
            return !reference->target || take(*reference->target, depthLeft, pathDepth + 1);
        }
        const auto* embedded = std::get_if<Embedded>(&scalar);
        return !embedded || !embedded->instance || take(*embedded->instance, depthLeft - 1);
    };
    for (const Property& property : instance.properties) {
        if (itemsLeft == 0) {
            return false;
        }
        --itemsLeft;
        if (property.value.scalar && !takeScalar(*property.value.scalar)) {
            return false;
        }
        if (property.value.elements) {
            for (const Scalar& element : *property.value.elements) {
                if (!takeScalar(element)) {
                    return false;
                }
            }
        }
    }
    return true;
}

MofReader::MofReader(std::string_view text, ClassLookup lookup, const MofLimits& limits)
    : context_(std::make_unique<MofContext>()) {
    context_->lookup = std::move(lookup);
    context_->limits = limits;
    context_->itemsLeft = limits.maxItems;
    const std::size_t start = text.starts_with(kByteOrderMark) ? kByteOrderMark.size() : 0;
    parser_ = std::make_unique<MofParser>(text, start, *context_);
}

MofReader::MofReader(MofReader&&) noexcept = default;
MofReader& MofReader::operator=(MofReader&&) noexcept = default;
MofReader::~MofReader() = default;

Result<std::optional<MofDeclaration>> MofReader::next() {
    return parser_->next();
}

std::size_t MofReader::position() const {
    return parser_->position();
}

Result<std::vector<MofDeclaration>> readMof(std::string_view text, ClassLookup lookup, const MofLimits& limits) {
    MofReader reader(text, std::move(lookup), limits);
    std::vector<MofDeclaration> out;
    for (;;) {
        auto next = reader.next();
        if (!next) {
            return tl::unexpected(std::move(next.error()));
        }
        if (!*next) {
            return out;
        }
        out.push_back(std::move(**next));
    }
}

}  // namespace wsman::cim
