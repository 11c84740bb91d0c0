// Bytes from the network, whole and in two pieces: both must read the same requests and refuse at the same place.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "mockserver/endpoint/request_parser.h"

namespace {

using mockserver::RequestParser;

void drain(RequestParser& parser, std::string& out) {
    while (parser.state() == RequestParser::State::kComplete) {
        const auto request = parser.take();
        out += request.method + " " + request.target + " " + request.path + "\n";
        for (const auto& [name, value] : request.headers) {
            out += name + ":" + value + "\n";
        }
        out += request.body + "\n";
    }
}

std::string readAll(std::string_view bytes, std::size_t split) {
    RequestParser parser({.maxHead = 512, .maxTarget = 64, .maxHeaders = 8, .maxBody = 256});
    std::string out;
    parser.feed(bytes.substr(0, split));
    drain(parser, out);
    parser.feed(bytes.substr(split));
    drain(parser, out);
    return out + (parser.state() == RequestParser::State::kRefused ? "refused" : "");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) {
        return 0;
    }
    const std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
    if (readAll(bytes, bytes.size()) != readAll(bytes, bytes.empty() ? 0 : data[0] % (bytes.size() + 1))) {
        std::abort();
    }
    return 0;
}
