#include <oms/json/node.hpp>

#include <boost/json/basic_parser_impl.hpp>

#include <oms/base/ascii.hpp>

#include <algorithm>
#include <limits>
#include <numeric>

namespace oms::json {

namespace {

/// Objects and arrays inside each other: our knowledge nests about 12 deep, and a broken file must not end the program.
constexpr std::size_t depth_limit = 64;

/// A range of the tree's text.
struct text_range {
    std::uint32_t at = 0, size = 0;
};

struct value {
    kind what = kind::null;
    std::uint32_t parent = 0;
    std::uint32_t position = 0;  ///< among the children of its parent
    std::uint32_t next = 0;      ///< next sibling; 0 = none, since the root is nobody's sibling
    std::uint32_t first = 0;     ///< first child; 0 = none
    std::uint32_t children = 0;
    text_range name;
    text_range text;                ///< of a string; of a number as it was written
    std::int64_t number = 0;     ///< of an integer, 0 or 1 of a boolean
    bool whole = false;          ///< a number that `number` holds exactly
};

bool is_plain_name(std::string_view name) {
    return !name.empty() && std::ranges::all_of(name, [](char c) {
        return ascii::is_alphanumeric(c) || c == '_' || c == '-' || c == '$';
    });
}

std::string_view word_for(kind k) {
    switch (k) {
        case kind::null: return "null";
        case kind::boolean: return "a boolean";
        case kind::number: return "a number";
        case kind::string: return "a string";
        case kind::array: return "an array";
        case kind::object: return "an object";
    }
    return "?";
}

}  // namespace

struct node::tree {
    std::string file;
    std::string text;           ///< all names and strings, one after the other
    std::vector<value> values;  ///< in file order, the root first

    [[nodiscard]] std::string_view view(text_range s) const noexcept { return std::string_view{text}.substr(s.at, s.size); }

    [[nodiscard]] std::string where(std::uint32_t at) const {
        std::vector<std::uint32_t> path;
        for (; at != 0; at = values[at].parent) path.push_back(at);
        std::string out = file;
        if (!path.empty()) out += ": ";
        for (auto i = path.rbegin(); i != path.rend(); ++i) {
            value const& v = values[*i];
            std::string_view const name = view(v.name);
            if (values[v.parent].what == kind::array) out.append("[").append(std::to_string(v.position)).append("]");
            else if (!is_plain_name(name)) out.append("[\"").append(name).append("\"]");
            else out.append(i == path.rbegin() ? "" : ".").append(name);
        }
        return out;
    }
};

namespace {

/// Boost.JSON's events, made into a tree. Stops at the first member that its object has already.
class builder {
public:
    static constexpr std::size_t max_object_size = std::numeric_limits<std::size_t>::max();
    static constexpr std::size_t max_array_size = max_object_size;
    static constexpr std::size_t max_key_size = max_object_size;
    static constexpr std::size_t max_string_size = max_object_size;

    explicit builder(node::tree& t) : tree_{t} {}

    [[nodiscard]] std::optional<std::uint32_t> duplicate() const noexcept { return duplicate_; }

    bool on_document_begin(boost::system::error_code&) { return true; }
    bool on_document_end(boost::system::error_code&) { return true; }
    bool on_array_begin(boost::system::error_code&) { return open(kind::array); }
    bool on_array_end(std::size_t, boost::system::error_code&) { return close(); }
    bool on_object_begin(boost::system::error_code&) { return open(kind::object); }
    bool on_object_end(std::size_t, boost::system::error_code& ec) {
        duplicate_ = doubled(open_.back());
        if (duplicate_) ec = boost::json::make_error_code(boost::json::error::syntax);
        return !duplicate_ && close();
    }
    bool on_key_part(std::string_view s, std::size_t, boost::system::error_code&) { return take(s); }
    bool on_key(std::string_view s, std::size_t, boost::system::error_code&) {
        take(s);
        name_ = cut();
        return true;
    }
    bool on_string_part(std::string_view s, std::size_t, boost::system::error_code&) { return take(s); }
    bool on_string(std::string_view s, std::size_t, boost::system::error_code&) {
        take(s);
        add(kind::string).text = cut();
        return true;
    }
    bool on_number_part(std::string_view s, boost::system::error_code&) { return take(s); }
    bool on_int64(std::int64_t n, std::string_view s, boost::system::error_code&) {
        take(s);
        value& v = add(kind::number);
        v.text = cut();
        v.number = n;
        v.whole = true;
        return true;
    }
    bool on_uint64(std::uint64_t, std::string_view s, boost::system::error_code& ec) { return on_double(0, s, ec); }
    bool on_double(double, std::string_view s, boost::system::error_code&) {
        take(s);
        add(kind::number).text = cut();
        return true;
    }
    bool on_bool(bool b, boost::system::error_code&) {
        add(kind::boolean).number = b ? 1 : 0;
        return true;
    }
    bool on_null(boost::system::error_code&) {
        add(kind::null);
        return true;
    }
    bool on_comment_part(std::string_view, boost::system::error_code&) { return true; }
    bool on_comment(std::string_view, boost::system::error_code&) { return true; }

private:
    struct opened {
        std::uint32_t at;
        std::uint32_t last_child = 0;
    };

