// The page in a real browser, headless. Where there is none the test fails: the page would not be tested.
#include <gmock/gmock.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "conformance/report/html.h"
#include "conformance/report/report_for_test.h"
#include "wsman/testing/process.h"

namespace conformance {
namespace {

using test::record;
using test::reportOf;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

class Page : public testing::Test {
protected:
    Page() : root_(std::filesystem::path(testing::TempDir()) / ("mitb_report_" + std::to_string(::getpid()))) {
        std::filesystem::remove_all(root_);
        std::filesystem::create_directories(root_);
    }
    ~Page() override { std::filesystem::remove_all(root_); }

    /// What the browser makes of the page; `script` runs behind the page's own. What its console says is in console_.
    std::string load(std::string page, const std::string& fragment = "", const std::string& script = "") {
        if (!script.empty())
            page.insert(page.rfind("</body>"), "<script>" + script + "</script>");
        const auto file = root_ / "page.html";
        std::ofstream(file) << page;
        std::vector<std::string> arguments{"--headless",
                                           "--no-sandbox",
                                           "--disable-gpu",
                                           "--disable-dev-shm-usage",
                                           "--enable-logging=stderr",
                                           "--user-data-dir=" + (root_ / "profile").string(),
                                           "--virtual-time-budget=3000",
                                           "--timeout=20000",
                                           "--dump-dom",
                                           "file://" + file.string() + fragment};
        wsman::test::Process browser("/usr/bin/chromium", arguments, root_ / "errors");
        EXPECT_EQ(browser.wait(std::chrono::seconds(90)), 0) << browser.errors();
        console_.clear();
        std::istringstream lines(browser.errors());
        for (std::string line; std::getline(lines, line);)
            if (line.find("CONSOLE") != line.npos)
                console_ += line + "\n";
        const auto dom = browser.rest();
        // Only what is shown: the data stands in the page as well.
        return dom.substr(0, dom.find("<script type=\"application/json\""));
    }

    /// The rows that are shown, by the case's number: "1 3".
    static std::string rowsOf(const std::string& dom) {
        std::string out;
        constexpr std::string_view kMark = "data-id=\"X/R";
        for (auto at = dom.find(kMark); at != dom.npos; at = dom.find(kMark, at + 1)) {
            const auto begin = at + kMark.size();
            out += (out.empty() ? "" : " ") + dom.substr(begin, dom.find('"', begin) - begin);
        }
        return out;
    }

