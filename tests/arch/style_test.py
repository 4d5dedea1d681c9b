"""The rules of the hand, each with what breaks it and what only seems to."""

import unittest

import checks
import clang_facts
import style_rules
import trees

FIRST = "#pragma once\n#include <oms/base/fault.hpp>\n"


def lines(count, line="g();"):
    return f"{line}\n" * count


def facts_in(changed):
    with trees.Tree(changed) as tree:
        return clang_facts.facts_of(tree.root, tree.root / "cache")


class Functions(unittest.TestCase):
    """Each row is code with `%s` where lines are put in, and how many lines stand around them."""

    ROWS = {
        "a free function": ("void n() {\n%s}\n", 2),
        "a function of an unnamed namespace": ("namespace {\nvoid n() {\n%s}\n}\n", 2),
        "a member in its class": ("class a {\npublic:\n    void n() const noexcept {\n%s    }\n};\n", 2),
        "a member outside its class": ("struct a { void n(); };\nvoid a::n()\n{\n%s}\n", 3),
        "a member of a nested class": ("struct a { class b {\nvoid n() {\n%s}\n}; };\n", 2),
        "a member of a class template": ("template <class T>\nstruct a {\n    template <class U>\n    void n(U) {\n%s    }\n};\n", 3),
        "a member template outside": ("template <class T> struct a { void n(); };\ntemplate <class T>\nvoid a<T>::n() {\n%s}\n", 3),
        "a specialisation": ("template <class T> struct a;\ntemplate <> struct a<int> { void n() {\n%s} };\n", 2),
        "a function template": ("template <class T>\nT n(T) {\n%s}\n", 3),
        "a constructor": ("struct n {\n    n()\n        : x{1} {\n%s    }\n    int x;\n};\n", 3),
        "a destructor": ("struct n {\n~n() {\n%s}\n};\n", 2),
        "an operator": ("struct a { int operator()(int) {\n%s} };\n", 2),
        "a conversion": ("struct a { operator int() {\n%s} };\n", 2),
        "a friend": ("struct a { friend void n(a) {\n%s} };\n", 2),
        "a function with another linkage": ("extern \"C\" void n() {\n%s}\n", 2),
        "a lambda within": ("void n() {\n    auto f = [] {\n%s    };\n}\n", 4),
        "a class within": ("void n() {\n    struct a { void m() {\n%s    } };\n}\n", 4),
        "a lambda of a namespace": ("auto const n = [] {\n%s};\n", 2),
        "a lambda called at once": ("int const n = [] {\n%sreturn 1; }();\n", 2),
        "a lambda of a member": ("struct a { int n = [] {\n%sreturn 1; }(); };\n", 2),
        "a function that does not compile": ("magic n(wand w) {\n    w.wave(\n%s);\n}\n", 4),
        "a test": ("#define TEST(s, n) struct s##n##_Test { void TestBody(); }; void s##n##_Test::TestBody()\nTEST(A, N) {\n%s}\n", 2),
    }

    def long_ones(self, total):
        """The rows whose function is too long when it has `total` lines."""
        changed, names = {}, {}
        for number, (name, (code, around)) in enumerate(self.ROWS.items()):
            file = f"src/cards/row_{number}.cpp"
            names[file], changed[file] = name, "void g();\n" + code % lines(total - around)
        facts = facts_in(changed)
        self.assertEqual(facts.faults, [])
        return [names[fault.split(":")[0]] for _, fault in style_rules.long_functions(facts)]

    def test_39_lines_are_few_enough_whatever_the_kind_of_function(self):
        self.assertEqual(self.long_ones(39), [])

    def test_40_lines_are_too_many_whatever_the_kind_of_function(self):
        self.assertEqual(sorted(self.long_ones(40)), sorted(self.ROWS))

    def test_a_function_of_a_header_is_measured_whether_it_is_included_or_not(self):
        long = FIRST + "struct a { int n() {\n" + lines(40, "++x;") + "return x; } int x; };\n"
        for file in ("include/oms/cards/card.hpp", "src/cards/alone.hpp", "tests/support/a.hpp", "fuzz/a.hpp", "bench/a.hpp"):
            with self.subTest(file), trees.Tree({file: long}) as tree:
                found = checks.functions(tree.root, tree.build)
                self.assertEqual(len(found), 1, found)
                self.assertTrue(found[0].startswith(f"{file}:3: n has 42 lines"), found[0])

    def test_what_is_long_but_no_function_is_free(self):
        members, values = "".join(f"int x{n};\n" for n in range(60)), lines(60, "1,")
        text = f"namespace oms {{\nstruct a {{\n{members}}};\nint const table[] = {{\n{values}}};\n}}\n"
        self.assertEqual(list(style_rules.long_functions(facts_in({"src/cards/card.cpp": text}))), [])

    def test_a_file_that_clang_cannot_read_is_a_fault(self):
        for file in ("src/cards/card.cpp", "src/cards/text.hpp"):
            with self.subTest(file), trees.Tree({file: "#include <no/such/header.hpp>\n"}) as tree:
                self.assertIn(file, checks.functions(tree.root, tree.build)[0])

    def test_a_tree_without_functions_is_a_fault(self):
        with trees.Tree({name: None for name in trees.SOUND if not name.startswith("cmake")}) as tree:
            self.assertTrue(checks.functions(tree.root, tree.build))

    def test_a_change_of_a_header_is_seen_though_the_rest_is_kept(self):
        with trees.Tree() as tree:
            self.assertEqual(checks.functions(tree.root, tree.build), [])
            tree.write("src/cards/text.hpp", "#pragma once\ninline int n() {\n" + lines(40, ";") + "return 1; }\n")
            self.assertEqual(len(checks.functions(tree.root, tree.build)), 1)
            tree.write("src/cards/text.hpp", "#pragma once\n")
            self.assertEqual(checks.functions(tree.root, tree.build), [])
            (tree.root / "src/cards/card.cpp").unlink()
            self.assertEqual(checks.functions(tree.root, tree.build), [])


