"""Lists of places as offices and surveyors keep them: each format, what a dry run says, what is refused and why."""

import io
import json
import zipfile

import openpyxl
import pytest
import shapely
from django.core.management import CommandError, call_command

from units import hazards
from units.models import NamedPlace, PlaceAlias, PlaceImport
from units.places import files, importing, search
from units.places.coordinates import wgs84_to_gcj02

LIST = """编号,名称,所在道路,经度,纬度,别名,电话
0123,,人民路,112.0030,28.0030,路口那盏灯;老灯,
0124,,人民路,112.0040,28.0040,,0399-1
"""


@pytest.fixture(autouse=True)
def district(world):
    """The cells into which places are put."""


def bring(path, *more, **options):
    said = io.StringIO()
    call_command("import_places", str(path), *more, stdout=said, **options)
    return said.getvalue()


def counts(said):
    return {line[2:].split(":")[0]: int(line.split(":")[1]) for line in said.splitlines() if line[:1] in "+~-=!"}


def written(folder, name, content):
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def layer_of(path, driver, columns, shapes, encoding=None, crs="EPSG:4490", layer=None):
    import numpy as np
    import pyogrio

    kinds = {shape.geom_type for shape in shapes}
    pyogrio.raw.write(
        path, np.array([shapely.to_wkb(shape) for shape in shapes], object),
        [np.array(values, object) for values in columns.values()], list(columns), driver=driver, encoding=encoding,
        crs=crs, layer=layer, geometry_type=kinds.pop() if len(kinds) == 1 else "Unknown", append=path.exists(),
    )  # fmt: skip


def test_a_list_is_shown_then_taken_then_known(tmp_path):
    path = written(tmp_path, "poles.csv", LIST.encode("gb18030"))
    said = bring(path, "--kind", "pole", "--dry-run")
    assert counts(said) == {"added": 2, "changed": 0, "retired": 0, "unchanged": 0, "refused": 0}
    assert "Dry run: nothing was written." in said and "0123 人民路灯杆0123" in said
    assert not NamedPlace.objects.exists() and not PlaceImport.objects.exists()

    assert counts(bring(path, "--kind", "pole"))["added"] == 2
    assert counts(bring(path, "--kind", "pole")) == counts(said) | {"added": 0, "unchanged": 2}
    place = NamedPlace.objects.get(code="0123")
    assert (place.street.name, place.community.name, place.cell.code) == ("东河街道", "东河街道社区", "0001")
    assert [one.place for one in search.find("lknzd")] == [place]
    run = PlaceImport.objects.latest("pk")
    assert (run.layer, run.figures["unchanged"], run.by != "", run.ended_at >= run.at) == ("pole", 2, True, True)

    changed = LIST.replace("112.0030,28.0030,路口那盏灯;老灯", "112.0130,28.0030,老灯")
    changed = written(tmp_path, "poles.csv", changed.replace("0124,,", "0125,,"))
    said = bring(changed, "--kind", "pole")
    assert counts(said) == {"added": 1, "changed": 1, "retired": 1, "unchanged": 0, "refused": 0}
    assert "lon: 112.003 → 112.013" in said and "aliases: 老灯; 路口那盏灯 → 老灯" in said
    assert NamedPlace.objects.get(code="0124").removed_at and search.find("0124") == []
    assert PlaceAlias.objects.get().name == "老灯"
    assert counts(bring(written(tmp_path, "old.csv", LIST), "--kind", "pole"))["changed"] == 2, "it stands there again"


def test_every_format_says_the_same(tmp_path):
    shapes = [shapely.Point(112.003, 28.003), shapely.Point(112.004, 28.004)]
    columns = {"名称": ["滨河报警点", "桥头报警点"], "编号": ["B07", "B08"]}
    book = openpyxl.Workbook()
    for line in [
        ("名称", "编号", "经度", "纬度"),
        ("滨河报警点", "B07", 112.003, 28.003),
        ("桥头报警点", "B08", 112.004, 28.004),
    ]:
        book.active.append(line)
    book.save(tmp_path / "posts.xlsx")
    features = [
        {
            "type": "Feature",
            "properties": {k: v[n] for k, v in columns.items()},
            "geometry": shapely.geometry.mapping(shape),
        }
        for n, shape in enumerate(shapes)
    ]
    written(tmp_path, "posts.geojson", json.dumps({"type": "FeatureCollection", "features": features}))
    layer_of(tmp_path / "posts.gpkg", "GPKG", columns, shapes, layer="posts")
    layer_of(tmp_path / "posts.gpkg", "GPKG", columns, shapes[::-1], layer="others")
    for encoding in ("GBK", "UTF-8"):
        folder = tmp_path / encoding
        folder.mkdir()
        layer_of(folder / "posts.shp", "ESRI Shapefile", columns, shapes, encoding=encoding)
        (folder / "posts.cpg").unlink()  # as many desktop programs leave it
        with zipfile.ZipFile(tmp_path / f"{encoding}.zip", "w") as packed:
            for part in folder.iterdir():
                packed.write(part, f"数据/{part.name}")
    bring(tmp_path / "posts.xlsx", "--kind", "post", "--layer", "posts")
    for name in ("posts.geojson", "posts.gpkg", "GBK/posts.shp", "GBK.zip", "UTF-8.zip"):
        said = bring(tmp_path / name, "--kind", "post", "--layer", "posts")
        assert counts(said) == {"added": 0, "changed": 0, "retired": 0, "unchanged": 2, "refused": 0}, (name, said)
    with pytest.raises(CommandError, match="several layers: posts, others"):
        bring(tmp_path / "posts.gpkg", "--kind", "post")


