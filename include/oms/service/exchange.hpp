#pragma once
#include <oms/base/fault.hpp>
#include <oms/base/clock.hpp>
#include <oms/fetch/retrieval.hpp>
#include <oms/hooks/answer.hpp>
#include <oms/hooks/request.hpp>
#include <oms/knowledge/catalogue.hpp>
#include <oms/telemetry/call_record.hpp>

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

/// HTTP without sockets: routes, statuses, and the walk of one request.
namespace oms::service {

using fetch::exchange_state;

/// The head of a request, as the server read it. All views live until the exchange of this request has ended.
struct request_head {
    std::string_view method;        ///< as sent: `POST`
    std::string_view target;        ///< origin form: `/cds-services/oms-patient-view`
    std::string_view content_type, content_encoding, accept, origin, authorization;
    std::string_view access_control_request_method;
    std::optional<std::size_t> content_length;
    bool has_body = false;          ///< Content-Length over 0, or chunked
    bool peer_is_loopback = false;
};

struct response {
    unsigned status = 200;
    std::string_view content_type = "application/json";          ///< empty: no body
    std::string body;
    std::vector<std::pair<std::string_view, std::string>> headers; ///< beside Content-Type, Content-Length, Date, Connection
    bool close = false;             ///< the connection cannot go on: the rest of the body is too much to read
    void clear();
};

using record = telemetry::call_record;

/// How the service answers: settings of product.md 4 that reach this layer. Immutable.
struct deployment_settings {
    std::string path_prefix;                     ///< of public_url, no trailing slash
    std::string cds_hooks_version = "2.0";       ///< sent as `version` when set
    std::vector<std::string> silent;             ///< service ids
    hooks::answer_options answers;
    bool auth_required = true;                   ///< no verifier exists yet: every call is then 401
    std::vector<std::string> cors_origins;       ///< exact; `*` only in dev
    int cors_max_age_s = 3600;
    hooks::reader_limits body;                   ///< `limits.body_bytes`, `limits.json_depth`
    fetch::fetch_rules fetch;
    bool dev = false;
    std::string version;                         ///< of the program, for the front page
};

/// All that requests share: knowledge and settings. A reload builds a new one and swaps the pointer.
struct deployment {
    std::shared_ptr<knowledge::catalogue const> knowledge;
    deployment_settings settings;
    clock now;
    std::vector<knowledge::service_definition> offered;   ///< after services.hooks and replaced templates
    std::string discovery;                            ///< prepared body
    std::function<std::vector<std::string>()> not_ready;   ///< empty answer: ready; else what is not usable
};
[[nodiscard]] std::shared_ptr<deployment const> make_deployment(std::shared_ptr<knowledge::catalogue const> k, deployment_settings s,
                                                                clock now, std::vector<std::string> const& hooks_offered);

/// One request at a time; its storage serves the connection's next request. Pure: no socket, no clock of its own.
///
/// begin (checks route, method, media type and size before a body byte is read), feed in any portions, end.
/// A request that is already known bad is answered by `begin` or `feed` (exchange_state::answered).
/// `end` says answered, or fetching when data are missing that the caller's FHIR server may have. Then the pages are asked for,
/// fed as they come (see `retrieval`), `take_requests` again after each page_end and page_failed, until one of them says answered.
/// A caller that hangs up: give up the pages, then `begin` of the next request or destruction forgets the rest.
/// Never throws for input; anything unforeseen is a 500 (CH-RES-06). Thread rule: one thread at a time.
class exchange final : public fetch::page_taker {
public:
    explicit exchange(std::shared_ptr<deployment const> s);
    ~exchange() override;
    exchange(exchange&&) noexcept;

    /// A new service for the next `begin` (reload); running requests keep theirs.
    void use(std::shared_ptr<deployment const> s);
    [[nodiscard]] exchange_state begin(request_head const& a);
    [[nodiscard]] exchange_state feed(std::string_view bytes);
    [[nodiscard]] exchange_state end();

    [[nodiscard]] std::vector<fetch::page_request> take_requests() override;
    [[nodiscard]] fetch::fhir_access access() const noexcept override;
    [[nodiscard]] bool page_begin(std::size_t ticket, fetch::page_head const& head) override;
    [[nodiscard]] bool page_feed(std::size_t ticket, std::string_view bytes) override;
    [[nodiscard]] exchange_state page_end(std::size_t ticket) override;
    [[nodiscard]] exchange_state page_failed(std::size_t ticket, fetch::transport_failure why) override;
    [[nodiscard]] exchange_state deadline_reached() override;

    [[nodiscard]] response& answer() noexcept;
    [[nodiscard]] record const& account() const noexcept;

private:
    class impl;
    std::unique_ptr<impl> impl_;
};

/// The one place where a fault becomes a status and an OperationOutcome (401 stays without a body).
/// Source: CH-DEC-01, CH-RES-05.
[[nodiscard]] response response_for(fault const& f);
[[nodiscard]] unsigned status_of(errc code) noexcept;

/// For refusals of the server itself (framing, timeouts, too many headers): status and OperationOutcome, connection closed.
[[nodiscard]] response error_response(unsigned status, std::string_view note);
/// The CORS headers of an answer of any status, also of a refusal (CH-CORS-03).
void add_cors(response& r, deployment const& s, std::string_view origin);

}  // namespace oms::service
