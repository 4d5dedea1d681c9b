#include "../files.hpp"
#include "../limits.hpp"
#include "check.hpp"

#include <algorithm>
#include <array>
#include <memory>
#include <unordered_map>
#include <utility>

#include <zlib.h>

#include <boost/json.hpp>

namespace oms::app {

namespace {

namespace bj = boost::json;

/// Resources whose codes the policy looks at, and the elements in which it does.
constexpr std::array<std::string_view, 6> resource_types{"Condition",        "Observation", "ServiceRequest",
                                                         "DiagnosticReport", "Procedure",   "ImagingStudy"};
constexpr std::array<std::string_view, 6> coded_elements{"code",     "valueCodeableConcept", "component",
                                                         "evidence", "conclusionCode",       "procedureCode"};

std::string_view view_of(bj::value const* v) noexcept {
    return v && v->is_string() ? std::string_view{v->get_string().data(), v->get_string().size()} : std::string_view{};
}
bj::value const* member(bj::object const& o, std::string_view name) noexcept {
    return o.if_contains(bj::string_view{name.data(), name.size()});
}

/// Safe on a terminal and on one line.
std::string printable(std::string_view text) {
    std::size_t end = std::min(text.size(), limits::longest_text_shown);
    while (end < text.size() && end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0U) == 0x80U) --end;  // no character is cut
    std::string out{text.substr(0, end)};
    std::ranges::replace_if(
        out, [](char c) { return static_cast<unsigned char>(c) < ' ' || c == 0x7f; }, '?');
    return out;
}

struct system_count {
    std::size_t codings = 0, known = 0;
    bool is_known = false;
};
struct code_count {
    std::size_t times = 0;
    bool in_known_system = false;
    std::string display;
};

template <class Map, class Count>
auto most_first(Map const& map, Count count) {
    std::vector<std::pair<std::string, typename Map::mapped_type>> all(map.begin(), map.end());
    std::ranges::sort(all, [&](auto const& a, auto const& b) { return count(a) != count(b) ? count(a) > count(b) : a.first < b.first; });
    return all;
}

/// Counts the codings of an export.
class code_census {
public:
    explicit code_census(terminology::code_map const& codes) : codes_{codes} {}

    /// False: the line is no resource.
    bool add_line(std::string_view line) {
        boost::system::error_code ec;
        bj::value const root = bj::parse(bj::string_view{line.data(), line.size()}, ec);
        if (ec || !root.is_object()) return false;
        add_resource(root.get_object());
        return true;
    }

    [[nodiscard]] std::string report(std::string_view path) const {
        std::string text = std::string{path} + ": " + count_of(resources_, "resource", "resources") + ", " +
                           count_of(codings_, "coding", "codings") + ", " + std::to_string(without_system_) +
                           " without system or code\n\ncode systems (codings, of a known code, system):\n";
        for (auto const& [uri, c] : most_first(systems_, [](auto const& e) { return e.second.codings; }))
            text += "  " + std::to_string(c.codings) + "\t" + std::to_string(c.known) + "\t" + printable(uri) +
                    (c.is_known ? "" : "\tunknown system") + "\n";
        append_codes(text, "codes of unknown systems that nothing knows", false);
        append_codes(text, "codes of known systems that have no row", true);
        return text;
    }

private:
    void add_resource(bj::object const& r) {
        if (auto const* entries = member(r, "entry"); entries && entries->is_array()) {
            for (bj::value const& e : entries->get_array())
                if (auto const* o = e.if_object())
                    if (auto const* inner = member(*o, "resource"); inner && inner->is_object()) add_resource(inner->get_object());
            return;
        }
        if (std::ranges::find(resource_types, view_of(member(r, "resourceType"))) == resource_types.end()) return;
        ++resources_;
        for (std::string_view const name : coded_elements)
            if (auto const* element = member(r, name)) add_codings(*element);
    }

