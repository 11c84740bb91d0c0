// Bytes as a repository file, and as the MOF, XML and JSON that such a file names: whatever they are, they are taken or
// refused with words.
#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "mockserver/repository/data/definition.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace mockserver;
    if (size == 0) {
        return 0;
    }
    const std::string text(reinterpret_cast<const char*>(data) + 1, size - 1);
    std::map<std::string, std::string, std::less<>> files;
    static constexpr const char* kNames[] = {"", "x.mof", "x.xml", "x.json"};
    const std::string name = kNames[*data % 4];
    if (name.empty()) {
        files["repository.json"] = text;
    } else {
        files["repository.json"] = R"({"namespaces": {"root/cimv2": {"classes": [")" + name + R"("], "instances": [")" +
                                   name + R"("], "inferClasses": true}}})";
        files[name] = text;
    }
    const auto loaded = repository::loadRepository(MemoryFiles(std::move(files)));
    if (!loaded && loaded.error().empty()) {
        __builtin_trap();  // refused without a word
    }
    if (loaded) {
        auto cursor = loaded->repository->enumerate("", "");
        for (int i = 0; i < 100 && cursor.next(); ++i) {
        }
    }
    return 0;
}
