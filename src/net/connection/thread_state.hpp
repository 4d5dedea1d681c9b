#pragma once
#include "exchange_pool.hpp"

#include <oms/net/listen.hpp>

#include <memory>
#include <string>
#include <utility>

namespace oms::net {

/// What the conversations of one thread share. Thread rule: that thread only.
struct thread_state {
    thread_state(std::shared_ptr<service::deployment const> s, on_record r)
        : limits(s->settings.limits), log(std::move(r)), exchanges(std::move(s), limits.spare_exchanges, limits.spare_answer_bytes) {}

    service::inbound_limits const limits;
    on_record const log;
    exchange_pool exchanges;
    std::string date;       ///< for the Date field; who owns the clock renews it
    bool draining = false;  ///< every answer is the last one of its connection
};

}  // namespace oms::net
