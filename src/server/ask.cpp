#include <oms/server/ask.hpp>

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

#include <memory>
#include <vector>

namespace oms::server {
namespace {

namespace asio = boost::asio;
using clock = std::chrono::steady_clock;

class asker {
public:
    asker(http::retrieval& plan, client_limits const& bounds, onlooker const& beside)
        : plan_{plan}, beside_{beside}, deadline_{clock::now() + plan.access().deadline}, over_{loop_, deadline_}, client_{loop_, bounds} {}

    void run() {
        over_.async_wait([this](auto const& ec) {
            if (!ec) plan_.deadline_reached();
            pages_.clear();
        });
        ask_what_is_planned();
        loop_.run();
    }

private:
    /// A page on its way. It stays until all is over: the client's rule is that a taker outlives its call.
    class page final : public response_taker {
    public:
        page(asker& all, http::page_request what) : all_{all}, what_{std::move(what)}, due_{all.loop_, what_.delay} {
            due_.async_wait([this](auto const& ec) {
                if (!ec) send();
            });
        }

        bool take_head(http::page_head const& head) noexcept override { return all_.plan_.page_begin(what_.ticket, head); }
        bool take_body(std::string_view bytes) noexcept override {
            if (all_.beside_.bytes) all_.beside_.bytes(what_, bytes);
            return all_.plan_.page_feed(what_.ticket, bytes);
        }
        void take_end() noexcept override {
            all_.plan_.page_end(what_.ticket);
            all_.ask_what_is_planned();
        }
        void take_failure(http::transport_failure why) noexcept override {
            all_.plan_.page_failed(what_.ticket, why);
            all_.ask_what_is_planned();
        }

    private:
        void send() {
            if (all_.beside_.asked) all_.beside_.asked(what_);
            http::fhir_access const access = all_.plan_.access();
            call_ = all_.client_.get({.url = what_.url,
                                      .pool_key = {},
                                      .bearer = access.token,
                                      .max_bytes = access.max_bytes,
                                      .deadline = all_.deadline_,
                                      .allow_loopback = access.allow_loopback},
                                     *this);
        }

        asker& all_;
        http::page_request what_;
        asio::steady_timer due_;
        http_call call_;
    };

    void ask_what_is_planned() {
        for (auto& what : plan_.take_requests()) pages_.push_back(std::make_unique<page>(*this, std::move(what)));
        if (!plan_.is_under_way()) over_.cancel();
    }

    http::retrieval& plan_;
    onlooker const& beside_;
    clock::time_point const deadline_;
    asio::io_context loop_{1};
    asio::steady_timer over_;
    http_client client_;
    std::vector<std::unique_ptr<page>> pages_;
};

}  // namespace

void ask(http::retrieval& plan, client_limits const& bounds, onlooker const& beside) { asker{plan, bounds, beside}.run(); }

}  // namespace oms::server
