"""Files of every kind, whole and broken: what is shown, and the one sentence where nothing is."""

import io
import itertools
import zipfile
import zlib

import numpy as np
import pytest
from PIL import Image

from poolviz.core import Source, SourceError, open_source
from poolviz.core.inputs.images import IMAGE_FORMATS, resized, to_grey
from poolviz.core.inputs.source import (
    MAX_TEXT_BYTES,
    asset_path,
    axes_in_words,
    checked,
    load_array,
    load_image,
    other_axes,
    turned,
)
from tests.core.checks import FOUR
from tests.core.outside import encoded, npy, npy_header, png, refusal, silently
from tests.core.pooling.test_pooling_random import DTYPES, FOREIGN_DTYPES

RNG = np.random.default_rng(25)
GREY = RNG.integers(0, 256, (7, 9), np.uint8)
DEEP = RNG.integers(0, 65536, (7, 9), np.uint16)
COLOUR = RNG.integers(0, 256, (7, 9, 3), np.uint8)
ORIENTATION = 0x0112


@pytest.fixture
def opened(tmp_path):
    """Return a function that writes a file and opens it as a user would."""

    def open_written(name, data):
        path = tmp_path / name
        path.write_bytes(data)
        return silently(lambda: open_source(path))

    return open_written


def holds(source, values, dtype=None, note=""):
    """Assert what a source holds, type included."""
    values = np.asarray(values)
    assert source.values.dtype == (dtype or values.dtype)
    assert source.values.dtype.isnative
    assert source.values.flags.c_contiguous
    np.testing.assert_array_equal(source.values, values)
    assert source.note == note


# Pictures


@pytest.mark.parametrize(
    ("name", "form", "values"),
    [
        ("grey.png", "PNG", GREY),
        ("grey.TIF", "TIFF", GREY),
        ("deep.png", "PNG", DEEP),
        ("deep.tif", "TIFF", DEEP),
        ("two.png", "PNG", GREY > 99),
        ("two.tiff", "TIFF", GREY > 99),
        ("real.tif", "TIFF", np.array([[-1.5, np.nan], [np.inf, 1e30]], np.float32)),
        ("whole.tif", "TIFF", np.array([[-(2**31), 2**31 - 1]], np.int32)),
        *(
            (f"colour.{form.lower()}", form, COLOUR)
            for form in ("PNG", "BMP", "TIFF", "PPM", "TGA")
        ),
        *((f"colour.{form.lower()}", form, COLOUR) for form in ("QOI", "PCX", "ICO")),
        ("no suffix", "PNG", COLOUR),
        ("misleading.jpg", "PNG", COLOUR),
    ],
)
def test_a_picture_keeps_its_numbers_and_their_type(opened, name, form, values):
    source = opened(name, encoded(Image.fromarray(values), form))
    holds(source, values)
    assert source.name == name
    assert source.picture


def test_lossless_and_lossy_pictures(opened):
    holds(opened("a.webp", encoded(Image.fromarray(COLOUR), "WEBP", lossless=True)), COLOUR)
    holds(opened("a.jp2", encoded(Image.fromarray(COLOUR), "JPEG2000")), COLOUR)
    smooth = np.full((16, 16, 3), (200, 100, 50), np.uint8)
    for form in ("JPEG", "WEBP", "AVIF"):
        values = opened("a.bin", encoded(Image.fromarray(smooth), form)).values
        assert values.dtype == np.uint8
        assert np.abs(values.astype(int) - smooth).max() <= 4


def test_16_bit_big_endian(opened):
    image = Image.frombytes("I;16B", (9, 7), DEEP.astype(">u2").tobytes())
    holds(opened("deep.tif", encoded(image, "TIFF")), DEEP)


@pytest.mark.parametrize("width", range(50, 60))
@pytest.mark.parametrize("form", ["BMP", "PCX", "TIFF", "PNG"])
def test_8_bit_colour_is_not_said_to_be_deeper(opened, form, width):
    wide = np.zeros((3, width, 3), np.uint8)
    holds(opened("a.bin", encoded(Image.fromarray(wide), form)), wide)


