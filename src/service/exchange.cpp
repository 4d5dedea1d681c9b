#include <oms/service/exchange.hpp>

#include "caller_check.hpp"
#include "cors.hpp"
#include "root_document.hpp"
#include "media.hpp"
#include "status.hpp"

#include <oms/fhir/media_type.hpp>
#include <oms/hooks/intake.hpp>
#include <oms/hooks/outcome.hpp>
#include <oms/service/routes.hpp>

#include <algorithm>

namespace oms::service {
namespace {

fault no_address() {
    return {errc::unknown_service, {}, "no service or page has this address: GET cds-services lists the services and their ids"};
}

}  // namespace

class exchange::impl {
public:
    explicit impl(std::shared_ptr<deployment const> s)
        : deployment_{std::move(s)},
          gatherer_{deployment_->knowledge->codes, findings::gatherer::skips::counted},
          intake_{gatherer_},
          retrieval_{intake_},
          reader_{new_reader()} {}

    exchange_state begin(request_head const& a) noexcept;
    exchange_state verified(auth::verdict const& v) noexcept;
    exchange_state feed(std::string_view bytes) noexcept;
    exchange_state end() noexcept;

    void resume() noexcept;
    void clear();

    [[nodiscard]] auth::pending_token const& pending_token() const noexcept { return caller_.pending(); }
    [[nodiscard]] fetch::retrieval& retrieval() noexcept { return retrieval_; }
    [[nodiscard]] response& answer() noexcept { return response_; }
    [[nodiscard]] telemetry::call_record const& account() const noexcept { return record_; }

private:
    [[nodiscard]] hooks::request_reader new_reader() {
        auto const what = deployment_->settings.answers.lenient ? hooks::accepts::request : hooks::accepts::strict_request;
        inbound_limits const& most = deployment_->settings.limits;
        return {intake_, what, {.bytes = most.body_bytes, .depth = most.json_depth}};
    }

    void start(request_head const& a);
    void forget_request();
    void answer_head(request_head const& a);
    void check_caller(request_head const& a, std::string_view path);
    void answer_verdict(auth::verdict const& v);
    void refuse_caller(auth::refusal why);
    [[nodiscard]] exchange_state state() const noexcept;
    [[nodiscard]] fetch::fetch_rules const& fetch_rules() const noexcept;
    void answer_endpoint(request_head const& a, route_match const& found);
    void answer_readiness();
    void answer_ready();
    void answer_root();
    void begin_call(request_head const& a, std::string_view service_id);
    void end_body();
    [[nodiscard]] result<bool> check_call();
    void answer_call();
    void answer_fault(fault f);
    void close_record(bool body_unread);
    template <class Step>
    void guarded(Step&& s, bool body_unread) noexcept;

