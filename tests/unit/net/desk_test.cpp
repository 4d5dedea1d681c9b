#include "net/connection/desk.hpp"

#include "wire/wire_service.hpp"

#include <gtest/gtest.h>

namespace oms::net {
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
    std::weak_ptr<service::deployment const> seen;
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
    std::weak_ptr<service::deployment const> const seen = old;
    desk d{with_spares(4), std::move(old), {}};
    auto lent = d.borrow();
    d.give_back(d.borrow());

    d.use(test::a_service());
    EXPECT_FALSE(seen.expired());
    d.give_back(std::move(lent));

    EXPECT_TRUE(seen.expired());
}

TEST(TakeBody, GivesTheNextAnswerTheStorageOfOneThatHasLeft) {
    desk d{with_spares(1), test::a_service(), {}};
    std::string answer(1000, 'x');
    char const* const storage = answer.data();
    std::string body = d.take_body(answer);
    EXPECT_EQ(body, std::string(1000, 'x'));
    EXPECT_EQ(answer, "");

    d.give_back(std::move(body));
    std::string next(20, 'y');
    EXPECT_EQ(d.take_body(next), std::string(20, 'y'));
    EXPECT_EQ(next, "");
    EXPECT_EQ(next.data(), storage);
}

TEST(TakeBody, KeepsNeitherManyNorLargeOnes) {
    desk d{with_spares(1), test::a_service(), {}};
    auto const capacity_of_next = [&] {
        std::string answer;
        static_cast<void>(d.take_body(answer));
        return answer.capacity();
    };
    d.give_back(std::string(1000, 'x'));
    d.give_back(std::string(2000, 'x'));
    EXPECT_EQ(capacity_of_next(), 1000u) << "the second was one too many";
    EXPECT_LT(capacity_of_next(), 100u);
    d.give_back(std::string(32 * 1024, 'x'));
    EXPECT_EQ(capacity_of_next(), 32 * 1024u);
    d.give_back(std::string(32 * 1024 + 1, 'x'));
    EXPECT_LT(capacity_of_next(), 100u);
}

}  // namespace
}  // namespace oms::net
