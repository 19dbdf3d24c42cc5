"""Our own line icons and small drawings, as inline SVG: two-pixel lines in ink with one tint. Decoration only."""

from django.utils.safestring import SafeString, mark_safe

ICONS = {
    "today": '<path d="M4 11.5 12 5l8 6.5V20H4z"/><path d="M10 20v-5h4v5"/>',
    "between": '<path d="M5 4h14v16H5z"/><path d="M9 9h6M9 13h6M9 17h3"/>',
    "progress": '<path d="M4 19h16M4 19V5"/><path d="m7 14 4-3 3 2 5-6"/>',
    "messages": '<path d="M4 5h16v11H11l-5 4v-4H4z"/><path d="M8 9h8M8 12h5"/>',
    "plan": '<path d="M6 21V4l12 3-12 4"/>',
    "people": (
        '<circle cx="9" cy="8" r="3"/><path d="M3 20c0-4 3-6 6-6s6 2 6 6"/>'
        '<path d="M16 6a3 3 0 0 1 0 5M18 14c2 1 3 3 3 6"/>'
    ),
    "calendar": '<path d="M4 6h16v14H4zM4 10h16M8 3v4M16 3v4"/>',
    "library": '<path d="M5 4h4v16H5zM11 4h4v16h-4z"/><path d="m17 5 3 14"/>',
    "help": '<path d="M12 20s-7-4.5-7-10a4 4 0 0 1 7-2.6A4 4 0 0 1 19 10c0 5.500-7 10-7 10z"/>',
    "private": '<path d="M6 11h12v9H6z"/><path d="M8 11V8a4 4 0 0 1 8 0v3"/>',
    "both": '<circle cx="8" cy="12" r="4"/><circle cx="16" cy="12" r="4"/>',
    "done": '<path d="m5 13 4 4L19 7"/>',
    "service": '<path d="M4 20V9M10 20V4M16 20v-7M21 20H3"/>',
    "leave": '<path d="M14 4h5v16h-5"/><path d="M10 8l-4 4 4 4M6 12h9"/>',
    "next": '<path d="m9 5 7 7-7 7"/>',
}

PICTURES = {
    "two-chairs": (
        '<path class="tint" d="M18 92h164v8H18z"/>'
        '<path d="M30 92V44q0-12 12-12h10q12 0 12 12v48M30 66h46v26M124 92V66h46v26M136 66V44q0-12 12-12h10q12 0 12 12v22"/>'
        '<path d="M92 92V72h16v20M86 72h28"/><path d="M97 72v-8h7v8M104 66h4v3h-4"/>'
    ),
    "path": (
        '<path class="tint" d="M10 96q40-52 92-46t88-30v76z"/>'
        '<path d="M10 96q40-52 92-46t88-30"/><path d="M70 100q20-22 44-24t30-20 16-22"/><path d="M160 34v-16l14 5-14 5"/>'
    ),
    "door": (
        '<path class="tint" d="M70 20h60v76H70z"/><path d="M62 96V12h76v84M70 96V20h60v76"/>'
        '<path d="m130 20-30 10v72l30-6"/><path d="M108 64v6"/><path d="M30 96h140"/>'
    ),
    "window": (
        '<path class="tint" d="M52 16h96v66H52z"/><path d="M52 16h96v66H52zM100 16v66M52 48h96M42 90h116"/>'
        '<path d="M62 42q8-10 16 0M74 40q8-10 16 0"/>'
    ),
    "kettle": (
        '<path class="tint" d="M64 48h66l8 44H58z"/><path d="M64 48h66l8 44H58zM70 48q0-22 27-22t27 22M92 26v-8h10v8"/>'
        '<path d="m134 66 22-14M80 10q4-6 0-10M112 10q4-6 0-10"/>'
    ),
    "hills": (
        '<path class="tint" d="M6 96q34-52 66-30 30-42 62-12 22-24 60 42z"/>'
        '<path d="M6 96q34-52 66-30M50 96q36-74 84-42M104 96q34-72 90 0M6 96h188"/><circle cx="158" cy="24" r="9"/>'
    ),
}


def icon(name: str) -> SafeString:
    """An icon of 24 by 24; raises KeyError for a name we do not draw."""
    return mark_safe(f'<svg class="icon" viewBox="0 0 24 24" aria-hidden="true">{ICONS[name]}</svg>')


def picture(name: str) -> SafeString:
    """A drawing of 200 by 104; raises KeyError for a name we do not draw."""
    return mark_safe(f'<svg class="picture" viewBox="0 0 200 104" aria-hidden="true">{PICTURES[name]}</svg>')