    std::shared_ptr<deployment const> const deployment_;
    findings::gatherer gatherer_;
    hooks::intake intake_;
    fetch::retrieval retrieval_;
    hooks::request_reader reader_;
    hooks::hook_request* request_ = nullptr;   ///< the reader's, until it is reset
    knowledge::service_definition const* service_ = nullptr;
    hooks::answer_options options_;     ///< the service's, as they are for this call
    response response_;
    telemetry::call_record record_;
    std::string path_;
    caller_check caller_;
    request_head head_;                 ///< while its token is verified
    route_match found_;                 ///< and where it goes then
    std::string_view origin_;
    preferred_format format_ = preferred_format::json;
    std::optional<std::size_t> rest_;   ///< body bytes still to come; nothing: not known
    bool verifying_ = false;            ///< a verdict is wanted
    bool reading_ = false;              ///< body bytes are wanted
    bool fetching_ = false;             ///< pages are wanted
};

/// Whatever goes wrong inside is a 500 and never an empty card list: "no cards" is a clinical statement (CH-RES-06).
template <class Step>
void exchange::impl::guarded(Step&& s, bool body_unread) noexcept {
    try {
        s();
        if (!verifying_ && !reading_ && !fetching_) close_record(body_unread);
        return;
    } catch (std::exception const& e) {
        verifying_ = fetching_ = false;
        try {
            forget_request();
            answer_fault({errc::internal, {}, e.what()});
            close_record(body_unread);
            return;
        } catch (...) {  // no memory even for that
        }
    } catch (...) {
    }
    verifying_ = reading_ = fetching_ = false;
    response_.clear();
    response_.status = record_.status = 500;
    response_.content_type = {};
    response_.close = true;
}

exchange_state exchange::impl::begin(request_head const& a) noexcept {
    guarded([&] {
        start(a);
        answer_head(a);
        if (reading_ && !a.has_body) end_body();
    }, a.has_body);
    return state();
}

exchange_state exchange::impl::state() const noexcept {
    if (verifying_) return exchange_state::verifying;
    if (reading_) return exchange_state::reading;
    return fetching_ ? exchange_state::fetching : exchange_state::answered;
}

exchange_state exchange::impl::verified(auth::verdict const& v) noexcept {
    if (!std::exchange(verifying_, false)) return state();
    guarded([&] {
        answer_verdict(v);
        if (reading_ && !head_.has_body) end_body();
    }, head_.has_body);
    head_ = {};
    found_ = {};
    return state();
}

exchange_state exchange::impl::feed(std::string_view bytes) noexcept {
    if (!reading_) return exchange_state::answered;
    if (rest_) *rest_ -= std::min(*rest_, bytes.size());
    guarded([&] {
        if (auto good = reader_.feed(bytes); !good) {
            answer_fault(std::move(good).error());
            forget_request();
        }
    }, !rest_ || *rest_ > 0);
    return reading_ ? exchange_state::reading : exchange_state::answered;
}

exchange_state exchange::impl::end() noexcept {
    if (reading_) guarded([&] { end_body(); }, false);
    return fetching_ ? exchange_state::fetching : exchange_state::answered;
}

void exchange::impl::resume() noexcept {
    if (fetching_) guarded([&] { answer_call(); }, false);
}

void exchange::impl::clear() {
    verifying_ = false;
    if (std::exchange(reading_, false) || std::exchange(fetching_, false)) forget_request();  // it was given up in the middle
    caller_.clear();
    head_ = {};
    found_ = {};
    response_.clear();
    record_ = {};
    path_.clear();
    origin_ = {};
    service_ = nullptr;
}

void exchange::impl::start(request_head const& a) {
    clear();
    origin_ = a.origin;
    rest_ = a.has_body ? a.content_length : std::optional<std::size_t>{0};
    format_ = preferred_format_of(a.accept);
}

void exchange::impl::answer_head(request_head const& a) {
    auto const path = normal_path(a.target, path_);
    route_match const found = path ? find_route(*path, deployment_->settings.path_prefix) : route_match{};
    record_.route = found.at ? found.at->name : "unknown";
    if (a.method == "OPTIONS" && found.at) {
        answer_options(response_, *deployment_, origin_, found.at->allow);
    } else if (deployment_->settings.auth_required && !(found.at && found.at->open)) {
        head_ = a;
        found_ = found;
        check_caller(a, path.value_or(std::string_view{}));
    } else if (!found.at) {
        answer_fault(no_address());
    } else {
        answer_endpoint(a, found);
    }
}

/// Also where there is nothing: who is not known learns no address.
void exchange::impl::check_caller(request_head const& a, std::string_view path) {
    if (!deployment_->admission) return refuse_caller(auth::refusal::issuer);
    if (auto const why = caller_.begin(*deployment_->admission, a, path, deployment_->now())) return refuse_caller(*why);
    verifying_ = true;
}

void exchange::impl::answer_verdict(auth::verdict const& v) {
    if (auto const* const why = std::get_if<auth::refusal>(&v)) {
        if (auth::code_of(*why) == errc::not_allowed) caller_.trust(*deployment_->admission, record_);
        refuse_caller(*why);
    } else if (std::holds_alternative<auth::overloaded>(v)) {
        answer_fault({errc::unavailable, {}, "too many signatures wait to be verified"});
    } else {
        caller_.trust(*deployment_->admission, record_);
        found_.at ? answer_endpoint(head_, found_) : answer_fault(no_address());
    }
}

/// The answer to who is not trusted holds no reason and is the same for all (CH-JWT-15).
void exchange::impl::refuse_caller(auth::refusal why) {
    record_.refused = auth::name_of(why);
    if (auto const& named = caller_.pending(); named.is_registered) record_.issuer = deployment_->admission->clients[named.client].issuer;
    answer_fault({auth::code_of(why), {}, "this caller is not registered for what its token names"});
}

fetch::fetch_rules const& exchange::impl::fetch_rules() const noexcept {
    auto const client = caller_.client();
    return client ? deployment_->fetch_by_client[*client] : deployment_->settings.fetch;
}

void exchange::impl::answer_endpoint(request_head const& a, route_match const& found) {
    if (found.at->what == endpoint::feedback) return answer_fault({errc::unknown_service, {}, "feedback is switched off here"});
    if (found.at->what == endpoint::cds_service) {
        auto const at = std::ranges::find(deployment_->offered, found.service_id, &knowledge::service_definition::id);
        if (at == deployment_->offered.end()) return answer_fault(no_address());
        service_ = &*at;
    }
    if (!allows(*found.at, a.method)) {
        answer_fault({errc::wrong_method, {}, std::string{"use one of "}.append(found.at->allow)});
        response_.headers.emplace_back("Allow", found.at->allow);
        return;
    }
    switch (found.at->what) {
        case endpoint::root: return answer_root();
        case endpoint::health: response_.body.assign(R"({"status":"ok"})"); return;
        case endpoint::readiness: return answer_readiness();
        case endpoint::discovery:
        case endpoint::cds_service: break;
        case endpoint::feedback: return;
    }
    if (format_ == preferred_format::other) {
        record_.why = fault{errc::wrong_media_type, {}, "Accept excludes JSON"};
        response_ =
            error_response(406, "not-supported", "The answer is JSON only.", "Accept excludes application/json: name it, or send */*");
    } else if (found.at->what == endpoint::discovery) {
        response_.body.assign(deployment_->discovery);
    } else {
        begin_call(a, found.service_id);
    }
}

void exchange::impl::answer_readiness() {
    auto const not_usable = deployment_->not_ready ? deployment_->not_ready() : std::vector<std::string>{};
    response_.headers.emplace_back("Cache-Control", "no-store");
    if (not_usable.empty()) return answer_ready();
    std::vector<hooks::issue> issues;
    for (std::string const& what : not_usable) issues.push_back({.code = "transient", .text = "Not usable now.", .diagnostics = what});
    response_.status = 503;
    response_.headers.emplace_back("Retry-After", inbound_limits::retry_after_s);
    hooks::append_outcome(response_.body, issues);
}

void exchange::impl::answer_ready() {
    auto const not_loaded = deployment_->not_loaded ? deployment_->not_loaded() : std::vector<std::string_view>{};
    auto const& is = deployment_->knowledge->is;
    response_.body.assign(R"({"status":"ready","knowledge":")").append(knowledge::text_of(is));   // neither can hold a quote
    response_.body.append(R"(","digest":")").append(knowledge::digest_text(is)).append("\"");
    for (auto one = not_loaded.begin(); one != not_loaded.end(); ++one)
        response_.body.append(one == not_loaded.begin() ? R"(,"notLoaded":[")" : R"(",")").append(*one);
    response_.body.append(not_loaded.empty() ? "}" : R"("]})");
}

