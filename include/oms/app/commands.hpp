#pragma once
#include <oms/app/arguments.hpp>
#include <oms/app/settings.hpp>
#include <oms/base/time.hpp>

#include <filesystem>
#include <functional>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace oms::app {

/// Exit status of the program. Source: product.md 3.
enum exit_status : int {
    done = 0,
    not_evaluated = 1,  ///< some input could not be evaluated; `check`: the knowledge has faults
    wrong_usage = 2,    ///< wrong usage or settings
    cannot_serve = 3,   ///< cannot start or serve
};

/// What a command knows of the process it runs in.
struct environment {
    std::filesystem::path program;  ///< path of the running program
    std::vector<std::pair<std::string, std::string>> variables;
    bool output_is_terminal = false, messages_are_terminal = false;  ///< of standard output, of standard error
    std::function<instant()> now;
};

/// Each runs one command: results go to standard output, messages to standard error. The exit status is returned.
[[nodiscard]] int serve(serve_arguments const& a, environment const& env);
[[nodiscard]] int evaluate(evaluate_arguments const& a, environment const& env);
[[nodiscard]] int request(request_arguments const& a, environment const& env);
[[nodiscard]] int check(check_arguments const& a, environment const& env);

/// The whole program behind `main`: reads the arguments (without the program's name) and runs a command.
[[nodiscard]] int run(std::span<char const* const> arguments, environment const& env);

/// Settings of a command: its `--config` file, variables, flags. Faults: those of `read_settings`, and a file that cannot be read.
[[nodiscard]] checked<settings> settings_for(source_arguments const& from, environment const& env);

/// One line per fault on standard error, `oms-cds: where: note (code)`.
void say(std::vector<fault> const& faults);
/// The same, of many only the first; `check` says all.
void say_first(std::vector<fault> const& faults);
void say(fault const& f);
/// One line on standard error.
void say(std::string_view text);

}  // namespace oms::app
