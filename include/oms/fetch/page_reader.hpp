#pragma once
#include <oms/base/fault.hpp>
#include <oms/hooks/request.hpp>
#include <oms/knowledge/catalogue.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

/// Reading from FHIR servers, without sockets: what to ask, what becomes of what comes.
namespace oms::fetch {

/// What one body of a FHIR server turned out to be.
struct page_summary {
    enum class content : std::uint8_t {
        as_asked,    ///< a Bundle for a search, the resource for a read
        outcome,     ///< an OperationOutcome in its place
        other,       ///< another resource, or none
    } holds = content::other;
    bool has_next_link = false;     ///< of it or of a Bundle inside it
    bool outcome_warning = false;   ///< an entry was an OperationOutcome of severity warning, error or fatal, or is none
    std::optional<std::size_t> total;   ///< of the whole list
    std::size_t matches = 0;        ///< of this page
    std::string next_url;           ///< of the first link `next`, as written; empty: none, or it alone would not be all
};

/// Reads the answer to one query as it arrives: bytes in any portions, resources to the sink as if they stood under the prefetch key.
///
/// Several read at a time into one sink, each with one of these. Faults: those of json::reader (cut off: bad_json), bad_element if
/// the body is no object; after one only `begin` may be called. What came before a fault has reached the sink.
/// Memory: storage is reused; nothing is allocated per resource once the lists have grown.
/// Lifetime: the sink outlives it. Thread rule: one thread at a time. Source: FHIR R4 http.html#search, bundle.html; product.md 8.
class page_reader {
public:
    explicit page_reader(hooks::request_sink& sink);
    ~page_reader();
    page_reader(page_reader&&) noexcept;
    page_reader& operator=(page_reader&&) noexcept;

    /// Ready for another body. Lifetime: `asked` until the body has ended.
    void begin(knowledge::prefetch_template const& asked, hooks::reader_limits limits);
    [[nodiscard]] result<void> feed(std::string_view bytes);
    /// The body is whole. Lifetime of the page: until `begin`.
    [[nodiscard]] result<page_summary const*> end();

private:
    class impl;
    std::unique_ptr<impl> impl_;
};

}  // namespace oms::fetch
