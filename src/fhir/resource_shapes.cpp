#include <oms/fhir/resource_shapes.hpp>

#include <algorithm>
#include <cstddef>
#include <utility>

namespace oms::fhir {

namespace {

// A resource costs some twenty times as much to learn as to read, and one that matches spares most of the reading.
constexpr std::size_t last_price = 4096;
constexpr std::size_t for_a_match = 4;
constexpr std::size_t for_a_reading = 1;

/// When so many objects matched none, only each so-many-th is tried.
constexpr std::size_t patience = 16;

}  // namespace

resource_shapes::matched resource_shapes::match(form as, json::lookahead const& ahead, json::limits const& room) {
    experience& past = with(as);
    bool const hopeless = past.in_vain > patience && past.in_vain % patience != 0;
    if (known_.empty() || hopeless || room.text < json::pattern::longest) return {};
    matched const found = try_all(as, ahead, room);
    if (found.shape == nullptr) return found;
    past.in_vain = 0;
    past.price = std::max(past.price / 2, first_price);
    past.earned += for_a_match;
    return found;
}

/// The likely one first, as resources follow each other in one list much as in the next; then those that were of use lately. Most are
/// done with at once: they differ from what comes where another did.
resource_shapes::matched resource_shapes::try_all(form as, json::lookahead const& ahead, json::limits const& room) {
    attempt last;
    slot const likely = likely_[past_];
    if (likely != none && known_[likely].shape->is_of() == as) {
        if (matched const found = try_one(likely, ahead, room, last); found.shape != nullptr || found.waits) return found;
    }
    for (slot const s : order_) {
        if (s == likely || known_[s].shape->is_of() != as || fails_alike(s, last)) continue;
        if (matched const found = try_one(s, ahead, room, last); found.shape != nullptr || found.waits) return found;
    }
    return {};
}

/// It differs from what comes where the one that was tried last did.
bool resource_shapes::fails_alike(slot s, attempt const& last) const noexcept { return last.of != none && known_[s].alike[last.of] > last.pieces; }

resource_shapes::matched resource_shapes::try_one(slot s, json::lookahead const& ahead, json::limits const& room, attempt& last) {
    known& k = known_[s];
    json::pattern const& looks = k.shape->looks();
    if (looks.depth() > room.depth) return {};
    if (looks.marks() > ahead.marks.size()) return {.waits = !ahead.is_all};
    std::size_t const alike = last.of == none ? 0 : std::min<std::size_t>(k.alike[last.of], last.pieces);
    last = {s, looks.match(ahead, alike)};
    if (last.pieces != looks.pieces() || !k.shape->read(ahead)) return {};
    use(s);
    return {.shape = k.shape.get()};
}

void resource_shapes::use(slot s) noexcept {
    likely_[past_] = s;
    past_ = static_cast<std::uint8_t>(past_ * most + s);   // the last two, as there are sixteen
    if (order_.front() == s) return;
    auto const here = std::ranges::find(order_, s);
    std::rotate(order_.begin(), here, here + 1);
}

void resource_shapes::learn(form as, std::string_view text) {
    experience& past = with(as);
    ++past.in_vain;
    past.earned += for_a_reading;
    if (past.earned < past.price) return;
    past.earned = std::min(past.earned - past.price, 2 * first_price);
    past.price = std::min(2 * past.price, last_price);
    if (auto shape = resource_shape::of(text, as); shape != nullptr && !is_known(*shape)) add(std::move(shape));
}

bool resource_shapes::is_known(resource_shape const& shape) const noexcept {
    return std::ranges::any_of(known_, [&](known const& k) { return k.shape->is_of() == shape.is_of() && k.shape->looks() == shape.looks(); });
}

/// In place of the one that was of no use for longest, if there is no room.
void resource_shapes::add(std::unique_ptr<resource_shape> shape) {
    slot s = static_cast<slot>(known_.size());
    if (known_.size() < most) {
        known_.emplace_back();
    } else {
        s = order_.back();
        order_.pop_back();
    }
    known_[s] = {.shape = std::move(shape)};
    for (std::size_t i = 0; i < known_.size(); ++i) {
        std::size_t const alike = known_[i].shape->looks().begins_like(known_[s].shape->looks());
        known_[i].alike[s] = known_[s].alike[i] = static_cast<std::uint16_t>(alike);
    }
    order_.insert(order_.begin(), s);
}

}  // namespace oms::fhir
