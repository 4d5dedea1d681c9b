#include <oms/knowledge/service_definition.hpp>

#include <oms/base/ascii.hpp>
#include <oms/fhir/id.hpp>

#include <algorithm>
#include <array>

namespace oms::knowledge {
namespace {

/// A template of 2.x clients ends up in a URL; some servers cut longer ones (CH-TPL-10).
constexpr std::size_t longest_expanded = 2000;

/// Stands for an expanded token while the rest is looked at: no template may hold it.
constexpr char token_mark = '\x01';

struct token {
    std::string_view text;
    std::size_t longest;        ///< characters of its value at most
    bool encounter_only;        ///< optional in the context of the other hooks (CH-TPL-10)
};
/// Primitive root fields that every client since 1.0 can fill (CH-TPL-03, CH-TPL-04).
constexpr std::array<token, 3> tokens{{
    {"context.patientId", fhir::longest_id, false},
    {"context.userId", 17 + fhir::longest_id, false},   // `PractitionerRole/` and an id
    {"context.encounterId", fhir::longest_id, true},
}};

constexpr std::array<std::string_view, 4> underscored{"_id", "_lastUpdated", "_count", "_sort"};
constexpr std::array<std::string_view, 4> date_prefixes_refused{"ne", "sa", "eb", "ap"};

class lint {
public:
    lint(std::string_view query, std::string_view where, bool encounter_known)
        : query_{query}, where_{where}, encounter_known_{encounter_known} {}

    std::vector<fault> run() {
        if (!put_marks()) return std::move(faults_);
        if (expanded_ >= longest_expanded) bad("is 2,000 characters or longer once its tokens are filled in: ask for less");
        look_at_shape();
        return std::move(faults_);
    }

private:
    void bad(std::string note) { faults_.push_back({errc::bad_knowledge, std::string{where_}, std::move(note)}); }

    /// Replaces each token by a mark; false: the braces do not even pair.
    bool put_marks() {
        std::string_view rest = query_;
        if (!std::ranges::all_of(rest, [](char c) { return c > ' ' && c < '\x7f'; })) {
            bad("has a space or a character beyond ASCII: percent-encode it");
            return false;
        }
        while (!rest.empty()) {
            auto const open = rest.find_first_of("{}");
            marked_.append(rest.substr(0, open));
            expanded_ += rest.substr(0, open).size();
            if (open == std::string_view::npos) break;
            auto const close = rest.find("}}", open);
            if (rest.substr(open, 2) != "{{" || close == std::string_view::npos) {
                bad("has a lone brace: write a token as {{context.patientId}}");
                return false;
            }
            check_token(rest.substr(open + 2, close - open - 2));
            marked_.push_back(token_mark);
            rest.remove_prefix(close + 2);
        }
        return true;
    }

    void check_token(std::string_view text) {
        auto const known = std::ranges::find(tokens, text, &token::text);
        if (known == tokens.end()) {
            bad("has the token {{" + std::string{text} +
                "}}, which not every client can fill: use {{context.patientId}} or {{context.userId}}");
        } else {
            expanded_ += known->longest;
            if (known->encounter_only && !encounter_known_)
                bad("has the token {{context.encounterId}}, which this hook may leave out: use {{context.patientId}}");
        }
    }

    void look_at_shape() {
        std::string_view const all = marked_;
        auto const type_end = all.find_first_of("/?");
        if (type_end == std::string_view::npos || !is_type(all.substr(0, type_end))) {
            bad("is no relative read or search: write Type/{{context.patientId}} or Type?patient={{context.patientId}}");
            return;
        }
        std::string_view const rest = all.substr(type_end + 1);
        if (all[type_end] == '/') look_at_read(rest);
        else look_at_search(rest);
    }

    void look_at_read(std::string_view id) {
        bool const is_token = id.size() == 1 && id.front() == token_mark;
        if (!is_token && !fhir::is_id(id)) bad("is no read by id: after the slash stands one token or one id, and nothing else");
    }

    void look_at_search(std::string_view rest) {
        std::vector<std::string_view> seen;
        for (auto end = rest.find('&'); end != std::string_view::npos; end = rest.find('&')) {
            look_at_parameter(rest.substr(0, end), seen);
            rest.remove_prefix(end + 1);
        }
        look_at_parameter(rest, seen);
    }

    void look_at_parameter(std::string_view pair, std::vector<std::string_view>& seen) {
        auto const equals = pair.find('=');
        if (equals == std::string_view::npos || equals == 0 || equals + 1 == pair.size()) {
            bad("has a search parameter without name or value: write name=value");
            return;
        }
        std::string_view const full = pair.substr(0, equals);
        std::string_view const name = full.substr(0, full.find(':'));
        look_at_name(name, full.substr(name.size()));
        if (std::ranges::find(seen, name) != seen.end())
            bad("has the parameter " + shown(name) + " twice: some clients fold the two into one list, which turns AND into OR");
        seen.push_back(name);
        look_at_value(name, pair.substr(equals + 1));
    }

    void look_at_name(std::string_view name, std::string_view modifier) {
        bool const underscore = name.front() == '_';
        bool const plain =
            ascii::is_lower(name.front()) && std::ranges::all_of(name, [](char c) { return ascii::is_alphanumeric(c) || c == '-'; });
        if (underscore ? std::ranges::find(underscored, name) == underscored.end() : !plain)
            bad("has the parameter " + shown(name) +
                ": portable are a reference, token or date parameter, _id, _lastUpdated, _count and _sort");
        if (!modifier.empty() && modifier != ":in") bad("has the modifier " + shown(modifier) + ": only :in is portable");
    }

    void look_at_value(std::string_view name, std::string_view value) {
        if (value.find_first_of("\"<>#?\\^`") != std::string_view::npos)
            bad("has a character in the value of " + shown(name) + " that no query may hold: percent-encode it");
        bool const prefixed = value.size() > 2 && ascii::is_digit(value[2]) &&
                              std::ranges::find(date_prefixes_refused, value.substr(0, 2)) != date_prefixes_refused.end();
        if (prefixed) bad("compares " + shown(name) + " with a prefix that is not portable: use eq, lt, gt, ge or le");
        if (name == "_count" && !std::ranges::all_of(value, ascii::is_digit)) bad("has a _count that is no number");
    }

    static bool is_type(std::string_view t) {
        return t.size() > 1 && ascii::is_upper(t.front()) && std::ranges::all_of(t, ascii::is_letter);
    }
    /// For messages: a mark becomes braces again.
    static std::string shown(std::string_view text) {
        std::string out;
        for (char const c : text) {
            if (c == token_mark) out.append("{{…}}");
            else out.push_back(c);
        }
        return out;
    }

    std::string_view query_, where_;
    bool encounter_known_;
    std::string marked_;
    std::size_t expanded_ = 0;
    std::vector<fault> faults_;
};

}  // namespace

std::string_view type_asked(prefetch_template const& t) noexcept {
    return std::string_view{t.query}.substr(0, t.query.find_first_of("/?"));
}

bool is_read(prefetch_template const& t) noexcept {
    return std::string_view{t.query}.substr(0, t.query.find('?')).find('/') != std::string_view::npos;
}

std::vector<fault> lint_template(std::string_view query, std::string_view where, bool encounter_known) {
    return lint{query, where, encounter_known}.run();
}

}  // namespace oms::knowledge
