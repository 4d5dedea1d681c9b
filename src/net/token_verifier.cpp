#include <oms/net/token_verifier.hpp>

#include "verification/key_reader.hpp"
#include "verification/signature_pool.hpp"

#include <oms/auth/replay_window.hpp>
#include <oms/auth/signature.hpp>

#include <algorithm>
#include <mutex>
#include <thread>
#include <utility>

namespace oms::net {
namespace {

using reply = std::function<void(auth::verdict const&)>;

/// A token that is being checked, with what its request viewed.
struct token_job {
    std::size_t client;
    auth::algorithm alg;
    std::string text, kid, id;
    instant until;
    bool once;
    std::optional<auth::refusal> rights;
    reply done;

    token_job(auth::pending_token const& t, reply to)
        : client{t.client},
          alg{t.alg},
          text{t.text},
          kid{t.kid},
          id{t.id},
          until{t.until},
          once{t.once},
          rights{t.rights},
          done{std::move(to)} {}
};
using job_ptr = std::shared_ptr<token_job>;

unsigned thread_count(unsigned wanted) noexcept { return wanted != 0 ? wanted : std::max(1u, std::thread::hardware_concurrency() / 2); }

}  // namespace

class token_verifier::impl {
public:
    explicit impl(settings with);

    bool use_keys(std::size_t client, std::string_view text);
    void read_keys();
    void check(job_ptr const& one, bool may_wait);
    [[nodiscard]] std::vector<key_state> keys() const;
    [[nodiscard]] signature_pool const& pool() const noexcept { return pool_; }

private:
    /// What is kept for one client.
    struct client_state {
        auth::key_cache keys;
        auth::replay_window used;
        std::vector<job_ptr> waiting;  ///< for a read of the key set
    };

    void verify(job_ptr const& one, std::shared_ptr<auth::key_set const> const& set, auth::public_key const& key);
    [[nodiscard]] auth::verdict judge(token_job const& one, auth::public_key const& key);
    [[nodiscard]] key_reader::plan plan();
    [[nodiscard]] std::vector<std::size_t> take_due(key_reader::time now);
    [[nodiscard]] std::optional<key_reader::time> next() const;
    void ended(std::size_t client, std::optional<std::string_view> text, std::string_view why, key_reader::time now);

