#include "conformance/client/wire_cases.h"

#include <memory>
#include <utility>

#include "conformance/client/suite.h"

namespace conformance {

std::vector<Case> wireCases(std::function<std::vector<mockserver::Journal::Entry>()> sent) {
    struct Seen {
        std::function<std::vector<mockserver::Journal::Entry>()> sent;
        ClientRun run{};
        bool read = false;
    };
    const auto seen = std::make_shared<Seen>(Seen{std::move(sent)});
    std::vector<Case> out;
    for (auto& one : clientSuite(seen->run).cases) {
        one.id = "WIRE/" + one.id;
        one.run = [seen, judge = std::move(one.run)] {
            if (!std::exchange(seen->read, true))
                seen->run.requests = seen->sent();
            return judge();
        };
        out.push_back(std::move(one));
    }
    return out;
}

}  // namespace conformance