    bool take(std::string_view s) {
        tree_.text.append(s);
        return true;
    }

    text_range cut() {
        text_range const s{from_, static_cast<std::uint32_t>(tree_.text.size()) - from_};
        from_ = static_cast<std::uint32_t>(tree_.text.size());
        return s;
    }

    value& add(kind what) {
        auto const at = static_cast<std::uint32_t>(tree_.values.size());
        value v;
        v.what = what;
        v.name = std::exchange(name_, {});
        if (!open_.empty()) {
            opened& in = open_.back();
            v.parent = in.at;
            v.position = tree_.values[in.at].children++;
            (in.last_child == 0 ? tree_.values[in.at].first : tree_.values[in.last_child].next) = at;
            in.last_child = at;
        }
        return tree_.values.emplace_back(v);
    }

    bool open(kind what) {
        add(what);
        open_.push_back({static_cast<std::uint32_t>(tree_.values.size() - 1)});
        return true;
    }

    bool close() {
        open_.pop_back();
        return true;
    }

    std::optional<std::uint32_t> doubled(opened const& object) {
        names_.clear();
        for (std::uint32_t at = tree_.values[object.at].first; at != 0; at = tree_.values[at].next) names_.push_back(at);
        auto const name = [&](std::uint32_t at) { return tree_.view(tree_.values[at].name); };
        std::ranges::stable_sort(names_, {}, name);
        auto const twice = std::ranges::adjacent_find(names_, {}, name);
        if (twice == names_.end()) return std::nullopt;
        return *twice;
    }

