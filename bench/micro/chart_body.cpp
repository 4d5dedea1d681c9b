#include "chart_body.hpp"

#include <array>
#include <random>
#include <string_view>

namespace oms::bench {

namespace {

struct term {
    std::string_view system, code, display, unit;
};

constexpr auto vitals = std::to_array<term>({{"http://loinc.org", "8302-2", "Body Height", "cm"}, {"http://loinc.org", "29463-7", "Body Weight", "kg"},
    {"http://loinc.org", "8867-4", "Heart rate", "/min"}, {"http://loinc.org", "9279-1", "Respiratory rate", "/min"}, {"http://loinc.org", "8310-5", "Body temperature", "Cel"},
    {"http://loinc.org", "718-7", "Hemoglobin [Mass/volume] in Blood", "g/dL"}, {"http://loinc.org", "6690-2", "Leukocytes [#/volume] in Blood by Automated count", "10*3/uL"},
    {"http://loinc.org", "777-3", "Platelets [#/volume] in Blood by Automated count", "10*3/uL"}, {"http://loinc.org", "2823-3", "Potassium [Moles/volume] in Serum or Plasma", "mmol/L"}});
constexpr auto problems = std::to_array<term>({{"http://snomed.info/sct", "195662009", "Acute viral pharyngitis (disorder)", ""}, {"http://snomed.info/sct", "65363002", "Otitis media", ""},
    {"http://snomed.info/sct", "444814009", "Viral sinusitis (disorder)", ""}, {"http://snomed.info/sct", "10509002", "Acute bronchitis (disorder)", ""}});
constexpr auto orders = std::to_array<term>({{"http://snomed.info/sct", "430193006", "Medication Reconciliation (procedure)", ""}, {"http://snomed.info/sct", "171207006", "Depression screening (procedure)", ""},
    {"http://loinc.org", "58410-2", "CBC panel - Blood by Automated count", ""}});

class writer {
public:
    std::string out;

    std::string number(unsigned from, unsigned to) { return std::to_string(from + random_() % (to - from)); }

    std::string moment() { return "2026-" + two(1, 12) + "-" + two(1, 28) + "T" + two(0, 24) + ":" + two(0, 60) + ":" + two(0, 60) + "+02:00"; }

    std::string id() {
        std::string text;
        for (int const n : {8, 4, 4, 4, 12}) {
            if (!text.empty()) text += '-';
            for (int i = 0; i < n; ++i) text += "0123456789abcdef"[random_() % 16];
        }
        return text;
    }

    template <class List>
    term const& any(List const& list) {
        return list[random_() % list.size()];
    }

    std::string concept_of(term const& t) {
        return R"({"coding":[{"system":")" + std::string(t.system) + R"(","code":")" + std::string(t.code) + R"(","display":")" + std::string(t.display) + R"("}],"text":")" +
               std::string(t.display) + "\"}";
    }

