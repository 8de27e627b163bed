"""Cells and the base map from GeoJSON, or from a CSV with a column of WKT."""

from units.management.importing import ImportCommand
from units.services.cells import import_cells
from units.services.tables import read_features


class Command(ImportCommand):
    help = (
        "Imports cells (properties code, community, street; optional community_name, collector) and drawings of the"
        " base map (property kind: boundary, river, road, …) from GeoJSON, or from a CSV whose column geometry holds"
        " WKT or GeoJSON. WGS-84 degrees."
    )

    def read(self, file):
        return read_features(file)

    def carry_out(self, features, *, dry_run, **options):
        return import_cells(features, dry_run=dry_run)
