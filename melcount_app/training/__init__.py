"""Training: from annotated crops to a folder in `models/`. The program itself never imports it."""
