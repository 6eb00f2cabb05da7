"""Everything that changes a layout or a return."""