def test_lines_become_their_middle_areas_a_point_within_and_other_systems_ours(tmp_path):
    lon, lat = wgs84_to_gcj02(112.005, 28.005)
    rows = [
        "name,kind,geometry,radius_m,warning,verified,别的",
        f"湖心公园,landmark,POINT ({lon} {lat}),,,是,x",
        f'东西公路,road,"LINESTRING ({lon - 0.002} {lat}, {lon + 0.002} {lat})",,,,',
        f'液化气站,危险源,"POLYGON (({lon} {lat}, {lon + 0.001} {lat}, {lon} {lat + 0.001}, {lon} {lat}))",300,勿用明火,,',
    ]
    path = written(tmp_path, "all.csv", "\n".join(rows))
    assert counts(bring(path, "--system", "gcj02"))["added"] == 3
    park, road, hazard = (NamedPlace.objects.get(kind=kind) for kind in ("landmark", "road", "hazard"))
    for place in (park, road):
        assert (place.lon, place.lat) == pytest.approx((112.005, 28.005), abs=2e-6)
    assert (park.verified, road.verified, park.source) == (True, False, "gcj02")
    assert (hazard.radius_m, hazard.warning) == (300, "勿用明火")
    assert [near.place for near in hazards.covering(112.005, 28.005)] == [hazard]
    assert counts(bring(path, "--system", "gcj02", "--columns", "name=name"))["unchanged"] == 3


def test_a_plate_is_called_by_its_road_once_and_running_numbers_are_no_names(tmp_path):
    houses = "序号,门牌号,道路,经度,纬度\n1,12号,人民路,112.003,28.003\n2,14,人民路,112.003,28.003"
    bring(written(tmp_path, "houses.csv", houses), "--kind", "house")
    said = bring(
        written(tmp_path, "houses.csv", houses.replace("\n1,", "\n7,").replace("\n2,", "\n1,")), "--kind", "house"
    )
    assert counts(said)["unchanged"] == 2, "numbered anew they are the same houses"
    poles = "编号,道路,经度,纬度\n灯杆0123,人民路,112.003,28.003\n0124,人民路,112.003,28.003"
    bring(written(tmp_path, "poles.csv", poles), "--kind", "pole")
    names = set(NamedPlace.objects.values_list("name", flat=True))
    assert names == {"人民路12号", "人民路14号", "人民路灯杆0123", "人民路灯杆0124"}


def test_what_is_wrong_is_left_out_with_its_line_and_a_sentence_and_nothing_is_retired(tmp_path):
    bring(written(tmp_path, "poles.csv", LIST), "--kind", "pole")
    rows = [
        "name,kind,code,lon,lat,radius_m",
        "好的,pole,1,112.003,28.003,",
        "换了,pole,2,28.003,112.003,",
        "米制,pole,3,3912345.6,391234.5,",
        "远的,pole,4,116.4,39.9,",
        "无,pole,5,,,",
        "非数,pole,6,nan,28.0,",
        "空字\x00符,pole,7,112.003,28.003,",
        "=1+1,pole,8,112.003,28.003,",
        "桩,km,随便,112.003,28.003,",
        "谁,dragon,10,112.003,28.003,",
        ",pole,,112.003,28.003,",
        "好的,pole,1,112.003,28.003,",
        "险,hazard,13,112.003,28.003,-5",
        "桩,km,12公里300米,112.003,28.003,",
    ]
    said = bring(written(tmp_path, "mixed.csv", "\n".join(rows)), "--layer", "pole")
    assert counts(said) == {"added": 2, "changed": 0, "retired": 0, "unchanged": 0, "refused": 12}
    for line in (
        "row 3, lon: “28.003, 112.003” is no position in degrees. Longitude and latitude seem to be exchanged.",
        "row 4, lon: “3912345.6, 391234.5” is no position in degrees. It may be in metres.",
        "row 5, lon: 116.4, 39.9 lies far outside the district.",
        "row 6, lon: This is needed.",
        "row 8, name: It holds characters that cannot be printed.",
        "row 9, name: It holds a formula. Save the file with values.",
        "row 10, code: “随便” is no kilometre stone; write K12+300.",
        "row 12, name: This is needed.",
        "row 13, ref: “pole/好的/1” stands here twice. A column ref would tell them apart.",
        "Rows were refused, so nothing was retired.",
    ):
        assert line in said
    assert NamedPlace.objects.get(kind="km").code == "K12+300"


