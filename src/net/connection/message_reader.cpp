#include "message_reader.hpp"

#include <boost/beast/http/basic_parser.hpp>
#include <oms/base/ascii.hpp>

#include <algorithm>
#include <array>
#include <limits>
#include <string>

namespace oms::net {
namespace {

namespace beast = boost::beast;
using beast::http::field;
using error = beast::http::error;

constexpr std::string_view last_chunk = "0\r\n\r\n";

constexpr refusal long_frame{431, "a chunk's extensions or the trailers are larger than this service accepts"};

bool is_control(char c) noexcept { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }

/// Source: RFC 9110 5.6.2, tchar.
bool may_start_method(char c) noexcept {
    return ascii::is_alphanumeric(c) || std::string_view{"!#$%&'*+-.^_`|~"}.find(c) != std::string_view::npos;
}

refusal refusal_of(beast::error_code const& ec) {
    if (ec == error::bad_version) return {505, "only HTTP/1.0 and HTTP/1.1 are spoken here"};
    if (ec == error::bad_method) return {400, "the request line does not start with a method and one space"};
    if (ec == error::bad_target) return {400, "the request target holds a character that no target may hold"};
    if (ec == error::bad_field) return {400, "a header field's name holds a character that no name may hold"};
    if (ec == error::bad_value) return {400, "a header field's value holds a character that no value may hold"};
    if (ec == error::bad_content_length) return {400, "Content-Length must be one plain number, and not beside Transfer-Encoding"};
    if (ec == error::multiple_content_length) return {400, "Content-Length must be sent once"};
    if (ec == error::bad_transfer_encoding) return {400, "Transfer-Encoding must be sent once, and not beside Content-Length"};
    if (ec == error::bad_chunk) return {400, "a chunk does not start with its size in hexadecimal digits"};
    if (ec == error::bad_chunk_extension) return {400, "a chunk extension is malformed"};
    return {400, "the request is not HTTP/1.1"};
}

bool may_not_be_in_host(char c) noexcept {
    switch (c) {
        case ' ': case '\t': case ',': case '/': case '\\': case '@': case '?': case '#': return true;
        default: return false;
    }
}

}  // namespace

head_end find_head_end(std::string_view bytes, std::size_t& seen, std::size_t limit) noexcept {
    if (seen == 0 && !bytes.empty() && !may_start_method(bytes[0])) return {0, refusal{400, "the request does not start with a method"}};
    std::string_view const within = bytes.substr(0, limit);
    for (std::size_t from = seen;;) {
        std::size_t const feed = within.find('\n', from);
        if (feed == std::string_view::npos) {
            seen = within.size();
            break;
        }
        if (within[feed - 1] != '\r') return {0, refusal{400, "a line ends with a line feed alone; it must be CR LF"}};
        std::string_view const behind = within.substr(feed + 1, 2);
        if (behind.starts_with(' ') || behind.starts_with('\t')) return {0, refusal{400, "a header field is folded over two lines"}};
        if (behind == "\r\n") return {feed + 3, std::nullopt};
        if (behind.size() < 2) {
            seen = feed;
            break;
        }
        from = feed + 1;
    }
    if (bytes.size() < limit) return {};
    bool const line_ended = within.find('\n') != std::string_view::npos;
    return {0, line_ended ? refusal{431, "the header fields are larger than this service accepts"}
                          : refusal{414, "the request target is longer than this service accepts"}};
}

class message_reader::impl {
public:
    impl() = default;

    std::optional<refusal> read_head(std::string_view text);
    progress read_chunks(std::string_view bytes, body_taker& to, std::size_t frame_limit);

    message_head head_;

private:
    /// Beast's parser serves one message only; it calls this one.
    class parser final : public beast::http::basic_parser<true> {
    public:
        explicit parser(impl& owner) : owner_(owner) {
            header_limit(std::numeric_limits<std::uint32_t>::max());  // find_head_end has measured
            body_limit(boost::none);                                  // the conversation counts
        }

    private:
        using view = beast::string_view;
        static std::string_view plain(view v) noexcept { return {v.data(), v.size()}; }

