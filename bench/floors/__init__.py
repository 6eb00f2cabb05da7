"""What the figures are compared with: the least work that does the same job."""
