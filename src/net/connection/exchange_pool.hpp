#pragma once
#include <oms/service/exchange.hpp>

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

namespace oms::net {

/// An exchange, and the number of the service it was made for.
struct lent_exchange {
    service::exchange exchange;
    unsigned edition = 0;
};

/// Lends exchanges for one request each. They keep their storage from one request to the next, and idle connections hold none of it.
/// Thread rule: one thread.
class exchange_pool {
public:
    /// Keeps at most `spares` exchanges and as many texts of answers, none of those larger than `text_bytes`.
    exchange_pool(std::shared_ptr<service::deployment const> s, std::size_t spares, std::size_t text_bytes);

    /// An exchange that will use the current service.
    [[nodiscard]] std::unique_ptr<lent_exchange> borrow();
    /// It forgets its request before anybody can borrow it again.
    void give_back(std::unique_ptr<lent_exchange> e);
    /// Takes the text out of `answer` and leaves the storage of an earlier text there. So the exchange can serve another request while the
    /// text is being sent.
    [[nodiscard]] std::string take_body(std::string& answer);
    /// A text that has been sent.
    void give_back(std::string body);
    /// Exchanges that are borrowed from now on use `s`; those that are lent out keep the old service until they come back.
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
