"""What is dropped and pasted: files, pictures and text."""

from PyQt6.QtCore import QBuffer, QIODevice, QMimeData
from PyQt6.QtGui import QImage, QPixmap

from poolviz.gui.session.session import Session


def take(data: QMimeData | None, session: Session) -> bool:
    """Show the first thing in `data` that can be shown; return whether there was one."""
    if data is None:
        return False
    paths = [url.toLocalFile() for url in data.urls() if url.isLocalFile()]
    image = data.imageData() if data.hasImage() else None
    if isinstance(image, QPixmap):
        image = image.toImage()
    if paths:
        session.inputs.open_path(paths[0])
    elif isinstance(image, QImage) and not image.isNull():
        session.inputs.paste_image(_png(image))
    elif data.hasText() and data.text().strip():
        session.inputs.paste_text(data.text())
    else:
        return False
    return True


def _png(image: QImage) -> bytes:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")
    return buffer.data().data()
