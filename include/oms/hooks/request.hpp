#pragma once
#include <oms/base/fault.hpp>
#include <oms/fhir/resource_sink.hpp>
#include <oms/json/read_error.hpp>

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace oms::hooks {

/// What a prefetch key (or a list in the context) turned out to be. Absent keys are not listed at all.
enum class prefetch_state : std::uint8_t {
    null,        ///< the client looked and has nothing (CH-PF-02)
    resources,   ///< a bundle, or a single resource (CH-PF-11)
    failed,      ///< an OperationOutcome in place of the data (CH-PF-04)
    unreadable,  ///< not an object with resourceType (CH-PF-10), or no list of the shapes that FHIR has (clinical.md 2.15)
    unavailable, ///< was not sent and could not be read from the FHIR server either; `why` says what stood in the way
};

struct prefetch_entry {
    std::string key;
    prefetch_state state = prefetch_state::null;
    bool has_next_link = false;    ///< paged, the rest was not read
    bool outcome_warning =
        false;  ///< an OperationOutcome entry of severity warning, error or fatal (CH-PF-05); an odd entry; fewer than `total`
    std::string next_url{};        ///< of the first link `next`, as written (CH-PF-06); empty: it cannot be followed
    std::size_t matches = 0;       ///< of a Bundle: what counts in its total
    std::string why{};             ///< ours, no patient data: `not sent, and the FHIR server refused the connection`
};

/// fhirAuthorization; the token is transient (CH-AUTHZ-07).
struct fhir_authorization {
    std::string access_token, token_type, scope, subject, patient;
    std::optional<long long> expires_in;   ///< seconds; a numeric string is accepted
    bool expires_in_is_text = false;
};

/// A CDS Hooks request without its resources: those went to the sink while it was read.
/// `prefetch` null or absent: no entries. Unknown members are ignored (CH-REQ-10).
struct hook_request {
    bool has_hook = false, has_hook_instance = false, has_context = false;
    bool has_fhir_server = false;
    std::string hook, hook_instance, fhir_server;
    std::optional<fhir_authorization> authorization;
    std::string user_id, patient_id, encounter_id;   ///< context; empty: not given
    std::vector<std::string> selections;
    bool has_conditions = false, has_draft_orders = false, has_selections = false;   ///< context members of those names, right type
    std::vector<prefetch_entry> prefetch;
    std::vector<prefetch_entry> context_lists;   ///< `conditions`, `draftOrders`
    bool root_has_next_link = false, root_outcome_warning = false;   ///< of a FHIR root (command line)
    std::size_t root_resources = 0;   ///< resources read outside prefetch and context (command line)
    std::size_t documents = 0;        ///< JSON texts read (NDJSON: lines)
};

/// Which lists resources came from; the sink asks while it takes one.
enum class list_source : std::uint8_t { root, prefetch, context };

/// What became of a prefetch key; null: nothing is known of it.
[[nodiscard]] prefetch_entry* find_entry(hook_request& r, std::string_view key) noexcept;
[[nodiscard]] prefetch_entry const* find_entry(hook_request const& r, std::string_view key) noexcept;

/// Somebody looked, and what there was came: `null` is an answer too (CH-PF-02). `r` may be null.
[[nodiscard]] bool was_looked_up(prefetch_entry const* r) noexcept;

class request_sink : public fhir::resource_sink {
public:
    /// A prefetch key. False: its value is passed over, as if it were not there, and the key gets into no path.
    [[nodiscard]] virtual bool asks_for(std::string_view key) const = 0;
    /// Called before the first resource of a list and when the list ends (`origin::root`, "").
    /// `key` lives until the next call.
    virtual void enter(list_source from, std::string_view key) = 0;
};

using json::reader_limits;

enum class accepts : std::uint8_t {
    request,          ///< exactly one JSON object, read as a CDS Hooks request (service)
    strict_request,   ///< the same, without the wrapper of a prefetched resource from before 1.0: such a value is unreadable
    anything,    ///< requests, Bundles, resources, any number of them one after another: NDJSON (command line)
};

/// The one-pass reader of product.md section 8: bytes in any portions, resources out one at a time.
///
/// No buffer holds the input; memory is bounded by the largest resource's known elements.
/// Member order does not matter, inside resources and in the request.
/// Faults: bad_json, duplicate_member, too_deep, too_large, bad_element (a request member of the wrong JSON type), each with
/// the element path. A wrong type inside a resource is no fault: `resource::malformed` says it.
/// After a fault only `reset` may be called. Thread rule: one thread at a time.
/// Source: CDS Hooks 2.0 "HTTP request"; CH-JSON-06, CH-REQ-02…13, CH-PF-01…12.
class request_reader {
public:
    /// Lifetime: the sink outlives the reader.
    request_reader(request_sink& sink, accepts what, reader_limits limits = {});
    ~request_reader();
    request_reader(request_reader&&) noexcept;
    request_reader& operator=(request_reader&&) noexcept;

    [[nodiscard]] result<void> feed(std::string_view bytes);
    /// The request, to be changed at will; complete only after all bytes were fed. Lifetime: until `reset` or destruction.
    [[nodiscard]] result<hook_request*> end();
    /// Ready for another input; storage is kept.
    void reset();

private:
    class impl;
    std::unique_ptr<impl> impl_;
};

}  // namespace oms::hooks
