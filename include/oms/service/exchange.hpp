#pragma once
#include <oms/auth/admission.hpp>
#include <oms/base/fault.hpp>
#include <oms/base/clock.hpp>
#include <oms/fetch/retrieval.hpp>
#include <oms/hooks/answer.hpp>
#include <oms/hooks/request.hpp>
#include <oms/knowledge/catalogue.hpp>
#include <oms/service/limits.hpp>
#include <oms/telemetry/call_record.hpp>

#include <cstddef>
#include <cstdint>
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

/// What an exchange needs next.
enum class exchange_state : std::uint8_t {
    verifying, ///< `pending_token()` says whose signature is to be verified, before a body byte is read
    reading,   ///< body bytes are wanted
    fetching,  ///< `retrieval()` says what to ask of the FHIR server
    answered,  ///< `answer()` holds the response; neither body bytes nor pages are wanted any more
};

struct response {
    unsigned status = 200;
    std::string_view content_type = "application/json";          ///< empty: no body
    std::string body;
    std::vector<std::pair<std::string_view, std::string>> headers; ///< beside Content-Type, Content-Length, Date, Connection
    bool close = false;             ///< the connection cannot go on: the rest of the body is too much to read
    void clear();
};

/// How the service answers: settings of product.md 4 that reach this layer. Immutable.
struct deployment_settings {
    std::string path_prefix;                     ///< of public_url, no trailing slash
    std::string cds_hooks_version = "2.0";       ///< sent as `version` when set
    std::vector<std::string> silent;             ///< service ids
    hooks::answer_options answers;
    bool auth_required = true;                   ///< without `deployment::admission` every call is then 401
    std::vector<std::string> cors_origins;       ///< that pages in browsers may call from, exactly
    int cors_max_age_s = 3600;
    inbound_limits limits;
    fetch::fetch_rules fetch;
    bool dev = false;                            ///< pages of any origin may call
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
    /// What a reload could not put in force, in words of ours without quotes: the old goes on, so this says it and the status stays 200.
    std::function<std::vector<std::string_view>()> not_loaded;
    std::shared_ptr<auth::admission const> admission;   ///< who may call; null: nobody who must prove it
    std::vector<fetch::fetch_rules> fetch_by_client;   ///< by its index in `admission`: the servers that it may name
};
[[nodiscard]] std::shared_ptr<deployment const> make_deployment(std::shared_ptr<knowledge::catalogue const> k, deployment_settings s,
                                                                clock now, std::vector<std::string> const& hooks_offered);

/// One request at a time; its storage serves the connection's next request. Pure: no socket, no clock of its own.
///
/// begin (checks route, method, media type and size before a body byte is read), feed in any portions, end.
/// A token's signature is not verified here: `begin` says verifying, somebody else does it, and `verified` goes on.
/// A request that is already known bad is answered by `begin` or `feed` (exchange_state::answered).
/// `end` says answered, or fetching when data are missing that the caller's FHIR server may have. Then the FHIR client drives
/// `retrieval()` until nothing of it is under way, and `resume` answers.
/// A caller that hangs up: give up the pages, then `clear`, `begin` of the next request or destruction forgets the rest.
/// Never throws for input; anything unforeseen is a 500 (CH-RES-06). Thread rule: one thread at a time.
class exchange {
public:
    explicit exchange(std::shared_ptr<deployment const> s);
    ~exchange();
    exchange(exchange&&) noexcept;

    [[nodiscard]] exchange_state begin(request_head const& a);
    /// At `verifying`. Lifetime: until `verified`, `clear` or `begin`.
    [[nodiscard]] auth::pending_token const& pending_token() const noexcept;
    [[nodiscard]] exchange_state verified(auth::verdict const& v);

    [[nodiscard]] exchange_state feed(std::string_view bytes);
    [[nodiscard]] exchange_state end();

    /// At `fetching`: what is asked of the FHIR server, and where its pages go. Lifetime: until `resume`, `clear` or `begin`.
    [[nodiscard]] fetch::retrieval& retrieval() noexcept;
    /// At `fetching`: answers with what was read.
    void resume();

    /// Lifetime of both: until `clear` or `begin`.
    [[nodiscard]] response& answer() noexcept;
    [[nodiscard]] telemetry::call_record const& account() const noexcept;
    /// Forgets the request, also in the middle of it: nothing of one patient is there for the next. Storage is kept.
    void clear();

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
