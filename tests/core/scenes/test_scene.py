"""Scenes: to JSON and back, what is refused, and what follows from a scene."""

import base64
import io
import json
import zlib
from dataclasses import asdict, replace

import numpy as np
import pytest
from PIL import Image

from poolviz.core import (
    SCENES,
    ExportError,
    PoolSpec,
    PoolvizError,
    Scene,
    Source,
    SourceError,
    SourceRef,
    SpecError,
    circle,
    pool2d,
    resolve,
    scene_from_json,
)
from poolviz.core.inputs.images import to_grey
from poolviz.core.inputs.source_ref import (
    DRAWINGS,
    EXAMPLE_4X4,
    EXAMPLE_6X6,
    KINDS,
    PICTURES,
    Drawing,
)
from poolviz.core.labs.presets import default_scene
from poolviz.core.labs.shift.settings import (
    CURES,
    MAX_SURVEY_JITTER,
    ShiftSettings,
    max_jitter,
)
from poolviz.core.labs.shift.shifts import FILLS, WEIGHTS
from poolviz.core.labs.slide.settings import SlideSettings
from poolviz.core.scenes.scene import (
    MAX_INLINE_CELLS,
    finite_range,
    fixed_range,
    prepare,
    value_ranges,
)
from poolviz.core.stopping import StoppedError, stopping
from tests.core.checks import FOUR, SIX
from tests.core.outside import npy, one_sentence, refusal, silently
from tests.core.pooling.test_pooling_random import random_parameters, some

RNG = np.random.default_rng(28)
PHOTO = Source(RNG.integers(0, 256, (30, 40, 3), np.uint8), "Photo", picture=True)


def again(scene):
    return scene_from_json(scene.to_json())


def text(**keys):
    return json.dumps({"poolviz": 1, **keys})


def given(values, **more):
    return Scene(SourceRef("values", given=Source(np.asarray(values), "Given", **more)))


def settled(scene, source=None):
    return resolve(scene, source or scene.source.load())


# To JSON and back


@pytest.mark.parametrize("name", SCENES)
def test_a_preset_goes_to_json_and_back(name):
    scene = SCENES[name].scene
    assert again(scene) == scene
    assert json.loads(scene.to_json())["poolviz"] == 2


def test_any_scene_goes_to_json_and_back():
    rng = np.random.default_rng(29)
    for _ in range(500):
        kind = some(rng, [k for k in KINDS if k != "values"])
        size = tuple(rng.integers(1, 513, 2).tolist())
        ref = {
            "file": SourceRef("file", path="ünd “so”\n.png"),
            "random": SourceRef("random", size, int(rng.integers(2**31))),
            "ramp": SourceRef("ramp", size),
            **{drawn: SourceRef(drawn, size, drawing=any_drawing(rng)) for drawn in DRAWINGS},
        }.get(kind, SourceRef(kind))
        scene = Scene(
            ref,
            PoolSpec(**random_parameters(rng, some(rng, ["max", "mean", "min", "lp", "sum"]))),
            repeats=int(rng.integers(1, 13)),
            step=int(rng.integers(10**6)),
            grey=bool(rng.integers(2)),
            resize=some(rng, [None, size]),
            channel=int(rng.integers(4)),
            lab=some(rng, [any_shift(rng), SlideSettings()]),
        )
        assert again(scene) == scene


def any_shift(rng):
    dy, dx = rng.integers(-(2**31) + 1, 2**31, 2).tolist()
    jitter, seed = int(rng.integers(MAX_SURVEY_JITTER + 1)), int(rng.integers(2**31))
    words = some(rng, FILLS), seed, some(rng, WEIGHTS), some(rng, CURES)
    return ShiftSettings(dy, dx, jitter, *words)


def any_drawing(rng):
    radius, thickness = rng.integers(1, 513, 2).tolist()
    dots = rng.integers(0, 512, (2, 2)).tolist()
    letter = some(rng, ["F", "R", "é", "\\", '"'])
    return Drawing(radius, thickness, bool(rng.integers(2)), tuple(map(tuple, dots)), letter)


@pytest.mark.parametrize("dtype", ["?", "u1", "i1", "u2", "i4", "i8", "u8", "f2", "f4", "f8"])
@pytest.mark.parametrize("shape", [(1, 1), (3, 4), (2, 3, 3), (2, 3, 5)])
def test_cells_in_a_scene_keep_numbers_and_type(dtype, shape):
    values = np.random.default_rng(30).exponential(50, shape).astype(dtype)
    if dtype[0] == "f":
        values[0, 0] = np.nan
        values[-1, -1] = -np.inf
    elif dtype != "?":
        values[0, 0], values[-1, -1] = np.iinfo(dtype).max, np.iinfo(dtype).min
    source = silently(lambda: again(given(values))).source.given
    assert source.name == "Given"
    assert source.values.dtype == values.dtype
    np.testing.assert_array_equal(source.values, values)


def test_a_pasted_picture_is_a_picture_after_saving():
    """Or its colours, its grey and its size would be lost with the scene file."""
    wish = replace(given(PHOTO.values, picture=True), grey=True, resize=(10, 12))
    before, after = settled(wish), settled(again(wish))
    assert after.source.picture
    assert after.levels == before.levels
    np.testing.assert_array_equal(after.run.generations[0], before.run.generations[0])
    colour = replace(wish, grey=False)
    assert settled(again(colour)).colour == settled(colour).colour is True


