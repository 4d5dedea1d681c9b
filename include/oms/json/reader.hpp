#pragma once
#include <oms/json/name_hash.hpp>
#include <oms/json/reader_state.hpp>

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace oms::json {

/// A push reader of JSON: bytes in any portions, events out, nothing kept of what the handler does not want.
///
/// RFC 8259 to the letter, and stricter: no member name twice in one object, skipped ones included (names are compared
/// unescaped), no byte order mark, no lone surrogate. Number text is kept as written.
///
///     struct handler {
///         action on_object_begin();   bool on_object_end();
///         action on_array_begin();    bool on_array_end();
///         action on_key(std::string_view name, std::uint64_t hash);   // hash = hash_name(name)
///         bool on_string(std::string_view text, bool too_long);       // unescaped; too_long: text is empty
///         bool on_number(std::string_view text, bool too_long);
///         bool on_bool(bool);         bool on_null();
///         bool on_text_end();         // after each JSON text
///     };
///
/// A bool answer of false stops. Views live until the handler returns.
/// Events do not depend on how the input was cut into portions.
/// Faults: bad_json, duplicate_member, too_deep, too_large; after one only `reset` may be called.
/// Memory: a few KiB, 8 bytes per member of the objects that are open, and the longest wanted string that a cut went through.
/// Thread rule: one thread at a time.
/// Source: RFC 8259; CH-JSON-05, CH-JSON-06.
template <class Handler>
class reader : public reader_state {
public:
    explicit reader(Handler& handler, limits bounds = {}, texts count = texts::one) : reader_state(bounds, count), handler_(handler) {}

    /// False: refused or stopped.
    [[nodiscard]] bool feed(std::string_view bytes) {
        while (!bytes.empty()) {
            if (refused_ || stopped_) return false;
            std::size_t const room = limits_.bytes - consumed_;
            std::string_view const portion = bytes.substr(0, room < scanner::portion_limit ? room : scanner::portion_limit);
            if (portion.empty()) {
                refuse(errc::too_large, 0, "more bytes than the limit");
                return false;
            }
            if (!feed_portion(portion)) return false;
            bytes.remove_prefix(portion.size());
        }
        return true;
    }

    /// No more bytes will come. False: refused or stopped.
    [[nodiscard]] bool end() {
        if (refused_ || stopped_) return false;
        if (state_ == at::in_scalar && !finish_scalar(0)) return false;
        drive(true);
        return !refused_ && !stopped_ && end_of_input();
    }

    /// Ready for another input; storage is kept.
    void reset() { reset_state(); }

private:
    bool feed_portion(std::string_view portion) {
        if (!begin_portion(portion)) return false;
        if (state_ == at::in_scalar && !resume_scalar()) return false;
        do {
            scan_more();
            drive(scanner_.done());
            if (refused_ || stopped_) return false;
        } while (!scanner_.done());
        carry_open_string();
        if (!refused_ && scanner_.fault() != nullptr) refuse(errc::bad_json, scanner_.fault_position(), scanner_.fault());
        consumed_ += portion.size();
        return !refused_;
    }

    /// `last`: what the marks hold is all there is, for now; otherwise a few of them may be left for later.
    void drive(bool last) {
        for (;;) {
            bool const skipped = skipping_;
            skipped ? run<true>(last) : run<false>(last);
            if (skipped == skipping_ || refused_ || stopped_) return;
        }
    }

    bool go_on(bool wanted) noexcept {
        stopped_ = !wanted;
        return wanted;
    }

    // One big function with labels for states: what it looks at lives in registers, and each place has branches of its own
    // for the processor to learn. `switch (state)` around all of it costs a fifth more.
    template <bool Skip>
    void run(bool last) {
        char const* const text = text_;
        position const* it = it_;
        position const* const end = end_;
        switch (state_) {
            case at::first_name: goto first_name;
            case at::name: goto name;
            case at::colon: goto colon;
            case at::first_value: goto first_value;
            case at::value: goto value;
            case at::after: goto after;
            case at::over: goto over;
            case at::in_scalar: return;
            case at::in_name:
                if (it == end || !resume_name<Skip>(*it++)) return;
                goto colon;
            case at::in_text:
                if (it == end) return;
                if (!Skip && act_ == action::read && !resume_text(*it)) return;
                ++it;
                goto after;
        }

    first_name:
        if (it == end) [[unlikely]] return leave(it, at::first_name);
        if (text[*it] == '}') [[unlikely]] {
            if (!close<Skip>(*it++)) return leave(it, at::after);
            goto after;
        }
    name:
        // name, colon, value and comma in one go: six marks at most
        if (end - it < 6) [[unlikely]] goto name_near_end;
        if (text[it[0]] != '"') [[unlikely]] return refuse(errc::bad_json, *it, "expected a member name");
        if (!take_name<Skip>(it[0], it[1])) [[unlikely]] return;
        if (text[it[2]] != ':') [[unlikely]] return refuse(errc::bad_json, it[2], "expected a colon");
        it += 3;
        if (text[*it] != '"') goto value;
        if (!Skip && act_ == action::read && !take_text(it[0], it[1])) [[unlikely]] return;
        it += 2;
    after_member:
        if (char const c = text[*it++]; c == ',') goto name;
        else if (c != '}') [[unlikely]] return refuse(errc::bad_json, it[-1], "expected a comma or }");
        if (!close<Skip>(it[-1])) return leave(it, at::after);
        goto after;

    name_near_end:
        if (!last || end - it < 3) return last ? begin_name<Skip>(it) : leave(it, at::name);
        if (text[*it] != '"') return refuse(errc::bad_json, *it, "expected a member name");
        if (!take_name<Skip>(it[0], it[1])) return;
        it += 2;
    colon:
        if (it == end) return leave(it, at::colon);
        if (text[*it] != ':') return refuse(errc::bad_json, *it, "expected a colon");
        ++it;
        goto value;

    first_value:
        if (it == end) [[unlikely]] return leave(it, at::first_value);
        if (text[*it] == ']') [[unlikely]] {
            if (!close<Skip>(*it++)) return leave(it, at::after);
            goto after;
        }
    value:
        if (it == end) [[unlikely]] return leave(it, at::value);
        switch (char const c = text[*it]) {
            case '"':
                if (end - it < 2) [[unlikely]] return last ? begin_text(it) : leave(it, at::value);
                if (!Skip && act_ == action::read && !take_text(it[0], it[1])) [[unlikely]] return;
                it += 2;
                break;
            case '{':
                if (!open<Skip>(*it++, true)) return leave(it, at::first_name);
                goto first_name;
            case '[':
                if (!open<Skip>(*it++, false)) return leave(it, at::first_value);
                goto first_value;
            default:
                if (!take_scalar<Skip>(*it++)) [[unlikely]] return leave(it, at::in_scalar);
        }
    after:
        if (top_->is_object) {
            if (it != end) [[likely]] goto after_member;
            return leave(it, at::after);
        }
        if (at_root()) [[unlikely]] goto root;
        if (it == end) [[unlikely]] return leave(it, at::after);
        if (char const c = text[*it++]; c == ',') goto value;
        else if (c != ']') [[unlikely]] return refuse(errc::bad_json, it[-1], "expected a comma or ]");
        if (!close<Skip>(it[-1])) return leave(it, at::after);
        goto after;

    root:
        any_text_ = true;
        act_ = action::read;
        state_ = texts_ == texts::many ? at::value : at::over;
        if (!go_on(handler_.on_text_end())) return;
        if (state_ == at::value) goto value;
    over:
        if (it != end) return refuse(errc::bad_json, *it, "more follows after the JSON text");
        leave(it, at::over);
    }

    void leave(position const* it, at state) noexcept {
        it_ = it;
        state_ = state;
    }

    template <bool Skip>
    bool name_is(std::string_view name, std::uint64_t hash, std::size_t open) {
        if (!add_name(hash)) [[unlikely]] {
            refuse(errc::duplicate_member, open, "a member name occurs twice in one object; send it once");
            if (!Skip) refusal_.member = name;
            return false;
        }
        if constexpr (!Skip) {
            act_ = handler_.on_key(name, hash);
            if (act_ == action::stop) [[unlikely]] return go_on(false);
        }
        return true;
    }

    template <bool Skip>
    bool take_name(position open, position close) {
        std::string_view name(text_ + open + 1, close - open - 1);
        if (!is_easy(close)) [[unlikely]] {
            std::uint64_t const hash = slow_name(name, open);
            return !refused_ && name_is<Skip>(name, hash, open);
        }
        return name_is<Skip>(name, hash_name_in_place(name.data(), name.size()), open);
    }

    // The last tokens of a portion: a name that is cut, or one that ends it.
    template <bool Skip>
    void begin_name(position const* it) {
        if (it == end_) return leave(it, at::name);
        if (text_[*it] != '"') return refuse(errc::bad_json, *it, "expected a member name");
        if (end_ - it == 1) {
            carry_from_ = *it + 1;
            carried_offset_ = consumed_ + *it;
            return leave(end_, at::in_name);
        }
        if (take_name<Skip>(it[0], it[1])) leave(end_, at::colon);
    }

    template <bool Skip>
    bool resume_name(position close) {
        carried_.append(text_, close);
        carried_size_ += close;
        std::size_t const open = carried_offset_ - consumed_;  // wraps, and back again when it is told
        if (carried_size_ > limits_.text) {
            refuse(errc::too_large, open, "a member name is longer than the limit");
            return false;
        }
        std::string_view const name = carried_text();
        return name_is<Skip>(name, hash_name(name), open);
    }

    bool take_text(position open, position close) {
        std::string_view const text(text_ + open + 1, close - open - 1);
        return go_on(is_easy(close) ? handler_.on_string(text, false) : take_uneasy_text(text, open));
    }

    bool take_uneasy_text(std::string_view text, position open) {
        if (text.size() > limits_.text) return handler_.on_string({}, true);
        if (!has_escape(text, open)) return handler_.on_string(text, false);
        unescape(text, scratch_);
        return handler_.on_string(scratch_, false);
    }

    void begin_text(position const* it) {
        carry_from_ = *it + 1;
        leave(it + 1, at::in_text);
    }

    bool resume_text(position close) {
        carried_size_ += close;
        if (carried_size_ > limits_.text) {
            forget_carried();
            return go_on(handler_.on_string({}, true));
        }
        carried_.append(text_, close);
        return go_on(handler_.on_string(carried_text(), false));
    }

    /// False: fault, stop, or the values behind it are to be read another way (skipped, read).
    template <bool Skip>
    bool open(position where, bool is_object) {
        if (is_full()) [[unlikely]] {
            refuse(errc::too_deep, where, "nested deeper than the limit");
            return false;
        }
        if constexpr (Skip) {
            push(is_object);
            return true;
        } else {
            action const wanted = act_ == action::skip ? act_ : is_object ? handler_.on_object_begin() : handler_.on_array_begin();
            push(is_object);
            act_ = wanted;
            if (wanted == action::read) return true;
            if (wanted == action::stop) return go_on(false);
            skipping_ = true;
            skip_floor_ = top_ - 1;
            return false;
        }
    }

    template <bool Skip>
    bool close(position where) {
        bool const is_object = top_->is_object;
        if (names_end_ - top_->first_name > scan_limit && !names_are_distinct()) [[unlikely]] {
            refuse(errc::duplicate_member, where, "a member name occurs twice in one object; send it once");
            return false;
        }
        names_end_ = top_->first_name;
        --top_;
        if constexpr (Skip) {
            if (top_ != skip_floor_) return true;
            skipping_ = false;
            act_ = action::read;  // matters in arrays only: a name sets it anew
            return false;
        } else {
            act_ = action::read;
            return go_on(is_object ? handler_.on_object_end() : handler_.on_array_end());
        }
    }

    /// False: fault, stop, or its end is not in this portion.
    template <bool Skip>
    bool take_scalar(position where) {
        scalar_ = {};
        scalar_first_ = text_[where];
        char const* const from = text_ + where;
        char const* const stop = scalar_.read(from, text_ + size_);
        bool const wanted = !Skip && act_ == action::read;
        if (stop == text_ + size_) [[unlikely]] {
            if (wanted) carry_scalar(from, stop);
            return false;
        }
        return end_scalar(wanted, {from, static_cast<std::size_t>(stop - from)}, static_cast<position>(stop - text_));
    }

    void carry_scalar(char const* from, char const* to) {
        carried_size_ += static_cast<std::size_t>(to - from);
        if (carried_size_ <= limits_.text) carried_.append(from, to);
    }

    bool resume_scalar() {
        char const* const stop = scalar_.read(text_, text_ + size_);
        if (!skipping_ && act_ == action::read) carry_scalar(text_, stop);
        return stop == text_ + size_ || finish_scalar(static_cast<position>(stop - text_));
    }

    bool finish_scalar(position where) {
        state_ = at::after;
        bool const done = end_scalar(!skipping_ && act_ == action::read, {carried_.data(), carried_size_}, where);
        forget_carried();
        return done;
    }

    bool end_scalar(bool wanted, std::string_view written, position where) {
        if (!scalar_.is_whole()) [[unlikely]] {
            refuse(errc::bad_json, where, "expected a JSON value");
            return false;
        }
        if (!wanted) return true;
        switch (scalar_first_) {
        case 't': return go_on(handler_.on_bool(true));
        case 'f': return go_on(handler_.on_bool(false));
        case 'n': return go_on(handler_.on_null());
        default: break;
        }
        bool const too_long = written.size() > limits_.text;
        return go_on(handler_.on_number(too_long ? std::string_view{} : written, too_long));
    }

    Handler& handler_;
};

}  // namespace oms::json
