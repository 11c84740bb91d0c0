#include "client/abi/session.h"

#include <unistd.h>

#include <utility>
#include <vector>

#include "client/abi/application.h"
#include "client/abi/handle_table.h"
#include "client/abi/hosted_provider.h"
#include "client/engine/completion.h"

namespace client::abi {

Session::Session(std::shared_ptr<Application> application, tl::expected<Destination, Completion> destination,
                 OptionBag options)
    : application_(std::move(application)),
      destination_(std::move(destination)),
      options_(std::move(options)),
      user_(::geteuid()),
      group_(::getegid()) {}

void Session::open(MI_Session& handle) {
    handles<Session>().open(handle_, &kSessionFT, shared_from_this());
    handle = handle_;
}

bool Session::isSameIdentity() const {
    return user_ == ::geteuid() && group_ == ::getegid();
}

std::shared_ptr<Transport> Session::transport() {
    const std::scoped_lock lock(mutex_);
    if (!transport_) {
        transport_ = application_->makeTransport(*destination_);
    }
    return transport_;
}

void Session::start(const std::shared_ptr<Operation>& operation, Task task, OperationContext context,
                    bool reportStart) {
    if (destination_->local) {
        ProviderRequest request{operation, std::move(task), std::move(context)};
        if (auto provider = application_->providerFor(request)) {
            application_->pool().run([provider = std::move(provider), request = std::move(request)]() mutable {
                provider->answer(std::move(request));
            });
            return;
        }
        task = std::move(request.task);
        context = std::move(request.context);
    }
    std::make_shared<Driver>(operation, std::move(task), std::move(context), transport(), destination_->path,
                             reportStart, application_->pool(), application_->reactor())
        ->start();
}

bool Session::add(const std::shared_ptr<Operation>& operation) {
    const std::scoped_lock lock(mutex_);
    if (closing_) {
        return false;
    }
    operations_.emplace(operation.get(), operation);
    return true;
}

void Session::remove(const Operation& operation) {
    const auto self = shared_from_this();
    bool last = false;
    std::shared_ptr<Operation> gone;  // freed outside the lock
    {
        const std::scoped_lock lock(mutex_);
        if (const auto found = operations_.find(&operation); found != operations_.end()) {
            gone = std::move(found->second);
            operations_.erase(found);
        }
        last = closing_ && !done_ && operations_.empty();
        done_ = done_ || last;
    }
    if (last) {
        complete();
    }
}

void Session::cancelAll() {
    std::vector<std::shared_ptr<Operation>> running;
    {
        const std::scoped_lock lock(mutex_);
        for (const auto& [key, operation] : operations_) {
            running.push_back(operation);
        }
    }
    for (const auto& operation : running) {
        operation->cancel();
    }
}

MI_Result Session::close(void* completionContext, void(MI_CALL* completion)(void*)) {
    bool empty = false;
    {
        const std::scoped_lock lock(mutex_);
        if (closing_) {
            return MI_RESULT_INVALID_PARAMETER;
        }
        closing_ = true;
        completionContext_ = completionContext;
        completion_ = completion;
        empty = operations_.empty();
        done_ = empty;
    }
    cancelAll();
    if (empty) {
        complete();
    } else if (!completion) {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [this] { return done_ && !transport_; });
    }
    return MI_RESULT_OK;
}

// Runs once, on the thread that removed the last operation or that closed an idle session.
void Session::complete() {
    std::shared_ptr<Transport> transport;  // its connections are closed outside the lock
    {
        const std::scoped_lock lock(mutex_);
        transport.swap(transport_);
    }
    transport.reset();
    if (completion_) {
        completion_(completionContext_);
    }
    changed_.notify_all();
    application_->remove(*this);
}

}  // namespace client::abi