@pytest.mark.parametrize(("colour_type", "samples"), [(2, 3), (4, 2), (6, 4)])
def test_bits_that_are_cut_are_told(opened, colour_type, samples):
    deep = np.full((3, 4, samples), 0xFFFF)
    source = opened("deep.png", png(deep, 16, colour_type))
    assert source.values.dtype == np.uint8
    assert source.values.min() == 255
    assert "16-bit" in source.note
    assert "8 bits" in source.note


def test_transparency_is_laid_on_white(opened):
    pixels = np.zeros((2, 2, 4), np.uint8)
    pixels[..., :3] = 100
    pixels[..., 3] = [[0, 255], [51, 128]]
    grey = [[255, 100], [224, 177]]
    note = "transparency laid on white"
    source = opened("a.png", encoded(Image.fromarray(pixels), "PNG"))
    holds(source, np.repeat(np.array(grey, np.uint8)[..., None], 3, 2), note=note)
    alpha = Image.merge("LA", [Image.fromarray(pixels[..., i].copy()) for i in (0, 3)])
    holds(opened("a.png", encoded(alpha, "PNG")), grey, np.uint8, note)


def test_a_grey_picture_with_one_clear_shade_stays_grey(opened):
    shades = np.array([[0, 9], [9, 200]], np.uint8)
    data = encoded(Image.fromarray(shades), "PNG", transparency=9)
    holds(opened("a.png", data), [[0, 255], [255, 200]], np.uint8, "transparency laid on white")


def test_a_palette_becomes_its_colours(opened):
    image = Image.fromarray(np.array([[0, 1], [2, 1]], np.uint8), "P")
    image.putpalette([255, 0, 0, 0, 255, 0, 0, 0, 255])
    red, green, blue = np.eye(3, dtype=np.uint8) * 255
    holds(opened("a.png", encoded(image, "PNG")), [[red, green], [blue, green]])
    holds(opened("a.gif", encoded(image, "GIF")), [[red, green], [blue, green]])
    clear = encoded(image, "PNG", transparency=1)
    white = np.full(3, 255, np.uint8)
    holds(
        opened("a.png", clear),
        [[red, white], [blue, white]],
        note="transparency laid on white",
    )


def test_ink_becomes_light(opened):
    source = opened("a.jpg", encoded(Image.new("CMYK", (3, 2), (0, 255, 255, 0)), "JPEG"))
    holds(source, [[[255, 0, 0]] * 3] * 2, np.uint8, "CMYK converted to RGB")


def test_the_first_frame_of_an_animation(opened):
    frames = [Image.fromarray(np.full((4, 5), shade, np.uint8)) for shade in (10, 90, 200)]
    data = encoded(frames[0], "GIF", save_all=True, append_images=frames[1:])
    source = opened("a.gif", data)
    assert source.values.shape[:2] == (4, 5)
    assert set(source.values.ravel().tolist()) == {10}
    assert source.note == "frame 1 of 3"
    data = encoded(frames[1], "TIFF", save_all=True, append_images=frames[:1])
    holds(opened("a.tif", data), np.full((4, 5), 90, np.uint8), note="frame 1 of 2")


UPRIGHT = {
    1: lambda x: x,
    2: lambda x: x[:, ::-1],
    3: lambda x: x[::-1, ::-1],
    4: lambda x: x[::-1],
    5: lambda x: x.swapaxes(0, 1),
    6: lambda x: np.rot90(x, -1),
    7: lambda x: x[::-1, ::-1].swapaxes(0, 1),
    8: lambda x: np.rot90(x),
}


@pytest.mark.parametrize("orientation", UPRIGHT)
@pytest.mark.parametrize(
    ("values", "form"),
    [
        *((values, "PNG") for values in (GREY, DEEP, COLOUR, GREY > 9)),
        *((values, "TIFF") for values in (DEEP, GREY.astype(np.float32))),
    ],
)
def test_a_picture_is_turned_upright(opened, values, form, orientation):
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    source = opened("a.bin", encoded(Image.fromarray(values), form, exif=exif))
    np.testing.assert_array_equal(source.values, UPRIGHT[orientation](values))
    assert source.values.dtype == values.dtype