def test_a_scene_knows_how_its_array_is_read():
    scene = Scene(SourceRef("file", path="maps.npy", axes="channels_first"))
    assert again(scene) == scene
    bad = text(source={"kind": "file", "path": "a.npy", "axes": "CHW"})
    refusal(SourceError, lambda: scene_from_json(bad), "source axes is 'CHW'")


def test_a_scene_by_itself_holds_only_the_name_of_a_file():
    for path in ("/home/me/Photos of us/cat.png", "deep/cat.png", "C:\\Users\\me\\cat.png"):
        document = Scene(SourceRef("file", path=path)).to_json()
        assert json.loads(document)["source"] == {"kind": "file", "path": "cat.png"}
    assert "Photos" not in document
    assert "Users" not in document


@pytest.mark.parametrize(
    "values",
    [
        RNG.integers(0, 256, (30, 40, 3), np.uint8),
        RNG.integers(0, 256, (7, 9), np.uint8),
        RNG.integers(0, 2**16, (7, 9), np.uint16),
        RNG.random((7, 9)) < 0.5,
        RNG.integers(-(2**31), 2**31, (7, 9), np.int32),
        RNG.random((7, 9), np.float32),
    ],
    ids=lambda values: values.dtype.name,
)
def test_a_pasted_picture_travels_bit_for_bit(values):
    source = replace(given(values, picture=True).source.given, note="turned upright")
    found = again(Scene(SourceRef("values", given=source))).source.given
    assert (found.name, found.note, found.picture) == ("Given", "turned upright", True)
    assert found.values.dtype == values.dtype
    assert found.values.tobytes() == values.tobytes()


def test_numbers_that_json_has_no_words_for_travel_bit_for_bit():
    odd = np.array([[0x7FF8_0000_0000_0123, 0xFFF0_0000_0000_0000, 2**63]], np.uint64)
    for values in (odd.view(np.float64), np.array([[1, 3]], np.longdouble) / 3):
        document = given(values).to_json()
        json.loads(document, parse_constant=pytest.fail)
        found = scene_from_json(document).source.given.values
        assert found.dtype == values.dtype
        assert found.tobytes() == values.tobytes()


def test_too_many_cells_for_a_scene():
    side = int(MAX_INLINE_CELLS**0.5)
    full = given(np.zeros((side, side), np.uint8))
    assert "values" in json.loads(full.to_json())["source"]
    for values in (np.zeros((side, side + 1), np.uint8), np.zeros(2**23 - 128, np.uint8)[None]):
        over = given(values)
        assert again(over).source.given.values.shape == values.shape
    over = given(np.zeros((1, 2**23 - 127), np.uint8))
    refusal(ExportError, over.to_json, "Given is too large for a scene file; allowed are 8 MB;")
    noise = RNG.integers(0, 256, (1700, 1700, 3), np.uint8)
    refusal(ExportError, given(noise, picture=True).to_json, "allowed are 8 MB;")


def packed(kind, data, **more):
    source = {"kind": "values", kind: base64.b64encode(data).decode(), "name": "P", **more}
    return text(source=source)


def a_png(shape=(40, 30)):
    file = io.BytesIO()
    Image.fromarray(RNG.integers(0, 256, shape, np.uint8)).save(file, "PNG")
    return file.getvalue()


def test_damaged_pictures_in_a_scene_are_told():
    good, array = a_png(), npy(np.arange(6.0).reshape(2, 3))
    assert scene_from_json(packed("png", good)).source.given.values.shape == (40, 30)
    assert scene_from_json(packed("npy", array)).source.given.values.tolist() == [
        [0, 1, 2],
        [3, 4, 5],
    ]
    wide = bytearray(good)
    wide[16:24] = (2**17).to_bytes(4, "big") * 2
    wide[29:33] = zlib.crc32(wide[12:29]).to_bytes(4, "big")
    jpeg, objects = io.BytesIO(), io.BytesIO()
    Image.new("L", (4, 4)).save(jpeg, "JPEG")
    np.save(objects, np.array([[{}]]), allow_pickle=True)
    for document, said in (
        (text(source={"kind": "values", "png": 5}), "source png is a int"),
        (text(source={"kind": "values", "png": "AA=A"}), "source png is damaged"),
        (text(source={"kind": "values", "png": "é"}), "source png is damaged"),
        (text(source={"kind": "values", "png": "A" * 11_184_816}), "too large; allowed are 8 MB"),
        (text(source={"kind": "values", "npy": ""}), "source npy is damaged"),
        (text(source={"kind": "values", "npy": "AAAA", "values": [[1]]}), "has values and npy"),
        (packed("png", jpeg.getvalue()), "does not begin as a .png file does"),
        (packed("png", good[:-200]), "P is a broken picture"),
        (packed("png", good[:40]), "source png is damaged: there is no picture in it."),
        (packed("png", bytes(wide)), "P has too many pixels"),
        (packed("npy", array[:-1]), "P is broken: its header promises 48 bytes"),
        (packed("npy", array[:9]), "P is a broken array"),
        (packed("npy", array.replace(b"(2, 3)", b"(9, 9)")), "its header promises 648 bytes"),
        (packed("npy", objects.getvalue()), "P holds Python objects"),
        (packed("npy", npy(np.zeros((2, 3, 4, 5)))), "P has shape (2, 3, 4, 5)"),
    ):
        refusal(SourceError, lambda document=document: scene_from_json(document), said)


