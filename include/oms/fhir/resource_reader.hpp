#pragma once
#include <oms/fhir/draft.hpp>
#include <oms/fhir/elements.hpp>
#include <oms/fhir/read.hpp>
#include <oms/json/reader_state.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace oms::fhir {

/// What one object turned out to be, once it is read.
struct root_summary {
    resource_type type = resource_type::other;
    bool has_type = false;          ///< resourceType was there, here or inside the pre-1.0 wrapper
    bool has_next_link = false;     ///< of it or of a Bundle inside it
    bool outcome_warning = false;   ///< an entry was an OperationOutcome of severity warning, error or fatal
    std::size_t resources = 0;      ///< handed to the sink
};

/// JSON events of one object to resources, one at a time. The events are those of `json::reader`.
///
/// A Bundle's entries go to the sink when each entry ends, as `fullUrl` and `search` may follow the resource; the Bundle itself
/// comes last. Elements may stand in any order, `resourceType` too.
/// A known element of a wrong JSON type makes its resource `malformed`; empty objects and arrays and null are as if absent.
/// Faults: too_deep, Bundles inside each other beyond 8 (an event answers `stop`).
/// Memory: storage is reused; nothing is allocated per resource once the lists have grown.
/// Source: FHIR R4 json.html, bundle.html; conformance list section 20 for DSTU2 and STU3.
class resource_reader {
public:
    static constexpr std::size_t bundle_limit = 8;

    explicit resource_reader(resource_sink& sink) : sink_(&sink) {}

    /// The object that begins now is a resource, or wraps one. `where` is its place, null for the root of the input; it must
    /// live until the object has ended.
    void begin(place const* where);
    /// Between the object's begin and end.
    [[nodiscard]] bool is_reading() const noexcept { return depth_ != 0; }
    /// Directly inside the object.
    [[nodiscard]] bool is_at_top() const noexcept { return depth_ == 1; }
    /// Hands the ended object to the sink if it has a type (the entries of a Bundle and what was wrapped are there already), and says what it was.
    root_summary finish();
    /// Forgets the object without handing it over; also in the middle of it.
    void abandon() noexcept;

    /// A member of the object whose value somebody else reads.
    void pass_by(std::string_view name) noexcept {
        top().child = schema::no_element;
        unread_ = name;
    }

    json::action on_object_begin();
    bool on_object_end();
    json::action on_array_begin();
    bool on_array_end();
    json::action on_key(std::string_view name, std::uint64_t hash);
    bool on_string(std::string_view text, bool too_long);
    bool on_number(std::string_view text, bool too_long);
    bool on_bool(bool value);
    bool on_null();

    /// Path of the value that is being read, as far as it is read, below the object: `.entry[3].resource.code.coding[0]`.
    /// `last`: in place of the last name, when the fault is about another member.
    [[nodiscard]] std::string path(std::string_view last = {}) const;
    /// The object's type if it is known by now, else `Bundle` inside an entry, else nothing.
    [[nodiscard]] std::string_view root_name() const noexcept;
    /// Before the input moves on: the name of a skipped member is a view into it.
    void keep_last_name();
    /// Why an event answered `stop`: the note of a too_deep fault.
    static constexpr char const* stop_note = "Bundles are nested deeper than 8";

private:
    using element_id = schema::element_id;

    struct frame {
        element_id self = 0;
        element_id child = 0;     ///< last member; 0: not one that is read, its name is `unread_`
        schema::row members = schema::row::none;
        bool is_array = false;
        bool has_content = false;
        std::uint32_t index = 0;  ///< of an array: one more than the index of the last element
    };

    struct level {
        draft d;
        std::size_t frame = 0;                    ///< its object
        std::string_view full_url, search_mode;   ///< of the entry that is open in it
        parts::mark entry_start;
        bool entry_has_resource = false;
        bool in_contained = false;
    };

    class delivery;

    void push(element_id self, bool is_array) noexcept {
        frame& f = frames_[depth_++];
        f.self = self;
        f.child = 0;
        f.members = schema::elements[self].members;
        f.is_array = is_array;
        f.has_content = false;
        f.index = 0;
        unread_ = {};
    }

    // What the next value is matters inside arrays only; elsewhere a name comes first.
    void pop() noexcept {
        --depth_;
        if (depth_ != 0) next_ = top().self;
    }

    // An element of an array is counted when it begins.
    void count_element() noexcept {
        frame& f = top();
        if (f.is_array) ++f.index;
    }

    [[nodiscard]] frame& top() noexcept { return frames_[depth_ - 1]; }
    [[nodiscard]] level& current() noexcept { return levels_[level_]; }
    [[nodiscard]] draft& now() noexcept { return levels_[level_].d; }
    [[nodiscard]] stretch& identifiers_now() noexcept;

    json::action unread(std::string_view name);
    json::action enter(schema::element const& e);
    json::action misplace(bool is_array);
    json::action begin_resource(schema::role what);
    void begin_contained_or_identifier(schema::role what);
    void open_concept(schema::element const& e);
    void leave(frame const& f);
    void leave_resource(schema::role what);
    void leave_entry();
    void leave_component();
    void deliver(draft const& d, entry_info const& entry, place const& where);
    void set_type(std::string_view name);
    void take_plain_concept(schema::element const& e, std::string_view code);
    void wrong_type(schema::element const& e);
    void note_fault(std::size_t depth);
    void append_path(std::string& out, std::size_t from, std::size_t to, std::string_view last) const;

    resource_sink* sink_;
    place const* base_ = nullptr;
    parts parts_;
    finisher finisher_;
    std::vector<level> levels_ = std::vector<level>(bundle_limit + 1);
    std::size_t level_ = 0;
    std::array<frame, 80> frames_;   ///< the schema is finite but for Bundles in Bundles
    std::size_t depth_ = 0;
    element_id next_ = 0;            ///< what the next value is
    draft_concept* concept_ = nullptr;
    std::size_t time_base_ = 0;
    std::size_t reference_base_ = 0;
    std::string_view unread_;
    std::string unread_kept_;
    root_summary summary_;
};

}  // namespace oms::fhir
