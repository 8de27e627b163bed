"""Finding tickets by what they say: the box is understood, the index walked from the newest back, and the words marked."""