class Switches(unittest.TestCase):
    ENUMS = "enum class ours { a, b }; enum old { c, d };\n"

    def defaults(self, bodies):
        """The enums of the switches with a `default:`, by the body that holds them."""
        files = {f"src/cards/row_{n}.cpp": f"#include <memory_resource>\n{self.ENUMS}int f(ours o, old p, int n) {{ {body} return 0; }}\n"
                 for n, body in enumerate(bodies)}
        facts = facts_in(files)
        self.assertEqual(facts.faults, [])
        found = {body: [] for body in bodies}
        for file, _, enum in facts.defaults:
            found[bodies[list(files).index(file)]].append(enum)
        return found

    def test_a_default_is_found_in_a_switch_over_an_enum_of_ours(self):
        rows = {
            "switch (o) { case ours::a: return 1; default: return 2; }": ["ours"],
            "switch (p) { case c: return 1; default : break; }": ["old"],
            "switch (ours const x = o; x) { default: break; }": ["ours"],
            "switch (n) { case 1: switch (o) { default: break; } }": ["ours"],
            "auto const g = [=] { switch (o) { default: return 1; } }; return g();": ["ours"],
        }
        self.assertEqual(self.defaults(list(rows)), rows)

    def test_other_switches_may_have_one(self):
        rows = ["switch (o) { case ours::a: case ours::b: break; }", "switch (n) { default: break; }",
                "switch (std::memory_order{}) { default: break; }", "// switch (o) { default: }\n",
                "switch (o) { case ours::a: case ours::b: switch (n) { default: break; } }"]
        self.assertEqual(self.defaults(rows), {row: [] for row in rows})


class Spelling(unittest.TestCase):
    def faults(self, rows, folder="src/cards"):
        """How many faults each text has."""
        files = {f"{folder}/row_{n}.hpp": f"#pragma once\n{text}\n" for n, text in enumerate(rows)}
        with trees.Tree(files) as tree:
            found = checks.spelling(tree.root, tree.build)
        # What a name says is a fault of the name, wherever it stands.
        return [sum(1 for f in found if f.startswith(file)) for file in files], [f for f in found if not f.startswith(folder)]

    def test_each_odd_name_is_found_once(self):
        rows = ("struct CardBook {};", "void readBundle();", "struct a { void readBundle(); };", "enum class b { One };",
                "constexpr int MAX = 1;", "class c { int x; };", "using namespace std;", "inline void f() {\n    using namespace std;\n}")
        self.assertEqual(self.faults(rows), ([1] * len(rows), []))

    def test_a_name_that_says_nothing_is_found(self):
        for text in ("void card_helper();", "struct manager {};", "int misc_;"):
            with self.subTest(text):
                self.assertEqual(len(self.faults([text])[1]), 1)

    def test_what_keeps_the_rules_is_free(self):
        rows = ("class a { int x_; public: int y; ~a(); bool operator==(a const&) const; operator int() const; };", "struct b { int x; };",
                "template <class Text> void read_text(Text);", "namespace { using text = int; }", "#include <utility>\nusing std::swap;",
                "// using namespace std;", "#define OMS_X 1", "void commonly();")
        self.assertEqual(self.faults(rows), ([0] * len(rows), []))

    def test_tests_name_their_suites_as_they_like(self):
        self.assertEqual(self.faults(["struct Gather { int x; };"], "tests/support"), ([0], []))


