// Reads bodies of the service and tells every rule they break.
//
//     validate_response [--kind response|discovery|outcome|card] [--any-service] [--lines] [FILE...]
//
// Without FILE, or for -, it reads stdin. --lines: each line is a body of its own. --any-service: only the rules of CDS Hooks,
// not those of this project. Exit status: 0 good, 1 a rule is broken, 2 wrong usage.
#include "support/card_validator.hpp"

#include <fstream>
#include <iostream>
#include <iterator>
#include <optional>
#include <string>
#include <vector>

namespace {

using oms::test::body_kind;
using oms::test::rule_set;

struct options {
    body_kind kind = body_kind::any;
    bool card = false;
    bool lines = false;
    rule_set rules = rule_set::ours;
    std::vector<std::string> files;
};

std::optional<options> read_arguments(int count, char** words) {
    options o;
    for (int i = 1; i < count; ++i) {
        std::string const word = words[i];
        if (word == "--any-service") o.rules = rule_set::cds_hooks;
        else if (word == "--lines") o.lines = true;
        else if (word == "--kind" && i + 1 < count) {
            std::string const kind = words[++i];
            if (kind == "response") o.kind = body_kind::response;
            else if (kind == "discovery") o.kind = body_kind::discovery;
            else if (kind == "outcome") o.kind = body_kind::outcome;
            else if (kind == "card") o.card = true;
            else return std::nullopt;
        } else if (word != "-" && word.starts_with("-")) return std::nullopt;
        else o.files.push_back(word);
    }
    if (o.files.empty()) o.files.push_back("-");
    return o;
}

bool is_good(std::string const& body, std::string const& name, options const& o) {
    auto const broken = o.card ? oms::test::violations_of_card(body, o.rules) : oms::test::violations_of(body, o.kind, o.rules);
    for (auto const& b : broken) std::cout << name << ": " << b << '\n';
    return broken.empty();
}

bool is_good_stream(std::istream& in, std::string const& name, options const& o) {
    if (!o.lines) return is_good({std::istreambuf_iterator<char>{in}, {}}, name, o);
    bool good = true;
    std::size_t number = 0;
    for (std::string line; std::getline(in, line);) good &= is_good(line, name + ":" + std::to_string(++number), o);
    return good;
}

}  // namespace

int main(int count, char** words) {
    auto const o = read_arguments(count, words);
    if (!o) {
        std::cerr << "usage: validate_response [--kind response|discovery|outcome|card] [--any-service] [--lines] [FILE...]\n";
        return 2;
    }
    bool good = true;
    for (std::string const& file : o->files) {
        std::ifstream opened;
        if (file != "-") opened.open(file, std::ios::binary);
        if (file != "-" && !opened) {
            std::cerr << file << ": cannot be read; check the path\n";
            return 2;
        }
        good &= is_good_stream(file == "-" ? std::cin : opened, file == "-" ? "stdin" : file, *o);
    }
    return good ? 0 : 1;
}
