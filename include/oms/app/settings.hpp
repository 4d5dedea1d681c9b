#pragma once
#include <oms/base/fault.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace oms::app {

/// The settings of product.md 4. Names and nesting are those of the TOML file; units, ranges and reasons are in one table
/// (src/app/settings/table.cpp), by which they are read, checked and written. Some features do not exist in this version: the table says
/// which, and a setting that would switch one on is refused.
struct settings {
    std::string listen = "127.0.0.1:8080";
    std::string public_url;    ///< empty: from `listen`
    std::string profiles;      ///< empty: beside the binary, else the install prefix
    std::int64_t threads = 0;  ///< 0: one for each core

    struct tls_table {
        std::string certificate, private_key, client_ca, min_version = "1.2";
        bool behind_proxy = false;
        [[nodiscard]] bool is_on() const noexcept { return !certificate.empty(); }
    } tls;

    struct auth_table {
        std::string mode = "required";
        bool i_know_this_is_open = false;
        std::int64_t max_token_lifetime_s = 3600, clock_skew_s = 60;
    } auth;

    /// An EHR that may call. Its keys come from a file or a URL; with both, from the file, and the URL is only what a token may name.
    struct client_table {
        std::string issuer, jwks_file, jwks_url;
        std::vector<std::string> algorithms{"ES384", "RS384"}, tenants, subjects, fhir_servers;
        bool reuse_tokens = false;
        std::string selection_behavior = "any", language = "en";
        friend bool operator==(client_table const&, client_table const&) = default;
    };
    std::vector<client_table> clients;

    struct codes_table {
        std::vector<std::string> concept_maps;   ///< files
    } codes;

    struct fhir_table {
        std::int64_t deadline_ms = 400, max_pages = 50, max_bytes = 64 << 20, connections_per_server = 8;
        bool allow_anonymous = false, allow_http = false;
        std::vector<std::string> servers;
    } fhir;

    /// Templates that replace those of the knowledge, by prefetch key; empty: not replaced.
    struct prefetch_table {
        std::string patient, conditions, observations, service_requests, diagnostic_reports, procedures, imaging_studies;
    };

    struct services_table {
        std::vector<std::string> hooks{"patient-view", "problem-list-item-create", "encounter-start", "encounter-discharge", "order-select",
                                       "order-sign"};
        std::vector<std::string> silent;
        std::string on_missing_data = "412";
        bool lenient = true;
        std::string cds_hooks_version = "2.0";
        prefetch_table prefetch;
    } services;

    /// Days that replace constants of the knowledge; nothing: not replaced.
    struct policy_table {
        std::optional<std::int64_t> lookback, stale_list, new_onset, new_memory, pair_gap, fresh_neg_o, toxic_gap, injury_gap, episode_pad;
        std::optional<std::int64_t> repeat_after, repeat_until, known_after;
        bool scorpions = false;
    } policy;

    struct feedback_table {
        bool enabled = true;
        std::string store = "sqlite:oms-cds.db";
        bool keep_comments = false;
        std::int64_t snooze_days = 30;
    } feedback;

    struct cors_table {
        std::vector<std::string> origins;
        std::int64_t max_age_s = 3600;
    } cors;

    struct limits_table {
        std::int64_t body_bytes = 32 << 20, header_bytes = 16 << 10, json_depth = 64, connections = 4096;
        std::int64_t header_s = 10, body_s = 30, idle_s = 60, drain_s = 20;
    } limits;

    struct log_table {
        std::string level = "info", format = "auto", audit_file;
        std::int64_t flush_ms = 100;
    } log;

    struct metrics_table {
        std::string listen;
    } metrics;

    bool dev = false;  ///< `--dev`; no key, so that no file can turn it on
};

/// Where settings come from. A later source overrides an earlier one.
struct settings_sources {
    std::string_view file;                                         ///< name of the TOML file, for messages; empty: no file
    std::string_view toml;                                         ///< the text of that file
    std::vector<std::pair<std::string, std::string>> environment;  ///< variables that begin with `OMS_CDS_`; others are ignored
    std::vector<std::pair<std::string, std::string>> flags;        ///< key and value, e.g. `listen`, `127.0.0.1:0`
    bool dev = false;
};

/// Reads and checks settings. In variables and flags a list is written with commas.
///
/// Faults (all of them), bad_settings with `where` = `oms.toml:12: limits.body_bytes`, `OMS_CDS_LISTEN` or `--listen`: not TOML;
/// an unknown key or variable, with the nearest known one; a wrong type; out of range; a feature this version does not have;
/// no authentication on an address that others can reach, unless `i_know_this_is_open` allows it; plain HTTP there, unless `behind_proxy`
/// allows it; `--dev` on such an address.
/// Source: product.md 4.
[[nodiscard]] checked<settings> read_settings(settings_sources const& from);

/// The effective settings as TOML that `read_settings` reads back to the same, each with its unit, range, default and reason.
/// Secrets are written as `***`. Constants of `[policy]` and templates that are not replaced are written as comments.
[[nodiscard]] std::string write_settings(settings const& s);

/// The name of the environment variable of a key: `limits.body_bytes` gives `OMS_CDS_LIMITS_BODY_BYTES`.
[[nodiscard]] std::string variable_of(std::string_view key);

/// The constants that `[policy]` replaces, with their days.
[[nodiscard]] std::vector<std::pair<std::string_view, std::int64_t>> replaced_constants(settings const& s);

/// The prefetch keys whose template `[services.prefetch]` replaces, with the new template.
[[nodiscard]] std::vector<std::pair<std::string_view, std::string>> replaced_templates(settings const& s);

}  // namespace oms::app