    node::tree& tree_;
    std::vector<opened> open_;
    std::vector<std::uint32_t> names_;
    text_range name_;
    std::uint32_t from_ = 0;
    std::optional<std::uint32_t> duplicate_;
};

fault not_json(std::string_view file, std::string_view text, std::size_t at, std::string_view why) {
    std::string_view const before = text.substr(0, at);
    auto const line = 1 + std::ranges::count(before, '\n');
    auto const column = before.size() - (before.rfind('\n') + 1) + 1;
    std::string where{file};
    where.append(": line ").append(std::to_string(line)).append(", column ").append(std::to_string(column));
    return {errc::bad_knowledge, std::move(where), "must be JSON: " + std::string{why}};
}

}  // namespace

result<node> parse(std::string_view file, std::string_view text) {
    if (text.starts_with("\xEF\xBB\xBF")) return not_json(file, text, 0, "starts with a byte order mark; save the file without it");
    auto t = std::make_shared<node::tree>();
    t->file = file;
    t->text.reserve(text.size());
    t->values.reserve(text.size() / 16);
    boost::json::parse_options options;
    options.max_depth = depth_limit;
    boost::json::basic_parser<builder> parser{options, *t};
    boost::system::error_code ec;
    std::size_t const read = parser.write_some(false, text.data(), text.size(), ec);
    if (auto const at = parser.handler().duplicate())
        return fault{errc::bad_knowledge, t->where(*at), "is there twice; an object may hold a member name only once"};
    if (ec) return not_json(file, text, read, ec.message());
    std::size_t const rest = text.find_first_not_of(" \t\r\n", read);
    if (rest != std::string_view::npos) return not_json(file, text, rest, "something follows the value");
    return node{std::move(t), 0};
}

kind node::what() const noexcept { return tree_->values[at_].what; }
std::string_view node::name() const noexcept { return tree_->view(tree_->values[at_].name); }
std::string node::where() const { return tree_->where(at_); }
fault node::bad(std::string note) const { return {errc::bad_knowledge, where(), std::move(note)}; }

fault node::must_be(std::string_view wanted) const {
    return bad("must be " + std::string{wanted} + ", is " + std::string{word_for(what())});
}

result<std::string_view> node::string() const {
    if (what() != kind::string) return must_be("a string");
    return tree_->view(tree_->values[at_].text);
}

result<std::int64_t> node::integer() const {
    value const& v = tree_->values[at_];
    if (v.what != kind::number) return must_be("a whole number");
    if (!v.whole) return bad("must be a whole number, is " + std::string{tree_->view(v.text)});
    return v.number;
}

result<std::int64_t> node::integer(std::int64_t low, std::int64_t high) const {
    result<std::int64_t> const n = integer();
    if (n && (*n < low || *n > high))
        return bad("must be from " + std::to_string(low) + " to " + std::to_string(high) + ", is " + std::to_string(*n));
    return n;
}

result<bool> node::boolean() const {
    if (what() != kind::boolean) return must_be("true or false");
    return tree_->values[at_].number != 0;
}

list node::children() const {
    list l;
    l.tree_ = tree_;
    l.first_ = tree_->values[at_].first;
    l.size_ = tree_->values[at_].children;
    return l;
}

result<list> node::items() const {
    if (!is_array()) return must_be("an array");
    return children();
}

result<list> node::members() const {
    if (!is_object()) return must_be("an object");
    return children();
}

std::optional<node> node::find(std::string_view name) const {
    if (!is_object()) return std::nullopt;
    for (std::uint32_t at = tree_->values[at_].first; at != 0; at = tree_->values[at].next)
        if (tree_->view(tree_->values[at].name) == name) return node{tree_, at};
    return std::nullopt;
}

result<node> node::member(std::string_view name) const {
    if (!is_object()) return must_be("an object");
    if (auto found = find(name)) return *std::move(found);
    return bad("must have a member `" + std::string{name} + "`");
}

result<std::string_view> node::string(std::string_view name) const {
    result<node> const m = member(name);
    return m ? m->string() : result<std::string_view>{m.error()};
}
result<std::int64_t> node::integer(std::string_view name) const {
    result<node> const m = member(name);
    return m ? m->integer() : result<std::int64_t>{m.error()};
}
result<bool> node::boolean(std::string_view name) const {
    result<node> const m = member(name);
    return m ? m->boolean() : result<bool>{m.error()};
}
result<list> node::items(std::string_view name) const {
    result<node> const m = member(name);
    return m ? m->items() : result<list>{m.error()};
}
result<list> node::members(std::string_view name) const {
    result<node> const m = member(name);
    return m ? m->members() : result<list>{m.error()};
}

void node::allow(std::initializer_list<std::string_view> names, std::vector<fault>& faults) const {
    allow(std::span{names.begin(), names.size()}, faults);
}

void node::allow(std::span<std::string_view const> names, std::vector<fault>& faults) const {
    if (!is_object()) {
        faults.push_back(must_be("an object"));
        return;
    }
    for (node const& m : *members()) {
        if (std::ranges::find(names, m.name()) != names.end()) continue;
        std::string note = "is not a known member";
        if (auto const near = nearest_name(m.name(), names)) note.append("; did you mean `").append(*near).append("`?");
        else {
            note += "; known here:";
            for (std::string_view const n : names) note.append(" `").append(n).append("`");
        }
        faults.push_back(m.bad(std::move(note)));
    }
}

node list::iterator::operator*() const { return node{of_->tree_, at_}; }

list::iterator& list::iterator::operator++() noexcept {
    at_ = of_->tree_->values[at_].next;
    return *this;
}

std::optional<std::string_view> nearest_name(std::string_view wrong, std::span<std::string_view const> known) {
    std::optional<std::string_view> best;
    std::size_t best_edits = std::min(wrong.size(), std::max<std::size_t>(3, wrong.size() / 3));  // further away is a guess, not a help
    std::vector<std::size_t> row;
    for (std::string_view const name : known) {
        row.resize(name.size() + 1);
        std::iota(row.begin(), row.end(), std::size_t{0});
        for (std::size_t i = 0; i < wrong.size(); ++i) {
            std::size_t diagonal = std::exchange(row[0], i + 1);
            for (std::size_t j = 0; j < name.size(); ++j) {
                std::size_t const replaced = diagonal + (wrong[i] == name[j] ? 0 : 1);
                diagonal = row[j + 1];
                row[j + 1] = std::min({replaced, diagonal + 1, row[j] + 1});
            }
        }
        if (row.back() < best_edits) {
            best_edits = row.back();
            best = name;
        }
    }
    return best;
}

}  // namespace oms::json
