#include <oms/http/retrieval.hpp>

namespace oms::http {

class retrieval::impl {
public:
    fetch_account account;
};

retrieval::retrieval(hooks::intake&) : impl_{std::make_unique<impl>()} {}
retrieval::~retrieval() = default;
retrieval::retrieval(retrieval&&) noexcept = default;
retrieval& retrieval::operator=(retrieval&&) noexcept = default;

bool retrieval::begin(retrieval_call const&) { return false; }
bool retrieval::is_under_way() const noexcept { return false; }
std::vector<page_request> retrieval::take_requests() { return {}; }
fhir_access retrieval::access() const noexcept { return {}; }
bool retrieval::page_begin(std::size_t, page_head const&) { return false; }
bool retrieval::page_feed(std::size_t, std::string_view) { return false; }
void retrieval::page_end(std::size_t) {}
void retrieval::page_failed(std::size_t, transport_failure) {}
void retrieval::deadline_reached() {}
fetch_account const& retrieval::account() const noexcept { return impl_->account; }
void retrieval::reset() {}

}  // namespace oms::http
