#include "mockserver/repository/data/snapshot.h"

#include <algorithm>
#include <optional>
#include <set>
#include <utility>

#include "mockserver/repository/data/infer_class.h"
#include "mockserver/repository/data/recorded_items.h"
#include "mockserver/repository/store/keys.h"
#include "mockserver/repository/store/system_classes.h"
#include "mockserver/scenario/reply_builder.h"
#include "wsman/cim/xml_codec.h"
#include "wsman/ops/enumeration.h"
#include "wsman/ops/transfer.h"
#include "wsman/soap/fault.h"
#include "wsman/uris.h"

namespace mockserver::repository {

namespace cim = wsman::cim;
namespace ops = wsman::ops;
namespace soap = wsman::soap;
namespace uri = wsman::uri;
using wsman::ErrorCode;
using wsman::fail;
using wsman::Result;

namespace {

constexpr std::uint64_t kBatch = 50;
constexpr std::uint64_t kMaxEnvelope = 500U << 10U;
// An endpoint may be broken, or mean harm: what it gives comes to an end.
constexpr std::size_t kMaxClasses = 50'000;
constexpr std::size_t kMaxSuperclasses = 64;
constexpr std::size_t kMaxEmptyReplies = 100;  // in a row

bool matchesGlob(std::string_view pattern, std::string_view name) {
    std::size_t p = 0;
    std::size_t n = 0;
    std::size_t star = std::string_view::npos;
    std::size_t from = 0;
    while (n < name.size()) {
        const bool same =
            p < pattern.size() && (pattern[p] == '?' || cim::sameName(pattern.substr(p, 1), name.substr(n, 1)));
        if (p < pattern.size() && pattern[p] == '*') {
            star = p++;
            from = n;
        } else if (same) {
            ++p;
            ++n;
        } else if (star != std::string_view::npos) {
            p = star + 1;
            n = ++from;
        } else {
            return false;
        }
    }
    return pattern.find_first_not_of('*', p) == std::string_view::npos;
}

/// Talks to the endpoint about one namespace.
class Walker {
public:
    Walker(proxy::Upstream& upstream, const SnapshotOptions& options, Repository& repository, std::string nameSpace)
        : upstream_(upstream),
          options_(options),
          repository_(repository),
          nameSpace_(std::move(nameSpace)),
          schema_(repository.addNamespace(nameSpace_)) {
        addSystemClasses(schema_);
        system_ = schema_.size();
    }

    Result<void> walk() {
        const bool patterns = std::ranges::any_of(
            options_.classes, [](const auto& name) { return name.find_first_of("*?") != std::string::npos; });
        std::set<std::string> names;
        if (patterns) {
            auto listed = list(std::string(uri::kCimXmlAll), {}, [&](RecordedItems items) {
                for (auto& declaration : items.classes) {
                    declarations_.emplace(cim::foldName(declaration.name), std::move(declaration));
                }
                return declarations_.size() < kMaxClasses;
            });
            if (!listed) {
                return listed;
            }
        }
        for (const auto& pattern : options_.classes) {
            if (pattern.find_first_of("*?") == std::string::npos) {
                names.insert(pattern);
            }
            for (const auto& [folded, declaration] : declarations_) {
                if (matchesGlob(pattern, declaration.name)) {
                    names.insert(declaration.name);
                }
            }
        }
        for (const auto& name : names) {
            if (auto done = declare(name); !done) {
                return done;
            }
        }
        for (const auto& name : names) {
            if (auto done = instancesOf(name); !done) {
                return done;
            }
        }
        return {};
    }

    [[nodiscard]] std::size_t found() const { return instances_ + schema_.size() - system_; }

private:
    void tell(const std::string& text) const {
        if (options_.progress) {
            options_.progress(text);
        }
    }

    [[nodiscard]] soap::Header header(const std::string& resourceUri) const {
        soap::Header out;
        out.to = upstream_.url();
        out.messageId = "uuid:" + randomUuid();
        out.replyTo = soap::Epr{std::string(uri::kAnonymous), {}, {}, {}};
        out.resourceUri = {resourceUri, true};
        out.maxEnvelopeSize = {kMaxEnvelope, {}};
        out.operationTimeout = {std::chrono::seconds(60), {}};
        out.selectors.emplace().set(std::string(cim::kNameSpaceSelector), nameSpace_);
        return out;
    }

