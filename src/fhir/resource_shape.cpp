#include <oms/fhir/resource_shape.hpp>

#include <oms/fhir/resource_reader.hpp>
#include <oms/json/reader.hpp>

#include <algorithm>
#include <array>
#include <map>
#include <utility>

namespace oms::fhir {

namespace {

/// What makes an entry an object of its own; without a type, so that the entry's texts are all there is to hear.
struct wrapping {
    std::string_view before, behind;
};
constexpr wrapping wrapping_of(resource_shape::form as) noexcept {
    return as == resource_shape::form::entry ? wrapping{R"({"entry":[)", "]}"} : wrapping{};
}

/// Longer ones are rare, and what is kept of them is not small.
constexpr std::size_t longest_object = 16u << 10;
constexpr std::size_t most_kept = 8u << 10;

static_assert(json::pattern::longest_number <= resource_reader::longest_number && json::pattern::longest <= json::limits{}.text);

/// Where a text stands that was among the events of a resource reader, and whose it is.
struct heard_text {
    char const* at = nullptr;
    std::uint64_t member = 0;   ///< hash of the last name before it
};

class listener {
public:
    listener(resource_reader& to, std::vector<heard_text>& heard) : to_(to), heard_(heard) {}

    json::action on_object_begin() {
        if (to_.is_reading()) return to_.on_object_begin();
        to_.begin(nullptr);
        return json::action::read;
    }
    bool on_object_end() {
        bool const good = to_.on_object_end();
        if (!to_.is_reading()) static_cast<void>(to_.finish());
        return good;
    }
    json::action on_array_begin() { return to_.on_array_begin(); }
    bool on_array_end() { return to_.on_array_end(); }
    json::action on_key(std::string_view name, std::uint64_t hash) {
        member_ = hash;
        return to_.on_key(name, hash);
    }
    bool on_string(std::string_view text, bool too_long) {
        heard_.push_back({text.data(), member_});
        return to_.on_string(text, too_long);
    }
    bool on_number(std::string_view text, bool too_long) {
        heard_.push_back({text.data(), member_});
        return to_.on_number(text, too_long);
    }
    bool on_bool(bool value) { return to_.on_bool(value); }
    bool on_null() { return to_.on_null(); }
    bool on_text_end() { return true; }

private:
    resource_reader& to_;
    std::vector<heard_text>& heard_;
    std::uint64_t member_ = 0;
};

std::array<codeable_concept*, 3> concepts_of(observed& o) { return {&o.code, &o.value, &o.interpretation}; }

}  // namespace

/// Reads the object once more, keeps a copy of what it is, and finds the place in the text from which each of its texts came.
class resource_shape::learner final : resource_sink {
    using use = json::outlined_value::use;

public:
    learner(json::outline looks, form as) : form_(as), looks_(std::move(looks)) {}

    std::unique_ptr<resource_shape> learn() {
        if (!read() || taken_ != 1 || !shape_) return nullptr;
        for_each_text([this](std::string_view& t) { find_place(t); });
        for (heard_text const& h : heard_) find_decisive(h);
        if (!good_) return nullptr;
        keep_places();
        shape_->pattern_.emplace(looks_);
        return shape_->pattern_->bytes() <= most_kept ? std::move(shape_) : nullptr;
    }

private:
    bool read() {
        resource_reader resources(*this);
        listener events(resources, heard_);
        json::reader<listener> reader(events);
        auto const [before, behind] = wrapping_of(form_);
        if (!reader.feed(before)) return false;
        resources.begin_portion(looks_.text);
        return reader.feed(looks_.text) && reader.feed(behind) && reader.end();
    }

    void take(resource const& r, entry_info const& beside, fhir::place const& where) override {
        ++taken_;
        bool const is_wrapped = form_ == form::alone && where.to_string() != r.type_name;   // the pre-1.0 prefetch wrapper
        if (is_wrapped) return;
        if (!is_for(r.type) || !r.malformed.empty() || !r.contained.empty() || r.implicit_rules || r.has_next_link) return;
        shape_.reset(new resource_shape(form_));
        shape_->resource_ = r;
        shape_->entry_ = beside;
        shape_->components_.assign(r.components.begin(), r.components.end());
        shape_->resource_.components = shape_->components_;
        shape_->identifiers_.assign(r.identifiers.begin(), r.identifiers.end());
        shape_->resource_.identifiers = shape_->identifiers_;
        keep_codings();
    }

