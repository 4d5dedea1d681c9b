#include "caller_check.hpp"

#include <array>

namespace oms::service {
namespace {

constexpr std::string_view feedback_suffix = "/feedback";

/// As a client may have joined an address and a path: with a slash doubled.
std::string_view path_as_sent(std::string_view target) noexcept {
    return target.starts_with('/') ? target.substr(0, target.find_first_of("?#")) : std::string_view{};
}

std::string_view without_feedback(std::string_view url) noexcept {
    if (url.ends_with(feedback_suffix)) url.remove_suffix(feedback_suffix.size());
    return url;
}

}  // namespace

/// A token for feedback may name the service alone (CH-DEC-09).
std::optional<auth::refusal> caller_check::begin(auth::admission const& all, request_head const& a, std::string_view path, instant now) {
    clear();
    url_.assign(all.public_origin).append(path);
    url_as_sent_.assign(all.public_origin).append(path_as_sent(a.target));
    std::array<std::string_view, 4> const audiences{url_, url_as_sent_, without_feedback(url_), without_feedback(url_as_sent_)};
    return auth::check_call(all, a.authorization, reader_, audiences, now, pending_);
}

void caller_check::trust(auth::admission const& all, telemetry::call_record& record) {
    client_ = pending_.client;
    record.issuer = all.clients[pending_.client].issuer;
    record.subject = reader_.what().subject;
    record.tenant = reader_.what().tenant;
}

void caller_check::clear() noexcept {
    reader_.clear();
    pending_ = {};
    client_.reset();
}

}  // namespace oms::service