    settings const settings_;
    mutable std::mutex guard_;
    std::vector<client_state> clients_;
    std::size_t waiting_for_keys_ = 0;
    signature_pool pool_;
    std::unique_ptr<key_reader> reader_;  ///< null: no client has a URL
};

token_verifier::impl::impl(settings with)
    : settings_(std::move(with)),
      pool_(thread_count(settings_.limits.threads), settings_.limits.waiting * thread_count(settings_.limits.threads)) {
    for (key_source const& from : settings_.sources)
        clients_.push_back({auth::key_cache{from.name, from.is_url, settings_.limits.schedule}, auth::replay_window{}, {}});
    if (std::ranges::any_of(settings_.sources, &key_source::is_url))
        reader_ = std::make_unique<key_reader>(settings_.sources, settings_.limits, settings_.client, plan());
}

bool token_verifier::impl::use_keys(std::size_t client, std::string_view text) {
    std::lock_guard const locked{guard_};
    return clients_[client].keys.take(text, key_reader::now());
}

void token_verifier::impl::read_keys() {
    {
        std::lock_guard const locked{guard_};
        for (client_state& c : clients_) static_cast<void>(c.keys.want_unknown(key_reader::now()));
    }
    if (reader_) reader_->wake();
}

void token_verifier::impl::check(job_ptr const& one, bool may_wait) {
    std::unique_lock locked{guard_};
    client_state& c = clients_[one->client];
    bool const used = one->once && c.used.holds(one->id, settings_.now());
    auto const set = c.keys.keys();
    auth::public_key const* const key = set ? set->find(one->kid, one->alg) : nullptr;
    if (used || key) {
        locked.unlock();
        return used ? one->done(auth::refusal::replayed) : verify(one, set, *key);
    }
    bool const waits = may_wait && waiting_for_keys_ < settings_.limits.waiting_for_keys && c.keys.want_unknown(key_reader::now());
    if (waits) {
        c.waiting.push_back(one);
        ++waiting_for_keys_;
    }
    locked.unlock();
    if (may_wait && reader_) reader_->wake();
    if (!waits) one->done(auth::refusal::key);
}

void token_verifier::impl::verify(job_ptr const& one, std::shared_ptr<auth::key_set const> const& set, auth::public_key const& key) {
    if (!pool_.add([this, one, set, &key] { one->done(judge(*one, key)); })) one->done(auth::overloaded{});
}

/// What was refused for another reason may come again (CH-JWT-10).
auth::verdict token_verifier::impl::judge(token_job const& one, auth::public_key const& key) {
    if (!auth::is_signed_with(one.text, one.alg, key)) return auth::refusal::signature;
    if (one.rights) return *one.rights;
    if (!one.once) return std::monostate{};
    std::lock_guard const locked{guard_};
    if (!clients_[one.client].used.add(one.id, one.until, settings_.now())) return auth::refusal::replayed;
    return std::monostate{};
}

std::vector<token_verifier::key_state> token_verifier::impl::keys() const {
    std::vector<key_state> all;
    std::lock_guard const locked{guard_};
    for (client_state const& c : clients_) {
        key_state& s = all.emplace_back();
        s.why = c.keys.why();
        if (c.keys.read_at()) s.age = key_reader::now() - *c.keys.read_at();
        if (!c.keys.keys()) continue;
        for (auth::public_key const& k : c.keys.keys()->keys) s.kids.push_back(k.kid);
    }
    return all;
}

key_reader::plan token_verifier::impl::plan() {
    return {.take_due = [this](key_reader::time now) { return take_due(now); },
            .next = [this] { return next(); },
            .ended = [this](std::size_t client, std::optional<std::string_view> text, std::string_view why,
                            key_reader::time now) { ended(client, text, why, now); }};
}

std::vector<std::size_t> token_verifier::impl::take_due(key_reader::time now) {
    std::vector<std::size_t> due;
    std::lock_guard const locked{guard_};
    for (std::size_t i = 0; i < clients_.size(); ++i) {
        if (!clients_[i].keys.is_due(now)) continue;
        clients_[i].keys.begin();
        due.push_back(i);
    }
    return due;
}

std::optional<key_reader::time> token_verifier::impl::next() const {
    std::optional<key_reader::time> first;
    std::lock_guard const locked{guard_};
    for (client_state const& c : clients_)
        if (auto const at = c.keys.next(); at && (!first || *at < *first)) first = at;
    return first;
}

void token_verifier::impl::ended(std::size_t client, std::optional<std::string_view> text, std::string_view why, key_reader::time now) {
    std::vector<job_ptr> waiting;
    std::vector<fault> faults;
    {
        std::lock_guard const locked{guard_};
        client_state& c = clients_[client];
        if (text) {
            c.keys.take(*text, now);
        } else {
            c.keys.fail(std::string{why}, now);
        }
        faults = c.keys.why();
        waiting.swap(c.waiting);
        waiting_for_keys_ -= waiting.size();
    }
    for (job_ptr const& one : waiting) check(one, false);
    if (settings_.read) settings_.read(client, faults);
}

token_verifier::token_verifier(settings with) : impl_{std::make_unique<impl>(std::move(with))} {}
token_verifier::~token_verifier() = default;

bool token_verifier::use_keys(std::size_t client, std::string_view text) { return impl_->use_keys(client, text); }
void token_verifier::read_keys() { impl_->read_keys(); }

void token_verifier::check(auth::pending_token const& t, std::function<void(auth::verdict const&)> done) {
    impl_->check(std::make_shared<token_job>(t, std::move(done)), true);
}

std::vector<token_verifier::key_state> token_verifier::keys() const { return impl_->keys(); }
std::size_t token_verifier::waiting() const { return impl_->pool().waiting(); }
std::uint64_t token_verifier::rejected() const { return impl_->pool().rejected(); }

}  // namespace oms::net
