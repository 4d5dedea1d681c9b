#include <oms/knowledge/hook_context.hpp>  // first, so that the header is proved alone

#include <gtest/gtest.h>

namespace oms::knowledge {
namespace {

TEST(ContextOf, KnowsTheSixHooksAndWhatTheyMustHold) {  // conformance list section 17
    for (auto const hook :
         {"patient-view", "problem-list-item-create", "encounter-start", "encounter-discharge", "order-select", "order-sign"})
        EXPECT_NE(context_of(hook), nullptr) << hook;
    EXPECT_TRUE(context_of("encounter-start")->encounter);
    EXPECT_TRUE(context_of("problem-list-item-create")->conditions);
    EXPECT_TRUE(context_of("order-select")->draft_orders && context_of("order-select")->selections);
    EXPECT_FALSE(context_of("order-sign")->selections);
}

TEST(ContextOf, KnowsNoOtherHook) {
    EXPECT_EQ(context_of("appointment-book"), nullptr);
    EXPECT_EQ(context_of(""), nullptr);
}

}  // namespace
}  // namespace oms::knowledge
