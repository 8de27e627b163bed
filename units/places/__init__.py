"""The gazetteer: every named or numbered place of the district, found by what a caller says and by where he stands."""
