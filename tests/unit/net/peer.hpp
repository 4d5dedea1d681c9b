#pragma once
#include "net/connection/conversation.hpp"
#include "wire/answers.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace oms::net {

/// A client without a socket: what it sends arrives, what it is sent is taken at once.
class peer {
public:
    explicit peer(thread_state& here) : talk(here, true) {}

    void send(std::string_view bytes) {
        held_ += bytes;
        bool untried = true;
        for (action now = talk.next(); now != action::shut; now = talk.next()) {
            if (now == action::write) {
                got.append(talk.pending()[0]).append(talk.pending()[1]);
                talk.sent(talk.pending()[0].size() + talk.pending()[1].size());
                untried = true;
            } else if (untried && !held_.empty()) {
                held_.erase(0, talk.take(held_));
                untried = false;
            } else {
                return;
            }
        }
    }
    void take_answers() { send({}); }
    [[nodiscard]] std::vector<test::http_answer> answers() const { return test::split_answers(got); }
    [[nodiscard]] std::string statuses() const { return test::statuses(answers()); }
    [[nodiscard]] bool closed() const { return talk.next() == action::shut; }

    conversation talk;
    std::string got;

private:
    std::string held_;
};

}  // namespace oms::net
