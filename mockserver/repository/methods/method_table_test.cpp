#include "mockserver/repository/methods/method_table.h"

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>
#include <thread>

#include "mockserver/repository/data/json_value.h"
#include "mockserver/repository/service/lab_for_test.h"

namespace mockserver::repository {
namespace {

using namespace test;
using namespace std::chrono_literals;
using nlohmann::json;

class Methods : public testing::Test {
protected:
    /// A lab whose methods behave so; `what` holds behaviours of Lab_Machine's methods.
    void behave(const std::vector<json>& behaviours) {
        lab = std::make_unique<LabService>(
            *profileByName(""),
            RepositoryResponder::Options{
                .invoke = [this](const Call& call, const HttpHeaders& headers, const wsman::cim::MethodDecl& method) {
                    return table->invoke(call, headers, method);
                }});
        std::vector<MethodSpec> specs;
        for (const auto& behaviour : behaviours) {
            specs.push_back({"root/lab", "Lab_Machine", behaviour.value("method", "Reboot"), behaviour, "test",
                             behaviour.value("lua", "")});
        }
        auto made = MethodTable::create(
            specs, {.repository = lab->repository,
                    .newMessageId = [] { return std::string("uuid:m"); },
                    .newUuid = [] { return std::string("GUID"); },
                    .scheduler = scheduler,
                    .raise = [this](const std::string&,
                                    const wsman::cim::Instance& event) { raised.push_back(event.className); }});
        problem = made ? "" : made.error().text();
        table = made ? *made : nullptr;
    }
    wsman::soap::Message call(const std::string& method, const LabService::Selectors& selectors,
                              const std::string& parameters) {
        return lab->ask(
            kMachine + "/" + method, kMachine, selectors,
            "<p:" + method + "_INPUT xmlns:p=\"" + kMachine + "\">" + parameters + "</p:" + method + "_INPUT>");
    }
    std::string owner(const std::string& name) {
        const auto found = lab->repository->get("", texts("Lab_Machine", {{"Name", name}}));
        return found ? toJson(**found)["Owner"].dump() : found.error().message;
    }