void exchange::impl::answer_root() {
    response_.content_type = "text/html; charset=utf-8";
    response_.headers.emplace_back("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'");
    response_.headers.emplace_back("X-Content-Type-Options", "nosniff");
    response_.body = write_root_document(*deployment_);
}

void exchange::impl::begin_call(request_head const& a, std::string_view service_id) {
    record_.service_id.assign(service_id);
    if (!is_plain_encoding(a.content_encoding))
        return answer_fault({errc::wrong_media_type, {}, "Content-Encoding is set: send the body as it is"});
    if (!fhir::is_json_body(a.content_type))
        return answer_fault({errc::wrong_media_type, {}, "Content-Type is not JSON in UTF-8: send application/json"});
    if (std::size_t const most = deployment_->settings.limits.body_bytes; a.content_length && *a.content_length > most)
        return answer_fault(
            {errc::too_large, {}, "the body is over the limit of " + std::to_string(most) + " bytes: send fewer resources"});
    intake_.reset(*service_);
    reading_ = true;
}

/// The body is whole: checks, then what is missing is asked for, or the answer.
void exchange::impl::end_body() {
    reading_ = false;
    auto const complete = check_call();
    if (!complete) {
        answer_fault(complete.error());
        forget_request();
    } else if (*complete) {
        answer_call();
    } else {
        fetching_ = true;
    }
}

