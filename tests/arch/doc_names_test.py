"""What a document names: each form with a name that exists and one that does not."""

import unittest

import checks
import doc_names
import trees

CPP = {"http::exchange", "http::exchange::feed", "base::fault", "base::fault::code", "base::fault::note", "session", "Gather"}
TREE = {
    "CMakePresets.json": '{"configurePresets": [{"name": "base", "hidden": true}, {"name": "release"}]}',
    "cmake/Tests.cmake": "function(oms_gtest name)\n    cmake_parse_arguments(PARSE_ARGV 1 arg \"ALONE;LOGS\" \"LABEL\" \"\")\n"
                         "endfunction()\noption(OMS_BENCH \"x\" OFF)\n",
    "src/app/settings.cpp": 'constexpr row table[] = {{.key = "limits.body_bytes"}, {.key = "auth.mode"}};\n',
    "src/app/arguments.cpp": 'auto* s = app.add_subcommand("serve", "x");\ns->add_option("--listen", a);\ns->add_flag(\n"--dev", b);\n'
                             'char const* const route = "/cds-services/{id}"; char const* const member = "fhirServer";\n'
                             'char const* const said[] = {"kind", "two words"};\n'
                             'char const* const variable = std::getenv("OMS_CDS_NOW");\n',
    "fhir_profiles/services/oms-patient-view.json": '{"id": "oms-patient-view", "ends": true}',
    "fhir_profiles/rules/oms.json": "{}",
    "scripts/run": "#!/usr/bin/env bash\nwait_for() {\n}\nmake build/patient-view.json\n",
    "bench/measure.py": 'NAME = 1\ndef measure():\n    return "LD_PRELOAD"\n',
    "bench/run": "#!/bin/sh\n",
    "bench/rows.cpp": 'auto a = add("row/1000");\n',
    "docs/rules.md": "# Rules\n",
}

THERE_AND_NOT = [
    # a path: whole, its end, a folder, a stem, a pattern, a choice, what a build makes
    ("`include/oms/base/fault.hpp`", "`include/oms/base/faults.hpp`"),
    ("`base/fault.hpp`", "`json/fault.hpp`"), ("`measure.py`", "`measures.py`"), ("`src/cards/`", "`src/card/`"),
    ("`tests/unit/base/fault`", "`tests/unit/base/faul`"), ("`include/oms/<layer>/<stem>.hpp`", "`include/oms/<layer>/<stem>.h.in`"),
    ("`src/*/card.cpp`", "`src/*/cord.cpp`"), ("`src/{base,cards}`", "`src/{base,bards}`"),
    ("`build/patient-view.json`", "`build/patient-list.json`"), ("[rules](docs/rules.md)", "[rules](docs/rule.md)"),
    # something declared
    ("`exchange::feed`", "`exchange::fed`"), ("`http::exchange::feed`", "`hooks::exchange::feed`"), ("`session`", "`sessions`"),
    ("`oms::http::exchange`", "`oms::exchange`"), ("`exchange<T>`", "`exchanges<T>`"), ("`feed()`", "`feeds()`"),
    ("`fault{code, note}`", "`fault{code, remark}`"), ("`oms_gtest(NAME LABEL wire)`", "`oms_test(NAME LABEL wire)`"),
    ("`measure`", "`measured`"), ("`wait_for`", "`wait_until`"), ("`OMS_BENCH`", "`OMS_BANCH`"),
    # a test, a preset, a layer
    ("`Name.IsNotEmpty`", "`Name.IsEmpty`"), ("`TEST(Card, HasAText)`", "`TEST(Card, HasNoText)`"), ("`release`", "`relaxed`"),
    ("`cards`", "`bards`"),
    # a setting, with and without its value
    ("`limits.body_bytes`", "`limits.bodybytes`"), ("`auth.mode = \"off\"`", "`auth.modus = \"off\"`"), ("`body_bytes`", "`body_byte`"),
    ("`limits.*`", "`limit.*`"), ("`[limits] body_bytes = 5`", "`[auth] body_bytes = 5`"),
    # commands
    ("`oms-cds serve --dev`", "`oms-cds serve --deaf`"), ("`oms-cds serve`", "`oms-cds server`"), ("`--listen`", "`--listens`"),
    ("`scripts/run --listen X`", "`scripts/runs --listen X`"), ("`python3 bench/measure.py`", "`python3 bench/measures.py`"),
    ("`OMS_CDS_NOW=2026 scripts/run`", "`OMS_CDS_KNOW=2026 scripts/run`"),
    ("`ctest --preset release -R x`", "`ctest --preset relax -R x`"),
    ("`POST /cds-services/oms-patient-view`", "`POST /cds-services/oms-patient-list`"),
    ("`/cds-services/oms-patient-view`", "`/cds-service`"),
    ("`cat chart \\| oms-cds serve -`", "`cat chart \\| oms-cds serves -`"),
    ("```sh\nscripts/run  # to begin\n```", "```sh\nscripts/runs\n```"),
    # words of the program, of its data, of scripts
    ("`\"kind\":\"two words\"`", "`\"kind\":\"no words\"`"), ("`two words`", "`no words`"), ("`row`", "`raw`"),
    ("`measure.NAME`", "`measure.NAMES`"),
    ("`LOGS`", "`LOG`"),
    ("`fhirServer`", "`fhirServers`"), ("`oms-patient-view`", "`oms-patient-list`"), ("`LD_PRELOAD`", "`LD_PRELOADED`"),
    ("`ends: true`", "`end: true`"),
]


