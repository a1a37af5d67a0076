"""Windows drawn at random and counted by hand: the draw, what follows from it, and agreement."""