def test_what_is_left_out_has_its_default():
    assert scene_from_json(text()) == Scene()
    assert scene_from_json(text(source={}, spec={"kernel_size": 2})) == Scene()
    assert scene_from_json(text(source={"kind": "random"})).source == SourceRef("random")
    assert scene_from_json(text(spec={"kernel_size": [3, 2]})).spec == PoolSpec((3, 2))
    assert scene_from_json(text(lab="shift")) == Scene(lab="shift")
    assert scene_from_json(text(lab="shift", shift={"dx": -3})).lab == ShiftSettings(dx=-3)
    assert scene_from_json(text(lab="slide", shift={"dx": -3})) == Scene(), "of another lab"
    new = {"poolviz": 2, "lab": {"name": "shift", "dx": -3}}
    assert scene_from_json(json.dumps(new)).lab == ShiftSettings(dx=-3)
    for kind in DRAWINGS:
        assert scene_from_json(text(source={"kind": kind})).source == SourceRef(kind)
        bare = {"kind": kind, "drawing": {}}
        assert scene_from_json(text(source=bare)).source == SourceRef(kind)
    small = scene_from_json(text(source={"kind": "circle", "drawing": {"radius": 9}})).source
    assert small == SourceRef("circle", drawing=Drawing(radius=9))


def test_a_scene_written_before_there_were_shifts_is_read():
    old = {"repeats": 2, "lab": "slide", "step": 0}
    assert scene_from_json(text(**old, source={"kind": "circle"})) == Scene(
        SourceRef("circle", (64, 64)), repeats=2
    )


def test_cells_without_a_type():
    for cells, dtype in (([[1, 2]], np.int64), ([[1, 2.5]], np.float64), ([[True]], np.bool_)):
        scene = scene_from_json(text(source={"kind": "values", "values": cells}))
        assert scene.source.given.values.dtype == dtype
        assert scene.source.given.values.tolist() == cells


# What is no scene


