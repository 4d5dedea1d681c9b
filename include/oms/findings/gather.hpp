#pragma once
#include <oms/fhir/resource_sink.hpp>
#include <oms/findings/chart.hpp>
#include <oms/terminology/terms.hpp>

#include <cstdint>
#include <memory>
#include <string_view>

namespace oms::findings {

/// Whose chart it is and when it is read.
struct subject_of_care {
    std::string_view patient_id;    ///< empty: the only Patient in the data
    std::string_view fhir_server;   ///< base URL of the EHR's server; empty: not known
    instant now;
};

/// Takes resources in turn and keeps what they state, never the resources: memory is bounded by what counts.
///
/// Order of resources does not matter. A resource seen twice (same type and id) counts once: one from the hook's context wins,
/// then the later meta.lastUpdated. Subjects and ages are resolved in `finish`, when the patient is known.
/// What is dropped is listed in `skipped` with its element path and reason; so is what of a record that counts could not be read.
/// A record that an entry takes away counts only in a version that was written later.
/// Lifetime: the chart views the terms of the code map and the text that the gatherer keeps. Thread rule: one thread at a time.
/// Source: clinical.md 2.3, 2.4, 2.14; CH-PF-09, CH-PF-12.
class gatherer final : public fhir::resource_sink {
public:
    /// What becomes of the list of dropped entries: nobody asks a service for it.
    enum class skips : std::uint8_t { listed, counted };

    explicit gatherer(terminology::code_map codes, skips dropped = skips::listed);
    ~gatherer() override;
    gatherer(gatherer&&) noexcept;
    gatherer& operator=(gatherer&&) noexcept;

    /// True while resources of the hook's own context are taken.
    void from_context(bool yes) noexcept;
    /// What comes now is of the list of this name; empty: of none.
    void begin_list(std::string_view key);
    void take_deletion(fhir::deletion const& gone, fhir::element_path const& where) override;
    void take_odd_entry(fhir::element_path const& where) override;
    void take(fhir::resource const& r, fhir::entry_info const& entry, fhir::element_path const& where) override;

    /// The chart of what was taken so far; more may be taken after it.
    /// Lifetime: until the next `finish`; what the chart views, until `reset` or destruction.
    [[nodiscard]] chart const& finish(subject_of_care const& who) const;
    /// Ready for another chart; storage is kept.
    void reset();

private:
    class impl;
    std::unique_ptr<impl> impl_;
};

}  // namespace oms::findings
