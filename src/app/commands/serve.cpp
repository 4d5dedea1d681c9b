#include <oms/app/address.hpp>
#include <oms/app/callers.hpp>
#include <oms/app/commands.hpp>
#include <oms/app/knowledge_folder.hpp>
#include <oms/app/load.hpp>
#include <oms/app/log.hpp>
#include <oms/net/listen.hpp>

#include "files.hpp"
#include "limits.hpp"
#include "signals.hpp"

#include <algorithm>
#include <atomic>
#include <bit>
#include <cstdint>

#include <unistd.h>

namespace oms::app {

namespace {

/// The real clock, or in the dev profile the instant of OMS_CDS_NOW. Fault: bad_settings.
result<clock> clock_for(settings const& s, environment const& env, log& to) {
    auto const variable = std::ranges::find(env.variables, "OMS_CDS_NOW", &std::pair<std::string, std::string>::first);
    if (variable == env.variables.end()) return env.now;
    if (!s.dev) {
        to.warning("OMS_CDS_NOW is ignored: only --dev takes it as the clock");
        return env.now;
    }
    auto const fixed = parse_instant(variable->second);
    if (!fixed) return fault{errc::bad_settings, "OMS_CDS_NOW", "must be a FHIR instant or date, e.g. 2026-11-20T12:00:00Z"};
    to.warning("the clock stands still", {{"now", to_string(*fixed)}});
    return clock{[at = *fixed] { return at; }};
}

/// Says how a connection ended that did not end as it should.
void report_ending(log& to, net::ending why, std::uint64_t count) {
    if (why == net::ending::finished || why == net::ending::idle_timeout) return;
    // Under a flood each one that is turned away is no news.
    bool const is_warning = why == net::ending::failed || (why == net::ending::turned_away && std::has_single_bit(count));
    auto const say = is_warning ? &log::warning : &log::debug;
    (to.*say)("connection ended", {{"reason", net::name_of(why)}, {"count", std::to_string(count), true}});
}

/// How many connections have ended in each way.
void report_endings(log& to, net::ending_counts const& counts) {
    for (std::size_t i = 0; i < counts.size(); ++i) {
        if (counts[i] == 0) continue;
        to.info("connections ended", {{"reason", net::name_of(static_cast<net::ending>(i))}, {"count", std::to_string(counts[i]), true}});
    }
}

net::listener::options options_for(settings const& s, listen_address const& a, log& to) {
    net::listener::options o;
    o.address = a.host;
    o.port = a.port;
    o.threads = static_cast<unsigned>(s.threads);
    o.log = [&to](telemetry::call_record const& r, std::chrono::microseconds took) {
        static_cast<void>(to.record(r, took));  // the answer will wait for its audit line with #12
    };
    o.ended = [&to](net::ending why, std::uint64_t count) { report_ending(to, why, count); };
    return o;
}

/// What an operator must know before the first call.
void warn_of_openness(settings const& s, log& to) {
    if (s.dev)
        to.warning("DEV PROFILE: no authentication, any origin, this machine only. Never for patients");
    else if (s.auth.mode == "required" && s.clients.empty())
        to.warning(
            "every call will be answered 401: auth.mode is required and no client is registered. Add [[clients]] to the settings; "
            "to try it on this machine: --dev, or auth.mode = \"off\" in the settings");
    else if (s.auth.i_know_this_is_open)
        to.warning("OPEN: whoever can reach this address gets answers without authentication", {{"listen", s.listen}});
    if (s.fhir.allow_anonymous && s.fhir.servers.empty())
        to.warning("fhir.allow_anonymous opens nothing: fhir.servers names no server");
    for (auto const& id : s.services.silent) to.info("silent: evaluates, answers no cards", {{"service", id}});
}

void announce(settings const& s, listen_address const& bound, loaded_knowledge const& k, log& to) {
    public_address const told = public_address_of(s, bound);
    to.info("serving " + url_of(bound) + told.path, {{"discovery", told.origin + told.path + "/cds-services"},
             {"knowledge", knowledge::text_of(k.linked->is)},
             {"digest", knowledge::digest_text(k.linked->is)}});
    for (auto const& c : s.clients)
        if (s.auth.mode == "required") to.info("client registered", {{"issuer", c.issuer}});
}

/// Source: no-color.org; terminfo(5) for `dumb`.
messages_reader reader_of_messages(environment const& env) {
    if (!env.messages_are_terminal) return messages_reader::program;
    auto const value_of = [&](std::string_view name) {
        auto const found = std::ranges::find(env.variables, name, &std::pair<std::string, std::string>::first);
        return found == env.variables.end() ? std::string_view{} : std::string_view{found->second};
    };
    std::string_view const kind = value_of("TERM");
    bool const plain = kind.empty() || kind == "dumb" || !value_of("NO_COLOR").empty();
    return plain ? messages_reader::terminal : messages_reader::coloured_terminal;
}

/// A running service and what SIGHUP and SIGTERM do to it.
class running {
public:
    running(settings const& s, environment const& env, clock now, log& to)
        : settings_{s}, env_{env}, now_{std::move(now)}, log_{to} {}

