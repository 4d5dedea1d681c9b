#include "key_reader.hpp"

#include <oms/auth/key_set.hpp>

#include <boost/asio/post.hpp>

#include <exception>
#include <utility>

namespace oms::net {
namespace {

std::string_view words_for(fetch::transport_failure why) noexcept {
    switch (why) {
        case fetch::transport_failure::not_allowed: return "its address may not be connected to";
        case fetch::transport_failure::no_such_host: return "there is no such host";
        case fetch::transport_failure::refused: return "no connection";
        case fetch::transport_failure::tls: return "no trusted connection: certificate, host name or version of TLS";
        case fetch::transport_failure::timed_out: return "it took too long";
        case fetch::transport_failure::broken: return "the connection broke";
        case fetch::transport_failure::too_large: return "it is too large";
    }
    return "it could not be read";
}

}  // namespace

class key_reader::reading final : public response_taker {
public:
    reading(key_reader& of, std::size_t client) : of_(of), client_(client) {}

    void start() {
        status_ = 0;
        text_.clear();
        key_source const& from = of_.sources_[client_];
        get_request r;
        r.url = from.name;
        r.max_bytes = auth::key_set_limits{}.bytes;
        r.deadline = std::chrono::steady_clock::now() + of_.bounds_.read;
        r.allow_loopback = from.allow_loopback;
        call_ = of_.client_.get(r, *this);
    }

    bool take_head(fetch::page_head const& head) noexcept override {
        status_ = head.status;
        return status_ == 200;
    }
    bool take_body(std::string_view bytes) noexcept override {
        try {
            text_.append(bytes);
            return true;
        } catch (std::exception const&) {
            status_ = 0;
            return false;
        }
    }
    void take_end() noexcept override {
        if (status_ == 200) return of_.ended(client_, text_, {});
        try {
            of_.ended(client_, std::nullopt, "it was answered with status " + std::to_string(status_));
        } catch (std::exception const&) {
            of_.ended(client_, std::nullopt, "no memory");
        }
    }
    void take_failure(fetch::transport_failure why) noexcept override { of_.ended(client_, std::nullopt, words_for(why)); }

private:
    key_reader& of_;
    std::size_t const client_;
    unsigned status_ = 0;
    std::string text_;
    http_call call_;
};

key_reader::key_reader(std::vector<key_source> sources, verifier_limits const& bounds, client_settings const& client, plan with)
    : sources_(std::move(sources)), bounds_(bounds), plan_(std::move(with)), client_(loop_, client) {
    for (std::size_t i = 0; i < sources_.size(); ++i) readings_.push_back(std::make_unique<reading>(*this, i));
    thread_ = std::jthread{[this] { loop_.run(); }};
    wake();
}

key_reader::~key_reader() {
    boost::asio::post(loop_, [this] {
        timer_.cancel();
        readings_.clear();  // cancels what is under way
        loop_.stop();
    });
    thread_.join();
}

key_reader::time key_reader::now() noexcept {
    return std::chrono::duration_cast<time>(std::chrono::steady_clock::now().time_since_epoch());
}

void key_reader::wake() {
    boost::asio::post(loop_, [this] { look(); });
}

void key_reader::look() {
    for (std::size_t const client : plan_.take_due(now())) {
        try {
            readings_[client]->start();
        } catch (std::exception const&) {
            ended(client, std::nullopt, "no memory");
        }
    }
    client_.sweep(std::chrono::steady_clock::now());
    auto const next = plan_.next();
    if (!next) return;
    timer_.expires_at(std::chrono::steady_clock::time_point{*next});
    timer_.async_wait([this](boost::system::error_code const& ec) {
        if (!ec) look();
    });
}

void key_reader::ended(std::size_t client, std::optional<std::string_view> text, std::string_view why) {
    plan_.ended(client, text, why, now());
    wake();
}

}  // namespace oms::net