def test_a_list_that_lacks_most_of_what_stands_there_is_asked_about(tmp_path, monkeypatch):
    rows = ["name,lon,lat", *(f"杆{n},112.003,28.003" for n in range(60))]
    bring(written(tmp_path, "a.csv", "\n".join(rows)), "--kind", "pole")
    few = written(tmp_path, "b.csv", "\n".join([*rows[:11], "新杆,112.003,28.003"]))
    assert "lacks 50: none is retired" in bring(few, "--kind", "pole", "--dry-run")
    with pytest.raises(CommandError, match="lacks 50: none is retired"):
        bring(few, "--kind", "pole")
    assert PlaceImport.objects.count() == 1, "nothing was begun"
    assert NamedPlace.objects.filter(removed_at=None).count() == 60
    assert counts(bring(tmp_path / "b.csv", "--kind", "pole", "--retire"))["retired"] == 50
    monkeypatch.setattr(importing, "MOST_ROWS", 5)
    with pytest.raises(CommandError, match="1,000,000 rows"):
        bring(tmp_path / "a.csv", "--kind", "pole", "--dry-run")


def bomb(path):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("a.shp", b"\0" * 2_000_000)


def patched(path, at, value):
    """A zipped table whose headers say something else at a byte of the local one (two further in the central one)."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("a.shp", bytes(range(256)) * 4)
    content = bytearray(path.read_bytes())
    for begin in (at, content.rindex(b"PK\x01\x02") + at + 2):
        content[begin] = value
    path.write_bytes(content)


def encrypted(path):
    patched(path, 6, 1)


def strangely_packed(path):
    patched(path, 8, 99)


def damaged_inside(path):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("a.shp", bytes(range(256)) * 4)
    content = bytearray(path.read_bytes())
    content[35:60] = b"\xff" * 25
    path.write_bytes(content)


def damaged_first_row(path):
    book = openpyxl.Workbook()
    book.active.append(("name", "lon", "lat"))
    book.save(path.with_suffix(".whole"))
    with zipfile.ZipFile(path.with_suffix(".whole")) as whole, zipfile.ZipFile(path, "w") as packed:
        for name in whole.namelist():
            content = whole.read(name)
            packed.writestr(name, content.replace(b"</row>", b"</rwo>") if "sheet1" in name else content)


def metres(path):
    layer_of(path, "GPKG", {"name": ["x"]}, [shapely.Point(500000, 3100000)], crs="EPSG:4547")


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("none.csv", None, "There is no such file"),
        ("empty.csv", b"", "The file is empty"),
        ("what.csv", b"a,b\n1,2\n", "No column says a name or a number"),
        ("twice.csv", b"name,name\n1,2\n", "twice: name"),
        ("wide.csv", b"name,lon\n1,2,3\n", "Row 2 has more cells"),
        ("bytes.csv", b"name\n\xff\xff\xff\xff", "neither UTF-8 nor GB18030"),
        ("quotes.csv", b'name,lon\n"a"b,2\n', "Not a CSV file"),
        ("broken.geojson", b'{"type": ', "Not a GeoJSON file"),
        ("other.geojson", b'{"features": [1]}', "Not a GeoJSON FeatureCollection"),
        ("damaged.zip", b"PK\x03\x04abc", "The zip file is damaged"),
        ("damaged.shp", b"\x00\x00\x27\x0a" + b"\1" * 100, "lacks its .dbf"),
        ("damaged.gpkg", b"SQLite format 3\x00" + b"\1" * 100, "cannot be opened"),
        ("bomb.zip", bomb, "Unpacked, the file is too large"),
        ("encrypted.zip", encrypted, "cannot be unpacked: .*encrypted"),
        ("strange.zip", strangely_packed, "cannot be unpacked"),
        ("inside.zip", damaged_inside, "cannot be unpacked"),
        ("row.xlsx", damaged_first_row, "Not an XLSX file"),
        ("metres.gpkg", metres, "Save it in degrees"),
    ],
)
def test_a_file_that_cannot_be_taken_is_refused_in_words(tmp_path, monkeypatch, name, content, sentence):
    monkeypatch.setattr(files, "LARGEST", 1_000_000)
    path = tmp_path / name
    if callable(content):
        content(path)
    elif content is not None:
        path.write_bytes(content)
    with pytest.raises(CommandError, match=sentence):
        bring(path, "--kind", "pole")
    with pytest.raises(CommandError):
        bring(path, "--kind", "pole", "--columns", "colour=red")
    assert not NamedPlace.objects.exists()
