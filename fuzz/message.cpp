// One connection's bytes as HTTP messages: the same heads, bodies or refusal whatever the split, and an accepted message means one
// thing only: a second, plainer reading of the same bytes finds the same framing. Input: the bytes as a client sends them.
#include "portions.hpp"

#include "net/connection/message_reader.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace {

namespace net = oms::net;
using oms::fuzz::cut;
using oms::fuzz::promise;

constexpr std::size_t head_limit = 1024;

/// What one message was, and how many bytes of the connection it took.
struct message {
    std::string head, body;
    bool chunked = false;
    std::size_t bytes = 0;
};

struct transcript {
    std::vector<message> messages;
    unsigned refused = 0;  ///< status; 0: the bytes ended first
    std::string text;
};

class body_text final : public net::body_taker {
public:
    std::string text;
    void take_slice(std::string_view bytes) override { text.append(bytes); }
};

// ---- a second reading ----

bool is_control(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }

std::string lower(std::string_view text) {
    std::string out{text};
    for (char& c : out)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return out;
}

/// The values of a field, one for each of its lines.
std::vector<std::string> values_of(std::string_view head, std::string_view name) {
    std::vector<std::string> found;
    for (head.remove_prefix(head.find("\r\n") + 2); head != "\r\n"; head.remove_prefix(head.find("\r\n") + 2)) {
        std::string_view const line = head.substr(0, head.find("\r\n"));
        if (lower(line.substr(0, line.find(':'))) != name) continue;
        std::string_view value = line.substr(line.find(':') + 1);
        while (!value.empty() && (value.front() == ' ' || value.front() == '\t')) value.remove_prefix(1);
        while (!value.empty() && (value.back() == ' ' || value.back() == '\t')) value.remove_suffix(1);
        found.emplace_back(value);
    }
    return found;
}

/// What follows from the bytes of an accepted head alone. Source: RFC 9112 3.2, 5.1, 6.1, 6.3.
void check_framing(std::string_view head, net::message_head const& got) {
    promise(head.ends_with("\r\n\r\n") && head.find("\r\n\r\n") == head.size() - 4, "a head ends at its first empty line", head);
    for (std::size_t i = 0; i < head.size(); ++i) {
        bool const of_line_end = (head[i] == '\r' && head.substr(i + 1).starts_with('\n')) || (head[i] == '\n' && head[i - 1] == '\r');
        promise(of_line_end || head[i] == '\t' || !is_control(head[i]), "no control character in a head", head);
    }
    auto const hosts = values_of(head, "host"), lengths = values_of(head, "content-length"), codings = values_of(head, "transfer-encoding");
    promise(hosts.size() == 1 || (hosts.empty() && got.http_1_0), "one Host", head);
    promise(lengths.size() + codings.size() <= 1, "one framing of the body", head);
    promise(codings.empty() ? !got.chunked : got.chunked && !got.http_1_0 && lower(codings[0]) == "chunked", "chunked is chunked", head);
    promise(got.request.content_length.has_value() == !lengths.empty(), "a length is read where one is sent", head);
    if (lengths.empty()) return;
    std::uint64_t number = 0;
    auto const* const end = lengths[0].data() + lengths[0].size();
    auto const read = std::from_chars(lengths[0].data(), end, number);
    promise(read.ec == std::errc{} && read.ptr == end && *got.request.content_length == number, "a length is a plain number", head);
}

struct unchunked {
    std::string body;
    std::size_t bytes = 0;
};

/// A chunked body read strictly, a line at a time; nothing where it is not whole or not well formed. Source: RFC 9112 7.1.
std::optional<unchunked> dechunk(std::string_view bytes) {
    unchunked out;
    auto const line = [&]() -> std::optional<std::string_view> {
        std::size_t const end = bytes.find("\r\n", out.bytes);
        if (end == std::string_view::npos) return std::nullopt;
        std::string_view const found = bytes.substr(out.bytes, end - out.bytes);
        out.bytes = end + 2;
        return found;
    };
    while (auto const size_line = line()) {
        std::uint64_t size = 0;
        auto const read = std::from_chars(size_line->data(), size_line->data() + size_line->size(), size, 16);
        if (read.ec != std::errc{}) return std::nullopt;
        if (size == 0) {
            while (auto const trailer = line())
                if (trailer->empty()) return out;
            return std::nullopt;
        }
        if (size > bytes.size() || out.bytes + size + 2 > bytes.size()) return std::nullopt;
        out.body.append(bytes.substr(out.bytes, size));
        out.bytes += size;
        if (bytes.substr(out.bytes, 2) != "\r\n") return std::nullopt;
        out.bytes += 2;
    }
    return std::nullopt;
}

// ---- the reading under test ----

/// A connection that takes bytes as they come and keeps what is not used yet, in memory of its own each time.
class connection {
public:
    transcript done;

