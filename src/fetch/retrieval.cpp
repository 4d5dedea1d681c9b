#include <oms/fetch/retrieval.hpp>

#include "list_query.hpp"
#include "scopes.hpp"

#include <oms/fhir/resource_reader.hpp>

#include <algorithm>
#include <array>
#include <utility>

namespace oms::fetch {
namespace {

/// Each only when the one before has not decided the answer. Source: product.md 6.
constexpr std::array stages{knowledge::need::patient, knowledge::need::list, knowledge::need::workup};

bool is_listed(fhir::base_url const& base, std::vector<std::string> const& servers) {
    return std::ranges::any_of(servers, [&](std::string const& s) {
        auto const server = fhir::parse_base_url(s);
        return server && server->has_origin_of(base);
    });
}

}  // namespace

bool is_sendable(std::string_view token) noexcept {
    return std::ranges::all_of(token, [](char c) { return c > ' ' && c < '\x7f'; });
}

class retrieval::impl {
public:
    explicit impl(hooks::request_sink& to) : sink_{&to} {}

    bool begin(retrieval_call const& c);
    [[nodiscard]] bool is_under_way() const noexcept { return std::ranges::any_of(queries_, &list_query::under_way); }
    std::vector<page_request> take_requests() { return std::exchange(requests_, {}); }
    [[nodiscard]] fhir_access access() const noexcept;

    bool page_begin(std::size_t ticket, page_head const& head);
    bool page_feed(std::size_t ticket, std::string_view bytes);
    void page_end(std::size_t ticket);
    void page_failed(std::size_t ticket, transport_failure why);
    void deadline_reached();

    [[nodiscard]] fetch_account const& account() const noexcept { return account_; }
    void reset();

private:
    [[nodiscard]] std::optional<failure> judge_access();
    [[nodiscard]] std::string_view token() const noexcept;
    void advance();
    [[nodiscard]] bool is_wanted(knowledge::need what) const;
    [[nodiscard]] bool can_change(knowledge::need what) const;
    [[nodiscard]] bool is_open(knowledge::prefetch_template const& t) const;
    void plan(knowledge::prefetch_template const& t);
    [[nodiscard]] std::optional<std::string> fill(knowledge::prefetch_template const& t) const;

    [[nodiscard]] list_query* under_way(std::size_t ticket) noexcept;
    void request_page(list_query& q, std::string url, std::chrono::milliseconds delay = {});
    [[nodiscard]] page_request request_of(list_query const& q) const;
    void begin_anew(list_query& q);
    void take_page(list_query& q);
    void lend_reader(list_query& q);
    void take_back_reader(list_query& q);
    void go_on_after(list_query& q, page_summary const& got);
    void finish(list_query& q, std::optional<failure> why);

