"""A real build stops at a forbidden include and at a header that does not compile alone, and goes on when it is mended."""

import shutil
import subprocess
import unittest

import checks
import trees

PROJECT = """\
cmake_minimum_required(VERSION 3.25)
project(small LANGUAGES CXX)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
list(APPEND CMAKE_MODULE_PATH "${PROJECT_SOURCE_DIR}/cmake")
include(Warnings)
include(Sanitizers)
include(Python)
include(Layers)
include(SelfContained)
oms_layer(base SOURCES src/base/fault.cpp)
oms_layer(cards SOURCES src/cards/card.cpp)
oms_headers_alone(base)
oms_headers_alone(cards)
"""


class Build(unittest.TestCase):
    def setUp(self):
        self.tree = trees.Tree({"CMakeLists.txt": PROJECT})
        self.addCleanup(self.tree.__exit__)
        for file in (checks.ROOT / "cmake").iterdir():
            if file.name != "layers.txt" and file.is_file():
                shutil.copy(file, self.tree.root / "cmake")
        self.run_tool("cmake", "-G", "Ninja", "-S", ".", "-B", "build", "-DCMAKE_BUILD_TYPE=Debug")
        self.expect_success(self.run_tool("cmake", "--build", "build"))

    def run_tool(self, *command):
        return subprocess.run(command, cwd=self.tree.root, capture_output=True, text=True, check=False)

    def expect_success(self, done):
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)

    def expect_failure_then_success(self, file, bad, words):
        good = (self.tree.root / file).read_text(encoding="utf-8")
        self.tree.write(file, bad)
        done = self.run_tool("cmake", "--build", "build")
        self.assertNotEqual(done.returncode, 0, "the build went through")
        self.assertIn(words, done.stdout)
        self.tree.write(file, good)
        self.expect_success(self.run_tool("cmake", "--build", "build"))

    def test_a_forbidden_include_stops_the_build(self):
        self.expect_failure_then_success(
            "src/base/fault.cpp", "#include <oms/base/fault.hpp>\n#include <fstream>\n", "src/base/fault.cpp:2: <fstream>")

    def test_a_forbidden_include_of_a_header_stops_the_build(self):
        self.expect_failure_then_success(
            "include/oms/base/fault.hpp", "#pragma once\n#include <oms/cards/card.hpp>\n", "layer base may not include")

    def test_a_new_private_header_is_checked_too(self):
        path = self.tree.write("src/cards/peek.hpp", "#pragma once\n#include <fstream>\n")
        self.assertNotEqual(self.run_tool("cmake", "--build", "build").returncode, 0)
        path.unlink()
        self.expect_success(self.run_tool("cmake", "--build", "build"))

    def test_a_header_that_forgets_an_include_stops_the_build(self):
        self.expect_failure_then_success(
            "include/oms/cards/card.hpp", "#pragma once\ninline std::vector<int> none() { return {}; }\n", "vector")

    def test_a_header_that_may_not_be_included_twice_stops_the_build(self):
        self.expect_failure_then_success("include/oms/cards/card.hpp", "struct card { int id; };\n", "redefinition")


if __name__ == "__main__":
    unittest.main()
