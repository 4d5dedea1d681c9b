#include <oms/auth/key_set.hpp>

#include "jose.hpp"

#include <oms/auth/base64url.hpp>
#include <oms/base/sha256.hpp>
#include <oms/json/node.hpp>

#include <algorithm>
#include <bit>
#include <utility>

namespace oms::auth {
namespace {

/// What a key lacks to be used; empty: nothing.
using key_note = std::string;

std::string_view text_member(json::node const& n, std::string_view name) {
    auto const found = n.find(name);
    if (!found) return {};
    auto const text = found->string();
    return text ? *text : std::string_view{};
}

/// The bytes of a big-endian number, without zeros in front.
std::string_view without_zeros(std::string_view number) noexcept {
    return number.substr(std::min(number.find_first_not_of('\0'), number.size()));
}

std::size_t bits_of(std::string_view number) noexcept {
    if (number.empty()) return 0;
    return (number.size() - 1) * 8 + static_cast<std::size_t>(std::bit_width(static_cast<unsigned char>(number.front())));
}

/// Source: RFC 7517 4.2, 4.3.
key_note note_of_use(json::node const& n) {
    if (n.find("use") && text_member(n, "use") != "sig") return "its use is not sig";
    auto const operations = n.find("key_ops");
    if (!operations) return {};
    auto const all = operations->items();
    if (!all) return "its key_ops is no list";
    for (json::node const& one : *all)
        if (auto const name = one.string(); name && *name == "verify") return {};
    return "its key_ops does not hold verify";
}

/// Source: RFC 7518 6.2.1; RFC 7638 3.2.
key_note take_ec(json::node const& n, public_key& into) {
    into.curve = text_member(n, "crv");
    std::size_t const size = coordinate_bytes(into.curve);
    if (size == 0) return "its curve is none of P-256, P-384, P-521";
    std::string_view const x = text_member(n, "x"), y = text_member(n, "y");
    std::string x_bytes, y_bytes;
    if (!decode_base64url(x, x_bytes) || !decode_base64url(y, y_bytes) || x_bytes.size() != size || y_bytes.size() != size)
        return "x and y must be base64url of " + std::to_string(size) + " bytes each";
    into.bits = into.curve == "P-521" ? 521 : size * 8;
    into.key = make_ec_key(into.curve, x_bytes, y_bytes);
    if (!into.key) return "x and y are no point of its curve";
    into.thumbprint =
        sha256_of(R"({"crv":")" + into.curve + R"(","kty":"EC","x":")" + std::string{x} + R"(","y":")" + std::string{y} + "\"}");
    return {};
}

/// Source: RFC 7518 6.3.1; RFC 7638 3.2.
key_note take_rsa(json::node const& n, public_key& into) {
    std::string_view const modulus = text_member(n, "n"), exponent = text_member(n, "e");
    std::string n_bytes, e_bytes;
    if (!decode_base64url(modulus, n_bytes) || !decode_base64url(exponent, e_bytes)) return "n and e must be base64url";
    std::string_view const n_number = without_zeros(n_bytes), e_number = without_zeros(e_bytes);
    into.bits = bits_of(n_number);
    if (into.bits < least_rsa_bits) return "RSA with fewer than " + std::to_string(least_rsa_bits) + " bits is not safe";
    if (into.bits > most_rsa_bits) return "RSA with more than " + std::to_string(most_rsa_bits) + " bits costs too much to verify";
    bool const is_odd = !e_number.empty() && (static_cast<unsigned char>(e_number.back()) & 1U) != 0;
    if (!is_odd || e_number.size() > 4 || e_number == std::string_view{"\1", 1}) return "e must be an odd number from 3 to 4294967295";
    into.kind = key_kind::rsa;
    into.key = make_rsa_key(n_number, e_number);
    if (!into.key) return "n and e are no RSA key";
    into.thumbprint = sha256_of(R"({"e":")" + std::string{exponent} + R"(","kty":"RSA","n":")" + std::string{modulus} + "\"}");
    return {};
}

key_note take_key(json::node const& n, public_key& into) {
    if (!n.is_object()) return "must be an object";
    into.kid = text_member(n, "kid");
    if (into.kid.empty()) return "it has no kid, so no token can name it";
    if (key_note note = note_of_use(n); !note.empty()) return note;
    if (n.find("d")) return "it holds its private part: whoever reads the set can sign with it";
    if (n.find("alg")) {
        into.only = algorithm_named(text_member(n, "alg"));
        if (!into.only) return "its alg is none that a client may have";
    }
    std::string_view const type = text_member(n, "kty");
    if (type != "EC" && type != "RSA") return "its kty is neither EC nor RSA";
    if (key_note note = type == "EC" ? take_ec(n, into) : take_rsa(n, into); !note.empty()) return note;
    return into.only && !into.fits(*into.only) ? "its alg takes another kind of key or curve" : key_note{};
}

fault as_setting(fault f) {
    f.code = errc::bad_settings;
    return f;
}

std::vector<fault> one_fault(std::string_view where, std::string note) {
    return {{errc::bad_settings, std::string{where}, std::move(note)}};
}

}  // namespace

bool public_key::fits(algorithm a) const noexcept { return kind_of(a) == kind && curve_of(a) == curve && (!only || *only == a); }

public_key const* key_set::find(std::string_view kid, algorithm a) const noexcept {
    auto const found = std::ranges::find_if(keys, [&](public_key const& k) { return k.kid == kid && k.fits(a); });
    return found == keys.end() ? nullptr : &*found;
}

checked<key_set> read_key_set(std::string_view name, std::string_view text, key_set_limits bounds) {
    if (text.size() > bounds.bytes) return one_fault(name, "is over the limit of " + std::to_string(bounds.bytes) + " bytes for a key set");
    auto const root = json::parse(name, text);
    if (!root) return std::vector<fault>{as_setting(root.error())};
    auto const listed = root->items("keys");
    if (!listed) return std::vector<fault>{as_setting(listed.error())};
    key_set all;
    std::size_t count = 0;
    for (json::node const& n : *listed) {
        public_key one;
        key_note note = ++count > bounds.keys ? "over the limit of " + std::to_string(bounds.keys) + " keys" : take_key(n, one);
        if (note.empty()) {
            all.keys.push_back(std::move(one));
        } else {
            all.left_out.push_back(as_setting(n.bad(std::move(note))));
        }
        if (count > bounds.keys) break;
    }
    if (!all.keys.empty()) return all;
    if (all.left_out.empty()) return one_fault(name, "has no key");
    all.left_out.push_back({errc::bad_settings, std::string{name}, "has no key that can be used"});
    return std::move(all.left_out);
}

}  // namespace oms::auth
