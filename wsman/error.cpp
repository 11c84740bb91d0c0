#include "wsman/error.h"

namespace wsman {

std::string_view toString(ErrorCode code) {
    switch (code) {
        case ErrorCode::kMalformedXml:
            return "malformedXml";
        case ErrorCode::kBadEncoding:
            return "badEncoding";
        case ErrorCode::kLimitExceeded:
            return "limitExceeded";
        case ErrorCode::kNotSoap:
            return "notSoap";
        case ErrorCode::kVersionMismatch:
            return "versionMismatch";
        case ErrorCode::kMissingHeader:
            return "missingHeader";
        case ErrorCode::kInvalidHeader:
            return "invalidHeader";
        case ErrorCode::kInvalidBody:
            return "invalidBody";
        case ErrorCode::kInvalidValue:
            return "invalidValue";
        case ErrorCode::kUnsupported:
            return "unsupported";
        case ErrorCode::kNotFound:
            return "notFound";
        case ErrorCode::kTypeMismatch:
            return "typeMismatch";
        case ErrorCode::kProtocol:
            return "protocol";
        case ErrorCode::kInvalidArgument:
            return "invalidArgument";
        case ErrorCode::kIo:
            return "io";
    }
    return "unknown";
}

}  // namespace wsman
