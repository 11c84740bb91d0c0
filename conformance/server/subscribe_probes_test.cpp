#include "conformance/server/spoiler_for_test.h"

namespace conformance::test {
namespace {

constexpr const char* kSubscribe = "eventing/Subscribe<";
constexpr const char* kUnsubscribe = "eventing/Unsubscribe<";

TEST(SubscribeProbes, AreProvedBothWays) {
    prove(subscribeProbes(),
          {
              {"DSP0226/R10.1-1", "names no manager", edits(kSubscribe, "SubscriptionManager", "Manager")},
              {"DSP0226/R10.3-1", "falls over", refuses("GetStatus")},
              {"DSP0226/R10.4-1", "knows no Unsubscribe", refuses(kUnsubscribe)},
              {"DSP0226/R10.4-1/twice", "forgets nothing", takes(kUnsubscribe)},
              {"DSP0226/R10.5-1", "knows no Renew", refuses("eventing/Renew<")},
              {"DSP0226/R10.5-1/over", "renews the dead", takes("eventing/Renew<")},
              {"WSE/expires", "does not say when", edits(kSubscribe, R"(<e:Expires>[^<]*</e:Expires>)", "")},
              {"WSE/expires-past", "takes the past", takes("2001-01-01")},
              {"WSE/expires-garbage", "takes anything", takes("tomorrow")},
              {"DSP0226/R10.2.7-1", "knows no mode", refuses(kSubscribe)},
              {"DSP0226/mode-unknown", "takes any mode", takes("urn:mi-conformance:mode")},
              {"DSP0226/mode-unknown/list", "lists none", edits(kSubscribe, "SupportedDeliveryMode", "Mode")},
              {"DSP0226/R10.2.2-3p", "takes the first", takes(kSubscribe)},
              {"DSP0226/R10.2.2-1", "knows one of them", refuses("e:Filter")},
              {"DSP0226/R10.2.2-5", "takes the text", takes(kSubscribe)},
              {"DSP0226/R10.2.2-6", "takes it", takes(kSubscribe)},
              {"WSE/dialect", "ignores it", takes("urn:mi-conformance:dialect")},
              {"DSP0226/R10.2.6-6", "begins anywhere", takes("w:Bookmark")},
              {"DSP0226/R10.2.6-2s", "takes the text", takes("w:Bookmark")},
              {"DSP0226/R10.2.6-7", "falls over", refuses("bookmark/earliest")},
              {"DSP0226/R10.2.1-4", "refuses for another reason", refuses("127.0.0.1:9/")},
              {"DSP0226/R10.2.1-2", "falls over", refuses("e:EndTo")},
              {"DSP0226/R10.2.3-1", "falls over", refuses("w:ConnectionRetry")},
              {"DSP0226/R10.2.9.4-2", "falls over", refuses("w:MaxTime")},
              {"DSP0226/R10.2.1-4/none", "pushes to nobody", takes(kSubscribe)},
          });
}

}  // namespace
}  // namespace conformance::test
