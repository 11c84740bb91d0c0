#include "mockserver/repository/store/extent.h"

namespace mockserver::repository {

InstancePtr Cursor::next() {
    for (; extent_ < extents_.size(); ++extent_, generated_ = 0, row_ = 0) {
        const auto& extent = extents_[extent_];
        while (extent.generator && generated_ < extent.generator->count()) {
            const std::uint64_t index = generated_++;
            if (!extent.overlay || extent.overlay->empty()) {
                return extent.generator->make(index);
            }
            const auto changed = extent.overlay->find(index);
            if (changed == extent.overlay->end()) {
                return extent.generator->make(index);
            }
            if (changed->second) {
                return changed->second;
            }
        }
        while (extent.rows && row_ < extent.rows->size()) {
            if (const auto& row = (*extent.rows)[row_++]) {
                return row;
            }
        }
    }
    return nullptr;
}

}  // namespace mockserver::repository
