"""Each check passes on a sound tree and finds the fault put into it. A check without a counterexample proves nothing."""

import unittest

import checks
import trees


class Layers(unittest.TestCase):
    def in_card(self, text):
        with trees.Tree({"src/cards/card.cpp": text, "src/cards/words/text.hpp": '#include "text.hpp"\n'}) as tree:
            return checks.layers(tree.root, None)

    def test_a_sound_tree_has_no_fault(self):
        self.assertEqual(self.in_card(trees.SOUND["src/cards/card.cpp"]), [])

    def test_each_forbidden_line_is_found_with_its_place(self):
        rows = {
            "a layer above": "#include <oms/app/load.hpp>",
            "a layer nobody knows": "#include <oms/magic/wand.hpp>",
            "a header that is not there": "#include <oms/base/absent.hpp>",
            "a library of another layer": "#include <openssl/sha.h>",
            "a network library": "#include <boost/asio/ip/tcp.hpp>",
            "a library that no line names": "#include <curl/curl.h>",
            "a file stream": "#include <fstream>",
            "spaces and a comment": "#  include /* why not */ <fstream>",
            "a quote that leaves its layer": '#include "../base/fault.hpp"',
            "a public header in quotes": '#include "oms/base/fault.hpp"',
            "a macro in place of a header": "#include OMS_HEADER",
            "the environment": 'auto const* v = std::getenv("HOME");',
            "a clock": "auto t = std::chrono::system_clock::now();",
            "a clock by another name": "using clock = std::chrono::steady_clock;",
        }
        for name, line in rows.items():
            with self.subTest(name):
                found = self.in_card(f"#include <oms/cards/card.hpp>\n{line}\n")
                self.assertEqual(len(found), 1, found)
                self.assertTrue(found[0].startswith("src/cards/card.cpp:2: "), found[0])

    def test_what_only_looks_forbidden_is_free(self):
        rows = {
            "a line comment": "// #include <fstream> and getenv",
            "a block comment": "/*\n#include <fstream>\nsystem_clock::now()\n*/",
            "a string": 'char const* t = "getenv steady_clock";',
            "a raw string": 'char const* t = R"x(getenv "steady_clock)x";',
            "a digit separator before a string": "int n = 1'000; char const* t = \"getenv\"; int m = 2'000;",
            "a longer word": "int getenv_count = 0;",
            "a standard header": "#include <vector>",
            "a private header from the layer's own folder": '#include "words/text.hpp"',
        }
        for name, line in rows.items():
            with self.subTest(name):
                self.assertEqual(self.in_card(f"{line}\n"), [])

    def test_a_literal_does_not_hide_the_code_after_it(self):
        for line in ("char q = '\"'; getenv(name);", 'auto s = "\\""; getenv(name);', "auto s = R\"(\")\"; getenv(name);"):
            with self.subTest(line):
                self.assertEqual(len(self.in_card(line)), 1)

    def test_a_scope_of_bodies_does_not_open_the_headers(self):
        ssl = "#pragma once\n#include <openssl/sha.h>\n"
        with trees.Tree({"src/app/digest.hpp": ssl}) as tree:
            self.assertEqual(checks.layers(tree.root, None), [])
        with trees.Tree({"include/oms/app/digest.hpp": ssl}) as tree:
            self.assertEqual(len(checks.layers(tree.root, None)), 1)

    def test_a_folder_that_is_no_layer_is_found(self):
        with trees.Tree({"src/helpers/x.cpp": ""}) as tree:
            self.assertIn("src/helpers", checks.layers(tree.root, None)[0])

    def test_an_empty_tree_is_a_fault(self):
        with trees.Tree({name: None for name in trees.SOUND if not name.startswith("cmake")}) as tree:
            self.assertTrue(checks.layers(tree.root, None))

    def test_a_bad_line_of_the_rules_stops_the_check(self):
        for line in ("layer cards nowhere", "header fstream : nowhere", "allow everything", "header fstream", "word ( : app"):
            with self.subTest(line), trees.Tree({"cmake/layers.txt": f"{trees.LAYERS}{line}\n"}) as tree:
                with self.assertRaises(checks.check_layers.BadLayers):
                    checks.layers(tree.root, None)


class Headers(unittest.TestCase):
    def test_a_header_without_its_own_unit_is_found(self):
        with trees.Tree() as tree:
            tree.compile_all_but()
            self.assertEqual(checks.alone(tree.root, tree.build), [])
            tree.compile_all_but("alone/oms/cards/card.cpp")
            self.assertEqual(len(checks.alone(tree.root, tree.build)), 1)

    def test_each_way_to_miss_the_twin_is_found(self):
        twin = "tests/unit/cards/card_test.cpp"
        rows = {
            "no file": None,
            "another header first": "#include <vector>\n#include <oms/cards/card.hpp>\nTEST(Card, HasAText) {}\n",
            "no test": "#include <oms/cards/card.hpp>\n",
            "a test in a comment": "#include <oms/cards/card.hpp>\n// TEST(Card, HasAText) {}\n",
        }
        with trees.Tree() as tree:
            self.assertEqual(checks.twins(tree.root, None), [])
        for name, text in rows.items():
            with self.subTest(name), trees.Tree({twin: text}) as tree:
                found = checks.twins(tree.root, None)
                self.assertEqual(len(found), 1, found)
                self.assertIn(twin, found[0])