def test_turning_is_told(opened):
    exif = Image.Exif()
    exif[ORIENTATION] = 6
    assert opened("a.png", encoded(Image.fromarray(GREY), "PNG", exif=exif)).note
    exif[ORIENTATION] = 1
    assert not opened("a.png", encoded(Image.fromarray(GREY), "PNG", exif=exif)).note


# Arrays


def archive(**members):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as file:
        for name, data in members.items():
            file.writestr(name, data)
    return stream.getvalue()


@pytest.mark.parametrize("dtype", [*DTYPES, *FOREIGN_DTYPES])
def test_an_array_keeps_its_numbers_and_their_type(opened, dtype):
    values = (FOUR % 2 if dtype == "?" else FOUR).astype(dtype)
    for written in (values, np.asfortranarray(values), values[::-1, ::2], values.T):
        source = opened("a.npy", npy(written))
        holds(source, written, written.dtype.newbyteorder("="))
        assert source.name == "a.npy"
        assert not source.picture


def test_channels_of_an_array(opened):
    many = np.arange(60.0).reshape(3, 4, 5)
    said = "read as 3 × 4 cells with 5 channels"
    holds(opened("a.npy", npy(many)), many, note=said)
    holds(opened("a.npy", npy(np.asfortranarray(many))), many, note=said)
    holds(opened("a.npy", npy(many[..., :1])), many[..., 0])
    assert opened("a.npy", npy(COLOUR)).picture
    assert not opened("a.npy", npy(COLOUR.astype(float))).picture


def test_the_first_array_of_an_archive(opened):
    for save in (np.savez, np.savez_compressed):
        stream = io.BytesIO()
        save(stream, four=np.asfortranarray(FOUR), grey=GREY)
        holds(opened("a.npz", stream.getvalue()), FOUR, note="four, the first of 2 arrays")
        stream = io.BytesIO()
        save(stream, GREY)
        holds(opened("a.npz", stream.getvalue()), GREY)


def test_an_array_that_python_2_saved(opened):
    text = "{'descr': '<f8', 'fortran_order': False, 'shape': (2L, 1L), }"
    holds(opened("a.npy", npy_header(text, np.array([1.5, 2.5]).tobytes())), [[1.5], [2.5]])


@pytest.mark.parametrize(
    ("tail", "note"),
    [
        (b"\0", "1 byte behind the array is left out"),
        (b"junk" * 500, "2,000 bytes behind the array are left out"),
        (npy(FOUR), "256 bytes behind the array are left out"),
        (archive(**{"a.npy": npy(COLOUR)}), None),
    ],
)
def test_what_stands_behind_an_array_is_left_out_and_told(opened, tail, note):
    note = note or f"{len(tail)} bytes behind the array are left out"
    holds(opened("a.npy", npy(FOUR) + tail), FOUR, note=note)
    within = archive(**{"a.npy": npy(FOUR) + tail, "b.npy": npy(FOUR)})
    holds(opened("a.npz", within), FOUR, note=f"a, the first of 2 arrays; {note}")


def header(descr="<f8", shape="(2, 3)", fortran=False):
    return f"{{'descr': {descr!r}, 'fortran_order': {fortran}, 'shape': {shape}, }}"


