#include <oms/http/retrieval.hpp>  // first, so that the header is proved self-contained

#include "support/knowledge.hpp"

#include <gtest/gtest.h>

namespace {

using namespace oms;

TEST(Retrieval, AsksNothingBeforeItHasACall) {
    findings::gatherer gathered{test::knowledge().codes};
    hooks::intake intake{gathered};
    http::retrieval pages{intake};

    EXPECT_FALSE(pages.is_under_way());
    EXPECT_TRUE(pages.take_requests().empty());
}

}  // namespace
