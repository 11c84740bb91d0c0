// A test that embeds the mock: serves the scenario in argv[1] on a free port, runs the program in argv[2] against it,
// and looks at what that program sent.
#include <cstdlib>
#include <iostream>
#include <string>

#include "mockserver/mockserver.h"

int main(int argc, char** argv) {
    if (argc != 3)
        return 2;
    auto mock = mockserver::MockServer::start({.scenarios = {argv[1]}});
    if (!mock) {
        std::cerr << mock.error().text() << '\n';
        return 1;
    }
    const std::string command = std::string(argv[2]) + " 127.0.0.1 " + std::to_string((*mock)->port()) + " user secret";
    if (std::system(command.c_str()) != 0)
        return 1;
    const auto requests = (*mock)->journal().entries();
    if (requests.size() != 1 || !requests.front()->action.ends_with("/transfer/Get")) {
        std::cerr << "expected one Get, saw " << requests.size() << " requests\n";
        return 1;
    }
    return 0;
}