        void on_request_impl(beast::http::verb, view method, view target, int version, beast::error_code& ec) override {
            owner_.take_request_line(plain(method), plain(target), version, ec);
        }
        void on_field_impl(field name, view, view value, beast::error_code& ec) override {
            if (!owner_.in_body_) owner_.take_field(name, plain(value), ec);
        }
        void on_chunk_header_impl(std::uint64_t size, view extension, beast::error_code& ec) override {
            owner_.chunk_left_ = size;
            // A quoted string may hold anything for Beast; a line feed in it is how requests are smuggled.
            if (std::any_of(extension.begin(), extension.end(), [](char c) { return is_control(c) && c != '\t'; })) {
                ec = error::bad_chunk_extension;
            }
        }
        std::size_t on_chunk_body_impl(std::uint64_t, view body, beast::error_code&) override {
            owner_.to_->take_slice(plain(body));
            owner_.chunk_left_ -= body.size();
            return body.size();
        }
        void on_response_impl(int, view, int, beast::error_code&) override {}
        void on_header_impl(beast::error_code&) override {}
        void on_body_init_impl(boost::optional<std::uint64_t> const&, beast::error_code&) override {}
        std::size_t on_body_impl(view body, beast::error_code&) override { return body.size(); }
        void on_finish_impl(beast::error_code&) override {}

        impl& owner_;
    };

    void take_request_line(std::string_view method, std::string_view target, int version, beast::error_code& ec);
    void take_field(field name, std::string_view value, beast::error_code& ec);
    void take_length(std::string_view value, beast::error_code& ec);
    void take_single(std::string_view& to, field name, std::string_view value, beast::error_code& ec);
    static void take_listed(std::string_view& to, std::string& joined, std::string_view value);
    void refuse(refusal r, beast::error_code& ec);