PAIRS = np.zeros((2, 3), [("a", "i4"), ("b", "f8")])


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "broken"),
        (b"\x93NUMPY", "broken"),
        (b"no array at all", "broken"),
        (npy(FOUR)[:-1], "promises 128 bytes, the file has 127"),
        (npy(np.array([[{}, 1]]), allow_pickle=True), "Python objects"),
        (npy_header(header("|O", "(1, 1)"), b"\0" * 8), "Python objects"),
        (b"\x80\x04\x95pickled", "broken"),
        (npy(PAIRS), "<i4"),
        (npy(FOUR + 1j), "complex128"),
        (npy(np.array([["a", "b"]])), "<U1"),
        (npy(FOUR.astype("M8[s]")), "datetime64[s]"),
        (npy(np.zeros((2, 2, 2, 2))), "(2, 2, 2, 2)"),
        (npy(np.arange(5)), "(5,)"),
        (npy(np.float64(3)), "()"),
        (npy(np.zeros((0, 3))), "(0, 3)"),
        (npy(np.zeros((3, 0))), "(3, 0)"),
        (npy(np.zeros((3, 4, 0))), "(3, 4, 0)"),
        (npy_header(header(shape="(1000000000, 1000000000)")), "8,000,000,000,000,000,000 bytes"),
        (npy_header(header(shape=f"({'9' * 100}, 1)")), "the file has 0"),
        (npy_header(header(shape="(-2, -3)"), b"\0" * 48), "broken"),
        (npy_header(header(shape="(-1, -6)"), b"\0" * 48), "broken"),
        (npy_header(header(shape="(-1, 1)"), b"\0" * 48), "broken"),
        (npy_header(header("|V0")), "broken"),
        (npy_header(header("|a0")), "broken"),
        (npy_header(header("\\d")), "broken"),
        (npy_header(header(shape="(2, 3"), b"\0" * 48), "broken"),
        (npy_header("[" * 4000, b"\0" * 48), "broken"),
        (npy_header("{}", b"\0" * 48), "broken"),
        (npy_header(header() + " " * 20_000, b"\0" * 48), "broken"),
        (npy_header(header(), b"\0" * 48, version=b"\7\0"), "format (7, 0)"),
    ],
)
def test_an_array_that_can_not_be_shown(opened, data, said):
    refusal(SourceError, lambda: opened("a.npy", data), "a.npy", said)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (archive(), "no array"),
        (archive(text=b"1 2"), "no array"),
        (archive(**{"a.npy": b"1 2"}), "broken"),
        (archive(**{"a.npy": npy(FOUR)[:-9]}), "broken"),
        (archive(**{"a.npy": npy(np.array([[{}]]), allow_pickle=True)}), "Python objects"),
        (archive(**{"a.npy": npy_header(header(shape="(99999, 99999)"))}), "bytes"),
        (archive(**{"a.npy": npy(FOUR)})[:-9], "broken"),
        (archive(**{"a.npy": npy(FOUR)}).replace(b"\x93NUMPY", b"\x93NUMPX"), None),
    ],
)
def test_an_archive_that_can_not_be_shown(opened, data, said):
    if said:
        refusal(SourceError, lambda: opened("a.npz", data), "a.npz", said)
    else:  # the byte that is changed is compressed: whatever comes of it is no other error
        assert outcome(opened, "a.npz", data) in (Source, SourceError)


def test_an_array_too_large_is_refused_before_it_is_read():
    class Promised(io.BytesIO):
        """A file that says it is as long as its header promises."""

        def tell(self):
            return super().tell() + self.more

        def seek(self, offset, whence=0):
            self.more = 2**28 if whence == 2 else 0
            return super().seek(offset, whence)

    file = Promised(npy_header(header("|u1", f"({2**14}, {2**14})")))
    refusal(SourceError, lambda: load_array(file, "big.npy"), "big.npy", "268,435,456 values")


def test_an_input_too_large_is_refused_before_it_is_copied():
    big = np.broadcast_to(np.uint8(0), (2**14, 2**14))
    refusal(SourceError, lambda: checked(big, "big.png"), "big.png", "268,435,456 values")


# Tables


