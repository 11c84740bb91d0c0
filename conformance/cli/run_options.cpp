#include "conformance/cli/run_options.h"

#include <map>
#include <random>

namespace conformance {

namespace {

const std::map<std::string, Color> kColors{
    {"auto", Color::kAuto}, {"always", Color::kAlways}, {"never", Color::kNever}};
const std::map<std::string, Level> kLevels{
    {"must", Level::kMust}, {"should", Level::kShould}, {"may", Level::kMay}, {"vendor", Level::kVendor}};

void addColor(CLI::App* command, Color& color) {
    command->add_option("--color", color, "auto (on a terminal), always or never")
        ->transform(CLI::CheckedTransformer(kColors).description("{auto,always,never}"));
}

void addSelection(CLI::App* command, ReportedRunOptions& options) {
    auto& selection = options.selection;
    command->add_option("--select", selection.select, "Case id or glob; -GLOB takes away; may be repeated")
        ->allow_extra_args(false);
    command->add_option("--exclude", selection.exclude, "Case id or glob to leave out; may be repeated")
        ->allow_extra_args(false);
    command->add_option("--clause", selection.clauses, "Glob of the clause, such as '8.*'; may be repeated")
        ->allow_extra_args(false);
    command
        ->add_option_function<std::vector<std::string>>(
            "--level",
            [&selection](const std::vector<std::string>& names) {
                for (const auto& name : names)
                    selection.levels.push_back(kLevels.at(name));
            },
            "Of must, should, may and vendor, separated by commas")
        ->delimiter(',')
        ->allow_extra_args(false)
        ->check([](const std::string& name) {
            return kLevels.contains(name) ? "" : "expected must, should, may or vendor, found '" + name + "'";
        });
    command
        ->add_option_function<std::string>(
            "--shard", [&options](const std::string& text) { options.shard = *parseShard(text); },
            "Only part I of N of the cases, as I/N")
        ->check([](const std::string& text) {
            return parseShard(text) ? std::string() : "expected I/N with I from 1 to N, found '" + text + "'";
        });
    auto* list = command->add_flag("--list", options.list, "List the cases and run none");
    command->add_flag("--dry-run", options.dryRun, "Tell what would run and what would be skipped, and run nothing")
        ->excludes(list);
    command
        ->add_option_function<std::string>(
            "--format", [&options](const std::string& text) { options.listAsJson = text == "json"; },
            "Of --list: text or json")
        ->check(CLI::IsMember({"text", "json"}))
        ->needs(list);
}

/// --shuffle, --shuffle SEED or --shuffle=SEED.
void addShuffle(CLI::App* command, ReportedRunOptions& options) {
    command
        ->add_option_function<std::vector<std::string>>(
            "--shuffle",
            [&options](const std::vector<std::string>& words) {
                const auto seed = words.empty() ? std::string() : words.front();
                std::uint32_t number = 0;
                if (CLI::detail::lexical_cast(seed, number))
                    options.shuffleSeed = number;
                else if (seed.empty() || seed == "{}")
                    options.shuffleSeed = std::random_device()();
                else
                    throw CLI::ValidationError("--shuffle",
                                               "expected a seed from 0 to 4294967295, found '" + seed + "'");
            },
            "Run in another order; with a seed always in the same one")
        ->type_name("[SEED]")
        ->expected(0, 1);
}

}  // namespace

void addRunOptions(CLI::App* command, ReportedRunOptions& options) {
    addSelection(command, options);
    command->add_flag("--strict", options.run.strict, "Count warnings as failures");
    command->add_flag("--fail-fast", options.run.failFast, "Stop at the first failure");
    command->add_option("--repeat", options.run.repeat, "Rounds; the worst verdict of a case counts")
        ->check(CLI::Range(1U, 10000U));
    addShuffle(command, options);
    command->add_option("--waivers", options.waivers,
                        "JSON file of breaches that are known (docs/conformance-runs.md)");
    command->add_option("--name", options.name, "What reports call the target");
    command->add_option("--junit", options.files.junit, "File for JUnit XML; may be repeated")->allow_extra_args(false);
    command->add_option("--json", options.files.json, "File for a JSON report; may be repeated")
        ->allow_extra_args(false);
    command->add_option("--html", options.files.html, "File for a web page; may be repeated")->allow_extra_args(false);
    auto* baseline = command->add_option("--baseline", options.baseline, "Earlier JSON report to compare with");
    command
        ->add_flag("--fail-on-regression", options.failOnRegression,
                   "Exit with 1 only for what is worse than in the baseline")
        ->needs(baseline);
    command->add_flag("--verbose", options.verbose, "Print every case on a terminal too");
    addColor(command, options.color);
}

CLI::App* addReportCommand(CLI::App& app, MergeOptions& options) {
    auto* command = app.add_subcommand("report", "Put JSON reports side by side");
    command->add_option("REPORT", options.reports, "JSON reports, of --json")->required();
    command->add_option("--html", options.html, "File for a web page of all of them; may be repeated")
        ->allow_extra_args(false);
    auto* baseline =
        command->add_option("--baseline", options.baseline, "Earlier JSON report to compare each of them with");
    command
        ->add_flag("--fail-on-regression", options.failOnRegression,
                   "Exit with 1 when something is worse than in the baseline")
        ->needs(baseline);
    addColor(command, options.color);
    return command;
}

}  // namespace conformance
