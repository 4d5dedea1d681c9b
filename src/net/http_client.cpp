#include <oms/net/http_client.hpp>

#include "client/connection_pool.hpp"
#include "client/transfer.hpp"
#include "client/trust_store.hpp"

#include <unordered_map>
#include <utility>

namespace oms::net {
namespace {

/// `https://ehr.example.org:8443` of a URL; all of it if there is no path, which costs at most a pool.
std::string_view origin_of(std::string_view url) {
    auto const scheme_end = url.find("://");
    if (scheme_end == std::string_view::npos) return url;
    return url.substr(0, url.find_first_of("/?#", scheme_end + 3));
}

}  // namespace

http_call::http_call() noexcept = default;
http_call::http_call(std::weak_ptr<transfer> t) noexcept : transfer_(std::move(t)) {}
http_call::~http_call() { cancel(); }
http_call::http_call(http_call&& other) noexcept = default;

http_call& http_call::operator=(http_call&& other) noexcept {
    if (this != &other) {
        cancel();
        transfer_ = std::move(other.transfer_);
    }
    return *this;
}

void http_call::cancel() noexcept {
    if (auto const t = std::exchange(transfer_, {}).lock()) t->cancel();
}

class http_client::impl {
public:
    impl(boost::asio::io_context& loop, client_settings s) : loop_(loop), settings_(std::move(s)) {}

    connection_pool& pool_of(get_request const& r) {
        // A connection to loopback is none for a request that may not go there.
        std::string name{r.allow_loopback ? "loopback\n" : "\n"};
        name.append(origin_of(r.url)).append("\n").append(r.pool_key);
        std::shared_ptr<connection_pool>& pool = pools_[name];
        if (!pool) pool = std::make_shared<connection_pool>(loop_, settings_, trusted_);
        return *pool;
    }

    void sweep(std::chrono::steady_clock::time_point now) {
        auto const unused_since = now - settings_.limits.idle;
        std::erase_if(pools_, [&](auto const& named) { return named.second->is_idle() && named.second->last_used() < unused_since; });
    }

private:
    boost::asio::io_context& loop_;
    client_settings const settings_;
    trust_store trusted_;
    std::unordered_map<std::string, std::shared_ptr<connection_pool>> pools_;
};

http_client::http_client(boost::asio::io_context& loop, client_settings with)
    : impl_(std::make_unique<impl>(loop, std::move(with))) {}
http_client::~http_client() = default;

http_call http_client::get(get_request const& r, response_taker& to) {
    connection_pool& pool = impl_->pool_of(r);
    auto t = std::make_shared<transfer>(pool, r, to);
    http_call call{t};
    pool.add(std::move(t));
    return call;
}

void http_client::sweep(std::chrono::steady_clock::time_point now) { impl_->sweep(now); }

}  // namespace oms::net
