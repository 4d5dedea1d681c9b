#include <oms/app/address.hpp>
#include <oms/app/callers.hpp>
#include <oms/app/commands.hpp>
#include <oms/app/knowledge_folder.hpp>
#include <oms/app/load.hpp>
#include <oms/app/log.hpp>
#include <oms/app/tls_files.hpp>
#include <oms/net/listen.hpp>

#include "files.hpp"
#include "limits.hpp"
#include "log/refused_handshakes.hpp"
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
    std::string const here = url_of(bound, s.tls.is_on() ? "https" : "http");
    public_address const told = public_address_of(s, bound);
    to.info("serving " + here + told.path, {{"discovery", told.origin + told.path + "/cds-services"},
             {"knowledge", knowledge::text_of(k.linked->is)},
             {"digest", knowledge::digest_text(k.linked->is)}});
    for (auto const& c : s.clients)
        if (s.auth.mode == "required") to.info("client registered", {{"issuer", c.issuer}});
}

void report_certificate(net::server_tls const& t, instant now, log& to) {
    bool const is_soon = t.expires < now + limits::time_to_renew;
    auto const say = is_soon ? &log::warning : &log::info;
    (to.*say)(is_soon ? "TLS certificate in use expires soon" : "TLS certificate in use",
              {{"serial", t.serial}, {"expires", to_string(t.expires)}});
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
        auto options = options_for(settings_, bound_, log_);
        auto const tls = load_tls(settings_, env_.now());
        if (!tls) return fail(tls.error(), wrong_usage);
        if (*tls) use(**tls, options);
        if (auto const faults = open_tokens(); !faults.empty()) return fail(faults, wrong_usage);
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
        return deployment_for(k, settings_, now_, [this] { return not_ready(); }, [this] { return not_loaded(); },
                              must_prove_it() ? admission_of(settings_, bound_) : nullptr);
    }

    [[nodiscard]] bool must_prove_it() const { return settings_.auth.mode != "off"; }

    /// The verifier, if there is somebody to verify. Faults: those of the key files.
    std::vector<fault> open_tokens() {
        if (!must_prove_it() || settings_.clients.empty()) return {};
        auto opened = open_verifier(settings_, now_, [this](auto const& c, auto const& why) { report_keys(c, why); });
        if (!opened) return opened.error();
        tokens_ = *std::move(opened);
        return {};
    }

    void report_keys(settings::client_table const& c, std::vector<fault> const& why) {
        if (why.empty()) log_.info("keys loaded", {{"issuer", c.issuer}});
        for (auto const& f : std::span{why}.first(std::min(why.size(), limits::most_named)))
            log_.error("keys not loaded: those from before stay", {{"issuer", c.issuer}, {"where", f.where}, {"note", f.note}});
    }

    std::vector<std::string> not_ready() const {
        std::vector<std::string> reasons;
        if (tokens_) reasons = clients_without_keys(*tokens_, settings_);
        if (draining_) reasons.emplace_back("draining: the service is about to stop");
        if (log_.audit().error != 0) reasons.emplace_back("audit: the audit file cannot be written");
        return reasons;
    }

    std::vector<std::string_view> not_loaded() const {
        std::vector<std::string_view> what;
        if (old_knowledge_) what.emplace_back("knowledge");
        if (old_certificates_) what.emplace_back("certificates");
        if (tokens_ && has_old_keys(*tokens_)) what.emplace_back("keys of clients");
        return what;
    }

    void use(net::server_tls const& t, net::listener::options& to) {
        report_certificate(t, env_.now(), log_);
        to.tls = t.context;
        to.refused_handshake = [this](std::string_view why, std::string_view peer) { refused_.add(why, peer); };
    }

    void reload(std::filesystem::path const& folder) {
        if (auto const opened = log_.reopen(); !opened)
            log_.error("the audit file from before stays in use", {{"where", "log.audit_file"}, {"note", opened.error().note}});
        if (tokens_) reload_keys(*tokens_, settings_, [this](auto const& c, auto const& why) { report_keys(c, why); });
        reload_certificates();
        reload_knowledge(folder);
    }

    void reload_certificates() {
        auto const tls = load_tls(settings_, env_.now());
        old_certificates_ = !tls;
        if (!tls) return keep_old(tls.error(), "wrong certificate", "not loaded: the certificates from before stay in use");
        if (!*tls) return;
        listener_->replace((*tls)->context);
        report_certificate(**tls, env_.now(), log_);
    }

    void reload_knowledge(std::filesystem::path const& folder) {
        auto const k = load_knowledge(folder, settings_);
        old_knowledge_ = !k;
        if (!k) return keep_old(k.error(), "wrong knowledge", "not loaded: the knowledge from before goes on serving");
        listener_->replace(deployment_of(*k));
        log_.info("knowledge loaded anew", {{"knowledge", knowledge::text_of(k->linked->is)},
                                             {"digest", knowledge::digest_text(k->linked->is)}});
    }

    void keep_old(std::vector<fault> const& faults, std::string_view event, std::string_view outcome) {
        for (auto const& f : std::span{faults}.first(std::min(faults.size(), limits::most_named)))
            log_.error(event, {{"where", f.where}, {"note", f.note}});
        log_.error(outcome, {{"faults", std::to_string(faults.size()), true}});
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
    refused_handshakes refused_{log_};
    std::atomic<bool> draining_ = false;
    std::atomic<bool> old_knowledge_ = false, old_certificates_ = false;  ///< a reload found faults
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
