"""Names as people write them."""

from __future__ import annotations

from slm_graph.text.names import name_key, signs_at


def test_signs_at_the_end_tell_names_apart() -> None:
    assert name_key("VBench++") != name_key("VBench") != name_key("VBench+")
    assert name_key("APCodec+") != name_key("AP-Codec") == name_key("APCodec")
    assert name_key("C#") != name_key("C")
    assert name_key("\uff0b") == "\uff0b"
    assert [signs_at("A+B, C+", place) for place in (1, 6)] == ["", "+"]