def missing(text, document="README.md", glossary="", changed=None):
    """(names that do not exist, faults of the glossary)"""
    with trees.Tree({**TREE, document: text, "glossary.txt": glossary, **(changed or {})}) as tree:
        found, faults, _ = doc_names.check(tree.root, CPP, tree.root / "glossary.txt")
        return [(where, line) for where, line, _, _ in found], faults


class Documents(unittest.TestCase):
    def test_what_exists_is_free_whatever_its_form(self):
        text = "\n\n".join(there for there, _ in THERE_AND_NOT)
        self.assertEqual(missing(text), ([], []))

    def test_what_does_not_exist_is_found_with_its_line_whatever_its_form(self):
        for _, absent in THERE_AND_NOT:
            with self.subTest(absent):
                line = 4 if absent.startswith("```") else 3
                self.assertEqual(missing(f"# A document\n\n{absent}\n")[0], [("README.md", line)])

    def test_other_blocks_and_addresses_of_others_are_not_looked_at(self):
        for text in ("```json\n{\"a\": `x`}\n```\n", "[x](https://example.org/x)", "[x](#below)", "``a `b` c``"):
            with self.subTest(text):
                self.assertEqual(missing(text)[0], [])

    def test_a_link_leads_from_its_document(self):
        self.assertEqual(missing("[run](../bench/run) `../bench/run`", "docs/one.md")[0], [])
        self.assertEqual(missing("[run](../bench/ran)", "docs/one.md")[0], [("docs/one.md", 1)])
        self.assertEqual(missing("`run`", "bench/README.md")[0], [])

    def test_the_architecture_names_code_and_not_words(self):
        for word in ("fhirServer", "oms-patient-view", "LD_PRELOAD", "ends: true"):
            with self.subTest(word):
                self.assertEqual(len(missing(f"`{word}`", "ARCHITECTURE.md")[0]), 1)
        self.assertEqual(missing("`exchange::feed` `limits.body_bytes` `cards` `oms-cds serve`", "ARCHITECTURE.md")[0], [])

    def test_a_decision_that_is_replaced_may_name_what_is_gone(self):
        for status, faults in (("accepted", 1), ("proposed", 1), ("replaced by 0002", 0), ("superseded by 0002", 0)):
            with self.subTest(status):
                text = f"# One\n\nStatus: {status}. Date: 2026-11-22.\n\n`gone`\n"
                self.assertEqual(len(missing(text, "docs/adr/0001-one.md")[0]), faults)

    def test_the_glossary_explains_words_that_are_used(self):
        self.assertEqual(missing("`epoll_wait` `curl -d x`", glossary="epoll_wait : Linux\ncurl : curl\n"), ([], []))
        self.assertEqual(len(missing("`epoll_wait`", glossary="epoll_wait :\n")[1]), 1)
        self.assertIn("stands in no document", missing("x", glossary="epoll_wait : Linux\n")[1][0])

    def test_a_tree_without_documents_is_a_fault(self):
        with trees.Tree() as tree:
            self.assertEqual(len(checks.documents(tree.root, tree.build)), 1)

    def test_the_check_finds_what_clang_sees(self):
        for text, faults in (("`oms::name` `name()`", 0), ("`base::name`", 1)):
            with self.subTest(text), trees.Tree({"ARCHITECTURE.md": text}) as tree:
                self.assertEqual(len(checks.documents(tree.root, tree.build)), faults)


if __name__ == "__main__":
    unittest.main()
