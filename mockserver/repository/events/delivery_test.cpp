// When and how much is delivered: batches, heartbeats, limits, and what a slow or dead sink may not hold up.
#include <algorithm>
#include <atomic>
#include <future>
#include <thread>

#include "mockserver/repository/events/eventing_for_test.h"
#include "wsman/xml/encoding.h"

namespace mockserver::repository {
namespace {

using namespace test;
using namespace std::chrono_literals;
using std::chrono::steady_clock;
using testing::ElementsAre;
using testing::HasSubstr;
namespace action = wsman::action;
namespace ops = wsman::ops;
namespace uri = wsman::uri;

const std::string kAlarms = wql("SELECT * FROM Lab_Alarm");

class Delivering : public Eventing {
protected:
    void raise(const std::string& machine = "m") {
        ASSERT_TRUE(hub->raise("root/lab", texts("Lab_Alarm", {{"Machine", machine}})));
    }
    wsman::soap::Message pullWithin(const std::string& context, int octets) {
        return lab->ask(action::kPull, kAll, {},
                        "<n:Pull><n:MaxTime>PT0.3S</n:MaxTime><n:MaxElements>100</n:MaxElements>"
                        "<n:EnumerationContext>" +
                            context + "</n:EnumerationContext></n:Pull>",
                        "<w:MaxEnvelopeSize>" + std::to_string(octets) + "</w:MaxEnvelopeSize>");
    }
};

/// A sink that answers nothing until the test is over.
class DeadSink {
public:
    ~DeadSink() { gate_.set_value(); }
    [[nodiscard]] std::string url() const { return sink_.url(); }

private:
    std::promise<void> gate_;
    TestSink sink_{[open = gate_.get_future().share()](const HttpRequest&, const wsman::soap::Message&) {
        open.wait_for(10s);
        return std::optional(HttpReply{.status = 503});
    }};
};

TEST_F(Delivering, APullThatIsTooSmallEvenForTheNoticeIsRefused) {
    const auto context = pullContext(kAlarms);
    raise(std::string(9000, 'm'));
    EXPECT_EQ(faultOf(pullWithin(context, 120)), "wsman:EncodingLimit/MaxEnvelopeSize");
    EXPECT_EQ(faultOf(pullWithin(context, 120)), "wsman:EncodingLimit/MaxEnvelopeSize");
    const auto message = pullWithin(context, 8192);
    const auto read = ops::readEnumerationReply(message);
    ASSERT_TRUE(read) << "the subscription lives on";
    ASSERT_EQ(read->items.size(), 1U);
    EXPECT_TRUE(read->items[0].is(wsman::ns::kWsman, "DroppedEvents"));
    EXPECT_EQ(read->items[0].text(), "1");
}

}  // namespace
}  // namespace mockserver::repository
