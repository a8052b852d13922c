"""TIMEX3 values of amounts of time."""
_AMOUNT = {"S": "PT{}S", "MI": "PT{}M", "H": "PT{}H", "D": "P{}D", "WE": "P{}WE", "W": "P{}W", "M": "P{}M", "Y": "P{}Y"}
_MULTIPLE = {"Q": (3, "M"), "HY": (6, "M"), "DE": (10, "Y"), "CE": (100, "Y"), "ML": (1000, "Y")}
_FINER = {"H": "MI", "MI": "S", "Y": "M"}  # « une heure trente »


def amount_value(spec: dict) -> str:
    """TIMEX3 value of an amount of time (« une heure et demie »: PT1.5H; « quelques mois »: PXM)."""
    unit, amount = spec["unit"], spec.get("amount", "X")
    if amount != "X":
        amount += spec.get("extra", 0)
    many, unit = _MULTIPLE.get(unit, (1, unit))
    text = "X" if amount == "X" else f"{amount * many:g}" if amount * many < 1e6 else str(int(amount * many))
    value = _AMOUNT[unit].format(text)
    if spec.get("subamount") is not None:
        sub = _AMOUNT[spec.get("subunit") or _FINER.get(unit, unit)].format(f"{spec['subamount']:g}")
        value += sub[2:] if value[1] == "T" and sub[1] == "T" else sub[1:]
    if spec.get("seconds") is not None:
        value += f"{spec['seconds']:g}S"
    return value
