#pragma once
#include <oms/service/exchange.hpp>

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

/// Lends exchanges for one request each: their storage is warm after the first requests, and a thousand idle connections hold none of it.
/// Thread rule: one thread.
class exchange_pool {
public:
    /// Keeps at most `spares` exchanges and as many texts of answers, none of those larger than `text_bytes`.
    exchange_pool(std::shared_ptr<service::deployment const> s, std::size_t spares, std::size_t text_bytes);

    /// An exchange that will use the current service.
    [[nodiscard]] std::unique_ptr<lent_exchange> borrow();
    void give_back(std::unique_ptr<lent_exchange> e);
    /// The text of `answer`, which gets the storage of an earlier one for the next. So an exchange need not wait until it has left.
    [[nodiscard]] std::string take_body(std::string& answer);
    /// When it has left.
    void give_back(std::string body);
    /// Later `borrow`s use `s`; what is lent out ends with the old one.
    void use(std::shared_ptr<service::deployment const> s);
    [[nodiscard]] service::deployment const& service() const noexcept { return *service_; }

private:
    std::shared_ptr<service::deployment const> service_;
    std::size_t const spares_;
    std::size_t const text_bytes_;
    unsigned edition_ = 0;
    std::vector<std::unique_ptr<lent_exchange>> exchanges_;  ///< all of the current edition
    std::vector<std::string> texts_;
};

}  // namespace oms::net
