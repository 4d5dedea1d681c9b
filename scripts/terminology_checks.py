"""What a code must be to be let into terminology.csv: shape and check digit of its system, a display, a grade. For make-terminology."""
import re


class BadTable(Exception):
    """A table that cannot be used: file, line, what to do."""


def verhoeff(digits):
    """The check of SNOMED CT identifiers: 0 when the last digit is right."""
    turn, check = (1, 5, 7, 6, 2, 8, 3, 0, 9, 4), 0
    for place, digit in enumerate(reversed(digits)):
        digit = int(digit)
        for _ in range(place % 8):
            digit = turn[digit]
        check = dihedral(check, digit)
    return check


def dihedral(a, b):
    """The product of two symmetries of a pentagon: 0 to 4 turn it, 5 to 9 mirror it."""
    return ((a + b) % 5 if a < 5 else 5 + (a - b) % 5) if b < 5 else ((a + b) % 5 + 5 if a < 5 else (a - b) % 5)


def loinc_digit(number, extra):
    """The check digit of a LOINC: mod 10. Answer codes (LA) add 5: inferred from those that are published."""
    doubled = str(int(number[::-2]) * 2)
    return -(sum(map(int, doubled)) + sum(map(int, number[-2::-2])) + extra) % 10


def code_fault(code, system):
    """What is wrong with a code of that system; empty: nothing."""
    if not re.fullmatch(system.get("shape", ".+"), code):
        return f"does not look like a code of {system['name']}"
    if system.get("checkDigit") == "verhoeff" and verhoeff(code):
        return "has a wrong check digit (Verhoeff)"
    if system.get("checkDigit") == "loinc":
        number, digit = code.removeprefix("LA").split("-")
        if loinc_digit(number, 5 * code.startswith("LA")) != int(digit):
            return "has a wrong check digit (mod 10)"
    return ""


def check_row(row, system):
    fault = code_fault(row["code"], system)
    if fault:
        raise BadTable(f"{row['where']}: {row['key']} {fault}")
    for column in ("display", "source"):
        if not row[column] or row[column] != row[column].strip():
            raise BadTable(f"{row['where']}: {row['key']} needs a {column} without blanks around it")
    if row["verification"] not in ("A", "B"):
        raise BadTable(f"{row['where']}: {row['key']} needs the grade A or B as its verification")
    if row["core"] not in (("yes", "no") if row["feature"] == "behaviour_sleep" else ("",)):
        raise BadTable(f"{row['where']}: {row['key']}: core is yes or no for behaviour_sleep, else blank")


def check_pattern(row, rows):
    """A pattern matches whole codes and says of them what the rows say that it fits."""
    try:
        expression = re.compile(row["pattern"])
    except re.error as error:
        raise BadTable(f"{row['where']}: {row['pattern']} is no regular expression: {error}") from None
    if re.search(r"[\^$]|\\[^.]|\(\?", row["pattern"]):
        raise BadTable(f"{row['where']}: anchors, classes by letter and look-around are not portable")
    for other in rows:
        if other["system"] == row["system"] and expression.fullmatch(other["code"]) \
                and (other["feature"], other["group"]) != (row["feature"], row["group"]):
            raise BadTable(f"{row['where']}: fits {other['key']}, which is {other['feature']}, {other['group']} in terminology.csv")
