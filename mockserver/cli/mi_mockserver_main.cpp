#include "mockserver/cli/commands.h"

int main(int argc, char** argv) {
    return mockserver::cli::run(argc, argv);
}
