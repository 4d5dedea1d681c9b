#include "desk.hpp"

#include <utility>

namespace oms::net {
namespace {

/// Cards have a quarter of it.
constexpr std::size_t most_kept_of_a_body = 32 * 1024;

}  // namespace

desk::desk(limits bounds, std::shared_ptr<service::deployment const> s, on_record log)
    : bounds_(bounds), service_(std::move(s)), log_(std::move(log)) {
    spare_.reserve(bounds_.spare_exchanges);
    spare_bodies_.reserve(bounds_.spare_exchanges);
}

std::unique_ptr<lent_exchange> desk::borrow() {
    if (spare_.empty()) return std::make_unique<lent_exchange>(lent_exchange{service::exchange{service_}, edition_});
    std::unique_ptr<lent_exchange> e = std::move(spare_.back());
    spare_.pop_back();
    return e;
}

void desk::give_back(std::unique_ptr<lent_exchange> e) {
    // One of an old service would keep that service, with all its knowledge, alive.
    bool const current = e && e->edition == edition_;
    if (current && spare_.size() < bounds_.spare_exchanges) spare_.push_back(std::move(e));
}

std::string desk::take_body(std::string& answer) {
    std::string storage;
    if (!spare_bodies_.empty()) {
        storage = std::move(spare_bodies_.back());
        spare_bodies_.pop_back();
    }
    storage.swap(answer);
    return storage;
}

void desk::give_back(std::string body) {
    if (body.capacity() > most_kept_of_a_body || spare_bodies_.size() >= bounds_.spare_exchanges) return;
    body.clear();
    spare_bodies_.push_back(std::move(body));
}

void desk::use(std::shared_ptr<service::deployment const> s) {
    service_ = std::move(s);
    ++edition_;
    spare_.clear();
}

}  // namespace oms::net