    void feed(std::string_view bytes) {
        std::string longer{waiting_};  // a reader that looks at bytes it was given before is caught
        waiting_ = std::move(longer.append(bytes));
        while (done.refused == 0 && step()) {}
    }

private:
    enum class stage : std::uint8_t { head, chunks, counted };

    /// Whether it went on.
    bool step() {
        switch (stage_) {
            case stage::head: return read_head();
            case stage::chunks: return read_chunks();
            case stage::counted: return read_counted();
        }
        return false;
    }

    void refuse(net::refusal const& r) {
        static constexpr std::array<unsigned, 5> statuses{400, 414, 417, 431, 505};
        promise(std::ranges::find(statuses, r.status) != statuses.end(), "a refusal has a status that we know", std::to_string(r.status));
        promise(!r.note.empty(), "a refusal says why");
        done.refused = r.status;
        done.text.append("refused ").append(std::to_string(r.status)).append(" ").append(r.note).append("\n");
    }

    bool read_head() {
        if (waiting_.empty()) return false;
        auto const end = net::find_head_end(waiting_, seen_, head_limit);
        if (end.fault) return refuse(*end.fault), false;
        if (end.bytes == 0) {
            promise(waiting_.size() < head_limit, "a head that does not end is refused at the limit");
            return false;
        }
        promise(end.bytes <= head_limit && end.bytes <= waiting_.size(), "a head is not longer than the limit");
        now_ = {.head = waiting_.substr(0, end.bytes), .body = {}, .chunked = false, .bytes = end.bytes};
        waiting_.erase(0, end.bytes);
        seen_ = 0;
        if (auto const refused = reader_.read_head(now_.head)) return refuse(*refused), false;
        take_head(reader_.head());
        return true;
    }

    void take_head(net::message_head const& head) {
        check_framing(now_.head, head);
        auto const& request = head.request;
        promise(request.target.starts_with('/'), "a target is a path", request.target);
        bool const is_framed = head.chunked || request.content_length.value_or(0) > 0;
        promise(request.has_body == is_framed, "a body is there when it is framed", now_.head);
        for (auto const view : {request.method, request.target, request.content_type, request.content_encoding, request.accept,
                                request.origin, request.authorization})
            done.text.append(view).append("\n");
        now_.chunked = head.chunked;
        left_ = head.chunked ? 0 : request.content_length.value_or(0);
        stage_ = head.chunked ? stage::chunks : stage::counted;
    }

    bool read_chunks() {
        body_text slices;
        auto const p = reader_.read_chunks(waiting_, slices, head_limit);
        promise(p.consumed <= waiting_.size() && slices.text.size() <= p.consumed, "a body is not longer than its bytes", waiting_);
        if (p.fault) return refuse(*p.fault), false;
        now_.body += slices.text;
        now_.bytes += p.consumed;
        waiting_.erase(0, p.consumed);
        promise(p.complete || waiting_.size() < head_limit, "a frame that does not end is refused at the limit", waiting_);
        if (p.complete) finish();
        return p.complete || p.consumed > 0;
    }

    bool read_counted() {
        std::size_t const n = std::min<std::uint64_t>(left_, waiting_.size());
        now_.body.append(waiting_, 0, n);
        now_.bytes += n;
        waiting_.erase(0, n);
        left_ -= n;
        if (left_ == 0) finish();
        return left_ == 0;
    }

    void finish() {
        done.text.append("body ").append(now_.body).append("\n");
        done.messages.push_back(std::move(now_));
        stage_ = stage::head;
    }

    net::message_reader reader_;
    std::string waiting_;
    stage stage_ = stage::head;
    std::size_t seen_ = 0;
    std::uint64_t left_ = 0;
    message now_;
};

transcript read(std::string_view bytes, cut how) {
    connection c;
    for (auto const portion : oms::fuzz::portions(bytes, how)) c.feed(portion);
    return std::move(c.done);
}

void check_chunks(std::string_view bytes, transcript const& t) {
    std::size_t at = 0;
    for (auto const& m : t.messages) {
        if (m.chunked) {
            auto const again = dechunk(bytes.substr(at + m.head.size()));
            promise(again.has_value(), "a chunked body that is taken is well formed", bytes.substr(at));
            oms::fuzz::same(m.body, again->body, "a chunked body is what its chunks hold");
            promise(again->bytes == m.bytes - m.head.size(), "a chunked body ends where its trailers end", bytes.substr(at));
        }
        at += m.bytes;
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    auto const bytes = oms::fuzz::text_of(data, size);
    auto const whole = read(bytes, cut::not_at_all);
    check_chunks(bytes, whole);
    oms::fuzz::same(whole.text, read(bytes, cut::at_random).text, "the same in random portions");
    if (size <= 4096) oms::fuzz::same(whole.text, read(bytes, cut::everywhere).text, "the same byte by byte");
    return 0;
}