@pytest.mark.parametrize(
    ("document", "said"),
    [
        ("", "JSON"),
        ("{", "JSON"),
        ("[" * 100_000, "JSON"),
        ('{"poolviz": ' + "1" * 5000 + "}", "JSON"),
        ("[]", "poolviz"),
        ("3", "poolviz"),
        ("{}", "poolviz"),
        ('{"poolviz": 3}', "poolviz"),
        ('{"poolviz": "1"}', "poolviz"),
        (text(zoom=3), "'zoom'"),
        (text(spec={"kernel_size": 2, "kernel": 3}), "'kernel'"),
        (text(source={"kind": "4x4", "file": "x"}), "'file'"),
        (text(spec={"mode": "max"}), "kernel_size"),
        (text(spec={}), "kernel_size"),
        (text(spec=None), "spec"),
        (text(spec=[2]), "spec"),
        (text(source="cat"), "source"),
        (text(source=[]), "source"),
        (text(source={"kind": "dog"}), "kind is 'dog'"),
        (text(source={"kind": None}), "kind is None"),
        (text(source={"kind": ["cat"]}), "kind"),
        (text(source={"kind": "file"}), "path"),
        (text(source={"kind": "file", "path": ""}), "path"),
        (text(source={"kind": "file", "path": 5}), "path"),
        (text(source={"kind": "cat", "path": 5}), "path"),
        (text(source={"kind": "random", "size": 8}), "size"),
        (text(source={"kind": "random", "size": [8]}), "size"),
        (text(source={"kind": "random", "size": [8, 8.5]}), "size"),
        (text(source={"kind": "ramp", "size": [0, 8]}), "size is 0"),
        (text(source={"kind": "ramp", "size": [8, 513]}), "size is 513"),
        (text(source={"kind": "random", "seed": -1}), "seed is -1"),
        (text(source={"kind": "random", "seed": "x"}), "seed is 'x'"),
        (text(source={"kind": "random", "seed": 10**30}), "seed"),
        (text(source={"kind": "values"}), "values"),
        (text(source={"kind": "values", "values": "1 2"}), "values"),
        (text(source={"kind": "values", "values": [[1, 2], [3]]}), "values"),
        (text(source={"kind": "values", "values": [[1, "x"]]}), "values"),
        (text(source={"kind": "values", "values": [[1, None]]}), "values"),
        (text(source={"kind": "values", "values": [[10**30]]}), "values"),
        (text(source={"kind": "values", "values": [1, 2]}), "(2,)"),
        (text(source={"kind": "values", "values": [[]]}), "(1, 0)"),
        (text(source={"kind": "values", "values": [[1]], "dtype": "complex64"}), "complex64"),
        (text(source={"kind": "values", "values": [[1]], "dtype": "int3"}), "int3"),
        (text(source={"kind": "values", "values": [[1]], "dtype": "object"}), "object"),
        (text(source={"kind": "values", "values": [[1]], "dtype": "(1,"}), ""),
        (text(source={"kind": "values", "values": [[1]], "dtype": 5}), ""),
        (text(source={"kind": "values", "values": [[300]], "dtype": "uint8"}), ""),
        (text(source={"kind": "values", "values": [[1.5]], "dtype": "int64"}), ""),
        (text(source={"kind": "values", "values": [[float("nan")]], "dtype": "int64"}), ""),
        (text(repeats=0), "repeats is 0"),
        (text(repeats=1.5), "repeats is 1.5"),
        (text(repeats=True), "repeats is True"),
        (text(repeats=None), "repeats is None"),
        (text(step=-1), "step is -1"),
        (text(step="3"), "step is '3'"),
        (text(step=10**12), "step is"),
        (text(channel=-1), "channel is -1"),
        (text(channel=[0]), "channel is [0]"),
        (text(lab="pool"), "lab is 'pool'"),
        (text(lab=None), "lab is None"),
        (text(lab=["slide"]), "lab"),
        *(
            (text(lab="shift", shift=shift), said)
            for shift, said in [
                (None, "shift is None; allowed is an object with ['cure', 'dx', 'dy', 'fill',"),
                ([0, 1], "shift is [0, 1]; allowed is an object"),
                ({"down": 1}, "shift has 'down'; allowed are cure, dx, dy, fill, jitter, seed,"),
                ({"dy": 1.5}, f"dy is 1.5; allowed is a whole number from -{2**31 - 1} to"),
                ({"dy": True}, "dy is True; allowed is a whole number"),
                ({"dx": "1"}, "dx is '1'; allowed is a whole number"),
                ({"dx": 2**31}, "dx is 2147483648; allowed is a whole number from"),
                ({"dy": -(2**31)}, "dy is -2147483648; allowed is a whole number from"),
                ({"jitter": 17}, "jitter is 17; allowed is a whole number from 0 to 16."),
                ({"jitter": -1}, "jitter is -1; allowed is a whole number from 0 to 16."),
                ({"jitter": 2.0}, "jitter is 2.0; allowed is a whole number from 0 to 16."),
                ({"jitter": None}, "jitter is None; allowed is a whole number from 0 to 16."),
                ({"seed": -1}, "seed is -1; allowed is a whole number from 0 to 2,147,483,647."),
                ({"seed": 2**31}, "seed is 2147483648; allowed is a whole number from 0"),
                ({"seed": []}, "seed is []; allowed is a whole number"),
                ({"fill": "edge"}, "fill is 'edge'; allowed are replicate, zero, reflect, wrap."),
                ({"fill": None}, "fill is None; allowed are replicate"),
                ({"fill": ["zero"]}, "fill is ['zero']; allowed are replicate"),
                ({"weights": "real"}, "weights is 'real'; allowed are uniform, rounded."),
                ({"weights": 1}, "weights is 1; allowed are uniform, rounded."),
                ({"cure": ""}, "cure is ''; allowed are none, blur, max-blur, polyphase."),
                ({"cure": None}, "cure is None; allowed are none, blur, max-blur, polyphase."),
            ]
        ),
        *(
            (text(source={"kind": "circle", "drawing": drawing}), said)
            for drawing, said in [
                (None, "drawing is None; allowed is an object"),
                ([28], "drawing is [28]; allowed is an object with ['dots', 'filled', 'letter',"),
                ({"r": 1}, "drawing has 'r'; allowed are dots, filled, letter, radius, thickness."),
                ({"radius": 0}, "radius is 0; allowed is a whole number from 1 to 512."),
                ({"radius": 513}, "radius is 513; allowed is a whole number from 1 to 512."),
                ({"radius": 2.5}, "radius is 2.5; allowed is a whole number"),
                ({"thickness": 0}, "thickness is 0; allowed is a whole number from 1 to 512."),
                ({"thickness": "2"}, "thickness is '2'; allowed is a whole number"),
                ({"filled": 1}, "filled is 1; allowed are true and false."),
                ({"filled": None}, "filled is None; allowed are true and false."),
                ({"letter": ""}, "letter is ''; allowed is one letter."),
                ({"letter": "FG"}, "letter is 'FG'; allowed is one letter."),
                ({"letter": 5}, "letter is 5; allowed is one letter."),
                ({"letter": ["F"]}, "letter is ['F']; allowed is one letter."),
                ({"dots": []}, "dots is []; allowed are two of [row, column]."),
                ({"dots": [[1, 2]]}, "dots is [[1, 2]]; allowed are two of [row, column]."),
                ({"dots": "ab"}, "dots is 'ab'; allowed are two of [row, column]."),
                ({"dots": [1, 2]}, "a dot is 1; allowed is [row, column]."),
                ({"dots": [[1, 2], [3]]}, "a dot is [3]; allowed is [row, column]."),
                ({"dots": [[1, 2], "34"]}, "a dot is '34'; allowed is [row, column]."),
                ({"dots": [[-1, 2], [3, 4]]}, "dot's row is -1; allowed is a whole number from 0"),
                ({"dots": [[1, 2], [3, 512]]}, "dot's column is 512; allowed is a whole number"),
                ({"dots": [[1, 2.5], [3, 4]]}, "dot's column is 2.5; allowed is a whole number"),
            ]
        ),
        (text(source={"kind": "circle", "size": [0, 0]}), "source size is 0"),
        (text(source={"kind": "circle", "size": [64]}), "source size is [64]"),
        (text(source={"kind": "random", "seed": 2**31}), "seed is 2147483648"),
        (text(lab="Shift"), "lab is 'Shift'; allowed are slide, shift."),
        (
            text(source={"kind": "values", "values": [[1e308]], "dtype": "float16"}),
            "source values are not all float16",
        ),
        (text(grey=1), "grey is 1"),
        (text(grey="true"), "grey is 'true'"),
        (text(resize=5), "resize is 5"),
        (text(resize=[5]), "resize is [5]"),
        (text(resize=[0, 5]), "resize is 0"),
        (text(resize=[5, 9000]), "resize is 9000"),
        (text(resize="5x5"), "resize is '5x5'"),
        (text(spec={"kernel_size": 0}), "kernel_size is 0"),
        (text(spec={"kernel_size": [2, 2, 2]}), "kernel_size"),
        (text(spec={"kernel_size": {"a": 1, "b": 2}}), "kernel_size"),
        (text(spec={"kernel_size": None}), "kernel_size is None"),
        (text(spec={"kernel_size": 2, "stride": 0}), "stride is 0"),
        (text(spec={"kernel_size": 2, "mode": "median"}), "mode is 'median'"),
        (text(spec={"kernel_size": 2, "mode": ["max"]}), "mode"),
        (text(spec={"kernel_size": 2, "padding": "full"}), "padding is 'full'"),
        (text(spec={"kernel_size": 2, "padding": -1}), "padding is -1"),
        (text(spec={"kernel_size": 2, "dilation": 1.5}), "dilation is 1.5"),
        (text(spec={"kernel_size": 2, "ceil_mode": 1}), "ceil_mode is 1"),
        (text(spec={"kernel_size": 2, "norm_type": "2"}), "norm_type is '2'"),
        (text(spec={"kernel_size": 2, "norm_type": float("-inf")}), "norm_type is -inf"),
        (text(spec={"kernel_size": 2, "nan_policy": "drop"}), "nan_policy is 'drop'"),
    ],
    ids=lambda value: value[14:60] if value.startswith("{") else None,
)
def test_what_is_no_scene_is_told_by_its_key(document, said):
    allowed = (SourceError, SpecError)
    refusal(allowed, lambda: silently(lambda: scene_from_json(document)), said)


