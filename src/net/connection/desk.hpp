#pragma once
#include <oms/service/exchange.hpp>
#include <oms/net/listen.hpp>

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

namespace oms::net {

/// An exchange and which of the services it was made for.
struct lent_exchange {
    service::exchange exchange;
    unsigned edition = 0;
};

/// What the conversations of one thread share. Thread rule: that thread only.
///
/// Exchanges are lent for one request: their storage is warm after the first requests, and a thousand idle connections
/// hold none of it.
class desk {
public:
    desk(limits bounds, std::shared_ptr<service::deployment const> s, on_record log);

    /// An exchange that will use the current service.
    [[nodiscard]] std::unique_ptr<lent_exchange> borrow();
    void give_back(std::unique_ptr<lent_exchange> e);
    /// The text of `answer`, which gets the storage of an earlier one for the next. So an exchange need not wait until it has left.
    [[nodiscard]] std::string take_body(std::string& answer);
    /// When it has left.
    void give_back(std::string body);
    /// Later `borrow`s use `s`; what is lent out ends with the old one.
    void use(std::shared_ptr<service::deployment const> s);

    [[nodiscard]] limits const& bounds() const noexcept { return bounds_; }
    [[nodiscard]] service::deployment const& service() const noexcept { return *service_; }
    [[nodiscard]] on_record const& log() const noexcept { return log_; }

    std::string date;       ///< for the Date field; who owns the clock renews it
    bool draining = false;  ///< every answer is the last one of its connection

private:
    limits bounds_;
    std::shared_ptr<service::deployment const> service_;
    unsigned edition_ = 0;
    on_record log_;
    std::vector<std::unique_ptr<lent_exchange>> spare_;  ///< all of the current edition
    std::vector<std::string> spare_bodies_;
};

}  // namespace oms::net
