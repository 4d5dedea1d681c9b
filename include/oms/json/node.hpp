#pragma once
#include <oms/base/fault.hpp>

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <iterator>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// A read-only JSON tree for knowledge and settings. Charts are never read this way (`reader.hpp` is for them).
///
/// A reader of a knowledge file looks like this; every fault it meets is kept and names file and element:
///
///     rule read_rule(json::node const& n, std::vector<fault>& faults) {
///         n.allow({"id", "when", "note"}, faults);
///         rule r;
///         r.id = json::collect(n.string("id"), faults);
///         for (json::node const& part : json::collect(n.items("when"), faults)) r.when.push_back(read_test(part, faults));
///         if (auto const note = n.find("note")) r.note = json::collect(note->string(), faults);
///         return r;
///     }
namespace oms::json {

enum class kind : std::uint8_t { null, boolean, number, string, array, object };

class list;

/// One value of a tree. Cheap to copy; every node keeps its whole tree alive.
///
/// All faults are bad_knowledge with `where` = `rules/oms.json: stages[2].rows[0].when`.
/// Lifetime: a view that a node returns lives as long as any node of the same tree.
/// Thread rule: any number of threads may read.
class node {
public:
    struct tree;

    [[nodiscard]] kind what() const noexcept;
    [[nodiscard]] bool is_object() const noexcept { return what() == kind::object; }
    [[nodiscard]] bool is_array() const noexcept { return what() == kind::array; }
    [[nodiscard]] bool is_string() const noexcept { return what() == kind::string; }
    [[nodiscard]] bool is_null() const noexcept { return what() == kind::null; }

    /// The value itself. Fault: another JSON type; for `integer` also a number with a fraction, an exponent or beyond 64 bits.
    [[nodiscard]] result<std::string_view> string() const;
    [[nodiscard]] result<std::int64_t> integer() const;
    [[nodiscard]] result<bool> boolean() const;
    /// As `integer`; fault too when it is not within `low..high`, both included.
    [[nodiscard]] result<std::int64_t> integer(std::int64_t low, std::int64_t high) const;
    /// The elements of an array; the members of an object, in file order, each with its `name()`.
    [[nodiscard]] result<list> items() const;
    [[nodiscard]] result<list> members() const;

    /// A member of this object. `member`: it must be there. `find`: nothing when it is not, or when this is no object
    /// (`allow` tells about that).
    [[nodiscard]] result<node> member(std::string_view name) const;
    [[nodiscard]] std::optional<node> find(std::string_view name) const;

    /// `member(name)` and its value in one step. Faults of both.
    [[nodiscard]] result<std::string_view> string(std::string_view name) const;
    [[nodiscard]] result<std::int64_t> integer(std::string_view name) const;
    [[nodiscard]] result<bool> boolean(std::string_view name) const;
    [[nodiscard]] result<list> items(std::string_view name) const;
    [[nodiscard]] result<list> members(std::string_view name) const;

    /// Adds a fault for each member that is not in `names`, with the nearest of them; one fault if this is no object.
    void allow(std::span<std::string_view const> names, std::vector<fault>& faults) const;
    void allow(std::initializer_list<std::string_view> names, std::vector<fault>& faults) const;

    /// The member name of this value; empty for array elements and the root.
    [[nodiscard]] std::string_view name() const noexcept;
    /// File and element path, for messages.
    [[nodiscard]] std::string where() const;
    /// A bad_knowledge fault at this element: `note` says what it must be.
    [[nodiscard]] fault bad(std::string note) const;

private:
    friend class list;
    friend result<node> parse(std::string_view file, std::string_view text);
    node(std::shared_ptr<tree const> t, std::uint32_t at) noexcept : tree_{std::move(t)}, at_{at} {}
    [[nodiscard]] fault must_be(std::string_view wanted) const;
    [[nodiscard]] list children() const;

    std::shared_ptr<tree const> tree_;
    std::uint32_t at_;
};

/// The elements of an array or members of an object, to go through with `for`. Empty when default-made.
class list {
public:
    class iterator {
    public:
        using value_type = node;
        using difference_type = std::ptrdiff_t;
        using pointer = void;
        using reference = node;
        using iterator_category = std::input_iterator_tag;

        [[nodiscard]] node operator*() const;
        iterator& operator++() noexcept;
        friend bool operator==(iterator a, iterator b) noexcept { return a.at_ == b.at_; }

    private:
        friend class list;
        iterator(list const* of, std::uint32_t at) noexcept : of_{of}, at_{at} {}
        list const* of_;
        std::uint32_t at_;
    };

    list() = default;
    [[nodiscard]] iterator begin() const noexcept { return {this, first_}; }
    [[nodiscard]] iterator end() const noexcept { return {this, 0}; }
    [[nodiscard]] std::size_t size() const noexcept { return size_; }
    [[nodiscard]] bool empty() const noexcept { return size_ == 0; }

private:
    friend class node;
    std::shared_ptr<node::tree const> tree_;
    std::uint32_t first_ = 0;
    std::size_t size_ = 0;
};

/// Reads one file. `file` is its path below `fhir_profiles/`, used in messages only.
/// Faults (bad_knowledge): not JSON, or deeper than 64, with line and column; an object with one member name twice.
[[nodiscard]] result<node> parse(std::string_view file, std::string_view text);

/// The value, or `fallback` with the fault added to `faults`.
template <class T>
[[nodiscard]] T collect(result<T> got, std::vector<fault>& faults, T fallback = {}) {
    if (got) return *std::move(got);
    faults.push_back(std::move(got).error());
    return fallback;
}

/// The known name a reader most likely meant, or nothing if none is near. For "did you mean" in messages.
[[nodiscard]] std::optional<std::string_view> nearest_name(std::string_view wrong, std::span<std::string_view const> known);

}  // namespace oms::json
