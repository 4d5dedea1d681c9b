#pragma once
#include <oms/fetch/retrieval.hpp>
#include <oms/server/http_client.hpp>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/steady_timer.hpp>

#include <cstddef>
#include <functional>
#include <memory>
#include <vector>

namespace oms::server {

/// Asks the FHIR server for the pages that somebody wants and feeds them to it, until nothing more is wanted or the deadline ends it.
/// When it goes, what is under way is cancelled. Owned by a shared pointer. Lifetime: the client and who wants the pages outlive it.
class page_fetch : public std::enable_shared_from_this<page_fetch> {
public:
    /// `of` has said `exchange_state::fetching`; `done` is called once, when nothing more is wanted, by the loop or by `start`.
    page_fetch(http_client& client, boost::asio::any_io_executor const& loop, fetch::page_taker& of, std::function<void()> done);
    ~page_fetch();

    void start();

private:
    class page;

    void ask_all() noexcept;
    void ask(fetch::page_request const& r);
    void send(page& p, std::string url);
    void go_on(fetch::exchange_state s) noexcept;

    http_client& client_;
    boost::asio::steady_timer deadline_;
    fetch::page_taker& wanted_;
    std::function<void()> done_;
    std::vector<std::unique_ptr<page>> pages_;  ///< by ticket; a place serves one page of its list after the other
    bool over_ = false;
};

}  // namespace oms::server
