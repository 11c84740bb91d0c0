#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "mockserver/repository/store/repository.h"
#include "mockserver/repository/store/system_classes.h"
#include "wsman/cim/mof_reader.h"

namespace mockserver::repository::test {

/// Classes and instances of a MOF text, in one namespace.
inline void fill(Repository& repository, std::string_view nameSpace, std::string_view mof) {
    Schema& schema = repository.addNamespace(nameSpace);
    addSystemClasses(schema);
    const auto read = wsman::cim::readMof(mof, [&](std::string_view name) { return schema.find(name); });
    ASSERT_TRUE(read) << read.error().text();
    for (const auto& declaration : *read) {
        if (const auto* declared = std::get_if<wsman::cim::Class>(&declaration)) {
            const auto added = schema.add(*declared);
            ASSERT_TRUE(added) << added.error().message;
        } else if (const auto* instance = std::get_if<wsman::cim::InstanceDecl>(&declaration)) {
            const auto loaded = repository.load(nameSpace, instance->instance);
            ASSERT_TRUE(loaded) << loaded.error().message;
        }
    }
}

/// Machines, drives in them, and what is installed where; enough for every operation.
inline constexpr std::string_view kLab = R"mof(
[Abstract] class Lab_Element { [Write] string Caption; };
class Lab_Machine : Lab_Element {
    [Key] string Name;
    [Write, Required] string Owner = "nobody";
    [Write, MinValue(1), MaxValue(64)] uint32 Processors = 4;
    [Write, ValueMap{"0", "1", "5..9"}] uint16 State;
    [Write, MaxLen(8)] string Tag;
    uint64 Serial;
    [Write] string Roles[];
    [Write] datetime Installed;
    [Write] boolean Virtual;
    [Write] real64 Load;
    [Write] char16 Letter;
    [Static] uint32 Count([In] string Prefix);
    uint32 Reboot([In] uint32 Delay, [In(false), Out] string Message);
};
class Lab_Server : Lab_Machine { [Write] string Rack; };
class Lab_Drive : Lab_Element { [Key] string Machine; [Key] uint32 Slot; [Write] uint64 Size; };
[Association] class Lab_HasDrive { [Key] Lab_Machine REF Antecedent; [Key] Lab_Drive REF Dependent; [Write] string Bus; };
[Association] class Lab_Peer { [Key] Lab_Machine REF Left; [Key] Lab_Machine REF Right; };
class Lab_Fixed { [Key] string Id; string Value; };
class Lab_Settings { [Write] string Mode; };
[Indication] class Lab_Alarm : __ExtrinsicEvent { string Machine; uint32 Level; };
instance of Lab_Machine as $a { Name = "alpha"; Owner = "ann"; Processors = 2; Serial = 18446744073709551615; State = 1; };
instance of Lab_Server as $b { Name = "beta"; Owner = "bob"; Rack = "r1"; Roles = {"web", "db"}; };
instance of Lab_Drive as $d { Machine = "alpha"; Slot = 0; Size = 100; };
instance of Lab_Drive as $e { Machine = "alpha"; Slot = 1; Size = 200; };
instance of Lab_HasDrive { Antecedent = $a; Dependent = $d; Bus = "sata"; };
instance of Lab_HasDrive { Antecedent = $a; Dependent = $e; Bus = "nvme"; };
instance of Lab_Peer { Left = $a; Right = $b; };
instance of Lab_Fixed { Id = "one"; Value = "v"; };
)mof";

inline std::shared_ptr<Repository> makeLab() {
    auto out = std::make_shared<Repository>("root/lab");
    fill(*out, "root/lab", kLab);
    return out;
}

using Texts = std::vector<std::pair<std::string, std::string>>;

/// An instance of texts, as an EPR gives keys.
inline wsman::cim::Instance texts(std::string className, const Texts& values) {
    wsman::cim::Instance out;
    out.className = std::move(className);
    for (const auto& [name, value] : values) {
        out.set(name, wsman::cim::Value::of(value));
    }
    return out;
}

/// `prefix` and a number for a key, and the number itself.
class NumberedGenerator : public Generator {
public:
    NumberedGenerator(std::string className, std::uint64_t count) : className_(std::move(className)), count_(count) {}
    [[nodiscard]] std::uint64_t count() const override { return count_; }
    [[nodiscard]] InstancePtr make(std::uint64_t index) const override {
        wsman::cim::Instance out;
        out.className = className_;
        out.set("Id", wsman::cim::Value::of("g" + std::to_string(index)), wsman::cim::flag::kKey);
        out.set("Value", wsman::cim::Value::of(std::to_string(index)), wsman::cim::flag::kReadOnly);
        return std::make_shared<const wsman::cim::Instance>(std::move(out));
    }
    [[nodiscard]] std::optional<std::uint64_t> find(const wsman::cim::Instance& keys) const override {
        const auto* id = keys.find("Id");
        const auto* text = id == nullptr ? nullptr : id->value.get<std::string>();
        if (text == nullptr || !text->starts_with("g")) {
            return std::nullopt;
        }
        const auto index = std::strtoull(text->c_str() + 1, nullptr, 10);
        return index < count_ && *text == "g" + std::to_string(index) ? std::optional(index) : std::nullopt;
    }

private:
    std::string className_;
    std::uint64_t count_;
};

}  // namespace mockserver::repository::test
