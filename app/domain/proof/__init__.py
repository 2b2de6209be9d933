"""A request as evidence (法释〔2022〕17号): her words as first told, when and to whom, and that nobody changed them."""
