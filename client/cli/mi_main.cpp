#include <cstdlib>
#include <iostream>

#include "client/cli/command.h"
#include "client/cli/interrupt.h"

int main(int argc, char** argv) {
    using namespace client;
    using namespace client::cli;
    int exit = kExitOk;
    const auto arguments = parseCommandLine(argc, argv, exit);
    if (!arguments)
        return exit;
    Interrupt interrupt;
    if (arguments->trace)
        ::setenv("MI_TRACE", "stderr", 1);  // read by our library when it opens an application
    const auto library = MiLibrary::load(arguments->library);
    if (!library) {
        std::cerr << "mi: " << library.error().text() << '\n';
        return kExitNoStart;
    }
    // Results that nobody got must not look like success: a full disk shows when the stream is flushed.
    const auto written = [](int code) {
        if (std::cout.flush())
            return code;
        std::cerr << "mi: cannot write to the standard output\n";
        return static_cast<int>(kExitNoStart);
    };
    if (arguments->verb == Verb::kTour)
        return written(runTour(*arguments, *library, std::cout));
    auto session = MiSession::open(*library, arguments->destination);
    if (!session) {
        std::cerr << "mi: " << session.error().message << '\n';
        return kExitNoStart;
    }
    return written(runCommand(*arguments, *session, interrupt, std::cout));
}