def test_tables_in_files(opened):
    holds(opened("a.csv", b"1,2\n3,4\n"), [[1, 2], [3, 4]])
    holds(opened("a.tsv", b"\xef\xbb\xbf1,5\t2\r\n3\t4\r\n"), [[1.5, 2], [3, 4]])
    holds(opened("a.CSV", '"1";"−2"\n3;∞'.encode()), [[1, -2], [3, np.inf]])
    holds(opened("a.txt", "1 2\n3 4".encode("utf-16")), [[1, 2], [3, 4]])
    holds(opened("a.txt", b"\xfe\xff" + "[[1, 2.5]]".encode("utf-16-be")), [[1, 2.5]])
    source = opened("plain.csv", b"7")
    assert (source.name, source.picture) == ("plain.csv", False)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"1,2\n3,x\n", "Row 2, column 2"),
        (b"1,2\n3\n", "Row 2"),
        (b"", "empty"),
        (b"\xef\xbb\xbf", "empty"),
        (b"[[]]", ""),
        (b"\xff\xfe", "empty"),
        (b"\xff\xfe1", "not a text"),
        (b"1;2\n3;\xb5", "not a text"),
        (encoded(Image.fromarray(GREY), "PNG"), "not a text"),
        (npy(FOUR), "not a text"),
        (b'1,"' + b"2" * 140_000, ""),
    ],
)
def test_a_file_that_is_no_table(opened, data, said):
    """The sentence names the file, as every other does: the status line shows nothing else."""
    refusal(SourceError, lambda: opened("a.csv", data), said)
    refusal(SourceError, lambda: opened("a.csv", data), "a.csv")


def test_a_table_too_large(tmp_path):
    path = tmp_path / "big.csv"
    with path.open("wb") as file:
        file.truncate(MAX_TEXT_BYTES + 1)
    refusal(SourceError, lambda: open_source(path), "big.csv", "64 MB")


# What is no file, or no picture


def test_what_is_no_file(tmp_path, monkeypatch):
    refusal(SourceError, lambda: open_source(tmp_path / "gone.png"), "gone.png")
    refusal(SourceError, lambda: open_source(str(tmp_path / "gone.csv")), "gone.csv")
    (tmp_path / "pictures.png").mkdir()
    refusal(SourceError, lambda: open_source(tmp_path / "pictures.png"), "pictures.png", "folder")
    (tmp_path / "file").write_bytes(b"")
    refusal(SourceError, lambda: open_source(tmp_path / "file" / "a.png"), "a.png")
    refusal(SourceError, lambda: open_source("x" * 300 + ".png"), "xxx.png")
    refusal(SourceError, lambda: open_source("a\0b.png"), "b.png")
    monkeypatch.chdir(tmp_path)
    for folder in (".", "..", "/"):
        refusal(SourceError, lambda folder=folder: open_source(folder), "folder")


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.png", b""),
        ("a.png", b"1 2 3\n4 5 6\n"),
        ("a.png", npy(FOUR)),
        ("a.png", png(GREY, 8, 0, size=(0, 9))),
        ("a.dat", b"1,2"),
        ("a.svg", b"<svg/>"),
        ("a.eps", b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n"),
        ("a.pdf", b"%PDF-1.7\n"),
    ],
)
def test_what_is_no_picture(opened, name, data):
    refusal(SourceError, lambda: opened(name, data), name, "allowed are pictures")


@pytest.mark.parametrize("side", [9_500, 20_000, 1_000_000])
def test_a_picture_that_would_burst_the_memory(opened, side):
    data = png([[0]], 8, 0, size=(side, side))
    refusal(SourceError, lambda: opened("bomb.png", data), "bomb.png", "too many pixels")


def test_a_text_that_would_burst_the_memory(opened):
    packed = b"Comment\0\0" + zlib.compress(b" " * 2**23)
    refusal(SourceError, lambda: opened("a.png", png(GREY, 8, 0, zTXt=packed)), "a.png", "broken")


# Damage


def outcome(opened, name, data):
    """Return Source or SourceError, whichever it is, after checking what is promised of it."""
    try:
        source = opened(name, data)
    except SourceError:
        refusal(SourceError, lambda: opened(name, data), name)
        return SourceError
    assert source.values.ndim in (2, 3)
    assert source.values.size
    assert source.values.dtype.kind in "biuf"
    return Source


