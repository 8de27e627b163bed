"""Writing the registry: imports of units, cells and the base map. Nothing here knows of tickets."""
