#pragma once

#include <gtest/gtest.h>

#include <map>
#include <memory>
#include <string>
#include <variant>
#include <vector>

#include "wsman/cim/mof_reader.h"
#include "wsman/query/evaluate.h"

namespace wsman::query::test {

/// Classes and instances of a MOF text.
class MofView : public ClassView {
public:
    explicit MofView(std::string_view mof) {
        const auto read = cim::readMof(mof);
        EXPECT_TRUE(read) << (read ? "" : read.error().text());
        for (const auto& declaration : read.value_or(std::vector<cim::MofDeclaration>{})) {
            if (const auto* declared = std::get_if<cim::Class>(&declaration)) {
                const auto parent = find(declared->superClass);
                classes[cim::foldName(declared->name)] =
                    std::make_shared<const cim::Class>(parent ? cim::withInherited(*declared, *parent) : *declared);
            } else if (const auto* instance = std::get_if<cim::InstanceDecl>(&declaration)) {
                // Whole and in the class's order, as a repository keeps them.
                cim::Instance whole;
                whole.className = instance->instance.className;
                whole.nameSpace = "root/zoo";
                for (const auto& property : find(whole.className)->properties) {
                    const auto* given = instance->instance.find(property.name);
                    whole.properties.push_back(
                        {property.name,
                         given != nullptr ? given->value : cim::Value::null(property.type, property.isArray),
                         property.flags});
                }
                instances.push_back(std::make_shared<const cim::Instance>(std::move(whole)));
            }
        }
    }

    [[nodiscard]] bool isA(std::string_view name, std::string_view ancestor) const override {
        for (std::string at(name); !at.empty();) {
            if (cim::sameName(at, ancestor)) {
                return true;
            }
            const auto declaration = find(at);
            at = declaration ? declaration->superClass : std::string();
        }
        return false;
    }
    [[nodiscard]] std::shared_ptr<const cim::Class> find(std::string_view name) const override {
        const auto found = classes.find(cim::foldName(name));
        return found == classes.end() ? nullptr : found->second;
    }
    [[nodiscard]] InstanceSource source() const {
        return [this](std::string_view className, const std::function<bool(const InstancePtr&)>& sink) {
            for (const auto& instance : instances) {
                if (isA(instance->className, className) && !sink(instance)) {
                    return;
                }
            }
        };
    }

    std::map<std::string, std::shared_ptr<const cim::Class>> classes;
    std::vector<InstancePtr> instances;
};

inline constexpr std::string_view kZoo = R"mof(
[Abstract] class Zoo_Thing { [Key] string Name; };
class Zoo_Food : Zoo_Thing { real32 Price; };
class Zoo_Animal : Zoo_Thing {
    uint8 Legs; sint64 Balance; uint64 Hairs; real64 Weight; boolean Tame; char16 Letter; datetime Born; datetime Age;
    string Tags[]; uint32 Scores[]; string Note; Zoo_Thing REF Eats; [EmbeddedInstance("Zoo_Cage")] string Home;
    boolean Group; uint16 Within; };
class Zoo_Bird : Zoo_Animal { boolean Flies; };
class Zoo_Cage { uint32 Number; string Place; [EmbeddedInstance("Zoo_Food")] string Stock; };
class __Event { uint64 TIME_CREATED; };
class __InstanceModificationEvent : __Event {
    [EmbeddedObject] string TargetInstance; [EmbeddedObject] string PreviousInstance; };
instance of Zoo_Food as $hay { Name = "hay"; Price = 1.5; };
instance of Zoo_Food as $fish { Name = "fish"; Price = 12.25; };
instance of Zoo_Animal { Name = "ant"; Legs = 6; Balance = -5; Hairs = 18446744073709551615; Weight = 0.001; Tame = FALSE;
    Letter = 'a'; Born = "20240229120000.000000+000"; Age = "00000010000000.000000:000"; Tags = {"small", "red"};
    Scores = {1, 2}; Note = "it's \"tiny\""; Eats = $hay;
    Home = instance of Zoo_Cage { Number = 7; Place = "East Wing"; Stock = instance of Zoo_Food { Name = "crumb"; }; };
    Group = TRUE; Within = 3; };
instance of Zoo_Animal { Name = "Bear"; Legs = 4; Balance = 0; Hairs = 9007199254740993; Weight = 310.5; Tame = FALSE;
    Letter = 'B'; Born = "20230101000000.000000+060"; Tags = {}; Note = "50% off_[x]"; Eats = $fish;
    Home = instance of Zoo_Cage { Number = 8; Place = "west"; }; };
instance of Zoo_Animal { Name = "cat"; Legs = 4; Balance = 7; Weight = 4; Tame = TRUE; Note = "100"; Scores = {9}; };
instance of Zoo_Bird { Name = "dove"; Legs = 2; Balance = 9223372036854775807; Weight = 0.5; Tame = TRUE; Flies = TRUE;
    Note = ""; };
instance of Zoo_Bird { Name = "emu"; Legs = 2; Balance = 100; Tame = FALSE; Flies = FALSE; Note = "Tall\\dark"; };
)mof";

inline const MofView& zoo() {
    static const MofView kView(kZoo);
    return kView;
}

/// "ant Bear": what the rows are called.
inline std::string names(const std::vector<InstancePtr>& rows) {
    std::string out;
    for (const auto& row : rows) {
        const auto* name = row->find("Name");
        const auto* text = name == nullptr ? nullptr : name->value.get<std::string>();
        out += (out.empty() ? "" : " ") + (text == nullptr ? std::string("?") : *text);
    }
    return out;
}

}  // namespace wsman::query::test
