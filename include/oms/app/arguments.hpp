#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace oms::app {

/// Where settings and knowledge come from; the same for every command.
struct source_arguments {
    std::string config;  ///< TOML file; empty: none
    std::vector<std::pair<std::string, std::string>> flags;  ///< those that set a setting: its key, its value
    bool dev = false;
};

struct serve_arguments {
    source_arguments from;
    bool print_config = false;
};

/// A patient on a FHIR server; `fhir` empty: none.
struct remote_arguments {
    std::string fhir;        ///< base URL
    std::string patient;     ///< id
    std::string token_file;  ///< empty: no token
};

enum class output_format : std::uint8_t { assessment, card, text };

struct evaluate_arguments {
    source_arguments from;
    std::vector<std::string> files;       ///< `-`: standard input, at most once
    std::string as_of;                    ///< empty: now
    remote_arguments from_server;         ///< its patient is also whose chart is taken from files; empty: the only one
    std::optional<output_format> format;  ///< nothing: text on a terminal, else assessment
};

struct request_arguments {
    source_arguments from;
    remote_arguments from_server;
    std::string hook = "patient-view";
    std::string user = "Practitioner/oms-cds";
};

struct check_arguments {
    source_arguments from;
    bool accept = false;
    bool release = false;      ///< with `accept`: what is accepted is a release, not a site's change
    std::string new_version;   ///< with `accept`: of the knowledge; empty: ask, if there is need
    std::string codes;         ///< NDJSON export whose codes are to be counted; empty: none
};

/// A text to print in place of a command to run: help, version, or what is wrong with the command line.
struct notice {
    std::string text;  ///< ends with a line break
    int status = 0;    ///< 0: to standard output; 2: to standard error
};

using command = std::variant<notice, serve_arguments, evaluate_arguments, request_arguments, check_arguments>;

/// Reads the arguments after the program's name. A notice of wrong usage names the argument, and the command that prints the right usage.
/// Source: product.md 3.
[[nodiscard]] command read_arguments(std::span<char const* const> arguments);

}  // namespace oms::app
