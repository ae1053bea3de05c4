"""XML documents as bytes."""

from xml.etree import ElementTree  # nosec B405

DECLARATION = "<?xml version='1.0' encoding='utf-8'?>\n"


def written(root: ElementTree.Element) -> bytes:
    """The whole document in UTF-8, an element a line. Texts must be ``speakable``."""
    ElementTree.indent(root, space="")
    return (DECLARATION + ElementTree.tostring(root, encoding="unicode")).encode()  # at once: a stream encodes each piece alone