    std::string category(std::string_view system, std::string_view code) {
        return R"("category":[{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/)" + std::string(system) + R"(","code":")" + std::string(code) + R"(","display":")" +
               std::string(code) + R"("}]}],)";
    }

    std::string head(std::string_view type) {
        return R"({"resourceType":")" + std::string(type) + R"(","id":")" + id() + R"(","meta":{"versionId":"1","lastUpdated":")" + moment() +
               R"(","profile":["http://hl7.org/fhir/us/core/StructureDefinition/us-core-)" + std::string(type) + R"("]},)";
    }

    std::string tail() { return R"("subject":{"reference":"Patient/kid-1"},"encounter":{"reference":"Encounter/)" + id() + R"("},)"; }

    std::string observation() {
        term const& t = any(vitals);
        return head("Observation") + R"("status":"final",)" + category("observation-category", random_() % 2 == 0 ? "vital-signs" : "laboratory") + R"("code":)" + concept_of(t) + "," + tail() +
               R"("effectiveDateTime":")" + moment() + R"(","issued":")" + moment() + R"(","valueQuantity":{"value":)" + number(3, 180) + "." + number(1, 99) + R"(,"unit":")" + std::string(t.unit) +
               R"(","system":"http://unitsofmeasure.org","code":")" + std::string(t.unit) + "\"}}";
    }

    std::string condition() {
        return head("Condition") + R"("clinicalStatus":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/condition-clinical","code":"resolved"}]},)" +
               R"("verificationStatus":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/condition-ver-status","code":"confirmed"}]},)" +
               category("condition-category", "encounter-diagnosis") + R"("code":)" + concept_of(any(problems)) + "," + tail() + R"("onsetDateTime":")" + moment() +
               R"(","abatementDateTime":")" + moment() + R"(","recordedDate":")" + moment() + "\"}";
    }

    std::string procedure() {
        return head("Procedure") + R"("status":"completed","code":)" + concept_of(any(orders)) + "," + tail() + R"("performedPeriod":{"start":")" + moment() + R"(","end":")" + moment() + "\"}}";
    }

    std::string service_request() {
        return head("ServiceRequest") + R"("status":"completed","intent":"order",)" + category("x", "laboratory") + R"("code":)" + concept_of(any(orders)) + "," + tail() + R"("authoredOn":")" +
               moment() + R"(","requester":{"reference":"Practitioner/)" + id() + R"(","display":"Dr. Example"}})";
    }

    std::string patient() {
        return head("Patient") + R"("identifier":[{"system":"http://hospital.example.org","value":")" + id() +
               R"("}],"active":true,"name":[{"use":"official","family":"Doe","given":["Kim"]}],"gender":"female","birthDate":"2024-07-10","address":[{"line":["1 Street"],"city":"Town","postalCode":"12345"}]})";
    }

    void bundle(std::string_view key, std::size_t n, std::string (writer::*make)()) {
        out.append(",\"").append(key).append(R"(":{"resourceType":"Bundle","type":"searchset","total":)").append(std::to_string(n));
        out.append(R"(,"link":[{"relation":"self","url":"https://ehr.example.org/fhir/X?patient=kid-1"}],"entry":[)");
        for (std::size_t i = 0; i < n; ++i) {
            out.append(i == 0 ? "" : ",").append(R"({"fullUrl":"https://ehr.example.org/fhir/X/)").append(id()).append(R"(","resource":)");
            out.append((this->*make)()).append(R"(,"search":{"mode":"match"}})");
        }
        out.append("]}");
    }

private:
    std::string two(unsigned from, unsigned to) {
        std::string const n = number(from, to);
        return n.size() < 2 ? "0" + n : n;
    }

    std::mt19937 random_{20261120};
};

}  // namespace

std::string chart_body(std::size_t resources) {
    writer w;
    w.out = R"({"hook":"patient-view","hookInstance":"d1577c69-dfbe-44ad-ba6d-3e05e953b2ea","fhirServer":"https://ehr.example.org/fhir",)"
            R"("context":{"userId":"Practitioner/p-3","patientId":"kid-1","encounterId":"enc-9"},"prefetch":{"patient":)";
    w.out += w.patient();
    w.bundle("conditions", resources * 35 / 180, &writer::condition);
    w.bundle("observations", resources * 125 / 180, &writer::observation);
    w.bundle("serviceRequests", resources * 10 / 180, &writer::service_request);
    w.bundle("procedures", resources * 10 / 180, &writer::procedure);
    return w.out + "}}";
}

std::string pretty(std::string const& compact) {
    std::string out;
    std::size_t level = 0;
    bool in_string = false;
    auto const line = [&] { out.append("\n").append(2 * level, ' '); };
    for (std::size_t i = 0; i < compact.size(); ++i) {
        char const c = compact[i];
        if (c == '"') in_string = !in_string;  // there is no escape in these bodies
        bool const opens = !in_string && (c == '{' || c == '[');
        bool const closes = !in_string && (c == '}' || c == ']');
        if (closes) --level, line();
        out += c;
        if (opens) ++level, line();
        if (!in_string && c == ',') line();
        if (!in_string && c == ':') out += ' ';
    }
    return out;
}

}  // namespace oms::bench
