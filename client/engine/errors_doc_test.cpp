// docs/errors.md against the engine: each row of its tables is produced and compared, and nothing that exists lacks a
// row.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <map>
#include <set>
#include <sstream>

#include "client/engine/completion.h"
#include "client/engine/engine_for_test.h"
#include "client/engine/fault_mapping.h"
#include "wsman/cim/text.h"
#include "wsman/soap/fault_table.h"

namespace client {
namespace {

using testing::StartsWith;
using Cells = std::vector<std::string>;

/// The rows of the first table below the heading (level two), without its head.
std::vector<Cells> rowsOf(const std::string& heading) {
    std::ifstream file(MITB_SOURCE_DIR "/docs/errors.md");
    std::vector<Cells> rows;
    bool here = false;
    for (std::string line; std::getline(file, line);) {
        if (line.starts_with("## ")) {
            here = line == "## " + heading;
        }
        if (!here || !line.starts_with("| `")) {
            continue;
        }
        Cells cells;
        std::istringstream row(line.substr(1));
        for (std::string cell; std::getline(row, cell, '|');) {
            const auto begin = cell.find_first_not_of(" `");
            cells.push_back(begin == std::string::npos ? ""
                                                       : cell.substr(begin, cell.find_last_not_of(" `") + 1 - begin));
        }
        if (cells[0] != "id" && cells[0] != "MessageID") {
            rows.push_back(std::move(cells));
        }
    }
    EXPECT_FALSE(rows.empty()) << heading;
    return rows;
}

std::string nameOf(MiResult result) {
    return "MI_RESULT_" + std::string(toString(result));
}

/// "18 ACCESS_DENIED" -> "18": the name is for people.
std::string numberOf(const std::string& cell) {
    return cell.substr(0, cell.find(' '));
}

std::string detailOf(const Completion& completion, const char* name) {
    const auto* property = completion.details ? completion.details->find(name) : nullptr;
    return property && property->value.scalar ? wsman::cim::formatScalar(*property->value.scalar) : "";
}

/// How a Get (or a method call) ends that is answered by what `make` gives.
Completion ended(const std::function<HttpReply(const Outgoing&)>& make, bool invoke = false) {
    Engine engine =
        invoke ? Engine(op::Invoke{"X", "Poke"}, context()) : Engine(op::GetInstance{president(1)}, context());
    const Step first = engine.start();
    Step last = engine.onReply(make(*first.send));
    EXPECT_TRUE(last.completion);
    return last.completion.value_or(Completion{});
}

constexpr const char* kReason = "the Reason";

std::string cimError(const std::string& name, const std::string& properties, bool marked = true) {
    return "<p:" + name + " xmlns:p=\"urn:error\"" + (marked ? " b:IsCIM_Error=\"true\"" : "") + ">" + properties +
           "</p:" + name + ">";
}

const std::string kWsmanFault =
    "<f:WSManFault Code=\"2150858817\" Machine=\"m\"><f:Message><f:ProviderFault provider=\"p\" path=\"x\">"
    "<f:WSManFault Code=\"1\" Machine=\"m\"><f:Message>the provider failed</f:Message></f:WSManFault>"
    "</f:ProviderFault></f:Message></f:WSManFault>";

using Make = std::function<HttpReply(const Outgoing&)>;

const std::map<std::string, Make>& details() {
    static const std::map<std::string, Make> made = {
        {"cim-status",
         [](const Outgoing& request) {
             return fault(request, "w:InternalError", kReason,
                          kWsmanFault + cimError("MSFT_WmiError",
                                                 "<p:CIMStatusCode>6</p:CIMStatusCode><p:Message>Not found by WMI"
                                                 "</p:Message><p:MessageID>HRESULT 0x80041002</p:MessageID>"));
         }},
        {"omi-error",
         [](const Outgoing& request) {
             return fault(
                 request, "w:InternalError", kReason,
                 cimError("OMI_Error", "<p:Message>exists</p:Message><p:MessageID>OMI:MI_Result:11</p:MessageID>"));
         }},
        {"other-cim-error",
         [](const Outgoing& request) {
             return fault(
                 request, "w:InternalError", kReason,
                 cimError("Vendor_Error", "<p:CIMStatusCode>16</p:CIMStatusCode><p:Message>vendor words</p:Message>"));
         }},
        {"cim-status-unknown",
         [](const Outgoing& request) {
             return fault(request, "w:AccessDenied", kReason,
                          cimError("MSFT_WmiError",
                                   "<p:CIMStatusCode>4711</p:CIMStatusCode><p:Message>out of range</p:Message>"));
         }},
        {"cim-not-marked",
         [](const Outgoing& request) {
             return fault(request, "w:AccessDenied", kReason,
                          cimError("MSFT_WmiError", "<p:CIMStatusCode>6</p:CIMStatusCode>", false));
         }},
        {"wsman-fault",
         [](const Outgoing& request) { return fault(request, "w:InternalError", kReason, kWsmanFault); }},
        {"reason-only", [](const Outgoing& request) { return fault(request, "w:AccessDenied", kReason); }},
        {"unknown-subcode",
         [](const Outgoing& request) {
             auto reply = fault(request, "v:Sulking", kReason);
             reply.body.insert(reply.body.find(" xmlns:a="), " xmlns:v=\"urn:vendor\"");
             return reply;
         }},
        {"no-method", [](const Outgoing& request) { return fault(request, "a:ActionNotSupported", kReason); }},
    };
    return made;
}

HttpReply plain(int status, const std::string& type, std::string body) {
    return {status, "", {{"Content-Type", type}}, std::move(body)};
}

const std::map<std::string, Make>& replies() {
    static const auto constant = [](const HttpReply& reply) { return [reply](const Outgoing&) { return reply; }; };
    static const std::string html = "<html><body>no</body></html>";
    static const std::map<std::string, Make> made = {
        {"status-401", constant({401, "", {}, ""})},
        {"status-401-fault", [](const Outgoing& request) { return fault(request, "w:InternalError", "", "", 401); }},
        {"status-403-empty", constant({403, "", {}, ""})},
        {"status-403-html", constant(plain(403, "text/html", html))},
        {"redirect", constant({302, "", {{"Location", "https://elsewhere.example/wsman"}}, ""})},
        {"redirect-nowhere", constant({302, "", {}, ""})},
        {"status-404", constant(plain(404, "text/html; charset=utf-8", html))},
        {"status-413", constant({413, "", {}, ""})},
        {"status-500-empty", constant({500, "", {}, ""})},
        {"status-500-no-fault", [](const Outgoing& request) { return answer(request, "<x/>", 500); }},
        {"status-503", constant(plain(503, "text/plain", "try later"))},
        {"fault-on-400", [](const Outgoing& request) { return fault(request, "w:AccessDenied", kReason, "", 400); }},
        {"fault-on-200", [](const Outgoing& request) { return fault(request, "w:AccessDenied", kReason, "", 200); }},
        {"empty", constant({200, "", {}, ""})},
        {"html", constant(plain(200, "text/html", html))},
        {"cut",
         [](const Outgoing& request) {
             auto reply = answer(request, "<x/>");
             reply.body.resize(reply.body.size() / 2);
             return reply;
         }},
        {"other-message",
         [](const Outgoing& request) {
             Outgoing other = request;
             other.messageId = "uuid:another";
             return answer(other, "<x/>");
         }},
    };
    return made;
}

/// The ids of the rows and of what can be produced are the same.
void expectSameIds(const std::vector<Cells>& rows, const std::map<std::string, Make>& known) {
    std::set<std::string> documented;
    for (const auto& row : rows) {
        EXPECT_TRUE(documented.insert(row[0]).second) << row[0] << " twice";
    }
    for (const auto& [id, make] : known) {
        EXPECT_EQ(documented.count(id), 1U) << id << " has no row";
    }
    EXPECT_EQ(documented.size(), known.size());
}

TEST(ErrorsDocument, PrecedenceOfWhatAFaultHolds) {
    const auto rows = rowsOf("What decides, first to last");
    expectSameIds(rows, details());
    for (const auto& row : rows) {
        const auto completion = ended(details().at(row[0]), row[0] == "no-method");
        EXPECT_EQ(nameOf(completion.code), row[2]) << row[0];
        EXPECT_EQ(completion.message, row[3]) << row[0];
        EXPECT_EQ(detailOf(completion, "MessageID"), row[4]) << row[0];
        EXPECT_TRUE(completion.details) << row[0];
    }
}

TEST(ErrorsDocument, FaultsByTheirNames) {
    std::set<std::string> rowNames;
    std::set<std::string> tokens;
    for (const auto& row : rowsOf("Faults")) {
        const auto* info = wsman::soap::findFault(row[0]);
        ASSERT_NE(info, nullptr) << row[0];
        const bool any = row[1].starts_with("any other");
        const auto completion = completionFor(wsman::soap::makeFault(info->id, "", any ? "" : row[1]));
        EXPECT_EQ(nameOf(completion.code), row[2]) << row[0] << " " << row[1];
        EXPECT_EQ(detailOf(completion, "error_Category"), numberOf(row[3])) << row[0] << " " << row[1];
        EXPECT_TRUE(tokens.insert(row[0] + "/" + (any ? "" : row[1])).second) << row[0] << " twice";
        rowNames.insert(row[0]);
    }
    for (const auto& info : wsman::soap::faultTable()) {
        EXPECT_EQ(rowNames.count(std::string(info.name)), 1U) << info.name;
    }
    for (const auto& mapping : faultMappings()) {
        const std::string name(wsman::soap::faultInfo(mapping.fault).name);
        EXPECT_EQ(tokens.count(name + "/" + std::string(mapping.detail)), 1U) << name << " " << mapping.detail;
    }
}

TEST(ErrorsDocument, HttpReplies) {
    const auto rows = rowsOf("HTTP replies");
    expectSameIds(rows, replies());
    for (const auto& row : rows) {
        const auto completion = ended(replies().at(row[0]));
        EXPECT_EQ(nameOf(completion.code), row[2]) << row[0];
        EXPECT_EQ(detailOf(completion, "error_Category"), numberOf(row[3])) << row[0];
        EXPECT_THAT(completion.message, StartsWith(row[4])) << row[0];
    }
    EXPECT_EQ(detailOf(ended(replies().at("redirect")), "ProbableCauseDescription"),
              "REDIRECT_LOCATION: https://elsewhere.example/wsman");
}

TEST(ErrorsDocument, TransportErrors) {
    const std::map<std::string, TransportErrorKind> kinds = [] {
        std::map<std::string, TransportErrorKind> all;
        for (int i = 0; i <= static_cast<int>(TransportErrorKind::kUnsupported); ++i) {
            const auto kind = static_cast<TransportErrorKind>(i);
            all[std::string(toString(kind))] = kind;
        }
        return all;
    }();
    std::set<std::string> documented;
    for (const auto& row : rowsOf("Transport errors")) {
        ASSERT_EQ(kinds.count(row[0]), 1U) << row[0];
        documented.insert(row[0]);
        Engine engine(op::GetInstance{president(1)}, context());
        (void)engine.start();
        const Step step = engine.onTransportError({kinds.at(row[0]), "words with the address", "system words"});
        ASSERT_TRUE(step.completion);
        EXPECT_EQ(nameOf(step.completion->code), row[2]) << row[0];
        EXPECT_EQ(detailOf(*step.completion, "error_Category"), numberOf(row[3])) << row[0];
        EXPECT_EQ(detailOf(*step.completion, "MessageID"), row[0]);
        EXPECT_EQ(step.completion->message, "words with the address");
    }
    EXPECT_EQ(documented.size(), kinds.size());
}

}  // namespace
}  // namespace client
