#include "client/cli/interrupt.h"

#include <pthread.h>
#include <signal.h>
#include <unistd.h>

namespace client::cli {

namespace {

sigset_t watchedSignals() {
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGUSR1);  // our own, to end the watching thread
    return set;
}

}  // namespace

Interrupt::Interrupt() {
    const auto set = watchedSignals();
    pthread_sigmask(SIG_BLOCK, &set, nullptr);
    thread_ = std::thread([this] { run(); });
}

Interrupt::~Interrupt() {
    stopping_ = true;
    pthread_kill(thread_.native_handle(), SIGUSR1);
    thread_.join();
}

void Interrupt::watch(MI_Operation* operation) {
    const std::lock_guard lock(mutex_);
    operation_ = operation;
    if (operation && happened_)
        MI_Operation_Cancel(operation, MI_REASON_NONE);
}

void Interrupt::run() {
    const auto set = watchedSignals();
    while (!stopping_) {
        int signal = 0;
        if (sigwait(&set, &signal) != 0 || signal == SIGUSR1)
            continue;
        if (happened_.exchange(true))
            _exit(128 + signal);
        const std::lock_guard lock(mutex_);
        if (operation_)
            MI_Operation_Cancel(operation_, MI_REASON_NONE);
    }
}

}  // namespace client::cli
