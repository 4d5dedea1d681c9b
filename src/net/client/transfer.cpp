#include "transfer.hpp"

#include "address_rule.hpp"
#include "connection_pool.hpp"

#include <openssl/crypto.h>
#include <openssl/ssl.h>
#include <sys/socket.h>
#include <boost/asio/ip/tcp.hpp>
#include <oms/base/ascii.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <system_error>
#include <utility>

namespace oms::net {
namespace {

namespace asio = boost::asio;
using clock = std::chrono::steady_clock;

std::optional<asio::ip::address> address_of(curl_sockaddr const& a) {
    asio::ip::tcp::endpoint where;
    if ((a.family != AF_INET && a.family != AF_INET6) || a.addrlen > where.capacity()) return std::nullopt;
    std::copy_n(reinterpret_cast<char const*>(&a.addr), a.addrlen, reinterpret_cast<char*>(where.data()));
    where.resize(a.addrlen);
    return where.address();
}

}  // namespace

transfer::transfer(connection_pool& pool, get_request const& r, response_taker& to)
    : pool_(pool),
      taker_(&to),
      url_(r.url),
      bearer_(r.bearer),
      max_bytes_(r.max_bytes),
      allow_loopback_(r.allow_loopback),
      deadline_(pool.loop(), r.deadline) {}

transfer::~transfer() {
    stop();
    OPENSSL_cleanse(bearer_.data(), bearer_.size());
}

void transfer::watch_deadline(std::weak_ptr<transfer> self) {
    deadline_.async_wait([self = std::move(self)](boost::system::error_code const& ec) {
        auto const t = self.lock();
        if (!ec && t) t->fail(fetch::transport_failure::timed_out);
    });
}

bool transfer::start(CURLM* multi, CURLSH* share, trust_store& trusted, client_settings const& with) {
    easy_.reset(curl_easy_init());
    if (!easy_ || !make_fields()) return false;
    max_head_bytes_ = with.limits.head_bytes;
    set_options(share, trusted, with);
    if (curl_multi_add_handle(multi, easy_.get()) != CURLM_OK) return false;
    multi_ = multi;
    return true;
}

void transfer::stop() noexcept {
    if (multi_ != nullptr) curl_multi_remove_handle(std::exchange(multi_, nullptr), easy_.get());
    easy_.reset();
    fields_.reset();
}

void transfer::cancel() noexcept {
    if (is_over()) return;
    taker_ = nullptr;
    deadline_.cancel();
    pool_.schedule_drop();
}

void transfer::fail(fetch::transport_failure why) noexcept {
    response_taker* const to = taker_;
    cancel();
    if (to != nullptr) to->take_failure(why);
}

void transfer::conclude(CURLcode result) noexcept {
    response_taker* const to = taker_;
    if (to == nullptr) return;
    auto const failure = failure_of(result);
    taker_ = nullptr;
    deadline_.cancel();
    if (failure) {
        to->take_failure(*failure);
    } else {
        to->take_end();
    }
}

bool transfer::make_fields() {
    std::string authorization;
    authorization.reserve(bearer_.size() + 32);  // in one piece, so that there is one to erase
    if (!bearer_.empty()) authorization.append("Authorization: Bearer ").append(bearer_);
    std::array const lines{"Accept: application/fhir+json", "Accept-Encoding: gzip", "Cache-Control: no-cache", authorization.c_str()};
    bool complete = true;
    for (char const* line : lines) {
        if (*line == '\0') continue;
        curl_slist* const longer = curl_slist_append(fields_.get(), line);
        complete = complete && longer != nullptr;
        if (longer != nullptr) {
            (void)fields_.release();
            fields_.reset(longer);
        }
    }
    OPENSSL_cleanse(authorization.data(), authorization.size());
    OPENSSL_cleanse(bearer_.data(), bearer_.size());
    bearer_.clear();
    return complete;
}

void transfer::set_options(CURLSH* share, trust_store& trusted, client_settings const& with) {
    CURL* const e = easy_.get();
    auto const left = std::chrono::ceil<std::chrono::milliseconds>(deadline_.expiry() - clock::now());
    curl_easy_setopt(e, CURLOPT_URL, url_.c_str());
    curl_easy_setopt(e, CURLOPT_PATH_AS_IS, 1L);
    curl_easy_setopt(e, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(e, CURLOPT_DISALLOW_USERNAME_IN_URL, 1L);
    curl_easy_setopt(e, CURLOPT_PROXY, "");  // the environment's neither: the address rule would judge the proxy's
    curl_easy_setopt(e, CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
    curl_easy_setopt(e, CURLOPT_HTTPHEADER, fields_.get());
    curl_easy_setopt(e, CURLOPT_USERAGENT, with.user_agent.c_str());
    curl_easy_setopt(e, CURLOPT_HTTP_CONTENT_DECODING, 0L);  // `content_decoder` instead
    curl_easy_setopt(e, CURLOPT_SHARE, share);
    curl_easy_setopt(e, CURLOPT_MAXAGE_CONN, static_cast<long>(with.limits.idle.count()));
    curl_easy_setopt(e, CURLOPT_BUFFERSIZE, static_cast<long>(with.limits.read_bytes));
    curl_easy_setopt(e, CURLOPT_UPLOAD_BUFFERSIZE, static_cast<long>(fetch::outbound_limits::upload_bytes));
    // The deadline is ours. This one is shared out among the addresses of the host, so that a dead one leaves time for the next.
    curl_easy_setopt(e, CURLOPT_CONNECTTIMEOUT_MS, std::max(1L, static_cast<long>(left.count())));
    curl_easy_setopt(e, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(e, CURLOPT_QUICK_EXIT, 1L);  // a look-up that hangs is left behind, not waited for
    curl_easy_setopt(e, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
    curl_easy_setopt(e, CURLOPT_SSL_VERIFYPEER, 1L);
    curl_easy_setopt(e, CURLOPT_SSL_VERIFYHOST, 2L);
    curl_easy_setopt(e, CURLOPT_CAINFO, nullptr);  // `trust_store` instead
    curl_easy_setopt(e, CURLOPT_CAPATH, nullptr);
    set_callbacks(trusted);
}

/// C calls these; what they call is noexcept.
void transfer::set_callbacks(trust_store& trusted) {
    CURL* const e = easy_.get();
    using data_callback = std::size_t (*)(char*, std::size_t, std::size_t, void*);
    data_callback const take_line_of = [](char* at, std::size_t one, std::size_t n, void* self) {
        return static_cast<transfer*>(self)->take_line({at, one * n}) ? one * n : 0;
    };
    data_callback const take_bytes_of = [](char* at, std::size_t one, std::size_t n, void* self) {
        return static_cast<transfer*>(self)->take_bytes({at, one * n}) ? one * n : 0;
    };
    curl_opensocket_callback const open_socket_of = [](void* self, curlsocktype, curl_sockaddr* to) {
        return static_cast<transfer*>(self)->open_socket(*to);
    };
    curl_ssl_ctx_callback const set_trust_store = [](CURL*, void* context, void* from) {
        X509_STORE* const store = static_cast<trust_store*>(from)->store();
        if (store == nullptr) return CURLE_OUT_OF_MEMORY;
        SSL_CTX_set1_cert_store(static_cast<SSL_CTX*>(context), store);
        return CURLE_OK;
    };
    curl_easy_setopt(e, CURLOPT_PRIVATE, this);
    curl_easy_setopt(e, CURLOPT_HEADERFUNCTION, take_line_of);
    curl_easy_setopt(e, CURLOPT_HEADERDATA, this);
    curl_easy_setopt(e, CURLOPT_WRITEFUNCTION, take_bytes_of);
    curl_easy_setopt(e, CURLOPT_WRITEDATA, this);
    curl_easy_setopt(e, CURLOPT_OPENSOCKETFUNCTION, open_socket_of);
    curl_easy_setopt(e, CURLOPT_OPENSOCKETDATA, this);
    curl_easy_setopt(e, CURLOPT_SSL_CTX_FUNCTION, set_trust_store);
    curl_easy_setopt(e, CURLOPT_SSL_CTX_DATA, &trusted);
}

/// What libcurl is about to connect to, not what a name said before.
curl_socket_t transfer::open_socket(curl_sockaddr const& to) noexcept {
    auto const address = address_of(to);
    if (!address || !may_connect_to(*address, allow_loopback_)) {
        denied_ = true;
        return CURL_SOCKET_BAD;
    }
    attempted_ = true;
    return ::socket(to.family, to.socktype | SOCK_CLOEXEC, to.protocol);
}

/// A line of a head, of an interim response's too, or of trailers.
bool transfer::take_line(std::string_view line) noexcept {
    head_bytes_ += line.size();
    too_large_ = head_bytes_ > max_head_bytes_;
    if (is_over() || too_large_) return false;
    if (head_taken_) return true;
    std::string_view const text = ascii::trimmed(line);
    if (!text.empty()) {
        if (text.starts_with("HTTP/")) {
            for (std::string* field : {&content_type_, &location_, &retry_after_, &coding_, &length_}) field->clear();
            unreadable_ = false;
        } else if (auto const colon = text.find(':'); colon != std::string_view::npos) {
            take_field(text.substr(0, colon), ascii::trimmed(text.substr(colon + 1)));
        }
        return true;
    }
    long status = 0;
    curl_easy_getinfo(easy_.get(), CURLINFO_RESPONSE_CODE, &status);
    if (status < 200) return true;
    unreadable_ = unreadable_ || !decoder_.begin(coding_);
    if (unreadable_) return false;
    head_taken_ = true;
    enough_ = !taker_->take_head({static_cast<unsigned>(status), content_type_, location_, retry_after_});
    too_large_ = !enough_ && announces_too_much();
    return !enough_ && !too_large_;
}

/// A body that says it is too long is not waited for.
bool transfer::announces_too_much() const noexcept {
    std::uint64_t announced = 0;
    auto const [_, wrong] = std::from_chars(length_.data(), length_.data() + length_.size(), announced);
    return wrong == std::errc::result_out_of_range || (wrong == std::errc{} && announced > max_bytes_);
}

void transfer::take_field(std::string_view name, std::string_view value) {
    std::array<std::pair<std::string_view, std::string*>, 5> const wanted{{{"Content-Type", &content_type_},
                                                                           {"Location", &location_},
                                                                           {"Retry-After", &retry_after_},
                                                                           {"Content-Encoding", &coding_},
                                                                           {"Content-Length", &length_}}};
    for (auto const& [wanted_name, field] : wanted) {
        if (!ascii::equal_ignoring_case(name, wanted_name)) continue;
        // RFC 9112, 6.3: two lengths are none. libcurl would take one of them.
        if (field == &length_ && !length_.empty() && length_ != value) unreadable_ = true;
        if (field->empty()) field->assign(value);
    }
}

bool transfer::take_bytes(std::string_view bytes) noexcept {
    if (is_over()) return false;
    bool const is_taken = decoder_.decode(bytes, [this](std::string_view decoded) { return pass_on(decoded); });
    unreadable_ = !is_taken && !enough_ && !too_large_;
    return is_taken;
}

bool transfer::pass_on(std::string_view decoded) noexcept {
    if (is_over()) return false;
    too_large_ = decoded.size() > max_bytes_ - body_bytes_;
    if (too_large_) return false;
    body_bytes_ += decoded.size();
    enough_ = !taker_->take_body(decoded);
    return !enough_;
}

std::optional<fetch::transport_failure> transfer::failure_of(CURLcode result) const noexcept {
    using enum fetch::transport_failure;
    if (enough_) return std::nullopt;
    if (too_large_) return too_large;
    if (unreadable_) return broken;
    switch (result) {
        case CURLE_OK:  // also when a head was cut short
            if (head_taken_ && decoder_.is_whole()) return std::nullopt;
            return broken;
        case CURLE_UNSUPPORTED_PROTOCOL: return url_.starts_with("http") ? broken : not_allowed;  // what answers is not HTTP/1
        case CURLE_URL_MALFORMAT:
        case CURLE_LOGIN_DENIED: return not_allowed;
        case CURLE_COULDNT_RESOLVE_HOST: return no_such_host;
        case CURLE_COULDNT_CONNECT: return denied_ && !attempted_ ? not_allowed : refused;
        case CURLE_SSL_CONNECT_ERROR:
        case CURLE_SSL_CERTPROBLEM:
        case CURLE_SSL_CIPHER:
        case CURLE_SSL_ISSUER_ERROR:
        case CURLE_SSL_INVALIDCERTSTATUS:
        case CURLE_PEER_FAILED_VERIFICATION: return tls;
        case CURLE_OPERATION_TIMEDOUT: return timed_out;
        default: return broken;
    }
}

}  // namespace oms::net
