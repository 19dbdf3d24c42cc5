"""Progress looked at together: a course that improves, one that worsens and turns, one with flat scores and a strong bond."""
