#include "server/desk.hpp"

#include "wire/wire_service.hpp"

#include <gtest/gtest.h>

namespace oms::server {
namespace {

limits with_spares(std::size_t n) {
    limits l;
    l.spare_exchanges = n;
    return l;
}

TEST(BorrowExchange, GivesTheOneThatCameBack) {
    desk d{with_spares(1), test::a_service(), {}};
    auto first = d.borrow();
    lent_exchange const* const same = first.get();

    d.give_back(std::move(first));

    EXPECT_EQ(d.borrow().get(), same);
}

TEST(BorrowExchange, KeepsNoMoreSparesThanTheLimit) {
    desk d{with_spares(0), test::a_service(), {}};
    std::weak_ptr<http::service const> seen;
    {
        auto s = test::a_service();
        seen = s;
        d.use(std::move(s));
    }
    auto lent = d.borrow();
    d.give_back(std::move(lent));

    d.use(test::a_service());

    EXPECT_TRUE(seen.expired());
}

TEST(UseService, LetsTheOldOneGoWhenTheLastOfItsExchangesIsBack) {
    auto old = test::a_service();
    std::weak_ptr<http::service const> const seen = old;
    desk d{with_spares(4), std::move(old), {}};
    auto lent = d.borrow();
    d.give_back(d.borrow());

    d.use(test::a_service());
    EXPECT_FALSE(seen.expired());
    d.give_back(std::move(lent));

    EXPECT_TRUE(seen.expired());
}

}  // namespace
}  // namespace oms::server
