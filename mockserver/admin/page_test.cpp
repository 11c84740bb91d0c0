// The page in a real browser, headless. Where there is none the test fails: the page would not be tested.
#include <unistd.h>

#include <filesystem>

#include "mockserver/admin/admin_for_test.h"
#include "wsman/testing/process.h"

namespace mockserver::admin {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

class Page : public Admin {
protected:
    Page() : root_(std::filesystem::path(testing::TempDir()) / ("mitb_page_" + std::to_string(::getpid()))) {
        std::filesystem::remove_all(root_);
        std::filesystem::create_directories(root_);
    }
    ~Page() override { std::filesystem::remove_all(root_); }

    /// The document as it is once its scripts have run and asked the API. The browser's clock goes on only while no
    /// request is under way, hence no long polls.
    std::string load(const std::string& fragment, const std::string& more = "") {
        std::vector<std::string> arguments{"--headless",
                                           "--no-sandbox",
                                           "--disable-gpu",
                                           "--disable-dev-shm-usage",
                                           "--user-data-dir=" + (root_ / "profile").string(),
                                           "--virtual-time-budget=3000",
                                           "--timeout=20000",
                                           "--dump-dom",
                                           admin_->url() + "/?poll=0" + more + fragment};
        wsman::test::Process browser("/usr/bin/chromium", arguments, root_ / "errors");
        EXPECT_EQ(browser.wait(std::chrono::seconds(90)), 0) << browser.errors();
        return browser.rest();
    }

    std::filesystem::path root_;
};

TEST_F(Page, ShowsTheJournalWithAnExchange) {
    send({});
    send({.resource = "urn:other"});
    const auto page = load("#Journal&entry=2");
    EXPECT_THAT(page,
                AllOf(HasSubstr("data-sequence=\"1\""), HasSubstr("200 answered"), HasSubstr("500 unmatched"),
                      HasSubstr("\u2717 resourceUri: expected \"urn:thing\", got \"urn:other\""),
                      HasSubstr("&lt;w:ResourceURI&gt;urn:other&lt;/w:ResourceURI&gt;"), HasSubstr("1 unmatched")));
    EXPECT_THAT(page, HasSubstr("<p id=\"trouble\" hidden=\"\">"));
}

TEST_F(Page, ShowsEverythingElse) {
    send({});
    EXPECT_THAT(load("#Scenarios"), AllOf(HasSubstr("Things."), HasSubstr("<td>get</td><td>1</td>")));
    EXPECT_THAT(load("#Faults"), AllOf(HasSubstr("All of it."), HasSubstr("switch on")));
    EXPECT_THAT(load("#States"), HasSubstr("<td>seen</td>"));
    EXPECT_THAT(load("#Verification"), AllOf(HasSubstr("exchange \"put\" is used"), HasSubstr("it did not answer")));
}

TEST_F(Page, ShowsWhatCannotBeAsked) {
    serve({.token = "s3cret"});
    EXPECT_THAT(load(""), HasSubstr("send the token as"));
    EXPECT_THAT(load("", "&token=s3cret"), AllOf(HasSubstr(mock_->url()), Not(HasSubstr("send the token as"))));
}

}  // namespace
}  // namespace mockserver::admin
