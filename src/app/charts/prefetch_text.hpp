#pragma once
#include <oms/hooks/request.hpp>
#include <oms/fetch/retrieval.hpp>

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace oms::app {

/// Stands where a hook demands the id of an encounter and nobody at the terminal knows one.
inline constexpr std::string_view encounter_not_known = "not-known";

/// The answers of a FHIR server as they came, put together to what a prefetch holds.
class prefetch_text {
public:
    /// Takes down what a retrieval reads. Lifetime: this outlives it.
    [[nodiscard]] fetch::page_observer observer();

    /// What was read under a key: one page as it came, several as one Bundle. `partial`: a link `next` stays, for more there is.
    [[nodiscard]] std::string merged(std::string_view key, bool partial) const;

private:
    void begin(fetch::page_request const& page);

    struct received {
        std::string url;
        std::string text;
    };
    std::map<std::string, std::vector<received>, std::less<>> pages_;
};

/// The request of a call with these prefetch values: one JSON object and a line break. No token is written.
[[nodiscard]] std::string write_call(hooks::hook_request const& r, std::string_view prefetch);

}  // namespace oms::app
