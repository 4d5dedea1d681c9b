#pragma once
#include <oms/findings/gather.hpp>

#include "support/profiles.hpp"
#include "support/resources.hpp"

#include <optional>
#include <string>
#include <string_view>

/// Resources that become the chart of one child.
namespace oms::test {

inline constexpr std::string_view sct = "http://snomed.info/sct";
inline constexpr coded opsoclonus{sct, "194177006"};
inline constexpr coded ataxia{sct, "20262006"};
inline constexpr coded irritable{sct, "55929007"};
inline constexpr coded nystagmus{"http://human-phenotype-ontology.org", "HP:0000639"};
inline constexpr coded neuroblastoma{sct, "432328008"};
inline constexpr coded inss_stage{sct, "409721000"};
inline constexpr coded present{sct, "52101004"};
inline constexpr coded absent{sct, "2667000"};
inline constexpr coded probable{sct, "410592001"};
inline constexpr coded equivocal{sct, "42425007"};
inline constexpr coded urine_hva{"http://loinc.org", "11146-8"};
inline constexpr coded heart_rate{"http://loinc.org", "8867-4"};
inline constexpr std::string_view interpretations = "http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation";

/// A chart of one child and whatever the test takes.
class taken {
public:
    taken() {
        resource_of child{fhir::resource_type::patient, "kid-1"};
        child.born("2025-01-10").identified("urn:mrn", "7").in("http://h/fhir/Patient/kid-1");
        take(child);
    }
    taken& take(resource_of const& r, std::string_view where = "Bundle.entry[1].resource") {
        g_.take(r.get(), r.entry(), path_named{std::string{where}});
        return *this;
    }
    taken& from_context(bool yes) { g_.from_context(yes); return *this; }
    findings::chart const& finish(std::string_view server = {}) {
        return g_.finish({"kid-1", server, parse_instant("2026-11-20T12:00:00Z").value()});
    }

private:
    findings::gatherer g_{codes()};
};

/// Views the gatherer of the last call.
inline findings::chart of(resource_of const& r) {
    static std::optional<taken> last;
    return last.emplace().take(r).finish();
}

inline resource_of& sign(resource_of& r) {
    if (r.get().type == fhir::resource_type::observation) return r.code({opsoclonus}).status("final").at("2026-11-16");
    return r.code({opsoclonus}).clinical("active").verified("confirmed").onset("2026-11-10").recorded("2026-11-12");
}

}  // namespace oms::test
