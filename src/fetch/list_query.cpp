#include "list_query.hpp"

#include <oms/base/ascii.hpp>
#include <oms/fhir/media_type.hpp>

#include <algorithm>
#include <array>
#include <charconv>

namespace oms::fetch {
namespace {

constexpr std::array redirects{301u, 302u, 303u, 307u, 308u};

/// Seconds only; a date would need a clock. Nothing: none, or too late to matter.
std::optional<std::chrono::milliseconds> wait_of(std::string_view retry_after, std::chrono::milliseconds deadline) noexcept {
    retry_after = ascii::trimmed(retry_after);
    unsigned seconds = 0;
    char const* const end = retry_after.data() + retry_after.size();
    auto const [stop, error] = std::from_chars(retry_after.data(), end, seconds);
    if (retry_after.empty() || error != std::errc{} || stop != end) return std::nullopt;
    std::chrono::milliseconds const wait = std::chrono::seconds{seconds};
    if (wait >= deadline) return std::nullopt;
    return wait;
}

void fail(list_query& q, obstacle what, unsigned status = 0) noexcept {
    q.fate = page_fate::fail;
    q.why = {what, status};
}

void follow(list_query& q, std::string_view location, fetch_rules const& rules, fhir::base_url const& base) {
    auto to = resolve_within(base, q.url, location);
    if (!to) return fail(q, obstacle::redirect_elsewhere);
    if (q.redirects == rules.limits.max_redirects) return fail(q, obstacle::too_many_redirects);
    ++q.redirects;
    q.fate = page_fate::redirect;
    q.location = *std::move(to);
}

}  // namespace

void judge_head(list_query& q, page_head const& head, fetch_rules const& rules, fhir::base_url const& base) {
    bool const busy = head.status == 429 || head.status == 503;
    bool const forgotten = head.status == 410 && q.has_data && q.first && !q.begun_anew;
    if (head.status == 200) {
        if (!fhir::is_json_response(head.content_type)) return fail(q, obstacle::not_json);
        q.fate = page_fate::read;
    } else if (std::ranges::find(redirects, head.status) != redirects.end()) {
        follow(q, head.location, rules, base);
    } else if (auto const wait = busy && !q.waited ? wait_of(head.retry_after, rules.limits.deadline) : std::nullopt) {
        q.waited = true;
        q.fate = page_fate::wait;
        q.delay = *wait;
    } else if (forgotten) {
        q.begun_anew = true;
        q.fate = page_fate::anew;
    } else {
        fail(q, obstacle::status, head.status);
    }
}

}  // namespace oms::fetch
