#include "wire/support/wire_service.hpp"

#include "support/profiles.hpp"

#include <algorithm>
#include <charconv>
#include <stdexcept>
#include <utility>

namespace oms::test {
namespace {

std::shared_ptr<knowledge::catalogue const> linked() {
    static auto const all = [] {
        auto got = knowledge::link(documents());
        if (!got) throw std::runtime_error(to_string(got.error().front()));
        return std::make_shared<knowledge::catalogue const>(std::move(*got));
    }();
    return all;
}

std::shared_ptr<knowledge::catalogue const> without_knowledge(std::string description) {
    knowledge::service_definition one;
    one.id = "oms-patient-view";
    one.hook = "patient-view";
    one.title = "A service for tests of the wire";
    one.description = std::move(description);
    return std::make_shared<knowledge::catalogue const>(
        knowledge::catalogue{terminology::code_map{nullptr}, {}, cards::card_book{nullptr}, {one}, "test", {}, {}});
}

constexpr std::string_view service_path = "/cds-services/oms-patient-view";

std::string post_head(std::string_view fields) {
    return std::string{"POST "}
        .append(service_path)
        .append(" HTTP/1.1\r\nHost: cds.example\r\nContent-Type: application/json\r\n")
        .append(fields);
}

std::shared_ptr<service::deployment const> service_with(std::shared_ptr<knowledge::catalogue const> knowledge) {
    service::deployment_settings s;
    s.auth_required = false;
    s.cors_origins = {"https://ehr.example"};
    s.version = "test";
    return service::make_deployment(std::move(knowledge), s, {[] { return *parse_instant("2026-11-20T12:00:00Z"); }}, {"patient-view"});
}

}  // namespace

std::shared_ptr<service::deployment const> a_service() {
    return service_with(without_knowledge("A service for tests of the wire"));
}

std::shared_ptr<service::deployment const> a_service_of_long_answers(std::size_t bytes) {
    return service_with(without_knowledge(std::string(bytes, 'x')));
}

std::shared_ptr<service::deployment const> with_limits(std::shared_ptr<service::deployment const> const& of,
                                                       service::inbound_limits const& limits) {
    auto copy = std::make_shared<service::deployment>(*of);
    copy->settings.limits = limits;
    return copy;
}

std::string const& a_call() {
    static std::string const body = R"({"hook":"patient-view","hookInstance":"0d9b9cd2-33a5-4c3a-9a4b-2f8a6e1b7c11",)"
                                    R"("context":{"userId":"Patient/kid-1","patientId":"kid-1"},"extension":{"org.example.filler":")" +
                                    std::string(1000, 'x') + R"("}})";
    return body;
}

std::shared_ptr<service::deployment const> the_service() { return service_with(linked()); }

std::string const& child_with_a_card() {
    static std::string const body =
        R"({"hook":"patient-view","hookInstance":"0d9b9cd2-33a5-4c3a-9a4b-2f8a6e1b7c11",)"
        R"("context":{"userId":"Practitioner/p1","patientId":"kid-1"},"prefetch":{)"
        R"("patient":{"resourceType":"Patient","id":"kid-1","birthDate":"2025-07-10","name":[{"family":"planted-family-7f31"}]},)"
        R"("conditions":{"resourceType":"Bundle","type":"searchset","entry":[)"
        R"({"resource":{"resourceType":"Condition","id":"c1","clinicalStatus":{"coding":[{"code":"active",)"
        R"("system":"http://terminology.hl7.org/CodeSystem/condition-clinical"}]},)"
        R"("code":{"text":"planted-concept-7f31","coding":[{"system":"http://snomed.info/sct","code":"85102008"}]},)"
        R"("subject":{"reference":"Patient/kid-1"},"onsetDateTime":"2026-11-12","recordedDate":"2026-11-14"}}]},)"
        R"("observations":{"resourceType":"Bundle","type":"searchset","entry":[)"
        R"({"resource":{"resourceType":"Observation","id":"o1","status":"final",)"
        R"("code":{"coding":[{"system":"http://snomed.info/sct","code":"194177006"}]},)"
        R"("subject":{"reference":"Patient/kid-1"},"effectiveDateTime":"2026-11-16T10:20:00Z",)"
        R"("valueCodeableConcept":{"coding":[{"system":"http://snomed.info/sct","code":"52101004"}]}}},)"
        R"({"resource":{"resourceType":"Observation","id":"o2","status":"final",)"
        R"("code":{"coding":[{"system":"http://snomed.info/sct","code":"55929007"}]},)"
        R"("subject":{"reference":"Patient/kid-1"},"effectiveDateTime":"2026-11-14T09:00:00Z"}}]},)"
        R"("serviceRequests":null,"diagnosticReports":null,"procedures":null,"imagingStudies":null}})";
    return body;
}

std::string post(std::string_view body, std::string_view fields) {
    std::string text = post_head(fields);
    return text.append("Content-Length: ").append(std::to_string(body.size())).append("\r\n\r\n").append(body);
}

std::string post_chunked(std::string_view body, std::size_t size) {
    std::string text = post_head("Transfer-Encoding: chunked\r\n");
    text += "\r\n";
    for (; !body.empty(); body.remove_prefix(std::min(size, body.size()))) {
        std::string_view const part = body.substr(0, size);
        char digits[16];
        auto const end = std::to_chars(digits, digits + sizeof digits, part.size(), 16).ptr;
        text.append(digits, end).append("\r\n").append(part).append("\r\n");
    }
    return text.append("0\r\n\r\n");
}

std::string get(std::string_view target, std::string_view fields, std::string_view method) {
    return std::string{method}.append(" ").append(target).append(" HTTP/1.1\r\nHost: cds.example\r\n").append(fields).append("\r\n");
}

}  // namespace oms::test
