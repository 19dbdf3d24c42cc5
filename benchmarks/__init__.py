"""What a page costs, as ratios against a bare floor: `make bench`. And the generated reference: `make docs`."""