    std::optional<parser> parser_;
    std::optional<refusal> own_;  ///< what we refuse and Beast does not
    std::array<field, 8> met_{};  ///< single-valued fields so far
    std::size_t met_count_ = 0;
    std::size_t hosts_ = 0;
    bool in_body_ = false;
    body_taker* to_ = nullptr;
    std::uint64_t chunk_left_ = 0;  ///< data of the chunk that is being read
    std::string accept_, encoding_;  ///< only when a list is spread over fields
};

std::optional<refusal> message_reader::impl::read_head(std::string_view text) {
    head_ = {};
    own_.reset();
    met_count_ = hosts_ = 0;
    in_body_ = false;
    parser_.emplace(*this);

    beast::error_code ec;
    std::size_t const used = parser_->put(boost::asio::buffer(text.data(), text.size()), ec);
    if (own_) return own_;
    if (ec) return refusal_of(ec);
    if (used != text.size() || !parser_->is_header_done()) return refusal{400, "the request head ends before its empty line"};
    if (head_.chunked && head_.http_1_0) return refusal{400, "HTTP/1.0 has no Transfer-Encoding"};
    if (hosts_ == 0 && !head_.http_1_0) return refusal{400, "the request has no Host"};
    head_.keep_alive = parser_->keep_alive();
    head_.expects_continue = head_.expects_continue && !head_.http_1_0;
    head_.request.has_body = head_.chunked || head_.request.content_length.value_or(0) > 0;
    in_body_ = true;
    chunk_left_ = 0;
    parser_->eager(true);
    return std::nullopt;
}

void message_reader::impl::refuse(refusal r, beast::error_code& ec) {
    own_ = r;
    ec = error::bad_field;  // any error stops the parser
}

void message_reader::impl::take_request_line(std::string_view method, std::string_view target, int version, beast::error_code& ec) {
    head_.request.method = method;
    head_.http_1_0 = version == 10;
    if (target == "*" && method == "OPTIONS") target = "/";  // the server as a whole, RFC 9110 9.3.7
    for (std::string_view const scheme : {"http://", "https://"}) {
        if (!ascii::equal_ignoring_case(target.substr(0, scheme.size()), scheme)) continue;
        std::size_t const path = target.find_first_of("/?#", scheme.size());
        target = path == std::string_view::npos ? "/" : target.substr(path);
        break;
    }
    if (!target.starts_with('/')) return refuse({400, "the request target is not a path; it must start with /"}, ec);
    head_.request.target = target;
}

void message_reader::impl::take_field(field name, std::string_view value, beast::error_code& ec) {
    service::request_head& request = head_.request;
    switch (name) {
        case field::host:
            if (++hosts_ > 1) return refuse({400, "the request has two Host fields"}, ec);
            if (std::ranges::any_of(value, may_not_be_in_host)) return refuse({400, "Host is not a host and a port"}, ec);
            return;
        case field::content_length: return take_length(value, ec);
        case field::transfer_encoding:
            if (head_.chunked || request.content_length || !ascii::equal_ignoring_case(value, "chunked")) {
                return refuse({400, "Transfer-Encoding must be exactly `chunked`, once, and not beside Content-Length"}, ec);
            }
            head_.chunked = true;
            return;
        case field::expect:
            if (!ascii::equal_ignoring_case(value, "100-continue"))
                return refuse({417, "the only expectation understood is 100-continue"}, ec);
            head_.expects_continue = true;
            return;
        case field::content_type: return take_single(request.content_type, name, value, ec);
        case field::authorization: return take_single(request.authorization, name, value, ec);
        case field::origin: return take_single(request.origin, name, value, ec);
        case field::access_control_request_method: return take_single(request.access_control_request_method, name, value, ec);
        case field::accept: return take_listed(request.accept, accept_, value);
        case field::content_encoding: return take_listed(request.content_encoding, encoding_, value);
        default: return;
    }
}

void message_reader::impl::take_length(std::string_view value, beast::error_code& ec) {
    // Beast takes `5, 5` and a repeated 5 as 5; a proxy may read them otherwise.
    bool const plain = !value.empty() && std::ranges::all_of(value, [](char c) { return c >= '0' && c <= '9'; });
    if (!plain || head_.request.content_length) return refuse({400, "Content-Length must be one plain number, sent once"}, ec);
    std::uint64_t length = 0;
    for (char const c : value) length = length * 10 + static_cast<std::uint64_t>(c - '0');  // Beast refused what does not fit
    head_.request.content_length = static_cast<std::size_t>(length);
}

void message_reader::impl::take_single(std::string_view& to, field name, std::string_view value, beast::error_code& ec) {
    auto const last = met_.begin() + static_cast<std::ptrdiff_t>(met_count_);
    if (std::find(met_.begin(), last, name) != last) {
        return refuse({400, "Authorization, Content-Type, Origin or Access-Control-Request-Method is sent twice"}, ec);
    }
    met_[met_count_++] = name;
    to = value;
}

void message_reader::impl::take_listed(std::string_view& to, std::string& joined, std::string_view value) {
    if (to.empty()) {
        to = value;
        return;
    }
    std::string longer{to};  // `to` may be a view of `joined`
    longer.append(", ").append(value);
    joined = std::move(longer);
    to = joined;
}

message_reader::progress message_reader::impl::read_chunks(std::string_view bytes, body_taker& to, std::size_t frame_limit) {
    to_ = &to;
    progress p;
    while (!p.complete && !p.fault) {
        // Beast sees no more of a frame than it may have: what it says then does not depend on how the bytes arrive.
        std::string_view const rest = bytes.substr(p.consumed);
        std::size_t const data = static_cast<std::size_t>(std::min<std::uint64_t>(chunk_left_, rest.size()));
        std::string_view const window = rest.substr(0, data + frame_limit);
        // The Beast of Boost 1.81 asserts `n >= 5` where a last chunk comes in pieces; nothing shorter ends a body anyway.
        if (window.empty() || (window.size() < last_chunk.size() && window.starts_with('0'))) break;
        beast::error_code ec;
        std::size_t const used = parser_->put(boost::asio::buffer(window.data(), window.size()), ec);
        p.consumed += used;
        p.complete = parser_->is_done();
        if (ec && ec != error::need_more) {
            p.fault = refusal_of(ec);
        } else if (used == 0) {
            if (window.size() >= frame_limit) p.fault = long_frame;
            break;
        }
    }
    return p;
}

message_reader::message_reader() : impl_(std::make_unique<impl>()) {}
message_reader::~message_reader() = default;
std::optional<refusal> message_reader::read_head(std::string_view text) { return impl_->read_head(text); }
message_head const& message_reader::head() const noexcept { return impl_->head_; }
message_reader::progress message_reader::read_chunks(std::string_view bytes, body_taker& to, std::size_t frame_limit) {
    return impl_->read_chunks(bytes, to, frame_limit);
}

}  // namespace oms::net
