// Sends requests at a fixed rate and tells how long each took. wrk sends the next one when the last was answered, so it cannot load a
// server by half; and it would not notice what a stall did to the requests that it kept back. Here a request's time starts when it is
// due, whether or not a connection was free.
//
//   paced PORT RATE SECONDS CONNECTIONS BODY_FILE…       RATE in requests/s; prints one line of JSON, times in microseconds
//
// The bodies take turns. It spins: give it a core of its own.
#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <fstream>
#include <iostream>
#include <iterator>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace {

using clock_type = std::chrono::steady_clock;

struct request {
    std::string text;
    std::size_t answer_length = 0;  ///< all answers to one body are of one length
};

struct connection {
    int socket = -1;
    request const* sent = nullptr;
    std::size_t to_send = 0;     ///< of the request
    std::size_t to_receive = 0;  ///< of the answer
    clock_type::time_point due;
};

int connect_to(std::uint16_t port) {
    int const s = ::socket(AF_INET, SOCK_STREAM, 0);
    int const one = 1;
    ::setsockopt(s, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_port = htons(port);
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::connect(s, reinterpret_cast<sockaddr const*>(&to), sizeof to) != 0) throw std::runtime_error("cannot connect");
    return s;
}

/// One request, waited for: the length of its answer.
std::size_t answer_length(int socket, std::string_view request) {
    if (::send(socket, request.data(), request.size(), MSG_NOSIGNAL) != static_cast<ssize_t>(request.size()))
        throw std::runtime_error("cannot send");
    std::string got;
    std::array<char, 16 * 1024> buffer{};
    for (std::size_t whole = 0; whole == 0 || got.size() < whole;) {
        ssize_t const n = ::recv(socket, buffer.data(), buffer.size(), 0);
        if (n <= 0) throw std::runtime_error("the connection ended");
        got.append(buffer.data(), static_cast<std::size_t>(n));
        std::size_t const end = got.find("\r\n\r\n");
        std::size_t const field = got.find("Content-Length: ");
        if (end != std::string::npos && field < end) whole = end + 4 + std::stoul(got.substr(field + 16));
    }
    if (!got.starts_with("HTTP/1.1 200")) throw std::runtime_error("not answered 200");
    return got.size();
}

class paced {
public:
    paced(std::uint16_t port, std::vector<request> requests, std::size_t connections)
        : requests_(std::move(requests)), all_(connections) {
        for (connection& c : all_) {
            c.socket = connect_to(port);
            for (request& r : requests_) r.answer_length = answer_length(c.socket, r.text);
            idle_.push_back(&c);
        }
    }

    void run(double rate, double seconds) {
        auto const step = std::chrono::duration_cast<clock_type::duration>(std::chrono::duration<double>(1 / rate));
        auto const count = static_cast<std::size_t>(rate * seconds);
        took_.reserve(count);
        auto due = clock_type::now();
        for (std::size_t started = 0; took_.size() < count;) {
            while (started < count && !idle_.empty() && clock_type::now() >= due) {
                start(due);
                due += step;
                ++started;
            }
            serve();
        }
    }

    void print() {
        std::sort(took_.begin(), took_.end());
        auto const at = [&](double part) {
            return took_[std::min(took_.size() - 1, static_cast<std::size_t>(part * static_cast<double>(took_.size())))];
        };
        std::printf(R"({"requests":%zu,"p50":%.0f,"p99":%.0f,"p999":%.0f,"max":%.0f})"
                    "\n",
                    took_.size(), at(0.5), at(0.99), at(0.999), took_.back());
    }

private:
    void start(clock_type::time_point due) {
        connection& c = *idle_.back();
        idle_.pop_back();
        c.due = due;
        c.sent = &requests_[next_++ % requests_.size()];
        c.to_send = c.sent->text.size();
        c.to_receive = c.sent->answer_length;
        busy_.push_back(&c);
    }

    void serve() {
        for (std::size_t i = 0; i < busy_.size();) {
            if (progress(*busy_[i])) {
                took_.push_back(std::chrono::duration<double, std::micro>(clock_type::now() - busy_[i]->due).count());
                idle_.push_back(busy_[i]);
                busy_[i] = busy_.back();
                busy_.pop_back();
            } else {
                ++i;
            }
        }
    }

    bool progress(connection& c) {
        if (c.to_send > 0) {
            std::string const& text = c.sent->text;
            ssize_t const n = ::send(c.socket, text.data() + (text.size() - c.to_send), c.to_send, MSG_NOSIGNAL | MSG_DONTWAIT);
            if (n > 0) c.to_send -= static_cast<std::size_t>(n);
            return false;
        }
        std::array<char, 16 * 1024> buffer;
        ssize_t const n = ::recv(c.socket, buffer.data(), buffer.size(), MSG_DONTWAIT);
        if (n == 0) throw std::runtime_error("the connection ended");
        if (n > 0) c.to_receive -= std::min(c.to_receive, static_cast<std::size_t>(n));
        return c.to_receive == 0;
    }

    std::vector<request> requests_;
    std::size_t next_ = 0;
    std::vector<connection> all_;
    std::vector<connection*> idle_, busy_;
    std::vector<double> took_;
};

request read_request(char const* name) {
    std::ifstream file{name, std::ios::binary};
    if (!file) throw std::runtime_error(std::string{"cannot read "} + name);
    std::string const body{std::istreambuf_iterator<char>{file}, {}};
    return {"POST /cds-services/oms-patient-view HTTP/1.1\r\nHost: bench\r\nContent-Type: application/json\r\nContent-Length: " +
            std::to_string(body.size()) + "\r\n\r\n" + body};
}

}  // namespace

int main(int argc, char** argv) try {
    if (argc < 6) {
        std::cerr << "usage: paced PORT RATE SECONDS CONNECTIONS BODY_FILE...\n";
        return 2;
    }
    std::vector<request> requests;
    for (int i = 5; i < argc; ++i) requests.push_back(read_request(argv[i]));
    paced client{static_cast<std::uint16_t>(std::stoi(argv[1])), std::move(requests), std::stoul(argv[4])};
    client.run(std::stod(argv[2]), std::stod(argv[3]));
    client.print();
    return 0;
} catch (std::exception const& e) {
    std::cerr << "paced: " << e.what() << '\n';
    return 1;
}
