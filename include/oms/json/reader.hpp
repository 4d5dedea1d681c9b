#pragma once
#include <oms/json/read_error.hpp>

#include <boost/json/basic_parser_impl.hpp>

#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>

namespace oms::json {

/// Boost.JSON's events in the form that the readers of charts need. Only `reader` uses it.
///
/// Adds to them: values that are skipped without an event, strings and numbers in one piece and as written, the handler's own end.
template <class Handler>
class parser_events {
public:
    using error_code = boost::system::error_code;

    static constexpr std::size_t max_object_size = std::numeric_limits<std::size_t>::max();
    static constexpr std::size_t max_array_size = max_object_size;
    static constexpr std::size_t max_key_size = longest_text;
    static constexpr std::size_t max_string_size = max_object_size;  // a string that is skipped may be of any length

    explicit parser_events(Handler& to) noexcept : to_(to) {}

    bool on_document_begin(error_code&) noexcept { return true; }
    bool on_document_end(error_code&) noexcept { return true; }

    bool on_object_begin(error_code& ec) { return skip_ != 0 ? ++skip_ != 0 : obey(to_.on_object_begin(), 2, ec); }
    // g++ would make a function of half of it.
    [[gnu::always_inline]] bool on_object_end(std::size_t, error_code& ec) {
        return skip_ != 0 ? leave_skipped() : go_on(to_.on_object_end(), ec);
    }
    bool on_array_begin(error_code& ec) { return skip_ != 0 ? ++skip_ != 0 : obey(to_.on_array_begin(), 2, ec); }
    bool on_array_end(std::size_t, error_code& ec) { return skip_ != 0 ? leave_skipped() : go_on(to_.on_array_end(), ec); }

    bool on_key_part(std::string_view part, std::size_t size, error_code&) {
        if (skip_ == 0) carry(part, size);
        return true;
    }
    bool on_key(std::string_view rest, std::size_t size, error_code& ec) {
        if (skip_ != 0) return true;
        return take_name(size == rest.size() ? rest : whole(rest), ec);
    }

    bool on_string_part(std::string_view part, std::size_t size, error_code&) {
        if (skip_ == 0) carry(part, size);
        return true;
    }
    bool on_string(std::string_view rest, std::size_t size, error_code& ec) {
        if (skip_ != 0) return skip_scalar();
        if (size > longest_text || size != rest.size()) [[unlikely]] return take_unusual_string(rest, size, ec);
        return go_on(to_.on_string(rest, false), ec);
    }

    bool on_number_part(std::string_view part, error_code&) {
        if (skip_ == 0) carry(part, number_size_ += part.size());
        return true;
    }
    bool on_int64(std::int64_t, std::string_view rest, error_code& ec) { return take_number(rest, ec); }
    bool on_uint64(std::uint64_t, std::string_view rest, error_code& ec) { return take_number(rest, ec); }
    bool on_double(double, std::string_view rest, error_code& ec) { return take_number(rest, ec); }

    bool on_bool(bool value, error_code& ec) { return skip_ != 0 ? skip_scalar() : go_on(to_.on_bool(value), ec); }
    bool on_null(error_code& ec) { return skip_ != 0 ? skip_scalar() : go_on(to_.on_null(), ec); }

    bool on_comment_part(std::string_view, error_code&) noexcept { return true; }
    bool on_comment(std::string_view, error_code&) noexcept { return true; }

    [[nodiscard]] bool stopped() const noexcept { return end_ == action::stop; }
    [[nodiscard]] bool found_duplicate() const noexcept { return end_ == action::duplicate; }
    [[nodiscard]] std::string const& duplicate() const noexcept { return carried_; }
    bool end_text(error_code& ec) { return go_on(to_.on_text_end(), ec); }

    void reset() noexcept {
        skip_ = 0;
        end_ = action::read;
        number_size_ = 0;
        carried_.clear();
    }

private:
    bool go_on(bool wanted, error_code& ec) {
        if (!wanted) [[unlikely]] return give_up(action::stop, ec);
        return true;
    }

    bool obey(action a, unsigned skipped_levels, error_code& ec) {
        if (a == action::read) [[likely]] return true;
        if (a != action::skip) return give_up(a, ec);
        skip_ = skipped_levels;
        return true;
    }

    [[gnu::noinline]] bool give_up(action why, error_code& ec) {
        end_ = why;
        ec = boost::json::make_error_code(boost::json::error::incomplete);  // any: it ends the parser
        return false;
    }

    bool take_name(std::string_view name, error_code& ec) {
        action const a = to_.on_key(name);
        if (a == action::duplicate) [[unlikely]] carried_ = name;
        return obey(a, 1, ec);
    }

    [[gnu::noinline]] bool take_number(std::string_view rest, error_code& ec) {
        if (skip_ != 0) return skip_scalar();
        std::size_t const size = number_size_ + rest.size();
        number_size_ = 0;
        bool const too_long = size > longest_text;
        return go_on(to_.on_number(too_long ? dropped() : size == rest.size() ? rest : whole(rest), too_long), ec);
    }

    [[gnu::noinline]] bool take_unusual_string(std::string_view rest, std::size_t size, error_code& ec) {
        bool const too_long = size > longest_text;
        return go_on(to_.on_string(too_long ? dropped() : whole(rest), too_long), ec);
    }

    // What comes in parts is rare: out of line, so that the parser's own loops stay small. Of what is too long nothing is kept.
    [[gnu::noinline]] void carry(std::string_view part, std::size_t size) {
        if (size <= longest_text) carried_.append(part);
    }

    /// Lifetime: until the next part.
    [[gnu::noinline]] std::string_view whole(std::string_view rest) {
        carried_.append(rest);
        whole_.swap(carried_);
        carried_.clear();
        return whole_;
    }

