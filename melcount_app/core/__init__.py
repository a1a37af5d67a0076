"""Everything that is neither window nor training: scans, masks, counts, reports."""