    std::shared_ptr<Scheduler> scheduler = std::make_shared<Scheduler>();
    std::unique_ptr<LabService> lab;
    std::shared_ptr<MethodTable> table;
    std::vector<std::string> raised;
    std::string problem;
};

TEST_F(Methods, AnswerByTemplateAndChangeTheInstance) {
    behave({json::parse(
        R"({"method": "Reboot", "returns": 5, "out": {"Message": "{{data.self.Name}} in {{data.in.Delay}} s"},
                            "set": {"Owner": "rebooted", "Serial": 77}})")});
    ASSERT_EQ(problem, "");
    const auto reply = call("Reboot", {{"Name", "alpha"}}, "<p:Delay>30</p:Delay>");
    ASSERT_EQ(faultOf(reply), "");
    EXPECT_TRUE(reply.payload().is(kMachine, "Reboot_OUTPUT"));
    EXPECT_EQ(childText(reply, "ReturnValue"), "5");
    EXPECT_EQ(childText(reply, "Message"), "alpha in 30 s");
    EXPECT_EQ(owner("alpha"), "\"rebooted\"");
    const auto alpha = lab->repository->get("", texts("Lab_Machine", {{"Name", "alpha"}}));
    EXPECT_EQ(toJson(**alpha)["Serial"], 77) << "a method may write what clients may not";
}

TEST_F(Methods, AnswerByLuaWithStateOfItsOwn) {
    behave({json{
        {"method", "Count"},
        {"lua", "seen = 0\nfunction call(self, input) seen = seen + 1 return {returns = seen * #input.Prefix} end"}}});
    ASSERT_EQ(problem, "");
    EXPECT_EQ(childText(call("Count", {}, "<p:Prefix>abc</p:Prefix>"), "ReturnValue"), "3");
    EXPECT_EQ(childText(call("Count", {}, "<p:Prefix>abc</p:Prefix>"), "ReturnValue"), "6");
}

TEST_F(Methods, CreateDeleteRaiseAndFault) {
    behave({json::parse(
        R"json({"method": "Reboot", "lua": "function call(self, input) if input.Delay == 1 then return {fault = 'wsman:QuotaLimit', reason = 'not now'} end if input.Delay == 2 then return {returns = 0, delete = true, raise = {class = 'Lab_Alarm', properties = {Machine = self.Name, Level = 3}}} end return {create = {class = 'Lab_Machine', properties = {Name = 'born', Roles = {'a', 'b'}}}} end"})json")});
    ASSERT_EQ(problem, "");
    EXPECT_EQ(faultOf(call("Reboot", {{"Name", "alpha"}}, "<p:Delay>1</p:Delay>")), "wsman:QuotaLimit");
    EXPECT_EQ(faultOf(call("Reboot", {{"Name", "alpha"}}, "<p:Delay>3</p:Delay>")), "");
    EXPECT_EQ(owner("born"), "\"nobody\"");
    EXPECT_EQ(faultOf(call("Reboot", {{"Name", "alpha"}}, "<p:Delay>2</p:Delay>")), "");
    EXPECT_THAT(owner("alpha"), testing::HasSubstr("no such instance"));
    EXPECT_THAT(raised, testing::ElementsAre("Lab_Alarm"));
}

TEST_F(Methods, BadCallsAreRefused) {
    behave({json{{"method", "Reboot"}}});
    EXPECT_EQ(faultOf(call("Reboot", {}, "")), "wsman:InvalidSelectors/InsufficientSelectors");
    EXPECT_EQ(faultOf(call("Reboot", {{"Name", "omega"}}, "")), "wsa:DestinationUnreachable");
    EXPECT_EQ(faultOf(call("Reboot", {{"Name", "alpha"}}, "<p:Delay>long</p:Delay>")),
              "wsman:InvalidParameter/TypeMismatch");
    EXPECT_EQ(faultOf(call("Reboot", {{"Name", "alpha"}}, "<p:Force>1</p:Force>")),
              "wsman:InvalidParameter/InvalidName");
    EXPECT_EQ(faultOf(call("Reboot", {{"Name", "alpha"}}, "<p:Message>1</p:Message>")),
              "wsman:InvalidParameter/InvalidName");
    EXPECT_EQ(faultOf(call("Count", {}, "")), "wsa:ActionNotSupported/ActionMismatch") << "it has no behaviour";
    EXPECT_EQ(faultOf(call("Explode", {}, "")), "wsa:ActionNotSupported/ActionMismatch");
    EXPECT_EQ(faultOf(call("Reboot", {{"Name", "alpha"}}, "<p:Delay>3</p:Delay>")), "");
    EXPECT_EQ(faultOf(call("Reboot", {{"Name", "beta"}}, "")), "") << "a subclass inherits the behaviour";
}

TEST_F(Methods, BadBehavioursAreToldAtOnce) {
    behave({json{{"method", "Reboot"}, {"out", {{"Message", "{{nonsense"}}}}});
    EXPECT_THAT(problem, testing::HasSubstr("test/out/Message"));
    behave({json{{"method", "Reboot"}, {"lua", "function call( end"}}});
    EXPECT_THAT(problem, testing::HasSubstr("Lab_Machine.Reboot"));
    behave({json{{"method", "Reboot"}, {"lua", "x = 1"}}});
    EXPECT_THAT(problem, testing::HasSubstr("call(self, input)"));
    behave({json{{"method", "Reboot"}}, json{{"method", "Reboot"}}});
    EXPECT_THAT(problem, testing::HasSubstr("two behaviours"));
    behave({json{{"method", "Reboot"}, {"lua", "function call() while true do end end"}}});
    EXPECT_EQ(faultOf(call("Reboot", {{"Name", "alpha"}}, "")), "wsman:InternalError");
    behave({json{{"method", "Reboot"}, {"lua", "function call() return {returns = call} end"}}});
    EXPECT_EQ(faultOf(call("Reboot", {{"Name", "alpha"}}, "")), "wsman:InternalError");
    behave({json{{"method", "Reboot"}, {"out", {{"Wings", 2}}}}});
    EXPECT_EQ(faultOf(call("Reboot", {{"Name", "alpha"}}, "")), "wsman:InternalError");
}

TEST_F(Methods, AJobChangesItsStateAndItsTarget) {
    behave({json::parse(R"({"method": "Reboot", "returns": 4096,
        "job": {"class": "Lab_Fixed", "out": "Job", "properties": {"Value": "running"}, "steps": [
            {"afterMs": 60, "set": {"Value": "half"}}, {"afterMs": 60, "set": {"Value": "done"},
             "target": {"set": {"Owner": "finished"}}}, {"afterMs": 200, "delete": true}]}})")});
    ASSERT_EQ(problem, "");
    EXPECT_EQ(childText(call("Reboot", {{"Name", "alpha"}}, ""), "ReturnValue"), "4096");
    const auto value = [&] {
        const auto job = lab->repository->get("", texts("Lab_Fixed", {{"Id", "GUID"}}));
        return job ? toJson(**job)["Value"].get<std::string>() : std::string("gone");
    };
    std::vector<std::string> seen{value()};
    const auto until = std::chrono::steady_clock::now() + 10s;
    while (seen.back() != "gone" && std::chrono::steady_clock::now() < until) {
        std::this_thread::sleep_for(5ms);
        if (const auto now = value(); now != seen.back()) {
            seen.push_back(now);
        }
    }
    EXPECT_THAT(seen, testing::ElementsAre("running", "half", "done", "gone"));
    EXPECT_EQ(owner("alpha"), "\"finished\"");
}

TEST(SchedulerTest, RunsInOrderAgainAndStops) {
    std::mutex mutex;
    std::vector<int> order;
    std::atomic<int> ticks{0};
    {
        Scheduler scheduler;
        const auto note = [&](int number) {
            return [&, number] {
                const std::lock_guard lock(mutex);
                order.push_back(number);
            };
        };
        scheduler.after(60ms, note(2));
        scheduler.after(10ms, note(1));
        scheduler.after(1h, note(3));
        scheduler.every(20ms, [&] { ++ticks; });
        const auto until = std::chrono::steady_clock::now() + 10s;
        while (ticks < 5 && std::chrono::steady_clock::now() < until) {
            std::this_thread::sleep_for(5ms);
        }
    }
    EXPECT_GE(ticks, 5);
    EXPECT_THAT(order, testing::ElementsAre(1, 2));
}

}  // namespace
}  // namespace mockserver::repository