    std::string_view dropped() noexcept {
        carried_.clear();
        return {};
    }

    bool skip_scalar() noexcept {
        skip_ -= skip_ == 1;
        return true;
    }

    bool leave_skipped() noexcept {
        if (--skip_ == 1) skip_ = 0;
        return true;
    }

    Handler& to_;
    unsigned skip_ = 0;  ///< 0: events are wanted; 1: the next value is skipped; else one more than the open objects and arrays of it
    action end_ = action::read;    ///< what ended it
    std::size_t number_size_ = 0;  ///< of the parts of a number
    std::string carried_;          ///< parts of a name, string or number; of a duplicate the name
    std::string whole_;
};

/// A push reader of JSON: bytes in any portions, events out, nothing kept of what the handler does not want.
///
/// An adapter on boost::json::basic_parser, which reads RFC 8259: no byte order mark, no lone surrogate, UTF-8 checked.
/// Number text is given as written. An exponent that no double can hold is a fault.
///
///     struct handler {
///         action on_object_begin();   bool on_object_end();
///         action on_array_begin();    bool on_array_end();
///         action on_key(std::string_view name);
///         bool on_string(std::string_view text, bool too_long);       // unescaped; too_long: text is empty
///         bool on_number(std::string_view text, bool too_long);
///         bool on_bool(bool);         bool on_null();
///         bool on_text_end();         // after each JSON text
///     };
///
/// A bool answer of false stops. Views live until the handler returns; one that lies in the portion lives as long as that.
/// Events do not depend on how the input was cut into portions.
/// Faults: bad_json, duplicate_member (the handler knows which names it has seen), too_deep, too_large; after one only `reset`
/// may be called. Memory: the parser's stack, and the longest wanted string that a cut or an escape went through.
/// Lifetime: the handler outlives it. Thread rule: one thread at a time.
/// Source: RFC 8259; CH-JSON-05, CH-JSON-06; docs/adr/0009-one-reader.md.
template <class Handler>
class reader {
public:
    explicit reader(Handler& handler, reader_limits bounds = {}, texts count = texts::one)
        : bounds_(bounds), texts_(count), parser_(options_of(bounds), handler) {}

    /// False: refused or stopped.
    [[nodiscard]] bool feed(std::string_view bytes) {
        if (refused_ || stopped()) return false;
        std::size_t const room = bounds_.bytes - consumed_;
        if (!read(bytes.substr(0, room))) return false;
        return bytes.size() <= room || refuse({errc::too_large, consumed_, "more bytes than the limit", {}});
    }

    /// No more bytes will come. False: refused or stopped.
    [[nodiscard]] bool end() {
        if (refused_ || stopped()) return false;
        boost::system::error_code ec;
        if (in_text_) parser_.write_some(false, "", 0, ec);
        if (ec || (in_text_ && !end_text())) return fail(ec);
        if (texts_count_ == 0 && texts_ == texts::one) return refuse({errc::bad_json, consumed_, "there is no JSON text", {}});
        return true;
    }

    /// Ready for another input; storage is kept.
    void reset() noexcept {
        parser_.reset();
        parser_.handler().reset();
        consumed_ = texts_count_ = 0;
        in_text_ = refused_ = false;
        why_ = {};
    }

    [[nodiscard]] bool refused() const noexcept { return refused_; }
    /// The handler said stop.
    [[nodiscard]] bool stopped() const noexcept { return parser_.handler().stopped(); }
    [[nodiscard]] read_error const& why() const noexcept { return why_; }
    [[nodiscard]] reader_limits const& bounds() const noexcept { return bounds_; }

private:
    static boost::json::parse_options options_of(reader_limits const& bounds) {
        boost::json::parse_options options;
        options.max_depth = bounds.depth;
        return options;
    }

    bool read(std::string_view bytes) {
        while (begin_text(bytes)) {
            boost::system::error_code ec;
            std::size_t const used = parser_.write_some(true, bytes.data(), bytes.size(), ec);
            consumed_ += used;
            bytes.remove_prefix(used);
            if (ec) return fail(ec);
            if (!parser_.done()) return true;
            if (!end_text()) return fail({});
        }
        return !refused_;
    }

    /// False: nothing but white space is left, or no text may follow.
    bool begin_text(std::string_view& bytes) {
        if (in_text_) return !bytes.empty();
        std::size_t const blank = std::min(bytes.find_first_not_of(" \t\r\n"), bytes.size());
        consumed_ += blank;
        bytes.remove_prefix(blank);
        if (bytes.empty()) return false;
        if (texts_count_ != 0 && texts_ == texts::one) return refuse({errc::bad_json, consumed_, "more follows after the JSON text", {}});
        parser_.reset();
        return in_text_ = true;
    }

    bool end_text() {
        in_text_ = false;
        ++texts_count_;
        boost::system::error_code ec;
        return parser_.handler().end_text(ec);
    }

    bool fail(boost::system::error_code const& ec) {
        parser_events<Handler> const& events = parser_.handler();
        if (events.stopped()) return false;
        if (events.found_duplicate())
            return refuse(
                {errc::duplicate_member, consumed_, "a member name occurs twice in one object; send it once", events.duplicate()});
        read_error why = read_error_of(ec);
        why.offset = consumed_;
        return refuse(std::move(why));
    }

    bool refuse(read_error why) {
        refused_ = true;
        why_ = std::move(why);
        return false;
    }

    reader_limits bounds_;
    texts texts_;
    boost::json::basic_parser<parser_events<Handler>> parser_;
    std::size_t consumed_ = 0;     ///< bytes of the input
    std::size_t texts_count_ = 0;  ///< whole texts
    bool in_text_ = false;         ///< a text has begun and has not ended
    bool refused_ = false;
    read_error why_;
};

}  // namespace oms::json