def damaged(data, rng):
    """Return `data` cut short, with some bytes changed, or both."""
    data = bytearray(data)
    kind = int(rng.integers(3))
    if kind:
        for _ in range(int(rng.integers(1, 6))):
            data[int(rng.integers(len(data)))] = int(rng.integers(256))
    if kind != 1:
        data = data[: int(rng.integers(len(data)))]
    return bytes(data)


SMALL = Image.fromarray(COLOUR)
WHOLE = {
    **{form: lambda form=form: encoded(SMALL, form) for form in IMAGE_FORMATS},
    "PNG 16": lambda: encoded(Image.fromarray(DEEP), "PNG"),
    "PNG palette": lambda: encoded(SMALL.quantize(8), "PNG"),
    "TIFF float": lambda: encoded(Image.fromarray(GREY.astype(np.float32)), "TIFF"),
    "TIFF packed": lambda: encoded(SMALL, "TIFF", compression="tiff_lzw"),
    "GIF frames": lambda: encoded(SMALL, "GIF", save_all=True, append_images=[SMALL.rotate(90)]),
    "JPEG progressive": lambda: encoded(SMALL, "JPEG", progressive=True),
    "npy": lambda: npy(GREY),
    "npz": lambda: archive(**{"a.npy": npy(GREY), "b.npy": npy(FOUR)}),
    "csv": lambda: b'1;2,5;"3"\n4;-5;nan\n',
}


@pytest.mark.parametrize("kind", WHOLE)
def test_damage_is_told_in_a_sentence(opened, kind):
    """Whatever bytes are lost or changed: a picture, or one sentence, and never a warning."""
    rng = np.random.default_rng(26)
    data, name = WHOLE[kind](), f"a.{kind.split()[0].lower()}"
    assert outcome(opened, name, data) is Source
    found = {outcome(opened, name, damaged(data, rng)) for _ in range(40)}
    assert SourceError in found


def test_random_bytes_are_no_picture(opened):
    rng = np.random.default_rng(27)
    heads = [WHOLE[form]()[:size] for form in IMAGE_FORMATS for size in (0, 2, 8, 24)]
    for head in heads:
        for name in ("a.png", "a.npy", "a.npz", "a.csv"):
            data = head + rng.bytes(int(rng.integers(200)))
            assert outcome(opened, name, data) in (Source, SourceError)


def test_bytes_in_memory_are_as_good_as_a_file():
    holds(load_image(encoded(Image.fromarray(DEEP), "PNG"), "pasted"), DEEP)
    refusal(SourceError, lambda: load_image(b"GIF89a", "pasted"), "pasted")


# Grey and size


def test_grey_has_the_weights_of_bt_601():
    primaries = np.array([[[255, 0, 0], [0, 255, 0], [0, 0, 255], [255, 255, 255]]], np.uint8)
    assert to_grey(primaries).tolist() == [[76, 150, 29, 255]]
    assert to_grey(primaries).dtype == np.uint8
    every = RNG.integers(0, 256, (100, 100, 3), np.uint8)
    luma = np.sum(every * np.array([299, 587, 114]), axis=2) / 1000
    assert np.abs(to_grey(every) - luma).max() <= 0.5
    real = RNG.random((9, 9, 3)).astype(np.float32)
    assert to_grey(real).dtype == np.float32
    np.testing.assert_allclose(to_grey(real), real @ [0.299, 0.587, 0.114], rtol=1e-6)
    shades = np.repeat(np.arange(256, dtype=np.uint8)[None, :, None], 3, 2)
    np.testing.assert_array_equal(to_grey(shades), shades[..., 0])


@pytest.mark.parametrize(
    ("dtype", "value"),
    [("?", True), ("u1", 0), ("u1", 255), ("u2", 65535), ("u2", 12345), ("f4", -1.25), ("f4", 1e30)]
    + [("i4", value) for value in (-77, 2**24 + 1, 2**31 - 1, -(2**31))],
)
def test_one_colour_stays_one_colour_at_any_size(dtype, value):
    for channels, size in itertools.product([(), (3,), (5,)], [(2, 3), (20, 31), (7, 30), (1, 1)]):
        values = np.full((7, 9, *channels), value, dtype)
        other = silently(lambda values=values, size=size: resized(values, size))
        assert other.shape == (*size, *channels)
        assert other.dtype == values.dtype
        want = np.full(other.shape, value, dtype)
        np.testing.assert_allclose(other, want, rtol=1e-6 if dtype == "f4" else 0)


