#pragma once
#include <oms/fhir/draft.hpp>
#include <oms/fhir/elements.hpp>
#include <oms/fhir/resource_sink.hpp>
#include <oms/json/read_error.hpp>

#include <array>
#include <bitset>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace oms::fhir {

/// What one object turned out to be, once it is read.
struct root_summary {
    resource_type type = resource_type::other;
    bool has_type = false;          ///< resourceType was there, here or inside the pre-1.0 wrapper
    bool has_next_link = false;     ///< of it or of a Bundle inside it
    std::string_view next_url;      ///< of its own link, empty if a Bundle inside it has one too; lives until the portion ends
    bool outcome_warning =
        false;  ///< an entry was an OperationOutcome of severity warning, error or fatal, or tells of one, or of a failed status
    std::size_t resources = 0;      ///< handed to the sink
    std::size_t good_entries = 0;   ///< that hold a resource, take one away or tell of a request
    std::size_t odd_entries = 0;    ///< handed to the sink as such
    std::size_t matches = 0;        ///< entries of the Bundle itself that count in its `total`
    std::optional<std::size_t> total;   ///< of the Bundle itself; of Bundles inside it, one above what is held is an `outcome_warning`

    /// Some of the list failed, or could not be read.
    [[nodiscard]] bool has_warning() const noexcept { return outcome_warning || odd_entries != 0; }
    /// Entries there are, and none of them is one.
    [[nodiscard]] bool is_no_list() const noexcept { return odd_entries != 0 && good_entries == 0; }
};

/// A list whose `total` is above what it holds, and that has no further page, is not the whole list. Source: clinical.md 2.15.
[[nodiscard]] constexpr bool is_short(std::optional<std::size_t> total, std::size_t matches, bool has_next_link) noexcept {
    return total && !has_next_link && *total > matches;
}

/// Whether an object without a type of its own that holds a `resource` stands for that resource, as before CDS Hooks 1.0.
enum class wrapped_resources : bool { are_other_objects, are_read };

/// JSON events of one object to resources, one at a time. The events are those of `json::reader`.
///
/// A Bundle's entries go to the sink when each entry ends, as `fullUrl` and `search` may follow the resource; the Bundle itself
/// comes last. Elements may stand in any order, `resourceType` too.
/// A known element of a wrong JSON type makes its resource `malformed`; empty objects and arrays and null are as if absent.
/// A primitive `x` that only has `_x` is given, its value unknown (clinical.md 2.15).
/// A name that is read may stand only once in its object; names that are not read are not compared.
/// Faults: too_deep, Bundles inside each other beyond 8 (an event answers `stop`).
/// Memory: storage is reused; nothing is allocated per resource once the lists have grown.
/// Source: FHIR R4 json.html, bundle.html; conformance list section 20 for DSTU2 and STU3.
class resource_reader {
public:
    static constexpr std::size_t bundle_limit = 8;
    static constexpr std::size_t longest_number = 64;   ///< that is read

    explicit resource_reader(resource_sink& sink, wrapped_resources wrapped = wrapped_resources::are_read)
        : sink_(&sink), wrapped_(wrapped) {}
    resource_reader(resource_reader const&) = delete;
    resource_reader& operator=(resource_reader const&) = delete;

    /// Text in these bytes stays where it is until `end_portion`, so it need not be copied. Without portions all is copied.
    void begin_portion(std::string_view bytes) noexcept { portion_ = bytes; }
    /// The bytes go away: what is still needed of them is copied.
    void end_portion();

    /// The object that begins now is a resource, or wraps one. `where` is its place, null for the root of the input; it must
    /// live until the object has ended.
    void begin(element_path const* where);
    /// Between the object's begin and end.
    [[nodiscard]] bool is_reading() const noexcept { return top_ != stack_.data(); }
    /// Directly inside the object.
    [[nodiscard]] bool is_at_top() const noexcept { return top_ == stack_.data() + 1; }
    /// Hands the ended object to the sink if it has a type (the entries of a Bundle and what was wrapped are there already), and says what
    /// it was.
    root_summary finish();
    /// Forgets all that was read without handing it over; also in the middle of it.
    void clear() noexcept;