    Result<soap::Message> ask(std::string body) {
        HttpRequest request{.method = "POST", .target = "/wsman", .path = "/wsman", .version = "HTTP/1.1"};
        request.headers.add("Content-Type", std::string(wsman::kContentTypeUtf8));
        request.body = std::move(body);
        request.connectionId = 1;
        const auto reply = upstream_.forward(request);
        if (!reply) {
            return tl::unexpected(reply.error());
        }
        if (reply->status == 401 || reply->status == 403) {
            return fail(ErrorCode::kIo, "the endpoint refused the user (HTTP " + std::to_string(reply->status) + ")");
        }
        auto message = soap::Message::parse(reply->body, wsman::xml::charsetOf(reply->headers.get("Content-Type")));
        if (!message) {
            return fail(ErrorCode::kIo,
                        "the endpoint answered HTTP " + std::to_string(reply->status) + " without a message");
        }
        return message;
    }

    /// True, having told about it, when the endpoint refused.
    bool isRefused(const soap::Message& message, const std::string& what) const {
        if (!message.isFault()) {
            return false;
        }
        const auto fault = soap::readFault(message);
        tell("left out: " + what + ": " + (fault ? std::string(fault->reason()) : std::string("a fault")));
        return true;
    }

    /// Enumerates to the end, or until `use` returns false; what the endpoint refuses ends it early.
    template <class Use>
    Result<void> list(const std::string& resourceUri, ops::Enumerate request, Use use) {
        request.optimize = true;
        request.maxElements = kBatch;
        auto reply = ask(ops::writeEnumerate(header(resourceUri), request));
        for (std::size_t empty = 0;;) {
            if (!reply) {
                return tl::unexpected(reply.error());
            }
            if (isRefused(*reply, resourceUri)) {
                return {};
            }
            const auto read = ops::readEnumerationReply(*reply);
            auto items = readRecorded(reply->envelope());
            if (!read || !items) {
                tell("left out: " + resourceUri + ": " + (read ? items.error().text() : read.error().text()));
                return {};
            }
            empty = items->classes.empty() && items->instances.empty() ? empty + 1 : 0;
            const bool more = use(std::move(*items));
            if (read->endOfSequence || !read->context || read->context->empty()) {
                return {};
            }
            if (empty > kMaxEmptyReplies) {
                tell("left out: " + resourceUri + ": the endpoint answers again and again without items");
            }
            if (!more || empty > kMaxEmptyReplies) {
                // It is over either way: whatever comes of it is no matter.
                (void)ask(ops::writeRelease(header(resourceUri), *read->context));
                return {};
            }
            ops::Pull pull{*read->context};
            pull.maxElements = kBatch;
            reply = ask(ops::writePull(header(resourceUri), pull));
        }
    }

    /// The endpoint's declaration, asked for once; nullptr when there is none that can be used.
    Result<const cim::Class*> declarationOf(const std::string& name) {
        if (const auto known = declarations_.find(cim::foldName(name)); known != declarations_.end()) {
            return &known->second;
        }
        auto request = header(std::string(uri::kCimXmlAll));
        request.selectors->set("ClassName", name);
        const auto reply = ask(ops::writeGet(request));
        if (!reply) {
            return tl::unexpected(reply.error());
        }
        auto read = cim::readClass(reply->isFault() ? wsman::xml::Node() : reply->payload());
        if (!read) {
            return nullptr;
        }
        if (!cim::sameName(read->name, name)) {
            tell("left out: the class " + name + ": the endpoint answers with " + read->name);
            return nullptr;
        }
        return &declarations_.emplace(cim::foldName(name), std::move(*read)).first->second;
    }

