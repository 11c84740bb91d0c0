#include <fmt/format.h>

#include <iostream>

#include "mockserver/cli/commands.h"
#include "mockserver/repository/data/snapshot.h"

namespace mockserver::cli {

int snapshotUpstream(const SnapshotArguments& arguments) {
    const auto complain = [](const wsman::Error& error) {
        std::cerr << "mi-mockserver: " << error.text() << '\n';
        return error.code == wsman::ErrorCode::kInvalidArgument ? kExitUsage : kExitNoStart;
    };
    auto options = arguments.options;
    if (!arguments.quiet) {
        options.progress = [](const std::string& text) { std::cerr << text << '\n'; };
    }
    const auto taken = repository::takeSnapshot(options);
    if (!taken) {
        return taken.error().code == wsman::ErrorCode::kNotFound ? (complain(taken.error()), kExitFailed)
                                                                 : complain(taken.error());
    }
    if (const auto written = repository::writeRepository(**taken, arguments.out); !written) {
        return complain(written.error());
    }
    std::uint64_t instances = 0;
    for (const auto& name : (*taken)->namespaces()) {
        instances += (*taken)->count(name, "");
    }
    std::cout << fmt::format("{} instance{} in {}\n", instances, instances == 1 ? "" : "s", arguments.out.string());
    return kExitOk;
}

}  // namespace mockserver::cli