JUNK = [
    None,
    True,
    0,
    -1,
    1.5,
    10**30,
    float("nan"),
    "",
    "x",
    "(1,",
    [],
    {},
    [[1]],
    [1, 2, 3],
    [[{}]],
]


@pytest.mark.parametrize("kind", ["values", "circle"])
def test_no_junk_makes_it_stumble(kind):
    """Whatever stands at one of the keys: a scene that can be written again, or our own error."""
    whole = json.loads(replace(given([[1, 2]]), resize=(5, 5), lab=ShiftSettings()).to_json())
    drawing = json.loads(json.dumps(asdict(Drawing())))
    more = {"kind": kind, "size": [2, 3], "seed": 1, "path": "x.png", "drawing": drawing}
    more |= {"note": "n"} | ({} if kind == "values" else {"png": "", "npy": ""})
    whole["source"] |= more
    places = [(), *((k,) for k in whole)]
    places += [(part, k) for part in ("source", "spec", "lab") for k in whole[part]]
    places += [("source", "drawing", k) for k in drawing]
    read = 0
    for place in places:
        for junk in JUNK:
            data = json.loads(json.dumps(whole))
            inner = data
            for key in place[:-1]:
                inner = inner[key]
            if place:
                inner[place[-1]] = junk
            document = json.dumps(data if place else junk)
            try:
                scene = silently(lambda document=document: scene_from_json(document))
            except PoolvizError:
                continue
            assert isinstance(again(scene), Scene), (place, junk)
            read += 1
    assert read > 20


# What follows from a scene


@pytest.mark.parametrize("name", SCENES)
def test_a_preset_is_possible_as_it_stands(name):
    preset = SCENES[name]
    source = preset.scene.source.load()
    found = resolve(preset.scene, source)
    assert found.notes == ()
    assert found.scene == preset.scene
    assert found.source is source
    assert len(found.run.generations) == preset.scene.repeats + 1
    assert all(low < high for low, high in found.levels)
    assert preset.title
    assert not preset.title.endswith(".")


def test_the_presets_show_what_their_titles_say():
    assert SCENES[default_scene("slide")].scene == Scene(repeats=2)
    runs = {name: settled(preset.scene).run for name, preset in SCENES.items()}
    assert [len(g) for g in runs["circle"].generations] == [64, 32, 16, 8, 4]
    assert [g.shape for g in runs["cat"].generations] == [(n, n) for n in (224, 112, 56, 28)]
    assert len(runs["tie"][SCENES["tie"].scene.step].ties) == 1
    assert runs["unread"].axes[0][0].unread()
    assert runs["same"].output_shape(0) == (4, 4)
    assert runs["seed100"].generations[1].tolist() == [[16, 17], [14, 19]]
    assert runs["colour"].generations[0].ndim == 3
    assert settled(SCENES["colour"].scene).colour
    assert not settled(SCENES["cat"].scene).colour


