"""The journal: every upload, delivery, job and finding; the only place that knows "seen before"."""