    hooks::request_sink* sink_;
    std::vector<std::unique_ptr<page_reader>> spare_;   ///< kept for later pages and calls
    retrieval_call call_;
    std::optional<fhir::base_url> base_;
    std::string base_text_;
    std::optional<failure> denied_;       ///< why nothing may be asked at all
    std::size_t stage_ = stages.size();
    std::vector<list_query> queries_;     ///< by ticket
    std::vector<page_request> requests_;
    fetch_account account_;
};

// ---- what to ask, and in which order ----------------------------------------------------------------------------------

bool retrieval::impl::begin(retrieval_call const& c) {
    reset();
    call_ = c;
    if (c.request->fhir_server.empty()) return false;
    if (std::ranges::none_of(c.service->prefetch, [&](auto const& t) { return is_open(t); })) return false;
    denied_ = judge_access();
    stage_ = 0;
    advance();
    return is_under_way();
}

/// Source: CH-FHIR-02, CH-FHIR-04, CH-FHIR-05; product.md 4, the dev profile.
std::optional<failure> retrieval::impl::judge_access() {
    base_ = fhir::parse_base_url(call_.request->fhir_server);
    bool const on_loopback = base_ && call_.rules->loopback && base_->is_loopback();
    if (!base_ || (!on_loopback && !is_listed(*base_, call_.rules->servers))) return failure{obstacle::not_registered};
    base_text_ = base_->text();
    if (token().empty() && !on_loopback && !call_.rules->allow_anonymous) return failure{obstacle::no_token};
    if (!is_sendable(token())) return failure{obstacle::bad_token};
    return std::nullopt;
}

std::string_view retrieval::impl::token() const noexcept {
    auto const& a = call_.request->authorization;
    return a ? std::string_view{a->access_token} : std::string_view{};
}

fhir_access retrieval::impl::access() const noexcept {
    if (!call_.request) return {};
    return {.base = base_text_,
            .token = token(),
            .caller = call_.rules->caller,
            .max_bytes = call_.rules->limits.max_bytes,
            .deadline = call_.rules->limits.deadline,
            .allow_loopback = call_.rules->loopback};
}

void retrieval::impl::advance() {
    while (!is_under_way() && stage_ < stages.size()) {
        knowledge::need const now = stages[stage_++];
        if (!is_wanted(now)) continue;
        for (auto const& t : call_.service->prefetch)
            if (t.how_much == now && is_open(t)) plan(t);
    }
}

bool retrieval::impl::is_wanted(knowledge::need what) const {
    bool const open = std::ranges::any_of(call_.service->prefetch, [&](auto const& t) { return t.how_much == what && is_open(t); });
    if (!open || call_.until == reach::all) return open;
    // Behind a guard not even the lists can change anything.
    return can_change(call_.until == reach::chart && what == knowledge::need::workup ? knowledge::need::list : what);
}

bool retrieval::impl::can_change(knowledge::need what) const {
    return hooks::is_needed(what, *call_.knowledge, *call_.service, *call_.request, *call_.gathered, call_.now);
}

/// Not sent at all, or paged. What came in another way is not asked for again: null is an answer (CH-PF-02), an OperationOutcome
/// tells that the same query failed (CH-PF-04), and what is no resource is unavailable (CH-PF-10).
bool retrieval::impl::is_open(knowledge::prefetch_template const& t) const {
    hooks::prefetch_entry const* const r = hooks::find_entry(*call_.request, t.key);
    return !r || (r->state == hooks::prefetch_state::resources && r->has_next_link && !r->next_url.empty());
}

void retrieval::impl::plan(knowledge::prefetch_template const& t) {
    hooks::prefetch_entry const* const sent = hooks::find_entry(*call_.request, t.key);
    list_query q;
    q.what = &t;
    q.has_data = sent != nullptr;
    std::optional<failure> why = denied_;
    auto const& granted = call_.request->authorization;
    interaction const how = knowledge::is_read(t) ? interaction::read : interaction::search;
    if (!why && granted && !may_read(granted->scope, knowledge::type_asked(t), how)) why = failure{obstacle::no_scope};
    std::optional<std::string> url;
    if (!why) {
        q.first = fill(t);
        url = sent ? resolve_within(*base_, base_text_, sent->next_url) : q.first;
        if (!url) why = failure{sent ? obstacle::next_elsewhere : obstacle::no_value};
    }
    if (why) return finish(q, why);
    q.pages = sent ? 1 : 0;
    q.matches = sent ? sent->matches : 0;
    ++account_.queries;
    queries_.push_back(std::move(q));
    request_page(queries_.back(), *std::move(url));
}

std::optional<std::string> retrieval::impl::fill(knowledge::prefetch_template const& t) const {
    hooks::hook_request const& r = *call_.request;
    std::array const values{context_value{"context.patientId", r.patient_id}, context_value{"context.userId", r.user_id},
                            context_value{"context.encounterId", r.encounter_id}};
    return fill_template(*base_, t.query, values);
}

// ---- pages --------------------------------------------------------------------------------------------------------------

list_query* retrieval::impl::under_way(std::size_t ticket) noexcept {
    return ticket < queries_.size() && queries_[ticket].under_way ? &queries_[ticket] : nullptr;
}

void retrieval::impl::request_page(list_query& q, std::string url, std::chrono::milliseconds delay) {
    q.url = std::move(url);
    q.under_way = true;
    q.fate = page_fate::fail;
    q.why = {obstacle::broken};   // until a head came
    requests_.push_back(request_of(q));
    requests_.back().delay = delay;
    if (call_.observer && call_.observer->requested) call_.observer->requested(requests_.back());
}

page_request retrieval::impl::request_of(list_query const& q) const {
    return {.ticket = static_cast<std::size_t>(&q - queries_.data()), .key = q.what->key, .first = q.pages == 0, .url = q.url};
}

bool retrieval::impl::page_begin(std::size_t ticket, page_head const& head) {
    list_query* const q = under_way(ticket);
    if (!q) return false;
    judge_head(*q, head, *call_.rules, *base_);
    if (q->fate != page_fate::read) return false;
    lend_reader(*q);
    if (call_.observer && call_.observer->begun) call_.observer->begun(request_of(*q));
    return true;
}

void retrieval::impl::lend_reader(list_query& q) {
    take_back_reader(q);  // a page may begin again when its connection broke
    if (spare_.empty()) spare_.push_back(std::make_unique<page_reader>(*sink_));
    q.reader = std::move(spare_.back());
    spare_.pop_back();
    q.reader->begin(*q.what, {.bytes = call_.rules->limits.max_bytes, .depth = call_.rules->limits.json_depth});
}

void retrieval::impl::take_back_reader(list_query& q) {
    if (q.reader) spare_.push_back(std::move(q.reader));
}

bool retrieval::impl::page_feed(std::size_t ticket, std::string_view bytes) {
    list_query* const q = under_way(ticket);
    if (!q || q->fate != page_fate::read) return false;
    account_.bytes += bytes.size();
    if (call_.observer && call_.observer->bytes) call_.observer->bytes(q->what->key, bytes);
    auto const good = q->reader->feed(bytes);
    if (good) return true;
    q->fate = page_fate::fail;
    q->why = {good.error().code == errc::too_large ? obstacle::too_large : obstacle::bad_json};
    return false;
}

void retrieval::impl::page_end(std::size_t ticket) {
    list_query* const q = under_way(ticket);
    if (!q) return;
    q->under_way = false;
    switch (q->fate) {
        case page_fate::read: take_page(*q); break;
        case page_fate::redirect: request_page(*q, std::move(q->location)); break;
        case page_fate::wait: request_page(*q, std::move(q->url), q->delay); break;
        case page_fate::anew: begin_anew(*q); break;
        case page_fate::fail: finish(*q, q->why); break;
    }
    take_back_reader(*q);
    advance();
}

void retrieval::impl::page_failed(std::size_t ticket, transport_failure why) {
    list_query* const q = under_way(ticket);
    if (!q) return;
    finish(*q, failure{obstacle_of(why)});
    take_back_reader(*q);
    advance();
}

void retrieval::impl::deadline_reached() {
    stage_ = stages.size();
    requests_.clear();
    for (list_query& q : queries_)
        if (q.under_way) finish(q, failure{obstacle::timed_out});
}

void retrieval::impl::begin_anew(list_query& q) {
    q.seen.clear();
    q.pages = q.redirects = 0;
    q.matches = 0;
    request_page(q, *q.first);
}

void retrieval::impl::take_page(list_query& q) {
    auto const read = q.reader->end();
    if (!read) return finish(q, failure{obstacle::bad_json});
    page_summary const& got = **read;
    if (got.holds == page_summary::content::outcome) return finish(q, failure{obstacle::outcome});
    if (got.holds == page_summary::content::other) return finish(q, failure{obstacle::wrong_type});
    ++account_.pages;
    ++q.pages;
    q.has_data = true;
    q.outcome_warning |= got.outcome_warning;
    q.matches += got.matches;
    q.total = got.total;
    q.redirects = 0;
    q.seen.push_back(q.url);
    go_on_after(q, got);
}

void retrieval::impl::go_on_after(list_query& q, page_summary const& got) {
    if (!got.has_next_link) {
        bool const is_short = fhir::is_short(q.total, q.matches, false);
        q.outcome_warning |= is_short;
        if (is_short && q.matches == 0) q.has_data = false;
        return finish(q, is_short && q.matches == 0 ? std::optional{failure{obstacle::nothing_of_total}} : std::nullopt);
    }
    if (q.pages >= call_.rules->limits.max_pages) return finish(q, failure{obstacle::too_many_pages});
    auto next = got.next_url.empty() ? std::nullopt : resolve_within(*base_, q.url, got.next_url);
    if (!next) return finish(q, failure{obstacle::next_elsewhere});
    if (std::ranges::find(q.seen, *next) != q.seen.end()) return finish(q, failure{obstacle::loop});
    request_page(q, *std::move(next));
}

/// Says of the key what became of it. No reason: all of it was read.
void retrieval::impl::finish(list_query& q, std::optional<failure> why) {
    q.under_way = false;
    bool const of_patient = q.what->how_much == knowledge::need::patient;
    if (!why && of_patient && can_change(knowledge::need::patient)) why = failure{obstacle::no_such_patient};
    if (why) account_.failures.push_back(q.what->key + ": " + word_for(*why));
    hooks::prefetch_entry* r = hooks::find_entry(*call_.request, q.what->key);
    if (!r) r = &call_.request->prefetch.emplace_back(hooks::prefetch_entry{.key = q.what->key});
    r->next_url.clear();
    r->has_next_link = why && q.has_data;
    r->outcome_warning |= q.outcome_warning;
    r->state = q.has_data ? hooks::prefetch_state::resources : hooks::prefetch_state::unavailable;
    if (why) r->why = reason_for(*why, *call_.rules);
}

void retrieval::impl::reset() {
    call_ = {};
    base_.reset();
    base_text_.clear();
    denied_.reset();
    stage_ = stages.size();
    for (list_query& q : queries_) take_back_reader(q);
    queries_.clear();
    requests_.clear();
    account_ = {};
}

retrieval::retrieval(hooks::request_sink& to) : impl_{std::make_unique<impl>(to)} {}
retrieval::~retrieval() = default;
retrieval::retrieval(retrieval&&) noexcept = default;
retrieval& retrieval::operator=(retrieval&&) noexcept = default;

bool retrieval::begin(retrieval_call const& c) { return impl_->begin(c); }
bool retrieval::is_under_way() const noexcept { return impl_->is_under_way(); }
std::vector<page_request> retrieval::take_requests() { return impl_->take_requests(); }
fhir_access retrieval::access() const noexcept { return impl_->access(); }
bool retrieval::page_begin(std::size_t ticket, page_head const& head) { return impl_->page_begin(ticket, head); }
bool retrieval::page_feed(std::size_t ticket, std::string_view bytes) { return impl_->page_feed(ticket, bytes); }
void retrieval::page_end(std::size_t ticket) { impl_->page_end(ticket); }
void retrieval::page_failed(std::size_t ticket, transport_failure why) { impl_->page_failed(ticket, why); }
void retrieval::deadline_reached() { impl_->deadline_reached(); }
fetch_account const& retrieval::account() const noexcept { return impl_->account(); }
void retrieval::reset() { impl_->reset(); }

}  // namespace oms::fetch
