#pragma once
#include <oms/base/fault.hpp>
#include <oms/findings/gather.hpp>
#include <oms/hooks/request.hpp>
#include <oms/knowledge/catalogue.hpp>

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace oms::hooks {

/// Passes resources from the reader to the gatherer: those of the lists that the service asked for, and no others.
///
/// Prefetch keys that no template has are ignored (CH-PF-07), and so are lists of a context that the hook does not define (CH-REQ-10).
/// Resources of the context are marked as such: they win over the prefetch (CH-PF-12).
/// Lifetime: `to` and the service definition outlive it. Thread rule: one thread at a time.
class intake final : public request_sink {
public:
    /// Patients under the key of the Patient whose ids are kept. Of more, which no client sends, nobody is taken for another patient.
    static constexpr std::size_t most_patients = 10;

    explicit intake(findings::gatherer& to) noexcept;
    /// For the next request; storage is kept, the gatherer is not touched.
    void reset(knowledge::service_definition const& s) noexcept;

    [[nodiscard]] bool asks_for(std::string_view key) const override;
    void enter(list_source from, std::string_view key) override;
    void take(fhir::resource const& r, fhir::entry_info const& entry, fhir::element_path const& where) override;
    void take_deletion(fhir::deletion const& gone, fhir::element_path const& where) override;
    void take_odd_entry(fhir::element_path const& where) override;

    /// Fault bad_element: the key of the Patient holds Patients, and none of them is the one in the context (CH-PF-09).
    /// A Patient without an id is no other patient; that one is only missing.
    [[nodiscard]] result<void> check_patient(std::string_view patient_id) const;

private:
    void remember_patient(std::string_view id);

    findings::gatherer* to_;
    knowledge::service_definition const* service_ = nullptr;
    std::string_view patient_key_;
    bool wanted_ = false, is_patient_key_ = false;
    std::vector<std::string> patients_;   ///< ids under the key of the Patient; the first `known_` count
    std::size_t known_ = 0;
    bool more_patients_ = false;
};

}  // namespace oms::hooks
