// What a tester knows of an endpoint and the probes cannot find out by themselves: classes to read, an instance that
// may be written, a method that does no harm. A JSON file (docs/conformance.md); every part of it may be left out, and
// the probes that need that part are skipped.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "conformance/input/json_input.h"

namespace conformance {

using NameValues = std::vector<std::pair<std::string, std::string>>;

/// A class, or with selectors an instance of it.
struct Resource {
    std::string uri{};
    std::string nameSpace{};  ///< __cimnamespace, or empty
    NameValues selectors{};
};

/// A class of which instances may be created, changed and deleted.
struct WritableClass {
    Resource resource{};
    NameValues properties{};                       ///< of a new instance, keys among them
    std::vector<std::string> keys{};               ///< names of the keys
    std::pair<std::string, std::string> change{};  ///< a property that may be written, and a new value
    std::optional<std::pair<std::string, std::string>>
        readOnly{};                         ///< one that may not, and a value that it does not have
    std::optional<std::string> number{};    ///< a writable property of an integer type
    std::optional<std::string> required{};  ///< a property that must not be missing or NULL
};

struct MethodCall {
    Resource resource{};  ///< without selectors: a static method
    std::string name{};
    NameValues parameters{};
    std::optional<std::string> number{};  ///< a parameter of an integer type
};

struct AssociationWalk {
    Resource source{};
    std::string associationClass{}, role{}, resultClass{}, resultRole{};
    std::string property{};  ///< of the result class, for IncludeResultProperty
};

struct EventSource {
    Resource resource{};
    std::string dialect{};
    std::string query{};  ///< that the creation of an instance of the writable class satisfies
};

struct ServerProfile {
    Resource resource{};                      ///< an instance to read
    std::optional<Resource> empty{};          ///< a class without instances
    std::optional<Resource> derived{};        ///< a class that inherits from the resource's and has instances
    std::optional<std::string> numericKey{};  ///< a key of `resource` of an integer type
    std::optional<WritableClass> writable{};
    std::optional<MethodCall> method{};
    std::optional<MethodCall> staticMethod{};
    std::optional<AssociationWalk> association{};
    std::optional<EventSource> events{};
    std::string wql{};  ///< a query that returns instances
    std::string cql{};
};

/// Reads a profile (profile.schema.json).
tl::expected<ServerProfile, InputProblems> readServerProfile(const std::string& file);
/// The same for text that is there already; `file` names it in problems.
tl::expected<ServerProfile, InputProblems> parseServerProfile(const std::string& text, const std::string& file);

}  // namespace conformance
