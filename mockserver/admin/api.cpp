#include "mockserver/admin/api.h"

#include <algorithm>
#include <charconv>
#include <nlohmann/json.hpp>

#include "mockserver/admin/assets.h"
#include "mockserver/admin/journal_view.h"
#include "mockserver/admin/metrics.h"
#include "mockserver/admin/repository_api.h"
#include "mockserver/scenario/file_source.h"

namespace mockserver::admin {
namespace {

using nlohmann::json;
using nlohmann::ordered_json;

constexpr std::size_t kMostStates = 1000;

HttpReply answer(const ordered_json& value, int status = 200) {
    return jsonReply(value.dump(-1, ' ', false, json::error_handler_t::replace) + "\n", status);
}

HttpReply text(std::string_view body, const char* type) {
    return {.headers = {{"Content-Type", type}, {"Cache-Control", "no-store"}}, .body = std::string(body)};
}

HttpReply noContent() {
    return {.status = 204};
}

/// A scenario out of a request's body: its document, bodies inline.
tl::expected<ScenarioPtr, std::string> scenarioOf(const ApiRequest& request) {
    auto loaded = loadScenario(MemoryFiles(
        std::map<std::string, std::string, std::less<>>{{std::string(kScenarioFileName), request.http.body}}));
    if (loaded) {
        return std::move(*loaded);
    }
    std::string out;
    for (const auto& diagnostic : loaded.error()) {
        out += (out.empty() ? "" : "\n") + diagnostic.text();
    }
    return tl::unexpected(out);
}

bool holds(const JournalEntry& entry, const ApiRequest& request) {
    const auto contains = [&](const char* key, const std::string& value) {
        return value.find(request.text(key)) != std::string::npos;
    };
    const auto outcome = request.text("outcome");
    return contains("action", entry.action) && contains("resource", entry.resourceUri) &&
           contains("user", entry.user) && contains("host", entry.endpoint) &&
           (outcome.empty() || outcome == outcomeOf(entry));
}

HttpReply journal(MockServer& mock, const ApiRequest& request) {
    constexpr std::uint64_t kMostEntries = 1000;
    constexpr std::uint64_t kMostSeconds = 60;
    std::uint64_t after = request.number("after", 0);
    const auto limit = std::min(request.number("limit", 100), kMostEntries);
    const auto deadline =
        std::chrono::steady_clock::now() + std::chrono::seconds(std::min(request.number("wait", 0), kMostSeconds));
    ordered_json entries = ordered_json::array();
    while (true) {
        for (const auto& entry : mock.journal().entries(after)) {
            if (entries.size() == limit) {
                break;
            }
            after = entry->sequence;
            if (holds(*entry, request)) {
                entries.push_back(summaryOf(*entry));
            }
        }
        const auto left =
            std::chrono::duration_cast<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
        // In short steps, so that a listener that stops need not wait for long.
        if (!entries.empty() || left.count() <= 0) {
            break;
        }
        mock.journal().wait(after, std::min(left, std::chrono::milliseconds(500)));
    }
    return answer({{"entries", entries}, {"last", after}});
}

HttpReply journalEntry(MockServer& mock, const ApiRequest& request) {
    std::uint64_t sequence = 0;
    const char* end = request.name.data() + request.name.size();
    if (std::from_chars(request.name.data(), end, sequence).ptr == end && sequence > 0) {
        const auto entries = mock.journal().entries(sequence - 1);
        if (!entries.empty() && entries.front()->sequence == sequence) {
            return answer(detailOf(*entries.front()));
        }
    }
    return errorReply(404, "the journal has no entry " + request.name + " (any more)");
}

HttpReply scenarios(MockServer& mock, const ApiRequest&) {
    ordered_json out = ordered_json::array();
    const auto uses = mock.scenarios().uses();
    for (const auto& scenario : mock.scenarios().scenarios()) {
        ordered_json exchanges = ordered_json::array();
        for (const auto& use : uses) {
            if (use.scenario == scenario->name) {
                exchanges.push_back({{"id", use.exchange}, {"uses", use.count}});
            }
        }
        out.push_back({{"name", scenario->name},
                       {"description", scenario->description},
                       {"mode", scenario->mode == ScenarioMode::kReplay ? "replay" : "stub"},
                       {"exchanges", exchanges}});
    }
    return answer({{"scenarios", out}});
}

HttpReply addScenario(MockServer& mock, const ApiRequest& request) {
    const auto scenario = scenarioOf(request);
    if (!scenario) {
        return errorReply(422, scenario.error());
    }
    if (const auto added = mock.scenarios().add(*scenario); !added) {
        return errorReply(409, added.error().text());
    }
    if (const auto added = mock.faults().add(*scenario); !added) {
        mock.scenarios().remove((*scenario)->name);
        return errorReply(409, added.error().text());
    }
    return answer({{"name", (*scenario)->name}}, 201);
}

HttpReply removeScenario(MockServer& mock, const ApiRequest& request) {
    mock.faults().removeScenario(request.name);
    return mock.scenarios().remove(request.name) ? noContent()
                                                 : errorReply(404, "there is no scenario \"" + request.name + '"');
}

HttpReply states(MockServer& mock, const ApiRequest&) {
    ordered_json out = ordered_json::array();
    for (const auto& state : mock.scenarios().states(kMostStates)) {
        std::string key = state.conversation;
        std::replace(key.begin(), key.end(), '\n', ' ');
        out.push_back({{"scenario", state.scenario}, {"conversation", key}, {"state", state.state}});
    }
    return answer({{"states", out}});
}

HttpReply faults(MockServer& mock, const ApiRequest&) {
    ordered_json out = ordered_json::array();
    for (const auto& rule : mock.faults().rules()) {
        out.push_back({{"id", rule.id},
                       {"scenario", rule.scenario},
                       {"description", rule.description},
                       {"enabled", rule.enabled},
                       {"injected", rule.injected}});
    }
    return answer({{"faults", out}});
}

HttpReply switchFault(MockServer& mock, const ApiRequest& request) {
    const auto body = json::parse(request.http.body, nullptr, false);
    if (!body.is_object() || !body.contains("enabled") || !body["enabled"].is_boolean()) {
        return errorReply(422, "expected {\"enabled\": true} or {\"enabled\": false}");
    }
    return mock.faults().enable(request.name, body["enabled"].get<bool>())
               ? noContent()
               : errorReply(404, "there is no fault \"" + request.name + '"');
}

HttpReply removeFault(MockServer& mock, const ApiRequest& request) {
    return mock.faults().remove(request.name) ? noContent()
                                              : errorReply(404, "there is no fault \"" + request.name + '"');
}

HttpReply verification(MockServer& mock, const ApiRequest& request) {
    const Verdict verdict = mock.verify(request.text("strict") == "true");
    const auto format = request.text("format");
    if (format == "junit") {
        return text(junitReport(verdict), "application/xml");
    }
    return format == "text" ? text(textReport(verdict), "text/plain;charset=UTF-8") : jsonReply(jsonReport(verdict));
}

HttpReply status(MockServer& mock, const ApiRequest&) {
    const Traffic traffic = mock.traffic();
    return answer({{"url", mock.url()},
                   {"answered", traffic.answered},
                   {"unmatched", traffic.unmatched},
                   {"refused", traffic.refused},
                   {"connections", mock.connections()},
                   {"scenarios", mock.scenarios().scenarios().size()}});
}

HttpReply unmatched(MockServer& mock, const ApiRequest&) {
    const Unmatched left = mock.unmatched();
    return answer({{"count", left.count}, {"explanations", left.explanations}});
}

}  // namespace

Router makeRouter(std::vector<NamedMock> mocks) {
    Router out;
    const auto shared = std::make_shared<const std::vector<NamedMock>>(std::move(mocks));
    const auto add = [&](const char* method, const char* path, HttpReply (*handler)(MockServer&, const ApiRequest&)) {
        out.add(method, path, [shared, handler](const ApiRequest& request) {
            const auto name = request.text("endpoint");
            const auto found = name.empty() ? shared->begin() : std::ranges::find(*shared, name, &NamedMock::name);
            return found == shared->end() ? errorReply(404, "there is no endpoint \"" + name + '"')
                                          : handler(*found->mock, request);
        });
    };
    out.add("GET", "/api/v1/endpoints", [shared](const ApiRequest&) {
        ordered_json endpoints = ordered_json::array();
        for (const auto& mock : *shared) {
            endpoints.push_back({{"name", mock.name}, {"url", mock.url}});
        }
        return answer({{"endpoints", endpoints}});
    });
    out.add("GET", "/metrics",
            [shared](const ApiRequest&) { return text(metricsText(*shared), "text/plain; version=0.0.4"); });
    out.add("GET", "/", [](const ApiRequest&) { return text(pageText(), "text/html;charset=UTF-8"); });
    out.add("GET", "/openapi.json", [](const ApiRequest&) { return text(openApiText(), "application/json"); });
    out.add("GET", "/healthz", [](const ApiRequest&) { return jsonReply("{\"status\":\"ok\"}\n"); });
    add("GET", "/api/v1/status", status);
    add("GET", "/api/v1/journal", journal);
    add("DELETE", "/api/v1/journal", [](MockServer& m, const ApiRequest&) {
        m.journal().clear();
        return noContent();
    });
    add("GET", "/api/v1/journal/{name}", journalEntry);
    add("GET", "/api/v1/unmatched", unmatched);
    add("GET", "/api/v1/scenarios", scenarios);
    add("POST", "/api/v1/scenarios", addScenario);
    add("DELETE", "/api/v1/scenarios/{name}", removeScenario);
    add("GET", "/api/v1/states", states);
    add("GET", "/api/v1/faults", faults);
    add("PATCH", "/api/v1/faults/{name}", switchFault);
    add("DELETE", "/api/v1/faults/{name}", removeFault);
    add("GET", "/api/v1/verification", verification);
    add("GET", "/api/v1/repository", repositoryState);
    add("GET", "/api/v1/subscriptions", subscriptions);
    add("DELETE", "/api/v1/subscriptions/{name}", cancelSubscription);
    add("POST", "/api/v1/events", raiseEvent);
    add("POST", "/api/v1/locks", lockInstance);
    add("POST", "/api/v1/reset", [](MockServer& m, const ApiRequest&) {
        m.reset();
        return noContent();
    });
    add("POST", "/api/v1/reload", [](MockServer& m, const ApiRequest&) {
        const auto reloaded = m.reload();
        return reloaded ? noContent() : errorReply(409, reloaded.error().text());
    });
    return out;
}

}  // namespace mockserver::admin
