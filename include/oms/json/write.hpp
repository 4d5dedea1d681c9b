#pragma once
#include <concepts>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

/// JSON text appended to a string. What is empty is left out, so that no `null`, `""`, `[]` or `{}` gets in by accident.
/// Source: RFC 8259 section 7; CH-JSON-03, CH-JSON-04.
namespace oms::json {

/// `text` with quotes around, escaped where RFC 8259 demands it. `text` must be UTF-8.
void append_quoted(std::string& out, std::string_view text);
/// Without the quotes: for a string that comes in pieces.
void append_escaped(std::string& out, std::string_view text);

void append_integer(std::string& out, std::int64_t value);

/// Writes one object: braces, commas, names. Closes it when it goes out of scope, or earlier by `close`.
///
///     std::string out;
///     {
///         json::object_writer card(out);
///         card.text("summary", summary).text("detail", detail);      // an empty detail leaves no member
///         json::object_writer source(out, card, "source");
///         source.text("label", label);
///     }
///
/// An object or array that gets no member leaves nothing, its name included; the outermost writes `{}` or `[]`.
/// While an inner writer is open, nothing may be written to the outer one.
/// Lifetime: `out` and the outer writer must outlive it.
class object_writer {
public:
    explicit object_writer(std::string& out);
    object_writer(std::string& out, object_writer& outer, std::string_view name);
    object_writer(std::string& out, class array_writer& outer);
    object_writer(object_writer const&) = delete;
    object_writer& operator=(object_writer const&) = delete;
    ~object_writer() { close(); }

    object_writer& text(std::string_view name, std::string_view value);  ///< left out when empty
    template <std::same_as<bool> B>
    object_writer& boolean(std::string_view name, B value) {
        return raw(name, value ? "true" : "false");
    }
    object_writer& integer(std::string_view name, std::int64_t value);
    object_writer& texts(std::string_view name, std::span<std::string const> values);  ///< empty ones left out
    object_writer& raw(std::string_view name, std::string_view json);                  ///< JSON text; left out when empty
    /// Begins a member. Its value, JSON text, must be appended to the string that is returned: the writer's own.
    [[nodiscard]] std::string& value(std::string_view name);

    void close();

private:
    friend class array_writer;

    void begin_member(std::string_view name);

    std::string& out_;
    std::size_t undo_ = 0;     ///< `out_` is cut back to here when nothing was written
    std::size_t empty_ = 0;    ///< size of `out_` while nothing was written
    bool is_root_ = false;
    bool open_ = true;
};

/// As object_writer, of an array. The outermost writes `[]` when it is empty, as `cards` must.
class array_writer {
public:
    explicit array_writer(std::string& out);
    /// `keep_empty`: the member stays when nothing is written to it (`cards`, `services`).
    array_writer(std::string& out, object_writer& outer, std::string_view name, bool keep_empty = false);
    array_writer(array_writer const&) = delete;
    array_writer& operator=(array_writer const&) = delete;
    ~array_writer() { close(); }

    array_writer& text(std::string_view value);  ///< left out when empty
    array_writer& raw(std::string_view json);    ///< JSON text; left out when empty

    void close();

private:
    friend class object_writer;

    void begin_element();

    std::string& out_;
    std::size_t undo_ = 0;
    std::size_t empty_ = 0;
    bool keeps_empty_ = false;
    bool open_ = true;
};

}  // namespace oms::json
