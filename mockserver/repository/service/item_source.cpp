#include "mockserver/repository/service/item_source.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "mockserver/repository/service/declarations.h"
#include "wsman/cim/xml_codec.h"
#include "wsman/uris.h"
#include "wsman/xml/writer.h"

namespace mockserver::repository {

namespace cim = wsman::cim;
namespace soap = wsman::soap;
using wsman::ops::EnumerationMode;

namespace {

/// Items that are not kept are looked at in such bundles before the clock is read.
constexpr unsigned kBetweenClocks = 1024;

bool isOver(ItemSource::Deadline deadline) {
    return deadline && std::chrono::steady_clock::now() >= *deadline;
}

void writeEpr(wsman::xml::Writer& writer, const soap::Epr& epr) {
    writer.start("a:EndpointReference");
    soap::writeEprContent(writer, epr);
    writer.end();
}

class InstanceItems final : public ItemSource {
public:
    InstanceItems(const ServiceParts& parts, const Call& call, InstanceStream stream, InstanceTest keep, ItemForm form,
                  std::optional<std::uint64_t> estimate)
        : stream_(std::move(stream)),
          keep_(std::move(keep)),
          form_(std::move(form)),
          resource_(call.resource),
          address_(call.address()),
          xsiTypes_(parts.profile.xsiTypes),
          estimate_(estimate) {}

    Next next(std::string& markup, Deadline deadline) override {
        for (unsigned passed = 1;; ++passed) {
            const auto instance = stream_();
            if (!instance) {
                return Next::kEnd;
            }
            if (!keep_ || keep_(*instance)) {
                write(*instance, markup);
                return Next::kItem;
            }
            if (passed % kBetweenClocks == 0 && isOver(deadline)) {
                return Next::kLater;
            }
        }
    }
    [[nodiscard]] std::optional<std::uint64_t> estimate() const override { return estimate_; }

private:
    void write(const cim::Instance& instance, std::string& markup) const {
        wsman::xml::Writer writer(markup);
        if (form_.mode == EnumerationMode::kEpr) {
            writeEpr(writer, eprOf(resource_, instance, address_));
            return;
        }
        const bool both = form_.mode == EnumerationMode::kObjectAndEpr;
        if (both) {
            writer.start("w:Item");
        }
        writeObject(writer, instance);
        if (both) {  // the object comes first (DSP0226 R8.7-2)
            writeEpr(writer, eprOf(resource_, instance, address_));
            writer.end();
        }
    }

    void writeObject(wsman::xml::Writer& writer, const cim::Instance& instance) const {
        const cim::WriteOptions options{.xsiType = xsiTypes_};
        cim::Instance shown;
        if (form_.project) {
            shown = form_.project(instance);
        } else if (form_.base) {
            shown.className = form_.base->name;
            std::ranges::copy_if(instance.properties, std::back_inserter(shown.properties),
                                 [&](const auto& property) { return form_.base->property(property.name) != nullptr; });
        } else {
            shown = instance;
        }
        shown.resourceUri = uriOf(resource_, shown.className);
        if (!form_.project) {
            cim::writeInstance(writer, shown, options);
            return;
        }
        // Of a fragment, the elements of the properties alone: its reader tells the class by their namespace.
        std::string whole;
        wsman::xml::Writer inner(whole);
        cim::writeInstance(inner, shown, options);
        const auto open = whole.find('>');
        const auto close = whole.rfind("</");
        writer.start("w:XmlFragment").declare("p", shown.resourceUri);
        if (close != std::string::npos && open < close) {
            writer.raw(std::string_view(whole).substr(open + 1, close - open - 1));
        }
        writer.end();
    }

    InstanceStream stream_;
    InstanceTest keep_;
    ItemForm form_;
    Resource resource_;
    std::string address_;
    bool xsiTypes_;
    std::optional<std::uint64_t> estimate_;
};

class FragmentItems final : public ItemSource {
public:
    FragmentItems(InstanceStream stream, FragmentOf fragment, std::optional<std::uint64_t> estimate)
        : stream_(std::move(stream)), fragment_(std::move(fragment)), estimate_(estimate) {}

    Next next(std::string& markup, Deadline deadline) override {
        for (unsigned passed = 1;; ++passed) {
            const auto instance = stream_();
            if (!instance) {
                return Next::kEnd;
            }
            const auto part = fragment_(*instance);
            if (!part.empty()) {
                wsman::xml::Writer(markup).start("w:XmlFragment").raw(part).end();
                return Next::kItem;
            }
            if (passed % kBetweenClocks == 0 && isOver(deadline)) {
                return Next::kLater;
            }
        }
    }
    [[nodiscard]] std::optional<std::uint64_t> estimate() const override { return estimate_; }

private:
    InstanceStream stream_;
    FragmentOf fragment_;
    std::optional<std::uint64_t> estimate_;
};

class ClassItems final : public ItemSource {
public:
    ClassItems(const Call& call, std::vector<ClassPtr> classes, EnumerationMode mode)
        : classes_(std::move(classes)),
          form_(DeclarationForm::of(call.header())),
          schema_(call.resource.schema),
          uri_(call.resource.uri),
          address_(call.address()),
          mode_(mode) {}

    Next next(std::string& markup, Deadline /*deadline*/) override {
        if (at_ == classes_.size()) {
            return Next::kEnd;
        }
        const auto& declaration = *classes_[at_++];
        wsman::xml::Writer writer(markup);
        const bool both = mode_ == EnumerationMode::kObjectAndEpr;
        if (both) {
            writer.start("w:Item");
        }
        if (mode_ != EnumerationMode::kEpr) {
            cim::writeClass(writer, form_.apply(*schema_, declaration));
        }
        if (mode_ != EnumerationMode::kObject) {
            soap::Epr epr{.address = address_, .resourceUri = uri_, .selectors = {}, .extraParameters = {}};
            epr.selectors.set(std::string(cim::kNameSpaceSelector), schema_->nameSpace());
            epr.selectors.set("ClassName", declaration.name);
            writeEpr(writer, epr);
        }
        if (both) {
            writer.end();
        }
        return Next::kItem;
    }
    [[nodiscard]] std::optional<std::uint64_t> estimate() const override { return classes_.size(); }

private:
    std::vector<ClassPtr> classes_;
    std::size_t at_ = 0;
    DeclarationForm form_;
    SchemaPtr schema_;
    std::string uri_;
    std::string address_;
    EnumerationMode mode_;
};

}  // namespace

std::unique_ptr<ItemSource> instanceItems(const ServiceParts& parts, const Call& call, InstanceStream stream,
                                          InstanceTest keep, ItemForm form, std::optional<std::uint64_t> estimate) {
    return std::make_unique<InstanceItems>(parts, call, std::move(stream), std::move(keep), std::move(form), estimate);
}

std::unique_ptr<ItemSource> fragmentItems(InstanceStream stream, FragmentOf fragment,
                                          std::optional<std::uint64_t> estimate) {
    return std::make_unique<FragmentItems>(std::move(stream), std::move(fragment), estimate);
}

std::unique_ptr<ItemSource> classItems(const Call& call, std::vector<ClassPtr> classes, EnumerationMode mode) {
    return std::make_unique<ClassItems>(call, std::move(classes), mode);
}

InstanceStream streamOf(std::vector<InstancePtr> instances) {
    return [instances = std::move(instances), at = std::size_t{0}]() mutable -> InstancePtr {
        return at < instances.size() ? instances[at++] : nullptr;
    };
}

InstanceStream streamOf(Cursor cursor) {
    return [cursor = std::move(cursor)]() mutable { return cursor.next(); };
}

}  // namespace mockserver::repository
