#include <oms/json/reader_state.hpp>

#include <oms/json/name_hash.hpp>

#include <algorithm>

namespace oms::json {

namespace {

void append_utf8(std::uint32_t c, std::string& out) {
    auto const put = [&out](std::uint32_t byte) { out.push_back(static_cast<char>(byte)); };
    if (c < 0x80) return put(c);
    if (c < 0x800) {
        put(0xc0 | c >> 6);
    } else if (c < 0x10000) {
        put(0xe0 | c >> 12);
        put(0x80 | (c >> 6 & 0x3f));
    } else {
        put(0xf0 | c >> 18);
        put(0x80 | (c >> 12 & 0x3f));
        put(0x80 | (c >> 6 & 0x3f));
    }
    put(0x80 | (c & 0x3f));
}

/// Four hexadecimal digits that the scanner has checked.
std::uint32_t code_unit(char const* p) noexcept {
    std::uint32_t unit = 0;
    for (int i = 0; i < 4; ++i) {
        auto const c = static_cast<unsigned char>(p[i]);
        unit = unit * 16 + (c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10u);
    }
    return unit;
}

char unescaped(char c) noexcept {
    switch (c) {
        case 'b': return '\b';
        case 'f': return '\f';
        case 'n': return '\n';
        case 'r': return '\r';
        case 't': return '\t';
        default: return c;
    }
}

}  // namespace

std::string_view loggable_name(std::string_view name) noexcept {
    bool const plain = name.size() <= 64 && std::ranges::all_of(name, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
    });
    return plain && !name.empty() ? name : "?";
}

reader_state::reader_state(limits bounds, texts count) : limits_(bounds), texts_(count), frames_(bounds.depth + 1), names_(256) {
    top_ = frames_.data();
    deepest_ = top_ + bounds.depth;
    names_end_ = names_.data();
    names_limit_ = names_end_ + names_.size();
    it_ = end_ = marks_.data();
}

void reader_state::reset_state() {
    scanner_.reset();
    refused_ = stopped_ = skipping_ = any_text_ = false;
    refusal_ = {};
    top_ = frames_.data();
    // An object with very many members must not cost its memory for ever.
    if (names_.size() > (1u << 16)) names_ = std::vector<std::uint64_t>(256);
    names_end_ = names_.data();
    names_limit_ = names_end_ + names_.size();
    consumed_ = 0;
    it_ = end_ = marks_.data();
    state_ = at::value;
    act_ = action::read;
    skip_floor_ = nullptr;
    carried_size_ = 0;
    carried_.clear();
}

bool reader_state::begin_portion(std::string_view portion) {
    text_ = portion.data();
    size_ = static_cast<position>(portion.size());
    it_ = end_ = marks_.data();
    carry_from_ = 0;
    scanner_.begin(portion.data(), portion.size());
    return !refused_;
}

void reader_state::scan_more() noexcept {
    position* const begin = marks_.data();
    position* const left = std::copy(it_, end_, begin);
    it_ = begin;
    end_ = scanner_.scan(chunk, left);
    // One escape in a chunk makes its strings uneasy, and so does a string that began long ago: both are rare.
    position const first = end_ != begin ? *begin : 0;
    bool const easy = size_ >= 16 && !scanner_.escape_since(first) && end_ != begin && end_[-1] - first < limits_.text;
    easy_end_ = easy ? size_ - 15 : 0;
}

void reader_state::carry_open_string() {
    bool const is_name = state_ == at::in_name;
    bool const is_wanted_text = state_ == at::in_text && !skipping_ && act_ == action::read;
    if (!is_name && !is_wanted_text) return;
    std::size_t const until = scanner_.fault() != nullptr ? scanner_.fault_position() : size_;
    std::size_t const size = until > carry_from_ ? until - carry_from_ : 0;
    carried_size_ += size;
    if (carried_size_ <= limits_.text) {
        carried_.append(text_ + carry_from_, size);
    } else if (is_name) {
        refuse(errc::too_large, carried_offset_ - consumed_, "a member name is longer than the limit");
    }
}

std::string_view reader_state::carried_text() {
    if (carried_.find('\\') == std::string::npos) {
        scratch_.swap(carried_);
    } else {
        unescape(carried_, scratch_);
    }
    forget_carried();
    return scratch_;
}

void reader_state::refuse(errc code, std::size_t where, char const* note) {
    if (refused_ || stopped_) return;
    refused_ = true;
    refusal_.code = code;
    refusal_.offset = consumed_ + where;
    refusal_.note = note;
}

bool reader_state::end_of_input() {
    if (state_ == at::over || (state_ == at::value && at_root() && (any_text_ || texts_ == texts::many))) return true;
    bool const nothing_at_all = state_ == at::value && at_root();
    refuse(errc::bad_json, 0, nothing_at_all ? "there is no JSON text" : "the JSON text is cut off");
    return false;
}

bool reader_state::is_new_name(std::uint64_t hash) noexcept {
    if (names_end_ - top_->first_name > scan_limit) return true;  // `names_are_distinct` will tell
    return std::find(top_->first_name, names_end_, hash) == names_end_;
}

void reader_state::grow_names() {
    std::vector<std::uint64_t> larger(names_.size() * 2);
    std::copy(names_.begin(), names_.end(), larger.begin());
    for (frame* f = frames_.data() + 1; f <= top_; ++f) f->first_name = larger.data() + (f->first_name - names_.data());
    names_end_ = larger.data() + names_.size();
    names_limit_ = larger.data() + larger.size();
    names_.swap(larger);
}

bool reader_state::names_are_distinct() noexcept {
    std::sort(top_->first_name, names_end_);
    return std::adjacent_find(top_->first_name, names_end_) == names_end_;
}

std::uint64_t reader_state::slow_name(std::string_view& name, position open) {
    if (name.size() > limits_.text) {
        refuse(errc::too_large, open, "a member name is longer than the limit");
        return 0;
    }
    if (has_escape(name, open)) {
        unescape(name, scratch_);
        name = scratch_;
    }
    return hash_name(name);
}

void reader_state::unescape(std::string_view raw, std::string& out) {
    out.clear();
    while (true) {
        std::size_t const run = std::min(raw.find('\\'), raw.size());
        out.append(raw, 0, run);
        if (run == raw.size()) return;
        char const letter = raw[run + 1];
        raw.remove_prefix(run + 2);
        if (letter != 'u') {
            out.push_back(unescaped(letter));
            continue;
        }
        std::uint32_t c = code_unit(raw.data());
        raw.remove_prefix(4);
        if (c >= 0xd800 && c < 0xdc00) {
            c = 0x10000 + ((c - 0xd800) << 10) + (code_unit(raw.data() + 2) - 0xdc00);
            raw.remove_prefix(6);
        }
        append_utf8(c, out);
    }
}

}  // namespace oms::json