/// False: pages are to be asked for first.
result<bool> exchange::impl::check_call() {
    auto const read = reader_.end();
    if (!read) return read.error();
    request_ = *read;
    options_ = deployment_->settings.answers;
    options_.silent =
        options_.silent || std::ranges::find(deployment_->settings.silent, service_->id) != deployment_->settings.silent.end();
    if (auto good = hooks::check_request(*request_, *service_, options_, record_.what); !good) return good.error();
    if (auto good = intake_.check_patient(request_->patient_id); !good) return good.error();
    return !retrieval_.begin({.knowledge = deployment_->knowledge.get(),
                              .service = service_,
                              .options = &options_,
                              .rules = &fetch_rules(),
                              .request = request_,
                              .gathered = &gatherer_,
                              .now = deployment_->now()});
}

void exchange::impl::answer_call() {
    fetching_ = false;
    record_.fetched = retrieval_.account();
    auto answered = hooks::answer(*deployment_->knowledge, *service_, *request_, gatherer_, options_, deployment_->now(), record_.what,
                                  response_.body);
    if (answered) {
        response_.headers.emplace_back("Cache-Control", "no-store");  // about one patient
    } else {
        answer_fault(std::move(answered).error());
    }
    forget_request();
}

/// The token and the ids are for this call only (CH-AUTHZ-07).
void exchange::impl::forget_request() {
    retrieval_.reset();
    request_ = nullptr;
    reader_.reset();
    gatherer_.reset();
}

void exchange::impl::answer_fault(fault f) {
    reading_ = false;
    response_ = response_for(f);
    if (format_ == preferred_format::fhir_json && !response_.content_type.empty()) response_.content_type = "application/fhir+json";
    record_.why = std::move(f);
}

void exchange::impl::close_record(bool body_unread) {
    response_.close = body_unread && response_.status == 413;  // of any other body the server sees how much is left
    add_cors(response_, *deployment_, origin_);
    record_.status = response_.status;
}

exchange::exchange(std::shared_ptr<deployment const> s) : impl_{std::make_unique<impl>(std::move(s))} {}
exchange::~exchange() = default;
exchange::exchange(exchange&&) noexcept = default;

exchange_state exchange::begin(request_head const& a) { return impl_->begin(a); }
auth::pending_token const& exchange::pending_token() const noexcept { return impl_->pending_token(); }
exchange_state exchange::verified(auth::verdict const& v) { return impl_->verified(v); }
exchange_state exchange::feed(std::string_view bytes) { return impl_->feed(bytes); }
exchange_state exchange::end() { return impl_->end(); }
fetch::retrieval& exchange::retrieval() noexcept { return impl_->retrieval(); }
void exchange::resume() { impl_->resume(); }
void exchange::clear() { impl_->clear(); }
response& exchange::answer() noexcept { return impl_->answer(); }
telemetry::call_record const& exchange::account() const noexcept { return impl_->account(); }

}  // namespace oms::service
