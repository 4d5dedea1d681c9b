#include <oms/hooks/request.hpp>

#include "request_handler.hpp"

#include <oms/json/reader.hpp>

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

namespace oms::hooks {

class request_reader::impl {
public:
    impl(request_sink& sink, accepts what, reader_limits limits)
        : what_(what), handler_(sink, what), json_(handler_, limits, what == accepts::anything ? json::texts::many : json::texts::one) {}

    result<void> feed(std::string_view bytes) {
        if (failed_) return *failed_;
        fed_ = fed_ || !bytes.empty();
        handler_.begin_portion(bytes);
        if (!json_.feed(bytes)) return fail();
        handler_.end_portion();
        return {};
    }

    result<hook_request*> end() {
        if (failed_) return *failed_;
        if (!fed_ && what_ != accepts::anything) return fault{errc::bad_json, "", "the body is empty; send a CDS Hooks request"};
        if (!json_.end()) return fail();
        return &handler_.request();
    }

    void reset() {
        json_.reset();
        handler_.reset();
        fed_ = false;
        failed_.reset();
    }

private:
    // At once, as the path may view the bytes that were fed.
    fault fail() {
        failed_ = stop_fault();
        return *failed_;
    }

    [[nodiscard]] fault stop_fault() const {
        if (json_.stopped()) return handler_.stop_fault();
        json::read_error const& r = json_.why();
        return {r.code, handler_.path(r.member), r.note + (" (byte " + std::to_string(r.offset) + ")")};
    }

    accepts what_;
    request_handler handler_;
    json::reader<request_handler> json_;
    bool fed_ = false;
    std::optional<fault> failed_;
};

prefetch_entry* find_entry(hook_request& r, std::string_view key) noexcept {
    auto const at = std::ranges::find(r.prefetch, key, &prefetch_entry::key);
    return at == r.prefetch.end() ? nullptr : &*at;
}

prefetch_entry const* find_entry(hook_request const& r, std::string_view key) noexcept {
    auto const at = std::ranges::find(r.prefetch, key, &prefetch_entry::key);
    return at == r.prefetch.end() ? nullptr : &*at;
}

bool was_looked_up(prefetch_entry const* r) noexcept {
    return r && (r->state == prefetch_state::null || r->state == prefetch_state::resources);
}

request_reader::request_reader(request_sink& sink, accepts what, reader_limits limits)
    : impl_(std::make_unique<impl>(sink, what, limits)) {}
request_reader::~request_reader() = default;
request_reader::request_reader(request_reader&&) noexcept = default;
request_reader& request_reader::operator=(request_reader&&) noexcept = default;

result<void> request_reader::feed(std::string_view bytes) { return impl_->feed(bytes); }
result<hook_request*> request_reader::end() { return impl_->end(); }
void request_reader::reset() { impl_->reset(); }

}  // namespace oms::hooks