    void add_codings(bj::value const& v) {
        if (auto const* all = v.if_array())
            for (bj::value const& each : *all) add_codings(each);
        auto const* o = v.if_object();
        if (!o) return;
        if (auto const* codings = member(*o, "coding"); codings && codings->is_array())
            for (bj::value const& c : codings->get_array())
                if (c.is_object()) add_coding(c.get_object());
        for (std::string_view const name : coded_elements)
            if (auto const* element = member(*o, name)) add_codings(*element);
    }

    void add_coding(bj::object const& c) {
        ++codings_;
        std::string_view const system = view_of(member(c, "system")), code = view_of(member(c, "code"));
        if (system.empty() || code.empty()) {
            ++without_system_;
            return;
        }
        auto const found = codes_.find(system, code);
        system_count& s = systems_[std::string{system}];
        ++s.codings;
        s.is_known |= found.known_system;
        if (found.count != 0) {
            ++s.known;
            return;
        }
        code_count& n = unknown_[std::string{system} + "\t" + std::string{code}];
        ++n.times;
        n.in_known_system = found.known_system;
        if (n.display.empty()) n.display = view_of(member(c, "display"));
    }

    void append_codes(std::string& text, std::string_view title, bool in_known_system) const {
        auto all = most_first(unknown_, [](auto const& e) { return e.second.times; });
        std::erase_if(all, [&](auto const& e) { return e.second.in_known_system != in_known_system; });
        text.append("\n").append(title).append(" (").append(std::to_string(all.size()));
        if (all.size() > limits::most_codes_listed) text += ", the " + std::to_string(limits::most_codes_listed) + " most frequent";
        text.append("; times, system, code, display):\n");
        for (auto const& [key, n] : std::span{all}.first(std::min(all.size(), limits::most_codes_listed))) {
            auto const tab = key.find('\t');
            text += "  " + std::to_string(n.times) + "\t" + printable(key.substr(0, tab)) + "\t" + printable(key.substr(tab + 1)) + "\t" +
                    printable(n.display) + "\n";
        }
    }

    terminology::code_map const& codes_;
    std::unordered_map<std::string, system_count> systems_;
    std::unordered_map<std::string, code_count> unknown_;
    std::size_t resources_ = 0, codings_ = 0, without_system_ = 0;
};

/// Lines of a file, packed or not.
class line_source {
public:
    explicit line_source(std::string const& path) : file_{::gzopen(path.c_str(), "rb"), ::gzclose} {}
    [[nodiscard]] bool is_open() const noexcept { return file_ != nullptr; }
    /// Whether all was read to its end.
    [[nodiscard]] bool is_whole() const noexcept { return whole_; }

    bool next(std::string& line) {
        line.clear();
        std::array<char, 64u << 10> piece;
        while (line.size() < limits::longest_line) {
            if (::gzgets(file_.get(), piece.data(), static_cast<int>(piece.size())) == nullptr) {
                int error = Z_OK;
                static_cast<void>(::gzerror(file_.get(), &error));
                whole_ = error == Z_OK || error == Z_STREAM_END;
                return !line.empty();
            }
            line += piece.data();
            if (!line.ends_with('\n')) continue;
            line.pop_back();
            return true;
        }
        whole_ = false;
        return false;
    }

private:
    std::unique_ptr<gzFile_s, int (*)(gzFile)> file_;
    bool whole_ = true;
};

}  // namespace

int count_codes(std::string const& path, terminology::code_map const& codes) {
    if (auto const readable = open_to_read(path, errc::bad_element); !readable) {
        say(path + ": " + readable.error().note);
        return not_evaluated;
    }
    line_source lines{path};
    code_census census{codes};
    int status = done;
    std::string line;
    for (std::size_t number = 1; lines.is_open() && lines.next(line); ++number) {
        if (line.find_first_not_of(" \t\r") == std::string::npos || census.add_line(line)) continue;
        say(path + ":" + std::to_string(number) + ": is no resource in JSON on one line");
        status = not_evaluated;
    }
    if (!lines.is_open() || !lines.is_whole()) {
        say(path + ": cannot be read to its end");
        status = not_evaluated;
    }
    int const printed = print_text(census.report(path));
    return status == done ? printed : status;
}

}  // namespace oms::app