@pytest.mark.parametrize("dtype", ["u1", "u2", "i4", "f4"])
def test_resizing_averages_what_it_joins(dtype):
    ramp = (np.arange(32) * 4 + np.zeros((16, 1))).astype(dtype)
    halved = resized(ramp, (8, 16)).astype(float)
    inner = (ramp[::2, ::2].astype(float) + ramp[::2, 1::2])[:, 1:-1] / 2
    np.testing.assert_allclose(halved[:, 1:-1], inner, atol=0.51)
    spot = np.zeros((64, 64), dtype)
    spot[30:34, 30:34] = 200
    assert 0 < resized(spot, (4, 4)).max() < 200  # nothing is skipped
    across = resized(np.stack([ramp, ramp[:, ::-1]], 2), (8, 16))
    np.testing.assert_allclose(across[..., 0], across[:, ::-1, 1], atol=1)


def test_resizing_booleans_takes_the_nearest():
    chess = np.array([[True, False], [False, True]])
    assert resized(chess, (4, 4)).tolist() == np.kron(chess, np.ones((2, 2), bool)).tolist()
    assert resized(np.kron(chess, np.ones((3, 3), bool)), (2, 2)).tolist() == chess.tolist()


# Shipped files


def test_shipped_pictures_are_found():
    for name in ("cat.png", "car.png", "circle.png"):
        assert asset_path(name).name == name
        assert open_source(asset_path(name)).note == ""
    refusal(SourceError, lambda: asset_path("dog.png"), "dog.png")
    refusal(SourceError, lambda: asset_path(""), "missing")


@pytest.mark.parametrize(
    ("shape", "said", "other"),
    [
        ((8, 7, 7), "8 × 7 cells with 7 channels", (7, 7, 8)),
        ((3, 9, 10), "3 × 9 cells with 10 channels", (9, 10, 3)),
        ((1, 9, 10), "1 × 9 cells with 10 channels", (9, 10, 1)),
        ((2, 2, 2), "2 × 2 cells with 2 channels", (2, 2, 2)),
    ],
)
def test_axes_that_can_be_meant_either_way_are_told_and_turned(shape, said, other, tmp_path):
    values = np.arange(np.prod(shape)).reshape(shape)
    np.save(tmp_path / "a.npy", values)
    last, first = (open_source(tmp_path / "a.npy", axes) for axes in (None, "channels_first"))
    assert (last.axes, last.note) == ("channels_last", f"read as {said}")
    assert other_axes(last) == ("channels_first", other)
    np.testing.assert_array_equal(np.atleast_3d(last.values), values)
    np.testing.assert_array_equal(np.atleast_3d(first.values), values.transpose(1, 2, 0))
    assert first.note == f"read as {axes_in_words(other)}"
    assert other_axes(first) == ("channels_last", shape)
    assert first.values.flags.c_contiguous
    for one, two in ((last, first), (first, last)):
        now = turned(one)
        np.testing.assert_array_equal(now.values, two.values)
        assert (now.axes, now.note, now.name) == (two.axes, two.note, "a.npy")


def test_axes_that_are_plain_are_not_asked_about(tmp_path):
    for shape in ((8, 7), (5, 7, 3), (30, 40, 4), (3, 2, 1)):
        np.save(tmp_path / "a.npy", np.zeros(shape))
        source = open_source(tmp_path / "a.npy")
        assert (source.axes, source.note) == ("", "")
    np.save(tmp_path / "a.npy", np.zeros((3, 20, 30), np.uint8))
    assert open_source(tmp_path / "a.npy", "channels_first").picture
    for axes in ("CHW", "", (0, 1)):
        refusal(SourceError, lambda axes=axes: open_source(tmp_path / "a.npy", axes), "axes is ")
