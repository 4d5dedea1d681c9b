#pragma once
#include <algorithm>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// CDS Hooks requests as text, to be spoilt member by member: `call_of("patient-view").without("hookInstance").text()`.
namespace oms::test {

/// The members of a JSON object; values are JSON text.
class members_of {
public:
    members_of& set(std::string_view name, std::string json) {
        auto const at = std::ranges::find(all_, name, &member::first);
        if (at == all_.end()) all_.emplace_back(name, std::move(json));
        else at->second = std::move(json);
        return *this;
    }
    members_of& drop(std::string_view name) {
        std::erase_if(all_, [&](member const& m) { return m.first == name; });
        return *this;
    }
    [[nodiscard]] bool has(std::string_view name) const { return std::ranges::find(all_, name, &member::first) != all_.end(); }
    [[nodiscard]] std::string text() const {
        std::string out = "{";
        for (auto const& [name, json] : all_) out.append(out.size() > 1 ? "," : "").append("\"" + name + "\":" + json);
        return out + "}";
    }

private:
    using member = std::pair<std::string, std::string>;
    std::vector<member> all_;
};

[[nodiscard]] inline std::string bundle(std::initializer_list<std::string> resources, std::string_view more = {}) {
    std::string out = R"({"resourceType":"Bundle","type":"searchset")";
    out.append(more).append(R"(,"entry":[)");
    for (auto const& r : resources) out.append(out.ends_with('[') ? "" : ",").append(R"({"resource":)" + r + "}");
    return out + "]}";
}

[[nodiscard]] inline std::string patient(std::string_view id, std::string_view birth_date) {
    return R"({"resourceType":"Patient","id":")" + std::string{id} + R"(","birthDate":")" + std::string{birth_date} + R"("})";
}

[[nodiscard]] inline std::string concept_text(std::string_view code) {
    return R"({"coding":[{"system":"http://snomed.info/sct","code":")" + std::string{code} + R"("}]})";
}

/// Active, confirmed, of 2026-11-10, about kid-1.
[[nodiscard]] inline std::string condition(std::string_view id, std::string_view code) {
    return R"({"resourceType":"Condition","id":")" + std::string{id} + R"(","clinicalStatus":{"coding":[{"code":"active"}]},)" +
           R"("verificationStatus":{"coding":[{"code":"confirmed"}]},"code":)" + concept_text(code) +
           R"(,"subject":{"reference":"Patient/kid-1"},"onsetDateTime":"2026-11-10","recordedDate":"2026-11-10"})";
}

/// Final, positive, of 2026-11-10, about kid-1.
[[nodiscard]] inline std::string observation(std::string_view id, std::string_view code) {
    return R"({"resourceType":"Observation","id":")" + std::string{id} + R"(","status":"final","code":)" + concept_text(code) +
           R"(,"subject":{"reference":"Patient/kid-1"},"effectiveDateTime":"2026-11-10","valueBoolean":true})";
}

inline constexpr std::string_view opsoclonus = "194177006", cerebellar_ataxia = "85102008", irritable = "55929007";

/// A call about a toddler with three of the four features: R1a, with everything supplied.
class call_of {
public:
    explicit call_of(std::string_view hook = "patient-view") {
        request_.set("hook", "\"" + std::string{hook} + "\"").set("hookInstance", R"("d1577c69-dfbe-44ad-ba6d-3e05e953b2ea")");
        context_.set("userId", R"("Practitioner/p-3")").set("patientId", R"("kid-1")").set("encounterId", R"("enc-9")");
        prefetch_.set("patient", patient("kid-1", "2025-01-10"))
            .set("conditions", bundle({condition("c1", opsoclonus), condition("c2", cerebellar_ataxia)}))
            .set("observations", bundle({observation("o1", irritable)}));
        for (auto const key : {"serviceRequests", "diagnosticReports", "procedures", "imagingStudies"}) prefetch_.set(key, "null");
    }
    /// `context.…` and `prefetch.…` reach into those objects.
    call_of& with(std::string_view path, std::string json) {
        parent_of(path).set(name_in(path), std::move(json));
        return *this;
    }
    call_of& without(std::string_view path) {
        parent_of(path).drop(name_in(path));
        has_context_ = has_context_ && path != "context";
        has_prefetch_ = has_prefetch_ && path != "prefetch";
        return *this;
    }
    [[nodiscard]] std::string text() const {
        members_of whole = request_;
        if (has_context_ && !whole.has("context")) whole.set("context", context_.text());
        if (has_prefetch_ && !whole.has("prefetch")) whole.set("prefetch", prefetch_.text());
        return whole.text();
    }

private:
    members_of& parent_of(std::string_view path) {
        if (path.starts_with("context.")) return context_;
        return path.starts_with("prefetch.") ? prefetch_ : request_;
    }
    static std::string_view name_in(std::string_view path) { return path.substr(path.find('.') + 1); }

    members_of request_, context_, prefetch_;
    bool has_context_ = true, has_prefetch_ = true;
};

}  // namespace oms::test