    json::action on_object_begin() {
        count_element();
        schema::step const& e = schema::steps[top_->child];
        if ((e.forms & (top_->is_array ? schema::list : schema::one)) == 0) [[unlikely]] return unusual_begin(false);
        push(top_->child, false);
        bases_[e.sets] = e.slot;
        return e.how == schema::handling::special ? enter(e) : json::action::read;
    }
    bool on_object_end() {
        schema::step const& e = schema::steps[top_->self];
        bool const has_content = top_->is_filled;
        --top_;
        top_->is_filled |= has_content;
        now_->concepts_given |= std::uint32_t{has_content} << e.given;
        now_->bits |= std::uint64_t{has_content} << e.when;
        if (e.how == schema::handling::coding) {
            add_coding();
        } else if (e.how == schema::handling::special) {
            leave(e, has_content);
        }
        return true;
    }
    json::action on_array_begin() {
        bool const nested = top_->is_array;
        count_element();
        if (nested || (schema::steps[top_->child].forms & schema::list) == 0) [[unlikely]] return unusual_begin(true);
        push(top_->child, true);
        return json::action::read;
    }
    bool on_array_end() {
        bool const has_content = top_->is_filled;
        --top_;
        top_->is_filled |= has_content;
        return true;
    }
    json::action on_key(std::string_view name) {
        std::size_t const readable = readable_from(name);
        std::size_t const known = schema::names.find(name, readable);
        top_->child = schema::table.find(top_->members, known);
        if (top_->child == schema::no_element) return pass_over(name);
        if (top_->seen[known]) [[unlikely]] return json::action::duplicate;
        top_->seen[known] = true;
        return json::action::read;
    }
    bool on_string(std::string_view text, bool too_long) {
        count_element();
        top_->is_filled = true;
        schema::step const& e = schema::steps[top_->child];
        if (too_long || e.what > schema::element_kind::birth_date) return take_string(e, text, too_long);
        now_->put(e.slot + bases_[e.base], stable(text));
        now_->set(e.when);
        return true;
    }
    bool on_number(std::string_view text, bool too_long);
    bool on_bool(bool value);
    bool on_null() {
        count_element();
        return true;
    }

    /// Path of the value that is being read, below the object: `.entry[3].resource.code.coding[0]`. It ends before a member that is not
    /// read: that one's name is the sender's own text, and a path gets into answers and logs.
    /// `last`: in place of the last name, when the fault is about another member that is read.
    [[nodiscard]] std::string path(std::string_view last = {}) const;
    /// The object's type if it is known by now, else `Bundle` inside an entry, else nothing.
    [[nodiscard]] std::string_view root_name() const noexcept;
    /// Why an event answered `stop`: the note of a too_deep fault.
    static constexpr char const* stop_note = "Bundles are nested deeper than 8";

private:
    using element_id = schema::element_id;

    struct frame {
        element_id self = 0;
        element_id child = 0;  ///< what the next value is; of an object the last member, 0: one that is not read
        schema::row members = schema::row::none;
        bool is_array = false;
        bool is_filled = false;   ///< something in it is more than null or empty
        element_id extended = 0;  ///< of an object, while `_x` is read: x
        std::uint32_t index = 0;  ///< of an array: one more than the index of the last element
        std::bitset<schema::names.npos> seen;  ///< of an object: the names that are read
    };

    /// A resource that is open. That of an entry begins with the entry.
    struct level {
        draft d;
        frame* object = nullptr;
        bool entry_is_open = false;    ///< the draft of the next level is in use
        bool entry_has_resource = false;
        bool in_contained = false;
        std::size_t matches = 0;       ///< entries of the Bundle that is open, of those that count in its `total`
        history_place next = {};       ///< of the entry that ends next, if the Bundle is a history
        std::uint32_t odd_entry = 0;   ///< the last that was odd itself: its index in its frame

        void start_bundle(std::uint32_t number) noexcept {
            matches = 0;
            next = {number, 0};
            odd_entry = static_cast<std::uint32_t>(-1);
        }
    };

    class delivery;