    int run(signals& awaited) {
        auto const folder = profiles_folder(settings_, env_.program);
        auto const k = load_knowledge(folder, settings_);
        if (!k) return fail(k.error(), all_settings_faults(k.error()) ? wrong_usage : cannot_serve);
        auto const address = parse_listen(settings_.listen);
        if (!address) return fail({address.error()}, wrong_usage);
        bound_ = *address;
        if (must_prove_it() && !settings_.clients.empty()) {
            auto opened = open_verifier(settings_, now_, [this](auto const& c, auto const& why) { report_keys(c, why); });
            if (!opened) return fail(opened.error(), wrong_usage);
            tokens_ = *std::move(opened);
        }
        auto options = options_for(settings_, bound_, log_);
        options.tokens = tokens_;
        auto opened = net::listener::open(std::move(options), deployment_of(*k));
        if (!opened) return fail({opened.error()}, cannot_serve);
        listener_ = *std::move(opened);
        bound_.port = listener_->port();
        if (address->port == 0) listener_->replace(deployment_of(*k));  // tokens name the port, if nothing else is what clients call
        warn_of_openness(settings_, log_);
        announce(settings_, bound_, *k, log_);
        awaited.wait_for([this, folder] { reload(folder); }, [this] { stop(); });
        listener_->run();
        awaited.end();  // `stop` may still be on its way back
        report_endings(log_, listener_->endings());
        log_.info("stopped");
        return done;
    }

private:
    std::shared_ptr<service::deployment const> deployment_of(loaded_knowledge const& k) {
        auto const not_ready = [this] {
            std::vector<std::string> reasons;
            if (tokens_) reasons = clients_without_keys(*tokens_, settings_);
            if (draining_) reasons.emplace_back("draining: the service is about to stop");
            if (log_.audit().error != 0) reasons.emplace_back("audit: the audit file cannot be written");
            return reasons;
        };
        return deployment_for(k, settings_, now_, not_ready, must_prove_it() ? admission_of(settings_, bound_) : nullptr);
    }

    [[nodiscard]] bool must_prove_it() const { return settings_.auth.mode != "off"; }

    void report_keys(settings::client_table const& c, std::vector<fault> const& why) {
        if (why.empty()) log_.info("keys loaded", {{"issuer", c.issuer}});
        for (auto const& f : std::span{why}.first(std::min(why.size(), limits::most_named)))
            log_.error("keys not loaded: those from before stay", {{"issuer", c.issuer}, {"where", f.where}, {"note", f.note}});
    }

    void reload(std::filesystem::path const& folder) {
        if (auto const opened = log_.reopen(); !opened)
            log_.error("the audit file from before stays in use", {{"where", "log.audit_file"}, {"note", opened.error().note}});
        if (tokens_) reload_keys(*tokens_, settings_, [this](auto const& c, auto const& why) { report_keys(c, why); });
        auto const k = load_knowledge(folder, settings_);
        if (!k) return keep_old(k.error());
        listener_->replace(deployment_of(*k));
        log_.info("knowledge loaded anew", {{"knowledge", knowledge::text_of(k->linked->is)},
                                             {"digest", knowledge::digest_text(k->linked->is)}});
    }

    void keep_old(std::vector<fault> const& faults) {
        for (auto const& f : std::span{faults}.first(std::min(faults.size(), limits::most_named)))
            log_.error("wrong knowledge", {{"where", f.where}, {"note", f.note}});
        log_.error("not loaded: the knowledge from before goes on serving", {{"faults", std::to_string(faults.size()), true}});
    }

    void stop() {
        log_.info("draining: no new connections, what runs may finish", {{"drain_s", std::to_string(settings_.limits.drain_s), true}});
        draining_ = true;
        listener_->stop();
    }

    static bool all_settings_faults(std::vector<fault> const& faults) {
        return std::ranges::all_of(faults, [](fault const& f) { return f.code == errc::bad_settings; });
    }

    static int fail(std::vector<fault> const& faults, int status) {
        say_first(faults);
        return status;
    }

    settings const& settings_;
    environment const& env_;
    clock now_;
    log& log_;
    std::atomic<bool> draining_ = false;
    listen_address bound_;
    std::shared_ptr<net::token_verifier> tokens_;   ///< null: nobody must prove who it is, or nobody can
    std::unique_ptr<net::listener> listener_;
};

}  // namespace

int serve(serve_arguments const& a, environment const& env) {
    auto const s = settings_for(a.from, env);
    if (!s) {
        say(s.error());
        return wrong_usage;
    }
    if (a.print_config) {
        auto const written = write_all(STDOUT_FILENO, write_settings(*s));
        return written ? done : not_evaluated;
    }
    signals awaited;  // before the log starts its thread
    auto const opened = log::open(*s, reader_of_messages(env));
    if (!opened) {
        say(opened.error());
        return wrong_usage;
    }
    auto now = clock_for(*s, env, **opened);
    if (!now) {
        say(now.error());
        return wrong_usage;
    }
    running service{*s, env, *std::move(now), **opened};
    return service.run(awaited);
}

}  // namespace oms::app
