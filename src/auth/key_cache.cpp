#include <oms/auth/key_cache.hpp>

#include <oms/auth/public_test_keys.hpp>

#include <utility>

namespace oms::auth {

key_cache::key_cache(std::string source, bool scheduled, key_read_limits bounds)
    : source_{std::move(source)}, scheduled_{scheduled}, schedule_{bounds} {}

bool key_cache::take(std::string_view text, time now) {
    auto read = read_key_set(source_, text);
    why_ = read ? published_keys_in(source_, *read) : std::move(read).error();
    schedule_.end(now, why_.empty());
    if (!why_.empty()) return false;
    keys_ = std::make_shared<key_set const>(*std::move(read));
    read_at_ = now;
    return true;
}

void key_cache::fail(std::string note, time now) {
    why_ = {{errc::unavailable, source_, std::move(note)}};
    schedule_.end(now, false);
}

std::vector<fault> published_keys_in(std::string_view source, key_set const& keys) {
    std::vector<fault> all;
    for (public_key const& k : keys.keys)
        if (std::string_view const publisher = publisher_of(k); !publisher.empty())
            all.push_back({errc::bad_settings, std::string{source},
                           "holds the key of " + std::string{publisher} + ", whose private part is published: anyone can sign with it"});
    return all;
}

}  // namespace oms::auth
