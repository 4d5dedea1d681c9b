#pragma once
#include <oms/net/http_client.hpp>
#include <oms/net/token_verifier.hpp>

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace oms::net {

/// Reads key sets from their URLs, in a loop and a thread of its own. When, is somebody else's to say.
/// Thread rule: any thread; the functions that it is given are called on its own.
class key_reader {
public:
    using time = std::chrono::milliseconds;
    struct plan {
        /// The clients whose set is to be read now. Each is then read once; when it has ended, `ended` is called.
        std::function<std::vector<std::size_t>(time now)> take_due;
        std::function<std::optional<time>()> next;  ///< when there is one
        /// A text, or why there is none.
        std::function<void(std::size_t client, std::optional<std::string_view> text, std::string_view why, time now)> ended;
    };
    key_reader(std::vector<key_source> sources, verifier_limits const& bounds, client_settings const& client, plan with);
    ~key_reader();
    key_reader(key_reader const&) = delete;
    key_reader& operator=(key_reader const&) = delete;

    /// The plan has changed: it is looked at again.
    void wake();
    /// What `now` is.
    [[nodiscard]] static time now() noexcept;

private:
    class reading;

    void look();
    void ended(std::size_t client, std::optional<std::string_view> text, std::string_view why);

    std::vector<key_source> const sources_;
    verifier_limits const bounds_;
    plan const plan_;
    boost::asio::io_context loop_{1};
    boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work_{loop_.get_executor()};
    boost::asio::steady_timer timer_{loop_};
    http_client client_;
    std::vector<std::unique_ptr<reading>> readings_;  ///< by client
    std::jthread thread_;
};

}  // namespace oms::net