class Text(unittest.TestCase):
    def test_a_long_line_is_found_in_every_kind_of_code(self):
        for file in ("src/cards/card.cpp", "tests/unit/cards/x.py", "cmake/X.cmake", "scripts/x", "src/cards/CMakeLists.txt"):
            for length, faults in ((140, 0), (141, 1)):
                with self.subTest(file=file, length=length), trees.Tree({file: f"f( {'x' * (length - 5)});\n"}) as tree:
                    self.assertEqual(len(checks.lines(tree.root, None)), faults)

    def test_characters_are_counted_and_not_bytes(self):
        with trees.Tree({"src/cards/card.cpp": "// " + "é" * 137 + "\n"}) as tree:
            self.assertEqual(checks.lines(tree.root, None), [])

    def test_a_raw_string_and_a_word_that_cannot_be_broken_are_free(self):
        address = "https://example.org/" + "x" * 150
        for text in (f'auto t = R"(\n{{ "a": "{"x " * 100}" }}\n)";\n', f'auto t = R"x({"x " * 100})x";\n', f"// {address}\n"):
            with self.subTest(text[:20]), trees.Tree({"src/cards/card.cpp": text}) as tree:
                self.assertEqual(checks.lines(tree.root, None), [])
        with trees.Tree({"src/cards/card.cpp": f'auto t = R"(x)"; auto u = "{"x " * 100}";\nauto v = "{"x " * 100}";\n'}) as tree:
            self.assertEqual(len(checks.lines(tree.root, None)), 1)

    def test_a_crowded_folder_is_found_wherever_it_is(self):
        for folder in ("src/cards", "tests/unit/cards", "scripts"):
            with self.subTest(folder):
                here = sum(1 for name in trees.SOUND if name.startswith(f"{folder}/"))
                for more, faults in ((20 - here, 0), (21 - here, 1)):
                    with trees.Tree({f"{folder}/part_{n}.cpp": "" for n in range(more)}) as tree:
                        self.assertEqual(len(checks.folders(tree.root, None)), faults)

    def test_a_figure_of_speech_is_found_in_every_form(self):
        words = {"tests/arch/words.txt": "wand : pointer\nwaved_ : moved_\n"}
        for text, count in (("class wand;", 1), ("int wands_ = 0;", 1), ("// a Wand comes", 1), ("TEST(Session, WandsLeave) {}", 1),
                            ("bool waved_ = true;", 1), ("void take_wand(wand& g);", 2), ("int wanded;", 1),
                            ("int is_waved_ = waved; int wander = awand;", 0)):
            with self.subTest(text), trees.Tree({**words, "src/cards/card.cpp": text + "\n"}) as tree:
                self.assertEqual(len(checks.words(tree.root, None)), count)

    def test_an_empty_list_of_words_is_a_fault(self):
        with trees.Tree() as tree:
            self.assertEqual(len(checks.words(tree.root, None)), 1)


class Allowed(unittest.TestCase):
    """A list that only becomes shorter."""

    def faults(self, entry, long_lines):
        text = lines(long_lines, "// " + "x " * 100) or "\n"
        with trees.Tree({"src/cards/card.cpp": text, "tests/arch/allowed.txt": entry}) as tree:
            return checks.lines(tree.root, None)

    def test_as_many_faults_as_a_line_says_pass_and_not_one_more(self):
        self.assertEqual(self.faults("lines src 2 : a table\n", 2), [])
        self.assertEqual(self.faults("lines src 2 : a table\n", 1), [])
        self.assertEqual(len(self.faults("lines src 2 : a table\n", 3)), 3 + 1)  # and how many there are
        self.assertEqual(len(self.faults("words src 2 : of another check\n", 2)), 2)

    def test_a_line_that_nothing_needs_is_a_fault(self):
        self.assertIn("delete the line", self.faults("lines src 2 : a table\n", 0)[0])
        self.assertEqual(len(self.faults("lines fuzz 1 : a table\n", 0)), 1)

    def test_shrinking_deletes_and_lowers_and_adds_nothing(self):
        entries = "# why\n\nlines src 5 : a table\nlines fuzz 1 : a table\nlines include 1 : a table\n"
        long = "// " + "x " * 100 + "\n"
        with trees.Tree({"src/cards/card.cpp": long * 2, "include/oms/cards/card.hpp": long, "scripts/x": long,
                         "tests/arch/allowed.txt": entries}) as tree:
            checks.shrink(tree.root, tree.build)
            text = (tree.root / "tests/arch/allowed.txt").read_text(encoding="utf-8")
            self.assertEqual(text, "# why\n\nlines src 2 : a table\nlines include 1 : a table\n")
            self.assertEqual(len(checks.lines(tree.root, tree.build)), 1)

    def test_a_line_without_a_reason_or_a_count_is_a_fault(self):
        for entry in ("lines src 2 :\n", "lines src : a table\n", "lines src many : a table\n"):
            with self.subTest(entry):
                self.assertEqual(len(self.faults(entry, 1)), 2)


if __name__ == "__main__":
    unittest.main()
