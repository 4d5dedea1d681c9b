#include <oms/knowledge/identity.hpp>

#include <oms/base/ascii.hpp>
#include <oms/base/sha256.hpp>

#include <algorithm>
#include <array>
#include <charconv>

namespace oms::knowledge {

namespace {

constexpr std::size_t shown_digits = 6;

/// What is read by people and other programs alone.
constexpr std::array<std::string_view, 7> not_deciding{"manifest.json",          "schema/",             "structuredefinitions/",
                                                       "capabilitystatements/", "valuesets/evidence/", "terminology/", "examples/"};

bool is_identifiers(std::string_view text) noexcept {
    return !text.empty() && !text.starts_with('.') && !text.ends_with('.') && text.find("..") == std::string_view::npos &&
           std::ranges::all_of(text, [](char c) { return ascii::is_alphanumeric(c) || c == '-' || c == '.'; });
}

bool is_number(std::string_view text) noexcept {
    return !text.empty() && text.size() < 10 && std::ranges::all_of(text, ascii::is_digit) && (text.size() == 1 || text.front() != '0');
}

std::array<unsigned, 3> numbers_of(std::string_view version) noexcept {
    std::array<unsigned, 3> all{};
    ascii::list_items parts{version.substr(0, version.find_first_of("-+")), '.'};
    for (unsigned& n : all) {
        if (parts.done()) break;
        std::string_view const part = parts.next();
        std::from_chars(part.data(), part.data() + part.size(), n);
    }
    return all;
}

}  // namespace

std::string text_of(identity const& i) {
    return i.changed_by_site ? i.version + ", site-changed " + i.digest.substr(0, shown_digits) : i.version;
}

std::string digest_text(identity const& i) { return "sha256:" + i.digest; }

bool decides(std::string_view path) noexcept {
    return path.ends_with(".json") && std::ranges::none_of(not_deciding, [&](std::string_view p) { return path.starts_with(p); });
}

std::string digest_of(std::span<json::document const> documents, replacements const& by) {
    std::vector<std::string> lines;
    for (json::document const& d : documents)
        if (decides(d.file)) lines.push_back("file " + std::string{d.file} + " " + sha256_of(d.text) + "\n");
    for (auto const& [name, value] : by.constants) lines.push_back("constant " + std::string{name} + " " + std::to_string(value) + "\n");
    for (auto const& [key, query] : by.templates) lines.push_back("template " + std::string{key} + " " + query + "\n");
    for (json::document const& d : by.concept_maps) lines.push_back("map " + sha256_of(d.text) + "\n");
    std::ranges::sort(lines);
    std::string all;
    for (std::string const& line : lines) all += line;
    return sha256_of(all);
}

bool is_semver(std::string_view text) noexcept {
    auto const build = text.find('+');
    if (build != std::string_view::npos && !is_identifiers(text.substr(build + 1))) return false;
    text = text.substr(0, build);
    auto const pre = text.find('-');
    if (pre != std::string_view::npos && !is_identifiers(text.substr(pre + 1))) return false;
    text = text.substr(0, pre);
    if (std::ranges::count(text, '.') != 2 || std::ranges::any_of(text, ascii::is_blank)) return false;
    for (ascii::list_items parts{text, '.'}; !parts.done();)
        if (!is_number(parts.next())) return false;
    return true;
}

bool is_older(std::string_view a, std::string_view b) noexcept { return numbers_of(a) < numbers_of(b); }

}  // namespace oms::knowledge
