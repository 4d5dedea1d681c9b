#include "status.hpp"

#include <oms/base/ascii.hpp>
#include <oms/hooks/outcome.hpp>

#include <algorithm>
#include <array>

namespace oms::service {
namespace {

/// What a fault looks like from outside. `issue_code` is of FHIR R4 issue-type.
struct face {
    unsigned status;
    std::string_view issue_code;
    std::string_view text;
};

face face_of(errc code) noexcept {
    switch (code) {
        case errc::bad_json: return {400, "structure", "The body is not one JSON object."};
        case errc::duplicate_member: return {400, "structure", "An object of the body holds a member twice."};
        case errc::too_deep: return {400, "structure", "The body is nested too deeply."};
        case errc::too_large: return {413, "too-long", "The body is too large."};
        case errc::bad_element: return {400, "value", "An element of the request cannot be used."};
        case errc::missing_element: return {400, "required", "An element of the request is missing."};
        case errc::wrong_hook: return {400, "invalid", "The request is for another hook."};
        case errc::unknown_service: return {404, "not-found", "There is nothing at this address."};
        case errc::wrong_method: return {405, "not-supported", "This address does not take this method."};
        case errc::wrong_media_type: return {415, "not-supported", "The body is of a type that is not read here."};
        case errc::no_data: return {412, "incomplete", "Data that are needed for an answer could not be had."};
        case errc::not_trusted: return {401, "login", ""};
        case errc::not_allowed: return {403, "forbidden", "This caller may not do that."};
        case errc::unavailable: return {503, "transient", "The service cannot answer now."};
        case errc::bad_knowledge:
        case errc::bad_settings:
        case errc::internal: return {500, "exception", "The service failed. Nothing was decided."};
    }
    return {500, "exception", "The service failed. Nothing was decided."};
}

/// Paths are repeated only if they look like one: a member name is the client's text, and might say anything.
bool is_element_path(std::string_view where) noexcept {
    return !where.empty() && where.size() <= 200 && std::ranges::all_of(where, [](char c) {
        return ascii::is_alphanumeric(c) || std::string_view{"._-[]"}.find(c) != std::string_view::npos;
    });
}

bool is_about_an_element(errc code) noexcept {
    constexpr std::array all{errc::bad_element, errc::missing_element, errc::wrong_hook, errc::duplicate_member, errc::too_deep};
    return std::ranges::find(all, code) != all.end();
}

std::string_view issue_code_of(unsigned status) noexcept {
    switch (status) {
        case 408: return "timeout";
        case 413:
        case 414:
        case 431: return "too-long";
        case 417:
        case 501:
        case 505: return "not-supported";
        case 429: return "throttled";
        case 503: return "transient";
        default: return status < 500 ? "structure" : "exception";
    }
}


}  // namespace

void response::clear() {
    status = 200;
    content_type = "application/json";
    body.clear();
    headers.clear();
    close = false;
}

unsigned status_of(errc code) noexcept { return face_of(code).status; }

response error_response(unsigned status, std::string_view issue_code, std::string_view text, std::string_view diagnostics) {
    response r;
    r.status = status;
    hooks::issue const one{.code = issue_code, .text = text, .diagnostics = diagnostics};
    hooks::append_outcome(r.body, {&one, 1});
    if (status == 429 || status == 503) r.headers.emplace_back("Retry-After", inbound_limits::retry_after_s);
    return r;
}

response response_for(fault const& f) {
    face const seen = face_of(f.code);
    if (f.code == errc::not_trusted) {  // no reason is given to somebody we do not know (CH-JWT-15)
        response r;
        r.status = seen.status;
        r.content_type = {};
        r.headers.emplace_back("WWW-Authenticate", "Bearer");
        return r;
    }
    if (blame_of(f.code) == blame::us)
        return error_response(seen.status, seen.issue_code, seen.text, {});  // notes on ourselves are for the log
    response r;
    r.status = seen.status;
    bool const is_path = is_element_path(f.where);
    std::string const diagnostics = is_path ? f.where + ": " + f.note : f.note;
    hooks::issue const one{.code = seen.issue_code,
                           .text = seen.text,
                           .diagnostics = diagnostics,
                           .expression = is_path && is_about_an_element(f.code) ? std::string_view{f.where} : std::string_view{}};
    hooks::append_outcome(r.body, {&one, 1});
    return r;
}

response error_response(unsigned status, std::string_view note) {
    response r = error_response(status, issue_code_of(status), "The request was refused.", note);
    r.close = true;
    return r;
}

}  // namespace oms::service
