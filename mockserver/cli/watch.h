#pragma once

#include <atomic>
#include <filesystem>
#include <functional>
#include <memory>
#include <thread>
#include <vector>

#include "wsman/error.h"

namespace mockserver::cli {

/// Watches folders and files for changes, by inotify. The destructor ends it.
class Watch {
public:
    /// Calls `changed`, in a thread of its own, when what is at `paths` or below has changed and then been left alone
    /// for a moment: an editor and a checkout write many times. Errors: kIo.
    static wsman::Result<std::unique_ptr<Watch>> start(std::vector<std::filesystem::path> paths,
                                                       std::function<void()> changed);
    ~Watch();
    Watch(const Watch&) = delete;
    Watch& operator=(const Watch&) = delete;

private:
    Watch(int descriptor, std::vector<std::filesystem::path> paths, std::function<void()> changed);
    bool addAll();
    void run();

    const int descriptor_;
    const std::vector<std::filesystem::path> paths_;
    const std::function<void()> changed_;
    std::atomic<bool> stopping_{false};
    std::thread thread_;
};

}  // namespace mockserver::cli
