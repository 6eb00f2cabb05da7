"""Papers of supporters in the order of fields of the model by-law (資料4–7)."""