def test_inputs_that_are_made():
    assert SourceRef("4x4").load().values.tolist() == FOUR.tolist() == [*map(list, EXAMPLE_4X4)]
    assert SourceRef("6x6").load().values.tolist() == SIX.tolist() == [*map(list, EXAMPLE_6X6)]
    assert SourceRef("ramp", (2, 3)).load().values.tolist() == [[0, 1, 2], [3, 4, 5]]
    random = [SourceRef("random", (5, 6), seed).load() for seed in (3, 3, 4)]
    assert random[0].values.shape == (5, 6)
    np.testing.assert_array_equal(random[0].values, random[1].values)
    assert (random[0].values != random[2].values).any()
    assert "3" in random[0].name
    for kind in KINDS[:4]:
        assert not SourceRef(kind).load().picture
    assert [SourceRef(kind).load().name[0] for kind in ("4x4", "6x6")] == ["4", "6"]


def test_inputs_that_are_read(tmp_path):
    for kind in PICTURES:
        source = SourceRef(kind).load()
        assert (source.picture, source.name, source.note) == (True, kind.title(), "")
    lit = SourceRef("circle").load().values
    np.testing.assert_array_equal(lit.astype(bool), circle().astype(bool))
    (tmp_path / "a.npy").write_bytes(npy(FOUR))
    assert SourceRef("file", path=str(tmp_path / "a.npy")).load().values.tolist() == FOUR.tolist()
    refusal(SourceError, SourceRef("file", path=str(tmp_path / "b.npy")).load, "b.npy")


def test_a_picture_is_made_grey_and_resized_before_it_is_pooled():
    scene = Scene(grey=True, resize=(15, 20))
    values = prepare(scene, PHOTO)
    assert values.shape == (15, 20)
    assert values.dtype == np.uint8
    np.testing.assert_array_equal(prepare(Scene(grey=True), PHOTO), to_grey(PHOTO.values))
    assert prepare(Scene(resize=(15, 20)), PHOTO).shape == (15, 20, 3)
    assert prepare(Scene(resize=(30, 40)), PHOTO) is PHOTO.values
    table = replace(PHOTO, picture=False)
    assert prepare(scene, table) is table.values
    found = resolve(scene, PHOTO)
    np.testing.assert_array_equal(found.run.generations[0], values)
    ready = np.zeros((4, 4), np.uint8)
    assert resolve(scene, PHOTO, ready).run.generations[0].tolist() == ready.tolist()


def test_the_names_of_the_channels():
    assert settled(Scene()).channels == ()
    assert resolve(Scene(), PHOTO).channels == ("red", "green", "blue")
    assert resolve(Scene(grey=True), PHOTO).channels == ()
    for depth, picture in ((3, False), (2, False), (5, True)):
        found = resolve(Scene(), Source(np.zeros((4, 4, depth)), "", picture=picture))
        assert found.channels == tuple(f"channel {i}" for i in range(depth))
        assert not found.colour


def test_wishes_are_brought_within_what_is_possible():
    wish = Scene(spec=PoolSpec(9, padding=1), repeats=5, step=99, channel=7)
    found = resolve(wish, Source(np.zeros((4, 6, 3)), "Zeros", "something to know"))
    assert found.scene == replace(
        wish, spec=replace(wish.spec, kernel_size=(6, 8)), repeats=1, step=0, channel=2
    )
    assert found.run.channel == 2
    assert found.notes[0] == "Zeros: something to know."
    assert [note.split(" is now ")[0] for note in found.notes[1:]] == [
        "kernel size",
        "repeat count",
    ]
    assert found.limits.padding == (5, 7)
    assert resolve(replace(Scene(), step=99), Source(FOUR, "")).scene.step == 3
    assert resolve(replace(Scene(), step=2), Source(FOUR, "")).scene.step == 2


def test_an_impossible_scene_is_a_sentence():
    for values in (np.array([["a"]]), np.zeros((0, 4))):
        refusal(SpecError, lambda values=values: resolve(Scene(), Source(values, "")))


# The ends of the colour map


def levels(values, spec=None, repeats=1, picture=False):
    source = Source(np.asarray(values), "Values", picture=picture)
    found = resolve(Scene(spec=spec or PoolSpec(2), repeats=repeats), source)
    assert value_ranges(found.run, source) == found.levels
    assert len(found.levels) == repeats + 1
    return found.levels if len({*found.levels}) > 1 else found.levels[0]


def test_an_8_bit_picture_has_fixed_ends():
    dim = np.full((4, 4), 7, np.uint8)
    for mode in ("max", "mean", "min", "subsample"):
        assert levels(dim, PoolSpec(2, mode=mode), picture=True) == (0, 255)


@pytest.mark.parametrize("value", [7, 200])
def test_sums_and_norms_of_an_8_bit_picture_go_as_far_as_white_windows(value):
    same = np.full((4, 4), value, np.uint8)
    ends = levels(same, PoolSpec(2, mode="sum"), repeats=2, picture=True)
    assert ends == ((0, 255), (0, 1020), (0, 4080))
    assert levels(same, PoolSpec(2, mode="lp"), picture=True) == ((0, 255), (0, 510))
    one = PoolSpec(2, mode="lp", norm_type=1)
    assert levels(same, one, picture=True) == ((0, 255), (0, 1020))
    steep = levels(same, PoolSpec(2, mode="lp", norm_type=1e-3), repeats=2, picture=True)
    assert np.isfinite(steep).all()


