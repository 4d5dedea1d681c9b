#include "check.hpp"

#include <oms/base/sha256.hpp>
#include <oms/knowledge/identity.hpp>

#include <algorithm>
#include <array>

#include <boost/json.hpp>

namespace oms::app {

namespace {

namespace bj = boost::json;

constexpr std::size_t longest_value = 60, hash_digits = 12, deepest = 4;

/// Members by which the elements of our arrays are told apart.
constexpr std::array<std::string_view, 6> telling_members{"id", "rule", "name", "code", "key", "fact"};

std::string name_in_array(bj::value const& element, std::size_t index) {
    if (auto const* o = element.if_object())
        for (std::string_view const name : telling_members)
            if (auto const* v = o->if_contains(bj::string_view{name.data(), name.size()}); v && v->is_string())
                return std::string{v->get_string().begin(), v->get_string().end()};
    return std::to_string(index);
}

std::string value_text(bj::value const& v) {
    std::string text = bj::serialize(v);
    std::ranges::replace(text, '\t', ' ');
    return text.size() <= longest_value ? text : "#" + sha256_of(text).substr(0, hash_digits);
}

void add_item(contents& to, std::string const& name, std::string value) {
    auto [at, is_new] = to.try_emplace(name, value);
    if (!is_new) at->second += " | " + value;
}

/// A ConceptMap of ours: each code with its facts.
void add_map(contents& to, bj::object const& map) {
    for (bj::value const& g : map.at("group").as_array()) {
        std::string const system = bj::value_to<std::string>(g.at("source"));
        for (bj::value const& e : g.at("element").as_array()) {
            std::string facts;
            for (bj::value const& t : e.at("target").as_array())
                if (t.as_object().contains("code")) facts.append(facts.empty() ? "" : " ").append(bj::value_to<std::string>(t.at("code")));
            add_item(to, "code " + system + " " + bj::value_to<std::string>(e.at("code")), facts.empty() ? "nothing" : facts);
        }
    }
}

void add_value(contents& to, std::string const& name, bj::value const& v, std::size_t depth) {
    bool const nested = depth < deepest && bj::serialize(v).size() > longest_value;
    if (nested && v.is_object()) {
        for (auto const& [key, child] : v.get_object())
            add_value(to, name + (depth == 0 ? " " : ".") + std::string{key.begin(), key.end()}, child, depth + 1);
    } else if (nested && v.is_array()) {
        for (std::size_t i = 0; i < v.get_array().size(); ++i)
            add_value(to, name + "[" + name_in_array(v.get_array()[i], i) + "]", v.get_array()[i], depth + 1);
    } else {
        add_item(to, name, value_text(v));
    }
}

}  // namespace

contents contents_of(std::span<json::document const> documents) {
    contents all;
    for (json::document const& d : documents) {
        if (!knowledge::decides(d.file)) continue;
        boost::system::error_code ec;
        bj::value const root = bj::parse(bj::string_view{d.text.data(), d.text.size()}, ec);
        if (ec || !root.is_object()) continue;  // linking says so
        bool const is_map = d.file.starts_with("conceptmaps/") && root.get_object().contains("group");
        if (is_map) add_map(all, root.get_object());
        else if (!d.file.starts_with("codesystems/") && !d.file.starts_with("valuesets/")) add_value(all, std::string{d.file}, root, 0);
        else add_item(all, std::string{d.file}, "#" + sha256_of(d.text).substr(0, hash_digits));
    }
    return all;
}

std::string write_contents(contents const& c) {
    std::string text;
    for (auto const& [name, value] : c) text.append(name).append("\t").append(value).append("\n");
    return text;
}

contents read_contents(std::string_view text) {
    contents all;
    while (!text.empty()) {
        auto const end = std::min(text.find('\n'), text.size());
        std::string_view const line = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        if (auto const tab = line.find('\t'); tab != std::string_view::npos) all.emplace(line.substr(0, tab), line.substr(tab + 1));
    }
    return all;
}

std::vector<std::string> differences(contents const& old, contents const& now) {
    std::vector<std::string> lines;
    for (auto const& [name, value] : now) {
        auto const was = old.find(name);
        if (was == old.end()) lines.push_back("new      " + name + ": " + value);
        else if (was->second != value) lines.push_back("changed  " + name + ": " + was->second + " -> " + value);
    }
    for (auto const& [name, value] : old)
        if (!now.contains(name)) lines.push_back("gone     " + name + ": " + value);
    return lines;
}

}  // namespace oms::app
