#include "mockserver/repository/store/repository.h"

#include <gmock/gmock.h>

#include <atomic>
#include <thread>

#include "mockserver/repository/store/keys.h"
#include "mockserver/repository/store/repository_for_test.h"
#include "wsman/cim/text.h"

namespace mockserver::repository {
namespace {

using namespace test;
using testing::ElementsAre;
using testing::HasSubstr;
namespace cim = wsman::cim;

std::string textOf(const InstancePtr& instance, std::string_view property) {
    const auto* found = instance->find(property);
    return found != nullptr && found->value.scalar ? cim::formatScalar(*found->value.scalar) : std::string("NULL");
}

std::vector<std::string> names(Cursor cursor, std::string_view property = "Name") {
    std::vector<std::string> out;
    while (const auto instance = cursor.next()) {
        out.push_back(textOf(instance, property));
    }
    return out;
}

TEST(Repository, FindsByTypedOrTextKeysAndThroughSuperclasses) {
    const auto lab = makeLab();
    EXPECT_EQ(textOf(*lab->get("root/lab", texts("Lab_Machine", {{"Name", "alpha"}})), "Owner"), "ann");
    EXPECT_EQ((*lab->get("ROOT\\Lab", texts("lab_machine", {{"NAME", "beta"}})))->className, "Lab_Server");
    EXPECT_EQ(textOf(*lab->get("", texts("Lab_Drive", {{"Machine", "alpha"}, {"Slot", "+01"}})), "Size"), "200");
    EXPECT_EQ(textOf(*lab->get("", texts("Lab_Machine", {{"Name", "alpha"}})), "Serial"), "18446744073709551615");
}

TEST(Repository, SaysWhyItRefuses) {
    const auto lab = makeLab();
    struct Row {
        const char* nameSpace;
        const char* className;
        Texts keys;
        StoreErrorKind kind;
    };
    const std::vector<Row> rows{
        {"root/none", "Lab_Machine", {{"Name", "alpha"}}, StoreErrorKind::kNoNamespace},
        {"", "Lab_Nothing", {{"Name", "alpha"}}, StoreErrorKind::kNoClass},
        {"", "Lab_Machine", {{"Name", "omega"}}, StoreErrorKind::kNoInstance},
        {"", "Lab_Server", {{"Name", "alpha"}}, StoreErrorKind::kNoInstance},
        {"", "Lab_Machine", {}, StoreErrorKind::kMissingKey},
        {"", "Lab_Machine", {{"Name", "alpha"}, {"Owner", "ann"}}, StoreErrorKind::kUnknownKey},
        {"", "Lab_Drive", {{"Machine", "alpha"}, {"Slot", "first"}}, StoreErrorKind::kTypeMismatch},
        {"", "Lab_Drive", {{"Machine", "alpha"}}, StoreErrorKind::kMissingKey},
    };
    for (const auto& row : rows) {
        const auto got = lab->get(row.nameSpace, texts(row.className, row.keys));
        ASSERT_FALSE(got) << row.className;
        EXPECT_EQ(got.error().kind, row.kind) << got.error().message;
        EXPECT_EQ(lab->remove(row.nameSpace, texts(row.className, row.keys)).error().kind, row.kind);
    }
}

TEST(Repository, CreatesWithDefaultsAndEveryProperty) {
    const auto lab = makeLab();
    const auto made = lab->create("", texts("Lab_Machine", {{"Name", "gamma"}, {"State", "7"}}));
    ASSERT_TRUE(made) << made.error().message;
    EXPECT_EQ(textOf(*made, "Owner"), "nobody");
    EXPECT_EQ(textOf(*made, "Processors"), "4");
    EXPECT_EQ((*made)->find("State")->value.type, cim::Type::kUint16);
    EXPECT_EQ((*made)->properties.size(), lab->schema("")->find("Lab_Machine")->properties.size());
    EXPECT_EQ(*lab->get("", texts("Lab_Machine", {{"Name", "gamma"}})), *made);
}

TEST(Repository, HoldsValuesAgainstTheSchema) {
    const auto lab = makeLab();
    struct Row {
        const char* className;
        Texts values;
        StoreErrorKind kind;
        const char* property;
    };
    const std::vector<Row> rows{
        {"Lab_Machine", {{"Name", "alpha"}}, StoreErrorKind::kAlreadyExists, ""},
        {"Lab_Server", {{"Name", "alpha"}}, StoreErrorKind::kAlreadyExists, ""},
        {"Lab_Machine", {{"Owner", "x"}}, StoreErrorKind::kMissingKey, "Name"},
        {"Lab_Machine", {{"Name", "x"}, {"Wheels", "4"}}, StoreErrorKind::kUnknownProperty, "Wheels"},
        {"Lab_Machine", {{"Name", "x"}, {"Processors", "many"}}, StoreErrorKind::kTypeMismatch, "Processors"},
        {"Lab_Machine", {{"Name", "x"}, {"Processors", "0"}}, StoreErrorKind::kInvalidValue, "Processors"},
        {"Lab_Machine", {{"Name", "x"}, {"Processors", "65"}}, StoreErrorKind::kInvalidValue, "Processors"},
        {"Lab_Machine", {{"Name", "x"}, {"State", "3"}}, StoreErrorKind::kInvalidValue, "State"},
        {"Lab_Machine", {{"Name", "x"}, {"Tag", "123456789"}}, StoreErrorKind::kInvalidValue, "Tag"},
        {"Lab_Element", {{"Caption", "x"}}, StoreErrorKind::kNotSupported, ""},
        {"Lab_Alarm", {{"Machine", "x"}}, StoreErrorKind::kNotSupported, ""},
    };
    for (const auto& row : rows) {
        const auto made = lab->create("", texts(row.className, row.values));
        ASSERT_FALSE(made) << row.className << " " << row.property;
        EXPECT_EQ(made.error().kind, row.kind) << made.error().message;
        EXPECT_EQ(made.error().property, row.property) << made.error().message;
    }
    auto unowned = texts("Lab_Machine", {{"Name", "x"}});
    unowned.set("Owner", cim::Value::null(cim::Type::kString));
    EXPECT_EQ(lab->create("", unowned).error().kind, StoreErrorKind::kMissingValue);
    EXPECT_TRUE(lab->create("", texts("Lab_Machine", {{"Name", "x"}, {"Tag", "äöüäöüäö"}, {"State", "9"}})));
}

TEST(Repository, ModifiesAllOrNothing) {
    const auto lab = makeLab();
    const auto alpha = texts("Lab_Machine", {{"Name", "alpha"}});
    const auto done = lab->modify("", alpha, texts("Lab_Machine", {{"Owner", "zoe"}, {"Serial", "5"}}), {});
    ASSERT_TRUE(done) << done.error().message;
    EXPECT_EQ(textOf(*done, "Owner"), "zoe");
    EXPECT_EQ(textOf(*done, "Serial"), "18446744073709551615") << "read-only values are ignored";
    const auto bad = lab->modify("", alpha, texts("Lab_Machine", {{"Owner", "max"}, {"Processors", "99"}}), {});
    ASSERT_FALSE(bad);
    EXPECT_EQ(textOf(*lab->get("", alpha), "Owner"), "zoe");

    EXPECT_EQ(lab->modify("", alpha, texts("", {{"Serial", "5"}}), {.refuseReadOnly = true}).error().kind,
              StoreErrorKind::kReadOnly);
    EXPECT_EQ(lab->modify("", alpha, texts("", {{"Name", "beta"}}), {}).error().kind, StoreErrorKind::kInvalidValue);
    EXPECT_EQ(lab->modify("", alpha, texts("", {{"Tag", "t"}}), {.wholeRepresentation = true}).error().kind,
              StoreErrorKind::kMissingValue);
    EXPECT_EQ(lab->modify("", texts("Lab_Fixed", {{"Id", "one"}}), texts("", {{"Value", "w"}}), {}).error().kind,
              StoreErrorKind::kReadOnly);
}

TEST(Repository, TellsObserversOfChangesInOrder) {
    const auto lab = makeLab();
    std::vector<std::string> seen;
    const auto observer = lab->observe([&](const Change& change) {
        seen.push_back(std::to_string(change.sequence) + ":" + std::to_string(static_cast<int>(change.kind)) +
                       (change.before ? "b" : "") + (change.after ? "a" : ""));
    });
    const auto gamma = texts("Lab_Machine", {{"Name", "gamma"}});
    ASSERT_TRUE(lab->create("", gamma));
    ASSERT_TRUE(lab->modify("", gamma, texts("", {{"Tag", "t"}}), {}));
    ASSERT_TRUE(lab->modify("", gamma, texts("", {{"Tag", "t"}}), {}));  // the same again: no change
    ASSERT_TRUE(lab->remove("", gamma));
    EXPECT_THAT(seen, ElementsAre("1:0a", "2:1ba", "3:2b"));
    lab->forget(observer);
    ASSERT_TRUE(lab->create("", gamma));
    EXPECT_EQ(seen.size(), 3U);
}

TEST(Repository, SnapshotsDoNotChange) {
    const auto lab = makeLab();
    auto before = lab->enumerate("", "Lab_Machine");
    EXPECT_EQ(textOf(before.next(), "Name"), "alpha");
    ASSERT_TRUE(lab->remove("", texts("Lab_Machine", {{"Name", "beta"}})));
    ASSERT_TRUE(lab->create("", texts("Lab_Server", {{"Name", "delta"}})));
    EXPECT_THAT(names(std::move(before)), ElementsAre("beta"));
    EXPECT_THAT(names(lab->enumerate("", "Lab_Machine")), ElementsAre("alpha", "delta"));
    EXPECT_THAT(names(lab->enumerate("", "Lab_Machine", false)), ElementsAre("alpha"));
    EXPECT_EQ(lab->count("", "Lab_Machine"), 2U);
}

TEST(Repository, RowsAreClearedUpAndFoundAgain) {
    const auto lab = makeLab();
    for (int i = 0; i < 400; ++i) {
        ASSERT_TRUE(lab->create("", texts("Lab_Drive", {{"Machine", "m"}, {"Slot", std::to_string(i)}})));
    }
    for (int i = 0; i < 400; ++i) {
        if (i % 7 != 0) {
            ASSERT_TRUE(lab->remove("", texts("Lab_Drive", {{"Machine", "m"}, {"Slot", std::to_string(i)}})));
        }
    }
    for (int i = 0; i < 400; ++i) {
        EXPECT_EQ(lab->get("", texts("Lab_Drive", {{"Machine", "m"}, {"Slot", std::to_string(i)}})).has_value(),
                  i % 7 == 0);
    }
    EXPECT_EQ(lab->count("", "Lab_Drive"), 2U + 58U);
}

TEST(Repository, GeneratedInstancesCanBeChangedAndDeleted) {
    const auto lab = makeLab();
    lab->setAllWritable(true);
    ASSERT_TRUE(lab->setGenerator("", "Lab_Fixed", std::make_shared<NumberedGenerator>("Lab_Fixed", 5)));
    EXPECT_EQ(lab->count("", "Lab_Fixed"), 6U);
    EXPECT_EQ(lab->create("", texts("Lab_Fixed", {{"Id", "g3"}})).error().kind, StoreErrorKind::kAlreadyExists);
    ASSERT_TRUE(lab->remove("", texts("Lab_Fixed", {{"Id", "g1"}})));
    ASSERT_TRUE(lab->modify("", texts("Lab_Fixed", {{"Id", "g2"}}), texts("", {{"Value", "new"}}), {}));
    EXPECT_FALSE(lab->get("", texts("Lab_Fixed", {{"Id", "g1"}})));
    EXPECT_THAT(names(lab->enumerate("", "Lab_Fixed"), "Value"), ElementsAre("0", "new", "3", "4", "v"));
    ASSERT_TRUE(lab->create("", texts("Lab_Fixed", {{"Id", "g1"}, {"Value", "back"}})));
    EXPECT_EQ(lab->count("", "Lab_Fixed"), 6U);
    EXPECT_EQ(textOf(*lab->get("", texts("Lab_Fixed", {{"Id", "g1"}})), "Value"), "back");
}

TEST(Repository, AssignsKeysWhereItMay) {
    const auto lab = makeLab();
    lab->assignKeys("", "Lab_Machine");
    lab->setGuidSource([] { return std::string("guid-1"); });
    const auto made = lab->create("", texts("Lab_Machine", {{"Owner", "x"}}));
    ASSERT_TRUE(made) << made.error().message;
    EXPECT_EQ(textOf(*made, "Name"), "guid-1");
}

TEST(Repository, AssociationsByClassAndRole) {
    const auto lab = makeLab();
    const auto alpha = *lab->get("", texts("Lab_Machine", {{"Name", "alpha"}}));
    const auto path = pathOf(*lab->schema("")->find("Lab_Machine"), *alpha);
    EXPECT_EQ(lab->associations("", path, "", "").size(), 3U);
    EXPECT_EQ(lab->associations("", path, "Lab_HasDrive", "").size(), 2U);
    EXPECT_EQ(lab->associations("", path, "", "Left").size(), 1U);
    EXPECT_EQ(lab->associations("", path, "", "Right").size(), 0U);
    const auto beta = *lab->get("", texts("Lab_Server", {{"Name", "beta"}}));
    EXPECT_EQ(lab->associations("", pathOf(*lab->schema("")->find("Lab_Server"), *beta), "Lab_Peer", "").size(), 1U);
    // A reference that comes as texts, from an EPR, is the same key.
    cim::Instance link;
    link.className = "Lab_HasDrive";
    const auto reference = [](cim::Instance target) {
        return cim::Value::of(cim::Reference{std::make_shared<const cim::Instance>(std::move(target))});
    };
    link.set("Antecedent", reference(texts("Lab_Machine", {{"Name", "alpha"}})));
    link.set("Dependent", reference(texts("Lab_Drive", {{"Slot", "1"}, {"Machine", "alpha"}})));
    const auto got = lab->get("", link);
    ASSERT_TRUE(got) << got.error().message;
    EXPECT_EQ(textOf(*got, "Bus"), "nvme");
}

TEST(Repository, ConcurrentWritersAndReadersAgree) {
    const auto lab = makeLab();
    std::atomic<int> changes{0};
    lab->observe([&](const Change&) { ++changes; });
    std::vector<std::thread> threads;
    threads.reserve(4);
    for (int t = 0; t < 4; ++t) {
        threads.emplace_back([&, t] {
            for (int i = 0; i < 200; ++i) {
                const auto name = std::to_string(t) + "-" + std::to_string(i);
                ASSERT_TRUE(lab->create("", texts("Lab_Machine", {{"Name", name}})));
                auto cursor = lab->enumerate("", "Lab_Machine");
                bool own = false;
                while (const auto instance = cursor.next()) {
                    own = own || textOf(instance, "Name") == name;
                }
                ASSERT_TRUE(own);
                if (i % 2 == 0) {
                    ASSERT_TRUE(lab->remove("", texts("Lab_Machine", {{"Name", name}})));
                }
            }
        });
    }
    for (auto& thread : threads) {
        thread.join();
    }
    EXPECT_EQ(changes, 4 * 300);
    EXPECT_EQ(lab->count("", "Lab_Machine"), 2U + 400U);
}

TEST(Repository, WhatIsLockedIsNeitherReadNorWritten) {
    const auto lab = makeLab();
    const auto alpha = texts("Lab_Machine", {{"Name", "alpha"}});
    ASSERT_TRUE(lab->setLocked("", alpha, true));
    EXPECT_EQ(lab->get("", alpha).error().kind, StoreErrorKind::kLocked);
    EXPECT_EQ(lab->remove("", alpha).error().kind, StoreErrorKind::kLocked);
    EXPECT_EQ(lab->modify("", alpha, texts("", {{"Owner", "x"}}), {}).error().kind, StoreErrorKind::kLocked);
    EXPECT_TRUE(lab->modify("", alpha, texts("", {{"Owner", "x"}}), {.byProvider = true})) << "the system itself may";
    EXPECT_EQ(lab->count("", "Lab_Machine"), 2U);
    ASSERT_TRUE(lab->setLocked("", alpha, false));
    EXPECT_EQ(textOf(*lab->get("", alpha), "Owner"), "x");
    EXPECT_EQ(lab->setLocked("", texts("Lab_Machine", {{"Name", "omega"}}), true).error().kind,
              StoreErrorKind::kNoInstance);
}

TEST(Repository, AJournalThatRefusesStopsTheChange) {
    class Full : public Journaled {
    public:
        StoreResult<void> write(const Change&) override { return refuse(StoreErrorKind::kPersistence, "disk full"); }
    };
    const auto lab = makeLab();
    lab->setJournal(std::make_shared<Full>());
    EXPECT_EQ(lab->remove("", texts("Lab_Machine", {{"Name", "alpha"}})).error().message, "disk full");
    EXPECT_TRUE(lab->get("", texts("Lab_Machine", {{"Name", "alpha"}})));
}

TEST(Schema, KnowsItsHierarchyAndTheSystemClasses) {
    const auto lab = makeLab();
    const auto schema = lab->schema("");
    EXPECT_TRUE(schema->isA("lab_server", "LAB_ELEMENT"));
    EXPECT_FALSE(schema->isA("Lab_Element", "Lab_Server"));
    EXPECT_TRUE(schema->isA("__InstanceDeletionEvent", "__Event"));
    EXPECT_NE(schema->find("CIM_InstModification")->property("SourceInstance"), nullptr);
    EXPECT_EQ(schema->find("CIM_InstModification")->property("SourceInstance")->type, cim::Type::kInstance);
    EXPECT_EQ(schema->keyRoot("Lab_Server"), "lab_machine");
    EXPECT_EQ(schema->tree("Lab_Element").size(), 4U);
    EXPECT_EQ(schema->subclasses("Lab_Element").size(), 2U);
    Schema empty("root/x");
    cim::Class orphan;
    orphan.name = "A";
    orphan.superClass = "B";
    EXPECT_EQ(empty.add(orphan).error().kind, StoreErrorKind::kNoClass);
}

}  // namespace
}  // namespace mockserver::repository
