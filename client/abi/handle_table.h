// client/abi: the C boundary of libmi.so. Handles and function tables of mi.h over C++ objects: instances and classes,
// option bags, sessions, and the runner that drives an Engine over a Transport for one operation. Nothing below this
// folder knows mi.h; nothing in it throws across the boundary or holds a lock during a callback.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <new>
#include <unordered_map>
#include <utility>

#include <mi.h>

namespace client::abi {

/// Which object a handle stands for. A handle holds a number that is never used twice, so that a copy of a closed one
/// finds nothing instead of freed memory (mi.h: handles may be copied by value). Thread-safe. Objects stay alive while
/// anybody holds the pointer that find() gave.
template <class Object>
class HandleTable {
public:
    /// Enters `object` and points `handle` to it.
    template <class Handle, class Table>
    void open(Handle& handle, const Table* ft, std::shared_ptr<Object> object) {
        handle = Handle{enter(std::move(object)), kOpen, ft};
    }
    /// The same for a handle that carries no table.
    template <class Handle>
    void open(Handle& handle, std::shared_ptr<Object> object) {
        handle = Handle{enter(std::move(object)), kOpen};
    }

    /// The object of a handle, or nullptr for NULL, never opened, or closed.
    template <class Handle>
    [[nodiscard]] std::shared_ptr<Object> find(const Handle* handle) const {
        if (!handle || handle->reserved2 != kOpen) {
            return nullptr;
        }
        const std::scoped_lock lock(mutex_);
        const auto found = objects_.find(handle->reserved1);
        return found == objects_.end() ? nullptr : found->second;
    }

    /// Takes the object out: every copy of the handle is closed from now on. nullptr when it was already.
    template <class Handle>
    std::shared_ptr<Object> close(const Handle* handle) {
        if (!handle || handle->reserved2 != kOpen) {
            return nullptr;
        }
        const std::scoped_lock lock(mutex_);
        const auto found = objects_.find(handle->reserved1);
        if (found == objects_.end()) {
            return nullptr;
        }
        auto object = std::move(found->second);
        objects_.erase(found);
        return object;
    }

private:
    static constexpr std::ptrdiff_t kOpen = 1;

    std::uint64_t enter(std::shared_ptr<Object> object) {
        const std::scoped_lock lock(mutex_);
        const std::uint64_t id = next_++;
        objects_.emplace(id, std::move(object));
        return id;
    }

    mutable std::mutex mutex_;
    std::unordered_map<std::uint64_t, std::shared_ptr<Object>> objects_;
    std::uint64_t next_ = 1;
};

/// The table of one kind of object. Never destroyed: threads of a program that exits without closing may still ask.
template <class Object>
HandleTable<Object>& handles() {
    static auto& table = *new HandleTable<Object>;
    return table;
}

/// Runs the body of a C function: memory that cannot be had is SERVER_LIMITS_EXCEEDED, anything else thrown FAILED.
template <class Body>
MI_Result guarded(Body&& body) noexcept {
    try {
        return body();
    } catch (const std::bad_alloc&) {
        return MI_RESULT_SERVER_LIMITS_EXCEEDED;
    } catch (...) {
        return MI_RESULT_FAILED;
    }
}

/// Stores to an output that the caller may leave out.
template <class To, class From>
void put(To* out, const From& value) {
    if (out) {
        *out = value;
    }
}

}  // namespace client::abi
