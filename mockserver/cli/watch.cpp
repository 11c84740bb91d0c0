#include "mockserver/cli/watch.h"

#include <poll.h>
#include <sys/inotify.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <system_error>
#include <utility>

namespace mockserver::cli {
namespace {

namespace fs = std::filesystem;

constexpr int kTickMs = 50;    ///< until the destructor is seen
constexpr int kQuietMs = 100;  ///< without another change
constexpr std::uint32_t kEvents = IN_CLOSE_WRITE | IN_CREATE | IN_DELETE | IN_MOVE | IN_ATTRIB;

bool drain(int descriptor, int timeoutMs) {
    pollfd waiting{.fd = descriptor, .events = POLLIN, .revents = 0};
    if (::poll(&waiting, 1, timeoutMs) <= 0) {
        return false;
    }
    std::array<char, 16384> events{};
    return ::read(descriptor, events.data(), events.size()) > 0;
}

}  // namespace

wsman::Result<std::unique_ptr<Watch>> Watch::start(std::vector<fs::path> paths, std::function<void()> changed) {
    const auto failure = [] {
        return wsman::fail(wsman::ErrorCode::kIo,
                           "cannot watch for changes: " + std::generic_category().message(errno));
    };
    const int descriptor = ::inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
    if (descriptor < 0) {
        return failure();
    }
    std::unique_ptr<Watch> made(new Watch(descriptor, std::move(paths), std::move(changed)));
    if (!made->addAll()) {
        return failure();
    }
    made->thread_ = std::thread([watch = made.get()] { watch->run(); });
    return made;
}

Watch::Watch(int descriptor, std::vector<fs::path> paths, std::function<void()> changed)
    : descriptor_(descriptor), paths_(std::move(paths)), changed_(std::move(changed)) {}

Watch::~Watch() {
    stopping_ = true;
    if (thread_.joinable()) {
        thread_.join();
    }
    ::close(descriptor_);
}

/// Folders, since a file that is replaced is another file; again after each change, since folders come and go.
bool Watch::addAll() {
    bool any = false;
    for (const auto& path : paths_) {
        std::error_code error;
        const auto folder = fs::is_directory(path, error) ? path
                            : path.has_parent_path()      ? path.parent_path()
                                                          : fs::path(".");
        any |= ::inotify_add_watch(descriptor_, folder.c_str(), kEvents) >= 0;
        if (!fs::is_directory(path, error)) {
            continue;
        }
        fs::recursive_directory_iterator walk(path, error);
        for (; !error && walk != fs::recursive_directory_iterator(); walk.increment(error)) {
            if (walk->is_directory(error)) {
                ::inotify_add_watch(descriptor_, walk->path().c_str(), kEvents);
            }
        }
    }
    return any;
}

void Watch::run() {
    while (!stopping_) {
        if (!drain(descriptor_, kTickMs)) {
            continue;
        }
        while (!stopping_ && drain(descriptor_, kQuietMs)) {
        }
        if (!stopping_) {
            addAll();
            changed_();
        }
    }
}

}  // namespace mockserver::cli
