"""How well a model reads digits and a reader whole images: figures, reports, comparison, damage and strangers."""
