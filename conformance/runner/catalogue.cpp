#include "conformance/runner/catalogue.h"

namespace conformance {

Level levelOf(wsman::rules::Level level) {
    switch (level) {
        case wsman::rules::Level::kMust:
            return Level::kMust;
        case wsman::rules::Level::kShould:
            return Level::kShould;
        case wsman::rules::Level::kMay:
            return Level::kMay;
        case wsman::rules::Level::kVendor:
            return Level::kVendor;
    }
    return Level::kVendor;
}

}  // namespace conformance