class Sources(unittest.TestCase):
    def test_a_source_in_no_target_is_found(self):
        for left_out in ("src/cards/card.cpp", "tests/unit/cards/card_test.cpp"):
            with self.subTest(left_out), trees.Tree() as tree:
                tree.compile_all_but()
                self.assertEqual(checks.built(tree.root, tree.build), [])
                tree.compile_all_but(left_out)
                self.assertIn(left_out, checks.built(tree.root, tree.build)[0])


class Registered(unittest.TestCase):
    ENTRIES = [{"name": "Name.IsNotEmpty", "command": ["unit_base", "--gtest_filter=Name.IsNotEmpty"]},
               {"name": "unit_cards", "command": ["unit_cards"]}]

    def faults(self, changed=None, entries=None, listed="Card.\n  HasAText\n"):
        with trees.Tree(changed) as tree:
            return checks.registered_among(tree.root, self.ENTRIES if entries is None else entries, lambda _: listed)

    def test_a_discovered_test_and_a_whole_executable_both_count(self):
        self.assertEqual(self.faults(), [])

    def test_a_test_that_ctest_does_not_run_is_found(self):
        self.assertEqual(len(self.faults(entries=self.ENTRIES[1:])), 1)
        self.assertEqual(len(self.faults(listed="")), 1)

    def test_a_table_without_rows_is_found(self):
        table = "#include <oms/base/fault.hpp>\nTEST_P(Names, AreStable) {}\n"
        changed = {"tests/unit/base/fault_test.cpp": table}
        self.assertEqual(len(self.faults(changed)), 1)
        row = {"name": "All/Names.AreStable/First", "command": ["unit_base", "--gtest_filter=x"]}
        self.assertEqual(self.faults(changed, [*self.ENTRIES, row]), [])

    def test_an_entry_that_was_not_built_is_found(self):
        self.assertEqual(len(self.faults(entries=[*self.ENTRIES, {"name": "unit_json_NOT_BUILT"}])), 1)

    def test_a_hidden_test_is_found(self):
        for line in ("DISABLED" "_Name", "GTEST" "_SKIP();", "EXPECT_TRUE( true );"):
            with self.subTest(line):
                text = f"#include <oms/base/fault.hpp>\nTEST(Name, IsNotEmpty) {{ {line} }}\n"
                self.assertEqual(len(self.faults({"tests/unit/base/fault_test.cpp": text})), 1)

    def test_a_python_test_that_no_entry_names_is_found(self):
        for name in ("tests/second_opinion/compare_test.py", "tests/second_opinion/test_compare.py"):
            with self.subTest(name):
                self.assertEqual(len(self.faults({name: ""})), 1)
                entry = {"name": "SecondOpinion", "command": ["python3", name]}
                self.assertEqual(self.faults({name: ""}, [*self.ENTRIES, entry]), [])


class House(unittest.TestCase):
    def test_each_broken_rule_is_found_once(self):
        rows = {
            "a long file": ("src/cards/card.cpp", "int x;\n" * 401),
            "a vague name": ("src/cards/string_util.hpp", "#pragma once\n"),
            "an open end": ("src/cards/card.cpp", "// TO" "DO later\n"),
            "a path of one machine": ("scripts/go", "cd /home" "/someone\n"),
            "a clinical code": ("src/cards/card.cpp", 'auto c = "123" "";\n'.replace('123" "', "123456789")),
            "a script without its run bit": ("scripts/go", "#!/bin/sh\n"),
            "a case without a why": ("fhir_profiles/examples/r1/met/request.json", "{}"),
        }
        expected = {"a case without a why": 2}  # nor a response
        for name, (file, text) in rows.items():
            with self.subTest(name), trees.Tree({file: text}) as tree:
                found = checks.house(tree.root, None)
                self.assertEqual(len(found), expected.get(name, 1), found)

    def test_what_keeps_the_rules_is_free(self):
        rows = {
            "an open end with its issue": "// TO" "DO(#12) later\n",
            "a short number in a string": 'auto c = "4000";\n',
            "a code in a comment": '// such as "36982-4"\n',
            "digits": 'auto d = "0123456789";\n',
        }
        for name, text in rows.items():
            with self.subTest(name), trees.Tree({"src/cards/card.cpp": text}) as tree:
                self.assertEqual(checks.house(tree.root, None), [])


if __name__ == "__main__":
    unittest.main()
