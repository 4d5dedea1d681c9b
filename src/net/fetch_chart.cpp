#include <oms/net/fetch_chart.hpp>

#include "client/fetch_pages.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <exception>

namespace oms::net {

void fetch_chart(fetch::retrieval& plan, client_settings const& with) {
    boost::asio::io_context loop{1};
    http_client client{loop, with};
    auto const rethrow = [](std::exception_ptr const& of_coroutine, std::exception_ptr const& of_retrieval) {
        if (of_coroutine) std::rethrow_exception(of_coroutine);
        if (of_retrieval) std::rethrow_exception(of_retrieval);
    };
    boost::asio::co_spawn(loop, fetch_pages(client, loop.get_executor(), plan), rethrow);
    loop.run();
}

}  // namespace oms::net
