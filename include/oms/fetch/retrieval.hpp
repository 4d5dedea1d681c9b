#pragma once
#include <oms/base/time.hpp>
#include <oms/fetch/limits.hpp>
#include <oms/fetch/transport.hpp>
#include <oms/hooks/answer.hpp>
#include <oms/hooks/request.hpp>
#include <oms/knowledge/catalogue.hpp>
#include <oms/telemetry/call_record.hpp>

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

/// What was not sent is read from the FHIR server: which queries, in which order, what becomes of what comes. No sockets.
namespace oms::fetch {

/// Which servers may be asked, and the limits of reading from them.
struct fetch_rules {
    std::vector<std::string> servers;            ///< origins that may be read
    bool allow_anonymous = false;                ///< without a token too
    bool loopback = false;                       ///< the dev profile: servers on loopback may be read, without a token too
    outbound_limits limits;
    std::string caller{};                        ///< the issuer for whom is read; no connection serves two of them
};

/// A page to be asked of the FHIR server with GET.
struct page_request {
    std::size_t ticket = 0;                  ///< names the query in the page_… calls; one page of it is under way at a time
    std::string_view key;                    ///< of the prefetch; lives as long as the service definition
    bool first = true;                       ///< of its list, also when the list begins anew
    std::string url;                         ///< absolute, already checked to lie within the registered base
    std::chrono::milliseconds delay{0};      ///< wait so long first (Retry-After)
};

/// How the pages are asked for. Views live until the retrieval is reset.
struct fhir_access {
    std::string_view base;             ///< `https://ehr.example.org/fhir`
    std::string_view token;            ///< for `Authorization: Bearer …`; empty: none. Only to `base`'s origin, never kept or logged
    std::string_view caller;           ///< that of the rules
    std::size_t max_bytes = 0;         ///< of one body, decoded
    std::chrono::milliseconds deadline{0};
    bool allow_loopback = false;       ///< an address on loopback may be connected to
};

/// What is called while pages are read, for a command that shows progress or keeps them. Empty functions are not called.
struct page_observer {
    /// A page will be asked for.
    std::function<void(page_request const&)> requested;
    /// Its body begins; a second time when it comes from its start again.
    std::function<void(page_request const&)> begun;
    /// Bytes of the body that began last under this prefetch key, decoded, in any portions.
    std::function<void(std::string_view key, std::string_view bytes)> bytes;
};

using fetch_account = telemetry::fetch_account;

/// Whether an HTTP header can hold the token as one word; an empty one can. Source: RFC 6750 2.1, wider: what servers issue is theirs.
[[nodiscard]] bool is_sendable(std::string_view token) noexcept;

/// How much is read of what was not sent.
enum class reach : std::uint8_t {
    answer,   ///< as little as decides the answer (product.md 6)
    chart,    ///< orders and reports in any case, for who wants to see them; still nothing behind a guard
    all,      ///< every key
};

/// The call whose data are incomplete. All of it outlives the retrieval's use of it.
struct retrieval_call {
    knowledge::catalogue const* knowledge = nullptr;
    knowledge::service_definition const* service = nullptr;
    hooks::answer_options const* options = nullptr;
    fetch_rules const* rules = nullptr;
    hooks::hook_request* request = nullptr;         ///< checked; gets an entry for each key that was tried
    findings::gatherer const* gathered = nullptr;   ///< where the resources arrive in the end
    instant now;
    reach until = reach::answer;
    page_observer const* observer = nullptr;        ///< null: nobody watches
};

/// Reads for one call at a time what its prefetch left open, as little as decides the answer: the Patient (a guard ends it there);
/// then the lists, in parallel; then orders and reports, in parallel, only when the rule reached so far can change by them.
///
/// Any number of pages stream in at a time, each through a one-pass reader of its own into the same sink, under its key.
/// A server is asked only if it is registered; nothing else ever gets a URL here. What fails is said in the request's prefetch entries.
/// A list of which at least one page came whole is partial when the rest fails, else missing.
///
/// Part of the FHIR client, as long as `is_under_way`: ask all of `take_requests` at once, again after each page_end and page_failed; for
/// each page call page_begin, page_feed as bytes come, and then exactly one of page_end (body whole, or not wanted any more) and
/// page_failed. Then nothing more is wanted, and what is under way can be dropped.
/// Storage is kept from call to call. Lifetime: the sink outlives it. Thread rule: one thread at a time.
/// Source: product.md 6; CH-PF-01 to CH-PF-11; CH-FHIR-01 to CH-FHIR-07; CH-AUTHZ-03, CH-AUTHZ-04; clinical.md 2.10.
class retrieval {
public:
    explicit retrieval(hooks::request_sink& to);
    ~retrieval();
    retrieval(retrieval&&) noexcept;
    retrieval& operator=(retrieval&&) noexcept;

    /// False: nothing is to be asked.
    [[nodiscard]] bool begin(retrieval_call const& c);
    [[nodiscard]] bool is_under_way() const noexcept;

    /// To be asked now, all in parallel; each is handed out once.
    [[nodiscard]] std::vector<page_request> take_requests();
    [[nodiscard]] fhir_access access() const noexcept;

    /// False: the body is not wanted. A second time for one page: its body comes from the start again (a connection that broke).
    [[nodiscard]] bool page_begin(std::size_t ticket, page_head const& head);
    /// False: enough.
    [[nodiscard]] bool page_feed(std::size_t ticket, std::string_view bytes);
    void page_end(std::size_t ticket);
    void page_failed(std::size_t ticket, transport_failure why);
    /// What was read counts; nothing more is asked.
    void deadline_reached();

    /// What was read so far. Lifetime: until `begin` or `reset`.
    [[nodiscard]] fetch_account const& account() const noexcept;
    /// Forgets the call, also in the middle of it.
    void reset();

private:
    class impl;
    std::unique_ptr<impl> impl_;
};

}  // namespace oms::fetch
