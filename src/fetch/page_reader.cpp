#include <oms/fetch/page_reader.hpp>

#include <oms/fhir/resource_reader.hpp>
#include <oms/json/reader.hpp>

#include <optional>

namespace oms::fetch {
namespace {

class named_path final : public fhir::element_path {
public:
    void append_to(std::string& out) const override { out += name; }
    std::string name;
};

/// The one object of the body goes to the resource reader; anything else stops.
class page_handler {
public:
    explicit page_handler(hooks::request_sink& sink) : root_(sink) {}

    json::action on_object_begin() {
        if (root_.is_reading()) return root_.on_object_begin();
        root_.begin(&where_);
        return json::action::read;
    }
    bool on_object_end() {
        if (!root_.on_object_end()) return false;
        if (!root_.is_reading()) take_summary(root_.finish());
        return true;
    }
    json::action on_array_begin() { return root_.is_reading() ? root_.on_array_begin() : json::action::stop; }
    bool on_array_end() { return root_.on_array_end(); }
    json::action on_key(std::string_view name) { return root_.on_key(name); }
    bool on_string(std::string_view text, bool too_long) { return root_.is_reading() && root_.on_string(text, too_long); }
    bool on_number(std::string_view text, bool too_long) { return root_.is_reading() && root_.on_number(text, too_long); }
    bool on_bool(bool value) { return root_.is_reading() && root_.on_bool(value); }
    bool on_null() { return root_.is_reading() && root_.on_null(); }
    bool on_text_end() { return true; }

    void begin(knowledge::prefetch_template const& asked) {
        root_.clear();
        where_.name.assign(asked.key);
        wanted_ = knowledge::is_read(asked) ? fhir::type_of(knowledge::type_asked(asked)) : fhir::resource_type::bundle;
        page_ = {};
    }
    [[nodiscard]] fhir::resource_reader& root() noexcept { return root_; }
    [[nodiscard]] page_summary const& read() const noexcept { return page_; }

private:
    void take_summary(fhir::root_summary const& s) {
        bool const is_outcome = s.has_type && s.type == fhir::resource_type::operation_outcome;
        if (is_outcome) page_.holds = page_summary::content::outcome;
        else if (s.has_type && s.type == wanted_ && !s.is_no_list()) page_.holds = page_summary::content::as_asked;
        page_.has_next_link = s.has_next_link;
        page_.outcome_warning = s.has_warning();
        page_.total = s.total;
        page_.matches = s.matches;
        page_.next_url.assign(s.next_url);
    }

    named_path where_;
    fhir::resource_type wanted_ = fhir::resource_type::other;
    fhir::resource_reader root_;
    page_summary page_;
};

}  // namespace

class page_reader::impl {
public:
    explicit impl(hooks::request_sink& sink) : sink_(sink), handler_(sink) {}

    void begin(knowledge::prefetch_template const& asked, hooks::reader_limits limits) {
        asked_ = &asked;
        handler_.begin(asked);
        bool const same = json_ && json_->bounds().bytes == limits.bytes && json_->bounds().depth == limits.depth;
        if (same) json_->reset();
        else json_.emplace(handler_, limits);
    }

    result<void> feed(std::string_view bytes) {
        sink_.enter(hooks::list_source::prefetch, asked_->key);  // pages of other keys come between
        handler_.root().begin_portion(bytes);
        bool const good = json_->feed(bytes);
        if (good) handler_.root().end_portion();
        sink_.enter(hooks::list_source::root, "");
        if (!good) return stop_fault();
        return {};
    }

    result<page_summary const*> end() {
        if (!json_->end()) return stop_fault();
        return &handler_.read();
    }

private:
    [[nodiscard]] fault stop_fault() {
        if (!json_->stopped()) return {json_->why().code, {}, json_->why().note};
        bool const nested = handler_.root().is_reading();
        if (nested) return {errc::too_deep, {}, fhir::resource_reader::stop_note};
        return {errc::bad_element, {}, "expected one JSON object"};
    }

    hooks::request_sink& sink_;
    page_handler handler_;
    knowledge::prefetch_template const* asked_ = nullptr;
    std::optional<json::reader<page_handler>> json_;
};

page_reader::page_reader(hooks::request_sink& sink) : impl_(std::make_unique<impl>(sink)) {}
page_reader::~page_reader() = default;
page_reader::page_reader(page_reader&&) noexcept = default;
page_reader& page_reader::operator=(page_reader&&) noexcept = default;

void page_reader::begin(knowledge::prefetch_template const& asked, hooks::reader_limits limits) { impl_->begin(asked, limits); }
result<void> page_reader::feed(std::string_view bytes) { return impl_->feed(bytes); }
result<page_summary const*> page_reader::end() { return impl_->end(); }

}  // namespace oms::fetch