    std::filesystem::path root_;
    std::string console_;
};

TEST_F(Page, ShowsASummaryAndEveryCase) {
    const auto dom = load(toHtml({{test::everyVerdict(), std::nullopt}}));
    EXPECT_EQ(console_, "");
    EXPECT_EQ(rowsOf(dom), "1-1 2-1 3-1 4-1 5-1 6-1 6-2");
    EXPECT_THAT(dom, AllOf(HasSubstr("<h3>mock</h3>"), HasSubstr("http://127.0.0.1:5985/wsman"),
                           HasSubstr("<li class=\"fail\"><b>1</b> fail</li>"), HasSubstr("7 rules"),
                           HasSubstr("Requirement of X/R3-1"), HasSubstr("stale waiver")));
    EXPECT_THAT(dom, Not(HasSubstr("It is not so")));  // only when the case is opened
}

TEST_F(Page, ShowsTheExchangeBesideAFailure) {
    const auto dom = load(toHtml({{test::everyVerdict(), std::nullopt}}), "",
                          "document.querySelector('[data-id=\"X/R3-1\"]').click();");
    EXPECT_EQ(console_, "");
    EXPECT_THAT(dom, AllOf(HasSubstr("It is not so"), HasSubstr("<dt>expected</dt><dd>so</dd>"),
                           HasSubstr("<figcaption>sent a/b</figcaption><pre>&lt;x/&gt;</pre>"),
                           HasSubstr("<figcaption>received HTTP 500</figcaption><pre>&lt;y/&gt;</pre>")));
    EXPECT_THAT(load(toHtml({{test::everyVerdict(), std::nullopt}}), "#open=server:X/R6-1"),
                HasSubstr("<dt>waived</dt><dd>known since long\nhttps://example.org/7\nuntil 2099-12-31</dd>"));
}

TEST_F(Page, Filters) {
    const auto page = toHtml({{test::everyVerdict(), std::nullopt}});
    const auto shown = [&](const std::string& fragment) { return rowsOf(load(page, fragment)); };
    EXPECT_EQ(shown("#verdict=fail,error"), "3-1 5-1");
    EXPECT_EQ(shown("#level=should"), "2-1");
    EXPECT_EQ(shown("#clause=6.*"), "6-1 6-2");
    EXPECT_EQ(shown("#text=HTTP+500"), "3-1");
    EXPECT_EQ(shown("#text=known&verdict=waived"), "6-1");
    EXPECT_EQ(shown("#text=no+such+thing"), "");
}

TEST_F(Page, FiltersByWhatIsClickedAndTyped) {
    const auto page = toHtml({{test::everyVerdict(), std::nullopt}});
    auto dom = load(page, "", "document.querySelector('#verdicts [data-verdict=skipped]').click();");
    EXPECT_EQ(rowsOf(dom), "4-1");
    EXPECT_THAT(dom, HasSubstr("1 of 7 rules"));
    const std::string type =
        "const at = (id, value) => { const field = document.getElementById(id); field.value = value; "
        "field.dispatchEvent(new Event('input', {bubbles: true})); };";
    EXPECT_EQ(rowsOf(load(page, "", type + "at('text', 'NO CONNECTION');")), "5-1");
    EXPECT_EQ(rowsOf(load(page, "", type + "at('clause', '6');")), "6-1 6-2");
    EXPECT_EQ(rowsOf(load(page, "", type + "at('level', 'should');")), "2-1");
    EXPECT_EQ(console_, "");
}

TEST_F(Page, ShowsTargetsSideBySide) {
    const auto page = toHtml(
        {{reportOf({record("X/R1-1", CaseResult::pass()), record("X/R2-1", CaseResult::pass())}, "first"), {}},
         {reportOf({record("X/R2-1", CaseResult::fail("no")), record("X/R3-1", CaseResult::pass())}, "second"), {}},
         {reportOf({record("X/R9-1", CaseResult::pass())}, "library", "api"), {}}});
    const auto dom = load(page);
    EXPECT_EQ(console_, "");
    EXPECT_EQ(rowsOf(dom), "1-1 2-1 3-1 9-1");
    EXPECT_THAT(dom, AllOf(HasSubstr("<h2>Suite server</h2>"), HasSubstr("<h2>Suite api</h2>"),
                           HasSubstr("class=\"cell\" title=\"second\">B</th>")));
    // The row of X/R2-1 has both verdicts, the one of X/R3-1 none for the first target.
    const auto second =
        dom.substr(dom.find("data-id=\"X/R2-1\""), dom.find("data-id=\"X/R3-1\"") - dom.find("data-id=\"X/R2-1\""));
    EXPECT_THAT(second, AllOf(HasSubstr("badge pass"), HasSubstr("badge fail")));
    const auto third = dom.substr(dom.find("data-id=\"X/R3-1\""));
    EXPECT_LT(third.find("badge none"), third.find("badge pass"));
    EXPECT_EQ(rowsOf(load(page, "#differs=1")), "2-1");
}

TEST_F(Page, ShowsWhatChangedAgainstTheBaseline) {
    const auto before = reportOf({record("X/R1-1", CaseResult::pass()), record("X/R2-1", CaseResult::fail("no")),
                                  record("X/R4-1", CaseResult::pass())});
    const auto after = reportOf({record("X/R1-1", CaseResult::fail("no")), record("X/R2-1", CaseResult::pass()),
                                 record("X/R3-1", CaseResult::pass())});
    const auto page = toHtml({{after, compare(before, after)}});
    auto dom = load(page);
    EXPECT_THAT(dom, AllOf(HasSubstr("1 newly failing"), HasSubstr("1 newly passing"), HasSubstr("1 new"),
                           HasSubstr("1 gone")));
    EXPECT_EQ(rowsOf(dom), "1-1 2-1 3-1 4-1");
    EXPECT_EQ(rowsOf(load(page, "#change=gone")), "4-1");
    EXPECT_EQ(rowsOf(load(page, "", "document.querySelector('[data-change=newlyFailing]').click();")), "1-1");
    EXPECT_EQ(console_, "");
}

TEST_F(Page, ReadsNothingAsMarkup) {
    const std::string evil = "</script><script>console.log('owned')</script><img src=x onerror=console.log('owned')>";
    const auto page =
        toHtml({{reportOf({record("X/R1-1", CaseResult::fail(evil, evil, evil, "> " + evil))}, evil), {}}});
    EXPECT_THAT(page, Not(HasSubstr("<img")));
    const auto dom = load(page, "#open=server:X/R1-1");
    EXPECT_EQ(console_, "");
    EXPECT_THAT(dom, AllOf(HasSubstr("&lt;img src=x"), Not(HasSubstr("<img"))));
}

TEST_F(Page, ItsConsoleIsWatched) {
    load(toHtml({{test::everyVerdict(), std::nullopt}}), "", "throw new Error('on purpose');");
    EXPECT_THAT(console_, HasSubstr("on purpose"));
}

TEST_F(Page, NeedsNothingFromElsewhere) {
    const auto page = toHtml({{test::everyVerdict(), std::nullopt}});
    EXPECT_THAT(page, AllOf(HasSubstr("default-src 'none'"), Not(HasSubstr("<link")), Not(HasSubstr(" src="))));
    for (const char* mark : {"/*STYLE*/", "/*SCRIPT*/", "/*DATA*/"})
        EXPECT_THAT(page, Not(HasSubstr(mark)));
}

}  // namespace
}  // namespace conformance
