#include "exchange_pool.hpp"

#include <utility>

namespace oms::net {

exchange_pool::exchange_pool(std::shared_ptr<service::deployment const> s, std::size_t spares, std::size_t text_bytes)
    : service_(std::move(s)), spares_(spares), text_bytes_(text_bytes) {
    exchanges_.reserve(spares_);
    texts_.reserve(spares_);
}

std::unique_ptr<lent_exchange> exchange_pool::borrow() {
    if (exchanges_.empty()) return std::make_unique<lent_exchange>(lent_exchange{service::exchange{service_}, edition_});
    std::unique_ptr<lent_exchange> e = std::move(exchanges_.back());
    exchanges_.pop_back();
    return e;
}

void exchange_pool::give_back(std::unique_ptr<lent_exchange> e) {
    // An exchange of a service that was replaced would keep that service in memory.
    bool const current = e && e->edition == edition_;
    if (!current || exchanges_.size() >= spares_) return;
    e->exchange.clear();
    exchanges_.push_back(std::move(e));
}

std::string exchange_pool::take_body(std::string& answer) {
    std::string storage;
    if (!texts_.empty()) {
        storage = std::move(texts_.back());
        texts_.pop_back();
    }
    storage.swap(answer);
    return storage;
}

void exchange_pool::give_back(std::string body) {
    if (body.capacity() > text_bytes_ || texts_.size() >= spares_) return;
    body.clear();
    texts_.push_back(std::move(body));
}

void exchange_pool::use(std::shared_ptr<service::deployment const> s) {
    service_ = std::move(s);
    ++edition_;
    exchanges_.clear();
}

}  // namespace oms::net
