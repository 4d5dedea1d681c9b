// A FHIR server that answers each query a fixed time after it came, with a file: what is measured against it is the reading, not the
// server. One thread, connections are kept.
//
//   late_fhir PORT MILLISECONDS FOLDER        on 127.0.0.1; ends with SIGTERM or SIGINT
//
// Its base is /r4. `Patient/ID` is answered with FOLDER/ID/Patient.json, `TYPE?patient=ID` with FOLDER/ID/TYPE.json, anything else with
// 404. A file FOLDER/ID/TYPE.pages holds a number: so many pages of that file, each with a link to the next.
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include <array>
#include <charconv>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <string>
#include <string_view>
#include <unordered_map>

namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
constexpr auto as_result = asio::as_tuple(asio::use_awaitable);
constexpr std::string_view base = "/r4/";
constexpr std::string_view page_word = "&page=";

std::string content_of(std::filesystem::path const& p) {
    std::ifstream file{p, std::ios::binary};
    return {std::istreambuf_iterator<char>{file}, {}};
}

/// A resource, and of how many pages of it the list has.
struct list {
    std::string body;
    unsigned pages = 1;
};

/// What is sent: a head with what comes before the body's own bytes, and those.
struct answer {
    std::string head;
    std::string_view body;
};

class charts {
public:
    charts(std::filesystem::path const& folder, std::uint16_t port) : address_("http://127.0.0.1:" + std::to_string(port)) {
        for (auto const& entry : std::filesystem::recursive_directory_iterator{folder}) {
            std::filesystem::path p = entry.path();
            if (p.extension() != ".json") continue;
            std::string const type = p.stem().string();
            std::string const id = p.parent_path().filename().string();
            list& l = lists_[std::string{base} + type + (type == "Patient" ? "/" : "?patient=") + id];
            l.body = content_of(p);
            if (std::filesystem::exists(p.replace_extension(".pages"))) l.pages = static_cast<unsigned>(std::stoul(content_of(p)));
        }
    }

    [[nodiscard]] bool empty() const noexcept { return lists_.empty(); }

    [[nodiscard]] answer to(std::string_view target) const {
        std::string_view const query = target.substr(0, target.find(page_word));
        unsigned page = 1;
        if (query.size() < target.size()) {
            std::string_view const number = target.substr(query.size() + page_word.size());
            std::from_chars(number.data(), number.data() + number.size(), page);
        }
        auto const at = lists_.find(std::string{query});
        if (at == lists_.end()) return {"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n", {}};
        std::string_view rest = at->second.body;
        std::string before;
        if (page < at->second.pages) {
            before = R"({"link":[{"relation":"next","url":")" + address_ + std::string{query} + std::string{page_word} +
                     std::to_string(page + 1) + R"("}],)";
            rest.remove_prefix(1);  // its own brace
        }
        return {"HTTP/1.1 200 OK\r\nContent-Type: application/fhir+json\r\nContent-Length: " + std::to_string(before.size() + rest.size()) +
                    "\r\n\r\n" + before,
                rest};
    }

private:
    std::string const address_;
    std::unordered_map<std::string, list> lists_;
};

asio::awaitable<void> session(tcp::socket socket, charts const& all, std::chrono::milliseconds latency) {
    std::string got;
    asio::steady_timer timer{socket.get_executor()};
    for (;;) {
        auto const [ec, n] = co_await asio::async_read_until(socket, asio::dynamic_buffer(got), "\r\n\r\n", as_result);
        if (ec) co_return;
        timer.expires_after(latency);
        std::string_view const line = std::string_view{got}.substr(0, got.find("\r\n"));
        auto const first = line.find(' ');
        auto const last = line.rfind(' ');
        bool const good = first != std::string_view::npos && first < last;
        answer const a = all.to(good ? line.substr(first + 1, last - first - 1) : std::string_view{});
        got.erase(0, n);
        co_await timer.async_wait(as_result);
        std::array const pieces{asio::buffer(a.head), asio::buffer(a.body.data(), a.body.size())};
        if (auto const [failed, sent] = co_await asio::async_write(socket, pieces, as_result); failed) co_return;
    }
}

asio::awaitable<void> accept_connections(tcp::acceptor& acceptor, charts const& all, std::chrono::milliseconds latency) {
    for (;;) {
        auto [ec, socket] = co_await acceptor.async_accept(as_result);
        if (ec) co_return;
        boost::system::error_code ignored;
        socket.set_option(tcp::no_delay(true), ignored);
        asio::co_spawn(acceptor.get_executor(), session(std::move(socket), all, latency), asio::detached);
    }
}

}  // namespace

int main(int argc, char** argv) try {
    if (argc != 4) {
        std::cerr << "usage: late_fhir PORT MILLISECONDS FOLDER\n";
        return 2;
    }
    auto const port = static_cast<std::uint16_t>(std::stoi(argv[1]));
    charts const all{argv[3], port};
    if (all.empty()) {
        std::cerr << "late_fhir: no chart in " << argv[3] << "; make them with bench/bodies\n";
        return 2;
    }
    asio::io_context loop{1};
    tcp::acceptor acceptor{loop, {asio::ip::address_v4::loopback(), port}};
    acceptor.listen(tcp::acceptor::max_listen_connections);
    asio::co_spawn(loop, accept_connections(acceptor, all, std::chrono::milliseconds{std::stoi(argv[2])}), asio::detached);
    asio::signal_set ending{loop, SIGTERM, SIGINT};
    ending.async_wait([&](auto const&, int) { loop.stop(); });
    loop.run();
    return 0;
} catch (std::exception const& e) {
    std::cerr << "late_fhir: " << e.what() << '\n';
    return 1;
}