    /// The class with its superclasses, those first.
    Result<void> declare(const std::string& name) {
        std::vector<cim::Class> chain;
        std::set<std::string> seen;
        for (std::string at = name; !at.empty() && !schema_.find(at) && seen.insert(cim::foldName(at)).second;) {
            const auto declaration = declarationOf(at);
            if (!declaration) {
                return tl::unexpected(declaration.error());
            }
            if (*declaration == nullptr || chain.size() == kMaxSuperclasses) {
                break;
            }
            if (!isClassName((*declaration)->name)) {
                tell("left out: \"" + (*declaration)->name + "\", which is no name of a class");
                break;
            }
            chain.push_back(**declaration);
            at = chain.back().superClass;
        }
        while (!chain.empty()) {
            auto declaration = std::move(chain.back());
            chain.pop_back();
            settleInherited(schema_, declaration);
            if (auto added = schema_.add(std::move(declaration)); !added) {
                tell("left out: a class: " + added.error().message);
            }
        }
        return {};
    }

    Result<void> instancesOf(const std::string& name) {
        std::uint64_t count = 0;
        std::vector<cim::Instance> undeclared;
        ops::Enumerate request;
        request.mode = ops::EnumerationMode::kObjectAndEpr;
        auto listed = list(std::string(uri::kCimSchemaPrefix) + name, std::move(request), [&](RecordedItems items) {
            for (auto& instance : items.instances) {
                if (count + undeclared.size() >= options_.maxInstances) {
                    return false;
                }
                if (isDeclared(instance.className)) {
                    count += keep(std::move(instance)) ? 1 : 0;
                } else if (isClassName(instance.className)) {
                    undeclared.push_back(std::move(instance));
                } else {
                    tell("left out: an instance of \"" + instance.className + "\", which is no name of a class");
                }
            }
            return count + undeclared.size() < options_.maxInstances;
        });
        infer(undeclared);
        for (auto& instance : undeclared) {
            count += keep(std::move(instance)) ? 1 : 0;
        }
        tell(name + ": " + std::to_string(count) + (count == 1 ? " instance" : " instances"));
        instances_ += count;
        return listed;
    }

    /// True when the class is known, or the endpoint declares it: a subclass that nobody named.
    bool isDeclared(const std::string& name) {
        if (!schema_.find(name) && asked_.insert(cim::foldName(name)).second) {
            (void)declare(name);
        }
        return schema_.find(name) != nullptr;
    }

    void infer(const std::vector<cim::Instance>& instances) {
        std::map<std::string, std::vector<const cim::Instance*>> byClass;
        for (const auto& instance : instances) {
            byClass[cim::foldName(instance.className)].push_back(&instance);
        }
        for (const auto& [name, those] : byClass) {
            (void)schema_.add(inferClass(those, nullptr));  // its name is free and it has no superclass
        }
    }

    bool keep(cim::Instance instance) {
        const auto name = instance.className;
        instance.nameSpace.clear();
        auto loaded = repository_.load(nameSpace_, std::move(instance));
        if (!loaded) {
            tell("left out: an instance of " + name + ": " + loaded.error().message);
        }
        return loaded.has_value();
    }

    proxy::Upstream& upstream_;
    const SnapshotOptions& options_;
    Repository& repository_;
    std::string nameSpace_;
    Schema& schema_;
    std::size_t system_ = 0;
    std::size_t instances_ = 0;
    std::map<std::string, cim::Class> declarations_;  ///< by folded name
    std::set<std::string> asked_;                     ///< classes that instances named
};

}  // namespace

Result<std::shared_ptr<Repository>> takeSnapshot(const SnapshotOptions& options) {
    auto upstream = proxy::Upstream::create(options.upstream);
    if (!upstream) {
        return tl::unexpected(std::move(upstream.error()));
    }
    if (options.namespaces.empty()) {
        return fail(ErrorCode::kInvalidArgument, "there is no namespace to take");
    }
    auto out = std::make_shared<Repository>(options.namespaces.front());
    out->setAllWritable(true);
    std::size_t found = 0;
    for (const auto& nameSpace : options.namespaces) {
        Walker walker(**upstream, options, *out, nameSpace);
        if (auto walked = walker.walk(); !walked) {
            return tl::unexpected(std::move(walked.error()));
        }
        found += walker.found();
    }
    if (found == 0) {
        return fail(ErrorCode::kNotFound, "the endpoint has none of the classes");
    }
    return out;
}

}  // namespace mockserver::repository
