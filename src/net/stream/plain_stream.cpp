#include "input.hpp"
#include "socket_operations.hpp"
#include "stream.hpp"

#include <utility>

namespace oms::net {
namespace {

class plain_stream final : public stream {
public:
    explicit plain_stream(tcp_socket s) noexcept : socket_(std::move(s)) {}

    awaitable<outcome> open() override { co_return outcome::done; }

    awaitable<outcome> read(input& to) override {
        auto const [ec] = co_await socket_.async_wait(tcp_socket::wait_read, as_result);
        if (ec) co_return outcome_of(ec);
        io_result const got = read_now(socket_, to.room());
        to.add(got.bytes);
        co_return got.what;
    }

    awaitable<io_result> write(two_pieces pieces) override { return write_some(socket_, pieces); }

    awaitable<outcome> end_output() override {
        send_fin(socket_);
        co_return outcome::done;
    }

    awaitable<io_result> drop() override { return drop_some(socket_); }
    awaitable<> until_broken() override { return net::until_broken(socket_); }
    bool is_broken() noexcept override { return net::is_broken(socket_); }

    void interrupt() noexcept override {
        boost::system::error_code ignored;
        socket_.cancel(ignored);
    }

private:
    tcp_socket socket_;
};

}  // namespace

std::unique_ptr<stream> make_stream(tcp_socket socket, boost::asio::ssl::context* tls) {
    prepare(socket);
    if (tls != nullptr) return make_tls_stream(std::move(socket), *tls);
    return std::make_unique<plain_stream>(std::move(socket));
}

}  // namespace oms::net
