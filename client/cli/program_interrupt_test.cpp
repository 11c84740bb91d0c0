// Signals to the real `mi`: what is open on the server is released, and the code is 130.
#include "client/cli/program_for_test.h"
#include "client/transport/raw_server_for_test.h"

namespace client::cli {
namespace {

std::string between(const std::string& text, const std::string& from, const std::string& to) {
    const auto begin = text.find(from);
    return begin == std::string::npos
               ? ""
               : text.substr(begin + from.size(), text.find(to, begin + from.size()) - begin - from.size());
}

/// Opens a subscription or an enumeration, keeps its Pull waiting, and remembers every action.
class Endless {
public:
    Endless()
        : server_([this](RawPeer& peer) {
              for (auto request = peer.readRequest(); !request.empty(); request = peer.readRequest()) {
                  const auto action = between(between(request, "Action", "</"), ">", "\n");
                  const auto name = action.substr(action.rfind('/') + 1);
                  {
                      const std::scoped_lock lock(mutex_);
                      actions_.push_back(name);
                  }
                  if (name == "Pull") {
                      peer.waitForEnd();
                      return;
                  }
                  peer.send(reply(between(between(request, "MessageID", "</"), ">", "\n"), name));
              }
          }) {}

    [[nodiscard]] std::uint16_t port() const { return server_.port(); }
    std::vector<std::string> actions() {
        const std::scoped_lock lock(mutex_);
        return actions_;
    }
    /// Waits until the client has sent `name`.
    bool saw(const std::string& name) {
        for (const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(30);
             std::chrono::steady_clock::now() < until; std::this_thread::sleep_for(std::chrono::milliseconds(5))) {
            const auto seen = actions();
            if (std::find(seen.begin(), seen.end(), name) != seen.end()) {
                return true;
            }
        }
        return false;
    }

private:
    static std::string reply(const std::string& id, const std::string& name) {
        std::string body;
        if (name == "Subscribe") {
            body =
                "<e:SubscribeResponse xmlns:e=\"http://schemas.xmlsoap.org/ws/2004/08/eventing\">"
                "<e:SubscriptionManager><a:Address>http://127.0.0.1/wsman</a:Address><a:ReferenceParameters>"
                "<e:Identifier>i1</e:Identifier></a:ReferenceParameters></e:SubscriptionManager>"
                "<n:EnumerationContext>c1</n:EnumerationContext></e:SubscribeResponse>";
        } else if (name == "Enumerate") {
            body = "<n:EnumerateResponse><n:EnumerationContext>c1</n:EnumerationContext></n:EnumerateResponse>";
        }
        const auto text =
            "<s:Envelope xmlns:s=\"http://www.w3.org/2003/05/soap-envelope\" "
            "xmlns:a=\"http://schemas.xmlsoap.org/ws/2004/08/addressing\" "
            "xmlns:n=\"http://schemas.xmlsoap.org/ws/2004/09/enumeration\"><s:Header><a:RelatesTo>" +
            id + "</a:RelatesTo></s:Header><s:Body>" + body + "</s:Body></s:Envelope>";
        return "HTTP/1.1 200 OK\r\nContent-Type: application/soap+xml;charset=UTF-8\r\nContent-Length: " +
               std::to_string(text.size()) + "\r\n\r\n" + text;
    }

    std::mutex mutex_;
    std::vector<std::string> actions_;
    RawServer server_;
};

class Interrupted : public test::Program {
protected:
    /// Interrupts a command in its Pull; the actions that the server saw.
    std::vector<std::string> interrupt(test::Words words, int signal) {
        Endless server;
        words.insert(words.begin(), {"--url", "http://u:p@127.0.0.1:" + std::to_string(server.port())});
        const auto run = start("MI_PROGRAM", words);
        EXPECT_TRUE(server.saw("Pull")) << run->errors();
        run->signal(signal);
        EXPECT_EQ(run->wait(), 130) << run->errors();
        return server.actions();
    }
};

TEST_F(Interrupted, ASubscriptionIsUnsubscribed) {
    for (const int signal : {SIGINT, SIGTERM}) {
        EXPECT_THAT(interrupt({"subscribe", "SELECT * FROM E"}, signal),
                    testing::ElementsAre("Subscribe", "Pull", "Unsubscribe"));
    }
}

TEST_F(Interrupted, AnEnumerationIsReleased) {
    EXPECT_THAT(interrupt({"enumerate", "X"}, SIGINT), testing::ElementsAre("Enumerate", "Pull", "Release"));
}

}  // namespace
}  // namespace client::cli
