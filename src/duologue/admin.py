"""Django's admin is not part of this house: whoever could browse it would read what only two people may."""
