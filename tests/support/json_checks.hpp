#pragma once
#include <boost/json/value.hpp>

#include <optional>
#include <regex>
#include <string>
#include <string_view>
#include <vector>

/// What the checks of a body share: where they are, what they found, small questions about JSON values.
namespace oms::test {

using violations = std::vector<std::string>;

/// A value and its path.
struct element {
    boost::json::value const* value = nullptr;
    std::string path;

    [[nodiscard]] bool is_object() const { return value && value->is_object(); }
    [[nodiscard]] bool is_array() const { return value && value->is_array(); }
    [[nodiscard]] bool has(std::string_view name) const { return is_object() && value->as_object().contains(name); }
    /// A member; without value when it is not there.
    [[nodiscard]] element operator[](std::string_view name) const;
    [[nodiscard]] std::vector<element> items() const;
    [[nodiscard]] std::optional<std::string_view> text() const;   ///< a string that is not empty
};

class check {
public:
    explicit check(violations& found) : found_{found} {}

    void fail(element const& at, std::string const& what, std::string_view rule);
    void expect(bool holds, element const& at, std::string const& what, std::string_view rule);
    /// A string that is there and not empty, or nothing with a violation.
    std::optional<std::string_view> required_text(element const& parent, std::string_view name, std::string_view rule);
    /// A string that may be missing, but not be something else.
    void optional_text(element const& parent, std::string_view name, std::string_view rule);
    /// One of a few words.
    void one_of(element const& parent, std::string_view name, std::initializer_list<std::string_view> words, std::string_view rule);
    /// Code and system, both texts; `display` when it must be there (CH-COD-01).
    void coding(element const& c, bool with_display, std::string_view rule);
    void matches(element const& at, char const* pattern, std::string const& what, std::string_view rule);
    /// An absolute https URL with a host.
    void https_url(element const& at, std::string_view rule);
    /// `extension` of an object: an object with globally unique names (CH-EXT-01, 02).
    void extension(element const& parent);

private:
    violations& found_;
};

/// No null, "", [], {} anywhere; `cards` and `services` of the root may be empty arrays (CH-JSON-03).
void check_nothing_empty(element const& root, check& c);

/// Parses; a violation for what is no JSON, for a member name twice in one object (Boost.JSON would keep the last in silence).
[[nodiscard]] std::optional<boost::json::value> parse_strictly(std::string_view body, violations& found);

/// Lengths as clients count them.
[[nodiscard]] std::size_t utf16_length(std::string_view utf8);

void check_response(element const& root, check& c, bool ours);
void check_card(element const& card, check& c, bool ours);
void check_discovery(element const& root, check& c, bool ours);
void check_outcome(element const& root, check& c);

}  // namespace oms::test
