"""Which clauses of the policy an evaluation met. The generator's charts together must meet each of them."""

_met = set()


def reach(clause, met=True):
    """Notes that a clause decided, or could decide, something; `met` False notes nothing."""
    if met:
        _met.add(clause)


def take():
    """The clauses met since the last call."""
    global _met
    taken, _met = _met, set()
    return taken
