# OMS_PYTHON: the interpreter of the checks. The system's own comes first: its packages (python3-jsonschema) are
# those that scripts/packages installs.
find_program(OMS_PYTHON NAMES python3 HINTS /usr/bin REQUIRED)
