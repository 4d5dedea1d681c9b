#pragma once
#include <oms/base/time.hpp>
#include <oms/fhir/types.hpp>
#include <oms/terminology/terms.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// What one child's coded data say, resource by resource, before any rule is asked.
/// Lifetime: text that is viewed here is the gatherer's (see `gatherer::finish`).
namespace oms::findings {

/// What a statement says. Missing is never negative (clinical.md 2.4).
enum class polarity : std::uint8_t {
    positive,
    negative,  ///< an Observation says no
    refuted,   ///< a Condition with verificationStatus refuted
};

/// How long a positive statement lasts (clinical.md 2.4, "Problem list or encounter").
enum class persistence : std::uint8_t {
    point,    ///< at its date
    ongoing,  ///< an active problem-list item: from its start to now
    ended,    ///< inactive, remission, resolved or abated
};

/// One statement of one resource about one fact. Days are UTC calendar days, partial dates already resolved
/// (first possible day for starts, last possible day but not after now for the rest; clinical.md 2.14).
struct finding {
    terminology::fact what{};
    terminology::term const* term = nullptr;  ///< the code that said it
    polarity says = polarity::positive;
    persistence lasts = persistence::point;
    bool firm = true;                  ///< false: provisional, unconfirmed, preliminary, probable
    bool core = false;                 ///< of behaviour or sleep: a code of it is on the core list (2.4)
    maybe_day onset;                   ///< of a Condition: first possible day of onset[x]; none: not given or not understood
    maybe_day written;                 ///< of a Condition: recordedDate; none: not given or not understood
    maybe_day start;                   ///< onset, else recordedDate, else meta.lastUpdated; effective start
    maybe_day dated;  ///< later of onset and recordedDate, else meta.lastUpdated; refutation: its own date; Observation: its date
    maybe_day recorded;                ///< recordedDate, else onset, else meta.lastUpdated: for comparison with refutations
    maybe_day ended;                   ///< lasts == ended: abatement, else recordedDate
    maybe_day last_touched;            ///< newest of onset, recordedDate, lastUpdated: for STALE_LIST
    bool explains = false;             ///< a firm Condition, active or without status, not abated
    fhir::resource_type type{};
    std::string_view resource;         ///< `Condition/c1`
    std::string_view status;           ///< `active/confirmed`, `final`
};

/// A study, result, request or referral (clinical.md 2.8).
struct workup_item {
    terminology::facts what;
    bool done = false;      ///< a completed study or a final result; else a request that stands
    maybe_day dated;
    std::string_view resource;
    bool made_now = false;  ///< an order that the call is about: of this episode whatever its date
};

struct skipped_entry {
    std::string_view where;    ///< element path
    std::string_view reason;   ///< stable words, no patient data: `entered-in-error`, `other-patient`, …
};

/// Records that say nothing because they could not be read, as against those that were read and do not count.
struct unread_count {
    std::string_view reason;
    std::size_t records = 0;
};

/// The Patient, as far as guards and ages need it.
struct patient_facts {
    bool found = false;
    std::string_view id;
    std::optional<partial_date> birth;
    bool deceased = false;
    bool inactive = false;   ///< active false, or replaced-by
};

struct chart {
    patient_facts patient;
    std::vector<finding> findings;
    std::vector<workup_item> workup;
    /// Dates (of those that the call is about: today) of orders, reports, procedures and studies that stand and have no known code, in
    /// order (2.8).
    std::vector<day> unknown_orders;
    std::vector<skipped_entry> skipped;     ///< all, up to `max_skipped`; none if the gatherer only counts
    std::size_t skipped_total = 0;
    std::vector<unread_count> unread;       ///< most first
    std::size_t unread_total = 0;
    std::vector<std::string_view> foreign_lists;   ///< prefetch keys of lists in which everything is about other patients
    std::size_t uncoded = 0;                ///< Conditions and Observations without any coding of a known system
    std::size_t contradictions = 0;         ///< statements set aside because they contradict themselves
};
/// Room for every entry of a chart of 32 MiB; an input of nothing but faults must not fill the memory.
inline constexpr std::size_t max_skipped = 100'000;

}  // namespace oms::findings
