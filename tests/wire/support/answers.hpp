#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace oms::test {

/// One answer, taken apart.
struct http_answer {
    unsigned status = 0;
    std::string head, body;  ///< the head with its last line's end
    /// The value of a field; empty if there is none.
    [[nodiscard]] std::string field(std::string_view name) const;
    [[nodiscard]] bool closes() const { return field("Connection") == "close"; }
};

/// Takes answers apart by their Content-Length. What is no whole answer is left in `rest`.
/// `bodiless`: they answer HEAD.
[[nodiscard]] std::vector<http_answer> split_answers(std::string_view bytes, std::string& rest, bool bodiless = false);

/// The same where nothing may be left: an answer of status 0 holds what was.
[[nodiscard]] std::vector<http_answer> split_answers(std::string_view bytes);

/// `200 404 200`
[[nodiscard]] std::string statuses(std::vector<http_answer> const& answers);

}  // namespace oms::test
