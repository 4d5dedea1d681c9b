#include "conversation.hpp"

#include "answer_head.hpp"

#include <algorithm>
#include <exception>
#include <utility>

namespace oms::net {
namespace {

constexpr std::string_view continue_line = "HTTP/1.1 100 Continue\r\n\r\n";

constexpr refusal too_large{413, "the body is larger than this service accepts"};
constexpr refusal failure_of_ours{500, "the service failed; the request may be tried again"};

void forget(std::string& text, std::size_t kept_bytes) {
    if (text.capacity() > kept_bytes) {
        text = {};
    } else {
        text.clear();
    }
}

}  // namespace

conversation::conversation(thread_state& here, bool peer_is_loopback) : here_(here), peer_is_loopback_(peer_is_loopback) {}
conversation::~conversation() = default;

action conversation::next() const noexcept {
    if (is_writing()) return action::write;
    switch (stage_) {
        case stage::head: return here_.draining && !head_begun_ && !unread_ ? action::shut : action::read;
        case stage::body:
        case stage::rest: break;
        case stage::verify: return action::verify;
        case stage::fetch: return action::fetch;
        case stage::over: return action::shut;
    }
    return action::read;
}

awaited conversation::waits_for() const noexcept {
    if (is_writing()) return {wait::answer, message_number_, part_of_answer(sent_)};
    switch (stage_) {
        case stage::head: return {head_begun_ ? wait::header : wait::idle, message_number_};
        case stage::body:
        case stage::rest: return {wait::body, message_number_, part_of_body(body_taken_ + dropped_)};
        case stage::verify: return {wait::verify, message_number_};
        case stage::fetch: return {wait::fetch, message_number_};
        case stage::over: break;
    }
    return {wait::linger, message_number_};
}

bool conversation::is_within_request() const noexcept {
    if (is_writing()) return true;
    return stage_ == stage::head ? head_begun_ : stage_ == stage::verify || stage_ == stage::body || stage_ == stage::fetch;
}

std::size_t conversation::take(std::string_view bytes) {
    std::size_t used = 0;
    while (next() == action::read && used < bytes.size()) {
        std::size_t const n = take_some(bytes.substr(used));
        if (n == 0) break;
        used += n;
    }
    unread_ = used < bytes.size();
    continue_if_due();
    return used;
}

void conversation::continue_if_due() {
    if (!continue_due_ || stage_ == stage::verify) return;
    continue_due_ = false;
    // A client that has sent body bytes already does not wait.
    if (stage_ == stage::body && body_taken_ == 0 && !unread_) pending_[0] = continue_line;
}

std::size_t conversation::take_some(std::string_view bytes) {
    switch (stage_) {
        case stage::head: return take_head(bytes);
        case stage::body:
        case stage::rest: return reader_.head().chunked ? take_chunked(bytes) : take_measured(bytes);
        case stage::verify:
        case stage::fetch:
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
    head_end const end = find_head_end(bytes, head_seen_, here_.limits.header_bytes);
    if (end.fault) {
        refuse(*end.fault, ending::bad_request);
        return 0;
    }
    if (end.bytes == 0) return 0;

    head_text_.assign(bytes.substr(0, end.bytes));
    head_read_ = true;
    if (auto const fault = reader_.read_head(head_text_)) {
        refuse(*fault, ending::bad_request);
    } else {
        begin_request();
    }
    return end.bytes;
}

void conversation::begin_request() {
    message_head const& head = reader_.head();
    if (here_.log) began_ = std::chrono::steady_clock::now();
    service::request_head request = head.request;
    request.peer_is_loopback = peer_is_loopback_;
    body_left_ = head.chunked ? 0 : request.content_length.value_or(0);
    body_complete_ = !request.has_body;
    stage_ = stage::body;
    try {
        lent_ = here_.exchanges.borrow();
        auto const state = lent_->exchange.begin(request);
        replied_ = state == service::exchange_state::answered;
        if (state == service::exchange_state::verifying) stage_ = stage::verify;
    } catch (std::exception const&) {
        fail(failure_of_ours, ending::failed);
    }
    if (!replied_ && body_left_ > here_.limits.body_bytes) fail(too_large, ending::bad_request);
    continue_due_ = head.expects_continue;
    conclude();
}

void conversation::verified(auth::verdict const& v) {
    stage_ = stage::body;
    try {
        replied_ = lent_->exchange.verified(v) == service::exchange_state::answered;
    } catch (std::exception const&) {
        fail(failure_of_ours, ending::failed);
    }
    conclude();
    continue_if_due();
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
    message_reader::progress const p = reader_.read_chunks(bytes, *this, here_.limits.header_bytes);
    body_complete_ = p.complete && !p.fault;
    if (stage_ == stage::body) {
        if (p.fault) fail(*p.fault, ending::bad_request);
        conclude();
    } else if (p.fault || dropped_ > here_.limits.drop_bytes) {
        end(ending::bad_request);
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
    if (body_taken_ > here_.limits.body_bytes) {
        fail(too_large, ending::bad_request);
        return;
    }
    try {
        replied_ = lent_->exchange.feed(bytes) == service::exchange_state::answered;
    } catch (std::exception const&) {
        fail(failure_of_ours, ending::failed);
    }
}

/// To be called after each portion of a request: prepares the answer if there is one.
void conversation::conclude() {
    if (!failed_ && !replied_ && body_complete_ && stage_ != stage::verify) {
        try {
            replied_ = lent_->exchange.end() == service::exchange_state::answered;
            if (!replied_) stage_ = stage::fetch;
        } catch (std::exception const&) {
            fail(failure_of_ours, ending::failed);
        }
    }
    if (failed_) {
        refuse(failed_->answer, failed_->why);
    } else if (replied_) {
        answer(lent_->exchange.answer());
        report(lent_->exchange.account());
        here_.exchanges.give_back(std::move(lent_));
    }
}

void conversation::fetched() {
    lent_->exchange.resume();
    replied_ = true;
    conclude();
}

void conversation::fetch_failed() {
    fail(failure_of_ours, ending::failed);
    conclude();
}

void conversation::fail(refusal const& r, ending why) {
    if (!failed_) failed_ = {r, why};
}

void conversation::refuse(refusal const& r, ending why) {
    lent_.reset();  // it may be in the middle of a request
    body_complete_ = false;
    service::response reply = service::error_response(r.status, r.note);
    reply.close = true;
    service::add_cors(reply, here_.exchanges.service(), head_read_ ? reader_.head().request.origin : std::string_view{});
    why_ = why;
    answer(reply);

    telemetry::call_record refused;
    refused.route = "refused";
    refused.status = r.status;
    refused.why = fault{r.status < 500 ? errc::bad_element : errc::unavailable, "request", std::string{r.note}};
    report(refused);
}

bool conversation::stays_after(service::response const& r) const {
    if (r.close || here_.draining || !reader_.head().keep_alive) return false;
    if (body_complete_) return true;
    // A client that waited for `100 Continue` may send its body now or not: what follows could be either.
    if (reader_.head().expects_continue && body_taken_ == 0) return false;
    return body_left_ <= here_.limits.drop_bytes;
}

/// Prepares `r` for sending.
void conversation::answer(service::response& r) {
    bool const stays = stays_after(r);
    answer_head_.clear();
    write_answer_head(answer_head_, r, {here_.date, stays, head_read_ && reader_.head().http_1_0});
    pending_[0] = answer_head_;
    body_ = here_.exchanges.take_body(r.body);
    if (!head_read_ || reader_.head().request.method != "HEAD") pending_[1] = body_;
    continue_due_ = false;
    sent_ = 0;
    if (!stays) {
        stage_ = stage::over;
    } else if (body_complete_) {
        next_message();
    } else {
        stage_ = stage::rest;
    }
}

void conversation::report(telemetry::call_record const& r) {
    if (!here_.log) return;
    bool const measured = began_ != std::chrono::steady_clock::time_point{};
    auto const took = measured ? std::chrono::steady_clock::now() - began_ : std::chrono::steady_clock::duration{};
    began_ = {};
    here_.log(r, std::chrono::duration_cast<std::chrono::microseconds>(took));
}

void conversation::sent(std::size_t bytes) {
    for (std::string_view& piece : pending_) {
        std::size_t const n = std::min(bytes, piece.size());
        piece.remove_prefix(n);
        sent_ += n;
        bytes -= n;
    }
    if (is_writing() || stage_ == stage::body) return;  // in `body` it was `100 Continue`
    here_.exchanges.give_back(std::exchange(body_, {}));
    forget(head_text_, here_.limits.idle_head_bytes);
    forget(answer_head_, here_.limits.idle_head_bytes);
}

void conversation::next_message() {
    stage_ = stage::head;
    head_begun_ = head_read_ = replied_ = false;
    failed_.reset();
    body_complete_ = true;
    head_seen_ = body_left_ = body_taken_ = dropped_ = 0;
    ++message_number_;
}

/// Nothing more is sent, not even a refusal.
void conversation::end(ending why) noexcept {
    stage_ = stage::over;
    why_ = why;
}

void conversation::turn_away() { refuse({503, "too many connections; try again in a moment"}, ending::turned_away); }

void conversation::end_of_input() {
    unread_ = false;
    input_ended_ = true;
    switch (stage_) {
        case stage::head:
            if (head_begun_) return refuse({400, "the connection ended within the request head"}, ending::cut_short);
            break;
        case stage::body: return refuse({400, "the connection ended within the body"}, ending::cut_short);
        case stage::verify:
        case stage::fetch:
        case stage::rest:
        case stage::over: break;
    }
    stage_ = stage::over;
}

void conversation::out_of_time() {
    switch (waits_for().what) {
        case wait::header: return refuse({408, "the request head did not arrive in time"}, ending::header_timeout);
        case wait::body:
            if (stage_ == stage::body) return refuse({408, "the body did not arrive in time"}, ending::body_timeout);
            return end(ending::body_timeout);
        case wait::answer:
            pending_ = {};
            input_ended_ = true;  // so that the close does not wait for a client that does not read
            return end(ending::answer_timeout);
        case wait::idle: return end(ending::idle_timeout);
        case wait::handshake:
        case wait::verify:
        case wait::fetch:
        case wait::linger: break;
    }
}

}  // namespace oms::net
