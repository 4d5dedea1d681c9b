#pragma once
#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace oms::test {

struct seen_request {
    std::size_t connection = 0;  ///< counted from 0
    std::size_t number = 0;      ///< on its connection, from 0
    std::string head;
    [[nodiscard]] std::string path() const { return head.substr(4, head.find(' ', 4) - 4); }
};

struct scripted_reply {
    enum class end { keep, close, reset, hang };  ///< `hang`: nothing more is sent, the peer has to go
    std::vector<std::string> portions;            ///< each in a write of its own
    end then = end::keep;
    bool held = false;  ///< sent after `release` only
};

/// 200 with this body, Content-Length and further fields (each with its line end).
[[nodiscard]] inline std::string ok(std::string_view body, std::string_view fields = {}) {
    return "HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(body.size()) + "\r\n" + std::string{fields} + "\r\n" + std::string{body};
}

/// A server on a free port of 127.0.0.1, in the loop of its client: a function answers each request.
class scripted_server {
public:
    using script = std::function<scripted_reply(seen_request const&)>;

    scripted_server(boost::asio::io_context& loop, script s);
    scripted_server(scripted_server const&) = delete;
    scripted_server& operator=(scripted_server const&) = delete;

    [[nodiscard]] std::string url(std::string_view path, std::string_view host = "127.0.0.1") const;
    void release();
    /// Closes the connections that wait for a request.
    void close_idle();
    [[nodiscard]] std::size_t idle() const { return idle_.size(); }

    std::vector<seen_request> seen;
    std::size_t open = 0;
    std::size_t most_open = 0;
    std::size_t left_by_peer = 0;  ///< connections that the client closed

private:
    boost::asio::awaitable<void> accept();
    boost::asio::awaitable<void> serve(boost::asio::ip::tcp::socket s, std::size_t connection);
    boost::asio::awaitable<bool> reply_to(boost::asio::ip::tcp::socket& s, seen_request r);

    script script_;
    boost::asio::ip::tcp::acceptor acceptor_;
    boost::asio::steady_timer gate_;
    std::vector<boost::asio::ip::tcp::socket*> idle_;
};

}  // namespace oms::test
