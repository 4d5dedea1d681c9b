#pragma once
#include "failure.hpp"

#include <oms/fetch/page_reader.hpp>
#include <oms/knowledge/catalogue.hpp>
#include <oms/fetch/fhir_url.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace oms::fetch {

/// What becomes of the page that is under way, once it has ended.
enum class page_fate : std::uint8_t {
    read,       ///< its body is being read
    redirect,   ///< asked again where `location` says
    wait,       ///< asked again later
    anew,       ///< the server has forgotten the search: the list begins from its first page again
    fail,
};

/// One prefetch key on its way, page after page.
struct list_query {
    knowledge::prefetch_template const* what = nullptr;
    std::optional<std::string> first;    ///< URL of the template; nothing: it cannot be filled
    std::string url;                     ///< of the page that is under way
    std::vector<std::string> seen;       ///< pages asked since the list began
    std::size_t pages = 0;               ///< whole ones since the list began
    bool has_data = false;               ///< a page came whole, perhaps in the prefetch: when the rest fails, it is partial
    bool outcome_warning = false;
    std::size_t matches = 0;             ///< of the pages since the list began
    std::optional<std::size_t> total;    ///< as the last page had it
    bool waited = false;
    bool begun_anew = false;
    unsigned redirects = 0;              ///< of this page
    bool under_way = false;

    std::unique_ptr<page_reader> reader;   ///< of the body that is coming in
    page_fate fate = page_fate::fail;
    failure why{};                       ///< of page_fate::fail
    std::string location;
    std::chrono::milliseconds delay{0};
};

/// Decides by the head of an answer what becomes of the page: `fate` and what belongs to it.
/// Source: RFC 9110 15.4, 10.2.3; CH-FHIR-05; HAPI answers 410 when it has forgotten a search.
void judge_head(list_query& q, page_head const& head, fetch_rules const& rules, fhir::base_url const& base);

}  // namespace oms::fetch
