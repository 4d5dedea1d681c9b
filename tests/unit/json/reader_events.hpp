#pragma once
#include <oms/json/reader.hpp>

#include <algorithm>
#include <cstddef>
#include <set>
#include <string>
#include <string_view>
#include <vector>

/// Events of the reader as text, one letter and its value each, so that two readings compare with ==.
namespace oms::json::testing_events {

struct recorder {
    std::set<std::string, std::less<>> skipped_names;
    bool skip_arrays = false;
    std::string stop_at;
    std::string duplicate_at;
    std::string events;

    action on_object_begin() { return add("{"), action::read; }
    bool on_object_end() { return add("}"); }
    action on_array_begin() {
        add("[");
        return skip_arrays ? action::skip : action::read;
    }
    bool on_array_end() { return add("]"); }
    action on_key(std::string_view name) {
        add("k:").append(name).append(" ");
        if (!stop_at.empty() && name == stop_at) return action::stop;
        if (!duplicate_at.empty() && name == duplicate_at) return action::duplicate;
        return skipped_names.contains(name) ? action::skip : action::read;
    }
    bool on_string(std::string_view text, bool too_long) {
        add(too_long ? "too long string" : "s:").append(text).append(" ");
        return true;
    }
    bool on_number(std::string_view text, bool too_long) {
        add(too_long ? "too long number" : "n:").append(text).append(" ");
        return true;
    }
    bool on_bool(bool value) { return add(value ? "true " : "false "); }
    bool on_null() { return add("null "); }
    bool on_text_end() { return add("; "); }

private:
    struct adder {
        std::string& to;
        adder& append(std::string_view text) {
            to.append(text);
            return *this;
        }
        operator bool() const { return true; }  // NOLINT: reads well in the handlers above
    };
    adder add(std::string_view text) {
        events.append(text);
        return adder{events};
    }
};

struct read_result {
    bool accepted = false;
    std::string events;
    read_error why;

    friend bool operator==(read_result const& a, read_result const& b) {
        if (a.accepted != b.accepted || a.events != b.events) return false;
        return a.accepted || (a.why.code == b.why.code && std::string_view(a.why.note) == b.why.note &&
                              std::max(a.why.offset, b.why.offset) - std::min(a.why.offset, b.why.offset) <= longest_escape);
    }
    friend std::ostream& operator<<(std::ostream& out, read_result const& r) {
        return out << (r.accepted ? "accepted: " : "refused: ") << r.events << (r.accepted ? "" : r.why.note) << " at " << r.why.offset;
    }
};

inline read_result read_portions(std::vector<std::string_view> const& portions, reader_limits bounds = {}, texts count = texts::one,
                                 recorder handler = {}) {
    reader<recorder> r(handler, bounds, count);
    read_result got;
    got.accepted = true;
    for (std::string_view const portion : portions) {
        // a copy of its own, so that a sanitizer sees a read past its end
        std::vector<char> const bytes(portion.begin(), portion.end());
        if (got.accepted) got.accepted = r.feed({bytes.data(), bytes.size()});
    }
    if (got.accepted) got.accepted = r.end();
    got.events = handler.events;
    if (r.refused()) got.why = r.why();
    return got;
}

inline read_result read_whole(std::string_view text, reader_limits bounds = {}, texts count = texts::one, recorder handler = {}) {
    return read_portions({text}, bounds, count, std::move(handler));
}

inline read_result read_bytewise(std::string_view text, reader_limits bounds = {}, texts count = texts::one, recorder handler = {}) {
    std::vector<std::string_view> portions;
    for (std::size_t i = 0; i < text.size(); ++i) portions.push_back(text.substr(i, 1));
    return read_portions(portions, bounds, count, std::move(handler));
}

}  // namespace oms::json::testing_events