def test_other_inputs_have_the_ends_of_all_generations():
    assert levels(FOUR) == (2, 18)
    assert levels(FOUR.astype(np.uint8)) == (2, 18)
    assert levels(FOUR, PoolSpec(2, mode="mean"), repeats=2) == (2, 18)
    assert levels(FOUR.astype(np.uint16), picture=True) == (2, 18)
    assert levels([[True, False], [False, False]]) == (0, 1)
    assert levels(np.stack([FOUR, FOUR * 10], 2)) == (2, 180)


@pytest.mark.parametrize("mode", ["sum", "lp"])
def test_the_input_looks_the_same_in_every_mode(mode):
    for x in (FOUR, -FOUR, FOUR / 7):
        spec = PoolSpec(2, mode=mode)
        assert levels(x, spec, repeats=2)[0] == levels(x, PoolSpec(2), repeats=2)
    ends = levels(FOUR, PoolSpec(2, mode="sum"), repeats=2)
    assert ends == ((2, 18), (8, 72), (32, 288)), "as the mean, times the cells of a window"
    assert levels(-FOUR, PoolSpec(2, mode="sum")) == ((-18, -2), (-72, -8))
    assert levels(-FOUR, PoolSpec(2, mode="lp")) == ((-18, -2), (4, 36))
    assert levels(FOUR - 5, PoolSpec(2, mode="lp")) == ((-3, 13), (0, 26))
    padded = levels(FOUR, PoolSpec(2, mode="sum", padding=1))
    assert padded == ((2, 18), (2, 72)), "a window with padding has fewer cells"


def test_ends_are_finite_and_apart():
    odd = [[np.nan, 1.0, 2.0], [np.inf, -np.inf, 5.0]]
    assert levels(odd, PoolSpec(1)) == (1, 5)
    assert levels(np.full((2, 2), np.nan)) == (0, 1)
    assert levels(np.full((2, 2), 7.0)) == (7, 8)
    assert levels(np.zeros((2, 2), bool)) == (0, 1)
    for value in (1e17, -1e300, 2**62, 3e-320):
        low, high = levels(np.full((2, 2), value))
        assert low < high
        assert np.isfinite([low, high]).all()


def test_the_ends_do_not_move_with_the_step():
    scene = Scene(SourceRef("6x6"), PoolSpec(2, 1), repeats=3)
    assert len({settled(replace(scene, step=step)).levels for step in range(0, 50, 7)}) == 1


# The Shift lab


CIRCLE = Scene(SourceRef("circle"), PoolSpec(2, padding="same"), 4, step=4, lab="shift")


def test_it_steps_through_levels():
    found = settled(CIRCLE)
    assert found.course.length == 5
    assert found.scene.step == 4
    for step, want in ((-1, 0), (0, 0), (3, 3), (5, 4), (10**6, 4)):
        assert settled(replace(CIRCLE, step=step)).scene.step == want
    slide = settled(replace(CIRCLE, lab="slide", step=10**6))
    assert slide.course.length == len(slide.run) == 32**2 + 16**2 + 8**2 + 4**2
    assert slide.scene.step == slide.course.length - 1


def test_it_has_one_number_for_each_cell():
    for scene in (Scene(lab="shift"), Scene(lab="shift", grey=True), Scene(grey=True)):
        assert scene.makes_grey
        np.testing.assert_array_equal(prepare(scene, PHOTO), to_grey(PHOTO.values))
    assert not Scene().makes_grey
    assert prepare(Scene(), PHOTO) is PHOTO.values
    table = replace(PHOTO, picture=False)
    assert prepare(Scene(lab="shift"), table) is table.values
    found = resolve(Scene(lab="shift", channel=2), PHOTO)
    assert (found.channels, found.colour, found.scene.channel) == ((), False, 0)
    assert not found.scene.grey  # in the Slide lab, the colours are there again
    small = resolve(Scene(lab="shift", resize=(6, 8)), PHOTO)
    assert small.run.generations[0].shape == (6, 8)


@pytest.mark.parametrize(
    ("shape", "wish", "possible", "said"),
    [
        ((64, 64), (3, -3, 3), (3, -3, 3), []),
        ((64, 64), (63, -63, 16), (63, -63, 16), []),
        ((64, 64), (64, 0, 3), (63, 0, 3), ["the shift is now down 63, to stay in"]),
        ((8, 20), (-9, 99, 3), (-7, 19, 3), ["the shift is now right 19, up 7, to stay in"]),
        ((64, 64), (0, 0, 17), (0, 0, 16), ["jitter is now 16, the most on 64 × 64 cells."]),
        ((64, 64), (0, 0, -1), (0, 0, 0), ["jitter is now 0"]),
        ((9, 4), (0, 0, 8), (0, 0, 3), ["jitter is now 3, the most on 9 × 4 cells."]),
        ((1, 9), (2, 9, 3), (0, 8, 0), ["jitter is now 0", "is now right 8, to stay in"]),
        ((1, 1), (2**31, -(2**31), 16), (0, 0, 0), ["jitter is now 0", "shift is now 0, to"]),
    ],
)
def test_a_shift_is_brought_within_the_picture(shape, wish, possible, said):
    settings = ShiftSettings(*wish, "wrap", 5, "rounded", "blur")
    fitted, notes = settings.fit(shape)
    assert fitted == ShiftSettings(*possible, "wrap", 5, "rounded", "blur")
    assert len(notes) == len(said)
    for note, words in zip(notes, said, strict=True):
        one_sentence(note)
        assert words in note
    assert fitted.fit(shape) == (fitted, ())
    assert fitted.jitter <= max_jitter(shape)
    found = resolve(Scene(lab=settings), Source(np.zeros(shape), "Z"))
    assert found.scene.lab == fitted
    assert found.notes[len(found.notes) - len(notes) :] == notes
    slide = resolve(Scene(), Source(np.zeros(shape), "Z", "a note"))
    assert not any("jitter" in note or "shift" in note for note in slide.notes)
    assert slide.notes[0] == "Z: a note."


