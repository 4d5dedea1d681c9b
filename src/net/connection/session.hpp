#pragma once
#include "conversation.hpp"
#include "stream_socket.hpp"

#include <oms/net/http_client.hpp>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>

namespace oms::net {

class page_fetch;

/// One socket and its conversation, in turns: what can be done now is done, and what it then waits for is said.
///
/// Bytes are read into the buffer that all sessions of the thread share, and what one cannot use yet it keeps for itself. So an
/// idle connection holds no buffer, and one that sends 5.8 MB holds none either. All of it runs on one thread.
class session {
public:
    using clock = std::chrono::steady_clock;

    /// What the sessions of a thread share.
    struct surroundings {
        desk& shared;
        http_client& client;                  ///< asks FHIR servers
        boost::asio::any_io_executor loop;
        std::span<char> buffer;               ///< a whole head and one read beside it; used within a turn only
        std::function<void(session&)> call;   ///< gives it a turn soon
    };
    /// What comes after a turn.
    enum class turn : std::uint8_t {
        waits,    ///< for its socket, for pages, or for a limit
        answers,  ///< `send`, as soon as what has arrived for others was read
        reads,    ///< another turn: there may be more to read
        over,     ///< it must be destroyed
    };

    session(surroundings const& around, boost::asio::ip::tcp::socket socket);
    ~session();

    /// Instead of a request: says only that there are too many.
    void turn_away() { talk_.turn_away(); }
    [[nodiscard]] int descriptor() const noexcept { return socket_.descriptor(); }

    [[nodiscard]] turn go_on(clock::time_point now) { return take_turn(now, false); }
    /// Sends the answer, and goes on.
    [[nodiscard]] turn send(clock::time_point now) { return take_turn(now, true); }

    /// What epoll says: since it said so the last time, this has changed. A turn is due.
    void note(std::uint32_t epoll_events) noexcept;
    /// True: the limit of what it waits for has passed, and a turn is due.
    [[nodiscard]] bool expires(clock::time_point now) noexcept;
    /// Ends it without another word. A turn is due.
    void cut() noexcept { lost_ = true; }

    static constexpr std::size_t nowhere = static_cast<std::size_t>(-1);
    std::size_t place = nowhere;  ///< in its thread's list
    bool called = false;          ///< its thread has noted that a turn is due

private:
    [[nodiscard]] turn take_turn(clock::time_point now, bool may_send);
    [[nodiscard]] turn work(bool may_send);
    void resume();
    void pause(clock::time_point now);
    void set_deadline(clock::time_point now);
    void forget_used() noexcept;
    void fetch();
    void read();
    void write();

    surroundings const& around_;
    desk& desk_;
    stream_socket socket_;
    conversation talk_;
    std::shared_ptr<page_fetch> pages_;   ///< under way
    std::string_view rest_;       ///< of the buffer: not used by the conversation yet
    std::string kept_;            ///< `rest_` between turns
    std::size_t read_up_to_ = 0;  ///< of the buffer: what this session may have left there
    bool readable_ = false;       ///< there may be bytes, or the end of them
    bool writable_ = true;        ///< there may be room
    bool short_is_all_ = true;    ///< a short read has emptied the socket: no FIN and no urgent byte has come
    bool broken_ = false;         ///< reset; what had arrived before may still be read
    bool moved_ = false;          ///< bytes went to or came from the socket in this turn
    bool untried_ = false;        ///< the conversation has not seen `rest_` since it last wanted something else
    bool lost_;
    bool expired_ = false;
    std::pair<patience, std::size_t> waiting_for_{patience::answer, 0};
    clock::time_point deadline_ = clock::time_point::max();
};

}  // namespace oms::net