    void push(element_id self, bool is_array) noexcept {
        ++top_;
        top_->self = self;
        top_->child = is_array ? self : schema::no_element;
        top_->members = schema::steps[self].members;
        top_->is_array = is_array;
        top_->is_filled = false;
        top_->index = 0;
        top_->seen.reset();
    }

    // An element of an array is counted when it begins.
    void count_element() noexcept { top_->index += top_->is_array; }

    [[nodiscard]] std::string_view stable(std::string_view text) { return lies_in(text, portion_) ? text : now_->kept.keep(text); }

    /// Bytes of the portion from the first of `text` on; 0: it lies elsewhere.
    [[nodiscard]] std::size_t readable_from(std::string_view text) const noexcept {
        std::size_t const at = reinterpret_cast<std::uintptr_t>(text.data()) - reinterpret_cast<std::uintptr_t>(portion_.data());
        return at < portion_.size() ? portion_.size() - at : 0;
    }

    [[nodiscard]] level& current() noexcept { return levels_[level_]; }

    json::action pass_over(std::string_view name) {
        // value[x], extensions of primitives and misplaced objects need a closer look
        bool const is_plain = top_->self != schema::misplaced_value && (name.empty() || (name.front() != 'v' && name.front() != '_'));
        if (!is_plain) return look_closer(name);
        top_->is_filled = true;
        return json::action::skip;
    }

    void add_coding() {
        using namespace schema;
        std::string_view const system = now_->text(text_coding_system);
        std::string_view const code = now_->text(text_coding_code);
        bool const chosen = now_->has(coding_chosen);
        bool const has_certainty = now_->texts_given[text_certainty];
        std::string_view const certainty = now_->text(text_certainty);
        now_->unset(coding_chosen);
        now_->forget({text_coding_system, text_coding_code, text_certainty});
        if (!system.empty() || !code.empty()) add_coding({system, code, chosen, has_certainty, certainty});
    }
    void add_coding(coding const& c) {
        std::size_t const slot = bases_[schema::from_concept];
        list_range& r = now_->concepts[slot];
        std::uint32_t const bit = std::uint32_t{1} << slot;
        if ((now_->concepts_begun & bit) == 0) r = {static_cast<std::uint32_t>(now_->codings.size()), 0};
        now_->concepts_begun |= bit;
        ++r.count;
        now_->codings.push_back(c);
    }

    json::action unusual_begin(bool is_array);
    json::action look_closer(std::string_view name);
    json::action enter(schema::step const& e);
    json::action begin_entry();
    json::action begin_resource(schema::element_kind what);
    void begin_contained();
    bool take_string(schema::step const& e, std::string_view text, bool too_long);
    void take_plain_concept(schema::step const& e, std::string_view code);
    void set_type(std::string_view name);
    void leave(schema::step const& e, bool has_content);
    void leave_resource(schema::element_kind what);
    void leave_entry();
    void leave_other_entry(draft const& d, history_place place);
    [[nodiscard]] static deletion deletion_of(draft const& d);
    void leave_extension();
    void leave_coding_extension();
    void mark_unread(element_id element) noexcept;
    void note_odd_entry(frame const* last);
    void leave_component();
    void add_identifier();
    void leave_link();
    void deliver_object(draft const& d, element_path const& where, std::size_t matches);
    resource const& deliver(draft const& d, entry_info const& entry, element_path const& where);
    void wrong_type(schema::step const& e);
    void note_fault(frame const* last);
    void append_path(std::string& out, frame const* from, frame const* last, std::string_view name) const;

    resource_sink* sink_;
    wrapped_resources wrapped_;
    element_path const* base_ = nullptr;
    resource_builder builder_;
    std::vector<level> levels_ = std::vector<level>(bundle_limit + 1);
    std::size_t level_ = 0;
    std::uint32_t bundles_ = 0;             ///< read so far, resources counted as such
    std::size_t deepest_ = 0;   ///< of the levels that were used since `clear`
    draft* now_ = &levels_[0].d;
    std::array<frame, 81> stack_;           ///< the schema is finite but for Bundles in Bundles; the first is outside the object
    frame* top_ = stack_.data();
    std::array<std::size_t, schema::text_bases> bases_{};
    std::string_view portion_;
    root_summary summary_;
};

}  // namespace oms::fhir