    /// The spans now view the shape's own copies.
    void keep_codings() {
        std::vector<codeable_concept*> all;
        resource& r = shape_->resource_;
        for (codeable_concept* c : {&r.code, &r.clinical_status, &r.verification_status, &r.category, &r.conclusion_code}) all.push_back(c);
        for (codeable_concept* c : concepts_of(r.observation)) all.push_back(c);
        for (observed& o : shape_->components_) {
            for (codeable_concept* c : concepts_of(o)) all.push_back(c);
        }
        std::size_t count = 0;
        for (codeable_concept const* c : all) count += c->codings.size();
        shape_->codings_.reserve(count);
        for (codeable_concept* c : all) {
            std::size_t const first = shape_->codings_.size();
            shape_->codings_.insert(shape_->codings_.end(), c->codings.begin(), c->codings.end());
            c->codings = {shape_->codings_.data() + first, c->codings.size()};
        }
    }

    /// All that views the text. A text that is forgotten here makes no shape: it was read and has no place to go.
    template <class F>
    void for_each_text(F f) {
        resource& r = shape_->resource_;
        for (std::string_view* t : {&r.id, &r.last_updated, &r.birth_date, &r.subject.ref, &r.subject.identifier_system, &r.subject.identifier_value, &r.status,
                                    &r.recorded_date, &r.issued, &r.observation.text, &shape_->entry_.full_url, &shape_->entry_.search_mode})
            f(*t);
        for (choice_of_time* c : {&r.onset, &r.abatement, &r.effective}) {
            for (std::string_view* t : {&c->date_time, &c->start, &c->end, &c->age_value, &c->age_unit}) f(*t);
        }
        for (identifier& i : shape_->identifiers_) {
            f(i.system);
            f(i.value);
        }
        for (coding& c : shape_->codings_) {
            f(c.system);
            f(c.code);
        }
        for (observed& o : shape_->components_) f(o.text);
    }

    void find_place(std::string_view& t) {
        if (t.empty()) return;
        auto const found = std::ranges::find_if(looks_.values, [&](json::outlined_value const& v) { return v.text.data() == t.data() && v.text.size() == t.size(); });
        if (found == looks_.values.end()) good_ = false;
        else put(*found, t);
    }

    void put(json::outlined_value& v, std::string_view& place) {
        v.as = use::wanted;
        good_ = places_.emplace(&v, &place).second && good_;
    }

    /// What was read and goes nowhere decided something. Of such texts these may stay, as they are written: the type's name, and that
    /// a link of a Bundle is its own, whose address then decides nothing.
    void find_decisive(heard_text const& h) {
        auto const found = std::ranges::find(looks_.values, h.at, [](json::outlined_value const& v) { return v.text.data(); });
        good_ = good_ && found != looks_.values.end();   // one with an escape is heard elsewhere
        if (!good_ || found->as == use::wanted) return;
        bool const is_link = shape_->resource_.type == resource_type::bundle;
        if (is_link && h.member == json::hash_name("url")) {
            put(*found, shape_->unused_);
        } else {
            good_ = found->text == shape_->resource_.type_name || (is_link && found->text == "self");
            found->as = use::fixed;
        }
    }

    void keep_places() {
        for (json::outlined_value const& v : looks_.values) {
            if (v.as == use::wanted) shape_->places_.push_back(places_.at(&v));
        }
    }

    form const form_;
    json::outline looks_;
    std::vector<heard_text> heard_;
    std::size_t taken_ = 0;
    std::unique_ptr<resource_shape> shape_;
    std::map<json::outlined_value const*, std::string_view*> places_;
    bool good_ = true;
};

bool resource_shape::is_for(resource_type t) noexcept {
    switch (t) {
        case resource_type::patient:
        case resource_type::condition:
        case resource_type::observation:
        case resource_type::service_request:
        case resource_type::diagnostic_report:
        case resource_type::procedure:
        case resource_type::imaging_study:
        case resource_type::bundle: return true;
        case resource_type::operation_outcome:
        case resource_type::other: return false;
    }
    return false;
}

std::unique_ptr<resource_shape> resource_shape::of(std::string_view text, form as) {
    auto looks = json::outline_of(text.substr(0, longest_object));
    return looks && looks->marks <= json::lookahead::longest ? learner{*std::move(looks), as}.learn() : nullptr;
}

}  // namespace oms::fhir
