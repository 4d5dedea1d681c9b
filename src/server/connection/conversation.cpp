#include "conversation.hpp"

#include "answer_head.hpp"

#include <algorithm>
#include <exception>
#include <utility>

namespace oms::server {
namespace {

constexpr std::string_view go_on = "HTTP/1.1 100 Continue\r\n\r\n";

constexpr refusal too_large{413, "the body is larger than this service accepts"};
constexpr refusal broken{500, "the service failed; the request may be tried again"};

/// What an idle connection may keep of its last head and answer head.
constexpr std::size_t small_text = 1024;

void forget(std::string& text) {
    if (text.capacity() > small_text) {
        text = {};
    } else {
        text.clear();
    }
}

}  // namespace

conversation::conversation(desk& shared, bool peer_is_loopback) : desk_(shared), peer_is_loopback_(peer_is_loopback) {}
conversation::~conversation() = default;

want conversation::next() const noexcept {
    if (!pending_[0].empty() || !pending_[1].empty()) return want::room;
    if (finish_) return want::finish;
    if (stage_ == stage::pages) return want::pages;
    bool const between = stage_ == stage::head && !head_begun_ && !unread_;
    return stage_ == stage::over || (between && desk_.draining) ? want::nothing : want::bytes;
}

patience conversation::waits_for() const noexcept {
    if (next() == want::room) return patience::answer;
    switch (stage_) {
        case stage::head: return head_begun_ ? patience::head : patience::idle;
        case stage::body:
        case stage::rest: return patience::body;
        case stage::pages: return patience::pages;
        case stage::farewell:
        case stage::over: break;
    }
    return patience::farewell;
}

std::size_t conversation::take(std::string_view bytes) {
    std::size_t used = 0;
    while (next() == want::bytes && used < bytes.size()) {
        std::size_t const n = take_some(bytes.substr(used));
        if (n == 0) break;
        used += n;
    }
    unread_ = used < bytes.size();
    if (continue_due_) {
        continue_due_ = false;
        // A client that sent body bytes already does not wait.
        if (stage_ == stage::body && body_taken_ == 0 && !unread_) pending_[0] = go_on;
    }
    return used;
}

std::size_t conversation::take_some(std::string_view bytes) {
    switch (stage_) {
        case stage::head: return take_head(bytes);
        case stage::body:
        case stage::rest: return reader_.head().chunked ? take_chunked(bytes) : take_measured(bytes);
        case stage::farewell:
            dropped_ += bytes.size();
            if (dropped_ > desk_.bounds().farewell_bytes) stage_ = stage::over;
            return bytes.size();
        case stage::pages:
        case stage::over: break;
    }
    return 0;
}

std::size_t conversation::take_head(std::string_view bytes) {
    // Some old clients end a body with an empty line of their own (RFC 9112 2.2).
    if (!head_begun_ && bytes.starts_with("\r\n")) return 2;
    head_begun_ = true;
    if (bytes == "\r") {
        head_begun_ = false;
        return 0;
    }
    head_end const end = find_head_end(bytes, head_seen_, desk_.bounds().header_bytes);
    if (end.fault) {
        refuse(*end.fault);
        return 0;
    }
    if (end.bytes == 0) return 0;

    head_text_.assign(bytes.substr(0, end.bytes));
    head_read_ = true;
    if (auto const fault = reader_.read_head(head_text_)) {
        refuse(*fault);
    } else {
        begin_request();
    }
    return end.bytes;
}

void conversation::begin_request() {
    request_head const& head = reader_.head();
    if (desk_.log()) began_ = std::chrono::steady_clock::now();
    service::request_head ask = head.ask;
    ask.peer_is_loopback = peer_is_loopback_;
    body_left_ = head.chunked ? 0 : ask.content_length.value_or(0);
    body_complete_ = !ask.has_body;
    stage_ = stage::body;
    try {
        lent_ = desk_.borrow();
        replied_ = lent_->exchange.begin(ask) == service::exchange_state::answered;
    } catch (std::exception const&) {
        failed_ = broken;
    }
    if (!replied_ && body_left_ > desk_.bounds().body_bytes) failed_ = too_large;
    continue_due_ = head.expects_continue;
    conclude();
}

std::size_t conversation::take_measured(std::string_view bytes) {
    std::string_view const part = bytes.substr(0, body_left_);
    body_left_ -= part.size();
    body_complete_ = body_left_ == 0;
    take_slice(part);
    if (stage_ == stage::body) {
        conclude();
    } else if (body_complete_) {
        next_message();
    }
    return part.size();
}

std::size_t conversation::take_chunked(std::string_view bytes) {
    message_reader::progress const p = reader_.read_chunks(bytes, *this);
    std::optional<refusal> fault = p.fault;
    if (p.consumed == 0 && bytes.size() > desk_.bounds().header_bytes) {
        fault = refusal{431, "a chunk's extensions or the trailers are larger than this service accepts"};
    }
    body_complete_ = p.complete;
    if (stage_ == stage::body) {
        if (fault) failed_ = fault;
        conclude();
    } else if (fault || dropped_ > desk_.bounds().drop_bytes) {
        part();
    } else if (p.complete) {
        next_message();
    }
    return p.consumed;
}

void conversation::take_slice(std::string_view bytes) {
    if (stage_ == stage::rest || replied_ || failed_) {
        dropped_ += bytes.size();
        return;
    }
    body_taken_ += bytes.size();
    if (body_taken_ > desk_.bounds().body_bytes) {
        failed_ = too_large;
        return;
    }
    try {
        replied_ = lent_->exchange.feed(bytes) == service::exchange_state::answered;
    } catch (std::exception const&) {
        failed_ = broken;
    }
}

/// After each portion of a request: is there an answer yet?
void conversation::conclude() {
    if (!failed_ && !replied_ && body_complete_) {
        try {
            replied_ = lent_->exchange.end() == service::exchange_state::answered;
            if (!replied_) stage_ = stage::pages;
        } catch (std::exception const&) {
            failed_ = broken;
        }
    }
    if (failed_) {
        refuse(*failed_);
    } else if (replied_) {
        bool const was_fetching = stage_ == stage::pages;  // then somebody may still be calling it
        answer(lent_->exchange.answer());
        report(lent_->exchange.account());
        if (!was_fetching) desk_.give_back(std::move(lent_));
    }
}

void conversation::fetched() {
    replied_ = true;
    conclude();
}

void conversation::refuse(refusal const& r) {
    lent_.reset();  // it may be in the middle of a request
    body_complete_ = false;
    service::response reply = service::error_response(r.status, r.note);
    reply.close = true;
    service::add_cors(reply, desk_.service(), head_read_ ? reader_.head().ask.origin : std::string_view{});
    answer(reply);

    service::record refused;
    refused.route = "refused";
    refused.status = r.status;
    refused.why = fault{r.status < 500 ? errc::bad_element : errc::unavailable, "request", std::string{r.note}};
    report(refused);
}

bool conversation::stays_after(service::response const& r) const {
    if (r.close || desk_.draining || !reader_.head().keep_alive) return false;
    if (body_complete_) return true;
    // A client that waited for `100 Continue` may send its body now or not: what follows could be either.
    if (reader_.head().expects_continue && body_taken_ == 0) return false;
    return body_left_ <= desk_.bounds().drop_bytes;
}

/// Puts `r` on its way.
void conversation::answer(service::response& r) {
    bool const stays = stays_after(r);
    answer_head_.clear();
    write_answer_head(answer_head_, r, {desk_.date, stays, head_read_ && reader_.head().http_1_0});
    pending_[0] = answer_head_;
    body_ = desk_.take_body(r.body);
    if (!head_read_ || reader_.head().ask.method != "HEAD") pending_[1] = body_;
    continue_due_ = false;
    if (!stays) {
        part();
    } else if (body_complete_) {
        next_message();
    } else {
        stage_ = stage::rest;
    }
}

void conversation::report(service::record const& r) {
    if (!desk_.log()) return;
    bool const measured = began_ != std::chrono::steady_clock::time_point{};
    auto const took = measured ? std::chrono::steady_clock::now() - began_ : std::chrono::steady_clock::duration{};
    began_ = {};
    desk_.log()(r, std::chrono::duration_cast<std::chrono::microseconds>(took));
}

void conversation::sent(std::size_t bytes) {
    for (std::string_view& piece : pending_) {
        std::size_t const n = std::min(bytes, piece.size());
        piece.remove_prefix(n);
        bytes -= n;
    }
    if (next() == want::room || stage_ == stage::body) return;  // in `body` it was `100 Continue`
    if (lent_) desk_.give_back(std::move(lent_));
    desk_.give_back(std::exchange(body_, {}));
    forget(head_text_);
    forget(answer_head_);
}

void conversation::next_message() {
    stage_ = stage::head;
    head_begun_ = head_read_ = replied_ = false;
    failed_.reset();
    body_complete_ = true;
    head_seen_ = body_left_ = body_taken_ = dropped_ = 0;
    ++message_number_;
}

/// The answer under way, or the one that left, is the last.
void conversation::part() {
    stage_ = stage::farewell;
    finish_ = true;
    dropped_ = 0;
}

void conversation::finished() {
    finish_ = false;
    // Closing with bytes unread sends a reset, and a reset can overtake the answer. So: read on for a while.
    if (body_complete_ && !unread_) stage_ = stage::over;
}

void conversation::turn_away() { refuse({503, "too many connections; try again in a moment"}); }

void conversation::end_of_input() {
    unread_ = false;
    switch (stage_) {
        case stage::head:
            if (head_begun_) return refuse({400, "the connection ended within the request head"});
            break;
        case stage::body: return refuse({400, "the connection ended within the body"});
        case stage::pages:
        case stage::rest:
        case stage::farewell:
        case stage::over: break;
    }
    stage_ = stage::over;
}

void conversation::out_of_time() {
    switch (waits_for()) {
        case patience::head: return refuse({408, "the request head did not arrive in time"});
        case patience::body:
            if (stage_ == stage::body) return refuse({408, "the body did not arrive in time"});
            break;
        case patience::idle:
        case patience::pages:
        case patience::answer:
        case patience::farewell: break;
    }
    pending_ = {};
    finish_ = false;
    stage_ = stage::over;
}

}  // namespace oms::server