def test_the_most_jitter():
    assert [max_jitter(s) for s in ((1, 1), (1, 9), (9, 4), (17, 17), (18, 18), (512, 512))] == [
        0, 0, 3, 16, 16, 16
    ]  # fmt: skip


def test_another_look_pools_nothing_again():
    before = settled(CIRCLE)
    shift = ShiftSettings(-2, 99, 20, "zero", 7, "rounded", "blur")
    after = before.looking(replace(CIRCLE, lab=shift, step=2))
    assert after.run.generations is before.run.generations
    assert (after.levels, after.limits, after.source) == (
        before.levels,
        before.limits,
        before.source,
    )
    fitted = replace(shift, jitter=16, dx=63)
    assert after.scene == replace(CIRCLE, lab=fitted, step=2)
    assert [note.split(" is now ")[0] for note in after.notes] == ["jitter", "the shift"]
    assert after.looking(replace(CIRCLE, lab=fitted)).notes == ()


def test_a_look_from_another_lab():
    before = settled(replace(CIRCLE, lab="slide", step=700))
    after = before.looking(replace(CIRCLE, step=700))
    assert (after.scene.lab.name, after.course.length, after.scene.step) == ("shift", 5, 4)
    back = after.looking(
        replace(
            CIRCLE,
            lab="slide",
            step=1300,
        )
    )
    assert (back.scene.lab.name, back.scene.step, back.course.length) == ("slide", 1300, 1360)
    assert back.notes == ()
    assert back.run.generations is before.run.generations


def test_a_look_at_another_channel():
    before = resolve(Scene(lab="shift"), Source(np.zeros((4, 4, 5)), ""))
    assert before.looking(replace(before.scene, channel=3)).run.channel == 3
    last = before.looking(replace(before.scene, channel=9))
    assert (last.run.channel, last.scene.channel) == (4, 4)
    assert settled(CIRCLE).looking(replace(CIRCLE, channel=9)).scene.channel == 0


def test_what_pools_alike():
    found = settled(CIRCLE)
    assert found.same_pooling(CIRCLE)
    shift = ShiftSettings(1, 2, 3, "wrap", 4, "rounded", "blur")
    for alike in ({"step": 0}, {"channel": 2}, {"lab": "slide"}, {"lab": shift}):
        assert found.same_pooling(replace(CIRCLE, **alike))
    for other in (
        {"spec": PoolSpec(2)},
        {"repeats": 3},
        {"grey": True},
        {"resize": (5, 5)},
        {"source": SourceRef("dots")},
        {"source": SourceRef("circle", drawing=Drawing(radius=27))},
    ):
        assert not found.same_pooling(replace(CIRCLE, **other))


def test_what_a_colour_map_goes_to():
    assert finite_range([]) == (0, 1)
    assert finite_range([np.array([3, 5]), np.array([-1.5, np.nan, np.inf])]) == (-1.5, 5)
    assert finite_range([np.array([3, 5])], (0, 4)) == (0, 5)
    assert finite_range([np.zeros(0), np.full(2, -np.inf)], (2, 4)) == (2, 4)
    assert finite_range([np.array([True])]) == (1, 2)
    assert fixed_range(resolve(Scene(), PHOTO).run, PHOTO) == (0, 255)
    for values, picture in ((FOUR.astype(np.uint8), False), (FOUR, True)):
        source = Source(values, "", picture=picture)
        assert fixed_range(resolve(Scene(), source).run, source) is None


def test_a_scene_is_a_value():
    assert Scene() == Scene(SourceRef("4x4"), PoolSpec(2))
    assert len({Scene(), Scene(), Scene(repeats=2)}) == 2
    assert asdict(Scene())["repeats"] == 1
    run = settled(Scene()).run
    np.testing.assert_array_equal(run.generations[1], pool2d(FOUR, PoolSpec(2)))


def test_the_range_of_a_large_array_is_found_in_pieces():
    large = np.zeros((700, 900), np.float32)
    large[3, 5], large[699, 899], large[350, 1] = -2.5, 7, np.inf
    assert finite_range([large]) == (-2.5, 7)
    asked = []
    with stopping(lambda: len(asked) > 1 or asked.append(1)), pytest.raises(StoppedError):
        finite_range([large])
