#pragma once
#include "conversation.hpp"

#include <oms/server/http_client.hpp>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <chrono>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <utility>

namespace oms::server {

/// One socket and its conversation. All of it runs on one thread.
///
/// A wait is for readiness, not for bytes: bytes are read into the buffer that all sessions of the thread share, and what
/// one cannot use yet it keeps for itself. So an idle connection holds no buffer, and one that sends 5.8 MB holds none either.
class session {
public:
    using clock = std::chrono::steady_clock;

    /// `buffer` holds a whole head and one read beside it; it is only used between two waits. `client` asks FHIR servers.
    session(desk& shared, http_client& client, std::span<char> buffer, boost::asio::ip::tcp::socket socket);

    /// Serves until the connection has ended. `turn_away`: says only that there are too many.
    boost::asio::awaitable<void> run(bool turn_away);

    /// Ends a wait whose limit has passed.
    void check(clock::time_point now);
    /// Looks again at what there is to do: the desk is draining now.
    void wake();
    /// Ends it without another word.
    void cut();

    std::size_t place = 0;  ///< in its thread's list

private:
    boost::asio::awaitable<void> fetch();
    boost::asio::awaitable<void> let_others_read();
    boost::asio::awaitable<void> wait(boost::asio::ip::tcp::socket::wait_type readiness);
    void forget_used() noexcept;
    void set_deadline();
    void read();
    void write();

    desk& desk_;
    http_client& client_;
    std::span<char> buffer_;
    boost::asio::ip::tcp::socket socket_;
    conversation talk_;
    std::string_view rest_;       ///< of `buffer_`: not used by the conversation yet
    std::string kept_;            ///< `rest_` during a wait
    std::size_t read_up_to_ = 0;  ///< of `buffer_`: what this session may have left there
    bool untried_ = false;        ///< the conversation has not seen `rest_` since it last wanted something else
    bool lost_ = false;
    bool expired_ = false;
    bool woken_ = false;
    std::pair<patience, std::size_t> waiting_for_{patience::answer, 0};
    clock::time_point deadline_ = clock::time_point::max();
};

}  // namespace oms::server
