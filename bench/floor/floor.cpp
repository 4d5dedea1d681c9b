// The floor: what any Beast server must do with a request, and nothing else. It reads the header with Beast, takes the body in reads of up
// to 256 KiB straight from the socket, runs boost::json's parser over it with a handler that does nothing, and sends a fixed answer.
//
//   floor PORT THREADS ANSWER_FILE        on 127.0.0.1; ends with SIGTERM or SIGINT
//
// One loop per thread; connections are handed to the threads in turn, as oms-cds does.
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/json/basic_parser_impl.hpp>

#include <algorithm>
#include <fstream>
#include <iostream>
#include <iterator>
#include <memory>
#include <string>
#include <thread>
#include <vector>

namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;
namespace json = boost::json;
using asio::ip::tcp;

constexpr std::size_t chunk_bytes = 256 * 1024;
constexpr auto as_result = asio::as_tuple(asio::use_awaitable);

/// Takes every event and does nothing.
struct null_handler {
    static constexpr std::size_t max_object_size = static_cast<std::size_t>(-1);
    static constexpr std::size_t max_array_size = static_cast<std::size_t>(-1);
    static constexpr std::size_t max_key_size = static_cast<std::size_t>(-1);
    static constexpr std::size_t max_string_size = static_cast<std::size_t>(-1);
    using ec = json::error_code;
    bool on_document_begin(ec&) { return true; }
    bool on_document_end(ec&) { return true; }
    bool on_object_begin(ec&) { return true; }
    bool on_object_end(std::size_t, ec&) { return true; }
    bool on_array_begin(ec&) { return true; }
    bool on_array_end(std::size_t, ec&) { return true; }
    bool on_key_part(json::string_view, std::size_t, ec&) { return true; }
    bool on_key(json::string_view, std::size_t, ec&) { return true; }
    bool on_string_part(json::string_view, std::size_t, ec&) { return true; }
    bool on_string(json::string_view, std::size_t, ec&) { return true; }
    bool on_number_part(json::string_view, ec&) { return true; }
    bool on_int64(std::int64_t, json::string_view, ec&) { return true; }
    bool on_uint64(std::uint64_t, json::string_view, ec&) { return true; }
    bool on_double(double, json::string_view, ec&) { return true; }
    bool on_bool(bool, ec&) { return true; }
    bool on_null(ec&) { return true; }
    bool on_comment_part(json::string_view, ec&) { return true; }
    bool on_comment(json::string_view, ec&) { return true; }
};
using null_parser = json::basic_parser<null_handler>;

asio::awaitable<void> session(tcp::socket socket, std::string const& ok, std::string const& bad) {
    boost::beast::flat_buffer buffered;
    buffered.reserve(64 * 1024);
    auto const chunk = std::make_unique_for_overwrite<char[]>(chunk_bytes);
    json::parse_options deep;
    deep.max_depth = 64;
    for (;;) {
        http::request_parser<http::empty_body> request;
        request.body_limit(boost::none);
        if (auto const [ec, n] = co_await http::async_read_header(socket, buffered, request, as_result); ec) co_return;

        null_parser body{deep};
        json::error_code fault;
        std::size_t left = static_cast<std::size_t>(request.content_length().value_or(0));
        std::size_t const had = std::min(left, buffered.size());
        left -= had;
        if (had > 0) body.write_some(left > 0, static_cast<char const*>(buffered.data().data()), had, fault);
        buffered.consume(had);
        while (left > 0) {
            auto const [ec, n] = co_await socket.async_read_some(asio::buffer(chunk.get(), std::min(left, chunk_bytes)), as_result);
            if (ec) co_return;
            left -= n;
            if (!fault) body.write_some(left > 0, chunk.get(), n, fault);
        }
        std::string const& answer = fault ? bad : ok;
        if (auto const [ec, n] = co_await asio::async_write(socket, asio::buffer(answer), as_result); ec || !request.keep_alive())
            co_return;
    }
}

asio::awaitable<void> accept_connections(tcp::acceptor& acceptor, std::vector<std::unique_ptr<asio::io_context>> const& loops,
                                         std::string const& ok, std::string const& bad) {
    for (std::size_t next = 0;; next = (next + 1) % loops.size()) {
        asio::io_context& loop = *loops[next];
        auto [ec, socket] = co_await acceptor.async_accept(loop, as_result);
        if (ec) co_return;
        boost::system::error_code ignored;
        socket.set_option(tcp::no_delay(true), ignored);
        asio::post(loop, [&loop, &ok, &bad, s = std::move(socket)]() mutable {
            asio::co_spawn(loop, session(std::move(s), ok, bad), asio::detached);
        });
    }
}

std::string http_answer(std::string_view status, std::string const& body) {
    return "HTTP/1.1 " + std::string{status} + "\r\nContent-Type: application/json\r\nContent-Length: " + std::to_string(body.size()) +
           "\r\n\r\n" + body;
}

int run(std::uint16_t port, std::size_t threads, std::string const& answer) {
    std::string const ok = http_answer("200 OK", answer);
    std::string const bad = http_answer("400 Bad Request", "{}");
    std::vector<std::unique_ptr<asio::io_context>> loops;
    for (std::size_t i = 0; i < threads; ++i) loops.push_back(std::make_unique<asio::io_context>(1));

    tcp::acceptor acceptor{*loops.front(), {asio::ip::address_v4::loopback(), port}};
    asio::co_spawn(*loops.front(), accept_connections(acceptor, loops, ok, bad), asio::detached);
    asio::signal_set ending{*loops.front(), SIGTERM, SIGINT};
    ending.async_wait([&](auto const&, int) {
        for (auto const& loop : loops) loop->stop();
    });

    std::vector<std::jthread> others;
    for (std::size_t i = 1; i < threads; ++i) {
        others.emplace_back([&loop = *loops[i]] {
            auto const work = asio::make_work_guard(loop);
            loop.run();
        });
    }
    loops.front()->run();
    return 0;
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 4) {
        std::cerr << "usage: floor PORT THREADS ANSWER_FILE\n";
        return 2;
    }
    std::ifstream file{argv[3], std::ios::binary};
    std::string const answer{std::istreambuf_iterator<char>{file}, {}};
    if (answer.empty()) {
        std::cerr << "floor: cannot read " << argv[3] << "; give a file with the answer's body\n";
        return 2;
    }
    return run(static_cast<std::uint16_t>(std::stoi(argv[1])), std::stoul(argv[2]), answer);
}
