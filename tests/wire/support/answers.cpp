#include "wire/support/answers.hpp"

#include <algorithm>
#include <cctype>

namespace oms::test {
namespace {

bool same_letters(std::string_view a, std::string_view b) {
    return std::ranges::equal(a, b, [](unsigned char x, unsigned char y) { return std::tolower(x) == std::tolower(y); });
}

}  // namespace

std::string http_answer::field(std::string_view name) const {
    for (std::size_t at = head.find("\r\n"); at + 2 < head.size();) {
        std::size_t const end = head.find("\r\n", at + 2);
        std::string_view const line = std::string_view{head}.substr(at + 2, end - at - 2);
        std::size_t const colon = line.find(": ");
        if (colon != std::string_view::npos && same_letters(line.substr(0, colon), name)) return std::string{line.substr(colon + 2)};
        at = end;
    }
    return {};
}

std::vector<http_answer> split_answers(std::string_view bytes, std::string& rest, bool bodiless) {
    std::vector<http_answer> all;
    for (;;) {
        std::size_t const end = bytes.find("\r\n\r\n");
        if (end == std::string_view::npos || !bytes.starts_with("HTTP/1.1 ")) break;
        http_answer a;
        a.head = bytes.substr(0, end + 2);
        a.status = static_cast<unsigned>(std::stoul(a.head.substr(9, 3)));
        std::string const length = a.field("Content-Length");
        std::size_t const body = bodiless || length.empty() ? 0 : std::stoul(length);
        if (bytes.size() < end + 4 + body) break;
        a.body = bytes.substr(end + 4, body);
        bytes.remove_prefix(end + 4 + body);
        all.push_back(std::move(a));
    }
    rest = bytes;
    return all;
}

std::vector<http_answer> split_answers(std::string_view bytes) {
    std::string rest;
    auto all = split_answers(bytes, rest);
    if (!rest.empty()) all.push_back({0, rest, {}});
    return all;
}

std::string statuses(std::vector<http_answer> const& answers) {
    std::string text;
    for (auto const& a : answers) text.append(text.empty() ? "" : " ").append(std::to_string(a.status));
    return text;
}

}  // namespace oms::test
