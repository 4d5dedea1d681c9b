#include "net/connection/exchange_pool.hpp"

#include "wire/support/wire_service.hpp"

#include <gtest/gtest.h>

namespace oms::net {
namespace {

constexpr std::size_t text_bytes = 32 * 1024;

TEST(BorrowExchange, GivesTheOneThatCameBack) {
    exchange_pool pool{test::a_service(), 1, text_bytes};
    auto first = pool.borrow();
    lent_exchange const* const same = first.get();

    pool.give_back(std::move(first));

    EXPECT_EQ(pool.borrow().get(), same);
}

TEST(BorrowExchange, GivesNoneThatKnowsAnEarlierCall) {
    exchange_pool pool{test::a_service(), 1, text_bytes};
    auto lent = pool.borrow();
    lent_exchange const* const same = lent.get();
    service::request_head ask;
    ask.method = "POST";
    ask.target = "/cds-services/oms-patient-view";
    ask.content_type = "application/json";
    ask.has_body = true;
    ASSERT_EQ(lent->exchange.begin(ask), service::exchange_state::reading);
    ASSERT_EQ(lent->exchange.feed(test::a_call()), service::exchange_state::reading);
    ASSERT_EQ(lent->exchange.end(), service::exchange_state::answered);
    ASSERT_NE(lent->exchange.answer().body, "");
    ASSERT_NE(lent->exchange.account().what.hook_instance, "");

    pool.give_back(std::move(lent));

    lent = pool.borrow();
    ASSERT_EQ(lent.get(), same);
    EXPECT_EQ(lent->exchange.answer().body, "");
    EXPECT_TRUE(lent->exchange.answer().headers.empty());
    EXPECT_EQ(lent->exchange.account().what.hook_instance, "");
    EXPECT_EQ(lent->exchange.account().service_id, "");
}

TEST(BorrowExchange, KeepsNoMoreSparesThanTheLimit) {
    exchange_pool pool{test::a_service(), 0, text_bytes};
    std::weak_ptr<service::deployment const> seen;
    {
        auto s = test::a_service();
        seen = s;
        pool.use(std::move(s));
    }
    auto lent = pool.borrow();
    pool.give_back(std::move(lent));

    pool.use(test::a_service());

    EXPECT_TRUE(seen.expired());
}

TEST(UseService, LetsTheOldOneGoWhenTheLastOfItsExchangesIsBack) {
    auto old = test::a_service();
    std::weak_ptr<service::deployment const> const seen = old;
    exchange_pool pool{std::move(old), 4, text_bytes};
    auto lent = pool.borrow();
    pool.give_back(pool.borrow());

    pool.use(test::a_service());
    EXPECT_FALSE(seen.expired());
    pool.give_back(std::move(lent));

    EXPECT_TRUE(seen.expired());
}

TEST(TakeBody, GivesTheNextAnswerTheStorageOfOneThatHasLeft) {
    exchange_pool pool{test::a_service(), 1, text_bytes};
    std::string answer(1000, 'x');
    char const* const storage = answer.data();
    std::string body = pool.take_body(answer);
    EXPECT_EQ(body, std::string(1000, 'x'));
    EXPECT_EQ(answer, "");

    pool.give_back(std::move(body));
    std::string next(20, 'y');
    EXPECT_EQ(pool.take_body(next), std::string(20, 'y'));
    EXPECT_EQ(next, "");
    EXPECT_EQ(next.data(), storage);
}

TEST(TakeBody, KeepsNeitherManyNorLargeOnes) {
    exchange_pool pool{test::a_service(), 1, text_bytes};
    auto const capacity_of_next = [&] {
        std::string answer;
        static_cast<void>(pool.take_body(answer));
        return answer.capacity();
    };
    pool.give_back(std::string(1000, 'x'));
    pool.give_back(std::string(2000, 'x'));
    EXPECT_EQ(capacity_of_next(), 1000u) << "the second was one too many";
    EXPECT_LT(capacity_of_next(), 100u);
    pool.give_back(std::string(text_bytes, 'x'));
    EXPECT_EQ(capacity_of_next(), text_bytes);
    pool.give_back(std::string(text_bytes + 1, 'x'));
    EXPECT_LT(capacity_of_next(), 100u);
}

}  // namespace
}  // namespace oms::net
