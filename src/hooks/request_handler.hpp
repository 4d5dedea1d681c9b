#pragma once
#include "request_members.hpp"

#include <oms/fhir/resource_reader.hpp>
#include <oms/hooks/request.hpp>
#include <oms/json/read_error.hpp>

#include <bitset>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace oms::hooks {

/// JSON events to a `hook_request`; what is FHIR goes to a resource reader.
///
/// The root may be a request or a resource: which, is known at its end, as `hook` and `resourceType` may come last.
class request_handler {
public:
    request_handler(request_sink& sink, accepts what)
        : sink_(sink),
          what_(what),
          root_(sink),
          list_(sink, what == accepts::strict_request ? fhir::wrapped_resources::are_other_objects : fhir::wrapped_resources::are_read),
          list_path_(*this) {}

    json::action on_object_begin() { return fhir_ != nullptr ? fhir_->on_object_begin() : begin_object(); }
    bool on_object_end() {
        if (fhir_ == nullptr) return end_object();
        return fhir_->on_object_end() && (fhir_->is_reading() || end_fhir());
    }
    json::action on_array_begin() { return fhir_ != nullptr ? fhir_->on_array_begin() : begin_array(); }
    bool on_array_end() { return fhir_ != nullptr ? fhir_->on_array_end() : end_array(); }
    json::action on_key(std::string_view name) {
        if (fhir_ == nullptr) [[unlikely]] return begin_member(name);
        json::action const wanted = fhir_->on_key(name);
        // no member of a request is an element that is read
        return wanted == json::action::skip && fhir_ == &root_ && root_.is_at_top() ? begin_root_member(name) : wanted;
    }
    bool on_string(std::string_view text, bool too_long) {
        return fhir_ != nullptr ? fhir_->on_string(text, too_long) : take_string(text, too_long);
    }
    bool on_number(std::string_view text, bool too_long) { return fhir_ != nullptr ? fhir_->on_number(text, too_long) : take_number(text); }
    bool on_bool(bool value) { return fhir_ != nullptr ? fhir_->on_bool(value) : take_bool(); }
    bool on_null() { return fhir_ != nullptr ? fhir_->on_null() : take_null(); }
    bool on_text_end() {
        ++request().documents;
        return true;
    }

    [[nodiscard]] hook_request& request() noexcept { return what_ != accepts::anything ? root_request_ : request_; }
    /// Path of the value that is being read; `last` as in fhir::resource_reader.
    [[nodiscard]] std::string path(std::string_view last) const;
    /// Why an event answered `stop`.
    [[nodiscard]] fault stop_fault() const;
    /// Text in these bytes stays where it is until `end_portion`.
    void begin_portion(std::string_view bytes) noexcept {
        root_.begin_portion(bytes);
        list_.begin_portion(bytes);
    }
    void end_portion() {
        root_.end_portion();
        list_.end_portion();
    }
    void reset();

private:
    /// `prefetch.conditions`, `context.draftOrders`.
    class list_path final : public fhir::element_path {
    public:
        explicit list_path(request_handler const& h) : handler_(h) {}
        void append_to(std::string& out) const override { handler_.append_own_path(out, {}); }

    private:
        request_handler const& handler_;
    };

    [[nodiscard]] std::string* text_of(member m);

    json::action begin_object();
    bool end_object();
    json::action begin_array();
    bool end_array();
    json::action begin_member(std::string_view name);
    json::action begin_key(std::string_view name);
    json::action begin_root_member(std::string_view name);
    json::action skip_unknown(std::string_view name);
    json::action begin_known(member m, std::string_view name);
    bool take_string(std::string_view text, bool too_long);
    bool take_number(std::string_view text);
    bool take_bool();
    bool take_null();
    bool take_seconds(std::string_view text);
    bool unreadable();
    json::action enter(request_part where);

    json::action begin_root();
    json::action begin_list(list_source from);
    bool end_fhir();
    bool end_root();
    void end_list();
    void value_is_past() noexcept;
    void add_root_request();
    bool wrong();
    bool refuse_request(fault f);
    [[nodiscard]] bool has_unknown_twice();
    void append_own_path(std::string& out, std::string_view last) const;
    [[nodiscard]] std::string own_path(std::string_view last) const;

    request_sink& sink_;
    accepts what_;
    fhir::resource_reader root_;   ///< only for accepts::anything
    fhir::resource_reader list_;
    fhir::resource_reader* fhir_ = nullptr;   ///< who takes the events; null: this
    list_path list_path_;

    request_part part_ = request_part::nothing;
    member member_ = member::unknown;
    std::string name_;                ///< of the member; empty: it is not read
    std::bitset<member_count> seen_;       ///< known members in this root
    std::vector<std::pair<request_part, std::size_t>> unknown_;   ///< the others: where they stand, and the hash of the name
    std::size_t index_ = 0;           ///< one more than the index of the last selection
    list_source list_from_ = list_source::root;

    hook_request request_;            ///< of all roots, where there may be several
    hook_request root_request_;       ///< of the current one
    std::optional<fault> stop_;
    std::optional<fault> if_request_; ///< a fault if the root turns out to be a request
};

}  // namespace oms::hooks
