#pragma once
#include <oms/findings/gather.hpp>

#include "deletions.hpp"
#include "list_subjects.hpp"
#include "members.hpp"
#include "skip_list.hpp"
#include "statements.hpp"
#include "subjects.hpp"
#include "timing.hpp"

#include <oms/fhir/text_store.hpp>

#include <cstdint>
#include <deque>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace oms::findings {

using fhir::resource_type;
using terminology::facts;

/// What was taken so far: `gather_records.cpp` takes, `gather.cpp` makes charts of it.
class gatherer::impl {
public:
    impl(terminology::code_map codes, bool lists_skips) : codes_(std::move(codes)), skipped_(lists_skips), all_skipped_(lists_skips) {}

    void take(fhir::resource const& r, fhir::entry_info const& entry, fhir::element_path const& where);

    chart const& finish(subject_of_care const& who) const;

    void begin_list(std::string_view key) { lists_.begin(key, [this](std::string_view k) { return kept(k); }); }
    void take_deletion(fhir::deletion const& gone) { deleted_.add(gone, kept(gone.when)); }
    void take_odd_entry(fhir::element_path const& where) { skip(where, {}, "entry-not-understood"); }

    void reset();

    bool in_context_ = false;

private:
    /// False, and listed, when an element the policy looks at could not be read.
    bool readable(fhir::resource const& r, fhir::element_path const& where);

    void skip(fhir::element_path const& where, std::string_view element, std::string_view reason, bool dropped = true);

    void take_patient(fhir::resource const& r, fhir::entry_info const& entry, fhir::element_path const& where);

    std::string_view kept(std::string_view text) { return text.empty() ? std::string_view{} : texts_.keep(text); }

    std::string_view kept(fhir::element_path const& where);

    /// `a/b`, or the one that is given. Lifetime: of both, or as if kept.
    std::string_view joined(std::string_view a, std::string_view b);

    /// Of each resource of a list, so long as the list has few subjects.
    void note_subject(fhir::resource const& r);

    std::size_t subject_index(fhir::resource const& r);

    /// What all records share; the rest is empty. `status_reason` empty: the status lets it speak.
    /// Lifetime: until the next is added.
    record& add(fhir::resource const& r, fhir::entry_info const& entry, fhir::element_path const& where, record_kind kind,
                std::string_view status_reason);

    void take_condition(fhir::resource const& r, fhir::entry_info const& entry, fhir::element_path const& where);

    /// The tumour that a Condition names elsewhere than in its code (2.15); its terms in `scratch_.value`.
    facts morphology_of(fhir::resource const& r);

    static void read_times(fhir::resource const& r, record& k);

    void take_observation(fhir::resource const& r, fhir::entry_info const& entry, fhir::element_path const& where);

    /// Their statements follow those of the Observation itself, which they may take back.
    void read_components(fhir::resource const& r, observed_result& said);

    /// A panel has few; the rest is not looked for.
    void add_members(fhir::resource const& r, record& k);

    void take_workup(fhir::resource const& r, fhir::entry_info const& entry, fhir::element_path const& where, record_kind kind);

    /// Of what this service cannot read only that it is there, and when, is kept (2.8).
    void take_unknown_order(fhir::resource const& r, fhir::entry_info const& entry, record_kind kind);

    /// A report can be workup, and its conclusion can name a tumour: then it is suspected, not made (clinical.md 2.4).
    void take_report(fhir::resource const& r, fhir::entry_info const& entry, fhir::element_path const& where);

    /// Adds to the last record what a Condition states.
    void state(record& k, terminology::fact f, concept_meaning const& from, verification const& ver);

    /// Of a code family's term a copy that has the code.
    terminology::term const* own_term(concept_meaning const& from);

    /// Adds to the last record.
    void state(record& k, statement const& s);
    [[nodiscard]] std::span<statement const> said_by(record const& k) const;

    struct unknown_order {
        resource_type type{};
        bool is_order = false, in_context = false;
        std::size_t subject = 0;
        std::uint64_t key = 0;               ///< 0: without an id
        workup_dates dates{};
        std::string_view last_updated = {};  ///< of the version
        fhir::history_place place = {};
    };

    [[nodiscard]] std::vector<record const*> const& in_order() const;
    [[nodiscard]] std::optional<patient_record> patient_of(subject_of_care const& who) const;
    std::string_view add_findings(record const& k, calendar const& dates, chart& out, std::string_view& note) const;
    void place_records(patient_record const& patient, subject_of_care const& who) const;
    void place_unknown_orders(patient_record const& patient, subject_of_care const& who) const;
    void name_foreign_lists(patient_record const& patient, subject_of_care const& who) const;
    [[nodiscard]] bool is_ours(std::size_t subject, patient_record const& patient, subject_of_care const& who) const;

    terminology::code_map codes_;
    scratch scratch_;
    std::vector<statement> observed_;         ///< of one Observation
    fhir::text_store texts_;
    std::string line_;                        ///< a text that is being made
    std::vector<patient_record> patients_;
    std::vector<record> records_;
    std::vector<statement> statements_;       ///< of all records
    std::vector<subject_reference> subjects_;
    std::deque<terminology::term> family_terms_;
    mutable std::vector<unknown_order> unknown_orders_;   ///< in any order
    std::optional<std::size_t> subject_of_this_;   ///< of the resource that is taken, when it has been looked for
    list_subjects lists_;
    skip_list skipped_;                            ///< before the patient was known
    mutable skip_list all_skipped_;
    mutable deletions deleted_;
    mutable members members_;
    std::size_t uncoded_ = 0, contradictions_ = 0;
    enum class whose : std::uint8_t { not_asked, ours, of_others };
    mutable std::vector<whose> subjects_asked_;     ///< by subject, of the patient that `finish` asks about
    mutable std::vector<bool> own_lists_;           ///< by list: something in it counts as the patient's
    mutable std::vector<record const*> in_order_;   ///< those that count, by identity; only room that is kept
    mutable chart chart_;                           ///< the last that was finished
};

}  // namespace oms::findings
