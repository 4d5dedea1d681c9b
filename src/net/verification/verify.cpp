#include "verify.hpp"

#include <boost/asio/async_result.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>

#include <memory>
#include <utility>

namespace oms::net {

awaitable<auth::verdict> verify(token_verifier& by, auth::pending_token const& t) {
    using waiting = boost::asio::use_awaitable_t<executor>;
    auto const loop = co_await boost::asio::this_coro::executor;
    auto start = [&by, &t, loop](auto handler) {
        // A std::function can be copied, and so must be what it holds.
        auto const kept = std::make_shared<decltype(handler)>(std::move(handler));
        by.check(t, [kept, loop](auth::verdict const& v) { boost::asio::post(loop, [kept, v] { std::move (*kept)(v); }); });
    };
    co_return co_await boost::asio::async_initiate<waiting const, void(auth::verdict)>(start, waiting{});
}

}  // namespace oms::net
