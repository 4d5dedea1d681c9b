#include <oms/auth/token.hpp>

#include <oms/auth/base64url.hpp>
#include <oms/base/ascii.hpp>
#include <oms/json/name_table.hpp>
#include <oms/json/reader.hpp>

#include <array>
#include <bitset>
#include <charconv>
#include <system_error>
#include <utility>

namespace oms::auth {
namespace {

using json::action;

/// Members that are read, by the value of `token_member`.
enum class token_member : std::uint8_t { typ, alg, kid, jku, crit, iss, sub, aud, exp, iat, nbf, jti, tenant };
constexpr json::name_table<13> token_members{
    {{"typ", "alg", "kid", "jku", "crit", "iss", "sub", "aud", "exp", "iat", "nbf", "jti", "tenant"}}};
constexpr auto first_claim = static_cast<std::size_t>(token_member::iss);

/// Seconds since the epoch, perhaps with a fraction, up to the year 9999. Source: RFC 7519 2, NumericDate.
std::optional<instant> numeric_date(std::string_view text) {
    constexpr double last = 253'402'300'799.0;
    double seconds = -1;
    auto const [end, ec] = std::from_chars(text.data(), text.data() + text.size(), seconds);
    if (ec != std::errc{} || end != text.data() + text.size() || !(seconds >= 0 && seconds <= last)) return std::nullopt;
    return instant{std::chrono::milliseconds{static_cast<std::int64_t>(seconds * 1000.0)}};
}

/// Takes the members of a header or of claims; one that occurs twice or has another type ends it.
class token_events {
public:
    explicit token_events(std::size_t most_audiences) noexcept : most_audiences_(most_audiences) {}

    void begin_header() {
        into_.clear();
        algorithm_name_.clear();
        is_claims_ = false;
        begin();
    }
    void begin_claims() {
        is_claims_ = true;
        begin();
    }
    [[nodiscard]] token& into() noexcept { return into_; }
    [[nodiscard]] std::string_view algorithm_name() const noexcept { return algorithm_name_; }
    [[nodiscard]] bool has(token_member m) const noexcept { return seen_.test(static_cast<std::size_t>(m)); }

    action on_object_begin() { return std::exchange(in_root_, true) ? action::stop : action::read; }
    bool on_object_end() { return true; }
    action on_array_begin() {
        if (!in_root_ || in_list_ || now_ != token_member::aud) return action::stop;
        in_list_ = true;
        return action::read;
    }
    bool on_array_end() {
        in_list_ = false;
        return !into_.audiences.empty();
    }
    action on_key(std::string_view name) {
        std::size_t const found = token_members.find(name);
        if (found == token_members.npos || (found >= first_claim) != is_claims_) return action::skip;
        if (seen_.test(found)) return action::duplicate;
        seen_.set(found);
        now_ = static_cast<token_member>(found);
        return action::read;
    }
    bool on_string(std::string_view text, bool) { return in_root_ && take_text(text); }
    bool on_number(std::string_view text, bool) { return in_root_ && !in_list_ && take_date(text); }
    bool on_bool(bool) { return false; }
    bool on_null() { return false; }
    bool on_text_end() { return in_root_; }

private:
    void begin() {
        seen_.reset();
        in_root_ = in_list_ = false;
    }

    /// False: not a text, or one that may not be empty.
    bool take_text(std::string_view text) {
        switch (now_) {
            case token_member::typ: return ascii::equal_ignoring_case(text, "JWT");
            case token_member::alg: algorithm_name_ = text; return true;
            case token_member::kid: return keep(text, into_.kid);
            case token_member::jku: return keep(text, into_.jku);
            case token_member::iss: return keep(text, into_.issuer);
            case token_member::sub: return keep(text, into_.subject);
            case token_member::jti: return keep(text, into_.id);
            case token_member::tenant: return keep(text, into_.tenant);
            case token_member::aud:
                if (text.empty() || into_.audiences.size() == most_audiences_) return false;
                into_.audiences.emplace_back(text);
                return true;
            case token_member::crit:
            case token_member::exp:
            case token_member::iat:
            case token_member::nbf: return false;
        }
        return false;
    }

