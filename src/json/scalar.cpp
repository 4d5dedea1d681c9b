#include <oms/json/scalar.hpp>

#include <initializer_list>

namespace oms::json {

namespace {

// Numbers and literals as one automaton, so that a cut costs one byte of state.
enum place : std::uint8_t {
    nothing, minus, zero, integer, point, fraction, exponent, exponent_sign, exponent_digits,
    t, tr, tru, f, fa, fal, fals, n, nu, nul, literal, states, wrong = states
};

enum letter : std::uint8_t { between, digit_zero, digit, dash, plus, dot, small_e, large_e, at_t, at_r, at_u, at_f, at_a, at_l, at_s, at_n, rubbish, letters };

struct automaton {
    std::uint8_t letter_of[256] = {};
    std::uint8_t next[states][letters] = {};

    constexpr automaton() {
        for (auto& l : letter_of) l = rubbish;
        for (unsigned char const c : {' ', '\t', '\n', '\r', ',', ':', '[', ']', '{', '}', '"'}) letter_of[c] = between;
        for (unsigned char c = '1'; c <= '9'; ++c) letter_of[c] = digit;
        letter_of['0'] = digit_zero, letter_of['-'] = dash, letter_of['+'] = plus, letter_of['.'] = dot;
        letter_of['e'] = small_e, letter_of['E'] = large_e, letter_of['t'] = at_t, letter_of['r'] = at_r, letter_of['u'] = at_u;
        letter_of['f'] = at_f, letter_of['a'] = at_a, letter_of['l'] = at_l, letter_of['s'] = at_s, letter_of['n'] = at_n;

        for (auto& row : next) {
            for (auto& state : row) state = wrong;
        }
        next[nothing][dash] = minus;
        for (auto const from : {nothing, minus}) on_digits(from, zero, integer);
        on_digits(integer, integer, integer);
        for (auto const from : {zero, integer}) next[from][dot] = point;
        for (auto const from : {point, fraction}) on_digits(from, fraction, fraction);
        for (auto const from : {zero, integer, fraction}) next[from][small_e] = next[from][large_e] = exponent;
        next[exponent][dash] = next[exponent][plus] = exponent_sign;
        for (auto const from : {exponent, exponent_sign, exponent_digits}) on_digits(from, exponent_digits, exponent_digits);

        next[nothing][at_t] = t, next[t][at_r] = tr, next[tr][at_u] = tru, next[tru][small_e] = literal;
        next[nothing][at_f] = f, next[f][at_a] = fa, next[fa][at_l] = fal, next[fal][at_s] = fals, next[fals][small_e] = literal;
        next[nothing][at_n] = n, next[n][at_u] = nu, next[nu][at_l] = nul, next[nul][at_l] = literal;
    }

    constexpr void on_digits(place from, place when_zero, place otherwise) {
        next[from][digit_zero] = when_zero;
        next[from][digit] = otherwise;
    }
};

constexpr automaton scalars;

}  // namespace

char const* scalar::read(char const* p, char const* end) noexcept {
    std::uint8_t now = state_;
    for (; p != end; ++p) {
        std::uint8_t const l = scalars.letter_of[static_cast<unsigned char>(*p)];
        if (l == between) break;
        now = scalars.next[now][l];
        if (now == wrong) break;
    }
    state_ = now;
    return p;
}

bool scalar::is_whole() const noexcept {
    return state_ == zero || state_ == integer || state_ == fraction || state_ == exponent_digits || state_ == literal;
}

}  // namespace oms::json
