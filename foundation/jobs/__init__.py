"""Work that a request does not wait for: jobs with progress, and the schedule (design D12)."""
