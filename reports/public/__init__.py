"""What everybody may see: masked tables of finished years."""
