#include <oms/json/write.hpp>

#include <oms/base/ascii.hpp>

#include <array>
#include <charconv>

namespace oms::json {

namespace {

constexpr std::array<char, 32> short_escapes = [] {
    std::array<char, 32> e{};
    e['\b'] = 'b', e['\f'] = 'f', e['\n'] = 'n', e['\r'] = 'r', e['\t'] = 't';
    return e;
}();

/// By the value of a character: whether it needs an escape. Source: RFC 8259 section 7.
constexpr auto needs_escape = [] {
    std::array<bool, 256> all{};
    for (std::size_t control = 0; control < 0x20; ++control) all[control] = true;
    all['"'] = all['\\'] = true;
    return all;
}();

/// Where the first character at or after `from` stands that needs an escape; else the size.
std::size_t find_escape(std::string_view text, std::size_t from) noexcept {
    while (from < text.size() && !needs_escape[static_cast<unsigned char>(text[from])]) ++from;
    return from;
}

void append_escape(std::string& out, char c) {
    auto const code = static_cast<unsigned char>(c);
    out.push_back('\\');
    if (code >= 0x20) {
        out.push_back(c);
    } else if (short_escapes[code] != 0) {
        out.push_back(short_escapes[code]);
    } else {
        ascii::append_hex(out.append("u00"), code);
    }
}

}  // namespace

void append_quoted(std::string& out, std::string_view text) {
    out.push_back('"');
    append_escaped(out, text);
    out.push_back('"');
}

void append_escaped(std::string& out, std::string_view text) {
    std::size_t written = 0;
    for (std::size_t at = find_escape(text, 0); at < text.size(); at = find_escape(text, written)) {
        out.append(text, written, at - written);
        append_escape(out, text[at]);
        written = at + 1;
    }
    out.append(text, written);
}

void append_integer(std::string& out, std::int64_t value) {
    std::array<char, 24> digits{};
    auto const end = std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr;
    out += std::string_view{digits.data(), end};
}

object_writer::object_writer(std::string& out) : out_(out), undo_(out.size()), is_root_(true) {
    out_.push_back('{');
    empty_ = out_.size();
}

object_writer::object_writer(std::string& out, object_writer& outer, std::string_view name) : out_(out), undo_(out.size()) {
    outer.begin_member(name);
    out_.push_back('{');
    empty_ = out_.size();
}

object_writer::object_writer(std::string& out, array_writer& outer) : out_(out), undo_(out.size()) {
    outer.begin_element();
    out_.push_back('{');
    empty_ = out_.size();
}

void object_writer::begin_member(std::string_view name) {
    if (out_.size() != empty_) out_.push_back(',');
    append_quoted(out_, name);
    out_.push_back(':');
}

object_writer& object_writer::text(std::string_view name, std::string_view value) {
    if (value.empty()) return *this;
    begin_member(name);
    append_quoted(out_, value);
    return *this;
}

object_writer& object_writer::integer(std::string_view name, std::int64_t value) {
    begin_member(name);
    append_integer(out_, value);
    return *this;
}

object_writer& object_writer::texts(std::string_view name, std::span<std::string const> values) {
    array_writer list(out_, *this, name);
    for (std::string const& value : values) list.text(value);
    return *this;
}

object_writer& object_writer::raw(std::string_view name, std::string_view json) {
    if (json.empty()) return *this;
    begin_member(name);
    out_.append(json);
    return *this;
}

std::string& object_writer::value(std::string_view name) {
    begin_member(name);
    return out_;
}

void object_writer::close() {
    if (!open_) return;
    open_ = false;
    if (out_.size() == empty_ && !is_root_) {
        out_.resize(undo_);
    } else {
        out_.push_back('}');
    }
}

array_writer::array_writer(std::string& out) : out_(out), undo_(out.size()), keeps_empty_(true) {
    out_.push_back('[');
    empty_ = out_.size();
}

array_writer::array_writer(std::string& out, object_writer& outer, std::string_view name, bool keep_empty)
    : out_(out), undo_(out.size()), keeps_empty_(keep_empty) {
    outer.begin_member(name);
    out_.push_back('[');
    empty_ = out_.size();
}

void array_writer::begin_element() {
    if (out_.size() != empty_) out_.push_back(',');
}

array_writer& array_writer::text(std::string_view value) {
    if (value.empty()) return *this;
    begin_element();
    append_quoted(out_, value);
    return *this;
}

array_writer& array_writer::raw(std::string_view json) {
    if (json.empty()) return *this;
    begin_element();
    out_.append(json);
    return *this;
}

void array_writer::close() {
    if (!open_) return;
    open_ = false;
    if (out_.size() == empty_ && !keeps_empty_) {
        out_.resize(undo_);
    } else {
        out_.push_back(']');
    }
}

}  // namespace oms::json
