#include "bench/sessions/enumerate.h"

#include <fmt/format.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <ostream>

#include "bench/sessions/process.h"
#include "client/loader/session.h"

namespace bench {
namespace {

using wsman::ErrorCode;
using wsman::fail;
using wsman::Result;

constexpr const char* kUser = "miuser";
constexpr const char* kPassword = "mipass";

/// A repository of `count` instances that are made when they are asked for.
std::string repositoryText(std::uint64_t count) {
    return fmt::format(R"({{"namespaces": {{"root/cimv2": {{
  "classes": [{{"name": "Bench_Item", "properties": {{"Id": {{"type": "uint64", "key": true}}, "Name": "string", "State": "string",
    "Size": "uint64", "Enabled": "boolean", "Load": "real64", "Installed": "datetime", "Tags": "string[]"}}}}],
  "generate": [{{"class": "Bench_Item", "count": {}, "properties": {{"Id": "{{{{index}}}}", "Name": "item-{{{{pad index 7}}}}",
    "State": "{{{{pick index \"OK\" \"Error\" \"Degraded\"}}}}", "Size": "{{{{mod index 4096}}}}", "Enabled": true, "Load": 0.5,
    "Installed": "20240102030405.000000+000", "Tags": ["a", "b"]}}}}]}}}}}})",
                       count);
}

/// "COUNT SECONDS", or what went wrong.
std::string enumerateOnce(const EnumerateSettings& settings, std::uint16_t port) {
    const auto library = client::MiLibrary::load(settings.library);
    if (!library) {
        return library.error().text();
    }
    client::Destination destination;
    destination.url.host = "127.0.0.1";
    destination.url.port = port;
    destination.url.user = kUser;
    destination.url.password = kPassword;
    destination.maxElements = settings.maxElements;
    auto session = client::MiSession::open(*library, destination);
    if (!session) {
        return session.error().message;
    }
    std::uint64_t count = 0;
    const auto begin = std::chrono::steady_clock::now();
    MI_Operation operation = MI_OPERATION_NULL;
    MI_Session_EnumerateInstances(session->session(), 0, nullptr, "root/cimv2", "Bench_Item", MI_FALSE, nullptr,
                                  &operation);
    const auto outcome = client::drainInstances(operation, [&count](const MI_Instance&) {
        ++count;
        return client::Next::kMore;
    });
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
    return outcome.ok() ? fmt::format("{} {}", count, took.count()) : "the enumeration failed: " + outcome.message;
}

Result<EnumerateResult> runOnce(const EnumerateSettings& settings, std::uint64_t count) {
    std::string folder = (std::filesystem::temp_directory_path() / "mi-bench-XXXXXX").string();
    if (::mkdtemp(folder.data()) == nullptr) {
        return fail(ErrorCode::kIo, "no temporary folder", folder);
    }
    const auto file = folder + "/repository.json";
    std::ofstream(file) << repositoryText(count);
    auto mock = MockProcess::start(settings.mock, {"--repository", file}, std::string(kUser) + ":" + kPassword);
    std::error_code ignored;
    std::filesystem::remove_all(folder, ignored);
    if (!mock) {
        return tl::unexpected(std::move(mock.error()));
    }
    const auto child = runInChild([&] { return enumerateOnce(settings, mock->port()); }, std::chrono::minutes(10));
    if (!child) {
        return tl::unexpected(child.error());
    }
    char* end = nullptr;
    EnumerateResult out;
    out.instances = std::strtoull(child->output.c_str(), &end, 10);
    if (end == child->output.c_str() || out.instances != count) {
        return fail(ErrorCode::kProtocol, child->output.empty() ? "the client said nothing" : child->output);
    }
    out.seconds = std::strtod(end, nullptr);
    out.client = child->cost;
    out.server = mock->cost();
    return out;
}

}  // namespace

Result<std::vector<EnumerateResult>> runEnumerations(const EnumerateSettings& settings) {
    std::vector<EnumerateResult> out;
    for (const auto count : settings.counts) {
        auto result = runOnce(settings, count);
        if (!result) {
            return tl::unexpected(std::move(result.error()));
        }
        out.push_back(*result);
    }
    return out;
}

void printTable(const std::vector<EnumerateResult>& results, std::ostream& out) {
    constexpr double kMebibyte = 1024.0 * 1024.0;
    out << fmt::format("{:>10} {:>9} {:>13} {:>17} {:>17}\n", "instances", "seconds", "instances/s", "client peak MiB",
                       "server peak MiB");
    for (const auto& result : results) {
        out << fmt::format("{:>10} {:>9.3f} {:>13.0f} {:>17.1f} {:>17.1f}\n", result.instances, result.seconds,
                           static_cast<double>(result.instances) / result.seconds,
                           static_cast<double>(result.client.peakMemoryBytes) / kMebibyte,
                           static_cast<double>(result.server.peakMemoryBytes) / kMebibyte);
    }
}

}  // namespace bench