    static bool keep(std::string_view text, std::string& into) {
        into = text;
        return !text.empty();
    }

    bool take_date(std::string_view text) {
        auto const date = numeric_date(text);
        if (!date) return false;
        if (now_ == token_member::exp) return (into_.expires = *date, true);
        if (now_ == token_member::iat) return (into_.issued = *date, true);
        if (now_ == token_member::nbf) return (into_.not_before = *date, true);
        return false;
    }

    std::size_t const most_audiences_;
    token into_;
    std::string algorithm_name_;
    std::bitset<token_members.npos> seen_;
    token_member now_ = token_member::typ;
    bool is_claims_ = false;
    bool in_root_ = false, in_list_ = false;
};

}  // namespace

void token::clear() noexcept {
    alg = algorithm::es384;
    for (std::string* const text : {&kid, &jku, &issuer, &id, &subject, &tenant}) text->clear();
    audiences.clear();
    issued = expires = {};
    not_before.reset();
}

std::optional<std::string_view> bearer_of(std::string_view authorization) noexcept {
    constexpr std::string_view scheme = "Bearer";
    std::string_view const field = ascii::trimmed(authorization);
    if (field.size() <= scheme.size() || !ascii::equal_ignoring_case(field.substr(0, scheme.size()), scheme)) return std::nullopt;
    if (field[scheme.size()] != ' ') return std::nullopt;
    return ascii::trimmed(field.substr(scheme.size()));
}

class token_reader::impl {
public:
    explicit impl(token_limits bounds) : bounds_(bounds), events_(bounds.audiences), json_(events_, {bounds.bytes, bounds.depth}) {}

    std::optional<refusal> read(std::string_view text) {
        events_.into().clear();
        if (text.size() > bounds_.bytes) return refusal::malformed;
        auto const first = text.find('.'), second = text.find('.', first + 1);
        if (first == text.npos || second == text.npos || text.find('.', second + 1) != text.npos) return refusal::malformed;
        if (second + 1 == text.size() || !decode_base64url(text.substr(second + 1), part_)) return refusal::malformed;

        events_.begin_header();
        if (!read_part(text.substr(0, first)) || !events_.has(token_member::typ) || !events_.has(token_member::alg) ||
            !events_.has(token_member::kid))
            return refusal::malformed;
        auto const named = algorithm_named(events_.algorithm_name());
        if (!named) return refusal::algorithm;
        events_.into().alg = *named;

        events_.begin_claims();
        if (!read_part(text.substr(first + 1, second - first - 1))) return refusal::malformed;
        for (auto const needed : {token_member::iss, token_member::aud, token_member::exp, token_member::iat, token_member::jti})
            if (!events_.has(needed)) return refusal::malformed;
        return std::nullopt;
    }

    [[nodiscard]] token& what() noexcept { return events_.into(); }

private:
    bool read_part(std::string_view encoded) {
        if (!decode_base64url(encoded, part_)) return false;
        json_.reset();
        return json_.feed(part_) && json_.end();
    }

    token_limits const bounds_;
    token_events events_;
    json::reader<token_events> json_;
    std::string part_;  ///< a header, claims or a signature, decoded
};

token_reader::token_reader(token_limits bounds) : impl_{std::make_unique<impl>(bounds)} {}
token_reader::~token_reader() = default;
token_reader::token_reader(token_reader&&) noexcept = default;
token_reader& token_reader::operator=(token_reader&&) noexcept = default;

std::optional<refusal> token_reader::read(std::string_view text) { return impl_->read(text); }
token const& token_reader::what() const noexcept { return impl_->what(); }
void token_reader::clear() noexcept { impl_->what().clear(); }

}  // namespace oms::auth
