"""What a desk says often: written once and plainly, filled with what names nobody."""
